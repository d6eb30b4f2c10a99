"""Large files are judged in seconds: the rules run beside everything else, and nobody can cut them short."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeonfly.tampering.languages.python_rules import assertions
from codeonfly.tampering.scan import scan
from codeonfly.tampering.values import MOST_COMPARISONS, Finding, Versions, shortened
from codeonfly.toolchains.node import Node
from tests.integration.proving import Case, change_of, tree_of

LINES = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=12)


@given(LINES, LINES)
def test_added_lines_are_those_that_the_rest_lacks(old: list[str], new: list[str]) -> None:
    versions = Versions("f.py", "\n".join(old), "\n".join(new))
    had, has = versions.before.splitlines(), versions.after.splitlines()  # type: ignore[union-attr]
    added = versions.added
    assert [has[number - 1] for number, _ in added] == [line for _, line in added]
    rest = iter(had)
    numbers = {number for number, _ in added}
    kept = [line for number, line in enumerate(has, 1) if number not in numbers]
    assert all(line in rest for line in kept)  # in this order


@pytest.mark.timeout(60)
def test_many_lines_that_all_differ_are_added_at_once() -> None:
    many = 2 * int(MOST_COMPARISONS**0.5)
    before = "\n".join(["same", *("old" for _ in range(many)), "end"])
    after = "\n".join(["same", *(f"new {number % 7}" for number in range(many)), "old", "end"])
    added = Versions("f.py", before, after).added
    assert len(added) == many
    assert added[0] == (2, "new 0")


@pytest.mark.timeout(60)
def test_a_file_of_many_tests_is_read_once_a_rule_not_once_a_test() -> None:
    one = "def test_{0}():\n    values = [{0}, 1, 2]\n    assert helper(values) == {0}\n\n\n"
    before = "".join(one.format(number) for number in range(2_000))
    after = before.replace("    assert helper(values) == 1999\n", "    helper(values)\n")
    ast.parse(after)
    found = list(assertions(before, after, Versions("test_f.py", before, after).added))
    assert [name for _, name, _ in found] == ["assertion"]


@pytest.mark.timeout(60)
def test_data_in_one_long_word_takes_no_longer_than_other_text() -> None:
    made = change_of(Case("", {"src/data.js": f"export const DATA = '{'7' * 100_000}';\n"}))
    is_test, is_configuration = Node().is_test, Node().is_test_configuration
    assert scan(made, tree_of({}), is_test=is_test, is_configuration=is_configuration) == ()


@pytest.mark.timeout(25)
@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("src/f.js", "\n"),
        ("src/f.js", "return if a "),
        ("f.py", "\r\n"),
        ("f.py", "def a():\n"),
        ("f.go", "\tx = 1\n"),
        ("src/F.java", "int a;\n"),
        ("src/f.rs", "let a;\n"),
        ("f.py", "[1, 2, 3, 4], "),
        ("src/f.js", "[1, 2, 3, 4], "),
        ("f_test.go", "f(1.5, 2.5, "),
        ("src/test/java/FTest.java", "{1.5, 2.5, "),
        ("test/f.test.js", "expect(f(1)).toBe("),
    ],
)
def test_no_rule_takes_time_by_the_square_of_a_file(path: str, line: str) -> None:
    made = change_of(Case("", {path: line * (100_000 // len(line))}))
    is_test, is_configuration = Node().is_test, Node().is_test_configuration
    found = scan(made, tree_of({}), is_test=is_test, is_configuration=is_configuration)
    assert not any(finding.blocks for finding in found)


def test_many_empty_lines_are_fewer_and_what_follows_keeps_its_indentation() -> None:
    assert shortened("a\n" + "\n" * 200 + "    b\n") == "a\n" + "\n" * 200 + "    b\n"
    assert shortened("a" + " \r\n" * 5_000 + "    b\n").endswith(" \r\n    b\n")
    assert len(shortened("a" + " \r\n" * 5_000 + "    b\n")) < 500


def test_what_is_shortened_still_differs_and_stays_what_it_was() -> None:
    assert shortened("short words\n\n    and gaps\n") == "short words\n\n    and gaps\n"
    assert shortened(f"{' ' * 300}deep\n") == f"{' ' * 200}deep\n"
    assert shortened(f"a{' ' * 300}b\n") == f"a{' ' * 200}b\n"
    one, other = shortened("1" * 300), shortened("1" * 301)
    assert one != other
    assert one.isdecimal()
    assert len(one) < 250


def test_a_finding_is_about_a_test_however_long_its_name() -> None:
    name = f"test_{'a' * 300}"
    found = Finding("test_f.py", 1, "existence", f"test_f.py:1: {shortened(name)} asks for nothing")
    assert found.is_about(f"test_f.py::{name}")
    assert not found.is_about(f"test_f.py::{name}b")
