"""Model replies on tape: vcrpy cassettes of what went through the real openai SDK.

A cassette keeps each answer's status, kind and body, in order; of the request only method and path.
So there is nothing in it that a key, an account or a private prompt could hide in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from codeonfly.adapters.openai_model import OpenAIModel
from codeonfly.errors import ServiceError, UserError
from codeonfly.money import Usage
from codeonfly.ports import ModelRequest, Reply

RECORDED_HOST = "https://model.invalid"  # a name that can't exist: replaying never finds a way out
MODEL_PATHS = ("/responses", "/chat/completions")


@contextmanager
def recording(cassette: Path) -> Iterator[None]:
    """Every model call in this block goes out for real and lands in ``cassette``, which is made anew.

    Other traffic of the run, as with its sandboxes, passes unrecorded.
    """
    cassette.unlink(missing_ok=True)
    with _vcr("all", ignore_localhost=False).use_cassette(str(cassette)):
        yield


@contextmanager
def replaying(cassette: Path) -> Iterator[None]:
    """Model calls to any host are answered from ``cassette``, in order; loopback passes through.

    Raises UserError when there is no such recording, ServiceError when more is asked than it holds.
    """
    if not cassette.is_file():
        raise UserError(
            f"there is no recording at {cassette}; give the path of a cassette made by a recorded run"
        )
    from vcr.errors import CannotOverwriteExistingCassetteException  # type: ignore[import-untyped]

    try:
        with _vcr("none", ignore_localhost=True).use_cassette(str(cassette)):
            yield
    except CannotOverwriteExistingCassetteException:
        raise ServiceError(
            f"the recording {cassette} holds no further reply: the run went another way than when it was "
            "recorded; record it again"
        ) from None


def _vcr(mode: str, *, ignore_localhost: bool) -> Any:
    from vcr import VCR  # type: ignore[import-untyped]
    from vcr.record_mode import RecordMode  # type: ignore[import-untyped]

    return VCR(
        record_mode=RecordMode(mode),
        match_on=("method", "path"),
        before_record_request=_bare_request,
        before_record_response=_bare_response,
        ignore_localhost=ignore_localhost,
        decode_compressed_response=True,
    )


def _bare_request(request: Any) -> Any:
    if not request.path.endswith(MODEL_PATHS):
        return None  # a local sandbox server's, on loopback too
    request.headers = {}
    request.body = b""
    request.uri = RECORDED_HOST + request.path
    return request


def _bare_response(response: dict[str, Any]) -> dict[str, Any]:
    kinds = {name.lower(): value for name, value in response["headers"].items()}
    headers = {"content-type": kinds["content-type"]} if "content-type" in kinds else {}
    return {**response, "headers": headers}


class Recorded:
    """A model whose replies are on tape: a reply that is missing is a ServiceError, and the run is kept."""

    def __init__(self, inner: OpenAIModel) -> None:
        self._inner = inner

    async def reply(self, request: ModelRequest) -> Reply:
        """As ports.Model; raises ServiceError where the recording has come to its end."""
        from vcr.errors import CannotOverwriteExistingCassetteException

        try:
            return await self._inner.reply(request)
        except CannotOverwriteExistingCassetteException:
            raise ServiceError("the recording holds no further reply: the run went another way") from None

    async def price_microdollars(self, model: str, usage: Usage) -> int | None:
        return await self._inner.price_microdollars(model, usage)

    async def aclose(self) -> None:
        await self._inner.aclose()
