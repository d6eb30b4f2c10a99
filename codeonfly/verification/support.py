"""Helpers of tests that are no test files by their names: ``internal/testutil``, ``app/testing.py``."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from codeonfly.toolchains.node_stubs import SUFFIXES
from codeonfly.tree import Tree

_NAME = re.compile(
    r"(?:internal)?[-_]?tests?(?:ing)?[-_]?(?:utils?|helpers?|support|kit|lib|tools|fixtures?|suite)s?|testing|test_?base|(?:mocks?|fakes?)"
)
_LIBRARY = {
    ".go": re.compile(
        r"^\s*(?:import\s+)?(?:\w+\s+)?\"(?:testing|github\.com/stretchr/testify/\w+)\"", re.MULTILINE
    ),
    ".java": re.compile(r"^import\s+(?:static\s+)?org\.(?:junit|assertj|hamcrest|mockito)\b", re.MULTILINE),
    ".py": re.compile(r"^(?:import|from)\s+(?:pytest|unittest)\b", re.MULTILINE),
    ".rs": re.compile(r"(?!)"),
}
_INSIDE = r"#\[cfg\(test\)\]\s*(?:pub(?:\([\w ]+\))?\s+)?mod\s+{name}\s*;"


def is_support(path: str, base: Tree) -> bool:
    """Whether the base has such a file there, by names or by a library for tests that it takes."""
    text = base.text(path)
    where = PurePosixPath(path)
    if text is None or where.suffix not in (*_LIBRARY, *SUFFIXES):
        return False
    names = [where.stem, *where.parent.parts]
    if any(_NAME.fullmatch(name.lower()) for name in names):
        return True
    library = _LIBRARY.get(where.suffix)
    return (library is not None and library.search(text) is not None) or _is_inside(where, base)


def _is_inside(where: PurePosixPath, base: Tree) -> bool:
    """Whether it is a module of Rust that is there for tests alone."""
    if where.suffix != ".rs":
        return False
    name, folder = (
        (where.parent.name, where.parent.parent) if where.stem == "mod" else (where.stem, where.parent)
    )
    beside = (folder / "lib.rs", folder / "main.rs", folder / "mod.rs", f"{folder}.rs")
    declared = re.compile(_INSIDE.format(name=re.escape(name)))
    return any(declared.search(base.text(str(one)) or "") for one in beside)
