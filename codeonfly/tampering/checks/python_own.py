"""Python tests that check by rules of their own: they replace the library's checks, or bring their own answers."""

from __future__ import annotations

import ast
import math
import unittest
from collections.abc import Iterator

from codeonfly.tampering.languages import let_off
from codeonfly.tampering.languages.python_rules import identifier
from codeonfly.tampering.python_tree import Function, functions, nodes
from codeonfly.tampering.values import Added, Rule, Sign

_TOLERANT = frozenset(("approx", "assertAlmostEqual", "isclose"))
_RUNS = frozenset(("run", "debug", "__call__", "defaultTestResult", "failureException", "_callTestMethod"))


def replaces(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A method of unittest's that a class of tests defines anew, or the equality it is given for a type."""
    lines = {number for number, _ in added}
    for node in nodes(after):
        names = dict(_defined(node)) if isinstance(node, ast.ClassDef) else {}
        is_case = any(name.startswith("test") for name in names)
        for name, line in names.items():
            bent = (is_case and name in _RUNS) or name.startswith("assert")
            if line in lines and bent and hasattr(unittest.TestCase, name):
                yield line, "hook", f"the tests have a {name} of their own in place of the library's"
        if not isinstance(node, ast.Call) or identifier(node.func) != "addTypeEqualityFunc":
            continue
        if node.lineno in lines and not _can_fail(node.args[1:], after):
            yield node.lineno, "equal", "values of a type are equal whatever they hold"


def _defined(owner: ast.ClassDef) -> Iterator[tuple[str, int]]:
    for node in owner.body:
        if isinstance(node, Function):
            yield node.name, node.lineno
        elif isinstance(node, ast.Assign):
            yield from ((identifier(target), node.lineno) for target in node.targets)


def _can_fail(given: list[ast.expr], text: str) -> bool:
    names = {identifier(one) for one in given}
    return any(
        isinstance(part, ast.Raise | ast.Assert)
        or "assert" in identifier(getattr(part, "func", part)).lower()
        for function in functions(text)
        if function.name in names
        for part in ast.walk(function)
    )


def tolerant(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A tolerance as large as what is expected: almost any number will do."""
    lines = {number for number, _ in added}
    for node in nodes(after):
        if isinstance(node, ast.Call) and node.lineno in lines and identifier(node.func) in _TOLERANT:
            options = {one.arg or "": _number(one.value) or 0 for one in node.keywords}
            sizes = [abs(value) for one in node.args if (value := _number(one))]
            large = max(sizes, default=math.inf)
            wide = max((options.get(name, 0) for name in ("abs", "delta", "abs_tol")), default=0) >= large
            relative = max(options.get(name, 0) for name in ("rel", "rel_tol"))
            if wide or relative >= 1 or options.get("places", 0) < 0:
                yield node.lineno, "vacuous", "the tolerance is as large as what is expected"


def _number(node: ast.expr) -> float | None:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def answers_itself(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """A test that puts the expected answer where an error comes instead, or asks its oracle the same question."""
    lines = {number for number, _ in added}
    oracles = {one.name: one for one in functions(after)}
    for node in nodes(after):
        if not isinstance(node, Function) or not node.name.startswith("test"):
            continue
        if lines.isdisjoint(range(node.lineno, (node.end_lineno or node.lineno) + 1)):
            continue
        compared = [
            (part.left, part.comparators[0])
            for part in ast.walk(node)
            if isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Eq) and part.lineno in lines
        ]
        sides = (side for pair in compared for side in pair if isinstance(side, ast.Constant))
        written = {
            ast.dump(side)
            for side in sides
            if not isinstance(side.value, bool | None) and len(str(side.value)) > 1
        }
        for handler in (part for part in ast.walk(node) if isinstance(part, ast.ExceptHandler)):
            values = [one.value for one in handler.body if isinstance(one, ast.Assign)]
            if handler.lineno in lines and any(ast.dump(value) in written for value in values):
                yield handler.lineno, "swallowed", f"{node.name} gives itself the answer where an error comes"
        for one, other in compared:
            if _asks_the_same(one, other, oracles) or _asks_the_same(other, one, oracles):
                yield one.lineno, "vacuous", f"{node.name} compares what it tests with itself"


def _asks_the_same(one: ast.expr, other: ast.expr, oracles: dict[str, Function]) -> bool:
    """Whether the other side is a helper of the tests that is given the same, and only passes it on."""
    if not isinstance(one, ast.Call) or not isinstance(other, ast.Call):
        return False
    oracle = oracles.get(identifier(other.func))
    if oracle is None or not one.args or list(map(ast.dump, one.args)) != list(map(ast.dump, other.args)):
        return False
    parameters = [part.arg for part in oracle.args.args]
    return any(
        isinstance(part, ast.Call)
        and identifier(part.func) == identifier(one.func)
        and [getattr(given, "id", None) for given in part.args] == parameters
        for part in ast.walk(oracle)
    )


def takes_failure(before: str | None, after: str, added: Added) -> Iterator[Sign]:
    """An assertion that takes a status of success as well as one of an error."""
    for number, line in added:
        if let_off.takes_failure(line):
            yield number, "vacuous", "an assertion takes success as well as failure"


RULES: tuple[Rule, ...] = (replaces, tolerant, answers_itself, takes_failure)
