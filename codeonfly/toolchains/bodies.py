"""What a test does, apart from its name and place: two tests with one body are one test that was renamed.

A body is a text without layout, by the name a test has within its file. A name that stands for two bodies
is left out, and so is what can't be told from the text: then a test that is gone counts as lost.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from codeonfly.parsing import UNREADABLE, parse

_CHARACTER = re.compile(r"'(?:\\.[^']*|[^'\\\n])'")
_SPEAKS = re.compile(r"exit|halt|stdout|\bexec|write|print|syscall|kill|unsafe", re.IGNORECASE)
_MATTERS = re.compile(r"//|/\*|[()\[\]{}'\"`]")
_EACH = re.compile(r"\b(?:test|it)(?:\.\w+)*\.(?:each|for)\s*[(`]")
_NAMED = re.compile(r"\s*\(\s*(?P<quote>['\"`])(?P<name>(?:\\.|(?!(?P=quote)).)*)(?P=quote)", re.DOTALL)
_CLOSING = {"(": ")", "{": "}", "[": "]"}


def of_python(text: str) -> Mapping[str, str]:
    """Test functions and methods (``Class::name``), by their syntax: comments and layout don't count."""
    try:
        tree = parse(text)
    except UNREADABLE:
        return {}
    return _single(_functions(tree.body, ""))


def of_blocks(text: str, start: re.Pattern[str], *, quotes: str) -> Mapping[str, str]:
    """Tests that begin where ``start`` matches and end with the bracket of its group ``open``.

    Its group ``name`` is the test's name; ``quotes`` are what begins and ends a string in this language.
    """
    return _single((name, " ".join(body.split())) for name, body in blocks(text, start, quotes=quotes))


def blocks(text: str, start: re.Pattern[str], *, quotes: str) -> Iterator[tuple[str, str]]:
    """Name and text of each test, as ``of_blocks`` finds them."""
    for match in start.finditer(text):
        end = closing(text, match.start("open"), quotes)
        if end is not None:
            yield match["name"], text[match.end() : end]


def of_tables(text: str) -> Mapping[str, str]:
    """JavaScript's tests with a table, ``it.each([...])("writes %i", ...)``: the table is of the body."""
    return _single(_tables(text))


def _tables(text: str) -> Iterator[tuple[str, str]]:
    for match in _EACH.finditer(text):
        end = _after_table(text, match.end() - 1)
        named = _NAMED.match(text, end) if end is not None else None
        last = closing(text, named.start(), "'\"`") if named is not None else None
        if named is not None and last is not None:
            yield (
                named["name"],
                " ".join([*text[match.end() : end].split(), *text[named.end() : last].split()]),
            )


def _after_table(text: str, place: int) -> int | None:
    if text[place] == "`":
        return _after_string(text, place)
    end = closing(text, place, "'\"`")
    return None if end is None else end + 1


def spoilt(
    text: str,
    start: re.Pattern[str],
    failing: Callable[[re.Match[str]], str],
    by_checks: Callable[[re.Match[str], str], str],
) -> str:
    """The text with ``failing`` put first into each test that begins as ``start`` matches.

    Or with what ``by_checks`` makes of its body, where that is anything. Tests that write or end something
    stay as they are: results that they make up then differ from the rest.
    """
    parts, place = [], 0
    for match, following in pairwise((*start.finditer(text), None)):
        if match is None:
            break
        end = following.start() if following is not None else len(text)
        parts.append(text[place : match.end()])
        place = match.end()
        if not _SPEAKS.search(text, place, end):
            last = closing(text, place - 1, '"`') or place
            made = by_checks(match, text[place:last])
            parts.append(made or failing(match))
            place = last if made else place
    return "".join([*parts, text[place:]])


def _functions(body: list[ast.stmt], owner: str) -> Iterator[tuple[str, str]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{owner}{node.name}::")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            taken = [one for one in node.args.args if one.arg not in ("self", "cls")]
            parts = [*taken, *node.decorator_list, *_without_docstring(node.body)]
            yield f"{owner}{node.name}", "\n".join(map(ast.dump, parts))


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return body[1:] if is_text and len(body) > 1 else body


def _single(found: Iterator[tuple[str, str]]) -> Mapping[str, str]:
    bodies: dict[str, set[str]] = {}
    for name, body in found:
        bodies.setdefault(name, set()).add(body)
    return {name: texts.pop() for name, texts in bodies.items() if len(texts) == 1}


def closing(text: str, place: int, quotes: str) -> int | None:
    """Where the bracket at ``place`` is closed; brackets in strings and comments don't count."""
    expected: list[str] = []
    for at in _bracket_places(text, place, quotes):
        here = text[at]
        if here in _CLOSING:
            expected.append(_CLOSING[here])
        elif expected and here == expected[-1]:
            expected.pop()
            if not expected:
                return at
    return None


def brackets(text: str, quotes: str) -> Mapping[int, int]:
    """Where each bracket is closed, in one pass; those that never are, or by another one, are left out."""
    open_, found = list[int](), dict[int, int]()
    for at in _bracket_places(text, 0, quotes):
        here = text[at]
        if here in _CLOSING:
            open_.append(at)
        elif open_ and here == _CLOSING[text[open_[-1]]]:
            found[open_.pop()] = at
        else:
            open_.clear()
    return found


def _bracket_places(text: str, place: int, quotes: str) -> Iterator[int]:
    """From ``place`` on, those in strings and comments left out."""
    while (found := _MATTERS.search(text, place)) is not None:
        place = found.start()
        here = text[place]
        if text.startswith("//", place):
            place = _after(text, "\n", place)
        elif text.startswith("/*", place):
            place = _after(text, "*/", place)
        elif here in quotes:
            place = _after_string(text, place)
        elif here == "'" and (match := _CHARACTER.match(text, place)):
            place = match.end()
        else:
            if here in "()[]{}":
                yield place
            place += 1


def _after(text: str, mark: str, place: int) -> int:
    found = text.find(mark, place)
    return len(text) if found < 0 else found + len(mark)


def _after_string(text: str, place: int) -> int:
    quote, place = text[place], place + 1
    while place < len(text) and text[place] != quote:
        place += 2 if text[place] == "\\" else 1
    return place + 1
