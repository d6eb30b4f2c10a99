"""How often and for how much a repository may be worked for, counted from what the bot itself remembers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from codeonfly.errors import LimitReached
from codeonfly.money import dollars
from codeonfly.settings import Settings
from codeonfly.state import PastRun

DAY = timedelta(hours=24)


def check_caps(
    settings: Settings, on_issue: Sequence[PastRun], everywhere: Iterable[PastRun], now: str
) -> None:
    """Raises LimitReached when another run would go past a cap of the settings.

    ``on_issue`` are the issue's earlier runs, ``everywhere`` the repository's; ``now`` is ISO 8601.
    """
    if len(on_issue) >= settings.runs_per_issue:
        raise LimitReached(
            f"this issue has had {len(on_issue)} runs, the cap is {settings.runs_per_issue}; "
            "raise runs-per-issue in .github/code-on-fly.yml to allow more"
        )
    limit, cap = settings.max_cost_microdollars, settings.cost_per_issue_microdollars
    spent = sum(run.microdollars for run in on_issue)
    if spent + limit > cap:
        raise LimitReached(
            f"{dollars(spent)} were spent on this issue; with {dollars(limit)} more the cap of {dollars(cap)}"
            " could be passed; lower max-cost-usd, or raise cost-per-issue-usd in .github/code-on-fly.yml"
        )
    today = {run.run_id: run for run in everywhere if _within_a_day(run.started_at, now)}
    if len(today) >= settings.runs_per_day:
        raise LimitReached(
            f"{len(today)} runs began within 24 hours, the cap is {settings.runs_per_day}; "
            "try again tomorrow, or raise runs-per-day in .github/code-on-fly.yml"
        )
    spent, cap = sum(run.microdollars for run in today.values()), settings.cost_per_day_microdollars
    if spent + limit > cap:
        raise LimitReached(
            f"{dollars(spent)} were spent in 24 hours; with {dollars(limit)} more the cap of {dollars(cap)} "
            "could be passed; try again tomorrow, lower max-cost-usd, or raise cost-per-day-usd in "
            ".github/code-on-fly.yml"
        )


def a_day_before(moment: str) -> str:
    """ISO 8601, in UTC, as GitHub takes it."""
    return f"{_instant(moment).astimezone(UTC) - DAY:%Y-%m-%dT%H:%M:%SZ}"


def _within_a_day(started: str, now: str) -> bool:
    """What can't be read counts: a cap must not open because somebody damaged a comment."""
    try:
        return _instant(now) - _instant(started) < DAY
    except ValueError:
        return True


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
