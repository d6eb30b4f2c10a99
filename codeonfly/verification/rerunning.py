"""The change's tests run again, in other orders; in their files' order where the base's own need that."""

from __future__ import annotations

import time

from codeonfly.change import Change
from codeonfly.ports import Sandbox
from codeonfly.results import TestReport
from codeonfly.verification.bench import ORDER, RERUN, Bench
from codeonfly.verification.facts import Facts

# of the reruns in a copy of their own, the second as in a workflow; one more runs where the tests already ran
SEEDS = (101, 202)
MORE_SEEDS = (303, 404, 505, 606)  # as long as all of these took less than this part of what one run may take
QUICK = 1 / 800
_RED = ("failed", "errored")


async def rerun(sandbox: Sandbox, bench: Bench, facts: Facts) -> None:
    """Fills in ``facts.reruns`` and the seeds that made their orders."""
    started, quick = time.monotonic(), bench.settings.test_seconds * QUICK
    for seed in (*SEEDS, *MORE_SEEDS):
        if seed not in SEEDS and time.monotonic() - started >= quick:
            break
        workflow = seed == SEEDS[-1]
        report = await bench.tests(sandbox, RERUN, only=facts.parts.test_files, seed=seed, elsewhere=workflow)
        facts.reruns.append(report)
        facts.shuffled.append(report)
        if workflow and bench.tells_workflows:
            facts.in_workflow = report


async def in_file_order(bench: Bench, facts: Facts) -> None:
    """Runs again, in order, what was red out of it, where tests of the base are that without the change, too.

    Only where none but tests of the base, as they were, failed: a new one has to bear every order.
    """
    red = [report for report in facts.shuffled if facts.head is not None and _is_red(report, facts.head)]
    base = facts.base.cases if facts.base is not None else ()
    known = {case.id for case in base if case.outcome == "passed"}
    if not red or not all(_failed(report) and _failed(report) <= known for report in red):
        return

    async def on_base(sandbox: Sandbox) -> None:
        old = [path for path in facts.parts.test_files if path in bench.base.files]
        for seed in (*SEEDS, *MORE_SEEDS) if old else ():
            if _failed(await bench.tests(sandbox, ORDER, only=old, seed=seed)) & known:
                facts.needs_order = True
                return

    async def anew(sandbox: Sandbox) -> None:
        for report in red:
            workflow = report is facts.in_workflow
            made = await bench.tests(sandbox, RERUN, only=facts.parts.test_files, elsewhere=workflow)
            facts.reruns[next(place for place, one in enumerate(facts.reruns) if one is report)] = made
            facts.in_workflow = made if workflow else facts.in_workflow

    await bench.in_copy(Change(()), on_base)
    if facts.needs_order:
        await bench.in_copy(facts.parts.change, anew, installed=facts.parts.installed)


def _is_red(report: TestReport | None, head: TestReport) -> bool:
    """Whether a test that passed did not any more, or was not reported."""
    passed = {case.id for case in report.cases if case.outcome == "passed"} if report is not None else set()
    mine = {case.file for case in report.cases} if report is not None else set()
    asked = {case.id for case in head.cases if case.outcome == "passed" and case.file in mine}
    return bool(_failed(report)) or not asked <= passed


def _failed(report: TestReport | None) -> set[str]:
    return {case.id for case in report.cases if case.outcome in _RED} if report is not None else set()
