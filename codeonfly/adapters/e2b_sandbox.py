"""Sandboxes through the E2B SDK: E2B itself, a self-hosted one, or localbox, all the same code."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from e2b import (
    AsyncSandbox,
    AuthenticationException,
    CommandExitException,
    NotFoundException,
    RateLimitException,
    SandboxException,
    SandboxQuery,
    ServiceBusyException,
    TimeoutException,
)
from e2b import SandboxInfo as RemoteInfo

from codeonfly.errors import CodeonflyError, LimitReached, ServiceError, UserError
from codeonfly.ports import CommandResult, Sandbox, SandboxFile, SandboxInfo

ALL_TRAFFIC = "0.0.0.0/0"
PREFIX = "code-on-fly-"
RAW_OUTPUT_LIMIT = 64 << 20


class HeadAndTail:
    """Keeps the first and the last bytes of a stream; ``dropped`` counts what lay between."""

    def __init__(self, limit: int) -> None:
        self._head_limit, self._tail_limit = limit - limit // 2, limit // 2
        self._head: list[str] = []
        self._tail: deque[str] = deque()
        self._head_size = self._tail_size = 0
        self.total = 0
        self.dropped = 0

    def add(self, text: str) -> None:
        """Sizes are those in UTF-8."""
        size = len(text.encode())
        self.total += size
        if not self._tail and self._head_size + size <= self._head_limit:
            self._head.append(text)
            self._head_size += size
            return
        self._tail.append(text)
        self._tail_size += size
        while self._tail_size - len(self._tail[0].encode()) > self._tail_limit:
            gone = len(self._tail.popleft().encode())
            self._tail_size -= gone
            self.dropped += gone

    def text(self) -> str:
        """Head and tail, the cut named where there is one."""
        head, tail = "".join(self._head), "".join(self._tail)
        extra = self._tail_size - self._tail_limit
        if extra > 0 or self.dropped:
            room = self._head_limit - self._head_size
            data = tail.encode()
            if not self.dropped and extra <= room:
                return head + tail
            if not self.dropped:
                head += data[:room].decode(errors="ignore")
                data = data[room:]
            cut = max(len(data) - self._tail_limit, 0)
            self.dropped += cut
            return f"{head}\n[... {self.dropped} bytes cut ...]\n{data[cut:].decode(errors='ignore')}"
        return head + tail


@dataclass(eq=False)
class E2BSandbox:
    """A running sandbox; see ports.Sandbox."""

    info: SandboxInfo
    _remote: AsyncSandbox
    _host: E2BHost
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
        with _translated("run a command"):
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

        handle = await self._remote.commands.run(
            command,
            background=True,
            cwd=cwd,
            envs=dict(envs or {}),
            timeout=seconds,
            retain_output=False,
            on_stdout=lambda text: take(0, text),
            on_stderr=lambda text: take(1, text),
        )
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
        with _translated("write files"):
            await self._remote.files.write_files([{"path": file.path, "data": file.data} for file in files])

    async def read_file(self, path: str, *, limit_bytes: int = 16 << 20) -> bytes | None:
        """See ports.Sandbox."""
        with _translated("read a file"):
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
        with _translated("change the network rules"):
            await self._remote.update_network({"allow_out": list(hosts), "deny_out": [ALL_TRAFFIC]})

    async def kill_processes(self) -> None:
        """See ports.Sandbox."""
        with _translated("end processes"):
            try:
                await self._remote.commands.run("kill -KILL -1", timeout=20, retain_output=False)
            except CommandExitException:
                return  # it ended itself too
            except SandboxException:
                # so many processes that none more can start: localbox can end them from outside
                if not await self._host.kill_processes(self.id):
                    raise

    async def refused_connections(self) -> tuple[str, ...]:
        """See ports.Sandbox; E2B tells nothing."""
        return await self._host.refused(self.id)

    async def snapshot(self) -> str:
        """See ports.Sandbox."""
        with _translated("make a snapshot"):
            try:
                made = await self._remote.create_snapshot(mode="filesystem")
            except SandboxException as failure:
                if failure.status_code not in {400, 409}:
                    raise
                made = await self._remote.create_snapshot()
            return str(made.snapshot_id)

    async def kill(self) -> None:
        """See ports.Sandbox."""
        if self._killed:
            return
        with _translated("kill the sandbox"):
            await self._remote.kill()
        self._killed = True
        self._host.ended(self)

    @property
    def age_seconds(self) -> float:
        return time.monotonic() - self._started


class E2BHost:
    """Makes sandboxes; see ports.SandboxHost. ``warnings`` are sentences for the report."""

    def __init__(
        self,
        api_key: str,
        *,
        api_url: str | None = None,
        sandbox_url: str | None = None,
        domain: str | None = None,
        engine: str = "e2b",
    ) -> None:
        self._options: dict[str, Any] = {"api_key": api_key, "debug": False, "validate_api_key": False}
        given = {"api_url": api_url, "sandbox_url": sandbox_url, "domain": domain}
        self._options |= {name: value for name, value in given.items() if value}
        self._api_key, self._api_url = api_key, api_url
        self.engine = engine
        self._alive: set[E2BSandbox] = set()
        self._seconds: dict[tuple[int, int], float] = {}
        self._creating: set[asyncio.Task[E2BSandbox]] = set()
        self._killing: set[asyncio.Task[None]] = set()
        self._warnings: list[str] = []

    async def create(
        self,
        *,
        environment: str | None = None,
        snapshot: str | None = None,
        egress: Sequence[str] = (),
        lifetime_seconds: int = 3600,
        labels: Mapping[str, str] | None = None,
    ) -> Sandbox:
        """See ports.SandboxHost."""
        if (environment is None) == (snapshot is None):
            raise ValueError("exactly one of environment and snapshot")
        work = self._create(environment, snapshot, egress, lifetime_seconds, labels or {})
        task = asyncio.get_running_loop().create_task(work)
        self._creating.add(task)
        task.add_done_callback(self._creating.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            # what the service may have made already must not outlive us
            task.add_done_callback(self._abandon)
            raise

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a maintainer should know, such as a template that was missing."""
        return tuple(self._warnings)

    def _abandon(self, task: asyncio.Task[E2BSandbox]) -> None:
        if not task.cancelled() and task.exception() is None:
            killing = asyncio.get_running_loop().create_task(task.result().kill())
            self._killing.add(killing)
            killing.add_done_callback(self._killing.discard)

    async def _create(
        self,
        environment: str | None,
        snapshot: str | None,
        egress: Sequence[str],
        lifetime_seconds: int,
        labels: Mapping[str, str],
    ) -> E2BSandbox:
        options = {
            **self._options,
            "timeout": lifetime_seconds,
            "metadata": dict(labels),
            "network": {"allow_out": list(egress), "deny_out": [ALL_TRAFFIC]},
        }
        template = snapshot or f"{PREFIX}{environment}"
        with _translated("create a sandbox"):
            try:
                remote = await AsyncSandbox.create(template, **options)
            except SandboxException as failure:
                if snapshot is not None or not _template_is_missing(failure):
                    raise
                template = "base"
                self._warn(
                    f"{PREFIX}{environment} is not among the templates of this E2B account, so the"
                    " sandbox is E2B's base: make it with `codeonfly templates build`"
                )
                remote = await AsyncSandbox.create(template, **options)
            try:
                told = await remote.get_info()
            except BaseException:
                await asyncio.shield(remote.kill())
                raise
        sandbox = E2BSandbox(await self._info(told, template), remote, self)
        self._alive.add(sandbox)
        return sandbox

    async def _info(self, told: RemoteInfo, template: str) -> SandboxInfo:
        isolation = "E2B" if self.engine == "e2b" else await self._isolation()
        return SandboxInfo(self.engine, told.name or template, told.cpu_count, told.memory_mb, isolation)

    async def _isolation(self) -> str:
        health = await self._localbox("/health")
        return str(health.get("isolation", "localbox"))

    async def refused(self, sandbox_id: str) -> tuple[str, ...]:
        """What localbox's egress rules refused in this sandbox; nothing on E2B."""
        if self.engine == "e2b":
            return ()
        told = await self._localbox(f"/sandboxes/{sandbox_id}/refused")
        return tuple(str(where) for where in told.get("refused", ()))

    async def kill_processes(self, sandbox_id: str) -> bool:
        """Ends every process of a sandbox from outside, where the engine can; whether it could."""
        if self.engine == "e2b":
            return False
        await self._localbox(f"/sandboxes/{sandbox_id}/processes", method="DELETE")
        return True

    async def _localbox(self, path: str, method: str = "GET") -> dict[str, Any]:
        with _translated("ask localbox"):
            async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
                headers = {"X-API-Key": self._api_key}
                answer = await client.request(method, f"{self._api_url}{path}", headers=headers)
                answer.raise_for_status()
                found: dict[str, Any] = answer.json() if answer.content else {}
                return found

    def _warn(self, sentence: str) -> None:
        if sentence not in self._warnings:
            self._warnings.append(sentence)

    def ended(self, sandbox: E2BSandbox) -> None:
        """Takes its time to the bill."""
        if sandbox in self._alive:
            self._alive.remove(sandbox)
            key = sandbox.info.vcpus, sandbox.info.memory_mib
            self._seconds[key] = self._seconds.get(key, 0.0) + sandbox.age_seconds

    async def delete_snapshot(self, snapshot: str) -> None:
        """See ports.SandboxHost; an unknown one is fine."""
        with _translated("delete a snapshot"):
            await AsyncSandbox.delete_snapshot(snapshot, **self._options)

    async def kill_all(self) -> int:
        """See ports.SandboxHost."""
        if self._creating:
            await asyncio.wait(self._creating)
        alive = list(self._alive)
        results = await asyncio.gather(*(sandbox.kill() for sandbox in alive), return_exceptions=True)
        if self._killing:
            await asyncio.wait(self._killing)
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return len(alive)

    def sandbox_seconds(self) -> Mapping[tuple[int, int], float]:
        """See ports.SandboxHost."""
        seconds = dict(self._seconds)
        for sandbox in self._alive:
            key = sandbox.info.vcpus, sandbox.info.memory_mib
            seconds[key] = seconds.get(key, 0.0) + sandbox.age_seconds
        return seconds

    # --- for `codeonfly sandboxes` ---

    async def list_sandboxes(self, labels: Mapping[str, str]) -> tuple[RemoteInfo, ...]:
        """All sandboxes with these labels, paused ones too."""
        found: list[RemoteInfo] = []
        with _translated("list sandboxes"):
            pages = AsyncSandbox.list(query=SandboxQuery(metadata=dict(labels)), **self._options)
            while pages.has_next:
                found += await pages.next_items()
        return tuple(found)

    async def kill(self, sandbox_id: str) -> bool:
        """Kills one by id; False when there is none."""
        with _translated("kill a sandbox"):
            return bool(await AsyncSandbox.kill(sandbox_id, **self._options))

    async def reap(self, labels: Mapping[str, str], older_than_seconds: float) -> int:
        """Kills those with these labels that are older; how many."""
        now = datetime.now(UTC)
        old = [
            one
            for one in await self.list_sandboxes(labels)
            if (now - one.started_at).total_seconds() >= older_than_seconds
        ]
        return sum(await asyncio.gather(*(self.kill(one.sandbox_id) for one in old)))


def _template_is_missing(failure: SandboxException) -> bool:
    return failure.status_code == 404 or (
        "template" in str(failure).lower() and "not found" in str(failure).lower()
    )


@contextlib.contextmanager
def _translated(doing: str) -> Iterator[None]:
    """The SDK's exceptions as ours, each with one sentence."""
    try:
        yield
    except CodeonflyError:
        raise
    except AuthenticationException as failure:
        raise UserError(f"the sandbox service refused the API key (could not {doing}): {failure}") from None
    except RateLimitException as failure:
        raise LimitReached(f"the sandbox service's limit is reached (could not {doing}): {failure}") from None
    except SandboxException as failure:
        if failure.status_code == 400 and "not available on this machine" in str(failure):
            raise UserError(str(failure).removeprefix("400: ")) from None
        raise ServiceError(f"could not {doing}: {failure}") from None
    except (ServiceBusyException, httpx.HTTPError, OSError) as failure:
        raise ServiceError(f"could not {doing}: {str(failure) or type(failure).__name__}") from None
