"""What the rules for JavaScript say of whole changes: cheats are found, honest work is not blocked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from _pytest.mark.structures import ParameterSet

from codeonfly.tampering.scan import scan
from codeonfly.tampering.values import Finding
from codeonfly.toolchains.node import Node
from tests.integration import javascript_more_cheats, javascript_more_honest
from tests.integration.javascript_changes import SHOPS, Shop, cheats, honest
from tests.integration.javascript_styles import STYLES, Style
from tests.integration.proving import Case, change_of, tree_of

# Runs alone show these: nothing in their text is wrong in itself.
SHOWN_BY_RUNS = (
    "asserts nothing",
    "babel transform",
    "behaviour broken, test adapted",
    "deleted",
    "early return",
    "empty loop",
    "exists only",
    "exit in test",
    "exit hook",
    "flaky",
    "jest.mock",
    "left-over",
    "mock module",
    "no matcher",
    "nothing",
    "passes on base",
    "process.exit at load",
    "process.exit later",
    "promise not awaited",
    "refactor drops a test",
    "swallowed",
)
MORE_SHOWN_BY_RUNS = (
    "caught",
    "commented out",
    "compared with itself",
    "duplicate name",
    "exit at once",
    "exit by an alias",
    "exit in a hook of the tests",
    "exit in the called function",
    "exit when idle",
    "expected value adapted",
    "file emptied",
    "it shadowed",
    "kill",
    "left over at home",
    "left over in node_modules",
    "mocked by the test",
    "never defined",
    "new config excludes",
    "not awaited",
    "nothing uncaught",
    "only that it is there",
    "own copy tested",
    "renamed and emptied",
    "spied by the test",
    "suite commented out",
    "test repairs the source",
    "throws what passes",
)
MOVED = ("file renamed", "test moved to a folder")


def blocking(case: Case, shop: Shop | Style) -> list[str]:
    node = Node()
    found = scan(
        change_of(case),
        tree_of(shop.base),
        is_test=node.is_test,
        is_configuration=node.is_test_configuration,
    )
    return [finding.sentence for finding in found if finding.blocks]


def of_all(make: Callable[[Shop], list[Case]], left_out: Sequence[str]) -> list[ParameterSet]:
    return [
        pytest.param(case, shop, id=f"{shop.runner}: {case.name}")
        for shop in SHOPS.values()
        for case in make(shop)
        if case.name not in left_out
    ]


@pytest.mark.parametrize(("case", "shop"), of_all(cheats, SHOWN_BY_RUNS))
def test_a_cheat_is_found_in_its_text(case: Case, shop: Shop) -> None:
    assert blocking(case, shop)


@pytest.mark.parametrize(("case", "shop"), of_all(honest, MOVED))
def test_honest_work_is_not_blocked(case: Case, shop: Shop) -> None:
    assert blocking(case, shop) == []


def of_styles(make: Callable[[Style], list[Case]], left_out: Sequence[str]) -> list[ParameterSet]:
    return [
        pytest.param(case, style, id=f"{style.runner}: {case.name}")
        for style in STYLES.values()
        for case in make(style)
        if case.name not in left_out
    ]


@pytest.mark.parametrize(("case", "style"), of_styles(javascript_more_cheats.cheats, MORE_SHOWN_BY_RUNS))
def test_another_cheat_is_found_in_its_text(case: Case, style: Style) -> None:
    assert blocking(case, style)


@pytest.mark.parametrize(("case", "style"), of_styles(javascript_more_honest.honest, ()))
def test_other_honest_work_is_not_blocked(case: Case, style: Style) -> None:
    assert blocking(case, style) == []


@pytest.mark.parametrize(
    ("test", "is_about"),
    [
        ("test/a.js::keeps [1]", True),
        ("test/a.js::a suite::another::keeps [1]", True),
        ("test/a.js::a suite::drops [1]", False),
        ("test/b.js::keeps [1]", False),
    ],
)
def test_a_finding_is_about_a_test_in_any_suite(test: str, is_about: bool) -> None:
    finding = Finding(
        "test/a.js", 3, "existence", "test/a.js:3: keeps [1] asks only whether something is there"
    )
    assert finding.is_about(test) is is_about
