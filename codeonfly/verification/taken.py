"""What new tests take in place of the change: nothing, less, or something else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from codeonfly.results import Comparison, TestCase, TestReport
from codeonfly.verification.facts import Facts

# what a check says when it does not hold; a crash says something else
_OBJECTION = re.compile(r"assert|expect|\bwant|\A(?!.*panic:).*_test\.go:\d+: ", re.IGNORECASE | re.DOTALL)
_PYTEST = re.compile(r"^E {3}(.*)", re.MULTILINE)
_FAILED = re.compile(r"\s*(?:[\w.]*Assert\w*\b|assert |Failed\b|DID NOT)")
SHOWN = 5  # test ids named in a sentence


def taken_instead(
    facts: Facts, proving: Sequence[str], before: Mapping[str, TestCase], comparison: Comparison
) -> str:
    """What the new tests take in place of the change, as a sentence; "" where some object to each."""
    still = comparison.still_passing
    # a new test that also passes on the base may still show that too much comes through
    every = frozenset((*still, *comparison.new_passing))
    if _ask_for_nothing(facts.on_hollow, facts.on_little, proving, still):
        return f"the new tests pass as well when {named(facts.emptied)} {_does(facts.emptied)} nothing new"
    for report in facts.on_unpicking:
        if all(passes(report, test) for test in proving) and not _has_red(report, every):
            verb = "lets" if len(facts.picking) == 1 else "let"
            return f"the new tests pass as well when {named(facts.picking)} {verb} everything through"
    if any(all(passes(report, test) for test in proving) for report in facts.on_left_out):
        return f"without {named(facts.left_out)} the new tests pass on the base: they don't tell what it does"
    taken = _taken_as_well(facts, proving, before, frozenset(still))
    return f"the new tests {taken}" if taken else ""


def _ask_for_nothing(
    hollow: Sequence[TestReport | None],
    little: Sequence[TestReport | None],
    tests: Sequence[str],
    before: Sequence[str],
) -> bool:
    """Whether all pass with emptied functions, or with what takes no work.

    Where the base's tests beside them see that something is missing, this is no change that does nothing:
    then it has to be so in every way of emptying.
    """
    old = frozenset(before)
    ways, more = (
        [(all(passes(report, test) for test in tests), _has_red(report, old)) for report in reports]
        for reports in (hollow, little)
    )
    return any(holds and not is_seen for holds, is_seen in (*ways, *more)) or (
        bool(ways) and all(holds for holds, _ in ways)
    )


def _taken_as_well(
    facts: Facts, proving: Sequence[str], before: Mapping[str, TestCase], old: frozenset[str]
) -> str:
    """What the tests take, and should not, in words, or "". Tests of the base may ask for the rest."""
    ways = {mode for mode, reports in facts.on_shifted.items() if _take_anything(reports, proving)}
    if "other" in ways:
        return f"take other results of {named(facts.shifted)} as well"
    if "printed" in ways:
        return "take other words as well, where something is printed"
    # where the base answers, and otherwise, one of two answers is all there is to ask for
    refused = not any(is_objection(before[test]) for test in proving if test in before)
    # of a new function old code may ask, and the base's tests then show the other answer
    alone = [mode for mode in ways if not (facts.emptied and _has_red(facts.on_shifted[mode][0], old))]
    if alone and refused and len(proving) > 1:
        return "ask for one of two answers, and never for the other"
    return ""


def _take_anything(shifted: Sequence[TestReport | None], tests: Sequence[str]) -> bool:
    """Whether all pass with other results, and not all where a result would have been another one."""
    ran = [all(passes(report, test) for test in tests) for report in shifted]
    return ran == [True, False] and _has_red(shifted[1], frozenset(tests))


def _has_red(report: TestReport | None, among: frozenset[str]) -> bool:
    cases = report.cases if report is not None else ()
    return any(case.id in among and case.outcome in ("failed", "errored") for case in cases)


def _does(functions: Sequence[str]) -> str:
    return "does" if len(functions) == 1 else "do"


def is_objection(case: TestCase) -> bool:
    """Whether it failed because a check did not hold, and not by a crash."""
    if case.outcome not in ("failed", "errored"):
        return False
    raised = _PYTEST.findall(case.message)  # between lines of the test's own, which may say anything
    return any(map(_FAILED.match, raised)) if raised else _OBJECTION.search(case.message) is not None


def passes(report: TestReport | None, test: str) -> bool:
    """Whether the test is reported as passed."""
    return report is not None and any(case.id == test and case.outcome == "passed" for case in report.cases)


def named(ids: Sequence[str]) -> str:
    """The first of the ids, and how many more there are."""
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    return ", ".join(ids[:SHOWN]) + more
