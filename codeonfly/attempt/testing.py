"""What the loop can tell about tests from commands and paths alone. The proof comes later, and elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from codeonfly.ports import CommandResult
from codeonfly.toolchains.base import Project

TEST_COMMAND = re.compile(
    r"\b(pytest|unittest|tox|nox|jest|vitest|mocha|ava|cypress|playwright|phpunit|rspec|ctest|nextest|gotestsum)\b"
    r"|\b(npm|pnpm|yarn|bun|deno|cargo|go|make|just|mvn|mvnw|gradle|gradlew|dotnet|sbt|mix|rake)\b[^\n;|&]*\b(t|tests?|check|verify)\b"
    r"|\bnode\b[^\n;|&]*--test\b"
)
EDITING_COMMAND = re.compile(
    r"\b(sed\s+-\S*i|perl\s+-\S*i|tee|mv|cp|rm|patch|git\s+(apply|checkout|restore|stash|revert))\b"
    r"|(?<![0-9&<-])>{1,2}\s*(?!&|/dev/null)[\w./\"'$]"
)
FAILURE_IN_OUTPUT = re.compile(
    r"\b[1-9]\d* (failed|failing|failures?|errors?)\b|^not ok\b|^--- FAIL|^FAIL\b", re.MULTILINE
)
TEST_PATH = re.compile(
    r"(^|/)(tests?|__tests__|specs?|testing)/|(^|/)(test_|conftest)[^/]*$|[_.-](test|spec|tests)\.\w+$"
    r"|(Tests?|Spec|IT)\.(java|kt|scala|cs|groovy)$|\.rs$"  # Rust keeps unit tests beside the code
)


def looks_like_a_test(path: str) -> bool:
    """Whether a test could be in this file, by its name alone."""
    return bool(TEST_PATH.search(path))


def runs_tests(command: str, projects: Sequence[Project]) -> bool:
    """Whether a command seems to run tests: a known runner, or the project's own test command."""
    own = (project.test.strip() for project in projects)
    return bool(TEST_COMMAND.search(command)) or any(test and test in command for test in own)


@dataclass(slots=True)
class TestWatch:
    """Keeps whether tests passed after the last edit, as far as commands show it."""

    __test__ = False

    projects: Sequence[Project]
    passed_since_edit: bool = False
    edited: set[str] = field(default_factory=set)

    def saw_edit(self, path: str) -> None:
        self.edited.add(path)
        self.passed_since_edit = False

    def saw_command(self, command: str, result: CommandResult) -> None:
        if runs_tests(command, self.projects):
            failed = FAILURE_IN_OUTPUT.search(result.stdout) or FAILURE_IN_OUTPUT.search(result.stderr)
            self.passed_since_edit = result.ok and not failed
        elif EDITING_COMMAND.search(command):
            self.passed_since_edit = False

    def objection(self, *, has_test: bool, unnamed: Sequence[str] = ()) -> str:
        """Why the work doesn't look finished, or "". ``has_test``: the change holds what may be a test;
        ``unnamed``: the criteria for which no test was named.
        """
        if not has_test:
            return (
                "The change has no test. Add tests that fail without it, run them, then finish; "
                "finish again if no test is possible."
            )
        if not self.passed_since_edit:
            return (
                "No test run has passed since the last edit. Run the tests and mend what fails, then finish; "
                "finish again if they cannot pass."
            )
        if unnamed:
            return (
                f"No test is named for {', '.join(unnamed[:20])}. Do what is asked there, test it and name "
                "the tests; finish again if no test is possible."
            )
        return ""
