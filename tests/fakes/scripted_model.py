"""A ports.Model in memory that says what a script tells it, at 1, 0.1 and 5 dollars per million tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from codeonfly.money import Usage
from codeonfly.ports import ModelRequest, ModelTurn, Reply, ToolCall
from tests.fakes.model_server import Call

Entry = str | Call | Sequence[Call] | Exception | Reply | Callable[[ModelRequest], Any]


@dataclass
class ScriptedModel:
    """An exception in the script is raised; a model named in ``unpriced`` has no price."""

    script: list[Entry]
    usage: Usage = field(default_factory=lambda: Usage(input=1_000, output=100))
    unpriced: bool = False
    requests: list[ModelRequest] = field(default_factory=list)

    async def reply(self, request: ModelRequest) -> Reply:
        self.requests.append(request)
        assert self.script, "the script has come to its end"
        entry = self.script.pop(0)
        if callable(entry) and not isinstance(entry, Call):
            entry = entry(request)
            entry = await entry if hasattr(entry, "__await__") else entry
        if isinstance(entry, Exception):
            raise entry
        if isinstance(entry, Reply):
            return entry
        text, calls = (entry, ()) if isinstance(entry, str) else ("", entry)
        made = tuple(
            ToolCall(f"c{len(self.requests)}_{index}", call.name, call.arguments)
            for index, call in enumerate((calls,) if isinstance(calls, Call) else calls)
        )
        return Reply(ModelTurn(text, made), self.usage, request.model)

    async def price_microdollars(self, model: str, usage: Usage) -> int | None:
        plain = usage.input - usage.cached
        return None if self.unpriced else round(plain + usage.cached * 0.1 + usage.output * 5)
