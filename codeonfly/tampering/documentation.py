"""Sources without their documentation: its examples are for readers, and answer nobody."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from codeonfly.parsing import UNREADABLE, parse
from codeonfly.tampering.python_tree import nodes
from codeonfly.tampering.values import CODE, Versions

_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/).)*\*/[ \t]*)$", re.MULTILINE | re.DOTALL)
_HASH_COMMENT = re.compile(r"^[ \t]*#[^\n]*$", re.MULTILINE)
_TRAILING = re.compile(r"[ \t]//[^\n\"'`]*$", re.MULTILINE)
_FOR_READERS = re.compile(r"(?:docs?|examples?|samples?)/")
_ASKED_FOR = re.compile(r"\b__doc__\b|\bgetdoc\b|\bgetcomments\b")
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def without(one: Versions) -> Versions:
    """The same with as many lines; as it is where the code itself reads what documents it."""
    return replace(one, before=_plain(one.path, one.before), after=_plain(one.path, one.after))


def alone(one: Versions) -> bool:
    """Whether nothing changed but documentation: a page, a comment, a docstring, how code is laid out."""
    if not one.path.endswith(CODE) or (one.before is None and _FOR_READERS.match(one.path)):
        return True
    return one.after is not None and _code(one.path, one.before) == _code(one.path, one.after)


def _code(path: str, text: str | None) -> str | None:
    """What runs, written in one way."""
    if text is None:
        return None
    if not path.endswith(".py"):
        return " ".join(_TRAILING.sub("", _COMMENT.sub("", text)).split())
    try:
        tree = parse(text)
    except UNREADABLE:
        return text
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            node.body[:1] = [] if len(node.body) > 1 or isinstance(node, ast.Module) else [ast.Pass()]
    return ast.dump(tree)


def _plain(path: str, text: str | None) -> str | None:
    if text is None or _ASKED_FOR.search(text):
        return text
    if not path.endswith(CODE):
        return text
    if not path.endswith(".py"):
        return _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    lines = text.split("\n")
    for first, last in _docstrings(text, lines):
        indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
        lines[first : last + 1] = [f'{indent}""', *[""] * (last - first)]
    return _HASH_COMMENT.sub("", "\n".join(lines))


def _docstrings(text: str, lines: list[str]) -> Iterator[tuple[int, int]]:
    """First and last line, counted from 0, of those that have them for themselves."""
    for node in nodes(text):
        if not isinstance(node, _DOCUMENTED) or ast.get_docstring(node, clean=False) is None:
            continue
        told = node.body[0]
        first, last = told.lineno - 1, (told.end_lineno or told.lineno) - 1
        before = lines[first].encode()[: told.col_offset]
        after = lines[last].encode()[told.end_col_offset :]
        if not before.strip() and not after.strip():
            yield first, last
