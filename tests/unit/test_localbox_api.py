"""What the control plane remembers of what it was asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from codeonfly.localbox.api import MAX_KEYS, Api
from codeonfly.localbox.box import Box, Descriptor
from codeonfly.localbox.fleet import Fleet
from codeonfly.localbox.http import HttpError, Request
from codeonfly.localbox.storage import Disk


class Making:
    """A fleet that counts what it makes."""

    def __init__(self) -> None:
        self.made = 0

    async def recall(self, _: str) -> None:
        return None

    async def create(self, descriptor: Descriptor, _seconds: float, _layers: object) -> Box:
        self.made += 1
        return Box(f"i{self.made}", descriptor, Disk((), Path("/nowhere"), None), {})


async def ask(api: Api, key: str, body: bytes = b'{"templateID": "base"}') -> int:
    """The status of a creation that was asked for with this key."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    headers = [(b"idempotency-key", key.encode())]
    scope = {"method": "POST", "path": "/v2/sandboxes", "query_string": b"", "headers": headers}
    return (await api.handle(Request(scope, receive))).status


async def test_a_key_stands_for_one_sandbox_and_old_keys_are_forgotten() -> None:
    fleet = Making()
    api = Api(cast(Fleet, fleet))
    assert [await ask(api, "k"), await ask(api, "k"), fleet.made] == [201, 201, 1]
    with pytest.raises(HttpError, match="422"):
        await ask(api, "k", b'{"templateID": "base", "timeout": 5}')
    for number in range(MAX_KEYS):
        await ask(api, f"k-{number}")
    await ask(api, f"k-{MAX_KEYS - 1}")
    assert fleet.made == MAX_KEYS + 1
    await ask(api, "k")
    assert fleet.made == MAX_KEYS + 2
