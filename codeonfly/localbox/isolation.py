"""How a sandbox is fenced in: the bwrap command line, and what of the host is mounted where."""

from __future__ import annotations

import asyncio
import contextlib
import os
import py_compile
import signal
import socket
import subprocess
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from codeonfly.localbox import bubblewrap, owners, privatemounts, seccomp, skeleton, templates
from codeonfly.localbox.storage import Disk, hold_places, mount_words
from codeonfly.localbox.tenants import Tenant

AGENT = f"{templates.HIDDEN}/agent"
CA_BUNDLE = f"{templates.HIDDEN}/ca-bundle.crt"
COVERED = ("cmdline", "keys", "key-users", "interrupts")  # of /proc: what they tell is the host's alone


@dataclass(frozen=True, slots=True)
class Mount:
    """A read-only mount: the path on the host as the sandboxes' uid reaches it, and the path inside."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Spawned:
    """A sandbox's outermost process, our end of its channel, and where bwrap tells the agent's host pid."""

    process: subprocess.Popen[bytes]
    channel: socket.socket
    info: int

    async def agent_pid(self) -> int:
        """As bwrap tells it; 0 when it ended without."""
        told = os.dup(self.info)  # its own: ``end`` may come meanwhile, and the number go to another
        try:
            await _readable(told)
            return owners.child_pid(os.read(told, 4096))
        finally:
            os.close(told)

    async def end(self) -> None:
        """Kills everything inside, and waits for it without a thread."""
        _kill(self.process)
        os.close(self.info)
        if self.process.poll() is None:
            descriptor = os.pidfd_open(self.process.pid)
            try:
                await _readable(descriptor)
            finally:
                os.close(descriptor)
            self.process.wait()


async def _readable(descriptor: int) -> None:
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(descriptor, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kills bwrap and what it started, which would wait for it for ever while it starts.

    bwrap is stopped first, so that none of those is reaped, and its number given to another, meanwhile.
    """
    if process.poll() is not None:
        return
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        process.send_signal(signal.SIGSTOP)
        started = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        for child in map(int, started):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        process.kill()


class Isolation:
    """What all sandboxes of a server share. Close it to give the descriptors back."""

    def __init__(
        self, folder: Path, certificates: str, users: owners.Owners, *, pinned: bool = False
    ) -> None:
        """``pinned``: processes may not choose their processors."""
        bubblewrap.probe()
        self.owners = users
        self._stack = contextlib.ExitStack()
        self._folder, self._private, self._count = folder, False, 0
        self._program = os.open(bubblewrap.executable(), os.O_PATH | os.O_CLOEXEC)
        self._stack.callback(os.close, self._program)
        self._filter: Path | None = None
        if seccomp.supported():
            self._filter = folder / "seccomp.bpf"
            self._filter.write_bytes(seccomp.program(pinned=pinned))
        tools, etc = folder / "tools", folder / "etc"
        mounted = [one for one in templates.toolchains() if one.source]
        targets = [one.target.removeprefix(f"{templates.HIDDEN}/") for one in mounted]
        shared = skeleton.share(etc, tools, targets)
        _install_agent(tools)
        for one in templates.toolchains():
            if one.name == "python" and not one.source and one.bin.startswith(templates.HIDDEN):
                (tools / Path(one.bin).name).mkdir()
                (tools / Path(one.bin).name / "python3").symlink_to(one.home)
        (tools / "ca-bundle.crt").write_text(certificates)
        (tools / "empty").touch()
        self._covered = [one for one in COVERED if Path("/proc", one).exists()]
        self._empty = str(tools / "empty")
        self._mounts = [
            self._mount("/usr", "/usr"),
            Mount(str(tools), templates.HIDDEN),
            Mount(str(etc), "/etc"),
        ]
        for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
            if Path(f"/{name}").is_dir() and not Path(f"/{name}").is_symlink():
                self._mounts.append(self._mount(f"/{name}", f"/{name}"))
        self._mounts += [self._mount(source, target) for source, target in shared]
        self._toolchains = {one.target: self._of_toolchain(one) for one in mounted}

    def close(self) -> None:
        self._stack.close()

    def words(self) -> str:
        """What it is made of, for the report."""
        return describe(filtered=self._filter is not None)

    def _mount(self, source: str, target: str) -> Mount:
        """As root, what only root can reach is bound to where the sandboxes' uid can."""
        if self.owners.user is None or privatemounts.open_to_all(source):
            return Mount(source, target)
        if not self._private:
            privatemounts.begin()
            self._private = True
        self._count += 1
        place = self._folder / "mounts" / str(self._count)
        privatemounts.bind(Path(source), place)
        return Mount(str(place), target)

    def _of_toolchain(self, toolchain: templates.Toolchain) -> list[Mount]:
        """Its folder; of a Python's packages pip only: the host's others are the host's affair."""
        mounts = [self._mount(toolchain.source, toolchain.target)]
        for packages in Path(toolchain.source).glob("lib/python3.*/site-packages"):
            inside = packages.relative_to(toolchain.source)
            kept = [one for one in (packages / "pip", *packages.glob("pip-*.dist-info")) if one.is_dir()]
            # nothing can be written there: pip then installs for the user, where snapshots find it
            empty = self._folder / "packages" / Path(toolchain.target).name / inside
            for package in kept:
                (empty / package.name).mkdir(parents=True)
            empty.mkdir(parents=True, exist_ok=True)
            mounts.append(Mount(str(empty), f"{toolchain.target}/{inside}"))
            for package in kept:
                base = f"{mounts[0].source}/{inside}/{package.name}"
                mounts.append(Mount(base, f"{toolchain.target}/{inside}/{package.name}"))
        return mounts

    def _mounted(self, first: templates.Toolchain | None) -> list[Mount]:
        """What every sandbox has, and of the Pythons the agent's own and the one that was asked for."""
        own = templates.own_python()
        mounts = list(self._mounts)
        for toolchain in templates.toolchains():
            if toolchain.source and (toolchain.name != "python" or toolchain in (own, first)):
                mounts += self._toolchains[toolchain.target]
        return mounts

    def spawn(
        self,
        disk: Disk,
        first: templates.Toolchain | None,
        limits: Sequence[str],
        prefix: Sequence[str] = (),
        *,
        tenant: Tenant,
        same_boot: bool = False,
    ) -> Spawned:
        """Starts a tenant's sandbox on the file system of ``disk``; must run in a thread that outlives it.

        (--die-with-parent is about the parent *thread*.) ``same_boot``: as if it had never stopped.
        """
        if not same_boot:
            disk.boot_id.write_text(f"{uuid.uuid4()}\n")  # the host's own would tell it apart, and stay
        hold_places(disk, self.owners)
        with contextlib.ExitStack() as stack:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            stack.callback(theirs.close)
            reading, writing = os.pipe()
            stack.callback(os.close, writing)
            opened = [theirs.fileno(), writing]
            if self._filter is not None:
                opened.append(os.open(self._filter, os.O_RDONLY | os.O_CLOEXEC))
                stack.callback(os.close, opened[-1])
            words = self._words(disk, tenant, first, opened, limits)
            process = self._started(words, tenant.owners, opened, prefix)
        ours.setblocking(False)
        return Spawned(process, ours, reading)

    def _started(
        self, words: list[str], users: owners.Owners, opened: Sequence[int], prefix: Sequence[str]
    ) -> subprocess.Popen[bytes]:
        """Python would fork all its memory to change the uid; setpriv is small."""
        program, uid = f"/proc/self/fd/{self._program}", users.user
        executable: str | None = program
        if prefix:
            executable, words = None, [*prefix, bubblewrap.executable(), *words[1:]]
        elif uid is not None and owners.SETPRIV:
            changing = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"]
            executable, uid = owners.SETPRIV, None
            words = [*changing, program, *words[1:]]
        return subprocess.Popen(
            words,
            executable=executable,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(self._program, *opened, *users.descriptors),
            env={},
            cwd="/",
            user=uid,
            group=uid,
            extra_groups=None if uid is None else (),
            start_new_session=True,
        )

    def _words(
        self,
        disk: Disk,
        tenant: Tenant,
        first: templates.Toolchain | None,
        opened: Sequence[int],
        limits: Sequence[str],
    ) -> list[str]:
        channel, info, *filters = opened
        words = ["bwrap", *tenant.owners.words, "--unshare-pid", "--unshare-ipc", "--unshare-uts"]
        words += ["--unshare-net", "--unshare-cgroup-try", "--hostname", "sandbox"]
        words += ["--uid", "1000", "--gid", "1000", "--die-with-parent", "--new-session", "--as-pid-1"]
        words += ["--clearenv", "--info-fd", str(info), *mount_words(disk, tenant)]
        for mount in self._mounted(first):
            words += ["--ro-bind", mount.source, mount.target]
        words += ["--ro-bind", str(disk.told), "/run/e2b"]
        words += ["--proc", "/proc", "--ro-bind", str(disk.boot_id), "/proc/sys/kernel/random/boot_id"]
        for name in self._covered:
            words += ["--ro-bind", self._empty, f"/proc/{name}"]
        words += ["--dev", "/dev", "--chdir", "/"]
        if libraries := templates.library_path(first):
            words += ["--setenv", "LD_LIBRARY_PATH", libraries]
        for descriptor in filters:
            words += ["--seccomp", str(descriptor)]
        python = [templates.agent_python(), "-I", "-S", "-X", "utf8", AGENT]
        return [*words, "--", *python, str(channel), "user" if self.owners.root is None else "root", *limits]


def _install_agent(tools: Path) -> None:
    """The agent and its modules, compiled: every sandbox starts them."""
    here = Path(__file__).parent
    library = tools / "agent.lib" / "codeonfly"
    (library / "localbox" / "inside").mkdir(parents=True)
    modules = {here / "agent.py": tools / "agent"}
    for source in (here.parent / "__init__.py", here / "__init__.py", *(here / "inside").glob("*.py")):
        modules[source] = library / source.relative_to(here.parent).with_suffix(".pyc")
    for source, target in modules.items():
        py_compile.compile(str(source), cfile=str(target), dfile=source.stem, doraise=True)


def describe(*, filtered: bool) -> str:
    """The isolation in one line; it is the host's kernel, and the words say so."""
    without = "" if filtered else " (no system call filter for this architecture)"
    return (
        "bubblewrap: user, pid, ipc, uts, cgroup, mount and network namespaces,"
        f" seccomp{without}; shares the host's kernel"
    )
