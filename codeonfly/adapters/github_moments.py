"""When something happened, where the server can tell: not every one has GraphQL or Actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codeonfly.adapters.github_client import Client, NotDone

# a new title is no edit of the text to GitHub, but an event of its own
_EDITS = (
    "query($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) "
    "{ issue(number: $number) { lastEditedAt timelineItems(itemTypes: [RENAMED_TITLE_EVENT], last: 1) "
    "{ nodes { ... on RenamedTitleEvent { createdAt } } } } } }"
)


async def edited_at(client: Client, repository: str, number: int) -> str | None:
    """When an issue's text or title was last changed; "" for never, None where nobody can tell."""
    owner, _, name = repository.partition("/")
    query = {"query": _EDITS, "variables": {"owner": owner, "name": name, "number": number}}
    doing = f"asking when issue #{number} was edited"
    try:
        told = await client.write("POST", "", doing, query, url=client.graphql_url)
    except NotDone:
        return None
    issue = _at(told, "data", "repository", "issue")
    if not isinstance(issue, Mapping) or "lastEditedAt" not in issue:
        return None
    renamed = _at(issue, "timelineItems", "nodes") or ()
    moments = [issue["lastEditedAt"], *(_at(one, "createdAt") for one in renamed)]
    return max((str(moment) for moment in moments if moment), default="")


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
