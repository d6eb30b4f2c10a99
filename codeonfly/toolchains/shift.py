"""Sources whose functions work as written, and give back other results of the same kind.

Numbers are one more, letters and digits the next ones, truth is turned over, in lists and records, too.
A test that takes these results as well does not look at what they are.
"""

from __future__ import annotations

from collections.abc import Mapping

from codeonfly.toolchains import shift_blocks, shift_python, shift_web
from codeonfly.toolchains.hollow import MAX_TEXT


def shifted(path: str, after: str, asked: frozenset[str], *, trip: bool) -> tuple[str, set[str]] | None:
    """The source so, and which of the names ``asked`` are its functions; None where none is.

    With ``trip`` a test ends where a result would have been another one.
    """
    if len(after) > MAX_TEXT:
        return None
    if path.endswith(".py"):
        return shift_python.shifted(after, asked, trip=trip)
    return shift_blocks.shifted(path, after, asked, trip=trip)


def looked_at(path: str, before: str | None, after: str, lines: Mapping[int, str]) -> frozenset[str]:
    """Names of what the new lines of a test file call for its value."""
    looks = shift_web.looks_at_bodies("\n".join(lines.values()))
    names = shift_python.looked_at(before, after) if path.endswith(".py") else shift_blocks.looked_at(lines)
    return names | {shift_web.BODIES} if looks else names
