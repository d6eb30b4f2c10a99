"""One sandbox: its fenced process, its commands, its files."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from codeonfly.localbox.connect import RpcError
from codeonfly.localbox.isolation import Spawned
from codeonfly.localbox.limits import Limits
from codeonfly.localbox.link import GONE, Link, cut_off
from codeonfly.localbox.notices import Notices
from codeonfly.localbox.running import Command, Running
from codeonfly.localbox.storage import Disk
from codeonfly.localbox.templates import Template, base_environment
from codeonfly.localbox.watching import Watcher

START_SECONDS = 20
END_TRIES = 1000  # five milliseconds apart
SHUT_TRIES = 100  # two
MAX_REFUSED = 200  # different refused addresses kept for the report, the first
OTHERS = "other addresses"


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What a sandbox was asked to be."""

    template: Template
    template_id: str
    alias: str
    metadata: dict[str, str]
    envs: dict[str, str]
    network: dict[str, Any]
    allow_internet: bool | None
    auto_pause: bool
    auto_resume: bool
    keep_memory: bool = True


@dataclass(eq=False)
class Box:
    """A live or paused sandbox. Methods raise RpcError; ``unavailable`` when it is gone."""

    id: str
    descriptor: Descriptor
    disk: Disk
    host_envs: Mapping[str, str]
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    end_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    token: str = field(default_factory=lambda: secrets.token_hex(24), repr=False)
    traffic_token: str = field(default_factory=lambda: secrets.token_hex(24), repr=False)
    domain: str | None = None  # its ports are at PORT-ID.domain
    state: str = "running"
    frozen: bool = False  # paused with its processes stopped, not ended
    full: bool = False  # over its disk limit: writes are refused
    stirred: bool = False  # something in it may have written since its disk was measured
    turning: asyncio.Lock = field(default_factory=asyncio.Lock)  # one pause, resume or copy at a time
    holding: int = 0  # requests under way, and what of its file system is open outside
    _door: asyncio.Event = field(default_factory=asyncio.Event)
    network: dict[str, Any] = field(default_factory=dict)
    allow_internet: bool | None = None
    commands: dict[int, Running] = field(default_factory=dict)
    lingering: set[Running] = field(default_factory=set)
    refused: dict[str, int] = field(default_factory=dict)  # where to, and how often
    timer: asyncio.TimerHandle | None = None
    on_proxy: Callable[[Box, int], None] = field(default=lambda _box, descriptor: os.close(descriptor))
    on_gone: Callable[[Box], None] = field(default=lambda _: None)
    agent_pid: int = 0
    expires: float = field(default_factory=time.monotonic)
    _link: Link | None = None
    _spawned: Spawned | None = None
    booted: bool = False
    limits: Limits = field(default_factory=Limits)
    notices: Notices = field(default_factory=Notices)
    watchers: dict[str, Watcher] = field(default_factory=dict)
    _early_exits: dict[int, int] = field(default_factory=dict)

    # --- life ---

    async def boot(self, spawned: Spawned, confine: Callable[[int], None]) -> None:
        """Waits until the agent answers and is confined; raises RpcError when it doesn't.

        ``confine`` gets the agent's pid on the host, in another thread: the kernel takes its time for it.
        """
        self._spawned = spawned
        self._link = Link(
            spawned.channel,
            on_exit=self._exited,
            on_proxy=lambda descriptor: self.on_proxy(self, descriptor),
            on_gone=self._gone,
        )
        try:
            async with asyncio.timeout(START_SECONDS):
                self.agent_pid = await spawned.agent_pid()
                if self.agent_pid:
                    await asyncio.to_thread(confine, self.agent_pid)
                await self._link.ready.wait()
        except (TimeoutError, OSError):
            await self.end()
        if self._link.closed:
            raise RpcError("internal", "the sandbox did not start")
        self.booted = True
        self._door.set()

    async def call(self, operation: str, *arguments: bytes) -> tuple[list[bytes], list[int]]:
        """The agent's answer; its descriptors are the caller's to close."""
        await self._door.wait()
        self.stirred = True
        with self.held():
            return await self.link.call(operation, *arguments)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Something of it is in use until the block ends."""
        self.holding += 1
        try:
            yield
        finally:
            self.holding -= 1

    @contextlib.asynccontextmanager
    async def shut(self) -> AsyncIterator[bool]:
        """New calls wait until the block ends. Yields whether there are only files inside, none in use."""
        self._door.clear()
        try:
            for _ in range(SHUT_TRIES):
                if not self.holding:
                    break
                await asyncio.sleep(0.002)
            still = not self.holding and (await self.link.call("still"))[0] == [b"1"]
            yield still and not self.commands
        finally:
            self._door.set()

    def hang_up(self) -> None:
        """Its streams end for their readers, as when a machine is paused; its commands live on."""
        for running in self.commands.values():
            running.hang_up(cut_off(self.id))
        for watcher in self.watchers.values():
            watcher.hang_up()

    async def end(self) -> None:
        """Ends every process in it; its files stay."""
        self.booted = False
        spawned, self._spawned = self._spawned, None
        if spawned is not None:
            await spawned.end()
        if self._link is not None:
            self._link.close()

    def _gone(self) -> None:
        error = cut_off(self.id)
        for running in (*self.commands.values(), *self.lingering):
            running.fail(error)
        self.commands.clear()
        self.lingering.clear()
        for watcher in self.watchers.values():
            watcher.close()
        self.watchers.clear()
        self.on_gone(self)

    @property
    def alive(self) -> bool:
        return self._link is not None and not self._link.closed

    @property
    def link(self) -> Link:
        if self._link is None:
            raise RpcError("unavailable", GONE)
        return self._link

    async def signal_all(self, number: signal.Signals) -> None:
        """To every process but the agent."""
        await self.link.call("signal", b"%d" % number, b"0")

    async def has_processes(self) -> bool:
        """Whether anything but the agent runs in it."""
        return (await self.link.call("count"))[0] != [b"0"]

    async def end_processes(self) -> None:
        """Kills all of them and waits until they are gone."""
        await self._door.wait()
        for _ in range(END_TRIES):
            if not await self.has_processes():
                return
            await self.signal_all(signal.SIGKILL)
            await asyncio.sleep(0.005)
        raise RpcError("internal", "some processes of the sandbox do not end")

    def remember_refused(self, where: str) -> None:
        """A connection that was not made, for the report: a flood of others pushes none out of it."""
        if where not in self.refused and len(self.refused) >= MAX_REFUSED:
            where = OTHERS
        self.refused[where] = self.refused.get(where, 0) + 1

    # --- commands ---

    async def start(self, command: Command) -> Running:
        """Starts it; its output waits until the first listener had a chance to come."""
        user = command.user
        environment = base_environment(user or "user", self.descriptor.template.first, self.host_envs)
        environment |= self.descriptor.envs | command.envs
        words = [command.command, *command.arguments]
        size = b"%dx%d" % command.size if command.size else b""
        fields, descriptors = await self.call(
            "start",
            user.encode(),
            os.fsencode(command.cwd or ""),
            size,
            b"1" if command.stdin else b"0",
            b"%d" % len(words),
            *(os.fsencode(word) for word in words),
            *(os.fsencode(f"{name}={value}") for name, value in environment.items()),
        )
        running = self._running(int(fields[0]), command, descriptors)
        self.commands[running.pid] = running
        if running.pid in self._early_exits:
            self._exited(running.pid, self._early_exits.pop(running.pid))
        return running

    def _running(self, pid: int, command: Command, descriptors: list[int]) -> Running:
        if command.size:
            streams, writable = {"pty": descriptors[0]}, [os.dup(descriptors[0])]
        else:
            *writable, out, err = descriptors
            streams = {"stdout": out, "stderr": err}
        running = Running(
            pid=pid,
            command=command.command,
            arguments=command.arguments,
            envs=command.envs,
            cwd=command.cwd,
            tag=command.tag,
            terminal=bool(command.size),
            streams=streams,
            stdin=writable[0] if writable else None,
            on_done=self._done,
        )
        running.begin()
        return running

    def _exited(self, pid: int, status: int) -> None:
        running = self.commands.get(pid)
        if running is not None:
            running.exit(status)
        else:
            self._early_exits[pid] = status

    def _done(self, running: Running) -> None:
        self.commands.pop(running.pid, None)
        if running.lingers:
            self.lingering = {one for one in self.lingering if one.lingers} | {running}

    def find(self, selector: Mapping[str, Any]) -> Running:
        """The running command with this pid or tag; raises RpcError not_found."""
        for running in self.commands.values():
            if ("pid" in selector and str(selector["pid"]) == str(running.pid)) or (
                "tag" in selector and selector["tag"] == running.tag and running.tag is not None
            ):
                return running
        wanted = selector.get("pid", selector.get("tag"))
        raise RpcError("not_found", f"process with pid or tag {wanted} not found")

    async def signal(self, running: Running, number: int) -> None:
        """To its process group; a SIGKILL is answered after the end."""
        await self.call("signal", b"%d" % number, b"%d" % running.pid)
        if number == signal.SIGKILL:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(5):
                    await running.done.wait()

    # --- files ---

    @contextlib.asynccontextmanager
    async def opened(self, operation: str, user: str, path: str) -> AsyncIterator[tuple[bytes, int]]:
        """The path and descriptor of a file opened inside; ``operation`` is read, write or folder."""
        if operation == "write" and self.full:
            raise RpcError("resource_exhausted", "not enough disk space available: the sandbox's is full")
        fields, descriptors = await self.call(operation, user.encode(), os.fsencode(path))
        try:
            if not descriptors:
                raise RpcError("internal", "the sandbox opened nothing")
            with self.held():
                yield fields[0], descriptors[0]
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
