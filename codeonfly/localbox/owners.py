"""Who a sandbox's users are on the host: ``user``, and where the host allows it a ``root`` of its own.

Both are uids that nobody else has. ``root`` may do with the files and processes of ``user`` what root may,
and nothing else: its capabilities reach no further than these two uids, and are the few named here.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from codeonfly.localbox import bubblewrap
from codeonfly.localbox.inside.users import KEPT, NESTED, ROOT, STARTING, USER

PROBE_SECONDS = 20
SETPRIV = shutil.which("setpriv", path="/usr/bin:/bin")
_NSENTER = shutil.which("nsenter", path="/usr/bin:/bin")
_CAPABILITIES = [word for name in (*KEPT, *STARTING) for word in ("--cap-add", f"CAP_{name.upper()}")]


@dataclass(frozen=True, slots=True)
class Owners:
    """``user`` None is the server's own uid; without ``root``, root is another name of user's.

    ``namespace`` is open on a user namespace that knows both. One that each sandbox made for itself would
    have to wait for its users, and for ever where the server is killed meanwhile.
    """

    user: int | None
    root: int | None = None
    namespace: int | None = None

    @property
    def top(self) -> int | None:
        """Whose what no user made is."""
        return self.user if self.root is None else self.root

    @property
    def alone(self) -> list[str]:
        """For a bwrap that ``command`` starts: where there is a root, it is in a namespace already."""
        return ["--unshare-user", "--disable-userns", "--uid", str(USER)] if self.namespace is None else []

    @property
    def words(self) -> list[str]:
        """For bwrap: whose namespace the sandbox has, and what its agent needs to make itself root there."""
        if self.namespace is None:
            return ["--unshare-user", "--disable-userns"]
        return ["--userns", str(self.namespace), *_CAPABILITIES]

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What bwrap has to inherit for ``words``."""
        return () if self.namespace is None else (self.namespace,)

    @property
    def single(self) -> Owners:
        """With one user, and a namespace for each sandbox: its processes count for themselves there."""
        return Owners(self.user)

    def command(self, words: Sequence[str]) -> dict[str, Any]:
        """How subprocess starts a command that has the rights of a sandbox, over its files, and no more."""
        if self.namespace is None:
            groups = None if self.user is None else ()
            return {"args": words, "user": self.user, "group": self.user, "extra_groups": groups}
        entering = [str(_NSENTER), f"--user=/proc/self/fd/{self.namespace}", "--setuid=0", "--setgid=0", "--"]
        return {"args": [*entering, *words], "pass_fds": self.descriptors}


@functools.cache
def found() -> Owners:
    """Those of this machine's sandboxes; an ordinary server's have its own uid alone."""
    uids = bubblewrap.outside_uids()
    if not uids:
        return Owners(None)
    both = Owners(*uids)
    namespace = _namespace(both) if SETPRIV and _NSENTER else None
    if namespace is not None:
        rooted = replace(both, namespace=namespace)
        entered = subprocess.run(**rooted.command(["true"]), capture_output=True, check=False)
        if entered.returncode == 0:  # a container's root may be kept from entering
            return rooted
        os.close(namespace)
    return Owners(both.user)


def _namespace(both: Owners) -> int | None:
    """A user namespace that knows both; None where the kernel or the container won't have it."""
    (info, told), (gate, opener) = os.pipe(), os.pipe()
    with contextlib.ExitStack() as stack:
        for descriptor in (info, gate, opener):
            stack.callback(os.close, descriptor)
        words = [bubblewrap.executable(), "--unshare-user", "--uid", str(USER), "--gid", str(USER)]
        words += ["--info-fd", str(told), "--userns-block-fd", str(gate), *_CAPABILITIES]
        words += ["--unshare-pid", "--bind", "/", "/"]
        words += ["--proc", "/proc", "sh", "-c", f"echo 0 > {NESTED}"]  # as the agent will
        program = os.open(words[0], os.O_PATH | os.O_CLOEXEC)
        stack.callback(os.close, program)
        process = subprocess.Popen(
            words,
            executable=f"/proc/self/fd/{program}",
            pass_fds=(program, told, gate),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            user=both.user,
            group=both.user,
            extra_groups=(),
        )
        stack.callback(process.wait)
        stack.callback(process.kill)
        os.close(told)
        pid = child_pid(os.read(info, 4096))
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            for kind in ("uid", "gid"):
                # one write: the kernel takes no second
                Path(f"/proc/{pid}/{kind}_map").write_text(f"{ROOT} {both.root} 1\n{USER} {both.user} 1\n")
            namespace = os.open(f"/proc/{pid}/ns/user", os.O_RDONLY | os.O_CLOEXEC)
            os.write(opener, b"1")
            if process.wait(PROBE_SECONDS) == 0:
                return namespace
            os.close(namespace)
    return None


def child_pid(told: bytes) -> int:
    """The pid of the process inside, of what bwrap tells; 0 when it ended without."""
    match = re.search(rb'"child-pid":\s*(\d+)', told)
    return int(match[1]) if match else 0
