"""Decisions of a run, pure: is it verified, which round is the best, what failed, how does it end."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from typing import Literal

from codeonfly.attempt import Attempt
from codeonfly.errors import (
    UNFORESEEN,
    CodeonflyError,
    LimitReached,
    Refused,
    ServiceError,
    UserError,
    unforeseen,
)
from codeonfly.money import Charge
from codeonfly.plan import Plan
from codeonfly.record import Outcome, Record, Round
from codeonfly.results import TestReport
from codeonfly.review import Opinion
from codeonfly.run import Run
from codeonfly.settings import Settings
from codeonfly.tree import Tree
from codeonfly.verification import Verification
from codeonfly.words import count
from codeonfly.workbench import Workbench

Status = Literal["ok", "failed"]

# E2B's published rates, micro-dollars per second of allocation (FACTS: E2B pricing page)
VCPU_RATE = 14.0
GIB_RATE = 4.5

MAX_FAILURES = 12
MAX_FAILURE_CHARACTERS = 1_200
FIRST_PROOF = "fail-to-pass"  # shown on the terminal beside how many held
LONGEST_NOTE = 100  # characters of a line of the terminal


def is_verified(made: Round) -> bool:
    """Whether the round's proof came to "verified"; False without a proof."""
    return made.verification is not None and made.verification.verdict.status == "verified"


def failures(made: Round) -> tuple[str, ...]:
    """What the next attempt is told: the gate's and the verdict's reasons, then the failing tests."""
    told = [finding.sentence for finding in made.gate]
    if made.attempt.note and not made.attempt.change:
        told.append(made.attempt.note)
    if made.verification is not None:
        told += made.verification.failures
        told += [
            f"{finding.path}:{finding.line}: {finding.sentence}" for finding in made.verification.findings
        ]
        told += _failing_tests(made.verification.head)
    told += [
        f"the review asks for a revision ({opinion.role}): {reason}"
        for opinion in made.opinions
        if opinion.verdict == "revise"
        for reason in opinion.reasons
    ]
    return tuple(text[:MAX_FAILURE_CHARACTERS] for text in dict.fromkeys(told))[: 2 * MAX_FAILURES]


def _failing_tests(report: TestReport | None) -> list[str]:
    cases = [case for case in report.cases if case.outcome in ("failed", "errored")] if report else []
    return [f"{case.id} {case.outcome}: {case.message}" for case in cases[:MAX_FAILURES]]


def stop_at_a_limit(attempt: Attempt) -> None:
    """Raises what ended the attempt when another one would end the same way."""
    if attempt.ended in ("money", "time"):
        raise LimitReached(attempt.note or f"the limit of {attempt.ended} is reached")
    if attempt.ended == "model":
        raise ServiceError(attempt.note or "the model's service failed")
    if attempt.ended == "refused":
        raise UserError(attempt.note)


def best(rounds: list[Round]) -> int | None:
    """The index of the round to keep: verified, else the most that passes; None when nothing changed."""
    made = [index for index, one in enumerate(rounds) if one.attempt.change]
    return max(made, key=lambda index: (*_merit(rounds[index]), index), default=None)


def _merit(made: Round) -> tuple[bool, bool, bool, int, int]:
    verification = made.verification
    if verification is None:
        return (False, not _is_blocked(made), False, 0, 0)
    broken = 0
    if verification.comparison is not None:
        broken = len(verification.comparison.regressed) + len(verification.comparison.lost)
    failed = verification.head.count("failed", "errored") if verification.head else 1_000_000
    return (is_verified(made), not _is_blocked(made), verification.head is not None, -broken, -failed)


def _is_blocked(made: Round) -> bool:
    return any(finding.severity == "block" for finding in made.gate)


def record(run: Run, error: BaseException | None) -> Record:
    """The run as one frozen value, with its outcome and documented exit code."""
    index = best(run.rounds)
    outcome, exit_code = _ending(run.rounds[index] if index is not None else None, error)
    warnings = run.journal.warnings + run.host.warnings
    return Record(
        run_id=run.task.run_id,
        started_at=run.task.started_at,
        request=run.task.request,
        base=run.task.base,
        outcome=outcome,
        exit_code=exit_code,
        stopped=sentence_of(error, run.task.settings),
        workbench=run.workbench,
        plan=run.plan,
        rounds=tuple(run.rounds),
        best=index,
        max_attempts=run.task.settings.max_attempts,
        charges=tuple(run.budget.charges),
        limit_microdollars=run.budget.limit_microdollars,
        warnings=tuple(dict.fromkeys(warnings)),
        entries=tuple(run.journal.entries),
        seconds=run.journal.seconds,
        recorded_replies=run.task.recorded_replies,
        settings=run.task.settings,
    )


def _ending(kept: Round | None, error: BaseException | None) -> tuple[Outcome, int]:
    if kept is not None and is_verified(kept):
        return "verified", 0
    if isinstance(error, asyncio.CancelledError):
        return "cancelled", 130
    if isinstance(error, TimeoutError | LimitReached):
        return "unverified", LimitReached.exit_code
    if error is not None:
        exit_code = error.exit_code if isinstance(error, CodeonflyError) else UNFORESEEN
        without: Outcome = "blocked" if isinstance(error, Refused) else "failed"
        return ("unverified" if kept else without), exit_code
    if kept is not None and _is_blocked(kept):
        return "blocked", 3
    return "unverified", 1


def sentence_of(error: BaseException | None, settings: Settings) -> str:
    """The one sentence for people; "" when the run came to its own end."""
    if error is None:
        return ""
    if isinstance(error, TimeoutError):
        limit = count(settings.max_minutes, "minute")
        return f"the time limit of {limit} is reached; raise max-minutes to allow more"
    return reason_of(error)


def reason_of(error: BaseException) -> str:
    """Why a part of the run failed, in words for people."""
    if isinstance(error, asyncio.CancelledError):
        return "the run was interrupted"
    if isinstance(error, TimeoutError):
        return "it took too long"
    return unforeseen(error) if is_unforeseen(error) else str(error)


def is_unforeseen(error: BaseException) -> bool:
    """Whether it is a bug of ours, rather than a way in which runs end."""
    return not isinstance(error, CodeonflyError | TimeoutError | asyncio.CancelledError)


def bill_sandboxes(run: Run, phase: str) -> None:
    """Charges the sandbox seconds that came up since the last bill; a local sandbox costs nothing."""
    free = run.host.engine == "localbox"
    for (vcpus, mebibytes), seconds in run.host.sandbox_seconds().items():
        new = seconds - run.billed_seconds.get((vcpus, mebibytes), 0.0)
        if new <= 0:
            continue
        run.billed_seconds[vcpus, mebibytes] = seconds
        rate = 0.0 if free else vcpus * VCPU_RATE + mebibytes / 1024 * GIB_RATE
        run.budget.charge(
            Charge(
                kind="sandbox",
                what="sandbox",
                phase=phase,
                microdollars=math.ceil(new * rate),
                seconds=new,
                vcpus=vcpus,
                memory_mib=mebibytes,
            )
        )


def plan_note(plan: Plan) -> str:
    """``2 criteria, 4 seats``: the plan in a line of the terminal."""
    criteria, seats = len(plan.criteria), len([seat for seat in plan.seats if not seat.error])
    note = f"{criteria} {'criterion' if criteria == 1 else 'criteria'}"
    return f"{note}, {seats} seats" if seats > 1 else note


def base_note(workbench: Workbench, base: Tree) -> str:
    """``a1b2c3d, Python 3.13.1, 42 passed``: the base in a line of the terminal."""
    versions = ", ".join(workbench.versions[:2]) or workbench.projects[0].environment
    cached = ", installed from cache" if workbench.cache == "hit" else ""
    return f"{base.commit[:7]}, {versions}{cached}, {tests_note(workbench.baseline) or workbench.note}"


def review_note(opinions: Sequence[Opinion]) -> str:
    """``1 approve, 1 revise``: who could not be asked is never counted as an approval."""
    kinds = ("approve", "revise", "not reviewed")
    counts = {kind: sum(opinion.verdict == kind for opinion in opinions) for kind in kinds}
    return ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)


def attempt_note(attempt: Attempt) -> tuple[Status, str]:
    """How the attempt went, and what it came to in a line of the terminal."""
    status: Status = "ok" if attempt.ended == "finished" else "failed"
    parts = (
        count(attempt.steps, "step"),
        count(attempt.commands, "command"),
        f"{count(len(attempt.change.files), 'file')} changed",
    )
    note = ", ".join(parts)
    return status, note if status == "ok" else shortened(f"{note}: {attempt.note}")


def proof_note(verification: Verification) -> tuple[Status, str]:
    """A line of the terminal; the report has the proofs' whole sentences."""
    tests = tests_note(verification.head)
    if verification.verdict.status == "verified":
        shown = [proof.sentence for proof in verification.proofs if proof.ran and proof.name == FIRST_PROOF]
        held = count(sum(proof.ran and proof.ok for proof in verification.proofs), "proof")
        return "ok", shortened("; ".join(part for part in (tests, f"{held} held", *shown) if part))
    first = verification.verdict.reasons[0].sentence if verification.verdict.reasons else "not verified"
    return "failed", shortened(f"{tests}; {first}" if tests else first)


def shortened(note: str) -> str:
    """The note, cut at a word's end so that it fits a line of the terminal."""
    return note if len(note) <= LONGEST_NOTE else f"{note[: LONGEST_NOTE - 1].rpartition(' ')[0]}…"


def tests_note(report: TestReport | None) -> str:
    """``41 passed, 1 failed``; "" without a report."""
    if report is None:
        return ""
    counts = {
        "passed": report.count("passed"),
        "failed": report.count("failed", "errored"),
        "skipped": report.count("skipped", "xfailed"),
    }
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count or word == "passed")
