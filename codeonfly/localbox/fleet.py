"""All sandboxes of a server: made, timed out, paused, forked, snapshotted, ended."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import secrets
import signal
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from codeonfly.localbox import failures, templates
from codeonfly.localbox.box import Box, Descriptor
from codeonfly.localbox.connect import RpcError
from codeonfly.localbox.freezing import Freezer
from codeonfly.localbox.http import HttpError
from codeonfly.localbox.isolation import Isolation
from codeonfly.localbox.kept import Kept
from codeonfly.localbox.limits import Governor
from codeonfly.localbox.mirror import HostSetup
from codeonfly.localbox.notices import Notices
from codeonfly.localbox.snapshots import Snapshot, plain_name
from codeonfly.localbox.storage import Layer, Storage
from codeonfly.localbox.tenants import Tenants

MAX_SANDBOXES = 200
RELEASE_TRIES = 1200  # a twentieth of a second apart
CLOSE_SECONDS = 4  # for what is removed in the background: a server that is stopped has five


class Fleet:
    """Methods raise HttpError in E2B's shape."""

    def __init__(
        self,
        root: Path,
        isolation: Isolation,
        governor: Governor,
        setup: HostSetup,
        kept: Path | None = None,
    ) -> None:
        self.boxes: dict[str, Box] = {}
        self.snapshots: dict[str, Snapshot] = {}
        self.on_proxy: Callable[[Box, int], None] | None = None
        self.domain: str | None = None
        self.on_rules: Callable[[Box], None] = lambda _: None
        self.isolation = isolation
        self.governor = governor
        self._setup, self._storage = setup, Storage(root, isolation.owners, setup.files)
        self._notices = Notices()
        self._notices.begin()
        self._tenants = Tenants(root, isolation.owners, self._storage.works)
        self._freezer = Freezer(self._storage, self.get, self._go_on)
        self._kept = Kept(kept) if kept is not None else None
        self._background: set[asyncio.Task[None]] = set()

    # --- making ---

    async def create(
        self, descriptor: Descriptor, seconds: float, layers: tuple[Layer, ...] | None = None
    ) -> Box:
        """A running sandbox on a fresh file system, or on these layers."""
        if len(self.boxes) >= MAX_SANDBOXES:
            raise HttpError(429, f"this server already has {MAX_SANDBOXES} sandboxes")
        identifier = "i" + secrets.token_hex(10)[:19]
        identity = _identity(identifier, descriptor)
        box = Box(
            id=identifier,
            descriptor=descriptor,
            disk=await self._storage.make(identifier, layers or self._storage.base),
            host_envs=identity | self._setup.envs,
            network=dict(descriptor.network),
            allow_internet=descriptor.allow_internet,
            limits=self.governor.limits,
            domain=self.domain,
            notices=self._notices,
            on_gone=self._gone,
        )
        if self.on_proxy is not None:
            box.on_proxy = self.on_proxy
        self.boxes[box.id] = box
        try:
            box.disk.tell(identity)
            await self._tenants.take(box.id)
            await self._boot(box)
        except BaseException:
            await self._end(box)
            raise
        self.extend(box, seconds)
        return box

    async def _boot(self, box: Box, *, same_boot: bool = False) -> None:
        self.governor.prepare(box.id)
        limits = self.governor.arguments()
        first, prefix = box.descriptor.template.first, self.governor.prefix(box.id)
        spawned = self.isolation.spawn(
            box.disk, first, limits, prefix, tenant=self._tenants.of(box.id), same_boot=same_boot
        )
        await box.boot(spawned, functools.partial(self.governor.confine, box.id))

    # --- time ---

    def extend(self, box: Box, seconds: float, *, only_longer: bool = False) -> None:
        """It lives that many seconds from now on."""
        ends = time.monotonic() + seconds
        if only_longer and ends < box.expires:
            return
        box.expires = ends
        box.end_at = datetime.now(UTC) + timedelta(seconds=seconds)
        if box.timer is not None:
            box.timer.cancel()
        box.timer = asyncio.get_running_loop().call_later(max(seconds, 0), self._timed_out, box)

    def _timed_out(self, box: Box) -> None:
        if box.descriptor.auto_pause:
            self._spawn(self._pause_quietly(box))
        else:
            self._spawn(self._end(box))

    async def _pause_quietly(self, box: Box) -> None:
        with contextlib.suppress(HttpError):
            await self.pause(box, keep_memory=box.descriptor.keep_memory)

    # --- states ---

    def get(self, identifier: str, state: str | None = None) -> Box:
        """Raises HttpError 404 when there is none, or none in this state."""
        box = self.boxes.get(identifier)
        if box is None or box.state == "ending" or (state is not None and box.state != state):
            raise HttpError(404, f"sandbox {identifier} not found")
        return box

    async def pause(self, box: Box, *, keep_memory: bool) -> None:
        """Its processes stop (and keep their memory) or end; 409 when it is paused already."""
        async with box.turning:
            if box.state != "running":
                raise HttpError(409, f"sandbox {box.id} is already paused")
            box.state = "paused"
            if box.timer is not None:
                box.timer.cancel()
            if keep_memory:
                await box.signal_all(signal.SIGSTOP)
                box.frozen = True
                box.hang_up()
            else:
                await box.end()

    async def resume(self, box: Box, *, cold: bool = False) -> None:
        """Running again; from its disk alone when its memory was not kept or is not wanted."""
        async with box.turning:
            if box.state == "running":  # another request was first
                return
            if box.frozen and not cold:
                box.frozen = False
                await box.signal_all(signal.SIGCONT)
            else:
                box.frozen = False
                await box.end()
                await self._go_on(box, same_boot=False)
            self.get(box.id).state = "running"

    async def _go_on(self, box: Box, *, same_boot: bool) -> None:
        """Starts it again; raises HttpError 404 when it was killed meanwhile."""
        self.get(box.id)
        try:
            await self._boot(box, same_boot=same_boot)
        except BaseException:
            self.get(box.id)
            await self._end(box)
            raise
        self.get(box.id)

    async def kill(self, identifier: str) -> None:
        """Ends it; its files go in the background."""
        await self._end(self.get(identifier))

    async def _end(self, box: Box) -> None:
        if box.state == "ending":
            return
        box.state = "ending"
        if box.timer is not None:
            box.timer.cancel()
        await box.end()
        self.boxes.pop(box.id, None)
        self._spawn(self._release(box.id))
        self._spawn(self._storage.remove(box.disk))

    async def _release(self, identifier: str) -> None:
        for _ in range(RELEASE_TRIES):
            if self.governor.release(identifier):
                self._tenants.give_back(identifier)
                return
            await asyncio.sleep(0.05)

    def _gone(self, box: Box) -> None:
        """Its processes ended by themselves: nothing of ours does that to a running one."""
        if box.state == "running" and self.boxes.get(box.id) is box and box.expires > 0 and box.booted:
            self._spawn(self._end(box))

    # --- copies ---

    async def snapshot(self, box: Box, name: str) -> Snapshot:
        """A copy of its file system while its processes stand still."""
        identifier, name = secrets.token_hex(10), plain_name(name)
        layers = await self._freezer.freeze(box, identifier)
        snapshot = Snapshot(
            f"{identifier}:default", name, box.id, layers, replace(box.descriptor, metadata={})
        )
        self.snapshots[snapshot.id] = snapshot
        if name and self._kept is not None:
            await self._storage.keep(self._kept, name, box.descriptor.template.name, layers)
        return snapshot

    async def fork(self, box: Box, count: int, seconds: float) -> list[Box | HttpError]:
        """Copies of a running sandbox; each succeeds or fails by itself."""
        layers = await self._freezer.freeze(box, secrets.token_hex(10))
        like_it = replace(box.descriptor, network=box.network, allow_internet=box.allow_internet)
        try:
            made = await asyncio.gather(
                *(self.create(like_it, seconds, layers) for _ in range(count)), return_exceptions=True
            )
        finally:
            self._spawn(self._storage.let_go(layers))
        results: list[Box | HttpError] = []
        for one in made:
            told = failures.told(one) if isinstance(one, RpcError | OSError) else one
            if isinstance(told, BaseException) and not isinstance(told, HttpError):
                raise told
            results.append(told)
        return results

    def find_snapshot(self, wanted: str) -> Snapshot | None:
        """By id, with or without tag, or by name; the newest of a name."""
        return next(
            (one for one in reversed(self.snapshots.values()) if wanted and one.is_named(wanted)), None
        )

    async def recall(self, wanted: str) -> Snapshot | None:
        """As ``find_snapshot``, and by name those that an earlier server kept."""
        found = self.find_snapshot(wanted)
        if found is not None or self._kept is None or not wanted:
            return found
        name, identifier = plain_name(wanted), secrets.token_hex(10)
        recalled = await self._storage.recall(self._kept, name, identifier)
        template = templates.still_here(recalled[0]) if recalled is not None else None
        if recalled is None or template is None:
            return None
        blank = Descriptor(template, name, name, {}, {}, {}, None, auto_pause=False, auto_resume=False)
        snapshot = Snapshot(f"{identifier}:default", name, "", recalled[1], blank)
        self.snapshots[snapshot.id] = snapshot
        return snapshot

    async def delete_snapshot(self, snapshot: Snapshot) -> None:
        del self.snapshots[snapshot.id]
        self._spawn(self._storage.let_go(snapshot.layers))
        if snapshot.name and self._kept is not None:
            await self._storage.forget(self._kept, snapshot.name)

    # --- the end ---

    def health(self) -> dict[str, Any]:
        """Counts, and what is enforced how."""
        return {
            "sandboxes": len(self.boxes),
            "isolation": f"{self.isolation.words()}; {self.governor.words()}",
            "enforced": self.governor.enforced(),
            "users": "each sandbox its own" if self._tenants.apart else "one for all sandboxes",
        }

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def close(self) -> None:
        """Ends everything; the caller removes the root."""
        await asyncio.gather(*(self._end(box) for box in list(self.boxes.values())), return_exceptions=True)
        late = time.monotonic() + CLOSE_SECONDS
        while self._background and (left := late - time.monotonic()) > 0:
            await asyncio.wait(self._background, timeout=left)
        self.governor.close()
        self._tenants.close()
        self._notices.close()


def _identity(identifier: str, descriptor: Descriptor) -> dict[str, str]:
    """The variables by which a program learns that it is in a sandbox of E2B's kind, and in which."""
    return {
        "E2B_SANDBOX": "true",
        "E2B_SANDBOX_ID": identifier,
        "E2B_TEMPLATE_ID": descriptor.template_id,
    }
