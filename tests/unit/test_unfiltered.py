"""Sources whose new filters let everything through."""

from __future__ import annotations

import pytest

from codeonfly.toolchains.unfiltered import unfiltered

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
    made = unfiltered(path, None, text)
    assert made is not None
    assert left in made[0]
    assert made[1] <= {"between", "of"}
    assert unfiltered(path, text, text) is None, "it was so before"


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
    assert unfiltered(path, None, text) is None
