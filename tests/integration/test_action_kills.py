"""Hit by a signal at a call to GitHub and run again, the end is the same: samples of ``tests.kills``."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.integration.killing import FLOWS, sweep

# early, and in the middle of the writes; label and retry are hit at every call elsewhere
CALLS = {
    "dispatch of an issue": (10, 30),
    "dispatch of a text": (5, 25),
    "split": (9, 33),
}


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "interrupted"])
@pytest.mark.parametrize(("flow", "calls"), CALLS.items())
def test_hit_by_a_signal_and_run_again_nothing_is_lost_or_doubled(
    tmp_path: Path, flow: str, calls: tuple[int, ...], number: signal.Signals
) -> None:
    assert list(sweep(FLOWS[flow], number, tmp_path, calls)) == []
