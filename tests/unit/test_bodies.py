"""What makes two tests one: their bodies, in each language."""

from __future__ import annotations

import pytest

from codeonfly.toolchains import TOOLCHAINS

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
