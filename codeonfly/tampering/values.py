"""A changed file as text, and what a rule says of it."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

# how these languages' tests are named is another matter than in the rest: suites stand before a test
_SUITES = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")


@dataclass(frozen=True, slots=True)
class Finding:
    """A sign of tampering: where, what kind, what it means; ``blocks`` keeps the verdict from "verified"."""

    path: str
    line: int
    kind: str
    sentence: str
    blocks: bool = True

    def is_about(self, test: str) -> bool:
        """Whether it names the test with this id (``file::class::name[parameters]``, ``package::name/sub``)."""
        owner, _, rest = test.partition("::")
        name = rest.partition("[")[0].replace("::", ".")
        if self.path.endswith(_SUITES):
            name = test.rpartition("::")[2]  # suites stand before it, and may be called anything
        elif not self.path.endswith(".py"):
            owner, name = self.path, re.split(r"[/(]", name)[0].rpartition(".")[2]
        return owner == self.path and self.sentence.startswith(f"{self.path}:{self.line}: {name} ")


@dataclass(frozen=True, slots=True)
class Versions:
    """A changed file as text before and after; None where it is not there, or not text."""

    path: str
    before: str | None
    after: str | None

    @property
    def added(self) -> tuple[tuple[int, str], ...]:
        """Line number and text of every line that the change added."""
        old, new = (self.before or "").splitlines(), (self.after or "").splitlines()
        matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
        lines: list[tuple[int, str]] = []
        for tag, _, _, start, end in matcher.get_opcodes():
            if tag in ("replace", "insert"):
                lines += [(number + 1, new[number]) for number in range(start, end)]
        return tuple(lines)
