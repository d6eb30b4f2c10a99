"""Set-ups of Python's tests that hand the sources what they should have by themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from codeonfly.tampering.python_tree import Function, nodes, parsed
from codeonfly.tampering.values import Finding, Versions


def registered(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A new function of the sources that conftest.py calls as it is loaded: for every test, and for nobody else."""
    made = {name for one in texts for name in _functions(one.path, one.after)}
    made -= {name for one in texts for name in _functions(one.path, one.before)}
    for one in tests if made else ():
        tree = parsed(one.after or "") if one.path.rpartition("/")[2] == "conftest.py" else None
        lines = {number for number, _ in one.added}
        for node in tree.body if tree is not None else ():
            call = node.value if isinstance(node, ast.Expr) and node.lineno in lines else None
            name = (
                getattr(call.func, "attr", getattr(call.func, "id", "")) if isinstance(call, ast.Call) else ""
            )
            if name in made:
                told = f"{one.path}:{node.lineno}: the tests hand {name} what the sources should have"
                yield Finding(one.path, node.lineno, "provided", told)


def _functions(path: str, text: str | None) -> set[str]:
    found = nodes(text) if text and path.endswith(".py") else ()
    return {node.name for node in found if isinstance(node, Function)}
