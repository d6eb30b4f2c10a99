"""What a proof is made of: the verdict with all its reasons, and the facts behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from codeonfly.results import Comparison, TestReport
from codeonfly.tampering import Finding

Status = Literal["verified", "unverified"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not "verified". ``code`` is stable (docs/verification.md has all), ``sentence`` is for people."""

    code: str  # the name of a proof, or such as "tests-fail", "regressed", "no-report"
    sentence: str


@dataclass(frozen=True, slots=True)
class Proof:
    """One of the proofs: ``ran`` False means it was not needed or not possible, and ``sentence`` says why."""

    # "clean-room" | "fail-to-pass" | "restore" | "reruns" | "canary" | "same-results" | "tampering"
    name: str
    ran: bool
    ok: bool
    sentence: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """``proven`` only when every named test exists, is new or changed, and passes."""

    id: str
    text: str
    tests: tuple[str, ...]
    proven: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class CommandRecord:
    """A command of the proof as the evidence keeps it."""

    phase: str
    command: str
    exit_code: int | None
    seconds: float
    output_sha256: str
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``unverified`` is never without a reason, ``verified`` never with one."""

    status: Status
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Verification:
    """Everything the verdict was computed from."""

    verdict: Verdict
    tree_id: str
    base: TestReport | None
    head: TestReport | None
    comparison: Comparison | None
    proofs: tuple[Proof, ...] = ()
    findings: tuple[Finding, ...] = ()
    criteria: tuple[CriterionResult, ...] = ()
    changed_by_request: tuple[str, ...] = ()
    commands: tuple[CommandRecord, ...] = ()
    refused_connections: tuple[str, ...] = ()
    seconds: float = 0.0
    command_seconds: float = 0.0

    @property
    def failures(self) -> tuple[str, ...]:
        """One line a failure, for the next attempt and for people."""
        return tuple(reason.sentence for reason in self.verdict.reasons)
