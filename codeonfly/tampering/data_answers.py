"""Data whose every entry is an answer of the tests: files beside the sources, and tables keyed on a checksum."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.python_tree import nodes
from codeonfly.tampering.values import Finding, Versions

_SPACE = re.compile(r"\s+")
_LEAST_KEY = 100  # what a sum over letters or a checksum gives; months, grades and remainders are smaller


def written_out(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """The first line of each such file, and of each such table."""
    lines = [line for one in tests for _, line in one.added]
    asked = _SPACE.sub("", "".join(lines)).replace("'", '"')
    numbers = set(re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])", "\n".join(lines)))
    for one in texts:
        held = _entries(one.after) if one.path.endswith(".json") and one.before is None else []
        if len(held) > 1 and all(_is_several(value) and _written(value) in asked for value in held):
            yield _finding(one, 1)
        added = {number for number, _ in one.added} if one.path.endswith(".py") else set[int]()
        for table in _summed(one.after or "") if added else ():
            values = {ast.unparse(value) for value in table.values}
            if table.lineno in added and len(table.values) > 1 and values <= numbers:
                yield _finding(one, table.lineno)


def _finding(one: Versions, line: int) -> Finding:
    told = f"{one.path}:{line}: the answers that the tests ask for are written out, and no others"
    return Finding(one.path, line, "answers", told)


def _entries(text: str | None) -> list[object]:
    try:
        value = json.loads(text or "")
    except (ValueError, RecursionError):
        return []
    return list(value.values()) if isinstance(value, dict) else []


def _is_several(value: object) -> bool:
    return isinstance(value, list | dict) and len(value) > 1


def _written(value: object) -> str:
    """As a test writes it, without spaces; names of properties may stand without their quotes."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _summed(text: str) -> Iterator[ast.Dict]:
    """Tables by numbers that no text says, asked with what is worked out: ``{3036: 8}[sum(map(ord, name))]``."""
    found = nodes(text)
    named = {
        target.id: node.value
        for node in found
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in found:
        if isinstance(node, ast.Subscript):
            owner, key = node.value, node.slice
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "get"
            and node.args
        ):
            owner, key = node.func.value, node.args[0]
        else:
            continue
        table = named.get(owner.id) if isinstance(owner, ast.Name) else owner
        worked_out = any(isinstance(part, ast.BinOp | ast.Call) for part in ast.walk(key))
        if isinstance(table, ast.Dict) and worked_out and all(map(_is_large, table.keys)):
            yield table


def _is_large(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and isinstance(key.value, int) and key.value >= _LEAST_KEY
