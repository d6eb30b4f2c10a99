"""Tests inside Rust sources: told from the code around them, and put together with another version's code."""

from __future__ import annotations

import pytest

from codeonfly.toolchains.rust_inline import apart, spliced

CODE = "/// It's } an {{ edge.\npub fn f<'a>(x: &'a str) -> char {\n    '}' // {\n}\n"
MODULE = """#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works() {
        assert_eq!(f("}"), r#"{"}"#);
    }
}
"""


def test_a_file_is_its_code_and_its_tests_line_by_line() -> None:
    found = apart(CODE + "\n" + MODULE + "\npub fn g() {}\n")
    assert found is not None
    assert [line for line in found.source.splitlines() if line.strip()] == [
        *CODE.splitlines(),
        "pub fn g() {}",
    ]
    assert [line for line in found.tests.splitlines() if line.strip()] == [
        line for line in MODULE.splitlines() if line
    ]
    assert len(found.source.splitlines()) == len(found.tests.splitlines())


@pytest.mark.parametrize(
    "text",
    [
        "#[test]\nfn works() {\n    f();\n}\n",
        "#[tokio::test]\nasync fn works() {\n    f().await;\n}\n",
        "#[allow(dead_code)]\n#[cfg(test)]\nmod tests {}\n",
        "#[cfg(test)]\n#[allow(dead_code)]\npub(crate) mod tests {}\n",
        '#[cfg(all(test, feature = "slow"))]\nmod slow {}\n',
        "#[cfg(test)]\nuse std::{fs, io};\n",
        "#[cfg(test)]\nmod tests;\n",
    ],
)
def test_what_only_tests_see_is_no_code(text: str) -> None:
    found = apart(CODE + text)
    assert found is not None
    assert found.source.strip() == CODE.strip()
    assert found.tests.strip() == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "fn f() -> i32 {\n    #[cfg(test)]\n    return 1;\n    2\n}\n",
        "fn f() {\n    #[cfg(test)]\n    let x = 1;\n}\n",
        '// #[cfg(test)]\nfn f() {\n    println!("#[test]");\n}\n',
        "#[cfg(not(test))]\nfn f() {}\n",
    ],
)
def test_a_statement_or_a_word_in_a_string_is_no_test(text: str) -> None:
    found = apart(text)
    assert found is not None
    assert not found.tests.strip()


def test_code_of_one_version_takes_the_tests_of_another() -> None:
    base, head = f"fn f() {{ 1 }}\n\n{MODULE}", "fn f() { 2 }\n\n" + MODULE.replace("works", "also")
    assert spliced(base, head) == "fn f() { 1 }\n\n" + MODULE.replace("works", "also")
    assert spliced(head, base) == f"fn f() {{ 2 }}\n\n{MODULE}"
    assert spliced(head, "fn f() { 1 }\n") == "fn f() { 2 }\n"


@pytest.mark.parametrize(
    "text", ["#[cfg(test)]\nmod tests {\n", "mod a {\n    #[test]\n    fn works() {}\n}\n"]
)
def test_what_cannot_be_told_apart_is_not_put_together(text: str) -> None:
    assert spliced("fn f() {}\n", text) is None
    assert spliced(text, "fn f() {}\n") is None


DOCUMENTED = """//! Numbers.

/// One.
///
/// ```
/// assert_eq!(f(), 1);
/// ```
#[inline]
pub fn f() -> i32 {
    1
}
"""


def test_examples_move_with_the_tests() -> None:
    changed = DOCUMENTED.replace("1", "2").replace("Numbers", "All numbers")
    assert spliced(changed, DOCUMENTED) == DOCUMENTED.replace("    1", "    2")
    assert spliced(DOCUMENTED, changed) == changed.replace("    2", "    1")


def test_what_the_other_version_does_not_document_has_no_example() -> None:
    bare = "#[inline]\npub fn f() -> i32 {\n    1\n}\n"
    assert (spliced(DOCUMENTED, bare) or "").strip() == bare.strip()
    assert spliced(bare, DOCUMENTED) is not None
    assert "assert_eq!(f(), 1)" in (spliced(bare, DOCUMENTED) or "")


def test_a_line_of_a_string_is_no_documentation() -> None:
    text = 'fn f() -> &\'static str {\n    "\n/// not this\n"\n}\n'
    assert spliced(text, "fn f() {}\n") == text
