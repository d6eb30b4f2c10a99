"""What a run asks of sandboxes, and the frozen values that cross that line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CommandResult:
    """A finished command. A non-zero exit is data; ``exit_code`` is None when it was cut by a limit."""

    command: str
    exit_code: int | None
    stdout: str
    stderr: str
    seconds: float
    timed_out: bool = False
    truncated_bytes: int = 0  # output that was dropped between head and tail

    @property
    def ok(self) -> bool:
        return self.exit_code == 0


@dataclass(frozen=True, slots=True)
class SandboxFile:
    """A file to put into a sandbox; ``path`` is absolute there."""

    path: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SandboxInfo:
    """Where code ran: told in the report. ``isolation`` says "E2B" or what localbox enforces."""

    engine: str  # "e2b" | "localbox"
    template: str
    vcpus: int
    memory_mib: int
    isolation: str


class Sandbox(Protocol):
    """A running sandbox. Every method raises ServiceError when the sandbox is gone or unreachable."""

    @property
    def id(self) -> str: ...

    @property
    def info(self) -> SandboxInfo: ...

    async def run(
        self,
        command: str,
        *,
        cwd: str | None = None,
        envs: Mapping[str, str] | None = None,
        timeout_seconds: float = 300,
        output_limit: int = 200_000,
    ) -> CommandResult:
        """Runs ``command`` with bash; past a limit its process group is killed, and that is data too.

        ``output_limit``: bytes kept of stdout and of stderr each, head and tail; past 64 MiB of raw
        output the command is killed.
        """
        ...

    async def write_files(self, files: Sequence[SandboxFile]) -> None:
        """Writes all, making parent folders; modes as the umask gives them."""
        ...

    async def read_file(self, path: str, *, limit_bytes: int = 16 << 20) -> bytes | None:
        """The bytes, or None when there is no such regular file. Raises LimitReached past the limit."""
        ...

    async def set_egress(self, hosts: Sequence[str]) -> None:
        """Only these hosts can be reached from now on; none closes the network."""
        ...

    async def kill_processes(self) -> None:
        """Ends every process in it, also those that were left in the background; files stay."""
        ...

    async def refused_connections(self) -> tuple[str, ...]:
        """``host:port`` of connections that the egress rules refused, where the engine tells."""
        ...

    async def snapshot(self, name: str = "") -> str:
        """An id from which SandboxHost.create makes copies of this sandbox's file system.

        With a name it can be found again by later runs, as far as the engine keeps it.
        """
        ...

    async def kill(self) -> None:
        """Ends it and everything in it; calling it again is fine."""
        ...


class SandboxHost(Protocol):
    """Where sandboxes come from: E2B, or localbox on this machine."""

    @property
    def engine(self) -> str:
        """ "e2b" or "localbox"; only the first one is billed."""
        ...

    @property
    def keeps_snapshots(self) -> bool:
        """Whether a named snapshot outlives this run; where none does, taking one is time lost."""
        ...

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a maintainer should know about the sandboxes, such as a template that was missing."""
        ...

    def check(self, environment: str) -> None:
        """Raises UserError where this environment is known not to be here; asked before a plan is paid."""
        ...

    async def create(
        self,
        *,
        environment: str | None = None,
        snapshot: str | None = None,
        egress: Sequence[str] = (),
        lifetime_seconds: int = 3600,
        labels: Mapping[str, str] | None = None,
    ) -> Sandbox:
        """A sandbox of an environment name ("python-3.11") or of a snapshot id: exactly one of them.

        Raises UserError (key, environment not available here), LimitReached (too many), ServiceError.
        """
        ...

    async def find_snapshot(self, name: str) -> str | None:
        """The id of the snapshot that was given this name, by an earlier run too; None when there is none."""
        ...

    async def delete_snapshot(self, snapshot: str) -> None: ...

    async def kill_all(self) -> int:
        """Kills every sandbox this host made and that still lives; how many there were."""
        ...

    def sandbox_seconds(self) -> Mapping[tuple[int, int], float]:
        """Allocated seconds so far by (vCPUs, memory MiB), for the bill; localbox costs nothing."""
        ...
