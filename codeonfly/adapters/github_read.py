"""GitHub's JSON as our own values: only what is used, defaults for what older servers leave out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from codeonfly.errors import ServiceError
from codeonfly.ports import (
    Access,
    Actor,
    CommitFacts,
    IssueFacts,
    PullFacts,
    RepositoryFacts,
    Said,
)

Json = Mapping[str, Any]
T = TypeVar("T")
_OLD_LEVELS = {"push": "write", "pull": "read"}  # as teams and invitations still call them
NOBODY = Actor("ghost", 0)  # what GitHub itself calls the author of a deleted account


def read(reader: Callable[[Json], T], told: Any, doing: str) -> T:
    """What ``reader`` makes of an answer. Raises ServiceError when the answer has not GitHub's shape."""
    try:
        return reader(told)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ServiceError(f"{doing}: GitHub's answer lacks what it documents; run again") from None


def repository(told: Json) -> RepositoryFacts:
    """A repository of the API as our own value."""
    name = told["full_name"]
    if not isinstance(name, str) or name.count("/") != 1:
        raise ValueError(name)
    return RepositoryFacts(
        full_name=name,
        default_branch=str(told.get("default_branch") or "main"),
        archived=bool(told.get("archived") or told.get("disabled")),
        web_url=str(told.get("html_url") or ""),
    )


def actor(told: object) -> Actor:
    """An account of the API; NOBODY for one that was deleted."""
    if not isinstance(told, Mapping) or not told.get("login"):
        return NOBODY
    return Actor(str(told["login"]), int(told.get("id") or 0), is_bot=told.get("type") == "Bot")


def access(told: Json) -> Access:
    """``role_name`` tells triage and maintain, which ``permission`` folds into read and write."""
    user = told.get("user")
    user_id = int(user.get("id") or 0) if isinstance(user, Mapping) else 0
    level = str(told.get("permission") or "none")
    level = _OLD_LEVELS.get(level, level)
    role = str(told.get("role_name") or level)
    # a custom role has a name of its own; what it may do is what ``permission`` says
    return Access(user_id, role if role in ("triage", "maintain") else level)


def ref_commit(told: object, name: str) -> str | None:
    """The commit of a branch's ref; older servers answer with the list of names that begin so."""
    for one in told if isinstance(told, list) else [told]:
        if isinstance(one, Mapping) and one.get("ref") == f"refs/heads/{name}":
            return _sha(one.get("object"))
    return None


def branch_commit(told: object) -> str | None:
    """The commit of a branch; None where the answer tells of none."""
    return _sha(told.get("commit")) if isinstance(told, Mapping) else None


def _sha(told: object) -> str | None:
    sha = told.get("sha") if isinstance(told, Mapping) else None
    return str(sha) if sha else None


def issue(told: Json) -> IssueFacts:
    """An issue of the API as our own value."""
    labels = told.get("labels") or []
    return IssueFacts(
        number=int(told["number"]),
        title=str(told.get("title") or ""),
        body=str(told.get("body") or ""),
        is_open=told.get("state") == "open",
        locked=bool(told.get("locked")),
        labels=tuple(str(one.get("name") if isinstance(one, Mapping) else one) for one in labels),
        author=actor(told.get("user")),
        updated_at=str(told.get("updated_at") or ""),
        is_pull="pull_request" in told and told["pull_request"] is not None,
    )


def said(told: Json) -> Said:
    """A comment of the API as our own value."""
    line = told.get("line") or told.get("original_line") or 0
    return Said(
        id=int(told["id"]),
        author=actor(told.get("user")),
        text=str(told.get("body") or ""),
        created_at=str(told.get("created_at") or ""),
        updated_at=str(told.get("updated_at") or told.get("created_at") or ""),
        path=str(told.get("path") or ""),
        line=int(line),
    )


def pull(told: Json) -> PullFacts:
    """A pull request of the API as our own value."""
    head: Any = told.get("head") or {}
    home = head.get("repo")
    return PullFacts(
        number=int(told["number"]),
        url=str(told.get("html_url") or ""),
        is_open=told.get("state") == "open",
        draft=bool(told.get("draft")),
        author=actor(told.get("user")),
        head_repository=str(home.get("full_name") or "") if isinstance(home, Mapping) else "",
        head_branch=str(head.get("ref") or ""),
        head_commit=str(head.get("sha") or ""),
        title=str(told.get("title") or ""),
        body=str(told.get("body") or ""),
        node_id=str(told.get("node_id") or ""),
    )


def commit(told: Json) -> CommitFacts:
    """A commit of the API as our own value."""
    return CommitFacts(
        commit=str(told["sha"]),
        tree=str(told["tree"]["sha"]),
        parents=tuple(str(parent["sha"]) for parent in told.get("parents") or ()),
        message=str(told.get("message") or ""),
    )
