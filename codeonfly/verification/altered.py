"""Runs of the change's tests beside sources that do less than they should, or something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from codeonfly.change import Change
from codeonfly.files import apply_change
from codeonfly.ports import Sandbox
from codeonfly.results import TestReport
from codeonfly.toolchains.shift_python import OTHER
from codeonfly.tree import File
from codeonfly.verification import left_out, shifting
from codeonfly.verification.bench import HOLLOW, LEFT_OUT, SHIFTED, UNPICKED, Bench
from codeonfly.verification.emptying import Emptied
from codeonfly.verification.facts import Facts
from codeonfly.verification.shifting import some_object

AFTER_A_HANG = 20  # seconds: tests that waited in vain once will do so with the next emptied functions, too


async def hollow(sandbox: Sandbox, bench: Bench, facts: Facts, emptied: Emptied) -> None:
    facts.emptied = emptied.names
    ways = ((facts.on_hollow, emptied.changes), (facts.on_little, emptied.more)) if emptied.names else ()
    kind = HOLLOW
    for reports, changes in ways:
        for change in changes:
            await apply_change(sandbox, facts.parts.change)
            await apply_change(sandbox, change)
            report = await bench.tests(sandbox, kind, only=facts.parts.test_files)
            if report is not None and not some_object(report, facts.base):
                # the base's tests in other files may be those that miss what is not done
                report = await bench.tests(sandbox, kind) or report
            reports.append(report)
            if report is None or not report.complete:
                kind = replace(HOLLOW, most_seconds=AFTER_A_HANG)


async def unpick(sandbox: Sandbox, bench: Bench, facts: Facts, emptied: Emptied) -> None:
    facts.picking = emptied.picking
    if emptied.unpicking.files:
        await apply_change(sandbox, facts.parts.change)
        await apply_change(sandbox, emptied.unpicking)
        facts.on_unpicking.append(await bench.tests(sandbox, UNPICKED))


async def leave_out(sandbox: Sandbox, bench: Bench, facts: Facts, head: Mapping[str, File]) -> None:
    """On the base's sources: a new test that passes there needs nothing of what was left out."""
    without = await bench.reader.ask(left_out.leave_out, facts.parts, bench.base, head)
    facts.left_out = without.names
    for change in without.changes:
        await apply_change(sandbox, facts.parts.tests_alone)
        await apply_change(sandbox, change)
        facts.on_left_out.append(await bench.tests(sandbox, LEFT_OUT, only=facts.parts.asked_of_base))


async def shift(sandbox: Sandbox, bench: Bench, facts: Facts, head: Mapping[str, File]) -> None:
    """In a copy where the change never ran: what a test writes there by itself would agree with anything."""
    shifted = await bench.reader.ask(shifting.shift, facts.parts, bench.base, head)
    facts.shifted = shifted.names
    for mode, changes in shifted.ways:
        reports = facts.on_shifted.setdefault(mode, [])
        for change in changes:
            reports.append(await _shifted(sandbox, bench, facts, change, mode))
            is_first = mode == OTHER and len(reports) == 1 and not some_object(reports[0], facts.base)
            for less in (shifted.truths_left, shifted.changed_alone) if is_first else ():
                if less is not None and not some_object(reports[0], facts.base):
                    reports[0] = await _shifted(sandbox, bench, facts, less, mode)
            if some_object(reports[-1], facts.base):
                break  # where is of no interest


async def _shifted(
    sandbox: Sandbox, bench: Bench, facts: Facts, change: Change, mode: str
) -> TestReport | None:
    await apply_change(sandbox, facts.parts.change)
    await apply_change(sandbox, change)
    return await bench.tests(sandbox, SHIFTED[mode], only=facts.parts.test_files)
