"""What the bot remembers in its own pull request: a hidden marker that nobody else's words can forge.

Other people's words never hold a ``<`` that is not broken or escaped (see ``escape``), and the marker
counts only as the very last line, so a marker that is there was put there by the bot or by somebody
who may edit the bot's own text.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

_MARKER = re.compile(r"\n<!-- code-on-fly:runs:1 ([A-Za-z0-9_-]+={0,2}) -->\s*\Z")
MAX_RUNS = 50


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run as the history of a pull request tells it; ``microdollars`` is what it cost."""

    run_id: str
    started_at: str
    outcome: str
    attempts: int
    microdollars: int
    seconds: float


def marker(runs: Sequence[PastRun]) -> str:
    """The hidden line that keeps ``runs``, the newest 50 of them."""
    data = json.dumps([asdict(run) for run in runs[-MAX_RUNS:]], separators=(",", ":"))
    return f"<!-- code-on-fly:runs:1 {base64.urlsafe_b64encode(data.encode()).decode()} -->"


def past_runs(body: str) -> tuple[PastRun, ...]:
    """The runs that a pull request's body remembers; none when there is no marker or it was damaged."""
    found = _MARKER.search(body.replace("\r\n", "\n"))
    if found is None:
        return ()
    try:
        entries = json.loads(base64.urlsafe_b64decode(found[1]))
        return tuple(_past_run(entry) for entry in entries)
    except (binascii.Error, ValueError, TypeError, KeyError):
        return ()


def _past_run(entry: dict[str, object]) -> PastRun:
    return PastRun(
        run_id=str(entry["run_id"]),
        started_at=str(entry["started_at"]),
        outcome=str(entry["outcome"]),
        attempts=int(str(entry["attempts"])),
        microdollars=max(int(str(entry["microdollars"])), 0),
        seconds=float(str(entry["seconds"])),
    )
