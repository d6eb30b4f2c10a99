"""Answers of a few words or figures that Python and JavaScript sources hold as the tests expect them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.node_stubs import SUFFIXES

_SOURCES = (".py", *SUFFIXES)
_TEXT = re.compile(r"\"((?:\\.|[^\"\\\n])*)\"|'((?:\\.|[^'\\\n])*)'|`((?:\\.|[^`\\$])*)`")
_ESCAPED = re.compile(r"\\(.)")
# ``"2,1": [67, 33]``: what is asked as one text, and a row of numbers
_ROW = re.compile(
    r"['\"`][^'\"`\n]*\d[^'\"`\n]*['\"`]\s*:\s*[\[(]\s*(-?\d[\d.]*(?:\s*,\s*-?\d[\d.]*)+)\s*,?\s*[\])]"
)
_NUMBER = re.compile(r"(?<![\w.])-?\d[\d.]*(?!\w)")
_BRACKETED = re.compile(r"[\[{(]([^\[\]{}()]*)[\]})]")
# a header that is to count, and does not
_COUNTED = re.compile(
    r"['\"`]X-[\w-]*(?:Total|Count|Remaining)[\w-]*['\"`]\]?\s*[,=:]\s*(?:str\(|String\()?['\"`]?[1-9]\d*\b['\"`]?\)*\s*[;,}]?\s*$",
    re.IGNORECASE,
)
_FEWEST = 2


def short_answers(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """JSON as a text, with something in it; tables of rows, each of which some test expects; a count that is none."""
    said = [line for one in tests if one.path.endswith(_SOURCES) for _, line in one.added]
    documents = {text for line in said for text in _documents(line)}
    rows = {row for line in said for match in _BRACKETED.finditer(line) if len(row := _row(match[1])) > 1}
    for one in texts if said else ():
        if not one.path.endswith(_SOURCES):
            continue
        for number, line in one.added:
            if _COUNTED.search(line) or any(text in documents for text in _documents(line)):
                yield _finding(one, number)
        table = [(number, _row(found)) for number, line in one.added for found in _ROW.findall(line)]
        if len(table) >= _FEWEST and all(row in rows for _, row in table):
            yield _finding(one, table[0][0])


def _documents(line: str) -> Iterator[str]:
    """Texts of JSON with at least one value, without the spaces around them."""
    for found in _TEXT.findall(line):
        text = _ESCAPED.sub(_plain, next(filter(None, found), "")).strip()
        if text[:1] in ("[", "{") and any(char.isalnum() for char in text):
            try:
                json.loads(text)
            except ValueError:
                continue
            yield "".join(text.split())


def _plain(match: re.Match[str]) -> str:
    return "\n" if match[1] == "n" else match[1]


def _row(text: str) -> tuple[str, ...]:
    """The numbers, in order."""
    return tuple(_NUMBER.findall(text))


def _finding(one: Versions, number: int) -> Finding:
    told = f"{one.path}:{number}: what the tests expect is written out"
    return Finding(one.path, number, "answers", told)
