"""Ports inside sandboxes over HTTP, as E2B serves them at ``PORT-SANDBOX.domain``.

The agent connects inside and hands the connection out; a request and its answer pass through it.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import re
import socket
import ssl
from collections.abc import AsyncIterator
from typing import Any

import h11

from codeonfly.localbox.box import Box
from codeonfly.localbox.connect import RpcError
from codeonfly.localbox.http import HttpError, Request, Response, Send, answer, while_there
from codeonfly.localbox.inside.wire import PROXY_PORT

ENVD_PORT = 49983
CHUNK = 64 << 10
CONNECT_SECONDS = 10.0
PATIENCE_SECONDS = 300.0  # for a program inside that takes nothing of what it is sent
TOKEN = b"e2b-traffic-access-token"
_NAMED = re.compile(rb"(\d{1,5})-([a-z0-9]{1,40})\.")
MAX_STATUS, BODILESS = 599, {204, 304}
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_PORT = re.compile(r"[0-9]{1,5}")
_DROPPED = {  # what concerns one connection only, and what opens this server's own doors
    b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection", b"te",
    b"trailer", b"transfer-encoding", b"upgrade", TOKEN, b"x-access-token", b"x-api-key", b"e2b-sandbox-id",
    b"e2b-sandbox-port",
}  # fmt: skip


def wanted(request: Request) -> tuple[str, int] | None:
    """The sandbox and port that its headers or its host name; None for a request to the control plane.

    Raises HttpError 400 for a port that is none.
    """
    identifier = request.header(b"e2b-sandbox-id")
    if identifier:
        port = request.header(b"e2b-sandbox-port") or str(ENVD_PORT)
        if not _PORT.fullmatch(port):
            raise HttpError(400, "Invalid sandbox port")
        return identifier, int(port)
    named = _NAMED.match(request.headers.get(b"host", b""))
    return (named[2].decode(), int(named[1])) if named else None


async def serve(
    box: Box, port: int, request: Request, send: Send, patience: float = PATIENCE_SECONDS
) -> None:
    """Passes the request to the port, and its answer back; 502 in E2B's words when nothing listens there.

    Raises HttpError 403 where traffic is closed and the request lacks the token.
    """
    check(box, port, request)
    async with contextlib.AsyncExitStack() as stack:
        try:
            reader, writer = await stack.enter_async_context(_connected(box, port))
        except (OSError, TimeoutError):
            await _closed(box, port).send(send)
            return
        passing = _Passing(reader, writer, send, patience)
        try:
            await passing.both_ways(request, _head(box, port, request))
        except (OSError, h11.RemoteProtocolError) as failure:
            if passing.told:
                raise HttpError(502, "the answer broke off") from failure
            await _closed(box, port).send(send)


def check(box: Box, port: int, request: Request) -> None:
    """Raises HttpError 403 where traffic to its ports is closed and the request lacks the token."""
    if port == ENVD_PORT or box.network.get("allowPublicTraffic") is not False:
        return
    given = request.headers.get(TOKEN)
    if given is None or not hmac.compare_digest(given, box.traffic_token.encode()):
        how = "Token header '{}' is missing" if given is None else "Provided token in header '{}' is invalid"
        words = f"Sandbox is secured with traffic access token. {how.format(TOKEN.decode())}"
        raise HttpError(403, words)


@contextlib.asynccontextmanager
async def _connected(box: Box, port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Streams to whatever listens there; raises OSError or TimeoutError."""
    connection = await _dialled(box, port)
    writer = None
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            tls = _any_certificate() if port in (box.network.get("httpsPorts") or ()) else None
            name = "localhost" if tls else None
            reader, writer = await asyncio.open_connection(sock=connection, ssl=tls, server_hostname=name)
        yield reader, writer
    finally:
        if writer is None:
            connection.close()
        else:
            writer.transport.abort()


async def _dialled(box: Box, port: int) -> socket.socket:
    hosts = (b"127.0.0.1", b"::1") if port != PROXY_PORT else ()  # its own way out is nobody's way in
    for host in hosts:
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError, TimeoutError, RpcError):
            _, descriptors = await box.call("dial", host, b"%d" % port)
            connection = stack.enter_context(socket.socket(fileno=descriptors[0]))
            async with asyncio.timeout(CONNECT_SECONDS):
                await _established(connection)
            stack.pop_all()
            return connection
    raise ConnectionRefusedError


async def _established(connection: socket.socket) -> None:
    """The agent does not wait for connections: this does."""
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_writer(connection, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_writer(connection)
    error = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if error:
        raise OSError(error, "no connection")


def _any_certificate() -> ssl.SSLContext:
    """E2B verifies none either: the sandbox signs its own."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _head(box: Box, port: int, request: Request) -> h11.Request:
    headers = [(name, value) for name, value in request.scope["headers"] if name not in _DROPPED | {b"host"}]
    if b"transfer-encoding" in request.headers:
        headers.append((b"transfer-encoding", b"chunked"))
    mask = box.network.get("maskRequestHost")
    host = mask.replace("${PORT}", str(port)).encode() if mask else request.headers.get(b"host", b"")
    query = request.scope["query_string"]
    target = bytes(request.scope["raw_path"]) + (b"?" + query if query else b"")
    head = [(b"host", host), *headers, (b"connection", b"close")]
    written = [(_as_go_writes(name), value) for name, value in head]
    return h11.Request(method=request.method, target=target, headers=written)


def _as_go_writes(name: bytes) -> bytes:
    """``Content-Type``, as it comes out of E2B's proxy: programs inside that compare by case find it."""
    return b"-".join(part.capitalize() for part in name.split(b"-"))


class _Passing:
    """One request and its answer on a connection into the sandbox."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, send: Send, patience: float
    ) -> None:
        self._reader, self._writer, self._send, self._patience = reader, writer, send, patience
        self._http = h11.Connection(h11.CLIENT)
        self.told = False

    async def both_ways(self, request: Request, head: h11.Request) -> None:
        """Passes them on at once: an answer may begin, and end, before the end of what it answers."""
        await self._write(head)
        asking, telling = asyncio.ensure_future(self._ask(request)), asyncio.ensure_future(self._answer())
        try:
            await asyncio.wait((asking, telling), return_when=asyncio.FIRST_COMPLETED)
            if telling.done():
                await telling
            else:
                await asking
                await while_there(request.receive, telling)
        finally:
            asking.cancel()
            telling.cancel()
            await asyncio.gather(asking, telling, return_exceptions=True)

    async def _ask(self, request: Request) -> None:
        async for chunk in request.chunks():
            with contextlib.suppress(ConnectionError):  # what it said before it closed is heard nevertheless
                await self._write(h11.Data(chunk))
        with contextlib.suppress(ConnectionError):
            await self._write(h11.EndOfMessage())

    async def _write(self, event: h11.Request | h11.Data | h11.EndOfMessage) -> None:
        self._writer.write(self._http.send(event) or b"")
        async with asyncio.timeout(self._patience):
            await self._writer.drain()

    async def _answer(self) -> None:
        while not isinstance(event := await self._next(), h11.EndOfMessage | h11.ConnectionClosed):
            if isinstance(event, h11.Response):
                headers = _passed_on(event)
                self.told = True
                await self._tell("start", status=event.status_code, headers=headers)
            elif isinstance(event, h11.Data):
                await self._tell("body", body=bytes(event.data), more_body=True)
        if self.told:
            await self._tell("body", body=b"")

    async def _tell(self, what: str, **values: Any) -> None:
        await self._send({"type": f"http.response.{what}", **values})

    async def _next(self) -> Any:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._http.receive_data(await self._reader.read(CHUNK))
        return event


def _passed_on(event: h11.Response) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, without a length that is not the body's; raises h11.RemoteProtocolError."""
    if event.status_code > MAX_STATUS or any(_CONTROL.search(value) for _, value in event.headers):
        raise h11.RemoteProtocolError("the answer's head makes no sense")
    names = {name for name, _ in event.headers}
    uncounted = event.status_code in BODILESS or b"transfer-encoding" in names
    dropped = _DROPPED | {b"date"} | ({b"content-length"} if uncounted else set())
    return [(name, value) for name, value in event.headers if name not in dropped]


def _closed(box: Box, port: int) -> Response:
    words = "The sandbox is running but port is not open"
    return answer({"sandboxId": box.id, "message": words, "port": port, "code": 502}, 502)
