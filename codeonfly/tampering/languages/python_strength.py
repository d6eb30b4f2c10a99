"""How much a Python test asks: answers it would take, and whether it asks for more than that a thing is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

Test = ast.FunctionDef | ast.AsyncFunctionDef

# checks that most wrong answers would pass too
_LOOSE = re.compile(r"assert(True|False|IsNotNone|(Not)?In|NotEqual|IsInstance|Greater|Less|NotAlmost)")
_COMPARED = {"approx": 1, "assertAlmostEqual": 2}  # what each holds against each other; more is a tolerance
_OF_A_KIND = ("assertIsNotNone", "assertIsInstance", "assertGreater", "assertGreaterEqual")
_EXISTENCE = frozenset(("callable", "hasattr", "isfunction", "isclass", "ismodule", "iscoroutinefunction"))
_KINDS = re.compile(r"\W*(?:(?:int|str|float|bool|list|dict|tuple|set|bytes|object|type|Exception)\W*)+")


def is_exact(check: ast.AST) -> bool:
    """Whether an assertion, or a call that checks, takes one answer only, as far as its form tells."""
    if isinstance(check, ast.Assert):
        return _is_exact_expression(check.test)
    return isinstance(check, ast.Call) and not _LOOSE.match(_name(check.func)) and not _is_tolerant(check)


def only_asks_for_existence(test: Test, checks: Iterable[ast.AST]) -> bool:
    """Whether all checks are of the kind ``callable(f)``, ``isinstance(x, int)``, ``x is not None``, ``x > 0``.

    One that takes any of several answers is no better.
    """
    made = list(checks)
    held = _held(test)
    return bool(made) and all(
        (isinstance(one, ast.Assert) and _is_there(one.test, held))
        or _expects_nothing_made(one)
        or _takes_any_error(one)
        or _is_of_a_kind(one)
        for one in made
    )


def asks_for_success(checks: Iterable[ast.AST]) -> bool:
    """Whether all checks are of the kind ``answer.status_code == 200``, ``answer.ok``."""
    made = list(checks)
    return bool(made) and all(isinstance(one, ast.Assert) and _is_success(one.test) for one in made)


def _is_success(test: ast.expr) -> bool:
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq):
        status = test.comparators[0]
        plain = isinstance(status, ast.Constant) and status.value in range(200, 205)
        return plain and _name(test.left) in ("status_code", "status")
    return isinstance(test, ast.Attribute) and test.attr in ("ok", "is_success")


def is_always_true(test: ast.expr) -> bool:
    """A constant, alone or behind an ``or``; nothing, asked for in a text."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        return any(map(is_always_true, test.values))
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.In):
        return isinstance(test.left, ast.Constant) and test.left.value in ("", b"")
    if isinstance(test, ast.Tuple | ast.List):
        return bool(test.elts)
    return isinstance(test, ast.Constant) and bool(test.value)


def leaves_early(test: Test) -> bool:
    """Whether the test ends before its last statement, unchecked, on a condition that its answers may meet."""
    return any(
        isinstance(node, ast.If)
        and isinstance(node.body[-1], ast.Return)
        and not re.search(r"\b(sys|os|platform|shutil)\b", ast.unparse(node.test))
        and not _is_of_inputs(node.test, test)
        and not re.search(r"\b(assert|raises|warns|fail)", ast.unparse(ast.Module(node.body, [])))
        for node in test.body[:-1]
    )


def loops_over_nothing(test: Test) -> bool:
    """Whether a loop goes over what is empty from the start, and only gets something where an error is expected."""
    empty = {name for node in test.body for name in _stored(node) if _is_empty(node)}
    raising = [node for node in test.body if isinstance(node, ast.With) and _expects_error(node)]
    in_vain = {name for block in raising for name in _stored(block.body[-1])}
    looped = {
        node.iter.id for node in test.body if isinstance(node, ast.For) and isinstance(node.iter, ast.Name)
    }
    others = [node for node in test.body if node not in raising and not _is_empty(node)]
    filled = {
        part.id
        for node in others
        for part in ast.walk(node.iter if isinstance(node, ast.For) else node)
        if isinstance(part, ast.Name) and not (isinstance(node, ast.For) and part is node.iter)
    }
    return bool(empty & in_vain & looped - filled)


def passes_over(test: Test) -> bool:
    """Whether a loop over cases goes on without a word where the code refuses one; it may try one again."""
    loops = (node for node in ast.walk(test) if isinstance(node, ast.For))
    return any(
        isinstance(handler, ast.ExceptHandler) and all(isinstance(one, ast.Continue) for one in handler.body)
        for loop in loops
        if not (isinstance(loop.iter, ast.Call) and _name(loop.iter.func) == "range")
        for handler in ast.walk(loop)
    )


def _stored(node: ast.stmt) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _is_empty(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.value) in (
        "[]",
        "{}",
        "()",
        "set()",
        "list()",
        "dict()",
    )


def _expects_error(node: ast.With) -> bool:
    calls = (item.context_expr for item in node.items)
    return any(isinstance(call, ast.Call) and "raises" in _name(call.func).lower() for call in calls)


def takes_either(test: Test) -> bool:
    """Whether the test asks for one thing or for another, as the answer happens to be."""
    given = {
        part.id
        for node in ast.walk(test)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call | ast.Await)
        for target in node.targets
        for part in ast.walk(target)
        if isinstance(part, ast.Name)
    }
    return any(
        isinstance(node, ast.If)
        and bool(node.orelse)
        and {part.id for part in ast.walk(node.test) if isinstance(part, ast.Name)} & given
        and not re.search(r"\b(sys|os|platform|shutil)\b", ast.unparse(node.test))
        and all(any(isinstance(one, ast.Assert) for one in branch) for branch in (node.body, node.orelse))
        for node in test.body
    )


def _is_of_inputs(condition: ast.expr, test: Test) -> bool:
    """Whether it asks for nothing but the test's own parameters: which row of a table this is."""
    stored = {
        part.id for part in ast.walk(test) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }
    given = {part.arg for part in ast.walk(test.args) if isinstance(part, ast.arg)} - stored
    parts = list(ast.walk(condition))
    return not any(isinstance(part, ast.Call | ast.Attribute | ast.Subscript) for part in parts) and all(
        part.id in given for part in parts if isinstance(part, ast.Name)
    )


def _expects_nothing_made(check: ast.AST) -> bool:
    """``pytest.raises(NotImplementedError)``"""
    arguments = check.args if isinstance(check, ast.Call) else ()
    return any(_name(part) == "NotImplementedError" for one in arguments for part in ast.walk(one))


def _takes_any_error(check: ast.AST) -> bool:
    """``pytest.raises(Exception)``, which any mistake in the test itself meets."""
    if not isinstance(check, ast.Call) or _name(check.func) not in ("raises", "assertRaises"):
        return False
    is_any = bool(check.args) and _name(check.args[0]) in ("Exception", "BaseException")
    return is_any and not any(one.arg == "match" for one in check.keywords)


def _is_of_a_kind(check: ast.AST) -> bool:
    """unittest's ways to ask whether something is there; ``assertTrue(x, 200)`` is one of them."""
    if isinstance(check, ast.Call) and _name(check.func) in ("assertTrue", "assert_"):
        is_value = (
            isinstance(check.args[0], ast.Name | ast.Attribute | ast.Subscript) if check.args else False
        )
        return is_value and len(check.args) > 1
    if isinstance(check, ast.Call) and _name(check.func) == "assertIn" and len(check.args) > 1:
        listed = check.args[1]
        return (isinstance(listed, ast.Tuple | ast.List | ast.Set) and len(listed.elts) > 1) or (
            isinstance(listed, ast.Call) and _name(listed.func) == "range"
        )
    if not isinstance(check, ast.Call) or _name(check.func) not in _OF_A_KIND:
        return False
    if _name(check.func) == "assertIsInstance":
        return _asks_for_kind(check)
    return _name(check.func) == "assertIsNotNone" or any(map(_is_nothing, check.args))


def _asks_for_kind(call: ast.Call) -> bool:
    """``isinstance(x, int)``; a class of the product's own may be the very answer."""
    is_asked = _name(call.func) in ("isinstance", "assertIsInstance") and len(call.args) > 1
    return is_asked and _KINDS.fullmatch(ast.unparse(call.args[1])) is not None


def _is_nothing(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0


def _takes_several(test: ast.Compare) -> bool:
    """``x in (200, 204)``"""
    options = test.comparators[0]
    return (
        isinstance(test.ops[0], ast.In)
        and isinstance(options, ast.Tuple | ast.List | ast.Set)
        and len(options.elts) > 1
        and all(isinstance(one, ast.Constant) for one in options.elts)
    )


def _is_exact_expression(test: ast.expr) -> bool:
    if isinstance(test, ast.BoolOp):
        parts = [_is_exact_expression(value) for value in test.values]
        return all(parts) if isinstance(test.op, ast.Or) else any(parts)
    if not isinstance(test, ast.Compare):
        return False
    sides = (test.left, *test.comparators)
    exact = all(isinstance(operator, ast.Eq | ast.Is) for operator in test.ops)
    return exact and not any(_is_tolerant(side) for side in sides)


def _is_tolerant(side: ast.expr) -> bool:
    """``ANY``; ``approx`` and its like that bear more than a thousandth, the room that rounding needs."""
    if not isinstance(side, ast.Call):
        return _name(side) == "ANY"
    compared = _COMPARED.get(_name(side.func))
    if compared is None:
        return False
    more = [("places", one) for one in side.args[compared:]] + [(one.arg, one.value) for one in side.keywords]
    return not all(
        isinstance(one, ast.Constant)
        and isinstance(one.value, int | float)
        and (one.value >= 3 if name == "places" and compared == 2 else 0 <= one.value <= 0.001)
        for name, one in more
    )


def _is_there(test: ast.expr, held: frozenset[str]) -> bool:
    if isinstance(test, ast.BoolOp):
        return isinstance(test.op, ast.Or) or all(_is_there(value, held) for value in test.values)
    if isinstance(test, ast.Call):
        return _name(test.func) in _EXISTENCE or _asks_for_kind(test)
    if isinstance(test, ast.Compare):
        other = test.comparators[0]
        if len(test.ops) != 1:
            return False
        is_more = isinstance(test.ops[0], ast.Gt | ast.GtE) and _is_nothing(other)
        to_none = isinstance(other, ast.Constant) and other.value is None
        is_some = to_none and isinstance(test.ops[0], ast.IsNot | ast.NotEq)
        return is_some or is_more or _takes_several(test) or (to_none and _is_thing(test.left, held))
    return _is_thing(test, held)


def _is_thing(node: ast.expr, held: frozenset[str]) -> bool:
    """A name by itself, as functions, classes and modules have: not what a call or a fixture gave."""
    if isinstance(node, ast.Attribute):
        return _is_thing(node.value, held)
    return isinstance(node, ast.Name) and node.id not in held


def _held(test: Test) -> frozenset[str]:
    """Names of the test's parameters and of what it assigns."""
    parameters = (part.arg for part in ast.walk(test.args) if isinstance(part, ast.arg))
    stored = (
        part.id for part in ast.walk(test) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    )
    return frozenset((*parameters, *stored))


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
