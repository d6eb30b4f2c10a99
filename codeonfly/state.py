"""What the bot remembers in its own pull request: a hidden marker that nobody else's words can forge.

Other people's words never hold a ``<`` that is not broken or escaped (see ``escape``), and the marker
counts only as the very last line, so a marker that is there was put there by the bot or by somebody
who may edit the bot's own text.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

_MARKER = re.compile(r"\n<!-- code-on-fly:runs:1 ([A-Za-z0-9_-]+={0,2}) -->\s*\Z")
MAX_RUNS = 100  # as many as an issue may have by the settings: what is forgotten is not counted
MAX_FAILURE = 600  # characters
MAX_FAILURES = 6_000  # characters as JSON
MAX_ASKED = 6_000  # the same
RUNNING = "running"  # the outcome of a run that is under way, or was killed
NOT_BEGUN = "not begun"  # of one that a cap kept from it: remembered, it would crowd out those that count


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run as the history of a pull request tells it; ``microdollars`` is what it cost."""

    run_id: str
    started_at: str
    outcome: str
    attempts: int
    microdollars: int
    seconds: float
    failures: tuple[str, ...] = ()  # what was wrong in the end, for the run after it
    text: str = ""  # of which text of the issue it was, see ``request.text_mark``
    asked: str = ""  # the request itself, where no issue holds it


def marker(runs: Sequence[PastRun]) -> str:
    """The hidden line that keeps ``runs``, the newest 100 of them, and all that the last one has to say."""
    begun = [run for run in runs if run.outcome != NOT_BEGUN]
    earlier = (replace(run, failures=(), asked="") for run in begun[-MAX_RUNS:-1])
    kept = [*earlier, *map(bounded, begun[-1:])]
    data = json.dumps([asdict(run) for run in kept], separators=(",", ":"))
    return f"<!-- code-on-fly:runs:1 {base64.urlsafe_b64encode(data.encode()).decode()} -->"


def bounded(run: PastRun) -> PastRun:
    """The run with as much of its request and its failures as a pull request's text has room for."""
    kept: list[str] = []
    room = MAX_FAILURES
    for text in run.failures:
        text = text[:MAX_FAILURE]  # noqa: PLW2901
        room -= len(json.dumps(text))
        if room < 0:
            break
        kept.append(text)
    asked = run.asked
    while len(json.dumps(asked)) > MAX_ASKED:
        asked = asked[: len(asked) * 3 // 4]
    return replace(run, failures=tuple(kept), asked=asked)


def merged(first: Sequence[PastRun], second: Sequence[PastRun]) -> tuple[PastRun, ...]:
    """Both memories as one, oldest first: what is over goes over what was under way."""
    known = {run.run_id: run for run in first}
    for run in second:
        other = known.get(run.run_id, run)
        best = other if run.outcome == RUNNING else run
        known[run.run_id] = replace(
            best,
            failures=best.failures or other.failures,
            text=best.text or run.text or other.text,
            asked=best.asked or run.asked or other.asked,
        )
    return tuple(sorted(known.values(), key=lambda run: run.started_at))


def past_runs(body: str) -> tuple[PastRun, ...]:
    """The runs that a pull request's body remembers; none when there is no marker or it was damaged."""
    found = _MARKER.search(body.replace("\r\n", "\n"))
    if found is None:
        return ()
    try:
        entries = json.loads(base64.urlsafe_b64decode(found[1]))
        return tuple(_past_run(entry) for entry in entries)
    except (binascii.Error, ValueError, TypeError, KeyError, RecursionError):
        return ()


def _past_run(entry: dict[str, object]) -> PastRun:
    run = PastRun(
        run_id=str(entry["run_id"]),
        started_at=str(entry["started_at"]),
        outcome=str(entry["outcome"]),
        attempts=int(str(entry["attempts"])),
        microdollars=max(int(str(entry["microdollars"])), 0),
        seconds=float(str(entry["seconds"])),
    )
    if not math.isfinite(run.seconds):
        raise ValueError(run.seconds)
    failures = entry.get("failures")
    told = tuple(map(str, failures)) if isinstance(failures, list) else ()
    return replace(run, failures=told, text=str(entry.get("text", "")), asked=str(entry.get("asked", "")))
