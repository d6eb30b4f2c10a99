"""Tests that are gone and live on with another body: in another file, or by the new name of what they ask."""

from __future__ import annotations

import pytest

from codeonfly.results import Bodies, TestCase, TestReport
from codeonfly.settings import Settings
from codeonfly.toolchains import detect
from codeonfly.verification.living_on import living_on, not_run
from tests.integration.proving import tree_of

BASE = {
    "pytest.ini": "[pytest]\npythonpath = .\n",
    "app.py": "def double(n):\n    return 2 * n\n",
    "tests/test_app.py": "from app import double\n\n\ndef test_double():\n"
    "    assert double(2) == 4\n    assert double(3) == 6\n",
}


def lives(files: dict[str, str | None], new: str, old: str = "tests/test_app.py::test_double") -> bool:
    before = tree_of(BASE)
    head = {path: text for path, text in {**BASE, **files}.items() if text is not None}
    reports = [
        TestReport("pytest", (TestCase(name, "passed", 0.0, "", name.partition("::")[0]),))
        for name in (old, new)
    ]
    projects = detect(before, Settings())
    found = living_on(*reports, before.files, tree_of(head).files, projects, Bodies())
    assert found <= {old}
    return bool(found)


@pytest.mark.parametrize(
    ("body", "is_kept"),
    [
        ("def test_double(app):\n    assert app.double(2) == 4\n    assert app.double(3) == 6\n", True),
        ("def test_double(app):\n    assert app.double(2) == 4\n", False),
        ("def test_double(app):\n    assert app.double(2)\n    assert app.double(3) == 6\n", False),
        ("def test_double(app):\n    assert app.double(2) == 4\n    assert app.double(3) > 0\n", False),
    ],
)
def test_under_its_name_in_another_file(body: str, is_kept: bool) -> None:
    files = {"tests/test_app.py": None, "tests/test_sums.py": f"import app\n\n\n{body}"}
    assert lives(files, "tests/test_sums.py::test_double") is is_kept


@pytest.mark.parametrize(
    ("source", "test", "is_kept"),
    [
        ("def twice(n):\n    return n + n\n", "assert twice(2) == 4\n    assert twice(3) == 6\n", True),
        ("def twice(n):\n    return n + n\n", "assert twice(2) == 4\n    assert twice(3) == 7\n", False),
        ("def twice(n):\n    return n + n\n", "assert twice(2) == 4\n", False),
        ("", "assert twice(2) == 4\n    assert twice(3) == 6\n", False),  # which is nothing of the sources
    ],
)
def test_under_the_new_name_of_what_it_asks(source: str, test: str, is_kept: bool) -> None:
    tests = f"from app import twice\n\n\ndef test_twice():\n    {test}"
    files: dict[str, str | None] = {"app.py": BASE["app.py"] + source, "tests/test_app.py": tests}
    assert lives(files, "tests/test_app.py::test_twice") is is_kept


def test_another_name_is_another_test() -> None:
    files: dict[str, str | None] = {
        "tests/test_app.py": None,
        "tests/test_sums.py": BASE["tests/test_app.py"].replace("test_double", "test_other"),
    }
    assert not lives(files, "tests/test_sums.py::test_other")


@pytest.mark.parametrize(("owner", "is_run"), [("TestReport", True), ("ReportTests", False)])
def test_a_test_that_is_there_and_never_run(owner: str, is_run: bool) -> None:
    path = "tests/test_report.py"
    text = f"class {owner}:\n    def test_double(self):\n        assert double(2) == 4\n"
    case = TestCase(f"{path}::{owner}::test_double[1]", "passed", file=path)
    head = TestReport("pytest", (case,) if is_run else ())
    projects = detect(tree_of(BASE), Settings())
    found = not_run(head, tree_of({path: text}).files, (path,), projects)
    assert found == (frozenset() if is_run else {"test_double"})


def test_a_test_of_rust_with_cases_is_run() -> None:
    path, text = (
        "tests/a.rs",
        "#[rstest]\n#[case::one(1)]\nfn opens(#[case] n: u8) {\n    assert_eq!(n, 1);\n}\n",
    )
    head = TestReport("cargo test", (TestCase(f"{path}::opens::case_1_one", "passed", file=path),))
    base = tree_of({"Cargo.toml": "[package]\n", path: text})
    assert not_run(head, base.files, (path,), detect(base, Settings())) == frozenset()
