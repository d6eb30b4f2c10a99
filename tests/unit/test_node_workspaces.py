"""Repositories of several Node packages: which of them are tested, and where they are installed."""

from __future__ import annotations

import json

import pytest

from codeonfly.settings import Settings
from codeonfly.toolchains import detect
from codeonfly.tree import File, Tree

JEST = json.dumps({"scripts": {"test": "jest"}})
ALL = "npm test --workspaces"


def found(files: dict[str, str]) -> list[tuple[str, str]]:
    return [(one.folder, one.runner) for one in detect(repository(files), Settings())]


def repository(files: dict[str, str]) -> Tree:
    return Tree("a" * 40, {path: File("100644", text.encode()) for path, text in files.items()})


def root(*patterns: str, test: str = ALL) -> dict[str, str]:
    return {"package.json": json.dumps({"workspaces": [*patterns], "scripts": {"test": test}})}


@pytest.mark.parametrize(
    ("patterns", "folders"),
    [
        (["packages/*"], ["packages/a", "packages/b"]),
        (["./packages/*/"], ["packages/a", "packages/b"]),
        (["packages/*", "!packages/b"], ["packages/a"]),
        (["packages/**"], ["packages/a", "packages/b", "packages/deep/c"]),
        (["packages/a", "tools"], ["packages/a", "tools"]),
        ([], [""]),
        (["nothing/*"], [""]),
    ],
)
def test_packages_are_those_of_the_patterns(patterns: list[str], folders: list[str]) -> None:
    places = ("packages/a", "packages/b", "packages/deep/c", "tools", "packages/a/node_modules/x")
    files = {f"{place}/package.json": JEST for place in places}
    assert [folder for folder, _ in found({**root(*patterns), **files})] == folders


def test_yarns_and_pnpms_words_for_them_are_read() -> None:
    files = {"packages/a/package.json": JEST}
    told = {"workspaces": {"packages": ["packages/*"]}, "scripts": {"test": ALL}}
    yarn = {"package.json": json.dumps(told)}
    pnpm = {
        "package.json": json.dumps({"scripts": {"test": "pnpm -r test"}}),
        "pnpm-workspace.yaml": "packages:\n  # all\n  - 'packages/*'\n",
    }
    assert found({**yarn, **files}) == found({**pnpm, **files}) == [("packages/a", "jest")]


@pytest.mark.parametrize(
    ("script", "test"),
    [
        (ALL, "jest"),
        (f"tsc -b && {ALL}", "cd ../.. && tsc -b && cd packages/a && jest"),
        (f"npm run build && eslint . && {ALL}", "cd ../.. && tsc -b && cd packages/a && jest"),
        (f"eslint . && {ALL}", "jest"),
        (f"ls | wc && {ALL}", "jest"),
        (f"vitest run && {ALL}", "vitest run && npm test --workspaces"),
    ],
)
def test_what_the_root_does_first_is_done_first(script: str, test: str) -> None:
    scripts = {"test": script, "build": "tsc -b"}
    told = {"package.json": json.dumps({"workspaces": ["packages/*"], "scripts": scripts})}
    (project,) = detect(repository({**told, "packages/a/package.json": JEST}), Settings())
    assert project.test == test


def test_a_root_with_a_runner_of_its_own_is_tested_as_a_whole() -> None:
    files = {"packages/a/package.json": JEST}
    assert found({**root("packages/*", test="vitest run"), **files}) == [("", "vitest")]


@pytest.mark.parametrize("script", ["", 'echo "Error: no test specified" && exit 1'])
def test_a_root_without_tests_leaves_them_to_its_packages(script: str) -> None:
    package = {"workspaces": ["packages/*"], "devDependencies": {"vitest": "3"}, "scripts": {"test": script}}
    files = {"packages/a/package.json": JEST, "packages/a/a.test.js": ""}
    assert found({"package.json": json.dumps(package), **files}) == [("packages/a", "jest")]


def test_a_package_without_tests_or_a_known_runner_is_left_out() -> None:
    files = {
        "packages/a/package.json": JEST,
        "packages/docs/package.json": "{}",
        "packages/odd/package.json": json.dumps({"scripts": {"test": "ava"}}),
    }
    assert found({**root("packages/*"), **files}) == [("packages/a", "jest")]


def test_everything_is_installed_once_and_from_the_root() -> None:
    files = {f"packages/{name}/{path}": JEST for name in "ab" for path in ("package.json", "a.test.js")}
    told = {**root("packages/*"), **files, "package-lock.json": "{}"}
    first, second = detect(repository(told), Settings())
    assert first.install.startswith("cd ../.. && npm ci ")
    assert second.install == ""
    assert {"package.json", "packages/a/package.json"} <= set(first.manifests)


@pytest.mark.parametrize("text", ["[]", "{", '{"workspaces": 3}', '{"workspaces": [3]}'])
def test_a_root_that_says_nothing_of_use_is_one_project(text: str) -> None:
    files = {"package.json": text, "packages/a/package.json": JEST}
    assert all(folder in ("", "packages/a") for folder, _ in found(files))
