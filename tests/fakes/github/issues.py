"""Issues, their comments, labels and reactions."""

from __future__ import annotations

import time

from tests.fakes.github.accounts import user_facts
from tests.fakes.github.routes import Answer, Asked, Json, Site, error, page_of, route
from tests.fakes.github.shapes import shaped
from tests.fakes.github.store import Comment, Issue


@route("GET", r"/issues/(\d+)")
def issue(site: Site, asked: Asked, number: str) -> Answer:
    issue = site.of.issues.get(int(number))
    if issue is None:
        return error(404, "Not Found")
    if issue.moved_to:
        location = f"{site.url}/repositories/2/issues/{number}?in={issue.moved_to}"
        return Answer(301, None, {"location": location}, raw=b"")
    return error(410, "This issue was deleted") if issue.gone else Answer(200, issue_facts(site, issue))


@route("GET", r"/repositories/2/issues/(\d+)")
def moved_issue(site: Site, asked: Asked, number: str) -> Answer:
    facts = issue_facts(site, site.of.issues[int(number)])
    return Answer(200, facts | {"repository_url": f"{site.url}/repos/{asked.query['in']}"})


def issue_facts(site: Site, issue: Issue) -> Json:
    facts: dict[str, Json] = {
        "number": issue.number,
        "title": issue.title,
        "body": issue.body,
        "state": issue.state,
        "locked": issue.locked,
        "labels": [{"name": name} for name in issue.labels],
        "user": user_facts(site, issue.author),
        "updated_at": issue.updated_at,
        "repository_url": f"{site.url}/repos/{site.of.name}",
    }
    if issue.is_pull:
        facts["pull_request"] = {"url": site.url, "html_url": None, "diff_url": None, "patch_url": None}
    return shaped("Issue", facts)


@route("GET", r"/issues/(\d+)/comments")
def comments(site: Site, asked: Asked, number: str) -> Answer:
    listed = [one for one in site.of.comments.values() if one.number == int(number)]
    return page_of(site, asked, [comment_facts(site, one) for one in listed])


def comment_facts(site: Site, comment: Comment) -> Json:
    facts = {
        "id": comment.id,
        "body": comment.body,
        "user": user_facts(site, comment.author),
        "created_at": comment.created_at,
        "updated_at": comment.updated_at,
    }
    return shaped("IssueComment", facts)


@route("POST", r"/issues/(\d+)/comments")
def create_comment(site: Site, asked: Asked, number: str) -> Answer:
    issue = site.of.issues.get(int(number))
    if issue is None or issue.gone:
        return error(404, "Not Found")
    if len(asked.body["body"]) > 65_536:
        return error(
            422,
            "Validation Failed",
            errors=[{"message": "body is too long (maximum is 65536 characters)"}],
        )
    return Answer(201, comment_facts(site, site.of.add_comment(int(number), site.of.me, asked.body["body"])))


@route("GET", r"/issues/comments")
def recent_comments(site: Site, asked: Asked) -> Answer:
    recent = [one for one in site.of.comments.values() if one.updated_at >= asked.query["since"]]
    recent.sort(key=lambda one: one.updated_at, reverse=asked.query.get("direction") == "desc")
    return page_of(site, asked, [comment_facts(site, one) for one in recent])


@route("GET", r"/issues/comments/(\d+)")
def one_comment(site: Site, asked: Asked, comment_id: str) -> Answer:
    comment = site.of.comments.get(int(comment_id))
    return error(404, "Not Found") if comment is None else Answer(200, comment_facts(site, comment))


@route("PATCH", r"/issues/comments/(\d+)")
def edit_comment(site: Site, asked: Asked, comment_id: str) -> Answer:
    comment = site.of.comments.get(int(comment_id))
    if comment is None:
        return error(404, "Not Found")
    comment.body = asked.body["body"]
    comment.edits += 1
    comment.updated_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return Answer(200, comment_facts(site, comment))


@route("DELETE", r"/issues/comments/(\d+)")
def delete_comment(site: Site, asked: Asked, comment_id: str) -> Answer:
    found = site.of.comments.pop(int(comment_id), None)
    return error(404, "Not Found") if found is None else Answer(204, None)


@route("POST", r"/issues/(\d+|comments/\d+)/reactions")
def react(site: Site, asked: Asked, target: str) -> Answer:
    reaction = (target, asked.body["content"])
    known = reaction in site.of.reactions
    if not known:
        site.of.reactions.append(reaction)
    return Answer(200 if known else 201, shaped("Reaction", {"content": asked.body["content"], "id": 1}))


@route("POST", r"/issues/(\d+)/labels")
def add_labels(site: Site, asked: Asked, number: str) -> Answer:
    issue = site.of.issues[int(number)]
    issue.labels += [name for name in asked.body["labels"] if name not in issue.labels]
    return Answer(200, [shaped("Label", {"name": name}) for name in issue.labels])


@route("DELETE", r"/issues/(\d+)/labels/(.+)")
def remove_label(site: Site, asked: Asked, number: str, name: str) -> Answer:
    issue = site.of.issues[int(number)]
    if name not in issue.labels:
        return error(404, "Label does not exist")
    issue.labels.remove(name)
    return Answer(200, [shaped("Label", {"name": one}) for one in issue.labels])
