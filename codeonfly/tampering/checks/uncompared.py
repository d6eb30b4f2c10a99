"""New fields of Python's records that equality passes over, where tests compare whole records and nothing else."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence

from codeonfly.tampering.python_tree import Function, nodes
from codeonfly.tampering.values import Finding, Versions

# what a record works with is nothing that it is: no two of these are equal
_WORKED_WITH = re.compile(r"\bRandom\b|\b_?rng\b|Lock\b|Logger\b|Callable\b|Clock\b|_?cache\b|Connection\b")


def uncompared(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """``notes: str = field(compare=False)``: a test gives notes, and compares records, equal with or without."""
    fields = {
        name: (one, line) for one in texts if one.path.endswith(".py") for line, name in _passed_over(one)
    }
    if not fields:
        return
    found = {
        name
        for one in tests
        if one.path.endswith(".py")
        for node in nodes(one.after or "")
        if isinstance(node, Function) and node.name.startswith("test")
        for name in _given_and_not_looked_at(node, fields.keys())
    }
    for name in sorted(found):
        one, line = fields[name]
        told = f"{one.path}:{line}: {name} is left out of comparison, and tests only compare"
        yield Finding(one.path, line, "equality", told)


def _passed_over(one: Versions) -> Iterator[tuple[int, str]]:
    lines = {number for number, _ in one.added}
    for node in nodes(one.after or ""):
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
            continue
        if _WORKED_WITH.search(f"{node.target.id} {ast.unparse(node.annotation)}"):
            continue
        given = node.value.keywords if isinstance(node.value, ast.Call) else ()
        if node.lineno in lines and any(
            key.arg in ("compare", "eq") and isinstance(key.value, ast.Constant) and key.value.value is False
            for key in given
        ):
            yield node.lineno, node.target.id


def _given_and_not_looked_at(test: Function, names: Collection[str]) -> Iterator[str]:
    parts = list(ast.walk(test))
    given = {key.arg for part in parts if isinstance(part, ast.Call) for key in part.keywords}
    compared = [part for part in parts if isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Eq)]
    wholes = [
        part
        for part in compared
        if not any(isinstance(one, ast.Constant) for one in (part.left, *part.comparators))
    ]
    for name in given & set(names):
        if name is not None and wholes and not any(_reads_of_another(part, name) for part in parts):
            yield name


def _reads_of_another(part: ast.AST, name: str) -> bool:
    """``loaded.notes``, ``loads(text).notes``: of what was made here by hand it says nothing."""
    return isinstance(part, ast.Attribute) and part.attr == name and isinstance(part.value, ast.Call)
