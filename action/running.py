"""The run itself, and the proofs that are made again: of another job's change, and on a base that moved."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from action.bundle import Bundle, Ended, read_bundle
from action.histories import fork_point
from action.inputs import Inputs
from action.job import Job
from action.rebasing import carried_over, moved_base
from action.session import Session
from codeonfly.change import difference
from codeonfly.errors import Cancelled, CodeonflyError, UserError
from codeonfly.journal import Journal, Sink, Warned
from codeonfly.money import Usage
from codeonfly.outcome import reason_of
from codeonfly.ports import Forge, Model, ModelRequest, Reply, SandboxHost
from codeonfly.record import Record
from codeonfly.resolve import prove_again, resolve
from codeonfly.run import Task
from codeonfly.settings import Settings
from codeonfly.state import RUNNING as UNDER_WAY
from codeonfly.state import PastRun
from codeonfly.tree import Tree

INTERRUPTED = 130
COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class World:
    """The forge, how to make what can spend money once rights are known, and the run itself."""

    forge: Forge
    model: Callable[[Inputs, Settings], Model]
    host: Callable[[Inputs, Settings], SandboxHost]
    sinks: tuple[Sink, ...] = ()
    resolve: Callable[..., Awaitable[Record]] = resolve
    prove_again: Callable[..., Awaitable[Record]] = prove_again
    allow: Callable[[float], None] = lambda _: None  # for how many seconds from now the forge may wait at all
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep  # between two edits of the status comment
    warm_up: Callable[[], None] = lambda: None  # begins what takes long and costs nothing, such as imports


class NoModel:
    """The model of a proof that is made again: asking it anything is a mistake of the program."""

    async def reply(self, request: ModelRequest) -> Reply:
        raise UserError(f"a proof that is made again asked {request.model} something; please report it")

    async def price_microdollars(self, model: str, usage: Usage) -> int | None:  # noqa: ARG002 - the port's
        return None


async def carry_out(
    session: Session, inputs: Inputs, world: World, journal: Journal
) -> tuple[Session, Record]:
    """The run's record, and the session with the base that it is of, should that have moved meanwhile.

    In publish mode it is the proof, once more, of what the generate job left, or its end without a change.
    """
    settings = session.job.settings
    if inputs.mode == "publish":
        bundle = read_bundle(inputs.out)
        if bundle.number != session.job.request.number:
            raise UserError("the bundle was made for another issue; download this run's own artifact")
        if isinstance(bundle, Ended):
            return session, _without_change(bundle, _task(session, inputs))
        session = replace(session, job=await _as_of(bundle, session.job, world.forge))
        record = await _proven_again(bundle, _task(session, inputs), world, inputs, journal)
    else:
        task, model, host = (
            _task(session, inputs),
            world.model(inputs, settings),
            world.host(inputs, settings),
        )
        record = await world.resolve(task, model=model, host=host, journal=journal)
    if inputs.mode == "generate" or inputs.dry_run:
        return session, record
    try:
        return await _on_moved_base(session, inputs, world, journal, record)
    except asyncio.CancelledError:
        return session, interrupted(record)


def _without_change(ended: Ended, task: Task) -> Record:
    """The record of a generate job that changed nothing, for this job to tell."""
    return Record(
        run_id=task.run_id,
        started_at=task.started_at,
        request=task.request,
        base=task.base,
        outcome=ended.outcome,
        exit_code=ended.exit_code,
        stopped=ended.stopped,
        max_attempts=task.settings.max_attempts,
        charges=ended.charges,
        limit_microdollars=task.settings.max_cost_microdollars,
        seconds=ended.seconds,
        settings=task.settings,
    )


def interrupted(record: Record) -> Record:
    """The record of a run that was interrupted once it had come to its end, but not to all that follows."""
    why = reason_of(asyncio.CancelledError())
    return replace(record, outcome="cancelled", exit_code=INTERRUPTED, stopped=why)


async def _as_of(bundle: Bundle, job: Job, forge: Forge) -> Job:
    """The job with the base that the bundle is of; an older commit of the default branch will do.

    Raises Cancelled for any other commit.
    """
    if bundle.base == job.base.commit:
        return job
    if job.tip is None and COMMIT.fullmatch(bundle.base):
        with contextlib.suppress(CodeonflyError):  # GitHub knows no such commit
            if await fork_point(forge, bundle.base, job.place.head) == bundle.base:
                return replace(job, base=await forge.tree(bundle.base))
    commits = f"{bundle.base[:7]!a}, not {job.base.commit[:7]}"
    raise Cancelled(f"the branch moved on: the bundle is of commit {commits}; start the run again")


async def _proven_again(bundle: Bundle, task: Task, world: World, inputs: Inputs, journal: Journal) -> Record:
    return await world.prove_again(
        task,
        plan=bundle.plan,
        attempt=bundle.attempt,
        charges=bundle.charges,
        model=NoModel(),
        host=world.host(inputs, task.settings),
        journal=journal,
    )


async def _on_moved_base(
    session: Session, inputs: Inputs, world: World, journal: Journal, record: Record
) -> tuple[Session, Record]:
    """A verified change whose files others have changed meanwhile: carried over and proven there once more.

    A branch that is there already takes the default branch in. Where it can't be done, the record stays as it
    is, and publishing makes a draft of it.
    """
    job, best, plan = session.job, record.best, record.plan
    if record.outcome != "verified" or best is None or plan is None:
        return session, record
    try:
        name = (await world.forge.repository()).default_branch
        now = await moved_base(job, record.change, name, world.forge)
    except CodeonflyError:  # publishing looks again, and says so
        return session, record
    carried = carried_over(record.change, job.base, now) if now else None
    if now is None or carried is None or (job.tip is not None and _moved_workflows(job.base, now)):
        return session, record
    commit = now.commit[:7]
    journal.emit(Warned(f"{name} moved to {commit} in files of the change: it was merged and proven again"))
    session = replace(session, job=replace(job, base=now, merged=job.tip is not None))
    proven = await world.prove_again(
        _task(session, inputs),
        plan=plan,
        attempt=replace(record.rounds[best].attempt, change=carried),
        charges=record.charges,
        model=NoModel(),
        host=world.host(inputs, job.settings),
        journal=journal,
        before=record.rounds[:best],
    )
    return session, replace(proven, warnings=tuple(dict.fromkeys((*record.warnings, *proven.warnings))))


def _moved_workflows(base: Tree, now: Tree) -> bool:
    """Whether a branch can't take the new base in: GitHub lets no such token push workflow files."""
    return any(path.startswith(".github/workflows/") for path in difference(base, now.files).paths)


def _task(session: Session, inputs: Inputs) -> Task:
    job = session.job
    labels = {"run": session.run_id, "repository": job.place.facts.full_name}
    if job.request.number:
        labels["issue"] = str(job.request.number)
    return Task(
        run_id=session.run_id,
        started_at=session.started_at,
        request=job.request,
        base=job.base,
        settings=job.settings,
        start=job.start,
        failures=_last_failures(session.history) if job.start else (),
        secrets=inputs.secrets,
        labels=labels,
    )


def _last_failures(history: Sequence[PastRun]) -> tuple[str, ...]:
    """What the agent goes on from: how the last run that came to an end did, and what failed in it."""
    ended = [run for run in history if run.outcome != UNDER_WAY]
    if not ended:
        return ()
    return (f"The run before this one ended {ended[-1].outcome}.", *ended[-1].failures)
