"""Caps are counted from the bot's own memory, and what can't be read counts against a run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from codeonfly.caps import check_caps
from codeonfly.errors import LimitReached
from codeonfly.settings import Settings, override
from codeonfly.state import NOT_BEGUN, PastRun, marker, past_runs

NOW = "2026-11-23T10:00:00Z"
SETTINGS = Settings(
    runs_per_issue=3,
    runs_per_day=4,
    cost_per_day_microdollars=5_000_000,
    max_cost_microdollars=2_000_000,
    cost_per_issue_microdollars=8_000_000,
)


def past(run_id: str, started: str = "2026-11-23T09:00:00Z", microdollars: int = 0) -> PastRun:
    return PastRun(run_id, started, "verified", 1, microdollars, 1.0)


def test_below_every_cap() -> None:
    runs = [past("a"), past("b", microdollars=3_000_000)]
    check_caps(SETTINGS, runs, runs, NOW)
    check_caps(SETTINGS, [], [], NOW)


def test_the_same_run_seen_twice_counts_once() -> None:
    check_caps(SETTINGS, [], [past("a", microdollars=3_000_000)] * 4, NOW)


@pytest.mark.parametrize(("many", "microdollars"), [(100, 0), (99, 10_090_000)])
def test_the_highest_caps_that_can_be_set_are_caps(many: int, microdollars: int) -> None:
    settings = override(Settings(), {"runs-per-issue": "100", "cost-per-issue-usd": "1000"}, "here")
    ran = [past(str(n), "2026-11-01T10:00:00Z", microdollars) for n in range(many)]
    with pytest.raises(LimitReached, match="this issue"):
        check_caps(settings, past_runs(f"x\n{marker(ran)}"), [], NOW)


def test_tries_that_a_cap_ended_do_not_crowd_out_the_runs_it_counts() -> None:
    tries = [replace(past(f"try {n}"), outcome=NOT_BEGUN) for n in range(200)]
    remembered = past_runs(f"x\n{marker([*(past(str(n)) for n in range(3)), *tries])}")
    assert [run.run_id for run in remembered] == ["0", "1", "2"]
    with pytest.raises(LimitReached, match="had 3 runs"):
        check_caps(SETTINGS, remembered, [], NOW)


def test_runs_of_yesterday_are_over() -> None:
    check_caps(SETTINGS, [], [past(str(n), "2026-11-22T10:00:00Z", 9_000_000) for n in range(9)], NOW)


@pytest.mark.parametrize(
    ("on_issue", "everywhere", "told"),
    [
        ([past("a"), past("b"), past("c")], [], "this issue has had 3 runs, the cap is 3"),
        ([], [past(str(n)) for n in range(4)], "4 runs began within 24 hours"),
        ([], [past(str(n), "2026-11-22T10:00:01+00:00") for n in range(4)], "4 runs began within 24 hours"),
        ([], [past(str(n), "nonsense") for n in range(4)], "4 runs began within 24 hours"),
        ([], [past("a", microdollars=3_000_001)], "the cap of $5.00 could be passed"),
        ([past("a", "2026-11-01T09:00:00Z", 6_000_001)], [], "spent on this issue; with $2.00 more the cap"),
    ],
)
def test_past_a_cap(on_issue: list[PastRun], everywhere: list[PastRun], told: str) -> None:
    with pytest.raises(LimitReached) as caught:
        check_caps(SETTINGS, on_issue, everywhere, NOW)
    assert told in str(caught.value)
