"""Rust's tests give what a function takes by now, where that is nothing."""

from __future__ import annotations

import pytest

from codeonfly.verification.fitting import fitted
from codeonfly.verification.fitting_rust import with_defaults

BEFORE = """pub struct Desk<S> { store: S }

impl<S: Store> Desk<S> {
    pub fn new(store: S) -> Self { Self { store } }
    pub fn open(&mut self, name: &str) -> usize { 3 }
}

pub fn price(of: &[(u32, u32)]) -> u32 { 3 }
"""
LIMITS = "#[derive(Debug, Default)]\npub struct Limits { grams: u32 }\n"
TEST = """use desk::*;

#[test]
fn opens() {
    let mut desk = Desk::new(Fake { a: 1, b: 2 });
    assert_eq!(desk.open("a, b"), 3);
    assert_eq!(desk::price(&[(1, 2), (3, 4)]), 3);
    desk.open(
        "c",
    );
}
"""


def given(*pairs: tuple[str, str], before: str = BEFORE, path: str = "tests/desk.rs") -> str:
    after = before
    for was, now in pairs:
        assert was in after
        after = after.replace(was, now)
    return with_defaults(path, TEST, before, LIMITS + after)


def test_a_type_s_default_and_none() -> None:
    made = given(
        ("(store: S)", "(store: S, limits: Limits)"),
        ("name: &str)", "name: &str, by: Option<&str>)"),
        ("u32)])", "u32)], limits: crate::Limits, by: Option<u32>)"),
    )
    assert "Desk::new(Fake { a: 1, b: 2 }, Default::default());" in made
    assert 'desk.open("a, b", None), 3' in made
    assert "price(&[(1, 2), (3, 4)], Default::default(), None), 3" in made
    assert '"c",None' in "".join(made.split())


@pytest.mark.parametrize(
    "pair",
    [
        ("(store: S)", "(store: S, lenient: bool)"),
        ("(store: S)", "(store: S, most: usize)"),
        ("(store: S)", "(store: S, rules: Rules)"),  # nobody tells what its default is
        ("(store: S)", "(limits: Limits, store: S)"),
        ("(store: S)", "(store: T, limits: Limits)"),
        ("(store: S)", "()"),
        ("fn new", "fn made"),
        ("{ 3 }\n}\n", "{ 3 }\n}\n\nimpl Other { pub fn new() {} }\n"),
    ],
)
def test_all_else_stays(pair: tuple[str, str]) -> None:
    assert given(pair) == TEST


def test_a_name_that_two_types_have_tells_nothing() -> None:
    before = BEFORE + "impl Box { pub fn open(&mut self) {} }\n"
    assert given(("name: &str)", "name: &str, by: Option<&str>)"), before=before) == TEST


def test_a_source_is_left_alone_but_for_its_tests() -> None:
    after = BEFORE.replace("(store: S)", "(store: S, limits: Option<u8>)")
    text = "fn made() { Desk::new(a) }\n#[cfg(test)]\nmod tests { fn f() { Desk::new(a); } }\n"
    assert with_defaults("src/lib.rs", text, BEFORE, after) == text.replace(
        "Desk::new(a);", "Desk::new(a, None);"
    )
    assert (
        with_defaults("src/lib.rs", "fn made() { Desk::new(a) }", BEFORE, after)
        == "fn made() { Desk::new(a) }"
    )


def test_the_examples_of_a_source_are_tests() -> None:
    after = BEFORE.replace("(store: S)", "(store: S, limits: Option<u8>)")
    text = "//! let desk = Desk::new(a);\n/// Desk::new(b)\n// Desk::new(c)\nfn made() { Desk::new(a) }\n"
    assert with_defaults("src/lib.rs", text, BEFORE, after) == text.replace("(a);", "(a, None);").replace(
        "(b)", "(b, None)"
    )


DOUBLE = """struct Fake;

impl Store for Fake {
    fn numbers(&self) -> Vec<u32> {
        vec![]
    }

    fn size(&self) -> usize {
        3
    }
}
"""
JAVA = """class DeskTest {
  static class Fake implements Store {
    @Override
    public int size() { return 3; }

    @Override
    public List<Integer> numbers() { return List.of(); }
  }
}
"""


@pytest.mark.parametrize(
    ("path", "old", "new", "source"),
    [
        (
            "tests/a.rs",
            DOUBLE,
            DOUBLE.replace(
                "fn numbers(&self) -> Vec<u32> {\n        vec![]", "fn list(&self) -> All {\n        none()"
            ),
            "trait Store { fn list(&self) -> All; fn size(&self) -> usize; }",
        ),
        (
            "a/DeskTest.java",
            JAVA,
            JAVA.replace("List<Integer> numbers()", "List<Item> list()"),
            "interface Store { List<Item> list(); int size(); }",
        ),
        (
            "a_test.go",
            "package a\n\nfunc (f *Fake) Numbers() []int {\n\treturn nil\n}\n",
            "package a\n\nfunc (f *Fake) List() ([]Item, error) {\n\treturn nil, nil\n}\n",
            "type Store interface { List() ([]Item, error) }",
        ),
    ],
)
def test_a_double_has_one_method_in_place_of_another(path: str, old: str, new: str, source: str) -> None:
    made = fitted(path, old, new, source)
    assert made is not None
    assert made.split() == new.split()
    both = fitted(path, old, new, f"{source} numbers() Numbers()")  # as the sources have
    assert both is not None
    assert [name for name in ("umbers(", "ist(") if name in both] == ["umbers(", "ist("]


def test_a_method_that_would_say_what_is_equal_does_not_come() -> None:
    new = DOUBLE.replace(
        "    fn size", "    fn eq(&self, _: &Fake) -> bool {\n        true\n    }\n\n    fn size"
    )
    new = new.replace("vec![]", "vec![3]")
    assert fitted("tests/a.rs", DOUBLE, new, "trait Store { fn eq(&self) -> bool; }") is None


def test_a_double_inside_of_a_module_gains_a_method_and_a_field() -> None:
    old = f"mod tests {{\n{DOUBLE}\n    fn made() -> Fake {{\n        Fake {{ a }}\n    }}\n}}\n"
    method = "    fn append(&mut self) {\n        self.saves += 1;\n    }\n"
    new = old.replace("        3\n    }\n", f"        self.saves\n    }}\n\n{method}").replace(
        "{ a }", "{ a, saves: 0 }"
    )
    made = fitted("tests/a.rs", old, new, "trait Store { fn append(&mut self); }")
    assert made is not None
    assert "fn append(&mut self) {" in made
    assert "Fake { a, saves: 0 }" in made
    assert "        3\n" in made


def test_a_method_that_comes_brings_its_import() -> None:
    old = f"#![allow(dead_code)]\n\nuse std::sync::Arc;\n\n{DOUBLE}"
    method = "    fn tally(&self) -> BTreeMap<u32, u32> {\n        none()\n    }\n"
    new = old.replace("use std::sync", "use std::collections::BTreeMap;\nuse std::sync")
    new = new.replace("    fn size", f"{method}\n    fn size")
    made = fitted("tests/a.rs", old, new, "trait Store { fn tally(&self) -> BTreeMap<u32, u32>; }")
    assert made is not None
    assert "use std::collections::BTreeMap;" in made
    assert "fn tally(" in made


@pytest.mark.parametrize(("place", "is_taken"), [("  }\n}\n", True), ("}\n", False)])
def test_a_class_of_tests_overrides_nothing_more(place: str, is_taken: bool) -> None:
    method = "    @Override\n    public boolean isStrict() { return other(); }\n"
    new = JAVA.removesuffix(place) + method + place
    assert (
        fitted("a/DeskTest.java", JAVA, new, "interface Store { boolean isStrict(); }") is not None
    ) is is_taken


def test_a_helper_of_a_suite_keeps_its_body() -> None:
    old = (
        "package a\n\nfunc (s *Suite) Open(n int) {\n\ts.Equal(3, open(n))\n}\n\n"
        "func (s *Suite) TestA() {\n\ts.Open(2)\n}\n"
    )
    new = old.replace("Open(n int) {\n\ts.Equal(3, open(n))", "Open(n, of int) {\n\topen(n)")
    assert fitted("a_test.go", old, new, "desk.Open(n, 3)") is None
