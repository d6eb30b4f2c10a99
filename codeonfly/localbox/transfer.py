"""File contents over HTTP: /files of envd, up and down, in constant memory."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import re
import stat
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from typing import Any, Self

from codeonfly.localbox import multipart
from codeonfly.localbox.box import Box
from codeonfly.localbox.http import HttpError, Request, Response, Send, answer, while_there

CHUNK = 1 << 20
METADATA_PREFIX = b"x-metadata-"
MAX_METADATA_BYTES, MAX_METADATA_KEY = 4096, 246
ATTRIBUTE = "user.e2b."
_PRINTABLE = re.compile(rb"[\x20-\x7e]*")


async def download(box: Box, request: Request, user: str, send: Send) -> None:
    """Streams a file; one range where asked for. Raises HttpError before the first byte."""
    path = request.parameter("path") or ""
    encoding = _encoding(request.header(b"accept-encoding"))
    async with box.opened("read", user, path) as (_, descriptor):
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode):
            raise HttpError(400, f"path '{path}' is not a regular file")
        headers = [(b"content-type", b"application/octet-stream"), (b"vary", b"Accept-Encoding")]
        first, last, status = 0, None, 200
        if encoding == "gzip":
            headers.append((b"content-encoding", b"gzip"))
        elif info.st_size:  # /proc's files say 0: their length shows at the end
            first, last, status = _range(request.header(b"range"), info.st_size)
            headers += [(b"accept-ranges", b"bytes"), (b"content-length", b"%d" % (last - first))]
            if status == 206:
                headers.append((b"content-range", b"bytes %d-%d/%d" % (first, last - 1, info.st_size)))
        head: dict[str, Any] = {"type": "http.response.start", "status": status, "headers": headers}
        if request.method == "HEAD":
            await send(head)
            await send({"type": "http.response.body", "body": b""})
            return
        contents = _contents(box, descriptor, first, last)
        pouring = _pour(send, head, contents, compressed=encoding == "gzip")
        await while_there(request.receive, pouring)


async def _pour(
    send: Send, head: dict[str, Any], chunks: AsyncGenerator[bytes, None], *, compressed: bool
) -> None:
    packer = zlib.compressobj(level=1, wbits=31) if compressed else None
    started = False
    async with contextlib.aclosing(chunks):
        async for chunk in chunks:
            if not started:  # the first read may fail, and is then an error answer
                await send(head)
                started = True
            body = packer.compress(chunk) if packer else chunk
            await send({"type": "http.response.body", "body": body, "more_body": True})
    if not started:
        await send(head)
    await send({"type": "http.response.body", "body": packer.flush() if packer else b""})


async def _contents(box: Box, descriptor: int, first: int, last: int | None) -> AsyncGenerator[bytes, None]:
    """The next piece is read while one is sent; short pieces do not end it, empty ones do.

    Raises HttpError where it breaks off: the file became shorter, or its sandbox went.
    """
    position, reading = first, _piece(descriptor, first, last)
    try:
        while data := await asyncio.shield(reading):
            _check_running(box)
            position += len(data)
            reading = _piece(descriptor, position, last)
            yield data
        if last is not None and position < last:
            raise HttpError(500, "the file became shorter while it was read")
    except OSError as failure:
        raise HttpError(500, f"error reading file: {failure.strerror}") from None
    finally:
        with contextlib.suppress(OSError):
            await reading  # the descriptor must not be closed under it


def _check_running(box: Box) -> None:
    """A transfer ends with its sandbox, and when that is paused: HttpError 502."""
    if box.state != "running" or not box.alive:
        raise HttpError(502, f"The sandbox was not found: {box.id}")


def _piece(descriptor: int, position: int, last: int | None) -> asyncio.Future[bytes]:
    count = CHUNK if last is None else min(CHUNK, last - position)
    return asyncio.ensure_future(asyncio.to_thread(os.pread, descriptor, count, position))


def _encoding(accepted: str) -> str:
    """``gzip`` only for those who want nothing else; 406 for those who take neither."""
    qualities = {"identity": 1.0, "gzip": 0.0}
    for word in accepted.lower().split(","):
        name, _, rest = word.strip().partition(";")
        quality = re.search(r"q=([0-9.]+)", rest)
        value = float(quality[1]) if quality and quality[1].count(".") < 2 and quality[1] != "." else 1.0
        if name.strip() in {"gzip", "identity"}:
            qualities[name.strip()] = value
        elif name.strip() == "*" and value == 0:
            qualities["identity"] = 0.0
    only_gzip = accepted.strip().lower() == "gzip"
    if qualities["gzip"] > 0 and (only_gzip or qualities["identity"] == 0):
        return "gzip"
    if qualities["identity"] == 0:
        raise HttpError(406, "no acceptable encoding found, supported: [identity, gzip]")
    return "identity"


def _range(header: str, size: int) -> tuple[int, int, int]:
    """First byte, end and status; several ranges and nonsense are ignored, as HTTP allows."""
    found = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", header.strip())
    if found is None or found.groups() == ("", ""):
        return 0, size, 200
    first = int(found[1]) if found[1] else max(size - int(found[2]), 0)
    last = min(int(found[2]) + 1 if found[1] and found[2] else size, size)
    if first >= size or first >= last:
        raise HttpError(416, "the requested range lies beyond the file")
    return first, last, 206


async def upload(box: Box, request: Request, user: str) -> Response:
    """Writes the body's file or files; raises HttpError."""
    attributes = _metadata(request.scope["headers"])
    path = request.parameter("path")
    content_type = request.header(b"content-type")
    chunks = _unpacked(request.chunks(), request.header(b"content-encoding"))
    if content_type.lower().startswith("multipart/"):
        written = await _upload_parts(box, user, path, attributes, chunks, content_type)
    else:
        if not path:
            raise HttpError(400, "the path parameter is required")
        async with _Writing(box, user, path, attributes) as writing:
            async for chunk in chunks:
                await writing.write(chunk)
        written = [writing.told]
    return answer(written)


async def _upload_parts(
    box: Box,
    user: str,
    path: str | None,
    attributes: dict[str, str],
    chunks: AsyncIterator[bytes],
    content_type: str,
) -> list[dict[str, Any]]:
    written: list[dict[str, Any]] = []
    async with contextlib.AsyncExitStack() as stack:
        writing: _Writing | None = None
        try:
            async for piece in multipart.parts(chunks, multipart.boundary(content_type)):
                if isinstance(piece, bytes):
                    if writing is not None:
                        await writing.write(piece)
                    continue
                await stack.aclose()
                writing = None
                if piece.name != "file":
                    continue
                target = path or piece.filename
                if not target:
                    raise HttpError(400, "a part has neither a path parameter nor a file name")
                if path and written:
                    raise HttpError(400, "several files can't be written to one path")
                writing = await stack.enter_async_context(_Writing(box, user, target, attributes))
                written.append(writing.told)
        except multipart.BadMultipart as bad:
            raise HttpError(400, str(bad)) from None
    return written


class _Writing:
    """An open file of the sandbox that collects small pieces into large writes."""

    def __init__(self, box: Box, user: str, path: str, attributes: dict[str, str]) -> None:
        self._box, self._opening = box, box.opened("write", user, path)
        self._attributes = attributes
        self._pending: list[bytes] = []
        self._size = 0
        self.told: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        target, self._descriptor = await self._opening.__aenter__()
        path = target.decode("utf-8", "replace")
        self.told = {"path": path, "name": path.rsplit("/", 1)[-1], "type": "file"}
        try:
            _set_attributes(self._descriptor, self._attributes)
        except BaseException:
            await self._opening.__aexit__(None, None, None)
            raise
        if self._attributes:
            self.told["metadata"] = self._attributes
        return self

    async def write(self, data: bytes) -> None:
        self._pending.append(data)
        self._size += len(data)
        if self._size >= CHUNK:
            await self._flush()

    async def _flush(self) -> None:
        pending, self._pending, self._size = self._pending, [], 0
        if not pending:
            return
        _check_running(self._box)
        if self._box.full:
            raise HttpError(507, "not enough disk space available: the sandbox's is full")
        try:
            await asyncio.to_thread(_write_all, self._descriptor, pending)
        except OSError as failure:
            if failure.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
                raise HttpError(507, "not enough disk space available") from None
            raise HttpError(500, f"error writing file: {failure.strerror}") from None

    async def __aexit__(self, *_: object) -> None:
        try:
            await self._flush()
        finally:
            await self._opening.__aexit__(None, None, None)


def _write_all(descriptor: int, pieces: list[bytes]) -> None:
    view = memoryview(b"".join(pieces))
    while view:
        view = view[os.write(descriptor, view) :]


def _set_attributes(descriptor: int, attributes: dict[str, str]) -> None:
    """Exactly these; a file system without attributes only matters where some are wanted."""
    try:
        for name in os.listxattr(descriptor):
            if name.startswith(ATTRIBUTE):
                os.removexattr(descriptor, name)
        for key, value in attributes.items():
            os.setxattr(descriptor, ATTRIBUTE + key, value.encode())
    except OSError as failure:
        if attributes:
            raise HttpError(500, f"error setting metadata: {failure.strerror}") from None


def _metadata(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        if not name.startswith(METADATA_PREFIX):
            continue
        key = name[len(METADATA_PREFIX) :]
        if (
            not key
            or len(key) > MAX_METADATA_KEY
            or not (_PRINTABLE.fullmatch(key) and _PRINTABLE.fullmatch(value))
        ):
            raise HttpError(400, "metadata keys and values must be printable ASCII, keys at most 246 bytes")
        found.setdefault(key.decode(), value.decode())
    if sum(len(ATTRIBUTE) + len(key) + len(value) for key, value in found.items()) > MAX_METADATA_BYTES:
        raise HttpError(400, f"the metadata is larger than {MAX_METADATA_BYTES} bytes")
    return found


async def _unpacked(chunks: AsyncIterator[bytes], encoding: str) -> AsyncIterator[bytes]:
    if encoding in {"", "identity"}:
        async for chunk in chunks:
            yield chunk
        return
    if encoding != "gzip":
        raise HttpError(400, f"unsupported Content-Encoding {encoding!r}")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        async for chunk in chunks:
            rest = chunk
            while rest:
                yield unpacker.decompress(rest, CHUNK)
                rest = unpacker.unconsumed_tail
    except zlib.error:
        raise HttpError(400, "the body is not valid gzip") from None
    if not unpacker.eof:
        raise HttpError(400, "the gzip body ended too early")
