"""Texts are read in a child process, which is ended when one takes too long."""

from __future__ import annotations

import asyncio
import os
import re
import time
from pathlib import Path

import pytest

from codeonfly.errors import UserError
from codeonfly.reader import Faulty, Reader, TooLong
from codeonfly.tree import File, Tree
from codeonfly.verification.parts import split
from tests.integration.proving import Case, change_of, tree_of

ENDLESS = ("(a+)+$", "a" * 40 + "b")  # hours, in a single call of the interpreter


def is_there(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


async def test_the_answer_is_that_of_the_function_and_one_child_gives_them_all() -> None:
    with Reader() as reader:
        assert await reader.ask(max, 3, 7) == 7
        first = await reader.ask(os.getpid)
        assert first != os.getpid()
        assert await asyncio.gather(*(reader.ask(os.getpid) for _ in range(3))) == [first] * 3


async def test_files_come_back_as_the_ones_that_were_sent() -> None:
    base, change = tree_of({"a.py": "a = 1\n", "b.py": "b = 2\n"}), change_of(Case("", {"a.py": "a = 2\n"}))
    with Reader() as reader:
        parts = await reader.ask(split, change, base, ())
        assert parts == split(change, base, ())
        assert parts.change.files[0].file is change.files[0].file
        again: dict[str, File] = await reader.ask(dict, base.files)
        assert all(again[path] is base.files[path] for path in base.files)


def refuse() -> None:
    raise UserError("no such base")


async def test_what_the_function_raises_is_raised_here() -> None:
    with Reader() as reader:
        with pytest.raises(UserError, match="no such base"):
            await reader.ask(refuse)
        with pytest.raises(Faulty, match=r"the change can't be read: an error nobody foresaw: error in"):
            await reader.ask(re.compile, "(")
        assert await reader.ask(len, "abc") == 3


async def test_a_text_that_takes_too_long_ends_the_child_and_the_next_one_is_read() -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.05)
            ticks += 1

    with Reader(seconds=1) as reader:
        assert await reader.ask(len, "abc") == 3
        ticking = asyncio.create_task(tick())
        with pytest.raises(TooLong, match=r"it took more than 1 s of CPU, or all memory"):
            await reader.ask(re.match, *ENDLESS)
        ticking.cancel()
        assert ticks > 5  # signals and limits are heard meanwhile
        assert await reader.ask(len, "abcd") == 4


async def test_seconds_are_those_of_one_function_not_of_all() -> None:
    busy = (re.match, "(a+)+$", "a" * 23 + "b")  # half a second or so
    with Reader(seconds=1) as reader:
        began = time.process_time()
        re.match(*busy[1:])
        times = int(2 / max(time.process_time() - began, 0.1)) + 1
        for _ in range(times):
            assert await reader.ask(*busy) is None


async def test_who_no_longer_waits_ends_the_child() -> None:
    with Reader() as reader:
        child = await reader.ask(os.getpid)
        asking = asyncio.create_task(reader.ask(re.match, *ENDLESS))
        await asyncio.sleep(0.2)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert not is_there(child)
        assert await reader.ask(len, "abc") == 3
        last = await reader.ask(os.getpid)
    assert not is_there(last)


async def test_a_child_that_ends_by_itself_is_no_text_that_takes_long() -> None:
    with Reader() as reader, pytest.raises(RuntimeError, match="the reader of texts ended with exit code 7"):
        await reader.ask(os._exit, 7)


async def test_a_tree_is_sent_once() -> None:
    tree = Tree("0" * 40, {str(number): File("100644", b"x" * 1_000_000) for number in range(50)})
    with Reader() as reader:
        assert await reader.ask(len, tree.files) == 50
        began = time.process_time()
        for _ in range(20):
            await reader.ask(len, tree.files)
        assert time.process_time() - began < 1  # a gigabyte takes longer
