"""Changes whose new functions give back what they were given, or always the same: stubs, whatever tests say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.python_tree import Function, nodes
from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains import hollow_blocks, node_stubs

_CALLED = re.compile(r"\b(\w+)(?=\(\s*[^\s)])")  # with something given
_WORD = re.compile(r"\w+")
_GIVEN = re.compile(r"(?:return\b\s*)?(?:!!|Boolean\()?([A-Za-z_$]\w*)\)?\s*;?")
_LITERAL = re.compile(r"(?<![\w.])-?\d[\d._]*|'[^'\n]*'|\"[^\"\n]*\"|`[^`$]*`")
_NAMES = re.compile(r"([A-Za-z_$]\w*)(?=(?:\.\w+)*\s*[(:])|(?<=\.)(\w+)(?=\s*\()")
# what a framework gives everybody: a page may well be the same for all
_FRAMEWORKS = frozenset(
    ("request", "req", "res", "event", "context", "ctx", "info", "next", "args", "kwargs", "argv")
)
_REPLACED = re.compile(
    r"(?:\bpatch\.object|\bsetattr)\([^,\n]+,\s*['\"](\w+)['\"]|\bpatch\(\s*['\"](?:\w+\.)+(?=\w+['\"])(\w+)"
)
_KEYWORDS = frozenset(("return", "new", "await", ""))


def trivial(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Where all that the change adds to the functions of one language is such, and its tests call one of them."""
    named = {word for one in tests for _, line in one.added for word in _WORD.findall(line)}
    called = {name for one in tests for _, line in one.added for name in _CALLED.findall(line)}
    # JavaScript takes arguments where there are no parameters; elsewhere a command's name may be but a word
    for suffixes, find, asked in (
        ((".py",), _python, named),
        (node_stubs.SUFFIXES, _javascript, called),
    ):
        mine = [one for one in texts if one.path.endswith(suffixes)]
        found = [(one.path, *what) for one in mine for what in find(one)]
        if found and all(is_trivial for *_, is_trivial in found):
            for path, line, name, _ in [one for one in found if one[2] in asked][:1]:
                told = f"{path}:{line}: {name} gives back what it is given, or always the same"
                yield Finding(path, line, "stub", told)


def passed_on(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """New functions that only call another one of their module, which the tests replace by their answer."""
    replaced = {
        name
        for one in tests
        for _, line in one.added
        for found in _REPLACED.findall(line)
        for name in found
        if name
    }
    for one in texts if replaced else ():
        old = {node.name for node in _functions(one.before or "")} if one.path.endswith(".py") else set[str]()
        for node in _functions(one.after or "") if one.path.endswith(".py") else ():
            if node.name not in old and _passes_on(node) in replaced:
                told = f"{one.path}:{node.lineno}: {node.name} only passes on what the tests put in its place"
                yield Finding(one.path, node.lineno, "stub", told)


def _passes_on(node: Function) -> str:
    """The function of the same module or object that is called with just what this one is given, or ""."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    given = body[0].value if len(body) == 1 and isinstance(body[0], ast.Return) else None
    given = given.value if isinstance(given, ast.Await) else given
    if not isinstance(given, ast.Call):
        return ""
    taken = [one.arg for one in (*node.args.posonlyargs, *node.args.args) if one.arg not in ("self", "cls")]
    passed = [getattr(one, "id", "") for one in given.args] + [
        getattr(one.value, "id", "") for one in given.keywords
    ]
    if isinstance(given.func, ast.Attribute) and ast.unparse(given.func.value) not in ("self", "cls"):
        return ""
    name = getattr(given.func, "attr", getattr(given.func, "id", ""))
    return str(name) if sorted(taken) == sorted(passed) else ""


def _python(versions: Versions) -> Iterator[tuple[int, str, bool]]:
    """Line and name of every function that is new or changed, and whether it is new and does nothing."""
    before = list(_functions(versions.before or ""))
    names, old = {node.name for node in before}, {ast.dump(node) for node in before}
    for node in _functions(versions.after or ""):
        if ast.dump(node) not in old:
            yield node.lineno, node.name, node.name not in names and _does_nothing(node)


def _functions(text: str) -> Iterator[Function]:
    return (node for node in nodes(text) if isinstance(node, Function))


def _does_nothing(node: Function) -> bool:
    """Whether it has parameters, and returns one of them, or looks at none and says what is written out."""
    taken = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    parameters = {one.arg for one in taken if one.arg[0] != "_"} - {"self", "cls", *_FRAMEWORKS}
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    if not parameters or not all(isinstance(one, ast.Return | ast.Expr) for one in body):
        return False
    given = body[0].value if len(body) == 1 and isinstance(body[0], ast.Return) else None
    if isinstance(given, ast.Call) and ast.unparse(given.func) == "bool" and given.args:
        given = given.args[0]
    if isinstance(given, ast.Name) and given.id in parameters:
        return True
    parts = [part for one in body for part in ast.walk(one)]
    called = {id(part.func) for part in parts if isinstance(part, ast.Call)}
    called |= {id(part.value) for part in parts if isinstance(part, ast.Attribute) and id(part) in called}
    read = [part for part in parts if isinstance(part, ast.Name) and id(part) not in called]
    used = {part.id for part in parts if isinstance(part, ast.Name)} & {*parameters, "self", "cls"}
    return not read and not used and any(map(_is_said, parts))


def _is_said(part: ast.AST) -> bool:
    return isinstance(part, ast.Constant) and not isinstance(part.value, bool | None)


def _javascript(versions: Versions) -> Iterator[tuple[int, str, bool]]:
    text = versions.after or ""
    old = set(hollow_blocks.bodies(versions.path, versions.before or ""))
    names = {name for name, *_ in old}
    for name, parameters, body in hollow_blocks.bodies(versions.path, text):
        if (name, parameters, body) in old:
            continue
        line = text[: text.find(body)].count("\n") + 1 if body else 1
        given = set(_WORD.findall(parameters))
        is_free = bool(given) and given <= _FRAMEWORKS
        yield line, name, name not in names and not is_free and _says_the_same(given, body.strip())


def _says_the_same(parameters: set[str], body: str) -> bool:
    if (given := _GIVEN.fullmatch(body)) is not None:
        return given[1] in parameters
    words = set(_WORD.findall(_LITERAL.sub("", body)))
    # names of what is called, and of an object's parts, are no values
    read = words - {name for found in _NAMES.findall(_LITERAL.sub("''", body)) for name in found} - _KEYWORDS
    return not read and not words & {*parameters, "this"} and _LITERAL.search(body) is not None
