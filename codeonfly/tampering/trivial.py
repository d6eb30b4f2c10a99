"""Changes whose new functions give back what they were given, or always the same: stubs, whatever tests say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains import hollow_blocks, node_stubs

_CALLED = re.compile(r"\b(\w+)(?=\(\s*[^\s)])")  # with something given
_WORD = re.compile(r"\w+")
_SAME = re.compile(r"(?:return\b\s*)?(?:(\w+)|-?\d[\d._]*|'[^'\n]*'|\"[^\"\n]*\"|`[^`$]*`)?\s*;?\s*")
_NO_VALUES = ("null", "undefined", "this")


def trivial(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Where all that the change adds to the functions of one language is such, and its tests call one of them."""
    called = {name for one in tests for _, line in one.added for name in _CALLED.findall(line)}
    for suffixes, find in (((".py",), _python), (node_stubs.SUFFIXES, _javascript)):
        mine = [one for one in texts if one.path.endswith(suffixes)]
        found = [(one.path, *what) for one in mine for what in find(one)]
        if found and all(is_trivial for *_, is_trivial in found):
            for path, line, name, _ in [one for one in found if one[2] in called][:1]:
                told = f"{path}:{line}: {name} gives back what it is given, or always the same"
                yield Finding(path, line, "stub", told)


def _python(versions: Versions) -> Iterator[tuple[int, str, bool]]:
    """Line and name of every function that is new or changed, and whether it is new and does nothing."""
    old = {ast.unparse(node): node.name for node in _functions(versions.before or "")}
    for node in _functions(versions.after or ""):
        if ast.unparse(node) not in old:
            yield node.lineno, node.name, node.name not in old.values() and _does_nothing(node)


def _functions(text: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    try:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return


def _does_nothing(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it has parameters, and only returns one of them, or what is written out."""
    parameters = [
        one.arg for one in (*node.args.posonlyargs, *node.args.args) if one.arg not in ("self", "cls")
    ]
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    if not parameters or len(body) != 1 or not isinstance(body[0], ast.Return):
        return False
    value = body[0].value
    is_given = isinstance(value, ast.Name) and value.id in parameters
    return is_given or (isinstance(value, ast.Constant) and not isinstance(value.value, bool | None))


def _javascript(versions: Versions) -> Iterator[tuple[int, str, bool]]:
    text = versions.after or ""
    old = set(hollow_blocks.bodies(versions.path, versions.before or ""))
    names = {name for name, *_ in old}
    for name, parameters, body in hollow_blocks.bodies(versions.path, text):
        if (name, parameters, body) in old:
            continue
        same = _SAME.fullmatch(body.strip())
        returned = same[1] if same is not None else None
        is_word = returned is not None and not returned[0].isdigit()
        given = returned in _WORD.findall(parameters) if is_word else returned not in _NO_VALUES
        line = text[: text.find(body)].count("\n") + 1 if body else 1
        yield line, name, name not in names and bool(body.strip()) and same is not None and given
