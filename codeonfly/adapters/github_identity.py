"""Who the token writes as, and what an account may do: asked so that every doubt is a no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from codeonfly.adapters import github_read as read
from codeonfly.adapters.github_client import Client, NotDone, refused
from codeonfly.errors import ServiceError
from codeonfly.ports import Access, Actor

ACTIONS_BOT = "github-actions[bot]"
_ASKING = "asking who this token is"


async def whoami(client: Client) -> Actor:
    """The account that the token writes as. Raises ServiceError when GitHub can't be reached.

    GITHUB_TOKEN and App tokens may not ask for /user. Where GraphQL is not there either, it is the account
    that GITHUB_TOKEN writes as, with its id where the server knows it: every installation has its own.
    """
    told = await _answer(client, "/user", _ASKING)
    if told is not None and told.get("login"):
        return read.actor(told)
    viewer = await _viewer(client)
    if viewer is not None:
        login = str(viewer["login"])
        return Actor(login, int(viewer.get("databaseId") or 0), is_bot=login.endswith("[bot]"))
    told = await _answer(client, f"/users/{quote(ACTIONS_BOT, safe='')}", _ASKING)
    return replace(read.actor(told), is_bot=True) if told else Actor(ACTIONS_BOT, 0, is_bot=True)


async def _viewer(client: Client) -> Mapping[str, Any] | None:
    query = {"query": "query { viewer { login databaseId } }"}
    try:
        told = await client.write("POST", "", _ASKING, query, url=client.graphql_url)
    except NotDone:
        return None
    if not isinstance(told, Mapping):
        return None
    if any(
        isinstance(one, Mapping) and one.get("type") == "RATE_LIMITED" for one in told.get("errors") or ()
    ):
        raise ServiceError("GitHub does not say which account this token writes as: its rate limit holds")
    viewer = (told.get("data") or {}).get("viewer")
    return viewer if isinstance(viewer, Mapping) and viewer.get("login") else None


async def rights(client: Client, root: str, login: str) -> Access:
    """What GitHub says about an account's rights. Raises UserError when the token may not ask."""
    doing = f"asking for {login}'s rights"
    try:
        told = await client.get(f"{root}/collaborators/{quote(login, safe='')}/permission", doing)
    except NotDone as error:
        if error.failure.status == 404:
            return Access(0, "none")
        raise refused(error, doing, "give the token read access") from None
    found = read.read(read.access, told, doing)
    if found.user_id:
        return found
    account = await _answer(client, f"/users/{quote(login, safe='')}", doing)
    return replace(found, user_id=read.actor(account).id)


async def _answer(client: Client, path: str, doing: str) -> Mapping[str, Any] | None:
    """None where the token may not ask, or the server does not know the question."""
    try:
        told = await client.get(path, doing)
    except NotDone:
        return None
    return told if isinstance(told, Mapping) else None
