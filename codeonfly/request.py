"""The request as it stood when it was made: what the council and the agent are told, and its hash."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment of somebody with write access; review comments carry the file and line they are about."""

    author: str
    text: str
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """Frozen and cleaned of what a person cannot see. ``text_hash``: sha256 of everything below."""

    title: str
    body: str
    instructions: str = ""
    remarks: tuple[Remark, ...] = ()
    number: int | None = None  # the issue's, where there is one
    repository: str = ""  # owner/name, or the folder's name
    requested_by: str = ""
    text_hash: str = ""
    as_of: str = ""  # ISO 8601, UTC
    hidden_removed: int = 0  # characters that were stripped because nobody could see them
