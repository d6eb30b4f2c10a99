"""What the openai SDK raises, read as: what to tell people, and whether another try can help."""

from __future__ import annotations

import email.utils
import json
import os
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from codeonfly.adapters.openai_wire import DROPPABLE, NotAReplyError
from codeonfly.errors import CodeonflyError, ServiceError, UserError

DEFAULT_URL = "https://api.openai.com/v1"
WORDS_OF_THEIRS = 300  # characters of a vendor's message that we pass on
TRY_AGAIN = {408, 409, 425, 429}  # and every 5xx


@dataclass(frozen=True, slots=True)
class Address:
    """Where the model is. ``host`` is what people are told: no path, no credentials."""

    url: str
    host: str
    api: str
    doubtful: bool  # OPENAI_BASE_URL says so, and no model has answered there yet

    @staticmethod
    def parse(base_url: str | None, api: str) -> Address:
        """Raises UserError when it is not an http(s) address."""
        url = (base_url or "").strip() or DEFAULT_URL
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if not host or parts.scheme not in ("http", "https"):
            raise UserError(
                "OPENAI_BASE_URL is not an address; it has to look like https://host/v1 (http is fine too)"
            )
        return Address(url, f"{host}:{port}" if port else host, api, bool((base_url or "").strip()))


@dataclass(frozen=True, slots=True)
class Failure:
    """``error`` is for people; ``unsupported`` are optional parameters that the server named in refusing.

    ``again``: another try can help; ``rarely``: it seldom does, so there are fewer of them.
    """

    error: CodeonflyError
    again: bool = False
    rarely: bool = False
    retry_after_seconds: float = 0.0
    unsupported: frozenset[str] = frozenset()


def read_failure(error: Exception, address: Address, model: str, key: str) -> Failure:
    """What to make of an exception of the SDK (or of reading its answer). ``key`` is kept out of it."""
    import openai

    if isinstance(error, openai.APIStatusError):
        return _status(error.response, _Problem.of(error.response, error.body, key), address, model)
    if isinstance(error, openai.APITimeoutError | TimeoutError):
        told = f"the model server at {address.host} did not answer in time; try again later"
        return Failure(ServiceError(told), again=True)
    if isinstance(error, openai.APIConnectionError):
        return _connection(error, address)
    if isinstance(error, NotAReplyError):
        told = (
            f"the model server at {address.host} gave an answer that can't be used: {_clean(str(error), key)}"
        )
        return Failure(ServiceError(told), again=True)
    if isinstance(error, ValueError | RecursionError):
        return Failure(_not_json(error, address), again=True, rarely=True)
    return Failure(ServiceError(f"the model server at {address.host} failed: {type(error).__name__}"))


@dataclass(frozen=True, slots=True)
class _Problem:
    status: int
    code: str
    parameter: str
    message: str
    is_json: bool

    @staticmethod
    def of(response: Any, body: object, key: str) -> _Problem:
        try:
            told = json.loads(response.content)
        except (ValueError, RecursionError):
            return _Problem(response.status_code, "", "", "", is_json=False)
        told = told.get("error", told) if isinstance(told, dict) else body
        fields: Mapping[str, Any] = told if isinstance(told, Mapping) else {"message": told}
        code = fields.get("code") or fields.get("type") or ""
        message = _clean(str(fields.get("message") or fields.get("detail") or ""), key)
        return _Problem(
            response.status_code, str(code), str(fields.get("param") or ""), message, is_json=True
        )

    @property
    def words(self) -> str:
        return f": {self.message}" if self.message else ""


def _status(response: Any, problem: _Problem, address: Address, model: str) -> Failure:
    host = address.host
    if problem.status in (401, 403):
        return Failure(_key_refused(problem, address, model))
    if problem.status == 404:
        return Failure(_not_found(problem, address, model))
    if "insufficient_quota" in problem.code or problem.status == 402:
        return Failure(
            UserError(
                f"the account of OPENAI_API_KEY at {host} has no credit left; add some, or use another key"
            )
        )
    if problem.status in TRY_AGAIN or problem.status >= 500:
        what = "is asked too often (429)" if problem.status == 429 else f"failed with {problem.status}"
        told = ServiceError(f"the model server at {host} {what}{problem.words}; try again later")
        return Failure(told, again=True, retry_after_seconds=_retry_after(response.headers))
    if problem.status in (400, 422):
        return Failure(_bad_request(problem, address, model), unsupported=_named(problem))
    return Failure(
        ServiceError(f"the model server at {host} refused the call ({problem.status}){problem.words}")
    )


def _key_refused(problem: _Problem, address: Address, model: str) -> UserError:
    if problem.status == 401:
        # the vendor's own words would repeat a part of the key
        return UserError(
            f"{address.host} does not accept OPENAI_API_KEY (401); check that the key is whole, still valid "
            "and made for this server"
        )
    return UserError(
        f"OPENAI_API_KEY may not use {model} at {address.host} (403); use a key of a project that may, "
        "or set `model` to another one"
    )


def _not_found(problem: _Problem, address: Address, model: str) -> UserError:
    about_model = "model" in problem.code or "model" in problem.message.lower()
    if problem.is_json and about_model:
        return UserError(
            f"{address.host} has no model {model!r}; set `model` (or the council seat's `model`) "
            "to one that it offers"
        )
    if address.api == "responses":
        return UserError(
            f"{address.host} has no Responses API at the address of OPENAI_BASE_URL (404); check it "
            "(most end in /v1), or set `api: chat` where the server only knows Chat Completions"
        )
    return UserError(
        f"{address.host} has no Chat Completions at the address of OPENAI_BASE_URL (404); check that address "
        "(most end in /v1)"
    )


def _bad_request(problem: _Problem, address: Address, model: str) -> CodeonflyError:
    words = f"{problem.parameter} {problem.message}".lower()
    if "model_not_found" in problem.code or ("model" in words and "does not exist" in words):
        return _not_found(problem, address, model)
    if "effort" in words:
        return UserError(
            f"{model} does not take the setting `effort`{problem.words}; change it or leave it out"
        )
    return ServiceError(f"{address.host} refused the call for {model} ({problem.status}){problem.words}")


def _named(problem: _Problem) -> frozenset[str]:
    words = f"{problem.parameter} {problem.message}".lower()
    return frozenset(name for name, signs in DROPPABLE.items() if any(sign in words for sign in signs))


def _connection(error: BaseException, address: Address) -> Failure:
    check = "check OPENAI_BASE_URL and the network" if address.doubtful else "check the network"
    why = _root_cause(error)
    if "certificate" in why.lower():
        told = f"the certificate of the model server at {address.host} is not trusted"
        return Failure(UserError(f"{told}; set SSL_CERT_FILE to the file with its authority"))
    told = f"the model server at {address.host} can't be reached ({why}); {check}"
    return Failure(ServiceError(told), again=True, rarely=True)


def _root_cause(error: BaseException) -> str:
    """The system's few words for it: "Connection refused", "Name or service not known"."""
    causes = [error]
    while (inner := causes[-1].__cause__ or causes[-1].__context__) and len(causes) < 12:
        causes.append(inner)
    system = [_system_words(cause) for cause in causes if isinstance(cause, OSError) and cause.errno]
    words = next(iter(system), str(causes[-1]) or type(causes[-1]).__name__)
    return words if "certificate" in words.lower() else words.partition(" (")[0][:80]


def _system_words(error: OSError) -> str:
    # asyncio puts words of its own into strerror; name resolution and TLS have numbers of their own
    own_numbers = isinstance(error, ssl.SSLError | socket.gaierror)
    return str(error.strerror) if own_numbers or not error.errno else os.strerror(error.errno)


def _not_json(error: Exception, address: Address) -> CodeonflyError:
    told = f"the server at {address.host} answered with something that is not JSON"
    was_begun = getattr(error, "doc", "{").lstrip()[:1] in ("{", "[")
    if address.doubtful and not was_begun:
        return UserError(f"{told}; check that OPENAI_BASE_URL is a model API's address (most end in /v1)")
    return ServiceError(f"{told}; try again later")


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds the server asks us to wait; 0 when it says nothing that can be read."""
    milliseconds, seconds = headers.get("retry-after-ms", ""), headers.get("retry-after", "")
    try:
        return max(0.0, float(milliseconds) / 1000 if milliseconds else float(seconds))
    except ValueError:
        return _until(seconds)


def _until(date: str) -> float:
    """Seconds until then; 0 for what is no date."""
    parsed = email.utils.parsedate_tz(date)
    try:
        return max(0.0, email.utils.mktime_tz(parsed) - time.time()) if parsed else 0.0
    except (ValueError, OverflowError):
        return 0.0


def _clean(words: str, key: str) -> str:
    printable = "".join(char if char.isprintable() else " " for char in words.replace(key, "***"))
    shortened = " ".join(printable.split())
    return shortened if len(shortened) <= WORDS_OF_THEIRS else shortened[:WORDS_OF_THEIRS] + "…"
