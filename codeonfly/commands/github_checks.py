"""What the token in GITHUB_TOKEN may do in GITHUB_REPOSITORY, for ``codeonfly doctor``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from codeonfly.adapters.github_client import Client, NotDone
from codeonfly.adapters.github_forge import GitHubForge
from codeonfly.commands.finding import Finding
from codeonfly.errors import CodeonflyError
from codeonfly.settings import Settings

ACTIONS_SETTING = "Settings > Actions > General > Allow GitHub Actions to create and approve pull requests"


async def github_findings(settings: Settings, environ: Mapping[str, str]) -> list[Finding]:
    """Nothing is asked without a token and a repository's name: a local run needs neither."""
    token, name = environ.get("GITHUB_TOKEN", "").strip(), environ.get("GITHUB_REPOSITORY", "").strip()
    if not token or not name:
        remedy = "set GITHUB_TOKEN and GITHUB_REPOSITORY=owner/name to check what the Action needs"
        return [Finding("github", "not checked", "no token or repository given", remedy)]
    url = environ.get("GITHUB_API_URL", "").strip() or "https://api.github.com"
    async with Client(token, url) as client:
        try:
            facts = await GitHubForge(client, name).repository()
        except CodeonflyError as error:
            return [Finding("github", "wrong", str(error), "check the token, the name and GITHUB_API_URL")]
        findings = [Finding("github", "ok", f"{facts.full_name}, default branch {facts.default_branch}")]
        if facts.archived:
            findings = [Finding("github", "wrong", f"{facts.full_name} is archived", "unarchive it")]
        rights = await _rights(client, name, token)
        return [*findings, rights, await _pulls(client, name), await _label(client, name, settings.label)]


async def _rights(client: Client, name: str, token: str) -> Finding:
    """Whether the token may write, as far as GitHub tells.

    A workflow's own is granted that by the workflow, a fine-grained one by its page: no answer says so. A
    classic one's scopes come with every answer.
    """
    what, needed = "permissions", "contents, issues and pull-requests: write"
    if token.startswith("ghs_"):
        return Finding(what, "not checked", "a workflow's or App's token", f"give it {needed}")
    path, doing = f"/repos/{name}", "reading the token's rights"
    try:
        told, headers = await client.get(path, doing), await client.headers(path, doing)
    except (NotDone, CodeonflyError) as error:
        return Finding(what, "not checked", str(error))
    granted = told.get("permissions") if isinstance(told, Mapping) else None
    if not isinstance(granted, Mapping):
        return Finding(what, "not checked", "GitHub does not tell them")
    if not granted.get("push"):
        return Finding(what, "wrong", "the token may only read", "use one of an account with write access")
    if token.startswith("github_pat_"):  # the answer is of its account; a fine-grained token may do less
        return Finding(what, "not checked", "the token's account may write", f"give the token {needed}")
    scopes = headers.get("x-oauth-scopes")
    if scopes is None:
        return Finding(what, "ok", "the token's account may write")
    return _scopes(what, [one.strip() for one in scopes.split(",")], public=told.get("private") is False)


def _scopes(what: str, scopes: Sequence[str], *, public: bool) -> Finding:
    """Whether a classic token has a scope to write with."""
    enough = ("repo", "public_repo") if public else ("repo",)
    found = [one for one in enough if one in scopes]
    if found:
        return Finding(what, "ok", f"the token may write: it has the scope {found[0]}")
    has = ", ".join(one for one in scopes if one) or "none"
    return Finding(
        what, "wrong", f"the token has not the scope {enough[-1]} (it has: {has})", f"give it {enough[-1]}"
    )


async def _pulls(client: Client, name: str) -> Finding:
    """Whether workflows may open pull requests; asking takes administration rights."""
    what = "pull requests"
    try:
        told = await client.get(f"/repos/{name}/actions/permissions/workflow", "reading the Actions settings")
    except (NotDone, CodeonflyError):
        return Finding(what, "not checked", "this token may not read the setting", f"see {ACTIONS_SETTING}")
    if isinstance(told, Mapping) and told.get("can_approve_pull_request_reviews"):
        return Finding(what, "ok", "workflows may open them")
    remedy = f"turn on {ACTIONS_SETTING}, or use an App token; else there is a branch and a link"
    return Finding(what, "warning", "GITHUB_TOKEN may not open them", remedy)


async def _label(client: Client, name: str, label: str) -> Finding:
    try:
        await client.get(f"/repos/{name}/labels/{quote(label, safe='')}", "looking for the label")
    except (NotDone, CodeonflyError) as error:
        if isinstance(error, NotDone) and error.failure.status == 404:
            return Finding("label", "warning", f"there is no label {label!r}", "create it")
        return Finding("label", "not checked", str(error), "give the token issues: read")
    return Finding("label", "ok", label)
