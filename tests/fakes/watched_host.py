"""A SandboxHost around another one: a test sees every call before it is made, answers it, or lets it fail."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from codeonfly.ports import CommandResult
from tests.fakes.direct_sandbox import DirectHost, DirectSandbox

# Told the name of the call and its first argument. What it returns is the answer; None lets the call go on.
Watch = Callable[[str, Any], Any]
GOES_ON = None
# The direct sandbox has no network of its own, and a story needs none.
REGISTRY_QUESTION = "npm config get registry"


@dataclass
class WatchedSandbox:
    """``inner`` with ``watch`` before each call."""

    inner: DirectSandbox
    watch: Watch

    def __getattr__(self, name: str) -> Any:
        told = getattr(self.inner, name)
        if not callable(told):
            return told

        async def call(*arguments: Any, **named: Any) -> Any:
            first = arguments[0] if arguments else None
            if first == REGISTRY_QUESTION:
                return CommandResult(REGISTRY_QUESTION, 0, "undefined\n", "", 0.0)
            answer = self.watch(name, first)
            await asyncio.sleep(0)  # a call that takes no time could not be interrupted
            return await told(*arguments, **named) if answer is GOES_ON else answer

        return call


@dataclass
class WatchedHost:
    """``inner`` whose sandboxes are watched; ``labels`` are those of every sandbox that was made."""

    inner: DirectHost
    watch: Watch = field(default=lambda *_: GOES_ON)
    labels: list[dict[str, str]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    async def create(self, **wanted: Any) -> Any:
        self.labels.append(dict(wanted.get("labels") or {}))
        answer = self.watch("create", self.labels[-1].get("phase", ""))
        if answer is not GOES_ON:
            return answer
        made = await self.inner.create(**wanted)
        assert isinstance(made, DirectSandbox)
        return WatchedSandbox(made, self.watch)

    async def kill_all(self) -> int:
        answer = self.watch("kill_all", None)
        return await self.inner.kill_all() if answer is GOES_ON else answer

    @property
    def alive(self) -> Sequence[DirectSandbox]:
        return [sandbox for sandbox in self.inner.sandboxes if sandbox.alive]
