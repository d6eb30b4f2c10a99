"""The story of a run: one function, the retry loop. Everything it touches comes in through ports."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any

from codeonfly import outcome
from codeonfly.attempt import Assignment, Attempt, Ending, run_attempt
from codeonfly.errors import CodeonflyError, where_it_happened
from codeonfly.files import apply_change, collect
from codeonfly.gate import gate_in_time
from codeonfly.journal import Journal, Noted, PhaseEnded, PhaseStarted, Spent, Warned
from codeonfly.money import Budget, Charge, total
from codeonfly.plan import Plan, make_plan
from codeonfly.ports import Model, SandboxHost
from codeonfly.record import Record, Round
from codeonfly.review import review_change
from codeonfly.run import Run, Task
from codeonfly.spotless import cleaner
from codeonfly.together import error_of, together
from codeonfly.toolchains import KNOWN_ENVIRONMENTS, bootstrap, detect
from codeonfly.toolchains.base import Project
from codeonfly.verification import Subject, verify
from codeonfly.workbench import Workbench, prepare

COLLECT_SECONDS = 4  # what an interrupted run spends on saving the change so far
LOST = "the change can't be read back: it is what the file tools wrote, without what commands did"


async def resolve(task: Task, *, model: Model, host: SandboxHost, journal: Journal) -> Record:
    """Plans, attempts and proves until a change is verified or a limit is reached.

    Always returns a Record: failures, interruption and bugs of ours end the run, never lose it.
    """
    run = Run(task, model, host, journal, Budget(task.settings.max_cost_microdollars))
    return await _to_its_end(run, _story(run))


async def prove_again(
    task: Task,
    *,
    plan: Plan,
    attempt: Attempt,
    charges: Sequence[Charge],
    model: Model,
    host: SandboxHost,
    journal: Journal,
    before: Sequence[Round] = (),
) -> Record:
    """Proves an attempt that was made elsewhere, or of another base; ``charges`` is the bill so far.

    ``before`` are the rounds that led to it. Always returns a Record, as ``resolve`` does.
    """
    budget = Budget(task.settings.max_cost_microdollars, list(charges))
    run = Run(task, model, host, journal, budget, plan=plan, rounds=list(before))
    return await _to_its_end(run, _proof_of(run, plan, attempt))


async def _story(run: Run) -> None:
    await _attempts(run, *await _prepare(run))


async def _proof_of(run: Run, plan: Plan, attempt: Attempt) -> None:
    run.rounds.append(Round(attempt))  # kept whatever happens now
    settings = run.task.settings
    projects = detect(run.task.base, settings) or (bootstrap(settings.environment or plan.environment),)
    await _prove(run, await _workbench(run, projects), plan)


async def _to_its_end(run: Run, work: Coroutine[Any, Any, None]) -> Record:
    error = await error_of(_in_time(run, work))
    if error is not None:
        if outcome.is_unforeseen(error):
            run.journal.emit(Noted(where_it_happened(error)))
        lost = await error_of(_save_unfinished(run, error))
        _warn(run, "the change so far could not be read back", lost)
    run.reader.close()
    left = await error_of(_kill_all(run))
    _warn(run, "sandboxes may be left until their own time limit", left)
    outcome.bill_sandboxes(run, "end")
    return cleaner(run.task.secrets)(outcome.record(run, error))


async def _in_time(run: Run, work: Coroutine[Any, Any, None]) -> None:
    async with asyncio.timeout_at(_loop_time(run.deadline)):
        await work


async def _kill_all(run: Run) -> None:
    await asyncio.shield(run.host.kill_all())


def _warn(run: Run, what: str, error: BaseException | None) -> None:
    if error is not None:
        run.journal.emit(Warned(f"{what}: {outcome.reason_of(error)}"))


async def _prepare(run: Run) -> tuple[Workbench, Plan]:
    """Plan and workbench, beside each other where the files alone tell the toolchain."""
    projects = detect(run.task.base, run.task.settings)
    if projects:
        run.host.check(projects[0].environment)
        # the plan's request leaves first: its answer takes longer than anything that starts meanwhile
        plan, workbench = await together(_plan(run), _workbench(run, projects))
        return workbench, plan
    if run.task.settings.environment:
        run.host.check(run.task.settings.environment)
    plan = await _plan(run)
    projects = (bootstrap(run.task.settings.environment or plan.environment),)
    return await _workbench(run, projects), plan


async def _plan(run: Run) -> Plan:
    started = _begin(run, "plan")
    run.plan = await make_plan(
        model=run.model,
        request=run.task.request,
        base=run.task.base,
        settings=run.task.settings,
        budget=run.budget,
        journal=run.journal,
        environments=KNOWN_ENVIRONMENTS,
    )
    _end(run, "plan", started, "ok", outcome.plan_note(run.plan))
    return run.plan


async def _workbench(run: Run, projects: tuple[Project, ...]) -> Workbench:
    started = _begin(run, "base")
    run.workbench = await prepare(
        host=run.host,
        base=run.task.base,
        projects=projects,
        settings=run.task.settings,
        journal=run.journal,
        labels=run.task.labels,
    )
    for refused in run.workbench.refused_connections:
        run.journal.emit(Warned(f"base: a connection to {refused} was refused"))
    _end(run, "base", started, "ok", outcome.base_note(run.workbench, run.task.base))
    return run.workbench


async def _attempts(run: Run, workbench: Workbench, plan: Plan) -> None:
    for number in range(1, run.task.settings.max_attempts + 1):
        attempt = await _attempt(run, workbench, plan, number)
        if attempt.change and attempt.ended not in ("money", "time"):  # a limit ends the run, proof included
            await _prove(run, workbench, plan)
        if outcome.is_verified(run.rounds[-1]) and not await _is_sent_back(run):
            return
        outcome.stop_at_a_limit(attempt)


async def _attempt(run: Run, workbench: Workbench, plan: Plan, number: int) -> Attempt:
    phase = f"attempt {number}"
    started = _begin(run, phase)
    run.reader.start()  # the proof needs it, and its imports take a while
    previous = run.rounds[-1] if run.rounds else None
    sandbox = await run.host.create(
        snapshot=workbench.snapshot,
        egress=(*workbench.hosts, *run.task.settings.egress),
        lifetime_seconds=run.task.settings.max_minutes * 60,
        labels={**run.task.labels, "phase": phase.replace(" ", "-")},
    )
    run.workshop, run.written = sandbox, {}
    await apply_change(sandbox, previous.attempt.change if previous else run.task.start)
    given = Assignment(
        request=run.task.request,
        plan=plan,
        base=run.task.base,
        projects=workbench.projects,
        number=number,
        deadline=run.deadline - run.kept_back,
        previous=previous.attempt if previous else None,
        failures=outcome.failures(previous) if previous else run.task.failures,
    )
    attempt = await run_attempt(
        given,
        model=run.model,
        sandbox=sandbox,
        settings=run.task.settings,
        budget=run.budget,
        journal=run.journal,
        collect=lambda: collect(sandbox, run.task.base, leftovers=workbench.leftovers),
        written=run.written,
    )
    run.workshop = None
    run.rounds.append(Round(attempt))  # kept whatever happens now
    for refused in await sandbox.refused_connections():
        run.journal.emit(Warned(f"{phase}: a connection to {refused} was refused"))
    await sandbox.kill()
    _end(run, phase, started, *outcome.attempt_note(attempt))
    return attempt


async def _prove(run: Run, workbench: Workbench, plan: Plan) -> None:
    """Gate, then proof of the last round: a change that may not be published is not worth proving."""
    attempt = run.rounds[-1].attempt
    phase = f"proof {attempt.number}"
    started = _begin(run, phase)
    settings = run.task.settings
    findings = await gate_in_time(
        run.reader,
        attempt.change,
        run.task.base,
        settings,
        secrets=run.task.secrets,
        allowed_hosts=workbench.hosts,
    )
    run.rounds[-1] = Round(attempt, findings)
    if any(finding.severity == "block" for finding in findings):
        _end(run, phase, started, "failed", findings[0].sentence)
        return
    verification = await verify(
        Subject(
            change=attempt.change,
            criteria=tuple((criterion.id, criterion.text) for criterion in plan.criteria),
            claims=attempt.claims,
            nature=plan.nature,
            changed_by_request=plan.changes_by_request,
            request=f"{run.task.request.title}\n{run.task.request.body}\n{run.task.request.instructions}",
        ),
        host=run.host,
        workbench=workbench,
        base=run.task.base,
        settings=settings,
        journal=run.journal,
        phase=phase,
        reader=run.reader,
    )
    run.rounds[-1] = replace(run.rounds[-1], verification=verification)
    _end(run, phase, started, *outcome.proof_note(verification))


async def _is_sent_back(run: Run) -> bool:
    """Whether the council asks for a revision of a proven change."""
    task = run.task
    if not task.settings.review:
        return False
    started = _begin(run, "review")
    opinions = await review_change(
        model=run.model,
        request=task.request,
        base=task.base,
        change=run.rounds[-1].attempt.change,
        settings=task.settings,
        budget=run.budget,
        journal=run.journal,
    )
    run.rounds[-1] = replace(run.rounds[-1], opinions=opinions)
    sent_back = any(opinion.verdict == "revise" for opinion in opinions)
    _end(run, "review", started, "failed" if sent_back else "ok", outcome.review_note(opinions))
    return sent_back


async def _save_unfinished(run: Run, error: BaseException) -> None:
    """Reads the change of an attempt that was cut off before its sandbox goes; raises what hinders it."""
    sandbox, run.workshop = run.workshop, None
    if sandbox is None or run.workbench is None:
        return
    try:
        async with asyncio.timeout(COLLECT_SECONDS):
            change = await collect(sandbox, run.task.base, leftovers=run.workbench.leftovers)
    except (CodeonflyError, TimeoutError):
        if not run.written:
            raise
        change = run.as_written
        run.journal.emit(Warned(LOST))
    ended: Ending = "time" if isinstance(error, TimeoutError) else "stopped"
    note = outcome.sentence_of(error, run.task.settings)
    run.rounds.append(Round(Attempt(len(run.rounds) + 1, change, ended, note=note)))


def _begin(run: Run, phase: str) -> float:
    run.journal.emit(PhaseStarted(phase))
    return time.monotonic()


def _end(run: Run, phase: str, started: float, status: outcome.Status, note: str) -> None:
    outcome.bill_sandboxes(run, phase)
    seconds = time.monotonic() - started
    # by name, since plan and base run beside each other
    spent = total(charge for charge in run.budget.charges if charge.phase == phase)
    run.journal.emit(PhaseEnded(phase, status, note, seconds, spent))
    run.journal.emit(Spent(phase, run.budget.spent, run.budget.limit_microdollars))


def _loop_time(monotonic: float) -> float:
    return asyncio.get_running_loop().time() + (monotonic - time.monotonic())
