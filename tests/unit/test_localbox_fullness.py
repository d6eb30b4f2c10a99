"""The watch over what sandboxes have on disk."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from codeonfly.localbox.box import Box, Descriptor
from codeonfly.localbox.fullness import Watch
from codeonfly.localbox.storage import Disk
from codeonfly.localbox.templates import Template


async def test_a_command_that_begins_while_one_looks_is_watched(tmp_path: Path) -> None:
    asked = asyncio.Event()

    class Empty(Box):
        async def has_processes(self) -> bool:
            self.stirred = True  # as a command does that begins now
            asked.set()
            return False

    descriptor = Descriptor(Template("base"), "base", "base", {}, {}, {}, None, False, False)
    box = Empty("one", descriptor, Disk((), tmp_path, None), {}, stirred=True, agent_pid=os.getpid())
    watch = asyncio.create_task(Watch({box.id: box}, tmp_path, memory=False).forever())
    await asyncio.wait_for(asked.wait(), 10)
    await asyncio.sleep(0.05)
    watch.cancel()
    assert box.stirred
