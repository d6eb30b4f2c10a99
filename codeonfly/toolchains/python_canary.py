"""A test file of Python with one more test, that always fails, and with checks that do."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

from codeonfly.parsing import UNREADABLE, parse

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def canary(text: str, test: str, word: str, fresh: Collection[str]) -> str:
    """A function beside the others, with the name of one in front: a project may have its own pattern.

    In the tests ``fresh`` every check fails once it is reached; one that passes reaches none.
    """
    name = re.sub(r"\W.*", "", test.rpartition("::")[2])
    planted = f"def {name}_{word}():\n    raise AssertionError({word!r})\n"
    return f"{_spoilt(text, word, fresh).rstrip()}\n\n\n{planted}"


def is_check(name: str) -> bool:
    """Whether what is called so checks something, by what such functions are called."""
    begins = ("assert", "expect", "check", "verify", "raises", "warns", "fail", "should")
    return name.lower().lstrip("_").startswith(begins)


def _spoilt(text: str, word: str, fresh: Collection[str]) -> str:
    try:
        tests = [node for name, node in _tests(parse(text).body, "") if name in fresh]
    except UNREADABLE:
        return text
    lines = text.split("\n")  # as the tree counts them
    made = [one for test in tests for one in _in_loops(test) or list(_checks(test))]
    checks = {(one.lineno, one.col_offset): one for one in made}
    for (number, _), check in sorted(checks.items(), reverse=True):
        line = lines[number - 1].encode()
        before, rest = line[: check.col_offset].decode(), line[check.col_offset :].decode()
        failing = f"raise AssertionError({word!r})"
        if isinstance(check, ast.With | ast.AsyncWith):
            lines[number - 1] = f"{before}if 1: {failing}\n{before}{rest}"
        else:
            lines[number - 1] = f"{before}{failing}; {rest}"
    return "\n".join(lines)


def _tests(body: list[ast.stmt], owner: str) -> Iterator[tuple[str, _Function]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _tests(node.body, f"{owner}{node.name}::")
        elif isinstance(node, _Function):
            yield f"{owner}{node.name}", node


def _checks(test: ast.stmt) -> Iterator[ast.stmt]:
    """Statements that check; not those that only say a place must not be reached."""
    for node in ast.walk(test):
        match node:
            case ast.Assert(test=ast.Constant()):
                continue
            case ast.Assert() | ast.Expr(value=ast.Call() | ast.Await(value=ast.Call())):
                asked = [node.value] if isinstance(node, ast.Expr) else []
            case ast.With() | ast.AsyncWith():
                asked = [item.context_expr for item in node.items]
            case _:
                continue
        if isinstance(node, ast.Assert) or any(map(_is_checking, asked)):
            yield node


def _in_loops(test: _Function) -> list[ast.stmt]:
    """Those of its checks that stand in a loop, but for what must not be there: see ``reached``."""
    loops = [node for node in ast.walk(test) if isinstance(node, ast.For | ast.AsyncFor)]
    return [one for loop in loops for one in _checks(loop) if not _must_not(one)]


def _must_not(check: ast.stmt) -> bool:
    if isinstance(check, ast.Assert):
        asked = check.test
        is_not = isinstance(asked, ast.UnaryOp) and isinstance(asked.op, ast.Not)
        compared = asked.ops if isinstance(asked, ast.Compare) else []
        return is_not or any(isinstance(one, ast.NotIn | ast.NotEq | ast.IsNot) for one in compared)
    call = check.value if isinstance(check, ast.Expr) else None
    name = _name(call.func) if isinstance(call, ast.Call) else ""
    return re.match(r"assert(Not|False|IsNone|IsNot)", name) is not None


def _is_checking(node: ast.expr) -> bool:
    call = node.value if isinstance(node, ast.Await) else node
    name = _name(call.func) if isinstance(call, ast.Call) else ""
    return is_check(name) and not name.lower().startswith("fail")


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
