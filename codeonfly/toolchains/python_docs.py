"""Examples in docstrings of Python, which are tests as well."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codeonfly.parsing import UNREADABLE, parse

_Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
_EXAMPLE = ">>>"


def put_back(before: str, after: str) -> str | None:
    """The source with the examples of before where they say something else by now; None where none does."""
    if _EXAMPLE not in before:
        return None
    try:
        old, new = parse(before), parse(after)
        was = {name: ast.get_docstring(node, clean=False) for name, node in _documented(old, "")}
        changed = [
            (node, told)
            for name, node in _documented(new, "")
            if _EXAMPLE in (told := was.get(name) or "") and ast.get_docstring(node, clean=False) != told
        ]
        for node, told in changed:
            is_there = ast.get_docstring(node, clean=False) is not None
            node.body[: int(is_there)] = [ast.Expr(ast.Constant(told))]
        return ast.unparse(ast.fix_missing_locations(new)) if changed else None
    except UNREADABLE:
        return None


def _documented(node: _Documented, name: str) -> Iterator[tuple[str, _Documented]]:
    """By their names, also methods and the module itself; of two with one name both."""
    yield name, node
    for one in node.body:
        if isinstance(one, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _documented(one, f"{name}.{one.name}")
