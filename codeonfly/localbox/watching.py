"""Watching folders: inotify on folder descriptors that were opened inside the sandbox."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import secrets
import struct
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from codeonfly.localbox.connect import RpcError

_MODIFY, _ATTRIBUTES, _MOVED_FROM, _MOVED_TO, _CREATE, _DELETE = 0x2, 0x4, 0x40, 0x80, 0x100, 0x200
_IS_FOLDER, _IGNORED = 0x40000000, 0x8000
_MASK = _MODIFY | _ATTRIBUTES | _MOVED_FROM | _MOVED_TO | _CREATE | _DELETE
_KINDS = (
    (_CREATE | _MOVED_TO, "EVENT_TYPE_CREATE", True),
    (_MODIFY, "EVENT_TYPE_WRITE", True),
    (_DELETE, "EVENT_TYPE_REMOVE", False),
    (_MOVED_FROM, "EVENT_TYPE_RENAME", False),
    (_ATTRIBUTES, "EVENT_TYPE_CHMOD", True),
)
_HEADER = struct.Struct("iIII")
MAX_FOLDERS = 4096
MAX_EVENTS = 100_000
MAX_WATCHERS = 64


@dataclass(frozen=True, slots=True)
class Change:
    """``name`` is relative to the watched folder, ``path`` absolute; ``exists``: it can be looked at."""

    name: str
    path: str
    kind: str
    exists: bool


class Watcher:
    """Changes below one folder, since it began."""

    def __init__(self, box: Any, user: str, *, recursive: bool, with_entry: bool) -> None:
        self._box, self._user, self._recursive = box, user, recursive
        self.with_entry = with_entry
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._inotify = int(self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
        if self._inotify < 0:
            raise RpcError("resource_exhausted", "this machine has no inotify instances left")
        self._folders: dict[int, str] = {}
        self._changes: deque[Change] = deque(maxlen=MAX_EVENTS)
        self._top = ""
        self._changed = asyncio.Event()
        self._adding: set[asyncio.Task[None]] = set()
        asyncio.get_running_loop().add_reader(self._inotify, self._read)
        self._closing = contextlib.ExitStack()
        self._closing.enter_context(box.held())

    async def begin(self, path: str) -> None:
        """Watches it, and what is below; raises RpcError not_found or invalid_argument."""
        self._top = await self._add(path)
        if self._recursive:
            await self._add_below(self._top)

    async def _add(self, path: str) -> str:
        async with self._box.opened("folder", self._user, path) as (target, descriptor):
            if len(self._folders) >= MAX_FOLDERS:
                raise RpcError("resource_exhausted", f"more than {MAX_FOLDERS} folders to watch")
            watch = self._libc.inotify_add_watch(self._inotify, b"/proc/self/fd/%d" % descriptor, _MASK)
            if watch < 0:
                raise RpcError("resource_exhausted", os.strerror(ctypes.get_errno()))
            self._folders[watch] = os.fsdecode(target)
            return self._folders[watch]

    async def _add_below(self, path: str) -> None:
        fields, _ = await self._box.call("list", self._user.encode(), os.fsencode(path), b"1000")
        position = 0
        while position < len(fields):
            if fields[position + 1] == b"d":
                with contextlib.suppress(RpcError):
                    await self._add(os.fsdecode(fields[position]))
            position += 10 + 2 * int(fields[position + 9])

    async def _add_new(self, path: str) -> None:
        """A folder that appeared; what was made in it before we looked is told now."""
        with contextlib.suppress(RpcError):
            await self._add(path)
            fields, _ = await self._box.call("list", self._user.encode(), os.fsencode(path), b"1")
            position = 0
            while position < len(fields):
                child = os.fsdecode(fields[position])
                self._tell(child, "EVENT_TYPE_CREATE", exists=True)
                if fields[position + 1] == b"f" and fields[position + 3] != b"0":
                    self._tell(child, "EVENT_TYPE_WRITE", exists=True)
                if fields[position + 1] == b"d":
                    await self._add_new(child)
                position += 10 + 2 * int(fields[position + 9])

    def _read(self) -> None:
        try:
            data = os.read(self._inotify, 64 << 10)
        except OSError:
            return
        position = 0
        while position + _HEADER.size <= len(data):
            watch, mask, _, length = _HEADER.unpack_from(data, position)
            position += _HEADER.size
            name = data[position : position + length].rstrip(b"\0")
            position += length
            self._event(watch, mask, os.fsdecode(name))

    def _event(self, watch: int, mask: int, name: str) -> None:
        folder = self._folders.get(watch)
        if mask & _IGNORED:
            self._folders.pop(watch, None)
            return
        if folder is None or not name:
            return
        path = f"{folder.rstrip('/')}/{name}"
        for bits, kind, exists in _KINDS:
            if mask & bits:
                self._tell(path, kind, exists=exists)
        if self._recursive and mask & _IS_FOLDER and mask & (_CREATE | _MOVED_TO):
            task = asyncio.get_running_loop().create_task(self._add_new(path))
            self._adding.add(task)
            task.add_done_callback(self._adding.discard)

    def _tell(self, path: str, kind: str, *, exists: bool) -> None:
        name = (
            path[len(self._top.rstrip("/")) + 1 :]
            .encode("utf-8", "surrogateescape")
            .decode("utf-8", "replace")
        )
        self._changes.append(Change(name, path, kind, exists))
        self._changed.set()

    async def catch_up(self) -> None:
        """Until everything that happened before this call is known."""
        self._read()
        while self._adding:
            await asyncio.wait(set(self._adding))
            self._read()

    def take(self) -> list[Change]:
        """The changes since it was last asked."""
        found = list(self._changes)
        self._changes.clear()
        self._changed.clear()
        return found

    async def wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()

    def close(self) -> None:
        if self._inotify >= 0:
            asyncio.get_running_loop().remove_reader(self._inotify)
            os.close(self._inotify)
            self._inotify = -1
            self._closing.close()
        for task in self._adding:
            task.cancel()


async def watch(box: Any, user: str, path: str, *, recursive: bool, with_entry: bool) -> Watcher:
    """A watcher that has begun; close it. Raises RpcError."""
    watcher = Watcher(box, user, recursive=recursive, with_entry=with_entry)
    try:
        await watcher.begin(path)
    except BaseException:
        watcher.close()
        raise
    return watcher


async def until(watcher: Watcher, deadline: float | None, keepalive: float) -> AsyncIterator[Change | None]:
    """Its changes, None after ``keepalive`` seconds without any; raises TimeoutError at the deadline."""
    loop = asyncio.get_running_loop()
    while True:
        left = keepalive if deadline is None else deadline - loop.time()
        if left <= 0:
            raise TimeoutError
        await watcher.wait(min(left, keepalive))
        changes = watcher.take()
        for change in changes:
            yield change
        if not changes and (deadline is None or loop.time() < deadline):
            yield None


async def begin(box: Any, user: str, path: str, *, recursive: bool, with_entry: bool) -> str:
    """A watcher that collects until it is asked; its id."""
    if len(box.watchers) >= MAX_WATCHERS:
        raise RpcError("resource_exhausted", f"more than {MAX_WATCHERS} watchers")
    identifier = secrets.token_hex(8)
    box.watchers[identifier] = await watch(box, user, path, recursive=recursive, with_entry=with_entry)
    return identifier


def find(box: Any, identifier: str) -> Watcher:
    """Raises RpcError not_found."""
    watcher = box.watchers.get(identifier)
    if not isinstance(watcher, Watcher):
        raise RpcError("not_found", f"watcher with id {identifier} not found")
    return watcher


def stop(box: Any, identifier: str) -> None:
    """Raises RpcError not_found."""
    find(box, identifier).close()
    del box.watchers[identifier]
