"""Every paid model call passes here: checked against the budget before, charged after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from codeonfly.journal import Journal, Spent, Warned
from codeonfly.money import Budget, Charge, Usage
from codeonfly.ports import Message, Model, ModelRequest, ModelTurn, Reply, ToolSpec

BYTES_PER_TOKEN = 3  # about 4 in English, fewer in code: the estimate must not be below the bill
LEAST_OUTPUT = 500  # tokens; a shorter answer is of no use, so it isn't worth a call


async def ask(
    model: Model, request: ModelRequest, *, budget: Budget, journal: Journal, phase: str, share: int = 1
) -> Reply:
    """One model call whose output is capped by what the budget leaves; ``share``: how many run at once.

    Raises LimitReached before the call when the money left can't pay the prompt and a short answer,
    and whatever ``model.reply`` raises.
    """
    reply = await model.reply(await _affordable(model, request, budget, share))
    price = await model.price_microdollars(request.model, reply.usage)
    budget.charge(Charge("model", request.model, phase, price, reply.usage, calls=1))
    journal.emit(Spent(phase, budget.spent, budget.limit_microdollars))
    if price is None:
        journal.emit(
            Warned(
                f"{request.model} has no known price, so its calls are not in the total and the cost limit "
                "does not hold for them; set `prices` in the settings"
            )
        )
    return reply


async def _affordable(model: Model, request: ModelRequest, budget: Budget, share: int) -> ModelRequest:
    prompt = Usage(input=prompt_tokens(request))
    prompt_price = await model.price_microdollars(request.model, prompt)
    if prompt_price is None:
        budget.check(f"ask {request.model}")
        return request
    longest = Usage(input=prompt.input, output=request.max_output_tokens)
    most = await model.price_microdollars(request.model, longest) or 0
    per_token = max(1e-9, (most - prompt_price) / request.max_output_tokens)
    least = prompt_price + int(per_token * min(LEAST_OUTPUT, request.max_output_tokens)) + 1
    budget.check(f"ask {request.model}", least * share)
    affordable = int((budget.left / share - prompt_price) / per_token)
    return replace(request, max_output_tokens=min(request.max_output_tokens, affordable))


def prompt_tokens(request: ModelRequest) -> int:
    """An upper estimate of the input tokens, from the bytes of the prompt."""
    words = [request.instructions, *map(_words, request.messages), _schemas(request.tools)]
    if request.schema:
        words.append(json.dumps(request.schema))
    return -(-sum(len(text.encode("utf-8", "surrogatepass")) for text in words) // BYTES_PER_TOKEN)


def _words(message: Message) -> str:
    if isinstance(message, ModelTurn):
        return message.text + "".join(call.name + call.arguments for call in message.tool_calls)
    return message.text if hasattr(message, "text") else message.output


def _schemas(tools: Sequence[ToolSpec]) -> str:
    return "".join(tool.name + tool.description + json.dumps(dict(tool.parameters)) for tool in tools)
