"""The repository itself, who asks, and what an account may do."""

from __future__ import annotations

from tests.fakes.github.routes import Answer, Asked, Json, Site, error, route
from tests.fakes.github.shapes import shaped
from tests.fakes.github.store import Comment


@route("GET", "")
def repository(site: Site, asked: Asked) -> Answer:
    owner, name = site.of.name.split("/")
    facts = {
        "name": name,
        "full_name": site.of.name,
        "owner": {"login": owner, "id": 1},
        "default_branch": site.of.default_branch,
        "archived": site.of.archived,
        "html_url": f"https://github.invalid/{site.of.name}",
    }
    return Answer(200, shaped("FullRepository", facts))


@route("GET", "/user")
def user(site: Site, asked: Asked) -> Answer:
    me = site.of.users[site.of.me]
    if me.kind == "Bot":
        return error(403, "Resource not accessible by integration")
    return Answer(200, shaped("PublicUser", {"login": me.login, "id": me.id, "type": me.kind}))


@route("POST", "/graphql|/api/graphql")
def graphql(site: Site, asked: Asked) -> Answer:
    query = asked.body["query"]
    if "reviews(" in query:
        listed = [one for one in site.of.reviews if one.number == asked.body["variables"]["number"]]
        nodes = [_review(site, one) for one in listed]
        return Answer(200, {"data": {"repository": {"pullRequest": {"reviews": {"nodes": nodes}}}}})
    if "lastEditedAt" in query:
        issue = site.of.issues[asked.body["variables"]["number"]]
        return Answer(200, {"data": {"repository": {"issue": {"lastEditedAt": issue.edited_at}}}})
    if "viewer" in query:
        me = site.of.users[site.of.me]
        return Answer(200, {"data": {"viewer": {"login": me.login, "databaseId": me.id}}})
    if not site.of.may_convert_pulls:
        return Answer(200, {"data": None, "errors": [{"message": "Resource not accessible by integration"}]})
    number = int(asked.body["variables"]["id"].removeprefix("PR_"))
    site.of.pulls[number].draft = "convertPullRequestToDraft" in query
    return Answer(200, {"data": {"result": {"clientMutationId": None}}})


def _review(site: Site, one: Comment) -> Json:
    user = site.of.users[one.author]
    return {
        "databaseId": one.id,
        "body": one.body,
        "submittedAt": one.created_at or None,
        "lastEditedAt": one.updated_at if one.updated_at != one.created_at else None,
        "author": {"__typename": user.kind, "login": user.login, "databaseId": user.id},
    }


@route("GET", "/users/([^/]+)")
def account(site: Site, asked: Asked, login: str) -> Answer:
    found = site.of.users.get(login)
    return (
        error(404, "Not Found")
        if found is None
        else Answer(200, shaped("PublicUser", user_facts(site, login)))
    )


@route("GET", r"/actions/runs/(\d+)")
def workflow_run(site: Site, asked: Asked, number: str) -> Answer:
    if not site.of.run_created_at:
        return error(404, "Not Found")
    return Answer(200, shaped("WorkflowRun", {"id": int(number), "created_at": site.of.run_created_at}))


@route("GET", "/collaborators/([^/]+)/permission")
def permission(site: Site, asked: Asked, login: str) -> Answer:
    user = next((one for one in site.of.users.values() if one.login.lower() == login.lower()), None)
    if user is None:
        return error(404, f"{login} is not a user")
    folded = {"maintain": "write", "triage": "read"}.get(user.level, user.level)
    facts = {
        "permission": folded,
        "role_name": user.level,
        "user": user_facts(site, user.login) if site.of.names_users else None,
    }
    return Answer(200, shaped("RepositoryCollaboratorPermission", facts))


def user_facts(site: Site, login: str) -> Json:
    user = site.of.users.get(login) or site.of.users["ghost"]
    return {"login": user.login, "id": user.id, "type": user.kind}
