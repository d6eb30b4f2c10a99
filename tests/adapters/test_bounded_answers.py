"""Answers without an end, over HTTP: each client reads a bound of them, and says so in one sentence."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx
import httpx2
import pytest

from codeonfly.adapters.bounded_answers import MOST_ERROR_BYTES, cut
from codeonfly.adapters.github_client import MOST_JSON_BYTES, Client, NotDone
from codeonfly.adapters.openai_model import MOST_ANSWER_BYTES, OpenAIModel
from codeonfly.commands.doctor import examine
from codeonfly.errors import ServiceError
from codeonfly.ports import ModelRequest, Text
from tests.fakes.loopback import Loopback

MEBIBYTE = 1 << 20
UNDERWAY = 24 * MEBIBYTE  # what the sockets of a connection that is closed may have taken
BOMB = gzip.compress(b" " * (64 * MEBIBYTE))
EVENT = b'event: response.output_text.delta\ndata: {"delta": "' + b"x" * 60_000 + b'"}\n\n'


@dataclass
class Flood:
    """A server that answers everything with the same bytes, for ever; ``sent`` are those of each answer."""

    piece: bytes = b" " * 65_536
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    sent: list[int] = field(default_factory=list)

    @contextlib.contextmanager
    def served(self) -> Iterator[str]:
        flood = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length") or 0))
                self.send_response(flood.status)
                for name, value in {"content-type": "application/json", **flood.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                flood.sent.append(0)
                with contextlib.suppress(OSError):
                    while flood.sent[-1] < 1 << 30:
                        self.wfile.write(flood.piece)
                        flood.sent[-1] += len(flood.piece)

            do_GET = do_POST  # noqa: N815 - http.server's name

            def log_message(self, *_: object) -> None:
                return

        with Loopback(Handler) as server:
            yield server.url


FLOODS: dict[str, Callable[[], Flood]] = {
    "blanks": Flood,
    "JSON that goes on": lambda: Flood(b'{"output": [' * 5_000),
    "events": lambda: Flood(EVENT, headers={"content-type": "text/event-stream"}),
}


async def at_once(_: float) -> None:
    await asyncio.sleep(0)


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
@pytest.mark.parametrize("api", ["responses", "chat"])
async def test_a_model_s_answer_has_an_end(flood: Callable[[], Flood], api: str) -> None:
    server = flood()
    with server.served() as url:
        async with OpenAIModel("key", f"{url}/v1", api=api, pause=at_once) as model:  # type: ignore[arg-type]
            with pytest.raises(ServiceError, match="can't be used: it is longer than 8 MiB") as told:
                await model.reply(ModelRequest("m", "rules", (Text("user", "go"),)))
    assert "\n" not in str(told.value)
    assert max(server.sent) < MOST_ANSWER_BYTES + UNDERWAY


async def test_an_answer_is_measured_unpacked() -> None:
    server = Flood(BOMB, headers={"content-encoding": "gzip", "content-length": str(len(BOMB))})
    with server.served() as url:
        async with OpenAIModel("key", f"{url}/v1", pause=at_once) as model:
            with pytest.raises(ServiceError, match="longer than 8 MiB"):
                await model.reply(ModelRequest("m", "rules", (Text("user", "go"),)))
        async with Client("t", url, pause=at_once) as client:
            with pytest.raises(ServiceError, match="did not answer after"):
                await client.get("/repos", "reading")


@pytest.mark.parametrize("status", [429, 500])
async def test_an_error_s_words_have_an_end_and_its_status_counts(status: int) -> None:
    server = Flood(status=status)
    with server.served() as url:
        async with OpenAIModel("key", f"{url}/v1", pause=at_once) as model:
            with pytest.raises(ServiceError, match=str(status)):
                await model.reply(ModelRequest("m", "rules", (Text("user", "go"),)))
        async with Client("t", url, pause=at_once) as client:
            with pytest.raises(ServiceError, match="GitHub"):
                await client.get("/repos", "reading")
    assert max(server.sent) < MOST_ERROR_BYTES + UNDERWAY


@pytest.mark.parametrize("call", ["get", "write", "pages"])
async def test_github_s_answers_have_an_end(call: str) -> None:
    server = Flood()
    with server.served() as url:
        async with Client("t", url, pause=at_once) as client:
            work = {
                "get": lambda: client.get("/repos", "reading"),
                "write": lambda: client.write("POST", "/repos", "writing", {}),
                "pages": lambda: client.pages("/repos", "listing"),
            }[call]
            with pytest.raises(ServiceError, match="did not answer after 5 tries"):
                await work()
    assert max(server.sent) < MOST_JSON_BYTES + UNDERWAY


async def test_github_s_refusal_of_any_length_is_its_status() -> None:
    with Flood(status=404).served() as url:
        async with Client("t", url) as client:
            with pytest.raises(NotDone, match="404"):
                await client.get("/repos", "reading")


def test_the_vendor_s_list_of_models_has_an_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    server = Flood()
    with server.served() as url:
        examine(tmp_path, {"OPENAI_API_KEY": "key", "OPENAI_BASE_URL": f"{url}/v1"}, as_json=True)
    found = [row for row in json.loads(capsys.readouterr().out) if row["what"] == "model"]
    assert [row["status"] for row in found] == ["wrong"]
    assert max(server.sent) < MOST_ANSWER_BYTES + UNDERWAY


@pytest.mark.parametrize("library", [httpx, httpx2])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(("length", "whole"), [(0, True), (99, True), (100, True), (101, False)])
async def test_what_is_within_the_bound_stays_as_it_is(
    library: object, packed: bool, length: int, whole: bool
) -> None:
    body = b"x" * length
    headers = {"content-encoding": "gzip"} if packed else {}
    raw = gzip.compress(body) if packed else body
    made = library.Response(200, headers=headers, stream=library.ByteStream(raw))  # type: ignore[attr-defined]
    made.request = library.Request("GET", "http://here.test")  # type: ignore[attr-defined]
    assert await cut(made, 100) is whole
    assert await made.aread() == body[:100]
