"""Both of OpenAI's protocols, without I/O: a ModelRequest to a JSON body, a JSON answer to a Reply.

Bodies put what stays first and what changes last, so that the bytes of one step begin with the bytes
of the step before: that is what vendors' prompt caches, and ours to measure, go by.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from codeonfly.money import Usage
from codeonfly.ports import Message, ModelRequest, ModelTurn, Reply, Text, ToolCall, ToolResult

Json = dict[str, Any]


# Optional parts of a body, and how servers that don't know them name them when they refuse.
DROPPABLE: Mapping[str, tuple[str, ...]] = {
    "include": ("include", "encrypted"),
    "store": ("store",),
    "prompt_cache_key": ("prompt_cache_key",),
    "strict": ("strict",),
    "schema": ("response_format", "json_schema", "text.format"),
    "max_completion_tokens": ("max_completion_tokens",),
}


class NotAReplyError(ValueError):
    """The server answered with something else than its protocol promises."""


# --- Responses API --------------------------------------------------------------------------------


def responses_body(request: ModelRequest) -> Json:
    """The body of ``POST /responses``; nothing is stored with the vendor."""
    body: Json = {"model": request.model, "instructions": request.instructions, "store": False}
    if request.tools:
        body["tools"] = [
            {
                "type": "function",
                "name": tool.name,
                "description": tool.description,
                "parameters": dict(tool.parameters),
                "strict": False,
            }
            for tool in request.tools
        ]
    if request.schema is not None:
        body["text"] = {"format": {"type": "json_schema", **_schema(request)}}
    if request.effort:
        body["reasoning"] = {"effort": request.effort}
    body["include"] = ["reasoning.encrypted_content"]
    if request.cache_key:
        body["prompt_cache_key"] = request.cache_key
    body["input"] = [item for message in request.messages for item in _responses_items(message)]
    body["max_output_tokens"] = request.max_output_tokens
    return body


def _schema(request: ModelRequest) -> Json:
    return {"name": request.schema_name or "answer", "schema": dict(request.schema or {}), "strict": True}


def _responses_items(message: Message) -> list[Json]:
    if isinstance(message, ToolResult):
        return [{"type": "function_call_output", "call_id": message.id, "output": message.output}]
    if isinstance(message, Text):
        return [{"role": message.role, "content": message.text}]
    if isinstance(message.raw, list):
        return _handed_back(message.raw)
    said = [{"role": "assistant", "content": message.text}] if message.text else []
    return said + [
        {"type": "function_call", "call_id": call.id, "name": call.name, "arguments": call.arguments}
        for call in message.tool_calls
    ]


def _handed_back(output: list[Json]) -> list[Json]:
    """The vendor's items, without reasoning it can't read again and without names of what isn't stored."""
    kept = [item for item in output if item.get("type") != "reasoning" or item.get("encrypted_content")]
    return [item if item.get("type") == "reasoning" else _nameless(item) for item in kept]


def _nameless(item: Json) -> Json:
    bare = {key: value for key, value in item.items() if key not in ("id", "status")}
    if isinstance(bare.get("content"), list):
        parts = (part for part in bare["content"] if isinstance(part, Mapping))
        bare["content"] = [
            {key: value for key, value in part.items() if key not in ("annotations", "logprobs")}
            for part in parts
        ]
    return bare


def read_responses(data: object) -> Reply:
    """The reply in an answer of the Responses API. Raises NotAReplyError."""
    answer = _mapping(data, "answer")
    if not isinstance(answer.get("output"), list):
        raise NotAReplyError("it has no `output`")
    output = [_mapping(item, "output item") for item in answer["output"]]
    if answer.get("status") == "failed":
        error = answer.get("error")
        raise NotAReplyError(f"it failed: {error.get('message') if isinstance(error, Mapping) else error}")
    text = "".join(_spoken(item) for item in output if item.get("type") == "message")
    calls = tuple(
        ToolCall(_string(item, "call_id"), _string(item, "name"), _string(item, "arguments"))
        for item in output
        if item.get("type") == "function_call"
    )
    usage = answer.get("usage") or {}
    return Reply(
        ModelTurn(text, calls, raw=output),
        _usage(usage, "input_tokens", "output_tokens"),
        str(answer.get("model") or ""),
        truncated=answer.get("status") == "incomplete",
    )


def _spoken(item: Json) -> str:
    parts = item.get("content")
    if isinstance(parts, str):
        return parts
    return "".join(
        str(part.get("text") or part.get("refusal") or "")
        for part in parts or ()
        if isinstance(part, Mapping)
    )


# --- Chat Completions -----------------------------------------------------------------------------


def chat_body(request: ModelRequest) -> Json:
    """The body of ``POST /chat/completions``."""
    body: Json = {"model": request.model}
    if request.tools:
        body["tools"] = [
            {
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": dict(tool.parameters),
                },
            }
            for tool in request.tools
        ]
    if request.schema is not None:
        body["response_format"] = {"type": "json_schema", "json_schema": _schema(request)}
    if request.effort:
        body["reasoning_effort"] = request.effort
    if request.cache_key:
        body["prompt_cache_key"] = request.cache_key
    system = [{"role": "system", "content": request.instructions}]
    body["messages"] = system + [_chat_message(message) for message in request.messages]
    body["max_completion_tokens"] = request.max_output_tokens
    return body


def _chat_message(message: Message) -> Json:
    if isinstance(message, ToolResult):
        return {"role": "tool", "tool_call_id": message.id, "content": message.output}
    if isinstance(message, Text):
        return {"role": message.role, "content": message.text}
    turn: Json = {"role": "assistant", "content": message.text or None}
    if message.tool_calls:
        turn["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": _parsable(call.arguments)},
            }
            for call in message.tool_calls
        ]
    elif not message.text:
        turn["content"] = ""  # an assistant message must have one or the other
    return turn


def _parsable(arguments: str) -> str:
    """Some servers refuse a history with malformed arguments, and the model was told about them anyway."""
    try:
        json.loads(arguments)
    except (ValueError, RecursionError):
        return "{}"
    return arguments


def read_chat(data: object) -> Reply:
    """The reply in an answer of Chat Completions. Raises NotAReplyError."""
    answer = _mapping(data, "answer")
    choices = answer.get("choices")
    if not isinstance(choices, list) or not choices:
        raise NotAReplyError("it has no `choices`")
    choice = _mapping(choices[0], "choice")
    message = _mapping(choice.get("message"), "message")
    text = message.get("content") or message.get("refusal") or ""
    listed = enumerate(message.get("tool_calls") or ())
    calls = tuple(_chat_call(_mapping(call, "tool call"), index) for index, call in listed)
    return Reply(
        ModelTurn(text if isinstance(text, str) else _spoken(message), calls),
        _usage(answer.get("usage") or {}, "prompt_tokens", "completion_tokens"),
        str(answer.get("model") or ""),
        truncated=choice.get("finish_reason") == "length",
    )


def _chat_call(call: Json, index: int) -> ToolCall:
    function = _mapping(call.get("function"), "function of a tool call")
    arguments = function.get("arguments")
    if not isinstance(arguments, str):  # some servers hand over the object itself, or nothing
        arguments = json.dumps(arguments or {})
    return ToolCall(str(call.get("id") or f"call_{index}"), _string(function, "name"), arguments)


# --- both -----------------------------------------------------------------------------------------


def without(body: Json, unsupported: AbstractSet[str], request: ModelRequest) -> Json:
    """The body without what this server doesn't know; a schema is then asked for in words."""
    for name in unsupported & {"include", "store", "prompt_cache_key"}:
        body.pop(name, None)
    if "max_completion_tokens" in unsupported and "max_completion_tokens" in body:
        body["max_tokens"] = body.pop("max_completion_tokens")  # its name in older servers
    if "strict" in unsupported:
        _drop_strict(body)
    if "schema" in unsupported and request.schema is not None:
        body.pop("text", None)
        body.pop("response_format", None)
        _add_instructions(body, _schema_in_words(request.schema))
    return body


def _drop_strict(body: Json) -> None:
    for tool in body.get("tools", ()):
        tool.pop("strict", None)
    for holder in (body.get("text", {}).get("format"), body.get("response_format", {}).get("json_schema")):
        (holder or {}).pop("strict", None)


def _schema_in_words(schema: Mapping[str, Any]) -> str:
    return (
        "\n\nAnswer with one JSON object and nothing else. It must conform to this JSON Schema:\n"
        + json.dumps(schema, separators=(",", ":"))
    )


def _add_instructions(body: Json, words: str) -> None:
    if "instructions" in body:
        body["instructions"] += words
    else:
        body["messages"][0]["content"] += words


def _mapping(value: object, what: str) -> Json:
    if not isinstance(value, dict):
        raise NotAReplyError(f"its {what} is not a JSON object")
    return value


def _string(item: Json, key: str) -> str:
    value = item.get(key)
    if not isinstance(value, str):
        raise NotAReplyError(f"a tool call has no `{key}`")
    return value


def _usage(usage: object, prompt: str, answer: str) -> Usage:
    if not isinstance(usage, Mapping):
        return Usage()
    read, thought = _details(usage, prompt), _details(usage, answer)
    return Usage(
        input=_count(usage, prompt),
        cached=_count(read, "cached_tokens"),
        output=_count(usage, answer),
        reasoning=_count(thought, "reasoning_tokens"),
        written=_count(read, "cache_write_tokens"),
    )


def _details(usage: Mapping[str, Any], tokens: str) -> Mapping[str, Any]:
    found = usage.get(f"{tokens}_details")
    return found if isinstance(found, Mapping) else {}


def _count(usage: Mapping[str, Any], key: str) -> int:
    value = usage.get(key)
    return value if isinstance(value, int) and value > 0 else 0
