"""What a failure is told as."""

from __future__ import annotations

import errno

import pytest

from codeonfly.localbox.connect import RpcError
from codeonfly.localbox.failures import told
from codeonfly.localbox.link import NoSpaceError


@pytest.mark.parametrize(
    ("failure", "status", "words"),
    [
        (RpcError("not_found", "no such file"), 404, "no such file"),
        (RpcError("invalid_argument", "no path"), 400, "no path"),
        (RpcError("unavailable", "gone"), 502, "gone"),
        (RpcError("internal", "it did not start"), 500, "it did not start"),
        (NoSpaceError("resource_exhausted", "full"), 507, "full"),
        (RpcError("resource_exhausted", "not enough disk space available: x"), 507, "not enough"),
        (OSError(errno.ENOSPC, "x", "/secret/path"), 507, "on this machine: No space left on device"),
        (OSError(errno.EMFILE, "x"), 503, "Too many open files"),
        (BlockingIOError(errno.EAGAIN, "x"), 503, "can't do that now"),
        (OSError("other servers have all"), 500, "other servers have all"),
        (TimeoutError(), 500, "TimeoutError"),
    ],
)
def test_a_status_and_a_sentence(failure, status, words):
    error = told(failure)
    assert (error.status, words in error.message, "/secret" in error.message) == (status, True, False)
