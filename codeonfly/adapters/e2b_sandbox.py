"""Sandboxes through the E2B SDK: E2B itself, a self-hosted one, or localbox, all the same code."""

from __future__ import annotations

import asyncio
import ssl
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
from e2b import AsyncSandbox, SandboxException, SandboxQuery
from e2b import SandboxInfo as RemoteInfo

from codeonfly.adapters.e2b_box import ALL_TRAFFIC, E2BSandbox
from codeonfly.adapters.e2b_errors import repeated, template_is_missing, translated
from codeonfly.errors import CodeonflyError, ServiceError
from codeonfly.ports import Sandbox, SandboxInfo
from codeonfly.toolchains.versions import TEMPLATE_PREFIX, template_environment

OURS = {"product": "code-on-fly"}  # in the metadata of every sandbox: what `codeonfly sandboxes` goes by
LAST_SECONDS = 5.0  # for ending all sandboxes: an interrupted run has seven
CREATION_SECONDS = 3.0  # of these, for the answer about one that was just being made


class E2BHost:
    """Makes sandboxes; see ports.SandboxHost. ``warnings`` are sentences for the report."""

    keeps_snapshots = True

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
        self._creating: dict[asyncio.Task[E2BSandbox], Mapping[str, str]] = {}
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
        self._creating[task] = labels or {}
        task.add_done_callback(self._creating.pop)
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
            "metadata": {**labels, **OURS},
            "network": {"allow_out": list(egress), "deny_out": [ALL_TRAFFIC]},
            "idempotency_key": str(uuid.uuid4()),  # asked for again, it is the same sandbox
        }
        if environment is not None and self.engine == "e2b":
            environment = template_environment(environment)
        template = snapshot or f"{TEMPLATE_PREFIX}{environment}"
        with translated("create a sandbox"):
            try:
                remote = await repeated(lambda: AsyncSandbox.create(template, **options))
            except SandboxException as failure:
                if snapshot is not None or not template_is_missing(failure):
                    raise
                template = "base"
                options["idempotency_key"] = str(uuid.uuid4())
                self._warn(
                    f"{TEMPLATE_PREFIX}{environment} is not among the templates of this E2B account, so the"
                    " sandbox is E2B's base: make it with `codeonfly templates build`"
                )
                remote = await repeated(lambda: AsyncSandbox.create(template, **options))
            try:
                info = await self._info(await repeated(remote.get_info), template)
            except BaseException:
                await asyncio.shield(repeated(remote.kill))
                raise
        sandbox = E2BSandbox(info, remote, self)
        self._alive.add(sandbox)
        return sandbox

    async def _info(self, told: RemoteInfo, template: str) -> SandboxInfo:
        isolation = "E2B"
        if self.engine != "e2b":
            own = await self._localbox(f"/sandboxes/{told.sandbox_id}/localbox")
            isolation = str(own["isolation"])
            if own["note"]:
                self._warn(str(own["note"]))
        return SandboxInfo(self.engine, told.name or template, told.cpu_count, told.memory_mb, isolation)

    async def refused(self, sandbox_id: str) -> tuple[str, ...]:
        """What localbox's egress rules refused in this sandbox; nothing on E2B."""
        if self.engine == "e2b":
            return ()
        told = await self._localbox(f"/sandboxes/{sandbox_id}/localbox")
        return tuple(str(where) for where in told.get("refused", ()))

    async def kill_processes(self, sandbox_id: str) -> bool:
        """Ends every process of a sandbox from outside, where the engine can; whether it could."""
        if self.engine == "e2b":
            return False
        await self._localbox(f"/sandboxes/{sandbox_id}/processes", method="DELETE")
        return True

    async def _localbox(self, path: str, method: str = "GET") -> dict[str, Any]:
        with translated("ask localbox"):
            # plain http on this machine: to load the CA bundle, which it never needs, takes 30 ms a call
            no_bundle = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            async with httpx.AsyncClient(trust_env=False, timeout=20, verify=no_bundle) as client:
                headers = {"X-API-Key": self._api_key}
                answer = await client.request(method, f"{self._api_url}{path}", headers=headers)
                answer.raise_for_status()
                found: dict[str, Any] = answer.json() if answer.content else {}
                return found

    def _warn(self, sentence: str) -> None:
        if sentence not in self._warnings:
            self._warnings.append(sentence)

    def left(self, why: CodeonflyError) -> None:
        """Remembers to tell of a sandbox that could not be killed; it stays on the bill."""
        self._warn(f"a sandbox may be left until its own time limit: {why}")

    def ended(self, sandbox: E2BSandbox) -> None:
        """Takes its time to the bill."""
        if sandbox in self._alive:
            self._alive.remove(sandbox)
            key = sandbox.info.vcpus, sandbox.info.memory_mib
            self._seconds[key] = self._seconds.get(key, 0.0) + sandbox.age_seconds

    def check(self, environment: str) -> None:
        """Says nothing: an account's templates are asked for by creating, and there is E2B's base."""

    async def find_snapshot(self, name: str) -> str | None:
        """See ports.SandboxHost."""
        with translated("look for a snapshot"):
            found = await repeated(
                lambda: AsyncSandbox.list_snapshots(name=name, limit=1, **self._options).next_items()
            )
            return str(found[0].snapshot_id) if found else None

    async def delete_snapshot(self, snapshot: str) -> None:
        """See ports.SandboxHost; an unknown one is fine."""
        with translated("delete a snapshot"):
            await AsyncSandbox.delete_snapshot(snapshot, **self._options)

    async def kill_all(self) -> int:
        """See ports.SandboxHost. What the service does not answer about in time has its own time limit."""
        alive = list(self._alive)
        try:
            async with asyncio.timeout(LAST_SECONDS):
                results = await asyncio.gather(
                    *(sandbox.kill() for sandbox in alive), self._end_creations(), return_exceptions=True
                )
        except TimeoutError:
            self.left(ServiceError("the sandbox service does not answer"))
            return 0
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return len(alive)

    async def _end_creations(self) -> None:
        """Kills what was just being made, found by its labels where the service does not say what it made."""
        late: set[asyncio.Task[E2BSandbox]] = set()
        if self._creating:
            made, late = await asyncio.wait(self._creating, timeout=CREATION_SECONDS)
            done = [task.result() for task in made if not task.cancelled() and task.exception() is None]
            await asyncio.gather(*(sandbox.kill() for sandbox in done))
        if self._killing:
            await asyncio.wait(self._killing)
        for task in late:
            labels = self._creating[task]
            task.cancel()
            self.left(ServiceError("the sandbox service did not say whether it made one"))
            if labels:
                await self.reap(labels, 0)

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
        with translated("list sandboxes"):
            pages = AsyncSandbox.list(query=SandboxQuery(metadata=dict(labels)), **self._options)
            while pages.has_next:
                found += await pages.next_items()
        return tuple(found)

    async def kill(self, sandbox_id: str) -> bool:
        """Kills one by id; False when there is none."""
        with translated("kill a sandbox"):
            return bool(await repeated(lambda: AsyncSandbox.kill(sandbox_id, **self._options)))

    async def reap(self, labels: Mapping[str, str], older_than_seconds: float) -> int:
        """Kills those with these labels that are older; how many."""
        now = datetime.now(UTC)
        old = [
            one
            for one in await self.list_sandboxes(labels)
            if (now - one.started_at).total_seconds() >= older_than_seconds
        ]
        return sum(await asyncio.gather(*(self.kill(one.sandbox_id) for one in old)))
