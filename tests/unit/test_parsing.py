"""Texts are parsed beside each other, as the proofs of a change do."""

from __future__ import annotations

import ast
import gc
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from codeonfly.change import Change, FileChange
from codeonfly.parsing import MAX_DEPTH, is_too_deep, parse, toml
from codeonfly.tampering.scan import scan
from codeonfly.toolchains.bodies import of_python
from codeonfly.toolchains.hollow import MAX_TEXT, hollow
from codeonfly.toolchains.node import Node
from codeonfly.toolchains.python import Python
from codeonfly.tree import File
from tests.integration.proving import Case, change_of, tree_of

TEXT = "\n".join(f"def f{number}(a, b):\n    return [a, (b, {number})]\n" for number in range(300))


@pytest.fixture
def collections_let_others_in() -> Iterator[None]:
    before = gc.get_threshold()

    def slowly(phase: str, info: dict[str, int]) -> None:
        time.sleep(0.0001)

    gc.callbacks.append(slowly)
    gc.set_threshold(50)
    yield
    gc.callbacks.remove(slowly)
    gc.set_threshold(*before)


def _deep(levels: int) -> list[ast.Module]:
    return _deep(levels - 1) if levels else [parse(TEXT) for _ in range(2)]


@pytest.mark.usefixtures("collections_let_others_in")
def test_threads_of_other_depths_do_not_disturb_each_other() -> None:
    with ThreadPoolExecutor(3) as pool:
        for trees in pool.map(_deep, (3, 40, 90)):
            assert [len(tree.body) for tree in trees] == [300, 300]


DEEP = {
    "a sum": lambda levels: "x = " + " + ".join(["a"] * levels),
    "calls of calls": lambda levels: "x = a" + ".b()" * levels,
    "branches": lambda levels: "if a:\n    b\n" + "elif a:\n    b\n" * levels,
    "tables in tables": lambda levels: "x = " + "{1: " * levels + "1" + "}" * levels,
    "functions in functions": lambda levels: "x = " + "lambda: " * levels + "1",
}


@pytest.mark.parametrize("shape", DEEP.values(), ids=DEEP)
def test_what_is_read_can_be_written_down_again(shape: Callable[[int], str]) -> None:
    read = 0
    for levels in range(60, MAX_DEPTH + 20, 5):
        text = shape(levels)
        if not is_too_deep(text):
            tree, read = parse(text), levels
            assert ast.dump(tree)
            assert ast.unparse(tree)
    assert 60 <= read < MAX_DEPTH


@pytest.mark.parametrize("levels", [MAX_DEPTH, 1_000, 2_500, 8_000])
def test_a_source_nobody_can_read_blocks_and_breaks_nothing(levels: int) -> None:
    text = f"def f(a):\n    return {DEEP['a sum'](levels).removeprefix('x = ')}\n"
    assert of_python(text) == {}
    assert hollow("a.py", None, text, "nothing") is None
    python, base = Python(), tree_of({"a.py": "def f(a):\n    return a\n"})
    for path in ("a.py", "test_a.py"):
        change = change_of(Case("", {path: text}))
        found = scan(change, base, is_test=python.is_test, is_configuration=python.is_test_configuration)
        assert [(one.path, one.kind, one.blocks) for one in found] == [(path, "unreadable", True)]


@pytest.mark.parametrize(
    ("path", "data", "is_found"),
    [
        ("a.js", b"// \xff\nexports.f = 1;\n", True),
        ("test/a.test.js", b"// \xff\n", True),
        ("package.json", b'{"name": "\xff"}', True),
        ("a.js", b"//" + b"x" * MAX_TEXT, True),
        ("tools/a.py", b"if 1:\n" + b" " * 201 + b"f = 1\n", True),
        ("a.js", b"exports.f = 1;\n", False),
        ("test/picture.png", b"\x89PNG\xff", False),
        ("package-lock.json", b" " * MAX_TEXT * 2, False),
    ],
)
def test_what_rules_can_not_read_blocks_where_it_runs(path: str, data: bytes, is_found: bool) -> None:
    node, base = Node(), tree_of({"package.json": "{}"})
    change = Change((FileChange(path, File("100644", data)),))
    found = scan(change, base, is_test=node.is_test, is_configuration=node.is_test_configuration)
    assert any(one.kind == "unreadable" and one.blocks for one in found) is is_found


@pytest.mark.parametrize("text", ["", "def f(:\n", "x = 1\0", DEEP["a sum"](100)])
def test_anything_else_is_not_too_deep(text: str) -> None:
    assert not is_too_deep(text)


@pytest.mark.parametrize("text", ["[a", "x = " + "[" * 20_000])
def test_damaged_tables_are_none(text: str) -> None:
    assert toml(text) == {}
