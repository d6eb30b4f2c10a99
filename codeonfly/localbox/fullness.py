"""The watch over what sandboxes write: the limit that no kernel sets for us."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping

from codeonfly.localbox.box import Box
from codeonfly.localbox.connect import RpcError
from codeonfly.localbox.storage import measured

WATCH_SECONDS = 1.0


async def watch(boxes: Mapping[str, Box]) -> None:
    """For ever: a sandbox over its limit loses its processes, and writes nothing until there is room."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        for box in [box for box in boxes.values() if box.commands or box.full]:
            box.full = await measured(box.disk) > box.limits.disk_mib << 20
            if box.full and box.alive and box.state == "running":
                with contextlib.suppress(RpcError):
                    await box.end_processes()
