"""Messages between agent and server, and how paths and failures are told.

A message is a list of byte strings without NUL, joined by NUL. Requests: operation, request id,
arguments; where that is long, ``long`` and a memfd with it. Answers: ``ok``, ``long`` or ``error``, request
id, fields. Events: ``ready``, ``exit``, ``proxy``.
"""

# pathlib would cost every idle sandbox half a megabyte
# ruff: noqa: PTH118

from __future__ import annotations

import errno
import os

SEPARATOR = b"\0"
PROXY_PORT = 3128
PATH_BYTES = 4096  # the kernel's limit, its end included
HOMES = {b"user": b"/home/user", b"root": b"/root", b"": b"/home/user"}


class Refusal(Exception):
    """An answer other than ok: a Connect code and a sentence."""

    def __init__(self, code: bytes, message: bytes) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


def pack(fields: list[bytes]) -> bytes:
    """One message of these fields."""
    return SEPARATOR.join(fields)


def resolve(path: bytes, user: bytes) -> bytes:
    """The absolute, lexically cleaned path; relative ones and ``~`` start at the user's home."""
    if user not in HOMES:
        raise Refusal(b"unauthenticated", b"invalid username: '" + user + b"'")
    home = HOMES[user]
    if path in {b"~", b""}:
        return home
    if path.startswith(b"~/"):
        path = path[2:]
    found = b"/" + os.path.normpath(os.path.join(home, path)).lstrip(b"/")
    if len(found) >= PATH_BYTES:
        raise OSError(errno.ENAMETOOLONG, "")
    return found


def explain(failure: Exception) -> list[bytes]:
    """The Connect code and the sentence of an answer that is not ok."""
    if isinstance(failure, Refusal):
        return [failure.code, failure.message]
    if isinstance(failure, OSError):
        code = {
            errno.ENOENT: b"not_found",
            errno.ENOTDIR: b"not_found",
            errno.EACCES: b"permission_denied",
            errno.EPERM: b"permission_denied",
            errno.EROFS: b"permission_denied",
            errno.ENOSPC: b"no_space",
            errno.EDQUOT: b"no_space",
            errno.EAGAIN: b"resource_exhausted",
            errno.ENOMEM: b"resource_exhausted",
            errno.ENAMETOOLONG: b"invalid_argument",
            errno.E2BIG: b"invalid_argument",
            errno.EISDIR: b"invalid_argument",
            errno.ELOOP: b"invalid_argument",
            errno.EXDEV: b"invalid_argument",
            errno.ENOTEMPTY: b"invalid_argument",
        }.get(failure.errno or 0, b"internal")
        where = failure.filename if isinstance(failure.filename, bytes) else b""
        return [code, b"path '" + where + b"': " + os.strerror(failure.errno or 0).lower().encode()]
    return [b"internal", repr(failure).encode().replace(SEPARATOR, b"?")]
