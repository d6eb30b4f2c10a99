"""What helps tests and is no test file by its name: ``internal/testutil``, ``golden/list.txt``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from codeonfly.change import Change
from codeonfly.tampering.values import CODE
from codeonfly.toolchains import rust_inline
from codeonfly.toolchains.node_stubs import SUFFIXES
from codeonfly.tree import Tree, text_of

_NAME = re.compile(
    r"(?:internal)?[-_]?tests?(?:ing)?[-_]?(?:utils?|helpers?|support|kit|lib|tools|fixtures?|suite)s?|testing|test_?base|(?:mocks?|fakes?)"
    r"|setup[-_.]?tests?|(?:jest|vitest|mocha)(?:[-_.]\w+)*|global[-_.]?(?:setup|teardown)"
)
_LIBRARY = {
    ".go": re.compile(
        r"^\s*(?:import\s+)?(?:\w+\s+)?\"(?:testing|github\.com/stretchr/testify/\w+)\"", re.MULTILINE
    ),
    ".java": re.compile(r"^import\s+(?:static\s+)?org\.(?:junit|assertj|hamcrest|mockito)\b", re.MULTILINE),
    ".py": re.compile(r"^(?:import|from)\s+(?:pytest|unittest)\b", re.MULTILINE),
    ".rs": re.compile(r"(?!)"),
}
_FOLDER = re.compile(
    r"goldens?|fixtures?|__fixtures__|snapshots?|__snapshots__|expected|cassettes|test[-_]?data|test[-_]?(?:cases|files)"
)
_ENDING = re.compile(r".*\.(?:golden|snap|approved|expected)(?:\.\w+)?|\.env\.test(?:ing)?")
_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`|^//go:embed [^\n]*", re.MULTILINE)
_PART = re.compile(r"[\w.-]+")
_TAKEN = (
    r"(?:^\s*(?:import|from|use|(?:pub\s+)?mod)\b|\brequire\(|\bfrom\s|\bimport\().*\b(?:{names})\b"
    r"|^\s*(?:\w+\s+)?\"[^\"\n]*\b(?:{names})\"$"
)
_INSIDE = r"#\[cfg\(test\)\]\s*(?:pub(?:\([\w ]+\))?\s+)?mod\s+{name}\s*;"


def is_support(path: str, base: Tree, is_of_tests: Callable[[str], bool]) -> bool:
    """Whether the base has such a file there, by names or by a library for tests that it takes."""
    text = base.text(path)
    where = PurePosixPath(path)
    if text is None or where.suffix not in (*_LIBRARY, *SUFFIXES):
        return False
    names = [name for name in (where.stem, *where.parent.parts) if _NAME.fullmatch(name.lower())]
    if names and not _is_taken(names, base, is_of_tests):
        return True
    library = _LIBRARY.get(where.suffix)
    return (library is not None and library.search(text) is not None) or _is_inside(where, base)


def _is_taken(names: list[str], base: Tree, is_of_tests: Callable[[str], bool]) -> bool:
    """Whether a source takes something of such a name in: then it is a part of the program."""
    found = re.compile(_TAKEN.format(names="|".join(map(re.escape, names))), re.MULTILINE)
    return any(
        found.search(base.text(path) or "")
        for path in base.files
        if path.endswith(CODE) and not is_of_tests(path) and not _is_named(path)
    )


def _is_named(path: str) -> bool:
    where = PurePosixPath(path)
    return any(_NAME.fullmatch(name.lower()) for name in (where.stem, *where.parent.parts))


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


def data(change: Change, base: Tree, is_of_tests: Callable[[str], bool]) -> dict[str, bool]:
    """The files of the change that only tests read, and whether their names say so: ``golden/list.txt``.

    What tests name in quotes, by the file or its folder, and no source does.
    """
    paths = [
        made.path for made in change.files if not made.path.endswith(CODE) and not is_of_tests(made.path)
    ]
    if not paths:
        return {}
    of_tests, of_sources = set[str](), set[str]()
    for is_test, text in _texts(change, base, is_of_tests):
        (of_tests if is_test else of_sources).update(
            part for quoted in _QUOTED.findall(text) for part in _PART.findall(quoted)
        )
    found = {}
    for path in paths:
        where = PurePosixPath(path)
        names = {where.name, where.parent.name} - {""}
        says_so = any(map(_FOLDER.fullmatch, where.parent.parts)) or _ENDING.fullmatch(where.name) is not None
        if (says_so or names & of_tests) and not names & of_sources:
            found[path] = says_so
    return found


def _texts(change: Change, base: Tree, is_of_tests: Callable[[str], bool]) -> Iterator[tuple[bool, str]]:
    """Every text of the base and of the change, and whether it is a test's, or a part of a source that is."""
    old = ((path, base.text(path) or "") for path in base.files if path.endswith(CODE))
    new = ((made.path, text_of(made.file)) for made in change.files if made.path.endswith(CODE))
    for path, text in (*old, *new):
        parts = rust_inline.apart(text) if path.endswith(".rs") and not is_of_tests(path) else None
        yield (
            is_of_tests(path) or is_support(path, base, is_of_tests),
            parts.source if parts is not None else text,
        )
        if parts is not None:
            yield True, parts.tests
