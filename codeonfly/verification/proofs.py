"""The proofs, one function each: facts in; a sentence, and whether it holds, out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from codeonfly.results import Comparison, TestCase, TestReport
from codeonfly.toolchains import node_install, python_locks
from codeonfly.toolchains.node_stubs import compiled_from
from codeonfly.verification.facts import Facts
from codeonfly.verification.taken import is_objection, named, taken_instead
from codeonfly.verification.values import Proof
from codeonfly.words import count

# what a check says that wants something gone
_IS_GONE = re.compile(r"\bnot\b|undefined", re.IGNORECASE)
# what a package manager writes when it does not fit the manifests
_LOCKS = frozenset((*node_install.LOCKS, *python_locks.LOCKS, "Cargo.lock", "go.mod", "go.sum"))
_NO_ROUTE = re.compile(r"(?<![:\w.])40[45]\b")  # what a server says of an address that it does not have


def clean_room(facts: Facts) -> Proof:
    """The files in the sandbox have to be exactly the change's on the base."""
    locks = [path for path in facts.differences if path.rpartition("/")[2] in _LOCKS]
    if locks and len(locks) == len(facts.differences):
        sentence = (
            f"the installation wrote {named(locks)} anew: as it is now, it has to be part of the change"
        )
        return Proof("clean-room", True, False, sentence)
    if facts.differences:
        return Proof("clean-room", True, False, f"the sandbox's files differ: {named(facts.differences)}")
    return Proof("clean-room", True, True, "fresh sandbox, network closed, exactly these bytes")


def fail_to_pass(facts: Facts, comparison: Comparison | None, excused: set[str]) -> Proof:
    """New and changed tests have to fail on the base's sources; a fixed test failed there already."""
    name = "fail-to-pass"
    if facts.nature == "refactoring" or (facts.nature == "documentation" and not facts.coded):
        return Proof(name, False, True, f"no behaviour proof: the request asks for {facts.nature}")
    if comparison is None or facts.head is None:
        return Proof(name, False, False, "the new tests could not be run")
    passing = {case.id for case in facts.head.cases if case.outcome == "passed"}
    told = (*comparison.new_passing, *comparison.fixed, *facts.in_changed_files(), *sorted(excused))
    before = {case.id: case for case in facts.on_base.cases} if facts.on_base else {}
    mine = [test for test in dict.fromkeys(told) if test in passing]
    # a test of before that reads more than it did: its own text need not change for that
    mine = mine or [test for test, case in before.items() if test in passing and is_objection(case)]
    if not mine and facts.nature == "documentation":
        sentence = f"the request asks for documentation, and code changes in {named(facts.coded)}"
        return Proof(name, True, False, sentence)
    if not mine:
        return Proof(name, True, False, _nothing_new(facts.head))
    proving = [test for test in mine if _fails_before(test, before, comparison, facts)]
    empty = [test for test in comparison.new_passing if test not in proving]
    details = tuple(f"{test}: {_why(test, before)}" for test in proving)
    if not proving:
        idle = empty or mine
        kind = count(len(idle), "new test") if empty else f"{count(len(idle), 'test')} of changed files"
        return Proof(name, True, False, f"{kind} also {_pass(idle)} without this change", tuple(empty))
    if markers := [finding.path for finding in facts.findings if finding.kind == "marker"]:
        stems = tuple(path.rpartition("/")[2].removesuffix(".py") for path in markers)
        if all(_lacks(before.get(test), stems, facts) for test in proving):
            return Proof(name, True, False, f"the new tests fail only for want of {named(markers)}", details)
    # where something is removed by request, that it is not there is all there is to ask
    is_removal = not excused.isdisjoint(comparison.lost)
    missed = {test for test in proving if is_removal and _is_still_there(before.get(test))}
    if all(test not in missed and _is_thin(test, before.get(test), facts) for test in proving):
        return Proof(name, True, False, "the new tests ask only whether something is there", details)
    if taken := taken_instead(facts, proving, before, comparison):
        return Proof(name, True, False, taken, details)
    total = len(proving) + len(empty)
    verb = "fails" if total == 1 else "fail"
    sentence = f"{len(proving)} of {count(total, 'new test')} {verb} without this change"
    return Proof(name, True, True, sentence, details)


def _is_still_there(before: TestCase | None) -> bool:
    return before is not None and is_objection(before) and _IS_GONE.search(before.message) is not None


def _nothing_new(head: TestReport) -> str:
    """One that fails as on the base is told nowhere else, and a file that can't be loaded is one."""
    red = next((case for case in head.cases if case.outcome in ("failed", "errored")), None)
    why = f"; {named([red.id])} fails as on the base: {_why(red.id, {red.id: red})}" if red else ""
    return f"no new or fixed test: nothing shows what the change does{why}"


def restore(facts: Facts, comparison: Comparison | None, excused: set[str]) -> Proof:
    """What passed on the base has to pass with its own tests put back, but for what the request changes."""
    name = "restore"
    if facts.base is None or not facts.base.cases:
        return Proof(name, False, True, "the base has no tests to put back")
    broken = facts.broken_when_restored(comparison)
    wrong = [test for test in broken if test not in excused]
    total = facts.base.count("passed")
    with_base = "with the base's own tests put back"
    if wrong:
        sentence = f"{with_base}, {len(wrong)} of {total} no longer {_pass(wrong)}: {named(wrong)}"
        return Proof(name, True, False, sentence, tuple(wrong))
    if facts.restored is not None and not facts.restored.complete and not excused:
        return Proof(name, True, False, f"{with_base}, {facts.restored.note}")
    changed = f"; {len(excused)} changed by request" if excused else ""
    kept = total - len(set(broken) & excused)
    fitted = f"; {named(facts.fitted)} with what it takes to be built" if facts.fitted else ""
    return Proof(name, True, True, f"the base's own tests still pass ({kept} of {total}){changed}{fitted}")


def reruns(facts: Facts, comparison: Comparison | None, _: set[str]) -> Proof:
    """New, fixed and changed tests have to pass in each of at least three runs."""
    name = "reruns"
    files = set(facts.parts.test_files)
    if not facts.parts.has_tests:
        return Proof(name, False, True, "no new or changed test to run again")
    if comparison is None or facts.head is None:
        return Proof(name, False, False, "the new tests could not be run again")
    renamed = (new for _, new in comparison.renamed)
    good = {*comparison.new_passing, *comparison.fixed, *comparison.still_passing, *renamed}
    made = {*comparison.new_passing, *comparison.fixed}
    # a report of the project's own may name no files, and one of compiled tests those that were made
    again = {case.id for report in facts.reruns if report for case in report.cases} & made
    mine = {case.id for case in facts.head.cases if case.file in files or (not case.file and case.id in made)}
    wanted = (mine & good) | again
    if not wanted and comparison.new_passing:
        return Proof(name, True, False, "the new tests could not be found again in what was run again")
    asked = [(one, test) for one in facts.reruns for test in wanted if not _left_out(one, test, facts)]
    red = [test for one, test in asked if not _passes_again(one, test, facts)]
    total = len(asked) + len(wanted) * max(3 - len(facts.reruns), 0)
    passed = len(asked) - len(red)
    if passed < total:
        flaky = sorted(set(red))
        sentence = f"flaky: {passed} of {total} reruns passed: {named(flaky)}"
        return Proof(name, True, False, sentence, tuple(flaky))
    order = "; in their files' order, as the base's own tests need it" if facts.needs_order else ""
    return Proof(name, True, True, f"{passed} of {total} reruns passed{order}")


def canary(facts: Facts, _: Comparison | None, __: set[str]) -> Proof:
    """What was planted to fail has to be reported as failing."""
    name = "canary"
    if facts.canaries is None or not facts.canaries.files:
        return Proof(name, False, True, "no test file has a place for a test that must fail")
    unreported = facts.canaries.unreported(facts.with_canaries)
    if unreported:
        sentence = f"what was made to fail in {named(unreported)} was not reported as failing"
        return Proof(name, True, False, f"the results can't be believed: {sentence}", unreported)
    if unchecked := facts.canaries.unchecked(facts.with_canaries):
        sentence = (
            f"{named(unchecked)} {_pass(unchecked)} even where every check in it fails, or each in a loop:"
            " none of these is reached"
        )
        return Proof(name, True, False, sentence, unchecked)
    return Proof(name, True, True, "a planted test that must fail was reported as failing")


def same_results(facts: Facts) -> tuple[Proof, ...]:
    """No proof where the request asks for more than another form, or where no call can be made again."""
    found = facts.same_results
    if found is None or not (found.calls or found.differing):
        return ()
    if found.differing:
        more = f" and {len(found.differing) - 1} more" if len(found.differing) > 1 else ""
        sentence = f"a refactoring changes what comes of calls: {found.differing[0]}{more}"
        return (Proof("same-results", True, False, sentence, found.differing[:20]),)
    sentence = f"{count(found.calls, 'call')} came to the same in both versions"
    return (Proof("same-results", True, True, sentence),)


def tampering(facts: Facts) -> Proof:
    """No finding in the change's text may block."""
    blocking = [finding for finding in facts.findings if finding.blocks]
    if blocking:
        more = f" and {len(blocking) - 1} more" if len(blocking) > 1 else ""
        sentence = f"tests or their runner were weakened: {blocking[0].sentence}{more}"
        return Proof("tampering", True, False, sentence)
    return Proof("tampering", True, True, "nothing weakened")


def _pass(tests: Sequence[str]) -> str:
    return "passes" if len(tests) == 1 else "pass"


def _lacks(case: TestCase | None, stems: Sequence[str], facts: Facts) -> bool:
    """Whether a test could not even be loaded on the base, because a module of plain values was missing."""
    reports = facts.on_base.cases if facts.on_base else ()
    messages = [case.message] if case is not None else [one.message for one in reports]
    return any("No module named" in text and stem in text for text in messages for stem in stems)


def _fails_before(test: str, before: Mapping[str, TestCase], comparison: Comparison, facts: Facts) -> bool:
    """Whether it was run on the base's code and failed; one that could not be built there has no result."""
    if test in before:
        return before[test].outcome in ("failed", "errored")
    body = facts.bodies.head.get(test)
    if test in comparison.still_passing and body in (None, facts.bodies.base.get(test)):
        return False  # as it was, for all that is known: it stands in a file that does not build there
    if _passed_without(test, before):
        return False  # a part of a test that was run there, and passed: what it is called is another thing
    asked = {"", *facts.parts.test_files} if facts.parts.test_files else set()
    file = next((case.file for case in facts.head.cases if case.id == test), "") if facts.head else ""
    return test in comparison.fixed or file in asked or any(compiled_from(file, one) for one in asked)


def _passed_without(test: str, before: Mapping[str, TestCase]) -> bool:
    """Whether a test of Go passed of which this one is a part."""
    owner, _, name = test.partition("::")
    whole = before.get(f"{owner}::{name.partition('/')[0]}") if "/" in name else None
    return whole is not None and whole.outcome == "passed"


def _is_thin(test: str, before: TestCase | None, facts: Facts) -> bool:
    """Whether it checks nothing, or asks only if something is there."""
    kinds = {"existence", "silent"} if before is not None else {"existence", "silent", "unchecked"}
    if _objects(test, before, facts):
        kinds.discard("silent")  # it has its checks made elsewhere
    if before is not None and _NO_ROUTE.search(before.message):
        kinds.add("status")  # nothing was there, and by now something is
    return any(one.kind in kinds and one.is_about(test) for one in facts.findings)


def _objects(test: str, before: TestCase | None, facts: Facts) -> bool:
    """Whether it fails, and by no crash, on the base, or wherever nothing is behind what the change adds."""
    if before is not None and is_objection(before):
        return True
    found = [
        next((case for case in report.cases if case.id == test), None) if report is not None else None
        for report in facts.on_hollow
    ]
    return bool(found) and all(case is not None and is_objection(case) for case in found)


def _why(test: str, before: Mapping[str, TestCase]) -> str:
    """Why it fails on the base: its own words, or those of its file, where that could not be loaded."""
    case = before.get(test) or before.get(test.partition("::")[0])
    lines = [line.strip() for line in case.message.splitlines() if line.strip()] if case is not None else []
    raised = [line[1:].strip() for line in lines if line.startswith("E ")]  # as pytest marks the error itself
    return (raised or lines or ["could not be collected or run"])[-1 if raised else 0][:200]


def _left_out(report: TestReport | None, test: str, facts: Facts) -> bool:
    """Whether it leaves itself out in a workflow, which tells nothing; in other reruns it has to pass."""
    return (
        report is not None
        and report is facts.in_workflow
        and any(case.id == test and case.outcome == "skipped" for case in report.cases)
    )


def _passes_again(report: TestReport | None, test: str, facts: Facts) -> bool:
    """Whether it passes; or all of its name, where a set gives them their parameters in any order."""
    if report is None:
        return False
    alike = [case for case in report.cases if _name(case.id) == _name(test)]
    mine = [case for case in alike if case.id == test]
    if not mine and _name(test) != test and facts.head is not None:
        known = sum(_name(case.id) == _name(test) for case in facts.head.cases)
        mine = alike if len(alike) == known else []
    return bool(mine) and all(case.outcome == "passed" for case in mine)


def _name(test: str) -> str:
    """The test's id without its parameters."""
    return test.partition("[")[0]


NOT_RUN = {
    prove: Proof(name, False, True, "not run: the tests do not pass")
    for prove, name in (
        (fail_to_pass, "fail-to-pass"),
        (restore, "restore"),
        (reruns, "reruns"),
        (canary, "canary"),
    )
}
