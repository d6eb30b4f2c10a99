"""Functions whose parameters alone change: with the body they had they are no emptier than they are."""

from __future__ import annotations

import pytest

from codeonfly.settings import Settings
from codeonfly.toolchains import detect
from codeonfly.toolchains.hollow import hollow
from codeonfly.verification.parts import split
from tests.integration.proving import Case, change_of, tree_of


@pytest.mark.parametrize(
    ("path", "before", "after", "is_emptied"),
    [
        (
            "a.py",
            "def f(a, most=10):\n    return a[:most]\n",
            "def f(a, most=20):\n    return a[:most]\n",
            False,
        ),
        (
            "a.py",
            "def f(a):\n    return a\n",
            "def f(a, most=20):\n    return a\n",
            True,
        ),  # which is not used
        ("a.py", "def f(a):\n    return a\n", "def f(a, most=20):\n    return a[:most]\n", True),
        (
            "a.ts",
            "export function f(a: string, most = 10): string {\n  return a.slice(most);\n}\n",
            "export function f({ a, most = Date.now() }: Options): string {\n  return a.slice(most);\n}\n",
            False,
        ),
        (
            "a.js",
            "function f(a) {\n  return a;\n}\n",
            "function f(a, { most = 10 } = {}) {\n  return a;\n}\n",
            True,
        ),
        (
            "a.rs",
            "fn f(a: &str) -> usize {\n    a.len()\n}\n",
            "fn f(mut a: String) -> usize {\n    a.len()\n}\n",
            False,
        ),
        (
            "a.rs",
            "fn f(a: &str) -> usize {\n    a.len()\n}\n",
            "fn f(a: &str, most: usize) -> usize {\n    a.len()\n}\n",
            True,
        ),
    ],
)
def test_only_what_has_the_body_it_had_and_needs_all_it_takes_is_left_out(
    path: str, before: str, after: str, is_emptied: bool
) -> None:
    made = hollow(path, before, after, "nothing")
    assert (made is not None and made.names == {"f"}) is is_emptied


TESTS = """
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles() {
        assert_eq!(double(2), BODY);
    }
}
"""


@pytest.mark.parametrize(("body", "is_kept"), [("4", True), ("5", False)])
def test_inline_tests_that_moved_with_their_source_run_with_the_bases_own(body: str, is_kept: bool) -> None:
    source = "pub fn double(n: i32) -> i32 {\n    2 * n\n}\n"
    base = tree_of(
        {
            "Cargo.toml": '[package]\nname = "a"\nversion = "0.1.0"\n',
            "src/lib.rs": "pub mod sums;\n",
            "src/sums.rs": source + TESTS.replace("BODY", "4"),
        }
    )
    moved = source + TESTS.replace("BODY", body)
    made = change_of(Case("", {"src/sums.rs": None, "src/sums/mod.rs": moved}))
    parts = split(made, base, detect(base, Settings()))
    (there,) = (one for one in parts.restored.files if one.path == "src/sums/mod.rs")
    assert there.file is not None
    assert ("fn doubles" in there.file.data.decode()) is is_kept
