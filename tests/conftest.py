"""What holds for every test: nothing is left in the cache of whoever runs them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def own_cache() -> Iterator[None]:
    """Programs that tests start keep what they keep in a folder that goes with the session."""
    with tempfile.TemporaryDirectory(prefix="code-on-fly-cache-") as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        yield
        del os.environ["XDG_CACHE_HOME"]
