"""What a run asks of a model, and the frozen values that cross that line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from codeonfly.money import Usage


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool offered to the model; ``parameters`` is a JSON Schema object."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool call as the model wrote it; ``arguments`` is its raw JSON, possibly malformed."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class ToolResult:
    """The answer to the ToolCall of the same id."""

    id: str
    output: str


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words of one side."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class ModelTurn:
    """A model's earlier reply, handed back unchanged; ``raw`` is the adapter's own (reasoning items...)."""

    text: str
    tool_calls: tuple[ToolCall, ...]
    raw: Any = field(default=None, repr=False)


Message = Text | ModelTurn | ToolResult


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One call. The prefix (instructions, tools, first messages) must be byte-stable between steps."""

    model: str
    instructions: str
    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...] = ()
    schema: Mapping[str, Any] | None = None  # JSON Schema of the whole answer; excludes tools
    schema_name: str = ""
    max_output_tokens: int = 16_000
    cache_key: str = ""
    effort: str = ""  # reasoning effort; "" leaves it to the vendor


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, and what it was billed. ``truncated``: the output limit cut it."""

    turn: ModelTurn
    usage: Usage
    model: str
    truncated: bool = False


class Model(Protocol):
    """A vendor's models, whichever is named in the request."""

    async def reply(self, request: ModelRequest) -> Reply:
        """One billed call. Raises UserError (key, model name, address) or ServiceError."""
        ...

    async def price_microdollars(self, model: str, usage: Usage) -> int | None:
        """What this usage costs, or None when the model has no known price. Raises ServiceError."""
        ...
