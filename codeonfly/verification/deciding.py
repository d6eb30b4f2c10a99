"""Facts in, verdict out: no effect, no clock, nothing a model said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from codeonfly.results import Comparison, TestReport, compare
from codeonfly.tampering import Finding
from codeonfly.verification import proofs
from codeonfly.verification.criteria import judge_criteria
from codeonfly.verification.facts import Facts
from codeonfly.verification.living_on import own_name
from codeonfly.verification.named import covers
from codeonfly.verification.taken import named
from codeonfly.verification.values import CriterionResult, Proof, Reason, Verdict
from codeonfly.words import count

# `test_all[rows7-text]`: rows without a text of their own; `test_all::case_7_text` of Rust
_COUNT = re.compile(r"(?<=[A-Za-z_])\d+(?=[-\]])|(?<=::case_)\d+(?=_)")


@dataclass(frozen=True, slots=True)
class Decided:
    """The part of a Verification that is decided rather than measured."""

    verdict: Verdict
    comparison: Comparison | None
    proofs: tuple[Proof, ...]
    findings: tuple[Finding, ...]
    criteria: tuple[CriterionResult, ...]
    changed_by_request: tuple[str, ...]


def decide(facts: Facts) -> Decided:
    """The verdict with every reason, and the proofs it rests on."""
    base = facts.base or TestReport("none", ())
    comparison = compare(base, facts.head, facts.bodies) if facts.head is not None else None
    excused = _excused(facts, comparison)
    facts = replace(facts, findings=tuple(_judged(facts, comparison, excused)))
    runs = (proofs.fail_to_pass, proofs.restore, proofs.reruns, proofs.canary)
    made = (
        proofs.clean_room(facts),
        *(proofs.NOT_RUN[prove] if facts.stopped else prove(facts, comparison, excused) for prove in runs),
        *proofs.same_results(facts),
        proofs.tampering(facts),
    )
    reasons = (*_about_runs(facts, comparison, excused), *_about_proofs(made))
    return Decided(
        verdict=Verdict("unverified" if reasons else "verified", tuple(reasons)),
        comparison=comparison,
        proofs=made,
        findings=facts.findings,
        criteria=judge_criteria(facts, comparison),
        changed_by_request=tuple(sorted(excused)),
    )


def _about_runs(facts: Facts, comparison: Comparison | None, excused: set[str]) -> Iterator[Reason]:
    if facts.install_failure:
        yield Reason("install-failed", facts.install_failure)
        return
    if facts.head is None or comparison is None:
        yield Reason("no-report", "the test run left no report that can be read")
        return
    if not facts.head.complete:
        yield Reason("incomplete", facts.head.note or "the test run ended early")
    if facts.parts.unsplit:
        told = "its own tests can't be told from the rest of it: which version they belong to is not proven"
        yield Reason("unsplit", f"{named(facts.parts.unsplit)}: {told}")
    if not facts.head.cases:
        yield Reason("no-tests", "no test ran")
    if facts.head.weak and not facts.accept_weak:
        yield Reason("weak-evidence", "the runner is unknown: its console is weaker evidence than a report")
    no_baseline = facts.base is None and facts.base_note and "no tests" not in facts.base_note
    if no_baseline and not facts.accept_no_baseline:
        yield Reason("no-baseline", f"no baseline: {facts.base_note}")
    kinds = (
        ("tests-fail", comparison.new_failing, "new test fails", "new tests fail"),
        ("regressed", comparison.regressed, "test that passed before fails", "tests that passed before fail"),
        ("lost", comparison.lost, "test is gone", "tests are gone"),
        ("newly-skipped", comparison.newly_skipped, "test is newly skipped", "tests are newly skipped"),
    )
    to_fail = [case.id for case in facts.head.cases if case.outcome == "xfailed"]
    if idle := [name for name in to_fail if name in comparison.new_skipped]:
        told = count(len(idle), "new test is expected to fail", "new tests are expected to fail")
        yield Reason("newly-skipped", f"{told}: {named(idle)}")
    kept = excused | _parametrised(comparison) | _with_set_up(facts, comparison)
    kept |= _living_on(facts, comparison) | _counted_otherwise(facts, comparison) | _relocated(facts)
    for code, ids, one, many in kinds:
        wrong = [name for name in ids if name not in kept]
        if wrong:
            yield Reason(code, f"{count(len(wrong), one, many)}: {named(wrong)}")


def _about_proofs(made: Sequence[Proof]) -> Iterator[Reason]:
    for proof in made:
        if not proof.ok:
            yield Reason(proof.name, proof.sentence)


def _excused(facts: Facts, comparison: Comparison | None) -> set[str]:
    """Base tests whose failing or going the request itself asks for, as the plan said before the work."""
    files = {case.id: case.file for case in facts.base.cases} if facts.base else {}
    ids = files.keys()
    if comparison is None:
        return set()
    gone = {*comparison.lost, *comparison.regressed, *facts.broken_when_restored(comparison)}
    asked = {name for name in ids & gone if covers(facts.changed_by_request, name, files[name])}
    asked -= {name for name in comparison.lost if own_name(name) in facts.not_run}  # there, and never run
    if facts.nature == "refactoring":
        asked -= _asking_less(facts, comparison)
    return asked | {name for name in ids & gone if _fails_by(name, gone, asked)}


def _asking_less(facts: Facts, comparison: Comparison) -> set[str]:
    """Lost ids whose name a new test elsewhere has, which asks for less: no refactoring asks for that."""
    titles = {new.partition("::")[2] for new in comparison.new_passing if "::" in new}
    kept = facts.living_on | _parametrised(comparison) | _with_set_up(facts, comparison)
    return {name for name in comparison.lost if name not in kept and name.partition("::")[2] in titles}


def _fails_by(name: str, gone: set[str], asked: set[str]) -> bool:
    """Whether a test of Go fails for no more than that subtests of it do, as asked."""
    within = {one for one in gone if one.startswith(f"{name}/")}
    return bool(within) and within <= asked


def _parametrised(comparison: Comparison) -> set[str]:
    """Lost ids that live on with parameters, maybe under a shorter or longer name.

    The restore run shows that what they checked still holds.
    """
    several = {new.partition("[")[0] for new in comparison.new_passing if "[" in new}
    return {name for name in comparison.lost if any(_is_of_one_name(name, new) for new in several)}


def _relocated(facts: Facts) -> set[str]:
    """Ids of the base that moved with what they ask: they pass there, word for word, the head has them."""
    passed, now = (
        {case.id for case in report.cases if case.outcome == "passed"} if report is not None else set[str]()
        for report in (facts.restored, facts.head)
    )
    return {old for old, new in facts.relocated.items() if old != new and old in passed and new in now}


def _counted_otherwise(facts: Facts, comparison: Comparison) -> set[str]:
    """Lost ids of rows that a runner counts, where one was put in before them: as many pass now.

    What the rows ask is the rules' affair, and the base's own are run once more where they are put back.
    """
    before, after = (
        Counter(
            _COUNT.sub("#", case.id)
            for case in (report.cases if report is not None else ())
            if case.outcome == "passed"
        )
        for report in (facts.base, facts.head)
    )
    keys = {name: _COUNT.sub("#", name) for name in comparison.lost if "[" in name or "::case_" in name}
    return {name for name, key in keys.items() if key != name and before[key] <= after[key]}


def _with_set_up(facts: Facts, comparison: Comparison | None) -> set[str]:
    """Lost ids whose name and body one new test of a new file has, with set-up of its own before it.

    The restore run shows that what they checked still holds.
    """
    made: dict[str, list[str]] = {}
    for new in comparison.new_passing if comparison is not None else ():
        made.setdefault(new.partition("::")[2], []).append(new)
    kept = set()
    for name in comparison.lost if comparison is not None else ():
        body, same = facts.bodies.base.get(name), made.get(name.partition("::")[2], [])
        if body is not None and len(same) == 1 and facts.bodies.bare.get(same[0]) == body:
            kept.add(name)
    return kept


def _living_on(facts: Facts, comparison: Comparison | None) -> set[str]:
    """Lost ids that are there with another body, and pass where the base's own tests are put back."""
    return set(facts.living_on) - set(facts.broken_when_restored(comparison))


def _is_of_one_name(lost: str, new: str) -> bool:
    short, long = sorted((lost, new), key=len)
    same_place = lost.rpartition("::")[0] == new.rpartition("::")[0]
    return lost == new or (same_place and long.startswith(f"{short}_"))


def _judged(facts: Facts, comparison: Comparison | None, excused: set[str]) -> Iterator[Finding]:
    """The findings; a deleted file whose tests all live on elsewhere, or go by request, weakens nothing."""
    before = facts.base.cases if facts.base is not None else ()
    renamed = {old for old, _ in comparison.renamed} if comparison is not None else set()
    renamed |= _with_set_up(facts, comparison) | _living_on(facts, comparison) | _relocated(facts)
    now = facts.head.cases if facts.head is not None else ()
    # what is checked in place of what was is none of the base's behaviour
    on_base = facts.on_base.cases if facts.on_base is not None else ()
    red_before = {case.id for case in on_base if case.outcome in ("failed", "errored")}
    for finding in facts.findings:
        if finding.kind == "aside" and facts.nature != "refactoring":
            continue  # a library's new functions are for others
        tests = {case.id for case in before if case.file == finding.path}
        elsewhere = {case.id for case in now if case.outcome == "passed" and case.file != finding.path}
        all_kept = comparison is not None and not set(comparison.lost) - renamed
        kept = tests <= renamed | excused | elsewhere if tests else all_kept
        moved = finding.kind == "deleted" and kept
        asked = finding.kind == "assertion" and any(map(finding.is_about, tests & excused))
        other = finding.kind == "replaced" and any(map(finding.is_about, red_before - excused))
        other |= finding.kind == "aside" and facts.nature == "refactoring"
        yield replace(finding, blocks=(finding.blocks or other) and not (moved or asked))
