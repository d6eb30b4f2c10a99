"""Where the projects of a repository are: the root's, and of each language the nearest below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from codeonfly.toolchains import java, node_stubs, python, python_install, python_pytest
from codeonfly.toolchains.base import Project
from codeonfly.tree import Tree

MAX_PROJECTS = 8
MAX_DEPTH = 3  # folders below the root in which projects are looked for
MANIFESTS = frozenset((*python.MANIFESTS, *java.MANIFESTS, "package.json", "go.mod", "Cargo.toml"))
_NOT_PROJECTS = frozenset(
    ("node_modules", "vendor", "examples", "testdata", "fixtures", ".github", "third_party")
)
_ENDINGS = {
    "python": (".py",),
    "node": node_stubs.SUFFIXES,
    "go": (".go",),
    "rust": (".rs",),
    "java": (".java", ".kt", ".groovy", ".scala"),
}

At = Callable[[Tree, str], Sequence[Project]]  # the projects at a folder
Spread = Callable[[Tree, Project], Sequence[Project]]  # a root as the packages it passes the word on to
IsTest = Callable[[Project, str], bool]


@dataclass(frozen=True, slots=True)
class _Tests:
    tree: Tree
    is_test: IsTest

    def of(self, project: Project) -> bool:
        """Whether there is a test of the project's language in its folder."""
        return any(
            path.startswith(_inside(project))
            and path.endswith(_ENDINGS[project.toolchain])
            and self.is_test(project, path)
            for path in self.tree.files
        )


def find(tree: Tree, at: At, spread: Spread, is_test: IsTest) -> tuple[Project, ...]:
    """The projects of a tree, the root's first, no more than MAX_PROJECTS.

    Below the root those count that have tests of a known runner. Where nothing does, what is nearest to the
    root is taken as it is.
    """
    tests = _Tests(tree, is_test)
    root = [one for one in at(tree, "") if not _is_empty(tree, at, one, is_test)]
    below = [one for one in _below(tree, at, root) if one.runner != "unknown" and tests.of(one)]
    own = _own(tree, at, root, below)
    # what a root passes the word on to is installed from the root, and no project of its own
    spreads = [(one, tuple(spread(tree, one))) for one in own]
    places = {_place(part) for one, parts in spreads for part in parts if part != one}
    below = [one for one in below if _place(one) not in places]
    alone = len(own) + len(below) == 1
    kept = [
        part
        for one, parts in spreads
        for part in parts
        if alone or part != one or not _is_for_tools(one, below, tests)
    ]
    return tuple(([*kept, *below] or _nearest(tree, at))[:MAX_PROJECTS])


def _is_empty(tree: Tree, at: At, root: Project, is_test: IsTest) -> bool:
    """Whether a root of Python holds settings of tools alone, and packages below it all the tests."""
    if root.toolchain != "python" or not root.manifests or root.install != python_install.PYTEST:
        return False
    if python_pytest.configured(tree, ""):
        return False
    folders = [folder for depth in range(1, MAX_DEPTH + 1) for folder in _folders(tree, depth)]
    below = [one for folder in folders for one in at(tree, folder) if one.toolchain == root.toolchain]
    places = tuple(_inside(one) for one in below if one.manifests and one.install != root.install)
    tests = [
        path
        for path in tree.files
        if path.endswith(".py") and is_test(root, path) and not _NOT_PROJECTS & set(path.split("/"))
    ]
    return bool(tests) and all(path.startswith(places) for path in tests)


def _own(tree: Tree, at: At, root: Sequence[Project], below: Sequence[Project]) -> list[Project]:
    """The root's. One without a manifest is there for its tests' sake, as far as they are nobody else's."""
    if len(root) + len(below) < 2:
        return list(root)
    inside = tuple(_inside(project) for project in below)
    rest = {
        path: file
        for path, file in tree.files.items()
        if not path.startswith(inside) and not _NOT_PROJECTS & set(path.split("/"))
    }
    left = {project.toolchain for project in at(Tree(tree.commit, rest), "")}
    return [project for project in root if project.manifests or project.toolchain in left]


def _is_for_tools(project: Project, below: Sequence[Project], tests: _Tests) -> bool:
    """Whether a package.json is only there for linters and hooks beside what is tested otherwise."""
    if project.toolchain != "node":
        return False
    elsewhere = project.runner == "unknown" and any(one.toolchain == "node" for one in below)
    return elsewhere or not tests.of(project)


def _below(tree: Tree, at: At, root: Sequence[Project]) -> Iterator[Project]:
    """Of each language the topmost with a manifest; one at the root stands for what is below it."""
    tops = [(one.toolchain, "") for one in root if one.manifests and one.runner != "unknown"]
    for depth in range(1, MAX_DEPTH + 1):
        for folder in _folders(tree, depth):
            for project in at(tree, folder):
                if project.manifests and not _is_covered(project, tops):
                    tops.append((project.toolchain, _inside(project)))
                    yield project


def _is_covered(project: Project, tops: Sequence[tuple[str, str]]) -> bool:
    """``go test ./...`` ends where another module begins; other runners go all the way down."""
    above = (place for toolchain, place in tops if toolchain == project.toolchain)
    return project.toolchain != "go" and any(project.folder.startswith(place) for place in above)


def _nearest(tree: Tree, at: At) -> list[Project]:
    for depth in range(1, MAX_DEPTH + 1):
        if found := [project for folder in _folders(tree, depth) for project in at(tree, folder)]:
            return found
    return []


def _folders(tree: Tree, depth: int) -> list[str]:
    """Those with a manifest in them, so deep below the root."""
    found = {path.rpartition("/")[0] for path in tree.files if path.rpartition("/")[2] in MANIFESTS}
    return sorted(
        folder
        for folder in found
        if folder and folder.count("/") == depth - 1 and not _NOT_PROJECTS & set(folder.split("/"))
    )


def _place(project: Project) -> tuple[str, str]:
    return project.toolchain, project.folder


def _inside(project: Project) -> str:
    return f"{project.folder}/" if project.folder else ""
