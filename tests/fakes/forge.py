"""A Forge in memory, for stories that need no HTTP: what was asked of it can be read afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from codeonfly.change import Change
from codeonfly.errors import UserError
from codeonfly.event import Actor
from codeonfly.ports import Access, CommitFacts, IssueFacts, PullFacts, RepositoryFacts, Said
from codeonfly.tree import Tree

ME = Actor("github-actions[bot]", 41898282, is_bot=True)


@dataclass
class FakeForge:
    """State is public; ``calls`` names every call in order."""

    trees: dict[str, Tree]
    head: str
    facts: RepositoryFacts = field(
        default_factory=lambda: RepositoryFacts("octo/mathkit", "main", False, "https://x.test/octo/mathkit")
    )
    me: Actor = ME
    levels: dict[str, Access] = field(default_factory=lambda: {"ann": Access(101, "write")})
    issues: dict[int, IssueFacts] = field(default_factory=dict)
    pulls: dict[int, PullFacts] = field(default_factory=dict)
    said: dict[int, list[Said]] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    commits: dict[str, CommitFacts] = field(default_factory=dict)
    reactions: list[tuple[str, int | None, int | None]] = field(default_factory=list)
    edits: dict[int, str] = field(default_factory=dict)  # when an issue's text was last changed
    has_graphql: bool = True
    run_created: str = ""
    calls: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.branches.setdefault("main", self.head)
        self.commits.setdefault(self.head, CommitFacts(self.head, self.trees[self.head].id, (), "base"))

    async def repository(self) -> RepositoryFacts:
        self.calls.append("repository")
        return self.facts

    async def myself(self) -> Actor:
        self.calls.append("myself")
        return self.me

    async def access(self, login: str) -> Access:
        self.calls.append("access")
        return self.levels.get(login, Access(0, "none"))

    async def issue(self, number: int) -> IssueFacts | None:
        self.calls.append("issue")
        return self.issues.get(number)

    async def edited_at(self, number: int) -> str | None:
        self.calls.append("edited_at")
        return self.edits.get(number, "") if self.has_graphql else None

    async def run_created_at(self, run_id: str) -> str:
        self.calls.append("run_created_at")
        return self.run_created

    async def comments(self, number: int) -> tuple[Said, ...]:
        self.calls.append("comments")
        return tuple(self.said.get(number, ()))

    async def recent_comments(self, since: str) -> tuple[Said, ...]:
        self.calls.append("recent_comments")
        return tuple(one for number, said in self.said.items() if number > 0 for one in said)

    async def review_comments(self, pull: int) -> tuple[Said, ...]:
        self.calls.append("review_comments")
        return tuple(self.said.get(-pull, ()))

    async def tree(self, commit: str) -> Tree:
        self.calls.append("tree")
        return self.trees[commit]

    async def branch(self, name: str) -> str | None:
        self.calls.append("branch")
        return self.branches.get(name)

    async def commit(self, commit: str) -> CommitFacts:
        self.calls.append("commit")
        return self.commits[commit]

    async def create_commit(self, *, parents: Sequence[str], change: Change, base: Tree, message: str) -> str:
        self.calls.append("create_commit")
        files = change.apply(base.files)
        name = hashlib.sha1(f"{parents}{Tree('', files).id}{message}".encode()).hexdigest()  # noqa: S324 - a name
        self.trees[name] = Tree(name, files)
        self.commits[name] = CommitFacts(name, self.trees[name].id, tuple(parents), message)
        return name

    async def point_branch(self, name: str, commit: str, *, expected: str | None) -> bool:
        self.calls.append("point_branch")
        if self.branches.get(name) != expected:
            return False
        self.branches[name] = commit
        for number, pull in self.pulls.items():
            if pull.head_branch == name:
                self.pulls[number] = replace(pull, head_commit=commit)
        return True

    async def pull(self, number: int) -> PullFacts | None:
        self.calls.append("pull")
        return self.pulls.get(number)

    async def find_pull(self, branch: str) -> PullFacts | None:
        self.calls.append("find_pull")
        return next((p for p in self.pulls.values() if p.is_open and p.head_branch == branch), None)

    async def own_pulls(self) -> tuple[PullFacts, ...]:
        self.calls.append("own_pulls")
        return tuple(p for p in self.pulls.values() if p.head_branch.startswith("code-on-fly/"))

    async def create_pull(self, *, title: str, body: str, branch: str, base: str, draft: bool) -> PullFacts:
        self.calls.append("create_pull")
        number = 100 + len(self.pulls)
        url = f"https://x.test/octo/mathkit/pull/{number}"
        self.pulls[number] = PullFacts(
            number,
            url,
            True,
            draft,
            self.me,
            self.facts.full_name,
            branch,
            self.branches[branch],
            title,
            body,
        )
        return self.pulls[number]

    async def update_pull(self, pull: PullFacts, *, title: str, body: str, draft: bool) -> PullFacts:
        self.calls.append("update_pull")
        self.pulls[pull.number] = replace(self.pulls[pull.number], title=title, body=body, draft=draft)
        return self.pulls[pull.number]

    async def create_comment(self, number: int, body: str) -> int:
        self.calls.append("create_comment")
        said = self.said.setdefault(number, [])
        said.append(Said(5000 + 100 * number + len(said), self.me, body, "2026-11-23T10:02:01Z", ""))
        return said[-1].id

    async def comment_text(self, comment: int) -> str | None:
        self.calls.append("comment_text")
        return next((one.text for said in self.said.values() for one in said if one.id == comment), None)

    async def edit_comment(self, comment: int, body: str) -> None:
        self.calls.append("edit_comment")
        for said in self.said.values():
            said[:] = [replace(one, text=body) if one.id == comment else one for one in said]

    async def delete_comment(self, comment: int) -> None:
        self.calls.append("delete_comment")
        for said in self.said.values():
            said[:] = [one for one in said if one.id != comment]

    async def react(self, content: str, *, issue: int | None = None, comment: int | None = None) -> None:
        self.calls.append("react")
        self.reactions.append((content, issue, comment))

    async def label(self, number: int, *, add: str = "", remove: Sequence[str] = ()) -> None:
        self.calls.append("label")
        issue = self.issues.get(number)
        if issue is None:
            raise UserError(f"this token may not do it (labelling #{number}): Not Found")
        kept = [name for name in issue.labels if name not in remove and name != add]
        self.issues[number] = replace(issue, labels=(*kept, add) if add else tuple(kept))
