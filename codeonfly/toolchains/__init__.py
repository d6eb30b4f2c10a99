"""The languages: which projects a tree holds, and the toolchain of each."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace

from codeonfly.errors import UserError
from codeonfly.settings import ProjectSettings, Settings
from codeonfly.toolchains import finding
from codeonfly.toolchains.base import Project, Toolchain
from codeonfly.toolchains.go import Go
from codeonfly.toolchains.java import Java
from codeonfly.toolchains.node import Node
from codeonfly.toolchains.node_workspaces import packages
from codeonfly.toolchains.python import Python
from codeonfly.toolchains.rust import Rust
from codeonfly.toolchains.versions import KNOWN_ENVIRONMENTS, is_served
from codeonfly.tree import File, Tree

__all__ = [
    "FAMILIES",
    "KNOWN_ENVIRONMENTS",
    "TOOLCHAINS",
    "bootstrap",
    "check_environment",
    "detect",
    "toolchain_of",
]

TOOLCHAINS: Mapping[str, Toolchain] = {
    chain.name: chain for chain in (Python(), Node(), Go(), Rust(), Java())
}
FAMILIES = {"python": "python", "nodejs": "node", "go": "go", "rust": "rust", "java": "java"}
# What makes a project of each language in a repository that holds none yet.
_SEEDS = {
    "python": ("pyproject.toml", b"[project]\n"),
    "node": ("package.json", b"{}"),
    "go": ("go.mod", b"module example\n"),
    "rust": ("Cargo.toml", b""),
    "java": ("pom.xml", b""),
}


def toolchain_of(project: Project) -> Toolchain:
    """The language's module that installs and tests this project."""
    return TOOLCHAINS[project.toolchain]


def detect(tree: Tree, settings: Settings) -> tuple[Project, ...]:
    """The projects of a tree, with what the settings say instead. Raises UserError for the settings."""
    if settings.environment:
        check_environment(settings.environment)
    if settings.projects:
        return tuple(_as_set(tree, one, settings) for one in settings.projects)
    return finding.find(
        tree,
        lambda tree, folder: _in_folder(tree, folder, settings),
        lambda tree, root: packages(tree, root, Node().detect),
        lambda project, path: toolchain_of(project).is_test(path) or _holds_tests(tree, project, path),
    )


def _holds_tests(tree: Tree, project: Project, path: str) -> bool:
    """Rust keeps tests inside its sources."""
    return project.toolchain == "rust" and "#[test]" in (tree.text(path) or "")


def bootstrap(environment: str) -> Project:
    """The project of a repository that has none yet. Raises UserError for an unknown environment."""
    environment = environment or KNOWN_ENVIRONMENTS[0]
    check_environment(environment)
    family = FAMILIES[environment.partition("-")[0]]
    name, data = _SEEDS[family]
    project = TOOLCHAINS[family].detect(Tree("", {name: File("100644", data)}), "")
    if project is None:
        raise UserError(f"a repository without files cannot start in {environment}")
    reason = "the repository has no project yet"
    # nothing is there to be installed or tested, until the change brings it
    return replace(
        project,
        environment=environment,
        reason=reason,
        is_new=True,
        manifests=(),
        install=_first_install(project),
    )


def _first_install(project: Project) -> str:
    return project.install if project.toolchain == "python" else ""


def check_environment(environment: str) -> None:
    """Raises UserError, naming the nearest one, unless an environment that is known serves this one."""
    if environment in KNOWN_ENVIRONMENTS or is_served(environment):
        return
    near = difflib.get_close_matches(environment, KNOWN_ENVIRONMENTS, n=1)
    hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(KNOWN_ENVIRONMENTS)}"
    raise UserError(f"no environment is called {environment!r}{hint}")


def _in_folder(tree: Tree, folder: str, settings: Settings) -> list[Project]:
    found = [project for chain in TOOLCHAINS.values() if (project := chain.detect(tree, folder))]
    if not settings.environment:
        return found
    family = FAMILIES[settings.environment.partition("-")[0]]
    return [replace(one, environment=settings.environment) for one in found if one.toolchain == family]


def _as_set(tree: Tree, wanted: ProjectSettings, settings: Settings) -> Project:
    """A project as the settings say, on top of what is found in its folder."""
    folder = wanted.working_directory.strip("/")
    environment = wanted.environment or settings.environment
    if environment:
        check_environment(environment)
    found = _in_folder(tree, folder, replace(settings, environment=environment))
    if not found and not environment:
        where = folder or "the root"
        raise UserError(f"projects: nothing tells the language of {where}; add an environment to it")
    project = found[0] if found else replace(bootstrap(environment), folder=folder, is_new=False)
    if wanted.test and wanted.test != project.test:
        # our reporters go with the toolchain's own command only
        project = replace(project, test=wanted.test, runner="unknown")
    return replace(project, install=wanted.install or project.install, report=wanted.report)
