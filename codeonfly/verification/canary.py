"""A planted test that must fail: where it is not reported so, no result can be believed."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from codeonfly.change import Change, FileChange
from codeonfly.results import TestReport
from codeonfly.toolchains import toolchain_of
from codeonfly.toolchains.base import Toolchain
from codeonfly.toolchains.node_stubs import compiled_from
from codeonfly.tree import EXECUTABLE, REGULAR, File
from codeonfly.verification.parts import Parts

MAX_FILES = 5


@dataclass(frozen=True, slots=True)
class Canaries:
    """``change`` puts a test with ``word`` in its name into each of ``files``, and makes ``tests`` fail."""

    word: str
    change: Change
    tests: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        return self.change.paths

    def unreported(self, report: TestReport | None) -> tuple[str, ...]:
        """The files whose planted test, and the spoilt tests, that were not reported as failing."""
        cases = report.cases if report is not None else ()
        failing = {
            case.file for case in cases if self.word in case.id and case.outcome in ("failed", "errored")
        }
        red = {case.id for case in cases if case.outcome in ("failed", "errored")}
        return (
            *(path for path in self.files if not any(_is_of(file, path) for file in failing)),
            *(test for test in self.tests if test not in red),
        )


def plant(parts: Parts, head: Mapping[str, File], report: TestReport) -> Canaries:
    """Canaries for the change's own test files; for a few of the base's, where the change has none."""
    word = f"canary_{secrets.token_hex(4)}"
    tests = {case.file: case.id for case in report.cases if case.outcome == "passed" and case.file}
    told = {path: test for path in parts.test_files for file, test in tests.items() if _is_of(file, path)}
    told = told or dict(sorted(tests.items()))
    made = tuple(  # files of one package may hold no two tests of one name
        _planted(path, head, parts, test, f"{word}_{number}")
        for number, (path, test) in enumerate(told.items())
    )
    change = Change(tuple(file for file in made if file is not None)[:MAX_FILES])
    return Canaries(word, change, tuple(_spoilt(change, parts, head, report)))


def _spoilt(change: Change, parts: Parts, head: Mapping[str, File], report: TestReport) -> Iterator[str]:
    """Passing tests whose own body the canary changed: a forged result can't tell them from the others."""
    for made in change.files:
        chain = _chain(made.path, parts)
        if chain is None or made.file is None:
            continue
        before, after = chain.bodies(head[made.path].data.decode()), chain.bodies(made.file.data.decode())
        names = {name for name, body in before.items() if after.get(name, body) != body}
        for case in report.cases:
            mine = _is_of(case.file, made.path) and case.outcome == "passed"
            if mine and case.id.rpartition("::")[2].removesuffix("()") in names:
                yield case.id


def _is_of(file: str, path: str) -> bool:
    """Whether a test's file is this one, or was compiled from it."""
    return file == path or compiled_from(file, path)


def _chain(path: str, parts: Parts) -> Toolchain | None:
    chains = [toolchain_of(project) for project in parts.projects]
    return next((chain for chain in chains if chain.is_test(path) or chain.spliced("", "") is not None), None)


def _planted(path: str, head: Mapping[str, File], parts: Parts, test: str, word: str) -> FileChange | None:
    file = head.get(path)
    chain = _chain(path, parts)
    if chain is None or file is None or file.mode not in (REGULAR, EXECUTABLE):
        return None
    try:
        text = chain.canary(file.data.decode(), test, word)
    except UnicodeDecodeError:
        return None
    return None if text is None else FileChange(path, File(file.mode, text.encode()))
