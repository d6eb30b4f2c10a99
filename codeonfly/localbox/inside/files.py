"""The file system as the sandbox sees it: looked at, changed, opened for the server."""
# pathlib would cost every idle sandbox half a megabyte
# ruff: noqa: PTH102, PTH104, PTH106, PTH108, PTH112, PTH114, PTH116, PTH118, PTH120

from __future__ import annotations

import errno
import os
import stat

from codeonfly.localbox.inside.users import ROOT, USER, uid_of
from codeonfly.localbox.inside.wire import SEPARATOR, Refusal, resolve

OWNERS = {USER: b"user", ROOT: b"root", 65534: b"nobody"}
METADATA = "user.e2b."
MV = "/bin/mv"
MAX_FIELDS = 1_000_000  # of a list, ten and more for an entry: the server serves others as well
PROCESSES = "/proc"  # nothing there is written on the server's behalf: it would be the agent's own


def entry(path: bytes, info: os.stat_result | None = None) -> list[bytes]:
    """Its fields: path, kind, target's kind, size, mode, owner, group, mtime, link target, metadata."""
    info = info or os.lstat(path)
    kind, mode, target_kind, target = kind_of(info.st_mode), info.st_mode, b"", b""
    if kind == b"l":
        try:
            target = os.path.realpath(path)
            mode = os.stat(path).st_mode
            target_kind = kind_of(mode)
        except OSError:
            target_kind = b""
    mode = stat.S_IMODE(mode)
    return [
        path,
        kind,
        target_kind,
        b"%d" % info.st_size,
        b"%d" % mode,
        OWNERS.get(info.st_uid, b"%d" % info.st_uid),
        OWNERS.get(info.st_gid, b"%d" % info.st_gid),
        b"%d" % info.st_mtime_ns,
        target,
        *metadata(path),
    ]


def kind_of(mode: int) -> bytes:
    """``f``, ``d``, ``l``, or ``o`` for everything else."""
    if stat.S_ISREG(mode):
        return b"f"
    if stat.S_ISDIR(mode):
        return b"d"
    return b"l" if stat.S_ISLNK(mode) else b"o"


def metadata(path: bytes) -> list[bytes]:
    """The number of ``user.e2b.`` attributes, then key and value of each."""
    pairs: list[bytes] = []
    try:
        for name in os.listxattr(path, follow_symlinks=False):
            if name.startswith(METADATA):
                value = os.getxattr(path, name, follow_symlinks=False)
                if SEPARATOR not in value:
                    pairs += [os.fsencode(name[len(METADATA) :]), value]
    except OSError:
        return [b"0"]
    return [b"%d" % (len(pairs) // 2), *pairs]


def do_stat(user: bytes, path: bytes) -> list[bytes]:
    return entry(resolve(path, user))


def do_list(user: bytes, path: bytes, depth: bytes) -> list[bytes]:
    top = resolve(path, user)
    if not stat.S_ISDIR(os.stat(top).st_mode):
        raise Refusal(b"invalid_argument", b"path is not a directory: " + top)
    found: list[bytes] = []
    walk(top, int(depth), found)
    return found


def walk(folder: bytes, depth: int, found: list[bytes]) -> None:
    """Adds the entries below ``folder`` in the order of their names, folders before what they hold."""
    try:
        children = sorted(os.scandir(folder), key=lambda child: child.name)
    except PermissionError:
        return
    for child in children:
        try:
            info = child.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue
        found.extend(entry(child.path, info))
        if len(found) > MAX_FIELDS:
            raise Refusal(b"resource_exhausted", b"too many entries to be listed at once")
        if depth > 1 and stat.S_ISDIR(info.st_mode):
            walk(child.path, depth - 1, found)


def do_folders(user: bytes, path: bytes, most: bytes) -> list[bytes]:
    """The paths of the folders below, those that lie higher first."""
    found = [resolve(path, user)]
    for folder in found:
        try:
            children = list(os.scandir(folder))
        except OSError:
            continue
        found.extend(child.path for child in children if child.is_dir(follow_symlinks=False))
        if len(found) > int(most):
            break
    return found[1 : int(most) + 1]


def do_mkdir(user: bytes, path: bytes) -> list[bytes]:
    folder = resolve(path, user)
    try:
        make_parents(folder, uid_of(user))
        make_folder(folder, uid_of(user))
    except FileExistsError:
        if not os.path.isdir(folder):
            raise Refusal(
                b"invalid_argument", b"path already exists but it is not a directory: " + folder
            ) from None
        raise Refusal(b"already_exists", b"directory already exists: " + folder) from None
    return entry(folder)


def make_folder(path: bytes, uid: int) -> None:
    """A folder of this user's; raises FileExistsError."""
    os.mkdir(path, 0o755)
    os.chown(path, uid, uid, follow_symlinks=False)


def make_parents(path: bytes, uid: int) -> None:
    """The folders that lead there, as far as they are missing."""
    parent = os.path.dirname(path)
    if not os.path.isdir(parent):
        make_parents(parent, uid)
        make_folder(parent, uid)


def do_move(user: bytes, source: bytes, destination: bytes) -> list[bytes]:
    old, new = resolve(source, user), resolve(destination, user)
    os.lstat(old)
    make_parents(new, uid_of(user))
    try:
        os.rename(old, new)
    except OSError as failure:
        if failure.errno != errno.EXDEV:
            raise
        carry(old, new)
    return entry(new)


def carry(old: bytes, new: bytes) -> None:
    """Moves a folder that lies in a layer below, which can't be renamed; in a child of its own."""
    told = os.memfd_create("told")
    pid = os.posix_spawn(
        MV, [b"mv", b"-T", b"--", old, new], {}, file_actions=[(os.POSIX_SPAWN_DUP2, told, 2)]
    )
    if os.waitpid(pid, 0)[1]:
        raise Refusal(b"invalid_argument", os.pread(told, 500, 0).strip())


def do_remove(user: bytes, path: bytes) -> list[bytes]:
    top = resolve(path, user)
    try:
        info = os.lstat(top)
    except FileNotFoundError:
        return []
    if not stat.S_ISDIR(info.st_mode):
        os.unlink(top)
        return []
    for folder, folders, files in os.walk(top, topdown=False):
        for name in files:
            os.unlink(os.path.join(folder, name))
        for name in folders:
            child = os.path.join(folder, name)
            if os.path.islink(child):
                os.unlink(child)
            else:
                os.rmdir(child)
    os.rmdir(top)
    return []


def open_to_read(user: bytes, path: bytes) -> tuple[list[bytes], list[int]]:
    """The file's own path and a descriptor that cannot block."""
    target = resolve(path, user)
    descriptor = os.open(target, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return [target], [descriptor]
    os.close(descriptor)
    what = b"is a directory" if stat.S_ISDIR(mode) else b"is not a regular file"
    raise Refusal(b"invalid_argument", b"path '" + target + b"' " + what)


def open_to_write(user: bytes, path: bytes) -> tuple[list[bytes], list[int]]:
    """The same for writing, parent folders made, the file emptied."""
    target = resolve(path, user)
    if os.path.isdir(target):
        raise Refusal(b"invalid_argument", b"path '" + target + b"' is a directory")
    make_parents(target, uid_of(user))
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(target, flags, 0o644)
    info = os.fstat(descriptor)
    if not stat.S_ISREG(info.st_mode) or info.st_dev == os.stat(PROCESSES).st_dev:
        os.close(descriptor)
        raise Refusal(b"invalid_argument", b"path '" + target + b"' is not a regular file")
    os.fchown(descriptor, uid_of(user), uid_of(user))  # E2B gives it to the user: watchers see that
    return [target], [descriptor]


def open_folder(user: bytes, path: bytes) -> tuple[list[bytes], list[int]]:
    """A folder to be watched through its descriptor."""
    target = resolve(path, user)
    if not os.path.isdir(target):
        os.stat(target)
        raise Refusal(b"invalid_argument", b"path '" + target + b"' is not a directory")
    return [target], [os.open(target, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)]
