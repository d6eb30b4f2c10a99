"""The watch over what sandboxes write, and the memory they take: limits that no kernel sets for us."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping

from codeonfly.localbox import processes
from codeonfly.localbox.box import Box
from codeonfly.localbox.connect import RpcError
from codeonfly.localbox.storage import measured

WATCH_SECONDS = 1.0


async def watch(boxes: Mapping[str, Box], *, memory: bool) -> None:
    """For ever: a sandbox over its limit loses its processes, and writes nothing until there is room.

    ``memory``: its largest process ends where it takes more than it may, which nothing else keeps it from.
    """
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        for box in list(boxes.values()):
            if box.state == "running" and (box.stirred or box.full):
                with contextlib.suppress(RpcError):
                    await _look(box)
                    if memory and box.stirred:
                        await asyncio.to_thread(_weigh, box)


def _weigh(box: Box) -> None:
    if box.alive and processes.memory_bytes(box.agent_pid) > box.limits.memory_mib << 20:
        processes.end_largest(box.agent_pid)


async def _look(box: Box) -> None:
    """At one that writes, or did since the last look: its commands, what they left running, uploads."""
    box.stirred = bool(box.commands or box.holding)
    used = await measured(box.disk) + await asyncio.to_thread(processes.unlinked_bytes, box.agent_pid)
    box.full = used > box.limits.disk_mib << 20
    if box.full:
        await box.end_processes()
    elif not box.stirred:
        box.stirred = await box.has_processes()
