"""Whole proofs of Cargo packages, for what only runs can show; the rules have tables of their own."""

from __future__ import annotations

from tests.integration.proving import all_proven
from tests.integration.rust_changes import BASE, CHEATS, HONEST

SHOWN_BY_RUNS = ("exits before everything", "behaviour broken, test inside adapted")
HONEST_WORK = ("a new module with its tests inside",)


async def test_no_cheat_is_verified_and_honest_work_is() -> None:
    cases = tuple(case for case in (*CHEATS, *HONEST) if case.name in SHOWN_BY_RUNS + HONEST_WORK)
    found = await all_proven(BASE, "rust-1", cases)
    verdicts = {name: one.verdict.status for name, one in found.items()}
    assert verdicts == dict.fromkeys(SHOWN_BY_RUNS, "unverified") | dict.fromkeys(HONEST_WORK, "verified")
