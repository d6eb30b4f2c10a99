"""What surrounds the runs of a proof: the loop stays free, whatever there is to be read."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from codeonfly.errors import ServiceError
from codeonfly.journal import Journal
from codeonfly.ports import Change, Sandbox, SandboxHost, SandboxInfo
from codeonfly.reader import Reader
from codeonfly.results import TestCase, TestReport, compare
from codeonfly.settings import Settings
from codeonfly.toolchains import detect
from codeonfly.verification import Subject, verify
from codeonfly.verification.bench import Bench
from codeonfly.verification.facts import Facts
from codeonfly.verification.parts import split
from codeonfly.verification.proofs import reruns
from codeonfly.workbench import Workbench
from tests.fakes.direct_sandbox import DirectHost
from tests.integration.proving import Case, change_of, tree_of

TEST = "def test_{0}():\n    values = [{0}, 1, 2]\n    assert helper(values) == {0}\n\n\n"


@dataclass
class Clock:
    """Counts how often the loop came round, and when the first sandbox was asked for."""

    ticks: int = 0
    before_sandbox: list[int] = field(default_factory=list)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(0.001)
            self.ticks += 1

    async def create(self, **_: Any) -> Any:
        self.before_sandbox.append(self.ticks)
        raise ServiceError("no sandbox today")


@pytest.mark.timeout(60)
async def test_a_large_file_is_judged_beside_the_loop() -> None:
    """A signal and a limit are heard there."""
    base = tree_of(
        {"pyproject.toml": "[tool.pytest]\n", "test_a.py": "".join(map(TEST.format, range(3_000)))}
    )
    change = change_of(Case("", {"test_b.py": "".join(map(TEST.format, range(3_000, 6_000)))}))
    clock = Clock()
    bench = Workbench("made", SandboxInfo("", "", 1, 1, ""), detect(base, Settings()), None)
    ticking = asyncio.create_task(clock.run())
    with Reader() as reader, pytest.raises(ServiceError):
        await verify(
            Subject(change),
            host=cast(SandboxHost, clock),
            workbench=bench,
            base=base,
            settings=Settings(),
            journal=Journal(),
            phase="proof",
            reader=reader,
        )
    ticking.cancel()
    assert clock.before_sandbox[0] > 5


class Keeping(DirectHost):
    """A host that makes snapshots and deletes none."""

    async def delete_snapshot(self, snapshot: str) -> None:
        raise ServiceError("the service is away")


async def test_a_snapshot_that_can_not_be_deleted_costs_no_proof() -> None:
    host, journal = Keeping(), Journal()
    workbench = Workbench(host.keep(host.root, ""), SandboxInfo("", "", 1, 1, ""), (), None)
    bench = Bench(host, workbench, tree_of({}), Settings(), journal, "proof 1", Reader())

    async def nothing(_: Sandbox) -> None:
        return

    assert await bench.in_copy(Change(), nothing, installed=Change()) == ""
    await bench.forget()
    assert journal.warnings == ("proof 1: a snapshot may be left: the service is away",)


def report(outcome: Any) -> TestReport:
    return TestReport("go test", (TestCase("a::TestA", outcome, file="a_test.go"),))


@pytest.mark.parametrize(
    ("outcomes", "workflow", "told"),
    [
        (("passed", "passed", "passed"), 1, "3 of 3 reruns passed"),
        (("passed", "skipped", "passed"), 1, "2 of 2 reruns passed"),
        (("passed", "skipped", "passed"), None, "flaky: 2 of 3"),
        (("passed", "failed", "passed"), 1, "flaky: 2 of 3"),
        (("skipped", "skipped", "skipped"), 1, "flaky: 0 of 2"),
        (("passed", "skipped", "skipped"), 1, "flaky: 1 of 2"),
    ],
)
def test_a_test_may_be_left_out_in_workflows_and_nowhere_else(
    outcomes: tuple[str, ...], workflow: int | None, told: str
) -> None:
    again = [report(outcome) for outcome in outcomes]
    base = tree_of({"go.mod": "module a\n"})
    parts = split(change_of(Case("", {"a_test.go": "package a\n"})), base, detect(base, Settings()))
    facts = Facts(
        base=None,
        base_note="",
        parts=parts,
        nature="behaviour",
        changed_by_request=(),
        accept_weak=False,
        accept_no_baseline=False,
        criteria=(),
        claims={},
        findings=(),
        head=report("passed"),
        reruns=[*again],
        in_workflow=None if workflow is None else again[workflow],
    )
    compared = compare(TestReport("go test", ()), report("passed"))
    proof = reruns(facts, compared, set())
    assert proof.sentence.startswith(told)
    assert proof.ok == (not told.startswith("flaky"))


async def test_a_change_that_can_not_be_read_in_time_is_not_verified_and_costs_no_sandbox() -> None:
    change = change_of(Case("", {"src/f.js": "/*\n" * 100_000, "src/f.py": "a = 1\n"}))
    clock = Clock()
    bench = Workbench("made", SandboxInfo("", "", 1, 1, ""), detect(tree_of({}), Settings()), None)
    with Reader(seconds=1) as reader:
        verification = await verify(
            Subject(change),
            host=cast(SandboxHost, clock),
            workbench=bench,
            base=tree_of({}),
            settings=Settings(),
            journal=Journal(),
            phase="proof",
            reader=reader,
        )
    assert clock.before_sandbox == []
    assert verification.verdict.status == "unverified"
    assert "tampering" in [reason.code for reason in verification.verdict.reasons]
    (finding,) = verification.findings
    assert (finding.path, finding.kind, finding.blocks) == ("src/f.js", "unreadable", True)
    assert "took more than 1 s of CPU" in finding.sentence


async def test_a_manifest_that_can_not_be_read_in_time_is_not_verified() -> None:
    """One long dotted key takes time by the square of its length."""
    base = tree_of({"pyproject.toml": "[tool.pytest]\n", "test_a.py": TEST.format(1)})
    change = change_of(Case("", {"pyproject.toml": "a." * 200_000}))
    clock = Clock()
    bench = Workbench("made", SandboxInfo("", "", 1, 1, ""), detect(base, Settings()), None)
    with Reader(seconds=1) as reader:
        verification = await verify(
            Subject(change),
            host=cast(SandboxHost, clock),
            workbench=bench,
            base=base,
            settings=Settings(),
            journal=Journal(),
            phase="proof",
            reader=reader,
        )
    assert clock.before_sandbox == []
    assert [finding.kind for finding in verification.findings] == ["unreadable"]
    assert verification.verdict.status == "unverified"
