"""The folder that a server lives in: locked, since it is one server's, and gone with it or with the next."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from codeonfly.errors import UserError
from codeonfly.localbox import bubblewrap, privatemounts
from codeonfly.localbox.disk import remove_before, remove_now

PREFIX = "code-on-fly-localbox-"
SHOWN = "code-on-fly-shown-"
SHARED = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - where a folder of its own is made


@contextlib.contextmanager
def claimed(wanted: Path | None) -> Iterator[Path]:
    """The root folder, locked, without leftovers of a server that was killed.

    Raises UserError where it can't be used, holds what no server put there, or another server has it.
    """
    if wanted is None:
        _sweep(Path(tempfile.gettempdir()), PREFIX)
        root = Path(tempfile.mkdtemp(prefix=PREFIX))
    else:
        root = wanted.resolve()
        if "\n" in str(root):
            raise UserError(f"localbox can't use the folder {str(root)!r}: its name has a line break")
        try:
            root.mkdir(parents=True, exist_ok=True)
            foreign = not (root / "lock").is_file() and any(root.iterdir())
        except OSError as failure:
            raise UserError(f"localbox can't use the folder {root}: {failure.strerror}") from None
        if foreign:  # its own "etc" or "tools" would be taken for leftovers
            raise UserError(f"localbox can't use the folder {root}: it has other files; name an empty one")
    root.chmod(0o711)
    lock = _locked_anew(root) if wanted is None else locked(root)
    if lock is None:
        raise UserError(f"another localbox already serves from {root}: stop it or choose another --root")
    try:
        for name in ("sandboxes", "layers", "etc", "tools", "mounts", "packages", "views"):
            remove_now(root / name)
        yield root
    finally:
        if wanted is None:
            remove_before(root / "lock")
        else:
            remove_now(root / "sandboxes")
        os.close(lock)


@contextlib.contextmanager
def shown(root: Path) -> Iterator[Path | None]:
    """As root, where the sandboxes' uid is to find a root folder that it can't walk to; else None."""
    if not bubblewrap.outside_uids() or privatemounts.open_to_all(str(root / "sandboxes")):
        yield None
        return
    # TMPDIR itself may lie in a folder of root's alone
    places = (place for place in (tempfile.gettempdir(), *SHARED) if privatemounts.open_to_all(place))
    place = Path(next(places, tempfile.gettempdir()))
    with temporary(SHOWN, place) as folder:
        folder.chmod(0o711)
        yield folder / "root"


@contextlib.contextmanager
def temporary(prefix: str, place: Path | None = None) -> Iterator[Path]:
    """A folder that is gone in the end, or with the next of this prefix where its process is killed."""
    place = place or Path(tempfile.gettempdir())
    _sweep(place, prefix)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
    try:
        lock = _locked_anew(folder)  # what is mounted in one may be seen by its own process alone
    except BaseException:
        remove_now(folder)
        raise
    try:
        yield folder
    finally:
        remove_before(folder / "lock")  # while it is locked: another would take it for a leftover meanwhile
        os.close(lock)


def locked(root: Path, create: int = os.O_CREAT) -> int | None:
    """A descriptor that keeps the folder from all others; None where another has it."""
    descriptor = os.open(root / "lock", os.O_RDWR | create | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _locked_anew(root: Path) -> int:
    """A descriptor that keeps a folder just made from all others, who never find its lock there and open."""
    made = root / "lock.new"
    descriptor = os.open(made, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        made.rename(root / "lock")
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _sweep(folder: Path, prefix: str) -> None:
    """Removes folders of processes of ours that were killed: nobody holds their locks."""
    for left in folder.glob(f"{prefix}*"):
        with contextlib.suppress(OSError):
            if left.is_symlink() or left.stat().st_uid != os.getuid() or not (left / "lock").exists():
                continue
            lock = locked(left, create=0)  # what goes meanwhile gets no new one
            if lock is not None:
                remove_before(left / "lock")
                os.close(lock)
