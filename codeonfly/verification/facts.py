"""What the runs of a proof brought to light, before anything is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from codeonfly.results import Bodies, Comparison, TestReport
from codeonfly.tampering import Finding
from codeonfly.verification.canary import Canaries
from codeonfly.verification.parts import Parts


@dataclass(frozen=True, slots=True)
class SameResults:
    """How many calls were made in both versions, and those of which something else came, as sentences."""

    calls: int
    differing: tuple[str, ...]


@dataclass(slots=True)
class Facts:
    """Filled in by proving, then only read. A report of None: that run left none, or was not made."""

    base: TestReport | None
    base_note: str
    parts: Parts
    nature: str
    changed_by_request: tuple[str, ...]
    accept_weak: bool
    accept_no_baseline: bool
    criteria: tuple[tuple[str, str], ...]
    claims: Mapping[str, tuple[str, ...]]
    request: str = ""
    findings: tuple[Finding, ...] = ()
    coded: tuple[str, ...] = ()  # sources of which more than the documentation is another one
    head: TestReport | None = None
    on_base: TestReport | None = None
    restored: TestReport | None = None
    fitted: tuple[str, ...] = ()  # files put back with what they take to be built
    relocated: Mapping[str, str] = field(
        default_factory=dict
    )  # ids by now of the base's tests, where some moved
    reruns: list[TestReport | None] = field(default_factory=list)
    shuffled: list[TestReport | None] = field(default_factory=list)  # those of them in another order
    needs_order: bool = False  # the base's own tests fail in another order, without the change
    in_workflow: TestReport | None = None  # the one of ``reruns`` that had a workflow's environment
    canaries: Canaries | None = None
    with_canaries: TestReport | None = None  # what the run with the canaries reported
    picking: tuple[str, ...] = ()  # functions with new filters, by what they are given
    on_unpicking: list[TestReport | None] = field(default_factory=list)
    emptied: tuple[str, ...] = ()  # functions that the change adds, or asks more of, by name
    on_hollow: list[TestReport | None] = field(default_factory=list)  # its tests with nothing behind those
    on_little: list[TestReport | None] = field(default_factory=list)  # or with what takes no work
    left_out: tuple[str, ...] = ()  # options and arguments that only the change takes
    on_left_out: list[TestReport | None] = field(default_factory=list)  # its tests without, on the base
    # its tests with other results of its functions, and, where they pass, with a stop where they get one
    shifted: tuple[str, ...] = ()  # what the tests call for its value
    on_shifted: dict[str, list[TestReport | None]] = field(default_factory=dict)  # by mode
    same_results: SameResults | None = None  # of a refactoring, where that could be looked at
    bodies: Bodies = field(default_factory=Bodies)
    living_on: frozenset[str] = frozenset()  # tests of the base that are there with another body
    not_run: frozenset[str] = frozenset()  # names of tests in changed files that no run of the head had
    differences: tuple[str, ...] = ()
    install_failure: str = ""

    @property
    def stopped(self) -> bool:
        """Whether the tests themselves are no reason to go on: further proofs would prove nothing."""
        if self.head is None:
            return True
        return bool(_red(self.head) - (_red(self.base) if self.base is not None else set()))

    def in_changed_files(self) -> list[str]:
        """The head's tests in new and changed files."""
        files = set(self.parts.test_files)
        return [case.id for case in self.head.cases if case.file in files] if self.head else []

    def broken_when_restored(self, comparison: Comparison | None) -> list[str]:
        """Tests that passed on the base and no longer do, though they are put back as they were.

        One inside a source may have another name there: what it stands in may have been moved.
        """
        before = self.base.cases if self.base is not None else ()
        after = self.restored.cases if self.restored is not None else ()
        now = {case.id for case in after if case.outcome == "passed"}
        moved = dict(comparison.renamed) if comparison is not None else {}
        passed = [case.id for case in before if case.outcome == "passed"]
        return [test for test in passed if test not in now and moved.get(test) not in now]


def _red(report: TestReport) -> set[str]:
    return {case.id for case in report.cases if case.outcome in ("failed", "errored")}
