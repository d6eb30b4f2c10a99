"""Sandbox and SandboxHost over plain subprocesses in a folder: no isolation, for tests only."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from codeonfly.errors import LimitReached
from codeonfly.ports import CommandResult, Sandbox, SandboxFile, SandboxInfo

HOME = "/home/user"
INFO = SandboxInfo("localbox", "direct", 2, 4096, "none: a test's fake")


@dataclass
class DirectSandbox:
    """Commands run in ``folder``, which stands for /home/user; the name is replaced in what they are told."""

    folder: Path
    host: DirectHost
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    info: SandboxInfo = INFO
    egress: tuple[str, ...] = ()
    commands: list[str] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    alive: bool = True

    def real(self, path: str) -> Path:
        return Path(self._mapped(path))

    def _mapped(self, text: str) -> str:
        return text.replace(HOME, str(self.folder))

    async def run(
        self,
        command: str,
        *,
        cwd: str | None = None,
        envs: Mapping[str, str] | None = None,
        timeout_seconds: float = 300,
        output_limit: int = 200_000,
    ) -> CommandResult:
        self.commands.append(command)
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8"}
        environment |= {name: self._mapped(value) for name, value in (envs or {}).items()}
        started = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            "bash",
            "-c",
            self._mapped(command),
            cwd=self.real(cwd or HOME),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self.groups.append(process.pid)
        timed_out = False
        try:
            async with asyncio.timeout(timeout_seconds):
                out, err = await process.communicate()
        except TimeoutError:
            timed_out, out, err = True, b"", b""
            self._kill_group(process.pid)
            await process.wait()
        except asyncio.CancelledError:
            self._kill_group(process.pid)
            # to its end, or its pipes outlive the test's event loop
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(5):
                    await process.communicate()
            raise
        stdout, cut_out = self._bounded(out, output_limit)
        stderr, cut_err = self._bounded(err, output_limit)
        exit_code = None if timed_out else process.returncode
        seconds = time.monotonic() - started
        return CommandResult(command, exit_code, stdout, stderr, seconds, timed_out, cut_out + cut_err)

    def _bounded(self, data: bytes, limit: int) -> tuple[str, int]:
        cut = max(0, len(data) - limit)
        kept = data if not cut else data[: limit // 2] + b"\n...\n" + data[-limit // 2 :]
        return kept.decode(errors="replace").replace(str(self.folder), HOME), cut

    async def write_files(self, files: Sequence[SandboxFile]) -> None:
        for file in files:
            target = self.real(file.path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.data)

    async def read_file(self, path: str, *, limit_bytes: int = 16 << 20) -> bytes | None:
        target = self.real(path)
        if not target.is_file():
            return None
        if target.stat().st_size > limit_bytes:
            raise LimitReached(f"{path} is larger than {limit_bytes} bytes")
        return target.read_bytes()

    async def set_egress(self, hosts: Sequence[str]) -> None:
        self.egress = tuple(hosts)

    async def kill_processes(self) -> None:
        for group in self.groups:
            self._kill_group(group)

    def _kill_group(self, group: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)

    async def refused_connections(self) -> tuple[str, ...]:
        return ()

    async def snapshot(self, name: str = "") -> str:
        return self.host.keep(self.folder, name)

    async def kill(self) -> None:
        if self.alive:
            self.alive = False
            await self.kill_processes()
            shutil.rmtree(self.folder, ignore_errors=True)


@dataclass
class DirectHost:
    """Makes DirectSandboxes under ``root``, which goes with it; snapshots are copies of their folders."""

    root: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="direct-")))
    sandboxes: list[DirectSandbox] = field(default_factory=list)
    warnings: tuple[str, ...] = ()
    engine: str = "localbox"
    keeps_snapshots: bool = True

    def __post_init__(self) -> None:
        weakref.finalize(self, shutil.rmtree, self.root, ignore_errors=True)

    async def create(
        self,
        *,
        environment: str | None = None,
        snapshot: str | None = None,
        egress: Sequence[str] = (),
        lifetime_seconds: int = 3600,
        labels: Mapping[str, str] | None = None,
    ) -> Sandbox:
        folder = self.root / secrets.token_hex(6)
        if snapshot is None:
            folder.mkdir(parents=True)
        else:
            shutil.copytree(self.root / "snapshots" / snapshot, folder, symlinks=True)
        sandbox = DirectSandbox(folder, self, egress=tuple(egress))
        self.sandboxes.append(sandbox)
        return sandbox

    def keep(self, folder: Path, name: str) -> str:
        name = name or secrets.token_hex(6)
        shutil.copytree(folder, self.root / "snapshots" / name, symlinks=True)
        return name

    def check(self, environment: str) -> None:
        """Every environment is here."""

    async def find_snapshot(self, name: str) -> str | None:
        return name if (self.root / "snapshots" / name).is_dir() else None

    async def delete_snapshot(self, snapshot: str) -> None:
        shutil.rmtree(self.root / "snapshots" / snapshot, ignore_errors=True)

    async def kill_all(self) -> int:
        alive = [sandbox for sandbox in self.sandboxes if sandbox.alive]
        for sandbox in alive:
            await sandbox.kill()
        return len(alive)

    def sandbox_seconds(self) -> Mapping[tuple[int, int], float]:
        return {}
