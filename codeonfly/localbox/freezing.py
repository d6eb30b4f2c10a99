"""How a sandbox's files become layers that never change, while it goes on."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from codeonfly.localbox.box import Box
from codeonfly.localbox.connect import RpcError
from codeonfly.localbox.http import HttpError
from codeonfly.localbox.storage import Layer, Storage


class Starting(Protocol):
    """Starts a sandbox that was ended; ``same_boot``: as if it had never ended."""

    def __call__(self, box: Box, *, same_boot: bool) -> Coroutine[Any, Any, None]: ...


class Freezer:
    """Where nothing runs, a sandbox's own files stay as they are, below a new layer; else they are copied."""

    def __init__(self, storage: Storage, get: Callable[[str], Box], start: Starting) -> None:
        """``get`` raises HttpError 404 for sandboxes that there are no more."""
        self._storage, self._get, self._start = storage, get, start

    async def freeze(self, box: Box, identifier: str) -> tuple[Layer, ...]:
        """The layers; who takes them lets them go. Raises HttpError or RpcError."""
        async with box.turning:
            try:
                many = await asyncio.to_thread(self._storage.can_step_up, box.disk)
                layers = await self._stepped(box, identifier) if many else ()
                return layers or await self._copied(box, identifier)
            except (HttpError, RpcError):
                self._get(box.id)  # one that was killed meanwhile is not found
                raise

    async def _stepped(self, box: Box, identifier: str) -> tuple[Layer, ...]:
        """None of them when something runs in it, or has its files open."""
        if box.state == "paused":
            return () if box.frozen else self._step(box, identifier)
        async with box.shut() as still:
            if not still:
                return ()
            await box.end()
            self._get(box.id)
            layers = self._step(box, identifier)
            try:
                await self._start(box, same_boot=True)
            except BaseException:
                await self._storage.let_go(layers)
                raise
            return layers

    def _step(self, box: Box, identifier: str) -> tuple[Layer, ...]:
        layers, box.disk = self._storage.step_up(identifier, box.disk)
        return layers

    async def _copied(self, box: Box, identifier: str) -> tuple[Layer, ...]:
        running = box.state == "running"
        if running:
            await box.signal_all(signal.SIGSTOP)
        try:
            return await self._storage.freeze(identifier, box.disk)
        finally:
            if running and box.alive:
                await box.signal_all(signal.SIGCONT)
