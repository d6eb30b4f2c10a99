"""A repository of several Node packages: tested one by one where the root only passes the word on."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

from codeonfly.toolchains import node_script
from codeonfly.toolchains.base import Project
from codeonfly.tree import Tree

_PNPM = re.compile(r"^\s*-\s*['\"]?([^'\"#\s]+)", re.MULTILINE)


def packages(tree: Tree, root: Project, detect: Callable[[Tree, str], Project | None]) -> tuple[Project, ...]:
    """The root's packages whose tests can be read; the root alone where it has tests, or no such packages.

    Everything is installed once, from the root, before the first of them.
    """
    if root.toolchain != "node" or root.folder or (root.runner != "unknown" and _has_tests(tree, "")):
        return (root,)
    found = [project for folder in _folders(tree) if (project := detect(tree, folder)) is not None]
    known = [project for project in found if project.runner != "unknown" and _has_tests(tree, project.folder)]
    placed = [_placed(project, root, first=place == 0) for place, project in enumerate(known)]
    return tuple(placed) or (root,)


def _placed(project: Project, root: Project, *, first: bool) -> Project:
    up = "/".join([".."] * (project.folder.count("/") + 1))
    first_of_all = node_script.before_the_last(root.test)
    test = " && ".join((f"cd {up}", *first_of_all, f"cd {shlex.quote(project.folder)}", project.test))
    is_plain = bool(first_of_all) and node_script.read(test).runner == project.runner
    return replace(
        project,
        # what the root does first, such as to build what packages take from each other
        test=test if is_plain else project.test,
        environment=root.environment,
        install=f"cd {up} && {root.install}" if first and root.install else "",
        ecosystems=root.ecosystems,
        manifests=(*root.manifests, *project.manifests),
    )


def _folders(tree: Tree) -> list[str]:
    """The folders of the root's workspaces, by package.json or pnpm-workspace.yaml."""
    package = _json(tree.text("package.json"))
    listed: Any = package.get("workspaces")
    listed = listed.get("packages") if isinstance(listed, dict) else listed
    patterns = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    patterns += _PNPM.findall(tree.text("pnpm-workspace.yaml") or "")
    places = sorted(
        path.removesuffix("/package.json") for path in tree.files if path.endswith("/package.json")
    )
    return [place for place in places if _wanted(place, patterns) and "node_modules" not in place.split("/")]


def _wanted(folder: str, patterns: Sequence[str]) -> bool:
    """By the last pattern that fits; one with a "!" takes out."""
    wanted = False
    for pattern in patterns:
        plain = pattern.removeprefix("!").removeprefix("./").rstrip("/")
        deep = "**" in plain or plain.count("/") == folder.count("/")
        if deep and fnmatchcase(folder, plain.replace("**", "*")):
            wanted = not pattern.startswith("!")
    return wanted


def _has_tests(tree: Tree, folder: str) -> bool:
    scripts = _json(tree.text(f"{folder}/package.json" if folder else "package.json")).get("scripts")
    return isinstance(scripts, dict) and node_script.is_test(scripts.get("test"))


def _json(text: str | None) -> Mapping[str, Any]:
    try:
        value = json.loads(text or "")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
