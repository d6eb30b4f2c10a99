"""E2B's template build API on loopback, as its OpenAPI document describes it and the SDK calls it.

Create a template, start its build, poll its status with the logs in pages; images are not really built. A
request that the document does not allow is refused with 400, so a test fails by it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from tests.fakes.loopback import Loopback

Json = dict[str, Any]
PAGE = 100  # log entries in one answer
STEPS = ("RUN", "USER", "WORKDIR", "ENV", "COPY")


@dataclass(frozen=True)
class Answer:
    """What is said instead; ``body`` None hangs up without a word."""

    status: int
    body: bytes | None = b"{}"

    @staticmethod
    def error(status: int, message: str) -> Answer:
        return Answer(status, json.dumps({"code": status, "message": message}).encode())


@dataclass
class Build:
    """A template's build: how often it still says that it goes on, and how it ends."""

    name: str
    request: Json
    steps: Json | None = None
    asked: int = 0


@dataclass
class TemplateServer:
    """Builds end "ready" after ``polls`` answers, or with the error that ``failing`` has for their name.

    ``instead`` may answer a request, by method and path, before the server does.
    """

    key: str = "e2b_0123456789abcdef0123456789abcdef01234567"
    polls: int = 2
    logs: tuple[tuple[str, str], ...] = (("info", "pulling"),)  # level, message
    failing: Mapping[str, Json | None] = field(default_factory=dict)
    instead: Callable[[str, str], Answer | None] = lambda *_: None
    builds: dict[str, Build] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    _loopback: Loopback = field(init=False)

    def __enter__(self) -> Self:
        owner = self

        class Handler(_Handler):
            server_of = owner

        self._loopback = Loopback(Handler).__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loopback.__exit__(kind, error, trace)

    @property
    def url(self) -> str:
        return self._loopback.url

    def answer(self, method: str, target: str, key: str, body: bytes) -> Answer:
        path = urlsplit(target).path
        said = self.instead(method, path)
        if said is not None:
            return said
        if key != self.key:
            return Answer.error(401, "Invalid API key")
        query = {name: values[-1] for name, values in parse_qs(urlsplit(target).query).items()}
        for (wanted, pattern), serve in _ROUTES.items():
            found = re.fullmatch(pattern, path)
            if found and wanted == method:
                return self._checked(serve(self, found.groups(), json.loads(body or b"{}"), query))
        return self._checked(Answer.error(404, f"no route {method} {path}"))

    def _checked(self, answer: Answer) -> Answer:
        if answer.status >= 400:
            self.refused.append((answer.body or b"").decode())
        return answer

    def create(self, _: tuple[str, ...], body: Json, __: Json) -> Answer:
        known = {"name": str, "tags": list, "cpuCount": int, "memoryMB": int, "minFreeDiskMB": int}
        wrong = [key for key, value in body.items() if not isinstance(value, known.get(key, ()))]
        if wrong or not re.fullmatch(r"[a-z0-9._-]{1,128}(:[\w.-]+)?", body.get("name", "")):
            return Answer.error(400, f"bad request: {wrong or body}")
        if body.get("memoryMB", 512) % 2:
            return Answer.error(400, "the memory must be even")
        number = f"b{len(self.builds)}"
        self.builds[number] = Build(body["name"], body)
        made = {"templateID": f"t-{body['name']}", "buildID": number, "public": False}
        return _json(202, {**made, "names": [body["name"]], "aliases": [body["name"]], "tags": ["default"]})

    def start(self, ids: tuple[str, ...], body: Json, _: Json) -> Answer:
        build = self.builds.get(ids[1])
        if build is None or ids[0] != f"t-{build.name}":
            return Answer.error(404, "no such build")
        steps = body.get("steps", [])
        bad = [step for step in steps if step.get("type") not in STEPS or not _texts(step.get("args", []))]
        if bad or len({"fromImage", "fromTemplate"} & body.keys()) != 1:
            return Answer.error(400, f"bad steps: {bad or body}")
        build.steps = body
        return Answer(202, b"")

    def status(self, ids: tuple[str, ...], _: Json, query: Json) -> Answer:
        build = self.builds.get(ids[1])
        if build is None or build.steps is None:
            return Answer.error(404, "no such build, or it was not started")
        build.asked += 1
        told: Json = {"templateID": ids[0], "buildID": ids[1], "logs": [], "status": "building"}
        at = int(query.get("logsOffset", 0))
        entries = [
            {"timestamp": "2026-11-23T10:00:00Z", "level": level, "message": message}
            for level, message in self.logs
        ]
        told["logEntries"] = entries[at : at + PAGE]
        if build.asked > self.polls:
            told["status"] = "error" if build.name in self.failing else "ready"
            reason = self.failing.get(build.name)
            told |= {"reason": reason} if reason else {}
        return _json(200, told)


_ROUTES: Mapping[tuple[str, str], Callable[..., Answer]] = {
    ("POST", "/v3/templates"): TemplateServer.create,
    ("POST", "/v2/templates/([^/]+)/builds/([^/]+)"): TemplateServer.start,
    ("GET", "/templates/([^/]+)/builds/([^/]+)/status"): TemplateServer.status,
}


def _json(status: int, value: Json) -> Answer:
    return Answer(status, json.dumps(value).encode())


def _texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_of: TemplateServer

    def log_message(self, *args: object) -> None:
        """Nobody reads it."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        key = self.headers.get("x-api-key") or ""
        answer = self.server_of.answer(self.command, self.path, key, body)
        if answer.body is None:
            self.close_connection = True
            return
        self.send_response(answer.status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
