"""Tests that put in order what the code was to put in order, on both sides of a comparison."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from codeonfly.tampering.python_tree import functions
from codeonfly.tampering.values import CODE, Finding, Versions
from codeonfly.toolchains import hollow_blocks

_SORTS = re.compile(
    r"\bsorted\(|\.to_?[sS]orted\w*\(|\.sort\w*\(|\bsort\.\w+\(|\bslices\.Sort\w*\(|\bCollections\.sort\(|\bCounter\("
)
_CHECK = re.compile(r"\bassert\w*\b|\bexpect\(|\brequire\b|\bif\b|Equal|DeepEqual|Diff\(")
_CALLED = re.compile(r"(?<![\w.])(\w+)\(")
_TEST = re.compile(r"^(?:test|Test|should)")


def sorted_both(texts: Sequence[Versions], tests: Sequence[Versions]) -> Iterator[Finding]:
    """A helper of the tests that sorts, on both sides of a check, beside a source that sorts by now."""
    new = "\n".join(line for one in texts if one.path.endswith(CODE) for _, line in one.added)
    if not _SORTS.search(new):
        return
    for one in tests:
        if not one.path.endswith(CODE) or not one.added:
            continue
        helpers = {name for name, body in _helpers(one) if _SORTS.search(body) and len(name) > 2}
        for number, line in one.added:
            called = Counter(_CALLED.findall(line)) if helpers and _CHECK.search(line) else Counter[str]()
            for name, times in called.items():
                if name in helpers and times > 1:
                    told = f"{one.path}:{number}: {name} puts both sides in order, and the order was to be the code's"
                    yield Finding(one.path, number, "provided", told)


def _helpers(one: Versions) -> Iterator[tuple[str, str]]:
    text = one.after or ""
    if one.path.endswith(".py"):
        rows = text.splitlines()
        for node in functions(text):
            if not _TEST.search(node.name):
                yield node.name, "\n".join(rows[node.body[0].lineno - 1 : node.end_lineno])
        return
    for made in hollow_blocks.functions(one.path, text):
        if not _TEST.search(made.name):
            yield made.name.rpartition(".")[2], text[made.body : made.end]
