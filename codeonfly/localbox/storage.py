"""Where sandboxes keep their files: layers that are shared and never change, and one of their own on top.

Overlay mounts make a sandbox from a snapshot in no time, whatever its size; where the kernel or the disk
can't, everything is copied and there is one layer only.
"""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from codeonfly.localbox import bubblewrap, disk, skeleton
from codeonfly.localbox.http import HttpError
from codeonfly.localbox.kept import Kept
from codeonfly.localbox.owners import Owners
from codeonfly.localbox.tenants import Tenant

MAX_LAYERS = 30  # their paths must fit one page of mount options
MAX_STEPS = 10  # of them below a sandbox that goes on: each has to be asked for what is not there
PROBE_SECONDS = 20
PLACES = ("opt", "opt/code-on-fly", "run", "run/e2b")  # mounted upon; root inside can replace them


@dataclass(eq=False)
class Layer:
    """A tree that nobody writes to; it goes when its last user lets go."""

    path: Path
    users: int = 0


@dataclass(frozen=True, slots=True)
class Disk:
    """A sandbox's files: ``lower`` from the bottom up, ``upper`` its own; without ``work`` upper is all."""

    lower: tuple[Layer, ...]
    upper: Path
    work: Path | None

    @property
    def boot_id(self) -> Path:
        """The file that poses as its kernel's boot id."""
        return self.upper.with_name("boot_id")

    @property
    def told(self) -> Path:
        """The folder of what its programs are told of it, a file for each variable."""
        return self.upper.with_name("told")

    def tell(self, variables: Mapping[str, str]) -> None:
        """Programs that started without the variables read them there, as in E2B's sandboxes."""
        self.told.mkdir()
        for name, value in variables.items():
            (self.told / f".{name}").write_text(value)


class Storage:
    """Makes disks and layers below one folder, whose files belong to the sandboxes' users."""

    def __init__(self, root: Path, owners: Owners, files: Mapping[str, str]) -> None:
        self._root, self._owners = root, owners
        for name in ("sandboxes", "layers"):
            (root / name).mkdir(mode=0o711, exist_ok=True)
        base = root / "layers" / "base"
        skeleton.unpack(base, files)
        self._own_tree(base)
        self.base = (Layer(base, users=1),)  # the server's own use of it never ends
        self.layered = True  # unless it can't be
        self.layered = self.works(Tenant(owners, root))

    def works(self, tenant: Tenant) -> bool:
        """Whether a sandbox of this tenant's can have its own layer on others."""
        if not self.layered:
            return False
        folder = self._root / "sandboxes" / "probe"
        probe = self._blank(folder, self.base)
        words = [bubblewrap.executable(), *tenant.owners.alone, "--unshare-pid", *mount_words(probe, tenant)]
        words += ["--ro-bind", "/usr", "/usr", "--proc", "/proc", "touch", "/root/probe"]
        try:
            done = subprocess.run(
                **tenant.owners.command(words),
                capture_output=True,
                check=False,
                timeout=PROBE_SECONDS,
                cwd="/",
            )
        except subprocess.TimeoutExpired:
            return False
        else:
            return done.returncode == 0 and (probe.upper / "root/probe").exists()
        finally:
            disk.remove_now(folder)

    def _blank(self, folder: Path, lower: Sequence[Layer]) -> Disk:
        """An empty upper layer on ``lower``."""
        folder.mkdir(mode=0o711)
        return self._fresh(folder, lower)

    def _fresh(self, folder: Path, lower: Sequence[Layer]) -> Disk:
        found = Disk(tuple(lower), folder / "upper", folder / "work")
        for path in (found.upper, folder / "work"):
            path.mkdir(mode=0o755)
            self._own(path, self._owners.top)
        return found

    async def make(self, identifier: str, lower: tuple[Layer, ...]) -> Disk:
        """A new sandbox's disk. Raises HttpError."""
        folder = self._root / "sandboxes" / identifier
        if self.layered:
            found = self._blank(folder, lower)
        else:
            folder.mkdir(mode=0o711)
            await disk.copy(lower[-1].path, folder / "upper", self._owners)
            found = Disk((), folder / "upper", None)
        for layer in found.lower:
            layer.users += 1
        return found

    async def freeze(self, identifier: str, source: Disk) -> tuple[Layer, ...]:
        """Layers that hold what ``source`` holds now; its sandbox must stand still. Raises HttpError."""
        if len(source.lower) >= MAX_LAYERS:
            raise HttpError(400, f"a snapshot of a snapshot can't go deeper than {MAX_LAYERS}")
        path = self._root / "layers" / identifier
        await disk.copy(source.upper, path, self._owners)
        layers = (*source.lower, Layer(path))
        for layer in layers:
            layer.users += 1
        return layers

    def can_step_up(self, source: Disk) -> bool:
        """Whether its own layer is better left as it is, under a new one, than copied."""
        return source.work is not None and len(source.lower) < MAX_STEPS and disk.is_large(source.upper)

    def step_up(self, identifier: str, source: Disk) -> tuple[tuple[Layer, ...], Disk]:
        """Layers that hold what ``source`` held, and its sandbox's new disk; nothing may run on the old."""
        layer = Layer(self._root / "layers" / identifier)
        source.upper.rename(layer.path)
        layers = (*source.lower, layer)
        for one in layers:
            one.users += 1
        layer.users += 1
        disk.remove_now(source.upper.with_name("work"))
        return layers, self._fresh(source.upper.parent, layers)

    async def keep(self, kept: Kept, name: str, template: str, layers: Sequence[Layer]) -> None:
        """Keeps a snapshot that lies right on the base: its own layer is all that another server lacks."""
        if len(layers) == (2 if self.layered else 1):
            await kept.put(f"{self._kind} {name}", template, layers[-1].path)

    async def recall(self, kept: Kept, name: str, identifier: str) -> tuple[str, tuple[Layer, ...]] | None:
        """The template and layers of a kept snapshot, or None."""
        path = self._root / "layers" / identifier
        template = await kept.take(f"{self._kind} {name}", path)
        if template is None:
            return None
        layers = (*(self.base if self.layered else ()), Layer(path))
        for layer in layers:
            layer.users += 1
        return template, layers

    async def forget(self, kept: Kept, name: str) -> None:
        """What is kept under this name is gone for later servers too."""
        await kept.drop(f"{self._kind} {name}")

    @property
    def _kind(self) -> str:
        """What must be the same for a kept layer to fit: its owners, and whether a base lies below it."""
        return f"{self._owners.user} {self._owners.root} {'overlay' if self.layered else 'whole'}"

    async def let_go(self, layers: Sequence[Layer]) -> None:
        """Removes those that nobody uses any more."""
        for layer in layers:
            layer.users -= 1
            if layer.users == 0:
                await disk.remove(layer.path)

    async def remove(self, gone: Disk) -> None:
        """Its own files, and the layers that only it used."""
        await disk.remove(gone.upper.parent)
        await self.let_go(gone.lower)

    def _own(self, path: Path, uid: int | None) -> None:
        if uid is not None:
            os.chown(path, uid, uid, follow_symlinks=False)

    def _own_tree(self, root: Path) -> None:
        """All is root's, as on any machine, but the user's home."""
        self._own(root, self._owners.top)
        home = str(root / "home" / "user")
        for folder, folders, files in os.walk(root):
            for name in (*folders, *files):
                path = Path(folder, name)
                users = path.is_relative_to(home)
                self._own(path, self._owners.user if users else self._owners.top)


def mount_words(found: Disk, tenant: Tenant) -> list[str]:
    """How bwrap makes it the root of this tenant's sandbox."""
    upper = str(tenant.shown(found.upper))
    if found.work is None:
        return ["--bind", upper, "/"]
    lower = [word for layer in found.lower for word in ("--overlay-src", str(tenant.shown(layer.path)))]
    return [*lower, "--overlay", upper, str(tenant.shown(found.work)), "/"]


def hold_places(found: Disk, owners: Owners) -> None:
    """Before a start: bwrap sees the host while it mounts, and a link left inside would lead it there."""
    trees = (found.upper, *(layer.path for layer in reversed(found.lower)))
    for name in PLACES:
        top = next((tree / name for tree in trees if os.path.lexists(tree / name)), None)
        mode = 0 if top is None else top.lstat().st_mode
        if top is None or not stat.S_ISDIR(mode):
            _make_place(found.upper / name, owners)
        elif mode & stat.S_IRWXU != stat.S_IRWXU:
            top.chmod(stat.S_IMODE(mode) | stat.S_IRWXU)  # to look into it


def _make_place(place: Path, owners: Owners) -> None:
    if os.path.lexists(place):
        place.unlink()
    for folder in (place.parent, place):
        if not folder.exists():
            folder.mkdir(mode=0o755)
            if owners.top is not None:
                os.chown(folder, owners.top, owners.top)


async def measured(found: Disk) -> int:
    """The bytes on disk that are its own."""
    return await asyncio.to_thread(disk.used_bytes, found.upper)
