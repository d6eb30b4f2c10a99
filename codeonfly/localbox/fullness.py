"""The watch over what sandboxes write, and the memory they take: limits that no kernel sets for us."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from codeonfly.localbox import processes
from codeonfly.localbox.box import Box
from codeonfly.localbox.connect import RpcError
from codeonfly.localbox.disk import ENTRY_BYTES
from codeonfly.localbox.storage import measured

STEP_SECONDS = 0.1
WATCH_SECONDS = 1.0
REST = 5  # times as long as a look took, from one to the next
RESERVE_BYTES = 256 << 20  # left on the host's disk by who has more than that on it


@dataclass(slots=True)
class _Look:
    """One at a sandbox. ``room``: what it had left before, then what it has; ``free``: the disk, before."""

    began: float
    room: int
    free: int
    took: float = 0.0
    over: bool = False
    task: asyncio.Task[None] | None = None
    holding: asyncio.Task[None] | None = None  # stops its processes until it is over

    def is_spent(self, free: int) -> bool:
        """Whether the room may be gone: so much is less free on the host's disk, whoever took it."""
        return self.free - free >= self.room


@dataclass(frozen=True, slots=True)
class Watch:
    """Looks at sandboxes that write: each second, and at once when they may have filled what they had left.

    Where that happens before a look is over, the sandbox stands still until it is. ``root`` is where they
    write. ``memory``: the largest process of a sandbox ends where it takes more than it may, which nothing
    else keeps it from.
    """

    boxes: Mapping[str, Box]
    root: Path
    memory: bool
    _looks: dict[str, _Look] = field(default_factory=dict)

    async def forever(self) -> None:
        """A sandbox over its limit loses its processes, and writes nothing until there is room."""
        while True:
            await asyncio.sleep(STEP_SECONDS)
            free = free_bytes(self.root)
            for gone in self._looks.keys() - self.boxes.keys():
                del self._looks[gone]
            for box in list(self.boxes.values()):
                if box.state == "running" and (box.stirred or box.full):
                    self._step(box, free)

    def _step(self, box: Box, free: int) -> None:
        loop = asyncio.get_running_loop()
        now, last = loop.time(), self._looks.get(box.id)
        if last is not None and not last.over:
            if last.holding is None and last.is_spent(free):
                last.holding = loop.create_task(_tell(box, signal.SIGSTOP))
            return
        room = box.limits.disk_mib << 20
        if last is not None:
            if now - last.began < max(WATCH_SECONDS, REST * last.took) and not last.is_spent(free):
                return
            room = last.room - max(last.free - free, 0)
        look = self._looks[box.id] = _Look(now, room, free)
        look.task = loop.create_task(self._look(box, look))

    async def _look(self, box: Box, look: _Look) -> None:
        try:
            with contextlib.suppress(RpcError):
                look.room = await _measure(box, self.root)
        finally:
            look.took, look.over = asyncio.get_running_loop().time() - look.began, True
        if look.holding is not None:
            await look.holding
            await _tell(box, signal.SIGCONT)
        if self.memory and box.stirred:
            await asyncio.to_thread(_weigh, box)


async def _tell(box: Box, number: signal.Signals) -> None:
    """Signals all in it, unless it is paused meanwhile."""
    async with box.turning:
        if box.state == "running" and box.alive:
            with contextlib.suppress(RpcError):
                await box.signal_all(number)


def free_bytes(folder: Path) -> int:
    """What is free on its disk, with the files that it has left at the least size that one counts."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize + found.f_favail * ENTRY_BYTES


def _free_space(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def _weigh(box: Box) -> None:
    if box.alive and processes.memory_bytes(box.agent_pid) > box.limits.memory_mib << 20:
        processes.end_largest(box.agent_pid)


async def _measure(box: Box, root: Path) -> int:
    """The room left to one that writes, or did since the last look: its commands, their children, uploads."""
    box.stirred = bool(box.commands or box.holding)
    used = await measured(box.disk) + await asyncio.to_thread(processes.unlinked_bytes, box.agent_pid)
    room = (box.limits.disk_mib << 20) - used
    box.full = room < 0 or (used > RESERVE_BYTES and _free_space(root) < RESERVE_BYTES)
    if box.full:
        await box.end_processes()
    elif not box.stirred and await box.has_processes():
        box.stirred = True  # never False here: a command may have begun while this was asked
    return max(room, 0)
