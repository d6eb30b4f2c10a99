"""The local sandboxes' host: its server starts when it is wanted, and is gone with the run."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest

from codeonfly.errors import UserError
from codeonfly.localbox.host import HEAD_START_SECONDS, LocalHost
from codeonfly.localbox.server import Options, serving


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder that a server of this machine can use; skips where it can't isolate."""
    try:
        with serving(Options(root=tmp_path / "root")):
            return tmp_path / "root"
    except UserError as error:
        pytest.skip(str(error))


def is_free(root: Path) -> bool:
    """Whether no server holds the folder any more, so that another could, and no sandbox is left in it."""
    if list(root.glob("sandboxes/*")):
        return False
    try:
        with serving(Options(root=root)):
            return True
    except UserError:
        return False


@pytest.mark.parametrize("seconds", [0.0, HEAD_START_SECONDS / 2, HEAD_START_SECONDS * 2, 0.2, 0.4])
async def test_a_server_that_is_no_longer_wanted_while_it_starts_is_ended(root: Path, seconds: float) -> None:
    host = LocalHost(Options(root=root))
    wanted = asyncio.ensure_future(host.create(environment="python-3.11"))
    await asyncio.sleep(seconds)
    wanted.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await wanted
    await host.kill_all()
    await asyncio.get_running_loop().shutdown_default_executor()  # what still starts comes to its end
    assert is_free(root), "it is still served"


async def test_a_server_that_could_not_start_is_tried_again(root: Path) -> None:
    host = LocalHost(Options(root=root))
    with serving(Options(root=root)):
        for _ in range(2):
            with pytest.raises(UserError, match="another localbox already serves from"):
                await host.create(environment="python-3.11")
    sandbox = await host.create(environment="python-3.11")
    assert (await sandbox.run("echo there")).stdout == "there\n"
    assert await host.kill_all() == 1
    assert is_free(root)


async def test_two_that_want_it_at_once_get_the_same(root: Path) -> None:
    host = LocalHost(Options(root=root))
    await asyncio.gather(*(host.create(environment="python-3.11") for _ in range(2)))
    assert await host.kill_all() == 2
    assert await host.kill_all() == 0
    assert is_free(root)


async def test_what_it_warns_of_outlives_it(root: Path) -> None:
    host = LocalHost(Options(root=root))
    await host.create(environment="python-3.1")
    warned = host.warnings
    await host.kill_all()
    assert [sentence.partition(" runs on ")[0] for sentence in warned] == ["python-3.1"]
    assert host.warnings == warned


def test_what_its_thread_fails_with_is_raised_where_it_was_wanted(root: Path) -> None:
    with pytest.raises(ValueError, match="nonsense"), serving(Options(root=root, permitted=("nonsense",))):
        pass
    assert is_free(root)
