"""A run's model replies on tape, and played back without a server, a key or a network."""

from __future__ import annotations

import asyncio
import urllib.request
from pathlib import Path

import pytest

from codeonfly.adapters.openai_model import OpenAIModel
from codeonfly.adapters.recording import recording, replaying
from codeonfly.errors import ServiceError, UserError
from codeonfly.ports import ModelRequest, Text
from codeonfly.settings import PriceSettings
from tests.fakes.model_server import Call, Entry, ModelServer, Say

SCRIPT = [
    Say(
        '{"summary": "the plan"}',
        headers={"set-cookie": "session=cookie-secret", "openai-organization": "acme"},
    ),
    Say(calls=[Call("bash", command="ls")], input=900, cached=800),
    Say("end"),
]
PRICES = {"m": PriceSettings(1, 0.1, 5)}


async def record(script: list[Entry], cassette: Path) -> None:
    with ModelServer(script) as server, recording(cassette):
        async with OpenAIModel("never-recorded", server.url, prices=PRICES) as model:
            for _ in script:
                await ask(model)
                with await asyncio.to_thread(urllib.request.urlopen, f"{server.url}/models") as other:
                    assert other.status == 200


async def ask(model: OpenAIModel) -> object:
    return (
        await model.reply(ModelRequest("m", "my private rules", (Text("user", "my private words"),)))
    ).turn.text


async def test_replies_come_back_in_order_with_their_usage(tmp_path: Path) -> None:
    await record(SCRIPT, tmp_path / "tape.yaml")
    with replaying(tmp_path / "tape.yaml"):
        async with OpenAIModel("recorded", prices=PRICES) as model:
            request = ModelRequest("m", "other rules", (Text("user", "other words"),))
            replies = [await model.reply(request) for _ in SCRIPT]
    assert replies[0].turn.text == '{"summary": "the plan"}'
    assert replies[1].turn.tool_calls[0].name == "bash"
    assert (replies[1].usage.input, replies[1].usage.cached) == (900, 800)
    assert replies[2].turn.text == "end"


async def test_a_tape_that_ran_out_says_so(tmp_path: Path) -> None:
    await record(SCRIPT[:1], tmp_path / "tape.yaml")
    async with OpenAIModel("recorded", prices=PRICES) as model:
        with pytest.raises(ServiceError, match="holds no further reply"), replaying(tmp_path / "tape.yaml"):
            await asyncio.gather(ask(model), ask(model))


async def test_nothing_private_is_on_tape(tmp_path: Path) -> None:
    await record(SCRIPT, tmp_path / "tape.yaml")
    tape = (tmp_path / "tape.yaml").read_text()
    for secret in (
        "never-recorded",
        "uthorization",
        "cookie",
        "acme",
        "req_secret",
        "127.0.0.1",
        "private",
        "x-stainless",
    ):
        assert secret not in tape, secret
    assert tape.count("uri: https://model.invalid/v1/responses") == tape.count("uri:") == len(SCRIPT)
    assert "the plan" in tape


async def test_loopback_is_left_alone_while_replaying(tmp_path: Path) -> None:
    await record(SCRIPT[:1], tmp_path / "tape.yaml")
    with replaying(tmp_path / "tape.yaml"), ModelServer(models=["m"]) as server:
        async with OpenAIModel("key", server.url, prices=PRICES) as local:
            server.script = ["from loopback"]
            assert await ask(local) == "from loopback"


def test_no_such_tape(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no recording at"), replaying(tmp_path / "none.yaml"):
        pass
