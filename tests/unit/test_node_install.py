"""Who installs a Node project: the lock file's own program, of a version that reads it."""

from __future__ import annotations

import json

import pytest

from codeonfly.registries import INQUIRIES
from codeonfly.toolchains.node import Node
from codeonfly.tree import File, Tree

BERRY = "# This file is generated\n\n__metadata:\n  version: 10\n  cacheKey: 10c0\n"
LOCKS = [
    ("", "", "", "npm install"),
    ("", "", "pnpm@9.15.0", "npx --yes pnpm@9.15.0 install --no-lockfile"),
    ("pnpm-workspace.yaml", "packages: []\n", "", "npx --yes pnpm install --no-lockfile"),
    ("", "", "yarn@1.22.22", "npm install"),
    ("package-lock.json", "{}", "", "npm ci"),
    ("package-lock.json", "{}", "pnpm@9.15.0", "npm ci"),
    ("npm-shrinkwrap.json", "{}", "", "npm ci"),
    ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n", "", "npx --yes pnpm install --frozen-lockfile"),
    ("pnpm-lock.yaml", "lockfileVersion: '6.0'\n", "", "npx --yes pnpm@8 install --frozen-lockfile"),
    ("pnpm-lock.yaml", "lockfileVersion: 5.4\n", "", "npx --yes pnpm@7 install --frozen-lockfile"),
    ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n", "pnpm@9.1.0+sha256.0f", "npx --yes pnpm@9.1.0 install"),
    ("yarn.lock", "# yarn lockfile v1\n", "", "npx --yes yarn@1 install --frozen-lockfile"),
    ("yarn.lock", BERRY, "", "npx --yes @yarnpkg/cli-dist install --immutable"),
    ("yarn.lock", BERRY.replace("10\n", "6\n"), "", "npx --yes @yarnpkg/cli-dist@3 install --immutable"),
    ("yarn.lock", BERRY, "yarn@4.1.0", "npx --yes @yarnpkg/cli-dist@4.1.0 install --immutable"),
    ("yarn.lock", BERRY, "yarn@4; rm -r /", "npx --yes @yarnpkg/cli-dist install --immutable"),
]


@pytest.mark.parametrize(("lock", "text", "manager", "wanted"), LOCKS)
def test_the_lock_file_says_who_installs(lock: str, text: str, manager: str, wanted: str) -> None:
    package = {"devDependencies": {"mocha": "^10"}, "packageManager": manager}
    files = {"package.json": json.dumps(package), **({lock: text} if lock else {})}
    project = Node().detect(Tree("", {path: File("100644", one.encode()) for path, one in files.items()}), "")
    assert project is not None
    assert wanted in project.install
    assert "rm" not in project.install
    assert project.manifests == tuple(path for path in files if path != "pnpm-workspace.yaml")
    assert set(project.ecosystems) <= INQUIRIES.keys()
    assert ("yarn" in project.ecosystems) == ("yarn@1" in wanted)


def test_nothing_is_installed_where_nothing_is_needed() -> None:
    files = {"package.json": b"{}", "yarn.lock": b"# yarn lockfile v1\n"}
    project = Node().detect(Tree("", {path: File("100644", data) for path, data in files.items()}), "")
    assert project is not None
    assert project.install == ""
