"""Answers by heart in languages of braces: literals of the tests' calls, written out in a source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from codeonfly.toolchains import node_stubs

Case = tuple[tuple[str, ...], str]  # (the literals of the call, the answer), as they are written

SUFFIXES = (*node_stubs.SUFFIXES, ".go", ".rs", ".java", ".kt")
_LITERAL = r"-?\d+(?:\.\d+)?|\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`|\btrue\b|\bfalse\b|\bnull\b|\bnil\b"
_CALL = re.compile(rf"\b(\w+)\(\s*((?:{_LITERAL})(?:\s*,\s*(?:{_LITERAL}))*)\s*\)")
_ASSERTS = re.compile(r"\b(?:expect|assert\w*|strictEqual|equal)\b|\b(?:got|actual|result|want)\b|!=|==")
_NO_CALLS = frozenset(
    ("toBe", "toEqual", "toStrictEqual", "equal", "eql", "eq", "Errorf", "Fatalf", "test", "it", "describe")
)
_ANY = re.compile(_LITERAL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_COMPARED = re.compile(rf"[=!]==?\s*({_LITERAL})|\bcase\s+({_LITERAL})\s*:")
_ANSWER = re.compile(rf"\breturn\s+({_LITERAL})\s*;?\s*\}}?\s*$")
_TERNARY = re.compile(rf"\?\s*({_LITERAL})\s*:")
# a row of ``it.each``
_ROW_OF_NUMBERS = re.compile(r"\s*\[\s*(-?\d[\d.]*(?:\s*,\s*-?\d[\d.]*)+)\s*\],?\s*$")
_ENTRY = re.compile(rf"[{{,(\[]?\s*\[?({_LITERAL})\]?\s*(?::|=>|,)\s*({_LITERAL})\s*(?=[,}}\])]|$)")

_LONG = 2000  # characters of a line that somebody wrote: each call on it is looked at with all the rest


def asked(text: str) -> frozenset[Case]:
    """Calls with nothing but literals, and the one literal they are compared with on their line."""
    return frozenset(_asked(text))


def known(text: str, lines: frozenset[int]) -> dict[Case, int]:
    """Literal cases on these lines: ``if (x === 1) return 2``, ``case 1: return 2``, entries of a table."""
    return dict(_known(text.splitlines(), lines))


def are_numbers(cases: Iterable[Case]) -> bool:
    """Whether questions and answers are numbers, and nothing but."""
    parts = [part for question, answer in cases for part in (*question, answer)]
    return bool(parts) and all(_NUMBER.fullmatch(part) for part in parts)


def worked_out(text: str, lines: frozenset[int], asked: frozenset[Case]) -> list[int]:
    """Lines of at least two numbers that a condition gives for just the numbers that tests ask for.

    Where a sequence begins is written out by honest sources, too: 0, 1, or the question itself.
    """
    rows = text.splitlines()
    found = [
        line
        for case, line in known(text, lines).items()
        if case in asked and are_numbers([case]) and _COMPARED.search(rows[line - 1])
        if case[1] not in ("0", "1", "-1", *case[0])
    ]
    return found if len(found) > 1 else []


def _asked(text: str) -> Iterator[Case]:
    for line in text.splitlines():
        if row := _ROW_OF_NUMBERS.match(line):
            numbers = [part.strip() for part in row[1].split(",")]
            yield tuple(numbers[:-1]), numbers[-1]
        if len(line) > _LONG or not _ASSERTS.search(line):
            continue
        for match in _CALL.finditer(line):
            if match[1] in _NO_CALLS:
                continue
            rest = line[: match.start()] + line[match.end() :]
            others = [_plain(one) for one in _ANY.findall(rest.split("Errorf")[0].split("Fatalf")[0])]
            if len(others) == 1:
                yield tuple(map(_plain, _ANY.findall(match[2]))), others[0]


def _known(text: list[str], lines: frozenset[int]) -> Iterator[tuple[Case, int]]:
    for number, line in enumerate(text, 1):
        if number not in lines:
            continue
        compared = [_plain(one or other) for one, other in _COMPARED.findall(line)]
        following = line + (text[number] if number < len(text) else "")
        answer = (
            _ANSWER.search(line) or _TERNARY.search(line) or (_ANSWER.search(following) if compared else None)
        )
        if compared and answer:
            yield (tuple(compared), _plain(answer[1])), number
            continue
        for key, value in _ENTRY.findall(line):
            yield (tuple(one.strip() for one in _plain(key).split(",")), _plain(value)), number


def _plain(literal: str) -> str:
    return literal.strip("\"'`")
