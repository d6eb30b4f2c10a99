"""Tests that write what they expect from what comes out, as soon as it is not there: the first run always passes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions

_MISSING = re.compile(
    r"\bif\b.*(?:os\.IsNotExist|errors\.Is\([^)]*ErrNotExist|os\.Stat\([^)]*\);\s*err\s*!=\s*nil|not\s+[\w.]*\.(?:exists|is_file)\(\)"
    r"|not\s+os\.path\.(?:exists|isfile)\(|!\s*(?:fs\.)?existsSync\(|!\s*[\w.]+\.exists\(\)|!\s*Files\.exists\()"
)
_WRITES = re.compile(
    r"\b(?:os\.WriteFile|ioutil\.WriteFile|fs::write|Files\.write(?:String)?|(?:fs\.)?writeFileSync)\([^,\n]+,\s*(?P<a>[\w.&\[\]()]+)"
    r"|\.write_(?:text|bytes)\(\s*(?P<b>\w+(?:\.\w+)*)(?:\(\))?\s*[,)]"
)
_EXPECTED = re.compile(r"golden|snapshot|expected|approved|baseline|\bwant", re.IGNORECASE)
_NEAR = 6  # lines
_MADE = re.compile(
    r"\b(?:got|actual|out(?:put)?|result|rendered|received|body|text|data|buf)\b", re.IGNORECASE
)


def golden_when_missing(_: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A new condition on a file that is not there, and what came out written soon behind it."""
    for one in tests:
        lines = (one.after or "").splitlines()
        for number, line in one.added:
            if not _MISSING.search(line):
                continue
            behind = lines[number : number + _NEAR]
            around = "\n".join(lines[max(0, number - 3 * _NEAR) : number + _NEAR])
            writes = [match for text in (line, *behind) if (match := _WRITES.search(text))]
            if any(_MADE.search(match["a"] or match["b"]) for match in writes) and _EXPECTED.search(around):
                told = f"{one.path}:{number}: what is expected is written from what comes out where it is missing"
                yield Finding(one.path, number, "snapshot", told)
