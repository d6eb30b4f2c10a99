"""The change with nothing behind the functions it adds: tests that pass with it don't check what these do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from codeonfly.change import Change, FileChange
from codeonfly.toolchains.hollow import FILLERS, hollow
from codeonfly.tree import File, Tree
from codeonfly.verification.parts import Parts

# without a test that expects an error, one that always comes is no other way to do nothing
_ERRORS = frozenset(
    (
        *("raises", "assertRaises", "assertRaisesRegex", "toThrow", "toThrowError", "throw", "throws"),
        *("rejects", "assertThrows", "assertThrowsExactly", "assertThatThrownBy", "expected"),
        *("assertThatExceptionOfType", "err", "is_err", "unwrap_err", "expect_err", "Err"),
    )
)


@dataclass(frozen=True, slots=True)
class Emptied:
    """``names``: the emptied functions that the change's tests name; () where there is nothing to ask.

    ``changes``: what is to be written over the head's files, in each of the ways that there are.
    """

    changes: tuple[Change, ...]
    names: tuple[str, ...]


def empty(parts: Parts, base: Tree, head: Mapping[str, File]) -> Emptied:
    """The sources of the change, emptied."""
    names = set[str]()
    changes = []
    words = {word for path in _tests(parts) for word in _words(head.get(path))}
    for filler in FILLERS if _ERRORS & words else FILLERS[:2]:
        files = []
        for made in parts.change.files:
            if made.file is None or parts.is_test(made.path) or parts.is_configuration(made.path):
                continue
            text = made.file.data.decode("utf-8", "replace")
            if (found := hollow(made.path, base.text(made.path), text, filler)) is not None:
                files.append(FileChange(made.path, File(made.file.mode, found.text.encode())))
                names |= found.names
        changes.append(Change(tuple(files)))
    return Emptied(tuple(dict.fromkeys(changes)), tuple(sorted(names & words)))


def _tests(parts: Parts) -> set[str]:
    """Also what only helps tests: a helper may ask in their place."""
    return {*parts.test_files, *(path for path in parts.change.paths if parts.is_test(path))}


def _words(file: File | None) -> set[str]:
    return set(re.findall(r"\w+", file.data.decode("utf-8", "replace"))) if file is not None else set()
