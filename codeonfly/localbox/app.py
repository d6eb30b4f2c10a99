"""The HTTP surface: who may ask, and which part answers. One port serves the API and all sandboxes."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
from collections.abc import AsyncIterator

from codeonfly.localbox import (
    bodies,
    composing,
    connect,
    credentials,
    doors,
    failures,
    rpc,
    rpc_processes,
    transfer,
)
from codeonfly.localbox.api import Api
from codeonfly.localbox.box import Box
from codeonfly.localbox.calls import KEEPALIVE_SECONDS, Call
from codeonfly.localbox.connect import Json, RpcError
from codeonfly.localbox.fleet import Fleet
from codeonfly.localbox.http import (
    Disconnected,
    HttpError,
    Receive,
    Request,
    Response,
    Scope,
    Send,
    answer,
    failure,
    while_there,
)

CONTROL = {"sandboxes", "v2", "snapshots", "templates", "v3"}


class App:
    """The ASGI application."""

    def __init__(self, fleet: Fleet, api_key: str) -> None:
        self._fleet = fleet
        self._api = Api(fleet)
        self._key = api_key.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        sent = _Sent(send)
        try:
            await self._serve(request, sent)
        except Disconnected:
            return
        except HttpError as error:
            await self._fail(request, sent, error)
        except (RpcError, OSError) as error:
            await self._fail(request, sent, failures.told(error))

    async def _fail(self, request: Request, sent: _Sent, error: HttpError) -> None:
        """An error answer, where nothing was sent yet; else the connection just ends too early."""
        if not sent.started:
            await failure(error.status, error.message).send(sent)
        elif not sent.complete:
            request.break_off()

    async def _serve(self, request: Request, send: Send) -> None:
        segments, door = request.segments, doors.wanted(request)
        if door is not None:
            identifier, port = door
            box = await self._awake(identifier, port, request)
            if port == doors.ENVD_PORT:
                await self._envd(box, request, send)
            else:
                await doors.serve(box, port, request, send)
        elif segments[0] in CONTROL:
            if not self._is_ours(request.headers.get(b"x-api-key", b"")):
                raise HttpError(401, "invalid API key")
            await (await self._api.handle(request)).send(send)
        elif segments == ["health"]:
            await answer({"status": "ok", **self._fleet.health()}).send(send)
        elif segments == ["files"]:
            await self._files(self._signed_box(request), request, send)
        else:
            raise HttpError(404, "no such resource")

    def _is_ours(self, key: bytes) -> bool:
        return hmac.compare_digest(key, self._key)

    async def _awake(self, identifier: str, port: int, request: Request) -> Box:
        """The box, resumed when it wants that of traffic; E2B's edge answers 502 when it is not running.

        Who lacks the token wakes none: HttpError 403.
        """
        box = self._fleet.boxes.get(identifier)
        if box is None or box.state == "ending" or (box.state == "paused" and not box.descriptor.auto_resume):
            raise HttpError(502, f"The sandbox was not found: {identifier}")
        if box.state == "paused":
            doors.check(box, port, request)
            if port == doors.ENVD_PORT and not _has_token(request, box):
                raise HttpError(403, "This sandbox can't be resumed with the credentials provided.")
            await self._fleet.resume(box)
            self._fleet.extend(box, bodies.DEFAULT_SECONDS)
        return box

    def _signed_box(self, request: Request) -> Box:
        """A signed address carries no header: the box is the one whose token made the signature."""
        for box in self._fleet.boxes.values():
            if box.state == "running" and credentials.signed_for(box, request):
                return box
        raise HttpError(401, "invalid signature")

    async def _envd(self, box: Box, request: Request, send: Send) -> None:
        segments = request.segments
        if segments == ["health"]:
            await Response(204).send(send)
            return
        if segments == ["files"] and request.parameter("signature"):
            if not credentials.signed_for(box, request):
                raise HttpError(401, "invalid signature")
        elif not _has_token(request, box):
            await self._unauthorised(request, send)
            return
        if segments == ["files"]:
            await self._files(box, request, send)
        elif segments == ["files", "compose"] and request.method == "POST":
            await (await composing.compose(box, request)).send(send)
        elif len(segments) == 2:
            await self._rpc(box, "/".join(segments), request, send)
        elif segments == ["metrics"]:
            await answer(bodies.service_metrics(await self._api.measure(box))).send(send)
        elif segments == ["envs"]:
            await answer(box.descriptor.envs).send(send)
        else:
            raise HttpError(404, "no such resource")

    async def _unauthorised(self, request: Request, send: Send) -> None:
        if len(request.segments) == 2:
            error = RpcError("unauthenticated", "unauthorized access, please provide a valid access token")
            await answer(error.body(), 401).send(send)
            return
        raise HttpError(
            401, "unauthorized access, please provide a valid access token or method signing if supported"
        )

    async def _files(self, box: Box, request: Request, send: Send) -> None:
        user = request.parameter("username") or ""
        if not request.parameter("signature"):
            user = user or credentials.basic_user(request.header(b"authorization"))
        elif credentials.expired(request):  # and the user is the one that was signed
            raise HttpError(401, "signature is already expired")
        if request.method in {"GET", "HEAD"}:
            await transfer.download(box, request, user, send)
        elif request.method == "POST":
            await (await transfer.upload(box, request, user)).send(send)
        else:
            raise HttpError(405, f"{request.method} is not allowed here")

    # --- RPC ---

    async def _rpc(self, box: Box, name: str, request: Request, send: Send) -> None:
        if request.method != "POST":
            raise HttpError(405, "RPCs are POST requests")
        content_type = request.headers.get(b"content-type", b"").split(b";")[0].strip()
        if name in rpc.STREAMS and content_type == connect.STREAM_TYPE:
            await self._stream(box, name, request, send)
        elif name == rpc.CLIENT_STREAM and content_type == connect.STREAM_TYPE:
            await self._client_stream(box, request, send)
        elif name in rpc.UNARY and content_type == connect.UNARY_TYPE:
            await self._unary(box, name, request, send)
        elif name in rpc.UNARY or name in rpc.STREAMS or name == rpc.CLIENT_STREAM:
            raise HttpError(415, f"unsupported content type {content_type.decode('latin-1')!r}")
        else:
            raise HttpError(404, f"no such procedure: {name}")

    def _call(self, box: Box, request: Request) -> Call:
        timeout = connect.timeout_seconds(request.headers)
        keepalive = request.header(b"keepalive-ping-interval")
        user = credentials.basic_user(request.header(b"authorization"))
        if user not in {"", "user", "root"}:
            raise RpcError("unauthenticated", f"invalid username: '{user}'")
        return Call(
            box,
            user,
            None if timeout is None else asyncio.get_running_loop().time() + timeout,
            min(max(float(keepalive), 1.0), 300.0) if keepalive.isdecimal() else KEEPALIVE_SECONDS,
        )

    async def _unary(self, box: Box, name: str, request: Request, send: Send) -> None:
        try:
            message = connect.decode(await request.body())
            value = await rpc.UNARY[name](self._call(box, request), message)
        except RpcError as error:
            await answer(error.body(), connect.STATUS[error.code]).send(send)
        else:
            await Response(200, connect.encode(value)).send(send)

    async def _client_stream(self, box: Box, request: Request, send: Send) -> None:
        """The answer begins after the last message: a client that hears it sooner may stop sending."""
        try:
            call = self._call(box, request)
            async with asyncio.timeout(call.left()):
                value = await rpc_processes.stream_input(call, _messages(request))
            data = connect.envelope(value) + connect.end_of_stream()
        except TimeoutError:
            data = connect.end_of_stream(RpcError("deadline_exceeded", "context deadline exceeded"))
        except RpcError as error:
            data = connect.end_of_stream(error)
        await Response(200, data, connect.STREAM_TYPE).send(send)

    async def _stream(self, box: Box, name: str, request: Request, send: Send) -> None:
        body = await request.body()
        await while_there(request.receive, self._send_stream(box, name, request, body, send))

    async def _send_stream(self, box: Box, name: str, request: Request, body: bytes, send: Send) -> None:
        """The head travels with the first event, the last event with the stream's end."""
        head = {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", connect.STREAM_TYPE)],
        }
        begun, data = False, b""
        try:
            async with contextlib.aclosing(
                rpc.STREAMS[name](self._call(box, request), _only(body))
            ) as events:
                async for event in events:
                    if "end" in event.get("event", ()):
                        data = connect.envelope(event)
                        continue  # to the end of the generators: one left half-way costs a task to close it
                    if not begun:
                        begun = True
                        await send(head)
                    await send(
                        {"type": "http.response.body", "body": connect.envelope(event), "more_body": True}
                    )
            data += connect.end_of_stream()
        except RpcError as error:
            data = connect.end_of_stream(error)
        if not begun:
            await send(head)
        await send({"type": "http.response.body", "body": data})


def _has_token(request: Request, box: Box) -> bool:
    return hmac.compare_digest(request.headers.get(b"x-access-token", b""), box.token.encode())


def _only(body: bytes) -> Json:
    messages = list(connect.Envelopes().feed(body))
    if len(messages) != 1:
        raise RpcError("invalid_argument", "the stream must carry one message")
    return messages[0]


class _Sent:
    """Remembers whether an answer has begun, and whether it is all there."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = self.complete = False

    async def __call__(self, message: dict[str, object]) -> None:
        self.started = True
        await self._send(message)
        self.complete = message["type"] == "http.response.body" and not message.get("more_body")


async def _messages(request: Request) -> AsyncIterator[Json]:
    envelopes = connect.Envelopes()
    async for chunk in request.chunks():
        for message in envelopes.feed(chunk):
            yield message
