"""What a sandbox's processes hold and use, as the host's /proc tells: where no cgroup counts it."""

from __future__ import annotations

import contextlib
import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

_NO_DISK = ("/memfd:", "/dev/")  # deleted files that lie in memory
_TIMES = slice(11, 15)  # user and system time, its own and its ended children's, behind the name


def of(agent: int) -> list[int]:
    """The agent and all below it: whoever loses its parent becomes the agent's child. Empty for 0."""
    found = [agent] if agent else []
    for pid in found:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                with contextlib.suppress(OSError):
                    found += map(int, (task / "children").read_text().split())
    return found


def unlinked_bytes(agent: int) -> int:
    """The space of files that are open and have no name any more: no walk through folders finds them."""
    sizes: dict[tuple[int, int], int] = {}
    for path in _descriptors(agent):
        with contextlib.suppress(OSError):
            info = path.stat()
            if info.st_nlink or not stat.S_ISREG(info.st_mode) or str(path.readlink()).startswith(_NO_DISK):
                continue
            sizes[info.st_dev, info.st_ino] = info.st_blocks * 512
    return sum(sizes.values())


def _descriptors(agent: int) -> Iterator[Path]:
    for pid in of(agent):
        with contextlib.suppress(OSError):
            yield from Path(f"/proc/{pid}/fd").iterdir()


def memory_bytes(agent: int) -> int:
    """The memory that is theirs, files in memory included; what several share counts once."""
    shares = [_share(pid) for pid in of(agent)]
    shared = sum(memory for _, memory in shares)
    with contextlib.suppress(OSError):
        found = os.statvfs(f"/proc/{agent}/root/dev")  # mapped or not
        shared = max(shared, (found.f_blocks - found.f_bfree) * found.f_frsize)
    return sum(own for own, _ in shares) + shared


def end_largest(agent: int) -> None:
    """Kills the one that takes the most memory, as the kernel does where it counts."""
    others = of(agent)[1:]
    if others:
        with contextlib.suppress(ProcessLookupError):
            os.kill(max(others, key=lambda pid: sum(_share(pid))), signal.SIGKILL)


def _share(pid: int) -> tuple[int, int]:
    """Its own memory and its part of what is shared, in bytes."""
    found = {"Pss_Anon": 0, "Pss_Shmem": 0}
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in found:
                found[name] = int(rest.split()[0]) << 10
    return found["Pss_Anon"], found["Pss_Shmem"]


def cpu_seconds(agent: int) -> float:
    """The time they took so far, with those that ended."""
    return sum(_ticks(pid) for pid in of(agent)) / os.sysconf("SC_CLK_TCK")


def _ticks(pid: int) -> int:
    with contextlib.suppress(OSError):
        return sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[_TIMES]))
    return 0
