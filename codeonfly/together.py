"""Coroutines beside each other, whose failure is one error, not a group of them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from typing import Any

from codeonfly.errors import CodeonflyError


async def together(*work: Coroutine[Any, Any, Any]) -> list[Any]:
    """All results, in order; the first failure ends the others and is raised as itself."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
    except BaseExceptionGroup as failed:
        errors = list(_single(failed))
        expected = [error for error in errors if isinstance(error, CodeonflyError)]
        raise (expected or errors)[0] from None
    return [task.result() for task in tasks]


def _single(failed: BaseException) -> Iterator[BaseException]:
    if isinstance(failed, BaseExceptionGroup):
        for inner in failed.exceptions:
            yield from _single(inner)
    else:
        yield failed
