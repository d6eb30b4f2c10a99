"""What strangers may send over a connection, and what they are told."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from codeonfly.localbox.connections import (
    MAX_HEAD_BYTES,
    MAX_UNHEARD_BYTES,
    MAX_WAITING,
    PARTING_SECONDS,
    PIECE,
    Connection,
)

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


class Wire:
    """The transport of a connection, and the program behind it: it says what it heard, when it may."""

    def __init__(self) -> None:
        self.written, self.closed, self.paused, self.ended = b"", False, False, False
        self.listens = True
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.gone = 0
        config = uvicorn.Config(self.application, log_config=None, interface="asgi3")
        self.connection: Any = Connection(config=config, server_state=ServerState(), app_state={})
        self.connection.connection_made(self)

    async def application(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        heard, more = b"", self.listens
        while more:
            message = await receive()
            heard, more = heard + message.get("body", b""), message.get("more_body", False)
        listening = asyncio.ensure_future(receive())
        may = asyncio.ensure_future(self.may_answer.wait())
        await asyncio.wait({listening, may}, return_when=asyncio.FIRST_COMPLETED)
        self.gone += not may.done()
        names = b",".join(name for name, _ in scope["headers"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-heard", names)]})
        await send({"type": "http.response.body", "body": scope["path"].encode() + b" " + heard})
        listening.cancel()

    async def sent(self, *pieces: bytes) -> list[int]:
        """The statuses of all answers, after these."""
        for piece in (*pieces, b""):
            if piece and not self.closed:
                self.connection.data_received(piece)
            for _ in range(20):
                await asyncio.sleep(0)
        return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+)", self.written)]

    def write(self, data: bytes) -> None:
        if not self.closed:
            self.written += data

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            asyncio.get_running_loop().call_soon(self.connection.connection_lost, None)

    abort = close

    def is_closing(self) -> bool:
        return self.closed

    def get_extra_info(self, _: str) -> None:
        return None

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.ended = True

    def pause_reading(self) -> None:
        self.paused = True

    def resume_reading(self) -> None:
        self.paused = False


@pytest.mark.parametrize(
    "data",
    [
        CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 4\r\n\r\n") + b"0\r\n\r\n",
        POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
        POST + b"Content-Length: 4, 4\r\n\r\nabcd",
        POST + b"Content-Length: +4\r\n\r\nabcd",
        POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        POST + b"Content-Length:\r\n 4\r\n\r\nabcd",
        POST + b"A: b\r\n c\r\n\r\n",
        POST + b"A: a\0b\r\n\r\n",
        POST + b"A: b\rContent-Length: 4\r\n\r\n",
        POST + b"Host: y\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\nHost: x\n\n",
        CHUNKED + b"0x2\r\nab\r\n0\r\n\r\n",
        CHUNKED + b"2\r\nabc\r\n0\r\n\r\n",
        CHUNKED + b"fffffffffffffffff\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
async def test_what_two_readers_could_read_differently_is_refused(data):
    wire = Wire()
    assert await wire.sent(data) == [400]
    assert wire.closed


@pytest.mark.parametrize(
    "endless",
    [
        [b"GET / HTTP/1.1\r\nHost: x\r\nA: ", b"a" * PIECE],
        [b"GET / HTTP/1.1\r\nHost: x\r\n", b"A: b\r\n" * (PIECE // 6)],
        [b"GET /", b"a" * PIECE],
        [CHUNKED + b"2;a=", b"a" * PIECE],
        [CHUNKED + b"2\r\nab\r\n0\r\n", b"A: b\r\n" * (PIECE // 6)],
    ],
    ids=["header", "headers", "address", "extension", "trailers"],
)
async def test_endless_heads_are_refused(endless):
    begin, more = endless
    wire = Wire()
    assert await wire.sent(begin, *[more] * 3) == [400]
    assert wire.closed


async def test_a_body_may_be_long_and_a_head_quite():
    wire = Wire()
    head = POST + b"Content-Length: 300000\r\nA: " + b"a" * (MAX_HEAD_BYTES - 100) + b"\r\n\r\n"
    assert await wire.sent(head + bytes(300000) + GET) == [200, 200]
    assert bytes(300000) in wire.written
    assert not wire.closed


async def test_a_body_that_goes_on_after_its_answer_is_not_read_to_its_end():
    wire = Wire()
    wire.listens = False
    head = POST + b"Content-Length: 1000000000\r\n\r\n"
    assert await wire.sent(head, *[b"x" * (MAX_UNHEARD_BYTES // 16)] * 16) == [200]
    assert (wire.paused, wire.ended, wire.closed) == (False, False, False)
    assert await wire.sent(b"x", b"x" * PIECE) == [200]
    assert (wire.paused, wire.ended, wire.closed) == (True, True, False)  # there is time to read the answer
    await asyncio.sleep(PARTING_SECONDS + 0.1)
    assert wire.closed


async def test_a_short_rest_of_a_body_is_no_reason_to_part():
    wire = Wire()
    wire.listens = False
    head = POST + b"Content-Length: %d\r\n\r\n" % (MAX_UNHEARD_BYTES // 2)
    for answers in (2, 4, 6):
        assert await wire.sent(head, b"x" * (MAX_UNHEARD_BYTES // 2), GET) == [200] * answers
    assert not wire.closed


async def test_a_trailer_is_no_header():
    wire = Wire()
    assert await wire.sent(CHUNKED + b"2;x=y\r\nab\r\n0\r\nX-API-Key: k\r\n\r\n") == [200]
    assert b"x-heard: host,transfer-encoding\r\n" in wire.written
    assert wire.written.endswith(b"/ ab\r\n0\r\n\r\n")


async def test_requests_sent_at_once_are_answered_in_turn():
    wire = Wire()
    first, second = (one.replace(b" /", b" /" + word) for one, word in ((POST, b"first"), (GET, b"second")))
    both = first + b"Content-Length: 2\r\n\r\nab" + second
    assert await wire.sent(both[:30], both[30:-5], both[-5:]) == [200, 200]
    assert wire.written.index(b"/first ab") < wire.written.index(b"/second ")


async def test_nonsense_after_a_request_is_not_its_answer():
    wire = Wire()
    wire.may_answer.clear()
    assert await wire.sent(GET + b"\0nonsense\r\n\r\n", GET) == []
    wire.may_answer.set()
    assert await wire.sent() == [200]
    assert wire.closed


async def test_a_body_that_breaks_off_into_nonsense_gets_no_second_answer():
    wire = Wire()
    wire.may_answer.clear()
    assert await wire.sent(GET + CHUNKED + b"2\r\nab\r\n", b"nonsense") == []
    assert wire.closed


async def test_more_requests_at_once_than_anybody_needs_are_not_read():
    wire = Wire()
    wire.may_answer.clear()
    await wire.sent(GET * (MAX_WAITING + 100), GET)
    assert len(wire.connection.pipeline) == MAX_WAITING
    wire.may_answer.set()
    while not wire.closed:
        statuses = await wire.sent()
    assert statuses == [200] * (MAX_WAITING + 1)


async def test_all_requests_hear_that_the_client_has_gone():
    wire = Wire()
    wire.may_answer.clear()
    await wire.sent(GET + GET)
    wire.close()
    assert await wire.sent() == []
    assert wire.gone == 1


async def test_who_asks_for_another_protocol_is_answered_in_this_one_and_let_go():
    wire = Wire()
    upgrade = POST + b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\nab"
    assert await wire.sent(upgrade) == [200]
    assert b"connection: close\r\n" in wire.written
    assert wire.closed
