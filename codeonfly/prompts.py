"""What models are told: templates filled in, with everything that others wrote fenced as data."""

from __future__ import annotations

import hashlib

from codeonfly.request import Request
from codeonfly.templating import render

REQUEST_CHARACTERS = 40_000


def fenced(label: str, text: str) -> str:
    """``text`` between marks that it cannot hold: they carry its own hash. Same text, same bytes."""
    sendable = text.encode("utf-8", "replace")  # paths may hold bytes that are no text
    mark = f"{label} {hashlib.sha256(sendable).hexdigest()[:16]}"
    return f"<{mark}>\n{sendable.decode().strip()}\n</{mark}>"


def request_text(request: Request) -> str:
    """The request as models read it: title, body, instructions, remarks; fenced and bounded."""
    text = render("prompts/request.md.j2", request=request)
    return fenced("request", bounded(text, REQUEST_CHARACTERS))


def bounded(text: str, characters: int) -> str:
    """Head and tail of a long text (a third, two thirds), and between them how much was cut."""
    if len(text) <= characters:
        return text
    head = characters // 3
    tail = characters - head
    cut = len(text) - characters
    return f"{text[:head]}\n[... {cut:,} characters cut here ...]\n{text[-tail:]}"
