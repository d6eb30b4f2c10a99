"""A port inside, where what listens does not behave."""

from __future__ import annotations

import asyncio
import socket
from typing import Any, cast

from codeonfly.localbox import doors
from codeonfly.localbox.box import Box
from codeonfly.localbox.http import Request


class DeafSandbox:
    """Whatever connects to it is accepted and never read."""

    id, traffic_token = "i0", "token"

    def __init__(self) -> None:
        self.network: dict[str, Any] = {}
        self.accepted: list[socket.socket] = []

    async def call(self, *_: object) -> tuple[list[bytes], list[int]]:
        ours, theirs = socket.socketpair()
        self.accepted.append(theirs)
        return [], [ours.detach()]


async def test_a_program_that_reads_nothing_does_not_hold_a_request_for_ever():
    sandbox, told = DeafSandbox(), []

    async def endless() -> dict[str, Any]:
        return {"type": "http.request", "body": bytes(1 << 20), "more_body": True}

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "raw_path": b"/", "query_string": b""}
    request = Request(scope | {"headers": [(b"transfer-encoding", b"chunked")]}, endless)
    await doors.serve(cast(Box, sandbox), 8000, request, send, patience=0.1)
    assert told[0]["status"] == 502
    await asyncio.sleep(0)  # the loop closes what was given up
    (accepted,) = sandbox.accepted
    accepted.setblocking(False)
    while accepted.recv(1 << 20):  # to the end: the connection inside is closed, too
        pass
    accepted.close()
