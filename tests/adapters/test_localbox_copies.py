"""Snapshots and forks of many files: at once where nothing runs inside, and nothing of a sandbox is lost."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from e2b import AsyncSandbox, SandboxException

from codeonfly.localbox.storage import Storage
from tests.fakes.localbox import WHO, running, running_as, sdk_options

BOOT = "/proc/sys/kernel/random/boot_id"
MANY = "mkdir -p many; for i in $(seq 600); do echo $i > many/$i; done"


@pytest.fixture(scope="module", params=WHO)
def options(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    with running_as(request.param) as endpoint:
        yield sdk_options(endpoint)


@pytest.fixture
async def sandbox(options: dict[str, Any]) -> AsyncIterator[AsyncSandbox]:
    sandbox = await AsyncSandbox.create(timeout=120, **options)
    await sandbox.commands.run(MANY)
    yield sandbox
    await sandbox.kill()


async def _said(sandbox: AsyncSandbox, command: str) -> str:
    return (await sandbox.commands.run(command)).stdout


async def test_the_sandbox_goes_on_as_if_nothing_had_been(options, sandbox):
    await _said(
        sandbox,
        "ln -s many link; mkfifo pipe; chmod 700 many; ln many/1 hard; rm many/2; mkdir -p folder/inner",
    )
    told = "find . -printf '%p %y %m %u %n %T@ %l\\n' | sort; cat many/1"
    before, boot = await _said(sandbox, told), await sandbox.files.read(BOOT)
    snapshot = await sandbox.create_snapshot()
    assert (await _said(sandbox, told), await sandbox.files.read(BOOT)) == (before, boot)
    await _said(
        sandbox, "echo changed > many/1; rm -r many/3 link; mkdir link; mv many/4 many/five; chmod 0 pipe"
    )
    await sandbox.files.rename("folder", "moved")  # a layer below can't be renamed in
    copy = await AsyncSandbox.create(snapshot.snapshot_id, timeout=60, **options)
    assert await _said(copy, told) == before
    assert await copy.files.read(BOOT) != boot
    await _said(copy, "rm -r many")
    assert (
        await _said(sandbox, "cat many/1 many/five; ls many | wc -l; ls moved") == "changed\n4\n598\ninner\n"
    )
    await copy.kill()


async def test_what_runs_goes_on_running(options, sandbox):
    sleeping = await sandbox.commands.run("sleep 300", background=True)
    await _said(sandbox, "setsid sleep 301 > /dev/null 2>&1 &")
    snapshot = await sandbox.create_snapshot()
    assert [process.pid for process in await sandbox.commands.list()] == [sleeping.pid]
    await sleeping.kill()
    (fork,) = await sandbox.fork()
    assert await _said(sandbox, "pgrep -fc '^sleep 301'") == "1\n"
    copy = await AsyncSandbox.create(snapshot.snapshot_id, timeout=60, **options)
    for other in (copy, fork):
        assert await _said(other, "ls many | wc -l; pgrep -fc '^sleep' || true") == "600\n0\n"
        await other.kill()


async def test_shared_memory_is_not_lost(sandbox):
    await _said(sandbox, "echo kept > /dev/shm/file")
    await sandbox.create_snapshot()
    assert await _said(sandbox, "cat /dev/shm/file") == "kept\n"


async def test_an_upload_under_way_reaches_the_sandbox(options, sandbox):
    going = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000
            going.set()
            await asyncio.sleep(0.05)

    address = sandbox.upload_url("slow")
    async with httpx.AsyncClient(timeout=30) as client:
        headers = {"content-type": "application/octet-stream"}
        uploading = asyncio.create_task(client.post(address, content=slowly(), headers=headers))
        await going.wait()
        await sandbox.create_snapshot()
        assert (await uploading).status_code == 200
    assert (await sandbox.files.get_info("slow")).size == 2_000_000


async def test_a_watcher_hears_what_happens_after(sandbox):
    heard = asyncio.Event()
    watching = await sandbox.files.watch_dir("many", on_event=lambda _: heard.set())
    await sandbox.create_snapshot()
    await sandbox.files.write("many/new", "x")
    await asyncio.wait_for(heard.wait(), 5)
    await watching.stop()


async def test_requests_meanwhile_wait_and_are_answered(sandbox):
    async def ask(number: int) -> str:
        await asyncio.sleep(number / 100)
        await sandbox.files.write(f"many/asked-{number}", "x")
        return await _said(sandbox, f"cat many/{number + 1}")

    *told, _, _ = await asyncio.gather(
        *(ask(number) for number in range(40)), sandbox.create_snapshot(), sandbox.create_snapshot()
    )
    assert told == [f"{number + 1}\n" for number in range(40)]
    assert await _said(sandbox, "ls many | grep -c asked") == "40\n"


async def test_it_can_be_done_again_and_again(options, sandbox):
    snapshots = []
    for number in range(12):
        await _said(sandbox, f"for i in $(seq 550); do echo {number} > many/$i; done")
        snapshots.append(await sandbox.create_snapshot())
    for number in (0, 9, 11):
        copy = await AsyncSandbox.create(snapshots[number].snapshot_id, timeout=60, **options)
        assert await _said(copy, "cat many/7; ls many | wc -l") == f"{number}\n600\n"
        await copy.kill()
    for snapshot in snapshots:
        await AsyncSandbox.delete_snapshot(snapshot.snapshot_id, **options)
    assert await _said(sandbox, "cat many/7 many/600") == "11\n600\n"


async def test_one_that_is_paused_is_copied_asleep(options, sandbox):
    await sandbox.pause(keep_memory=False)
    snapshot = await sandbox.create_snapshot()
    await sandbox.connect()
    copy = await AsyncSandbox.create(snapshot.snapshot_id, timeout=60, **options)
    assert await _said(sandbox, "ls many | wc -l") == await _said(copy, "ls many | wc -l") == "600\n"
    await copy.kill()


async def test_one_that_is_killed_meanwhile_is_gone(options):
    for pause in (0.0, 0.01, 0.02, 0.04):
        sandbox = await AsyncSandbox.create(timeout=60, **options)
        await sandbox.commands.run(MANY)
        copying = asyncio.create_task(sandbox.create_snapshot())
        await asyncio.sleep(pause)
        assert await sandbox.kill()
        (told,) = await asyncio.gather(copying, return_exceptions=True)
        assert not isinstance(told, BaseException) or isinstance(told, SandboxException)
        assert not await sandbox.is_running()


async def test_what_many_files_there_are_is_not_copied(sandbox):
    await _said(sandbox, 'a=; for i in $(seq 5000); do a+=" many/$i"; done; touch $a')
    await sandbox.create_snapshot()
    assert (await sandbox.get_metrics())[0].disk_used < 1 << 20  # they are the snapshot's: nothing was copied


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """One of the host's that everybody may write to, and nobody does."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)
        assert not list(Path(folder).iterdir())


@pytest.mark.parametrize("layered", [True, False])
@pytest.mark.parametrize(
    "left", ["ln -s /oldroot{host} /opt", "mkdir /opt; ln -s /oldroot{host}/x /opt/code-on-fly; chmod 0 /opt"]
)
async def test_a_link_left_where_something_is_mounted_leads_no_start_to_the_host(
    monkeypatch: pytest.MonkeyPatch, open_folder: Path, layered: bool, left: str
) -> None:
    if not layered:
        monkeypatch.setattr("codeonfly.localbox.storage.Storage.works", _copies)
    with running() as endpoint:
        sandbox = await AsyncSandbox.create(timeout=60, **sdk_options(endpoint))
        away = "python3 -c \"import os; os.rename('/opt', '/away')\""
        await sandbox.commands.run(f"{away} && ({left.format(host=open_folder)}); true", user="root")
        snapshot = await sandbox.create_snapshot()
        copy = await AsyncSandbox.create(snapshot.snapshot_id, timeout=60, **sdk_options(endpoint))
        told = "test -f /opt/code-on-fly/agent && ! test -L /opt"
        await copy.commands.run(told, user="root")


def _copies(self: Storage, _: object) -> bool:
    """As where overlay mounts don't work."""
    self.layered = False
    return False
