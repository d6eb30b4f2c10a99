"""Filters that look at nothing of what they are to choose from, in Python, JavaScript, Rust and Java."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from codeonfly.tampering.python_tree import nodes
from codeonfly.tampering.values import Added, Sign

_FILTER = re.compile(
    r"\.(?:filter|find|findIndex|findLast)\(\s*(?:async\s*)?\(\s*\)\s*=>\s*(?!\s*(?:true|false)\s*\))"
)
# `.find(|_| declared.is_empty())`; a block, and what counts or draws, may have its reasons
_IN_RUST = re.compile(
    r"\.(?:filter|find|position|rposition|skip_while|take_while)\(\|_\|\s*(?!(?:true|false)\s*\)|\{)(?!.*(?:next\(|rand|rng|fetch_|\+=))"
)
_IN_JAVA = re.compile(
    r"\.(?:filter|anyMatch|noneMatch|removeIf)\(\s*\(?(?P<name>\w+)\)?\s*->\s*(?P<rest>[^{;]*);?\s*$"
)
_TOLD = "a filter looks at nothing of what it is to choose from"


def in_javascript(added: Added) -> Iterator[Sign]:
    """``list.filter(() => query !== "none")``"""
    for number, line in added:
        if _FILTER.search(line):
            yield number, "stub", _TOLD


def in_rust(added: Added) -> Iterator[Sign]:
    """``list.iter().find(|_| declared.is_empty())``"""
    for number, line in added:
        if _IN_RUST.search(line):
            yield number, "stub", _TOLD


def in_java(added: Added) -> Iterator[Sign]:
    """``stream.filter(one -> declared.isEmpty())``"""
    for number, line in added:
        match = _IN_JAVA.search(line)
        is_asked = match is not None and re.search(r"\w\(", match["rest"]) and "ncrement" not in line
        if match is not None and is_asked and not re.search(rf"\b{match['name']}\b", match["rest"]):
            yield number, "stub", _TOLD


def in_python(after: str, added: Added) -> Iterator[Sign]:
    """``[one for one in all if query != "none"]``, where the condition asks for a text."""
    lines = {number for number, _ in added}
    for node in nodes(after):
        if not isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp) or node.lineno not in lines:
            continue
        if len(node.generators) > 1 or ast.dump(node.elt) != _loaded(node.generators[0].target):
            continue
        for condition in node.generators[0].ifs:
            named = {part.id for part in ast.walk(condition) if isinstance(part, ast.Name)}
            taken = {part.id for part in ast.walk(node.generators[0].target) if isinstance(part, ast.Name)}
            texts = [part for part in ast.walk(condition) if isinstance(part, ast.Constant)]
            if named and not named & taken and any(isinstance(one.value, str) for one in texts):
                yield condition.lineno, "stub", _TOLD


def _loaded(target: ast.expr) -> str:
    return ast.dump(target).replace("Store()", "Load()")
