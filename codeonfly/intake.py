"""From an event to a request: may this person ask for it, and what exactly was asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from codeonfly.event import Actor, Labelled, RetryAsked, retry_instructions
from codeonfly.ports import Access, PullFacts, Said
from codeonfly.request import Remark, Request

MAY_ASK = ("write", "maintain", "admin")
OWN_MARK = "<!-- code-on-fly:"  # in every comment the bot writes
MAX_AUTHORS = 40  # whose permission is asked for; the newest remarks come first
# after an issue's number: which branch of several, and the run that found the usual one taken
_BRANCH = re.compile(r"code-on-fly/(?:issue-([1-9][0-9]*)(?:-[0-9]+){0,3}|run-[\w.-]+)")


class Gatekeeper(Protocol):
    """Asks for an account's rights; raises ServiceError when nobody can tell."""

    async def access(self, login: str) -> Access: ...


async def refusal(sender: Actor, me: Actor, allowed_bots: Sequence[str], gatekeeper: Gatekeeper) -> str:
    """Why this sender may not start a run; "" when they may. Raises ServiceError when GitHub can't tell.

    With a personal token the bot and a person are one account: that person may ask, and what the bot writes
    is never a command.
    """
    if me.is_bot and (sender.id == me.id or sender.login.casefold() == me.login.casefold()):
        return "the sender is this bot itself"
    if sender.is_bot:
        allowed = sender.login.casefold() in {login.casefold() for login in allowed_bots}
        return "" if allowed else f"{sender.login!a} is a bot that allowed-bots does not name"
    if not await may_ask(sender, gatekeeper):
        return f"{sender.login!a} has no write access to the repository"
    return ""


async def may_ask(person: Actor, gatekeeper: Gatekeeper) -> bool:
    """Write access or more, for the account of this very id: a login can change hands."""
    access = await gatekeeper.access(person.login)
    return access.user_id == person.id and access.level in MAY_ASK


def not_own(pull: PullFacts, repository: str, me: Actor) -> str:
    """Why ``/retry`` on this pull request is none of ours; "" on an open one that the bot made itself.

    A personal token's account has pull requests of its own as well: the branch tells them apart.
    """
    own = pull.author.is_same(me) and _BRANCH.fullmatch(pull.head_branch)
    if not own or pull.head_repository.casefold() != repository.casefold():
        return f"pull request #{pull.number} is not this bot's own; label an issue to have one made"
    return "" if pull.is_open else f"pull request #{pull.number} is not open"


def issue_of_branch(branch: str) -> int | None:
    """The issue that a branch of the bot's is for, or None for free text's."""
    found = _BRANCH.fullmatch(branch)
    return int(found[1]) if found and found[1] else None


def branch_for(stem: str, pulls: Iterable[PullFacts]) -> str:
    """``stem``, or the next name after it whose pull request was not closed: what is closed is settled."""
    closed = {pull.head_branch for pull in pulls if not pull.is_open}
    names = [stem, *(f"{stem}-{number}" for number in range(2, len(closed) + 3))]
    return next(name for name in names if name not in closed)


async def remarks(
    said: Iterable[Said], *, until: str, me: Actor, gatekeeper: Gatekeeper
) -> tuple[Remark, ...]:
    """What people with write access had said by ``until`` and not changed since, in its order.

    ``until`` is GitHub's time of the trigger. Commands, bots and the bot itself are left out.
    """
    eligible = [
        one
        for one in said
        if not later(max(one.created_at, one.updated_at, key=_instant), until)
        and not one.author.is_bot
        and not (one.author.is_same(me) and OWN_MARK in one.text)
        and retry_instructions(one.text) is None
    ]
    authors = list(dict.fromkeys(one.author for one in reversed(eligible)))[:MAX_AUTHORS]
    trusted = {author for author in authors if await may_ask(author, gatekeeper)}
    return tuple(
        Remark(one.author.login, one.text, one.path, one.line) for one in eligible if one.author in trusted
    )


def later(moment: str, than: str) -> bool:
    """Whether ``moment`` is after ``than``, both ISO 8601; what can't be read is."""
    return _instant(moment) > _instant(than)


def _instant(text: str) -> datetime:
    """Servers differ in fractions of a second and in how they write UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def labelled_request(event: Labelled, said: tuple[Remark, ...]) -> Request:
    """The request of a label, not frozen yet: the payload's text, which is that of the moment."""
    return Request(
        title=event.title,
        body=event.body,
        remarks=said,
        number=event.number,
        repository=event.repository,
        requested_by=event.sender.login,
        as_of=event.at,
    )


def with_instructions(request: Request, event: RetryAsked) -> Request:
    """The first request, with what should be different this time."""
    return replace(request, instructions=event.instructions, requested_by=event.sender.login, as_of=event.at)
