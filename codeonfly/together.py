"""Coroutines beside each other, whose failure is one error, not a group of them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Iterator
from typing import Any

from codeonfly.errors import CodeonflyError

AGAIN_SECONDS = 2.0  # after which a cancellation that had no effect is repeated


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


async def error_of(work: Coroutine[Any, Any, Any]) -> BaseException | None:
    """What ``work`` failed with, cancellation and bugs included; None when it came to its end.

    Once it is cancelled, so is ``work``, and again as long as it goes on: ``asyncio.wait_for`` of Python 3.11
    loses a cancellation that comes together with a result.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task})
    except asyncio.CancelledError as cancelled:
        while not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=AGAIN_SECONDS)
        if not task.cancelled():
            task.exception()  # taken, or it would be told as one that nobody took
        return cancelled
    return asyncio.CancelledError() if task.cancelled() else task.exception()


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
