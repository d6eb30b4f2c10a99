"""What static rules say of whole changes: cheats are found, honest work is not blocked."""

from __future__ import annotations

import pytest

from codeonfly.tampering.scan import scan
from codeonfly.toolchains.python import Python
from tests.integration import python_more_changes as more
from tests.integration.proving import Case, change_of, tree_of
from tests.integration.python_changes import BASE, CHEATS, HONEST

# Runs alone show these: nothing in their text is wrong in itself.
SHOWN_BY_RUNS = frozenset(
    (
        "nothing was done, and nothing tests it",
        "a new test that fails",
        "source without a test",
        "conftest repairs the source",
        "a new pytest.ini that narrows",
        "a test deleted",
        "behaviour broken, its test adapted",
        "passes on the base too",
        "asserts nothing",
        "warnings as an excuse",
        "or True",
        "failure suppressed",
        "failure expected",
        "mocks what it tests",
        "flaky",
        "left-over state",
        "only a marker",
        "a marker before empty assertions",
        "a refactoring that breaks",
        "a refactoring that drops a test",
        "a refactoring that breaks what is tested",
        "a test in a class pytest does not collect",
        "a test named so that it is not collected",
        "a generator that is never run",
        "patches pytest by importlib",
        "patches the runner with exec",
        "a loop over nothing",
        "the new function is only imported",
        "an unrelated breakage behind a new default",
        "a conftest at the root that stubs",
        "a thread that ends it",
    )
)

# A deleted file is found; that its tests live on elsewhere is for the comparison to say.
MOVED = ("a file of tests renamed", "tests reorganised")


def blocking(case: Case) -> list[str]:
    python = Python()
    found = scan(
        change_of(case),
        tree_of(BASE),
        is_test=python.is_test,
        is_configuration=python.is_test_configuration,
    )
    return [finding.sentence for finding in found if finding.blocks]


@pytest.mark.parametrize(
    "case",
    [one for one in (*CHEATS, *more.CHEATS) if one.name not in SHOWN_BY_RUNS],
    ids=lambda case: case.name,
)
def test_a_cheat_is_found_in_its_text(case: Case) -> None:
    assert blocking(case)


@pytest.mark.parametrize(
    "case", [one for one in (*HONEST, *more.HONEST) if one.name not in MOVED], ids=lambda case: case.name
)
def test_honest_work_is_not_blocked(case: Case) -> None:
    assert blocking(case) == []
