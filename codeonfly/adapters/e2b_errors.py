"""The E2B SDK's exceptions as ours, each with one sentence."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import httpx
from e2b import (
    AuthenticationException,
    RateLimitException,
    SandboxException,
    SandboxUnreachableException,
    ServiceBusyException,
)

from codeonfly.errors import CodeonflyError, LimitReached, ServiceError, UserError

INTERNAL_ERROR = 500
TRIES = 3
PAUSE_SECONDS = 0.3  # before the second try; twice as long before the third
T = TypeVar("T")


async def repeated(call: Callable[[], Awaitable[T]]) -> T:
    """What ``call`` returns or raises. After what may pass it is made again, so it must do no harm twice.

    The SDK itself repeats 429, 502, 503 and 504, but neither 500 nor what a lost connection left open.
    """
    for tried in range(TRIES - 1):
        try:
            return await call()
        except (SandboxException, httpx.TransportError) as failure:
            lost = isinstance(failure, httpx.TransportError | SandboxUnreachableException) and not isinstance(
                failure, httpx.TimeoutException
            )
            if not lost and getattr(failure, "status_code", None) != INTERNAL_ERROR:
                raise
        await asyncio.sleep(PAUSE_SECONDS * 2**tried)
    return await call()


def template_is_missing(failure: SandboxException) -> bool:
    """Whether the account has no template of the name that was asked for."""
    return failure.status_code == 404 or (
        "template" in str(failure).lower() and "not found" in str(failure).lower()
    )


@contextlib.contextmanager
def translated(doing: str) -> Iterator[None]:
    """The SDK's exceptions as ours, each with one sentence; a cancellation that it lost is made up for.

    The SDK's HTTP client (pyqwest 0.12) gives the answer to who was cancelled just when it came.
    """
    try:
        yield
        _heed_cancellation()
    except CodeonflyError:
        raise
    except AuthenticationException as failure:
        raise UserError(f"the sandbox service refused the API key (could not {doing}): {failure}") from None
    except RateLimitException as failure:
        raise LimitReached(f"the sandbox service's limit is reached (could not {doing}): {failure}") from None
    except SandboxException as failure:
        if failure.status_code == 400 and "not available on this machine" in str(failure):
            raise UserError(str(failure).removeprefix("400: ")) from None
        raise ServiceError(f"could not {doing}: {failure}") from None
    except json.JSONDecodeError:
        raise ServiceError(f"could not {doing}: the sandbox service's answer is not JSON") from None
    except (ServiceBusyException, httpx.HTTPError, OSError) as failure:
        raise ServiceError(f"could not {doing}: {str(failure) or type(failure).__name__}") from None
    except Exception as failure:
        # what the SDK raises for an answer that is not what it documents
        if type(failure) not in (Exception, KeyError, TypeError, ValueError, AttributeError):
            raise
        raise ServiceError(
            f"could not {doing}: the sandbox service's answer makes no sense ({failure})"
        ) from None


def _heed_cancellation() -> None:
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
