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
from codeonfly.tree import EXECUTABLE, REGULAR, File, Tree, text_of
from codeonfly.verification.parts import Parts

MAX_FILES = 5


@dataclass(frozen=True, slots=True)
class Canaries:
    """``change`` puts a test with ``word`` in its name into each of ``files``, and makes ``tests`` fail.

    ``fresh`` are those of them which the change wrote. They fail by the checks that they reach, if any.
    """

    word: str
    change: Change
    tests: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()

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
            *(test for test in self.tests if test not in red and test not in self.fresh),
        )

    def unchecked(self, report: TestReport | None) -> tuple[str, ...]:
        """Tests of the change that pass although each check in them fails where it is reached.

        Of a test with parameters, only if it does so for all of them: some may have nothing to check.
        """
        cases = report.cases if report is not None else ()
        green = {case.id for case in cases if case.outcome == "passed"}
        some_red = {_plain(test) for test in self.fresh if test not in green}
        return tuple(test for test in self.fresh if _plain(test) not in some_red)


def plant(
    parts: Parts, base: Tree, head: Mapping[str, File], report: TestReport, by_checks: bool = True
) -> Canaries:
    """Canaries for the change's own test files; for a few of the base's, where the change has none.

    Without ``by_checks`` what fails of the change's tests fails at once.
    """
    word = f"canary_{secrets.token_hex(4)}"
    tests = {case.file: case.id for case in report.cases if case.outcome == "passed" and case.file}
    told = {path: test for path in parts.test_files for file, test in tests.items() if _is_of(file, path)}
    told = told or dict(sorted(tests.items()))
    fresh = {path: _fresh(path, parts, base, head) if by_checks else frozenset[str]() for path in told}
    made = tuple(  # files of one package may hold no two tests of one name
        _planted(path, head, parts, test, f"{word}_{number}", fresh[path])
        for number, (path, test) in enumerate(told.items())
    )
    change = Change(tuple(file for file in made if file is not None)[:MAX_FILES])
    spoilt = dict(_spoilt(change, parts, fresh, head, report))
    return Canaries(word, change, tuple(spoilt), tuple(test for test, is_fresh in spoilt.items() if is_fresh))


def _spoilt(
    change: Change,
    parts: Parts,
    fresh: Mapping[str, frozenset[str]],
    head: Mapping[str, File],
    report: TestReport,
) -> Iterator[tuple[str, bool]]:
    """Passing tests whose own body the canary changed, and whether they are ``fresh`` in their file.

    A forged result can't tell them from the others.
    """
    for made in change.files:
        chain = _chain(made.path, parts)
        if chain is None or made.file is None:
            continue
        before, after = chain.bodies(text_of(head[made.path])), chain.bodies(text_of(made.file))
        names = {name for name, body in before.items() if after.get(name, body) != body}
        for case in report.cases:
            if _is_of(case.file, made.path) and case.outcome == "passed":
                mine = {case.id.rpartition("::")[2].removesuffix("()"), _plain(case.id).partition("::")[2]}
                if mine & names:
                    yield case.id, bool(mine & fresh[made.path])


def _fresh(path: str, parts: Parts, base: Tree, head: Mapping[str, File]) -> frozenset[str]:
    """Names of the tests of a file that the base has not, or has with another body."""
    chain = _chain(path, parts)
    if chain is None:
        return frozenset()
    known, now = chain.bodies(text_of(base.files.get(path))), chain.bodies(text_of(head.get(path)))
    return frozenset(name for name, body in now.items() if known.get(name) != body)


def _plain(test: str) -> str:
    """The id without pytest's parameters; elsewhere a bracket is part of the name."""
    return test.partition("[")[0] if test.partition("::")[0].endswith(".py") else test


def _is_of(file: str, path: str) -> bool:
    """Whether a test's file is this one, or was compiled from it."""
    return file == path or compiled_from(file, path)


def _chain(path: str, parts: Parts) -> Toolchain | None:
    chains = [toolchain_of(project) for project in parts.projects]
    return next((chain for chain in chains if chain.is_test(path) or chain.spliced("", "") is not None), None)


def _planted(
    path: str, head: Mapping[str, File], parts: Parts, test: str, word: str, fresh: frozenset[str]
) -> FileChange | None:
    file = head.get(path)
    chain = _chain(path, parts)
    if chain is None or file is None or file.mode not in (REGULAR, EXECUTABLE):
        return None
    try:
        text = chain.canary(file.data.decode(), test, word, fresh)
    except UnicodeDecodeError:
        return None
    return None if text is None else FileChange(path, File(file.mode, text.encode()))
