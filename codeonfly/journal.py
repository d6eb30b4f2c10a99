"""What happens during a run, as typed events, and the sinks that show or keep them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Phase = str  # "base", "plan", "attempt 1", "proof 1", "review"


@dataclass(frozen=True, slots=True)
class PhaseStarted:
    """A phase begins; several may be under way at once."""

    phase: Phase


@dataclass(frozen=True, slots=True)
class PhaseEnded:
    """``failed``: a red test, say, which is normal; ``note`` is one computed line."""

    phase: Phase
    status: Literal["ok", "failed"]
    note: str
    seconds: float
    microdollars: int = 0


@dataclass(frozen=True, slots=True)
class CommandStarted:
    """A command begins in a sandbox."""

    phase: Phase
    command: str


@dataclass(frozen=True, slots=True)
class CommandEnded:
    """``exit_code`` None: it was cut off; ``tail`` is the end of its output."""

    phase: Phase
    command: str
    exit_code: int | None
    seconds: float
    tail: str = ""


@dataclass(frozen=True, slots=True)
class TestsRan:
    """A report was read; errors count as failed, expected failures as skipped."""

    __test__ = False

    phase: Phase
    passed: int
    failed: int
    skipped: int
    what: str = ""  # of the proofs that are meant to be red, or run in part: which one


@dataclass(frozen=True, slots=True)
class Spent:
    """Money moved: ``total`` micro-dollars so far of ``limit``."""

    phase: Phase
    total: int
    limit: int


@dataclass(frozen=True, slots=True)
class Warned:
    """Something a maintainer should know; ends in the pull request's warnings."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Noted:
    """A plain fact for the log."""

    sentence: str


Event = PhaseStarted | PhaseEnded | CommandStarted | CommandEnded | TestsRan | Spent | Warned | Noted


@dataclass(frozen=True, slots=True)
class Entry:
    """An event with its time: seconds since the run began."""

    seconds: float
    event: Event


Sink = Callable[[Entry], None]


@dataclass(slots=True)
class Journal:
    """Keeps every event in order and hands each to the sinks as it comes, as ``clean`` makes it."""

    sinks: tuple[Sink, ...] = ()
    clean: Callable[[Event], Event] = lambda event: event
    entries: list[Entry] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.started

    def emit(self, event: Event) -> None:
        entry = Entry(self.seconds, self.clean(event))
        self.entries.append(entry)
        for sink in self.sinks:
            sink(entry)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Every warning once, in order."""
        sentences = [entry.event.sentence for entry in self.entries if isinstance(entry.event, Warned)]
        return tuple(dict.fromkeys(sentences))
