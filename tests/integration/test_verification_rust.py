"""Whole proofs of Cargo packages, for what only runs can show; the rules have tables of their own."""

from __future__ import annotations

import shutil

import pytest

from tests.integration.proving import all_proven
from tests.integration.rust_changes import BASE, CHEATS, HONEST

SHOWN_BY_RUNS = ("exits before everything", "behaviour broken, test inside adapted")
HONEST_WORK = ("a new module with its tests inside",)


@pytest.mark.parametrize("runner", ["cargo test", "cargo nextest"])
async def test_no_cheat_is_verified_and_honest_work_is(runner: str) -> None:
    base = BASE
    if runner == "cargo nextest":
        if not shutil.which("cargo-nextest", path="/usr/local/bin:/usr/bin"):
            pytest.skip("cargo-nextest is not where sandboxes see it")
        base = BASE | {".config/nextest.toml": "[profile.default]\nretries = 2\n"}
    cases = tuple(case for case in (*CHEATS, *HONEST) if case.name in SHOWN_BY_RUNS + HONEST_WORK)
    found = await all_proven(base, "rust-1", cases)
    assert {one.head.runner for one in found.values() if one.head} == {runner}
    verdicts = {name: one.verdict.status for name, one in found.items()}
    assert verdicts == dict.fromkeys(SHOWN_BY_RUNS, "unverified") | dict.fromkeys(HONEST_WORK, "verified")
