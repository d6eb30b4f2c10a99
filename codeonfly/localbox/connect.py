"""The Connect protocol with JSON, server side, without I/O: errors, envelopes, deadlines."""

from __future__ import annotations

import base64
import binascii
import json
import os
import struct
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

STREAM_TYPE = b"application/connect+json"
UNARY_TYPE = b"application/json"
END_OF_STREAM = 2
MAX_MESSAGE_BYTES = 64 << 20

STATUS = {
    "canceled": 499,
    "unknown": 500,
    "invalid_argument": 400,
    "deadline_exceeded": 504,
    "not_found": 404,
    "already_exists": 409,
    "permission_denied": 403,
    "resource_exhausted": 429,
    "failed_precondition": 400,
    "unimplemented": 501,
    "internal": 500,
    "unavailable": 503,
    "unauthenticated": 401,
}

Json = dict[str, Any]


class RpcError(Exception):
    """An RPC that failed: a Connect code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code if code in STATUS else "internal"
        self.message = message

    def body(self) -> Json:
        return {"code": self.code, "message": self.message}


def encode(value: Json) -> bytes:
    """Compact JSON."""
    return json.dumps(value, separators=(",", ":")).encode()


def decode(data: bytes) -> Json:
    """The request's object; raises RpcError when it is none."""
    try:
        value = json.loads(data) if data else {}
    except (ValueError, RecursionError):
        raise RpcError("invalid_argument", "the request is not valid JSON") from None
    if not isinstance(value, dict):
        raise RpcError("invalid_argument", "the request is not a JSON object")
    return value


def envelope(value: Json, flags: int = 0) -> bytes:
    """One message of a stream."""
    data = encode(value)
    return struct.pack(">BI", flags, len(data)) + data


def end_of_stream(error: RpcError | None = None) -> bytes:
    """The message that ends a stream, well or badly."""
    return envelope({"error": error.body()} if error else {}, END_OF_STREAM)


class Envelopes:
    """Cuts a byte stream into its messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Json]:
        """The messages completed by ``data``; raises RpcError for broken framing."""
        self._buffer += data
        while len(self._buffer) >= 5:
            flags, length = struct.unpack_from(">BI", self._buffer)
            if length > MAX_MESSAGE_BYTES:
                raise RpcError("resource_exhausted", f"message of {length} bytes is too large")
            if flags & 1:
                raise RpcError("unimplemented", "compressed messages are not supported")
            if len(self._buffer) < 5 + length:
                return
            message = bytes(self._buffer[5 : 5 + length])
            del self._buffer[: 5 + length]
            if not flags & END_OF_STREAM:
                yield decode(message)


def timeout_seconds(headers: Mapping[bytes, bytes]) -> float | None:
    """The caller's deadline, if it set one."""
    value = headers.get(b"connect-timeout-ms", b"")
    if not value.isdigit() or len(value) > 10:
        return None
    return int(value) / 1000


def octets(value: object) -> bytes:
    """A bytes field of proto JSON: base64, either alphabet, padding optional."""
    if not isinstance(value, str):
        raise RpcError("invalid_argument", "a bytes field is not a string")
    try:
        return base64.b64decode(value.replace("-", "+").replace("_", "/") + "=" * (-len(value) % 4))
    except (binascii.Error, ValueError):
        raise RpcError("invalid_argument", "a bytes field is not base64") from None


def is_word(value: object) -> TypeGuard[str]:
    """Whether it can be a path, an argument or a variable: there is no NUL in it, and no half character."""
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        os.fsencode(value)
    except UnicodeEncodeError:
        return False
    return True


def text(value: object, name: str) -> str:
    """A string field."""
    if value is None:
        return ""
    if not is_word(value):
        raise RpcError("invalid_argument", f"{name} must be a string without NUL")
    return value


def number(value: object, name: str) -> int:
    """An integer field, which proto JSON may write as a string."""
    try:
        return int(value) if isinstance(value, int | str) else 0
    except ValueError:
        raise RpcError("invalid_argument", f"{name} must be a number") from None


def mapping(value: object, name: str) -> Json:
    """An object field; absent is empty."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RpcError("invalid_argument", f"{name} must be an object")
    return value
