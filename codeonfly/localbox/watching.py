"""Watching folders: inotify on folder descriptors that were opened inside the sandbox."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from codeonfly.localbox.connect import RpcError
from codeonfly.localbox.link import cut_off
from codeonfly.localbox.notices import (
    ATTRIBUTES,
    CREATE,
    DELETE,
    IS_FOLDER,
    MAX_PENDING,
    MODIFY,
    MOVED_FROM,
    MOVED_TO,
)

_KINDS = (
    (CREATE | MOVED_TO, "EVENT_TYPE_CREATE", True),
    (MODIFY, "EVENT_TYPE_WRITE", True),
    (DELETE, "EVENT_TYPE_REMOVE", False),
    (MOVED_FROM, "EVENT_TYPE_RENAME", False),
    (ATTRIBUTES, "EVENT_TYPE_CHMOD", True),
)
MAX_FOLDERS = 4096
MAX_EVENTS = 100_000
MAX_WATCHERS = 64  # of one sandbox
CHANGE_BYTES = 400  # what one takes besides its path
OWN_BYTES = (
    256 << 10
)  # that one may keep whatever others keep: a flood costs the flooded sandbox's changes alone


@dataclass(frozen=True, slots=True)
class Change:
    """``name`` is relative to the watched folder, ``path`` absolute; ``exists``: it can be looked at."""

    name: str
    path: str
    kind: str
    exists: bool

    @property
    def weight(self) -> int:
        """The bytes of memory it takes, about."""
        return CHANGE_BYTES + len(self.name) + len(self.path)


class Watcher:
    """Changes below one folder, since it began."""

    def __init__(self, box: Any, user: str, *, recursive: bool, with_entry: bool) -> None:
        self._box, self._user, self._recursive = box, user, recursive
        self.with_entry = with_entry
        self._inotify = box.notices.of(box.id)
        self._folders: dict[int, str] = {}
        self._changes: deque[Change] = deque()
        self._kept = 0  # bytes
        self._top = ""
        self._changed = asyncio.Event()
        self._new: deque[str] = deque()  # folders to be listened to as well, one after the other
        self._adding: asyncio.Task[None] | None = None
        self.sandbox: str = box.id
        self.closed = self.hung_up = False
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
            folder = self._inotify.add(descriptor, self)
            self._folders[folder] = os.fsdecode(target)
            return self._folders[folder]

    async def _add_below(self, path: str) -> None:
        arguments = self._user.encode(), os.fsencode(path), b"%d" % MAX_FOLDERS
        for folder in (await self._box.call("folders", *arguments))[0]:
            with contextlib.suppress(RpcError):
                await self._add(os.fsdecode(folder))

    async def _add_new(self) -> None:
        """Folders that appeared; what was made in them before we looked is told now."""
        while self._new:
            path = self._new.popleft()
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
                        self._appeared(child)
                    position += 10 + 2 * int(fields[position + 9])

    def _appeared(self, path: str) -> None:
        if len(self._folders) + len(self._new) < MAX_FOLDERS:
            self._new.append(path)
            if self._adding is None or self._adding.done():
                self._adding = asyncio.get_running_loop().create_task(self._add_new())

    def heard(self, folder: int, mask: int, name: str) -> None:
        """A notice of the kernel's, by the number of the folder."""
        path = f"{self._folders[folder].rstrip('/')}/{name}"
        for bits, kind, exists in _KINDS:
            if mask & bits:
                self._tell(path, kind, exists=exists)
        if self._recursive and mask & IS_FOLDER and mask & (CREATE | MOVED_TO):
            self._appeared(path)

    def lost(self, folder: int) -> None:
        """A folder is gone."""
        self._folders.pop(folder, None)

    def _tell(self, path: str, kind: str, *, exists: bool) -> None:
        name = (
            path[len(self._top.rstrip("/")) + 1 :]
            .encode("utf-8", "surrogateescape")
            .decode("utf-8", "replace")
        )
        change = Change(name, path, kind, exists)
        self._changes.append(change)
        self._kept += change.weight
        self._inotify.pending += change.weight
        while self._is_full():
            self.pop()
        self._changed.set()

    def _is_full(self) -> bool:
        too_much = self._inotify.pending > MAX_PENDING and self._kept > OWN_BYTES
        return too_much or len(self._changes) > MAX_EVENTS

    async def catch_up(self) -> None:
        """Until everything that happened before this call is known."""
        self._inotify.catch_up()
        while self._adding is not None and not self._adding.done():
            await asyncio.wait({self._adding})
            self._inotify.catch_up()

    def pop(self) -> Change | None:
        """The oldest change that nobody has fetched yet."""
        if not self._changes:
            self._changed.clear()
            return None
        change = self._changes.popleft()
        self._kept -= change.weight
        self._inotify.pending -= change.weight
        return change

    def take(self) -> list[Change]:
        """The changes since it was last asked."""
        return list(iter(self.pop, None))

    async def wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()

    def hang_up(self) -> None:
        """Its stream ends for who listens; who fetches changes instead goes on."""
        self.hung_up = True
        self._changed.set()

    def close(self) -> None:
        self.closed = True
        self.take()
        self._changed.set()
        self._closing.close()
        for folder in self._folders:
            self._inotify.drop(folder, self)
        self._folders.clear()
        if self._adding is not None:
            self._adding.cancel()


async def begin(box: Any, user: str, path: str, *, recursive: bool, with_entry: bool) -> str:
    """A watcher that collects until ``stop``; its id. Raises RpcError."""
    if len(box.watchers) >= MAX_WATCHERS:
        raise RpcError("resource_exhausted", f"more than {MAX_WATCHERS} watchers")
    identifier = secrets.token_hex(8)
    watcher = box.watchers[identifier] = Watcher(box, user, recursive=recursive, with_entry=with_entry)
    try:
        await watcher.begin(path)
    except BaseException:
        stop(box, identifier)
        raise
    return identifier


async def until(watcher: Watcher, deadline: float | None, keepalive: float) -> AsyncIterator[Change | None]:
    """Its changes, None after ``keepalive`` seconds without any; raises TimeoutError at the deadline.

    RpcError when the sandbox is gone.
    """
    loop = asyncio.get_running_loop()
    while True:
        left = keepalive if deadline is None else deadline - loop.time()
        if left <= 0:
            raise TimeoutError
        await watcher.wait(min(left, keepalive))
        if watcher.closed or watcher.hung_up:
            raise cut_off(watcher.sandbox)
        told = False
        while (change := watcher.pop()) is not None:
            told = True
            yield change
        if not told and (deadline is None or loop.time() < deadline):
            yield None


def find(box: Any, identifier: str) -> Watcher:
    """Raises RpcError not_found."""
    watcher = box.watchers.get(identifier)
    if not isinstance(watcher, Watcher):
        raise RpcError("not_found", f"watcher with id {identifier} not found")
    return watcher


def stop(box: Any, identifier: str) -> None:
    """Ends it, where it has not ended with its sandbox."""
    watcher = box.watchers.pop(identifier, None)
    if watcher is not None:
        watcher.close()
