"""Work beside other work: one error comes out of it, and a cancellation always takes effect."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from codeonfly.errors import ServiceError
from codeonfly.together import error_of, together, while_it_holds


async def gives(value: object, seconds: float = 0) -> object:
    await asyncio.sleep(seconds)
    return value


async def fails(error: BaseException, seconds: float = 0) -> None:
    await asyncio.sleep(seconds)
    raise error


async def test_all_results_come_in_order() -> None:
    assert await together(gives(1, 0.02), gives(2)) == [1, 2]


async def test_the_first_failure_is_raised_as_itself_and_ends_the_others() -> None:
    ended: list[str] = []

    async def long() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("long")

    with pytest.raises(ServiceError, match="down"):
        await together(long(), fails(ServiceError("down"), 0.01))
    assert ended == ["long"]


async def test_a_failure_that_was_expected_goes_before_a_bug() -> None:
    with pytest.raises(ServiceError):
        await together(fails(KeyError("x")), fails(ServiceError("down")))


@pytest.mark.parametrize(("holds", "expected"), [(True, ["other"]), (False, [])])
async def test_the_others_go_on_only_while_the_first_holds(holds: bool, expected: list[str]) -> None:
    done: list[str] = []

    async def first() -> bool:
        return holds

    async def other() -> None:
        await asyncio.sleep(0.02)
        done.append("other")

    await while_it_holds(first(), other())
    assert done == expected


async def test_what_came_to_its_end_has_no_error() -> None:
    assert await error_of(gives("a value")) is None


@pytest.mark.parametrize(
    "error", [ServiceError("down"), KeyError("x"), TimeoutError(), asyncio.CancelledError()]
)
async def test_every_error_is_a_value(error: BaseException) -> None:
    assert type(await error_of(fails(error))) is type(error)


async def test_a_cancellation_cancels_the_work_and_waits_for_its_end() -> None:
    steps: list[str] = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.02)
            steps.append("cleaned up")

    assert isinstance(await cancelled_soon(work()), asyncio.CancelledError)
    assert steps == ["cleaned up"]


async def test_an_error_while_it_ends_does_not_hide_the_cancellation() -> None:
    async def work() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise ServiceError("the request was cancelled") from None

    assert isinstance(await cancelled_soon(work()), asyncio.CancelledError)


async def test_a_cancellation_that_was_lost_is_repeated() -> None:
    lost: list[str] = []

    async def stubborn() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            lost.append("once")
        await asyncio.sleep(60)

    assert isinstance(await cancelled_soon(stubborn()), asyncio.CancelledError)
    assert lost == ["once"]


@pytest.mark.parametrize("beside", [together, while_it_holds])
async def test_one_that_loses_the_cancellation_of_all_is_cancelled_again(
    beside: Callable[..., Coroutine[Any, Any, None]],
) -> None:
    lost: list[str] = []

    async def stubborn() -> bool:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            lost.append("once")
        await asyncio.sleep(60)
        return True

    assert isinstance(await cancelled_soon(beside(stubborn(), gives(1))), asyncio.CancelledError)
    assert lost == ["once"]


async def test_a_second_cancellation_leaves_nothing_running() -> None:
    async def slow() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.1)

    running = asyncio.ensure_future(together(slow(), slow()))
    for _ in range(2):
        await asyncio.sleep(0.02)
        running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def cancelled_soon(work: Coroutine[Any, Any, None]) -> BaseException | None:
    running = asyncio.ensure_future(error_of(work))
    await asyncio.sleep(0.02)
    running.cancel()
    async with asyncio.timeout(20):
        return await running
