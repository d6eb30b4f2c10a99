"""Webhook payloads in GitHub's shape, with the fields that decide; ``changed`` sets one of them."""

from __future__ import annotations

import json
from typing import Any

AT = "2026-11-23T10:02:00Z"
MAINTAINER: dict[str, Any] = {"login": "ann", "id": 101, "type": "User"}
STRANGER: dict[str, Any] = {"login": "eve", "id": 666, "type": "User"}
BOT: dict[str, Any] = {"login": "github-actions[bot]", "id": 41898282, "type": "Bot"}
REPOSITORY: dict[str, Any] = {
    "id": 1, "name": "mathkit", "full_name": "octo/mathkit", "private": False, "default_branch": "main",
    "owner": {"login": "octo", "id": 100, "type": "Organization"},
}  # fmt: skip


def labeled(title: str = "Add factorial", body: str | None = "Please.", number: int = 12) -> dict[str, Any]:
    return {
        "action": "labeled",
        "label": {"id": 5, "name": "code-on-fly", "color": "0e8a16"},
        "issue": _issue(title, body, number),
        "repository": REPOSITORY,
        "sender": MAINTAINER,
    }


def comment(body: str = "/retry faster", number: int = 13) -> dict[str, Any]:
    issue = _issue("Add factorial", "What changed", number) | {
        "user": BOT,
        "pull_request": {"url": f"https://api.example.test/repos/octo/mathkit/pulls/{number}"},
    }
    return {
        "action": "created",
        "issue": issue,
        "comment": {
            "id": 900, "body": body, "user": MAINTAINER, "created_at": AT, "updated_at": AT,
            "author_association": "NONE", "performed_via_github_app": None,
        },
        "repository": REPOSITORY,
        "sender": MAINTAINER,
    }  # fmt: skip


def review(body: str | None = "/retry faster", number: int = 13) -> dict[str, Any]:
    head = {"ref": "code-on-fly/issue-12", "sha": "1" * 40, "repo": REPOSITORY}
    return {
        "action": "submitted",
        "review": {"id": 800, "body": body, "user": MAINTAINER, "submitted_at": AT, "state": "commented"},
        "pull_request": {"number": number, "state": "open", "user": BOT, "head": head},
        "repository": REPOSITORY,
        "sender": MAINTAINER,
    }


def dispatch(**inputs: Any) -> dict[str, Any]:
    named = {key.replace("_", "-"): value for key, value in inputs.items()}
    return {"inputs": named or None, "ref": "refs/heads/main", "repository": REPOSITORY, "sender": MAINTAINER}


def changed(payload: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with ``path`` (dotted) set to ``value``; ``...`` takes it out."""
    result: dict[str, Any] = json.loads(json.dumps(payload))
    *folders, name = path.split(".")
    place = result
    for folder in folders:
        place = place[folder]
    if value is ...:
        del place[name]
    else:
        place[name] = value
    return result


def _issue(title: str, body: str | None, number: int) -> dict[str, Any]:
    return {
        "id": 7000 + number, "number": number, "title": title, "body": body, "state": "open", "locked": False,
        "user": STRANGER, "labels": [{"name": "code-on-fly"}], "created_at": AT, "updated_at": AT,
        "author_association": "NONE",
    }  # fmt: skip
