"""A repository's files into a sandbox and back: exact bytes, modes and deletions, in few round trips."""

from __future__ import annotations

import hashlib
import io
import secrets
import shlex
import tarfile
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from codeonfly.change import Change, FileChange
from codeonfly.errors import LimitReached, ServiceError
from codeonfly.ignored import ignore_rules
from codeonfly.ports import CommandResult, Sandbox, SandboxFile
from codeonfly.toolchains.base import PRIVATE, WORK
from codeonfly.tree import EXECUTABLE, REGULAR, SUBMODULE, SYMLINK, File, Tree

_NOT_OURS = "\\( -name .git -o -name node_modules -o -name __pycache__ \\)"
# Base files are older than whatever is built from them; changed ones are newer (see _next_time).
BASE_TIME = 1_577_836_800  # 2020-01-01
_last_time = 0
MAX_COLLECTED_FILES = 5_000
MAX_COLLECTED_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Listed:
    """A path as the sandbox tells it; ``sha256`` is of a symlink's target, too; "" for what can't be read."""

    mode: str
    size: int
    sha256: str = ""


async def put_tree(sandbox: Sandbox, files: Mapping[str, File]) -> None:
    """Makes ``WORK`` hold these files; raises ServiceError when the sandbox can't unpack them."""
    archive = f"{PRIVATE}/{secrets.token_hex(8)}.tar"
    await sandbox.write_files([SandboxFile(archive, _tar(files, BASE_TIME))])
    await _must(sandbox, f"mkdir -p {WORK} && tar -xpf {archive} -C {WORK} && rm {archive}")


async def apply_change(sandbox: Sandbox, change: Change) -> None:
    """Makes the change in ``WORK``: every changed path is removed first, then written anew."""
    if not change:
        return
    name = f"{PRIVATE}/{secrets.token_hex(8)}"
    made = {new.path: new.file for new in change.files if new.file is not None}
    archive = SandboxFile(f"{name}.tar", _tar(made, _next_time()))
    # folders that a deletion leaves empty are no longer in the tree
    folders = SandboxFile(
        f"{name}.folders", _joined({path.rpartition("/")[0] for path in change.paths} - {""})
    )
    await sandbox.write_files([SandboxFile(f"{name}.paths", _joined(change.paths)), folders, archive])
    await _must(
        sandbox,
        f"cd {WORK} && xargs -0 -a {name}.paths rm -rf -- && rm {name}.paths"
        f" && {{ xargs -0 -r -a {name}.folders rmdir -p -- 2>/dev/null; rm {name}.folders; }}"
        f" && tar -xpf {name}.tar && rm {name}.tar",
    )


async def collect(sandbox: Sandbox, base: Tree, *, leftovers: Mapping[str, str] | None = None) -> Change:
    """What differs from ``base`` in ``WORK``, once every process is dead.

    ``leftovers`` (path -> sha256) are files that install and baseline made: not a change while they stay
    the same. The listing is the sandbox's word and only an optimisation: what is published is what was
    read, and what is proven is what is published. Raises LimitReached past the collection limits.
    """
    await sandbox.kill_processes()
    listed = await listing(sandbox, base)
    before = leftovers or {}
    wanted = [
        path
        for path, entry in listed.items()
        if _differs(entry, base.files.get(path)) and before.get(path) != entry.sha256
    ]
    if len(wanted) > MAX_COLLECTED_FILES:
        raise LimitReached(f"the change touches {len(wanted)} files, the limit is {MAX_COLLECTED_FILES}")
    fetched = await _fetch(sandbox, wanted)
    deleted = [path for path, file in base.files.items() if path not in listed and file.mode != SUBMODULE]
    changes = [FileChange(path, file) for path, file in fetched.items() if base.files.get(path) != file]
    changes += [FileChange(path, None) for path in deleted]
    return Change(tuple(sorted(changes, key=lambda change: change.path)))


async def listing(sandbox: Sandbox, base: Tree) -> dict[str, Listed]:
    """Every path in ``WORK`` that belongs to the repository: tracked in ``base``, or not ignored by it."""
    found = await _must(
        sandbox,
        f"chmod u+rwx {WORK}; cd {WORK} &&"
        # what the agent closed is opened on the way; find looks into a folder after it has dealt with it
        f" find . {_NOT_OURS} -prune -o -type d ! -perm -700 -exec chmod u+rwx {{}} \\;"
        " -o -type f ! -perm -600 -exec chmod u+rw {} \\; 2>/dev/null;"
        f" find . -mindepth 1 {_NOT_OURS} -prune"
        " -o \\( -type f -o -type l \\) -printf '%y %m %s %P\\0%l\\0' > " + f"{PRIVATE}/listing",
    )
    raw = await _read(sandbox, f"{PRIVATE}/listing", found)
    ignored = ignore_rules(base)
    try:
        told = dict(_entries(raw))
    except ValueError:
        raise ServiceError("the sandbox's list of the repository's files can't be read") from None
    entries = {name: one for name, one in told.items() if name in base.files or not ignored.match_file(name)}
    regular = [path for path, entry in entries.items() if entry.mode != SYMLINK]
    for path, digest in (await _hash(sandbox, regular)).items():
        if path in entries:
            entries[path] = Listed(entries[path].mode, entries[path].size, digest)
    return entries


def _entries(raw: bytes) -> Iterator[tuple[str, Listed]]:
    """Path and entry of what ``find`` printed; raises ValueError where something else did."""
    told = raw.split(b"\0")[:-1]
    for line, target in zip(told[::2], told[1::2], strict=True):
        kind, mode, size, name = line.decode("utf-8", "surrogateescape").split(" ", 3)
        linked = hashlib.sha256(target).hexdigest() if kind == "l" else ""
        yield name, Listed(_git_mode(kind, mode), int(size), linked)


async def tree_differences(sandbox: Sandbox, base: Tree, files: Mapping[str, File]) -> tuple[str, ...]:
    """Paths of ``files`` that are missing in ``WORK`` or not the same there, byte for byte."""
    listed = await listing(sandbox, base)
    # added though it is ignored (`git add --force`): no listing has it
    forced = [path for path, file in files.items() if path not in listed and file.mode == REGULAR]
    there = await _hash(sandbox, forced)
    return tuple(
        path for path in differences(listed, files) if path not in there or there[path] != files[path].sha256
    )


def differences(listed: Mapping[str, Listed], files: Mapping[str, File]) -> tuple[str, ...]:
    """The same of what was listed."""
    missing = (path for path, file in files.items() if path not in listed and file.mode != SUBMODULE)
    different = (path for path, entry in listed.items() if path in files and _differs(entry, files[path]))
    return tuple(sorted({*missing, *different}))


def _differs(entry: Listed, file: File | None) -> bool:
    if file is None or entry.mode != file.mode:
        return True
    return entry.size != len(file.data) or entry.sha256 != file.sha256


def _git_mode(kind: str, mode: str) -> str:
    if kind == "l":
        return SYMLINK
    return EXECUTABLE if int(mode, 8) & 0o100 else REGULAR


def _joined(paths: Iterable[str]) -> bytes:
    return b"".join(path.encode("utf-8", "surrogateescape") + b"\0" for path in paths)


async def _hash(sandbox: Sandbox, paths: Collection[str]) -> dict[str, str]:
    if not paths:
        return {}
    await sandbox.write_files([SandboxFile(f"{PRIVATE}/tohash", _joined(paths))])
    done = await _must(
        sandbox, f"cd {WORK} && xargs -0 -a {PRIVATE}/tohash sha256sum -z -- > {PRIVATE}/hashes || true"
    )
    raw = await _read(sandbox, f"{PRIVATE}/hashes", done)
    lines = raw.decode("utf-8", "surrogateescape").split("\0")[:-1]
    return {line[66:]: line[:64] for line in lines if len(line) > 66}


async def _fetch(sandbox: Sandbox, paths: Collection[str]) -> dict[str, File]:
    if not paths:
        return {}
    await sandbox.write_files([SandboxFile(f"{PRIVATE}/tofetch", _joined(paths))])
    done = await _must(
        sandbox,
        f"cd {WORK} && tar --format=pax --no-recursion --null --verbatim-files-from -T {PRIVATE}/tofetch"
        f" -cf {PRIVATE}/change.tar",
    )
    raw = await _read(sandbox, f"{PRIVATE}/change.tar", done)
    wanted = set(paths)
    try:
        return {path: file for path, file in _unpacked(raw) if path in wanted}
    except (tarfile.TarError, KeyError):
        raise ServiceError("the sandbox's archive of the changed files can't be read") from None


def _unpacked(raw: bytes) -> Iterator[tuple[str, File]]:
    """What an archive holds, which may not be tar's own: no more than its bytes, however often it links them.

    Raises tarfile.TarError, KeyError for a link to nothing, and LimitReached.
    """
    left = MAX_COLLECTED_BYTES
    with tarfile.open(fileobj=io.BytesIO(raw), mode="r:", errors="surrogateescape") as archive:
        for member in archive:
            file = _member(archive, member)
            left -= len(file.data) if file is not None else 0
            if left < 0:
                raise LimitReached(
                    f"the changed files have more than {MAX_COLLECTED_BYTES >> 20} MiB together"
                )
            if file is not None:
                yield member.name, file


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> File | None:
    if member.issym():
        return File(SYMLINK, member.linkname.encode("utf-8", "surrogateescape"))
    if member.issparse():
        raise tarfile.ReadError("holes can be of any size")
    stream = archive.extractfile(member) if member.isreg() or member.islnk() else None
    if stream is None:
        return None
    return File(EXECUTABLE if member.mode & 0o100 else REGULAR, stream.read())


def _next_time() -> int:
    """A modification time no earlier file of this process has: compilers' caches go by size and seconds.

    It is never before now: what was built a moment ago, in this second, must not be younger than its source.
    """
    global _last_time  # noqa: PLW0603 - a clock that never stands still is process-wide by nature
    _last_time = max(int(time.time()), _last_time) + 1
    return _last_time


def _tar(files: Mapping[str, File], mtime: int) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(
        fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT, encoding="utf-8", errors="surrogateescape"
    ) as archive:
        for path, file in files.items():
            info = tarfile.TarInfo(path)
            info.mtime = mtime
            info.mode = 0o755 if file.mode in (EXECUTABLE, SUBMODULE) else 0o644
            if file.mode == SYMLINK:
                info.type, info.linkname = tarfile.SYMTYPE, file.data.decode("utf-8", "surrogateescape")
                archive.addfile(info)
            elif file.mode == SUBMODULE:
                info.type = tarfile.DIRTYPE  # a checkout without its submodules has empty folders
                archive.addfile(info)
            else:
                info.size = len(file.data)
                archive.addfile(info, io.BytesIO(file.data))
    return buffer.getvalue()


async def _must(sandbox: Sandbox, command: str) -> CommandResult:
    result = await sandbox.run(command, timeout_seconds=120)
    if not result.ok:
        raise ServiceError(
            f"the sandbox could not handle the repository's files ({shlex.quote(command[:60])}...):"
            f" {result.stderr.strip()[-300:] or 'it timed out'}"
        )
    return result


async def _read(sandbox: Sandbox, path: str, made_by: CommandResult) -> bytes:
    data = await sandbox.read_file(path, limit_bytes=MAX_COLLECTED_BYTES)
    if data is None:
        raise ServiceError(f"the sandbox lost {path} after: {made_by.command[:80]}")
    return data
