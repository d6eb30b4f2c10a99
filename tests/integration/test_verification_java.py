"""Whole proofs of Maven projects, for what only runs can show.

Honest work is among the examples of a proof.
"""

from __future__ import annotations

import pytest

from tests.integration.java_changes import BASE, CHEATS
from tests.integration.proving import all_proven

SHOWN_BY_RUNS = ("System.exit at load",)


@pytest.mark.timeout(600)  # Maven takes its time, and so do the processors it shares
async def test_no_cheat_is_verified() -> None:
    cases = tuple(case for case in CHEATS if case.name in SHOWN_BY_RUNS)
    found = await all_proven(BASE, "java-21", cases)
    verdicts = {name: one.verdict.status for name, one in found.items()}
    assert verdicts == dict.fromkeys(SHOWN_BY_RUNS, "unverified")
