"""Fields of Go's structs that only tests fill: what is put there, nothing looks at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from codeonfly.tampering.values import Finding, Versions
from codeonfly.tree import Tree

_STRUCT = re.compile(r"^type \w+(?:\[[^\]]*\])? struct \{\n(?P<fields>(?:[^}\n]*\n)*?)\}", re.MULTILINE)
# one that others can't see, and that no tag gives to a library
_FIELD = re.compile(r"^\t(?P<names>[a-z]\w*(?:, [a-z]\w*)*)[ \t]+[^`\n]+$", re.MULTILINE)


def dead_fields(texts: Sequence[Versions], tests: Sequence[Versions], base: Tree) -> Iterator[Finding]:
    """A new field that the tests name, and no source of its package ever reads."""
    said = "\n".join(line for one in tests if one.path.endswith(".go") for _, line in one.added)
    changed = {one.path: one.after or "" for one in texts}
    for one in texts if said else ():
        if not one.path.endswith(".go"):
            continue
        old = set(_fields(one.before or ""))
        found = {name: line for name, line in _fields(one.after or "").items() if name not in old}
        asked = {name: line for name, line in found.items() if re.search(rf"\b{name}:|\.{name}\b", said)}
        if not asked:
            continue
        folder = one.path.rpartition("/")[0]
        near = {
            path
            for path in base.files.keys() | changed.keys()
            if path.rpartition("/")[0] == folder and path.endswith(".go") and not path.endswith("_test.go")
        }
        sources = [changed[path] if path in changed else base.text(path) or "" for path in near]
        for name, line in asked.items():
            reads = re.compile(rf"\.{name}\b(?!\s*=(?!=))")
            if not any(map(reads.search, sources)):
                told = f"{one.path}:{line}: {name} is kept, and nothing looks at it"
                yield Finding(one.path, line, "stub", told)


def _fields(text: str) -> dict[str, int]:
    return {
        name: text.count("\n", 0, struct.start("fields") + field.start()) + 1
        for struct in _STRUCT.finditer(text)
        for field in _FIELD.finditer(struct["fields"])
        for name in field["names"].split(", ")
    }
