"""Test results as values, and what changed between two of them, test by test."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["passed", "failed", "errored", "skipped", "xfailed"]


@dataclass(frozen=True, slots=True)
class TestCase:
    """One test. ``id`` is stable between runs: ``file::class::name[parameters]`` where the runner tells."""

    __test__ = False

    id: str
    outcome: Outcome
    seconds: float = 0.0
    message: str = ""
    file: str = ""  # repository path of the test file, where the runner tells


@dataclass(frozen=True, slots=True)
class TestReport:
    """What a runner reported. ``weak``: read from the console, not from a machine-readable report."""

    __test__ = False

    runner: str
    cases: tuple[TestCase, ...]
    weak: bool = False
    complete: bool = True  # False when the run ended before every announced test had reported
    note: str = ""

    def count(self, *outcomes: Outcome) -> int:
        return sum(case.outcome in outcomes for case in self.cases)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Test ids by what became of them from base to head. Each id of base and head is in exactly one."""

    fixed: tuple[str, ...] = ()
    new_passing: tuple[str, ...] = ()
    new_failing: tuple[str, ...] = ()
    new_skipped: tuple[str, ...] = ()
    still_passing: tuple[str, ...] = ()
    still_failing: tuple[str, ...] = ()
    still_skipped: tuple[str, ...] = ()
    regressed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    newly_skipped: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = field(default=())
