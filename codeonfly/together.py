"""Coroutines beside each other, whose failure is one error, not a group of them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Coroutine, Iterator, Sequence
from typing import Any

from codeonfly.errors import CodeonflyError


async def together(*work: Coroutine[Any, Any, Any]) -> list[Any]:
    """All results, in order; the first failure ends the others and is raised as itself."""
    with _one_error():
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
    return [task.result() for task in tasks]


async def while_it_holds(first: Coroutine[Any, Any, bool], *others: Coroutine[Any, Any, Any]) -> None:
    """Runs all beside each other; once ``first`` comes out False the others are ended, without an error."""

    async def leading() -> None:
        if not await first:
            for task in tasks[1:]:
                task.cancel()

    with _one_error():
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(leading()), *(group.create_task(one) for one in others)]


async def error_of(work: Awaitable[Any]) -> BaseException | None:
    """What ``work`` failed with, cancellation and bugs included; None when it came to its end."""
    try:
        ended: Sequence[Any] = await asyncio.gather(work, return_exceptions=True)
    except asyncio.CancelledError as cancelled:
        return cancelled  # work was cancelled too, and has ended
    return ended[0] if isinstance(ended[0], BaseException) else None


@contextlib.contextmanager
def _one_error() -> Iterator[None]:
    try:
        yield
    except BaseExceptionGroup as failed:
        errors = list(_single(failed))
        expected = [error for error in errors if isinstance(error, CodeonflyError)]
        raise (expected or errors)[0] from None


def _single(failed: BaseException) -> Iterator[BaseException]:
    if isinstance(failed, BaseExceptionGroup):
        for inner in failed.exceptions:
            yield from _single(inner)
    else:
        yield failed
