"""Errors of Python that a change catches and makes nothing of, where the new tests ask for no more than nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from codeonfly.tampering.python_tree import by_place, tests
from codeonfly.tampering.values import Finding, Versions


def swallowed_errors(texts: Sequence[Versions], tested: Sequence[Versions]) -> Iterator[Finding]:
    """Functions of the base that raised, and by now give nothing, of which a test says ``assert not f(x)``."""
    denied = {name for one in tested if one.path.endswith(".py") for name in _denied(one)}
    for one in texts if denied else ():
        if not one.path.endswith(".py") or one.before is None:
            continue
        old, lines = by_place(one.before), {number for number, _ in one.added}
        for place, node in by_place(one.after or "").items():
            if place not in old or node.name not in denied:
                continue
            for handler in (part for part in ast.walk(node) if isinstance(part, ast.ExceptHandler)):
                if handler.lineno in lines and _gives_nothing(handler):
                    told = f"{one.path}:{handler.lineno}: an error is caught, and nobody is told"
                    yield Finding(one.path, handler.lineno, "swallowed", told)


def _denied(one: Versions) -> Iterator[str]:
    """What new tests say of nothing but that it gives nothing: a falsehood and a number are answers."""
    old = dict(tests(one.before or ""))
    for name, test in tests(one.after or ""):
        checks = [node for node in ast.walk(test) if isinstance(node, ast.Assert)]
        if name in old or not checks:
            continue
        called = [_called(node.test) for node in checks]
        yield from called if all(called) else ()


def _called(asked: ast.expr) -> str:
    """``not f(x)``"""
    call = asked.operand if isinstance(asked, ast.UnaryOp) and isinstance(asked.op, ast.Not) else None
    function = call.func if isinstance(call, ast.Call) else None
    return str(getattr(function, "attr", getattr(function, "id", "")))


def _gives_nothing(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    is_nothing = isinstance(last, ast.Return) and (
        last.value is None or (isinstance(last.value, ast.Constant) and last.value.value is None)
    )
    return len(handler.body) == 1 and (is_nothing or isinstance(last, ast.Pass))
