"""multipart/form-data, read as it comes: nothing but the boundary's length is kept in memory."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

MAX_HEAD_BYTES = 16 << 10
_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,200})"|([^\s;,]{1,200}))', re.IGNORECASE)
_FILENAME = re.compile(rb'filename="((?:[^"\\]|\\.)*)"')
_NAME = re.compile(rb'[; ]name="((?:[^"\\]|\\.)*)"')


class BadMultipart(Exception):
    """The body breaks the format's rules."""


@dataclass(frozen=True, slots=True)
class Part:
    """The beginning of a part."""

    name: str
    filename: str | None


def boundary(content_type: str) -> bytes:
    """The boundary of the header; raises BadMultipart."""
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise BadMultipart("the multipart body's boundary is missing")
    return (found[1] or found[2]).encode("latin-1")


async def parts(chunks: AsyncIterator[bytes], mark: bytes) -> AsyncIterator[Part | bytes]:
    """A Part where one begins, then its bytes in pieces; raises BadMultipart."""
    delimiter = b"\r\n--" + mark
    buffer = bytearray(b"\r\n")  # so that the first boundary looks like the others
    inside = False
    async for chunk in chunks:
        buffer += chunk
        while True:
            at = buffer.find(delimiter)
            if at < 0:
                keep = len(delimiter) - 1
                if inside and len(buffer) > keep:
                    yield bytes(memoryview(buffer)[: len(buffer) - keep])
                    del buffer[: len(buffer) - keep]
                break
            tail = buffer[at + len(delimiter) : at + len(delimiter) + 2]
            if tail == b"--":
                if inside and at:
                    yield bytes(buffer[:at])
                return
            head_end = buffer.find(b"\r\n\r\n", at + len(delimiter))
            if head_end < 0:
                if len(buffer) - at > MAX_HEAD_BYTES:
                    raise BadMultipart("a part's header is too long")
                if inside and at:
                    yield bytes(buffer[:at])
                    del buffer[:at]
                break
            if inside and at:
                yield bytes(buffer[:at])
            yield _part(bytes(buffer[at + len(delimiter) : head_end]))
            inside = True
            del buffer[: head_end + 4]
            # the part may be empty: its end then lacks the line break that the delimiter begins with
            if buffer.startswith(b"--" + mark):
                buffer[:0] = b"\r\n"
    raise BadMultipart("the multipart body ended too early")


def _part(head: bytes) -> Part:
    name, filename = _NAME.search(head), _FILENAME.search(head)
    return Part(_unquoted(name[1]) if name else "", _unquoted(filename[1]) if filename else None)


def _unquoted(value: bytes) -> str:
    """Browsers and httpx escape quotes and line breaks by percent signs, older clients by a backslash."""
    value = re.sub(rb"\\(.)", rb"\1", value)
    for escaped, plain in ((b"%22", b'"'), (b"%0D", b"\r"), (b"%0A", b"\n")):
        value = value.replace(escaped, plain)
    return value.decode("utf-8", "replace")
