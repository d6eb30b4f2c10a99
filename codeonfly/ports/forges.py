"""What a run asks of GitHub: the fixed list, and the frozen values that cross that line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from codeonfly.change import Change
from codeonfly.event import Actor
from codeonfly.tree import Tree


@dataclass(frozen=True, slots=True)
class Published:
    """Where the change is now. ``fallback`` says why it is less than was asked for:
    a branch without a pull request, or one that is not the draft it should be, or still is.
    ``theirs``: a person opened the pull request, so that it was not written to."""

    branch: str
    commit: str
    number: int | None
    url: str
    fallback: str = ""
    draft: bool = False
    theirs: bool = False


@dataclass(frozen=True, slots=True)
class RepositoryFacts:
    """``full_name`` and ``default_branch`` as they are now: both can have been renamed."""

    full_name: str
    default_branch: str
    archived: bool
    web_url: str


@dataclass(frozen=True, slots=True)
class Access:
    """What GitHub says about an account's rights here: the account's own id, and a level's name."""

    user_id: int
    level: str  # "none" | "read" | "triage" | "write" | "maintain" | "admin"


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """An issue, or a pull request seen as one, as it is now."""

    number: int
    title: str
    body: str
    is_open: bool
    locked: bool
    labels: tuple[str, ...]
    author: Actor
    updated_at: str
    is_pull: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A comment or a review comment as GitHub keeps it now."""

    id: int
    author: Actor
    text: str
    created_at: str
    updated_at: str
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class PullFacts:
    """A pull request, with what decides whether it is the bot's own."""

    number: int
    url: str
    is_open: bool
    draft: bool
    author: Actor
    head_repository: str
    head_branch: str
    head_commit: str
    title: str
    body: str
    node_id: str = ""


@dataclass(frozen=True, slots=True)
class CommitFacts:
    """A commit: its id, the id of its tree, its parents in order."""

    commit: str
    tree: str
    parents: tuple[str, ...]
    message: str


class Forge(Protocol):
    """The fixed list of what is ever asked of, or done to, a repository on GitHub.

    Every method raises UserError where the token or its rights are the reason, and ServiceError where
    GitHub is. Writes are safe to repeat: each first looks for what an earlier try made.
    """

    async def repository(self) -> RepositoryFacts:
        """What it and its default branch are called now, whichever of its names was asked for."""
        ...

    async def myself(self) -> Actor:
        """The account that the token writes as."""
        ...

    async def access(self, login: str) -> Access:
        """What a person may do here, as the server says: what comments tell of it is not asked."""
        ...

    async def issue(self, number: int) -> IssueFacts | None:
        """None when it was deleted, transferred, or never was."""
        ...

    async def edited_at(self, number: int) -> str | None:
        """When an issue's text was last changed, ISO 8601; "" for never, None where nobody can tell."""
        ...

    async def run_created_at(self, run_id: str) -> str:
        """When a workflow run was asked for, ISO 8601; "" where nobody can tell."""
        ...

    async def comments(self, number: int) -> tuple[Said, ...]:
        """All comments of an issue or pull request, the oldest first."""
        ...

    async def recent_comments(self, since: str) -> tuple[Said, ...]:
        """What was written or edited since then on any issue or pull request, the newest first."""
        ...

    async def review_comments(self, pull: int) -> tuple[Said, ...]:
        """What reviews say, as a whole and on lines; their edits are told, or they are left out."""
        ...

    async def tree(self, commit: str) -> Tree:
        """The complete tree at ``commit``, byte for byte what git has."""
        ...

    async def branch(self, name: str) -> str | None:
        """The commit a branch is at, or None when there is no such branch."""
        ...

    async def commit(self, commit: str) -> CommitFacts:
        """A commit that has to be there: an unknown one raises."""
        ...

    async def create_commit(self, *, parents: Sequence[str], change: Change, base: Tree, message: str) -> str:
        """The id of a new commit on ``parents``, the last with ``base``'s tree; author left to GitHub."""
        ...

    async def point_branch(self, name: str, commit: str, *, expected: str | None) -> bool:
        """Creates the branch (``expected`` None) or moves it forward; False when somebody else was first."""
        ...

    async def pull(self, number: int) -> PullFacts | None:
        """None when there is no such pull request."""
        ...

    async def find_pull(self, branch: str) -> PullFacts | None:
        """The open pull request from this repository's branch, or None."""
        ...

    async def own_pulls(self) -> tuple[PullFacts, ...]:
        """The newest pull requests from branches of ours, open and closed."""
        ...

    async def create_pull(self, *, title: str, body: str, branch: str, base: str, draft: bool) -> PullFacts:
        """Raises Refused where this token may not open pull requests."""
        ...

    async def update_pull(self, pull: PullFacts, *, title: str, body: str, draft: bool) -> PullFacts:
        """What it is then; where it can't be made a draft, its title says that it should be one."""
        ...

    async def create_comment(self, number: int, body: str) -> int:
        """The id of a comment with exactly this text."""
        ...

    async def comment_text(self, comment: int) -> str | None:
        """What a comment on an issue says now; None when it is gone."""
        ...

    async def edit_comment(self, comment: int, body: str) -> None:
        """Puts ``body`` in the place of the whole text."""
        ...

    async def delete_comment(self, comment: int) -> None:
        """One that is gone already is no error."""
        ...

    async def react(self, content: str, *, issue: int | None = None, comment: int | None = None) -> None:
        """A reaction is a courtesy: this method alone raises nothing where it is refused."""
        ...

    async def label(self, number: int, *, add: str = "", remove: Sequence[str] = ()) -> None:
        """Adds a label, and takes others off; one that is not there is no error."""
        ...
