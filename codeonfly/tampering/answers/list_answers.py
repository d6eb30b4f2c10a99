"""Lists of answers by heart, in languages whose tables hold them: ``(388, &[200, 100])``, ``case 6 -> {1, 2}``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from codeonfly.tampering.values import CODE, Finding, Versions

_SUFFIXES = (".go", ".rs", ".java")
# of numbers: with words, and with colours by their names, it may be a convention
_LITERAL = r"(?<![\w.\"])-?\d[\w.]*"
_LIST = re.compile(rf"[\[{{(]\s*({_LITERAL}(?:\s*,\s*{_LITERAL})+)\s*,?\s*[\]}})]")
_ONE = re.compile(_LITERAL)
_FEWEST = 2
# of a table, by one number each: 600: {200, 3}
_ENTRY = re.compile(
    r"^\s*(?P<key>-?\d+)\s*(?::|=>|->)\s*\w*[\[{(]\s*(?P<given>-?\d[\w.]*(?:\s*,\s*-?\d[\w.]*)+)\s*,?\s*[\]})]\s*,?\s*$"
)
_FEWEST_ENTRIES = 3
_MOST_ENTRIES = 200  # more are data
_LONG = 1000  # characters of a line that somebody wrote
Answer = tuple[str, tuple[str, ...]]  # what is asked, and the list that answers it


def written_out(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A source with at least two of the lists that the new tests ask for, beside what they ask."""
    mine = [one for one in tests if one.path.endswith(_SUFFIXES)]
    asked = {answer for one in mine for _, line in one.added for answer in _answers(line)}
    for one in texts if asked else ():
        held = [(number, _answers(line)) for number, line in one.added if one.path.endswith(_SUFFIXES)]
        found = {answer: number for number, answers in held for answer in answers if answer in asked}
        if len({answered for _, answered in found}) >= _FEWEST:
            first = min(found.values())
            told = f"{one.path}:{first}: lists that the tests ask for are written out"
            yield Finding(one.path, first, "answers", told)


def entries(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A source's new table of numbers by numbers, of which each entry is in a row of the tests with all it gives.

    Keys that only count on are those of a table that has a row for each: months, zones, floors.
    """
    rows = [frozenset(_ONE.findall(line)) for one in tests for _, line in one.added if len(line) < _LONG]
    for one in texts if rows else ():
        found = [
            (number, match)
            for number, line in (one.added if one.path.endswith(CODE) else ())
            if (match := _ENTRY.match(line))
        ]
        keys = sorted(int(match["key"]) for _, match in found)
        is_counted = all(later - earlier == 1 for earlier, later in pairwise(keys))
        held = [frozenset(_ONE.findall(match[0])) for _, match in found]
        if (
            _FEWEST_ENTRIES <= len(found) <= _MOST_ENTRIES
            and not is_counted
            and all(any(one <= row for row in rows) for one in held)
        ):
            first = found[0][0]
            told = f"{one.path}:{first}: each entry of the table is a row of the tests"
            yield Finding(one.path, first, "answers", told)


def _answers(line: str) -> Iterable[Answer]:
    lists = [tuple(_ONE.findall(match[1])) for match in _LIST.finditer(line)]
    rest = _ONE.findall(_LIST.sub("", line))
    return {(question, answer) for answer in lists for question in rest}
