"""A pull request into a draft or out of it: GraphQL where it is there, what REST can do where it is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codeonfly.adapters.github_client import Client, NotDone
from codeonfly.ports import PullFacts

DRAFT_MARK = "[draft] "  # begins the title where there are no drafts
_DRAFT = "mutation($id: ID!) { convertPullRequestToDraft(input: {pullRequestId: $id}) { clientMutationId } }"
_READY = (
    "mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { clientMutationId } }"
)


async def turn(client: Client, path: str, pull: PullFacts, draft: bool, doing: str) -> bool:
    """Makes it a draft, or ready; whether it is one in the end. Raises NotDone, ServiceError.

    GitHub refuses with status 200 and a list of errors. Servers without GraphQL take ``draft`` by REST.
    """
    query = {"query": _DRAFT if draft else _READY, "variables": {"id": pull.node_id}}
    try:
        told = await client.write("POST", "", doing, query, url=client.graphql_url)
    except NotDone:
        told = None
    if isinstance(told, Mapping) and told.get("data") and not told.get("errors"):
        return draft
    answer: Any = await client.write("PATCH", path, doing, {"draft": draft})
    return bool(answer.get("draft")) if isinstance(answer, Mapping) else pull.draft
