"""Named snapshots that outlive the server, as E2B's do: a folder each, the oldest go first."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from codeonfly.localbox import disk

MOST = 6  # snapshots; of each name the newest
_ABOUT = "about.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """Where they are."""

    folder: Path

    async def put(self, name: str, template: str, layer: Path) -> None:
        """Keeps a copy of ``layer`` under ``name``; where there is no room for it, nothing is kept."""
        await asyncio.to_thread(self._put, name, template, layer)

    async def take(self, name: str, target: Path) -> str | None:
        """Makes ``target`` the layer that is kept under ``name``; the template it is of, or None."""
        return await asyncio.to_thread(self._take, name, target)

    async def drop(self, name: str) -> None:
        """Forgets what is kept under ``name``; nothing there is fine."""
        await asyncio.to_thread(_remove, self._place(name))

    def _put(self, name: str, template: str, layer: Path) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            place = Path(tempfile.mkdtemp(prefix="new-", dir=self.folder))
        except OSError:
            return
        try:
            _copy(layer, place / "files", linked=False)
            (place / _ABOUT).write_text(json.dumps({"name": name, "template": template}))
            self._replace(place, self._place(name))
        except OSError:
            _remove(place)
        self._drop_the_oldest()

    def _replace(self, new: Path, place: Path) -> None:
        """In its place in one step; who reads the old one meanwhile finds nothing, and installs again."""
        old = new.with_name(f"{new.name}.old")
        with contextlib.suppress(OSError):
            place.rename(old)
        new.rename(place)
        _remove(old)

    def _take(self, name: str, target: Path) -> str | None:
        place = self._place(name)
        try:
            about = json.loads((place / _ABOUT).read_text())
            _copy(place / "files", target, linked=True)
            os.utime(place)  # the least recently used one goes first
        except (OSError, ValueError):
            _remove(target)
            return None
        return str(about.get("template", "")) if isinstance(about, dict) else None

    def _place(self, name: str) -> Path:
        return self.folder / hashlib.sha256(name.encode()).hexdigest()[:32]

    def _drop_the_oldest(self) -> None:
        with contextlib.suppress(OSError):
            places = [path for path in self.folder.iterdir() if (path / _ABOUT).exists()]
            for path in sorted(places, key=lambda path: path.stat().st_mtime)[:-MOST]:
                _remove(path)


def _copy(source: Path, target: Path, *, linked: bool) -> None:
    """Raises OSError. A layer never changes: links serve as well as copies, where the disk allows them."""
    how = ["--link"] if linked else ["--reflink=auto"]
    done = subprocess.run(
        ["cp", "-a", *how, "--", str(source), str(target)], capture_output=True, check=False
    )
    if done.returncode == 0:
        return
    _remove(target)
    if not linked:
        raise OSError(done.stderr.decode(errors="replace")[:300])
    _copy(source, target, linked=False)


def _remove(tree: Path) -> None:
    if os.path.lexists(tree):
        disk.remove_now(tree)
