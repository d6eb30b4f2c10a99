"""The dependency cache: what an installation left is a named snapshot, and the next run starts from it.

The name is a digest of everything that the installation depends on. Where it runs code of the project (an
editable install, npm's life-cycle scripts, a build), that is every file of the base; else its manifests. The
snapshot is taken before any test runs, and long before a model's code does.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from codeonfly.errors import ServiceError
from codeonfly.ports import Sandbox, SandboxFile, SandboxHost
from codeonfly.settings import Settings
from codeonfly.toolchains.base import PRIVATE, WORK, Project
from codeonfly.tree import Tree

VERSION = 1  # of how sandboxes are set up: another one finds no snapshot of this one
NOTE = f"{PRIVATE}/dependencies.json"
_LIFE_CYCLE = re.compile(r'"(?:pre|post)?(?:install|prepare|prepack)"\s*:')
_HOST = re.compile(r"[A-Za-z0-9.-]+\.[A-Za-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Kept:
    """An installation: the hosts that it could reach, the versions that it was made with, and its seconds."""

    hosts: tuple[str, ...]
    versions: tuple[str, ...]
    seconds: float


def name_of(base: Tree, projects: Sequence[Project], settings: Settings) -> str:
    """The snapshot's name, or "" where nothing is installed or the settings want no cache."""
    if not settings.cache or not any(project.install for project in projects):
        return ""
    parts: list[Any] = [VERSION, settings.egress]
    for project in projects:
        files = {path: base.files[path].sha256 for path in project.manifests if path in base.files}
        builds = base.id if _runs_own_code(project, base) else ""
        commands = [project.prepare, project.install]
        parts.append([project.environment, project.folder, commands, sorted(files.items()), builds])
    digest = hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()
    return f"code-on-fly-{digest[:24]}"


async def recall(
    host: SandboxHost, name: str, *, lifetime_seconds: int, labels: Mapping[str, str]
) -> tuple[Sandbox, Kept] | None:
    """A sandbox with the dependencies installed and the repository's old files gone, or None."""
    try:
        snapshot = await host.find_snapshot(name)
        if snapshot is None:
            return None
        sandbox = await host.create(snapshot=snapshot, lifetime_seconds=lifetime_seconds, labels=labels)
    except ServiceError:
        return None  # to install again is always possible
    kept = await _cleared(sandbox)
    if kept is None:
        await sandbox.kill()
        return None
    return sandbox, kept


async def keep(sandbox: Sandbox, name: str, kept: Kept) -> bool:
    """Makes the snapshot; False where the engine does not."""
    await sandbox.kill_processes()  # nothing of the installation may change the note, or go on
    await sandbox.write_files([SandboxFile(NOTE, json.dumps(asdict(kept)).encode())])
    try:
        await sandbox.snapshot(name)
    except ServiceError:
        return False
    return True


def _runs_own_code(project: Project, base: Tree) -> bool:
    if project.toolchain == "python":
        return " -e " in project.install or "poetry" in project.install or "uv sync" in project.install
    if project.toolchain == "node":
        prefix = f"{project.folder}/" if project.folder else ""
        return _LIFE_CYCLE.search(base.text(f"{prefix}package.json") or "") is not None
    return True


async def _cleared(sandbox: Sandbox) -> Kept | None:
    """What the note says, once the old files are gone; None where either can't be done."""
    try:
        kept = _read(await sandbox.read_file(NOTE))
        return kept if kept is not None and (await sandbox.run(_CLEAR)).ok else None
    except ServiceError:
        return None


# tracked files only: what the installation made beside them (node_modules, a lock file's folder) stays
_CLEAR = f"cd {WORK} && git ls-files -z | xargs -0 rm -f -- && rm -rf .git"


def _read(data: bytes | None) -> Kept | None:
    try:
        value = json.loads(data or b"")
        hosts, versions = tuple(map(str, value["hosts"])), tuple(map(str, value["versions"]))
        kept = Kept(hosts, versions, float(value["seconds"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return kept if all(map(_HOST.fullmatch, hosts)) else None
