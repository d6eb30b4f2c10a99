"""What makes two tests one: their bodies, in each language."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

import pytest

from codeonfly.results import TestCase, TestReport, compare
from codeonfly.settings import Settings
from codeonfly.toolchains import TOOLCHAINS, detect
from codeonfly.tree import File
from codeonfly.verification.renames import bodies
from tests.integration.proving import tree_of

SAME = {
    "python": (
        "def test_a():\n    assert f(1) == 2\n",
        "class Moved:\n    def test_b(self):\n        assert f(1) == 2\n",
        "def test_a():\n    '''Said.'''\n    # why\n    assert f(1)==2\n",
    ),
    "node": (
        "test('a', () => { expect(f('{')).toBe(2); });",
        "",
        "it(\"b\", () => {\n  expect(f('{')).toBe(2); });",
    ),
    "go": (
        "func TestA(t *testing.T) {\n\tif f() != '}' {\n\t\tt.Fatal()\n\t}\n}\n",
        "",
        "func TestB(t *testing.T) {\n  if f() != '}' { t.Fatal() }\n}\n",
    ),
    "rust": (
        '#[test]\nfn a() {\n    assert_eq!(f(), "}");\n}\n',
        "",
        '#[test]\nfn b() { assert_eq!(f(), "}"); }\n',
    ),
    "java": (
        "class T { @Test void a() { assertEquals(2, f()); } }",
        "",
        "class U {\n  @Test\n  void b() throws Exception {\n    assertEquals(2, f());\n  }\n}",
    ),
}


@pytest.mark.parametrize("language", SAME)
def test_a_name_and_the_layout_are_no_part_of_a_body(language: str) -> None:
    first, _, third = SAME[language]
    one, other = TOOLCHAINS[language].bodies(first), TOOLCHAINS[language].bodies(third)
    assert len(one) == len(other) == 1
    assert [*one.values()] == [*other.values()]


@pytest.mark.parametrize("language", SAME)
def test_another_expectation_is_another_body(language: str) -> None:
    text = SAME[language][0]
    one = TOOLCHAINS[language].bodies(text)
    other = TOOLCHAINS[language].bodies(text.replace("2", "3").replace("}'", "{'").replace('}"', ']"'))
    assert [*one] == [*other]
    assert [*one.values()] != [*other.values()]


def test_a_method_is_named_with_its_class() -> None:
    assert [*TOOLCHAINS["python"].bodies(SAME["python"][1])] == ["Moved::test_b"]


def test_a_name_that_stands_for_two_bodies_tells_nothing() -> None:
    text = "test('a', () => { one(); }); describe('x', () => { test('a', () => { two(); }); });"
    assert TOOLCHAINS["node"].bodies(text) == {}


@pytest.mark.parametrize("language", SAME)
@pytest.mark.parametrize("text", ["", "\x00", "((((", "test('a', () => {", "def f(:", "'" * 99, '"' * 99])
def test_damaged_text_tells_nothing(language: str, text: str) -> None:
    assert TOOLCHAINS[language].bodies(text) == {}


PROJECT = {"package.json": '{"scripts": {"test": "jest"}, "devDependencies": {"jest": "29"}}'}
EACH = "import { f } from '../src/f';\n\nit.each([[1, 'a'], [2, 'b']])('writes %i as %s', (n, s) => { expect(f(n)).toBe(s); });\n"
TWICE = "describe('a', () => { test('x', () => { one(); }); });\ndescribe('b', () => { test('x', () => { two(); }); });\n"


def moved(old: str, now: dict[str, str], names: tuple[str, ...]) -> int:
    """How many of the tests of ``test/f.test.js`` are found again in the files of ``now``."""

    def report(paths: list[str]) -> TestReport:
        cases = (TestCase(f"{path}::{name}", "passed", file=path) for path in paths for name in names)
        return TestReport("jest", tuple(cases))

    before = {"test/f.test.js": File("100644", old.encode())}
    after = {path: File("100644", text.encode()) for path, text in now.items()}
    base, head = report([*before]), report([path for path in after if path not in before])
    known = bodies(base, head, before, after, detect(tree_of(PROJECT), Settings()))
    return len(compare(base, head, known).renamed)


@pytest.mark.parametrize(
    ("text", "names"), [(EACH, ("writes 1 as a", "writes 2 as b")), (TWICE, ("a::x", "b::x"))]
)
def test_a_file_of_tests_may_move(text: str, names: tuple[str, ...]) -> None:
    now = text.replace("'../src", "'../../src")
    assert moved(text, {"test/unit/f.test.js": now}, names) == 2
    assert moved(text, {"test/unit/f.test.js": now.replace("f(n)", "n").replace("two", "one")}, names) == 0


def test_a_table_of_tests_may_move_to_another_file() -> None:
    other = "import { f } from '../../src/f';\n\n" + EACH.partition("\n\n")[2] + "\ntest('more', () => {});\n"
    names = ("writes 1 as a", "writes 2 as b")
    assert moved(EACH, {"test/f.test.js": "", "test/unit/f.test.js": other}, names) == 2
    assert moved(EACH, {"test/f.test.js": "", "test/unit/f.test.js": other.replace("'b'", "'c'")}, names) == 0


@pytest.mark.parametrize("row", ["finds(LocalDate, String)[1]", "finds{int[], Map<K, V>}[12]"])
def test_rows_of_junit_have_their_method_as_their_body(row: str) -> None:
    path, project = "src/test/java/TTest.java", {"pom.xml": "<project/>"}
    text = "class TTest {\n  @ParameterizedTest\n  void finds(LocalDate day, String s) {\n    assertEquals(s, f(day));\n  }\n}\n"
    report = TestReport("maven", (TestCase(f"TTest::{row}", "passed", file=path),))
    files = {path: File("100644", text.encode())}
    changed = {path: File("100644", text.replace("f(day)", "g(day)").encode())}
    known = bodies(report, report, files, changed, detect(tree_of(project), Settings()))
    assert known.base[f"TTest::{row}"] != known.head[f"TTest::{row}"]
