"""Coroutines beside each other, whose failure is one error, not a group of them.

``asyncio.TaskGroup`` cancels its tasks once: where one of them loses the cancellation, it waits for that one
as long as it takes. Here a cancellation is repeated until it has taken effect. What loses one that comes
together with a result: ``asyncio.wait_for`` of Python 3.11, and requests by ``pyqwest``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

from codeonfly.errors import CodeonflyError

AGAIN_SECONDS = 2.0  # after which a cancellation that had no effect is repeated


async def together(*work: Coroutine[Any, Any, Any]) -> list[Any]:
    """All results, in order; the first failure ends the others and is raised as itself."""
    tasks = [asyncio.ensure_future(one) for one in work]
    await _ended(tasks)
    return [task.result() for task in tasks]


async def while_it_holds(first: Coroutine[Any, Any, bool], *others: Coroutine[Any, Any, Any]) -> None:
    """Runs all beside each other; once ``first`` comes out False the others are ended, without an error."""

    async def leading() -> None:
        if not await first:
            await _stop(tasks[1:])

    tasks = [asyncio.ensure_future(leading()), *(asyncio.ensure_future(one) for one in others)]
    await _ended(tasks)


async def error_of(work: Coroutine[Any, Any, Any]) -> BaseException | None:
    """What ``work`` failed with, cancellation and bugs included; None when it came to its end.

    Once it is cancelled, so is ``work``, and again as long as it goes on.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task})
    except asyncio.CancelledError as cancelled:
        await _stop([task])
        if not task.cancelled():
            task.exception()  # taken, or it would be told as one that nobody took
        return cancelled
    return asyncio.CancelledError() if task.cancelled() else task.exception()


async def _ended(tasks: Sequence[asyncio.Future[Any]]) -> None:
    """Waits for the end of all; raises the first failure that was expected, else the first one."""
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        cancelled = await _stop(tasks)
        errors = [error for task in tasks if not task.cancelled() and (error := task.exception())]
    if cancelled:
        raise asyncio.CancelledError
    if errors:
        raise next((error for error in errors if isinstance(error, CodeonflyError)), errors[0])


async def _stop(tasks: Sequence[asyncio.Future[Any]]) -> bool:
    """Cancels those that are not done until all are; whether the caller was cancelled meanwhile."""
    cancelled = False
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        try:
            await asyncio.wait(running, timeout=AGAIN_SECONDS)
        except asyncio.CancelledError:
            cancelled = True
    return cancelled
