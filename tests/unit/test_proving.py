"""What surrounds the runs of a proof: the loop stays free, whatever there is to be read."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from codeonfly.errors import ServiceError
from codeonfly.journal import Journal
from codeonfly.ports import SandboxHost, SandboxInfo
from codeonfly.settings import Settings
from codeonfly.toolchains import detect
from codeonfly.verification import Subject, verify
from codeonfly.workbench import Workbench
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
    with pytest.raises(ServiceError):
        await verify(
            Subject(change),
            host=cast(SandboxHost, clock),
            workbench=bench,
            base=base,
            settings=Settings(),
            journal=Journal(),
            phase="proof",
        )
    ticking.cancel()
    assert clock.before_sandbox[0] > 5
