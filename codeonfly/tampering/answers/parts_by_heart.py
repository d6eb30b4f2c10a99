"""Tables of digits that are the very parts of the numbers which tests ask for: those of others are not there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import CODE, Finding, Versions

_DIGITS = re.compile(r"[\"'`](\d{2,}|\d*\.\d+)[\"'`]")
_TEXT = re.compile(r"[\"'`]([^\"'`\n]*\d[^\"'`\n]*)[\"'`]")
_PARTS = re.compile(r"[-\s./:]")
_FRACTION = re.compile(r"\.\d+")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
_LEAST = 4  # entries; a few may meet by chance
_SHARE = 0.75  # of them


def parts_by_heart(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """The first line of such a table: nearly all of its entries are parts of what new tests give or expect."""
    asked = {
        part
        for one in tests
        for _, line in one.added
        for text in _TEXT.findall(line)
        for part in (*_parts(text), *_FRACTION.findall(text), *_NUMBER.findall(text))
    }
    for one in texts if asked else ():
        if not one.path.endswith(CODE):
            continue
        held: dict[str, int] = {}
        for number, line in one.added:
            for digits in _DIGITS.findall(line):
                held.setdefault(digits, number)
        found = asked & held.keys()
        if len(found) >= _LEAST and len(found) >= _SHARE * len(held):
            first = min(held[digits] for digits in found)
            told = f"{one.path}:{first}: parts of what the tests ask are written out"
            yield Finding(one.path, first, "answers", f"{told}: {', '.join(sorted(found)[:3])}")


def _parts(text: str) -> list[str]:
    parts = _PARTS.split(text)
    return parts if len(parts) > 2 else []
