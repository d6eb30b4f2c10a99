"""Localbox on a machine whose own disk is full."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from e2b import AsyncSandbox, NotEnoughSpaceException, SandboxException

from tests.fakes.localbox import among_mounts


def test_a_full_host_is_told_and_over_when_there_is_room_again(tmp_path: Path):
    with among_mounts(f"mount -t tmpfs -o size=24m none {tmp_path}", "--root", str(tmp_path)) as (
        endpoint,
        server,
    ):
        asyncio.run(_filled(endpoint))
        server.terminate()
        assert server.wait(5) == 0


async def _filled(endpoint: dict[str, str]) -> None:
    sandbox = await AsyncSandbox.create(timeout=60, **endpoint)
    with pytest.raises(NotEnoughSpaceException):
        await sandbox.files.write("all", bytes(40 << 20))
    with pytest.raises(SandboxException, match="507: not enough disk space available on this machine"):
        await AsyncSandbox.create(timeout=60, **endpoint)
    with pytest.raises(SandboxException, match="507: not enough disk space"):
        await sandbox.create_snapshot()
    async with httpx.AsyncClient(headers={"X-API-Key": endpoint["api_key"]}) as client:
        raw = await client.post(f"{endpoint['api_url']}/v2/sandboxes", json={"templateID": "base"})
    assert (raw.status_code, raw.json()["code"]) == (507, 507)
    await sandbox.files.remove("all")
    await sandbox.files.write("some", bytes(1 << 20))
    (one,) = await sandbox.fork(timeout=60)
    assert isinstance(one, AsyncSandbox)
    assert len(await one.files.read("some", format="bytes")) == 1 << 20
