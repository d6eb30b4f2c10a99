"""GitHub's REST over githubkit, with a retry policy of our own: reads again, writes only after a look."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
from githubkit import GitHub
from githubkit.exception import (
    GitHubException,
    RequestError,
    RequestFailed,
    RequestTimeout,
)

from codeonfly.adapters.bounded_answers import cut, cut_unless_success
from codeonfly.adapters.github_answers import (
    LONGEST_WAIT_SECONDS,
    Failure,
    failure_of,
    is_json,
    next_page,
    unanswered,
)
from codeonfly.errors import ServiceError, UserError

# Every GitHub Enterprise Server in support knows this version; newer ones answer it too.
API_VERSION = "2022-11-28"
CALL_SECONDS = 30.0
PAGE = 100  # entries a page
MOST_JSON_BYTES = 32 << 20  # a page of the longest comments, escaped, is shorter
MOST_ARCHIVE_BYTES = 1 << 30
TRIES = 5
NO_CONTENT = 204
Json = Any
T = TypeVar("T")


class NotDone(Exception):
    """GitHub answered with an error that waiting does not repair; ``failure`` says which."""

    def __init__(self, failure: Failure, what: str) -> None:
        super().__init__(f"{what}: GitHub answered {failure.status} ({failure.message})")
        self.failure = failure


@dataclass
class Client:
    """One open connection pool. ``deadline`` is a time of the monotonic clock after which nothing waits."""

    token: str = field(repr=False)
    api_url: str = "https://api.github.com"
    deadline: float = float("inf")
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    call_seconds: float = CALL_SECONDS
    _github: GitHub[Any] | None = field(default=None, repr=False)

    async def __aenter__(self) -> Self:
        self._github = GitHub(
            self.token,
            base_url=self.api_url.rstrip("/") + "/",
            auto_retry=False,
            http_cache=False,
            timeout=self.call_seconds,
            user_agent="code-on-fly",
            async_event_hooks={"response": [cut_unless_success]},
        )
        await self._github.__aenter__()  # type: ignore[no-untyped-call]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._github is not None:
            await self._github.__aexit__(kind, error, trace)
            self._github = None

    def allow(self, seconds: float) -> None:
        """Nothing waits past that many seconds from now."""
        self.deadline = time.monotonic() + seconds

    async def get(
        self, path: str, what: str, *, most_bytes: int = MOST_JSON_BYTES, **params: str | int
    ) -> Json:
        """The answer as JSON. Raises NotDone for a final error, ServiceError when GitHub can't be reached."""
        return (await self._read(path, what, params, as_json=True, most_bytes=most_bytes)).json()

    async def headers(self, path: str, what: str) -> Mapping[str, str]:
        """The answer's headers, by any case of their names."""
        return (await self._read(path, what, {}, as_json=True)).headers

    async def get_bytes(self, path: str, what: str) -> bytes:
        """The answer's body, redirects followed."""
        most = MOST_ARCHIVE_BYTES
        content: bytes = (await self._read(path, what, {}, as_json=False, most_bytes=most)).content
        return content

    async def pages(self, path: str, what: str, *, most: int = 1000, **params: str | int) -> list[Json]:
        """All entries of a list, ``most`` of them: as its Link header tells, else while pages are full."""
        entries: list[Json] = []
        asked: dict[str, str | int] = {"per_page": PAGE, "page": 1, **params}
        while len(entries) < most:
            answer = await self._read(path, what, asked, as_json=True)
            listed = answer.json()
            if not isinstance(listed, list):  # never taken for empty
                raise ServiceError(f"{what}: GitHub's answer is not the list it documents; run again")
            if not listed or listed == entries[-len(listed) :]:
                break  # a server that knows no pages gives the first one for ever
            entries += listed
            following = next_page(answer, len(listed), asked)
            if following is None:
                break
            asked = following
        return entries[:most]

    async def write(
        self,
        method: str,
        path: str,
        what: str,
        body: Json = None,
        *,
        done: Callable[[], Awaitable[T | None]] | None = None,
        url: str | None = None,
    ) -> Json | T:
        """Changes something once. After an answer that leaves it open whether it did, ``done`` is asked;
        what it finds is the result. Without ``done`` the write is harmless to repeat.
        """
        last: Failure | str = ""
        for tried in range(TRIES):
            # an answer without a word is taken for one when it comes a second time
            outcome = await self._try(method, url or path, what, None, body, as_json=True, empty=tried > 0)
            if isinstance(outcome, httpx.Response):
                if outcome.request.method != method:  # httpx follows a 301 of a POST with a GET
                    raise NotDone(Failure(301, "it has moved to another address", {}), what)
                return outcome.json() if outcome.content else None
            if isinstance(outcome, Failure) and not outcome.may_pass:
                raise NotDone(outcome, what)
            last = outcome
            await self._wait(last, tried, what)
            if done is not None:
                found = await done()
                if found is not None:
                    return found
        raise ServiceError(f"{what}: {unanswered(last, TRIES)}; run again to continue")

    async def _read(
        self,
        path: str,
        what: str,
        params: Mapping[str, str | int],
        *,
        as_json: bool,
        most_bytes: int = MOST_JSON_BYTES,
    ) -> httpx.Response:
        last: Failure | str = ""
        for tried in range(TRIES):
            outcome = await self._try("GET", path, what, params, None, as_json=as_json, most_bytes=most_bytes)
            if isinstance(outcome, httpx.Response):
                return outcome
            if isinstance(outcome, Failure) and not outcome.may_pass:
                raise NotDone(outcome, what)
            last = outcome
            await self._wait(last, tried, what)
        raise ServiceError(f"{what}: {unanswered(last, TRIES)}; run again to continue")

    async def _try(
        self,
        method: str,
        path: str,
        what: str,
        params: Mapping[str, str | int] | None,
        body: Json,
        *,
        as_json: bool,
        empty: bool = False,
        most_bytes: int = MOST_JSON_BYTES,
    ) -> httpx.Response | Failure | str:
        if self._github is None:
            raise ServiceError(f"{what}: the connection to GitHub is closed")
        left = max(self.call_seconds, self.deadline - time.monotonic())
        try:
            # an archive may take long; everything else is small
            async with asyncio.timeout(min(left, 2 * self.call_seconds) if as_json else left):
                answer = await self._github.arequest(
                    method,
                    path.lstrip("/"),
                    params=params,
                    json=body,
                    headers={"X-GitHub-Api-Version": API_VERSION},
                    stream=True,
                )
                raw = answer.raw_response
                if not await cut(raw, most_bytes):
                    return "no end of its answer"
                await raw.aread()
        except TimeoutError:  # an answer that comes drop by drop is none
            return "no end of its answer"
        except RequestFailed as error:
            return failure_of(error.response.raw_response, self.token)
        except (RequestError, RequestTimeout) as error:
            return type(error.__cause__ or error).__name__
        except httpx.HTTPError as error:  # in the middle of the answer
            return type(error).__name__
        except (ValueError, OverflowError):  # githubkit trusts the headers of a limit to be numbers
            return "headers that make no sense"
        except GitHubException as error:
            raise ServiceError(f"{what}: {type(error).__name__}") from None
        empty = empty or (method != "GET" and raw.status_code == NO_CONTENT)
        return raw if not as_json or is_json(raw, empty=empty) else "an answer that is not JSON"

    async def _wait(self, outcome: Failure | str, tried: int, what: str) -> None:
        seconds = outcome.wait_seconds(tried) if isinstance(outcome, Failure) else 0.5 * 2**tried
        if seconds > LONGEST_WAIT_SECONDS or time.monotonic() + seconds > self.deadline:
            limited = isinstance(outcome, Failure) and outcome.is_limit
            why = f"GitHub's rate limit holds for {seconds:.0f} s" if limited else "GitHub does not answer"
            raise ServiceError(f"{what}: {why}, longer than this run can wait; run again later")
        await self.pause(seconds)

    @property
    def graphql_url(self) -> str:
        """GitHub Enterprise Server has it beside /api/v3, github.com below the API's root."""
        root = self.api_url.rstrip("/")
        return root.removesuffix("/v3") + "/graphql" if root.endswith("/api/v3") else root + "/graphql"


def refused(error: NotDone, doing: str, remedy: str) -> UserError | ServiceError:
    """The final error as one sentence of ours, by what a maintainer can do about it."""
    failure = error.failure
    if failure.status == 401:
        return UserError(f"GitHub refused the token while {doing}; pass a valid github-token")
    if failure.status in (403, 404) or (failure.status == 422 and "rule" in failure.message.lower()):
        return UserError(f"this token may not do it ({doing}): {failure.message}; {remedy}")
    return ServiceError(f"{doing}: GitHub answered {failure.status} ({failure.message})")
