"""Pull requests and their review comments."""

from __future__ import annotations

from tests.fakes.github.accounts import user_facts
from tests.fakes.github.routes import Answer, Asked, Json, Site, error, page_of, route
from tests.fakes.github.shapes import shaped
from tests.fakes.github.store import Comment, Pull


@route("GET", "/pulls")
def pulls(site: Site, asked: Asked) -> Answer:
    state, head = asked.query.get("state", "open"), asked.query.get("head", "").partition(":")[2]
    listed = [
        pull
        for pull in reversed(site.of.pulls.values())
        if state in ("all", site.of.issues[pull.number].state) and head in ("", pull.head)
    ]
    return page_of(site, asked, [pull_facts(site, one, "PullRequestSimple") for one in listed])


@route("GET", r"/pulls/(\d+)")
def pull(site: Site, asked: Asked, number: str) -> Answer:
    pull = site.of.pulls.get(int(number))
    return error(404, "Not Found") if pull is None else Answer(200, pull_facts(site, pull, "PullRequest"))


def pull_facts(site: Site, pull: Pull, model: str) -> Json:
    issue = site.of.issues[pull.number]
    sha = site.of.refs.get(f"refs/heads/{pull.head}", "0" * 40)
    facts = {
        "number": pull.number,
        "node_id": f"PR_{pull.number}",
        "html_url": f"https://github.invalid/{site.of.name}/pull/{pull.number}",
        "state": issue.state,
        "title": issue.title,
        "body": issue.body,
        "draft": pull.draft,
        "user": user_facts(site, issue.author),
        "head": {"ref": pull.head, "sha": sha, "repo": {"full_name": pull.head_repository}},
        "base": {"ref": pull.base, "sha": sha, "repo": {"full_name": site.of.name}},
    }
    return shaped(model, facts)


@route("POST", "/pulls")
def create_pull(site: Site, asked: Asked) -> Answer:
    wanted = asked.body
    if not site.of.may_open_pulls:
        return error(403, "GitHub Actions is not permitted to create or approve pull requests.")
    if len(wanted["body"]) > 65_536:
        return error(
            422,
            "Validation Failed",
            errors=[{"message": "body is too long (maximum is 65536 characters)"}],
        )
    if wanted.get("draft") and not site.of.has_drafts:
        return error(422, "Draft pull requests are not supported in this repository.")
    if f"refs/heads/{wanted['head']}" not in site.of.refs:
        return error(
            422,
            "Validation Failed",
            errors=[{"resource": "PullRequest", "field": "head", "code": "invalid"}],
        )
    if any(
        (one.head, one.head_repository) == (wanted["head"], site.of.name)
        and site.of.issues[one.number].state == "open"
        for one in site.of.pulls.values()
    ):
        return error(
            422,
            "Validation Failed",
            errors=[{"message": f"A pull request already exists for {wanted['head']}."}],
        )
    number = max([*site.of.issues, 0]) + 1
    issue = site.of.add_issue(number, wanted["title"], wanted["body"], site.of.me)
    issue.is_pull = True
    site.of.pulls[number] = Pull(
        number, wanted["head"], wanted["base"], bool(wanted.get("draft")), site.of.name
    )
    return Answer(201, pull_facts(site, site.of.pulls[number], "PullRequest"))


@route("PATCH", r"/pulls/(\d+)")
def update_pull(site: Site, asked: Asked, number: str) -> Answer:
    issue = site.of.issues[int(number)]
    issue.title, issue.body = asked.body.get("title", issue.title), asked.body.get("body", issue.body)
    issue.state = asked.body.get("state", issue.state)
    if site.of.rest_drafts:
        site.of.pulls[int(number)].draft = asked.body.get("draft", site.of.pulls[int(number)].draft)
    return Answer(200, pull_facts(site, site.of.pulls[int(number)], "PullRequest"))


@route("GET", r"/pulls/(\d+)/comments")
def review_comments(site: Site, asked: Asked, number: str) -> Answer:
    listed = [one for one in site.of.review_comments if one.number == int(number)]
    return page_of(site, asked, [review_comment_facts(site, one) for one in listed])


def review_comment_facts(site: Site, comment: Comment) -> Json:
    facts = {
        "id": comment.id,
        "body": comment.body,
        "user": user_facts(site, comment.author),
        "path": comment.path,
        "line": comment.line,
        "created_at": comment.created_at,
        "updated_at": comment.updated_at,
    }
    return shaped("PullRequestReviewComment", facts)
