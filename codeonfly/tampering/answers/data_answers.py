"""Data that are answers of the tests: files beside the sources, tables keyed on a checksum, whole records."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.python_tree import nodes
from codeonfly.tampering.values import CODE, Finding, Versions

_SPACE = re.compile(r"\s+")
# a table of lists that is asked where it stands: ``[[2, 3], [1, 4]][row === 'A' ? 0 : 1]``
# (each row is read in one way alone: a long table on one line is left at once)
_ROWS = re.compile(r"\[\s*+((?:\[[^\[\],]*+,[^\[\]]*+\]\s*+(?:,\s*+)?){2,}+)\]\s*\[")
_ROW = re.compile(r"\[[^\[\]]*\]")
_LEAST_KEY = 100  # what a sum over letters or a checksum gives; months, grades and remainders are smaller


def written_out(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """The first line of each such file, and of each such table."""
    lines = [line for one in tests for _, line in one.added]
    asked = _SPACE.sub("", "".join(lines)).replace("'", '"')
    numbers = set(re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])", "\n".join(lines)))
    answers, given = _told(tests)
    rows = set(_ROW.findall(asked))
    for one in texts:
        held = _entries(one.after) if one.path.endswith(".json") and one.before is None else []
        if len(held) > 1 and all(_is_several(value) and _written(value) in asked for value in held):
            yield _finding(one, 1)
        for number, line in one.added if one.path.endswith(CODE) else ():
            tables = [
                _ROW.findall(_SPACE.sub("", match[1]).replace("'", '"')) for match in _ROWS.finditer(line)
            ]
            if any(rows.issuperset(table) for table in tables):
                yield _finding(one, number)
        added = {number for number, _ in one.added} if one.path.endswith(".py") else set[int]()
        for record in _records(one.after or "", answers, given) if added else ():
            if record.lineno in added:
                yield _finding(one, record.lineno)
        for table in _summed(one.after or "") if added else ():
            values = {ast.unparse(value) for value in table.values}
            if table.lineno in added and len(table.values) > 1 and values <= numbers:
                yield _finding(one, table.lineno)


def _told(tests: Sequence[Versions]) -> tuple[set[str], set[str]]:
    """The records of new lines of tests, and the texts that these give to what they call."""
    records, given = set[str](), set[str]()
    for one in tests:
        lines = {number for number, _ in one.added} if one.path.endswith(".py") else set[int]()
        found = [
            node for node in (nodes(one.after or "") if lines else ()) if getattr(node, "lineno", 0) in lines
        ]
        mine = [node for node in found if _is_record(node)]
        inside = {id(part) for node in mine for part in ast.walk(node)}
        records |= {ast.dump(node) for node in mine}
        calls = [node for node in found if isinstance(node, ast.Call)]
        given |= {
            part.value
            for call in calls
            for argument in call.args
            for part in ast.walk(argument)
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and id(part) not in inside
        }
    return records, given


def _records(text: str, answers: set[str], given: set[str]) -> Iterator[ast.Dict]:
    """What is written out as a test expects it, with what that test itself put in."""
    for node in nodes(text) if answers else ():
        if isinstance(node, ast.Dict) and _is_record(node) and ast.dump(node) in answers:
            values = {part.value for part in node.values if isinstance(part, ast.Constant)}
            if values & given:
                yield node


def _is_record(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Dict)
        and len(node.values) > 1
        and all(isinstance(one, ast.Constant) for one in node.values)
    )


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
