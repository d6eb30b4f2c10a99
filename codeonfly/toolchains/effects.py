"""Tests that look at what no other result touches: what is logged, or under which keys things are found."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence

from codeonfly.toolchains.bodies import blocks
from codeonfly.toolchains.node import TEST

_LOGGED = re.compile(
    r"\bcaplog\.(?:messages|text|records|record_tuples)\b|\.output\b|\.getMessage\(|\brecwarn\b"
)
_SPIED = re.compile(r"\b(?:spyOn|method|stub|spy)\(\s*console\b")
_KEYS = re.compile(r"(?:set|list|sorted)\([\w.]+\)\Z|(?:set|list|sorted)?\(?[\w.]+\.keys\(\)\)?\Z")
_JS_KEYS = re.compile(r"\bObject\.keys\(\w+\)(?:\.sort\(\))?\)?\s*[.,][^\[\n]*\[([^\]]*)\]")
_QUOTED = re.compile(r"'[^'\n]+'|\"[^\"\n]+\"")
_CALLED_WITH = re.compile(
    r"\.(?:toHaveBeen(?:Last|Nth)?CalledWith|called(?:Once)?With(?:Exactly|Match)?)\(\s*[^)\s]|\.mock\.calls\b[^\n]*['\"`]"
)


def looks_at_logs(test: ast.AST) -> bool:
    """Whether a Python test checks what was logged, or warned of, with a text or a number."""
    checks = (
        node
        for node in ast.walk(test)
        if isinstance(node, ast.Assert)
        or (isinstance(node, ast.Call) and getattr(node.func, "attr", "").startswith("assert"))
    )
    return any(_LOGGED.search(ast.unparse(one)) and _says_something(one) for one in checks)


def looks_at_keys(test: ast.AST, said: str) -> bool:
    """Whether a Python test checks all keys, and these are data: no source says one of them."""
    for node in ast.walk(test):
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq):
            for keys, other in ((node.left, node.comparators[0]), (node.comparators[0], node.left)):
                if _KEYS.match(ast.unparse(keys)) and isinstance(other, ast.Set | ast.List | ast.Tuple):
                    return _are_data([getattr(one, "value", None) for one in other.elts], said)
    return False


def _are_data(keys: Sequence[object], said: str) -> bool:
    return bool(keys) and all(isinstance(one, str) and one and one not in said for one in keys)


def without_set_aside(text: str, lines: Mapping[int, str], said: str) -> dict[int, str]:
    """The lines of a JavaScript test file but those of tests that check what the console is told, or keys."""
    aside: set[int] = set()
    for _, body in blocks(text, TEST, quotes="'\"`"):
        keys = _JS_KEYS.search(body)
        is_of_keys = keys is not None and _are_data([one[1:-1] for one in _QUOTED.findall(keys[1])], said)
        if is_of_keys or (_SPIED.search(body) and _CALLED_WITH.search(body)):
            first = text.count("\n", 0, text.find(body)) + 1
            aside |= set(range(first, first + body.count("\n") + 1))
    return {number: line for number, line in lines.items() if number not in aside}


def _says_something(check: ast.AST) -> bool:
    values = (node.value for node in ast.walk(check) if isinstance(node, ast.Constant))
    return any(isinstance(value, str) and len(value) > 1 for value in values)
