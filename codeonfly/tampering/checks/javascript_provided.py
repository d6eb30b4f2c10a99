"""What JavaScript's tests put into the product, or in its place: what its sources lack, so that only tests have it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions
from codeonfly.toolchains.node_stubs import SUFFIXES
from codeonfly.tree import Tree

_IMPORTS = re.compile(
    r"\b(?:const|let|var|import)\s+(?:\*\s+as\s+)?([\w\s{},:$]+?)\s*(?:=\s*require\(\s*|\bfrom\s+)['\"](\.{1,2}/[^'\"]*|\.{1,2})['\"]"
)
_SETS = re.compile(
    r"\b(?P<owner>\w+)(?:\.prototype)?\.(?P<name>\w+)\s*=\s*(?:async\b|function\b|\(|\w+\s*=>|(?:jest|vi|sinon)\.)"
    r"|\bassign\(\s*(?P<whole>\w+)(?:\.prototype)?\s*,\s*\{\s*(?:async\s+)?(?P<first>\w+)"
    r"|\bdefineProperty\(\s*(?P<target>\w+)(?:\.prototype)?\s*,\s*['\"](?P<key>\w+)"
)
_TOKENS = re.compile(r"\bconst\s+([A-Z]\w*)\s*=\s*(?:Symbol|new InjectionToken)\b")
_PROVIDES = re.compile(r"\bprovide\s*:\s*(\w+)")
_MOCKED = re.compile(r"\b(?:jest|vi)\.mock\(\s*['\"](\.{1,2}/[^'\"]*)['\"]\s*\)")
_ENDS = ("", ".js", ".ts", ".mjs", ".cjs", ".jsx", ".tsx", "/index.js", "/index.ts")


def provided(
    texts: Sequence[Versions], tests: Sequence[Versions], base: Tree, is_test: Callable[[str], bool]
) -> Iterator[Finding]:
    """Functions that the changed ``tests`` set on what they import from a source that never names them."""
    changed = {one.path: one.after or "" for one in texts}
    for one in tests:
        if not one.path.endswith(SUFFIXES):
            continue
        sources = dict(_imported(one))
        for number, line in one.added:
            for match in _SETS.finditer(line):
                owner = match["owner"] or match["whole"] or match["target"]
                name = match["name"] or match["first"] or match["key"]
                path = sources.get(owner, "")
                found = next(
                    (f"{path}{end}" for end in _ENDS if f"{path}{end}" in base.files.keys() | changed), ""
                )
                text = changed.get(found, base.text(found) or "") if found else ""
                # what is inherited, or handed on from another module, may be named elsewhere
                is_whole = text and not re.search(r"\bextends\b|\.\.\.|\bexport\b[^\n]*\bfrom\b", text)
                if is_whole and not is_test(found) and not re.search(rf"\b{re.escape(name)}\b", text):
                    told = f"{one.path}:{number}: the tests give {owner} its {name}, which it has for nobody else"
                    yield Finding(one.path, number, "provided", told)


def injected(
    texts: Sequence[Versions], tests: Sequence[Versions], base: Tree, is_test: Callable[[str], bool]
) -> Iterator[Finding]:
    """New tokens of a container that the tests provide, and no source: Nest's and Angular's ``provide: TOKEN``."""
    made = {name for one in texts for _, line in one.added for name in _TOKENS.findall(line)}
    changed = {one.path for one in (*texts, *tests)}
    for one in tests if made else ():
        for number, line in one.added:
            for name in set(_PROVIDES.findall(line)) & made:
                asked = re.compile(rf"\bprovide\s*:\s*{name}\b|\[{name}\b")
                others = (base.text(path) or "" for path in base.files if _is_source(path, changed, is_test))
                if not any(map(asked.search, (*(text.after or "" for text in texts), *others))):
                    told = f"{one.path}:{number}: the tests provide {name}, and nothing else does"
                    yield Finding(one.path, number, "provided", told)


def _is_source(path: str, changed: set[str], is_test: Callable[[str], bool]) -> bool:
    return path.endswith(SUFFIXES) and path not in changed and not is_test(path)


def mocked_alone(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """Tests of nothing but a module that the change itself replaces for them (``__mocks__``), in jest and vitest."""
    mocks = {
        posixpath.splitext(one.path.replace("__mocks__/", ""))[0]: one
        for one in (*texts, *tests)
        if "__mocks__/" in one.path and one.before is None and one.after
    }
    for one in tests:
        if not mocks or not one.path.endswith(SUFFIXES) or "__mocks__/" in one.path:
            continue
        folder = posixpath.dirname(one.path)
        put = {
            posixpath.splitext(posixpath.normpath(posixpath.join(folder, path)))[0]
            for path in _MOCKED.findall(one.after or "")
        }
        asked = {posixpath.splitext(path)[0] for _, path in _imported(one)}
        if asked and asked <= put & mocks.keys():
            path = min(asked)
            told = f"{mocks[path].path}:1: the tests ask what stands in for {posixpath.basename(path)}, not the module itself"
            yield Finding(mocks[path].path, 1, "provided", told)


def _imported(versions: Versions) -> Iterator[tuple[str, str]]:
    """Every name that a file imports from another of the repository, with that one's path."""
    folder = posixpath.dirname(versions.path)
    for names, path in _IMPORTS.findall(versions.after or ""):
        for name in re.findall(r"(\w+)\s*(?=[,}]|$)", names):
            yield name, posixpath.normpath(posixpath.join(folder, path))
