"""What people read about a run, made from its record alone: pull request, commit, summary, first lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from codeonfly import escape, view
from codeonfly.money import total
from codeonfly.record import Record
from codeonfly.sheet import Room, history_values, values
from codeonfly.state import PastRun, bounded, marker
from codeonfly.templating import render

BODY_LIMIT = 65_536  # characters, GitHub's limit for pull requests and comments
SUMMARY_LIMIT = 1 << 20  # bytes, GitHub's limit for a step's summary
_BLANK_LINES = re.compile(r"\n{3,}")

# what goes first when a text does not fit, least important first, and what people are told about it
_CUTS: tuple[tuple[str, Mapping[str, int]], ...] = (
    ("council", {"council": 4}),
    ("warnings", {"warnings": 10}),
    ("lists of tests", {"tests": 40}),
    ("earlier runs", {"history": 5}),
    ("files", {"files": 30}),
    ("the model's words", {"summary": 2_000}),
    ("findings", {"findings": 20}),
    ("long lines", {"line": 120}),
    ("criteria", {"criteria": 20}),
    ("attempts", {"attempts": 6}),
    ("reasons", {"reasons": 8}),
    ("lists of tests", {"tests": 5, "files": 8, "warnings": 3, "council": 0}),
    ("long lines", {"line": 60, "summary": 500}),
)


def title(record: Record) -> str:
    """The pull request's title: the request's, inert, on one line of at most 120 characters."""
    return escape.title(record.request.title) or f"Change of run {escape.title(record.run_id, 40)}"


def headline(record: Record) -> str:
    """The first line as Markdown: the outcome in one sentence, with counts and cost."""
    return re.sub(r"[ \n]+", " ", render("headline.md.j2", **values(record, Room()))).strip()


def commit_message(record: Record) -> str:
    """The commit's message: the same bytes for the same request and change, so that commits repeat."""
    summary = record.rounds[record.best].attempt.summary if record.best is not None else ""
    sheet = values(record, Room()) | {"summary": escape.commit_quote(summary) if summary.strip() else ""}
    return tidy(render("commit.txt.j2", title=title(record), **sheet))


def pull_request_body(record: Record, history: Sequence[PastRun] = ()) -> str:
    """The pull request's text, at most 65,536 characters; ``history`` holds the earlier runs, oldest first.

    Ends with the hidden marker from which ``state.past_runs`` reads this run and the earlier ones.
    """
    mark = marker([*history, past_run(record)]) if view.on_forge(record) else ""
    return _fitting(record, history, BODY_LIMIT - length(mark)) + mark


def job_summary(record: Record) -> str:
    """The step's summary in the Actions run: the pull request's text without the marker, at most 1 MiB."""
    text = _body(record, (), Room(), ())
    return text if len(text.encode()) <= SUMMARY_LIMIT else _fitting(record, (), BODY_LIMIT)


def _fitting(record: Record, history: Sequence[PastRun], limit: int) -> str:
    """The body in at most ``limit`` characters: what matters least is cut first, and it says so."""
    room, cut = Room(), list[str]()
    body = _body(record, history, room, cut)
    for name, smaller in _CUTS:
        if length(body) <= limit:
            break
        room = replace(room, **smaller)
        cut += [name] if name not in cut else []
        body = _body(record, history, room, cut)
    return body


def _body(record: Record, history: Sequence[PastRun], room: Room, cut: Sequence[str]) -> str:
    sheet = values(record, room) | history_values(record, history, room) | {"cut": list(cut)}
    return tidy(render("pull_request.md.j2", headline=headline(record), **sheet))


def terminal_summary(record: Record, out: Path) -> str:
    """The last lines on a terminal: verdict, tests, where the files are, what to do next."""
    return tidy(render("terminal.txt.j2", out=str(out), **values(record, Room()))).rstrip("\n")


def past_run(record: Record) -> PastRun:
    """The record as an entry of a pull request's history."""
    cost, request = total(record.charges), record.request
    run = PastRun(
        record.run_id,
        record.started_at,
        view.kind(record),
        len(record.rounds),
        cost,
        record.seconds,
        failures=_failures(record),
        asked="" if request.number else f"{request.title}\n\n{request.body}",
    )
    return bounded(run)


def _failures(record: Record) -> tuple[str, ...]:
    """What the next run has to know: why it is not verified, and each failing test with its message."""
    if view.kind(record) == "verified":
        return ()
    blocks = [finding.sentence for finding in view.blocking(record)]
    reasons = [reason.sentence for reason in view.reasons(record)]
    tests = [f"{case.id} {case.outcome}: {case.message}" for case in view.failing(record)]
    return tuple(dict.fromkeys([*blocks, *reasons, *tests]))


def length(text: str) -> int:
    """Characters as the forge counts them at worst: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def tidy(text: str) -> str:
    """``text`` without runs of blank lines, ending in one newline."""
    return _BLANK_LINES.sub("\n\n", text).strip() + "\n"
