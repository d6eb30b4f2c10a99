"""Clean copies of the workbench, what is installed in them, and the runs of tests."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import math
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from codeonfly.change import Change
from codeonfly.errors import CodeonflyError
from codeonfly.files import apply_change
from codeonfly.installing import install
from codeonfly.journal import Journal, Warned
from codeonfly.ports import CommandResult, Sandbox, SandboxHost
from codeonfly.reader import Reader
from codeonfly.results import TestReport, merged
from codeonfly.settings import Settings
from codeonfly.testrun import run_tests
from codeonfly.toolchains.base import Project
from codeonfly.toolchains.shift_python import NO, OTHER, PRINTED, YES
from codeonfly.tree import Tree
from codeonfly.verification.values import CommandRecord
from codeonfly.workbench import Workbench

AT_ONCE = 2  # proofs that run beside each other; a sandbox has two processors
# what tests find where people run them, and not in a sandbox
WORKFLOW = {
    "CI": "true",
    "GITHUB_ACTIONS": "true",
    "GITHUB_JOB": "test",
    "GITHUB_RUN_ID": "1",
    "GITHUB_SHA": "0" * 40,
    "GITHUB_REF": "refs/heads/main",
    "GITHUB_WORKFLOW": "CI",
    "GITHUB_ACTOR": "somebody",
    "RUNNER_OS": "Linux",
    "RUNNER_ARCH": "X64",
    "RUNNER_NAME": "runner",
    "USER": "runner",
    "LOGNAME": "runner",
    "HOSTNAME": "runner",
    "SHELL": "/bin/bash",
    "LANG": "C.UTF-8",
    "EDITOR": "vi",
    "PAGER": "less",
    "SHLVL": "2",
    "OLDPWD": "/",
}
_SNAPSHOTS = ("node", "python")  # whose libraries keep no new snapshot there


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of run: its name in the evidence, what it is said to be meanwhile, and how it differs."""

    name: str
    said: str = ""
    most_seconds: float = math.inf
    # of projects that are not on the base: whether they run, and whether one without a report is missed
    runs_new_projects: bool = True
    misses_new_projects: bool = True


HEAD = Kind("head")
RERUN = Kind("rerun", "once more")
ORDER = Kind("order", "the base's own in another order")
CANARY = Kind("canary", "with a test that must fail")
CHECKS = Kind("canary", "with a test and checks that must fail", most_seconds=60)
# what a function no longer gives may be waited for
UNPICKED = Kind("unpicked", "with filters that pick nothing", most_seconds=60)
HOLLOW = Kind("hollow", "with its functions emptied", most_seconds=60)
SHIFTED = {
    OTHER: Kind("shifted", "with other results", most_seconds=60),
    PRINTED: Kind("shifted", "with other output", most_seconds=60),
    YES: Kind("shifted", "with a yes to everything", most_seconds=60),
    NO: Kind("shifted", "with a no to everything", most_seconds=60),
}
FAIL_TO_PASS = Kind("fail-to-pass", "without the change", misses_new_projects=False)
LEFT_OUT = Kind("left-out", "without the options it adds", most_seconds=60, misses_new_projects=False)
RESTORE = Kind("restore", "the base's own tests", runs_new_projects=False)


@dataclass(frozen=True, slots=True)
class _Installed:
    """A copy in which nothing ran but an installation; or why that failed."""

    snapshot: str
    failure: str = ""


@dataclass(slots=True)
class Bench:
    """What every proof needs, and the commands they ran."""

    host: SandboxHost
    workbench: Workbench
    base: Tree
    settings: Settings
    journal: Journal
    phase: str
    reader: Reader
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    commands: list[CommandRecord] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    _installed: dict[Change, _Installed] = field(default_factory=dict)
    _installs: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def in_copy(
        self,
        change: Change,
        work: Callable[[Sandbox], Coroutine[Any, Any, None]],
        *,
        reinstall: bool = False,
        installed: Change | None = None,
    ) -> str:
        """Runs ``work`` in a clean copy of the workbench with ``change`` made; why it could not, or "".

        ``reinstall``: what it asks for is installed in this copy. ``installed``: the copy is one of a sandbox
        in which nothing ran but the installation of what that change asks for, once for all who name it.
        """
        async with self.places:
            before = await self._with_installed(installed) if installed is not None else None
            if before is not None and before.failure:
                return before.failure
            async with self._copy(before.snapshot if before else self.workbench.snapshot) as sandbox:
                await apply_change(sandbox, change)
                failure = await self._reinstall(sandbox) if reinstall else ""
                if not failure:
                    await work(sandbox)
                return failure

    @contextlib.asynccontextmanager
    async def _copy(self, snapshot: str) -> AsyncIterator[Sandbox]:
        sandbox = await self.host.create(snapshot=snapshot, lifetime_seconds=self.settings.max_minutes * 60)
        try:
            yield sandbox
            self.refused += await sandbox.refused_connections()
        finally:
            await asyncio.shield(sandbox.kill())

    async def _with_installed(self, change: Change) -> _Installed:
        async with self._installs:
            if change not in self._installed:
                async with self._copy(self.workbench.snapshot) as sandbox:
                    await apply_change(sandbox, change)
                    failure = await self._reinstall(sandbox)
                    await sandbox.kill_processes()
                    snapshot = "" if failure else await sandbox.snapshot()
                self._installed[change] = _Installed(snapshot, failure)
        return self._installed[change]

    async def forget(self) -> None:
        """Deletes the snapshots that were made for copies; what stays is told of, and no more."""
        for one in self._installed.values():
            try:
                if one.snapshot:
                    await self.host.delete_snapshot(one.snapshot)
            except CodeonflyError as error:  # a proof is not lost for it
                self.journal.emit(Warned(f"{self.phase}: a snapshot may be left: {error}"))

    async def _reinstall(self, sandbox: Sandbox) -> str:
        bench = self.workbench
        done = await install(
            sandbox, bench.projects, self.settings, self.journal, phase=self.phase, hosts=bench.hosts
        )
        for result in done.commands:
            self.note("install", result)
        return done.failure

    @property
    def tells_workflows(self) -> bool:
        """Whether runs ``elsewhere`` differ from others for any project."""
        return any(project.toolchain not in _SNAPSHOTS for project in self.workbench.projects)

    async def tests(
        self,
        sandbox: Sandbox,
        kind: Kind,
        *,
        only: Sequence[str] = (),
        seed: int | None = None,
        elsewhere: bool = False,
    ) -> TestReport | None:
        """One run of all projects' tests, or of those in files ``only``; ``elsewhere`` as in a workflow."""
        reports: list[TestReport | None] = []
        for project in self.workbench.projects:
            prefix = f"{project.folder}/" if project.folder else ""
            mine = [path for path in only if path.startswith(prefix)]
            if (only and not mine) or (project.folder and project.is_new and not kind.runs_new_projects):
                continue
            run = await run_tests(
                sandbox,
                _elsewhere(project) if elsewhere else project,
                only=mine,
                seed=seed,
                timeout_seconds=min(self.settings.test_seconds, kind.most_seconds),
                phase=self.phase,
                journal=self.journal,
                what=kind.said,
            )
            self.note(kind.name, run.result)
            if run.report is not None or kind.misses_new_projects or not project.is_new:
                reports.append(run.report)
        return merged(reports)

    def note(self, name: str, result: CommandResult) -> None:
        output = (result.stdout + result.stderr).encode()
        digest = hashlib.sha256(output).hexdigest()
        tail = (result.stdout + result.stderr)[-2000:]
        self.commands.append(
            CommandRecord(name, result.command, result.exit_code, result.seconds, digest, tail)
        )


def _elsewhere(project: Project) -> Project:
    if project.toolchain in _SNAPSHOTS:
        return project
    return replace(project, envs={**WORKFLOW, **project.envs})
