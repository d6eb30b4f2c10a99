"""A change taken apart: its tests, the runner's configuration, its sources, and what each proof applies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codeonfly.change import Change, FileChange
from codeonfly.tampering import Versions, documentation
from codeonfly.toolchains import node_install, node_stubs, python_docs, python_locks, toolchain_of
from codeonfly.toolchains.base import Project, Toolchain
from codeonfly.toolchains.node import TEST
from codeonfly.tree import Tree
from codeonfly.verification import set_up
from codeonfly.verification.inside import Mixed, as_file, mixed, moved_from
from codeonfly.verification.support import data, is_support


@dataclass(frozen=True)
class Parts:
    """``tests_alone``: the change's tests for the base's sources. ``restored``: the change's sources with the
    base's own tests, their helpers and test configuration put back over it, new test files left out.
    """

    change: Change
    projects: tuple[Project, ...]
    test_files: tuple[str, ...]  # new and changed files that hold tests, for "only these"
    tests_alone: Change
    stubs: tuple[str, ...]  # sources in ``tests_alone`` that do nothing, so that the tests can be loaded
    restored: Change
    support: Change  # the change's versions of helpers that are put back with the tests
    helpers: frozenset[str]  # these, and new ones
    unsplit: tuple[str, ...]  # sources whose own tests can't be told from the rest
    # what the copies with the change's sources begin with, where it asks for an installation
    installed: Change | None
    alone_reinstalls: bool
    restored_reinstalls: bool

    @property
    def has_tests(self) -> bool:
        """Whether there is something to run on the base and again; a runner of the project's own runs all."""
        own = any(project.runner == "unknown" for project in self.projects)
        return bool(self.test_files) or (own and bool(self.tests_alone))

    @property
    def asks_anew(self) -> bool:
        """Whether the tests, or the data that they read, are not those of the base."""
        return self.has_tests or bool(set(self.tests_alone.paths) - set(self.stubs))

    @property
    def asked_of_base(self) -> tuple[str, ...]:
        """The files to run on the base; () for all: data that tests read may make new tests of old files."""
        return self.test_files if set(self.tests_alone.paths) <= {*self.test_files, *self.stubs} else ()

    def coded(self, base: Tree) -> tuple[str, ...]:
        """Sources of which more than the documentation changes."""
        sources = [
            one
            for one in self.change.files
            if not (self.is_test(one.path) or self.is_configuration(one.path))
        ]
        texts = [Versions(one.path, base.text(one.path), _text(one)) for one in sources]
        return tuple(one.path for one in texts if not documentation.alone(one))

    def is_test(self, path: str) -> bool:
        return any(toolchain_of(project).is_test(path) for project in self.projects)

    def is_configuration(self, path: str) -> bool:
        return any(toolchain_of(project).is_test_configuration(path) for project in self.projects)


def unsorted(change: Change, projects: Sequence[Project]) -> Parts:
    """The parts of a change that nobody has read."""
    return Parts(
        change=change,
        projects=tuple(projects),
        test_files=(),
        tests_alone=Change(),
        stubs=(),
        restored=Change(),
        support=Change(),
        helpers=frozenset(),
        unsplit=(),
        installed=None,
        alone_reinstalls=False,
        restored_reinstalls=False,
    )


def split(change: Change, base: Tree, projects: Sequence[Project]) -> Parts:
    """The parts of ``change`` as the projects' toolchains see them."""
    sort = _Sorting(tuple(projects), tuple(map(toolchain_of, projects)))
    read = data(change, base, sort.is_of_tests)
    code = sort.helpers(change, base)
    helpers = code | read.keys()
    of_tests = [
        made
        for made in change.files
        if sort.is_of_tests(made.path) or made.path in code or read.get(made.path)
    ]
    for_base = [alone for made in of_tests if (alone := _set_up_alone(made, base)) is not None]
    sources = [made for made in change.files if made not in of_tests and made.path not in helpers]
    gone = moved_from(change, base, sort.chains)
    inside = {made.path: one for made in sources if (one := mixed(made, base, sort.chains, gone)) is not None}
    stubs = _stubs(sources, base)
    tests_alone = Change((*for_base, *(one.alone for one in inside.values() if one.alone), *stubs))
    support = Change(tuple(made for made in change.files if made.path in helpers & base.files.keys()))
    restored = Change(
        tuple(
            _restored(made, inside.get(made.path), base)
            for made in change.files
            if sort.is_restored(made, base) and made not in support.files
        )
    )
    return Parts(
        change=change,
        projects=tuple(projects),
        test_files=(
            *(made.path for made in change.files if made.file is not None and _runs(made, sort.chains)),
            *(
                path
                for one in inside.values()
                if one.has_new_tests
                for path in (one.path, f"{one.path} (doc)")
            ),
        ),
        unsplit=tuple(one.path for one in inside.values() if one.is_unsplit),
        tests_alone=tests_alone,
        stubs=tuple(made.path for made in stubs),
        restored=restored,
        support=support,
        helpers=helpers,
        installed=_installed(change, restored, sort),
        alone_reinstalls=sort.installs(tests_alone),
        restored_reinstalls=sort.installs(restored),
    )


@dataclass(frozen=True, slots=True)
class _Sorting:
    """What the projects and their toolchains take a path for."""

    projects: tuple[Project, ...]
    chains: tuple[Toolchain, ...]

    def is_of_tests(self, path: str) -> bool:
        return any(chain.is_test(path) or chain.is_test_configuration(path) for chain in self.chains)

    def is_restored(self, made: FileChange, base: Tree) -> bool:
        """Whether the change's version stays where the base's tests and their configuration are put back.

        A manifest such as pyproject.toml does both: the sources need its new dependencies.
        """
        is_source = not self.is_of_tests(made.path) or _is_manifest(made.path)
        is_test = any(chain.is_test(made.path) for chain in self.chains)
        return is_source and not (is_test and made.path in base.files)

    def helpers(self, change: Change, base: Tree) -> frozenset[str]:
        """The files that tests alone take in, new ones as well."""
        head = Tree(base.commit, change.apply(base.files))
        return frozenset(
            path
            for path in change.paths
            if not self.is_of_tests(path)
            and is_support(path, base if path in base.files else head, self.is_of_tests)
        )

    def installs(self, some: Change) -> bool:
        """Whether a change asks for an installation."""
        manifests = {path for project in self.projects for path in project.manifests}
        return any(path in manifests or _is_manifest(path) for path in some.paths)


def _installed(change: Change, restored: Change, sort: _Sorting) -> Change | None:
    """The sources with the base's tests, if they are all that is installed from: new tests have no part."""
    if not sort.installs(change):
        return None
    rest = Change(tuple(made for made in change.files if made not in restored.files))
    return change if sort.installs(rest) else restored


def _set_up_alone(made: FileChange, base: Tree) -> FileChange | None:
    """A manifest of Node without what the change has the package offer; None where nothing else changes."""
    text, old = _text(made), base.text(made.path)
    if made.path.rpartition("/")[2] != "package.json" or text is None or old is None:
        return made
    alone = set_up.without_entries(old, text)
    return made if alone == text else None if alone == old else as_file(made, alone)


def _stubs(sources: Sequence[FileChange], base: Tree) -> list[FileChange]:
    made = [
        (one, node_stubs.stub(one.path, base.text(one.path), one.file.data.decode("utf-8", "replace")))
        for one in sources
        if one.file is not None
    ]
    return [as_file(one, text) for one, text in made if text is not None]


def _text(made: FileChange) -> str | None:
    return made.file.data.decode("utf-8", "replace") if made.file is not None else None


def _restored(made: FileChange, mixed: Mixed | None, base: Tree) -> FileChange:
    """The file with what is the tests' own in it put back: a set-up of tests, examples, a module of tests."""
    text, old = _text(made), base.text(made.path)
    put_back = text
    if made.path.rpartition("/")[2] == "package.json" and text is not None:
        put_back = set_up.put_back(old or "", text)
    elif mixed is not None and mixed.restored is not None:
        return mixed.restored
    elif made.path.endswith(".py") and text is not None and old is not None:
        put_back = python_docs.put_back(old, text) or text
    return made if put_back is None or put_back == text else as_file(made, put_back)


def _calls_tests(made: FileChange) -> bool:
    """Whether JavaScript of any name calls a test: a folder alone makes files tests there."""
    text = made.file.data.decode("utf-8", "replace") if made.file is not None else ""
    return made.path.endswith(node_stubs.SUFFIXES) and TEST.search(text) is not None


_MANIFESTS = frozenset(
    (
        "pyproject.toml",
        "setup.py",
        "setup.cfg",
        "package.json",
        "package-lock.json",
        "go.mod",
        "go.sum",
        "Cargo.toml",
        "Cargo.lock",
        "pom.xml",
        "build.gradle",
        "build.gradle.kts",
        "settings.gradle",
        "settings.gradle.kts",
        "libs.versions.toml",
        "pnpm-workspace.yaml",
        "Pipfile",
        *node_install.LOCKS,
        *python_locks.LOCKS,
    )
)


def _is_manifest(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name in _MANIFESTS or (name.startswith("requirements") and name.endswith((".txt", ".in")))


def _runs(made: FileChange, chains: Sequence[Toolchain]) -> bool:
    """Whether a runner can be given this file: a test itself, not a fixture beside it."""
    name = made.path.rpartition("/")[2]
    lowered = name.lower()
    return (
        lowered.endswith((".py", *node_stubs.SUFFIXES, ".go", ".rs", ".java"))
        and any(chain.is_test(made.path) for chain in chains)
        # Cargo and some of Node's runners go by the folder
        and ("test" in lowered or "spec" in lowered or made.path.endswith(".rs") or _calls_tests(made))
        and name != "conftest.py"
    )
