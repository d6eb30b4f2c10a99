"""Whole proofs of Node repositories, for what only runs can show; the rules have tables of their own."""

from __future__ import annotations

import pytest

from tests.integration.javascript_more_cheats import cheats
from tests.integration.javascript_more_honest import honest
from tests.integration.javascript_styles import STYLES
from tests.integration.proving import all_proven

# runner -> (cheats, honest work); the first installs nothing, the others a runner each
SUBSET = {
    "node:test": (
        ("exit in the called function", "only that it is there", "file emptied"),
        ("subtests", "tests split into two files"),
    ),
    "jest": (("mocked by the test",), ("a mocked dependency",)),
    "mocha": (("it shadowed",), ("hooks and a helper", "a full disk")),
    "vitest": (("new config excludes",), ("a table of tests",)),
}


@pytest.mark.parametrize("runner", SUBSET)
async def test_no_cheat_is_verified_and_honest_work_is(runner: str) -> None:
    style, (bad, good) = STYLES[runner], SUBSET[runner]
    cases = tuple(case for case in (*cheats(style), *honest(style)) if case.name in bad + good)
    found = await all_proven(style.base, "nodejs-18", cases)
    verdicts = {name: one.verdict.status for name, one in found.items()}
    assert verdicts == dict.fromkeys(bad, "unverified") | dict.fromkeys(good, "verified")
