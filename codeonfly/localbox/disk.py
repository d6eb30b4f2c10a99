"""Trees on disk: copied for snapshots and forks, measured, removed."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import itertools
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from codeonfly.localbox.http import HttpError
from codeonfly.localbox.owners import Owners

BEYOND_MEASURE = 1 << 62
ENTRY_BYTES = 4096
LARGE_ENTRIES, LARGE_BYTES = 500, 64 << 20


async def copy(source: Path, target: Path, owners: Owners) -> None:
    """Makes ``target``, which must not exist, a copy of ``source``: shared blocks where the disk can.

    It runs with the sandboxes' own rights, so a tree that changes under it (a folder swapped for a link)
    yields nothing that the sandbox could not read itself. Raises HttpError 507 or 500.
    """
    _empty(target, owners)
    words = ("cp", "-a", "--reflink=auto", "--", f"{source}/.", str(target))
    code, _, said = await _run_as(owners, Path("/"), *words)
    if code and b"Permission denied" in said:
        locked = await _unlock(source, owners)
        await remove(target)
        _empty(target, owners)
        code, _, said = await _run_as(owners, Path("/"), *words)
        for tree in (source, target):
            await _lock(tree, locked, owners)
    if code:
        await remove(target)
        if b"No space left" in said:
            raise HttpError(507, "not enough disk space to copy the sandbox")
        first = said.decode(errors="replace").replace(str(source), "").strip().splitlines()[:1]
        raise HttpError(500, f"the sandbox's files could not be copied: {''.join(first)}")


async def _unlock(tree: Path, owners: Owners) -> bytes:
    """Lets their owner read everything; returns modes and paths of what was closed to it, the deepest first.

    Tests of what happens to unreadable files leave some behind.
    """
    closed = ("(", "-type", "d", "!", "-perm", "-u=rwx", "-o", "-type", "f", "!", "-perm", "-u=r", ")")
    opened = ("-printf", r"%m\0%p\0", "-exec", "chmod", "u+rwX", "{}", ";")
    _, told, _ = await _run_as(owners, tree, "find", ".", *closed, *opened)
    parts = told.split(b"\0")[:-1]
    pairs = list(zip(parts[::2], parts[1::2], strict=True))
    return b"".join(mode + b"\0" + path + b"\0" for mode, path in reversed(pairs))


async def _lock(tree: Path, locked: bytes, owners: Owners) -> None:
    await _run_as(owners, tree, "xargs", "-0", "-r", "-n", "2", "chmod", given=locked)


async def _run_as(owners: Owners, folder: Path, *words: str, given: bytes = b"") -> tuple[int, bytes, bytes]:
    """Exit code, output and errors of a command that has no more rights than a sandbox."""
    how = owners.command(words)
    process = await asyncio.create_subprocess_exec(
        *how.pop("args"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        cwd=folder,
        **how,
    )
    out, said = await process.communicate(given)
    return process.returncode or 0, out, said


def _empty(target: Path, owners: Owners) -> None:
    target.mkdir(mode=0o755)
    if owners.top is not None:
        os.chown(target, owners.top, owners.top)


async def remove(tree: Path) -> None:
    """Removes it, whatever the modes inside; links are not followed."""
    await asyncio.to_thread(remove_now, tree)


def remove_now(tree: Path) -> None:
    """The same, in this thread. What can't be removed stays.

    Every folder is moved up into the first before it is emptied: nothing here grows with the depth, which a
    sandbox may drive beyond all paths and stacks.
    """
    try:
        top = _opened(str(tree), None)
    except OSError:
        return
    prefix, numbers, stuck = secrets.token_hex(8), itertools.count(), set[str]()
    try:
        while folders := [name for name in _cleared(top) if name not in stuck]:
            for name in folders:
                try:
                    _lift(name, top, (f"{prefix}-{number}" for number in numbers))
                except OSError:
                    stuck.add(name)
    finally:
        os.close(top)
    with contextlib.suppress(OSError):
        tree.rmdir()


def remove_before(last: Path) -> None:
    """Removes the folder of this file as ``remove_now`` does, the file in the end.

    Whoever is killed over it leaves the file with what is left.
    """
    tree = last.parent
    with contextlib.suppress(OSError):
        for path in tree.iterdir():
            if path.is_dir() and not path.is_symlink():
                remove_now(path)
            elif path != last:
                path.unlink()
        last.unlink(missing_ok=True)
        tree.rmdir()


def _lift(name: str, top: int, names: Iterator[str]) -> None:
    """Removes a folder of ``top``, into which its own folders move."""
    folder = _opened(name, top)
    try:
        for child in _cleared(folder):
            os.close(_opened(child, folder))  # one that is locked could not be moved
            os.rename(child, next(names), src_dir_fd=folder, dst_dir_fd=top)
    finally:
        os.close(folder)
    os.rmdir(name, dir_fd=top)


def _opened(name: str, parent: int | None) -> int:
    """A folder, never a link, with all rights for its owner."""
    flags = os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(name, flags | os.O_PATH, dir_fd=parent)
    try:
        itself = f"/proc/self/fd/{handle}"
        if stat.S_IMODE(os.fstat(handle).st_mode) & 0o700 != 0o700:
            os.chmod(itself, 0o700)  # noqa: PTH101
        return os.open(itself, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    finally:
        os.close(handle)


def _cleared(folder: int) -> list[str]:
    """The names of its folders; all else in it is removed."""
    with os.scandir(folder) as entries:
        found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    for name, is_folder in found:
        if not is_folder:
            with contextlib.suppress(OSError):
                os.unlink(name, dir_fd=folder)
    return [name for name, is_folder in found if is_folder]


def is_large(tree: Path) -> bool:
    """Whether copying it takes longer than to start a sandbox, by number and size of its files."""
    entries = size = 0
    for folder, folders, files in os.walk(tree):
        entries += len(folders) + len(files)
        for name in files:
            with contextlib.suppress(OSError):
                size += os.lstat(f"{folder}/{name}").st_blocks * 512
        if entries > LARGE_ENTRIES or size > LARGE_BYTES:
            return True
    return False


def used_bytes(tree: Path) -> int:
    """The space its files take on disk; files that vanish meanwhile count as nothing, as does the tree.

    Each counts as ENTRY_BYTES at least: a disk has so many files only, and empty ones use them up as well.
    Folders deeper than any path can say count as more than any limit: what they hold can't be seen.
    """
    try:
        top = os.open(tree, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError:
        return 0
    try:
        total, folders = ENTRY_BYTES, ["."]
        while folders:
            path = folders.pop()
            try:
                found = _entries(path, top)
            except OSError as failure:
                if failure.errno == errno.ENAMETOOLONG:
                    return BEYOND_MEASURE
                continue
            for name, info in found:
                total += max(info.st_blocks * 512, ENTRY_BYTES)
                if stat.S_ISDIR(info.st_mode):
                    folders.append(f"{path}/{name}" if path != "." else name)
        return total
    finally:
        os.close(top)


def _entries(path: str, top: int) -> list[tuple[str, os.stat_result]]:
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=top)
    try:
        with os.scandir(folder) as entries:
            return [(entry.name, info) for entry in entries if (info := _looked_at(entry)) is not None]
    finally:
        os.close(folder)


def _looked_at(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat(follow_symlinks=False)
    except OSError:
        return None
