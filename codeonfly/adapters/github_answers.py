"""What an answer of GitHub's is: JSON or not, one page of several, an error and how long to wait then."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl

import httpx

from codeonfly.escape import one_line

FULL = (30, 50, 100)  # what servers make of a page that is asked to be as long as may be
NOT_IMPLEMENTED = 501
LONGEST_WAIT_SECONDS = 60.0  # a longer one is not waited out: the run has a deadline and a bill


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer that is an error: its status and GitHub's own sentence."""

    status: int
    message: str
    headers: Mapping[str, str]

    @property
    def is_limit(self) -> bool:
        """429, or the 403 that means a primary or secondary rate limit (GitHub docs: rate limits)."""
        if self.status == 429:
            return True
        limited = "rate limit" in self.message.lower() or self.headers.get("x-ratelimit-remaining") == "0"
        return self.status == 403 and (limited or "retry-after" in self.headers)

    @property
    def may_pass(self) -> bool:
        return (self.status >= 500 and self.status != NOT_IMPLEMENTED) or self.is_limit

    def wait_seconds(self, tried: int) -> float:
        """How long GitHub wants us to wait; growing and jittered where it does not say."""
        after = self.headers.get("retry-after", "")
        if after.isdecimal():
            return float(after)
        reset = self.headers.get("x-ratelimit-reset", "")
        if self.is_limit and reset.isdecimal() and self.headers.get("x-ratelimit-remaining") == "0":
            return max(1.0, float(reset) - _moment(self.headers.get("date", "")))
        if self.is_limit:
            return LONGEST_WAIT_SECONDS  # GitHub's advice where it names no time: at least a minute
        return min(LONGEST_WAIT_SECONDS, 2.0**tried / 2) * (0.5 + random.random() / 2)  # noqa: S311 - jitter


def _moment(date: str) -> float:
    """When the answer was sent, by the server's own clock: ours may be another."""
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError):
        return time.time()


def unanswered(outcome: Failure | str, tries: int) -> str:
    """What came of the last of so many tries, in words for people."""
    if isinstance(outcome, str):
        return f"GitHub did not answer after {tries} tries ({outcome})"
    if outcome.is_limit:
        return f"GitHub's rate limit held through {tries} tries"
    return f"GitHub answered {outcome.status} in {tries} tries"


def is_json(response: httpx.Response, *, empty: bool) -> bool:
    """Not a proxy's page, nor an answer cut short; an empty one counts where nothing has to be said."""
    if not response.content:
        return empty
    try:
        return response.json() is not None
    except (ValueError, RecursionError):
        return False


def next_page(
    answer: httpx.Response, listed: int, asked: Mapping[str, str | int]
) -> dict[str, str | int] | None:
    """What to ask for next, of the same path: the header's address could name another host."""
    if "link" not in answer.headers:
        return {**asked, "page": int(asked["page"]) + 1} if listed in FULL else None
    following = answer.links.get("next", {}).get("url", "")
    return {**asked, **dict(parse_qsl(following.partition("?")[2]))} if following else None


def failure_of(response: httpx.Response, token: str) -> Failure:
    """What an answer that is an error says."""
    try:
        told = response.json()
    except (ValueError, RecursionError):
        told = {}
    message = told.get("message") if isinstance(told, dict) else None
    details = told.get("errors") if isinstance(told, dict) else None
    words = [str(message or response.reason_phrase)]
    if isinstance(details, list):
        words += [str(one.get("message") or one.get("code")) for one in details if isinstance(one, dict)]
    headers = {name.lower(): value for name, value in response.headers.items()}
    # a proxy's words, too, may come this way: on one line, and without what a server repeats of the request
    return Failure(response.status_code, one_line(": ".join(words).replace(token, "***")), headers)
