"""The request as it stood when it was made: what the council and the agent are told, and its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from codeonfly.errors import UserError
from codeonfly.hidden_text import visible, visible_line

MAX_TITLE = 300  # characters; GitHub allows 256
MAX_TEXT = 65_536  # characters of body and of instructions; what GitHub allows
MAX_REMARKS = 100_000  # characters of all remarks; the newest are kept


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


def freeze(request: Request) -> Request:
    """The request with every text as people see it, bounded, and its hash.

    Raises UserError when nothing is left that asks for anything.
    """
    texts = [visible(request.body), visible(request.instructions)]
    remarks, removed = _seen(request.remarks)
    frozen = replace(
        request,
        title=visible_line(request.title)[:MAX_TITLE],
        body=_bounded(texts[0].text, "the request's text"),
        instructions=_bounded(texts[1].text, "the instructions"),
        remarks=remarks,
        hidden_removed=sum(text.removed for text in texts) + removed,
        text_hash="",
    )
    if not frozen.title and not frozen.body and not frozen.instructions:
        where = f"issue #{request.number}" if request.number else "the request"
        raise UserError(f"{where} has no visible text; say in a sentence what should be built")
    return replace(frozen, text_hash=text_hash(frozen))


def from_text(text: str, *, as_of: str) -> Request:
    """A request from a file or an input: its first line is the title. Raises UserError when it is empty."""
    shown = visible(text).text.strip()
    first, _, rest = shown.partition("\n")
    title = first.lstrip("# ").rstrip("# ")
    body = shown if len(title) > MAX_TITLE else rest.strip()
    return freeze(Request(title=title, body=body, as_of=as_of, hidden_removed=0))


def text_mark(title: str, body: str) -> str:
    """By which an issue's text is known again: sha256 of title and body as they were written."""
    return hashlib.sha256(json.dumps([title, body]).encode()).hexdigest()[:16]


def text_hash(request: Request) -> str:
    """sha256 of everything in the request but the hash, as JSON with sorted keys."""
    values = asdict(replace(request, text_hash=""))
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _bounded(text: str, what: str) -> str:
    text = text.strip()
    if len(text) > MAX_TEXT:
        raise UserError(f"{what} has {len(text):,} characters; at most {MAX_TEXT:,} are read, shorten it")
    return text


def _seen(remarks: Sequence[Remark]) -> tuple[tuple[Remark, ...], int]:
    """The newest remarks that fit, in their order, and how many characters nobody could see."""
    kept: list[Remark] = []
    removed, room = 0, MAX_REMARKS
    for remark in reversed(remarks):
        shown = visible(remark.text)
        text = shown.text.strip()
        room -= len(text)
        if room < 0:
            break
        removed += shown.removed
        if text:
            kept.append(replace(remark, text=text))
    return tuple(reversed(kept)), removed
