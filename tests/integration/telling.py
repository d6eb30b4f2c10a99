"""What the stories through ``resolve()`` share: a small Node repository, a cast of models, and one call."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codeonfly.journal import Entry, Event, Journal
from codeonfly.money import Usage
from codeonfly.ports import ModelRequest, Reply
from codeonfly.record import Record
from codeonfly.request import from_text
from codeonfly.resolve import resolve
from codeonfly.run import Task
from codeonfly.settings import Settings
from codeonfly.tree import File, Tree
from tests.fakes.direct_sandbox import DirectHost
from tests.fakes.model_server import Call
from tests.fakes.scripted_model import Entry as Says
from tests.fakes.scripted_model import ScriptedModel
from tests.fakes.watched_host import GOES_ON, Watch, WatchedHost

HALF = "exports.half = (n) => n / 2;\n"
DOUBLE = f"{HALF}exports.double = (n) => 2 * n;\n"
WRONG = f"{HALF}exports.double = (n) => n + 2;\n"
HALF_TEST = """const test = require('node:test');
const assert = require('node:assert');
const { half } = require('../calc');

test('half of four', () => assert.strictEqual(half(4), 2));
"""
DOUBLE_TEST = """const test = require('node:test');
const assert = require('node:assert');
const { double } = require('../calc');

test('double of five', () => assert.strictEqual(double(5), 10));
"""
BASE = Tree(
    "a" * 40,
    {
        "package.json": File("100644", b'{"name": "calc", "scripts": {"test": "node --test"}}\n'),
        "calc.js": File("100644", HALF.encode()),
        "test/half.test.js": File("100644", HALF_TEST.encode()),
    },
)
PLAN = {
    "summary": "Add double.",
    "criteria": ["double(5) is 10"],
    "test_cases": ["double(5)"],
    "risks": [],
    "files": ["calc.js"],
    "nature": "behaviour",
    "changes_by_request": [],
    "environment": "",
}
CODE = Call("write_file", path="calc.js", content=DOUBLE)
BUG = Call("write_file", path="calc.js", content=WRONG)
TEST = Call("write_file", path="test/double.test.js", content=DOUBLE_TEST)
RUN = Call("bash", command="node --test test/half.test.js")
FINISH = Call(
    "finish", summary="Added it.", criteria=[{"id": "C1", "tests": ["test/double.test.js::double of five"]}]
)
GOOD: list[Says] = [[CODE, TEST, RUN, FINISH]]
BAD: list[Says] = [[BUG, TEST, RUN, FINISH]]


@dataclass
class Cast:
    """The council answers by what it is asked; the agent has its own script."""

    agent: ScriptedModel
    council: Callable[[str, ModelRequest], Any]
    asked: list[str] = field(default_factory=list)

    async def reply(self, request: ModelRequest) -> Reply:
        await asyncio.sleep(0)  # a model that takes no time could not be interrupted
        if request.schema is None:
            self.asked.append("agent")
            return await self.agent.reply(request)
        kind = kind_of(request)
        self.asked.append(kind)
        said = self.council(kind, request)
        said = await said if hasattr(said, "__await__") else said
        told = said if isinstance(said, str | Exception) else json.dumps(said)
        return await ScriptedModel([told], usage=self.agent.usage).reply(request)

    async def price_microdollars(self, model: str, usage: Usage) -> int | None:
        return await self.agent.price_microdollars(model, usage)


def kind_of(request: ModelRequest) -> str:
    """ "judge" of a finished change, "review" of proposals, "chair" or "proposal"."""
    names = (request.schema or {})["properties"]
    kinds = {"approve": "judge", "reviews": "review", "nature": "chair"}
    return next((kind for name, kind in kinds.items() if name in names), "proposal")


def usual(kind: str, request: ModelRequest) -> Any:
    """What a council of one mind says."""
    if kind == "judge":
        return {"approve": True, "reasons": []}
    if kind == "chair":
        return PLAN
    if kind == "proposal":
        return {part: PLAN[part] for part in ("summary", "criteria", "test_cases", "risks", "files")}
    letters = (request.schema or {})["properties"]["reviews"]["items"]["properties"]["proposal"]["enum"]
    return {"reviews": [{"proposal": letter, "agree": True, "objection": ""} for letter in letters]}


@dataclass(frozen=True)
class Told:
    """A story that has ended."""

    record: Record
    host: WatchedHost
    cast: Cast
    events: list[Event]

    @property
    def ending(self) -> tuple[str, int]:
        return self.record.outcome, self.record.exit_code

    @property
    def paths(self) -> tuple[str, ...]:
        return self.record.change.paths


async def tell(
    folder: Path,
    script: Sequence[Says],
    *,
    says: Callable[[str, ModelRequest], Any] = usual,
    watch: Watch = lambda *_: GOES_ON,
    stop_at: Callable[[Event], bool] = lambda _: False,
    base: Tree = BASE,
    usage: Usage = Usage(input=1_000, output=100),  # noqa: B008 - frozen
    seconds_left: float | None = None,
    **settings: Any,
) -> Told:
    """Runs ``resolve()`` to its end; interrupts it at the first event that ``stop_at`` is true of."""
    cast = Cast(ScriptedModel(list(script), usage=usage), says)
    host = WatchedHost(DirectHost(folder), watch)
    made = Settings(model="m", **settings)
    running: asyncio.Task[Record]

    def sink(entry: Entry) -> None:
        if stop_at(entry.event):
            running.cancel()

    journal = Journal((sink,))
    if seconds_left is not None:
        journal.started = time.monotonic() + seconds_left - made.max_minutes * 60
    task = Task("run-1", "2026-11-23T10:00:00Z", request(), base, made, labels={"run": "run-1"})
    running = asyncio.ensure_future(resolve(task, model=cast, host=host, journal=journal))
    record = await running
    assert "AssertionError" not in record.stopped, record.entries  # a script that did not fit the story
    return Told(record, host, cast, [entry.event for entry in journal.entries])


def request() -> Any:
    return from_text("Add double\n\ndouble(5) must be 10.\n", as_of="2026-11-23T10:00:00Z")
