"""``report.html``: the whole run in one file that opens offline; it loads nothing and runs no script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from codeonfly.journal import CommandEnded, PhaseEnded, TestsRan
from codeonfly.record import Record
from codeonfly.results import TestCase, TestReport
from codeonfly.sheet import Room, history_values, values
from codeonfly.templating import render
from codeonfly.words import first

MAX_DIFF_LINES = 20_000
MAX_LINE = 2_000  # characters
_EVERYTHING = Room(
    council=1_000, warnings=2_000, tests=5_000, findings=5_000, files=5_000, criteria=1_000,
    reasons=1_000, summary=100_000, line=2_000,
)  # fmt: skip
MAX_TESTS = 20_000
MAX_COMMANDS = 2_000


def html_report(record: Record, patch: bytes) -> str:
    """The report; what is too long for a page is cut, and the page says where the rest is."""
    rows = rows_of_tests(record)
    commands = [entry.event for entry in record.entries if isinstance(entry.event, CommandEnded)]
    return render(
        "report.html.j2",
        **values(record, _EVERYTHING),
        **history_values(record, (), _EVERYTHING),
        phases=phases(record),
        diff=diff(patch),
        telling=first([row for row in rows if not row.group.startswith("still")], MAX_TESTS),
        unchanged_tests=first([row for row in rows if row.group.startswith("still")], MAX_TESTS),
        commands=first(commands, MAX_COMMANDS),
        patch_size=len(patch),
    )


# --- the run's phases on a time line --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PhaseBar:
    """``left`` and ``width`` in percent of the run."""

    phase: str
    status: str
    note: str
    seconds: float
    microdollars: int
    left: float
    width: float
    tests: TestsRan | None


def phases(record: Record) -> tuple[PhaseBar, ...]:
    """Every phase that ended, in the order of its end, placed on the run's time."""
    whole = max([record.seconds, *(entry.seconds for entry in record.entries)], default=0.0) or 1.0
    bars, last_tests = [], dict[str, TestsRan]()
    for entry in record.entries:
        event = entry.event
        if isinstance(event, TestsRan) and not event.what:
            last_tests[event.phase] = event
        elif isinstance(event, PhaseEnded):
            seconds = min(event.seconds, entry.seconds)
            left, width = 100 * (entry.seconds - seconds) / whole, max(100 * seconds / whole, 0.4)
            bars.append(
                PhaseBar(
                    event.phase, event.status, event.note, event.seconds, event.microdollars,
                    round(left, 2), round(width, 2), last_tests.get(event.phase),
                )
            )  # fmt: skip
    return tuple(bars)


# --- tests, base beside head ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TestRow:
    __test__ = False

    id: str
    group: str  # what became of it, as the comparison names it
    base: str
    head: str
    seconds: float
    message: str


_GROUPS = (
    "regressed", "lost", "newly_skipped", "new_failing", "fixed", "new_passing", "new_skipped",
    "still_failing", "still_skipped", "still_passing",
)  # fmt: skip


def rows_of_tests(record: Record) -> tuple[TestRow, ...]:
    """Every test of base and head, the ones that matter most first."""
    proof = record.verification
    base = _by_id(proof.base if proof else record.workbench.baseline if record.workbench else None)
    head = _by_id(proof.head if proof else None)
    group = {}
    if proof is not None and proof.comparison is not None:
        group = {test: name for name in _GROUPS for test in getattr(proof.comparison, name)}
    rows = [
        TestRow(
            test,
            group.get(test, "").replace("_", " "),
            base[test].outcome if test in base else "",
            head[test].outcome if test in head else "",
            head[test].seconds if test in head else base[test].seconds,
            head[test].message if test in head else "",
        )
        for test in dict.fromkeys([*head, *base])
    ]
    order = {name.replace("_", " "): place for place, name in enumerate(_GROUPS)}
    return tuple(sorted(rows, key=lambda row: order.get(row.group, len(order))))


def _by_id(report: TestReport | None) -> dict[str, TestCase]:
    return {case.id: case for case in report.cases} if report else {}


# --- the diff -------------------------------------------------------------------------------------

LineKind = Literal["add", "del", "hunk", "meta", "same"]


@dataclass(frozen=True, slots=True)
class DiffLine:
    kind: LineKind
    text: str


@dataclass(frozen=True, slots=True)
class FileDiff:
    path: str
    lines: tuple[DiffLine, ...]
    added: int
    deleted: int


@dataclass(frozen=True, slots=True)
class Diff:
    files: tuple[FileDiff, ...]
    more_lines: int


_START = re.compile(r"^diff --git ", re.MULTILINE)


def diff(patch: bytes) -> Diff:
    """The patch by file; at most 20,000 lines of it."""
    lines = patch.decode("utf-8", "replace").split("\n")
    kept, more = lines[:MAX_DIFF_LINES], max(len(lines) - MAX_DIFF_LINES, 0)
    return Diff(tuple(_files("\n".join(kept))), more)


def _files(text: str) -> Iterator[FileDiff]:
    starts = [found.start() for found in _START.finditer(text)]
    for start, end in pairwise([*starts, len(text)]):
        header, *rest = text[start:end].rstrip("\n").split("\n")
        lines = tuple(_diff_lines(rest))
        kinds = [line.kind for line in lines]
        yield FileDiff(_path(header), lines, kinds.count("add"), kinds.count("del"))


def _path(header: str) -> str:
    return header.rpartition(" b/")[2] or header


def _diff_lines(lines: list[str]) -> Iterator[DiffLine]:
    inside = False
    for line in lines:
        inside = inside or line.startswith("@@")
        yield DiffLine(_kind(line, inside), line[:MAX_LINE])


def _kind(line: str, inside: bool) -> LineKind:
    if not inside:
        return "meta"
    kinds: dict[str, LineKind] = {"+": "add", "-": "del", "@": "hunk"}
    return kinds.get(line[:1], "same")
