"""What holds for every test: nobody's cache is written to, and what is started can be interrupted."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import settings

# the same examples every time, and no test is judged by how long a shared machine took for it
settings.register_profile("code-on-fly", deadline=None, derandomize=True)
settings.load_profile("code-on-fly")


@pytest.fixture(autouse=True, scope="session")
def own_cache() -> Iterator[None]:
    """Programs that tests start keep what they keep in a folder that goes with the session."""
    with tempfile.TemporaryDirectory(prefix="code-on-fly-cache-") as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        yield
        del os.environ["XDG_CACHE_HOME"]


@pytest.fixture(autouse=True, scope="session")
def interruptible() -> None:
    """Programs that tests start take an interruption, even where a shell started the tests beside others.

    Such a shell has its background jobs ignore it, and so would their children.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
