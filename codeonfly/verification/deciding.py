"""Facts in, verdict out: no effect, no clock, nothing a model said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from codeonfly.results import Comparison, TestCase, TestReport, compare
from codeonfly.tampering import Finding
from codeonfly.verification.canary import Canaries
from codeonfly.verification.parts import Parts
from codeonfly.verification.values import (
    CriterionResult,
    Proof,
    Reason,
    Verdict,
)

SHOWN = 5  # test ids named in a sentence


@dataclass(slots=True)
class Facts:
    """What the runs of a proof brought to light; filled in by proving, then only read."""

    base: TestReport | None
    base_note: str
    parts: Parts
    nature: str
    changed_by_request: tuple[str, ...]
    accept_weak: bool
    accept_no_baseline: bool
    criteria: tuple[tuple[str, str], ...]
    claims: Mapping[str, tuple[str, ...]]
    findings: tuple[Finding, ...]
    head: TestReport | None = None
    on_base: TestReport | None = None
    restored: TestReport | None = None
    reruns: list[TestReport | None] = field(default_factory=list)
    canaries: Canaries | None = None
    sung: TestReport | None = None  # what the run with the canaries reported
    differences: tuple[str, ...] = ()
    install_failure: str = ""

    @property
    def stopped(self) -> bool:
        """Whether the tests themselves are no reason to go on: further proofs would prove nothing."""
        if self.head is None:
            return True
        return bool(_red(self.head) - (_red(self.base) if self.base is not None else set()))


def _red(report: TestReport) -> set[str]:
    return {case.id for case in report.cases if case.outcome in ("failed", "errored")}


@dataclass(frozen=True, slots=True)
class Decided:
    verdict: Verdict
    comparison: Comparison | None
    proofs: tuple[Proof, ...]
    criteria: tuple[CriterionResult, ...]
    changed_by_request: tuple[str, ...]


def decide(facts: Facts) -> Decided:
    """The verdict with every reason, and the proofs it rests on."""
    base = facts.base or TestReport("none", ())
    comparison = compare(base, facts.head) if facts.head is not None else None
    excused = _excused(facts, comparison)
    runs = (_fail_to_pass, _restore, _reruns, _canary)
    proofs = (
        _clean_room(facts),
        *(_NOT_RUN[prove] if facts.stopped else prove(facts, comparison, excused) for prove in runs),
        _tampering(facts),
    )
    reasons = (*_about_runs(facts, comparison, excused), *_about_proofs(proofs))
    verdict = Verdict("unverified" if reasons else "verified", tuple(reasons))
    return Decided(verdict, comparison, proofs, _criteria(facts, comparison), tuple(sorted(excused)))


def _about_runs(facts: Facts, comparison: Comparison | None, excused: set[str]) -> Iterator[Reason]:
    if facts.install_failure:
        yield Reason("install-failed", facts.install_failure)
        return
    if facts.head is None or comparison is None:
        yield Reason("no-report", "the test run left no report that can be read")
        return
    if not facts.head.complete:
        yield Reason("incomplete", facts.head.note or "the test run ended early")
    if not facts.head.cases:
        yield Reason("no-tests", "no test ran")
    if facts.head.weak and not facts.accept_weak:
        yield Reason("weak-evidence", "the runner is unknown: its console is weaker evidence than a report")
    if (
        facts.base is None
        and facts.base_note
        and "no tests" not in facts.base_note
        and not facts.accept_no_baseline
    ):
        yield Reason("no-baseline", f"no baseline: {facts.base_note}")
    kinds = (
        ("tests-fail", comparison.new_failing, "new tests fail"),
        ("regressed", comparison.regressed, "tests that passed before fail"),
        ("lost", comparison.lost, "tests are gone"),
        ("newly-skipped", comparison.newly_skipped, "tests are newly skipped"),
    )
    kept = excused | _parametrised(comparison)
    for code, ids, words in kinds:
        wrong = [name for name in ids if name not in kept]
        if wrong:
            yield Reason(code, f"{len(wrong)} {words}: {_named(wrong)}")


def _about_proofs(proofs: Sequence[Proof]) -> Iterator[Reason]:
    for proof in proofs:
        if not proof.ok:
            yield Reason(proof.name, proof.sentence)


def _excused(facts: Facts, comparison: Comparison | None) -> set[str]:
    """Base tests whose failing or going the request itself asks for, as the plan said before the work."""
    ids: set[str] = {case.id for case in facts.base.cases} if facts.base else set()
    if comparison is None:
        return set()
    gone = {*comparison.lost, *comparison.regressed, *_broken_when_restored(facts)}
    return {name for name in ids & gone if _covers(facts.changed_by_request, name)}


def _parametrised(comparison: Comparison) -> set[str]:
    """Lost ids that live on with parameters; the restore run shows that what they checked still holds."""
    return {
        name for name in comparison.lost if any(new.startswith(f"{name}[") for new in comparison.new_passing)
    }


def _covers(named: Sequence[str], name: str) -> bool:
    file = name.partition("::")[0]
    return any(one and (one in (name, file) or name.startswith((f"{one}::", f"{one}["))) for one in named)


def _clean_room(facts: Facts) -> Proof:
    if facts.differences:
        return Proof("clean-room", True, False, f"the sandbox's files differ: {_named(facts.differences)}")
    return Proof("clean-room", True, True, "fresh sandbox, network closed, exactly these bytes")


def _fail_to_pass(facts: Facts, comparison: Comparison | None, _: set[str]) -> Proof:
    """New and changed tests have to fail on the base's sources; a fixed test failed there already."""
    name = "fail-to-pass"
    if facts.nature in ("refactoring", "documentation"):
        return Proof(name, False, True, f"no behaviour proof: the request asks for {facts.nature}")
    if comparison is None or facts.head is None:
        return Proof(name, False, False, "the new tests could not be run")
    passing = {case.id for case in facts.head.cases if case.outcome == "passed"}
    mine = [
        name
        for name in (*comparison.new_passing, *comparison.fixed, *_of_changed_files(facts))
        if name in passing
    ]
    mine = list(dict.fromkeys(mine))
    if not mine:
        return Proof(name, True, False, "no new or fixed test: nothing shows what the change does")
    before = {case.id: case for case in facts.on_base.cases} if facts.on_base else {}
    proving = [test for test in mine if test not in before or before[test].outcome in ("failed", "errored")]
    empty = [test for test in comparison.new_passing if test in mine and test not in proving]
    details = tuple(f"{test}: {_why(test, before)}" for test in proving)
    if not proving:
        return Proof(
            name, True, False, f"the {len(mine)} new tests also pass without this change", tuple(empty)
        )
    if markers := [finding.path for finding in facts.findings if finding.kind == "marker"]:
        stems = tuple(path.rpartition("/")[2].removesuffix(".py") for path in markers)
        real = [test for test in proving if not _lacks(before.get(test), stems, facts)]
        if not real:
            return Proof(name, True, False, f"the new tests fail only for want of {_named(markers)}", details)
    sentence = f"{len(proving)} of {len(proving) + len(empty)} new tests fail without this change"
    return Proof(name, True, True, sentence, details)


def _lacks(case: TestCase | None, stems: Sequence[str], facts: Facts) -> bool:
    """Whether a test could not even be loaded on the base, because a module of plain values was missing."""
    reports = facts.on_base.cases if facts.on_base else ()
    messages = [case.message] if case is not None else [one.message for one in reports]
    return any("No module named" in text and stem in text for text in messages for stem in stems)


def _why(test: str, before: Mapping[str, TestCase]) -> str:
    """Why it fails on the base: its own words, or those of its file, where that could not be loaded."""
    case = before.get(test) or before.get(test.partition("::")[0])
    lines = [line.strip() for line in case.message.splitlines() if line.strip()] if case is not None else []
    raised = [line[1:].strip() for line in lines if line.startswith("E ")]  # as pytest marks the error itself
    return (raised or lines or ["could not be collected or run"])[-1 if raised else 0][:200]


def _of_changed_files(facts: Facts) -> list[str]:
    files = set(facts.parts.test_files)
    return [case.id for case in facts.head.cases if case.file in files] if facts.head else []


def _broken_when_restored(facts: Facts) -> list[str]:
    if facts.base is None:
        return []
    now = {case.id: case.outcome for case in facts.restored.cases} if facts.restored else {}
    return [case.id for case in facts.base.cases if case.outcome == "passed" and now.get(case.id) != "passed"]


def _restore(facts: Facts, _: Comparison | None, excused: set[str]) -> Proof:
    name = "restore"
    if facts.base is None or not facts.base.cases:
        return Proof(name, False, True, "the base has no tests to put back")
    broken = _broken_when_restored(facts)
    wrong = [test for test in broken if test not in excused]
    total = facts.base.count("passed")
    if wrong:
        sentence = (
            f"with the base's own tests put back, {len(wrong)} of {total} no longer pass: {_named(wrong)}"
        )
        return Proof(name, True, False, sentence, tuple(wrong))
    if facts.restored is not None and not facts.restored.complete and not excused:
        return Proof(name, True, False, f"with the base's own tests put back, {facts.restored.note}")
    changed = f"; {len(excused)} changed by request" if excused else ""
    return Proof(
        name, True, True, f"the base's own tests still pass ({total - len(excused)} of {total}){changed}"
    )


def _reruns(facts: Facts, comparison: Comparison | None, _: set[str]) -> Proof:
    name = "reruns"
    if not facts.parts.test_files:
        return Proof(name, False, True, "no new or changed test to run again")
    if comparison is None or facts.head is None:
        return Proof(name, False, False, "the new tests could not be run again")
    wanted = {case.id for case in facts.head.cases if case.file in set(facts.parts.test_files)}
    wanted = {
        test
        for test in wanted
        if test in {*comparison.new_passing, *comparison.fixed, *comparison.still_passing}
    }
    passed = sum(_passes(report, test) for report in facts.reruns for test in wanted)
    total = len(wanted) * 3
    if passed < total:
        flaky = sorted(test for test in wanted if not all(_passes(report, test) for report in facts.reruns))
        return Proof(
            name, True, False, f"flaky: {passed} of {total} reruns passed: {_named(flaky)}", tuple(flaky)
        )
    return Proof(name, True, True, f"{passed} of {total} reruns passed")


def _passes(report: TestReport | None, test: str) -> bool:
    return report is not None and any(case.id == test and case.outcome == "passed" for case in report.cases)


def _canary(facts: Facts, _: Comparison | None, __: set[str]) -> Proof:
    name = "canary"
    if facts.canaries is None or not facts.canaries.files:
        return Proof(name, False, True, "no test file has a place for a test that must fail")
    unheard = facts.canaries.unheard(facts.sung)
    if unheard:
        sentence = f"a test that always fails, put into {_named(unheard)}, was not reported as failing"
        return Proof(name, True, False, f"the results can't be believed: {sentence}", unheard)
    return Proof(name, True, True, "a planted test that must fail was reported as failing")


def _tampering(facts: Facts) -> Proof:
    blocking = [finding for finding in facts.findings if finding.blocks]
    if blocking:
        more = f" and {len(blocking) - 1} more" if len(blocking) > 1 else ""
        return Proof(
            "tampering", True, False, f"tests or their runner were weakened: {blocking[0].sentence}{more}"
        )
    return Proof("tampering", True, True, "nothing weakened")


def _criteria(facts: Facts, comparison: Comparison | None) -> tuple[CriterionResult, ...]:
    fresh = set(_of_changed_files(facts))
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
    """The ids a claim means: the id itself, its parameters, or the one id that ends in it."""
    exact = [test for test in outcomes if test == claimed or test.startswith(f"{claimed}[")]
    return exact or [test for test in outcomes if test.endswith(f"::{claimed}") or f"::{claimed}[" in test]


def _named(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    return ", ".join(ids[:SHOWN]) + more


_NOT_RUN = {
    prove: Proof(name, False, True, "not run: the tests do not pass")
    for prove, name in (
        (_fail_to_pass, "fail-to-pass"),
        (_restore, "restore"),
        (_reruns, "reruns"),
        (_canary, "canary"),
    )
}
