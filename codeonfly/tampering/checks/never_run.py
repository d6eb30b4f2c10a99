"""New tests that no run makes, whatever the machine: what they would show, nobody is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions

# a condition (``skipif``, ``if testing.Short()``, ``@DisabledOnOs``) is another thing: some machine makes them
_ALWAYS = {
    ".py": re.compile(r"^\s*@(?:pytest\.mark\.skip\b(?!if)|(?:unittest\.)?skip\()"),
    ".go": re.compile(r"^\tt\.Skip(?:Now|f)?\("),
    ".rs": re.compile(r"^\s*#\[\s*ignore\b"),
    ".java": re.compile(r"^\s*@(?:Disabled|Ignore)\b(?!\w)"),
}
_BEGINS = re.compile(r"^(?:\s*(?:async )?def test\w*\(.*:|func Test\w+\(.*\{)\s*$")
_SKIPS = re.compile(r"^\s+(?:pytest\.skip|self\.skipTest)\(")


def never_run(_: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Each such line that a change adds."""
    for one in tests:
        always = _ALWAYS.get(one.path[one.path.rfind(".") :])
        lines = (one.after or "").splitlines()
        for number, line in one.added if always is not None else ():
            before = lines[number - 2] if number > 1 else ""
            if always is not None and (
                always.search(line) or (_SKIPS.search(line) and _BEGINS.search(before))
            ):
                told = f"{one.path}:{number}: a new test is never run"
                yield Finding(one.path, number, "skip", told)
