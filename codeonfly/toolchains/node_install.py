"""Who installs a Node project's packages: its lock file says it, and its package.json which version."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from codeonfly.toolchains import versions
from codeonfly.tree import Tree

# The lock file decides who installs; the first that is there wins.
LOCKS = ("package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock")
_NPM = "--no-audit --no-fund"
# newer ones end red where a package's own script was not run
_PNPM = "--config.strict-dep-builds=false"
# The program that writes, and so reads, a lock file of this version; the newest where it is not here.
_PNPM_OF_LOCK = {"5": "7", "6": "8"}
_YARN_OF_LOCK = {"5": "3", "6": "3", "7": "4", "8": "4"}
# Yarn takes neither npm's registry nor the proxy of the environment by itself.
_AS_NPM = (
    'YARN_NPM_REGISTRY_SERVER="$(npm config get registry)" ${HTTPS_PROXY:+"YARN_HTTPS_PROXY=$HTTPS_PROXY"} '
    "YARN_NODE_LINKER=node-modules YARN_ENABLE_TELEMETRY=0"
)
_PNPM_PACKAGE = re.compile(
    r"^  ['\"/]*(?P<name>(?:@[\w.-]+/)?[\w.-]+)@[^\n]*:\n(?:    [^\n]*\n)*?"
    r"    engines: \{[^}\n]*\bnode: '?(?P<engines>[^'},\n]+)",
    re.MULTILINE,
)
_VERSION = re.compile(r"(pnpm|yarn)@(\d+\.\d+\.\d+[\w.-]*)")


@dataclass(frozen=True, slots=True)
class Install:
    """The command, "" where nothing is needed, and the registries that it asks."""

    command: str
    ecosystems: tuple[str, ...] = ("npm",)


def install(tree: Tree, folder: str, package: Mapping[str, Any]) -> Install:
    """How the packages of the project at ``folder`` are installed."""
    if not any(package.get(kind) for kind in ("dependencies", "devDependencies", "workspaces")):
        return Install("")
    prefix = f"{folder}/" if folder else ""
    lock = next((name for name in LOCKS if prefix + name in tree.files), "")
    text = tree.text(prefix + lock) or "" if lock else ""
    asked = package.get("packageManager")
    match = _VERSION.match(asked) if isinstance(asked, str) else None
    told = match[2] if match is not None else ""
    if lock == "pnpm-lock.yaml":
        version = told or _of_lock(text, r"^lockfileVersion: '?(\d+)", _PNPM_OF_LOCK)
        return Install(f"npx --yes pnpm{_at(version)} install --frozen-lockfile {_PNPM}")
    if lock == "yarn.lock":
        return _yarn(text, told)
    if lock:
        return Install(f"npm ci {_NPM}")
    manager = match[1] if match is not None else ""
    if manager == "pnpm" or f"{prefix}pnpm-workspace.yaml" in tree.files:
        # what its packages ask of each other, npm does not understand
        return Install(f"npx --yes pnpm{_at(told)} install --no-lockfile {_PNPM}")
    return Install(f"npm install {_NPM} --no-package-lock --no-save")


def needs_newer(tree: Tree, folder: str, package: Mapping[str, Any], version: int) -> bool:
    """Whether a package that is asked for, and locked, runs on later versions of Node only."""
    prefix = f"{folder}/" if folder else ""
    kinds = (package.get(kind) for kind in ("dependencies", "devDependencies"))
    asked = {name for kind in kinds if isinstance(kind, Mapping) for name in kind}
    told = _engines_of_npm(tree.text(f"{prefix}package-lock.json"), asked)
    told += _engines_of_pnpm(tree.text(f"{prefix}pnpm-lock.yaml") or "", asked)
    return any(versions.least("nodejs", one) > version for one in told)


def _engines_of_npm(lock: str | None, asked: Collection[str]) -> list[str]:
    try:
        packages = json.loads(lock or "")["packages"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return []
    found = [packages.get(f"node_modules/{name}") for name in asked] if isinstance(packages, dict) else []
    engines = [one.get("engines") for one in found if isinstance(one, dict)]
    told = [one.get("node") for one in engines if isinstance(one, dict)]
    return [one for one in told if isinstance(one, str)]


def _engines_of_pnpm(lock: str, asked: Collection[str]) -> list[str]:
    return [match["engines"] for match in _PNPM_PACKAGE.finditer(lock) if match["name"] in asked]


def _yarn(lock: str, told: str) -> Install:
    """Yarn 1 and what came after are two programs; the latter is told to put packages where Node looks."""
    if "__metadata:" not in lock:
        return Install("npx --yes yarn@1 install --frozen-lockfile", ("npm", "yarn"))
    version = told or _of_lock(lock, r"^__metadata:\s+version: (\d+)", _YARN_OF_LOCK)
    return Install(f"env {_AS_NPM} npx --yes @yarnpkg/cli-dist{_at(version)} install --immutable")


def _of_lock(lock: str, pattern: str, versions: Mapping[str, str]) -> str:
    """The program's version for this lock file; "" for the newest."""
    match = re.search(pattern, lock, re.MULTILINE)
    return versions.get(match[1], "") if match is not None else ""


def _at(version: str) -> str:
    return f"@{version}" if version else ""
