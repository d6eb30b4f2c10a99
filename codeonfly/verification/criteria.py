"""Acceptance criteria: ticked only by tests that exist, are new or changed, and pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from codeonfly.results import Comparison
from codeonfly.verification.facts import Facts
from codeonfly.verification.values import CriterionResult


def judge_criteria(facts: Facts, comparison: Comparison | None) -> tuple[CriterionResult, ...]:
    """Each criterion with the tests that were named for it, and whether they prove it."""
    fresh = set(facts.in_changed_files())
    if comparison is not None:
        fresh |= {*comparison.new_passing, *comparison.new_failing, *comparison.fixed}
    outcomes = {case.id: case.outcome for case in facts.head.cases} if facts.head else {}
    return tuple(
        _criterion(name, text, facts.claims.get(name, ()), outcomes, fresh) for name, text in facts.criteria
    )


def _criterion(
    name: str, text: str, claimed: Sequence[str], outcomes: Mapping[str, str], fresh: set[str]
) -> CriterionResult:
    tests = tuple(test for one in claimed for test in _matching(one, outcomes)) or tuple(claimed)
    if not tests:
        return CriterionResult(name, text, (), False, "no test named")
    for test in tests:
        if test not in outcomes:
            return CriterionResult(name, text, tests, False, f"{test} does not exist")
        if outcomes[test] != "passed":
            return CriterionResult(name, text, tests, False, f"{test} {outcomes[test]}")
        if test not in fresh:
            return CriterionResult(name, text, tests, False, f"{test} is neither new nor changed")
    return CriterionResult(name, text, tests, True, "")


def _matching(claimed: str, outcomes: Mapping[str, str]) -> list[str]:
    """The ids a claim means: the id itself, its parameters, or those that end in it."""
    exact = [test for test in outcomes if test == claimed or test.startswith(f"{claimed}[")]
    ends = (f"::{claimed}", f"/{claimed}")  # without its file, or without its project's folder
    parts = tuple(f"{end}[" for end in ends)
    return exact or [test for test in outcomes if test.endswith(ends) or any(part in test for part in parts)]
