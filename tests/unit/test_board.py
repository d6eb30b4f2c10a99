"""The status comment keeps up with a run, in few edits, and never ends it."""

from __future__ import annotations

import asyncio

from action.board import SECONDS_BETWEEN_EDITS, Board, pause
from codeonfly.errors import ServiceError
from codeonfly.journal import Entry, Noted, PhaseEnded, PhaseStarted


class Comment:
    """Remembers how many entries each edit was made from; can be made to fail."""

    def __init__(self, *failures: bool) -> None:
        self.edits: list[int] = []
        self.edited = asyncio.Event()
        self._failures = list(failures)

    async def __call__(self, entries: tuple[Entry, ...]) -> None:
        self.edits.append(len(entries))
        self.edited.set()
        if self._failures and self._failures.pop(0):
            raise ServiceError("GitHub answered 502")


START = Entry(0.0, PhaseStarted("base"))
END = Entry(1.0, PhaseEnded("base", "ok", "", 1.0))


async def test_many_entries_become_few_edits() -> None:
    comment = Comment()
    board = Board(comment, seconds_between_edits=60)
    async with board.kept_up():
        for _ in range(50):
            board(START)
        await comment.edited.wait()
        for _ in range(50):
            board(END)
    assert comment.edits == [50]


async def test_every_change_is_told_in_the_end_when_there_is_time() -> None:
    comment = Comment()
    board = Board(comment, seconds_between_edits=0)
    async with board.kept_up():
        for entry in (START, END):
            board(entry)
            await comment.edited.wait()
            comment.edited.clear()
    assert comment.edits == [1, 2]


async def test_small_talk_is_no_edit() -> None:
    comment = Comment()
    board = Board(comment, seconds_between_edits=0)
    async with board.kept_up():
        board(Entry(0.0, Noted("x")))
        await asyncio.sleep(0)
    assert comment.edits == []


async def test_a_failing_edit_is_remembered_and_the_next_one_tried() -> None:
    comment = Comment(True, False)
    board = Board(comment, seconds_between_edits=0)
    async with board.kept_up():
        board(START)
        await comment.edited.wait()
        comment.edited.clear()
        await asyncio.sleep(0)
        assert board.failure == "GitHub answered 502"
        board(END)
        await comment.edited.wait()
    assert (comment.edits, board.failure) == ([1, 2], "")


def test_an_hour_of_edits_leaves_half_of_the_tokens_calls():
    edits, seconds = 0, 0.0
    while seconds < 3600:
        edits += 1
        seconds += pause(SECONDS_BETWEEN_EDITS, edits)
    assert 2 * edits < 600, "each is read before it is written"
