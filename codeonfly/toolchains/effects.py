"""Tests that look at what is logged, to the letter: what else a function gives back says nothing of these."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from codeonfly.toolchains.bodies import blocks
from codeonfly.toolchains.node import TEST

_LOGGED = re.compile(
    r"\bcaplog\.(?:messages|text|records|record_tuples)\b|\.output\b|\.getMessage\(|\brecwarn\b"
)
_SPIED = re.compile(r"\b(?:spyOn|method|stub|spy)\(\s*console\b")
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


def without_logs(text: str, lines: Mapping[int, str]) -> dict[int, str]:
    """The lines of a JavaScript test file but those of tests that check what the console was told."""
    aside: set[int] = set()
    for _, body in blocks(text, TEST, quotes="'\"`"):
        if _SPIED.search(body) and _CALLED_WITH.search(body):
            first = text.count("\n", 0, text.find(body)) + 1
            aside |= set(range(first, first + body.count("\n") + 1))
    return {number: line for number, line in lines.items() if number not in aside}


def _says_something(check: ast.AST) -> bool:
    values = (node.value for node in ast.walk(check) if isinstance(node, ast.Constant))
    return any(isinstance(value, str) and len(value) > 1 for value in values)
