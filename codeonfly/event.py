"""A webhook payload -> what somebody asked for, or why it is not for us. Rights are checked elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from codeonfly.errors import UserError

COMMAND = "/retry"
OWN_LABELS = "code-on-fly:"  # the bot's own state labels begin so, and never start a run
SECOND = timedelta(seconds=1)
MAX_PAYLOAD_BYTES = 25 << 20  # what GitHub itself allows


@dataclass(frozen=True, slots=True)
class Actor:
    """An account as the payload names it. ``is_bot`` is GitHub's own word, never read from the name."""

    login: str
    id: int
    is_bot: bool = False

    def is_same(self, other: Actor) -> bool:
        """By the id, since a login can change hands; by the login where a server told no id."""
        if self.id and other.id:
            return self.id == other.id
        return self.login.casefold() == other.login.casefold()


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label was put on an open issue; ``title`` and ``body`` are as of that moment."""

    repository: str
    number: int
    label: str
    title: str
    body: str
    sender: Actor
    at: str  # ISO 8601


@dataclass(frozen=True, slots=True)
class RetryAsked:
    """``/retry`` on a pull request; whether it is the bot's own is for GitHub to say, not for the payload."""

    repository: str
    pull: int
    instructions: str
    sender: Actor
    at: str
    comment: int | None = None  # its id, for the reaction; None for a review


@dataclass(frozen=True, slots=True)
class Dispatched:
    """Started by hand: an issue's number or free text, and further inputs by their names in kebab-case."""

    repository: str
    sender: Actor
    number: int | None = None
    request: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotOurs:
    """Nothing for us to do; ``reason`` goes on from "not for us, "."""

    reason: str


Event = Labelled | RetryAsked | Dispatched | NotOurs


def read_payload(data: bytes) -> Mapping[str, Any]:
    """The payload of an event file. Raises UserError when it is none."""
    if len(data) > MAX_PAYLOAD_BYTES:
        raise UserError(
            "the event file is larger than 25 MB, more than GitHub sends; check GITHUB_EVENT_PATH"
        )
    try:
        payload = json.loads(data)
    except (ValueError, RecursionError):
        payload = None
    if not isinstance(payload, dict):
        raise UserError(
            "the event file is not a JSON object; GITHUB_EVENT_PATH must name the event GitHub wrote"
        )
    return payload


def parse_event(name: str, payload: Mapping[str, Any], *, label: str = "") -> Event:
    """What the event asks for; NotOurs with the reason for everything else, however it looks.

    ``label`` is the one that starts a run; "" lets every label through that is not the bot's own, for
    the caller to compare. Raises UserError for a dispatch that asks for nothing.
    """
    reader = _READERS.get(name)
    if reader is None:
        return NotOurs(f"the event {_word(name)} is not one of {', '.join(_READERS)}")
    try:
        return reader(payload, label)
    except _Missing as missing:
        return NotOurs(f"the event {_word(name)} has no valid {missing}")


def is_label(name: str, label: str) -> bool:
    """Whether ``name`` is the label that starts a run; GitHub's labels differ by more than case."""
    return name.casefold() == label.casefold() and not name.casefold().startswith(OWN_LABELS)


def is_repository(name: str) -> bool:
    """Whether ``name`` is an owner's and a repository's, and no way out of an address."""
    return re.fullmatch(r"(?!\.{1,2}/)[\w.-]+/(?!\.{1,2}\Z)[\w.-]+", name, re.ASCII) is not None


def retry_instructions(text: str) -> str | None:
    """What follows ``/retry``, which must open the first line as it is; None when it doesn't."""
    found = re.match(r"/retry(?![^\s])[ \t]*", text)
    return None if found is None else text[found.end() :].strip()


class _Missing(Exception):
    """A field is absent or of another type; its name is the message."""


def _labelled(payload: Mapping[str, Any], label: str) -> Event:
    if payload.get("action") != "labeled":
        return NotOurs(f"the issue was {_word(payload.get('action'))}, not labeled")
    name = _text(_mapping(payload, "label"), "name")
    if name.casefold().startswith(OWN_LABELS):
        return NotOurs(f"the label {_word(name)} is the bot's own")
    if label and not is_label(name, label):
        return NotOurs(f"the label {_word(name)} is not {_word(label)}")
    issue = _mapping(payload, "issue")
    if issue.get("pull_request") is not None:
        return NotOurs("the label is on a pull request, not on an issue")
    if issue.get("state") != "open" or issue.get("locked"):
        return NotOurs("the issue is closed or locked")
    return Labelled(
        repository=_repository(payload),
        number=_number(issue, "number"),
        label=name,
        title=_text(issue, "title"),
        body=_optional(issue, "body"),
        sender=_actor(payload, "sender"),
        at=_text(issue, "updated_at"),
    )


def _commented(payload: Mapping[str, Any], _label: str) -> Event:
    if payload.get("action") != "created":
        return NotOurs(f"the comment was {_word(payload.get('action'))}; only new comments count")
    comment, issue = _mapping(payload, "comment"), _mapping(payload, "issue")
    instructions = retry_instructions(_optional(comment, "body"))
    if instructions is None:
        return NotOurs(f"the comment does not begin with {COMMAND}")
    if not isinstance(issue.get("pull_request"), dict):
        return NotOurs(f"{COMMAND} is for the bot's pull requests; to start on an issue, label it")
    if issue.get("state") != "open":
        return NotOurs("the pull request is not open")
    if _was_edited(comment):
        return NotOurs("the comment was edited")
    if comment.get("performed_via_github_app"):
        return NotOurs("the comment was written by an app")
    return _retry(payload, comment, issue, instructions, _text(comment, "created_at"), _number(comment, "id"))


def _was_edited(comment: Mapping[str, Any]) -> bool:
    """GitHub tells whole seconds; servers that tell more write the two times one after the other."""
    created, updated = comment.get("created_at"), comment.get("updated_at")
    if created == updated:
        return False
    try:
        return datetime.fromisoformat(str(updated)) - datetime.fromisoformat(str(created)) >= SECOND
    except (ValueError, TypeError):
        return True


def _reviewed(payload: Mapping[str, Any], _label: str) -> Event:
    if payload.get("action") != "submitted":
        return NotOurs(f"the review was {_word(payload.get('action'))}, not submitted")
    review, pull = _mapping(payload, "review"), _mapping(payload, "pull_request")
    instructions = retry_instructions(_optional(review, "body"))
    if instructions is None:
        return NotOurs(f"the review does not begin with {COMMAND}")
    if pull.get("state") != "open":
        return NotOurs("the pull request is not open")
    head = pull.get("head")
    if not isinstance(head, dict) or _full_name(head.get("repo")) != _repository(payload):
        return NotOurs("the pull request comes from another repository")
    return _retry(payload, review, pull, instructions, _text(review, "submitted_at"), None)


def _retry(
    payload: Mapping[str, Any],
    written: Mapping[str, Any],
    pull: Mapping[str, Any],
    instructions: str,
    at: str,
    comment: int | None,
) -> Event:
    sender, writer = _actor(payload, "sender"), _actor(written, "user")
    if writer.is_bot or sender.is_bot:
        return NotOurs("the command was written by a bot")
    if writer.id != sender.id:
        return NotOurs("the command was not written by the sender of the event")
    return RetryAsked(_repository(payload), _number(pull, "number"), instructions, sender, at, comment)


def _dispatched(payload: Mapping[str, Any], _label: str) -> Event:
    given = payload.get("inputs") or {}
    if not isinstance(given, dict):
        raise _Missing("inputs")
    inputs = {str(key).lower().replace("_", "-"): _plain(value) for key, value in given.items()}
    inputs = {key: value for key, value in inputs.items() if value}
    number, request = dispatch_target(inputs.pop("issue", ""), inputs.pop("request", ""))
    return Dispatched(_repository(payload), _actor(payload, "sender"), number, request, inputs)


def dispatch_target(issue: str, request: str) -> tuple[int | None, str]:
    """The issue's number, or None, and the free text. Raises UserError for a bad number, and for both."""
    if issue and request:
        raise UserError("both issue and request are given; a run needs one of them: leave the other empty")
    if not issue:
        return None, request
    found = re.fullmatch(r"#?([1-9][0-9]{0,9})", issue)
    if found is None:
        raise UserError(f"the input issue is {_word(issue)}; it must be an issue's number such as 12")
    return int(found.group(1)), ""


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _mapping(source: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = source.get(key)
    if not isinstance(value, dict):
        raise _Missing(key)
    return value


def _text(source: Mapping[str, Any], key: str) -> str:
    value = source.get(key)
    if not isinstance(value, str) or not value:
        raise _Missing(key)
    return value


def _optional(source: Mapping[str, Any], key: str) -> str:
    """GitHub writes null for an empty body."""
    value = source.get(key)
    return value if isinstance(value, str) else ""


def _number(source: Mapping[str, Any], key: str) -> int:
    value = source.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise _Missing(key)
    return value


def _actor(source: Mapping[str, Any], key: str) -> Actor:
    user = _mapping(source, key)
    return Actor(_text(user, "login"), _number(user, "id"), user.get("type") != "User")


def _repository(payload: Mapping[str, Any]) -> str:
    name = _full_name(payload.get("repository"))
    if not is_repository(name):
        raise _Missing("repository")
    return name


def _full_name(repository: Any) -> str:
    return _optional(repository, "full_name") if isinstance(repository, dict) else ""


def _word(value: Any) -> str:
    """A stranger's word in our log: short, on one line, quoted."""
    return ascii(str(value)[:60])


_READERS = {
    "issues": _labelled,
    "issue_comment": _commented,
    "pull_request_review": _reviewed,
    "workflow_dispatch": _dispatched,
}
