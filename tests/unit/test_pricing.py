"""Money of model calls: rates, tiers, rounding, and where prices come from."""

from __future__ import annotations

import asyncio
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeonfly.money import Usage
from codeonfly.pricing import Prices, Rates, from_settings
from codeonfly.settings import PriceSettings

TERRA = "gpt-6.1-terra"
MILLION = 1_000_000


@pytest.fixture(scope="module")
def bundled() -> Prices:
    """One look-up for the whole module: it starts a process."""
    prices = Prices({}, models=(TERRA, "no-such-model-anywhere"))
    asyncio.run(prices.microdollars(TERRA, Usage()))
    return prices


@pytest.mark.parametrize(
    ("usage", "microdollars"),
    [
        (Usage(), 0),
        (Usage(input=1), 1),  # rounded up: never shown as less than it was
        (Usage(input=100_000), 100_000),
        (Usage(input=100_000, cached=100_000), 5_000),
        (Usage(input=100_000, written=100_000), 125_000),
        (Usage(input=100_000, cached=40_000, written=20_000, output=1_000), 40_000 + 2_000 + 25_000 + 5_000),
        (Usage(input=100_000, output=1_000, reasoning=900), 105_000),
        (Usage(input=272_000), 272_000),
        (Usage(input=272_001), 544_002),  # past the threshold all tokens cost more
        (Usage(input=300_000, output=1_000), 607_500),
        (Usage(input=10, cached=20), 1),  # a vendor's slip is not our negative bill
    ],
)
async def test_the_bundled_price_list(bundled: Prices, usage: Usage, microdollars: int) -> None:
    assert await bundled.microdollars(TERRA, usage) == microdollars


async def test_an_unknown_model_has_no_price_rather_than_none_to_pay(bundled: Prices) -> None:
    assert await bundled.microdollars("no-such-model-anywhere", Usage(input=1000)) is None


async def test_settings_win_and_start_no_process() -> None:
    prices = Prices({TERRA: PriceSettings(3, 0.3, 15)}, models=(TERRA,))
    assert prices._child is None
    usage = Usage(input=MILLION, cached=500_000, output=MILLION)
    assert await prices.microdollars(TERRA, usage) == 16_650_000


async def test_the_vendor_list_stays_out_of_this_process(bundled: Prices) -> None:
    assert await bundled.microdollars(TERRA, Usage(input=5)) == 5
    assert "genai_prices" not in sys.modules


def test_a_look_up_nobody_needs_is_ended() -> None:
    prices = Prices({}, models=(TERRA,), base_url="https://user:secret@host.invalid/v1")
    child = prices._child
    assert child is not None
    assert "secret" not in " ".join(map(str, child.args))  # command lines are public
    prices.close()
    assert child.returncode is not None


async def test_what_else_the_run_does_goes_on_during_a_look_up() -> None:
    prices = Prices({}, models=(TERRA,))
    asked = asyncio.gather(*(prices.microdollars(TERRA, Usage(input=1)) for _ in range(4)))
    turns = 0
    while not asked.done():
        await asyncio.sleep(0)
        turns += 1
    assert asked.result() == [1, 1, 1, 1]
    assert turns > 100  # a handful where the first to ask holds everybody up


async def test_who_waits_for_a_look_up_can_be_interrupted() -> None:
    prices = Prices({}, models=(TERRA,))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(prices.microdollars(TERRA, Usage()), 0.001)
    assert await prices.microdollars(TERRA, Usage(input=1)) == 1


@given(st.integers(0, MILLION), st.integers(0, MILLION), st.integers(0, MILLION))
def test_more_tokens_never_cost_less(tokens: int, more: int, output: int) -> None:
    rates = from_settings(PriceSettings(1.25, 0.1, 10))
    less = rates.microdollars(Usage(input=tokens, output=output))
    assert less <= rates.microdollars(Usage(input=tokens + more, output=output))
    assert rates.microdollars(Usage(input=tokens, cached=tokens, output=output)) <= less


def test_rates_are_whole_microdollars_per_million() -> None:
    assert from_settings(PriceSettings(0.05, 0.005, 0.4)) == Rates(0, 50_000, 5_000, 50_000, 400_000)
