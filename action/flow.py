"""What the Action does with an event, in order; everything it acts through comes in."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from action.board import Board
from action.bundle import write_bundle
from action.inputs import Inputs
from action.job import Admission, Asked, Job, accept, admit, targeted
from action.notice import Notice, find_notice, own
from action.offering import gated, offer
from action.outputs import outputs_of, say
from action.running import INTERRUPTED, World, carry_out, interrupted
from action.session import (
    NEEDS_HELP,
    RUNNING,
    VERIFIED,
    Session,
    ended_early,
    last_words,
    reserved,
    set_label,
)
from codeonfly.adapters.git import make_patch
from codeonfly.caps import a_day_before, check_caps
from codeonfly.commands.world import now
from codeonfly.errors import Cancelled, CodeonflyError, Refused
from codeonfly.event import NotOurs, RetryAsked
from codeonfly.intake import issue_of_branch
from codeonfly.journal import Entry, Journal, Warned
from codeonfly.output import prepare_folder, without_secrets, write_output
from codeonfly.ports import Forge, Published
from codeonfly.record import Record
from codeonfly.report import job_summary, past_run
from codeonfly.spotless import cleaner
from codeonfly.state import NOT_BEGUN, PastRun, merged, past_runs
from codeonfly.status import status_comment

PUBLISHING_SECONDS = 300  # after the run's own time: a limit of GitHub's must not cost what was paid for
LAST_WORDS_SECONDS = 2.0  # for the comment of an interrupted run: the runner kills after ten


@dataclass(frozen=True, slots=True)
class Ending:
    """What the step ends with."""

    exit_code: int
    outputs: Mapping[str, str]
    summary: str = ""
    error: str = ""


async def perform(event: Asked, inputs: Inputs, world: World) -> Ending:
    """Authorises, acknowledges, runs, publishes, and says how it ended.

    Raises CodeonflyError for what ended it before a run began; the issue was told where that was right.
    """
    event = targeted(event, inputs)
    admission = await admit(event, inputs, world.forge)
    if isinstance(admission, NotOurs):
        return ignored(admission.reason)
    if inputs.mode != "publish":
        world.warm_up()
    try:
        job = await accept(event, admission, inputs, world.forge)
    except Cancelled as cancelled:
        say(str(cancelled))
        return Ending(0, {"outcome": "cancelled"})
    except CodeonflyError as error:
        await _could_not_start(event, admission, inputs, world.forge, error)
        raise
    if isinstance(job, NotOurs):
        return ignored(job.reason)
    world.allow(job.settings.max_minutes * 60 + PUBLISHING_SECONDS)
    session = await _acknowledge(event, job, inputs, world)
    try:
        await session.tell(status_comment((), run_url=inputs.run_url), reserved(session))
        await set_label(session, RUNNING)
        return await _work(session, inputs, world)
    except CodeonflyError as error:
        await last_words(session, inputs, "could not start", "failed", str(error))
        raise
    except asyncio.CancelledError:
        with contextlib.suppress(TimeoutError, CodeonflyError):
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                await last_words(session, inputs, "was cancelled", "cancelled")
        raise


def ignored(reason: str) -> Ending:
    """Not for us: one line in the log, nothing on the issue."""
    say(f"not for us, {reason}.")
    return Ending(0, {"outcome": "ignored"})


async def _acknowledge(event: Asked, job: Job, inputs: Inputs, world: World) -> Session:
    """Reacts, and finds what earlier runs left. A cap that is reached is told in the notice, and raised."""
    run_id, started_at = f"{inputs.run_id}-{inputs.run_attempt}", now()
    forge, reading = world.forge, inputs.mode == "generate"  # whose token may not write
    if not reading:
        await _react(event, job, forge)
    notice: Notice | None = None
    if job.thread:
        notice = await find_notice(forge, job.thread, job.place.me, run_id, world.pause)
    on_pull = past_runs(job.pull.body) if job.pull else ()
    known = merged(notice.past if notice else (), on_pull)
    history = tuple(run for run in known if run.run_id != run_id)
    session = Session(job, run_id, started_at, None if reading else notice, history)
    # a run that is under way, or made no pull request, is remembered by its issue's notice alone
    notices = own(await forge.recent_comments(a_day_before(started_at)), job.place.me)
    told = [*(pull.body for pull in await forge.own_pulls()), *(one.text for one in notices)]
    others = [run for text in told for run in past_runs(text) if run.run_id != run_id]
    try:
        check_caps(job.settings, history, merged(history, others), started_at)
    except CodeonflyError as error:
        await last_words(session, inputs, "did not start", NOT_BEGUN, str(error))
        raise
    return session


async def _react(event: Asked, job: Job, forge: Forge) -> None:
    if isinstance(event, RetryAsked) and event.comment is not None:
        await forge.react("eyes", comment=event.comment)
    elif job.thread is not None:
        await forge.react("eyes", issue=job.thread)


async def _work(session: Session, inputs: Inputs, world: World) -> Ending:
    prepare_folder(inputs.out)

    async def show(entries: tuple[Entry, ...]) -> None:
        await session.tell(status_comment(entries, run_url=inputs.run_url), reserved(session))

    board = Board(show)
    journal = Journal((board, *world.sinks), cleaner(inputs.secrets))
    for warning in session.job.warnings:
        journal.emit(Warned(warning))
    async with board.kept_up():
        session, record = await carry_out(session, inputs, world, journal)
    if board.failure:
        say(f"the status comment could not be kept up to date: {board.failure}")
    record, failure = _saved(record, inputs)
    published: Published | None = None
    try:
        if inputs.mode == "generate":
            record = await _judged(session, inputs, record)
            write_bundle(inputs.out, record)
        elif not inputs.dry_run and record.exit_code != INTERRUPTED:
            record, published = await _published(session, inputs, world.forge, record)
        await _conclude(session, inputs, world.forge, record, published)
    except asyncio.CancelledError:  # what was paid for is told and kept all the same
        record = interrupted(record)
        await _conclude(session, inputs, world.forge, record, published)
    return Ending(
        record.exit_code,
        outputs_of(record, published, inputs.out),
        cleaner(inputs.secrets)(job_summary(record)),
        failure or (record.stopped if record.exit_code not in (0, 1) else ""),
    )


def _saved(record: Record, inputs: Inputs) -> tuple[Record, str]:
    """Writes the artifact's files. A full disk must not keep a paid change from being published."""
    try:
        patch = make_patch(record.base, without_secrets(record, inputs.secrets))
        write_output(record, patch, inputs.out, inputs.secrets)
    except CodeonflyError as error:
        return record, str(error)
    return record, ""


async def _judged(session: Session, inputs: Inputs, record: Record) -> Record:
    """As the gate leaves it here: the job that publishes does not know the model's key."""
    try:
        if record.outcome != "blocked":
            await gated(session.job, record, inputs.secrets)
    except Refused as refused:
        return replace(record, outcome="blocked", exit_code=refused.exit_code, stopped=str(refused))
    return record


async def _published(
    session: Session, inputs: Inputs, forge: Forge, record: Record
) -> tuple[Record, Published | None]:
    """The record as publishing left it: blocked, cancelled and failed are ends of their own."""
    try:
        history = merged(session.history, session.notice.past if session.notice else ())
        published = await offer(session.job, record, history, inputs.secrets, forge)
    except Cancelled as cancelled:
        return replace(record, outcome="cancelled", exit_code=0, stopped=str(cancelled)), None
    except Refused as refused:
        return replace(record, outcome="blocked", exit_code=refused.exit_code, stopped=str(refused)), None
    except CodeonflyError as error:
        return replace(record, outcome="failed", exit_code=error.exit_code, stopped=str(error)), None
    return record, published


async def _conclude(
    session: Session, inputs: Inputs, forge: Forge, record: Record, published: Published | None
) -> None:
    """Final comment, labels and reaction; where GitHub refuses them the result stands all the same."""
    kept = ", the change is in the artifact" if record.change else ""
    hint = f"This was a dry run: nothing was pushed{kept}." if inputs.dry_run else ""
    text = status_comment(record, run_url=inputs.run_url, published=published, hint=hint)
    text = cleaner(inputs.secrets)(text)  # names of files of a blocked change, too
    remembered = replace(past_run(record), text=session.job.text)
    steps: list[Callable[[], Awaitable[None]]] = [lambda: session.tell(text, remembered)]
    number = session.job.request.number
    if number and session.notice:
        added = {"verified": VERIFIED, "unverified": NEEDS_HELP, "blocked": NEEDS_HELP, "failed": NEEDS_HELP}
        steps.append(lambda: set_label(session, added.get(record.outcome, "")))
    if record.outcome == "verified" and session.job.thread and published:
        steps.append(lambda: forge.react("rocket", issue=session.job.thread))
    seconds = LAST_WORDS_SECONDS if record.exit_code == INTERRUPTED else None
    for step in steps:
        try:
            async with asyncio.timeout(seconds):
                await step()
        except (CodeonflyError, TimeoutError) as error:
            say(f"the issue could not be told how it ended: {str(error) or 'it took too long'}")


async def _could_not_start(
    event: Asked, admission: Admission, inputs: Inputs, forge: Forge, error: CodeonflyError
) -> None:
    """An authorised request that can't be worked on, such as for a typo in the settings, is told there."""
    if isinstance(event, RetryAsked):
        thread = issue_of_branch(admission.pull.head_branch) if admission.pull else None
        thread = thread or event.pull
    else:
        thread = event.number
    if thread is None or inputs.mode == "generate":
        return
    run_id = f"{inputs.run_id}-{inputs.run_attempt}"
    with contextlib.suppress(CodeonflyError):
        notice = await find_notice(forge, thread, admission.me, run_id)
        text = ended_early("could not start", str(error), inputs)
        await notice.show(text, PastRun(run_id, now(), "failed", 0, 0, 0.0))
