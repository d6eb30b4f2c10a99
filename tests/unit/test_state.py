"""The hidden marker: read back as it was written, and from nothing that merely looks like it."""

import base64
import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeonfly.state import MAX_ASKED, MAX_RUNS, PastRun, marker, past_runs

RUN = PastRun("run-7", "2026-11-23T10:02:05Z", "unverified", 3, 440_000, 192.5)

runs = st.builds(
    PastRun,
    run_id=st.text(),
    started_at=st.text(),
    outcome=st.text(),
    attempts=st.integers(),
    microdollars=st.integers(min_value=0),
    seconds=st.floats(allow_nan=False, allow_infinity=False),
)


@given(st.lists(runs, max_size=5), st.text())
def test_runs_are_read_back(kept: list[PastRun], before: str) -> None:
    assert past_runs(f"{before}\n{marker(kept)}") == tuple(kept)


@given(st.lists(runs, max_size=3))
def test_a_marker_is_one_plain_line(kept: list[PastRun]) -> None:
    line = marker(kept)
    assert line.isascii()
    assert line.isprintable()
    assert line.count("-->") == 1


def test_only_the_newest_runs_are_kept() -> None:
    kept = [PastRun(f"r{number}", "", "", 1, 1, 1.0) for number in range(MAX_RUNS + 10)]
    assert past_runs(f"x\n{marker(kept)}")[0].run_id == "r10"


def test_only_the_newest_run_tells_what_was_asked_for_and_within_bounds() -> None:
    kept = past_runs(f"x\n{marker([replace(RUN, asked=text) for text in ('old', '語' * 9_000)])}")
    assert [len(json.dumps(run.asked)) <= MAX_ASKED for run in kept] == [True, True]
    assert (kept[0].asked, kept[1].asked[:3]) == ("", "語語語")


def test_a_forge_may_change_line_ends_and_trailing_space() -> None:
    assert past_runs(f"text\r\n{marker([RUN])}\r\n") == (RUN,)


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no marker",
        marker([RUN]),  # not on a line of its own below a text
        f"text {marker([RUN])}",
        f"\n{marker([RUN])}\nsomething after it",
        f"\n> {marker([RUN])}",
        "\n<!-- code-on-fly:runs:1 %%% -->",
        "\n<!-- code-on-fly:runs:1 abc -->",
        f"\n<!-- code-on-fly:runs:2 {encoded([])} -->",
        f"\n<!-- code-on-fly:runs:1 {encoded(7)} -->",
        f"\n<!-- code-on-fly:runs:1 {encoded([7])} -->",
        f"\n<!-- code-on-fly:runs:1 {encoded([{'run_id': 'x'}])} -->",
        f"\n<!-- code-on-fly:runs:1 {encoded({'run_id': 'x'})} -->",
        f"\n<!-- code-on-fly:runs:1 {base64.urlsafe_b64encode(b'[' * 20_000).decode()} -->",
    ],
)
def test_anything_else_is_no_history(body: str) -> None:
    assert past_runs(body) == ()


def test_a_negative_cost_is_no_discount() -> None:
    entry = asdict(RUN) | {"microdollars": -5_000_000}
    (run,) = past_runs(f"\n<!-- code-on-fly:runs:1 {encoded([entry])} -->")
    assert run.microdollars == 0


@pytest.mark.parametrize("seconds", [float("nan"), float("inf")])
def test_a_time_that_is_none_is_no_history(seconds: float) -> None:
    entry = asdict(RUN) | {"seconds": seconds}
    assert past_runs(f"\n<!-- code-on-fly:runs:1 {encoded([entry])} -->") == ()
