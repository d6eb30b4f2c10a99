"""The HTTP side: routes over a Repository, answers checked against the schemas, failures on demand."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from tests.fakes.github import accounts, git_data, issues, pulls, routes
from tests.fakes.github.routes import Answer, Asked, Site
from tests.fakes.github.store import Repository
from tests.fakes.loopback import Loopback

TOPICS = (accounts, git_data, issues, pulls)  # each adds its routes when it is imported


@dataclass
class Fault:
    """Hits calls whose "METHOD path" matches ``on``, ``times`` of them after letting ``skip`` pass.

    ``after``: the effect takes place, only the answer is lost or replaced. ``drop`` closes the connection.
    """

    on: str
    status: int = 500
    message: str = "injected"
    times: int = 1
    skip: int = 0
    after: bool = False
    drop: bool = False
    raw: bytes | None = None  # the whole body, for what is not GitHub's JSON
    headers: dict[str, str] = field(default_factory=dict)

    def hits(self, call: str) -> bool:
        if self.times <= 0 or not re.search(self.on, call):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True


@dataclass
class FakeGitHub:
    """Serves ``repository``; ``calls`` keeps "METHOD path" of everything asked, in order.

    ``after_call``: run after every call took effect and before it is answered, with the call's number.
    """

    repository: Repository = field(default_factory=Repository)
    token: str = "ghs_test"
    failures: list[Fault] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    after_call: Callable[[int], None] = lambda _: None
    lock: threading.RLock = field(default_factory=threading.RLock)
    _loopback: Loopback = field(init=False)

    def __enter__(self) -> Self:
        owner = self

        class Handler(_Handler):
            github = owner

        self._loopback = Loopback(Handler).__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loopback.__exit__(kind, error, trace)

    @property
    def url(self) -> str:
        return self._loopback.url

    @property
    def writes(self) -> list[str]:
        return [call for call in self.calls if not call.startswith("GET ") and "graphql" not in call]

    def answer(self, asked: Asked, authorization: str) -> Answer | None:
        """The answer, or None to close the connection without one."""
        call = f"{asked.method} {asked.path}"
        with self.lock:
            self.calls.append(call)
            fault = next((one for one in self.failures if one.hits(call)), None)
            if (
                authorization not in (f"token {self.token}", f"Bearer {self.token}")
                and "/codeload/" not in asked.path
            ):
                return routes.error(401, "Bad credentials")
            site = Site(self.repository, self.url)
            answer = routes.answer(site, asked) if fault is None or fault.after else None
            self.after_call(len(self.calls))
        if fault is None:
            return answer
        if fault.drop:
            return None
        if fault.raw is not None:
            return Answer(fault.status, None, fault.headers, raw=fault.raw)
        return routes.error(fault.status, fault.message, fault.headers)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    github: FakeGitHub

    def log_message(self, *args: object) -> None:
        """Nobody reads it."""

    def _handle(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        body: Any = json.loads(raw) if raw else None
        asked = Asked(self.command, unquote(parts.path), query, body)
        answer = self.github.answer(asked, self.headers.get("authorization") or "")
        if answer is None:
            self.close_connection = True
            return
        data = (
            answer.raw
            if answer.raw is not None
            else b""
            if answer.status == 204
            else json.dumps(answer.body).encode()
        )
        self.send_response(answer.status)
        headers = {
            "content-type": "application/json; charset=utf-8",
            **answer.headers,
            "content-length": str(len(data)),
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _handle  # noqa: N815 - http.server's names
