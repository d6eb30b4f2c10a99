"""Templates: a missing value is an error, and a value nobody filtered is harmless."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError

import codeonfly
from codeonfly.results import Comparison
from codeonfly.templating import render
from codeonfly.view import Tests
from tests.fakes import records

TEMPLATES = sorted((Path(codeonfly.__file__).parent / "templates").glob("*.j2"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_missing_value_is_an_error(path: Path) -> None:
    with pytest.raises(UndefinedError):
        render(path.name)


def test_a_value_without_a_filter_is_made_inert_markdown() -> None:
    shown = render(
        "status.md.j2",
        seconds=1.0,
        spent=0,
        limit=0,
        run_url="",
        steps=[{"name": "**@octocat** <b>", "done": False, "failed": False, "note": ""}],
    )
    assert "- [ ] \\*\\*@\u202foctocat\\*\\* &lt;\u202fb&gt;" in shown


def test_a_value_in_plain_text_is_one_visible_line() -> None:
    tests = Tests(None, None, Comparison(), compared=False)
    shown = render(
        "commit.txt.j2", title="a\nb\x1b[0m", summary="", kind="failed", tests=tests, record=records.unchanged
    )
    assert shown.startswith("a b[0m\n")
