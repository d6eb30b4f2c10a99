"""The benchmarks run: their figures are the machine's affair, that there are any is ours."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from bench.main_job import idle_seconds
from codeonfly.errors import UserError
from codeonfly.localbox.server import describe

HERE = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^(?P<what>.+?) +(?P<figure>[\d.]+) (?:s|MB|kB|%|ms) +<= ")


@pytest.fixture(scope="module", autouse=True)
def _isolation() -> None:
    try:
        describe()
    except UserError as reason:
        pytest.skip(str(reason))


def bench(name: str, *words: str) -> str:
    command = [sys.executable, "-m", f"bench.{name}", *words]
    return subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=120, check=False).stdout


@pytest.mark.skipif(not shutil.which("node"), reason="no Node.js here")
def test_the_main_job_is_measured() -> None:
    said = bench("main_job", "1")

    assert "verdicts: verified" in said
    measured = {row["what"]: float(row["figure"]) for line in said.splitlines() if (row := ROW.match(line))}
    assert len(measured) == 8
    assert min(measured.values()) > 0


def test_a_fence_is_measured() -> None:
    with tempfile.TemporaryDirectory() as folder:  # every folder above it is one that others may pass through
        assert float(bench("fence", folder)) > 0


def test_seconds_without_a_command_are_those_that_none_covers() -> None:
    def event(kind: str, at: float, seconds: float = 0.0, phase: str = "proof 1") -> dict[str, object]:
        return {"event": kind, "phase": phase, "at": at, "seconds": seconds}

    events = [
        event("PhaseStarted", 10.0),
        event("CommandEnded", 14.0, 3.0),  # 11 to 14
        event("CommandEnded", 15.0, 3.0),  # 12 to 15, beside it
        event("CommandEnded", 15.0, 5.0, "attempt 2"),
        event("CommandEnded", 18.5, 1.5),  # 17 to 18.5
        event("PhaseEnded", 19.0),
    ]

    assert idle_seconds(events, "proof 1") == pytest.approx(1.0 + 2.0 + 0.5)
