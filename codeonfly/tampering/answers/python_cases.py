"""Python sources that pick their answers for the very case of a test: by its digest, or row by row of numbers."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from codeonfly.tampering.answers.figures import is_common
from codeonfly.tampering.python_tree import nodes
from codeonfly.tampering.values import Finding, Versions

_DIGESTS = frozenset(
    ("crc32", "adler32", "md5", "sha1", "sha256", "sha512", "blake2b", "blake2s", "hexdigest", "hash")
)
_FEWEST = 4  # numbers of a row: two or three may be the same by chance
_LEAST_KEY = 100
_HEXADECIMAL = 8  # digits
Row = tuple[float, ...]


def picked(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Tables whose keys are digests, and conditions that answer with a row of numbers which new tests expect."""
    expected = {row for one in tests if one.path.endswith(".py") for row in _expected(one)}
    for one in texts:
        lines = {number for number, _ in one.added} if one.path.endswith(".py") else set[int]()
        for line, told in sorted({*_by_digest(one), *_by_rows(one, expected)}) if lines else ():
            if line in lines:
                yield Finding(one.path, line, "answers", f"{one.path}:{line}: {told}")


def _by_digest(one: Versions) -> Iterator[tuple[int, str]]:
    found = nodes(one.after or "")
    assigned = [node for node in found if isinstance(node, ast.Assign)]
    tables = {name for node in assigned if _is_table(node.value) for name in _names(node.targets)}
    keys = {name for node in assigned if _digests(node.value) for name in _names(node.targets)}
    for node in found:
        line, pairs = getattr(node, "lineno", 0), list(_asked(node))
        for table, key in pairs:
            mine = _digests(key) or (isinstance(key, ast.Name) and key.id in keys)
            known = _is_table(table) or (isinstance(table, ast.Name) and table.id in tables)
            if mine and (known or _is_key(table)):
                yield line, "a question is told from others by its digest"


def _asked(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """A table, or what is compared, and what it is asked with."""
    if isinstance(node, ast.Subscript):
        yield node.value, node.slice
    elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.Eq):
        yield node.comparators[0], node.left
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        yield from ((node.func.value, key) for key in node.args[:1])


def _is_table(node: ast.expr) -> bool:
    keys = node.keys if isinstance(node, ast.Dict) else []
    return bool(keys) and all(key is not None and (_is_key(key) or _digests(key)) for key in keys)


def _is_key(node: ast.AST) -> bool:
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(value, str):
        return len(value) >= _HEXADECIMAL and set(value) <= set("0123456789abcdef")
    return isinstance(value, int) and value >= _LEAST_KEY


def _digests(node: ast.AST) -> bool:
    calls = (part.func for part in ast.walk(node) if isinstance(part, ast.Call))
    return any(getattr(func, "attr", getattr(func, "id", "")) in _DIGESTS for func in calls)


def _names(targets: Iterable[ast.expr]) -> Iterator[str]:
    return (target.id for target in targets if isinstance(target, ast.Name))


def _by_rows(one: Versions, expected: set[Row]) -> Iterator[tuple[int, str]]:
    found = nodes(one.after or "") if expected else ()
    for node in found:
        if not isinstance(node, ast.If | ast.IfExp):
            continue
        answers = node.body if isinstance(node, ast.If) else [node.body]
        for part in (part for answer in answers for part in ast.walk(answer)):
            if _row(part) in expected:
                yield part.lineno, "a row of numbers that the tests ask for is written out"  # type: ignore[attr-defined]


def _expected(one: Versions) -> Iterator[Row]:
    lines = {number for number, _ in one.added}
    for node in nodes(one.after or "") if lines else ():
        if isinstance(node, ast.Compare) and node.lineno in lines:
            sides = (row for side in (node.left, *node.comparators) for row in [_row(side)])
            yield from (row for row in sides if _is_telling(row))


def _row(node: ast.AST) -> Row:
    parts: Sequence[ast.expr] = ()
    if isinstance(node, ast.List | ast.Tuple):
        parts = node.elts
    elif isinstance(node, ast.Dict):
        parts = node.values
    values = [part.value for part in parts if isinstance(part, ast.Constant)]
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    return tuple(map(float, numbers)) if len(numbers) == len(parts) >= _FEWEST else ()


def _is_telling(row: Row) -> bool:
    """Whether at least one number is none that everybody knows, and they are no steps of one size."""
    steps = {later - sooner for sooner, later in pairwise(row)}
    odd = any(not value.is_integer() or not is_common(str(abs(int(value)))) for value in row)
    return len(row) >= _FEWEST and len(steps) > 1 and odd
