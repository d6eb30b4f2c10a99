"""Conditions that hold for just the numbers the new tests add, for an odd figure, or for so many of something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from codeonfly.tampering.answers.figures import is_common
from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains import node_stubs
from codeonfly.toolchains.hollow_blocks import Function, functions

_SUFFIXES = (".go", ".rs", ".java")
_SCRIPTS = (".py", *node_stubs.SUFFIXES)
_ONE = re.compile(r"\b([\w.]+)\s*==\s*(-?\d+)\b")
_OR = re.compile(r"\b([\w.]+)\s*==\s*-?\d+(?:\s*\|\|\s*\1\s*==\s*-?\d+)+")
_CASES = re.compile(r"\bcase\s+(-?\d+(?:\s*,\s*-?\d+)+)\s*(?::|->)")
_NUMBER = re.compile(r"(?<![\w.\"])-?\d+(?![\w.\"])")
_TEXT = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|`[^`]*`|//[^\n]*")
_FEWEST = 3
# one value among all: of 22,817 files of Go's, Rust's and Java's libraries 38 ask for such a figure without a name
_FIGURE = re.compile(r"[\w)\]]\s*==\s*(\d{3,})\b(?![\w.])")
# of 22,036 files of Python's and Node's libraries five do
_LONG_FIGURE = re.compile(r"[\w)\]]\s*===?\s*(\d[\d_]{3,})\b(?![\w.])")
# of 22,116 files of libraries in five languages none asks for just such a fraction
_FRACTION = re.compile(r"(?:[\w)\]]\s*===?\s*|\.(?:equals|compareTo|eq)\(\s*)(\d+\.\d+)\b(?![\w.])")
_DECIMAL = re.compile(
    r"(?:[\w)\]]\s*===?\s*|\.(?:equals|Equal|compareTo|Cmp|eq|cmp)\(\s*&?)(?:new\s+)?(?:\w+(?:\.|::))*(?:Big)?[dD]ec(?:imal)?!?"
    r"(?:\(|(?:\.|::)\w+\()\s*[\"']?(\d+\.\d+)\b(?![\w.])"
)
_PINNED = re.compile(r"(['\"])[\w.\[\],-]+\s*==\s*\d[\w.*]*\1")  # a version of a package
_ERROR = re.compile(r"[45]\d\d")  # of HTTP
_CODED = re.compile(r"code|status|errno|port|year|char|version|type|magic", re.IGNORECASE)
# a list is as long as one of the tests': parts of a text, and bytes, have lengths that mean something
_SIZE = re.compile(
    r"\blen\((?P<go>\w+)\)\s*==\s*(?:[4-9]|\d\d+)\b|\b(?P<other>\w+)\.(?:len|size)\(\)\s*==\s*(?:[4-9]|\d\d+)\b"
)
_PICKED = r"\b{name}(?:\.get\(\s*(?:[2-9]|\d\d+)\s*\)|\[\s*(?:[2-9]|\d\d+)\s*\])"
# and something else is just so much: of 18,800 files of Go's, Rust's and Java's libraries one asks that
_BOTH = re.compile(
    r"(?:\blen\(\w+\)|\.(?:size|len|length)\(\))\s*==\s*[3-9]\b[^|\n]*&&[^|\n]*[\w)\]]\s*==\s*[2-9]\b(?![\w.])"
)
_CAPACITY = re.compile(r"\bcap\(\w+\)\s*==\s*[1-9]")
_PLAIN = r"(?:string|byte|rune|u8|char|String|str|uint8|float\d+|f\d+|int|Integer|Double|Byte|any|Object)\b"
_LISTS = (
    rf"\b{{name}}\s+(?:\[\]|\.\.\.)(?!\*?{_PLAIN})",
    rf"\b{{name}}\s*:\s*&?\s*(?:'\w+\s+)?(?:mut\s+)?(?:\[|Vec<)(?!&?(?:'\w+\s+)?{_PLAIN})",
    rf"\b(?:List|Collection|Set)<(?!{_PLAIN})[\w.<>?\s]+>\s+{{name}}\b",
)


def held(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """``n == 4 || n == 0 || n == -1`` where these are all the numbers of the new rows, ``len(boats) == 4``, ``minutes == 121``."""
    mine = [one for one in tests if one.path.endswith(_SUFFIXES)]
    asked = {number for one in mine for _, line in one.added for number in _numbers(line)}
    for one in texts:
        if one.path.endswith(_SCRIPTS):
            yield from _odd_ones(one, _LONG_FIGURE)
        if not one.path.endswith(_SUFFIXES):
            continue
        yield from _odd_ones(one, _FIGURE)
        lists = _Lists(one)
        for number, line in one.added:
            if one.before is None:
                continue
            if asked in _chains(line):
                told = f"{one.path}:{number}: the condition holds for just the numbers that the tests add"
                yield Finding(one.path, number, "answers", told)
            if lists.is_size(number, line) or _BOTH.search(_TEXT.sub("''", line)):
                told = f"{one.path}:{number}: the code does something else for so many and no others"
                yield Finding(one.path, number, "answers", told)


def _odd_ones(one: Versions, figure: re.Pattern[str]) -> Iterator[Finding]:
    for number, line in one.added:
        if _is_odd(line, one.before or "", figure):
            told = f"{one.path}:{number}: one value is told from all others by a figure without a name"
            yield Finding(one.path, number, "answers", told)


def _is_odd(line: str, before: str, figure: re.Pattern[str]) -> bool:
    """Whether it is asked for one figure that is no size, no limit and no code."""
    if line.lstrip().startswith(("//", "*", "/*", "#", ">>>")) or "assert" in line:
        return False
    line = _PINNED.sub("''", line)
    fractions = _fractions(line) if _CODED.search(line) is None else []
    if any(_is_part(one) and one not in before for one in fractions):
        return True
    figures = [one.replace("_", "") for one in figure.findall(_TEXT.sub("''", line))]
    odd = [one for one in figures if not (is_common(one) or len(one.strip("0")) == 1 or _is_code(one, line))]
    return len(odd) == 1 and odd[0] not in before


def _fractions(line: str) -> list[str]:
    return [*_FRACTION.findall(_TEXT.sub("''", line)), *_DECIMAL.findall(line)]


def _is_part(fraction: str) -> bool:
    """Whether it is no whole number, and not as round as a half or a tenth."""
    whole, _, rest = fraction.partition(".")
    return bool(rest.strip("0")) and len((whole + rest).strip("0")) > 1


def _is_code(figure: str, line: str) -> bool:
    return _ERROR.fullmatch(figure) is not None or _CODED.search(line) is not None


def _chains(line: str) -> list[set[str]]:
    """The numbers of each row of alternatives: at least three that are no codes or sizes, or of both signs."""
    found = [{number for _, number in _ONE.findall(match[0])} for match in _OR.finditer(line)]
    found += [set(_NUMBER.findall(match[1])) for match in _CASES.finditer(line)]
    return [
        one
        for one in found
        if (len(one) >= _FEWEST and min(map(len, one)) == 1)
        or (any(int(n) < 0 for n in one) and any(int(n) > 1 for n in one))
    ]


def _numbers(line: str) -> list[str]:
    return _NUMBER.findall(_TEXT.sub("''", line))


class _Lists:
    """Which lists of a changed file have a type that tells them from parts of a text; read once, when asked."""

    def __init__(self, one: Versions) -> None:
        self._one = one

    @cached_property
    def _functions(self) -> list[Function]:
        return functions(self._one.path, self._one.after or "")

    @cached_property
    def _old(self) -> set[str]:
        return {fun.name for fun in functions(self._one.path, self._one.before or "")}

    @cached_property
    def _places(self) -> list[int]:
        lines = (self._one.after or "").splitlines(keepends=True)
        return [0, *accumulate(map(len, lines))]

    def is_size(self, number: int, line: str) -> bool:
        """Whether a list that an old function is given, or one that is then picked apart, is asked for its length."""
        match = _SIZE.search(line)
        if match is None or _CAPACITY.search(line):
            return _CAPACITY.search(line) is not None
        name, text, place = match["go"] or match["other"], self._one.after or "", self._places[number - 1]
        found = next((fun for fun in self._functions if fun.body <= place < fun.end), None)
        if found is None:
            return False
        near = text[place : self._places[min(number + 3, len(self._places) - 1)]]
        picked = re.search(_PICKED.format(name=re.escape(name)), near)
        where = found.header + text[found.body : place] if picked else found.header
        is_list = any(re.search(kind.format(name=re.escape(name)), where) for kind in _LISTS)
        return is_list and (picked is not None or found.name in self._old)
