"""The effects of a proof: clean copies of the workbench, the runs in them, and their facts."""

from __future__ import annotations

import asyncio
import hashlib
import math
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from codeonfly.change import Change
from codeonfly.files import apply_change, tree_differences
from codeonfly.installing import install
from codeonfly.journal import Journal, Warned
from codeonfly.ports import CommandResult, Sandbox, SandboxHost
from codeonfly.results import TestReport, merged
from codeonfly.settings import Settings
from codeonfly.tampering import scan
from codeonfly.testrun import run_tests
from codeonfly.together import while_it_holds
from codeonfly.toolchains import detect
from codeonfly.toolchains.base import Project
from codeonfly.tree import File, Tree, tree_id
from codeonfly.verification.asked import as_asked, not_asked
from codeonfly.verification.canary import plant
from codeonfly.verification.deciding import decide
from codeonfly.verification.emptying import Emptied, empty
from codeonfly.verification.facts import Facts
from codeonfly.verification.parts import Parts, split
from codeonfly.verification.renames import bodies
from codeonfly.verification.shifting import shift, some_object
from codeonfly.verification.values import CommandRecord, Verification
from codeonfly.workbench import Workbench

AT_ONCE = 2  # proofs that run beside each other; a sandbox has two processors
SECONDS_HOLLOW = 60  # what a function no longer gives may be waited for
SEEDS = (101, 202)  # of the reruns in a copy of their own; one more runs where the tests already ran


@dataclass(slots=True)
class Bench:
    """What every proof needs, and the commands they ran."""

    host: SandboxHost
    workbench: Workbench
    base: Tree
    settings: Settings
    journal: Journal
    phase: str
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    commands: list[CommandRecord] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    async def in_copy(
        self, change: Change, work: Callable[[Sandbox], Coroutine[Any, Any, None]], *, reinstall: bool = False
    ) -> str:
        """Runs ``work`` in a clean copy of the workbench with ``change`` made; why it could not, or ""."""
        async with self.places:
            sandbox = await self.host.create(
                snapshot=self.workbench.snapshot, lifetime_seconds=self.settings.max_minutes * 60
            )
            try:
                await apply_change(sandbox, change)
                failure = await self._reinstall(sandbox) if reinstall else ""
                if not failure:
                    await work(sandbox)
                self.refused += await sandbox.refused_connections()
                return failure
            finally:
                await asyncio.shield(sandbox.kill())

    async def _reinstall(self, sandbox: Sandbox) -> str:
        bench = self.workbench
        done = await install(
            sandbox, bench.projects, self.settings, self.journal, phase=self.phase, hosts=bench.hosts
        )
        for result in done.commands:
            self.note("install", result)
        return done.failure

    async def tests(
        self, sandbox: Sandbox, name: str, *, only: Sequence[str] = (), seed: int | None = None
    ) -> TestReport | None:
        """One run of every project's tests, or of those in the files ``only``."""
        reports: list[TestReport | None] = []
        for project in self.workbench.projects:
            prefix = f"{project.folder}/" if project.folder else ""
            mine = [path for path in only if path.startswith(prefix)]
            if (only and not mine) or (name == "restore" and project.folder and project.is_new):
                continue
            run = await run_tests(
                sandbox,
                project,
                only=mine,
                seed=seed,
                timeout_seconds=min(
                    self.settings.test_seconds, SECONDS_HOLLOW if name == "hollow" else math.inf
                ),
                phase=self.phase,
                journal=self.journal,
            )
            self.note(name, run.result)
            if run.report is not None or not (name == "fail-to-pass" and project.is_new):
                reports.append(run.report)
        return merged(reports)

    def note(self, name: str, result: CommandResult) -> None:
        output = (result.stdout + result.stderr).encode()
        digest = hashlib.sha256(output).hexdigest()
        tail = (result.stdout + result.stderr)[-2000:]
        self.commands.append(
            CommandRecord(name, result.command, result.exit_code, result.seconds, digest, tail)
        )


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be proven. ``nature`` and ``changed_by_request`` were decided before the agent worked;
    ``claims`` (criterion id -> test ids) are the agent's, and are checked.
    """

    change: Change
    criteria: tuple[tuple[str, str], ...] = ()
    claims: Mapping[str, Sequence[str]] = field(default_factory=dict)
    nature: str = "behaviour"
    changed_by_request: tuple[str, ...] = ()


async def verify(
    subject: Subject,
    *,
    host: SandboxHost,
    workbench: Workbench,
    base: Tree,
    settings: Settings,
    journal: Journal,
    phase: str,
) -> Verification:
    """Proves a change in clean copies of the workbench, never in one where the agent was.

    Red tests are a verdict, not an error; raises ServiceError when sandboxes fail.
    """
    started = time.monotonic()
    change = subject.change
    head = change.apply(base.files)
    workbench = _with_new_projects(workbench, base, Tree(base.commit, head), settings)
    bench = Bench(host, workbench, base, settings, journal, phase)
    parts = split(change, base, workbench.projects)
    # beside the loop: a large file takes seconds, in which a signal or a limit must be heard
    facts = await asyncio.to_thread(_known_before, subject, bench, parts)
    await _gather(bench, parts, facts, head)
    facts.bodies = await asyncio.to_thread(
        bodies, facts.base, facts.head, base.files, head, workbench.projects
    )
    decided = decide(facts)
    for refused in dict.fromkeys(bench.refused):
        journal.emit(Warned(f"{phase}: a connection to {refused} was refused"))
    return Verification(
        verdict=decided.verdict,
        tree_id=tree_id(head),
        base=workbench.baseline,
        head=facts.head,
        comparison=decided.comparison,
        proofs=decided.proofs,
        findings=decided.findings,
        criteria=decided.criteria,
        changed_by_request=decided.changed_by_request,
        commands=tuple(bench.commands),
        refused_connections=tuple(dict.fromkeys(bench.refused)),
        seconds=time.monotonic() - started,
        command_seconds=sum(command.seconds for command in bench.commands),
    )


def _known_before(subject: Subject, bench: Bench, parts: Parts) -> Facts:
    """What is known before anything runs."""
    return Facts(
        base=bench.workbench.baseline,
        base_note=bench.workbench.note,
        parts=parts,
        nature=subject.nature,
        changed_by_request=subject.changed_by_request,
        accept_weak=bench.settings.accept_weak_evidence,
        accept_no_baseline=bench.settings.accept_no_baseline,
        criteria=subject.criteria,
        claims={name: tuple(tests) for name, tests in subject.claims.items()},
        findings=scan(
            subject.change, bench.base, is_test=parts.is_test, is_configuration=parts.is_configuration
        ),
    )


def _with_new_projects(workbench: Workbench, base: Tree, head: Tree, settings: Settings) -> Workbench:
    """Where the set-up is part of the change, what it makes a project of is known only from the head.

    So is how a project installs what its manifests ask for by now. How it is tested is the base's affair.
    """
    found = detect(head, settings)
    if any(project.is_new for project in workbench.projects):
        return replace(workbench, projects=found or workbench.projects)
    now = {(one.toolchain, one.folder): one for one in found}
    known = {(one.toolchain, one.folder) for one in workbench.projects}
    added = [replace(one, is_new=True) for place, one in now.items() if place not in known and one.folder]
    as_before = (_installable(project, now) for project in workbench.projects)
    return replace(workbench, projects=(*as_before, *(one for one in added if _is_whole(one, base))))


def _is_whole(project: Project, base: Tree) -> bool:
    """Whether the base has nothing of it: what is there was left out for a reason."""
    return not any(path.startswith(f"{project.folder}/") for path in base.files)


def _installable(project: Project, found: Mapping[tuple[str, str], Project]) -> Project:
    now = found.get((project.toolchain, project.folder))
    if now is None or not now.install:
        return project
    return replace(project, install=now.install, ecosystems=now.ecosystems)


async def _sing(sandbox: Sandbox, bench: Bench, facts: Facts, head: Mapping[str, File]) -> None:
    if facts.head is None or facts.stopped:
        return
    facts.canaries = await asyncio.to_thread(plant, facts.parts, head, facts.head)
    await apply_change(sandbox, facts.canaries.change)
    if facts.canaries.files:
        facts.sung = await bench.tests(sandbox, "canary", only=facts.canaries.files)


async def _hollow(sandbox: Sandbox, bench: Bench, facts: Facts, emptied: Emptied) -> None:
    facts.emptied = emptied.names
    for change in emptied.changes if emptied.names else ():
        await apply_change(sandbox, change)
        facts.on_hollow.append(await bench.tests(sandbox, "hollow", only=facts.parts.test_files))


async def _shift(sandbox: Sandbox, bench: Bench, facts: Facts, head: Mapping[str, File]) -> None:
    """In a copy where the change never ran: what a test writes there by itself would agree with anything."""
    shifted = shift(facts.parts, bench.base, head)
    facts.shifted = shifted.names
    for change in shifted.changes:
        await apply_change(sandbox, facts.parts.change)
        await apply_change(sandbox, change)
        facts.on_shifted.append(await bench.tests(sandbox, "hollow", only=facts.parts.test_files))
        if some_object(facts.on_shifted[-1], facts.base):
            return  # where is of no interest


async def _gather(bench: Bench, parts: Parts, facts: Facts, head: Mapping[str, File]) -> None:
    """Fills in ``facts``: every run, beside each other, until the head's tests turn out red."""
    reinstall = parts.reinstalls

    async def in_head(sandbox: Sandbox) -> None:
        facts.differences = await tree_differences(sandbox, bench.base, head)
        facts.head = await bench.tests(sandbox, "head")
        if parts.has_tests and not facts.stopped:
            # the same folder again: tests that lean on what an earlier run left behind show here
            facts.reruns.append(await bench.tests(sandbox, "rerun", only=parts.test_files))
        await _sing(sandbox, bench, facts, head)

    async def again(sandbox: Sandbox) -> None:
        for seed in SEEDS:
            facts.reruns.append(await bench.tests(sandbox, "rerun", only=parts.test_files, seed=seed))
        emptied = await asyncio.to_thread(empty, parts, bench.base, head)
        await _hollow(sandbox, bench, facts, emptied)

    async def on_base(sandbox: Sandbox) -> None:
        facts.on_base = await bench.tests(sandbox, "fail-to-pass", only=parts.asked_of_base)
        await _shift(sandbox, bench, facts, head)

    async def restored(sandbox: Sandbox) -> None:
        facts.restored = await bench.tests(sandbox, "restore")
        asked = as_asked(facts.changed_by_request, facts.base, bench.base, head)
        if asked.files and _lack(not_asked(facts.changed_by_request, facts.base), facts.restored):
            # what is asked for may no longer build as it was, and then nothing beside it does
            await apply_change(sandbox, asked)
            facts.restored = not_asked(facts.changed_by_request, await bench.tests(sandbox, "restore"))

    async def first() -> bool:
        facts.install_failure = await bench.in_copy(parts.change, in_head, reinstall=reinstall)
        return not facts.stopped

    others: list[Coroutine[Any, Any, str]] = []
    if parts.has_tests:
        others.append(bench.in_copy(parts.change, again, reinstall=reinstall))
    if parts.asks_anew:
        others.append(bench.in_copy(parts.tests_alone, on_base, reinstall=reinstall))
    if facts.base is not None and facts.base.cases:
        others.append(bench.in_copy(parts.restored, restored, reinstall=parts.restored_reinstalls))
    await while_it_holds(first(), *others)


def _lack(base: TestReport | None, restored: TestReport | None) -> bool:
    """Whether tests of the base are not even reported."""
    known = {case.id for case in restored.cases} if restored is not None else set()
    return base is not None and not {case.id for case in base.cases} <= known
