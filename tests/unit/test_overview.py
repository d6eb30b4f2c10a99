"""What models are shown of a repository: bounded, fenced, and the same bytes for the same repository."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeonfly import overview
from codeonfly.prompts import bounded, fenced, request_text
from codeonfly.request import Remark, Request
from codeonfly.tree import File, Tree

REQUEST = Request("Parse durations", "`parse_duration` should accept days.")


def base(**files: bytes) -> Tree:
    return Tree("a" * 40, {path: File("100644", data) for path, data in files.items()})


def test_the_files_a_request_is_about_come_first() -> None:
    files = {
        "README.md": b"about",
        "src/clock.py": b"def parse_duration(text): ...",
        "src/other.py": b"nothing to see",
        "src/duration.py": b"x = 1",
        "package-lock.json": b"parse_duration " * 50,
    }
    shown = overview.contents(base(**files), REQUEST)
    assert re.findall(r"<file \w+>\n(.*):", shown) == [
        "src/clock.py",
        "src/duration.py",
        "README.md",
        "src/other.py",  # last, and only because there are so few
    ]


def test_big_repositories_are_shown_by_folder() -> None:
    files = {f"pkg/mod{number}/file.py": b"" for number in range(400)}
    shown = overview.paths(base(**files))
    assert "pkg/mod7/ (1 files)" in shown
    assert len(shown) < overview.PATHS_CHARACTERS + 200


def test_contents_are_bounded() -> None:
    files = {f"parse_duration{number}.py": b"parse_duration\n" * 2_000 for number in range(30)}
    assert len(overview.contents(base(**files), REQUEST)) < overview.FILES_CHARACTERS + 1_000


@pytest.mark.parametrize("data", [b"\xff\xfe parse_duration", b""])
def test_what_is_no_text_is_not_shown(data: bytes) -> None:
    assert overview.contents(base(**{"duration.bin": data}), REQUEST) == ""


def test_an_empty_repository_is_said_to_be_empty() -> None:
    assert overview.paths(base()) == "The repository is empty."


def test_names_that_are_no_text_can_be_sent() -> None:
    assert overview.paths(base(**{"\udcff.txt": b""})).encode()


def test_the_request_with_everything_that_was_said() -> None:
    request = Request("T", "B", "do it so", (Remark("ann", "why?", "a.py", 3), Remark("bob", "yes")))
    shown = request_text(request)
    for part in (
        "T\n\nB\n\nInstructions of the maintainer: do it so",
        "Comment of ann on a.py line 3: why?",
        "Comment of bob: yes",
    ):
        assert part in shown


def test_a_long_request_is_cut_and_says_so() -> None:
    shown = request_text(Request("T", "x" * 100_000))
    assert len(shown) < 41_000
    assert "characters cut here" in shown


@given(st.text(), st.integers(0, 200))
def test_bounded_keeps_head_and_tail(text: str, limit: int) -> None:
    cut = bounded(text, limit)
    if len(text) <= limit:
        assert cut == text
    else:
        head, tail = text[: limit // 3], text[len(text) - (limit - limit // 3) :]
        assert cut.startswith(head)
        assert cut.endswith(tail)
        assert f"{len(text) - limit:,} characters cut" in cut


@given(st.text())
def test_no_text_can_close_its_own_fence(text: str) -> None:
    shown = fenced("data", text)
    mark = shown.split(">", 1)[0].removeprefix("<")
    assert shown.count(f"</{mark}>") == 1
    assert fenced("data", text) == shown
