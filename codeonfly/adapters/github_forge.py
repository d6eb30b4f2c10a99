"""ports.Forge over GitHub: our own small types from JSON, tolerant of what older servers leave out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from codeonfly.adapters import github_read as read
from codeonfly.adapters.github_client import Client, NotDone, refused
from codeonfly.adapters.github_identity import rights, whoami
from codeonfly.adapters.github_moments import edited_at, reviews, run_created_at
from codeonfly.adapters.github_pulls import DRAFT_MARK, turn
from codeonfly.adapters.github_push import Commit, create_commit
from codeonfly.adapters.github_tree import read_tree
from codeonfly.change import Change
from codeonfly.errors import Refused, ServiceError
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
ABSENT = (*GONE, 405, 501)  # what a server answers that does not have an endpoint
MOST_COMMENTS = 2_500  # that GitHub takes on one issue; strangers' come before a run's own
EMPTY = 409  # what GitHub answers for everything in a repository without a commit


class GitHubForge:
    """One repository through one token; what each method returns and raises stands in ports.Forge.

    Use inside ``async with client``.
    """

    def __init__(self, client: Client, repository: str) -> None:
        self._client = client
        self._name = repository
        self._root = f"/repos/{repository}"
        self._has_refs = False

    async def repository(self) -> RepositoryFacts:
        try:
            told = await self._client.get(self._root, "reading the repository")
        except NotDone as error:
            remedy = "check GITHUB_REPOSITORY and the token's access"
            raise refused(error, f"reading {self._name}", remedy) from None
        facts = read.read(read.repository, told, "reading the repository")
        # after a rename reads are redirected, but not every write, and everything tells its new name
        self._name, self._root = facts.full_name, f"/repos/{facts.full_name}"
        return facts

    async def myself(self) -> Actor:
        return await whoami(self._client)

    async def access(self, login: str) -> Access:
        return await rights(self._client, self._root, login)

    async def issue(self, number: int) -> IssueFacts | None:
        doing = f"reading issue #{number}"
        told = await self._or_gone(f"{self._root}/issues/{number}", doing)
        if told is None:
            return None
        issue = read.read(read.issue, told, doing)
        return issue if _is_here(told, self._name) else None

    async def edited_at(self, number: int) -> str | None:
        return await edited_at(self._client, self._name, number)

    async def run_created_at(self, run_id: str) -> str:
        return await run_created_at(self._client, self._root, run_id)

    async def comments(self, number: int) -> tuple[Said, ...]:
        doing = f"reading the comments of #{number}"
        try:  # never taken for empty: the bot's memory is among them
            path = f"{self._root}/issues/{number}/comments"
            listed = await self._client.pages(path, doing, most=MOST_COMMENTS)
        except NotDone as error:
            raise refused(error, doing, "give the token issues: read") from None
        return tuple(read.read(read.said, one, doing) for one in listed)

    async def recent_comments(self, since: str) -> tuple[Said, ...]:
        path, doing = f"{self._root}/issues/comments", "reading the newest comments"
        listed = await self._list(path, doing, since=since, sort="updated", direction="desc")
        return tuple(read.read(read.said, one, doing) for one in listed)

    async def review_comments(self, pull: int) -> tuple[Said, ...]:
        doing = f"reading the reviews of #{pull}"
        listed = await self._list(f"{self._root}/pulls/{pull}/comments", doing)
        on_lines = (read.read(read.said, one, doing) for one in listed)
        return (*await reviews(self._client, self._name, pull), *on_lines)

    async def tree(self, commit: str) -> Tree:
        try:
            return await read_tree(self._client, self._name, commit)
        except NotDone as error:
            raise refused(error, f"reading the base {commit[:7]}", "give the token contents: read") from None

    async def branch(self, name: str) -> str | None:
        doing = f"looking for branch {name}"
        told = await self._or_gone(f"{self._root}/git/ref/heads/{quote(name)}", doing, also=(EMPTY, *ABSENT))
        found = read.ref_commit(told, name)
        if found is None and not self._has_refs:  # a server that has never shown one may know no refs
            told = await self._or_gone(f"{self._root}/branches/{quote(name, safe='')}", doing, also=(EMPTY,))
            return read.branch_commit(told)
        self._has_refs = True
        return found

    async def commit(self, commit: str) -> CommitFacts:
        doing = f"reading commit {commit[:7]}"
        try:
            told = await self._client.get(f"{self._root}/git/commits/{commit}", doing)
        except NotDone as error:
            raise refused(error, doing, "give the token contents: read") from None
        return read.read(read.commit, told, doing)

    async def create_commit(self, *, parents: Sequence[str], change: Change, base: Tree, message: str) -> str:
        on = (await self.commit(parents[-1])).tree
        return await create_commit(self._client, self._root, Commit(parents, on, change, base, message))

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
                now = await self.branch(name)
                if now != expected:  # done after all, or somebody was first
                    return now == commit
            remedy = "give the token contents: write, and let the branch rules allow code-on-fly/*"
            raise refused(error, doing, remedy) from None
        return True

    async def pull(self, number: int) -> PullFacts | None:
        doing = f"reading pull request #{number}"
        told = await self._or_gone(f"{self._root}/pulls/{number}", doing)
        return None if told is None else read.read(read.pull, told, doing)

    async def find_pull(self, branch: str) -> PullFacts | None:
        owner = self._name.partition("/")[0]
        wanted = {"state": "open", "head": f"{owner}:{branch}"}
        pulls = await self._pulls("looking for the pull request", 1000, **wanted)
        mine = [one for one in pulls if one.head_branch == branch and one.is_open and self._same(one)]
        return mine[0] if mine else None

    async def own_pulls(self) -> tuple[PullFacts, ...]:
        newest = {"state": "all", "sort": "updated", "direction": "desc"}
        pulls = await self._pulls("reading earlier runs", 300, **newest)
        return tuple(one for one in pulls if one.head_branch.startswith("code-on-fly/") and self._same(one))

    async def _pulls(self, doing: str, most: int, **params: str) -> list[PullFacts]:
        listed = await self._list(f"{self._root}/pulls", doing, most=most, **params)
        return [read.read(read.pull, one, doing) for one in listed]

    async def create_pull(self, *, title: str, body: str, branch: str, base: str, draft: bool) -> PullFacts:
        async def done() -> PullFacts | None:
            return await self.find_pull(branch)

        doing = "opening the pull request"
        wanted: dict[str, Any] = {"title": title, "body": body, "head": branch, "base": base, "draft": draft}
        try:
            made = await self._client.write("POST", f"{self._root}/pulls", doing, wanted, done=done)
        except NotDone as error:
            return await self._refused_pull(error, wanted)
        return made if isinstance(made, PullFacts) else read.read(read.pull, made, doing)

    async def _refused_pull(self, error: NotDone, wanted: Mapping[str, Any]) -> PullFacts:
        found = await self.find_pull(str(wanted["head"]))
        if found is not None:
            return found
        words = error.failure.message
        if error.failure.status == 422 and wanted["draft"] and "draft" in words.lower():
            # private repositories of some plans know no drafts; the first line says that it is not verified
            return await self.create_pull(
                title=DRAFT_MARK + str(wanted["title"]), body=wanted["body"], branch=wanted["head"],
                base=wanted["base"], draft=False,
            )  # fmt: skip
        if error.failure.status in (403, 422, *ABSENT):
            raise Refused(f"GitHub did not open the pull request: {words}")
        raise refused(error, "opening the pull request", "give the token pull-requests: write")

    async def update_pull(self, pull: PullFacts, *, title: str, body: str, draft: bool) -> PullFacts:
        """Where it can't be made a draft, its title says that it should be one."""
        doing, path = f"updating pull request #{pull.number}", f"{self._root}/pulls/{pull.number}"
        try:
            told = await self._client.write("PATCH", path, doing, {"title": title, "body": body})
            is_draft = pull.draft
            if pull.draft != draft:
                is_draft = await turn(self._client, path, pull, draft, doing)
            if draft and not is_draft:
                told = await self._client.write("PATCH", path, doing, {"title": DRAFT_MARK + title})
        except NotDone as error:
            raise refused(error, doing, "give the token pull-requests: write") from None
        return replace(read.read(read.pull, told, doing), draft=is_draft)

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
        return read.read(lambda told: int(told["id"]), made, f"commenting on #{number}")

    async def comment_text(self, comment: int) -> str | None:
        doing = "reading the status comment"
        told = await self._or_gone(f"{self._root}/issues/comments/{comment}", doing)
        return None if told is None else read.read(read.said, told, doing).text

    async def edit_comment(self, comment: int, body: str) -> None:
        try:
            path = f"{self._root}/issues/comments/{comment}"
            await self._client.write("PATCH", path, "editing the status comment", {"body": body})
        except NotDone as error:
            raise refused(error, "editing the status comment", "give the token issues: write") from None

    async def delete_comment(self, comment: int) -> None:
        try:
            path = f"{self._root}/issues/comments/{comment}"
            await self._client.write("DELETE", path, "deleting a second status comment")
        except NotDone as error:
            if error.failure.status not in GONE:
                raise refused(error, "deleting a comment", "give the token issues: write") from None

    async def react(self, content: str, *, issue: int | None = None, comment: int | None = None) -> None:
        """A reaction is a courtesy: where it is refused, nothing else is."""
        target = f"issues/{issue}" if issue is not None else f"issues/comments/{comment}"
        try:
            path = f"{self._root}/{target}/reactions"
            await self._client.write("POST", path, "reacting", {"content": content})
        except (NotDone, ServiceError):
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

    async def _or_gone(self, path: str, doing: str, *, also: Sequence[int] = ()) -> Any:
        try:
            return await self._client.get(path, doing)
        except NotDone as error:
            if error.failure.status in (*GONE, 301, *also):
                return None
            raise refused(error, doing, "give the token read access") from None

    async def _list(self, path: str, doing: str, *, most: int = 1000, **params: str | int) -> list[Any]:
        try:
            return await self._client.pages(path, doing, most=most, **params)
        except NotDone as error:
            if error.failure.status in ABSENT:
                return []
            raise refused(error, doing, "give the token read access") from None

    def _same(self, pull: PullFacts) -> bool:
        return pull.head_repository.casefold() == self._name.casefold()


def _is_here(told: Mapping[str, Any], repository: str) -> bool:
    """A transferred issue answers from its new repository, through a redirect."""
    url = str(told.get("repository_url") or "").casefold().rstrip("/")
    return not url or url.endswith(f"/repos/{repository.casefold()}")
