"""ports.Forge over GitHub: our own small types from JSON, tolerant of what older servers leave out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from codeonfly.adapters import github_read as read
from codeonfly.adapters.github_client import Client, NotDone, refused
from codeonfly.adapters.github_push import Commit, create_commit
from codeonfly.adapters.github_tree import read_tree
from codeonfly.change import Change
from codeonfly.errors import Refused, ServiceError, UserError
from codeonfly.ports import (
    Access,
    Actor,
    CommitFacts,
    IssueFacts,
    PullFacts,
    RepositoryFacts,
    Said,
)
from codeonfly.tree import Tree

GONE = (404, 410)
_DRAFT = "mutation($id: ID!) { convertPullRequestToDraft(input: {pullRequestId: $id}) { clientMutationId } }"
_READY = (
    "mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { clientMutationId } }"
)


class GitHubForge:
    """One repository through one token. Use inside ``async with client``."""

    def __init__(self, client: Client, repository: str) -> None:
        self._client = client
        self._name = repository
        self._root = f"/repos/{repository}"

    async def repository(self) -> RepositoryFacts:
        try:
            return read.repository(await self._client.get(self._root, "reading the repository"))
        except NotDone as error:
            remedy = "check GITHUB_REPOSITORY and the token's access"
            raise refused(error, f"reading {self._name}", remedy) from None

    async def myself(self) -> Actor:
        """GITHUB_TOKEN and App tokens may not ask for /user: they write as a bot with a known name."""
        try:
            return read.actor(await self._client.get("/user", "asking who this token is"))
        except NotDone as error:
            if error.failure.status not in (403, 404):
                raise refused(error, "asking who this token is", "pass a valid github-token") from None
        told = await self._client.write(
            "POST", "", "asking who this token is", {"query": "query { viewer { login databaseId } }"},
            url=self._client.graphql_url,
        )  # fmt: skip
        viewer = (told.get("data") or {}).get("viewer") if isinstance(told, dict) else None
        if not isinstance(viewer, dict) or not viewer.get("login"):
            raise ServiceError("GitHub does not say which account this token writes as; run again")
        login = str(viewer["login"])
        return Actor(login, int(viewer.get("databaseId") or 0), is_bot=login.endswith("[bot]"))

    async def access(self, login: str) -> Access:
        try:
            told = await self._client.get(
                f"{self._root}/collaborators/{quote(login, safe='')}/permission",
                f"asking for {login}'s rights",
            )
        except NotDone as error:
            if error.failure.status == 404:
                return Access(0, "none")
            raise refused(error, f"asking for {login}'s rights", "give the token read access") from None
        return read.access(told)

    async def issue(self, number: int) -> IssueFacts | None:
        told = await self._or_gone(f"{self._root}/issues/{number}", f"reading issue #{number}")
        if told is None or not _is_here(told, self._name):
            return None
        return read.issue(told)

    async def comments(self, number: int) -> tuple[Said, ...]:
        listed = await self._list(
            f"{self._root}/issues/{number}/comments", f"reading the comments of #{number}"
        )
        return tuple(read.said(one) for one in listed)

    async def review_comments(self, pull: int) -> tuple[Said, ...]:
        listed = await self._list(f"{self._root}/pulls/{pull}/comments", f"reading the reviews of #{pull}")
        return tuple(read.said(one) for one in listed)

    async def tree(self, commit: str) -> Tree:
        try:
            return await read_tree(self._client, self._name, commit)
        except NotDone as error:
            raise refused(error, f"reading the base {commit[:7]}", "give the token contents: read") from None

    async def branch(self, name: str) -> str | None:
        told = await self._or_gone(f"{self._root}/git/ref/heads/{quote(name)}", f"looking for branch {name}")
        # where the exact name is missing, older servers answer with the list of names that begin so
        return str(told["object"]["sha"]) if isinstance(told, dict) else None

    async def commit(self, commit: str) -> CommitFacts:
        try:
            return read.commit(
                await self._client.get(f"{self._root}/git/commits/{commit}", "reading a commit")
            )
        except NotDone as error:
            raise refused(error, f"reading commit {commit[:7]}", "give the token contents: read") from None

    async def create_commit(self, *, parent: str, change: Change, base: Tree, message: str) -> str:
        on = (await self.commit(parent)).tree
        return await create_commit(self._client, self._root, Commit(parent, on, change, base, message))

    async def point_branch(self, name: str, commit: str, *, expected: str | None) -> bool:
        async def done() -> str | None:
            return commit if await self.branch(name) == commit else None

        doing = f"pushing branch {name}"
        try:
            if expected is None:
                new = {"ref": f"refs/heads/{name}", "sha": commit}
                await self._client.write("POST", f"{self._root}/git/refs", doing, new, done=done)
            else:
                if await self.branch(name) not in (expected, commit):
                    return False
                moved = {"sha": commit, "force": False}
                path = f"{self._root}/git/refs/heads/{quote(name)}"
                await self._client.write("PATCH", path, doing, moved, done=done)
        except NotDone as error:
            if error.failure.status in (409, 422):
                if await self.branch(name) == commit:
                    return True
                if "rule" not in error.failure.message.lower():
                    return False
            remedy = "give the token contents: write, and let the branch rules allow code-on-fly/*"
            raise refused(error, doing, remedy) from None
        return True

    async def pull(self, number: int) -> PullFacts | None:
        told = await self._or_gone(f"{self._root}/pulls/{number}", f"reading pull request #{number}")
        return None if told is None else read.pull(told)

    async def find_pull(self, branch: str) -> PullFacts | None:
        owner = self._name.partition("/")[0]
        listed = await self._list(
            f"{self._root}/pulls", "looking for the pull request", state="open", head=f"{owner}:{branch}"
        )
        pulls = [read.pull(one) for one in listed]
        mine = [one for one in pulls if one.head_branch == branch and one.is_open and self._same(one)]
        return mine[0] if mine else None

    async def own_pulls(self) -> tuple[PullFacts, ...]:
        listed = await self._list(
            f"{self._root}/pulls",
            "reading earlier runs",
            most=300,
            state="all",
            sort="updated",
            direction="desc",
        )
        pulls = [read.pull(one) for one in listed]
        return tuple(one for one in pulls if one.head_branch.startswith("code-on-fly/") and self._same(one))

    async def create_pull(self, *, title: str, body: str, branch: str, base: str, draft: bool) -> PullFacts:
        async def done() -> dict[str, Any] | None:
            return {"number": found.number} if (found := await self.find_pull(branch)) else None

        doing = "opening the pull request"
        wanted: dict[str, Any] = {"title": title, "body": body, "head": branch, "base": base, "draft": draft}
        try:
            made = await self._client.write("POST", f"{self._root}/pulls", doing, wanted, done=done)
        except NotDone as error:
            return await self._refused_pull(error, wanted)
        pull = await self.pull(int(made["number"]))
        if pull is None:
            raise ServiceError(f"the pull request #{made['number']} was opened, but can't be read; run again")
        return pull

    async def _refused_pull(self, error: NotDone, wanted: Mapping[str, Any]) -> PullFacts:
        found = await self.find_pull(str(wanted["head"]))
        if found is not None:
            return found
        words = error.failure.message
        if error.failure.status == 422 and wanted["draft"] and "draft" in words.lower():
            # private repositories of some plans know no drafts; the first line says that it is not verified
            return await self.create_pull(
                title=f"[draft] {wanted['title']}", body=wanted["body"], branch=wanted["head"],
                base=wanted["base"], draft=False,
            )  # fmt: skip
        if error.failure.status in (403, 404, 422):
            raise Refused(f"GitHub did not open the pull request: {words}")
        raise refused(error, "opening the pull request", "give the token pull-requests: write")

    async def update_pull(self, pull: PullFacts, *, title: str, body: str, draft: bool) -> PullFacts:
        doing = f"updating pull request #{pull.number}"
        try:
            path = f"{self._root}/pulls/{pull.number}"
            told = await self._client.write("PATCH", path, doing, {"title": title, "body": body})
            if pull.draft != draft and pull.node_id:
                await self._turn(pull, draft, doing)
        except NotDone as error:
            raise refused(error, doing, "give the token pull-requests: write") from None
        return read.pull(told)

    async def _turn(self, pull: PullFacts, draft: bool, doing: str) -> None:
        """Into a draft, or ready. Raises UserError when GitHub refuses, which it says with status 200."""
        query = {"query": _DRAFT if draft else _READY, "variables": {"id": pull.node_id}}
        told = await self._client.write("POST", "", doing, query, url=self._client.graphql_url)
        errors = told.get("errors") if isinstance(told, dict) else None
        if errors:
            wanted, why = "a draft" if draft else "ready for review", str(errors[0].get("message"))[:200]
            remedy = "give the token pull-requests: write"
            raise UserError(f"GitHub did not make pull request #{pull.number} {wanted}: {why}; {remedy}")

    async def create_comment(self, number: int, body: str) -> int:
        async def done() -> dict[str, Any] | None:
            # whatever its author: the text holds the bot's own mark, and a second copy helps nobody
            mine = [said for said in await self.comments(number) if said.text == body]
            return {"id": mine[-1].id} if mine else None

        path = f"{self._root}/issues/{number}/comments"
        try:
            made = await self._client.write(
                "POST", path, f"commenting on #{number}", {"body": body}, done=done
            )
        except NotDone as error:
            raise refused(error, f"commenting on #{number}", "give the token issues: write") from None
        return int(made["id"])

    async def edit_comment(self, comment: int, body: str) -> None:
        try:
            path = f"{self._root}/issues/comments/{comment}"
            await self._client.write("PATCH", path, "editing the status comment", {"body": body})
        except NotDone as error:
            raise refused(error, "editing the status comment", "give the token issues: write") from None

    async def react(self, content: str, *, issue: int | None = None, comment: int | None = None) -> None:
        """A reaction is a courtesy: where it is refused, nothing else is."""
        target = f"issues/{issue}" if issue is not None else f"issues/comments/{comment}"
        try:
            path = f"{self._root}/{target}/reactions"
            await self._client.write("POST", path, "reacting", {"content": content})
        except NotDone:
            return

    async def label(self, number: int, *, add: str = "", remove: Sequence[str] = ()) -> None:
        path = f"{self._root}/issues/{number}/labels"
        try:
            if add:
                await self._client.write("POST", path, "labelling", {"labels": [add]})
            for name in remove:
                await self._unlabel(f"{path}/{quote(name, safe='')}")
        except NotDone as error:
            raise refused(error, f"labelling #{number}", "give the token issues: write") from None

    async def _unlabel(self, path: str) -> None:
        try:
            await self._client.write("DELETE", path, "taking a label off")
        except NotDone as error:
            if error.failure.status not in GONE:
                raise

    async def _or_gone(self, path: str, doing: str) -> Any:
        try:
            return await self._client.get(path, doing)
        except NotDone as error:
            if error.failure.status in (*GONE, 301):
                return None
            raise refused(error, doing, "give the token read access") from None

    async def _list(self, path: str, doing: str, *, most: int = 1000, **params: str | int) -> list[Any]:
        try:
            return await self._client.pages(path, doing, most=most, **params)
        except NotDone as error:
            if error.failure.status in GONE:
                return []
            raise refused(error, doing, "give the token read access") from None

    def _same(self, pull: PullFacts) -> bool:
        return pull.head_repository.casefold() == self._name.casefold()


def _is_here(told: Mapping[str, Any], repository: str) -> bool:
    """A transferred issue answers from its new repository, through a redirect."""
    url = str(told.get("repository_url") or "").casefold().rstrip("/")
    return not url or url.endswith(f"/repos/{repository.casefold()}")
