"""Answers by heart: sources that hold, as literals, just the cases that the tests ask for."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from codeonfly.tampering.python_tree import kept, nodes

Case = tuple[Hashable, Hashable]  # (arguments, answer)
Row = tuple[str, ...]  # literals, sorted as a source writes them in any order, and the answer


@kept
def asked(text: str) -> frozenset[Case]:
    """The calls and answers that a test file compares for equality, where both are literals."""
    return frozenset(_asked(nodes(text)))


@kept
def rows(text: str) -> frozenset[Row]:
    """All the literals of an assertion's question, fixtures and keywords between them, and of its answer."""
    return frozenset(
        _row(*_literals_in(asked), answer)
        for node in nodes(text)
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq)
        for asked, answered in ((node.left, node.comparators[0]), (node.comparators[0], node.left))
        if isinstance(asked, ast.Call)
        for answer in _literal(answered)
    )


def known_rows(text: str, lines: frozenset[int]) -> dict[Row, int]:
    """``if (a.x, a.y) == (1, 2): return 3`` on these lines, as such rows."""
    return {
        _row(
            *(part for value in found for part in (value if isinstance(value, tuple) else (value,))),
            answer[0],
        ): node.lineno
        for node in nodes(text)
        if isinstance(node, ast.If) and node.lineno in lines and isinstance(node.body[-1], ast.Return)
        if (found := _compared(node.test)) and (answer := _literal(node.body[-1].value))
    }


def known(text: str, lines: frozenset[int]) -> dict[Case, int]:
    """The literal cases that a source holds on these lines: entries of tables, and ``if x == 1: return 2``."""
    return dict(_known(node for node in nodes(text) if getattr(node, "lineno", 0) in lines))


def are_numbers(cases: Iterable[Case]) -> bool:
    """Whether questions and answers are numbers, and nothing but."""
    parts = [
        part for case in cases for side in case for part in (side if isinstance(side, tuple) else (side,))
    ]
    return bool(parts) and _are_numbers(tuple(parts))


def worked_out(text: str, lines: frozenset[int], asked: frozenset[Case]) -> list[int]:
    """Lines of at least two numbers that a condition gives for just the numbers that tests ask for.

    Where a sequence begins is written out by honest sources, too: 0, 1, or the question itself.
    """
    tests = (node for node in nodes(text) if isinstance(node, ast.If | ast.IfExp) and node.lineno in lines)
    found = [
        line
        for case, line in _known(tests)
        if case in asked and are_numbers([case]) and case[1] not in (0, 1, -1, case[0])
    ]
    return found if len(found) > 1 else []


@kept
def expected(text: str) -> frozenset[str]:
    """The lists, tuples, sets and tables of more than one part that a file compares something with."""
    sides = (
        side
        for node in nodes(text)
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq)
        for side in (node.left, node.comparators[0])
    )
    return frozenset(written for side in sides if (written := _composite(side)))


def tables(text: str, lines: frozenset[int], answers: frozenset[str]) -> list[int]:
    """Lines of tables whose every value is one of these answers, whatever the keys are."""
    found = (node for node in nodes(text) if isinstance(node, ast.Dict) and node.lineno in lines)
    return [
        node.lineno
        for node in found
        if node.values and all(_composite(one) in answers for one in node.values)
    ]


def _composite(node: ast.expr) -> str:
    is_one = isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict)
    several = is_one and sum(isinstance(part, ast.Constant) for part in ast.walk(node)) > 1
    return ast.dump(node) if several and _literal(node) else ""


def _asked(found: Iterable[ast.AST]) -> Iterator[Case]:
    for node in found:
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq):
            yield from _call(node.left, node.comparators[0])
            yield from _call(node.comparators[0], node.left)
        elif isinstance(node, ast.Call) and _last(node.func) == "parametrize" and len(node.args) > 1:
            yield from _listed(node.args[1])
        elif isinstance(node, ast.For) and isinstance(node.target, ast.Tuple) and _checks_equality(node):
            yield from _listed(node.iter)
        elif isinstance(node, ast.Call) and len(node.args) >= 2 and _is_assert_equal(node.func):
            yield from _call(node.args[0], node.args[1])
            yield from _call(node.args[1], node.args[0])


def _checks_equality(loop: ast.For) -> bool:
    inner = [part for node in loop.body for part in ast.walk(node)]
    asserted = [part.test for part in inner if isinstance(part, ast.Assert)]
    return any(isinstance(one, ast.Compare) and isinstance(one.ops[0], ast.Eq) for one in asserted) or any(
        isinstance(part, ast.Call) and _is_assert_equal(part.func) for part in inner
    )


def _listed(values: ast.expr) -> Iterator[Case]:
    """Rows of numbers, the last one the answer; a table of words is what many honest sources are."""
    for one in values.elts if isinstance(values, ast.List | ast.Tuple) else ():
        row = _literal(one)
        if row and isinstance(row[0], tuple) and len(row[0]) > 1 and _are_numbers(row[0][:-1]):
            yield _key([*row[0][:-1]]), row[0][-1]


def _are_numbers(values: tuple[Any, ...]) -> bool:
    return all(isinstance(value, int | float) for value in values)


def _is_assert_equal(function: ast.expr) -> bool:
    return _last(function) in ("assertEqual", "assertEquals")


def _last(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else ""


def _call(call: ast.expr, answer: ast.expr) -> Iterator[Case]:
    if isinstance(call, ast.Call) and not call.keywords and call.args:
        arguments = [_literal(one) for one in call.args]
        value = _literal(answer)
        if value and all(arguments):
            yield _key([one[0] for one in arguments]), value[0]


def _known(those: Iterable[ast.AST]) -> Iterator[tuple[Case, int]]:
    for node in those:
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                found, answer = _literal(key), _literal(value)
                if found and answer:
                    yield (_flat(found[0]), answer[0]), node.lineno
        elif isinstance(node, ast.Assign):
            yield from ((case, node.lineno) for case in _listed(node.value))
        elif isinstance(node, ast.IfExp):
            arguments, answer = _compared(node.test), _literal(node.body)
            if arguments and answer:
                yield (_key(arguments), answer[0]), node.lineno
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
    """(value,) of a literal, else (); what can't be hashed as it is written down."""
    if node is None:
        return ()
    try:
        value = ast.literal_eval(node)
        value = repr(value) if value and isinstance(value, list | set | dict) else value
        hash(value)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return ()
    return (value,)


def _literals_in(node: ast.expr) -> list[Hashable]:
    return [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]


def _row(*values: object) -> Row:
    *asked, answer = map(repr, values)
    return (*sorted(asked), answer)


def _key(arguments: list[Any]) -> Hashable:
    return _flat(tuple(arguments))


def _flat(value: Hashable) -> Hashable:
    return value[0] if isinstance(value, tuple) and len(value) == 1 else value
