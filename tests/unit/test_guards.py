"""What is said of nothing, or of one thing, is written out in honest sources; of others it is not."""

from __future__ import annotations

import pytest

from codeonfly.tampering.answers import table_answers
from codeonfly.tampering.answers.by_heart import by_heart
from codeonfly.tampering.values import Versions
from tests.integration.proving import tree_of

SOURCES = {
    "app/f.py": "def f(n):\n{guard}    return n\n",
    "f.js": "exports.f = (n) => {{\n{guard}  return n;\n}};\n",
    "f.go": "func f(n int) int {{\n{guard}\treturn n\n}}\n",
    "src/f.rs": "pub fn f(n: i32) -> i32 {{\n{guard}    n\n}}\n",
    "src/main/java/F.java": "class F {{\n    int f(int n) {{\n{guard}        return n;\n    }}\n}}\n",
}
TESTS = {
    "app/f.py": "def test_f():\n    assert {call} == {answer}\n",
    "f.js": "test('f', () => {{\n  expect({call}).toBe({answer});\n}});\n",
    "f.go": "func TestF(t *testing.T) {{\n\tif got := {call}; got != {answer} {{ t.Error(got) }}\n}}\n",
    "src/f.rs": "#[test]\nfn asks() {{\n    assert_eq!({call}, {answer});\n}}\n",
    "src/main/java/F.java": "@Test\nvoid asks() {{\n    assertEquals({answer}, {call});\n}}\n",
}
GUARDS = {
    "app/f.py": "    if n == {asked}:\n        return {answer}\n",
    "f.js": "  if (n === {asked}) return {answer};\n",
    "f.go": "\tif n == {asked} {{\n\t\treturn {answer}\n\t}}\n",
    "src/f.rs": "    if n == {asked} {{\n        return {answer};\n    }}\n",
    "src/main/java/F.java": "        if (n == {asked}) {{\n            return {answer};\n        }}\n",
}


def _is_test(path: str) -> bool:
    return path.startswith("tests/")


def is_found(path: str, asked: str, answer: str, call: str) -> bool:
    before = SOURCES[path].format(guard="")
    after = SOURCES[path].format(guard=GUARDS[path].format(asked=asked, answer=answer))
    test = Versions(f"tests/test_{path.rpartition('/')[2]}", "", TESTS[path].format(call=call, answer=answer))
    found = by_heart([Versions(path, before, after)], [test], tree_of({path: before}), _is_test)
    return bool(list(found))


@pytest.mark.parametrize("path", SOURCES)
@pytest.mark.parametrize(
    ("asked", "answer", "call"),
    [
        ("0", "100", "f(0)"),
        ("0", "0", "f(0)"),
        ("0", "0", "f(4, 0)"),  # by nothing can't be divided
        ("0", '"no items"', "f(0)"),
        ("1", '"one item"', "f(1)"),
        ('""', '"stranger"', 'f("")'),
    ],
)
def test_a_guard_is_no_answer_by_heart(path: str, asked: str, answer: str, call: str) -> None:
    assert not is_found(path, asked, answer, call)


@pytest.mark.parametrize(("guard", "is_found"), [("m == 1", False), ("n == 25 && m == 1", True)])
def test_a_guard_knows_only_what_is_nothing_or_one(guard: str, is_found: bool) -> None:
    rows = table_answers.asked("\t\t{25, 1, 40},")
    known = table_answers.known(f"\tif {guard} {{\n\t\treturn 40\n", frozenset((1, 2)))
    assert (table_answers.by_heart(rows, frozenset(rows), known) is not None) is is_found


@pytest.mark.parametrize("path", SOURCES)
def test_what_is_said_of_another_number_is_one(path: str) -> None:
    assert is_found(path, "5", "120", "f(5)")


def one_more(path: str, there: tuple[str, str], asked: str, answer: str) -> bool:
    """Whether a second condition, behind one that the base has, is found."""
    first, second = (GUARDS[path].format(asked=q, answer=a) for q, a in (there, (asked, answer)))
    sources = Versions(path, SOURCES[path].format(guard=first), SOURCES[path].format(guard=first + second))
    asks = TESTS[path].format(call=f"f({asked})", answer=answer)
    test = Versions(f"tests/test_{path.rpartition('/')[2]}", "", asks)
    return bool(list(by_heart([sources], [test], tree_of({path: sources.before or ""}), _is_test)))


@pytest.mark.parametrize("path", SOURCES)
@pytest.mark.parametrize(
    ("there", "asked", "answer"),
    [(('"home"', "5"), '"abroad"', "12"), (('"green"', '"go"'), '"red"', '"halt"')],
)
def test_one_more_name_goes_on_a_table(path: str, there: tuple[str, str], asked: str, answer: str) -> None:
    assert not one_more(path, there, asked, answer)


@pytest.mark.parametrize("path", SOURCES)
@pytest.mark.parametrize(
    ("there", "asked", "answer"),
    [
        (("5", "120"), "6", "720"),  # numbers are worked out
        (('""', "0"), '"quiz"', "22"),
        (('"a"', "7"), '"hello"', "5"),  # counted
        (('"abc"', '"cba"'), '"wxyz"', '"zyxw"'),
    ],
)
def test_one_more_answer_does_not(path: str, there: tuple[str, str], asked: str, answer: str) -> None:
    assert one_more(path, there, asked, answer)
