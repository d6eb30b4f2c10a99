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


@pytest.mark.parametrize(
    ("test", "is_kept"),
    [
        ("    assert double(2) == 4\n    assert double(3) == 6\n    assert double(-1) == -2\n", True),
        (
            "    n = double(2)\n    assert double(2) == 4\n    assert n == 4\n    assert double(3) == 6\n",
            True,
        ),
        ("    assert double(2) == 4\n    assert double(-1) == -2\n", False),
        ("    assert double(3) == 6\n    assert double(2) == 4\n", False),  # another order, another test
        ("    assert double(2) == 4\n    return\n    assert double(3) == 6\n", False),
        ("    if double:\n        return\n    assert double(2) == 4\n    assert double(3) == 6\n", False),
    ],
)
def test_with_another_name_and_more(test: str, is_kept: bool) -> None:
    files: dict[str, str | None] = {
        "app.py": f"{BASE['app.py']}\n\nMORE = 1\n",
        "tests/test_app.py": f"from app import double\n\n\ndef test_double_of_all():\n{test}",
    }
    assert lives(files, "tests/test_app.py::test_double_of_all") is is_kept


def test_each_new_test_stands_for_one_that_is_gone() -> None:
    body = "    assert double(2) == 4\n    assert double(3) == 6\n"
    before = {**BASE, "tests/test_app.py": f"{BASE['tests/test_app.py']}\n\ndef test_again():\n{body}"}
    after = {
        **BASE,
        "tests/test_app.py": f"from app import double\n\n\ndef test_all():\n{body}    assert MORE\n",
    }
    names = [f"tests/test_app.py::{name}" for name in ("test_double", "test_again", "test_all")]
    was, now = (
        TestReport("pytest", tuple(TestCase(name, "passed", 0.0, "", "tests/test_app.py") for name in some))
        for some in (names[:2], names[2:])
    )
    trees = (tree_of(before), tree_of(after))
    found = living_on(was, now, trees[0].files, trees[1].files, detect(trees[0], Settings()), Bodies())
    assert found == {names[1]}


@pytest.mark.parametrize(
    ("body", "is_kept"),
    [
        ("expect(double(2)).toBe(4); expect(double(0)).toBe(0);", True),
        ("expect(double(0)).toBe(0);", False),
        ("expect(double(2)).toBeDefined(4); expect(double(0)).toBe(0);", False),
    ],
)
def test_with_another_title_and_more(body: str, is_kept: bool) -> None:
    package = '{"scripts": {"test": "jest"}, "devDependencies": {"jest": "30"}}'
    before = {"package.json": package, "a.test.js": "it('doubles', () => { expect(double(2)).toBe(4); });\n"}
    after = {"package.json": package, "a.test.js": f"it('doubles [all] of a/b', () => {{ {body} }});\n"}
    was, now = (
        TestReport("jest", (TestCase(f"a.test.js::{title}", "passed", 0.0, "", "a.test.js"),))
        for title in ("doubles", "doubles [all] of a/b")
    )
    trees = (tree_of(before), tree_of(after))
    found = living_on(was, now, trees[0].files, trees[1].files, detect(trees[0], Settings()), Bodies())
    assert bool(found) is is_kept


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
