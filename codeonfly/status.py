"""The status comment on the issue: a checklist while the run goes on, and how it ended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codeonfly.journal import CommandEnded, Entry, Phase, PhaseEnded, PhaseStarted, Spent, TestsRan
from codeonfly.ports import Published
from codeonfly.record import Record
from codeonfly.report import headline, tidy
from codeonfly.sheet import Room, values
from codeonfly.templating import render
from codeonfly.words import count

_URL = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~%/?=&#+:,@!$-]*)?")


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the checklist; ``done`` says that it is over, ``failed`` how it ended."""

    name: str
    done: bool = False
    failed: bool = False
    note: str = ""


def status_comment(
    progress: Sequence[Entry] | Record,
    *,
    run_url: str = "",
    published: Published | None = None,
    hint: str = "",
) -> str:
    """The status comment: of a run under way from its journal's entries, of a finished one from its record.

    ``published`` is where a finished run's change is now; ``hint`` a sentence of ours: what to do next.
    """
    if isinstance(progress, Record):
        return _final(progress, run_url, published, hint)
    spent = [entry.event for entry in progress if isinstance(entry.event, Spent)]
    return tidy(
        render(
            "status.md.j2",
            steps=steps(progress),
            seconds=progress[-1].seconds if progress else 0.0,
            spent=spent[-1].total if spent else 0,
            limit=spent[-1].limit if spent else 0,
            run_url=address(run_url),
        )
    )


def _final(record: Record, run_url: str, published: Published | None, hint: str) -> str:
    return tidy(
        render(
            "status_final.md.j2",
            headline=headline(record),
            published=published,
            published_url=address(published.url) if published else "",
            run_url=address(run_url),
            hint=hint,
            **values(record, Room(reasons=8, warnings=5)),
        )
    )


def address(url: str) -> str:
    """``url`` where it can stand in a Markdown link; "" for anything else."""
    return url if len(url) <= 8_000 and _URL.fullmatch(url) else ""


# --- the checklist --------------------------------------------------------------------------------


def steps(entries: Iterable[Entry]) -> tuple[Step, ...]:
    """What is over, what is under way and what is still to come, computed from the journal."""
    facts = _facts(entries)
    attempts = sorted({number for number in map(_number, facts) if number}) or [1]
    listed = [_step("Base tested", facts.get("base")), _step("Plan", facts.get("plan"))]
    for number in attempts:
        listed.append(_step(f"Attempt {number}", facts.get(f"attempt {number}")))
        listed.append(_step("Proof in a clean sandbox", facts.get(f"proof {number}")))
    if "review" in facts:
        listed.append(_step("Review", facts["review"]))
    return (*listed, Step("Pull request"))


@dataclass(slots=True)
class _Facts:
    """What the journal says about a phase so far."""

    commands: int = 0
    tests: TestsRan | None = None
    ended: PhaseEnded | None = None


def _facts(entries: Iterable[Entry]) -> dict[Phase, _Facts]:
    facts: dict[Phase, _Facts] = {}
    for entry in entries:
        match entry.event:
            case PhaseStarted(phase):
                facts.setdefault(phase, _Facts())
            case CommandEnded(phase):
                facts.setdefault(phase, _Facts()).commands += 1
            case TestsRan(phase, what="") as tests:
                facts.setdefault(phase, _Facts()).tests = tests
            case PhaseEnded(phase) as ended:
                facts.setdefault(phase, _Facts()).ended = ended
    return facts


def _number(phase: Phase) -> int:
    """The attempt that a phase belongs to; 0 for none."""
    number = phase.partition(" ")[2]
    return int(number) if number.isdecimal() else 0


def _step(name: str, facts: _Facts | None) -> Step:
    if facts is None:
        return Step(name)
    if facts.ended is not None:
        return Step(name, True, facts.ended.status != "ok", facts.ended.note)
    commands = count(facts.commands, "command") if facts.commands else ""
    tests = f"tests {facts.tests.passed} passed, {facts.tests.failed} failed" if facts.tests else ""
    return Step(name, note=", ".join(part for part in (commands, tests) if part) or "under way")
