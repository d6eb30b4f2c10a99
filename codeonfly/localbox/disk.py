"""Trees on disk: copied for snapshots and forks, measured, removed."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from codeonfly.localbox.http import HttpError


async def copy(source: Path, target: Path, uid: int | None) -> None:
    """Makes ``target``, which must not exist, a copy of ``source``: shared blocks where the disk can.

    It runs with the sandboxes' own rights, so a tree that changes under it (a folder swapped for a link)
    yields nothing that the sandbox could not read itself. Raises HttpError 507 or 500.
    """
    _empty(target, uid)
    process = await asyncio.create_subprocess_exec(
        "cp",
        "-a",
        "--reflink=auto",
        "--",
        f"{source}/.",
        str(target),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        cwd="/",
        user=uid,
        group=uid,
        extra_groups=None if uid is None else (),
    )
    _, said = await process.communicate()
    if process.returncode:
        await remove(target)
        first = said.decode(errors="replace").strip().splitlines()[:1]
        if b"No space left" in said:
            raise HttpError(507, "not enough disk space to copy the sandbox")
        raise HttpError(500, f"the sandbox's files could not be copied: {''.join(first)}")


def _empty(target: Path, uid: int | None) -> None:
    target.mkdir(mode=0o755)
    if uid is not None:
        os.chown(target, uid, uid)


async def remove(tree: Path) -> None:
    """Removes it, whatever the modes inside; links are not followed."""
    await asyncio.to_thread(remove_now, tree)


def remove_now(tree: Path) -> None:
    """The same, in this thread."""
    shutil.rmtree(tree, onerror=_open_and_retry)


def _open_and_retry(function: Callable[..., Any], path: str, _: object) -> None:
    """A folder whose owner locked it is unlocked; what is gone already is fine."""
    try:
        for locked in (Path(path).parent, Path(path)):
            if stat.S_ISDIR(locked.lstat().st_mode):
                locked.chmod(0o700)
        if function in {os.scandir, os.open, os.lstat}:
            shutil.rmtree(path, ignore_errors=True)
        else:
            function(path)
    except OSError:
        return


def used_bytes(tree: Path) -> int:
    """The space its files take on disk; files that vanish meanwhile count as nothing."""
    total = tree.stat().st_blocks * 512
    folders = [str(tree)]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    info = entry.stat(follow_symlinks=False)
                    total += info.st_blocks * 512
                    if stat.S_ISDIR(info.st_mode):
                        folders.append(entry.path)
        except OSError:
            continue
    return total
