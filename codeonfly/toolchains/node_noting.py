"""Sources of JavaScript and TypeScript with something behind them that notes what their functions are given.

By their text, in copies that are thrown away: what loaders can be told differs from runner to runner.
Where a text is taken for what it is not, its module breaks, and no call of it is known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping

from codeonfly.toolchains import stream
from codeonfly.toolchains.node_stubs import SUFFIXES, TYPED
from codeonfly.tree import REGULAR, Tree

MOST_FILES = 400
_LARGEST = 200_000  # bytes of a source
_ASIDE = re.compile(
    r"(^|/)(node_modules|dist|build|out|coverage|vendor|examples?|docs|bench(marks)?|\.[^/]+)/"
    r"|\.d\.[cm]?ts$|(^|/)[^/]*\.config\.\w+$|(^|/)\.[^/]*$|\.min\.\w+$|\.(stories|bench)\.\w+$"
)
_ESM = re.compile(r"^\s*(?:import\b(?!\s*\()|export\b)", re.MULTILINE)
_CJS = re.compile(r"\bexports\b")
_OLD_TYPED = re.compile(r"^\s*(?:export\s*=|import\s+\w+\s*=\s*require)", re.MULTILINE)
# what a name at the left margin is declared to be
_NAMED = re.compile(
    r"^(?:export\s+(?:default\s+)?)?(?:async\s+)?(?:function\s*\*?|(?:abstract\s+)?class)\s*(?<=[\s*])(\w+)",
    re.MULTILINE,
)
_FUNCTION = r"(?:async\b|function\b|\(|<|\w+\s*=>)"
_VALUE = re.compile(
    rf"^(?P<before>(?:export\s+)?)const(?P<name>\s+\w+)(?P<type>\s*(?::.*?)?=(?![=>])\s*)(?={_FUNCTION}|\{{)",
    re.MULTILINE,
)
_LISTED = re.compile(r"^\s*export\s*\{([^{}]*)\}(?!\s*from)", re.MULTILINE)
_DEFAULT_NAME = re.compile(r"^export\s+default\s+(\w+)[ \t]*;?[ \t]*$", re.MULTILINE)
_NAMELESS = re.compile(
    r"^(export\s+default\s+(?:async\s+)?(?:function\s*\*?|class))(?=\s*(?:\(|\{|extends\b))", re.MULTILINE
)
_DEFAULT_VALUE = re.compile(
    r"^export\s+default\s+(?!async\s+function|function|class|abstract)(?=async\b|\(|\{|\w+\s*=>)",
    re.MULTILINE,
)
# methods that TypeScript hides: how they are called is nobody's affair
_HIDDEN = re.compile(
    r"\b(?:private|protected)\s+(?:(?:static|async|override|readonly|get|set)\s+)*\*?\s*(\w+)\s*[(<=:]"
)
_MADE = "cofDefault"


def noting(tree: Tree, folder: str, is_aside: Callable[[str], bool]) -> Mapping[str, str]:
    """The sources of the project at ``folder`` by path, noting calls; ``is_aside``: tests and the like."""
    found: dict[str, str] = {}
    for path in sources(tree, folder, is_aside):
        if len(found) == MOST_FILES:
            return {}
        text = noted(path, tree.text(path) or "")
        if text is not None:
            found[path] = text
    return found


def sources(tree: Tree, folder: str, is_aside: Callable[[str], bool]) -> Iterator[str]:
    """The paths of what could be a source; programs, which are more than modules, are left out."""
    prefix = f"{folder}/" if folder else ""
    for path, file in sorted(tree.files.items()):
        if (
            path.startswith(prefix)
            and path.endswith(SUFFIXES)
            and file.mode == REGULAR
            and len(file.data) <= _LARGEST
            and not _ASIDE.search(path[len(prefix) :])
            and not is_aside(path)
        ):
            yield path


def noted(path: str, text: str) -> str | None:
    """The module with our noting behind it; None for a program, and where nothing can be noted."""
    if text.startswith("#!"):
        return None
    typed = TYPED.search(path) is not None
    hidden = sorted(set(_HIDDEN.findall(text))) if typed else []
    if _ESM.search(text) or typed:
        made = None if _OLD_TYPED.search(text) else _exporting(text)
        # compiled, an import is where it stands
        first, files = "import * as cofFiles from 'node:fs'; ", "cofFiles"
    else:
        made = _assigning(text) if _CJS.search(text) else None
        first, files = "", "require('node:fs')"
    if made is None:
        return None
    whole, steps, last = made
    given = f"{json.dumps(path)}, {json.dumps(hidden)}, {files}"
    lines = [f"  try {{ {step} }} catch (_) {{}}" for step in steps]
    behind = [";(function (cofNoted) {", *lines, f"}})({_noter()}({given}));", *last]
    checked = "// @ts-nocheck\n" if typed else ""
    return f"{checked}{first}{whole.rstrip()}\n" + "\n".join(behind) + "\n"


def _noter() -> str:
    text = stream.reporter("cof_noting.js").decode()
    return text[text.index("(function") :].rstrip()


def _exporting(text: str) -> tuple[str, list[str], list[str]] | None:
    """A module with ``export``: its text with names that may get other values, how, and what is last."""
    text = _NAMELESS.sub(rf"\1 {_MADE}", text)
    keys = _keys(text)
    last: list[str] = []

    def opened(match: re.Match[str]) -> str:
        name = match["name"].strip()
        if not match["before"] and name not in keys:
            return match[0]
        keys.setdefault(name, name)
        return f"{match['before']}let{match['name']}{match['type']}"

    text = _VALUE.sub(opened, text)
    declared = {*_NAMED.findall(text), *(match["name"].strip() for match in _LETS.finditer(text))}

    def later(match: re.Match[str]) -> str:
        if match[1] not in declared:
            return match[0]
        last.append(f"export {{ {match[1]} as default }};")
        return ""

    text = _DEFAULT_NAME.sub(later, text)
    valued = _DEFAULT_VALUE.sub(f"let {_MADE} = ", text, count=1)
    if valued != text:
        text = valued
        keys[_MADE] = "default"
        declared.add(_MADE)
        last.append(f"export {{ {_MADE} as default }};")
    steps = [
        f"{name} = cofNoted.wrap({name}, {json.dumps(key)});"
        for name, key in keys.items()
        if name in declared
    ]
    return (text, steps, last) if steps else None


_LETS = re.compile(r"^(?:export\s+)?let(?P<name>\s+\w+)", re.MULTILINE)


def _keys(text: str) -> dict[str, str]:
    """By its name in the module: what others call each thing that is exported."""
    keys: dict[str, str] = {}
    for match in _NAMED.finditer(text):
        if match[0].startswith("export"):
            keys[match[1]] = "default" if re.match(r"export\s+default\b", match[0]) else match[1]
    for match in _DEFAULT_NAME.finditer(text):
        keys.setdefault(match[1], "default")
    for match in _LISTED.finditer(text):
        for one in match[1].split(","):
            words = one.split()
            if words and words[0] != "type" and len(words) in (1, 3):
                keys[words[0]] = words[-1]
    return keys


def _assigning(text: str) -> tuple[str, list[str], list[str]]:
    """A module for ``require``: what it exports, and then its own names for that."""
    names = dict.fromkeys(_NAMED.findall(text))
    own = [f"{name} = cofNoted.again({name});" for name in names]
    return text, ["module.exports = cofNoted.exported(module.exports);", *own], []
