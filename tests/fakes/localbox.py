"""A running localbox for tests, or a skip where this machine can't isolate."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from codeonfly.errors import UserError
from codeonfly.localbox.server import Endpoint, Options, serving


@contextlib.contextmanager
def running(options: Options | None = None) -> Iterator[Endpoint]:
    """Localbox on a free port."""
    with contextlib.ExitStack() as stack:
        try:
            endpoint = stack.enter_context(serving(options or Options()))
        except UserError as reason:
            pytest.skip(str(reason))
        yield endpoint


def sdk_options(endpoint: Endpoint) -> dict[str, Any]:
    """What the SDK's methods need to talk to it."""
    return {
        "api_key": endpoint.api_key,
        "api_url": endpoint.api_url,
        "sandbox_url": endpoint.sandbox_url,
        "debug": False,
    }
