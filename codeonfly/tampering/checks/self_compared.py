"""Tests that compare a call with the very same call: whatever it gives, and whatever it does not do, they agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions

# each in the words of its language: one side, and the same once more
_SAME = re.compile(
    r"^\s*assert (?P<a>[^=]+?) == (?P=a)\s*(?:[,#].*)?$"
    r"|\bassert(?:Equals?|_equal|ListEqual|DictEqual)\(\s*(?P<b>[^;]+?),\s*(?P=b)\s*[,)]"
    r"|\bassert\.(?:\w*[eE]qual\w*|Equal\w*)\(\s*(?:t,\s*)?(?P<c>[^;]+?),\s*(?P=c)\s*[,)]"
    r"|\bexpect\((?P<d>[^;]+?)\)\.(?:toBe|toEqual|toStrictEqual|to\.(?:deep\.)?equal|to\.eql)\((?P=d)\)"
    r"|\bassertThat\((?P<e>[^;]+?)\)\.isEqualTo\((?P=e)\)"
    r"|\bassert_eq!\(\s*(?P<f>[^;]+?),\s*(?P=f)\s*[,)]"
    r"|^\s*if (?P<g>[^!={;]+?) != (?P=g) \{"
)
# one that is asked for its value, not one that makes a value: equal values are to be equal
_CALL = re.compile(r"(?<![\w.:])(?!new\b)(?:\w+(?:\.|::|->))*(?!New|[A-Z]\w*\()\w+!?\(")
_MAKES = re.compile(r"\A\s*(?:new\s|&?(?:[\w.]+::)*(?:\w+\.)*[A-Z]\w*(?:::\w+)?[({]|(?:\w+\.)*New\w*\()")
_TEST = re.compile(r"^\s*(?:async )?def test|^func Test|\bfn \w+\(|\bvoid \w+\(|\b(?:it|test)\b[\w.]*\(")
# that it gives the same twice is what some tests are for
_MEANT = re.compile(
    r"same|stable|determin|idempot|twice|again|repeat|cach|memo|pure|reproduc|consisten|hash|seed|equal|_eq\b|Eq\b"
    r"|once|every|always|identi|immutab|unchanged|reflexiv",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(\w+)\(")
# that it gives something else for something else: `assert len({sign("a"), sign("b")}) == 2`
_DIFFERS = re.compile(
    r"!=|\b(?:assertNot\w*|assert_ne!|isNotEqualTo|NotEqual|notEqual|notStrictEqual)\b|\.not\b|\blen\(\{"
)
_NEAR = 3  # lines
_LONG = 300  # characters of a line that somebody wrote


def self_compared(_: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Each such line of a change, but for tests that are called after what they show by it."""
    for one in tests:
        lines = (one.after or "").splitlines()
        for number, line in one.added:
            found = _SAME.search(line) if len(line) < _LONG else None
            if found is None:
                continue
            side = next(filter(None, found.groups()))
            is_vacuous = _CALL.search(side) and not _MAKES.match(side)
            if is_vacuous and not _MEANT.search(_header(lines, number)) and not _asks_more(lines, number):
                told = f"{one.path}:{number}: a call is compared with the same call"
                yield Finding(one.path, number, "vacuous", told)


def _asks_more(lines: Sequence[str], number: int) -> bool:
    """Whether the test around a line says at once that other calls of the same give something else."""
    name = _NAMED.search(lines[number - 1])
    near = [*lines[max(0, number - 1 - _NEAR) : number - 1], *lines[number : number + _NEAR]]
    near = [text for text in near if _DIFFERS.search(text)]
    return name is not None and any(re.search(rf"\b{name[1]}\(", text) for text in near)


def _header(lines: Sequence[str], number: int) -> str:
    """The line that the test around a line begins with, and that one itself."""
    above = (text for text in reversed(lines[:number]) if _TEST.search(text))
    return next(above, "")
