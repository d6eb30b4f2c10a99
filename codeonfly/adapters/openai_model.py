"""A ports.Model over the openai SDK: Responses API or Chat Completions, at any base URL."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from codeonfly.adapters import openai_wire as wire
from codeonfly.adapters.bounded_answers import MOST_ERROR_BYTES, cut
from codeonfly.adapters.openai_errors import Address, Failure, read_failure
from codeonfly.errors import UserError
from codeonfly.money import Usage
from codeonfly.ports import ModelRequest, Reply
from codeonfly.pricing import Prices
from codeonfly.settings import PriceSettings

if TYPE_CHECKING:
    from openai import AsyncOpenAI

CALL_SECONDS = 600.0  # one call; reasoning models may think for minutes
PATIENCE_SECONDS = 120.0  # waiting between tries of one call, altogether
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 60.0
MOST_TRIES = 6
CONNECT_SECONDS = 10.0
FEW_TRIES = 3
MOST_ANSWER_BYTES = 8 << 20  # the longest answers of models, with their reasoning, are not half of it

Pause = Callable[[float], Awaitable[None]]


class OpenAIModel:
    """Speaks to OpenAI, or to any server of the same protocol at ``base_url``.

    ``models`` are those the run will use: their prices are looked up from the start. Raises UserError
    for a key or an address that can't be right. Close it with ``aclose`` or ``async with``.
    """

    def __init__(
        self,
        api_key: str,
        base_url: str | None = None,
        *,
        api: Literal["responses", "chat"] = "responses",
        prices: Mapping[str, PriceSettings] | None = None,
        models: Iterable[str] = (),
        timeout_seconds: float = CALL_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._key = _checked_key(api_key)
        self._address = Address.parse(base_url, api)
        self._timeout_seconds = timeout_seconds
        self._patience_seconds = patience_seconds
        self._pause = pause
        self._client: AsyncOpenAI | None = None
        self._unsupported: set[str] = set()
        self._prices = Prices(prices or {}, base_url=self._address.url, models=models)

    def __repr__(self) -> str:
        return f"OpenAIModel({self._address.host}, api={self._address.api})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes connections and ends a price look-up under way; calling it again is fine."""
        self._prices.close()
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def price_microdollars(self, model: str, usage: Usage) -> int | None:
        """What one call with this usage costs, or None when the model has no known price.

        Raises ServiceError.
        """
        if self._prices.pending:
            self._connected()  # importing takes as long as the look-up: beside each other
        return await self._prices.microdollars(model, usage)

    async def reply(self, request: ModelRequest) -> Reply:
        """One billed call, tried again where that is safe and can help.

        Raises UserError (key, model's name, address, a setting the server refuses) or ServiceError.
        """
        client = self._connected()
        patience_ends = time.monotonic() + self._patience_seconds
        tries = 0
        while True:
            outcome = await self._try(client, request)
            if isinstance(outcome, Reply):
                self._address = replace(self._address, doubtful=False)
                return outcome
            if self._drop(outcome.unsupported):
                continue  # the same call without what this server does not know
            tries += 1
            wait = _wait(outcome, tries)
            if wait is None or time.monotonic() + wait > patience_ends:
                raise outcome.error
            await self._pause(wait)

    async def _try(self, client: AsyncOpenAI, request: ModelRequest) -> Reply | Failure:
        import httpx2
        import openai

        path, body, read = self._encode(request)
        try:
            async with asyncio.timeout(self._timeout_seconds):  # the SDK's own begins anew with each byte
                response = await client.post(path, cast_to=httpx2.Response, body=body)
            return _read(read, response.json())
        except (openai.OpenAIError, ValueError, RecursionError, TimeoutError) as error:
            return read_failure(error, self._address, request.model, self._key)

    def _encode(self, request: ModelRequest) -> tuple[str, dict[str, Any], Callable[[object], Reply]]:
        """The SDK's typed methods load 100 modules more, and sort the body: tools would come last."""
        if self._address.api == "chat":
            body = wire.without(wire.chat_body(request), self._unsupported, request)
            return "/chat/completions", body, wire.read_chat
        body = wire.without(wire.responses_body(request), self._unsupported, request)
        return "/responses", body, wire.read_responses

    def _drop(self, parameters: frozenset[str]) -> bool:
        news = parameters - self._unsupported
        self._unsupported |= news
        return bool(news)

    def _connected(self) -> AsyncOpenAI:
        """The client, made for the first call: importing the SDK takes half a second, so not before.

        It is not imported in a thread: that would only compete with whatever else is started meanwhile,
        and the first request would leave later.
        """
        if self._client is None:
            import httpx2
            from openai import AsyncOpenAI, DefaultAsyncHttpxClient

            connect = min(CONNECT_SECONDS, self._timeout_seconds)
            self._client = AsyncOpenAI(
                api_key=self._key,
                base_url=self._address.url,
                max_retries=0,
                timeout=httpx2.Timeout(self._timeout_seconds, connect=connect),
                http_client=DefaultAsyncHttpxClient(event_hooks={"response": [within_bounds]}),
            )
        return self._client


async def within_bounds(response: Any) -> None:
    """A response hook: an error is cut. Raises NotAReplyError for an answer that no model gives."""
    most = MOST_ANSWER_BYTES if response.is_success else MOST_ERROR_BYTES
    if not await cut(response, most) and response.is_success:
        raise wire.NotAReplyError(f"it is longer than {most >> 20} MiB")


def _read(reader: Callable[[object], Reply], answer: object) -> Reply:
    """The reply in an answer of whatever shape. Raises NotAReplyError."""
    try:
        return reader(answer)
    except (AttributeError, KeyError, TypeError):
        raise wire.NotAReplyError("a part of it is not what the protocol says") from None


def _wait(failure: Failure, tries: int) -> float | None:
    """Seconds until the next try, or None when another one can't help."""
    most = FEW_TRIES if failure.rarely else MOST_TRIES
    if not failure.again or tries >= most:
        return None
    doubled = FIRST_WAIT_SECONDS * 2.0 ** (tries - 1)
    jittered = doubled * (0.5 + random.random() / 2)  # noqa: S311 - spreads retries, guards nothing
    return min(LONGEST_WAIT_SECONDS, max(jittered, failure.retry_after_seconds))


def _checked_key(key: str) -> str:
    stripped = key.strip()
    if not stripped:
        raise UserError(
            "OPENAI_API_KEY is not set: set it to your model vendor's key "
            "(any word, where a server of your own asks for none)"
        )
    if not stripped.isascii() or not stripped.isprintable() or " " in stripped:
        raise UserError(
            "OPENAI_API_KEY holds characters that no key has; copy it again, without quotes or line breaks"
        )
    return stripped
