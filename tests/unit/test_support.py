"""Helpers of tests that go by other names: what they are, and when the base's own don't fit a change."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.results import Outcome, TestCase, TestReport
from codeonfly.settings import Settings
from codeonfly.toolchains import detect
from codeonfly.verification.emptying import empty
from codeonfly.verification.parts import split
from codeonfly.verification.restoring import _needs_more, does_not_fit
from codeonfly.verification.support import data, is_support
from tests.integration.proving import Case, change_of, tree_of


def is_test(path: str) -> bool:
    return path.endswith("_test.go") or path.startswith("tests/")


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("internal/testutil/db.go", "package testutil\n", True),
        ("storetest/store.go", 'package storetest\n\nimport (\n\t"testing"\n)\n', True),
        ("check/check.go", 'package check\n\nimport "github.com/stretchr/testify/assert"\n', True),
        ("store/store.go", 'package store\n\n// for "testing"\nimport "fmt"\n', False),
        ("app/testing.py", "def check(a):\n    assert a\n", True),
        ("app/checks.py", "import pytest\n", True),
        ("app/contest.py", "import json\n", False),
        ("src/test-utils/index.ts", "export {}\n", True),
        ("src/latest.ts", "export {}\n", False),
        ("src/main/java/x/Checks.java", "package x;\n\nimport static org.junit.jupiter.api.Assertions.fail;\n", True),
        ("src/main/java/x/Shop.java", "package x;\n\nimport org.slf4j.Logger;\n", False),
        ("src/checks.rs", "pub fn check() {}\n", True),  # src/lib.rs has it for tests alone
        ("src/shop.rs", "pub fn shop() {}\n", False),
        ("shop.rs", "pub fn shop() {}\n", False),
        ("testing/README.md", "# testing\n", False),
    ],
)  # fmt: skip
def test_helpers_are_told_by_name_and_by_what_they_take(path: str, text: str, expected: bool) -> None:
    lib = "#[cfg(test)]\npub(crate) mod checks;\nmod shop;\n"
    assert is_support(path, tree_of({"src/lib.rs": lib, path: text}), is_test) is expected
    assert not is_support(path, tree_of({"src/lib.rs": lib}), is_test)  # a new one is the change's own


@pytest.mark.parametrize(
    ("path", "other", "text", "expected"),
    [
        ("app/testing.py", "app/main.py", "from app.testing import run\n", False),
        ("app/testing.py", "tests/test_a.py", "from app.testing import check\n", True),
        ("app/testing.py", "app/main.py", "print('testing')\n", True),
        ("internal/testkit/a.go", "main.go", 'package main\n\nimport (\n\t"example.org/x/internal/testkit"\n)\n', False),
        ("src/mocks/a.ts", "src/main.ts", "import { worker } from './mocks/a';\n", False),
        ("jest/setup.js", "src/main.js", "const a = require('./a');\n", True),
    ],
)  # fmt: skip
def test_what_sources_take_in_is_a_part_of_the_program(
    path: str, other: str, text: str, expected: bool
) -> None:
    assert is_support(path, tree_of({path: "x\n", other: text}), is_test) is expected


def test_helpers_are_put_back_with_the_tests() -> None:
    base = tree_of({"go.mod": "module x\n", "a.go": "package a\n", "testutil/b.go": "package testutil\n"})
    change = change_of(
        Case("", {"a.go": "package a // x\n", "testutil/b.go": None, "testutil/c.go": "package testutil\n"})
    )
    parts = split(change, base, detect(base, Settings()))
    assert parts.restored.paths == ("a.go", "testutil/c.go")
    assert parts.tests_alone.paths == ("testutil/b.go", "testutil/c.go")
    assert parts.support.paths == ("testutil/b.go",)


def report(*cases: tuple[str, Outcome, str]) -> TestReport:
    made = [
        TestCase(f"{file}::test_{n}", outcome, message=message, file=file)
        for n, (file, outcome, message) in enumerate(cases)
    ]
    return TestReport("a runner", tuple(made))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ((("a_test.py", "passed", ""),), False),
        ((), True),  # nothing builds
        ((("a_test.py", "errored", "E   TypeError: check() takes 1 argument"),), True),
        ((("a_test.py", "failed", "E   AssertionError: 3"),), False),
        ((("a.test.ts", "failed", "AssertionError: expected 201, got 200"),), False),
        ((("a.test.ts", "failed", "AssertionError: expected 201, got 500"),), True),
        (
            (
                (
                    "a.test.ts",
                    "failed",
                    "AssertionError: expected to be rejected with 'A' but it was 'TypeError: f'",
                ),
            ),
            True,
        ),
        ((("a_test.go", "failed", "panic: nil"),), False),  # it was built
    ],
)
def test_helpers_of_the_base_that_object_do_fit(
    now: tuple[tuple[str, Outcome, str], ...], expected: bool
) -> None:
    before = report((now[0][0] if now else "a_test.go", "passed", ""))
    assert does_not_fit(before, report(*now)) is expected


GO_TEST = 'package a\n\nfunc TestA(t *testing.T) {\n\tread("reports/june.txt", `{"x": "users.yaml"}`)\n}\n'


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("golden/list.txt", "", True),
        ("src/snapshots/a__b.snap", "", True),
        ("cmd/list.golden", "", True),
        ("reports/june.txt", "", False),  # a test names it, it may be for others as well
        ("conf/users.yaml", "", False),
        ("reports/may.txt", "", False),
        ("conf/groups.yaml", "", None),  # nobody names it
        ("reports/june.txt", 'load("june.txt")', None),
        ("golden/list.txt", 'walk("golden")', None),
        ("fixtures/rates.json", "//go:embed rates.json", None),
        ("golden/list.go", "", None),
    ],
)
def test_data_that_only_tests_read(path: str, source: str, expected: bool | None) -> None:
    base = tree_of(
        {"go.mod": "module x\n", "a.go": f"package a\n{source}\n", "a_test.go": GO_TEST, path: "old\n"}
    )
    made = change_of(Case("", {path: "new\n"}))
    assert data(made, base, lambda one: one.endswith("_test.go")).get(path) is expected


def test_golden_files_are_put_back_and_go_with_the_tests_of_the_change() -> None:
    base = tree_of(
        {
            "go.mod": "module x\n",
            "a.go": "package a\n",
            "a_test.go": GO_TEST,
            "golden/a": "1",
            "reports/june.txt": "1",
        }
    )
    change = change_of(
        Case("", {"a.go": "package a // x\n", "golden/a": "2", "golden/b": "3", "reports/june.txt": "2"})
    )
    parts = split(change, base, detect(base, Settings()))
    assert parts.restored.paths == ("a.go", "golden/b")
    assert parts.support.paths == ("golden/a", "reports/june.txt")
    assert parts.tests_alone.paths == ("golden/a", "golden/b")


@pytest.mark.parametrize(("helper", "expected"), [("app/testing.py", ()), ("app/more.py", ("check",))])
def test_a_new_helper_of_tests_is_not_emptied(helper: str, expected: tuple[str, ...]) -> None:
    base = tree_of({"requirements.txt": "pytest\n", "app/main.py": "x = 1\n"})
    test = "def test_it():\n    check(1)\n"
    change = change_of(Case("", {helper: "def check(n):\n    assert n\n", "tests/test_a.py": test}))
    parts = split(change, base, detect(base, Settings()))
    assert empty(parts, base, change.apply(base.files)).names == expected


def test_one_that_fails_after_a_misfit_is_none_that_objects() -> None:
    before = report(("a.test.ts", "passed", ""), ("a.test.ts", "passed", ""))
    after = report(
        ("a.test.ts", "failed", "this.waitlist.find is not a function"),
        ("a.test.ts", "failed", "expected 200, got 404"),
    )
    assert not does_not_fit(before, after)
    assert _needs_more(before, after)
    assert not _needs_more(
        before, report(("a.test.ts", "failed", "expected 3, got 4"), ("a.test.ts", "passed", ""))
    )
