"""Who each sandbox is on the host: as root, two uids that no other sandbox alive has.

What the kernel counts by user (inotify instances, pending signals, ...) is each sandbox's own then. On disk
all files belong to one pair, so that layers are shared and copied as they are: every sandbox has them
through a mount that shows this pair as its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from codeonfly.errors import UserError
from codeonfly.localbox import bubblewrap, privatemounts, roots
from codeonfly.localbox.http import HttpError
from codeonfly.localbox.inside.users import ROOT, USER
from codeonfly.localbox.owners import SETPRIV, Owners

CLAIMS = Path("/run/code-on-fly-uids")  # a lock for each block of uids: it goes with the server that has it
BLOCK = 512
SPARE = 4
_WAITING = ("unshare", "--user", "sh", "-c", "echo; read -r _")  # until its namespace is held open


@dataclass(frozen=True, slots=True)
class Tenant:
    """A sandbox's users, and ``view``, where it has the server's ``folder`` from; None: there itself."""

    owners: Owners
    folder: Path
    view: Path | None = None

    def shown(self, path: Path) -> Path:
        """Where a path below the folder is for this one."""
        return path if self.view is None else self.view / path.relative_to(self.folder)


class Tenants:
    """Gives each sandbox a tenant of its own where this machine can, else all the same one."""

    def __init__(self, folder: Path, owners: Owners, works: Callable[[Tenant], bool]) -> None:
        """``owners`` have the files; ``works`` says whether a sandbox of this tenant's can use them."""
        self.shared = Tenant(owners, folder)
        self._stack = contextlib.ExitStack()
        self._pairs: list[tuple[int, int]] = []
        self._free: list[Tenant] = []
        self._taken: dict[str, Tenant] = {}
        self._filling: asyncio.Task[None] | None = None
        self.apart = owners.root is not None and self._begin(works)

    def _begin(self, works: Callable[[Tenant], bool]) -> bool:
        try:
            self._pairs = self._stack.enter_context(_claimed())
            privatemounts.begin()
            (self.shared.folder / "views").mkdir(mode=0o711, exist_ok=True)
            pair = self._pairs.pop()
            first = self._settled(pair, *self._namespaces(pair))
        except (OSError, UserError, IndexError):
            return False
        self._free.append(first)
        return works(first)

    async def take(self, identifier: str) -> None:
        """One is this sandbox's from now on. Raises HttpError 429 where none is left."""
        if not self.apart:
            return
        self._taken[identifier] = self._free.pop() if self._free else await self._made()
        if self._filling is None or self._filling.done():
            self._filling = asyncio.get_running_loop().create_task(self._fill())

    def of(self, identifier: str) -> Tenant:
        """Who this sandbox is."""
        return self._taken.get(identifier, self.shared)

    def give_back(self, identifier: str) -> None:
        """No process of the sandbox is left: another may be who it was."""
        tenant = self._taken.pop(identifier, None)
        if tenant is not None:
            self._free.append(tenant)

    def close(self) -> None:
        """To be called when no sandbox is left."""
        if self._filling is not None:
            self._filling.cancel()
        self._stack.close()

    async def _fill(self) -> None:
        """Some wait for the next sandboxes, which then need not wait for them."""
        with contextlib.suppress(HttpError):
            while len(self._free) < SPARE:
                self._free.append(await self._made())

    async def _made(self) -> Tenant:
        if not self._pairs:
            raise HttpError(429, "the sandboxes that were here last have not ended yet")
        pair = self._pairs.pop()
        try:
            return self._settled(pair, *await asyncio.to_thread(self._namespaces, pair))
        except OSError as failure:
            self._pairs.append(pair)
            raise HttpError(500, f"this machine has no users left for a sandbox: {failure}") from None

    def _namespaces(self, pair: tuple[int, int]) -> tuple[int, int]:
        """One for the sandbox's processes, and one that says whose its files are. Raises OSError."""
        user, root = pair
        files = self.shared.owners
        own = _namespace(user, [(ROOT, root), (USER, user)])
        try:
            return own, _namespace(user, [(files.root or ROOT, root), (files.user or USER, user)])
        except OSError:
            os.close(own)
            raise

    def _settled(self, pair: tuple[int, int], own: int, mapped: int) -> Tenant:
        user, root = pair
        self._stack.callback(os.close, own)
        view = self.shared.folder / "views" / str(user)
        try:
            view.mkdir(exist_ok=True)
            privatemounts.show(self.shared.folder, view, mapped)
        finally:
            os.close(mapped)
        return Tenant(Owners(user, root, own), self.shared.folder, view)


@contextlib.contextmanager
def _claimed() -> Iterator[list[tuple[int, int]]]:
    """Pairs of uids that no other server here gives out. Raises OSError where there are none."""
    CLAIMS.mkdir(mode=0o700, exist_ok=True)
    uids = bubblewrap.unused_uids()
    for start in range(2, len(uids) - BLOCK + 1, BLOCK):  # the first two have the files
        folder = CLAIMS / str(start)
        folder.mkdir(mode=0o700, exist_ok=True)
        lock = roots.locked(folder)
        if lock is not None:
            try:
                block = uids[start : start + BLOCK]
                yield list(zip(block[::2], block[1::2], strict=True))
            finally:
                os.close(lock)
            return
    raise OSError(f"other servers have all blocks of {BLOCK} uids")


def _namespace(creator: int, users: list[tuple[int, int]]) -> int:
    """A user namespace of ``creator``'s, held open; ``users``: uid inside, uid outside. Raises OSError."""
    changing = [str(SETPRIV), f"--reuid={creator}", f"--regid={creator}", "--clear-groups", "--"]
    with subprocess.Popen(
        [*changing, *_WAITING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin"},
        cwd="/",
    ) as process:
        if process.stdout is None or not process.stdout.readline():
            raise OSError("a user namespace was refused")
        for kind in ("uid", "gid"):
            # one write: the kernel takes no second
            lines = "".join(f"{inside} {outside} 1\n" for inside, outside in users)
            Path(f"/proc/{process.pid}/{kind}_map").write_text(lines)
        return os.open(f"/proc/{process.pid}/ns/user", os.O_RDONLY | os.O_CLOEXEC)
