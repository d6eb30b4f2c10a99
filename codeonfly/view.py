"""What a record comes to, as the figures and lists that every report shows. Pure; no wording but names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from codeonfly.attempt import Attempt
from codeonfly.change import GateFinding
from codeonfly.money import Charge, total
from codeonfly.plan import Plan
from codeonfly.record import Record, Round
from codeonfly.results import Comparison, TestCase, TestReport
from codeonfly.verification import CriterionResult, Proof, Reason, Verification

Kind = Literal["verified", "unproven", "unverified", "unchanged", "limit", "blocked", "cancelled", "failed"]


def kind(record: Record) -> Kind:
    """Which first line the record gets."""
    if record.outcome in ("verified", "blocked", "cancelled"):
        return record.outcome
    if record.exit_code == 4:
        return "limit"
    if record.outcome == "failed" or record.stopped:
        return "failed"
    if not record.change:
        return "unchanged"
    codes = {reason.code for reason in reasons(record)}
    return "unproven" if codes == {"fail-to-pass"} else "unverified"


def on_forge(record: Record) -> bool:
    """Whether the request came from a forge (``owner/name``), not from a folder on this machine."""
    return record.request.number is not None or "/" in record.request.repository


def reasons(record: Record) -> tuple[Reason, ...]:
    """Why the published or kept change is not verified."""
    return record.verification.verdict.reasons if record.verification else ()


def blocking(record: Record) -> tuple[GateFinding, ...]:
    """What the publish gate refused in the kept change."""
    return tuple(finding for finding in _kept_gate(record) if finding.severity == "block")


def for_review(record: Record) -> tuple[GateFinding, ...]:
    """What the publish gate wants a person to look at in the kept change."""
    return tuple(finding for finding in _kept_gate(record) if finding.severity == "review")


def _kept_gate(record: Record) -> tuple[GateFinding, ...]:
    return () if record.best is None else record.rounds[record.best].gate


# --- tests ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counts:
    """Tests of one report by how they ended."""

    passed: int
    failed: int
    skipped: int

    @property
    def total(self) -> int:
        return self.passed + self.failed + self.skipped


def counts(report: TestReport | None) -> Counts | None:
    """Passed, failed (errors too) and skipped (expected failures too) of a report."""
    if report is None:
        return None
    failed, skipped = report.count("failed", "errored"), report.count("skipped", "xfailed")
    return Counts(report.count("passed"), failed, skipped)


@dataclass(frozen=True, slots=True)
class Tests:
    """The test table. ``kept`` of ``base.passed`` tests that passed on the base pass still."""

    __test__ = False

    base: Counts | None
    head: Counts | None
    comparison: Comparison
    compared: bool

    @property
    def kept(self) -> int:
        return len(self.comparison.still_passing) + len(self.comparison.renamed)

    @property
    def proving(self) -> tuple[str, ...]:
        """Tests that are new or were red, and pass."""
        return self.comparison.new_passing + self.comparison.fixed


def tests(record: Record) -> Tests:
    """The tests of the kept change against the base's."""
    made = record.verification
    base = made.base if made and made.base else (record.workbench.baseline if record.workbench else None)
    head = made.head if made else None
    comparison = made.comparison if made else None
    return Tests(counts(base), counts(head), comparison or Comparison(), comparison is not None)


def failing(record: Record) -> tuple[TestCase, ...]:
    """The tests that fail with the kept change, as the runner told them."""
    return _failed(record.verification.head if record.verification else None)


def _failed(report: TestReport | None) -> tuple[TestCase, ...]:
    return tuple(case for case in report.cases if case.outcome in ("failed", "errored")) if report else ()


def behaviour_proof(record: Record) -> Proof | None:
    """The proof that tests fail without the change, where it ran and held."""
    proofs = record.verification.proofs if record.verification else ()
    held = [proof for proof in proofs if proof.name == "fail-to-pass" and proof.ran and proof.ok]
    return held[0] if held else None


# --- criteria, attempts, files --------------------------------------------------------------------


def criteria(record: Record) -> tuple[CriterionResult, ...]:
    """The acceptance criteria as the proof found them; all open when there was no proof."""
    if record.verification is not None and record.verification.criteria:
        return record.verification.criteria
    planned = record.plan.criteria if record.plan else ()
    return tuple(CriterionResult(one.id, one.text, (), False, "not proven") for one in planned)


def criteria_open(record: Record) -> int:
    """How many of them no new test proves, where behaviour was asked for: else none has to."""
    asked = record.plan is None or record.plan.nature == "behaviour"
    return sum(not one.proven for one in criteria(record)) if asked else 0


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """A line of the table of attempts; ``why`` is "" for a verified one."""

    number: int
    status: Literal["verified", "failed", "open"]
    tests: Counts | None
    seconds: float
    microdollars: int
    why: str
    steps: int
    commands: int
    kept: bool


def attempts(record: Record) -> tuple[AttemptRow, ...]:
    """Every attempt with its proof, in order."""
    return tuple(_attempt_row(record, index, made) for index, made in enumerate(record.rounds))


def _attempt_row(record: Record, index: int, made: Round) -> AttemptRow:
    attempt, proof = made.attempt, made.verification
    verified = proof is not None and proof.verdict.status == "verified"
    return AttemptRow(
        number=attempt.number,
        status="verified" if verified else "failed" if proof or made.gate else "open",
        tests=counts(proof.head) if proof else None,
        seconds=attempt.seconds + (proof.seconds if proof else 0.0),
        microdollars=_spent_in(record.charges, attempt),
        why="" if verified else _why(made),
        steps=attempt.steps,
        commands=attempt.commands,
        kept=index == record.best,
    )


def _spent_in(charges: Iterable[Charge], attempt: Attempt) -> int:
    phases = (f"attempt {attempt.number}", f"proof {attempt.number}")
    return total(charge for charge in charges if charge.phase in phases) or attempt.microdollars


def _why(made: Round) -> str:
    blocked = [finding.sentence for finding in made.gate if finding.severity == "block"]
    if blocked:
        return blocked[0]
    if made.verification is not None and made.verification.failures:
        return _first_failure(made.verification)
    return made.attempt.note


def _first_failure(proof: Verification) -> str:
    """The failing test's own words where one test failed; else the first reason."""
    broken = (
        [case for case in proof.head.cases if case.outcome in ("failed", "errored")] if proof.head else []
    )
    if len(broken) == 1 and broken[0].message:
        return f"`{broken[0].id.split('::')[-1]}`: {broken[0].message}"
    return proof.failures[0]


@dataclass(frozen=True, slots=True)
class FileRow:
    """A changed file; ``size`` in bytes after the change."""

    path: str
    what: Literal["added", "changed", "deleted", "mode changed"]
    size: int


def files(record: Record) -> tuple[FileRow, ...]:
    """The files of the kept change and what happened to each."""
    rows = []
    for change in record.change.files:
        before = record.base.files.get(change.path)
        if change.file is None:
            rows.append(FileRow(change.path, "deleted", 0))
        elif before is None:
            rows.append(FileRow(change.path, "added", len(change.file.data)))
        else:
            same = before.data == change.file.data
            rows.append(FileRow(change.path, "mode changed" if same else "changed", len(change.file.data)))
    return tuple(rows)


# --- council and warnings -------------------------------------------------------------------------


def dissent(plan: Plan) -> tuple[str, ...]:
    """The chair's list of dissent, or else the seats' own objections."""
    if plan.dissent:
        return plan.dissent
    return tuple(f"{seat.role}: {objection}" for seat in plan.seats for objection in seat.objections)


def warnings(record: Record) -> tuple[str, ...]:
    """Everything that a maintainer should look at, each once."""
    sentences = list(record.warnings)
    if record.request.hidden_removed:
        sentences.append(
            f"{record.request.hidden_removed} characters that nobody can see were taken out of the request"
        )
    sentences += [finding.sentence for finding in for_review(record)]
    if record.verification is not None:
        refused = record.verification.refused_connections
        sentences += [f"proof: a connection to {address} was refused" for address in refused]
    return tuple(dict.fromkeys(sentences))
