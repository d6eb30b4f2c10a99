"""Localbox through E2B's own SDK: what it does on E2B, it does here."""

from __future__ import annotations

import asyncio
import io
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import httpx
import pytest
from e2b import (
    AsyncSandbox,
    AuthenticationException,
    CommandExitException,
    FilesystemEventType,
    FileType,
    InvalidArgumentException,
    NotFoundException,
    Sandbox,
    SandboxException,
    SandboxNotFoundException,
    SandboxQuery,
    SandboxState,
    TimeoutException,
)
from e2b.sandbox.commands.command_handle import PtySize

from codeonfly.localbox.server import Endpoint
from tests.fakes.localbox import WHO, running_as, sdk_options

SLEEPING = "cat /proc/[0-9]*/comm | grep -c '^sleep$' || true"  # procps is not everywhere


@pytest.fixture(scope="module", params=WHO)
def endpoint(request: pytest.FixtureRequest) -> Iterator[Endpoint]:
    with running_as(request.param) as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def options(endpoint: Endpoint) -> dict:
    return sdk_options(endpoint)


@pytest.fixture
async def sandbox(options: dict) -> AsyncIterator[AsyncSandbox]:
    sandbox = await AsyncSandbox.create(timeout=60, metadata={"suite": "sdk"}, **options)
    yield sandbox
    await sandbox.kill()


@pytest.fixture
def sync_sandbox(options: dict) -> Iterator[Sandbox]:
    sandbox = Sandbox.create(timeout=60, **options)
    yield sandbox
    sandbox.kill()


# --- lifecycle ---


async def test_info_tells_what_was_asked_for(options):
    sandbox = await AsyncSandbox.create(
        timeout=50, metadata={"a": "b & c"}, envs={"FOO": "bar"}, lifecycle={"on_timeout": "pause"}, **options
    )
    info = await sandbox.get_info()
    assert (info.metadata, info.state, info.template_id) == ({"a": "b & c"}, SandboxState.RUNNING, "base")
    assert info.lifecycle == {"on_timeout": "pause", "auto_resume": False}
    assert 45 < (info.end_at - info.started_at).total_seconds() < 60
    assert (await sandbox.commands.run("echo $FOO")).stdout == "bar\n"
    assert await sandbox.kill() is True
    assert await sandbox.kill() is False
    assert not await sandbox.is_running()


async def test_unknown_sandboxes_are_not_found(options):
    with pytest.raises(SandboxNotFoundException):
        await AsyncSandbox.get_info("inosuch", **options)
    with pytest.raises(SandboxNotFoundException):
        await AsyncSandbox.connect("inosuch", **options)
    with pytest.raises(SandboxNotFoundException):
        await AsyncSandbox.set_timeout("inosuch", 10, **options)
    with pytest.raises(SandboxNotFoundException):
        await AsyncSandbox.fork("inosuch", **options)
    with pytest.raises(SandboxException, match="not found"):
        await AsyncSandbox.create("no-such-template", **options)


async def test_the_key_is_asked_for(options):
    with pytest.raises(AuthenticationException):
        await AsyncSandbox.create(**{**options, "api_key": "e2b_" + "0" * 40})


async def test_the_token_is_asked_for(endpoint, sandbox):
    headers = {"E2b-Sandbox-Id": sandbox.sandbox_id, "X-Access-Token": "wrong"}
    async with httpx.AsyncClient(base_url=endpoint.sandbox_url, headers=headers) as client:
        assert (await client.get("/files", params={"path": "/etc/passwd"})).status_code == 401
        answer = await client.post("/process.Process/List", json={})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_a_timeout_kills_and_can_be_moved(options):
    sandbox = await AsyncSandbox.create(timeout=30, **options)
    await sandbox.set_timeout(60)
    assert (await sandbox.get_info()).end_at > (await sandbox.get_info()).started_at
    await sandbox.set_timeout(0)
    await _eventually(lambda: _stopped(sandbox))
    with pytest.raises(TimeoutException, match="was not found"):
        await sandbox.commands.run("true")


async def _stopped(sandbox: AsyncSandbox) -> bool:
    return not await sandbox.is_running()


async def _eventually(check, seconds: float = 10) -> None:
    ends = time.monotonic() + seconds
    while not await check():
        assert time.monotonic() < ends, "it never came true"
        await asyncio.sleep(0.02)


async def test_connecting_extends_and_never_shortens(options, sandbox):
    before = (await sandbox.get_info()).end_at
    again = await AsyncSandbox.connect(sandbox.sandbox_id, timeout=10, **options)
    assert (await again.get_info()).end_at == before
    await AsyncSandbox.connect(sandbox.sandbox_id, timeout=600, **options)
    assert (await sandbox.get_info()).end_at > before


async def test_idempotency_keys_make_one_sandbox(options):
    key = str(uuid.uuid4())
    one, two = await asyncio.gather(
        *(AsyncSandbox.create(timeout=30, idempotency_key=key, **options) for _ in range(2))
    )
    assert one.sandbox_id == two.sandbox_id
    await one.kill()


async def test_lists_filter_and_page(options):
    mark = {"mark": str(uuid.uuid4())}
    made = [await AsyncSandbox.create(timeout=60, metadata=mark, **options) for _ in range(3)]
    await made[1].pause()
    pages = AsyncSandbox.list(query=SandboxQuery(metadata=mark), limit=2, **options)
    first, second = await pages.next_items(), await pages.next_items()
    assert [one.sandbox_id for one in (*first, *second)] == [one.sandbox_id for one in reversed(made)]
    assert not pages.has_next
    paused = AsyncSandbox.list(query=SandboxQuery(metadata=mark, state=[SandboxState.PAUSED]), **options)
    assert [one.sandbox_id for one in await paused.next_items()] == [made[1].sandbox_id]
    for one in made:
        assert await one.kill()


async def test_a_pause_keeps_processes_and_a_cold_one_only_files(sandbox):
    handle = await sandbox.commands.run("sleep 60", background=True)
    boot_id = (await sandbox.commands.run("cat /proc/sys/kernel/random/boot_id")).stdout
    assert await sandbox.pause() is True
    assert await sandbox.pause() is False
    assert not await sandbox.is_running()
    await sandbox.connect(timeout=60)
    assert [process.pid for process in await sandbox.commands.list()] == [handle.pid]
    assert (await sandbox.commands.run("cat /proc/sys/kernel/random/boot_id")).stdout == boot_id
    await sandbox.files.write("kept.txt", "kept")
    assert await sandbox.pause(mode="filesystem") is True
    await sandbox.connect(timeout=60)
    assert await sandbox.files.read("kept.txt") == "kept"
    assert await sandbox.commands.list() == []
    assert await sandbox.files.read("/proc/sys/kernel/random/boot_id") != boot_id


async def test_a_connection_in_the_middle_of_a_pause_loses_no_memory(sandbox):
    sleeping = await sandbox.commands.run("sleep 300", background=True)
    for _ in range(10):
        await asyncio.gather(sandbox.pause(), sandbox.connect())
        await sandbox.connect()
    assert [process.pid for process in await sandbox.commands.list()] == [sleeping.pid]


async def test_traffic_resumes_a_sandbox_that_wants_it(options):
    lifecycle = {"on_timeout": "pause", "auto_resume": True}
    sandbox = await AsyncSandbox.create(timeout=60, lifecycle=lifecycle, **options)
    await sandbox.pause()
    assert (await sandbox.commands.run("echo awake")).stdout == "awake\n"
    await sandbox.kill()


async def test_snapshots_are_copies(options, sandbox):
    await sandbox.files.write("/home/user/app/data.txt", "first")
    snapshot = await sandbox.create_snapshot(name="my-snapshot")
    assert snapshot.names == ["local/my-snapshot:default"]
    await sandbox.files.write("/home/user/app/data.txt", "second")
    one = await AsyncSandbox.create(snapshot.snapshot_id, timeout=60, **options)
    two = await AsyncSandbox.create("my-snapshot", timeout=60, **options)
    await one.files.write("/home/user/app/data.txt", "changed")
    assert await two.files.read("/home/user/app/data.txt") == "first"
    listed = await AsyncSandbox.list_snapshots(sandbox_id=sandbox.sandbox_id, **options).next_items()
    assert [found.snapshot_id for found in listed] == [snapshot.snapshot_id]
    assert await AsyncSandbox.delete_snapshot(snapshot.snapshot_id, **options) is True
    assert await AsyncSandbox.delete_snapshot(snapshot.snapshot_id, **options) is False
    assert await two.files.read("/home/user/app/data.txt") == "first"
    await one.kill()
    await two.kill()


async def test_what_its_owner_can_not_read_is_in_a_snapshot_as_closed_as_before(options, sandbox):
    await sandbox.commands.run(
        "mkdir -p a/shut/inner && echo one > a/file && echo two > a/shut/inner/file"
        " && ln -s /etc/passwd a/link && chmod 000 a/file a/shut/inner/file a/shut/inner && chmod 200 a/shut"
    )
    snapshot = await sandbox.create_snapshot()
    copy = await AsyncSandbox.create(snapshot.snapshot_id, timeout=60, **options)
    for box in (sandbox, copy):
        assert (await box.commands.run("stat -c %a a/file a/shut a/link")).stdout == "0\n200\n777\n"
        await box.commands.run("chmod u+rx a/shut")
        assert (await box.commands.run("stat -c %a a/shut/inner")).stdout == "0\n"
        told = await box.commands.run("chmod -R u+rwX a && cat a/file a/shut/inner/file")
        assert told.stdout == "one\ntwo\n"
    await copy.kill()


async def test_snapshots_are_found_by_name_and_tag(options, sandbox):
    tagged, plain = [await sandbox.create_snapshot(name=name) for name in ("tagged:v1", "plain:default")]
    for name, found in (
        ("tagged", tagged),
        ("tagged:v1", tagged),
        ("local/plain", plain),
        ("plain:v1", None),
    ):
        listed = await AsyncSandbox.list_snapshots(name=name, **options).next_items()
        assert [one.snapshot_id for one in listed] == ([found.snapshot_id] if found else [])
    for name in ("tagged:v1", "plain", "local/plain:default", *tagged.names, *plain.names):
        await (await AsyncSandbox.create(name, timeout=60, **options)).kill()
    with pytest.raises(SandboxException, match="not found"):  # no tag is the default one
        await AsyncSandbox.create("tagged", timeout=60, **options)
    for snapshot in (tagged, plain):
        await AsyncSandbox.delete_snapshot(snapshot.snapshot_id, **options)


async def test_forks_are_copies(options, sandbox):
    await sandbox.files.write("state.txt", "before")
    forks = await sandbox.fork(count=2, timeout=60)
    assert len({sandbox.sandbox_id, *(fork.sandbox_id for fork in forks)}) == 3
    await forks[0].files.write("state.txt", "forked")
    assert await forks[1].files.read("state.txt") == await sandbox.files.read("state.txt") == "before"
    for fork in forks:
        await fork.kill()
    with pytest.raises(InvalidArgumentException):
        await sandbox.fork(count=0)


async def test_metrics_are_measured(sandbox):
    (metrics,) = await sandbox.get_metrics()
    assert (metrics.cpu_count, metrics.disk_total) == (2, 10 << 30)
    assert 0 < metrics.disk_used < metrics.disk_total
    assert metrics.mem_total == 4 << 30
    now = metrics.timestamp
    assert await sandbox.get_metrics(start=now - timedelta(hours=1), end=now + timedelta(hours=1))
    assert not await sandbox.get_metrics(start=now - timedelta(hours=2), end=now - timedelta(hours=1))
    assert (metrics.mem_used < 40 << 20, metrics.cpu_used_pct) == (True, 0)
    busy = "x = bytearray(50 << 20)\nwhile True: pass"
    running = await sandbox.commands.run(f"python3 -c '{busy}'", background=True)
    for _ in range(100):
        (metrics,) = await sandbox.get_metrics()
        if metrics.mem_used > 50 << 20 and metrics.cpu_used_pct > 10:
            break
        await asyncio.sleep(0.05)
    else:
        pytest.fail(f"{metrics}")
    await running.kill()


async def test_the_traffic_token_exists_where_traffic_is_closed(options):
    sandbox = await AsyncSandbox.create(timeout=60, network={"allow_public_traffic": False}, **options)
    assert sandbox.traffic_access_token
    await sandbox.kill()


# --- commands ---


async def test_run_tells_output_and_exit(sandbox):
    result = await sandbox.commands.run('echo "Hello,\nWorld!"; echo oops >&2')
    assert (result.stdout, result.stderr, result.exit_code) == ("Hello,\nWorld!\n", "oops\n", 0)
    with pytest.raises(CommandExitException) as failed:
        await sandbox.commands.run("echo partial; exit 3")
    assert (failed.value.exit_code, failed.value.stdout, failed.value.error) == (
        3,
        "partial\n",
        "exit status 3",
    )
    assert (await sandbox.commands.run(f'printf "{"a" * 8191}\\xe2"')).stdout == "a" * 8191 + "\ufffd"


async def test_run_takes_cwd_envs_and_user(sandbox):
    await sandbox.files.make_dir("inner")
    told = await sandbox.commands.run("pwd; echo $A; whoami", cwd="inner", envs={"A": "x y"})
    assert told.stdout == "/home/user/inner\nx y\nuser\n"
    assert (await sandbox.commands.run("pwd; echo $HOME", user="root")).stdout == "/root\n/root\n"
    assert (await sandbox.commands.run('sudo echo "$A."')).stdout == ".\n"
    with pytest.raises(SandboxException, match="nosuch"):
        await sandbox.commands.run("true", cwd="nosuch")
    with pytest.raises(AuthenticationException):
        await sandbox.commands.run("true", user="stranger")


async def test_a_command_learns_which_sandbox_it_is_in(sandbox):
    told = await sandbox.commands.run("echo $E2B_SANDBOX $E2B_SANDBOX_ID $E2B_TEMPLATE_ID")
    assert told.stdout.split() == ["true", sandbox.sandbox_id, (await sandbox.get_info()).template_id]
    (fork,) = await sandbox.fork(count=1)
    assert (await fork.commands.run("echo $E2B_SANDBOX_ID")).stdout == f"{fork.sandbox_id}\n"
    names = ("E2B_SANDBOX", "E2B_SANDBOX_ID", "E2B_TEMPLATE_ID")
    for one in (sandbox, fork):  # and so does a program that was started without them
        files = [await one.files.read(f"/run/e2b/.{name}") for name in names]
        assert files == ["true", one.sandbox_id, (await one.get_info()).template_id]
    await fork.kill()


async def test_long_commands_and_variables_arrive_and_too_long_ones_are_refused(sandbox):
    long = {f"V{number}": str(number) * 100_000 for number in range(5)}
    assert (await sandbox.commands.run("echo $V0$V4 | wc -c", envs=long)).stdout == "200001\n"
    assert (await sandbox.commands.run(f"echo {'y' * 120_000} | wc -c")).stdout == "120001\n"
    for length in (140_000, 5_000_000):
        with pytest.raises(InvalidArgumentException, match="too long"):
            await sandbox.commands.run(f"echo {'y' * length}")
    assert await sandbox.is_running()


async def until_running(sandbox: AsyncSandbox, pids: list[int]) -> None:
    """Return once exactly the commands *pids* run in *sandbox*; TimeoutError after ten seconds."""
    async with asyncio.timeout(10):
        while [process.pid for process in await sandbox.commands.list()] != pids:  # noqa: ASYNC110 (only a question tells)
            await asyncio.sleep(0.05)


async def test_a_command_whose_caller_has_gone_ends_at_its_timeout(sandbox):
    short = await sandbox.commands.run("sleep 300 & sleep 300", background=True, timeout=1)
    long = await sandbox.commands.run("sleep 300", background=True, timeout=60)
    for handle in (short, long):
        await handle.disconnect()
    assert {process.pid for process in await sandbox.commands.list()} == {short.pid, long.pid}
    await until_running(sandbox, [long.pid])
    assert (await sandbox.commands.run(SLEEPING)).stdout == "1\n"
    assert await sandbox.commands.kill(long.pid)


async def test_a_timeout_kills_the_whole_group(sandbox):
    with pytest.raises(TimeoutException):
        await sandbox.commands.run("sleep 300 & sleep 300", timeout=0.5)
    await until_running(sandbox, [])  # the client, which counts by itself, may be a moment ahead
    assert (await sandbox.commands.run(SLEEPING)).stdout == "0\n"


async def test_background_children_do_not_hold_the_command(sandbox):
    began = time.monotonic()
    assert (await sandbox.commands.run("sleep 30 & echo started")).stdout == "started\n"
    assert time.monotonic() - began < 5


async def test_processes_are_listed_connected_to_and_killed(sandbox):
    handle = await sandbox.commands.run("read line; echo got $line", background=True, stdin=True)
    (listed,) = await sandbox.commands.list()
    assert (listed.pid, listed.cmd, listed.args[:2]) == (handle.pid, "/bin/bash", ["-l", "-c"])
    other = await sandbox.commands.connect(handle.pid)
    await sandbox.commands.send_stdin(handle.pid, "it\n")
    assert (await other.wait()).stdout == (await handle.wait()).stdout == "got it\n"
    sleeping = await sandbox.commands.run("sleep 60", background=True)
    assert await sandbox.commands.kill(sleeping.pid) is True
    assert await sandbox.commands.kill(sleeping.pid) is False
    with pytest.raises(CommandExitException) as killed:
        await sleeping.wait()
    assert (killed.value.exit_code, killed.value.error) == (-1, "signal: killed")
    with pytest.raises(NotFoundException):
        await sandbox.commands.connect(999_999)


async def test_input_is_ordered_and_ends(sandbox):
    handle = await sandbox.commands.run("cat", background=True, stdin=True)
    for number in range(20):
        await sandbox.commands.send_stdin(handle.pid, f"{number} ")
    await sandbox.commands.close_stdin(handle.pid)
    assert (await handle.wait()).stdout == "".join(f"{number} " for number in range(20))
    for _ in range(20):  # an answer that came too early lost one stream in thirty
        streamed = await sandbox.commands.run("cat", background=True, stdin=True)
        async with sandbox.commands.stream_input(streamed.pid) as stream:
            await stream.send("a")
            await stream.send("b")
        await sandbox.commands.close_stdin(streamed.pid)
        assert (await streamed.wait()).stdout == "ab"


async def test_killing_the_sandbox_ends_its_streams(options):
    sandbox = await AsyncSandbox.create(timeout=60, **options)
    handle = await sandbox.commands.run("sleep 60", background=True)
    ended: asyncio.Queue[Exception | None] = asyncio.Queue()
    await sandbox.files.watch_dir(".", on_event=lambda _: None, on_exit=ended.put_nowait)
    await sandbox.kill()
    with pytest.raises(TimeoutException, match="killed or reached its end of life") as cut:
        await handle.wait()
    words = f"the connection to sandbox {sandbox.sandbox_id} ended before the stream completed"
    assert words in str(cut.value)
    async with asyncio.timeout(10):
        assert words in str(await ended.get())


async def test_a_pause_ends_the_streams_and_not_what_they_tell_of(sandbox, sync_sandbox):
    handle = await sandbox.commands.run("sleep 60", background=True)
    ended: asyncio.Queue[Exception | None] = asyncio.Queue()
    await sandbox.files.watch_dir(".", on_event=lambda _: None, on_exit=ended.put_nowait)
    await sandbox.pause()
    words = f"the connection to sandbox {sandbox.sandbox_id} ended before the stream completed"
    with pytest.raises(TimeoutException, match=words):
        await handle.wait()
    async with asyncio.timeout(10):
        assert words in str(await ended.get())
    await sandbox.connect()
    assert await (await sandbox.commands.connect(handle.pid)).kill()
    fetched = sync_sandbox.files.watch_dir(".")  # no stream: it goes on
    sync_sandbox.pause()
    sync_sandbox.connect()
    sync_sandbox.files.write("new", "")
    assert {event.name for event in fetched.get_new_events()} == {"new"}


async def _slowly(begun: asyncio.Event) -> AsyncIterator[bytes]:
    for _ in range(1000):
        yield bytes(1 << 20)
        begun.set()
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("how", ["kill", "pause"])
async def test_transfers_end_with_their_sandbox(options, how):
    sandbox = await AsyncSandbox.create(timeout=60, **options)
    await sandbox.commands.run("head -c 300M /dev/zero > down")
    begun = asyncio.Event()
    uploading = asyncio.ensure_future(sandbox.files.write("up", _slowly(begun)))
    downloading = await sandbox.files.read("down", format="stream")
    await begun.wait()
    await getattr(sandbox, how)()
    # the SDK asks how the sandbox is, and says which of the two it learned
    with pytest.raises(TimeoutException, match=r"was not found|connection to the sandbox ended"):
        await asyncio.wait_for(uploading, 5)
    with pytest.raises(httpx.RemoteProtocolError):
        [piece async for piece in downloading]
    await sandbox.kill()


async def test_a_file_that_becomes_shorter_breaks_off(sandbox, caplog):
    await sandbox.commands.run("head -c 300M /dev/zero > file")
    stream = await sandbox.files.read("file", format="stream")
    assert await anext(stream)
    await sandbox.commands.run(": > file")
    with pytest.raises(httpx.RemoteProtocolError):
        [piece async for piece in stream]
    assert not [record for record in caplog.records if record.name == "uvicorn.error"]


async def test_terminals_echo_resize_and_end(sandbox):
    seen: list[bytes] = []
    terminal = await sandbox.pty.create(PtySize(rows=24, cols=80), on_data=seen.append, envs={"ABC": "123"})
    await sandbox.pty.resize(terminal.pid, PtySize(rows=24, cols=100))
    await sandbox.pty.send_stdin(terminal.pid, b"echo $ABC; stty size; exit\n")
    await terminal.wait()
    assert terminal.exit_code == 0
    assert b"123" in b"".join(seen)
    assert b"24 100" in b"".join(seen)
    other = await sandbox.pty.create(PtySize(rows=24, cols=80), on_data=seen.append)
    assert await sandbox.pty.kill(other.pid) is True
    assert await sandbox.pty.kill(other.pid) is False


# --- files ---


async def test_files_are_written_and_read(sandbox):
    told = await sandbox.files.write("deep/er/a.txt", "text")
    assert (told.path, told.name, told.type) == ("/home/user/deep/er/a.txt", "a.txt", FileType.FILE)
    assert await sandbox.files.read("deep/er/a.txt") == "text"
    await sandbox.files.write("deep/er/a.txt", io.BytesIO(b"\x00\xff" * 10))
    assert await sandbox.files.read("deep/er/a.txt", format="bytes") == b"\x00\xff" * 10
    names = [f"many-{number}.txt" for number in range(10)]
    written = await sandbox.files.write_files([{"path": name, "data": name} for name in names])
    assert [one.path for one in written] == [f"/home/user/{name}" for name in names]
    await sandbox.files.write("empty", "")
    assert await sandbox.files.read("empty") == ""
    with pytest.raises(NotFoundException):
        await sandbox.files.read("nosuch")
    with pytest.raises(InvalidArgumentException):
        await sandbox.files.read("deep")
    assert "cpu" in await sandbox.files.read("/proc/stat")


@pytest.mark.parametrize("octets", [False, True])
async def test_big_files_survive_both_uploads(sandbox, octets):
    data = bytes(range(256)) * 20_000 + b"\r\n--" * 1000
    await sandbox.files.write("big", data, use_octet_stream=octets)
    assert await sandbox.files.read("big", format="bytes") == data
    stream = await sandbox.files.read("big", format="stream")
    assert b"".join([chunk async for chunk in stream]) == data


async def test_gzip_goes_both_ways(sandbox):
    await sandbox.files.write("zipped.txt", "again and " * 1000, gzip=True)
    assert await sandbox.files.read("zipped.txt") == "again and " * 1000
    assert await sandbox.files.read("zipped.txt", gzip=True) == "again and " * 1000


async def test_metadata_is_kept_listed_and_cleared(sandbox):
    told = await sandbox.files.write("marked.txt", "x", metadata={"Author": "me", "purpose": "test"})
    assert told.metadata == {"author": "me", "purpose": "test"}
    await sandbox.files.rename("marked.txt", "moved.txt")
    (listed,) = [one for one in await sandbox.files.list(".") if one.name == "moved.txt"]
    assert listed.metadata == {"author": "me", "purpose": "test"}
    await sandbox.files.write("moved.txt", "y")
    assert (await sandbox.files.get_info("moved.txt")).metadata is None
    await sandbox.commands.run("setfattr -n user.e2b.by -v hand moved.txt")
    assert (await sandbox.files.get_info("moved.txt")).metadata == {"by": "hand"}


async def test_info_names_everything(sandbox):
    await sandbox.files.write("folder/file.txt", "four")
    info = await sandbox.files.get_info("folder/file.txt")
    assert (info.size, info.mode, info.permissions, info.owner, info.group) == (
        4,
        0o644,
        "-rw-r--r--",
        "user",
        "user",
    )
    folder = await sandbox.files.get_info("folder")
    assert (folder.type, folder.mode, folder.permissions) == (FileType.DIR, 0o755, "drwxr-xr-x")
    await sandbox.commands.run("ln -s file.txt link", cwd="folder")
    link = await sandbox.files.get_info("folder/link")
    assert (link.type, link.symlink_target) == (FileType.FILE, "/home/user/folder/file.txt")
    with pytest.raises(NotFoundException):
        await sandbox.files.get_info("nosuch")


async def test_folders_are_listed_in_order_to_a_depth(sandbox):
    for name in ("b", "a", "b/inner"):
        assert await sandbox.files.make_dir(f"top/{name}") is True
    assert await sandbox.files.make_dir("top/a") is False
    await sandbox.files.write("top/file", "")
    assert [one.name for one in await sandbox.files.list("top")] == ["a", "b", "file"]
    assert [one.path for one in await sandbox.files.list("top", depth=2)] == [
        f"/home/user/top/{name}" for name in ("a", "b", "b/inner", "file")
    ]
    with pytest.raises(NotFoundException):
        await sandbox.files.list("nosuch")
    with pytest.raises(SandboxException):
        await sandbox.files.list("top/file")


async def test_renames_and_removals(sandbox):
    await sandbox.files.write("old/file", "x")
    assert (await sandbox.files.rename("old/file", "new/place/file")).path == "/home/user/new/place/file"
    assert not await sandbox.files.exists("old/file")
    await sandbox.files.remove("new")
    assert not await sandbox.files.exists("new")
    await sandbox.files.remove("new")
    with pytest.raises(NotFoundException):
        await sandbox.files.rename("nosuch", "other")


async def test_signed_addresses_open_files(options, sandbox):
    await sandbox.files.write("signed file.txt", "secret")
    for url in (
        sandbox.download_url("signed file.txt"),
        sandbox.download_url("signed file.txt", "user", use_signature_expiration=120),
    ):
        with await asyncio.to_thread(urllib.request.urlopen, url) as answer:
            assert answer.read() == b"secret"
    for url, message in (
        (
            sandbox.download_url("signed file.txt", use_signature_expiration=-120),
            "signature is already expired",
        ),
        (sandbox.download_url("signed file.txt").replace("v1_", "v1_A"), "invalid signature"),
    ):
        with pytest.raises(urllib.error.HTTPError) as refused:
            await asyncio.to_thread(urllib.request.urlopen, url)
        with refused.value as error:
            assert (error.code, json.loads(error.read())) == (401, {"code": 401, "message": message})
    async with httpx.AsyncClient() as client:
        url = sandbox.upload_url("uploaded.txt", "user")
        assert (await client.post(url, files={"file": b"up"})).status_code == 200
    assert await sandbox.files.read("uploaded.txt") == "up"


async def test_the_user_of_a_signed_address_is_the_one_that_was_signed(sandbox):
    await sandbox.files.write("file", "user's")
    await sandbox.files.write("/root/file", "root's", user="root")
    async with httpx.AsyncClient(headers={"Authorization": "Basic cm9vdDo="}) as as_root:
        assert (await as_root.get(sandbox.download_url("file"))).text == "user's"
        assert (await as_root.get(sandbox.download_url("file", "root"))).text == "root's"


async def test_ranges_are_served(endpoint, sandbox):
    await sandbox.files.write("ranged", "0123456789")
    url = sandbox.download_url("ranged")
    async with httpx.AsyncClient() as client:
        part = await client.get(url, headers={"Range": "bytes=2-4"})
        assert (part.status_code, part.text, part.headers["content-range"]) == (206, "234", "bytes 2-4/10")
        assert (await client.get(url, headers={"Range": "bytes=-2"})).text == "89"
        assert (await client.get(url, headers={"Range": "bytes=-99"})).text == "0123456789"
        for beyond in ("20-", "10-", "-0"):
            assert (await client.get(url, headers={"Range": f"bytes={beyond}"})).status_code == 416


async def test_watching_tells_changes_below(sandbox):
    seen: asyncio.Queue[tuple[FilesystemEventType, str]] = asyncio.Queue()
    await sandbox.files.make_dir("watched")
    handle = await sandbox.files.watch_dir(
        "watched", on_event=lambda event: seen.put_nowait((event.type, event.name)), recursive=True
    )
    await sandbox.files.make_dir("watched/inner")
    await sandbox.files.write("watched/inner/file", "x")
    wanted = {(FilesystemEventType.CREATE, "inner"), (FilesystemEventType.WRITE, "inner/file")}
    while wanted:
        wanted.discard(await asyncio.wait_for(seen.get(), 10))
    await handle.stop()
    with pytest.raises(NotFoundException):
        await sandbox.files.watch_dir("nosuch", on_event=print)
    with pytest.raises(SandboxException):
        await sandbox.files.watch_dir("watched/inner/file", on_event=print)


# --- the blocking SDK ---


def test_sync_watchers_collect(sync_sandbox):
    sync_sandbox.files.make_dir("watched/nested")
    handle = sync_sandbox.files.watch_dir("watched", recursive=True, include_entry=True)
    sync_sandbox.files.write("watched/nested/file", "x")
    events = handle.get_new_events()
    assert [event.type for event in events] == [
        FilesystemEventType.CREATE,
        FilesystemEventType.CHMOD,
        FilesystemEventType.WRITE,
    ]
    assert {event.name for event in events} == {"nested/file"}
    assert events[0].entry.path == "/home/user/watched/nested/file"
    sync_sandbox.files.make_dir("watched/later")
    sync_sandbox.files.write("watched/later/file", "x")
    told = [(event.type, event.name) for event in handle.get_new_events()]
    assert (FilesystemEventType.CREATE, "later") in told
    assert (FilesystemEventType.WRITE, "later/file") in told
    sync_sandbox.files.write("watched/later/file", "y")
    assert handle.get_new_events()[0].type == FilesystemEventType.WRITE
    handle.stop()


def test_sync_commands_and_timeouts(sync_sandbox):
    assert sync_sandbox.commands.run("echo hi").stdout == "hi\n"
    handle = sync_sandbox.commands.run("sleep 10", timeout=0.3, background=True)
    with pytest.raises(TimeoutException):
        list(handle)
    sync_sandbox.pause()
    assert not sync_sandbox.is_running()
    assert sync_sandbox.connect(timeout=60).is_running()
