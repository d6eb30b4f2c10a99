"""Python sources, judged by their syntax tree: code that finds out who runs it, or bends the interpreter."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

Sign = tuple[int, str, str]

_STACK = frozenset(
    ("_getframe", "_current_frames", "extract_stack", "format_stack", "currentframe", "walk_stack")
)
_IMPORTS = frozenset(("meta_path", "path_hooks", "settrace", "setprofile", "addaudithook"))
_RUNNER = re.compile(r"^_?pytest$|EST_CURRENT|PYTEST_|\.code-on-fly|CODE_ON_FLY|^conftest$")


def judge(text: str, lines: frozenset[int]) -> Iterator[Sign]:
    """Signs at the added ``lines`` of a source that holds no tests; nothing when it does not parse."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    plain = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Subscript) and _own(node)}
    for node in ast.walk(tree):
        if getattr(node, "lineno", 0) in lines and (sign := _sign(node, plain)):
            yield node.lineno, *sign  # type: ignore[attr-defined]


def is_marker(text: str) -> bool:
    """Whether a module defines no function, no class, and imports nothing."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Lambda)
    return not any(isinstance(node, kinds) for node in ast.walk(tree))


def _own(node: ast.Subscript) -> bool:
    """``sys.modules[__name__]`` is how a module names itself."""
    return isinstance(node.slice, ast.Name) and node.slice.id == "__name__"


def _sign(node: ast.AST, plain: set[int]) -> tuple[str, str] | None:
    knows = ("knows-tests", "the code asks whether it is being tested")
    if isinstance(node, ast.Attribute):
        if node.attr == "modules" and _is(node.value, "sys") and id(node) not in plain:
            return knows
        if node.attr in _STACK:
            return knows
        if node.attr in _IMPORTS and _is(node.value, "sys"):
            return "patches-runner", f"sys.{node.attr} changes how everything is imported or run"
    if isinstance(node, ast.ImportFrom) and any(
        alias.name in {"modules", *_STACK} and node.module in ("sys", "inspect", "traceback")
        for alias in node.names
    ):
        return knows
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _RUNNER.search(node.value):
        return knows
    if isinstance(node, ast.FunctionDef):
        return _function(node)
    hidden = isinstance(node, ast.Call) and _is(node.func, "getattr") and len(node.args) > 1
    if hidden and isinstance(node, ast.Call) and _is(node.args[0], "os", "sys", "builtins"):
        return (
            None if isinstance(node.args[1], ast.Constant) else ("exit", "a hidden call into the interpreter")
        )
    return None


def _function(node: ast.FunctionDef) -> tuple[str, str] | None:
    if node.name.startswith(("pytest_runtest", "pytest_sessionfinish", "pytest_collection", "pytest_pyfunc")):
        return "hook", f"{node.name} can change what is run or reported"
    last = node.body[-1]
    constant = (
        isinstance(last, ast.Return) and isinstance(last.value, ast.Constant) and last.value.value is True
    )
    if node.name == "__eq__" and constant and len(node.body) == 1:
        return "equal", "a value that is equal to everything passes every assertion"
    return None


def _is(node: ast.AST, *names: str) -> bool:
    return isinstance(node, ast.Name) and node.id in names
