"""Test results as values, and what changed between two of them, test by test."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

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


def seconds_told(told: object) -> float:
    """Seconds as a report tells them, which a program under test may have written; 0 for what is no time."""
    try:
        seconds = float(told) if isinstance(told, str | int | float) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    return seconds if math.isfinite(seconds) and seconds > 0 else 0.0


def merged(reports: Sequence[TestReport | None]) -> TestReport | None:
    """One report of several projects'; None unless every one of them reported."""
    given = [report for report in reports if report is not None]
    if not given or len(given) != len(reports):
        return None
    if len(given) == 1:
        return given[0]
    return TestReport(
        runner=" + ".join(dict.fromkeys(report.runner for report in given)),
        cases=tuple(case for report in given for case in report.cases),
        weak=any(report.weak for report in given),
        complete=all(report.complete for report in given),
        note="; ".join(report.note for report in given if report.note),
    )


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
    renamed: tuple[tuple[str, str], ...] = ()  # (id on the base, id on the head)
    slower: tuple[tuple[str, float, float], ...] = ()  # (id, seconds on the base, seconds on the head)


@dataclass(frozen=True, slots=True)
class Bodies:
    """What each test does, as a digest by its id: the base's tests, and the head's."""

    base: Mapping[str, str] = field(default_factory=dict)
    head: Mapping[str, str] = field(default_factory=dict)
    bare: Mapping[str, str] = field(default_factory=dict)  # the head's, without set-up the base does not have


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


SLOWER_SECONDS, SLOWER_TIMES = 1.0, 2.0  # a test is named as slower from both of these on


def compare(base: TestReport, head: TestReport, bodies: Bodies | None = None) -> Comparison:
    """What became of every test; ids are sorted, so the order of the reports never matters.

    A passing test that is gone and a new one that passes are one renamed test when their bodies are the same.
    """
    before, after = _states(base), _states(head)
    sorted_ids: dict[str, list[str]] = {}
    for name in sorted(before.keys() | after.keys()):
        sorted_ids.setdefault(_BECAME[before.get(name), after.get(name)], []).append(name)
    gone = [name for name in sorted_ids.get("lost", ()) if before[name] == "passing"]
    renamed = _renamed(gone, sorted_ids.get("new_passing", ()), bodies or Bodies())
    of_renamed = {name for pair in renamed for name in pair}
    fields: dict[str, Any] = {
        kind: tuple(name for name in ids if name not in of_renamed) for kind, ids in sorted_ids.items()
    }
    return Comparison(**fields, renamed=renamed, slower=_slower(base, head))


def _renamed(gone: Sequence[str], new: Sequence[str], bodies: Bodies) -> tuple[tuple[str, str], ...]:
    """Pairs of ids with one body, each id at most once."""
    free: dict[str, list[str]] = {}
    for name in new:
        if name in bodies.head:
            free.setdefault(bodies.head[name], []).append(name)
    return tuple((name, same.pop(0)) for name in gone if (same := free.get(bodies.base.get(name, ""), [])))


def _slower(base: TestReport, head: TestReport) -> tuple[tuple[str, float, float], ...]:
    before = {case.id: case.seconds for case in base.cases}
    after = {case.id: case.seconds for case in head.cases}
    return tuple(
        (name, before[name], after[name])
        for name in sorted(before.keys() & after.keys())
        if after[name] >= max(before[name] + SLOWER_SECONDS, before[name] * SLOWER_TIMES)
    )


def _states(report: TestReport) -> dict[str, str]:
    """By id; of two cases with one id the worse counts."""
    worst = ("passing", "skipped", "failing")
    states: dict[str, str] = {}
    for case in report.cases:
        state = _STATES[case.outcome]
        known = states.get(case.id, "passing")
        states[case.id] = max(state, known, key=worst.index)
    return states
