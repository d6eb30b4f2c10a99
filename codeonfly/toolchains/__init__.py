"""The languages: which projects a tree holds, and the toolchain of each."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace

from codeonfly.errors import UserError
from codeonfly.settings import Settings
from codeonfly.toolchains.base import Project, Toolchain
from codeonfly.toolchains.node import Node
from codeonfly.toolchains.python import Python
from codeonfly.tree import Tree

TOOLCHAINS: Mapping[str, Toolchain] = {chain.name: chain for chain in (Python(), Node())}
FAMILIES = {"python": "python", "nodejs": "node"}
KNOWN_ENVIRONMENTS = ("python-3.11", "python-3.13", "nodejs-18", "nodejs-24")


def toolchain_of(project: Project) -> Toolchain:
    return TOOLCHAINS[project.toolchain]


def detect(tree: Tree, settings: Settings) -> tuple[Project, ...]:
    """The projects of the tree's root, as the settings change them. Raises UserError for the environment."""
    if settings.environment:
        _check(settings.environment)
    found = [project for chain in TOOLCHAINS.values() if (project := chain.detect(tree, ""))]
    if settings.environment:
        family = FAMILIES[settings.environment.partition("-")[0]]
        found = [project for project in found if project.toolchain == family]
        found = [replace(project, environment=settings.environment) for project in found]
    return tuple(found)


def bootstrap(environment: str) -> Project:
    """The project of a repository that has none yet. Raises UserError for an unknown environment."""
    _check(environment)
    chain = TOOLCHAINS[FAMILIES[environment.partition("-")[0]]]
    seed = Tree("", {})
    project = chain.detect(seed, "")
    if project is None:
        raise UserError(f"a repository without files cannot start in {environment} yet")
    return replace(project, environment=environment)


def _check(environment: str) -> None:
    if environment in KNOWN_ENVIRONMENTS:
        return
    near = difflib.get_close_matches(environment, KNOWN_ENVIRONMENTS, n=1)
    hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(KNOWN_ENVIRONMENTS)}"
    raise UserError(f"no environment is called {environment!r}{hint}")
