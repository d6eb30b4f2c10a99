"""Makes a cassette from a script: ``python -m tests.record_demo SCRIPT.json CASSETTE.yaml``.

The script ({"plan": ..., "script": [...]}, see tests/fakes/model_server.py) is said once by the scripted
server, through the real openai SDK, and recorded as a run would record it. The plan comes first.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from codeonfly.adapters.openai_model import OpenAIModel
from codeonfly.adapters.recording import recording
from codeonfly.ports import ModelRequest, Text
from codeonfly.settings import DEFAULT_MODEL, PriceSettings
from tests.fakes.model_server import Entry, ModelServer, Say, script_from


def script_of(told: dict) -> list[Entry]:
    """Everything the recording says, in order: the plan, then the agent's replies."""
    plan = told["plan"]
    said = plan if isinstance(plan, str) else json.dumps(plan)
    usage = told.get("plan_usage", {})
    return [Say(said, **usage), *script_from(told["script"])]


async def record(script: list[Entry], cassette: Path) -> None:
    """Asks once for every entry of the script, and records it."""
    with ModelServer(script) as server, recording(cassette):
        prices = {DEFAULT_MODEL: PriceSettings(0, 0, 0)}
        async with OpenAIModel("never-recorded", server.url, prices=prices) as model:
            for _ in script:
                await model.reply(ModelRequest(DEFAULT_MODEL, "", (Text("user", "next"),)))


def main(script: str, cassette: str) -> None:
    told = json.loads(Path(script).read_text())
    asyncio.run(record(script_of(told), Path(cassette)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
