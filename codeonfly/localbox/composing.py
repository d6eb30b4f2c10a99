"""``/files/compose`` of envd: several files of a sandbox become one, and are gone then."""

from __future__ import annotations

import asyncio
import errno
import os
import secrets
from typing import Any

from codeonfly.localbox import bodies
from codeonfly.localbox.box import Box
from codeonfly.localbox.connect import is_word
from codeonfly.localbox.http import HttpError, Request, Response, answer

CHUNK = 64 << 20
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


async def compose(box: Box, request: Request) -> Response:
    """The entry of the whole; it is in its place at once, or not at all. Raises HttpError and RpcError."""
    body = await request.object()
    sources, target, user = body.get("source_paths"), body.get("destination"), bodies.string(body, "username")
    if not isinstance(sources, list) or not sources or not all(map(_is_path, (target, *sources))):
        raise HttpError(400, "source_paths must be a list of paths, and destination a path")
    new = f"{target}.{secrets.token_hex(8)}"
    try:
        used = await _poured(box, user, sources, new)
        fields, _ = await box.call("move", user.encode(), os.fsencode(new), os.fsencode(str(target)))
    except BaseException:
        await asyncio.shield(box.call("remove", user.encode(), os.fsencode(new)))
        raise
    for path in used - {fields[0]}:
        await box.call("remove", user.encode(), path)
    whole = fields[0].decode("utf-8", "replace")
    return answer({"path": whole, "name": whole.rsplit("/", 1)[-1], "type": "file"})


def _is_path(value: Any) -> bool:
    return value != "" and is_word(value)


async def _poured(box: Box, user: str, sources: list[str], new: str) -> set[bytes]:
    """The sources' full paths, after what they hold went into the new file."""
    used: set[bytes] = set()
    async with box.opened("write", user, new) as (_, out):
        for source in sources:
            async with box.opened("read", user, source) as (path, descriptor):
                await asyncio.to_thread(_pour, box, descriptor, out)
                used.add(path)
    return used


def _pour(box: Box, source: int, out: int) -> None:
    """By the kernel, without a copy through this process."""
    position = 0
    try:
        while count := os.sendfile(out, source, position, CHUNK):
            position += count
            if box.full or not box.alive:
                raise HttpError(507, "not enough disk space available: the sandbox's is full")
    except OSError as failure:
        if failure.errno in FULL:
            raise HttpError(507, "not enough disk space available") from None
        raise HttpError(500, f"error composing files: {failure.strerror}") from None
