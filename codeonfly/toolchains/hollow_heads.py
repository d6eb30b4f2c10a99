"""Functions of which a change touches the parameters alone: with the base's body they are as they are now."""

from __future__ import annotations

import ast
import re

# types and defaults of parameters, in JavaScript and Rust; those of other languages stay, used by no body
_GIVEN = re.compile(r":\s*[^,(){}=]+|=(?!>)[^,{}]*")
_NAME = re.compile(r"[A-Za-z_$]\w*")
_WORD = re.compile(r"\w+")
_NO_NAMES = frozenset(("mut", "final", "self", "cls"))


def in_python(
    was: ast.FunctionDef | ast.AsyncFunctionDef, now: ast.FunctionDef | ast.AsyncFunctionDef
) -> bool:
    """Whether the body is the one it had, and makes use of every parameter: a default changed, for one."""
    taken = {one.arg for one in ast.walk(now.args) if isinstance(one, ast.arg)} - _NO_NAMES
    used = {part.id for one in now.body for part in ast.walk(one) if isinstance(part, ast.Name)}
    return taken <= used and list(map(ast.dump, was.body)) == list(map(ast.dump, now.body))


def in_braces(was: str, head: str, now: str) -> bool:
    """The same of two bodies as they are written, and what stands in front of the second."""
    taken = set(_NAME.findall(_GIVEN.sub("", head.partition("(")[2]))) - _NO_NAMES
    return was.split() == now.split() and taken <= set(_WORD.findall(now))
