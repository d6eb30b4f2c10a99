"""The base, byte for byte: the tarball where it tells the truth, single blobs where it does not."""

from __future__ import annotations

import base64
import gzip
import io
import tarfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from codeonfly.adapters import github_read as read
from codeonfly.adapters.github_client import Client, NotDone
from codeonfly.errors import ServiceError, UserError
from codeonfly.tree import EXECUTABLE, REGULAR, SUBMODULE, SYMLINK, File, Tree, blob_id

MAX_BYTES = 1 << 30  # of a tarball, unpacked
MAX_BLOB_ANSWER_BYTES = 144 << 20  # GitHub's largest file is 100 MiB, a third more as base64
MAX_BLOBS = 2_000  # fetched one by one, where the tarball differs


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a tree as GitHub lists it."""

    mode: str
    sha: str


async def read_tree(client: Client, repository: str, commit: str) -> Tree:
    """Every file at ``commit``. Raises UserError for what can't be read whole, ServiceError, NotDone."""
    root = f"/repos/{repository}"
    facts = await client.get(f"{root}/git/commits/{commit}", f"reading commit {commit[:7]}")
    tree = read.read(read.commit, facts, f"reading commit {commit[:7]}").tree
    entries = await _entries(client, root, tree, "")
    archived = await _tarball(client, root, commit)
    files: dict[str, File] = {}
    missing: list[str] = []
    for path, entry in entries.items():
        data = archived.get(path)
        if entry.mode == SUBMODULE:
            files[path] = File(SUBMODULE, entry.sha.encode())
        elif data is not None and blob_id(data) == entry.sha:
            files[path] = File(entry.mode, data)
        else:
            missing.append(path)
    if len(missing) > MAX_BLOBS:
        raise UserError(
            f"{len(missing)} files are not in GitHub's archive of {repository}; too many to fetch"
        )
    for path in missing:
        files[path] = File(entries[path].mode, await _blob(client, root, entries[path].sha, path))
    return Tree(commit, files)


async def _entries(client: Client, root: str, tree: str, prefix: str) -> dict[str, Entry]:
    """All blobs below a tree; folder by folder where GitHub cuts the recursive listing."""
    doing = "listing the base's files"
    listed = await client.get(f"{root}/git/trees/{tree}", doing, recursive=1)
    if not _is_cut(listed):
        return read.read(lambda told: _below(told, prefix), listed, doing)
    listed = await client.get(f"{root}/git/trees/{tree}", doing)
    if _is_cut(listed):
        raise UserError(
            f"the folder {prefix or '/'} has more entries than GitHub lists; too large to work on"
        )
    found = read.read(lambda told: _below(told, prefix), listed, doing)
    for entry in listed["tree"]:
        if entry["type"] == "tree":
            found |= await _entries(client, root, entry["sha"], f"{prefix}{entry['path']}/")
    return found


def _is_cut(listed: object) -> bool:
    return isinstance(listed, Mapping) and bool(listed.get("truncated"))


def _below(listed: Mapping[str, Any], prefix: str) -> dict[str, Entry]:
    return {prefix + entry["path"]: _entry(entry) for entry in listed["tree"] if entry["type"] != "tree"}


def _entry(entry: Mapping[str, Any]) -> Entry:
    mode = str(entry["mode"])
    return Entry(mode if mode in (REGULAR, EXECUTABLE, SYMLINK, SUBMODULE) else REGULAR, str(entry["sha"]))


async def _tarball(client: Client, root: str, commit: str) -> dict[str, bytes]:
    """The archive's files; none when there is no archive to be had: blobs serve as well, only slower."""
    try:
        return _unpacked(await client.get_bytes(f"{root}/tarball/{commit}", "fetching the base's archive"))
    except (NotDone, ServiceError, tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError):
        return {}


def _unpacked(raw: bytes) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    size = 0
    with tarfile.open(fileobj=io.BytesIO(raw), mode="r:gz", errors="surrogateescape") as archive:
        for member in archive:
            path = member.name.partition("/")[2]
            size += member.size
            if size > MAX_BYTES:
                raise UserError(f"the base is larger than {MAX_BYTES >> 20} MiB, more than a run can take")
            if member.issym():
                files[path] = member.linkname.encode("utf-8", "surrogateescape")
            elif member.isreg() and (stream := archive.extractfile(member)) is not None:
                files[path] = stream.read()
    return files


async def _blob(client: Client, root: str, sha: str, path: str) -> bytes:
    told = await client.get(f"{root}/git/blobs/{sha}", f"fetching {path}", most_bytes=MAX_BLOB_ANSWER_BYTES)
    data = read.read(_content, told, f"fetching {path}")
    if blob_id(data) != sha:
        raise ServiceError(f"GitHub's copy of {path} is not the one its tree names; run again")
    return data


def _content(told: Mapping[str, Any]) -> bytes:
    text = str(told["content"])
    return base64.b64decode(text) if told.get("encoding") == "base64" else text.encode()
