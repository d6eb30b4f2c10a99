"""The ways a run can end that are not a verdict, each with its documented exit code."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import ClassVar

UNFORESEEN = 1  # the exit code of a bug of ours


class CodeonflyError(Exception):
    """An expected failure, told in one sentence: what was wrong, where, and what to do."""

    exit_code: ClassVar[int] = 1
    outcome: ClassVar[str] = "failed"


class UserError(CodeonflyError):
    """Usage or configuration is wrong; nothing was spent."""

    exit_code = 2


class Refused(CodeonflyError):
    """A rule of ours forbids it: the sender's rights, a blocked path, a second run at once."""

    exit_code = 3
    outcome = "blocked"


class LimitReached(CodeonflyError):
    """Money, time, steps or output ran out; what was made so far is kept."""

    exit_code = 4
    outcome = "unverified"


class ServiceError(CodeonflyError):
    """GitHub, the model's vendor or the sandbox service failed, after the retries that are safe."""

    exit_code = 5


class Cancelled(CodeonflyError):
    """Somebody took the label off, closed the issue, or moved what the run stood on."""

    exit_code = 0
    outcome = "cancelled"


def unforeseen(bug: BaseException) -> str:
    """The sentence for a bug of ours: its kind and place, never its words, which can hold anything."""
    frames = traceback.extract_tb(bug.__traceback__)
    where = f" in {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return f"an error nobody foresaw: {type(bug).__name__}{where}; please report it with the run's log"


def where_it_happened(bug: BaseException) -> str:
    """The way to a bug of ours, for the log: files, lines and functions, innermost first."""
    frames = reversed(traceback.extract_tb(bug.__traceback__))
    way = ", ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return f"{type(bug).__name__} at {way or 'an unknown place'}"
