"""The values that the templates show: one flat sheet of figures and cut lists for a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from codeonfly import view
from codeonfly.bill import bill
from codeonfly.money import total
from codeonfly.record import Record
from codeonfly.state import PastRun
from codeonfly.verification import Reason
from codeonfly.words import Listing, first

_PROOF_NAMES = {  # held, did not hold or did not run
    "fail-to-pass": ("Fails without the change", "Fails without the change?"),
    "restore": ("Restore run", "Restore run?"),
    "canary": ("Failures are reported", "Failures reported?"),
    "reruns": ("Not flaky", "Flaky?"),
    "same-results": ("Same results", "Same results?"),
    "clean-room": ("Clean room", "Clean room?"),
    "tampering": ("Nothing weakened", "Weakened?"),
}


@dataclass(frozen=True, slots=True)
class Room:
    """How much of each list is shown, in entries; ``summary`` and ``line`` in characters."""

    council: int = 40
    warnings: int = 60
    history: int = 50
    tests: int = 300
    findings: int = 100
    files: int = 200
    attempts: int = 20
    criteria: int = 100
    reasons: int = 40
    summary: int = 6_000
    line: int = 300


def values(record: Record, room: Room) -> dict[str, Any]:
    """Every value that the templates name, save the history of a pull request."""
    reasons, kept = view.reasons(record), None if record.best is None else record.rounds[record.best].attempt
    blocking = view.blocking(record)
    return {
        "record": record,
        "room": room,
        "kind": view.kind(record),
        "on_forge": view.on_forge(record),
        "tests": view.tests(record),
        "costs": bill(record),
        "behaviour": view.behaviour_proof(record),
        "kept_attempt": kept.number if kept else len(record.rounds),
        "reason": _reason(record),
        "more_reasons": max(len(reasons) - 1, 0),
        "for_review": len({finding.path for finding in view.for_review(record)}),
        "blocked_by": blocking[0].sentence if blocking else "",
        "criteria_open": view.criteria_open(record),
        "summary": kept.summary.strip() if kept else "",
        "machine": _machine(record),
        "council": _has_council(record),
        "tree_id": record.verification.tree_id if record.verification else "",
        "baseline_note": record.workbench.note if record.workbench else "",
        "proofs": _proofs(record),
        "test_lists": _test_lists(record, room),
        **_listings(record, room),
    }


def _listings(record: Record, room: Room) -> dict[str, Listing[Any]]:
    plan, proof = record.plan, record.verification
    files = view.files(record)
    return {
        "reasons": first((*_refused(record), *view.reasons(record)), room.reasons),
        "criteria": first(view.criteria(record), room.criteria),
        "failing": first(view.failing(record), room.tests),
        "files": first(files, room.files),
        "findings": first(proof.findings if proof else (), room.findings),
        "changed_by_request": first(proof.changed_by_request if proof else (), room.tests),
        "attempts": first(view.attempts(record), room.attempts),
        "seats": first(plan.seats if plan else (), room.council),
        "opinions": first(
            record.rounds[record.best].opinions if record.best is not None else (), room.council
        ),
        "dissent": first(view.dissent(plan) if plan else (), room.council),
        "warnings": first(view.warnings(record), room.warnings),
    }


def _refused(record: Record) -> tuple[Reason, ...]:
    return tuple(Reason(finding.rule, finding.sentence) for finding in view.blocking(record))


def history_values(record: Record, history: Sequence[PastRun], room: Room) -> dict[str, Any]:
    """The earlier runs, newest first, and what all runs cost together."""
    shown = first(tuple(reversed(history)), room.history)
    return {
        "history": shown,
        "cumulative": total(record.charges) + sum(run.microdollars for run in history),
        "many_files": len(record.change.files) > 8,
    }


def _reason(record: Record) -> str:
    reasons = view.reasons(record)
    if reasons:
        return reasons[0].sentence
    notes = [made.attempt.note for made in record.rounds if made.attempt.note]
    return notes[-1] if notes else record.stopped


def _has_council(record: Record) -> bool:
    """Whether there is more to tell of it than that one model planned."""
    plan = record.plan
    return plan is not None and (
        len(plan.seats) > 1 or bool(view.dissent(plan)) or any(s.error for s in plan.seats)
    )


def _machine(record: Record) -> str:
    """Where it ran, in short; what the isolation enforces is on the report page and in the evidence."""
    if record.workbench is None:
        return ""
    info = record.workbench.info
    where = "E2B" if info.engine == "e2b" else "localbox, which shares this machine's kernel"
    return f"`{info.template}` on {where}; {info.vcpus} vCPU, {info.memory_mib / 1024:g} GiB"


def _proofs(record: Record) -> list[dict[str, Any]]:
    proofs = record.verification.proofs if record.verification else ()
    rows = []
    for proof in proofs:
        held, open_ = _PROOF_NAMES.get(proof.name, (proof.name, f"{proof.name}?"))
        name = held if proof.ran and proof.ok else open_
        sentence = proof.sentence + (_common_reason(record) if proof.name == "fail-to-pass" else "")
        values = {"ran": proof.ran, "ok": proof.ok, "sentence": sentence, "details": proof.details}
        rows.append({"name": name, "said": name.lower() == sentence.lower(), **values})
    return rows


def _common_reason(record: Record) -> str:
    """Why the new tests fail on the base, where all of them fail for the same reason."""
    proof = view.behaviour_proof(record)
    proving = view.tests(record).proving
    details = proof.details if proof else ()
    said = {
        detail.removeprefix(f"{test}: ")
        for detail in details
        for test in proving
        if detail.startswith(f"{test}: ")
    }
    reason = said.pop() if len(said) == 1 else ""
    return f" ({reason})" if 0 < len(reason) <= 160 else ""


def _test_lists(record: Record, room: Room) -> list[dict[str, Any]]:
    """Lists by name; one of exactly the failing tests is left out, for these are told with their messages."""
    found = view.tests(record).comparison
    failing = {case.id for case in view.failing(record)}
    lists = {
        "Regressed": found.regressed,
        "Lost": found.lost,
        "Newly skipped": found.newly_skipped,
        "New and failing": found.new_failing,
        "New and passing": found.new_passing,
        "Fixed": found.fixed,
        "New and skipped": found.new_skipped,
        "Failing on the base already": found.still_failing,
    }
    return [
        {"name": name, "tests": first(ids, room.tests)}
        for name, ids in lists.items()
        if ids and set(ids) != failing
    ]
