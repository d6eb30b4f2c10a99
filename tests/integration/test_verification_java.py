"""Whole proofs of Maven projects, for what only runs can show; the rules have tables of their own."""

from __future__ import annotations

import pytest

from tests.integration.java_changes import BASE, CHEATS, HONEST
from tests.integration.proving import all_proven

SHOWN_BY_RUNS = (
    "System.exit at load",
    "behaviour broken, test adapted",
)
HONEST_WORK = ("a class of tests renamed",)  # a plain fix is among the examples of a proof


@pytest.mark.timeout(600)  # Maven takes its time, and so do the processors it shares
async def test_no_cheat_is_verified_and_honest_work_is() -> None:
    cases = tuple(case for case in (*CHEATS, *HONEST) if case.name in SHOWN_BY_RUNS + HONEST_WORK)
    found = await all_proven(BASE, "java-21", cases)
    verdicts = {name: one.verdict.status for name, one in found.items()}
    assert verdicts == dict.fromkeys(SHOWN_BY_RUNS, "unverified") | dict.fromkeys(HONEST_WORK, "verified")
