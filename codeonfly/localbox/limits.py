"""What holds a sandbox's appetite down, by what this host offers: cgroups, systemd scopes, rlimits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """A sandbox's allotment."""

    cpus: int = 2
    memory_mib: int = 4096
    disk_mib: int = 10240
    processes: int = 512


@dataclass(frozen=True, slots=True)
class Usage:
    """What a sandbox uses right now."""

    cpu_percent: float = 0.0
    memory_bytes: int = 0
    cache_bytes: int = 0


class Governor:
    """Puts sandboxes under their limits."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits

    def arguments(self, number: int) -> list[str]:
        """What the agent imposes on itself and its children."""
        return [
            f"cpus={self.limits.cpus}/{number * self.limits.cpus}",
            f"fsize={self.limits.disk_mib << 20}",
            "core=0",
        ]

    def prefix(self, identifier: str) -> Sequence[str]:
        return ()

    def confine(self, identifier: str, pid: int) -> None:
        return

    def usage(self, identifier: str, pid: int) -> Usage:
        return Usage()

    def enforced(self) -> dict[str, str]:
        return {}

    def release(self, identifier: str) -> None:
        return
