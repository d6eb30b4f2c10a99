"""What one thread and its children have for themselves: mounts, by which root shows the sandboxes a folder.

bwrap walks every path with the rights of who runs it, and root's own folders are closed to their uid.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from pathlib import Path

from codeonfly.errors import UserError

_OWN_UMASK, _NEW_MOUNT_NAMESPACE = 0x200, 0x20000
_BIND, _RECURSIVE, _SLAVE = 0x1000, 0x4000, 0x80000
_OPEN_TREE, _MOVE_MOUNT, _MOUNT_SETATTR = 428, 429, 442  # the same on every architecture
_HERE, _EMPTY_PATH, _CLONE, _IDMAP, _FROM_EMPTY_PATH = -100, 0x1000, 1, 0x100000, 4


def open_to_all(path: str) -> bool:
    """Whether every user may walk to it."""
    return all(stat.S_IMODE(parent.stat().st_mode) & 0o001 for parent in Path(os.path.realpath(path)).parents)


def make_files_for_all() -> None:
    """Others may read what the thread makes, whatever the process's umask says: sandboxes have other uids."""
    if ctypes.CDLL(None, use_errno=True).unshare(_OWN_UMASK) == 0:  # else it would be everybody's
        os.umask(0o022)


def begin() -> None:
    """Gives the calling thread mounts of its own; they go with it. Raises UserError without the right to."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_MOUNT_NAMESPACE) or libc.mount(b"none", b"/", None, _RECURSIVE | _SLAVE, None):
        raise _refusal("make mounts")


def bind(source: Path, place: Path) -> Path:
    """Shows ``source`` at ``place``, which is made and returned. Raises UserError."""
    place.parent.mkdir(mode=0o711, exist_ok=True)
    if source.is_dir():
        place.mkdir()
    else:
        place.touch()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(os.fsencode(source), os.fsencode(place), None, _BIND | _RECURSIVE, None):
        raise _refusal(f"show {source} to sandboxes")
    return place


def show(source: Path, place: Path, namespace: int) -> None:
    """Shows ``source`` at the folder ``place``: who is X in the user namespace owns what is X's on disk.

    Raises OSError where the kernel or the file system can't.
    """
    libc = ctypes.CDLL(None, use_errno=True)

    def called(number: int, *arguments: object) -> int:
        result = int(libc.syscall(number, *arguments))
        if result < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(source))
        return result

    tree = called(_OPEN_TREE, _HERE, os.fsencode(source), _CLONE | os.O_CLOEXEC)
    try:
        attributes = struct.pack("QQQQ", _IDMAP, 0, 0, namespace)
        called(_MOUNT_SETATTR, tree, b"", _EMPTY_PATH, attributes, ctypes.c_size_t(len(attributes)))
        called(_MOVE_MOUNT, tree, b"", _HERE, os.fsencode(place), _FROM_EMPTY_PATH)
    finally:
        os.close(tree)


def _refusal(doing: str) -> UserError:
    return UserError(
        f"localbox runs as root here but may not {doing} ({os.strerror(ctypes.get_errno())}):"
        " run it as an ordinary user, or give the container CAP_SYS_ADMIN"
    )
