"""A run as people watch it in a terminal: a live display, and plain lines where there is none."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self, TextIO

from codeonfly import escape
from codeonfly.journal import (
    CommandEnded,
    CommandStarted,
    Entry,
    Noted,
    Phase,
    PhaseEnded,
    PhaseStarted,
    Sink,
    Spent,
    TestsRan,
    Warned,
)
from codeonfly.money import dollars
from codeonfly.words import count

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live
    from rich.text import Text

MIN_WIDTH, MAX_WIDTH = 60, 200  # columns
PHASE_COLUMN = 11
FIGURES = 19  # columns of seconds and dollars at the end of a line

_MARKS = {"ok": "✔", "failed": "✖", "warning": "!", "fact": "·", "running": "…"}
_ASCII_MARKS = {"ok": "+", "failed": "x", "warning": "!", "fact": "-", "running": ">"}
_STYLES = {"ok": "green", "failed": "red", "warning": "yellow"}


@contextmanager
def display(stream: TextIO | None = None) -> Iterator[Sink]:
    """A sink that shows a run on ``stream`` (standard output): live on a terminal, else plain lines."""
    target = stream or sys.stdout
    if not target.isatty():
        yield PlainDisplay(target)
        return
    from rich.console import Console

    console = Console(file=target, highlight=False)
    if console.is_dumb_terminal:
        yield PlainDisplay(target, console.width)
        return
    with LiveDisplay(console) as live:
        yield live


# --- lines ----------------------------------------------------------------------------------------


def phase_line(event: PhaseEnded, width: int, marks: dict[str, str] = _MARKS) -> list[str]:
    """A finished phase: mark, name, note, seconds, dollars; the note goes on below where it is long."""
    width = max(MIN_WIDTH, min(width, MAX_WIDTH))
    room = width - 4 - PHASE_COLUMN - FIGURES
    first, *rest = wrap(escape.terminal(event.note, 600), room) or [""]
    seconds = f"{event.seconds:.1f} s"
    cost = dollars(event.microdollars) if event.microdollars else ""
    name = escape.terminal(event.phase, PHASE_COLUMN - 1)
    lines = [f" {marks[event.status]} {name:<{PHASE_COLUMN}}{first:<{room}} {seconds:>9} {cost:>8}".rstrip()]
    return lines + [" " * (3 + PHASE_COLUMN) + line for line in rest]


def wrap(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` characters, broken at spaces where there are any."""
    lines = []
    while len(text) > width:
        at = text.rfind(" ", width // 3, width + 1)
        cut = at if at > 0 else width
        lines.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*lines, text] if text else lines


def tests_words(event: TestsRan) -> str:
    """``without the change: 0 passed, 1 failed``: what is not zero, and what passed."""
    figures = {"passed": event.passed, "failed": event.failed, "skipped": event.skipped}
    told = ", ".join(f"{number} {word}" for word, number in figures.items() if number or word == "passed")
    return f"{event.what}: {told}" if event.what else told


# --- without a terminal ---------------------------------------------------------------------------


@dataclass(slots=True)
class PlainDisplay:
    """One line for every command, test run, warning and finished phase, written as it happens."""

    stream: TextIO
    width: int = 100

    def __call__(self, entry: Entry) -> None:
        lines = self._lines(entry)
        if lines:
            self.stream.write("".join(f"{_encodable(line, self.stream)}\n" for line in lines))
            self.stream.flush()

    def _lines(self, entry: Entry) -> list[str]:
        marks = _MARKS if _encodes(self.stream, "✔✖…·") else _ASCII_MARKS
        match entry.event:
            case PhaseEnded() as ended:
                return phase_line(ended, self.width, marks)
            case CommandEnded() as done:
                return [self._detail(done.phase, f"$ {done.command}", _exit(done), marks["running"])]
            case TestsRan() as ran:
                return [self._detail(ran.phase, tests_words(ran), "", marks["running"])]
            case Warned(sentence):
                return [f" {marks['warning']} {escape.terminal(sentence, 400)}"]
            case Noted(sentence):
                return [f" {marks['fact']} {escape.terminal(sentence, 400)}"]
        return []

    def _detail(self, phase: Phase, text: str, figures: str, mark: str) -> str:
        room = max(MIN_WIDTH, min(self.width, MAX_WIDTH)) - 4 - PHASE_COLUMN - FIGURES
        shown = escape.terminal(text, room)
        name = escape.terminal(phase, PHASE_COLUMN - 1)
        return f" {mark} {name:<{PHASE_COLUMN}}{shown:<{room}} {figures}".rstrip()


def _exit(event: CommandEnded) -> str:
    ended = "cut" if event.exit_code is None else f"exit {event.exit_code}"
    return f"{event.seconds:>7.1f} s {ended:>8}"


def _encodes(stream: TextIO, text: str) -> bool:
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _encodable(line: str, stream: TextIO) -> str:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return line.encode(encoding, "replace").decode(encoding) if not _encodes(stream, line) else line


# --- on a terminal --------------------------------------------------------------------------------


def stopwatch() -> Callable[[], float]:
    """A function that tells the seconds since this call."""
    started = time.monotonic()
    return lambda: time.monotonic() - started


@dataclass(slots=True)
class _Running:
    """A phase under way; ``started`` in seconds of the run."""

    started: float
    command: str = ""
    commands: int = 0
    tests: str = ""


@dataclass(slots=True)
class LiveDisplay:
    """Finished phases as lines that stay, and below them what is running now, with its figures."""

    console: Console
    running: dict[Phase, _Running] = field(default_factory=dict)
    spent: int = 0
    limit: int = 0
    now: Callable[[], float] = field(default_factory=stopwatch)
    lock: threading.Lock = field(default_factory=threading.Lock)
    live: Live | None = None

    def __enter__(self) -> Self:
        from rich.live import Live

        self.live = Live(
            console=self.console, get_renderable=self.render, refresh_per_second=8, transient=True
        )
        self.live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.live is not None:
            self.live.stop()

    def __call__(self, entry: Entry) -> None:
        with self.lock:
            self._take(entry)
        # printing takes the console's lock, which the drawing thread holds while it waits for ours
        match entry.event:
            case PhaseEnded(_, status) as ended:
                self._print(phase_line(ended, self.console.width), _STYLES.get(status, ""))
            case Warned(sentence):
                self._print([f" ! {escape.terminal(sentence, 400)}"], _STYLES["warning"])

    def _take(self, entry: Entry) -> None:
        match entry.event:
            case PhaseStarted(phase):
                self.running[phase] = _Running(entry.seconds)
            case PhaseEnded(phase):
                self.running.pop(phase, None)
            case CommandStarted(phase, command):
                state = self._phase(phase, entry)
                state.command = escape.terminal(command)
            case CommandEnded(phase):
                state = self._phase(phase, entry)
                state.command, state.commands = "", state.commands + 1
            case TestsRan(phase) as ran:
                self._phase(phase, entry).tests = tests_words(ran)
            case Spent(_, total, limit):
                self.spent, self.limit = total, limit

    def _phase(self, phase: Phase, entry: Entry) -> _Running:
        return self.running.setdefault(phase, _Running(entry.seconds))

    def _print(self, lines: list[str], style: str) -> None:
        from rich.text import Text

        if self.live is not None:
            self.live.refresh()  # or the finished phase would be drawn once more below its line
        for number, line in enumerate(lines):
            text = Text(line, no_wrap=True, overflow="ellipsis")
            if number == 0 and style:
                text.stylize(style, 1, 2)
            self.console.print(text)

    def render(self) -> RenderableType:
        """What is running now; asked for by the display's own thread."""
        from rich.console import Group

        with self.lock:
            lines = [self._running_line(phase, state) for phase, state in self.running.items()]
            return Group(*lines, self._total_line())

    def _running_line(self, phase: Phase, state: _Running) -> Text:
        from rich.text import Text

        seconds = max(self.now() - state.started, 0.0)
        spin = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"[int(seconds * 8) % 10]
        done = count(state.commands, "command") if state.commands else ""
        facts = ", ".join(part for part in (done, state.tests) if part)
        note = (
            f"$ {state.command}"
            if state.command
            else "thinking"
            if phase.startswith(("plan", "attempt"))
            else ""
        )
        room = max(MIN_WIDTH, min(self.console.width, MAX_WIDTH)) - 4 - PHASE_COLUMN - FIGURES
        shown = escape.clip(f"{facts}  {note}" if facts else note, room)
        line = f" {spin} {escape.terminal(phase, 10):<{PHASE_COLUMN}}{shown:<{room}} {seconds:>7.1f} s"
        text = Text(line, no_wrap=True, overflow="ellipsis")
        text.stylize("cyan", 1, 2)
        return text

    def _total_line(self) -> Text:
        from rich.text import Text

        of = f" of {dollars(self.limit)}" if self.limit else ""
        return Text(f"   {self.now():.0f} s  {dollars(self.spent)}{of}", style="dim", no_wrap=True)
