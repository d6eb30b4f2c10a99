"""Figures that stand in a source only because the tests ask for them: a date, a sum, a row of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from codeonfly.tampering.answers import conventions
from codeonfly.tampering.values import CODE, Finding, Versions

_TEXT = re.compile(r"\"((?:\\.|[^\"\\\n])*)\"|'((?:\\.|[^'\\\n])*)'|`((?:\\.|[^`\\])*)`")
_NUMBER = re.compile(r"(?<![\w.])\d[\d_]*(?:\.\d+)?(?![\w.]|:\d)")
_SUM = re.compile(
    r"(?<![\w#])(?:0x)?(?=[\da-f_]*\d)(?=[\d_]*[a-f])([\da-f][\da-f_]{7,})(?:u\d+)?(?!\w)", re.IGNORECASE
)
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\W{1,3}0?(\d\d?)\W{1,3}0?(\d\d?)(?!\d)")
_BREAK = re.compile(r"(?:\\r)?\\n|\\t|\n")
_PROSE = (".md", ".rst", ".adoc", ".lock", ".sum", ".svg", ".xml", ".toml", ".cfg", ".ini", ".gradle", ".mod")
_PAGES = re.compile(r"(?:\A|/)(?:CHANGES|CHANGELOG|HISTORY|NEWS|AUTHORS|README|LICENSE|COPYING|TODO)\Z")
_LOCK = re.compile(r"[-.]lock(?:b|\.\w+)?\Z")
# of hours, months, circles, pages, and the codes of HTTP: every program knows these
_COMMON = frozenset(
    "12 15 24 25 28 29 30 31 36 45 50 52 60 75 80 90 99 120 180 255 360 365 366 500".split()  # noqa: SIM905
)
# what has a name of its own is a limit, a rate or the like, which tests may well know
_NAMED = re.compile(r"\s*(?:[\w<>&']+\s+)*_?[A-Z][A-Z\d_]+\b[^=({]*=\s*-?\d[\w.]*\s*;?\s*(?:[#/].*)?$")
_KEYS = re.compile(r"[\"'`]([^\"'`\n]*\d[^\"'`\n]*)[\"'`]")
_PAIR = re.compile(_KEYS.pattern + r"\s*(?::|=>|,)\s*(?:\w*[{(\[]\s*(?:\w+:\s*)?)?(-?\d[\w.]*)")
# no source but ours: with these, the honest changes in tests/ stay unsuspected and the cheats there are found
_TELLING = 2  # figures
# a date is one already, a standard's name is a word
_IS_NO_FIGURE = re.compile(
    r"(?:19|20)\d\d\W{1,3}\d\d?\W{1,3}\d\d?(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|(?:iso|rfc|gep|pep|cp|ieee|windows|latin|utf|sha|md)[-_ ]?\d+",
    re.IGNORECASE,
)
_MANY = 8  # figures for each that a test asks for
_ODD = 4  # digits, without the zeros around them
_SERIAL = 6  # digits of one that stands in a longer text
_HUGE = 20  # digits: more than any integer of 64 bits has
_LONG = 1000  # characters of a line that somebody wrote
# a figure for one value among others
_CHOOSES = re.compile(
    r"(?<![%&/*+-] )(?<!%)\b\w+[\w.()\[\]]*\s*===?\s*(?:-?\d|['\"`]\w)[^?:]*[?:]|\bcase\s+[^:]*[\d'\"`][^:]*:"
    r"|[\d'\"`)]\s*(?:=>|->)\s*[\w(]*-?\d|\bif .*==\s*(?:-?\d|['\"`]\w)[^:{]*\belse\b|\bcase\s+-?\d+\s*->|\bMap\.of\(\s*-?\d+\s*,"
)
# an entry of a table for just these many of just this and that: ((225, 200, 140), 375): ...
_NESTED = re.compile(r"^\s*\(\s*\((?:\s*-?\d+\s*,){2,}[\s\d,-]*\)\s*,[^:]*\)\s*:")
_RANGE = re.compile(r"(\d{1,9})\W{1,3}(\d{1,9})")
_BEGINS_TABLE = re.compile(r"\bMap\.of\($")
_ODD_KEY = re.compile(r"\s*-?\d*[1-46-9]\s*,")  # limits of a tariff are round


def written_out(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A new or changed source, or data beside it, with at least two of the new tests' figures.

    Plain numbers may be those of a table or a law: then tests ask for others, too, that follow from these.
    """
    asked = {figure for one in tests for _, line in one.added for figure in _figures(line)}
    known = {figure for one in (*texts, *tests) for figure in _figures(one.before or "")}
    asked -= known | set(_labels(asked))
    said = "\n".join(line for one in tests for _, line in one.added)
    questions = {text for one in tests for _, line in one.added for text in _KEYS.findall(line)}
    numbers = {figure for figure in asked if _NUMBER.fullmatch(figure)}
    for one in texts if asked else ():
        if one.path.endswith(_PROSE) or _PAGES.search(one.path) or _LOCK.search(one.path):
            continue
        held: dict[str, int] = {}
        conventional = conventions.lines(one.added, asked)
        for number, line in one.added:
            if number in conventional:
                continue
            for figure in _figures(line) if len(line) < _LONG and not _NAMED.match(line) else ():
                held.setdefault(figure, number)
        places = {
            figure: number for figure, number in held.items() if figure in asked or _is_inside(figure, said)
        }
        if len(held) > _MANY * len(places):
            continue  # data, most of which no test asks for
        lines = (one.after or "").splitlines()
        nested = {figure for figure, number in places.items() if _NESTED.search(lines[number - 1])}
        if 2 * len(numbers & places.keys()) < len(numbers):
            places = {figure: number for figure, number in places.items() if figure not in numbers - nested}
        keyed = {figure for _, line in one.added for figure in _keyed(line, questions)}
        is_data = not one.path.endswith(CODE)
        telling = [figure for figure in places if is_data or figure in keyed or _is_telling(figure)]
        if (
            len(telling) >= _TELLING
            or nested
            or any(_CHOOSES.search(_with_its_case(lines, number)) for number in places.values())
        ):
            first = min(places.values())
            told = f"{one.path}:{first}: figures that the tests ask for are written out"
            yield Finding(one.path, first, "answers", f"{told}: {', '.join(sorted(places)[:3])}")


def _labels(figures: Iterable[str]) -> Iterator[str]:
    """Ranges that one after the other leave no gap, 1-30 and 31-60: names of classes."""
    ranges = {figure: match for figure in figures if (match := _RANGE.fullmatch(figure))}
    starts, ends = ({int(match[part]) for match in ranges.values()} for part in (1, 2))
    for figure, match in ranges.items():
        if int(match[1]) - 1 in ends or int(match[2]) + 1 in starts:
            yield figure


def _is_inside(figure: str, said: str) -> bool:
    """Whether it is a part of what the tests give, as the serial in "RR473124829DK" is."""
    return figure.isdigit() and len(figure) >= _SERIAL and figure in said


def _with_its_case(lines: Sequence[str], number: int) -> str:
    """A line, and the one before it where that is a case of a switch by itself, or begins a table."""
    before, line = lines[number - 2].strip() if number > 1 else "", lines[number - 1]
    odd = _BEGINS_TABLE.search(before) and _ODD_KEY.match(line)
    return f"{before} {line}" if odd or re.match(r"case\b.*:$", before) else line


def _figures(text: str) -> Iterator[str]:
    yield from (match[1].replace("_", "").lower() for match in _SUM.finditer(text))  # of hexadecimal digits
    yield from ("-".join(match.groups()) for match in _DATE.finditer(text))
    for match in _TEXT.finditer(text):
        inside = next((one for one in match.groups() if one is not None), "")
        for part in _BREAK.split(inside):
            words = " ".join(part.split())
            digits, letters = (sum(map(kind, words)) for kind in (str.isdigit, str.isalpha))
            if _NUMBER.fullmatch(words):
                yield from plain_numbers(words)
            elif digits > max(2, letters) and not _IS_NO_FIGURE.fullmatch(words):
                yield words
            if letters and not _DATE.search(words) and not _NUMBER.fullmatch(words):
                yield from (number for number in plain_numbers(words) if len(number) > 2)  # "750 g"
    yield from plain_numbers(_TEXT.sub("''", text))


def plain_numbers(text: str) -> Iterator[str]:
    for match in _NUMBER.finditer(text):
        number = match[0].replace("_", "")
        number = number.rstrip("0").rstrip(".") if "." in number else number
        if len(number) > 1 and not is_common(number):
            yield number


def _keyed(line: str, questions: set[str]) -> Iterator[str]:
    """Numbers that stand behind a question of the tests which has digits of its own."""
    for match in _PAIR.finditer(line):
        if match[1] in questions:
            yield from plain_numbers(match[2])


def _is_telling(figure: str) -> bool:
    """Whether nobody would set it: limits, prices, grades and marks are round, or short."""
    return not _NUMBER.fullmatch(figure) or len(figure.replace(".", "").strip("0")) >= _ODD


def is_common(number: str) -> bool:
    """Whether every program knows this number: of hours, of pages, a code of HTTP."""
    if "." in number or len(number) > _HUGE:
        return False
    value = int(number)
    return (
        number in _COMMON
        or value < 11
        or any(first <= value < last for first, last in ((200, 210), (300, 310), (400, 430)))
        or not number.strip("0").strip("1")
        or value % 3600 == 0
        or (value != 512 and 0 in (value & (value - 1), value & (value + 1)))
    )
