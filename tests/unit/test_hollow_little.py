"""New functions that take no work, and constructors that take more than they did and do nothing with it."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from codeonfly.settings import Settings
from codeonfly.toolchains import detect
from codeonfly.toolchains.hollow import hollow
from codeonfly.tree import Tree
from codeonfly.verification.emptying import Emptied, empty
from codeonfly.verification.parts import split
from tests.integration.proving import Case, change_of, tree_of

BEFORE = "class Vents:\n    def __init__(self, limit):\n        self.limit = limit\n\n    def feed(self, t):\n        return t > self.limit\n"
AFTER = """class Vents:
    def __init__(self, limit, margin=0):
        if margin < 0:
            raise ValueError(margin)
        self.limit = limit
        self.margin = margin

    def feed(self, t):
        return t > self.limit - self.margin
"""
RECORD = "from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass Row:\n    size: int\n\n    def double(self):\n        return self.size * 2\n"
MORE = RECORD.replace("    size: int\n", "    size: int\n    factor: int = 2\n").replace(
    "* 2", "* self.factor"
)


def run(text: str) -> dict[str, Any]:
    """As a module, by whose name dataclasses look up what annotations say."""
    module = ModuleType("hollow_little")
    sys.modules[module.__name__] = module
    exec(compile(text, "hollow", "exec", dont_inherit=True), vars(module))  # noqa: S102 - our own text
    return vars(module)


def made(path: str, before: str, after: str, filler: str) -> str:
    found = hollow(path, before, after, filler)
    assert found is not None
    return found.text


def test_a_constructor_takes_what_it_takes_by_now_and_does_what_it_did() -> None:
    found = hollow("vents.py", BEFORE, AFTER, "constructors")
    assert found is not None
    assert found.names == {"Vents"}
    vents = run(found.text)["Vents"](25, margin=-2)
    assert vents.feed(25) is False
    assert not hasattr(vents, "margin")


@pytest.mark.parametrize("future", ["", "from __future__ import annotations\n"])
@pytest.mark.parametrize("checks", ["", "    def __post_init__(self):\n        assert self.factor > 0\n\n"])
def test_a_new_field_of_a_dataclass_is_taken_and_not_kept(future: str, checks: str) -> None:
    after = future + MORE.replace("    def double", f"{checks}    def double")
    names = run(made("row.py", RECORD, after, "constructors"))
    row = names["Row"](4, factor=-3)
    assert (row.double(), row.factor) == (8, 2)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BEFORE, BEFORE.replace("t > ", "t >= ")),
        ("", AFTER),
        (BEFORE, BEFORE + "\n    def close(self):\n        return 1\n"),
        (RECORD, RECORD.replace("* 2", "* 3")),
        (
            RECORD,
            RECORD.replace(
                "    size: int\n", "    size: int\n    tags: list = field(default_factory=list)\n"
            ),
        ),
        ("", "def f(x: (:\n"),
    ],
)
def test_where_none_of_the_base_takes_more_nothing_is_emptied_so(before: str, after: str) -> None:
    assert hollow("vents.py", before, after, "constructors") is None


VENTS_JS = "class Vents {\n  constructor(limit) {\n    this.limit = limit;\n  }\n\n  feed(t) {\n    return t > this.limit;\n  }\n}\n"
WITH_MARGIN = VENTS_JS.replace("(limit) {\n", "(limit, margin = 0) {\n    this.margin = margin;\n").replace(
    "this.limit;\n  }\n}", "this.limit - this.margin;\n  }\n}"
)


def test_constructors_of_javascript_as_well() -> None:
    found = hollow("vents.js", VENTS_JS, WITH_MARGIN, "constructors")
    assert found is not None
    assert found.names == {"Vents"}
    assert found.text == VENTS_JS.replace("(limit)", "(limit, margin = 0)")
    assert hollow("vents.js", VENTS_JS, VENTS_JS.replace("> this", ">= this"), "constructors") is None


def test_words_that_keep_a_new_parameter_go() -> None:
    before = "class A {\n  constructor(private x: number) {\n  }\n}\n"
    after = before.replace("number)", "number, private readonly y = 2)")
    text = made("a.ts", before, after, "constructors")
    assert "constructor(private x: number, y = 2) {" in text


def test_new_functions_give_back_what_they_are_given() -> None:
    names = run(made("a.py", "", "def f(x, y=1):\n    return x + y\n\n\ndef g():\n    return 3\n", "given"))
    assert (names["f"](4), names["g"]()) == (4, None)
    text = made("a.js", "", "function f(x, y = 1) {\n  return x + y;\n}\n", "given")
    assert "return x;" in text
    assert hollow("a.go", "", "func F(x int) int {\n\treturn x + 1\n}\n", "given") is None


def test_what_is_equal_to_all_nothings() -> None:
    thing = run(made("a.py", "", "def f(x):\n    return [x]\n", "zero"))["f"](1)
    assert not thing
    assert [thing == one for one in (0, "", [], {}, None, False, 1, "a", [0])] == [True] * 6 + [False] * 3
    assert (list(thing), len(thing), 3 in thing) == ([], 0, False)


def test_zero_is_a_number_where_nothing_can_be_equal_to_all_nothings() -> None:
    assert "{ return 0;" in made("a.js", "", "function f(x) {\n  return [x];\n}\n", "zero")
    assert hollow("a.go", "", "func F(x int) int {\n\treturn x + 1\n}\n", "zero") is None


def emptied(before: str, after: str, test: str) -> Emptied:
    base = tree_of({"vents.py": before, "tests/test_vents.py": "", "requirements.txt": "pytest\n"})
    change = change_of(Case("", {"vents.py": after, "tests/test_vents.py": test}))
    head = change.apply(base.files)
    return empty(split(change, base, detect(base, Settings())), base, Tree("", head).files)


def test_ways_that_take_no_work_are_apart_from_those_in_which_nothing_is_done() -> None:
    found = emptied(BEFORE, AFTER, "def test_margin():\n    assert Vents(25, margin=2).feed(24)\n")
    assert found.names == ("Vents",)
    assert (len(found.changes), len(found.more)) == (0, 1)
    found = emptied("", "def f(x):\n    return x + 1\n", "def test_f():\n    assert f(1) == 2\n")
    assert (len(found.changes), len(found.more)) == (2, 2)
