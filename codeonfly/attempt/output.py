"""Command output as the model sees it: text only, bounded, and honest about what was cut."""

from __future__ import annotations

import re

from codeonfly.ports import CommandResult
from codeonfly.prompts import bounded

OUTPUT_CHARACTERS = 12_000  # of one command, as the model sees it
LONGEST_NOTE = 160
TERMINAL_CODES = re.compile(r"\x1b(\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[@-Z\\-_])")


def answer(result: CommandResult) -> str:
    """A command's end and output as the model sees it: bounded, head and tail, and what was cut is said."""
    if result.timed_out:
        status = f"killed after {result.seconds:.0f} s, the limit for one command"
    elif result.exit_code is None:
        status = "killed, it printed too much"
    else:
        status = f"exit {result.exit_code}"
    parts = [clean(result.stdout).strip("\n")]
    if result.stderr.strip():
        parts.append(f"--- stderr\n{clean(result.stderr).strip()}")
    if result.truncated_bytes:
        parts.append(f"[{result.truncated_bytes:,} more bytes of output were dropped]")
    return bounded("\n".join([status, *(part for part in parts if part)]), OUTPUT_CHARACTERS)


def clean(text: str) -> str:
    """Output without terminal codes and other characters that are no text."""
    sendable = TERMINAL_CODES.sub("", text).encode("utf-8", "replace").decode()
    return "".join(char for char in sendable if char >= " " or char in "\n\t")


def last_line(result: CommandResult) -> str:
    """The last line that says something, shortened; "" without output."""
    lines = clean(result.stdout).split("\n") + clean(result.stderr).split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")[:LONGEST_NOTE]
