"""The base's own test files, where what they ask of the product may be gone by request.

An import of a name that is gone ends the whole file, in Python the whole run. Here it leaves the name out:
the tests that use it fail, and no others. Those asked for, which nobody wants to pass, are left out as well.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterator
from pathlib import PurePosixPath
from posixpath import join, normpath

from codeonfly.parsing import UNREADABLE, parse

_NAMED = re.compile(
    r"^import\s*\{(?P<names>[^{}]*)\}\s*from\s*(?P<module>'[^'\n]+'|\"[^\"\n]+\");?", re.MULTILINE
)
_FROM = re.compile(
    r"^import\s+(?:(?P<default>\w+)|\*\s*as\s+(?P<space>\w+)|(?P<names>\{[^{}]*\}))\s*from\s*['\"](?P<module>\.[^'\"\n]+)['\"];?",
    re.MULTILINE,
)
_REQUIRED = re.compile(r"\brequire\(\s*['\"](?P<module>\.[^'\"\n]+)['\"]\s*\)")
_SCRIPTS = (".js", ".mjs", ".cjs", ".ts", ".mts", ".jsx", ".tsx")
_TYPED = (".ts", ".mts", ".tsx")
_UNCHECKED = "// @ts-nocheck\n"
SUFFIXES = (".py", *_SCRIPTS)


def without(path: str, text: str, asked: Collection[str], lost: Collection[str] = ()) -> str:
    """The file with imports that bear a missing name; in Python without the tests ``asked``.

    In JavaScript a module among the ``lost`` paths is one that has no names at all. In TypeScript its types
    are not checked: what is gone would end the file, and is a test's failure so.
    """
    suffix = PurePosixPath(path).suffix
    if suffix in _SCRIPTS:
        unchecked = _UNCHECKED if suffix in _TYPED and not text.startswith("#!") else ""
        return unchecked + _NAMED.sub(_of_namespace(), _without_modules(path, text, lost))
    try:
        tree = parse(text)
    except UNREADABLE:
        return text
    lines = text.split("\n")  # as the parser counts them
    places = [*_imports(tree), *_functions(tree.body, "", asked)]
    for first, last, instead in sorted(places, reverse=True):
        if ";" not in lines[last - 1]:
            lines[first - 1 : last] = instead
    return "\n".join(lines)


def _without_modules(path: str, text: str, lost: Collection[str]) -> str:
    known = {name for one in lost for name in (one, _stem(one), _stem(one).removesuffix("/index"))}

    def is_lost(match: re.Match[str]) -> bool:
        module = normpath(join(PurePosixPath(path).parent.as_posix(), match["module"]))
        return module in known or _stem(module) in known

    def imported(match: re.Match[str]) -> str:
        if not is_lost(match):
            return match[0]
        if match["names"]:
            return f"const {_taken(match['names'])} = {{}};"
        return f"const {match['default'] or match['space']} = {'{}' if match['space'] else 'undefined'};"

    text = _FROM.sub(imported, text) if known else text
    return _REQUIRED.sub(lambda match: "({})" if is_lost(match) else match[0], text) if known else text


def _stem(path: str) -> str:
    """Without the ending, by which TypeScript's modules are named as if they were JavaScript's."""
    suffix = PurePosixPath(path).suffix
    return path.removesuffix(suffix) if suffix in (*_SCRIPTS, ".json") else path


def _taken(names: str) -> str:
    """What an import takes by name, as a pattern for an object: without types."""
    return re.sub(r"\s+as\s+", ": ", re.sub(r"\btype\s+\w+(\s+as\s+\w+)?\s*,?", "", names))


def _of_namespace() -> Callable[[re.Match[str]], str]:
    """A namespace has what is there, and nothing else; the number keeps their names apart."""
    count = iter(range(1_000_000))

    def instead(match: re.Match[str]) -> str:
        name = f"__from{next(count)}"
        return f"import * as {name} from {match['module']}; const {{{_taken(match['names'])}}} = {name};"

    return instead


def _imports(tree: ast.Module) -> Iterator[tuple[int, int, list[str]]]:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module == "__future__" or node.names[0].name == "*"):
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            origin = (
                f"from {'.' * node.level}{node.module or ''} " if isinstance(node, ast.ImportFrom) else ""
            )
            each = (f"    {origin}import {ast.unparse(name)}" for name in node.names)
            tried = [line for one in each for line in ("try:", one, "except ImportError:", "    pass")]
            yield node.lineno, node.end_lineno or node.lineno, tried


def _functions(
    body: list[ast.stmt], owner: str, asked: Collection[str]
) -> Iterator[tuple[int, int, list[str]]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{owner}{node.name}::", asked)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and f"{owner}{node.name}" in asked:
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            yield first, node.end_lineno or first, [f"{' ' * node.col_offset}{node.name} = None"]
