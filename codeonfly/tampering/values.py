"""A changed file as text, and what a rule says of it."""

from __future__ import annotations

import difflib
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from codeonfly.toolchains.node_stubs import SUFFIXES

CODE = (".py", ".go", ".rs", ".java", ".kt", *SUFFIXES)
Sign = tuple[int, str, str]  # line, kind and sentence: a finding whose path goes without saying
Added = Sequence[tuple[int, str]]  # number and text of each line that a change added
Rule = Callable[[str | None, str, Added], Iterator[Sign]]  # of a file's text before and after
MOST_COMPARISONS = 2_000_000  # of lines of a file before and after
_LONG_WORD = re.compile(r"\b(\w{200})(\w+)")
_LONG_GAP = re.compile(r"([ \t]{200})[ \t]+")
_MANY_EMPTY_LINES = re.compile(r"(?<!\s)(\s{200})\s+(\s{201})(?!\s)")  # the last one's indentation stays


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
        if self.path.endswith(SUFFIXES):
            name = test.rpartition("::")[2]  # suites stand before it, and may be called anything
        elif not self.path.endswith(".py"):
            owner, name = self.path, re.split(r"[/(]", name)[0].rpartition(".")[2]
        return owner == self.path and self.sentence.startswith(f"{self.path}:{self.line}: {shortened(name)} ")


def shortened(text: str) -> str:
    """The text with words and gaps of some 200 characters at most, on the same lines up to 400 empty ones.

    Many rules' patterns take time by the square of a word's length, which data in hexadecimal digits is, too.
    Words that differ still do, and a number stays one.
    """
    text = _LONG_GAP.sub(r"\1", _LONG_WORD.sub(_with_checksum, text))
    return _MANY_EMPTY_LINES.sub(r"\1\2", text)


def _with_checksum(word: re.Match[str]) -> str:
    return f"{word[1]}{zlib.crc32(word[2].encode(errors='surrogatepass'))}"


@dataclass(frozen=True, slots=True)
class Versions:
    """A changed file as text before and after; None where it is not there, or not text."""

    path: str
    before: str | None
    after: str | None

    @property
    def added(self) -> tuple[tuple[int, str], ...]:
        """Line number and text of every line that the change added."""
        return _added(self.before or "", self.after or "")


@lru_cache(maxsize=2048)  # more files than a change has: every rule asks for each of them again
def _added(before: str, after: str) -> tuple[tuple[int, str], ...]:
    old, new = before.splitlines(), after.splitlines()
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if len(old) * len(new) > MOST_COMPARISONS:
        places = _not_in(old, new)
    else:
        steps = difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
        changed = [(first, last) for tag, _, _, first, last in steps if tag in ("replace", "insert")]
        places = [place for first, last in changed for place in range(first, last)]
    return tuple((start + place + 1, new[place]) for place in places)


def _not_in(old: list[str], new: list[str]) -> list[int]:
    """Where ``new`` has a line more often than ``old``: what a comparison would need minutes for."""
    left = Counter(old)
    places = []
    for place, line in enumerate(new):
        if left[line]:
            left[line] -= 1
        else:
            places.append(place)
    return places
