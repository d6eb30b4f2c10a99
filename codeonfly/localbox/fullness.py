"""The watch over what sandboxes write: the limit that no kernel sets for us."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping

from codeonfly.localbox import processes
from codeonfly.localbox.box import Box
from codeonfly.localbox.connect import RpcError
from codeonfly.localbox.storage import measured

WATCH_SECONDS = 1.0


async def watch(boxes: Mapping[str, Box]) -> None:
    """For ever: a sandbox over its limit loses its processes, and writes nothing until there is room."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        for box in list(boxes.values()):
            if box.state == "running" and (box.stirred or box.full):
                with contextlib.suppress(RpcError):
                    await _look(box)


async def _look(box: Box) -> None:
    """At one that writes, or did since the last look: its commands, what they left running, uploads."""
    box.stirred = bool(box.commands or box.holding)
    used = await measured(box.disk) + await asyncio.to_thread(processes.unlinked_bytes, box.agent_pid)
    box.full = used > box.limits.disk_mib << 20
    if box.full:
        await box.end_processes()
    elif not box.stirred:
        box.stirred = await box.has_processes()
