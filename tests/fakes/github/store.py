"""What the test GitHub remembers: git objects (dulwich, in memory), issues, comments, pull requests."""

from __future__ import annotations

import itertools
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dulwich.object_store import MemoryObjectStore, iter_tree_contents
from dulwich.objects import Blob, Commit, Tree

IDENTITY = b"GitHub <noreply@github.invalid>"


@dataclass
class User:
    login: str
    id: int
    kind: str = "User"
    level: str = "none"


@dataclass
class Comment:
    id: int
    number: int
    author: str
    body: str
    created_at: str
    updated_at: str
    path: str = ""
    line: int = 0
    edits: int = 0


@dataclass
class Issue:
    number: int
    title: str
    body: str
    author: str
    state: str = "open"
    locked: bool = False
    labels: list[str] = field(default_factory=list)
    updated_at: str = "2026-11-23T10:00:00Z"
    is_pull: bool = False
    gone: bool = False
    moved_to: str = ""  # the repository that it was transferred to
    edited_at: str | None = None


@dataclass
class Pull:
    number: int
    head: str
    base: str
    draft: bool
    head_repository: str


@dataclass
class Repository:
    """One repository. ``refs`` maps full names to commit ids."""

    name: str = "acme/mathkit"
    default_branch: str = "main"
    archived: bool = False
    me: str = "github-actions[bot]"
    may_open_pulls: bool = True
    has_drafts: bool = True
    may_convert_pulls: bool = True
    alters_content: bool = False
    rest_drafts: bool = False  # as some other servers: PATCH takes ``draft``
    names_users: bool = True  # whether the rights of an account come with the account
    page_cap: int = 100
    links: bool = False  # a Link header on lists
    most_entries: int = 100_000  # of a recursive listing, which is cut there
    former_names: tuple[str, ...] = ()
    run_created_at: str = ""  # of every workflow run
    protected: tuple[str, ...] = ()
    export_ignore: tuple[str, ...] = ()
    objects: MemoryObjectStore = field(default_factory=MemoryObjectStore)
    refs: dict[str, str] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    review_comments: list[Comment] = field(default_factory=list)
    reviews: list[Comment] = field(default_factory=list)
    reactions: list[tuple[str, str]] = field(default_factory=list)
    pulls: dict[int, Pull] = field(default_factory=dict)
    ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1001))

    def __post_init__(self) -> None:
        self.add_user("github-actions[bot]", 41898282, kind="Bot", level="write")
        self.add_user("ghost", 10137, level="none")

    def add_user(self, login: str, id: int, *, kind: str = "User", level: str = "none") -> User:  # noqa: A002
        self.users[login] = User(login, id, kind, level)
        return self.users[login]

    def add_issue(
        self, number: int, title: str, body: str, author: str, labels: tuple[str, ...] = ()
    ) -> Issue:
        self.issues[number] = Issue(number, title, body, author, labels=list(labels))
        return self.issues[number]

    def add_comment(self, number: int, author: str, body: str, *, at: str = "") -> Comment:
        moment = at or time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        comment = Comment(next(self.ids), number, author, body, moment, moment)
        self.comments[comment.id] = comment
        return comment

    # --- git ---------------------------------------------------------------------------------------

    def commit_files(self, files: Mapping[str, bytes | tuple[str, bytes]], branch: str = "main") -> str:
        """A commit of exactly these files (bytes, or mode and bytes) at the tip of ``branch``."""
        entries = []
        for path, given in files.items():
            mode, data = given if isinstance(given, tuple) else ("100644", given)
            entries.append((path, int(mode, 8), self.add_blob(data)))
        tree = self.build_tree({path: (mode, sha) for path, mode, sha in entries})
        ref = f"refs/heads/{branch}"
        parents = [self.refs[ref]] if ref in self.refs else []
        self.refs[ref] = self.add_commit(tree, parents, "a commit")
        return self.refs[ref]

    def add_blob(self, data: bytes) -> str:
        blob = Blob.from_string(data)
        self.objects.add_object(blob)
        return str(blob.id.decode())

    def add_commit(self, tree: str, parents: list[str], message: str) -> str:
        commit = Commit()
        commit.tree = tree.encode()
        commit.parents = [parent.encode() for parent in parents]
        commit.author = commit.committer = IDENTITY
        commit.author_time = commit.commit_time = int(time.time())
        commit.author_timezone = commit.commit_timezone = 0
        commit.message = message.encode()
        self.objects.add_object(commit)
        return str(commit.id.decode())

    def entries(self, tree: str) -> dict[str, tuple[int, str]]:
        """Every blob of a tree: path -> (mode, id)."""
        found = iter_tree_contents(self.objects, tree.encode())
        return {
            entry.path.decode("utf-8", "surrogateescape"): (entry.mode, entry.sha.decode()) for entry in found
        }

    def build_tree(self, entries: Mapping[str, tuple[int, str]]) -> str:
        folders: dict[str, dict[str, tuple[int, str]]] = {}
        root = Tree()
        for path, (mode, sha) in entries.items():
            top, _, rest = path.partition("/")
            if rest:
                folders.setdefault(top, {})[rest] = (mode, sha)
            else:
                root.add(top.encode("utf-8", "surrogateescape"), mode, sha.encode())
        for top, inner in folders.items():
            root.add(top.encode("utf-8", "surrogateescape"), stat.S_IFDIR, self.build_tree(inner).encode())
        self.objects.add_object(root)
        return str(root.id.decode())

    def folder(self, tree: str, name: str) -> str:
        """The id of a folder right in a tree."""
        found: Any = self.objects[tree.encode()]
        return str(found[name.encode()][1].decode())

    def commit(self, sha: str) -> Any:
        """The dulwich commit of this id, or None."""
        try:
            found = self.objects[sha.encode()]
        except (KeyError, AssertionError):
            return None
        return found if isinstance(found, Commit) else None

    def tree_of(self, sha: str) -> str | None:
        """The tree of a commit or of a tree's own id; None where there is neither."""
        commit = self.commit(sha)
        if commit is not None:
            return str(commit.tree.decode())
        try:
            return sha if isinstance(self.objects[sha.encode()], Tree) else None
        except (KeyError, AssertionError):
            return None

    def blob(self, sha: str) -> bytes | None:
        try:
            found = self.objects[sha.encode()]
        except (KeyError, AssertionError):
            return None
        return bytes(found.data) if isinstance(found, Blob) else None

    def files(self, branch: str) -> dict[str, bytes]:
        """The files at the tip of a branch."""
        tree = self.tree_of(self.refs[f"refs/heads/{branch}"])
        assert tree is not None
        return {path: self.blob(sha) or b"" for path, (_, sha) in self.entries(tree).items()}

    def is_ancestor(self, old: str, new: str) -> bool:
        waiting, seen = [new], set()
        while waiting:
            sha = waiting.pop()
            if sha == old:
                return True
            commit = self.commit(sha)
            if commit is not None and sha not in seen:
                seen.add(sha)
                waiting += [parent.decode() for parent in commit.parents]
        return False
