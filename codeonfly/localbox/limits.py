"""What holds a sandbox's appetite down, by what this host offers: cgroups, a systemd scope, rlimits.

The first that works for a resource is used; ``enforced`` says which.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from codeonfly.localbox import processes, scopes
from codeonfly.localbox.scopes import Scope

CGROUPS = Path("/sys/fs/cgroup")
NAME = "code-on-fly"
KILL_TRIES = 50


@dataclass(frozen=True, slots=True)
class Limits:
    """A sandbox's allotment."""

    cpus: int = 2
    memory_mib: int = 4096
    disk_mib: int = 10240
    processes: int = 512


@dataclass(frozen=True, slots=True)
class Usage:
    """What a sandbox uses right now; ``cpu_percent`` of one CPU since the last look."""

    cpu_percent: float = 0.0
    memory_bytes: int = 0
    cache_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Controller:
    """A folder of cgroups where ours may be made, and the files of one that set its limit."""

    resource: str  # "memory" | "processes" | "cpus"
    version: str  # "cgroup v1" | "cgroup v2"
    parent: Path


@dataclass(eq=False)
class Governor:
    """Puts sandboxes under their limits. ``release`` and ``close`` remove what was made."""

    limits: Limits
    owner: str = field(default_factory=lambda: f"{NAME}-{os.getpid()}-{secrets.token_hex(3)}")
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)  # the server's
    controllers: tuple[Controller, ...] = field(init=False)
    _scope: Scope | None = field(init=False, default=None)
    _processors: Iterator[int] = field(init=False)
    _cpu_seen: dict[str, tuple[float, float]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._processors = itertools.cycle(sorted(os.sched_getaffinity(0)))
        self.controllers = _controllers(self.owner)
        if not self._has("memory"):
            self._scope = scopes.found(self.environ)

    def _has(self, resource: str) -> bool:
        return any(controller.resource == resource for controller in self.controllers)

    def enforced(self) -> dict[str, str]:
        """Resource -> by what it is limited."""
        by = {controller.resource: controller.version for controller in self.controllers}
        other = "systemd scope" if self._scope else ""
        return {
            "cpus": by.get("cpus") or other or "processor affinity",
            "memory": by.get("memory") or other or "rlimit (each process) and a watch over the whole",
            "processes": by.get("processes") or other or "rlimit",
            "disk": "rlimit (each file) and a watch over the whole",
        }

    def counts(self, resource: str) -> bool:
        """Whether the kernel holds down what a sandbox takes of it as a whole."""
        return self._has(resource) or self._scope is not None

    def words(self) -> str:
        """The same in one line."""
        return ", ".join(f"{resource} by {how}" for resource, how in self.enforced().items())

    def arguments(self) -> list[str]:
        """What the agent imposes on itself and its children."""
        words = ["core=0", f"fsize={self.limits.disk_mib << 20}"]
        if self._scope is not None:
            return words
        if not self._has("memory"):
            words.append(f"data={self.limits.memory_mib << 20}")
        if not self._has("processes"):
            words.append(f"nproc={self.limits.processes}")
        return words

    def prefix(self, identifier: str) -> Sequence[str]:
        """The command that bwrap is started through; empty for none.

        A sandbox that stops and goes on is another scope: the manager may not have done with the first.
        """
        if self._scope is None:
            return ()
        properties = [
            *(f"MemoryMax={self.limits.memory_mib}M", "MemorySwapMax=0"),
            *(f"TasksMax={self.limits.processes}", f"CPUQuota={self.limits.cpus * 100}%"),
        ]
        return self._scope.words(f"{self.owner}-{identifier}-{secrets.token_hex(4)}", properties)

    def prepare(self, identifier: str) -> None:
        """Makes the sandbox's cgroups; takes milliseconds, so do it ahead."""
        for folder, controllers in self._folders(identifier).items():
            with contextlib.suppress(FileExistsError):
                folder.mkdir()
            for controller in controllers:
                for name, value in self._settings(controller):
                    with contextlib.suppress(FileNotFoundError):  # swap accounting may be off
                        (folder / name).write_text(value)

    def confine(self, identifier: str, pid: int) -> None:
        """Puts the agent (and so all that it will start) into the sandbox's cgroups, or on its processors.

        Raises OSError.
        """
        if pid and not self.counts("cpus"):
            os.sched_setaffinity(pid, itertools.islice(self._processors, self.limits.cpus))
        if pid:
            for folder in self._folders(identifier):
                (folder / "cgroup.procs").write_text(str(pid))

    def _folders(self, identifier: str) -> dict[Path, list[Controller]]:
        folders: dict[Path, list[Controller]] = {}
        for controller in self.controllers:
            folders.setdefault(controller.parent / identifier, []).append(controller)
        return folders

    def _settings(self, controller: Controller) -> list[tuple[str, str]]:
        memory, processes = str(self.limits.memory_mib << 20), str(self.limits.processes)
        second = controller.version.endswith("v2")
        if controller.resource == "memory":
            if second:
                return [("memory.max", memory), ("memory.swap.max", "0"), ("memory.oom.group", "0")]
            return [("memory.limit_in_bytes", memory), ("memory.memsw.limit_in_bytes", memory)]
        if controller.resource == "processes":
            return [("pids.max", processes)]
        if second:
            return [("cpu.max", f"{self.limits.cpus * 100_000} 100000")]
        return [("cpu.cfs_period_us", "100000"), ("cpu.cfs_quota_us", str(self.limits.cpus * 100_000))]

    def usage(self, identifier: str, agent: int) -> Usage:
        """Measured by the cgroups, and where there are none by the processes below its agent."""
        found = {controller.resource: controller for controller in self.controllers}
        memory, cpu = found.get("memory"), found.get("cpus")
        used, cache = 0, 0
        if memory is None:
            used = processes.memory_bytes(agent)
        else:
            folder = memory.parent / identifier
            second = memory.version.endswith("v2")
            total = _number(folder / ("memory.current" if second else "memory.usage_in_bytes"))
            cache = min(_field(folder / "memory.stat", "file" if second else "cache"), total)
            # the kernel adds up the parts only now and then: they may be more than the whole for a moment
            used = total - cache or processes.memory_bytes(agent)
        return Usage(self._cpu_percent(identifier, _cpu_seconds(identifier, cpu, agent)), used, cache)

    def _cpu_percent(self, identifier: str, seconds: float) -> float:
        now = time.monotonic()
        before, then = self._cpu_seen.get(identifier, (seconds, now - 1))
        self._cpu_seen[identifier] = seconds, now
        return round(max(seconds - before, 0.0) / max(now - then, 0.001) * 100, 2)

    def release(self, identifier: str) -> bool:
        """Removes the sandbox's cgroups; False when some of its processes are not gone yet: ask again."""
        self._cpu_seen.pop(identifier, None)
        for folder in self._folders(identifier):
            with contextlib.suppress(OSError):
                folder.rmdir()
        return not any(folder.exists() for folder in self._folders(identifier))

    def close(self) -> None:
        for parent in {controller.parent for controller in self.controllers}:
            _remove_tree(parent)


def sweep() -> None:
    """Removes the cgroups of servers that were killed."""
    for parent in {path.parent for path in CGROUPS.glob(f"*/{NAME}-*")} | {CGROUPS}:
        for folder in parent.glob(f"{NAME}-*"):
            owner = folder.name.removeprefix(f"{NAME}-").partition("-")[0]
            if owner.isdigit() and not Path("/proc", owner).exists():
                _kill_in(folder)
                _remove_tree(folder)


def _cpu_seconds(identifier: str, controller: Controller | None, agent: int) -> float:
    used = 0.0
    if controller is not None:
        folder = controller.parent / identifier
        if controller.version.endswith("v2"):
            used = _field(folder / "cpu.stat", "usage_usec") / 1e6
        else:  # where "cpu" and "cpuacct" are mounted apart, nothing is told there
            used = _number(folder / "cpuacct.usage") / 1e9
    return used or processes.cpu_seconds(agent)


def _controllers(owner: str) -> tuple[Controller, ...]:
    """The controllers whose cgroups we may make, version 2 where it has them."""
    found: list[Controller] = []
    for resource, name, names in (
        ("memory", "memory", ("memory",)),
        ("processes", "pids", ("pids",)),
        ("cpus", "cpu", ("cpu", "cpu,cpuacct")),
    ):
        second = CGROUPS / owner
        if name in _text(CGROUPS / "cgroup.subtree_control").split() and _made(second, f"+{name}"):
            found.append(Controller(resource, "cgroup v2", second))
            continue
        for folder in names:
            if (CGROUPS / folder / "cgroup.procs").exists() and _made(CGROUPS / folder / owner):
                found.append(Controller(resource, "cgroup v1", CGROUPS / folder / owner))
                break
    return tuple(found)


def _made(folder: Path, subtree: str = "") -> bool:
    """Whether our own folder could be made there, with the controller handed on to its children."""
    try:
        folder.mkdir(exist_ok=True)
        if subtree:
            (folder / "cgroup.subtree_control").write_text(subtree)
    except OSError:
        with contextlib.suppress(OSError):
            folder.rmdir()
        return False
    return True


def _remove(folder: Path) -> None:
    """A cgroup goes when its last process is reaped, which the kernel may still be about."""
    for _ in range(KILL_TRIES):
        try:
            folder.rmdir()
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.002)
        else:
            return


def _kill_in(folder: Path) -> None:
    """What is left there has nobody who would end it."""
    for path in folder.glob("*/cgroup.procs"):
        for pid in map(int, filter(str.isdecimal, _text(path).split())):
            with contextlib.suppress(OSError):
                if pid:  # 0 is one outside this namespace; as a target it is this process's own group
                    os.kill(pid, signal.SIGKILL)


def _remove_tree(folder: Path) -> None:
    with contextlib.suppress(OSError):
        for child in folder.iterdir():
            if child.is_dir():
                _remove(child)
    _remove(folder)


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _number(path: Path) -> int:
    text = _text(path).strip()
    return int(text) if text.isdigit() else 0


def _field(path: Path, name: str) -> int:
    for line in _text(path).splitlines():
        key, _, value = line.partition(" ")
        if key == name and value.isdigit():
            return int(value)
    return 0
