"""A planted test that must fail: where it is not reported so, no result can be believed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from codeonfly.change import Change, FileChange
from codeonfly.results import TestReport
from codeonfly.toolchains import toolchain_of
from codeonfly.tree import EXECUTABLE, REGULAR, File
from codeonfly.verification.parts import Parts

MAX_FILES = 5


@dataclass(frozen=True, slots=True)
class Canaries:
    """``change`` puts a test with ``word`` in its name into each of ``files``."""

    word: str
    change: Change

    @property
    def files(self) -> tuple[str, ...]:
        return self.change.paths

    def unheard(self, report: TestReport | None) -> tuple[str, ...]:
        """The files whose planted test was not reported as failing."""
        cases = report.cases if report is not None else ()
        failing = {
            case.file for case in cases if self.word in case.id and case.outcome in ("failed", "errored")
        }
        return tuple(path for path in self.files if path not in failing)


def plant(parts: Parts, head: Mapping[str, File], report: TestReport) -> Canaries:
    """Canaries for the change's own test files; for a few of the base's, where the change has none."""
    word = f"canary_{secrets.token_hex(4)}"
    tests = {case.file: case.id for case in report.cases if case.outcome == "passed" and case.file}
    paths = [path for path in parts.test_files if path in tests] or sorted(tests)
    made = (_planted(path, head, parts, tests[path], word) for path in paths)
    return Canaries(word, Change(tuple(file for file in made if file is not None)[:MAX_FILES]))


def _planted(path: str, head: Mapping[str, File], parts: Parts, test: str, word: str) -> FileChange | None:
    file = head.get(path)
    chains = [toolchain_of(project) for project in parts.projects]
    chain = next((chain for chain in chains if chain.is_test(path)), None)
    if chain is None or file is None or file.mode not in (REGULAR, EXECUTABLE):
        return None
    try:
        text = chain.canary(file.data.decode(), test, word)
    except UnicodeDecodeError:
        return None
    return None if text is None else FileChange(path, File(file.mode, text.encode()))
