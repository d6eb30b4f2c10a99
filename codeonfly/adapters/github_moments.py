"""What only GraphQL tells, when something was edited above all; and when a run was asked for.

Not every server has GraphQL or Actions: nothing here is needed for a run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codeonfly.adapters.github_client import Client, NotDone
from codeonfly.event import Actor
from codeonfly.ports import Said

# a new title is no edit of the text to GitHub, but an event of its own
_EDITS = (
    "query($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) "
    "{ issue(number: $number) { lastEditedAt timelineItems(itemTypes: [RENAMED_TITLE_EVENT], last: 1) "
    "{ nodes { ... on RenamedTitleEvent { createdAt } } } } } }"
)

# REST does not tell when a review's text was edited
_REVIEWS = (
    "query($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) "
    "{ pullRequest(number: $number) { reviews(last: 100) { nodes { databaseId body submittedAt lastEditedAt "
    "author { __typename login ... on User { databaseId } ... on Bot { databaseId } } } } } } }"
)


async def edited_at(client: Client, repository: str, number: int) -> str | None:
    """When an issue's text or title was last changed; "" for never, None where nobody can tell."""
    told = await _asked(client, repository, number, _EDITS, f"asking when issue #{number} was edited")
    issue = _at(told, "data", "repository", "issue")
    if not isinstance(issue, Mapping) or "lastEditedAt" not in issue:
        return None
    renamed = _at(issue, "timelineItems", "nodes") or ()
    moments = [issue["lastEditedAt"], *(_at(one, "createdAt") for one in renamed)]
    return max((str(moment) for moment in moments if moment), default="")


async def reviews(client: Client, repository: str, pull: int) -> tuple[Said, ...]:
    """What reviews say beside their comments on lines; none where nobody can tell if that was edited."""
    told = await _asked(client, repository, pull, _REVIEWS, f"reading the reviews of #{pull}")
    nodes = _at(told, "data", "repository", "pullRequest", "reviews", "nodes") or ()
    return tuple(_review(one) for one in nodes if _at(one, "body") and _at(one, "submittedAt"))


def _review(told: Mapping[str, Any]) -> Said:
    author = told.get("author") or {}
    is_bot = _at(author, "__typename") == "Bot"
    written = str(told["submittedAt"])
    return Said(
        id=int(told.get("databaseId") or 0),
        author=Actor(str(_at(author, "login") or ""), int(_at(author, "databaseId") or 0), is_bot=is_bot),
        text=str(told["body"]),
        created_at=written,
        updated_at=str(told.get("lastEditedAt") or written),
    )


async def _asked(client: Client, repository: str, number: int, query: str, doing: str) -> Any:
    """The answer to a query of an issue or a pull request; None where there is none to be had."""
    owner, _, name = repository.partition("/")
    given = {"query": query, "variables": {"owner": owner, "name": name, "number": number}}
    try:
        return await client.write("POST", "", doing, given, url=client.graphql_url)
    except NotDone:
        return None


async def run_created_at(client: Client, root: str, run_id: str) -> str:
    """When a workflow run was asked for; "" where the token may not ask."""
    try:
        told = await client.get(f"{root}/actions/runs/{run_id}", "asking when the run was started")
    except NotDone:
        return ""
    return str(_at(told, "created_at") or "")


def _at(told: Any, *keys: str) -> Any:
    for key in keys:
        told = told.get(key) if isinstance(told, Mapping) else None
    return told
