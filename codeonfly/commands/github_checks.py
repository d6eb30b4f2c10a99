"""``codeonfly doctor``: what the Action needs of GitHub, asked with the token it would use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from codeonfly.adapters.github_client import Client, NotDone
from codeonfly.adapters.github_forge import GitHubForge
from codeonfly.errors import CodeonflyError
from codeonfly.settings import Settings

Row = tuple[str, Literal["ok", "warning", "wrong", "not checked"], str, str]
NEEDED = {"pull": "contents: read", "push": "contents: write, issues: write and pull-requests: write"}


async def github_findings(settings: Settings, environ: Mapping[str, str]) -> list[Row]:
    """One row a thing: what, status, what was found, remedy. Nothing is written and nothing raised."""
    token, name = environ.get("GITHUB_TOKEN", "").strip(), environ.get("GITHUB_REPOSITORY", "").strip()
    if not token or not name:
        remedy = "set GITHUB_TOKEN and GITHUB_REPOSITORY=owner/name to check what the Action needs"
        return [("GitHub", "not checked", "no token or no repository named", remedy)]
    async with Client(token, environ.get("GITHUB_API_URL", "").strip() or "https://api.github.com") as client:
        try:
            facts = await GitHubForge(client, name).repository()
        except CodeonflyError as error:
            return [("GitHub", "wrong", str(error), "check GITHUB_TOKEN and GITHUB_REPOSITORY")]
        rows: list[Row] = [_state(facts.full_name, facts.archived)]
        rows.append(await _rights(client, facts.full_name))
        rows.append(await _may_open_pulls(client, facts.full_name))
        rows.append(await _label(client, facts.full_name, settings.label))
    return rows


def _state(name: str, archived: bool) -> Row:
    if archived:
        return ("GitHub", "wrong", f"{name} is archived", "unarchive it")
    return ("GitHub", "ok", name, "")


async def _rights(client: Client, name: str) -> Row:
    try:
        told = (await client.get(f"/repos/{name}", "reading the token's rights")).get("permissions")
    except (NotDone, CodeonflyError) as error:
        return ("token", "not checked", str(error), "")
    if not isinstance(told, dict):
        return ("token", "not checked", "GitHub does not say what this token may do", "")
    for right, remedy in NEEDED.items():
        if not told.get(right):
            return ("token", "wrong", f"it may not {right}", f"give it {remedy}")
    return ("token", "ok", "it may read and write", "")


async def _may_open_pulls(client: Client, name: str) -> Row:
    """The setting holds for the workflow's own token only; an App's token may open them anyway."""
    what = "pull requests"
    remedy = "Settings, Actions, General: allow GitHub Actions to create and approve pull requests"
    try:
        told = await client.get(f"/repos/{name}/actions/permissions/workflow", "reading a setting")
    except (NotDone, CodeonflyError):
        return (what, "not checked", "only an administrator's token can read the setting", remedy)
    if told.get("can_approve_pull_request_reviews"):
        return (what, "ok", "GitHub Actions may open them", "")
    found = "GitHub Actions may not open them: the bot would push a branch and leave a link"
    return (what, "warning", found, remedy)


async def _label(client: Client, name: str, label: str) -> Row:
    try:
        listed = await client.pages(f"/repos/{name}/labels", "reading the labels")
    except (NotDone, CodeonflyError) as error:
        return ("label", "not checked", str(error), "")
    if any(str(one.get("name", "")).casefold() == label.casefold() for one in listed):
        return ("label", "ok", label, "")
    return ("label", "warning", f"there is no label {label}", "make it, so that people can put it on")
