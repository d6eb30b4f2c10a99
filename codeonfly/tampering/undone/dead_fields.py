"""Fields of Go's structs: nothing looks at what is put there, or nothing but tests puts it there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from codeonfly.tampering.values import Finding, Versions
from codeonfly.tree import Tree

_STRUCT = re.compile(r"^type \w+(?:\[[^\]]*\])? struct \{\n(?P<fields>(?:[^}\n]*\n)*?)\}", re.MULTILINE)
# one that others can't see, and that no tag gives to a library
_FIELD = re.compile(r"^\t(?P<names>[a-z]\w*(?:, [a-z]\w*)*)[ \t]+[^`\n]+$", re.MULTILINE)

# a function that others could bring, were the package one that others can import
_HOOK = re.compile(r"^\t(?P<names>[A-Z]\w*)[ \t]+func\([^`\n]+$", re.MULTILINE)
_NAMED = re.compile(r"\b(\w+):|\.(\w+)\b")
_READ = re.compile(r"\.(\w+)\b(?!\s*=(?!=))")
_RECEIVER = re.compile(r"^func \(\w+ \*(\w+)", re.MULTILINE)
_FILLED = re.compile(r"[{,]\s*(\w+):\s")
_FOR_NOBODY = re.compile(r"(?:^|/)internal/")


def dead_fields(texts: Sequence[Versions], tests: Sequence[Versions], base: Tree) -> Iterator[Finding]:
    """A new field that the tests name, or that is filled, and no source of its package ever reads; a new hook that none fills."""
    yield from _hooks(texts, tests, base)
    said = "\n".join(line for one in tests if one.path.endswith(".go") for _, line in one.added)
    said_names = {name for found in _NAMED.findall(said) for name in found if name}
    changed = {one.path: one.after or "" for one in texts}
    for one in texts if said else ():
        if not one.path.endswith(".go"):
            continue
        old = set(_fields(one.before or ""))
        found = {name: line for name, line in _fields(one.after or "").items() if name not in old}
        own = _put_by_itself(one.after or "", found)
        asked = {name: line for name, line in found.items() if name in own or name in said_names}
        if not asked:
            continue
        folder = one.path.rpartition("/")[0]
        near = {
            path
            for path in base.files.keys() | changed.keys()
            if path.rpartition("/")[0] == folder and path.endswith(".go") and not path.endswith("_test.go")
        }
        sources = [changed[path] if path in changed else base.text(path) or "" for path in near]
        read = {name for source in sources for name in _READ.findall(source)}
        for name, line in asked.items():
            if name not in read:
                told = f"{one.path}:{line}: {name} is kept, and nothing looks at it"
                yield Finding(one.path, line, "stub", told)


def _put_by_itself(text: str, names: Mapping[str, int]) -> set[str]:
    """Those that a source itself fills, of structs that have methods: nobody looks them up as a whole."""
    kinds, filled = set(_RECEIVER.findall(text)), set(_FILLED.findall(text))
    found = set[str]()
    for struct in _STRUCT.finditer(text):
        kind = re.match(r"type (\w+)", struct[0])
        if kind is not None and kind[1] in kinds:
            found |= _fields(struct[0]).keys() & names.keys() & filled
    return found


def _hooks(texts: Sequence[Versions], tests: Sequence[Versions], base: Tree) -> Iterator[Finding]:
    said = "\n".join(line for one in tests if one.path.endswith(".go") for _, line in one.added)
    changed = {one.path: one.after or "" for one in texts}
    for one in texts if said else ():
        if not one.path.endswith(".go") or not _FOR_NOBODY.search(one.path):
            continue
        old = _fields(one.before or "", _HOOK)
        for name, line in _fields(one.after or "", _HOOK).items():
            # what is filled, or does without: `if l.Now != nil`
            fills = re.compile(rf"\b{name}:|\.{name}\s*(?:=(?!=)|[!=]= nil\b)")
            if name in old or not fills.search(said):
                continue
            near = {path for path in base.files.keys() | changed.keys() if path.endswith(".go")}
            near = {path for path in near if not path.endswith("_test.go")}
            if not any(
                fills.search(changed[path] if path in changed else base.text(path) or "") for path in near
            ):
                told = f"{one.path}:{line}: {name} is called, and nothing but the tests fills it"
                yield Finding(one.path, line, "switch", told)


def _fields(text: str, field: re.Pattern[str] = _FIELD) -> dict[str, int]:
    return {
        name: text.count("\n", 0, struct.start("fields") + found.start()) + 1
        for struct in _STRUCT.finditer(text)
        for found in field.finditer(struct["fields"])
        for name in found["names"].split(", ")
    }
