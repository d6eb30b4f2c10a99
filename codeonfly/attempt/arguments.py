"""Reading what a model wrote as a tool's arguments: lenient where that does no harm, else a reason."""

from __future__ import annotations

import json
import posixpath
import shlex
from collections.abc import Mapping
from typing import Any

from codeonfly.ports import ToolCall
from codeonfly.toolchains.base import WORK

MOST_CLAIMS = 200
# Names that models know from other tools; taking them spares a step and can mean nothing else.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "command": ("cmd", "script"),
    "path": ("file_path", "file", "filename"),
    "content": ("contents", "text"),
    "old": ("old_str", "old_string", "old_text"),
    "new": ("new_str", "new_string", "new_text"),
    "summary": ("message",),
}


class MalformedCallError(ValueError):
    """A call that can't be carried out; the words tell the model why."""


def object_in(call: ToolCall) -> Mapping[str, Any]:
    """The arguments of a call. Raises MalformedCallError."""
    try:
        arguments = json.loads(call.arguments or "{}", strict=False)
    except (ValueError, RecursionError) as error:
        raise MalformedCallError(
            f"the arguments of {call.name[:60]} are not JSON: {str(error)[:120]}"
        ) from None
    if not isinstance(arguments, dict):
        raise MalformedCallError(f"the arguments of {call.name[:60]} must be a JSON object")
    return arguments


def text_in(arguments: Mapping[str, Any], name: str) -> str:
    """A string argument; a command may also come as a list of words. Raises MalformedCallError."""
    value = next((arguments[key] for key in (name, *ALIASES.get(name, ())) if key in arguments), None)
    if (
        name == "command"
        and isinstance(value, list)
        and value
        and all(isinstance(word, str) for word in value)
    ):
        value = shlex.join(value)
    if not isinstance(value, str):
        raise MalformedCallError(f"`{name}` is missing or not a string")
    if "\0" in value or not _encodable(value):
        raise MalformedCallError(f"`{name}` holds characters that no text has (NUL or a lone surrogate)")
    if name == "command" and not value.strip():
        raise MalformedCallError("`command` is empty")
    return value


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def path_in(arguments: Mapping[str, Any]) -> str:
    """The repository path, however it was written. Raises MalformedCallError outside of the repository."""
    told = text_in(arguments, "path").strip()
    path = posixpath.relpath(posixpath.normpath(posixpath.join(WORK, told)), WORK)
    if not told or path == "." or path.startswith("..") or told.endswith("/"):
        raise MalformedCallError(f"`path` must name a file in {WORK}, not {told[:200]!r}")
    return path


def claims_in(criteria: object) -> Mapping[str, tuple[str, ...]]:
    """Criterion id -> test ids, from a list of objects or from a mapping. Raises MalformedCallError."""
    if isinstance(criteria, Mapping):
        pairs = list(criteria.items())
    elif isinstance(criteria, list) and all(isinstance(entry, Mapping) for entry in criteria):
        pairs = [(entry.get("id"), entry.get("tests")) for entry in criteria]
    elif criteria is None:
        pairs = []
    else:
        raise MalformedCallError('`criteria` must be a list of {"id": ..., "tests": [...]}')
    return {
        str(key): tuple(str(test) for test in ([tests] if isinstance(tests, str) else tests))[:MOST_CLAIMS]
        for key, tests in pairs[:MOST_CLAIMS]
        if key and isinstance(tests, str | list)
    }
