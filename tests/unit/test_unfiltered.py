"""Sources whose new filters let everything through, and functions that a change leaves as they were."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.toolchains.shift import unchanged
from codeonfly.toolchains.unfiltered import unfiltered

ASKED = ("between", "of", "words")
PYTHON = "def between(loans, since, until):\n    return [one for one in loans if one.start >= since]\n"


@pytest.mark.parametrize(
    ("path", "text", "left"),
    [
        ("a.py", PYTHON, "    return [one for one in loans]"),
        (
            "a.js",
            "function of(rows, id) {\n  return rows.filter((row) => row.id === id).map(show);\n}\n",
            "rows.map(show)",
        ),
        (
            "A.java",
            "class A {\n  List<R> of(int id) {\n    return rows.filter(r -> r.at(id)).list();\n  }\n}\n",
            "rows.list()",
        ),
        (
            "a.rs",
            "fn of(rows: &[Row], id: u32) -> usize {\n    rows.iter().filter(|r| r.id == id).count()\n}\n",
            "rows.iter().count()",
        ),
    ],
)
def test_what_is_picked_by_a_parameter_is_no_more(path: str, text: str, left: str) -> None:
    made = unfiltered(path, None, text, ASKED)
    assert made is not None
    assert left in made[0]
    assert made[1] <= {"between", "of"}
    assert unfiltered(path, text, text, ASKED) is None, "it was so before"
    assert unfiltered(path, None, text, ("other",)) is None, "no test names it"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "def words(text):\n    return [one for one in text.split() if one]\n"),
        ("a.py", "def words(text"),
        ("a.js", "function words(text) {\n  return text.split(' ').filter((one) => one !== '');\n}\n"),
        ("a.js", "function words(one) {\n  return all.filter((one) => one.there);\n}\n"),
        ("a.go", "package a\n"),
    ],
)
def test_what_is_picked_by_nothing_given_stays(path: str, text: str) -> None:
    assert unfiltered(path, None, text, ASKED) is None


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.py", "def of(x):\n    return x\n", "def of(x):\n    # as it is\n    return x\n\n\ndef by(x):\n    return [x]\n"),
        ("a.py", "class A:\n    def by(self):\n        return 1\n", "class A:\n    def by(self):\n        return 2\n\n    def of(self):\n        return 1\n"),
        ("a.go", "package a\n\nfunc Of() int {\n\treturn 1\n}\n", "package a\n\nfunc Of() int {\n\treturn 1\n}\n\nfunc By() int {\n\treturn 2\n}\n"),
    ],
)  # fmt: skip
def test_functions_with_the_body_they_had(path: str, before: str, after: str) -> None:
    names = frozenset(("of", "by", "Of", "By", "none"))
    wanted = {"Of"} if path == "a.go" else {"of"} if "class" not in before else set()
    assert unchanged(path, before, after, names) == wanted
    assert unchanged(path, None, after, names) == frozenset()
