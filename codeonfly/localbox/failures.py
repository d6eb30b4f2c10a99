"""What failures are told as over HTTP: a status and a sentence."""

from __future__ import annotations

import errno
import os

from codeonfly.localbox.connect import RpcError
from codeonfly.localbox.http import HttpError
from codeonfly.localbox.link import NoSpaceError

FULL = {errno.ENOSPC, errno.EDQUOT}
BUSY = {errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM}
STATUS = {"not_found": 404, "invalid_argument": 400, "unauthenticated": 401, "unavailable": 502}


def told(failure: RpcError | OSError) -> HttpError:
    """The answer to what the sandbox refused, or what this machine lacks."""
    if isinstance(failure, OSError):
        return _lacking(failure)
    if isinstance(failure, NoSpaceError) or "not enough disk space" in failure.message:
        return HttpError(507, failure.message)
    return HttpError(STATUS.get(failure.code, 500), failure.message)


def _lacking(failure: OSError) -> HttpError:
    words = os.strerror(failure.errno) if failure.errno else str(failure) or type(failure).__name__
    if failure.errno in FULL:
        return HttpError(507, f"not enough disk space available on this machine: {words}")
    return HttpError(503 if failure.errno in BUSY else 500, f"this machine can't do that now: {words}")
