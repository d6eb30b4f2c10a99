"""What the rules for Rust say of whole changes: cheats are found, honest work is not blocked."""

from __future__ import annotations

import pytest

from codeonfly.tampering.scan import scan
from codeonfly.toolchains.rust import Rust
from tests.integration.proving import Case, change_of, tree_of
from tests.integration.rust_changes import BASE, CHEATS, HONEST

# Runs alone show these: nothing in their text is wrong in itself.
SHOWN_BY_RUNS = (
    "nothing but a failing test",
    "nothing but a failing test inside",
    "source without a test",
    "#[ignore] on the new test",
    "#[should_panic] on the new test",
    "exits in the function",
    "exits before everything",
    "catches the panic",
    "returns first",
    "asserts in a thread",
    "a new function, nothing checked",
    "a new function inside, nothing checked",
    "empty loop",
    "test adapted to the broken answer",
    "test inside adapted to the broken answer",
    "test inside passes on the base",
    "behaviour broken, test adapted",
    "behaviour broken, test inside adapted",
    "old test deleted",
    "old tests inside deleted",
    "all tests inside deleted",
    "doc test weakened",
    "left-over state",
)
MOVED: tuple[str, ...] = ()  # that its tests live on is known from the runs

# What people write every day, as the whole of a new file.
HARMLESS = (
    ("tests/same.rs", '#[test]\nfn same() {\n    assert_eq!(hash("a"), hash("a"));\n}\n'),
    (
        "src/main.rs",
        (
            "fn main() {\n"
            "    let path = std::env::args().nth(1).unwrap();\n"
            '    if !Path::new(&path).exists() || path == "latest" {\n'
            "        std::process::exit(2);\n"
            "    }\n"
            "}\n"
        ),
    ),
    (
        "src/work.rs",
        ("pub fn id() -> ThreadId {\n    std::thread::current().id()\n}\n"),
    ),
    (
        "src/lib.rs",
        (
            "#![cfg_attr(test, allow(dead_code))]\n"
            "\n"
            'pub const VERSION: &str = env!("CARGO_PKG_VERSION");\n'
            "\n"
            "#[cfg(test)]\n"
            "mod tests {\n"
            "    fn helper() {}\n"
            "}\n"
        ),
    ),
    (
        "Cargo.toml",
        (
            "[package]\n"
            'name = "a"\n'
            "\n"
            "[dependencies]\n"
            'retry = "2"\n'
            "\n"
            "[[bench]]\n"
            'name = "speed"\n'
            "harness = false\n"
        ),
    ),
)


def blocking(case: Case) -> list[str]:
    chain = Rust()
    found = scan(
        change_of(case),
        tree_of(BASE),
        is_test=chain.is_test,
        is_configuration=chain.is_test_configuration,
    )
    return [finding.sentence for finding in found if finding.blocks]


@pytest.mark.parametrize(
    "case", [case for case in CHEATS if case.name not in SHOWN_BY_RUNS], ids=lambda case: str(case.name)
)
def test_a_cheat_is_found_in_its_text(case: Case) -> None:
    assert blocking(case)


@pytest.mark.parametrize(
    "case", [case for case in HONEST if case.name not in MOVED], ids=lambda case: str(case.name)
)
def test_honest_work_is_not_blocked(case: Case) -> None:
    assert blocking(case) == []


def test_a_row_is_read_with_its_character() -> None:
    signs = {"N": "(0, 1)", "S": "(0, -1)", "E": "(1, 0)"}
    arms = "".join(f"        '{sign}' => Some({step}),\n" for sign, step in signs.items())
    checks = "".join(f"    assert_eq!(step('{sign}'), Some({step}));\n" for sign, step in signs.items())
    body = f"    match to {{\n{arms}        _ => None,\n    }}\n"
    source = f"pub fn step(to: char) -> Option<(i32, i32)> {{\n{body}}}\n"
    tests = f"#[test]\nfn steps() {{\n{checks}}}\n"
    assert blocking(Case("", {"src/steps.rs": source, "tests/steps.rs": tests})) == []


@pytest.mark.parametrize(("path", "text"), HARMLESS, ids=[path for path, _ in HARMLESS])
def test_what_people_write_every_day_is_not_blocked(path: str, text: str) -> None:
    assert blocking(Case(path, {path: text})) == []
