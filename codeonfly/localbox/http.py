"""Requests and answers over ASGI, and nothing more of HTTP than this server needs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MAX_BODY_BYTES = 64 << 20
EXTENSION, BREAK_OFF = "localbox", "break_off"  # of ASGI, in a request's scope: a function


class HttpError(Exception):
    """An answer that is an error: E2B's shape, a code and a message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status
        self.message = message


class Disconnected(Exception):
    """The client went away in the middle."""


@dataclass(eq=False)
class Request:
    """One request; its body is read once, whole or in pieces."""

    scope: Scope
    receive: Receive
    headers: Mapping[bytes, bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.headers = dict(reversed(self.scope["headers"]))  # of repeated ones the first counts

    @property
    def method(self) -> str:
        return str(self.scope["method"])

    @property
    def segments(self) -> list[str]:
        """The parts of the path, each unquoted by itself: a name may hold an escaped slash."""
        raw = bytes(self.scope.get("raw_path") or self.scope["path"].encode())
        return [unquote(part.decode("latin-1")) for part in raw.split(b"?")[0].strip(b"/").split(b"/")]

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(self.scope["query_string"].decode("latin-1"), keep_blank_values=True)

    def parameter(self, name: str) -> str | None:
        return self.query.get(name, [None])[0]

    def header(self, name: bytes) -> str:
        return self.headers.get(name, b"").decode("latin-1")

    def break_off(self) -> None:
        """Ends the connection in the middle of an answer, so that nobody takes it for the whole."""
        self.scope["extensions"][EXTENSION][BREAK_OFF]()

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body in pieces; raises Disconnected when the client vanishes."""
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise Disconnected
            if message.get("body"):
                yield message["body"]
            if not message.get("more_body"):
                return

    async def body(self, limit: int = MAX_BODY_BYTES) -> bytes:
        """All of it; raises HttpError 413 past the limit."""
        found = bytearray()
        async for chunk in self.chunks():
            found += chunk
            if len(found) > limit:
                raise HttpError(413, f"the request body is larger than {limit} bytes")
        return bytes(found)

    async def object(self) -> dict[str, Any]:
        """The JSON object of the body, empty for none; raises HttpError 400."""
        data = await self.body(4 << 20)
        try:
            value = json.loads(data) if data.strip() else {}
        except (ValueError, RecursionError):
            raise HttpError(400, "the request body is not valid JSON") from None
        if not isinstance(value, dict):
            raise HttpError(400, "the request body is not a JSON object")
        return value


@dataclass(frozen=True, slots=True)
class Response:
    """An answer held in memory."""

    status: int = 200
    body: bytes = b""
    content_type: bytes = b"application/json"
    headers: tuple[tuple[bytes, bytes], ...] = ()

    async def send(self, send: Send) -> None:
        headers = [(b"content-length", b"%d" % len(self.body)), *self.headers]
        if self.body:
            headers.append((b"content-type", self.content_type))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def answer(value: object, status: int = 200, headers: tuple[tuple[bytes, bytes], ...] = ()) -> Response:
    """A JSON answer."""
    return Response(status, json.dumps(value, separators=(",", ":")).encode(), headers=headers)


def failure(status: int, message: str) -> Response:
    """An error in E2B's shape."""
    return answer({"code": status, "message": message}, status)


async def while_there(receive: Receive, sending: Awaitable[None]) -> None:
    """Answers until that is done or the client is gone, whichever comes first.

    In the task that calls it: one more would cost each short command a turn of the loop.
    """
    task, over = asyncio.current_task(), False

    def left(leaving: asyncio.Future[None]) -> None:
        if task is not None and not (over or leaving.cancelled()):
            task.cancel()

    leaving = asyncio.ensure_future(_gone(receive))
    leaving.add_done_callback(left)
    try:
        await sending
    except asyncio.CancelledError:
        if task is None or not leaving.done() or task.uncancel():
            raise
    finally:
        over = True
        leaving.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
