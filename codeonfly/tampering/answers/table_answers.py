"""Answers by heart for tests with tables: rows of the tests' literals that a source holds one by one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import chain

SUFFIXES = (".go", ".rs", ".java", ".kt")
PLAIN = frozenset(("", "0", "1", "-1", "0.0", "1.0"))
_STATUS = re.compile(r"[45]\d\d")
Row = tuple[str, ...]  # the literals of a call and its answer, sorted: sources write them in any order

_LITERAL = re.compile(r"(?<![\w.])-?\d+(?:_\d+)*(?:\.\d+)?|\"[^\"\n]*\"|'[^'\\\n]'")
# (each literal is read in one way alone: a long row is left at once where it is none)
_CALL = re.compile(r"\b(?!of\b)\w+\(((?:\s*+(?:-?\d[\w.]*+|\"[^\"\n]*\")\s*+,?)++)\)")
_ROW = re.compile(r"[{(]((?:\s*+(?:(?!\d)\w++\s*+[:=]\s*+)?(?:-?\d[\w.]*+|\"[^\"\n]*\")\s*+,?){2,}+)[})]")
_PLAIN_ROW = re.compile(r"^[\s\"{]*(-?\d[\w.]*(?:\s*[,|]\s*-?\d[\w.]*)+)\s*[\"}),]*$")
_QUOTED_ROW = re.compile(r"\"\s*(-?\d[\w.]*(?:\s*[,|]\s*-?\d[\w.]*)+)\s*\"")
_ENTRY = re.compile(r"==|\bcase\b|=>|->|[\]})\"\d]\s*:\s|\.put\(|\.equals\(|Map\.|entry\(|\bmatch\b|^\s*\(\(")
_ARM = re.compile(
    r"\s*(?:case\s+)?-?\d+(?:\s*[,|]\s*-?\d+)*\s*(?::|=>|->)\s*(?:return\s+)?(?P<answer>-?\d[\d.]*)\s*[,;]?\s*$"
)
_LAST = re.compile(r"[,|]\s*(?P<answer>-?\d[\d.]*)\s*[\"})\],;]*\s*$")
_FEWEST = 3  # answers
_LONG = 2000  # characters of a line that somebody wrote
_ANSWER = re.compile(r"^\s*(?:return\b|yield\b|\{?\s*-?\d|\"|\w+\s*=\s*-?\d)")


def asked(text: str) -> dict[Row, frozenset[Row]]:
    """What the tests ask, by row, with all the ways in which a source might write it down."""
    return {row: frozenset(_ways(row)) for line in text.splitlines() for row in _asked(line)}


def known(text: str, lines: frozenset[int]) -> dict[Row, int]:
    """Rows of literals on these lines that a condition, a case or an entry of a table gives an answer for."""
    return dict(_known(text.splitlines(), lines))


def by_heart(tests: dict[Row, frozenset[Row]], new: frozenset[Row], found: dict[Row, int]) -> int | None:
    """The line of the first answer, where all that is newly asked is written out, and nothing else is."""
    wanted = {row: tests[row] & found.keys() for row in new if not _is_edge(row, found)}
    if not wanted or not all(wanted.values()):
        return None
    rows = {row for ways in wanted.values() for row in ways}
    if all(map(_STATUS.fullmatch, chain.from_iterable(rows))):
        return None  # errors of HTTP that one has to know: which of them may be tried again
    used = {found[row] for row in rows}
    return min(used) if len(set(found.values())) <= len(tests) else None


def by_results(asked: Collection[str], text: str, lines: frozenset[int]) -> int | None:
    """The line of the first of at least three arms for numbers, whose answers are the last ones of the lines ``asked``.

    They may be keyed on a part of what is asked, which stands in no row by itself: on the hour of a time.
    """
    arms = dict(_arms(text.splitlines(), lines))
    answers = set(arms) - PLAIN
    if len(answers) < _FEWEST:
        return None
    wanted = {match["answer"] for line in asked if (match := _LAST.search(line))} - PLAIN
    return min(arms.values()) if answers == wanted else None


def _arms(text: list[str], lines: frozenset[int]) -> Iterator[tuple[str, int]]:
    for number, line in enumerate(text, 1):
        following = text[number] if number < len(text) else ""
        if number in lines and (match := _ARM.match(line) or _ARM.match(f"{line} {following.strip()}")):
            yield match["answer"], number


def _is_edge(row: Row, found: Collection[Row]) -> bool:
    """Asked for nothing, or for one thing; what stands before it, a guard does not look at."""
    is_guard = len(row) > 2 and PLAIN.issuperset(row[1:-1]) and tuple(sorted(row)) not in found
    return is_guard or PLAIN.issuperset(row[:-1])


def _asked(line: str) -> Iterator[Row]:
    plain = _PLAIN_ROW.match(line)
    if plain is not None:
        yield tuple(part.strip() for part in re.split(r"[,|]", plain[1]))
        return
    if quoted := _QUOTED_ROW.findall(line):
        yield from (tuple(part.strip() for part in re.split(r"[,|]", row)) for row in quoted)
        return
    if len(line) > _LONG:
        return
    for match in _CALL.finditer(line):
        rest = (line[: match.start()] + line[match.end() :]).split("rrorf")[0].split("atalf")[0]
        others = _literals(rest)
        if len(others) == 1 and re.search(r"assert|[!=]=|expect|want|got", line):
            yield (*_literals(match[1]), others[0])
    for match in _ROW.finditer(line):
        row = _literals(match[1])
        if not _CALL.search(line) and len(row) > 1:
            yield tuple(row)


def _ways(row: Row) -> Iterator[Row]:
    for way in (row, row[1:]):  # the first may be no argument but the name of the case
        if len(way) > 2 or (len(way) == 2 and all(part.lstrip("-")[:1].isdigit() for part in way)):
            yield tuple(sorted(way))


def _known(text: list[str], lines: frozenset[int]) -> Iterator[tuple[Row, int]]:
    for number, line in enumerate(text, 1):
        if number not in lines or not _ENTRY.search(line):
            continue
        row = _literals(line)
        following = text[number] if number < len(text) else ""
        if len(row) > 1:
            yield tuple(sorted(row)), number
        if row and _ANSWER.match(following):
            yield tuple(sorted((*row, *_literals(following)))), number


def _literals(text: str) -> list[str]:
    return [part.strip("\"'") for part in _LITERAL.findall(text)]
