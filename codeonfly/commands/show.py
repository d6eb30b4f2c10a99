"""Shows a run while it goes on and how it ended, and turns it into an exit code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from codeonfly.journal import Sink
from codeonfly.progress import display
from codeonfly.record import Record
from codeonfly.report import terminal_summary


def shown(
    work: Callable[[tuple[Sink, ...]], Record], out: Path, *, intro: str = "", next_step: str = ""
) -> int:
    """Runs ``work`` under a live display (plain lines without a terminal); its documented exit code.

    ``next_step`` follows where all went well.
    """
    if intro:
        print(intro, end="\n\n")
    with display() as sink:
        record = work((sink,))
    print()
    print(terminal_summary(record, out))
    if next_step and record.exit_code == 0:
        print(next_step)
    return record.exit_code
