"""The user's own repository: read through git's plumbing, never written to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from codeonfly.adapters.git import git, read_tree
from codeonfly.errors import ServiceError, UserError
from codeonfly.tree import Tree


@dataclass(frozen=True, slots=True)
class LocalRepository:
    """A git repository on this machine; ``revision`` is any name git knows for a commit."""

    folder: Path
    revision: str = "HEAD"

    @property
    def name(self) -> str:
        return self.folder.resolve().name

    def commit(self) -> str:
        """The commit's id. Raises UserError when there is no repository, or no commit of that name."""
        if not self.folder.is_dir():
            raise UserError(f"{self.folder} is not a folder; name a git repository with --repo")
        try:
            git(self.folder, "rev-parse", "--git-dir")
        except ServiceError:
            raise UserError(
                f"{self.folder} is not a git repository; name one with --repo, or make it one"
            ) from None
        try:
            asked = ("rev-parse", "--verify", "--quiet", "--end-of-options")
            found = git(self.folder, *asked, f"{self.revision}^{{commit}}")
        except ServiceError:
            is_id = re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", self.revision)
            remedy = (
                "fetch it, or name the repository that has it with --repo"
                if is_id
                else "commit first, or name one with --base"
            )
            raise UserError(f"{self.folder} has no commit {self.revision}; {remedy}") from None
        return found.decode().strip()

    def uncommitted(self) -> int:
        """How many tracked files differ from the commit in the work tree: they are not part of the run."""
        try:
            status = git(
                self.folder, "status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all"
            )
        except ServiceError:
            return 0  # a bare repository has no work tree
        return len(status.splitlines())

    def read(self) -> Tree:
        """The complete tree at the commit. Raises what ``commit`` does."""
        return read_tree(self.folder, self.commit())
