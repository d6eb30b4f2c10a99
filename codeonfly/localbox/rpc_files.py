"""envd's Filesystem service."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator
from datetime import UTC, datetime

from codeonfly.localbox import watching
from codeonfly.localbox.calls import Call
from codeonfly.localbox.connect import Json, RpcError, number, text

KIND = {b"f": "FILE_TYPE_FILE", b"d": "FILE_TYPE_DIRECTORY", b"l": "FILE_TYPE_SYMLINK"}


def entries(fields: list[bytes]) -> list[Json]:
    """The entries of an agent's answer; raises RpcError when it makes no sense."""
    found: list[Json] = []
    position = 0
    try:
        while position < len(fields):
            count = int(fields[position + 9])
            end = position + 10 + 2 * count
            found.append(_entry(fields[position : position + 9], fields[position + 10 : end]))
            position = end
    except (ValueError, IndexError, OverflowError):
        raise RpcError("internal", "the sandbox's answer makes no sense") from None
    return found


def _entry(fields: list[bytes], pairs: list[bytes]) -> Json:
    path, kind, target_kind, size, mode, owner, group, mtime, target = fields
    words = path.decode("utf-8", "replace")
    found: Json = {
        "name": words.rsplit("/", 1)[-1] or "/",
        "type": KIND.get(target_kind or kind, "FILE_TYPE_UNSPECIFIED"),  # a link counts as what it leads to
        "path": words,
        "size": size.decode(),
        "mode": int(mode),
        "permissions": _permissions(int(mode), kind),
        "owner": owner.decode(),
        "group": group.decode(),
        "modifiedTime": _timestamp(int(mtime)),
        "metadata": {
            key.decode("utf-8", "replace"): value.decode("utf-8", "replace")
            for key, value in zip(pairs[::2], pairs[1::2], strict=True)
        },
    }
    if kind == b"l":
        found["symlinkTarget"] = target.decode("utf-8", "replace")
    return found


def _permissions(mode: int, kind: bytes) -> str:
    """As Go's fs.FileMode writes them."""
    front = {b"d": "d", b"l": "L"}.get(kind, "-")
    return front + "".join(
        letter if mode & (1 << (8 - place)) else "-" for place, letter in enumerate("rwxrwxrwx")
    )


def _timestamp(nanoseconds: int) -> str:
    seconds, rest = divmod(nanoseconds, 10**9)
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OSError):
        return "1970-01-01T00:00:00Z"
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{rest:09d}Z" if moment.year >= 1000 else "1970-01-01T00:00:00Z"


async def _one(call: Call, operation: str, *paths: str) -> Json:
    fields, _ = await call.box.call(operation, call.user.encode(), *(os.fsencode(path) for path in paths))
    return {"entry": entries(fields)[0]}


async def stat(call: Call, message: Json) -> Json:
    return await _one(call, "stat", text(message.get("path"), "path"))


async def make_dir(call: Call, message: Json) -> Json:
    return await _one(call, "mkdir", text(message.get("path"), "path"))


async def move(call: Call, message: Json) -> Json:
    source, target = text(message.get("source"), "source"), text(message.get("destination"), "destination")
    return await _one(call, "move", source, target)


async def list_dir(call: Call, message: Json) -> Json:
    depth = max(number(message.get("depth"), "depth"), 1)
    path = os.fsencode(text(message.get("path"), "path"))
    fields, _ = await call.box.call("list", call.user.encode(), path, b"%d" % min(depth, 1000))
    return {"entries": await asyncio.to_thread(entries, fields) if fields else []}


async def remove(call: Call, message: Json) -> Json:
    await call.box.call("remove", call.user.encode(), os.fsencode(text(message.get("path"), "path")))
    return {}


async def watch_dir(call: Call, message: Json) -> AsyncGenerator[Json, None]:
    """Changes below a folder until the deadline."""
    path, with_entry = text(message.get("path"), "path"), message.get("includeEntry") is True
    identifier = await watching.begin(
        call.box, call.user, path, recursive=message.get("recursive") is True, with_entry=with_entry
    )
    watcher = watching.find(call.box, identifier)
    try:
        yield {"start": {}}
        async for change in watching.until(watcher, call.deadline, call.keepalive):
            if change is None:
                yield {"keepalive": {}}
            else:
                yield {"filesystem": await _told(call, change, with_entry)}
    except TimeoutError:
        raise RpcError("deadline_exceeded", "context deadline exceeded") from None
    finally:
        watching.stop(call.box, identifier)


async def _told(call: Call, event: watching.Change, with_entry: bool) -> Json:
    told: Json = {"name": event.name, "type": event.kind}
    if with_entry and event.exists:
        with contextlib.suppress(RpcError):
            told["entry"] = (await _one(call, "stat", event.path))["entry"]
    return told


async def create_watcher(call: Call, message: Json) -> Json:
    path, recursive = text(message.get("path"), "path"), message.get("recursive") is True
    identifier = await watching.begin(
        call.box, call.user, path, recursive=recursive, with_entry=message.get("includeEntry") is True
    )
    return {"watcherId": identifier}


async def get_watcher_events(call: Call, message: Json) -> Json:
    watcher = watching.find(call.box, text(message.get("watcherId"), "watcherId"))
    await watcher.catch_up()
    return {"events": [await _told(call, event, watcher.with_entry) for event in watcher.take()]}


async def remove_watcher(call: Call, message: Json) -> Json:
    identifier = text(message.get("watcherId"), "watcherId")
    watching.find(call.box, identifier)
    watching.stop(call.box, identifier)
    return {}
