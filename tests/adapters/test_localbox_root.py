"""The sandbox's own root: what it may, what it may not, and what becomes of its files."""

from __future__ import annotations

import asyncio
import os
import select
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from e2b import AsyncSandbox, AuthenticationException, CommandExitException, PtySize

from codeonfly.localbox import bubblewrap, owners
from codeonfly.localbox.isolation import Spawned
from codeonfly.localbox.limits import Limits
from codeonfly.localbox.server import Endpoint, Options
from tests.fakes.localbox import as_nobody, running, running_as, sdk_options


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("root") / "localbox"


@pytest.fixture(scope="module")
def endpoint(folder: Path) -> Iterator[Endpoint]:
    if owners.found().root is None:
        pytest.skip("sandboxes have a root where the server is root, and setpriv and nsenter are there")
    before = os.umask(0o077)  # as on hardened hosts: what root makes is nobody else's
    with running(Options(root=folder, limits=Limits(memory_mib=512, processes=128))) as endpoint:
        assert os.umask(before) == 0o077
        yield endpoint


@pytest.fixture
async def sandbox(endpoint: Endpoint) -> AsyncIterator[AsyncSandbox]:
    sandbox = await AsyncSandbox.create(timeout=60, **sdk_options(endpoint))
    yield sandbox
    await sandbox.kill()


async def _said(sandbox: AsyncSandbox, command: str, user: str = "root") -> str:
    try:
        result = await sandbox.commands.run(command, user=user, timeout=30)
    except CommandExitException as failed:
        return failed.stdout + failed.stderr
    return result.stdout + result.stderr


async def test_root_is_root(sandbox):
    assert await _said(sandbox, "whoami; id -u; id -g; pwd; echo $HOME") == "root\n0\n0\n/root\n/root\n"
    assert await _said(sandbox, "whoami; id -u; pwd; echo $HOME", "user") == (
        "user\n1000\n/home/user\n/home/user\n"
    )


async def test_root_may_what_user_may_not(sandbox):
    await _said(sandbox, "umask 077; echo secret > closed; echo hers > /home/user/hers; mkdir /srv")
    assert "Permission denied" in await _said(sandbox, "cat /root/closed /home/user/hers", "user")
    assert "Permission denied" in await _said(sandbox, "touch /root/x; touch /srv/x; touch /x", "user")
    assert await _said(sandbox, "echo mine > own; chmod 600 own; stat -c %U own", "user") == "user\n"
    assert await _said(sandbox, "cat /home/user/own; chown user:user /home/user/hers") == "mine\n"
    assert await _said(sandbox, "cat hers", "user") == "hers\n"
    sleeping = await sandbox.commands.run("sleep 300", background=True)
    # who starts a command is who it is for until it has started
    assert "not permitted" in await _said(
        sandbox, "sleep 300 & kill -9 $!; sleep 0.5; exec kill -9 1", "user"
    )
    assert await _said(sandbox, f"kill -9 {sleeping.pid}; echo done") == "done\n"
    with pytest.raises(CommandExitException):
        await sleeping.wait()


async def test_files_belong_to_whom_they_are_written_for(sandbox):
    for user in ("user", "root"):
        await sandbox.files.write(f"/{user}s/deep/file", user, user=user)
        await sandbox.files.make_dir(f"/{user}s/made/too", user=user)
    told = "find /users /roots -printf '%u %g %p\\n' | sort"
    assert await _said(sandbox, told, "user") == (
        "root root /roots\nroot root /roots/deep\nroot root /roots/deep/file\n"
        "root root /roots/made\nroot root /roots/made/too\n"
        "user user /users\nuser user /users/deep\nuser user /users/deep/file\n"
        "user user /users/made\nuser user /users/made/too\n"
    )
    assert (await sandbox.files.get_info("/roots/deep/file")).owner == "root"
    await sandbox.files.write("/roots/deep/file", "over", user="user")
    assert (await sandbox.files.get_info("/roots/deep/file")).owner == "user"
    terminal = await sandbox.pty.create(PtySize(rows=24, cols=80), on_data=lambda _: None, user="root")
    assert await _said(sandbox, f"stat -c %U /proc/{terminal.pid}", "user") == "root\n"


async def test_a_command_of_users_has_no_way_to_root(sandbox):
    assert "Uid:\t1000\t1000\t1000\t1000" in await _said(sandbox, "grep Uid /proc/self/status", "user")
    for capabilities in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
        assert await _said(sandbox, f"grep {capabilities} /proc/self/status", "user") == (
            f"{capabilities}:\t0000000000000000\n"
        )
    script = "import os; os.setresuid(0, 0, 0)"
    assert "PermissionError" in await _said(sandbox, f'python3 -c "{script}"', "user")
    await _said(sandbox, "cp $(readlink -f /bin/bash) /tmp/gift; chmod 6755 /tmp/gift")
    assert await _said(sandbox, "/tmp/gift -p -c 'id -u; id -g'", "user") == "1000\n1000\n"


async def test_root_is_one_over_its_own_two_users_only(sandbox):
    kept = "00000000000000fb"  # chown, dac_override, fowner, fsetid, kill, setgid, setuid
    told = await _said(sandbox, "grep Cap /proc/self/status")
    assert set(told.split()[1::2]) <= {kept, "0" * 16}
    assert "NoNewPrivs:\t1" in await _said(sandbox, "grep NoNewPrivs /proc/self/status")
    for forbidden in (
        *("touch /usr/x", "touch /etc/x", "chown root /usr", "chown 12345 /root", "mount -t tmpfs x /mnt"),
        *("mknod /tmp/null c 1 3", "chroot / true", "unshare --user true", "unshare --mount true"),
        *("nsenter --target 1 --mount true", "echo 9 > /proc/sys/user/max_user_namespaces"),
        *("echo x > /proc/sys/kernel/core_pattern", "echo b > /proc/sysrq-trigger", "hostname other"),
        *("cat /proc/1/mem", "cat /proc/1/environ", "readlink /proc/1/fd/3", "ls /proc/1/cwd/"),
        *("cat /proc/kcore", "dmesg", "setpriv --reuid 12345 true", "ulimit -Hc unlimited"),
        "python3 -c \"import socket; socket.socket().bind(('', 80))\"",
    ):
        assert "refused" in await _said(sandbox, f"{forbidden} || echo refused"), forbidden
    await _said(sandbox, "kill -9 1; kill -TERM 1; kill -9 -1")
    assert await _said(sandbox, "echo alive") == "alive\n"


async def test_outside_root_is_nobody(folder, sandbox):
    await sandbox.commands.run(
        "touch /made; (exec sleep 300.25) & until pgrep -fx 'sleep 300.25'; do :; done", user="root"
    )
    made = next(folder.glob("sandboxes/*/upper/made"))
    found = owners.found()
    assert (made.stat().st_uid, made.stat().st_gid) == (found.root, found.root)
    assert found.root not in {0, found.user}
    (outside,) = _owners_of("sleep 300.25")
    assert outside not in {0, found.user, found.root}


async def test_what_the_kernel_counts_by_user_is_each_sandboxes_own(endpoint, sandbox):
    other = await AsyncSandbox.create(timeout=60, **sdk_options(endpoint))
    for number, one in ((5, sandbox), (6, other)):
        sleeping = f"sleep 300.{number}"
        await one.commands.run(f"(exec {sleeping}) & until pgrep -fx '{sleeping}'; do :; done")
    assert not _owners_of("sleep 300.5") & _owners_of("sleep 300.6")
    script = "import ctypes; new = ctypes.CDLL(None).inotify_init; print(sum(new() >= 0 for _ in range(999)))"
    hoarding = f"mkfifo all; (python3 -uc '{script}; import time; time.sleep(300)' > all) & head -n 1 all"
    hoarded = await _said(sandbox, hoarding, "user")
    assert await _said(other, f"python3 -c '{script}'", "user") == hoarded != "0\n"
    await other.kill()


def _owners_of(command: str) -> set[int]:
    found = subprocess.run(["pgrep", "-fx", command], stdout=subprocess.PIPE, check=True, text=True)
    return {Path("/proc", pid).stat().st_uid for pid in found.stdout.split()}


async def test_copies_keep_both_owners_and_all_goes_in_the_end(endpoint, folder, sandbox):
    await _said(sandbox, "umask 077; mkdir -p /srv/deep; echo hers | tee /srv/deep/file > /home/user/hers")
    await _said(sandbox, "echo mine > own; chmod 0 own; ln own also; mkdir no; chmod 0 no", "user")
    told = "find /srv /home/user -printf '%u %m %p\\n' | sort; cat /srv/deep/file /home/user/own"
    before = await _said(sandbox, told)
    snapshot = await sandbox.create_snapshot()
    copy = await AsyncSandbox.create(snapshot.snapshot_id, **sdk_options(endpoint))
    (fork,) = await sandbox.fork()
    for other in (copy, fork):
        assert await _said(other, told) == before
        await _said(other, "echo changed > /srv/deep/file; rm -r /home/user/no")
    assert await _said(sandbox, told) == before
    assert "Permission denied" in await _said(copy, "cat /srv/deep/file", "user")
    for other in (copy, fork):
        await other.kill()
    await AsyncSandbox.delete_snapshot(snapshot.snapshot_id, **sdk_options(endpoint))
    for _ in range(100):
        left = [*(folder / "layers").iterdir(), *(folder / "sandboxes").iterdir()]
        if len(left) == 2:  # the base, and the sandbox
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"what nobody uses any more is still there: {left}")


async def test_roots_processes_count_as_the_sandboxes(sandbox):
    bomb = "import subprocess; [subprocess.Popen(['sleep', '20']) for _ in range(200)]"
    assert "Resource temporarily unavailable" in await _said(sandbox, f'python3 -c "{bomb}"')


async def test_a_cold_start_and_a_pause_stop_root_too(sandbox):
    counting = "while true; do echo >> /root/count; sleep 0.01; done"
    await sandbox.commands.run(counting, background=True, user="root")
    await asyncio.sleep(0.2)
    lengths = "a=$(wc -c < count); sleep 0.3; b=$(wc -c < count)"
    await sandbox.pause()
    await sandbox.connect()
    assert await _said(sandbox, f"{lengths}; [ $a != $b ] && echo goes on") == "goes on\n"
    await sandbox.pause(keep_memory=False)
    await sandbox.connect()
    assert await _said(sandbox, f"{lengths}; [ $a = $b ] && echo gone") == "gone\n"


async def test_a_server_that_is_not_root_has_one_user_and_says_so():
    with running_as("nobody") as endpoint:
        sandbox = await AsyncSandbox.create(timeout=60, **sdk_options(endpoint))
        assert await _said(sandbox, "whoami; echo $HOME") == "user\n/root\n"
        with pytest.raises(AuthenticationException):
            await sandbox.commands.run("true", user="stranger")
        await sandbox.kill()


async def test_what_is_killed_while_it_starts_leaves_no_process() -> None:
    gate, opener = os.pipe()
    spawned = _at(gate)
    inside = os.pidfd_open(await spawned.agent_pid())
    await spawned.end()
    for descriptor in (gate, opener):
        os.close(descriptor)
    spawned.channel.close()
    ended, _, _ = select.select([inside], [], [], 10)
    os.close(inside)
    assert ended, "it waits for ever for the bwrap that started it"


def _at(gate: int) -> Spawned:
    """A sandbox that has not started yet."""
    info, told = os.pipe()
    words = [bubblewrap.executable(), "--unshare-user", "--unshare-pid", "--info-fd", str(told)]
    words += ["--userns-block-fd", str(gate), "--bind", "/", "/", "sleep", "60"]
    process = subprocess.Popen(words, pass_fds=(told, gate))
    os.close(told)
    return Spawned(process, socket.socket(), info)


async def test_root_of_one_sandbox_reaches_nothing_of_another(endpoint, sandbox):
    other = await AsyncSandbox.create(timeout=60, **sdk_options(endpoint))
    try:
        await other.commands.run("sleep 300.75", background=True)
        await other.files.write("/root/hers", "hers", user="root")
        said = await _said(sandbox, "cat /proc/[0-9]*/cmdline; kill -9 -1; cat /root/hers; find / -name hers")
        assert "300.75" not in said
        assert "No such file" in said
        assert await other.files.read("/root/hers", user="root") == "hers"
        assert any("300.75" in " ".join(found.args) for found in await other.commands.list())
    finally:
        await other.kill()


@pytest.fixture
def rootless() -> Iterator[Endpoint]:
    """The server of a container's root who has no other user's uid."""
    through = ["unshare", "--user", "--map-root-user", "--"]
    try:
        subprocess.run([*through, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as reason:
        pytest.skip(f"this machine lets nobody be such a root: {reason}")
    with as_nobody(Limits(memory_mib=512), *through) as endpoint:
        yield endpoint


async def test_root_without_other_users_is_an_ordinary_user(rootless):
    sandbox = await AsyncSandbox.create(timeout=60, **sdk_options(rootless))
    await sandbox.files.write("kept", "here")
    assert await _said(sandbox, "whoami; cat kept; touch /usr/kept", "user") == (
        "user\nheretouch: cannot touch '/usr/kept': Read-only file system\n"
    )
    await sandbox.kill()
