"""The effects of a proof: which runs there are, in which copies, and the facts that they bring."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from codeonfly.change import Change, largest
from codeonfly.files import apply_change, tree_differences
from codeonfly.journal import Journal, Warned
from codeonfly.ports import Sandbox, SandboxHost
from codeonfly.reader import Reader, Unreadable
from codeonfly.results import TestReport
from codeonfly.settings import Settings
from codeonfly.tampering import Finding, scan
from codeonfly.together import while_it_holds
from codeonfly.toolchains import detect
from codeonfly.toolchains.base import Project
from codeonfly.tree import File, Tree, tree_id
from codeonfly.verification import altered
from codeonfly.verification.bench import CANARY, CHECKS, FAIL_TO_PASS, HEAD, RERUN, Bench, Kind
from codeonfly.verification.canary import plant
from codeonfly.verification.deciding import decide
from codeonfly.verification.emptying import empty
from codeonfly.verification.facts import Facts
from codeonfly.verification.living_on import living_on, not_run
from codeonfly.verification.parts import Parts, split, unsorted
from codeonfly.verification.renames import bodies
from codeonfly.verification.rerunning import in_file_order, rerun
from codeonfly.verification.restoring import restore
from codeonfly.verification.same_results import same_results
from codeonfly.verification.values import Verification
from codeonfly.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be proven. ``nature`` and ``changed_by_request`` were decided before the agent worked;
    ``claims`` (criterion id -> test ids) are the agent's, and are checked. ``request`` is its text: what
    moves or is renamed has to be asked for there, by its new name.
    """

    change: Change
    criteria: tuple[tuple[str, str], ...] = ()
    claims: Mapping[str, Sequence[str]] = field(default_factory=dict)
    nature: str = "behaviour"
    changed_by_request: tuple[str, ...] = ()
    request: str = ""


async def verify(
    subject: Subject,
    *,
    host: SandboxHost,
    workbench: Workbench,
    base: Tree,
    settings: Settings,
    journal: Journal,
    phase: str,
    reader: Reader,
) -> Verification:
    """Proves a change in clean copies of the workbench, never in one where the agent was.

    ``reader`` is who reads its texts. Red tests, and texts that can't be read, are a verdict, not an
    error; raises ServiceError when sandboxes fail.
    """
    started = time.monotonic()
    change = subject.change
    head = change.apply(base.files)
    bench = Bench(host, workbench, base, settings, journal, phase, reader)
    facts = _known_before(subject, bench)
    try:
        await _learn(bench, facts, head)
    except Unreadable as told:
        unreadable = Finding(largest(change), 1, "unreadable", str(told))
        facts.findings = (*facts.findings, unreadable)
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


async def _learn(bench: Bench, facts: Facts, head: Mapping[str, File]) -> None:
    """Fills in ``facts``: what the texts say, and what the runs bring to light."""
    ask, base = bench.reader.ask, bench.base
    bench.workbench = await ask(
        _with_new_projects, bench.workbench, base, Tree(base.commit, head), bench.settings
    )
    projects = bench.workbench.projects
    facts.parts = await ask(split, facts.parts.change, base, projects)
    facts.findings, facts.coded = await ask(_findings, facts.parts, base)
    try:
        await _gather(bench, facts, head)
        if not facts.stopped:
            await in_file_order(bench, facts)
    finally:
        await asyncio.shield(bench.forget())
    both = facts.base, facts.head, base.files, head, projects
    facts.bodies = await ask(bodies, *both)
    facts.living_on = await ask(living_on, *both, facts.bodies)
    facts.not_run = await ask(not_run, facts.head, head, facts.parts.test_files, projects)


def _known_before(subject: Subject, bench: Bench) -> Facts:
    """What is known before anything is read or runs."""
    return Facts(
        base=bench.workbench.baseline,
        base_note=bench.workbench.note,
        parts=unsorted(subject.change, bench.workbench.projects),
        nature=subject.nature,
        changed_by_request=subject.changed_by_request,
        request=subject.request,
        accept_weak=bench.settings.accept_weak_evidence,
        accept_no_baseline=bench.settings.accept_no_baseline,
        criteria=subject.criteria,
        claims={name: tuple(tests) for name, tests in subject.claims.items()},
    )


def _findings(parts: Parts, base: Tree) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """What rules find in the change, and the sources of which more than the documentation is another one."""
    found = scan(parts.change, base, is_test=parts.is_test, is_configuration=parts.is_configuration)
    return found, parts.coded(base)


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


async def _with_canaries(sandbox: Sandbox, bench: Bench, facts: Facts, head: Mapping[str, File]) -> None:
    if facts.head is None or facts.stopped:
        return
    await _run_canaries(sandbox, bench, facts, head, facts.head, CHECKS)
    report = facts.with_canaries
    if facts.canaries and facts.canaries.fresh and (report is None or not report.complete):
        # somebody waits for a test that its check ended
        await _run_canaries(sandbox, bench, facts, head, facts.head, CANARY)


async def _run_canaries(
    sandbox: Sandbox, bench: Bench, facts: Facts, head: Mapping[str, File], report: TestReport, kind: Kind
) -> None:
    by_checks = kind is CHECKS
    facts.canaries = await bench.reader.ask(plant, facts.parts, bench.base, head, report, by_checks)
    await apply_change(sandbox, facts.canaries.change)
    if facts.canaries.files:
        kind = kind if facts.canaries.fresh else CANARY
        facts.with_canaries = await bench.tests(sandbox, kind, only=facts.canaries.files)


async def _gather(bench: Bench, facts: Facts, head: Mapping[str, File]) -> None:
    """Fills in ``facts``: every run, beside each other, until the head's tests turn out red."""
    # the head's copies and the restore run's differ in tests alone, which no installation looks at; the one
    # with the base's sources is installed by itself: of what is built from sources it must have the base's
    parts = facts.parts
    installed = parts.installed

    async def in_head(sandbox: Sandbox) -> None:
        await _head(sandbox, bench, facts, head)

    async def again(sandbox: Sandbox) -> None:
        await rerun(sandbox, bench, facts)
        emptied = await bench.reader.ask(empty, parts, bench.base, head)
        await altered.hollow(sandbox, bench, facts, emptied)
        await altered.unpick(sandbox, bench, facts, emptied)

    async def on_base(sandbox: Sandbox) -> None:
        facts.on_base = await bench.tests(sandbox, FAIL_TO_PASS, only=parts.asked_of_base)
        await altered.leave_out(sandbox, bench, facts, head)
        await altered.shift(sandbox, bench, facts, head)

    async def restored(sandbox: Sandbox) -> None:
        await restore(sandbox, bench, facts, head)

    async def first() -> bool:
        facts.install_failure = await bench.in_copy(parts.change, in_head, installed=installed)
        return not facts.stopped

    others: list[Coroutine[Any, Any, str]] = []
    if parts.has_tests:
        others.append(bench.in_copy(parts.change, again, installed=installed))
    if parts.asks_anew:
        others.append(bench.in_copy(parts.tests_alone, on_base, reinstall=parts.alone_reinstalls))
    if facts.base is not None and facts.base.cases:
        same = parts.installed == parts.restored
        others.append(
            bench.in_copy(
                parts.restored,
                restored,
                installed=installed if same else None,
                reinstall=parts.restored_reinstalls and not same,
            )
        )
    if facts.nature == "refactoring" and facts.coded:
        others.append(same_results(bench, facts))
    await while_it_holds(first(), *others)


async def _head(sandbox: Sandbox, bench: Bench, facts: Facts, head: Mapping[str, File]) -> None:
    differing = await tree_differences(sandbox, bench.base, head)
    # a version or a lock file that the base's installation writes anew is none of the change's
    known = bench.workbench.leftovers.keys() - set(facts.parts.change.paths)
    facts.differences = tuple(path for path in differing if path not in known)
    facts.head = await bench.tests(sandbox, HEAD)
    if facts.parts.has_tests and not facts.stopped:
        # the same folder again: tests that lean on what an earlier run left behind show here
        facts.reruns.append(await bench.tests(sandbox, RERUN, only=facts.parts.test_files))
    await _with_canaries(sandbox, bench, facts, head)
