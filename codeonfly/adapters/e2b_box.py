"""One running sandbox, driven through the E2B SDK."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from e2b import (
    AsyncCommandHandle,
    AsyncSandbox,
    CommandExitException,
    NotFoundException,
    SandboxException,
    SandboxNetworkUpdate,
    TimeoutException,
)

from codeonfly.adapters.bounded_output import HeadAndTail
from codeonfly.adapters.e2b_errors import repeated, translated
from codeonfly.errors import CodeonflyError, LimitReached
from codeonfly.ports import CommandResult, SandboxFile, SandboxInfo

ALL_TRAFFIC = "0.0.0.0/0"
RAW_OUTPUT_LIMIT = 64 << 20
TAKE_BACK_SECONDS = 2  # what a cancelled run spends on ending a command that was just being started


class Keeper(Protocol):
    """What a sandbox asks of the host that made it."""

    async def refused(self, sandbox_id: str) -> tuple[str, ...]: ...

    async def kill_processes(self, sandbox_id: str) -> bool: ...

    def ended(self, sandbox: E2BSandbox) -> None: ...

    def left(self, why: CodeonflyError) -> None: ...


@dataclass(eq=False)
class E2BSandbox:
    """A running sandbox; see ports.Sandbox."""

    info: SandboxInfo
    _remote: AsyncSandbox
    _host: Keeper
    _started: float = field(default_factory=time.monotonic)
    _killed: bool = False

    @property
    def id(self) -> str:
        return self._remote.sandbox_id

    async def run(
        self,
        command: str,
        *,
        cwd: str | None = None,
        envs: Mapping[str, str] | None = None,
        timeout_seconds: float = 300,
        output_limit: int = 200_000,
    ) -> CommandResult:
        """See ports.Sandbox.run."""
        kept = HeadAndTail(output_limit), HeadAndTail(output_limit)
        started = time.monotonic()
        exit_code, timed_out = None, False
        with translated("run a command"):
            try:
                exit_code = await self._until_end(command, cwd, envs, timeout_seconds, kept)
            except TimeoutException as failure:
                if "deadline_exceeded" not in str(failure) and "context deadline" not in str(failure):
                    raise
                timed_out = True
        stdout, stderr = kept[0].text(), kept[1].text()
        return CommandResult(
            command=command,
            exit_code=exit_code,
            stdout=stdout,
            stderr=stderr,
            seconds=time.monotonic() - started,
            timed_out=timed_out,
            truncated_bytes=kept[0].dropped + kept[1].dropped,
        )

    async def _until_end(
        self,
        command: str,
        cwd: str | None,
        envs: Mapping[str, str] | None,
        seconds: float,
        kept: tuple[HeadAndTail, HeadAndTail],
    ) -> int | None:
        """The exit code, or None when it wrote too much and was killed."""
        flooded = asyncio.Event()

        def take(which: int, text: str) -> None:
            kept[which].add(text)
            if kept[0].total + kept[1].total > RAW_OUTPUT_LIMIT:
                flooded.set()

        starting = asyncio.ensure_future(
            self._remote.commands.run(
                command,
                background=True,
                cwd=cwd,
                envs=dict(envs or {}),
                timeout=seconds,
                retain_output=False,
                on_stdout=lambda text: take(0, text),
                on_stderr=lambda text: take(1, text),
            )
        )
        handle = await _started(starting)
        waiting = asyncio.ensure_future(handle.wait())
        flood = asyncio.ensure_future(flooded.wait())
        try:
            await asyncio.wait({waiting, flood}, return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                await handle.kill()
                waiting.cancel()
                return None
            return int((await waiting).exit_code)
        except CommandExitException as exit_:
            return int(exit_.exit_code)
        except asyncio.CancelledError:
            with contextlib.suppress(Exception):
                await asyncio.shield(handle.kill())
            raise
        finally:
            flood.cancel()
            waiting.cancel()

    async def write_files(self, files: Sequence[SandboxFile]) -> None:
        """See ports.Sandbox."""
        if not files:
            return
        with translated("write files"):
            await repeated(
                lambda: self._remote.files.write_files(
                    [{"path": file.path, "data": file.data} for file in files]
                )
            )

    async def read_file(self, path: str, *, limit_bytes: int = 16 << 20) -> bytes | None:
        """See ports.Sandbox."""
        with translated("read a file"):
            return await repeated(lambda: self._read(path, limit_bytes))

    async def _read(self, path: str, limit_bytes: int) -> bytes | None:
        try:
            entry = await self._remote.files.get_info(path)
            if entry.type is None or entry.type.value not in {"file", "symlink"}:
                return None
            reader = await self._remote.files.read(path, format="stream")
        except NotFoundException:
            return None
        found = bytearray()
        async with contextlib.aclosing(reader):
            async for chunk in reader:
                found += chunk
                if len(found) > limit_bytes:
                    raise LimitReached(f"{path} in the sandbox is larger than {limit_bytes} bytes")
        return bytes(found)

    async def set_egress(self, hosts: Sequence[str]) -> None:
        """See ports.Sandbox."""
        with translated("change the network rules"):
            rules: SandboxNetworkUpdate = {"allow_out": list(hosts), "deny_out": [ALL_TRAFFIC]}
            await repeated(lambda: self._remote.update_network(rules))

    async def kill_processes(self) -> None:
        """See ports.Sandbox."""
        with translated("end processes"):
            if await self._host.kill_processes(self.id):
                return
            with contextlib.suppress(CommandExitException):  # it ends itself too
                await self._remote.commands.run("kill -KILL -1", timeout=20, retain_output=False)

    async def refused_connections(self) -> tuple[str, ...]:
        """See ports.Sandbox; E2B tells nothing."""
        return await self._host.refused(self.id)

    async def snapshot(self, name: str = "") -> str:
        """See ports.Sandbox."""
        with translated("make a snapshot"):
            try:
                made = await repeated(lambda: self._remote.create_snapshot(name or None, mode="filesystem"))
            except SandboxException as failure:
                if failure.status_code not in {400, 409}:
                    raise
                made = await repeated(lambda: self._remote.create_snapshot(name or None))
            return str(made.snapshot_id)

    async def kill(self) -> None:
        """See ports.Sandbox. One that can't be killed ends by its own time limit; the host warns of it."""
        if self._killed:
            return
        try:
            with translated("kill the sandbox"):
                await repeated(self._remote.kill)
        except CodeonflyError as why:
            self._host.left(why)
            return
        self._killed = True
        self._host.ended(self)

    @property
    def age_seconds(self) -> float:
        return time.monotonic() - self._started


async def _started(starting: asyncio.Future[AsyncCommandHandle[None]]) -> AsyncCommandHandle[None]:
    """The command's handle. A cancelled start is carried through, and the command ended: to cut it off
    would leave the command running, and an error of the SDK that nobody can take.
    """
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        with contextlib.suppress(Exception):
            async with asyncio.timeout(TAKE_BACK_SECONDS):
                await (await asyncio.shield(starting)).kill()
        raise
