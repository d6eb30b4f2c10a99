"""What every toolchain module offers: detect, install, test, read the report.

A toolchain decides commands and reads bytes; it never runs anything itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from codeonfly.results import TestReport
from codeonfly.tree import Tree

WORK = "/home/user/work"  # where the repository is in every sandbox of ours
PRIVATE = "/home/user/.code-on-fly"  # reports, helper files: outside the work tree


@dataclass(frozen=True, slots=True)
class Project:
    """A testable project in the tree, and the reasons it was taken for one.

    Commands run with bash in ``WORK/folder``. ``install`` is "" when there is nothing to install; ``prepare``
    goes before it, whoever wrote it, and is not shown.
    ``manifests``: repository paths whose change asks for a new install; they key the dependency cache.
    """

    toolchain: str  # "python" | "node" | "go" | "rust" | "java"
    runner: str  # "pytest" | "jest" | ... | "unknown"
    folder: str  # "" is the root
    environment: str  # "python-3.11", ...
    reason: str
    install: str
    test: str  # the project's own test command, as people type it
    ecosystems: tuple[str, ...]  # package registries the install needs: "pypi", "npm", ...
    manifests: tuple[str, ...] = ()
    envs: Mapping[str, str] = field(default_factory=dict)
    report: str = ""  # a JUnit file in the project that the test command writes, as the settings say
    prepare: str = ""
    joining: str = ""  # instead of ``prepare``, after another project of the language made the environment
    is_new: bool = False  # the repository had no project: the change itself brings the set-up


@dataclass(frozen=True, slots=True)
class TestPlan:
    """How to run tests once. ``report`` is the absolute path in the sandbox, chosen fresh for each run.

    ``files`` are helper files (absolute path -> bytes) to be written before, such as a reporter plugin.
    """

    __test__ = False

    command: str
    report: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    envs: Mapping[str, str] = field(default_factory=dict)


class Toolchain(Protocol):
    name: str

    def detect(self, tree: Tree, folder: str) -> Project | None:
        """The project at ``folder``, or None. Decides from files alone."""
        ...

    def plan_tests(
        self, project: Project, *, report: str, only: Sequence[str] = (), seed: int | None = None
    ) -> TestPlan:
        """The command for all tests, or for the test *files* ``only`` (repository paths).

        ``seed`` asks for a random order where the runner can.
        """
        ...

    def plan_calls(
        self, project: Project, tree: Tree, *, report: str, calls: bytes | None
    ) -> TestPlan | None:
        """The command that notes what the tests of ``tree`` give to functions. With ``calls``, which are what
        such a run wrote and ``<report>.calls`` holds: the command that makes these again in a copy whose
        files ``tree`` has, and writes down what came of them. None where no call can be told.
        """
        ...

    def read_report(self, project: Project, data: bytes | None, console: str, key: str) -> TestReport | None:
        """The report, or None when it is missing, empty, hostile or not a report.

        ``key`` is what was in ``<report>.key`` when the run began, for reporters that sign what they write.
        """
        ...

    def canary(self, text: str, test: str, word: str, fresh: Collection[str] = ()) -> str | None:
        """The test file ``text`` with one more test, that always fails and says ``word``.

        Where it can be told, the tests in it fail as well: those named in ``fresh``, which the change wrote,
        by each check that they reach, the others at once.

        ``test`` is the id of a test in that file; ``word`` is a legal identifier and is part of the new
        test's name. None where this file has no place for one.
        """
        ...

    def bodies(self, text: str) -> Mapping[str, str]:
        """What each test of a file does, by its name within the file: see ``bodies.py``."""
        ...

    def spliced(self, source: str, tests: str) -> str | None:
        """The text ``source`` with the tests inside it taken from ``tests``, another version of the file.

        None where sources of this language hold no tests, or where the two can't be told apart.
        """
        ...

    def is_test(self, path: str) -> bool:
        """Whether this repository path is a test, or test support such as a fixture or snapshot."""
        ...

    def is_test_configuration(self, path: str) -> bool:
        """Whether this path configures the runner or hooks into it (conftest.py, jest.config.js...)."""
        ...

    def version_command(self, project: Project) -> str:
        """A command that prints ``name version`` lines of what runs the tests."""
        ...
