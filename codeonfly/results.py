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


_STATES: dict[Outcome, str] = {
    "passed": "passing",
    "failed": "failing",
    "errored": "failing",
    "skipped": "skipped",
    "xfailed": "skipped",
}
# (state on the base, state on the head) -> the field of Comparison; None is "not there"
_BECAME: dict[tuple[str | None, str | None], str] = {
    ("passing", "passing"): "still_passing",
    ("passing", "failing"): "regressed",
    ("passing", "skipped"): "newly_skipped",
    ("passing", None): "lost",
    ("failing", "passing"): "fixed",
    ("failing", "failing"): "still_failing",
    ("failing", "skipped"): "newly_skipped",
    ("failing", None): "lost",
    ("skipped", "passing"): "fixed",
    ("skipped", "failing"): "regressed",
    ("skipped", "skipped"): "still_skipped",
    ("skipped", None): "lost",
    (None, "passing"): "new_passing",
    (None, "failing"): "new_failing",
    (None, "skipped"): "new_skipped",
}


def compare(base: TestReport, head: TestReport) -> Comparison:
    """What became of every test; ids are sorted, so the order of the reports never matters."""
    before, after = _states(base), _states(head)
    sorted_ids: dict[str, list[str]] = {}
    for name in sorted(before.keys() | after.keys()):
        sorted_ids.setdefault(_BECAME[before.get(name), after.get(name)], []).append(name)
    return Comparison(**{kind: tuple(ids) for kind, ids in sorted_ids.items()})  # type: ignore[arg-type]


def _states(report: TestReport) -> dict[str, str]:
    """By id; of two cases with one id the worse counts."""
    worst = ("passing", "skipped", "failing")
    states: dict[str, str] = {}
    for case in report.cases:
        state = _STATES[case.outcome]
        known = states.get(case.id, "passing")
        states[case.id] = max(state, known, key=worst.index)
    return states
