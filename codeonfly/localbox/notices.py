"""The kernel's notices of changes: a few inotify instances, opened in time and shared by all watchers.

A user has 128 of them on most machines, and an ordinary user's sandboxes are the same user as its server.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import struct
import zlib
from typing import Protocol

from codeonfly.localbox.connect import RpcError

MODIFY, ATTRIBUTES, MOVED_FROM, MOVED_TO, CREATE, DELETE = 0x2, 0x4, 0x40, 0x80, 0x100, 0x200
IS_FOLDER, _IGNORED = 0x40000000, 0x8000
_MASK = MODIFY | ATTRIBUTES | MOVED_FROM | MOVED_TO | CREATE | DELETE
_HEADER = struct.Struct("iIII")
_AT_ONCE, MAX_READS = 4 << 10, 4096  # bytes: others want to be served in between
INSTANCES = 8
MAX_FOLDERS = 16_384  # of one instance: a user has so many only
MAX_PENDING = 16 << 20  # bytes of what nobody has fetched yet, of one instance


class Listener(Protocol):
    """Who is told of changes in the folders it asked for."""

    def heard(self, folder: int, mask: int, name: str) -> None:
        """Something happened to ``name`` in a folder, by the number that ``add`` gave."""

    def lost(self, folder: int) -> None:
        """There will be no more of it: it is gone."""


class Inotify:
    """One instance. ``pending`` is for its listeners to count what they keep."""

    def __init__(self) -> None:
        """Raises RpcError where the machine has none left."""
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._descriptor = int(self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
        if self._descriptor < 0:
            raise RpcError("resource_exhausted", "this machine has no inotify instances left")
        self._folders: dict[int, set[Listener]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self.pending = 0

    def add(self, descriptor: int, listener: Listener) -> int:
        """Listens to an open folder from now on; its number. Raises RpcError."""
        if len(self._folders) >= MAX_FOLDERS:
            raise RpcError("resource_exhausted", f"more than {MAX_FOLDERS} folders to watch")
        path = b"/proc/self/fd/%d" % descriptor
        folder = int(self._libc.inotify_add_watch(self._descriptor, path, _MASK))
        if folder < 0:
            raise RpcError("resource_exhausted", os.strerror(ctypes.get_errno()))
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._loop.add_reader(self._descriptor, self._read)
        self._folders.setdefault(folder, set()).add(listener)
        return folder

    def drop(self, folder: int, listener: Listener) -> None:
        """It no longer listens to this folder."""
        listeners = self._folders.get(folder, set())
        listeners.discard(listener)
        if not listeners and self._folders.pop(folder, None) is not None:
            self._libc.inotify_rm_watch(self._descriptor, folder)

    def catch_up(self) -> None:
        """Tells all that has happened by now."""
        for _ in range(MAX_READS):  # the kernel's queue ends, but not while somebody goes on
            if not self._read():
                return

    def close(self) -> None:
        """To be called when nobody listens any more."""
        if self._loop is not None:
            self._loop.remove_reader(self._descriptor)
        os.close(self._descriptor)

    def _read(self) -> bool:
        try:
            data = os.read(self._descriptor, _AT_ONCE)
        except OSError:
            return False
        position = 0
        while position + _HEADER.size <= len(data):
            folder, mask, _, length = _HEADER.unpack_from(data, position)
            position += _HEADER.size
            name = os.fsdecode(data[position : position + length].rstrip(b"\0"))
            position += length
            if mask & _IGNORED:
                for listener in self._folders.pop(folder, ()):
                    listener.lost(folder)
            elif name:
                for listener in tuple(self._folders.get(folder, ())):
                    listener.heard(folder, mask, name)
        return bool(data)


class Notices:
    """All instances of a server. A sandbox's watchers have one, so that it floods few others."""

    def __init__(self) -> None:
        self._instances: list[Inotify] = []

    def begin(self) -> None:
        """Opens them, as far as the machine has some left."""
        try:
            while len(self._instances) < INSTANCES:
                self._instances.append(Inotify())
        except RpcError:
            return

    def of(self, sandbox: str) -> Inotify:
        """The one for this sandbox. Raises RpcError where there is none."""
        if not self._instances:
            self._instances.append(Inotify())
        return self._instances[zlib.crc32(sandbox.encode()) % len(self._instances)]

    def close(self) -> None:
        for instance in self._instances:
            instance.close()
        self._instances.clear()
