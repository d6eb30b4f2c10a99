"""New functions that nothing but tests can call, and nothing but tests does: the work is done beside the program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.python_tree import Function, parsed
from codeonfly.tampering.values import Finding, Versions
from codeonfly.tree import Tree

_GO = re.compile(r"^func (?P<name>[a-z]\w*)(?:\[[^\]]*\])?\(", re.MULTILINE)
_OWN = re.compile(r"_(?!_)")
_NAMES_FUNCTIONS = ("pyproject.toml", "setup.cfg")  # as a command
_RUN_BY_GO = frozenset(("main", "init"))
_MOST = 400  # files that are read for it


def only_tested(texts: Sequence[Versions], tests: Sequence[Versions], base: Tree) -> Iterator[Finding]:
    """Functions of Go that a package keeps to itself, and those of Python whose name says so."""
    said = "\n".join(line for one in tests for _, line in one.added)
    changed = {one.path: one.after or "" for one in (*tests, *texts)}
    asking = {one.path for one in tests if one.after is not None}  # a source stands here for tests inside it
    for one in texts if said else ():
        suffix = one.path[one.path.rfind(".") :]
        if suffix not in (".go", ".py"):
            continue
        read = _of_go if suffix == ".go" else _of_python
        old = {name for name, _ in read(one.before or "")}
        found = {
            name: line
            for name, line in read(one.after or "")
            if name not in old and re.search(rf"\b{name}\b", said)
        }
        folder = one.path.rpartition("/")[0] if suffix == ".go" else ""
        sources = dict(_sources(base, changed, asking, folder, suffix)) if found else {}
        for name, line in found.items():
            named = re.compile(rf"(?<!func )(?<!def )\b{name}\b")
            if len(sources) <= _MOST and not any(map(named.search, sources.values())):
                told = f"{one.path}:{line}: nothing but the tests calls {name}"
                yield Finding(one.path, line, "stub", told)


def _sources(
    base: Tree, changed: dict[str, str], asking: set[str], folder: str, suffix: str
) -> Iterator[tuple[str, str]]:
    """Sources of the package, or of the project; without comments, in which a function is named as well."""
    for path in base.files.keys() | changed.keys():
        is_test = (path in asking and path.endswith(suffix)) or path.endswith("_test.go")
        if (
            not path.endswith((suffix, *_NAMES_FUNCTIONS))
            or is_test
            or (suffix == ".go" and path.rpartition("/")[0] != folder)
        ):
            continue
        text = changed[path] if path in changed else base.text(path) or ""
        yield path, re.sub(r"^\s*(?://|#).*$", "", text, flags=re.MULTILINE)


def _of_go(text: str) -> Iterator[tuple[str, int]]:
    for match in _GO.finditer(text):
        if match["name"] not in _RUN_BY_GO:
            yield match["name"], text.count("\n", 0, match.start()) + 1


def _of_python(text: str) -> Iterator[tuple[str, int]]:
    """A decorator may hand the function to whoever calls it."""
    tree = parsed(text)
    for node in tree.body if tree is not None else ():
        if isinstance(node, Function) and _OWN.match(node.name) and not node.decorator_list:
            yield node.name, node.lineno
