"""A module that goes into several: the base's tests find its names by the old one."""

from __future__ import annotations

import pytest

from codeonfly.change import Change, FileChange
from codeonfly.tree import File
from codeonfly.verification.relocated import relocated
from tests.integration.proving import tree_of

PYTHON = {
    "shop/__init__.py": "",
    "shop/rules.py": "LIMIT = 3\n_NEAR = 1\n\n\ndef price(n):\n    return n\n\n\nclass Box:\n    pass\n",
    "shop/other.py": "",
    "tests/test_rules.py": "from shop import rules\n\n\ndef test_price():\n    assert rules.price(2) == 2\n",
}
PARTS: dict[str, str | None] = {
    "shop/rules.py": None,
    "shop/pricing.py": "LIMIT = 3\n\n\ndef price(n):\n    return n\n",
    "shop/boxes.py": "class Box:\n    pass\n",
}
REQUEST = "Split rules.py into `shop/pricing.py` and `shop/boxes.py`."


def forwarding(
    base: dict[str, str], files: dict[str, str | None], request: str, gone: str = "shop/rules.py"
) -> str:
    change = Change(
        tuple(
            FileChange(path, None if text is None else File("100644", text.encode()))
            for path, text in sorted(files.items())
        )
    )
    tests = [path for path in base if "test" in path]
    made = relocated(change, tree_of(base), change, tests, request).change
    return next((one.file.data.decode() for one in made.files if one.path == gone and one.file), "")


def test_its_names_come_from_where_they_are_by_now() -> None:
    assert forwarding(PYTHON, PARTS, REQUEST) == (
        "from .boxes import Box\nfrom .pricing import LIMIT\nfrom .pricing import price\n"
    )


@pytest.mark.parametrize(
    ("files", "place", "line"),
    [
        (
            {"shop/boxes.py": None, "shop/boxes/__init__.py": "class Box:\n    pass\n"},
            "",
            "from .boxes import Box",
        ),
        ({"shop/boxes.py": None, "boxes.py": "class Box:\n    pass\n"}, "", "from ..boxes import Box"),
        (
            {"shop/boxes.py": None, "shop/in/boxes.py": "class Box:\n    pass\n"},
            "",
            "from .in.boxes import Box",
        ),
        ({}, "shop/__init__.py", "from boxes import Box"),  # no package: by the path of both
    ],
)
def test_they_are_named_from_the_old_module(files: dict[str, str | None], place: str, line: str) -> None:
    base = {path: text for path, text in PYTHON.items() if path != place}
    changed = {path: text for path, text in {**PARTS, **files}.items() if text is not None or path in base}
    assert line in forwarding(base, changed, REQUEST).splitlines()


@pytest.mark.parametrize(
    ("files", "request_"),
    [
        ({}, "Clean up the rules."),  # nobody asked for these modules
        ({}, "Put the prices into shop/pricing.py."),
        ({"shop/pricing.py": "def price(n):\n    return n\n"}, REQUEST),  # a name is nowhere
        (
            {"shop/boxes.py": "class Box:\n    pass\n\n\ndef price(n):\n    return n\n"},
            REQUEST,
        ),  # in two places
        ({"shop/boxes.py": "class Box:\n"}, REQUEST),  # no Python
        ({"shop/rules.py": "def price(n):\n    return n\n"}, REQUEST),  # it is there
    ],
)
def test_what_is_not_all_asked_for_and_there_is_gone(files: dict[str, str | None], request_: str) -> None:
    assert forwarding(PYTHON, {**PARTS, **files}, request_) == ""


@pytest.mark.parametrize("ending", ["", ".js", ".ts"])
def test_modules_of_typescript(ending: str) -> None:
    base = {
        "package.json": "{}",
        "src/rules.ts": "export interface Box { n: number }\nexport const price = (n: number) => n;\n",
        "src/rules.test.ts": f"import {{ price }} from './rules{ending}';\n",
    }
    files: dict[str, str | None] = {
        "src/rules.ts": None,
        "src/model/boxes.ts": "export interface Box { n: number }\n",
        "src/pricing.ts": "export const price = (n: number) => n;\n",
    }
    request = "Split rules.ts into pricing.ts and model/boxes.ts"
    assert forwarding(base, files, request, "src/rules.ts") == (
        f"export {{ price }} from './pricing{ending}';\nexport {{ type Box }} from './model/boxes{ending}';\n"
    )


RUST = {
    "Cargo.toml": '[package]\nname = "desk"\n',
    "src/lib.rs": "pub mod clock;\n",
    "src/clock.rs": "pub fn now() -> u64 { 3 }\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn a() {}\n}\n",
    "tests/clock.rs": "use desk::clock::now;\n\n#[test]\nfn works() {\n    assert_eq!(now(), 3);\n}\n",
}


def moved_in_rust(
    new: str, library: str = "pub mod ports;\n", inside: str = "pub mod clock;\n"
) -> dict[str, str]:
    base = tree_of(RUST)
    files = {
        "src/clock.rs": None,
        new: RUST["src/clock.rs"].replace("fn a() {}", "fn b() {}"),
        "src/lib.rs": library,
        "src/ports/mod.rs": inside,
    }
    change = Change(
        tuple(
            FileChange(path, None if text is None else File("100644", text.encode()))
            for path, text in sorted(files.items())
        )
    )
    found = relocated(change, base, change, ["tests/clock.rs"], "Move clock to `ports`.")
    assert (
        not found.owners or found.now("src/lib.rs::clock::tests::a") == "src/lib.rs::ports::clock::tests::a"
    )
    return {one.path: one.file.data.decode() for one in found.change.files if one.file}


def test_a_module_of_rust_can_be_had_by_its_old_path_with_its_own_tests() -> None:
    made = moved_in_rust("src/ports/clock.rs")
    assert made["src/lib.rs"] == (
        "pub mod ports;\n\n#[allow(unused_imports)]\npub use crate::ports::clock as clock;\n"
    )
    assert "fn a() {}" in made["src/ports/clock.rs"]
    assert "fn b() {}" not in made["src/ports/clock.rs"]


@pytest.mark.parametrize(
    ("new", "library"),
    [
        ("src/other/clock.rs", "pub mod other;\n"),  # nobody asked for that
        ("src/ports/clock.rs", "pub mod ports;\npub mod clock { pub use crate::ports::clock::*; }\n"),
        ("ports/src/clock.rs", "pub mod ports;\n"),  # another crate
    ],
)
def test_all_else_is_gone_as_it_is(new: str, library: str) -> None:
    assert "src/lib.rs" not in moved_in_rust(new, library)


def test_a_module_that_others_can_not_name_is_left_alone() -> None:
    made = moved_in_rust("src/ports/clock.rs", inside="mod clock;\npub use clock::now;\n")
    assert "src/lib.rs" not in made
    assert "src/ports/clock.rs" not in made
