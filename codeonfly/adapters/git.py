"""Git objects without anybody's work tree, hooks or configuration: reading a commit, writing a patch."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from codeonfly.change import Change
from codeonfly.errors import ServiceError, UserError
from codeonfly.tree import SUBMODULE, File, Tree

# A repository's own configuration can name programs to run (fsmonitor, hooks, external diffs); and it is
# the user's, so nothing here may write to it either.
_SAFE = (
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "safe.directory=*",
    "-c",
    "gc.auto=0",
)
_ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
}


def git(folder: Path, *arguments: str, data: bytes | None = None) -> bytes:
    """Standard output of a git command in ``folder``; raises ServiceError with git's own words."""
    done = _run(folder, arguments, data)
    if done.returncode != 0:
        words = done.stderr.decode(errors="replace").strip() or f"exit {done.returncode}"
        raise ServiceError(f"git {arguments[0]} failed in {folder}: {words}")
    return done.stdout


def _run(
    folder: Path, arguments: Sequence[str], data: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("git")
    if program is None:
        raise UserError("git is not installed, or not on PATH; install it and try again")
    return subprocess.run(
        [program, *_SAFE, "-C", str(folder), *arguments],
        input=data,
        capture_output=True,
        check=False,
        env=_ENVIRONMENT,
    )


def read_tree(folder: Path, commit: str) -> Tree:
    """Every file of ``commit`` in the repository at ``folder``; its work tree is not looked at."""
    listed: dict[str, tuple[str, str]] = {}
    for line in git(folder, "ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0")[:-1]:
        facts, name = line.split(b"\t", 1)
        mode, _, object_id = facts.decode().split(" ")
        listed[name.decode("utf-8", "surrogateescape")] = (mode, object_id)
    wanted = {object_id for mode, object_id in listed.values() if mode != SUBMODULE}
    blobs = dict(_blobs(folder, sorted(wanted)))
    files = {
        name: File(mode, object_id.encode() if mode == SUBMODULE else blobs[object_id])
        for name, (mode, object_id) in listed.items()
    }
    return Tree(commit, files)


def _blobs(folder: Path, ids: list[str]) -> Iterator[tuple[str, bytes]]:
    if not ids:
        return
    raw = git(folder, "cat-file", "--batch", data="".join(f"{one}\n" for one in ids).encode())
    position = 0
    for one in ids:
        end = raw.index(b"\n", position)
        header = raw[position:end].decode().split(" ")
        if len(header) != 3:
            raise UserError(
                f"object {one} is missing in {folder}: a partial clone; fetch it whole, then try again"
            )
        size = int(header[2])
        yield one, raw[end + 1 : end + 1 + size]
        position = end + 2 + size


def make_patch(base: Tree, change: Change) -> bytes:
    """A patch that ``git apply`` turns ``base`` into base + change with, byte for byte, binaries included."""
    if not change:
        return b""
    before = {path: base.files[path] for path in change.paths if path in base.files}
    after = {made.path: made.file for made in change.files if made.file is not None}
    with tempfile.TemporaryDirectory(prefix="code-on-fly-") as name:
        folder = Path(name)
        git(folder, "init", "--quiet", "--bare", ".")
        git(folder, "fast-import", "--quiet", data=_commit("base", before) + _commit("head", after))
        return git(
            folder,
            "diff-tree",
            "-p",
            "--binary",
            "--full-index",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--src-prefix=a/",
            "--dst-prefix=b/",
            "refs/heads/base",
            "refs/heads/head",
        )


def patched(base: Tree, patch: bytes) -> Tree:
    """``base`` as ``git apply`` leaves it. Raises UserError where the patch does not apply."""
    with tempfile.TemporaryDirectory(prefix="code-on-fly-") as name:
        folder = Path(name)
        git(folder, "init", "--quiet", ".")
        git(folder, "fast-import", "--quiet", data=_commit("base", base.files))
        git(folder, "read-tree", "refs/heads/base")
        if patch:
            try:
                git(folder, "apply", "--cached", "--whitespace=nowarn", "-", data=patch)
            except ServiceError as error:
                raise UserError(f"the patch does not apply to the base: {error}") from None
        return read_tree(folder, git(folder, "write-tree").decode().strip())


def merge_texts(base: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    """Both changes of ``base`` in one text; None where they touch the same lines, or it is no text."""
    with tempfile.TemporaryDirectory(prefix="code-on-fly-") as name:
        folder = Path(name)
        for one, data in (("ours", ours), ("base", base), ("theirs", theirs)):
            (folder / one).write_bytes(data)
        done = _run(folder, ("merge-file", "-p", "ours", "base", "theirs"))
    return done.stdout if done.returncode == 0 else None


def _commit(name: str, files: Mapping[str, File]) -> bytes:
    """A fast-import commit on branch ``name`` that holds exactly ``files``."""
    parts = [f"commit refs/heads/{name}\ncommitter x <x> 0 +0000\ndata 0\n\n".encode()]
    for path, file in files.items():
        quoted = _quoted(path.encode("utf-8", "surrogateescape"))
        if file.mode == SUBMODULE:
            parts.append(b"M 160000 " + file.data + b" " + quoted + b"\n")
        else:
            parts.append(b"M %s inline %s\ndata %d\n" % (file.mode.encode(), quoted, len(file.data)))
            parts.append(file.data + b"\n")
    return b"".join(parts)


def _quoted(raw: bytes) -> bytes:
    escaped = raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"' + escaped + b'"'
