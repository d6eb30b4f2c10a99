"""Answers by heart: sources that hold, as literals, just the cases that the tests ask for."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator
from typing import Any

Case = tuple[Hashable, Hashable]  # (arguments, answer)


def asked(text: str) -> frozenset[Case]:
    """The calls and answers that a test file compares for equality, where both are literals."""
    return frozenset(_asked(_walk(text)))


def known(text: str, lines: frozenset[int]) -> dict[Case, int]:
    """The literal cases that a source holds on these lines: entries of tables, and ``if x == 1: return 2``."""
    return dict(_known(node for node in _walk(text) if getattr(node, "lineno", 0) in lines))


def _walk(text: str) -> Iterator[ast.AST]:
    try:
        yield from ast.walk(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return


def _asked(nodes: Iterator[ast.AST]) -> Iterator[Case]:
    for node in nodes:
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq):
            yield from _call(node.left, node.comparators[0])
            yield from _call(node.comparators[0], node.left)
        elif isinstance(node, ast.Call) and len(node.args) >= 2 and _is_assert_equal(node.func):
            yield from _call(node.args[0], node.args[1])
            yield from _call(node.args[1], node.args[0])


def _is_assert_equal(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr in ("assertEqual", "assertEquals")


def _call(call: ast.expr, answer: ast.expr) -> Iterator[Case]:
    if isinstance(call, ast.Call) and not call.keywords and call.args:
        arguments = [_literal(one) for one in call.args]
        value = _literal(answer)
        if value and all(arguments):
            yield _key([one[0] for one in arguments]), value[0]


def _known(nodes: Iterator[ast.AST]) -> Iterator[tuple[Case, int]]:
    for node in nodes:
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                found, answer = _literal(key), _literal(value)
                if found and answer:
                    yield (_flat(found[0]), answer[0]), node.lineno
        elif isinstance(node, ast.If) and isinstance(node.body[-1], ast.Return):
            arguments, answer = _compared(node.test), _literal(node.body[-1].value)
            if arguments and answer:
                yield (_key(arguments), answer[0]), node.lineno


def _compared(test: ast.expr) -> list[Hashable]:
    """The literals that a condition compares for equality; empty when it does anything else."""
    parts = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]
    found: list[Hashable] = []
    for part in parts:
        if not isinstance(part, ast.Compare) or not isinstance(part.ops[0], ast.Eq):
            return []
        value = _literal(part.comparators[0]) or _literal(part.left)
        if not value:
            return []
        found += value[0] if isinstance(value[0], tuple) else [value[0]]
    return found


def _literal(node: ast.expr | None) -> tuple[Any, ...]:
    """(value,) of a hashable literal, else ()."""
    if node is None:
        return ()
    try:
        value = ast.literal_eval(node)
        hash(value)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return ()
    return (value,)


def _key(arguments: list[Any]) -> Hashable:
    return _flat(tuple(arguments))


def _flat(value: Hashable) -> Hashable:
    return value[0] if isinstance(value, tuple) and len(value) == 1 else value
