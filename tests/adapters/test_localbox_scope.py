"""Where a user's service manager holds sandboxes down: each is started in a scope of its own.

What stands in for systemd-run refuses to work without the variables that the real one needs, writes down its
words, and becomes the command, as the real one does.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from e2b import AsyncSandbox

from codeonfly.localbox.limits import Limits
from codeonfly.localbox.server import Endpoint
from tests.fakes.localbox import as_nobody, sdk_options

STAND_IN = """#!/bin/sh
[ -n "$XDG_RUNTIME_DIR" ] && [ -n "$DBUS_SESSION_BUS_ADDRESS" ] || exit 1
echo "$@" >> "$XDG_RUNTIME_DIR/asked"
while [ "$1" != -- ]; do
    case $1 in true) exit 0 ;; esac
    shift
done
shift
exec "$@"
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:  # pytest's own is closed to other users
        folder = Path(name)
        folder.chmod(0o777)
        (folder / "systemd-run").write_text(STAND_IN)
        (folder / "systemd-run").chmod(0o755)
        yield folder


@pytest.fixture
def endpoint(folder: Path) -> Iterator[Endpoint]:
    environ = {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "XDG_RUNTIME_DIR": str(folder),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/bus",
    }
    with as_nobody(Limits(memory_mib=512, processes=128), environ=environ) as endpoint:
        yield endpoint


async def test_a_sandbox_is_started_in_a_scope_with_its_limits(endpoint: Endpoint, folder: Path) -> None:
    async with httpx.AsyncClient() as client:
        health = (await client.get(f"{endpoint.api_url}/health")).json()
    if health["enforced"]["memory"].startswith("cgroup"):
        pytest.skip("an ordinary user may make cgroups here")
    assert health["enforced"]["memory"] == "systemd scope"
    sandbox = await AsyncSandbox.create(timeout=60, **sdk_options(endpoint))
    inside = (await sandbox.commands.run("env")).stdout
    assert "HOME=/home/user" in inside
    assert str(folder) not in inside
    await sandbox.kill()
    asked = (folder / "asked").read_text().splitlines()[-1]
    assert f"-{sandbox.sandbox_id}-" in asked
    assert " -p MemoryMax=512M -p MemorySwapMax=0 -p TasksMax=128 -p CPUQuota=200% -- " in asked
    assert " -p OOMPolicy=continue " in asked, "or the manager ends all of it"
