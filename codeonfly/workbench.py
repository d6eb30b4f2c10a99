"""Base tree -> installed, network closed, baseline tested, snapshotted."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from codeonfly import dependencies
from codeonfly.dependencies import Kept
from codeonfly.files import listing, put_tree
from codeonfly.journal import CommandEnded, CommandStarted, Journal, Noted, Warned
from codeonfly.ports import CommandResult, Sandbox, SandboxHost, SandboxInfo
from codeonfly.registries import discover_hosts
from codeonfly.results import TestReport
from codeonfly.settings import Settings
from codeonfly.testrun import TestRun, run_tests
from codeonfly.together import together
from codeonfly.toolchains import toolchain_of
from codeonfly.toolchains.base import WORK, Project
from codeonfly.tree import Tree

PHASE = "base"
MAX_REASON = 300  # characters
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_ERROR = re.compile(r"\[?(?:error|fatal|npm err!|npm error|ERR_\w+|E)\b[\]:!]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Workbench:
    """What every attempt and every proof starts from. ``baseline`` None: ``note`` says why."""

    snapshot: str
    info: SandboxInfo
    projects: tuple[Project, ...]
    baseline: TestReport | None
    versions: tuple[str, ...] = ()
    commands: tuple[CommandResult, ...] = ()
    hosts: tuple[str, ...] = ()  # the registry hosts that were discovered
    cache: str = "off"  # "hit" | "miss" | "off": whether dependencies came from an earlier run
    seconds_saved: float = 0.0
    note: str = ""
    seconds: float = 0.0
    command_seconds: float = 0.0
    leftovers: Mapping[str, str] = field(default_factory=dict)  # path -> sha256, made by install and tests
    refused_connections: tuple[str, ...] = field(default=())


Place = tuple[str, str]  # a project's toolchain and folder


@dataclass(frozen=True, slots=True)
class Installed:
    """How the installation went: the hosts it could reach, its commands, and why whose failed."""

    hosts: tuple[str, ...] = ()
    commands: tuple[CommandResult, ...] = ()
    failed: Mapping[Place, str] = field(default_factory=dict)

    @property
    def failure(self) -> str:
        """Why the first failed; "" when none did."""
        return next(iter(self.failed.values()), "")


async def prepare(
    *,
    host: SandboxHost,
    base: Tree,
    projects: Sequence[Project],
    settings: Settings,
    journal: Journal,
    labels: Mapping[str, str],
) -> Workbench:
    """Builds the workbench in a sandbox of its own and leaves its snapshot.

    An installation or a baseline that fails is told (``note``), not raised: the change may well be the
    repair. Raises UserError (environment), ServiceError and LimitReached (sandboxes).
    """
    started = time.monotonic()
    asked = () if any(project.install for project in projects) else (_registries(host, projects),)
    built = _built(host, base, projects, settings, journal, labels)
    bench: Workbench
    bench, *hosts = await together(built, *asked)
    return replace(
        bench,
        hosts=hosts[0] if hosts else bench.hosts,
        seconds=time.monotonic() - started,
        command_seconds=sum(command.seconds for command in bench.commands),
    )


async def _built(
    host: SandboxHost,
    base: Tree,
    projects: Sequence[Project],
    settings: Settings,
    journal: Journal,
    labels: Mapping[str, str],
) -> Workbench:
    name = dependencies.name_of(base, projects, settings) if host.keeps_snapshots else ""
    options = {"lifetime_seconds": settings.max_minutes * 60, "labels": {**labels, "phase": PHASE}}
    sandbox, kept = await _begun(host, projects, name, options)
    try:
        await _unpack(sandbox, base)
        if kept is not None:
            installed, versions = Installed(kept.hosts), kept.versions
        else:
            installed = await install(sandbox, projects, settings, journal, phase=PHASE)
            versions = await _versions(sandbox, projects)
        cache = "hit" if kept is not None else "off"
        if name and kept is None and not installed.failure:
            seconds = sum(command.seconds for command in installed.commands)
            was_kept = await dependencies.keep(sandbox, name, Kept(installed.hosts, versions, seconds))
            cache = "miss" if was_kept else "off"
        baseline = await _baseline(sandbox, projects, installed, settings, journal)
        await sandbox.kill_processes()
        listed = await listing(sandbox, base)
        refused = await sandbox.refused_connections()
        snapshot = await sandbox.snapshot()
    finally:
        await asyncio.shield(sandbox.kill())
    return Workbench(
        snapshot=snapshot,
        info=sandbox.info,
        projects=baseline.projects,
        baseline=baseline.report,
        versions=versions,
        commands=(*installed.commands, *(run.result for run in baseline.runs)),
        hosts=installed.hosts,
        cache=cache,
        seconds_saved=kept.seconds if kept is not None else 0.0,
        note=baseline.note,
        leftovers={path: entry.sha256 for path, entry in listed.items() if path not in base.files},
        refused_connections=refused,
    )


async def _begun(
    host: SandboxHost, projects: Sequence[Project], name: str, options: Mapping[str, Any]
) -> tuple[Sandbox, Kept | None]:
    """A sandbox with an earlier run's dependencies, if they are of the same versions; else a fresh one."""
    recalled = await dependencies.recall(host, name, **options) if name else None
    if recalled is not None:
        sandbox, kept = recalled
        if await _versions(sandbox, projects) == kept.versions:
            return sandbox, kept
        await sandbox.kill()
    return await host.create(environment=projects[0].environment, **options), None


async def _versions(sandbox: Sandbox, projects: Sequence[Project]) -> tuple[str, ...]:
    """What runs the tests, ``name version`` each, as the toolchains tell."""
    told: list[str] = []
    for project in projects:
        command = toolchain_of(project).version_command(project)
        result = await sandbox.run(command, cwd=f"{WORK}/{project.folder}".rstrip("/"))
        told += [line.strip() for line in result.stdout.splitlines() if line.strip()]
    return tuple(dict.fromkeys(told))


async def _registries(host: SandboxHost, projects: Sequence[Project]) -> tuple[str, ...]:
    """The hosts the agent may reach, where there is nothing to install: asked beside everything else."""
    sandbox = await host.create(environment=projects[0].environment, lifetime_seconds=300)
    try:
        return await discover_hosts(sandbox, _ecosystems(projects))
    finally:
        await asyncio.shield(sandbox.kill())


def _ecosystems(projects: Sequence[Project]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for project in projects for name in project.ecosystems))


def merged(reports: Sequence[TestReport | None]) -> TestReport | None:
    """One report of several projects'; None unless every one of them reported."""
    given = [report for report in reports if report is not None]
    if not given or len(given) != len(reports):
        return None
    if len(given) == 1:
        return given[0]
    return TestReport(
        runner=" + ".join(dict.fromkeys(report.runner for report in given)),
        cases=tuple(case for report in given for case in report.cases),
        weak=any(report.weak for report in given),
        complete=all(report.complete for report in given),
        note="; ".join(report.note for report in given if report.note),
    )


async def install(
    sandbox: Sandbox,
    projects: Sequence[Project],
    settings: Settings,
    journal: Journal,
    *,
    phase: str,
    hosts: Sequence[str] = (),
) -> Installed:
    """Runs every project's install command with egress to its registries only, then closes the network.

    The registries are ``hosts``, or where none are given those that the package managers name.
    """
    wanted = [project for project in projects if project.install]
    if not wanted:
        return Installed()
    hosts = tuple(hosts) or await discover_hosts(sandbox, _ecosystems(wanted))
    await sandbox.set_egress((*hosts, *settings.egress))
    commands: list[CommandResult] = []
    failed: dict[Place, str] = {}
    begun: set[str] = set()
    try:
        for project in wanted:
            before = project.joining if project.toolchain in begun else project.prepare
            begun.add(project.toolchain)
            commands.append(await _install_one(sandbox, project, before, settings, journal, phase))
            if not commands[-1].ok:
                failed[_place(project)] = _install_failure(commands[-1], settings)
    finally:
        await sandbox.set_egress(())
    return Installed(hosts, tuple(commands), failed)


async def _install_one(
    sandbox: Sandbox, project: Project, before: str, settings: Settings, journal: Journal, phase: str
) -> CommandResult:
    journal.emit(CommandStarted(phase, project.install))
    result = await sandbox.run(
        f"{before} && {project.install}" if before else project.install,
        cwd=f"{WORK}/{project.folder}".rstrip("/"),
        envs=project.envs,
        timeout_seconds=settings.install_seconds,
    )
    tail = (result.stderr or result.stdout)[-400:]
    journal.emit(CommandEnded(phase, project.install, result.exit_code, result.seconds, tail))
    return result


def _place(project: Project) -> Place:
    return project.toolchain, project.folder


def _install_failure(result: CommandResult, settings: Settings) -> str:
    if result.timed_out:
        return f"the install command did not end within {settings.install_seconds} s: {result.command}"
    return f"the install command failed with exit code {result.exit_code}: {_reason(result)}"


def _reason(result: CommandResult) -> str:
    """The first lines that call themselves an error, or the last one."""
    text = _COLOUR.sub("", f"{result.stdout}\n{result.stderr}")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if _ERROR.match(line)]
    return "; ".join(errors[:2])[:MAX_REASON] or (lines[-1][:MAX_REASON] if lines else "no output")


@dataclass(frozen=True, slots=True)
class _Baseline:
    report: TestReport | None
    projects: tuple[Project, ...]
    runs: tuple[TestRun, ...] = ()
    note: str = ""


async def _baseline(
    sandbox: Sandbox, projects: Sequence[Project], installed: Installed, settings: Settings, journal: Journal
) -> _Baseline:
    """The base's tests. Of several projects that were found, those are left out whose tests can't be run."""
    installable = [project for project in projects if _place(project) not in installed.failed]
    if not installable or (installed.failure and settings.projects):
        journal.emit(Warned(f"base: {installed.failure}"))
        return _Baseline(None, tuple(projects), note=installed.failure)
    runs = [
        await run_tests(sandbox, project, timeout_seconds=settings.test_seconds, phase=PHASE, journal=journal)
        for project in installable
    ]
    told = [project for project, run in zip(installable, runs, strict=True) if run.report is not None]
    kept = tuple(projects if settings.projects or not told else told)
    report = merged([run.report for run in runs if run.report is not None or len(kept) == len(projects)])
    note = "" if report is not None else _no_report(runs)
    if note:
        journal.emit(Noted(f"base: {note}"))
    for project in projects:
        if project not in kept:
            reason = installed.failed.get(_place(project), "its tests did not run")
            journal.emit(Warned(f"base: {project.folder or 'the root'} is left out of the proof: {reason}"))
    return _Baseline(report, kept, tuple(runs), note)


def _no_report(runs: Sequence[TestRun]) -> str:
    for run in runs:
        if run.report is None and run.result.timed_out:
            return f"the base's test command did not end in time: {run.result.command[:120]}"
    return "the base has no tests that ran"


async def _unpack(sandbox: Sandbox, base: Tree) -> None:
    """The files, and a git repository around them: tools and agents expect `git diff` to work."""
    await put_tree(sandbox, base.files)
    await sandbox.run(
        f"cd {WORK} && git init -q && git add -A -f . && git -c user.name=base -c user.email=base@localhost"
        " commit -q --no-verify --allow-empty -m base",
        timeout_seconds=120,
    )
