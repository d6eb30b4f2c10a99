"""What of a change is emptied, and in which ways: as many as its tests could be taken in by."""

from __future__ import annotations

import pytest

from codeonfly.settings import Settings
from codeonfly.toolchains import detect
from codeonfly.tree import Tree
from codeonfly.verification.emptying import Emptied, empty
from codeonfly.verification.parts import split
from tests.integration.proving import Case, change_of, tree_of

BASE = {"shop.py": "", "tests/test_shop.py": "", "requirements.txt": "pytest\n"}
SOURCE = "def price(n):\n    if n < 0:\n        raise ValueError(n)\n    return n * 3\n"
PLAIN = "from shop import price\n\n\ndef test_price():\n    assert price(2) == 6\n"
EXPECTS = (
    "from shop import price\n\n\ndef test_price():\n    with pytest.raises(ValueError):\n        price(-1)\n"
)


def emptied(source: str, test: str) -> Emptied:
    base = tree_of(BASE)
    change = change_of(Case("", {"shop.py": source, "tests/test_shop.py": test}))
    head = change.apply(base.files)
    return empty(split(change, base, detect(base, Settings())), base, Tree("", head).files)


@pytest.mark.parametrize(
    ("source", "test", "ways"),
    [
        (SOURCE, PLAIN, 2),
        (SOURCE, EXPECTS, 3),
        (SOURCE.replace("raise ValueError(n)", "n = 0"), EXPECTS, 2),  # nothing that it could raise
        (SOURCE.replace("price", "cost"), PLAIN, 2),
    ],
)
def test_that_it_only_refuses_is_asked_where_tests_expect_an_error(source: str, test: str, ways: int) -> None:
    assert len(emptied(source, test).changes) == ways


def test_functions_that_no_test_names_are_not_judged() -> None:
    assert emptied(SOURCE, PLAIN).names == ("price",)
    assert emptied(SOURCE.replace("price", "cost"), PLAIN).names == ()
