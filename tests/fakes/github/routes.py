"""What each endpoint does to a Repository, and its answer in GitHub's documented shape."""

from __future__ import annotations

import base64
import io
import re
import tarfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.github.shapes import shaped
from tests.fakes.github.store import Comment, Issue, Pull, Repository

Json = Any


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, str]
    body: Json


@dataclass(frozen=True)
class Answer:
    status: int
    body: Json = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None


def error(status: int, message: str, headers: dict[str, str] | None = None, **more: Json) -> Answer:
    body = {
        "message": message,
        "documentation_url": "https://example.invalid/docs",
        "status": str(status),
        **more,
    }
    return Answer(status, body, headers or {})


Handler = Callable[..., Answer]
_ROUTES: list[tuple[str, re.Pattern[str], str]] = []


def route(method: str, pattern: str) -> Callable[[Handler], Handler]:
    def add(handler: Handler) -> Handler:
        _ROUTES.append((method, re.compile(pattern), handler.__name__))
        return handler

    return add


class Routes:
    """One call's view of the repository."""

    def __init__(self, repository: Repository, url: str) -> None:
        self.of = repository
        self.url = url

    def answer(self, asked: Asked) -> Answer:
        prefix = f"/repos/{self.of.name}"
        path = asked.path
        inside = path[len(prefix) :] if path.lower().startswith(prefix.lower()) else path
        for method, pattern, name in _ROUTES:
            match = pattern.fullmatch(inside)
            if method == asked.method and match is not None:
                handler: Handler = getattr(self, name)
                return handler(asked, *match.groups())
        return error(404, "Not Found")

    # --- who and where -----------------------------------------------------------------------------

    @route("GET", "")
    def repository(self, asked: Asked) -> Answer:
        owner, name = self.of.name.split("/")
        facts = {
            "name": name,
            "full_name": self.of.name,
            "owner": {"login": owner, "id": 1},
            "default_branch": self.of.default_branch,
            "archived": self.of.archived,
            "html_url": f"https://github.invalid/{self.of.name}",
        }
        return Answer(200, shaped("FullRepository", facts))

    @route("GET", "/user")
    def user(self, asked: Asked) -> Answer:
        me = self.of.users[self.of.me]
        if me.kind == "Bot":
            return error(403, "Resource not accessible by integration")
        return Answer(200, shaped("PublicUser", {"login": me.login, "id": me.id, "type": me.kind}))

    @route("POST", "/graphql|/api/graphql")
    def graphql(self, asked: Asked) -> Answer:
        query = asked.body["query"]
        if "viewer" in query:
            me = self.of.users[self.of.me]
            return Answer(200, {"data": {"viewer": {"login": me.login, "databaseId": me.id}}})
        if not self.of.may_convert_pulls:
            return Answer(
                200, {"data": None, "errors": [{"message": "Resource not accessible by integration"}]}
            )
        number = int(asked.body["variables"]["id"].removeprefix("PR_"))
        self.of.pulls[number].draft = "convertPullRequestToDraft" in query
        return Answer(200, {"data": {"result": {"clientMutationId": None}}})

    @route("GET", "/collaborators/([^/]+)/permission")
    def permission(self, asked: Asked, login: str) -> Answer:
        user = next((one for one in self.of.users.values() if one.login.lower() == login.lower()), None)
        if user is None:
            return error(404, f"{login} is not a user")
        folded = {"maintain": "write", "triage": "read"}.get(user.level, user.level)
        facts = {"permission": folded, "role_name": user.level, "user": self._user(user.login)}
        return Answer(200, shaped("RepositoryCollaboratorPermission", facts))

    def _user(self, login: str) -> Json:
        user = self.of.users.get(login) or self.of.users["ghost"]
        return {"login": user.login, "id": user.id, "type": user.kind}

    # --- git ---------------------------------------------------------------------------------------

    @route("GET", "/git/ref/(.+)")
    def ref(self, asked: Asked, name: str) -> Answer:
        sha = self.of.refs.get(f"refs/{name}")
        return error(404, "Not Found") if sha is None else Answer(200, self._ref(f"refs/{name}", sha))

    def _ref(self, name: str, sha: str) -> Json:
        return shaped("GitRef", {"ref": name, "object": {"type": "commit", "sha": sha, "url": self.url}})

    @route("POST", "/git/refs")
    def create_ref(self, asked: Asked) -> Answer:
        name, sha = asked.body["ref"], asked.body["sha"]
        if self._protected(name):
            return error(
                422, "Repository rule violations found: Cannot create ref due to creations being restricted."
            )
        if name in self.of.refs:
            return error(422, "Reference already exists")
        if self.of.commit(sha) is None:
            return error(422, "Object does not exist")
        self.of.refs[name] = sha
        return Answer(201, self._ref(name, sha))

    @route("PATCH", "/git/refs/(.+)")
    def update_ref(self, asked: Asked, name: str) -> Answer:
        full, sha = f"refs/{name}", asked.body["sha"]
        if full not in self.of.refs:
            return error(422, "Reference does not exist")
        if self._protected(full):
            return error(422, "Repository rule violations found: Cannot update this protected ref.")
        if not asked.body.get("force") and not self.of.is_ancestor(self.of.refs[full], sha):
            return error(422, "Update is not a fast forward")
        self.of.refs[full] = sha
        return Answer(200, self._ref(full, sha))

    def _protected(self, name: str) -> bool:
        return any(re.fullmatch(pattern, name) for pattern in self.of.protected)

    @route("GET", "/git/commits/([0-9a-f]{40})")
    def get_commit(self, asked: Asked, sha: str) -> Answer:
        return error(404, "Not Found") if self.of.commit(sha) is None else Answer(200, self._commit(sha))

    @route("GET", "/commits/([0-9a-f]{40})")
    def get_full_commit(self, asked: Asked, sha: str) -> Answer:
        if self.of.commit(sha) is None:
            return error(404, "Not Found")
        return Answer(200, shaped("Commit", {"sha": sha, "parents": self._commit(sha)["parents"]}))

    def _commit(self, sha: str) -> Json:
        commit = self.of.commit(sha)
        facts = {
            "sha": sha,
            "message": commit.message.decode(),
            "tree": {"sha": commit.tree.decode()},
            "parents": [{"sha": parent.decode()} for parent in commit.parents],
            "verification": {"verified": True, "reason": "valid", "signature": None, "payload": None},
        }
        return shaped("GitCommit", facts)

    @route("POST", "/git/commits")
    def create_commit(self, asked: Asked) -> Answer:
        assert "author" not in asked.body, "a commit with an author is not Verified"
        assert "committer" not in asked.body, "a commit with a committer is not Verified"
        if self.of.tree_of(asked.body["tree"]) is None:
            return error(422, "Tree SHA does not exist")
        sha = self.of.add_commit(asked.body["tree"], asked.body["parents"], asked.body["message"])
        return Answer(201, self._commit(sha))

    @route("GET", "/git/trees/([0-9a-f]{40})")
    def get_tree(self, asked: Asked, sha: str) -> Answer:
        tree = self.of.tree_of(sha)
        if tree is None:
            return error(404, "Not Found")
        return Answer(200, self._tree(tree))

    def _tree(self, sha: str) -> Json:
        entries = [
            {
                "path": path,
                "mode": f"{mode:06o}",
                "type": "commit" if mode == 0o160000 else "blob",
                "sha": blob,
                "size": len(self.of.blob(blob) or b""),
                "url": self.url,
            }
            for path, (mode, blob) in self.of.entries(sha).items()
        ]
        return shaped("GitTree", {"sha": sha, "tree": entries, "truncated": False})

    @route("POST", "/git/trees")
    def create_tree(self, asked: Asked) -> Answer:
        base = asked.body.get("base_tree")
        entries = self.of.entries(base) if base else {}
        for entry in asked.body["tree"]:
            path = entry["path"]
            if path.startswith(".github/workflows/"):
                return error(
                    403, "refusing to allow an integration to create or update workflow without permission"
                )
            if entry.get("sha", "") is None:
                if path not in entries:
                    return error(422, "GitRPC::BadObjectState")
                del entries[path]
                continue
            text = entry.get("content", "") + ("!" if self.of.alters_content else "")
            sha = entry.get("sha") or self.of.add_blob(text.encode())
            entries[path] = (int(entry["mode"], 8), sha)
        return Answer(201, self._tree(self.of.build_tree(entries)))

    @route("GET", "/git/blobs/([0-9a-f]{40})")
    def get_blob(self, asked: Asked, sha: str) -> Answer:
        data = self.of.blob(sha)
        if data is None:
            return error(404, "Not Found")
        encoded = base64.encodebytes(data).decode()
        facts = {"sha": sha, "content": encoded, "encoding": "base64", "size": len(data)}
        return Answer(200, shaped("Blob", facts))

    @route("POST", "/git/blobs")
    def create_blob(self, asked: Asked) -> Answer:
        sha = self.of.add_blob(base64.b64decode(asked.body["content"]))
        return Answer(201, shaped("ShortBlob", {"sha": sha, "url": self.url}))

    @route("GET", "/tarball/([0-9a-f]{40})")
    def tarball(self, asked: Asked, sha: str) -> Answer:
        return Answer(302, None, {"location": f"{self.url}/codeload/{sha}"}, raw=b"")

    @route("GET", "/codeload/([0-9a-f]{40})")
    def codeload(self, asked: Asked, sha: str) -> Answer:
        tree = self.of.tree_of(sha)
        assert tree is not None
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
            for path, (mode, blob) in self.of.entries(tree).items():
                if path in self.of.export_ignore or mode == 0o160000:
                    continue  # like git archive: what export-ignore names is not there
                data = self.of.blob(blob) or b""
                info = tarfile.TarInfo(f"acme-mathkit-{sha[:7]}/{path}")
                info.mode = 0o755 if mode == 0o100755 else 0o644
                if mode == 0o120000:
                    info.type, info.linkname = tarfile.SYMTYPE, data.decode()
                else:
                    info.size = len(data)
                archive.addfile(info, io.BytesIO(data) if info.isreg() else None)
        return Answer(200, None, {"content-type": "application/x-gzip"}, raw=buffer.getvalue())

    # --- issues ------------------------------------------------------------------------------------

    @route("GET", r"/issues/(\d+)")
    def issue(self, asked: Asked, number: str) -> Answer:
        issue = self.of.issues.get(int(number))
        if issue is None:
            return error(404, "Not Found")
        return error(410, "This issue was deleted") if issue.gone else Answer(200, self._issue(issue))

    def _issue(self, issue: Issue) -> Json:
        facts: dict[str, Json] = {
            "number": issue.number,
            "title": issue.title,
            "body": issue.body,
            "state": issue.state,
            "locked": issue.locked,
            "labels": [{"name": name} for name in issue.labels],
            "user": self._user(issue.author),
            "updated_at": issue.updated_at,
            "repository_url": f"{self.url}/repos/{self.of.name}",
        }
        if issue.is_pull:
            facts["pull_request"] = {"url": self.url, "html_url": None, "diff_url": None, "patch_url": None}
        return shaped("Issue", facts)

    @route("GET", r"/issues/(\d+)/comments")
    def comments(self, asked: Asked, number: str) -> Answer:
        listed = [one for one in self.of.comments.values() if one.number == int(number)]
        return self._page(asked, [self._comment(one) for one in listed])

    def _comment(self, comment: Comment) -> Json:
        facts = {
            "id": comment.id,
            "body": comment.body,
            "user": self._user(comment.author),
            "created_at": comment.created_at,
            "updated_at": comment.updated_at,
        }
        return shaped("IssueComment", facts)

    def _page(self, asked: Asked, entries: list[Json]) -> Answer:
        size, page = int(asked.query.get("per_page", 30)), int(asked.query.get("page", 1))
        return Answer(200, entries[(page - 1) * size : page * size])

    @route("POST", r"/issues/(\d+)/comments")
    def create_comment(self, asked: Asked, number: str) -> Answer:
        issue = self.of.issues.get(int(number))
        if issue is None or issue.gone:
            return error(404, "Not Found")
        if len(asked.body["body"]) > 65_536:
            return error(
                422,
                "Validation Failed",
                errors=[{"message": "body is too long (maximum is 65536 characters)"}],
            )
        return Answer(201, self._comment(self.of.add_comment(int(number), self.of.me, asked.body["body"])))

    @route("PATCH", r"/issues/comments/(\d+)")
    def edit_comment(self, asked: Asked, comment_id: str) -> Answer:
        comment = self.of.comments.get(int(comment_id))
        if comment is None:
            return error(404, "Not Found")
        comment.body = asked.body["body"]
        comment.edits += 1
        comment.updated_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        return Answer(200, self._comment(comment))

    @route("POST", r"/issues/(\d+|comments/\d+)/reactions")
    def react(self, asked: Asked, target: str) -> Answer:
        reaction = (target, asked.body["content"])
        known = reaction in self.of.reactions
        if not known:
            self.of.reactions.append(reaction)
        return Answer(200 if known else 201, shaped("Reaction", {"content": asked.body["content"], "id": 1}))

    @route("POST", r"/issues/(\d+)/labels")
    def add_labels(self, asked: Asked, number: str) -> Answer:
        issue = self.of.issues[int(number)]
        issue.labels += [name for name in asked.body["labels"] if name not in issue.labels]
        return Answer(200, [shaped("Label", {"name": name}) for name in issue.labels])

    @route("DELETE", r"/issues/(\d+)/labels/(.+)")
    def remove_label(self, asked: Asked, number: str, name: str) -> Answer:
        issue = self.of.issues[int(number)]
        if name not in issue.labels:
            return error(404, "Label does not exist")
        issue.labels.remove(name)
        return Answer(200, [shaped("Label", {"name": one}) for one in issue.labels])

    # --- pull requests -----------------------------------------------------------------------------

    @route("GET", "/pulls")
    def pulls(self, asked: Asked) -> Answer:
        state, head = asked.query.get("state", "open"), asked.query.get("head", "").partition(":")[2]
        listed = [
            pull
            for pull in reversed(self.of.pulls.values())
            if state in ("all", self.of.issues[pull.number].state) and head in ("", pull.head)
        ]
        return self._page(asked, [self._pull(one, "PullRequestSimple") for one in listed])

    @route("GET", r"/pulls/(\d+)")
    def pull(self, asked: Asked, number: str) -> Answer:
        pull = self.of.pulls.get(int(number))
        return error(404, "Not Found") if pull is None else Answer(200, self._pull(pull, "PullRequest"))

    def _pull(self, pull: Pull, model: str) -> Json:
        issue = self.of.issues[pull.number]
        sha = self.of.refs.get(f"refs/heads/{pull.head}", "0" * 40)
        facts = {
            "number": pull.number,
            "node_id": f"PR_{pull.number}",
            "html_url": f"https://github.invalid/{self.of.name}/pull/{pull.number}",
            "state": issue.state,
            "title": issue.title,
            "body": issue.body,
            "draft": pull.draft,
            "user": self._user(issue.author),
            "head": {"ref": pull.head, "sha": sha, "repo": {"full_name": pull.head_repository}},
            "base": {"ref": pull.base, "sha": sha, "repo": {"full_name": self.of.name}},
        }
        return shaped(model, facts)

    @route("POST", "/pulls")
    def create_pull(self, asked: Asked) -> Answer:
        wanted = asked.body
        if not self.of.may_open_pulls:
            return error(403, "GitHub Actions is not permitted to create or approve pull requests.")
        if len(wanted["body"]) > 65_536:
            return error(
                422,
                "Validation Failed",
                errors=[{"message": "body is too long (maximum is 65536 characters)"}],
            )
        if wanted.get("draft") and not self.of.has_drafts:
            return error(422, "Draft pull requests are not supported in this repository.")
        if f"refs/heads/{wanted['head']}" not in self.of.refs:
            return error(
                422,
                "Validation Failed",
                errors=[{"resource": "PullRequest", "field": "head", "code": "invalid"}],
            )
        if any(
            one.head == wanted["head"] and self.of.issues[one.number].state == "open"
            for one in self.of.pulls.values()
        ):
            return error(
                422,
                "Validation Failed",
                errors=[{"message": f"A pull request already exists for {wanted['head']}."}],
            )
        number = max([*self.of.issues, 0]) + 1
        issue = self.of.add_issue(number, wanted["title"], wanted["body"], self.of.me)
        issue.is_pull = True
        self.of.pulls[number] = Pull(
            number, wanted["head"], wanted["base"], bool(wanted.get("draft")), self.of.name
        )
        return Answer(201, self._pull(self.of.pulls[number], "PullRequest"))

    @route("PATCH", r"/pulls/(\d+)")
    def update_pull(self, asked: Asked, number: str) -> Answer:
        issue = self.of.issues[int(number)]
        issue.title, issue.body = asked.body.get("title", issue.title), asked.body.get("body", issue.body)
        issue.state = asked.body.get("state", issue.state)
        return Answer(200, self._pull(self.of.pulls[int(number)], "PullRequest"))

    @route("GET", r"/pulls/(\d+)/comments")
    def review_comments(self, asked: Asked, number: str) -> Answer:
        listed = [one for one in self.of.review_comments if one.number == int(number)]
        return self._page(asked, [self._review_comment(one) for one in listed])

    def _review_comment(self, comment: Comment) -> Json:
        facts = {
            "id": comment.id,
            "body": comment.body,
            "user": self._user(comment.author),
            "path": comment.path,
            "line": comment.line,
            "created_at": comment.created_at,
            "updated_at": comment.updated_at,
        }
        return shaped("PullRequestReviewComment", facts)
