"""An answer that goes out while somebody is there to hear it."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from codeonfly.localbox.http import Message, while_there


class Client:
    """The receiving side of a request: all was sent, and some day the client goes."""

    def __init__(self) -> None:
        self.gone = asyncio.Event()

    async def receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}


class Sending:
    """An answer that takes until ``last``; it remembers how it ended."""

    def __init__(self) -> None:
        self.begun, self.last, self.ended = asyncio.Event(), asyncio.Event(), ""

    async def __call__(self) -> None:
        try:
            self.begun.set()
            await self.last.wait()
            self.ended = "whole"
        except asyncio.CancelledError:
            self.ended = "cut"
            await asyncio.sleep(0)  # it may have to tidy up
            raise


@pytest.mark.parametrize(("leaves", "ended"), [(True, "cut"), (False, "whole")])
async def test_it_goes_on_until_it_is_done_or_the_client_is_gone(leaves, ended):
    client, sending = Client(), Sending()
    answering = asyncio.create_task(while_there(client.receive, sending()))
    await sending.begun.wait()
    (client.gone if leaves else sending.last).set()
    await asyncio.wait_for(answering, 5)
    assert sending.ended == ended


@pytest.mark.parametrize("leaves_first", [True, False])
async def test_what_comes_after_it_is_not_cut_by_a_client_that_leaves_at_its_end(leaves_first):
    client, sending = Client(), Sending()

    async def answer() -> str:
        await while_there(client.receive, sending())
        await asyncio.sleep(0.01)
        return "told"

    answering = asyncio.create_task(answer())
    await sending.begun.wait()
    for event in (client.gone, sending.last) if leaves_first else (sending.last, client.gone):
        event.set()
    assert await asyncio.wait_for(answering, 5) == "told"


async def test_who_cancels_it_hears_so():
    client, sending = Client(), Sending()
    answering = asyncio.create_task(while_there(client.receive, sending()))
    await sending.begun.wait()
    answering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await answering
    assert sending.ended == "cut"


async def test_its_failure_is_passed_on_and_nothing_is_left_behind():
    async def failing() -> None:
        raise LookupError

    with contextlib.suppress(LookupError):
        await while_there(Client().receive, failing())
        pytest.fail("the failure was lost")
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
