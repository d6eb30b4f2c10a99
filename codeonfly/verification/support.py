"""What helps tests and is no test file by its name: ``internal/testutil``, ``golden/list.txt``."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
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
    words = [name.encode() for name in names]
    return any(
        found.search(line.decode("utf-8", "replace"))
        for path, file in base.files.items()
        if path.endswith(CODE) and any(word in file.data for word in words)
        if not is_of_tests(path) and not _is_named(path)
        for line in _lines(file.data, words)
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
    is_there = _Naming(change, base, is_of_tests)
    says_so = {path for path in paths if _says_so(PurePosixPath(path))}
    asked = says_so | is_there.named(paths, of_tests=True)
    # only where there is one: the sources of a large repository take seconds to read
    used = is_there.named(asked, of_tests=False) if asked else set()
    return {path: path in says_so for path in paths if path in asked - used}


def _says_so(where: PurePosixPath) -> bool:
    return any(map(_FOLDER.fullmatch, where.parent.parts)) or _ENDING.fullmatch(where.name) is not None


@dataclass(frozen=True, slots=True)
class _Naming:
    """Which files the code of base and change names in quotes, by their names or by their folders'."""

    change: Change
    base: Tree
    is_of_tests: Callable[[str], bool]

    def named(self, paths: Collection[str], *, of_tests: bool) -> set[str]:
        """Those of the paths that tests name, or that sources do."""
        names = {path: set(PurePosixPath(path).parts[-2:]) for path in paths}
        words = [word.encode() for word in set().union(*names.values())]
        parts = {
            part
            for text in self._texts(words, of_tests=of_tests)
            for line in _lines(text, words)
            for quoted in _QUOTED.findall(line.decode("utf-8", "replace"))
            for part in _PART.findall(quoted)
        }
        return {path for path, mine in names.items() if mine & parts}

    def _texts(self, words: Sequence[bytes], *, of_tests: bool) -> Iterator[bytes]:
        """The code with one of the words that is of tests, or is not; of Rust's sources the part that is."""
        files = itertools.chain(
            self.base.files.items(), ((made.path, made.file) for made in self.change.files)
        )
        for path, file in files:
            if file is None or not path.endswith(CODE) or not any(word in file.data for word in words):
                continue
            if self.is_of_tests(path) or is_support(path, self.base, self.is_of_tests):
                if of_tests:
                    yield file.data
            elif path.endswith(".rs") and (parts := rust_inline.apart(text_of(file))) is not None:
                yield (parts.tests if of_tests else parts.source).encode()
            elif not of_tests:
                yield file.data


def _lines(text: bytes, words: Sequence[bytes]) -> Iterator[bytes]:
    """The lines with one of the words."""
    return (line for line in text.split(b"\n") if any(word in line for word in words))
