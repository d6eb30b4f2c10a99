"""Modules that a change parts into several: what the base's tests name of one stands in others by now.

For their run alone the old module is there again, and forwards each name to where the change has it. Only
where the request names the new module: what nobody asked to have moved is gone.
"""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

from codeonfly.change import Change, FileChange
from codeonfly.tampering.python_tree import parsed
from codeonfly.toolchains.node_stubs import SUFFIXES
from codeonfly.tree import REGULAR, File, Tree, text_of
from codeonfly.verification.moves import Moves

_MOST = 100  # files of a change that are looked at
_EXPORTED = re.compile(
    r"^export\s+(?:declare\s+)?(?:abstract\s+)?(?P<kind>(?:async\s+)?function\*?|class|const|let|enum|interface|type)\s+(?P<name>\w+)",
    re.MULTILINE,
)
_TYPES = ("interface", "type")
_TYPED = (".ts", ".tsx", ".mts", ".cts")


def forwarded(change: Change, base: Tree, tests: Collection[str], moves: Moves) -> Change:
    """The modules that are gone, and no ``tests``, with their names from the new ones.

    Left out are those that moved as a whole, and those one of whose names is nowhere.
    """
    here = [one for one in change.files if PurePosixPath(one.path).suffix in (".py", *SUFFIXES)][:_MOST]
    made = []
    for one in here:
        old = base.files.get(one.path)
        if one.file is not None or old is None or one.path in tests:
            continue
        places = {
            other.path: _names(other.path, text_of(other.file))
            - _names(other.path, base.text(other.path) or "")
            for other in here
            if other.file is not None
            and moves.is_asked(one.path, other.path)
            and _is_alike(one.path, other.path)
        }
        ways = _ways(_names(one.path, text_of(old)), places)
        if ways and (len(set(ways.values())) > 1 or one.path not in moves.files):
            ending = _ending(one.path, base) if one.path.endswith(_TYPED) else ""
            lines = (_line(one.path, name, place, base, ending) for name, place in sorted(ways.items()))
            text = "".join(lines)
            made.append(FileChange(one.path, File(REGULAR, text.encode())))
    return Change(tuple(made))


def _is_alike(one: str, other: str) -> bool:
    """Whether one module of this language can name the other."""
    return one.endswith(".py") == other.endswith(".py")


def _names(path: str, text: str) -> frozenset[str]:
    """What others may import from the module; a type of TypeScript with ``type`` before its name."""
    if path.endswith(".py"):
        tree = parsed(text)
        return frozenset(_defined(tree) if tree is not None else ())
    return frozenset(
        f"type {one['name']}" if one["kind"] in _TYPES else one["name"] for one in _EXPORTED.finditer(text)
    )


def _defined(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (one.id for one in targets if isinstance(one, ast.Name))


def _ways(names: frozenset[str], places: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """In which place each name is; none of them where one is nowhere, or in several."""
    ways = dict[str, str]()
    for name in names:
        found = [place for place, has in places.items() if name in has]
        if len(found) > 1 or not (found or name.startswith("_")):
            return {}
        ways |= dict.fromkeys([name] if found else [], "".join(found))
    return ways


def _ending(path: str, base: Tree) -> str:
    """How others name the module of TypeScript: with no ending, its own, or that of what it becomes."""
    stem = re.escape(posixpath.splitext(posixpath.basename(path))[0])
    named = re.compile(rf"/{stem}(?P<ending>\.[cm]?[jt]sx?)?['\"]")
    found = (named.search(base.text(one) or "") for one in base.files if one.endswith(SUFFIXES))
    match = next((one for one in found if one is not None), None)
    return (match["ending"] or "") if match is not None else ""


def _line(path: str, name: str, place: str, base: Tree, ending: str) -> str:
    folder = posixpath.dirname(path)
    if path.endswith(".py"):
        way = posixpath.relpath(posixpath.splitext(place)[0], folder or ".").removesuffix("/__init__")
        up = 0
        while way.startswith("../"):
            way, up = way[3:], up + 1
        is_package = f"{folder}/__init__.py" in base.files
        dots = "." * (up + 1) if is_package else ""
        return f"from {dots}{way.replace('/', '.')} import {name}\n"
    way = posixpath.relpath(place, folder or ".")
    suffix = posixpath.splitext(place)[1]
    way = way.removesuffix(suffix) + ending if suffix in _TYPED else way
    return f"export {{ {name} }} from '{way if way.startswith('.') else f'./{way}'}';\n"
