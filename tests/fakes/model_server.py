"""A model server on loopback that says what a script tells it: Responses API and Chat Completions.

    with ModelServer(["hello", Say(calls=[Call("bash", command="ls")])]) as server:
        OpenAIModel("any", base_url=server.url)

An entry of the script is a text, a ``Say``, or a function of the request's body that returns one of them.
Requests for JSON (the council's) are answered from ``plan`` and don't use up the script. Also a program:
``python -m tests.fakes.model_server SCRIPT.json`` prints the address and serves until it is killed.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.fakes.loopback import Loopback

Json = dict[str, Any]


class Call:
    """A tool call; ``raw`` sends these arguments as they are, however broken."""

    def __init__(self, tool: str, /, *, raw: str | None = None, **arguments: Any) -> None:
        self.name = tool
        self.arguments = json.dumps(arguments) if raw is None else raw


@dataclass(frozen=True)
class Say:
    """One answer. ``body`` replaces the whole HTTP body; ``status`` other than 200 is an error answer."""

    text: str = ""
    calls: Sequence[Call] = ()
    input: int | None = None  # tokens; by default as many as the prompt's bytes make
    cached: int = 0
    output: int | None = None
    reasoning: int = 0
    written: int = 0
    thought: str = ""  # encrypted reasoning, Responses API only
    truncated: bool = False
    delay_seconds: float = 0.0
    status: int = 200
    error: str = ""
    code: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    hang_up: bool = False  # close the connection without an answer


Entry = str | Say | Callable[[Json], "str | Say"]


@dataclass
class ModelServer:
    """Serves ``script`` in order; ``requests`` keeps what was asked: (path, headers, body, raw body)."""

    script: Sequence[Entry] = ()
    plan: Any = None  # the answer to requests for JSON: a value, a Say, or a function of the body
    models: Sequence[str] | None = None  # those it knows; None: every one
    key: str | None = None  # the key it accepts; None: every one
    requests: list[Asked] = field(default_factory=list)
    _said: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
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
    def port(self) -> int:
        return self._loopback.port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def bodies(self) -> list[Json]:
        """The JSON bodies of all requests, in order."""
        return [asked.body for asked in self.requests]

    @property
    def prompts(self) -> list[Json]:
        """The bodies of requests that were answered from the script: those of the agent."""
        return [asked.body for asked in self.requests if wanted_schema(asked.body) is None]

    def answer(self, asked: Asked) -> Say:
        """What to say to this request; the script's next entry, unless the request is wrong."""
        with self._lock:
            self.requests.append(asked)
            refusal = self._refusal(asked)
            if refusal:
                return refusal
            schema = wanted_schema(asked.body)
            if schema is not None and self.plan is not False:
                return self._planned(schema, asked.body)
            if self._said >= len(self.script):
                return Say(status=400, error="the script has come to its end", code="script_ended")
            entry = self.script[self._said]
            self._said += 1
        said = entry(asked.body) if callable(entry) else entry
        return Say(said) if isinstance(said, str) else said

    def _refusal(self, asked: Asked) -> Say | None:
        if asked.path not in ("/v1/responses", "/v1/chat/completions"):
            return Say(status=404, body=b"<html>Not Found</html>")
        if self.key is not None and asked.headers.get("authorization") != f"Bearer {self.key}":
            return Say(status=401, error="Incorrect API key provided", code="invalid_api_key")
        model = asked.body.get("model")
        if self.models is not None and model not in self.models:
            return Say(status=404, error=f"The model `{model}` does not exist", code="model_not_found")
        return None

    def _planned(self, schema: Json, body: Json) -> Say:
        plan = self.plan(body) if callable(self.plan) else self.plan
        if isinstance(plan, Say):
            return plan
        if isinstance(plan, str):
            return Say(plan)
        return Say(json.dumps(conforming(schema) if plan is None else _fitted(plan, schema)))


@dataclass(frozen=True)
class Asked:
    """A request as it came over the wire."""

    path: str
    headers: Mapping[str, str]
    body: Json
    raw: bytes


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body in one packet
    server_of: ModelServer

    def log_message(self, *args: object) -> None:
        """Nobody reads it."""

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, ValueError):
            self.close_connection = True

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        asked = Asked(
            self.path, {name.lower(): value for name, value in self.headers.items()}, _parsed(raw), raw
        )
        say = self.server_of.answer(asked)
        if say.delay_seconds:
            time.sleep(say.delay_seconds)
        if say.hang_up:
            self.close_connection = True
            return
        self._send(say, body_of(say, asked))

    def do_GET(self) -> None:
        names = self.server_of.models or ()
        listed = {"object": "list", "data": [{"id": name, "object": "model"} for name in names]}
        self._send(Say(), json.dumps(listed).encode())

    def _send(self, say: Say, body: bytes) -> None:
        self.send_response(say.status)
        headers = {"content-type": "application/json", "x-request-id": "req_secret_of_the_account"}
        for name, value in {**headers, **say.headers, "content-length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


def _parsed(raw: bytes) -> Json:
    try:
        body = json.loads(raw)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


# --- answers on the wire --------------------------------------------------------------------------


def body_of(say: Say, asked: Asked) -> bytes:
    """The HTTP body that says it in the protocol of the request's path."""
    if say.body is not None:
        return say.body
    if say.status != 200:
        error = {
            "message": say.error or f"scripted {say.status}",
            "type": "scripted",
            "code": say.code or None,
        }
        return json.dumps({"error": error}).encode()
    chat = asked.path.endswith("/chat/completions")
    return json.dumps((_chat if chat else _responses)(say, asked)).encode()


def _responses(say: Say, asked: Asked) -> Json:
    number = len(asked.raw)
    output: list[Json] = []
    if say.thought:
        output.append(
            {"type": "reasoning", "id": f"rs_{number}", "summary": [], "encrypted_content": say.thought}
        )
    if say.text:
        part = {"type": "output_text", "text": say.text, "annotations": []}
        output.append(
            {
                "type": "message",
                "id": f"msg_{number}",
                "role": "assistant",
                "status": "completed",
                "content": [part],
            }
        )
    for index, call in enumerate(say.calls):
        output.append(
            {
                "type": "function_call",
                "id": f"fc_{number}_{index}",
                "call_id": f"call_{number}_{index}",
                "name": call.name,
                "arguments": call.arguments,
                "status": "completed",
            }
        )
    tokens = _tokens(say, asked)
    return {
        "id": f"resp_{number}",
        "object": "response",
        "created_at": 0,
        "model": asked.body.get("model"),
        "status": "incomplete" if say.truncated else "completed",
        "incomplete_details": {"reason": "max_output_tokens"} if say.truncated else None,
        "error": None,
        "output": output,
        "usage": {
            "input_tokens": tokens[0],
            "input_tokens_details": {"cached_tokens": say.cached, "cache_write_tokens": say.written},
            "output_tokens": tokens[1],
            "output_tokens_details": {"reasoning_tokens": say.reasoning},
            "total_tokens": sum(tokens),
        },
    }


def _chat(say: Say, asked: Asked) -> Json:
    number = len(asked.raw)
    calls = [
        {
            "id": f"call_{number}_{index}",
            "type": "function",
            "function": {"name": call.name, "arguments": call.arguments},
        }
        for index, call in enumerate(say.calls)
    ]
    message: Json = {"role": "assistant", "content": say.text or None}
    if calls:
        message["tool_calls"] = calls
    reason = "length" if say.truncated else "tool_calls" if calls else "stop"
    tokens = _tokens(say, asked)
    return {
        "id": f"chatcmpl-{number}",
        "object": "chat.completion",
        "created": 0,
        "model": asked.body.get("model"),
        "choices": [{"index": 0, "message": message, "finish_reason": reason}],
        "usage": {
            "prompt_tokens": tokens[0],
            "prompt_tokens_details": {"cached_tokens": say.cached, "cache_write_tokens": say.written},
            "completion_tokens": tokens[1],
            "completion_tokens_details": {"reasoning_tokens": say.reasoning},
            "total_tokens": sum(tokens),
        },
    }


def _tokens(say: Say, asked: Asked) -> tuple[int, int]:
    said = len(say.text) + sum(len(call.arguments) + len(call.name) for call in say.calls)
    given_in = len(asked.raw) // 4 if say.input is None else say.input
    given_out = said // 4 + 1 if say.output is None else say.output
    return given_in, given_out


# --- plans ----------------------------------------------------------------------------------------


def wanted_schema(body: Json) -> Json | None:
    """The JSON Schema a request asks its answer to conform to, in either protocol; None for plain ones."""
    form = (body.get("text") or {}).get("format") or {}
    if form.get("type") == "json_schema":
        return dict(form["schema"])
    form = body.get("response_format") or {}
    if form.get("type") == "json_schema":
        return dict(form["json_schema"]["schema"])
    return None


def _fitted(plan: Any, schema: Json) -> Any:
    """``plan`` with what the schema wants besides, and without what it doesn't know."""
    if not isinstance(plan, Mapping) or schema.get("type") != "object":
        return plan
    return {
        name: plan[name] if name in plan else conforming(part) for name, part in schema["properties"].items()
    }


def conforming(schema: Json) -> Any:
    """The plainest value that conforms to a schema of our own kind."""
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {name: conforming(part) for name, part in schema.get("properties", {}).items()}
        case "array":
            return [conforming(schema["items"])]
        case "boolean":
            return True
        case "integer" | "number":
            return 0
    return "as requested"


# --- scripts in files -----------------------------------------------------------------------------


def script_from(values: Sequence[Any]) -> list[Entry]:
    """A script from JSON: texts, and objects of ``Say``'s fields with calls as {"tool", "arguments"}."""
    return [_entry(value) for value in values]


def _entry(value: Any) -> Entry:
    if isinstance(value, str):
        return value
    calls = [Call(call["tool"], **call.get("arguments", {})) for call in value.get("calls", ())]
    return Say(**{**value, "calls": calls})


def main(path: str) -> None:
    """Serves the script in a JSON file ({"plan": ..., "script": [...]}) until the process is ended."""
    told = json.loads(Path(path).read_text())
    with ModelServer(script_from(told["script"]), plan=told.get("plan")) as server:
        print(json.dumps({"url": server.url}), flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1])
