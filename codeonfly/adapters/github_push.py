"""A commit through the Git Data API: no clone, no credentials on disk, and Verified by GitHub."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from codeonfly.adapters import github_read as read
from codeonfly.adapters.github_client import Client, NotDone, refused
from codeonfly.change import Change
from codeonfly.errors import Refused, ServiceError
from codeonfly.tree import Tree, tree_id

INLINE_BYTES = 256 << 10  # text up to this size travels inside the tree; the rest as blobs of their own


@dataclass(frozen=True, slots=True)
class Commit:
    """``change`` on the last of ``parents``, whose tree has the id ``on`` and the files of ``base``."""

    parents: Sequence[str]
    on: str
    change: Change
    base: Tree
    message: str


async def create_commit(client: Client, root: str, commit: Commit) -> str:
    """The new commit's id. Raises Refused for workflow files, UserError and ServiceError.

    Author and committer are left unset: only then GitHub signs the commit and shows it as Verified.
    """
    doing = "writing the commit"
    try:
        tree = await _new_tree(client, root, commit)
        if tree != tree_id(commit.change.apply(commit.base.files)):
            raise ServiceError(
                "GitHub's tree is not the one that was proven; nothing was published, run again"
            )
        body = {"message": commit.message, "tree": tree, "parents": list(commit.parents)}
        made = await client.write("POST", f"{root}/git/commits", doing, body)
    except NotDone as error:
        if error.failure.status in (403, 404) and "workflow" in error.failure.message.lower():
            raise Refused("GitHub refuses workflow files from this token: a person has to add them") from None
        raise refused(error, doing, "give the token contents: write") from None
    return read.read(_sha, made, doing)


async def _new_tree(client: Client, root: str, commit: Commit) -> str:
    entries: list[dict[str, Any]] = []
    for made in commit.change.files:
        if made.file is None:
            if made.path in commit.base.files:  # deleting an absent path is an error
                entries.append({"path": made.path, "mode": "100644", "type": "blob", "sha": None})
            continue
        entry: dict[str, Any] = {"path": made.path, "mode": made.file.mode, "type": "blob"}
        text = _inline(made.file.data)
        if text is None:
            entry["sha"] = await _new_blob(client, root, made.file.data)
        else:
            entry["content"] = text
        entries.append(entry)
    body = {"base_tree": commit.on, "tree": entries}
    made = await client.write("POST", f"{root}/git/trees", "writing the tree", body)
    return read.read(_sha, made, "writing the tree")


async def _new_blob(client: Client, root: str, data: bytes) -> str:
    body = {"content": base64.b64encode(data).decode(), "encoding": "base64"}
    made = await client.write("POST", f"{root}/git/blobs", "writing a file", body)
    return read.read(_sha, made, "writing a file")


def _sha(told: Mapping[str, Any]) -> str:
    return str(told["sha"])


def _inline(data: bytes) -> str | None:
    """The text as the tree can carry it; None for what has to be a blob of its own."""
    if len(data) > INLINE_BYTES or b"\0" in data:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None
