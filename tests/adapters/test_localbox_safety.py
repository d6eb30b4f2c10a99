"""What a sandbox must not be able to do, and what a server must survive."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from e2b import (
    AsyncSandbox,
    CommandExitException,
    InvalidArgumentException,
    NotEnoughSpaceException,
    SandboxException,
    TimeoutException,
)

from codeonfly.errors import UserError
from codeonfly.localbox import bubblewrap
from codeonfly.localbox.limits import Limits
from codeonfly.localbox.server import Endpoint, Options, describe, serving
from tests.fakes.localbox import WHO, as_nobody, running_as, sdk_options

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=WHO)
def endpoint(request: pytest.FixtureRequest) -> Iterator[Endpoint]:
    with running_as(request.param, Limits(memory_mib=512, processes=128, disk_mib=64)) as endpoint:
        yield endpoint


@pytest.fixture
async def sandbox(endpoint: Endpoint) -> AsyncIterator[AsyncSandbox]:
    sandbox = await AsyncSandbox.create(timeout=60, **sdk_options(endpoint))
    yield sandbox
    await sandbox.kill()


async def _output(sandbox: AsyncSandbox, command: str) -> str:
    try:
        result = await sandbox.commands.run(command, timeout=30)
    except CommandExitException as failed:
        return failed.stdout + failed.stderr
    return result.stdout + result.stderr


# --- the fence ---


@pytest.mark.parametrize(
    ("script", "refusal"),
    [
        ("libc.unshare(0x10000000)", 1),
        ("libc.mount(b'none', b'/tmp', b'tmpfs', 0, None)", 1),
        ("libc.ptrace(16, 2, None, None)", 1),
        ("libc.syscall(250, 0, 0, 0)", 1),  # keyctl on x86_64
        ("libc.syscall(321, 0, 0, 0)", 1),  # bpf on x86_64
        ("libc.socket(17, 3, 0)", 97),  # AF_PACKET
        ("libc.socket(2, 3, 1)", 1),  # a raw socket
        ("libc.socket(40, 1, 0)", 97),  # AF_VSOCK
        ("libc.chroot(b'/tmp')", 1),
        ("libc.ioctl(0, 0x5412, b'x')", 1),  # TIOCSTI
    ],
)
async def test_privileged_calls_are_refused(sandbox, script, refusal):
    if "syscall" in script and os.uname().machine != "x86_64":
        pytest.skip("the numbers are those of x86_64")
    code = (
        f"import ctypes; libc = ctypes.CDLL(None, use_errno=True); r = {script}; print(r, ctypes.get_errno())"
    )
    assert await _output(sandbox, f'python3 -c "{code}"') == f"-1 {refusal}\n"


async def test_the_host_is_out_of_sight(sandbox):
    assert await _output(sandbox, "cat /etc/shadow /root/.ssh/id_rsa 2>&1 | grep -vc 'No such file'") == "0\n"
    assert await _output(sandbox, "cat /proc/cmdline /proc/keys /proc/key-users /proc/interrupts") == ""
    assert await _output(sandbox, "ls /sys /home /boot 2>/dev/null | grep -v user") in {"", "/home:\n"}
    told = await _output(
        sandbox, "cat /proc/1/cmdline | tr '\\0' ' '; echo; hostname; ls /proc | grep -c '^[0-9]'"
    )
    assert str(ROOT) not in told
    assert told.splitlines()[-2] == "sandbox"
    assert int(told.splitlines()[-1]) < 10
    assert "Permission denied" in await _output(
        sandbox, "ls /proc/1/fd; cat /proc/1/mem; cat /proc/1/environ"
    )
    assert await _output(sandbox, "ls /proc/self/fd | wc -l") == "4\n"
    assert await _output(sandbox, "find /opt/code-on-fly /etc -type d -writable") == ""
    assert "CapEff:\t0000000000000000" in await _output(sandbox, "grep CapEff /proc/self/status")
    assert "NoNewPrivs:\t1" in await _output(sandbox, "grep NoNewPrivs /proc/self/status")


async def test_the_agent_can_not_be_killed(sandbox):
    await _output(sandbox, "kill -9 1; kill -TERM 1; sleep 0.1")
    assert await _output(sandbox, "echo alive") == "alive\n"


async def test_only_ordinary_devices_and_ports(sandbox):
    devices = (await _output(sandbox, "ls /dev")).split()
    assert set(devices) <= {
        *("console", "core", "fd", "full", "null", "ptmx", "pts", "random", "shm"),
        *("stderr", "stdin", "stdout", "tty", "urandom", "zero"),
    }
    script = "import socket; s = socket.socket(); s.bind(('', 80))"
    assert "PermissionError" in await _output(sandbox, f'python3 -c "{script}"')
    assert "lo" in await _output(sandbox, "cat /proc/net/dev | tail -n +3 | cut -d: -f1")


async def test_links_to_the_host_end_inside(sandbox):
    await _output(sandbox, "ln -s /etc/shadow shadow; ln -s / slash; ln -s ../../../../etc/hostname up")
    with pytest.raises(SandboxException):
        await sandbox.files.read("shadow")
    assert await sandbox.files.read("slash/etc/hostname") == "sandbox\n"
    assert await sandbox.files.read("../../../../../etc/hostname") == "sandbox\n"
    with pytest.raises(SandboxException):
        await sandbox.files.write("slash/proc/sys/kernel/hostname", "x")
    with pytest.raises(SandboxException):
        await sandbox.files.write("/usr/bin/new", "x")


async def test_pipes_and_devices_do_not_block_the_server(sandbox):
    await _output(sandbox, "mkfifo pipe")
    for path in ("pipe", "/dev/zero", "/home/user"):
        with pytest.raises(InvalidArgumentException):
            await sandbox.files.read(path)
    with pytest.raises(SandboxException):
        await sandbox.files.write("pipe", "x")


async def test_odd_names_come_through(sandbox):
    await _output(sandbox, "touch \"$(printf 'new\\nline')\" \"$(printf 'bad\\xff')\" ' spaces '")
    names = [entry.name for entry in await sandbox.files.list(".") if not entry.name.startswith(".")]
    assert sorted(names) == [" spaces ", "bad\ufffd", "new\nline"]
    await sandbox.files.write("new\nline", "content")
    assert await sandbox.files.read("new\nline") == "content"


async def test_the_longest_paths_hurt_nobody(sandbox):
    """Deeper than Python's stack, and deeper than the kernel's longest path."""
    deep = "/home/user/" + "/".join("d" * 1200)
    await sandbox.files.write(f"{deep}/file", "content")
    assert await sandbox.files.read(f"{deep}/file") == "content"
    assert len(await sandbox.files.list("d", depth=500)) == 500
    await sandbox.files.remove("d")
    for path in ("/".join("d" * 3000), "x" * 60_000, "x" * 300):
        for asked in (
            sandbox.files.write(path, "x"),
            sandbox.files.make_dir(path),
            sandbox.files.get_info(path),
        ):
            with pytest.raises(InvalidArgumentException):
                await asked
    with pytest.raises(InvalidArgumentException):
        await sandbox.commands.run("true", cwd="/".join("d" * 3000))
    assert await _output(sandbox, "echo alive") == "alive\n"


async def test_ten_thousand_entries_are_listed(sandbox):
    await _output(sandbox, "mkdir many; cd many; seq 10000 | xargs touch")
    assert len(await sandbox.files.list("many")) == 10_000


# --- appetites ---


async def test_who_uses_up_inotify_keeps_nobody_from_watching(sandbox):
    script = "import ctypes, time; new = ctypes.CDLL(None).inotify_init\nwhile new() >= 0: pass\nprint(0)"
    hoarding = f"mkfifo all; (python3 -uc '{script}; time.sleep(300)' > all) & head -n 1 all"
    assert await _output(sandbox, hoarding) == "0\n"
    told: asyncio.Queue[Any] = asyncio.Queue()
    both = [
        await sandbox.files.watch_dir(".", on_event=told.put_nowait, recursive=deep) for deep in (True, False)
    ]
    await _output(sandbox, "touch new")
    async with asyncio.timeout(10):
        assert {(await told.get()).name for _ in range(2)} == {"new"}
    await both[0].stop()
    await _output(sandbox, "mkdir deeper")
    async with asyncio.timeout(10):
        while (await told.get()).name != "deeper":
            pass
    await both[1].stop()


async def test_a_list_that_is_killed_is_answered(sandbox):
    killing = "while ! pkill -9 -P 1 -f '/code-on-fly/agen[t]'; do :; done"
    await sandbox.commands.run(killing, user="root", background=True)
    with pytest.raises(SandboxException, match="was ended with"):
        await sandbox.files.list("/usr", depth=50, request_timeout=20)


async def test_a_fork_bomb_hurts_itself_only(endpoint, sandbox):
    other = await AsyncSandbox.create(timeout=60, **sdk_options(endpoint))
    with contextlib.suppress(TimeoutException):  # its children may hold on to the output
        await sandbox.commands.run("bomb() { bomb | bomb & }; bomb; true", timeout=10)
    assert (await other.commands.run("echo fine")).stdout == "fine\n"
    await other.kill()


async def test_a_memory_hog_dies_alone(sandbox):
    script = "x = [bytearray(1 << 20) for _ in range(2000)]"
    with pytest.raises(CommandExitException) as killed:
        await sandbox.commands.run(f'python3 -c "{script}"', timeout=30)
    by_a_cgroup, by_an_rlimit = killed.value.exit_code in {-1, 137}, "MemoryError" in killed.value.stderr
    assert by_a_cgroup or by_an_rlimit
    assert await _output(sandbox, "echo alive") == "alive\n"
    shared = "import mmap, time; m = mmap.mmap(-1, 200 << 20); m.write(bytes(200 << 20)); time.sleep(60)"
    hogs = [await sandbox.commands.run(f"python3 -c '{shared}'", background=True) for _ in range(3)]
    gone = [asyncio.create_task(hog.wait()) for hog in hogs]
    ended, alive = await asyncio.wait(gone, timeout=20, return_when=asyncio.FIRST_COMPLETED)
    for task in alive:
        task.cancel()
    failed = next(iter(ended)).exception()
    assert isinstance(failed, CommandExitException)
    assert failed.exit_code in {-1, 137}


def _processor_quotas(identifier: str) -> list[Path]:
    """In a cgroup of ours, or in a scope of the user's service manager."""
    top = Path("/sys/fs/cgroup")
    groups = [*top.glob(f"**/code-on-fly-*/{identifier}"), *top.glob(f"**/code-on-fly-*-{identifier}-*")]
    return [
        file for group in groups for file in (group / "cpu.cfs_quota_us", group / "cpu.max") if file.exists()
    ]


@pytest.mark.parametrize("who", WHO)
async def test_its_processors_are_limited(who):
    """By a quota that it is in, else by affinity: a loaded machine would hide the lack of either."""
    with running_as(who, Limits(cpus=1)) as endpoint:
        sandbox = await AsyncSandbox.create(timeout=60, **sdk_options(endpoint))
        quotas = _processor_quotas(sandbox.sandbox_id)
        if quotas:
            assert quotas[0].read_text().split()[0] == "100000"
            assert quotas[0].with_name("cgroup.procs").read_text()
        else:
            counting = "import os; print(len(os.sched_getaffinity(0))); os.sched_setaffinity(0, range(9))"
            told = await _output(sandbox, f"python3 -c '{counting}'; nproc")
            assert told.startswith("1\n1\n")
            assert "PermissionError" in told
        await sandbox.kill()


async def test_one_file_can_not_fill_the_disk(sandbox):
    """It ends at the limit of a file, or the watch over the whole, whose limit is the same, is quicker."""
    try:
        told = (await sandbox.commands.run("head -c 100M /dev/zero > big; ls -s big", timeout=30)).stderr
    except CommandExitException as killed:
        told = f"exit {killed.exit_code}"
    assert "File too large" in told or told == "exit -1"
    assert (await sandbox.get_metrics())[-1].disk_used < 1 << 30


async def test_many_files_can_not_either(sandbox):
    ahead = "for i in $(seq 50); do fallocate -l 60M ahead$i; done"
    filling = f"{ahead}; for i in $(seq 999); do head -c 10M /dev/zero > file$i; done"
    with pytest.raises(CommandExitException) as killed:
        await sandbox.commands.run(filling, timeout=30)
    assert killed.value.exit_code == -1
    assert (await sandbox.get_metrics())[-1].disk_used < 1 << 30
    with pytest.raises(NotEnoughSpaceException):
        await sandbox.files.write("more", "x")


LEFT_BEHIND = """
import os, time
time.sleep(1)
held = []
for number in range(12):
    held.append(open(f"left{number}", "wb"))
    held[-1].write(bytes(10 << 20))
    os.unlink(held[-1].name)
time.sleep(60)
"""


async def test_what_a_command_leaves_running_can_not_even_in_files_without_a_name(sandbox):
    await sandbox.files.write("left.py", LEFT_BEHIND)
    await sandbox.commands.run("setsid python3 left.py >log 2>&1 & sleep 0.3; pgrep -f left.p[y]")
    for _ in range(100):
        if not (await _output(sandbox, "pgrep -f left.p[y]")).strip():
            break
        await asyncio.sleep(0.1)
    else:
        pytest.fail("it went on")


async def test_uploads_can_not_either(sandbox):
    with pytest.raises(NotEnoughSpaceException):
        await _upload(50, sandbox)


async def _upload(times: int, sandbox: AsyncSandbox) -> None:
    for number in range(times):
        await sandbox.files.write(f"file{number}", bytes(10 << 20))


async def test_an_upload_ends_where_the_disk_does(endpoint, sandbox):
    async def large() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield bytes(1 << 20)
            await asyncio.sleep(0.005)  # the watch looks ten times a second

    headers = {"E2b-Sandbox-Id": sandbox.sandbox_id, "X-Access-Token": str(sandbox._envd_access_token)}
    url = f"{endpoint.sandbox_url}/files?path=big"
    async with httpx.AsyncClient(headers=headers, timeout=30) as client:
        content_type = {"Content-Type": "application/octet-stream"}
        assert (await client.post(url, content=large(), headers=content_type)).status_code == 507


async def test_what_goes_on_after_that_is_not_read(endpoint, sandbox):
    with pytest.raises(NotEnoughSpaceException):
        await _upload(50, sandbox)
    head = (
        f"POST /files?path=big HTTP/1.1\r\nHost: x\r\nE2b-Sandbox-Id: {sandbox.sandbox_id}\r\n"
        f"X-Access-Token: {sandbox._envd_access_token}\r\nContent-Length: {1 << 40}\r\n\r\n"
    )
    host, _, port = endpoint.sandbox_url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(head.encode())
    answer = asyncio.ensure_future(reader.readline())
    with pytest.raises(ConnectionError):
        await asyncio.wait_for(_pouring(writer, 1 << 30), 60)
    assert (await answer).startswith(b"HTTP/1.1 507 ")
    writer.close()


async def _pouring(writer: asyncio.StreamWriter, size: int) -> None:
    for _ in range(size >> 20):
        writer.write(bytes(1 << 20))
        await writer.drain()


async def test_depth_hides_nothing_from_the_limit(sandbox):
    script = "import os, time\nfor _ in range(2500): os.mkdir('d'); os.chdir('d')\ntime.sleep(60)"
    await sandbox.files.write("deep.py", script)
    with pytest.raises(CommandExitException) as killed:
        await sandbox.commands.run("python3 deep.py", timeout=50)
    assert killed.value.exit_code == -1
    with pytest.raises(NotEnoughSpaceException):
        await sandbox.files.write("more", "x")


async def test_many_streams_at_once(sandbox):
    handles = await asyncio.gather(
        *(sandbox.commands.run("sleep 0.5; echo $RANDOM", background=True, timeout=60) for _ in range(60))
    )
    results = await asyncio.gather(*(handle.wait() for handle in handles))
    assert all(result.exit_code == 0 for result in results)


HOARD = """
import array, os, socket, time
held, null = [], array.array("i", [os.open("/dev/null", os.O_RDONLY)] * 100)
try:
    while True:
        held.append(socket.socketpair())
        held[-1][0].sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, null)])
except OSError as full:
    print(full.strerror, flush=True)
time.sleep(60)
"""


async def test_descriptors_that_one_hoards_are_not_missing_in_another():
    with as_nobody(Limits(), "prlimit", "--nofile=2048:2048") as endpoint:
        first, second = [await AsyncSandbox.create(timeout=60, **sdk_options(endpoint)) for _ in range(2)]
        await first.files.write("hoard.py", HOARD)
        lines: asyncio.Queue[str] = asyncio.Queue()
        await first.commands.run("python3 hoard.py", background=True, on_stdout=lines.put_nowait)
        assert "Too many references" in await asyncio.wait_for(lines.get(), 20)
        asking = "curl --silent --output /dev/null --write-out '%{http_code}' http://example.com"
        assert (await second.commands.run(asking)).stdout == "403"


# --- broken clients ---


def _raw(endpoint: Endpoint, data: bytes) -> bytes:
    host, port = endpoint.api_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return connection.recv(4096)


@pytest.mark.parametrize(
    ("path", "body", "content_type", "status"),
    [
        ("/v2/sandboxes", b"{", "application/json", 400),
        ("/v2/sandboxes", b"[]", "application/json", 400),
        ("/v2/sandboxes", b'{"templateID": 7}', "application/json", 400),
        ("/v2/sandboxes", b'{"templateID": "base", "timeout": "x"}', "application/json", 400),
        ("/v2/sandboxes", b'{"templateID": "base", "timeout": 1e99}', "application/json", 400),
        ("/v2/sandboxes", b'{"templateID": "base", "metadata": {"a": 1}}', "application/json", 400),
        ("/v2/sandboxes", b'{"templateID": "base", "envVars": []}', "application/json", 400),
        ("/v2/sandboxes", b'{"templateID": "base", "network": {"allowOut": 1}}', "application/json", 400),
        ("/v2/sandboxes", b'{"templateID": "python-99"}', "application/json", 400),
        ("/nosuch", b"", "application/json", 404),
        ("/snapshots", b"", "application/json", 405),
    ],
)
async def test_bad_requests_get_e2bs_error(endpoint, path, body, content_type, status):
    headers = {"X-API-Key": endpoint.api_key, "Content-Type": content_type}
    async with httpx.AsyncClient(base_url=endpoint.api_url, headers=headers) as client:
        answer = await client.post(path, content=body)
    assert answer.status_code == status
    assert answer.json()["code"] == status
    assert answer.json()["message"]


async def test_bad_rpcs_get_connects_error(endpoint, sandbox):
    token = sandbox._envd_access_token
    headers = {"E2b-Sandbox-Id": sandbox.sandbox_id, "X-Access-Token": token}
    async with httpx.AsyncClient(base_url=endpoint.api_url, headers=headers) as client:
        for name, body, code in (
            ("filesystem.Filesystem/Stat", b"{", "invalid_argument"),
            ("filesystem.Filesystem/Stat", b'{"path": 7}', "invalid_argument"),
            ("filesystem.Filesystem/Stat", b'{"path": "/a\\u0000b"}', "invalid_argument"),
            ("filesystem.Filesystem/Stat", b'{"path": "/\\ud800"}', "invalid_argument"),
            ("filesystem.Filesystem/Stat", b'{"path": "/nosuch"}', "not_found"),
            ("process.Process/SendInput", b'{"process": {"pid": 99}, "input": {}}', "not_found"),
            ("process.Process/SendSignal", b'{"process": []}', "invalid_argument"),
        ):
            answer = await client.post(f"/{name}", content=body, headers={"Content-Type": "application/json"})
            assert answer.json()["code"] == code, (name, body)
        stream = {"Content-Type": "application/connect+json"}
        for body in (b"\x00\x00\x00\x00\x02{}", b"\x00\xff\xff\xff\xff", b"\x01\x00\x00\x00\x02{}", b""):
            answer = await client.post("/process.Process/Start", content=body, headers=stream)
            assert b'"error"' in answer.content
        for odd in ({"path": "a\0b"}, {"path": "a", "username": "user\0b"}):
            octets = {"Content-Type": "application/octet-stream"}
            for answer in (
                await client.get("/files", params=odd),
                await client.post("/files", params=odd, content=b"x", headers=octets),
            ):
                assert (answer.status_code, answer.json()["code"]) == (400, 400), odd
        multipart = {"Content-Type": "multipart/form-data; boundary=x"}
        for body in (b"", b"--x\r\n", b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nno end'):
            answer = await client.post("/files", content=body, headers=multipart)
            assert answer.status_code == 400


async def test_clients_that_vanish_leave_no_trace(endpoint, sandbox):
    for data in (
        b"GET / HTTP/1.1\r\n",
        b"\x16\x03\x01",
        b"POST /v2/sandboxes HTTP/1.1\r\nContent-Length: 9\r\n\r\n{",
    ):
        await asyncio.to_thread(_raw, endpoint, data)
    handle = await sandbox.commands.run("yes", background=True, retain_output=False)
    await handle.disconnect()
    assert [process.pid for process in await sandbox.commands.list()] == [handle.pid]
    assert await sandbox.commands.kill(handle.pid)
    assert await sandbox.is_running()


# --- the server's life ---


@contextlib.contextmanager
def _served(
    *words: str, interpreter: str = sys.executable, **options: Any
) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    script = (
        "import sys, pathlib; from codeonfly.localbox.server import Options, serve_forever;"
        " sys.exit(serve_forever(Options(root=pathlib.Path(sys.argv[1]))))"
    )
    with subprocess.Popen(
        [interpreter, "-c", script, *words], stdout=subprocess.PIPE, text=True, cwd=ROOT, **options
    ) as process:
        try:
            assert process.stdout is not None
            yield process, json.loads(process.stdout.readline() or "{}")
        finally:
            process.kill()


def _options(told: dict[str, str]) -> dict[str, Any]:
    return {**told, "debug": False}


def _alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def _gone(pids: list[int], seconds: float = 5) -> bool:
    ends = time.monotonic() + seconds
    while any(_alive(pid) for pid in pids) and time.monotonic() < ends:
        time.sleep(0.02)
    return not any(_alive(pid) for pid in pids)


def _below(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*"):
        for child in (task / "children").read_text().split():
            found += [int(child), *_below(int(child))]
    return found


def _cgroups(pid: int) -> list[Path]:
    return [*Path("/sys/fs/cgroup").glob(f"*/code-on-fly-{pid}"), *Path("/sys/fs/cgroup").glob(f"*-{pid}")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_nothing_survives_the_server(endpoint, tmp_path, number):
    with _served(str(tmp_path)) as (process, told):
        running, paused, heard = [
            await AsyncSandbox.create(timeout=60, **_options(told)) for _ in ("running", "paused", "heard")
        ]
        for sandbox in (running, paused):
            await sandbox.commands.run("setsid sleep 300 & sleep 300 &", background=True)
        await paused.pause()
        stream = await heard.commands.run("trap '' TERM; yes", background=True, retain_output=False)
        children = _below(process.pid)
        assert len(children) >= 6
        process.send_signal(number)
        assert await asyncio.to_thread(process.wait, 5) == (0 if number == signal.SIGTERM else -9)
        assert await asyncio.to_thread(_gone, children)
        with pytest.raises(SandboxException):
            await stream.wait()
        assert number == signal.SIGKILL or not _cgroups(process.pid)
    with _served(str(tmp_path)):
        assert list((tmp_path / "sandboxes").iterdir()) == []
        assert not _cgroups(process.pid)


def test_a_bwrap_that_waits_for_a_killed_server_is_ended(tmp_path):
    """One that was killed between its fork and its word to the child leaves such a one."""
    serving = (
        "import pathlib, sys; from codeonfly.localbox.watchdog import watching\n"
        "with watching(pathlib.Path(sys.argv[1])): print(flush=True); sys.stdin.read()"
    )
    waits = ["sh", "-c", "read -r word", "sh", "--die-with-parent"]
    with contextlib.ExitStack() as stack:

        def started(*words: str) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        stopped, killed = (started(sys.executable, "-c", serving, str(tmp_path / name)) for name in "ab")
        for server in (stopped, killed):
            server.stdout.readline()
        ours, others, plain = (
            started(*waits, f"{tmp_path}/b/i1/upper"),
            started(*waits, f"{tmp_path}/a/i1/upper"),
            started("sh", "-c", "read -r word", f"{tmp_path}/b/i1/upper"),
        )
        assert stopped.communicate(b"", timeout=5) == (b"", None)
        killed.kill()
        assert ours.wait(5) == -signal.SIGKILL
        assert others.poll() is plain.poll() is None


def test_what_a_killed_server_showed_its_sandboxes_goes_with_the_next(endpoint, tmp_path):
    if os.getuid() != 0:
        pytest.skip("an ordinary user's sandboxes reach its folders without")
    with tempfile.TemporaryDirectory() as shared:
        Path(shared).chmod(0o711)
        environ = {**os.environ, "TMPDIR": shared}
        with _served(str(tmp_path), env=environ) as (process, _):
            (left,) = Path(shared).glob("code-on-fly-shown-*")
            with _served(str(tmp_path / "other"), env=environ):
                assert left.exists()  # it is in use
            process.kill()
            process.wait()
        assert left.exists()
        with _served(str(tmp_path), env=environ):
            assert not left.exists()


def test_a_root_serves_once(endpoint, tmp_path):
    with (
        serving(Options(root=tmp_path)),
        pytest.raises(UserError, match="another localbox"),
        serving(Options(root=tmp_path)),
    ):
        pytest.fail("the second server started")


def test_a_folder_with_files_of_others_is_no_root(endpoint, tmp_path):
    (tmp_path / "etc").mkdir()
    with pytest.raises(UserError, match="other files"), serving(Options(root=tmp_path)):
        pytest.fail("the server started")
    assert (tmp_path / "etc").is_dir()


def test_a_port_serves_once(endpoint):
    port = int(endpoint.api_url.rsplit(":", 1)[1])
    with pytest.raises(UserError, match="can't listen"), serving(Options(port=port)):
        pytest.fail("the second server started")


def test_the_words_say_what_it_is():
    try:
        words = describe()
    except UserError as reason:
        pytest.skip(str(reason))
    assert "shares the host's kernel" in words
    assert bubblewrap.executable()
