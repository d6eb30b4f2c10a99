"""The real openai SDK against a scripted server on loopback, in both protocols."""

from __future__ import annotations

import contextlib
import errno
import json
import socket
import ssl
import time
from collections.abc import AsyncIterator, Callable
from http.server import BaseHTTPRequestHandler

import httpx2
import openai
import pytest

from codeonfly.adapters.openai_errors import Address, read_failure
from codeonfly.adapters.openai_model import OpenAIModel
from codeonfly.errors import CodeonflyError, ServiceError, UserError
from codeonfly.money import Usage
from codeonfly.ports import ModelRequest, ModelTurn, Text, ToolCall, ToolResult, ToolSpec
from codeonfly.settings import PriceSettings
from tests.fakes.loopback import Loopback
from tests.fakes.model_server import Call, ModelServer, Say

KEY = "sk-very-secret-key-0123456789"
PRICES = {"m": PriceSettings(1, 0.1, 5)}
TOOL = ToolSpec("bash", "runs it", {"type": "object", "properties": {"command": {"type": "string"}}})
SCHEMA = {"type": "object", "properties": {"answer": {"type": "string"}}, "required": ["answer"]}
APIS = ("responses", "chat")


class Pauses(list[float]):
    """A pause that takes no time and remembers how long it was asked to be."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
async def ask() -> AsyncIterator[Callable[..., OpenAIModel]]:
    made: list[OpenAIModel] = []

    def make(server: ModelServer | str, api: str = "responses", **options: object) -> OpenAIModel:
        url = server if isinstance(server, str) else server.url
        options = {"pause": Pauses(), "prices": PRICES, **options}
        made.append(OpenAIModel(KEY, url, api=api, **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for model in made:
        await model.aclose()


def request(*messages: object, **options: object) -> ModelRequest:
    return ModelRequest("m", "rules", messages or (Text("user", "go"),), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("api", APIS)
async def test_text_and_usage(ask: Callable[..., OpenAIModel], api: str) -> None:
    with ModelServer([Say("done", input=100, cached=60, written=10, output=20, reasoning=5)]) as server:
        reply = await ask(server, api).reply(request())
    assert reply.turn.text == "done"
    assert reply.usage == Usage(input=100, cached=60, output=20, reasoning=5, written=10)
    assert (reply.model, reply.truncated) == ("m", False)


@pytest.mark.parametrize("api", APIS)
async def test_several_tool_calls_and_the_way_back(ask: Callable[..., OpenAIModel], api: str) -> None:
    script = [Say("I look", calls=[Call("bash", command="ls"), Call("bash", raw="{broken")]), "fine"]
    with ModelServer(script) as server:
        model = ask(server, api)
        first = await model.reply(request(tools=(TOOL,)))
        assert [call.arguments for call in first.turn.tool_calls] == ['{"command": "ls"}', "{broken"]
        results = tuple(ToolResult(call.id, f"out {call.id}") for call in first.turn.tool_calls)
        await model.reply(request(Text("user", "go"), first.turn, *results, tools=(TOOL,)))
    told = json.dumps(server.bodies[1])
    for call in first.turn.tool_calls:
        assert told.count(f'"{call.id}"') == 2
        assert f"out {call.id}" in told
    if api == "chat":  # servers that parse the history would refuse the rest of the work
        assert "{broken" not in told


async def test_calls_as_lesser_servers_write_them(ask: Callable[..., OpenAIModel]) -> None:
    calls = [
        {"function": {"name": "bash", "arguments": {"command": "ls"}}},
        {"id": None, "function": {"name": "x"}},
    ]
    body = json.dumps({"choices": [{"message": {"content": [{"text": "hi"}], "tool_calls": calls}}]})
    with ModelServer([Say(body=body.encode())]) as server:
        reply = await ask(server, "chat").reply(request())
    assert reply.turn.tool_calls == (
        ToolCall("call_0", "bash", '{"command": "ls"}'),
        ToolCall("call_1", "x", "{}"),
    )
    assert (reply.turn.text, reply.usage) == ("hi", Usage())


@pytest.mark.parametrize("api", APIS)
async def test_a_turn_of_another_run_can_be_handed_back(ask: Callable[..., OpenAIModel], api: str) -> None:
    calls = (ToolCall("c1", "bash", '{"command": "ls"}'), ToolCall("c2", "bash", "[" * 20_000))
    results = (ToolResult("c1", "file"), ToolResult("c2", "the arguments are not JSON"))
    with ModelServer(["ok"]) as server:
        turn = ModelTurn("thinking aloud", calls)
        await ask(server, api).reply(request(Text("user", "go"), turn, *results))
    assert "thinking aloud" in json.dumps(server.bodies[0])


@pytest.mark.parametrize("api", APIS)
async def test_a_cut_reply_is_said_to_be_cut(ask: Callable[..., OpenAIModel], api: str) -> None:
    with ModelServer([Say("half", truncated=True)]) as server:
        assert (await ask(server, api).reply(request())).truncated


@pytest.mark.parametrize("api", APIS)
async def test_json_is_asked_for_by_schema(ask: Callable[..., OpenAIModel], api: str) -> None:
    with ModelServer(plan={"answer": "yes"}) as server:
        reply = await ask(server, api).reply(request(schema=SCHEMA, schema_name="answer"))
    assert json.loads(reply.turn.text) == {"answer": "yes"}


@pytest.mark.parametrize("api", APIS)
async def test_each_step_begins_with_the_bytes_of_the_one_before(
    ask: Callable[..., OpenAIModel], api: str
) -> None:
    script = [Say(calls=[Call("bash", command="ls")]), "end"]
    with ModelServer(script) as server:
        model = ask(server, api)
        messages: list[object] = [Text("user", "go " * 50)]
        first = await model.reply(request(*messages, tools=(TOOL,)))
        messages += [first.turn, ToolResult(first.turn.tool_calls[0].id, "out")]
        await model.reply(request(*messages, tools=(TOOL,)))
    one, two = (asked.raw for asked in server.requests)
    shared = one[: one.rindex(b"]")]  # what follows is how long the answer may be
    assert two.startswith(shared)
    assert len(shared) > 0.9 * len(one)


async def test_nothing_is_stored_and_reasoning_goes_back_encrypted(ask: Callable[..., OpenAIModel]) -> None:
    with ModelServer([Say(thought="c2VjcmV0", calls=[Call("bash", command="ls")]), "end"]) as server:
        model = ask(server)
        first = await model.reply(request())
        await model.reply(
            request(Text("user", "go"), first.turn, ToolResult(first.turn.tool_calls[0].id, ""))
        )
    assert server.bodies[0]["store"] is False
    assert server.bodies[0]["include"] == ["reasoning.encrypted_content"]
    assert [item.get("encrypted_content") for item in server.bodies[1]["input"][1:3]] == ["c2VjcmV0", None]
    assert "id" not in server.bodies[1]["input"][2], "nothing is stored that it could name"


async def test_reasoning_that_nobody_can_read_again_stays_behind(ask: Callable[..., OpenAIModel]) -> None:
    output = [
        {"type": "reasoning", "id": "rs_1", "summary": []},
        {
            "type": "message",
            "id": "m_1",
            "role": "assistant",
            "content": [{"type": "output_text", "text": "hi"}],
        },
    ]
    with ModelServer(
        [Say(body=json.dumps({"status": "completed", "output": output}).encode()), "end"]
    ) as server:
        model = ask(server)
        first = await model.reply(request())
        await model.reply(request(Text("user", "go"), first.turn))
    said = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "hi"}]}
    assert server.bodies[1]["input"][1:] == [said]


def refusing(*words: str) -> Callable[[dict[str, object]], Say]:
    """A server that refuses bodies with a parameter it doesn't know, and names it."""

    def answer(body: dict[str, object]) -> Say:
        for word in words:
            if word in json.dumps(body):
                return Say(status=400, error=f"Unknown parameter: '{word}'", code="unknown_parameter")
        return Say('{"answer": "yes"}')

    return answer


@pytest.mark.parametrize(
    ("api", "words", "needed"),
    [
        ("responses", ["include"], "instructions"),
        ("responses", ["include", "store", "prompt_cache_key"], "instructions"),
        ("responses", ["json_schema"], "JSON Schema"),
        ("chat", ["response_format"], "JSON Schema"),
        ("chat", ["max_completion_tokens"], "max_tokens"),
        ("chat", ["strict"], "json_schema"),
    ],
)
async def test_servers_without_an_option_are_asked_without_it(
    ask: Callable[..., OpenAIModel], api: str, words: list[str], needed: str
) -> None:
    with ModelServer([refusing(*words)] * 6, plan=False) as server:
        model = ask(server, api)
        for _ in range(2):
            reply = await model.reply(request(schema=SCHEMA, cache_key="k"))
            assert reply.turn.text == '{"answer": "yes"}'
    last = json.dumps(server.bodies[-1])
    assert needed in last
    assert not any(f'"{word}"' in last for word in words)
    assert len(server.requests) == len(words) + 2, "what a server doesn't know is remembered"


@pytest.mark.parametrize(
    ("first", "waits"),
    [
        (Say(status=429, headers={"retry-after": "7"}), 7.0),
        (Say(status=429, headers={"retry-after-ms": "1500"}), 1.5),
        (Say(status=500), None),
        (Say(status=503, headers={"retry-after": "nonsense"}), None),
        (Say(status=503, headers={"retry-after": "Fri, 01 Jan 99999 00:00:00 GMT"}), None),
        (Say(status=503, body=b"[" * 200_000), None),
        (Say(hang_up=True), None),
        (Say(body=b"<html>busy</html>"), None),
        (Say(body=b'{"object": "response"}'), None),
    ],
)
async def test_what_passes_is_tried_again(
    ask: Callable[..., OpenAIModel], first: Say, waits: float | None
) -> None:
    pauses = Pauses()
    with ModelServer([first, "fine"]) as server:
        reply = await ask(server, pause=pauses).reply(request())
    assert reply.turn.text == "fine"
    assert len(pauses) == 1
    assert 0.2 < pauses[0] < 0.6 if waits is None else pauses[0] == waits


async def test_waiting_has_an_end(ask: Callable[..., OpenAIModel]) -> None:
    pauses = Pauses()
    with ModelServer([Say(status=503, error="busy")] * 20) as server:
        with pytest.raises(ServiceError, match="failed with 503: busy"):
            await ask(server, pause=pauses).reply(request())
        assert len(server.requests) == 6
    assert pauses == sorted(pauses)


async def test_no_wait_is_longer_than_the_patience_left(ask: Callable[..., OpenAIModel]) -> None:
    pauses = Pauses()
    with ModelServer([Say(status=429, headers={"retry-after": "50"})] * 3) as server:
        with pytest.raises(ServiceError, match="asked too often"):
            await ask(server, pause=pauses, patience_seconds=20).reply(request())
        assert len(server.requests) == 1
    assert pauses == []


@pytest.mark.parametrize(
    ("options", "api", "kind", "words"),
    [
        ({"key": "another"}, "responses", UserError, r"does not accept OPENAI_API_KEY \(401\)"),
        ({"script": [Say(status=403)]}, "chat", UserError, "may not use m"),
        ({"models": ["n"]}, "responses", UserError, "has no model 'm'.*`model`"),
        ({"models": ["n"]}, "chat", UserError, "has no model 'm'"),
        ({"script": [Say(status=404, body=b"nothing")]}, "responses", UserError, "`api: chat`"),
        ({"script": [Say(status=404, body=b"nothing")]}, "chat", UserError, "OPENAI_BASE_URL"),
        ({"script": [Say(status=400, error="unsupported reasoning.effort")]}, "chat", UserError, "`effort`"),
        ({"script": [Say(status=400, error="too long")]}, "chat", ServiceError, "refused the call.*too long"),
        (
            {"script": [Say(status=429, code="insufficient_quota")]},
            "responses",
            UserError,
            "no credit left",
        ),
        (
            {"script": [Say(body=b"<html>")] * 9},
            "responses",
            UserError,
            "not JSON; check that OPENAI_BASE_URL",
        ),
        ({"script": [Say(body=b'{"output": ')] * 9}, "chat", ServiceError, "not JSON; try again later"),
        ({"script": [Say(body=b"[" * 200_000)] * 9}, "chat", ServiceError, "not JSON; try again later"),
        ({"script": [Say(body=b'"hello"')] * 9}, "chat", ServiceError, "can't be used"),
        (
            {"script": [Say(body=b'{"choices": [{"message": {"content": 3}}]}')] * 9},
            "chat",
            ServiceError,
            "not what the protocol says",
        ),
        ({"script": [Say(body=b'{"choices": []}')] * 9}, "chat", ServiceError, "no `choices`"),
        (
            {"script": [Say(body=b'{"status":"failed","output":[],"error":{"message":"boom"}}')] * 9},
            "responses",
            ServiceError,
            "it failed: boom",
        ),
    ],
)
async def test_what_stays_wrong_is_said_in_one_sentence(
    ask: Callable[..., OpenAIModel],
    options: dict[str, object],
    api: str,
    kind: type[CodeonflyError],
    words: str,
) -> None:
    with ModelServer(**options) as server, pytest.raises(kind, match=words) as caught:  # type: ignore[arg-type]
        await ask(server, api).reply(request())
    assert type(caught.value) is kind
    assert "\n" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("broken", [Say(body=b"<html>"), Say(hang_up=True)])
async def test_an_address_that_answered_once_is_not_doubted(
    ask: Callable[..., OpenAIModel], broken: Say
) -> None:
    with ModelServer(["hello", *[broken] * 9]) as server:
        model = ask(server)
        await model.reply(request())
        with pytest.raises(ServiceError) as caught:
            await model.reply(request())
    assert "OPENAI_BASE_URL" not in str(caught.value)


async def test_the_key_is_in_no_message_and_no_repr(ask: Callable[..., OpenAIModel]) -> None:
    with ModelServer([Say(status=400, error=f"bad {KEY} bad")]) as server:
        model = ask(server)
        with pytest.raises(ServiceError) as caught:
            await model.reply(request())
    assert KEY not in str(caught.value)
    assert "bad *** bad" in str(caught.value)
    assert KEY not in repr(model)


async def test_a_server_that_is_not_there(ask: Callable[..., OpenAIModel]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: connections are refused
        port = taken.getsockname()[1]
        with pytest.raises(
            ServiceError, match=f"127.0.0.1:{port} can't be reached .Connection refused.*OPENAI_BASE_URL"
        ):
            await ask(f"http://user:{KEY}@127.0.0.1:{port}/v1").reply(request())


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (OSError(errno.ECONNREFUSED, "Connect call failed ('127.0.0.1', 9)"), "(Connection refused)"),
        (socket.gaierror(-2, "Name or service not known"), "(Name or service not known)"),
        (OSError("all connection attempts failed"), "(all connection attempts failed)"),
        (RuntimeError(), "(RuntimeError)"),
    ],
)
def test_why_a_server_can_not_be_reached(cause: Exception, words: str) -> None:
    error = openai.APIConnectionError(request=httpx2.Request("POST", "http://host/v1"))
    error.__cause__ = cause
    failure = read_failure(error, Address.parse("http://host:81/v1", "chat"), "m", KEY)
    assert f"host:81 can't be reached {words}; check" in str(failure.error)
    assert failure.again


def test_a_certificate_that_is_not_trusted_is_no_matter_of_trying_again() -> None:
    error = openai.APIConnectionError(request=httpx2.Request("POST", "https://host/v1"))
    error.__cause__ = ssl.SSLCertVerificationError(1, "certificate verify failed: self-signed")
    failure = read_failure(error, Address.parse("https://host/v1", "chat"), "m", KEY)
    assert isinstance(failure.error, UserError)
    assert "SSL_CERT_FILE" in str(failure.error)
    assert not failure.again


async def test_a_server_that_never_answers(ask: Callable[..., OpenAIModel]) -> None:
    with ModelServer([Say("late", delay_seconds=2)] * 2) as server:
        model = ask(server, timeout_seconds=0.2, patience_seconds=0.1)
        with pytest.raises(ServiceError, match="did not answer in time"):
            await model.reply(request())


class _Dripping(BaseHTTPRequestHandler):
    """Answers a blank at a time, for ever."""

    def do_POST(self) -> None:
        self.send_response(200)
        self.send_header("content-length", "1000000")
        self.end_headers()
        with contextlib.suppress(OSError):
            while True:
                self.wfile.write(b" ")
                time.sleep(0.05)

    def log_message(self, *_: object) -> None:
        return


async def test_a_server_that_never_comes_to_its_end(ask: Callable[..., OpenAIModel]) -> None:
    with Loopback(_Dripping) as server:
        model = ask(f"{server.url}/v1", timeout_seconds=0.4, patience_seconds=0.1)
        with pytest.raises(ServiceError, match="did not answer in time"):
            await model.reply(request())


@pytest.mark.parametrize("key", ["", "  ", "two words", "sk-\u00e9", "a\nb"])
def test_keys_that_can_not_be_right(key: str) -> None:
    with pytest.raises(UserError, match="OPENAI_API_KEY") as caught:
        OpenAIModel(key)
    assert not key.strip() or key not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["api.example.com/v1", "ftp://x/v1", "http://", "http://[::1", "http://a:b/v1"]
)
def test_addresses_that_can_not_be_right(url: str) -> None:
    with pytest.raises(UserError, match="OPENAI_BASE_URL is not an address"):
        OpenAIModel(KEY, url)


async def test_prices_come_from_settings(ask: Callable[..., OpenAIModel]) -> None:
    usage = Usage(input=1_000_000, cached=500_000, output=100_000)
    assert await ask("http://127.0.0.1:1/v1").price_microdollars("m", usage) == 500_000 + 50_000 + 500_000
