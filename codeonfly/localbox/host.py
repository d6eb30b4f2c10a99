"""Sandboxes on this machine: starts localbox when the first one is asked for, and talks E2B to it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from codeonfly.errors import ServiceError
from codeonfly.localbox import bubblewrap, templates
from codeonfly.ports import Sandbox

if TYPE_CHECKING:
    from codeonfly.adapters.e2b_sandbox import E2BHost
    from codeonfly.localbox.server import Options

# Importing takes half a second of processor time: the first model request, under way, leaves before that.
HEAD_START_SECONDS = 0.05


def local_host(options: Options) -> LocalHost:
    """Raises UserError where this machine can't isolate: a run learns it here, before it spends anything."""
    bubblewrap.probe()
    return LocalHost(options)


class LocalHost:
    """A SandboxHost whose server lives as long as its sandboxes are wanted.

    The server starts beside the first model call, not before it, so that nobody waits for it.
    """

    def __init__(self, options: Options | None = None) -> None:
        self._options = options
        self._stack = contextlib.ExitStack()
        self._one_by_one = asyncio.Lock()
        self._starting: asyncio.Future[E2BHost] | None = None
        self._inner: E2BHost | None = None
        # what is still asked for once the server is gone
        self._seconds: dict[tuple[int, int], float] = {}
        self._warnings: tuple[str, ...] = ()

    engine = "localbox"

    @property
    def keeps_snapshots(self) -> bool:
        return self._options is not None and self._options.kept is not None

    def check(self, environment: str) -> None:
        """Raises UserError where this machine has no such toolchain; asks no server."""
        templates.resolve(environment)

    async def create(
        self,
        *,
        environment: str | None = None,
        snapshot: str | None = None,
        egress: Sequence[str] = (),
        lifetime_seconds: int = 3600,
        labels: Mapping[str, str] | None = None,
    ) -> Sandbox:
        """As ports.SandboxHost; raises UserError where this machine can't isolate."""
        inner = await self._started()
        return await inner.create(
            environment=environment,
            snapshot=snapshot,
            egress=egress,
            lifetime_seconds=lifetime_seconds,
            labels=labels,
        )

    async def find_snapshot(self, name: str) -> str | None:
        return await (await self._started()).find_snapshot(name)

    async def delete_snapshot(self, snapshot: str) -> None:
        if self._inner is not None:
            await self._inner.delete_snapshot(snapshot)

    async def kill_all(self) -> int:
        """Ends the sandboxes and the server with them; the next create starts another."""
        if self._starting is not None:  # whoever wanted it was cancelled, which stops no thread
            await asyncio.wait({self._starting})
            self._take_started()
        inner, self._inner = self._inner, None
        if inner is None:
            return 0
        killed = await inner.kill_all()
        self._seconds = dict(inner.sandbox_seconds())
        self._warnings = inner.warnings
        await asyncio.to_thread(self._stack.close)
        return killed

    def sandbox_seconds(self) -> Mapping[tuple[int, int], float]:
        return self._inner.sandbox_seconds() if self._inner is not None else self._seconds

    @property
    def warnings(self) -> tuple[str, ...]:
        return self._inner.warnings if self._inner is not None else self._warnings

    async def _started(self) -> E2BHost:
        """The server's host; raises what kept the server from starting."""
        async with self._one_by_one:
            if self._inner is None and self._starting is None:
                await asyncio.sleep(HEAD_START_SECONDS)
                # whole, before the thread: the openai SDK looks into it, even when half imported
                import httpx  # noqa: F401

                self._starting = asyncio.ensure_future(asyncio.to_thread(self._start))
            if self._starting is not None:
                await asyncio.wait({self._starting})
                failure = self._take_started()
                if failure is not None:
                    raise failure
        if self._inner is None:
            raise ServiceError("the local sandbox server was ended while a sandbox was asked for")
        return self._inner

    def _take_started(self) -> BaseException | None:
        """What the thread came to; a failure is returned, and the next create tries again."""
        started, self._starting = self._starting, None
        if started is None:
            return None
        failure = started.exception()
        if failure is None:
            self._inner = started.result()
        return failure

    def _start(self) -> E2BHost:
        from codeonfly.adapters.e2b_sandbox import E2BHost  # 0.4 s, while the model thinks
        from codeonfly.localbox.server import Options, serving

        endpoint = self._stack.enter_context(serving(self._options or Options()))
        return E2BHost(
            endpoint.api_key,
            api_url=endpoint.api_url,
            sandbox_url=endpoint.sandbox_url,
            engine="localbox",
        )
