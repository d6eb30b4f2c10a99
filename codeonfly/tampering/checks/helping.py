"""Tests' own helpers that do what was asked of the code: they take its errors, or give what nobody else gives it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence

from codeonfly.tampering.python_tree import Function, by_place
from codeonfly.tampering.values import CODE, Finding, Versions
from codeonfly.toolchains.bodies import closing
from codeonfly.toolchains.hollow_blocks import functions
from codeonfly.toolchains.node_stubs import SUFFIXES
from codeonfly.tree import Tree

# how a program ends, what a machine lacks, and what a test itself raises
_OTHERS = re.compile(
    r"SystemExit|ImportError|ModuleNotFound|Timeout|Skip|Assert|FileNotFound|Interrupt|Stop|Empty"
)
_CATCH = re.compile(r"\bcatch\s*[({]|\.catch\(")
_CALL = re.compile(r"(?<![\w.$])(?P<name>[A-Za-z_$][\w$]*)(?P<open>\()")
_KEY = re.compile(r"(?:^|[,{])\s*(\w+)\s*(?=[:,}]|$)", re.MULTILINE)
_OBJECT = re.compile(r"\{(?:[^{}]|\{[^{}]*\})*\}")
_IMPORT = re.compile(
    r"\b(?:const|let|var)\s*(\{[^{}]*\}|\w+)\s*=\s*require\(\s*['\"]\.|^\s*import\s*(\{[^{}]*\}|\w+)\s*from\s*['\"]\."
    r"|^\s*from\s+[\w.]+\s+import\s+([\w, ]+)$"
)
_TEST = re.compile(r"^\s*(?:async\s+)?def test|\b(?:test|it)(?:\.\w+)*\(", re.MULTILINE)
_GIVES = re.compile(r"\bexports\b|^\s*export\s*\{|^\s*\w+,?\s*$|__all__|^\s*['\"]\w+['\"],?$")
_QUOTES = "'\"`"
_WORD = re.compile(r"\w+")
_MOST = 400  # files that are read for it
_MOST_NAMES = 20  # each is looked for in all sources


def takes_errors(_: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Helpers of before that catch more than they did: the error gets out wherever no helper stands."""
    for one in tests:
        if not one.before or not one.after:
            continue
        for name, line, before, after in _helpers(one):
            if after > before:
                told = f"{one.path}:{line}: {name} takes an error that the code lets out"
                yield Finding(one.path, line, "switch", told)


def _helpers(one: Versions) -> Iterator[tuple[str, int, int, int]]:
    """Name and line of each helper that is there before and after, and how many kinds of errors it takes."""
    before, after = one.before or "", one.after or ""
    if one.path.endswith(".py"):
        old = by_place(before)
        for name, node in by_place(after).items():
            if name in old and not node.name.startswith("test"):
                yield node.name, node.lineno, 0, len(_caught(node) - _caught(old[name]))
    elif one.path.endswith(SUFFIXES):
        known = {fun.name: before[fun.body : fun.end] for fun in functions(one.path, before)}
        for fun in functions(one.path, after):
            if fun.name in known:
                was, now = (
                    len(_CATCH.findall(text)) for text in (known[fun.name], after[fun.body : fun.end])
                )
                yield fun.name, after.count("\n", 0, fun.start) + 1, was, now


def _caught(function: Function) -> set[str]:
    kinds = (
        ast.unparse(node.type) if node.type is not None else "everything"
        for node in ast.walk(function)
        if isinstance(node, ast.ExceptHandler)
    )
    return {kind for kind in kinds if not _OTHERS.search(kind)}


def gives_alone(
    texts: Sequence[Versions], tests: Sequence[Versions], base: Tree, is_test: Callable[[str], bool]
) -> Iterator[Finding]:
    """New options of a function of JavaScript that a helper gives, and that the program's own calls don't."""
    scripts = [one for one in texts if one.path.endswith(SUFFIXES)]
    new = {name: options for one in scripts for name, options in _options(one)}
    never: dict[tuple[str, str], bool] = {}
    for one in tests if new else ():
        if not one.path.endswith(SUFFIXES) or not one.before or not one.after:
            continue
        before, after = dict(_given(one.path, one.before, new)), dict(_given(one.path, one.after, new))
        for (helper, name), keys in after.items():
            for option in sorted((keys - before.get((helper, name), keys)) & new[name]):
                if (name, option) not in never and len(never) < _MOST_NAMES:
                    never[name, option] = _others_never_give(name, option, texts, base, is_test)
                if never.get((name, option)):
                    never[name, option] = False  # told once
                    line = _line(rf"\b{option}\b", one)
                    told = f"{one.path}:{line}: only {helper} gives {option} to {name}, and the program never does"
                    yield Finding(one.path, line, "switch", told)


def taken_alone(texts: Sequence[Versions], tests: Sequence[Versions], base: Tree) -> Iterator[Finding]:
    """New names of the sources that a helper of before puts in, and nothing else in the program or its tests asks for.

    A new fixture may well make a new thing, and tests ask for the fixture.
    """
    for one in tests:
        suffixes = SUFFIXES if one.path.endswith(SUFFIXES) else (".py",)
        if not one.path.endswith(suffixes) or not one.before or _TEST.search(one.after or ""):
            continue
        put_in, tried = _put_in(one), 0
        for number, line in one.added:
            for name in _taken(line):
                if name not in put_in or tried > _MOST_NAMES:
                    continue
                tried += 1
                declared = [two for two in texts if two.path.endswith(suffixes) and _declares(name, two)]
                if len(declared) == 1 and not _is_named_beside(name, declared[0], one, texts, tests, base):
                    told = f"{one.path}:{number}: nothing but the tests' own helper asks for {name}"
                    yield Finding(one.path, number, "switch", told)


def _taken(line: str) -> list[str]:
    match = _IMPORT.search(line)
    names = next(filter(None, match.groups()), "") if match is not None else ""
    return [part.split()[0].strip(",") for part in re.split(r"[{},]", names) if part.strip()]


def _put_in(one: Versions) -> set[str]:
    """The words of functions that were there before."""
    before, after = one.before or "", one.after or ""
    if one.path.endswith(".py"):
        old, now = by_place(before), by_place(after)
        bodies = [ast.unparse(node) for place, node in now.items() if place in old]
    else:
        known = {fun.name for fun in functions(one.path, before)}
        bodies = [after[fun.body : fun.end] for fun in functions(one.path, after) if fun.name in known]
    return {word for body in bodies for word in _WORD.findall(body)}


def _declares(name: str, one: Versions) -> bool:
    declared = re.compile(rf"\b(?:function\s*\*?|class|const|let|def)\s+{re.escape(name)}\b")
    return bool(declared.search(one.after or "")) and not declared.search(one.before or "")


def _is_named_beside(
    name: str,
    declaring: Versions,
    helper: Versions,
    texts: Sequence[Versions],
    tests: Sequence[Versions],
    base: Tree,
) -> bool:
    """Whether anything names it but the file that declares it, and there but to declare and to give it."""
    word = re.compile(
        rf"(?<!\w)(?<!(?<!\.\.)\.){re.escape(name)}\b(?!\s*:)"
    )  # of an object's parts each is called anything
    others = (
        one
        for one in (*texts, *tests)
        if one.path.endswith(CODE) and one.path not in (declaring.path, helper.path)
    )
    if any(word.search(one.after or "") for one in others):
        return True
    lines = (line for line in (declaring.after or "").splitlines() if word.search(line))
    used = [line for line in lines if not _GIVES.search(line) and not re.match(r"\s*(?:#|//|/?\*)", line)]
    changed = {one.path for one in (*texts, *tests)}
    paths = [path for path in base.files if path not in changed and path.endswith(CODE)]
    return len(used) > 1 or any(word.search(base.text(path) or "") for path in paths)


def _options(one: Versions) -> Iterator[tuple[str, set[str]]]:
    """By function, the options taken apart in its head that it did not have, and has no other value for."""
    after, old = one.after or "", {fun.name: fun.header for fun in functions(one.path, one.before or "")}
    for fun in functions(one.path, after):
        was = set(re.findall(r"\w+", old.get(fun.name, "")))
        taken = {key for part in _OBJECT.findall(fun.header) for key in _KEY.findall(part)}
        body = after[fun.body : fun.end]
        plain = {
            key
            for key in taken - was
            if not re.search(rf"!\s*{key}\b|\b{key}\s*(?:\?|\|\||===?|!==?)|if \({key}\b", body)
        }
        if fun.name in old and plain:
            yield fun.name, plain


def _given(path: str, text: str, names: dict[str, set[str]]) -> Iterator[tuple[tuple[str, str], set[str]]]:
    """By helper and function, the keys that the helper's calls give."""
    for fun in functions(path, text):
        body = text[fun.body : fun.end]
        for match in _CALL.finditer(body):
            if match["name"] in names and (inside := _inside(body, match.start("open"))) is not None:
                keys = {key for part in _OBJECT.findall(inside) for key in _KEY.findall(part)}
                yield (fun.name, match["name"]), keys


def _others_never_give(
    name: str, option: str, texts: Sequence[Versions], base: Tree, is_test: Callable[[str], bool]
) -> bool:
    """Whether sources call the function, and never with that."""
    changed = {one.path: one.after or "" for one in texts}
    paths = [
        path for path in base.files.keys() | changed.keys() if path.endswith(SUFFIXES) and not is_test(path)
    ]
    called = False
    for path in paths if len(paths) <= _MOST else ():
        text = changed[path] if path in changed else base.text(path) or ""
        for match in re.finditer(rf"(?<!function )(?<![\w$])(?<!(?<!\.\.)\.){name}(?P<open>\()", text):
            inside = _inside(text, match.start("open"))
            if inside is None or re.search(rf"\b{option}\b|\.\.\.", inside):
                return False
            called = True
    return called


def _inside(text: str, place: int) -> str | None:
    end = closing(text, place, _QUOTES)
    return text[place + 1 : end] if end is not None else None


def _line(pattern: str, one: Versions) -> int:
    return next((number for number, line in one.added if re.search(pattern, line)), 1)
