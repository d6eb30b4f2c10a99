"""A repository's files at one commit, byte for byte, and the id git gives them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

REGULAR = "100644"
EXECUTABLE = "100755"
SYMLINK = "120000"
SUBMODULE = "160000"


@dataclass(frozen=True, slots=True)
class File:
    """One blob. ``data`` is the target of a symlink, the hex commit id of a submodule."""

    mode: str
    data: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Tree:
    """Every file of ``commit`` by its path: '/' separated, relative, UTF-8 with surrogate escapes."""

    commit: str
    files: Mapping[str, File]

    @cached_property
    def id(self) -> str:
        """The git tree id (40 hex digits) of exactly these files."""
        return tree_id(self.files)

    def text(self, path: str) -> str | None:
        """The file as text, or None where there is no regular file or it is not UTF-8."""
        file = self.files.get(path)
        if file is None or file.mode not in (REGULAR, EXECUTABLE):
            return None
        try:
            return file.data.decode()
        except UnicodeDecodeError:
            return None

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)


def text_of(file: File | None) -> str:
    """A file as text, with marks for what is no UTF-8; "" where there is none."""
    return file.data.decode("utf-8", "replace") if file is not None else ""


def blob_id(data: bytes) -> str:
    """The id git gives a blob (SHA-1 object format)."""
    return _object_id("blob", data)


_Folder = dict[str, "File | _Folder"]


def tree_id(files: Mapping[str, File]) -> str:
    """The id git gives the tree of ``files``; the empty tree has one too."""
    root: _Folder = {}
    for path, file in files.items():
        node = root
        *folders, name = path.split("/")
        for folder in folders:
            child = node.setdefault(folder, {})
            if not isinstance(child, dict):
                raise ValueError(f"{path}: {folder} is a file and a folder at once")  # noqa: TRY004 - a bad tree, not a bad type
            node = child
        node[name] = file
    return _folder_id(root)


def _folder_id(node: _Folder) -> str:
    entries: list[tuple[bytes, bytes]] = []
    for name, child in node.items():
        raw = name.encode("utf-8", "surrogateescape")
        if not isinstance(child, dict):
            hexid = child.data.decode() if child.mode == SUBMODULE else blob_id(child.data)
            entries.append((raw, child.mode.encode() + b" " + raw + b"\0" + bytes.fromhex(hexid)))
        else:
            # git sorts folders as if their names ended with a slash
            entries.append((raw + b"/", b"40000 " + raw + b"\0" + bytes.fromhex(_folder_id(child))))
    return _object_id("tree", b"".join(entry for _, entry in sorted(entries)))


def _object_id(kind: str, body: bytes) -> str:
    # git's own object naming, not a security measure of ours
    return hashlib.sha1(f"{kind} {len(body)}\0".encode() + body, usedforsecurity=False).hexdigest()
