"""Python files as syntax trees: each is parsed and walked once, however many rules ask for it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import wraps
from typing import TypeVar

from codeonfly.parsing import UNREADABLE, parse

Function = ast.FunctionDef | ast.AsyncFunctionDef

T = TypeVar("T")
# Characters of texts. Rules go through all files of a change one after the other: were fewer kept than it has,
# each rule would parse all of them anew. A million take 50 MB as trees.
_KEPT = 3_000_000


def kept(read: Callable[[str], T]) -> Callable[[str], T]:
    """What it made of the last texts; nobody changes what it gets."""
    known: dict[str, T] = {}
    size = 0

    @wraps(read)
    def reading(text: str) -> T:
        nonlocal size
        if text not in known:
            size += len(text)
            while size > _KEPT and known:
                oldest = next(iter(known))
                size -= len(oldest)
                del known[oldest]
            known[text] = read(text)
        return known[text]

    return reading


@kept
def parsed(text: str) -> ast.Module | None:
    """None for what is no Python."""
    try:
        return parse(text)
    except UNREADABLE:
        return None


@kept
def nodes(text: str) -> tuple[ast.AST, ...]:
    """All that stands in a file, in the order of ``ast.walk``; () for what is no Python."""
    tree = parsed(text)
    found: list[ast.AST] = [] if tree is None else [tree]
    for node in found:  # which grows: what lies inside comes after all that lies outside
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                found += [one for one in value if isinstance(one, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                found.append(value)
    return tuple(found)


def tests(text: str) -> Iterator[tuple[str, Function]]:
    """The tests of a file by their names, with their class's where they have one."""
    tree = parsed(text)
    for node in tree.body if tree is not None else ():
        if isinstance(node, Function) and node.name.startswith("test"):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, Function) and inner.name.startswith("test"):
                    yield f"{node.name}.{inner.name}", inner


def functions(text: str) -> Iterator[Function]:
    """All functions of a file that are no tests themselves."""
    for node in nodes(text):
        if isinstance(node, Function) and not node.name.startswith("test"):
            yield node


def by_place(text: str) -> dict[str, Function]:
    """The same by where they stand (``test_a.helper``, ``Class.method``): each test may have a ``helper``."""
    found: dict[str, Function] = {}
    left: list[tuple[ast.AST, str]] = [(tree, "") for tree in [parsed(text)] if tree is not None]
    while left:
        node, owner = left.pop()
        for inner in ast.iter_child_nodes(node):
            named = isinstance(inner, Function | ast.ClassDef)
            place = f"{owner}{inner.name}" if named else owner  # type: ignore[attr-defined]
            if isinstance(inner, Function) and not inner.name.startswith("test"):
                found[place] = inner
            if not isinstance(inner, ast.expr):
                left.append((inner, f"{place}." if named else owner))
    return found


def is_same(before: str, old: Function, after: str, new: Function) -> bool:
    """Whether a function of two versions of a file is the same, but for how it is laid out."""
    return _written(before, old) == _written(after, new) or ast.dump(old) == ast.dump(new)


def _written(text: str, node: Function) -> list[str]:
    first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
    return _lines(text)[first - 1 : node.end_lineno]


@kept
def _lines(text: str) -> list[str]:
    return text.split("\n")
