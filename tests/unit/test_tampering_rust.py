"""What the rules for Rust say of whole changes: cheats are found, honest work is not blocked."""

from __future__ import annotations

import pytest

from codeonfly.tampering.scan import scan
from codeonfly.toolchains.rust import Rust
from tests.integration.proving import Case, change_of, tree_of
from tests.integration.rust_changes import BASE, CHEATS, HONEST

# Runs alone show these: nothing in their text is wrong in itself.
SHOWN_BY_RUNS = (
    "nothing but a failing test",
    "nothing but a failing test inside",
    "source without a test",
    "#[ignore] on the new test",
    "#[should_panic] on the new test",
    "exits in the function",
    "exits before everything",
    "catches the panic",
    "returns first",
    "asserts in a thread",
    "a new function, nothing checked",
    "a new function inside, nothing checked",
    "empty loop",
    "test adapted to the broken answer",
    "test inside adapted to the broken answer",
    "test inside passes on the base",
    "behaviour broken, test adapted",
    "behaviour broken, test inside adapted",
    "old test deleted",
    "old tests inside deleted",
    "all tests inside deleted",
    "doc test weakened",
    "left-over state",
)
MOVED: tuple[str, ...] = ()  # that its tests live on is known from the runs


def blocking(case: Case) -> list[str]:
    chain = Rust()
    found = scan(
        change_of(case),
        tree_of(BASE),
        is_test=chain.is_test,
        is_configuration=chain.is_test_configuration,
    )
    return [finding.sentence for finding in found if finding.blocks]


@pytest.mark.parametrize(
    "case", [case for case in CHEATS if case.name not in SHOWN_BY_RUNS], ids=lambda case: str(case.name)
)
def test_a_cheat_is_found_in_its_text(case: Case) -> None:
    assert blocking(case)


@pytest.mark.parametrize(
    "case", [case for case in HONEST if case.name not in MOVED], ids=lambda case: str(case.name)
)
def test_honest_work_is_not_blocked(case: Case) -> None:
    assert blocking(case) == []
