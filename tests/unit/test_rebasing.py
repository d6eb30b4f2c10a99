"""A change carried over to a base that moved: merged by lines, or not at all."""

from __future__ import annotations

import pytest

from action.rebasing import carried_over
from codeonfly.change import Change, FileChange
from codeonfly.tree import EXECUTABLE, REGULAR, SYMLINK, File, Tree

LINES = b"one\ntwo\nthree\nfour\nfive\n"
BASE = Tree("a" * 40, {"a.txt": File(REGULAR, LINES), "b.txt": File(REGULAR, b"b\n")})


def moved(**files: File | None) -> Tree:
    after = {**BASE.files, **{name.replace("_", "."): file for name, file in files.items()}}
    return Tree("b" * 40, {name: file for name, file in after.items() if file is not None})


def change(path: str, data: bytes | None, mode: str = REGULAR) -> Change:
    return Change((FileChange(path, None if data is None else File(mode, data)),))


OURS = LINES.replace(b"five", b"FIVE")


def test_lines_apart_are_merged() -> None:
    theirs = moved(a_txt=File(REGULAR, LINES.replace(b"one", b"ONE")))
    carried = carried_over(change("a.txt", OURS, EXECUTABLE), BASE, theirs)
    assert carried == change("a.txt", b"ONE\ntwo\nthree\nfour\nFIVE\n", EXECUTABLE)


def test_what_nobody_else_changed_stays_as_it_is() -> None:
    ours = Change(
        (*change("a.txt", OURS).files, FileChange("b.txt", None), FileChange("c", File(SYMLINK, b"a")))
    )
    assert carried_over(ours, BASE, moved(d_txt=File(REGULAR, b"d"))) == ours


@pytest.mark.parametrize(
    "theirs",
    [
        File(REGULAR, LINES.replace(b"five", b"cinq")),  # the same line
        File(REGULAR, LINES.replace(b"four", b"quatre")),  # the line beside it
        File(REGULAR, b"\0" + LINES),  # no text
        File(EXECUTABLE, LINES),
        File(SYMLINK, LINES),
        None,
    ],
)
def test_what_can_not_be_merged_is_not(theirs: File | None) -> None:
    assert carried_over(change("a.txt", OURS), BASE, moved(a_txt=theirs)) is None


@pytest.mark.parametrize("ours", [None, b"new\n"])
def test_deleted_here_and_changed_there_or_new_in_both_is_not_merged(ours: bytes | None) -> None:
    path = "a.txt" if ours is None else "new.txt"
    theirs = moved(a_txt=File(REGULAR, LINES + b"six\n"), new_txt=File(REGULAR, b"other\n"))
    assert carried_over(change(path, ours), BASE, theirs) is None


def test_what_is_there_by_now_is_no_change() -> None:
    assert carried_over(change("a.txt", OURS), BASE, moved(a_txt=File(REGULAR, OURS))) is None
