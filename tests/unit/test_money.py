"""Sums, limits and how amounts are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeonfly.errors import LimitReached
from codeonfly.money import Budget, Charge, Usage, dollars, total


@pytest.mark.parametrize(
    ("microdollars", "text"),
    [
        (0, "$0.00"),
        (1, "$0.0001"),
        (99, "$0.0001"),
        (100, "$0.0001"),
        (101, "$0.0002"),
        (31_200, "$0.0312"),
        (31_000, "$0.031"),
        (440_000, "$0.44"),
        (2_000_000, "$2.00"),
        (1_234_567_800, "$1234.5678"),
    ],
)
def test_dollars(microdollars: int, text: str) -> None:
    assert dollars(microdollars) == text


@given(st.integers(0, 10**12))
def test_dollars_are_never_less_than_they_were(microdollars: int) -> None:
    shown = round(float(dollars(microdollars)[1:]) * 1_000_000)
    assert microdollars <= shown < microdollars + 100 + shown * 1e-9


def test_a_bill_past_the_limit_is_booked_and_stops_the_next_call() -> None:
    budget = Budget(1_000)
    budget.check("ask m", 1_000)
    budget.charge(Charge("model", "m", "plan", 1_500))
    budget.charge(Charge("model", "free", "plan", None))
    assert (budget.spent, budget.left, total(budget.charges)) == (1_500, -500, 1_500)
    with pytest.raises(
        LimitReached, match=r"\$0.001 is reached \(\$0.0015 spent.*to ask m\); raise max-cost-usd"
    ):
        budget.check("ask m")


def test_usages_add_up() -> None:
    assert Usage(1, 2, 3, 4, 5) + Usage(10, 20, 30, 40, 50) == Usage(11, 22, 33, 44, 55)
