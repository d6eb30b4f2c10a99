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


PNPM = """lockfileVersion: '9.0'

packages:

  '@scope/other@2.0.0':
    resolution: {integrity: sha512-x}
    engines: {node: '>=22'}

  vitest@4.0.1:
    resolution: {integrity: sha512-x}
    engines: {node: ^20.0.0 || ^22.0.0 || >=24.0.0}
    hasBin: true
"""


@pytest.mark.parametrize(
    ("package", "lock", "environment"),
    [
        ({}, {}, "nodejs-18"),
        ({"devDependencies": {"vitest": "4"}}, {"vitest": "^20.0.0 || >=24"}, "nodejs-20"),
        ({"devDependencies": {"vitest": "3"}}, {"vitest": "^18.0.0 || ^20.0.0 || >=22"}, "nodejs-18"),
        ({"dependencies": {"commander": "14"}}, {"commander": ">=22"}, "nodejs-20"),
        ({"dependencies": {"a": "1"}}, {"a": "", "of-a": ">=20"}, "nodejs-18"),
        ({"dependencies": {"a": "1"}, "engines": {"node": ">=16"}}, {"a": ">=20"}, "nodejs-20"),
        ({"dependencies": {"a": "1"}, "engines": {"node": ">=22"}}, {"a": ">=20"}, "nodejs-22"),
    ],
)
def test_what_its_packages_run_on_decides_as_well(
    package: dict[str, object], lock: dict[str, str], environment: str
) -> None:
    packages = {f"node_modules/{name}": {"engines": {"node": node}} for name, node in lock.items()}
    files = {"package.json": json.dumps(package), "package-lock.json": json.dumps({"packages": packages})}
    assert detected(files) == environment


@pytest.mark.parametrize(
    ("asked", "environment"),
    [("vitest", "nodejs-20"), ("@scope/other", "nodejs-20"), ("other", "nodejs-18"), ("vite", "nodejs-18")],
)
def test_pnpm_tells_it_as_well(asked: str, environment: str) -> None:
    files = {"package.json": json.dumps({"devDependencies": {asked: "1"}}), "pnpm-lock.yaml": PNPM}
    assert detected(files) == environment


@pytest.mark.parametrize("lock", ["", "[]", "{", '{"packages": 3}', '{"packages": {"node_modules/a": 3}}'])
def test_a_lock_file_that_says_nothing_of_it_changes_nothing(lock: str) -> None:
    files = {"package.json": '{"dependencies": {"a": "1"}}', "package-lock.json": lock}
    assert detected(files) == "nodejs-18"


def detected(files: dict[str, str]) -> str:
    project = Node().detect(Tree("", {path: File("100644", one.encode()) for path, one in files.items()}), "")
    assert project is not None
    return project.environment
