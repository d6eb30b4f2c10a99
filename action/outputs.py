"""What the step hands to the workflow: outputs, job summary, log lines."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from codeonfly.escape import action_command, action_file_entry, log_line
from codeonfly.journal import Entry
from codeonfly.money import MICRODOLLARS, total
from codeonfly.ports import Published
from codeonfly.progress import PlainDisplay
from codeonfly.record import Record


def outputs_of(record: Record, published: Published | None, out: Path | None) -> dict[str, str]:
    """The documented outputs; "" where there is nothing to say."""
    report = record.verification.head if record.verification else None
    passed = report.count("passed") if report else 0
    failed = report.count("failed", "errored") if report else 0
    return {
        "outcome": record.outcome,
        "pull-request-number": str(published.number) if published and published.number else "",
        "pull-request-url": published.url if published else "",
        "branch": published.branch if published else "",
        "attempts": str(len(record.rounds)),
        "tests-total": str(len(report.cases)) if report else "0",
        "tests-passed": str(passed),
        "tests-failed": str(failed),
        "cost-usd": f"{total(record.charges) / MICRODOLLARS:.6f}",
        "evidence-path": str(out / "evidence.json") if out else "",
        "artifact-path": str(out) if out else "",
    }


def write_outputs(file: Path | None, values: Mapping[str, str]) -> None:
    """Appends to GITHUB_OUTPUT; each value between random delimiters."""
    if file is not None:
        with file.open("a", encoding="utf-8") as stream:
            stream.writelines(action_file_entry(name, value) for name, value in values.items())


def write_summary(file: Path | None, text: str) -> None:
    """Appends to GITHUB_STEP_SUMMARY."""
    if file is not None:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(text)


def say(text: str) -> None:
    """One line for the log, in which nothing works as a workflow command."""
    print(f"Code-on-Fly: {log_line(text)}", flush=True)


class LogSink:
    """Shows a run's entries on ``stream``, where from the first of them until ``close`` no command works."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._display = PlainDisplay(stream)
        self._token = ""

    def __call__(self, entry: Entry) -> None:
        if not self._token:
            self._token = secrets.token_hex(16)
            print(f"::stop-commands::{self._token}", file=self._stream, flush=True)
        self._display(entry)

    def close(self) -> None:
        """Lets commands work again; nothing to do where nothing was shown."""
        if self._token:
            print(f"::{self._token}::", file=self._stream, flush=True)
            self._token = ""


def say_error(sentence: str) -> None:
    """An error annotation of the step."""
    print(action_command("error", sentence, title="Code-on-Fly"), end="", flush=True)
