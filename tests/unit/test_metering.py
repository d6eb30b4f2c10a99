"""Every call is limited before it is made, and charged when it was billed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeonfly.errors import LimitReached, ServiceError
from codeonfly.journal import Journal, Spent
from codeonfly.metering import ask, prompt_tokens
from codeonfly.money import Budget, Usage
from codeonfly.ports import ModelRequest, ModelTurn, Reply, Text, ToolCall, ToolResult, ToolSpec
from tests.fakes.scripted_model import ScriptedModel

REQUEST = ModelRequest(
    "m", "r" * 3_000, (Text("user", "x" * 3_000),), max_output_tokens=10_000
)  # 2,000 tokens


async def test_a_call_is_charged_and_told() -> None:
    budget, journal = Budget(2_000_000), Journal()
    await ask(ScriptedModel(["ok"]), REQUEST, budget=budget, journal=journal, phase="plan")
    assert [(charge.what, charge.phase, charge.microdollars, charge.calls) for charge in budget.charges] == [
        ("m", "plan", 1_500, 1)
    ]
    assert [entry.event for entry in journal.entries] == [Spent("plan", 1_500, 2_000_000)]


@pytest.mark.parametrize(
    ("limit", "share", "output"),
    [
        (2_000_000, 1, 10_000),  # the request's own limit
        (32_000, 1, 6_000),  # 30,000 micro-dollars left for output at 5 each
        (32_000, 2, 2_800),  # half of the money, twice
        (4_501, 1, 500),
        (4_500, 1, None),  # the prompt and the shortest useful answer don't fit any more
        (8_000, 2, None),
        (1, 1, None),
        (0, 1, None),
    ],
)
async def test_the_answer_is_as_long_as_the_money_left(limit: int, share: int, output: int | None) -> None:
    model, budget = ScriptedModel(["ok"]), Budget(limit)
    asking = ask(model, REQUEST, budget=budget, journal=Journal(), phase="plan", share=share)
    if output is None:
        with pytest.raises(LimitReached, match="cost limit"):
            await asking
        assert (model.requests, budget.charges) == ([], [])
    else:
        await asking
        assert model.requests[0].max_output_tokens == output


async def test_a_model_without_a_price_is_warned_about_and_counts_as_nothing() -> None:
    budget, journal = Budget(1_000), Journal()
    model = ScriptedModel(["ok", "ok"], unpriced=True)
    for _ in range(2):
        await ask(model, REQUEST, budget=budget, journal=journal, phase="plan")
    assert [charge.microdollars for charge in budget.charges] == [None, None]
    assert len(journal.warnings) == 1
    assert "m has no known price" in journal.warnings[0]


async def test_a_call_that_failed_is_not_charged() -> None:
    budget = Budget(2_000_000)
    with pytest.raises(ServiceError):
        await ask(
            ScriptedModel([ServiceError("down")]), REQUEST, budget=budget, journal=Journal(), phase="plan"
        )
    assert budget.charges == []


def test_everything_that_is_sent_is_estimated() -> None:
    empty = ModelRequest("m", "", ())
    turn = ModelTurn("t" * 30, (ToolCall("1", "bash", "a" * 26),))
    assert prompt_tokens(ModelRequest("m", "i" * 30, ())) == 10
    assert (
        prompt_tokens(ModelRequest("m", "", (Text("user", "u" * 30), turn, ToolResult("1", "o" * 30)))) == 40
    )
    assert (
        prompt_tokens(ModelRequest("m", "", (), tools=(ToolSpec("a", "b", {}),))) > prompt_tokens(empty) == 0
    )
    assert prompt_tokens(ModelRequest("m", "", (), schema={"type": "object"})) > 0


@given(limit=st.integers(0, 60_000), appetites=st.lists(st.floats(0, 1), max_size=30))
async def test_the_limit_holds_whatever_models_use(limit: int, appetites: list[float]) -> None:
    """A vendor bills at most the prompt and as much output as it was allowed."""
    budget = Budget(limit)
    for appetite in appetites:
        model = ScriptedModel([lambda request, part=appetite: _using(request, part)])
        try:
            await ask(model, REQUEST, budget=budget, journal=Journal(), phase="plan")
        except LimitReached:
            break
    assert budget.spent <= limit


def _using(request: ModelRequest, part: float) -> Reply:
    usage = Usage(input=2_000, output=int(request.max_output_tokens * part))
    return Reply(ModelTurn("ok", ()), usage, "m")
