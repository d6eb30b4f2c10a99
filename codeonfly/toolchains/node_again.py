"""A file of tests that makes noted calls again, written as the project's own files of tests are."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Mapping, Sequence

from codeonfly.toolchains import stream
from codeonfly.toolchains.node_stubs import SUFFIXES, TYPED
from codeonfly.tree import Tree

_LIMIT = 55_000  # milliseconds that the test may take; two times 12,000 are meant
_LARGEST = 200_000  # bytes of a file of tests that is looked into
_MOST_MODULES = 400
_NAME = re.compile(
    r"(?P<stem>.*?)(?P<mark>[._-](?:test|spec)s?|(?:Test|Spec)s?)?(?P<suffix>(?:\.[a-z]+)?\.[cm]?[jt]sx?)"
)
_ESM = re.compile(r"^\s*(?:import\b(?!\s*\()|export\b)", re.MULTILINE)
_TEST = re.compile(r"\b(?:test|it)\s*(?:\.\w+\s*)?\(")
_TAKEN = re.compile(r"""(?:\bfrom|\brequire\(|\bimport\(?)\s*['"](\.[^'"\n]*)['"]""")
# in what cof_noting.js writes; a key of an argument stands in a list there
_MODULE = re.compile(r'"m":"([^"\\]+)"')
_FAR = re.compile(r"(^|/)(e2e|integration|browser|playwright|cypress)(/|\.)|\.e2e\.")
_ENDINGS = {".ts": ".js", ".tsx": ".js", ".mts": ".mjs", ".cts": ".cjs"}


def again(
    tree: Tree, folder: str, runner: str, noted: bytes, is_test: Callable[[str], bool], token: str
) -> tuple[str, str] | None:
    """The file's path and text, for a version of the sources; None where there is no test to follow."""
    modules = _modules(tree, noted)
    beside = _beside(tree, folder, is_test, modules)
    if beside is None:
        return None
    path, text = beside
    return _named(path, token), _written(path, text, runner, modules)


def _modules(tree: Tree, noted: bytes) -> Mapping[str, str]:
    """The modules that calls were noted of, and where they are by now."""
    found: dict[str, str] = {}
    for name in dict.fromkeys(_MODULE.findall(noted.decode("utf-8", "replace"))):
        place = _place(tree, name) if len(found) < _MOST_MODULES else ""
        if place:
            found[name] = place
    return found


def _place(tree: Tree, path: str) -> str:
    stem = path[: path.rindex(".")] if "." in path else path
    return next((one for one in (path, *(stem + suffix for suffix in SUFFIXES)) if one in tree.files), "")


def _beside(
    tree: Tree, folder: str, is_test: Callable[[str], bool], modules: Mapping[str, str]
) -> tuple[str, str] | None:
    """The file of tests that takes in most of the modules."""
    prefix = f"{folder}/" if folder else ""
    names = {posixpath.basename(path).partition(".")[0] for path in modules.values()}

    def rank(one: tuple[str, str]) -> tuple[bool, int, int, str]:
        path, text = one
        taken = {posixpath.basename(name).partition(".")[0] for name in _TAKEN.findall(text)}
        return (_FAR.search(path) is not None, -len(taken & names), path.count("/"), path)

    tests = [
        (path, text)
        for path, file in tree.files.items()
        if path.startswith(prefix)
        and path.endswith(SUFFIXES)
        and len(file.data) <= _LARGEST
        and "node_modules/" not in path
        and is_test(path)
        and (text := tree.text(path)) is not None
        and _TEST.search(text)
    ]
    return min(tests, key=rank, default=None)


def _named(path: str, token: str) -> str:
    """A name that any pattern takes which takes this one."""
    folder, _, name = path.rpartition("/")
    match = _NAME.fullmatch(name)
    stem, mark, suffix = match.group("stem", "mark", "suffix") if match else (name, "", ".js")
    return posixpath.join(folder, f"{stem}-{token}{mark or ''}{suffix}")


def _written(path: str, text: str, runner: str, modules: Mapping[str, str]) -> str:
    esm = _ESM.search(text) is not None
    taken = _TAKEN.findall(text)
    load = "import" if esm else "require"
    loaders = [
        f"  {json.dumps(name)}: () => {load}({json.dumps(_specifier(path, place, taken))}),"
        for name, place in modules.items()
    ]
    parts = f"cofFiles, cofVm, cofTimers, {_part('cof_near.js')}(), {_part('cof_told.js')}()"
    lines = [
        *(["// @ts-nocheck"] if TYPED.search(path) else []),
        *(_imported(name, module, esm=esm) for name, module in _BUILTIN),
        *_runner(runner, text, esm=esm),
        f"const cofAgain = {_part('cof_again.js')}({parts});",
        "const cofModules = {",
        *loaders,
        "};",
        _CALLED[runner],
        "",
    ]
    return "\n".join(lines)


_BUILTIN = (("cofFiles", "node:fs"), ("cofVm", "node:vm"), ("cofTimers", "node:timers"))
_CALLED = {
    "jest": f"cofTest('calls', () => cofAgain(cofModules), {_LIMIT});",
    "vitest": f"cofTest('calls', () => cofAgain(cofModules), {_LIMIT});",
    "mocha": f"cofTest('calls', function () {{ this.timeout({_LIMIT}); return cofAgain(cofModules); }});",
    "node:test": f"cofTest('calls', {{ timeout: {_LIMIT} }}, () => cofAgain(cofModules));",
}


def _runner(runner: str, text: str, *, esm: bool) -> list[str]:
    """What the test is declared with."""
    module = {"vitest": "vitest", "node:test": "node:test"}.get(runner, "")
    if runner == "jest" and "@jest/globals" in text:
        module = "@jest/globals"
    if not module:
        return ["const cofTest = typeof it === 'function' ? it : test;"]
    if esm:
        return [f"import {{ test as cofTest }} from '{module}';"]
    return [f"const {{ test: cofTest }} = require('{module}');"]


def _imported(name: str, module: str, *, esm: bool) -> str:
    return f"import * as {name} from '{module}';" if esm else f"const {name} = require('{module}');"


def _part(name: str) -> str:
    text = stream.reporter(name).decode()
    return text[text.index("(function") :].rstrip()


def _specifier(path: str, place: str, taken: Sequence[str]) -> str:
    """How the file of tests at ``path`` names a module; of TypeScript as ``taken`` are, which it takes in."""
    name = posixpath.relpath(place, posixpath.dirname(path) or ".")
    stem, suffix = posixpath.splitext(name)
    if suffix in _ENDINGS:
        if any(one.endswith(tuple(_ENDINGS)) for one in taken):
            name = stem + suffix
        else:
            has_ending = any(one.endswith((".js", ".mjs", ".cjs")) for one in taken)
            name = stem + (_ENDINGS[suffix] if has_ending else "")
    return name if name.startswith("../") else f"./{name}"
