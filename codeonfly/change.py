"""What the agent changed, as bytes, and what the gate to publishing finds in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from codeonfly.tree import File, Tree

Severity = Literal["block", "review"]


@dataclass(frozen=True, slots=True)
class FileChange:
    """The new content of ``path``; None deletes it."""

    path: str
    file: File | None


@dataclass(frozen=True, slots=True)
class Change:
    """All file changes against one base, sorted by path, one entry a path."""

    files: tuple[FileChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.files)

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(change.path for change in self.files)

    def apply(self, base: Mapping[str, File]) -> dict[str, File]:
        """The files of ``base`` with this change made."""
        files = dict(base)
        for change in self.files:
            if change.file is None:
                files.pop(change.path, None)
            else:
                files[change.path] = change.file
        return files


@dataclass(frozen=True, slots=True)
class GateFinding:
    """Why a path may not be published ("block"), or needs a person's eyes ("review")."""

    path: str
    rule: str
    sentence: str
    severity: Severity


def largest(change: Change) -> str:
    """The path of its largest file."""
    return max(change.files, key=lambda made: len(made.file.data) if made.file is not None else 0).path


def difference(base: Tree, head: Mapping[str, File]) -> Change:
    """The change that makes ``head`` of ``base``."""
    changes = [
        FileChange(path, head.get(path))
        for path in sorted(base.files.keys() | head.keys())
        if base.files.get(path) != head.get(path)
    ]
    return Change(tuple(changes))
