"""Whole proofs of Go modules, for what only runs can show; the rules have tables of their own."""

from __future__ import annotations

from tests.integration.go_changes import BASE, CHEATS, HONEST
from tests.integration.proving import all_proven

SHOWN_BY_RUNS = ("init exits 0", "left-over state", "asks for a workflow")
HONEST_WORK = ("TestMain sets up",)


async def test_no_cheat_is_verified_and_honest_work_is() -> None:
    cases = tuple(case for case in (*CHEATS, *HONEST) if case.name in SHOWN_BY_RUNS + HONEST_WORK)
    found = await all_proven(BASE, "go-1.26", cases)
    verdicts = {name: one.verdict.status for name, one in found.items()}
    assert verdicts == dict.fromkeys(SHOWN_BY_RUNS, "unverified") | dict.fromkeys(HONEST_WORK, "verified")
