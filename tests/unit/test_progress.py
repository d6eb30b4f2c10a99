"""What a terminal shows: every phase on a line, within its width, and no control character of others."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from codeonfly.journal import (
    CommandEnded,
    CommandStarted,
    Entry,
    Event,
    Noted,
    PhaseEnded,
    PhaseStarted,
    Spent,
    TestsRan,
    Warned,
)
from codeonfly.progress import LiveDisplay, PlainDisplay, display, phase_line, wrap
from tests.fakes import records
from tests.unit.test_escape import ATTACKS, hostile, unseen

WIDTHS = [60, 80, 100, 133, 200]


def plain(entries: tuple[Entry, ...], width: int) -> list[str]:
    stream = io.StringIO()
    shown = PlainDisplay(stream, width)
    for entry in entries:
        shown(entry)
    return stream.getvalue().splitlines()


def hostile_events(text: str) -> tuple[Entry, ...]:
    events: tuple[Event, ...] = (
        PhaseStarted(text),
        CommandStarted(text, text),
        CommandEnded(text, text, None, 1.0, text),
        TestsRan(text, 1, 2, 3),
        Warned(text),
        Noted(text),
        Spent(text, 1, 2),
        PhaseEnded(text, "failed", text, 1.0, 5),
    )
    return tuple(Entry(float(number), event) for number, event in enumerate(events))


@pytest.mark.parametrize("width", WIDTHS)
def test_every_plain_line_fits(width: int) -> None:
    lines = plain(records.ENTRIES, width)
    assert max(map(len, lines)) <= width
    assert sum(line.startswith(" ✔") for line in lines) == 5
    assert sum(line.startswith(" ✖") for line in lines) == 1


def test_the_look_of_a_finished_phase() -> None:
    event = PhaseEnded("attempt 1", "failed", "5 steps   7 passed, 1 failed", 2.3, 9_000)
    note = "5 steps 7 passed, 1 failed"
    assert phase_line(event, 80) == [f" ✖ attempt 1  {note:<46}     2.3 s   $0.009"]


def test_a_long_note_goes_on_below() -> None:
    lines = phase_line(PhaseEnded("base", "ok", "word " * 30, 1.9), 60)
    assert len(lines) > 3
    assert all(len(line) <= 60 for line in lines)
    assert " ".join(" ".join(lines).split()).count("word") == 30


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, []),
        ("one two", 10, ["one two"]),
        ("one two three", 8, ["one two", "three"]),
        ("x" * 25, 10, ["x" * 10, "x" * 10, "x" * 5]),
    ],
)
def test_wrapping(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


def test_commands_and_test_runs_are_lines_of_their_own() -> None:
    lines = plain(records.ENTRIES, 100)
    assert any("$ pytest -q" in line and line.endswith("0.8 s   exit 1") for line in lines)
    assert any("46 passed, 1 failed, 1 skipped" in line and line.startswith(" …") for line in lines)


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_others_cannot_move_the_cursor(text: str) -> None:
    lines = plain(hostile_events(text), 80)
    assert unseen("\n".join(lines)) == []


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_stream_of_any_encoding_gets_lines(encoding: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    shown = PlainDisplay(stream, 80)
    for entry in (*records.ENTRIES, *hostile_events("naïve 日本語")):
        shown(entry)
    stream.flush()
    text = raw.getvalue().decode(encoding)
    assert ("✔" in text) == (encoding == "utf-8")
    assert "attempt 2" in text


# --- live -----------------------------------------------------------------------------------------


@contextmanager
def live(width: int, now: float = 50.0) -> Iterator[tuple[LiveDisplay, io.StringIO]]:
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=True, color_system=None, highlight=False)
    with LiveDisplay(console, now=lambda: now) as shown:
        yield shown, stream


def drawn(shown: LiveDisplay, width: int) -> list[str]:
    stream = io.StringIO()
    Console(file=stream, width=width, color_system=None).print(shown.render())
    return stream.getvalue().splitlines()


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_running_is_drawn_with_its_figures(width: int) -> None:
    with live(width) as (shown, _):
        for entry in records.ENTRIES[:12]:
            shown(entry)
        lines = drawn(shown, width)
    assert len(lines) == 2
    assert "attempt 1" in lines[0]
    assert "1 command, 46 passed" in lines[0]
    assert lines[0].endswith("19.0 s")
    assert "50 s  $0.012 of $2.00" in lines[1]
    assert all(cell_len(line) <= width for line in lines)


def test_the_command_under_way_is_drawn() -> None:
    with live(100) as (shown, _):
        for entry in records.ENTRIES[:10]:
            shown(entry)
        assert "$ pytest -q" in drawn(shown, 100)[0]


def test_phases_side_by_side_are_both_drawn() -> None:
    with live(100) as (shown, _):
        shown(Entry(0.0, PhaseStarted("base")))
        shown(Entry(0.0, PhaseStarted("plan")))
        lines = drawn(shown, 100)
    assert ["base" in lines[0], "plan" in lines[1]] == [True, True]


def test_finished_phases_stay() -> None:
    with live(100) as (shown, stream):
        for entry in records.ENTRIES:
            shown(entry)
    text = stream.getvalue()
    for line in ("✔ base", "✔ plan", "✔ attempt 1", "✖ proof 1", "✔ attempt 2", "✔ proof 2"):
        assert line in text
    assert shown.running == {}


@settings(max_examples=40)
@given(hostile, st.sampled_from(WIDTHS))
def test_whatever_is_drawn_fits_and_moves_nothing(text: str, width: int) -> None:
    with live(width) as (shown, _):
        for entry in hostile_events(text)[:-1]:
            shown(entry)
        lines = drawn(shown, width)
    assert unseen("\n".join(lines)) == []
    assert all(cell_len(line) <= width for line in lines)


# --- which of the two -----------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("term", "kind"), [("xterm", LiveDisplay), ("dumb", PlainDisplay)])
def test_a_terminal_gets_the_live_display(term: str, kind: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", term)
    with display(Terminal()) as sink:
        assert isinstance(sink, kind)


def test_a_file_gets_plain_lines() -> None:
    stream = io.StringIO()
    with display(stream) as sink:
        sink(Entry(1.0, PhaseEnded("plan", "ok", "1 criterion", 0.1, 2_000)))
    assert stream.getvalue() == phase_line(PhaseEnded("plan", "ok", "1 criterion", 0.1, 2_000), 100)[0] + "\n"


def test_a_run_that_is_meant_to_be_red_says_what_it_is() -> None:
    (line,) = plain((Entry(1.0, TestsRan("proof 1", 0, 5, 0, "without the change")),), 100)
    assert " ".join(line.split()) == "… proof 1 without the change: 0 passed, 5 failed"
