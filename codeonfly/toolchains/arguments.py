"""Parameters that a change adds to functions, and calls without what is given for them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from codeonfly.parsing import UNREADABLE, parse
from codeonfly.toolchains import hollow_blocks
from codeonfly.toolchains.bodies import closing

# who takes any number of them, or any name, takes the new ones, too
_ANY_NUMBER = re.compile(r"\.\.\.|\*\w")
_BRACED = frozenset((".go", ".rs", ".java"))  # JavaScript passes over what a function does not take
_PART = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|`[^`]*`|'(?:\\.|[^'\\\n])'|[\[({<]|[\])}]|(?<![-=])>|,")
_SELF = re.compile(r"(?:&\s*)?(?:'\w+\s+)?(?:mut\s+)?self\b")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def grown(path: str, before: str, after: str) -> dict[str, tuple[str, ...]]:
    """By the name of a function that takes more than it did, a class's for its constructor: what it took."""
    old, new = _parameters(path, before), _parameters(path, after)
    return {
        name: old[name]
        for name in old.keys() & new.keys()
        if not any(map(_ANY_NUMBER.search, old[name])) and len(new[name]) > len(old[name])
    }


def without_new(path: str, text: str, took: Mapping[str, tuple[str, ...]]) -> str:
    """The text, whose calls of these functions give no more than they took."""
    if not took or not any(name in text for name in took):
        return text
    if path.endswith(".py"):
        return _python(text, took)
    if PurePosixPath(path).suffix not in _BRACED:
        return text
    called = re.compile(rf"(?<!func )(?<!fn )\b(?P<name>{'|'.join(map(re.escape, sorted(took)))})\(")
    cuts = []
    for match in called.finditer(text):
        end = closing(text, match.end() - 1, '"`')
        places = _commas(text, match.end(), end) if end is not None else []
        given = len(places) + 1 if end is not None and text[match.end() : end].strip() else 0
        most = len(took[match["name"]])
        if end is not None and given > most:
            cuts.append((places[most - 1] if most else match.end(), end))
    for start, end in reversed(_outermost(cuts)):
        text = text[:start] + text[end:]
    return text


def _outermost(cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(cuts):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _commas(text: str, start: int, end: int) -> list[int]:
    """Where commas outside of brackets divide what stands between these places, a last one aside."""
    depth, places = 0, []
    for match in _PART.finditer(text, start, end):
        if match[0] == "," and depth == 0:
            places.append(match.start())
        elif match[0] in "([{":
            depth += 1
        elif match[0] in ")]}":
            depth -= 1
    if places and not text[places[-1] + 1 : end].strip():
        places.pop()
    return places


def _parameters(path: str, text: str) -> dict[str, tuple[str, ...]]:
    """The most parameters that a function of each name has."""
    found: dict[str, tuple[str, ...]] = {}
    for name, taken in _of_python(text) if path.endswith(".py") else _of_braces(path, text):
        if name not in found or len(taken) > len(found[name]):
            found[name] = taken
    return found


def _of_braces(path: str, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    if PurePosixPath(path).suffix not in _BRACED:
        return
    for one in hollow_blocks.functions(path, text):
        head = text[one.start : one.match.start()]
        start = _opening(head)
        places = _commas(head, start, len(head) - 1)
        ends = [*places, len(head) - 1]
        starts = [start, *(place + 1 for place in places)]
        taken = (head[first:last].strip() for first, last in zip(starts, ends, strict=True))
        yield one.name.rpartition(".")[2], tuple(part for part in taken if part and not _SELF.match(part))


def _opening(head: str) -> int:
    """Behind the bracket that the last character closes."""
    depth = 0
    for place in range(len(head) - 1, -1, -1):
        depth += (head[place] in ")]}") - (head[place] in "([{")
        if depth == 0:
            return place + 1
    return len(head)


def _of_python(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        tree = parse(text)
    except UNREADABLE:
        return
    for owner in ast.walk(tree):
        for node in ast.iter_child_nodes(owner):
            if not isinstance(node, _Function) or isinstance(owner, _Function):
                continue
            args = node.args
            taken = [*args.posonlyargs, *args.args]
            is_method = isinstance(owner, ast.ClassDef) and not any(
                isinstance(one, ast.Name) and one.id == "staticmethod" for one in node.decorator_list
            )
            names = [one.arg for one in (*taken[is_method:], *args.kwonlyargs)]
            more = [f"*{one.arg}" for one in (args.vararg, args.kwarg) if one is not None]
            name = owner.name if node.name == "__init__" and isinstance(owner, ast.ClassDef) else node.name
            yield name, (*names, *more)


def _python(text: str, took: Mapping[str, tuple[str, ...]]) -> str:
    try:
        tree = parse(text)
        changed = False
        for node in ast.walk(tree):
            name = _called(node.func) if isinstance(node, ast.Call) else ""
            if not isinstance(node, ast.Call) or name not in took or _spreads(node):
                continue
            mine = took[name]
            named = [one for one in node.keywords if one.arg in mine]
            given = node.args[: len(mine)]
            changed |= len(named) < len(node.keywords) or len(given) < len(node.args)
            node.keywords, node.args = named, given
        return ast.unparse(tree) if changed else text
    except UNREADABLE:
        return text


def _called(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def _spreads(call: ast.Call) -> bool:
    return any(isinstance(one, ast.Starred) for one in call.args) or any(
        one.arg is None for one in call.keywords
    )
