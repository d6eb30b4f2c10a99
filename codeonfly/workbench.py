"""Base tree -> installed, network closed, baseline tested, snapshotted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from codeonfly import dependencies
from codeonfly.dependencies import Kept
from codeonfly.files import differences, listing, put_tree
from codeonfly.installing import Installed, ecosystems, install, place_of
from codeonfly.journal import Journal, Noted, Warned
from codeonfly.ports import CommandResult, Sandbox, SandboxHost, SandboxInfo
from codeonfly.registries import discover_hosts
from codeonfly.results import TestReport, merged
from codeonfly.settings import Settings
from codeonfly.testrun import TestRun, run_tests
from codeonfly.together import together
from codeonfly.toolchains import toolchain_of
from codeonfly.toolchains.base import WORK, Project
from codeonfly.tree import Tree

PHASE = "base"


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
    # path -> sha256, made or written anew by install and tests
    leftovers: Mapping[str, str] = field(default_factory=dict)
    refused_connections: tuple[str, ...] = ()


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
        await _unpack(sandbox, base, journal)
        if kept is not None:
            installed, versions, cache = Installed(kept.hosts), kept.versions, "hit"
        else:
            installed = await install(sandbox, projects, settings, journal, phase=PHASE)
            versions = await _versions(sandbox, projects)
            cache = "miss" if await _keep(sandbox, name, installed, versions) else "off"
        baseline = await _baseline(sandbox, projects, installed, settings, journal)
        await sandbox.kill_processes()
        listed = await listing(sandbox, base)
        rewritten = differences(listed, base.files)
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
        leftovers={
            path: entry.sha256
            for path, entry in listed.items()
            if path not in base.files or path in rewritten
        },
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


async def _keep(sandbox: Sandbox, name: str, installed: Installed, versions: tuple[str, ...]) -> bool:
    """Whether later runs will find the dependencies under this name; "" is none."""
    if not name or installed.failure:
        return False
    seconds = sum(command.seconds for command in installed.commands)
    return await dependencies.keep(sandbox, name, Kept(installed.hosts, versions, seconds))


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
        return await discover_hosts(sandbox, ecosystems(projects))
    finally:
        await asyncio.shield(sandbox.kill())


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
    installable = [project for project in projects if place_of(project) not in installed.failed]
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
            reason = installed.failed.get(place_of(project), "its tests did not run")
            journal.emit(Warned(f"base: {project.folder or 'the root'} is left out of the proof: {reason}"))
    return _Baseline(report, kept, tuple(runs), note)


def _no_report(runs: Sequence[TestRun]) -> str:
    for run in runs:
        if run.report is None and run.result.timed_out:
            return f"the base's test command did not end in time: {run.result.command[:120]}"
    return "the base has no tests that ran"


async def _unpack(sandbox: Sandbox, base: Tree, journal: Journal) -> None:
    """The files, and a git repository around them: tools and agents expect `git diff` to work."""
    await put_tree(sandbox, base.files)
    made = await sandbox.run(
        f"cd {WORK} && git init -q && git add -A -f . && git -c user.name=base -c user.email=base@localhost"
        " commit -q --no-verify --allow-empty -m base",
        timeout_seconds=120,
    )
    if not made.ok:
        said = (made.stderr or made.stdout).strip()[-200:] or f"exit {made.exit_code}"
        journal.emit(Warned(f"base: no git repository could be made in the sandbox: {said}"))
