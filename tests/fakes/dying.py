"""A process that is killed at a call to GitHub."""

from __future__ import annotations

from typing import Any

from tests.fakes.forge import FakeForge


class Died(Exception):
    """The process, at a call to GitHub."""


class DyingForge:
    """The forge, until its ``at``-th call, which takes effect or (``lost``) does not."""

    def __init__(self, forge: FakeForge, at: int, *, lost: bool) -> None:
        self._forge, self._left, self._lost = forge, at, lost

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._forge, name)

        async def call(*arguments: Any, **named: Any) -> Any:
            self._left -= 1
            if self._left == 0 and self._lost:
                raise Died(name)
            answer = await method(*arguments, **named)
            if self._left == 0:
                raise Died(name)
            return answer

        return call
