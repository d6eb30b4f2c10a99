"""The name in a TLS client's first message, by which a server on a shared address knows whom it is for."""

from __future__ import annotations

import asyncio
import re

MAX_BYTES = 32 << 10
_HANDSHAKE, _CLIENT_HELLO, _SERVER_NAME = 22, 1, 0
_HOST = re.compile(rb"[\w.-]{1,253}", re.ASCII)
_BEFORE_SESSION = 34  # the version and the random number


async def heard(reader: asyncio.StreamReader) -> tuple[bytes, str]:
    """What the client said, and the name in it, "" for none. Raises ConnectionError when it ends before."""
    said = b""
    while (name := server_name(said)) is None and len(said) < MAX_BYTES:
        if not (more := await reader.read(MAX_BYTES)):
            raise ConnectionError("it ended before it said whom it wants")
        said += more
    return said, name or ""


def server_name(data: bytes) -> str | None:
    """The name; "" where there is none, or this is no such message. None: not all of it has come."""
    message = b""
    while len(message) < 4 or len(message) < 4 + int.from_bytes(message[1:4], "big"):
        if data[:1] not in {b"", bytes([_HANDSHAKE])}:
            return ""
        size = int.from_bytes(data[3:5], "big")
        if len(data) < 5 + size or not size:
            return None
        message += data[5 : 5 + size]
        data = data[5 + size :]
    return _name(message[4:]) if message[0] == _CLIENT_HELLO else ""


def _name(body: bytes) -> str:
    try:
        at = _BEFORE_SESSION
        at += 1 + body[at]
        at += 2 + int.from_bytes(body[at : at + 2], "big")  # cipher suites
        at += 1 + body[at]  # compression
        at += 2
        while at + 4 <= len(body):
            kind, size = (int.from_bytes(body[start : start + 2], "big") for start in (at, at + 2))
            if kind == _SERVER_NAME:
                length = int.from_bytes(body[at + 7 : at + 9], "big")
                name = _HOST.fullmatch(body[at + 9 : at + 9 + length])
                return name[0].decode() if name else ""  # it is told to people where it is refused
            at += 4 + size
    except IndexError:
        return ""
    return ""
