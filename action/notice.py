"""The bot's one comment on an issue: found by its mark and author, and the bot's memory."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from action.board import SECONDS_BETWEEN_EDITS
from codeonfly.errors import CodeonflyError, UserError
from codeonfly.event import Actor
from codeonfly.ports import Forge, Said
from codeonfly.report import BODY_LIMIT, length
from codeonfly.state import NOT_BEGUN, PastRun, marker, merged, past_runs
from codeonfly.state import RUNNING as UNDER_WAY

MARK = "<!-- code-on-fly:status -->"
TRIES = 3  # to have the end of a run in the memory, where others write there too
CUT = "\n\n*Cut to fit: the run's summary has all of it.*"


@dataclass(slots=True)
class Notice:
    """``past`` are the earlier runs that the comment remembered when it was found."""

    forge: Forge
    thread: int
    me: Actor
    run_id: str
    past: tuple[PastRun, ...] = ()
    comment: int | None = None
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    _edited_at: float = float("-inf")
    _shown: str = ""
    _kept: frozenset[str] = frozenset()  # the runs whose end the comment tells, as it was last read
    _begun: bool = False
    _gone: bool = False  # somebody deleted it, as far as GitHub tells
    _renewed: bool = False

    async def show(self, text: str, run: PastRun) -> None:
        """Makes the comment say ``text`` and remember ``run`` besides the others.

        GitHub has no write on a condition: what another run left there meanwhile is read first, and how this
        run ended is looked for afterwards, should another one have written between the two.
        """
        passing = run.outcome in (UNDER_WAY, NOT_BEGUN)
        for _ in range(1 if passing else TRIES):
            left = self._edited_at + SECONDS_BETWEEN_EDITS - time.monotonic()
            if left > 0 and run.outcome != "cancelled":  # who called it off wants it to end
                await self.pause(left)
            await self._heard()
            if not await self._write(text, run) or passing:
                return
            if await self._heard() is None or run.run_id in self._kept:
                return
            self._shown = ""

    async def _heard(self) -> str | None:
        """Takes over what the comment remembers of other runs; None where it can't be read."""
        if self.comment is None:
            return None
        said: str | None = None
        with contextlib.suppress(CodeonflyError):  # what is known has to do
            said = await self.forge.comment_text(self.comment)
            self._gone = said is None
        if said is not None:
            kept = past_runs(said)
            self._kept = frozenset(run.run_id for run in kept if run.outcome != UNDER_WAY)
            self.past = merged(self.past, [run for run in kept if run.run_id != self.run_id])
        return said

    async def _write(self, text: str, run: PastRun) -> bool:
        """Whether the comment had to be changed."""
        memory = marker([*self.past, run])
        room = BODY_LIMIT - length(MARK) - length(memory) - length(CUT) - 8
        body = f"{MARK}\n{_cut(text.strip(), room)}\n\n{memory}"
        if body == self._shown:
            return False
        if self.comment is None and self._begun:  # an answer was lost on the way: the comment may be there
            self.comment = (await find_notice(self.forge, self.thread, self.me, self.run_id)).comment
        self._begun = True
        if self.comment is not None and await self._edited(self.comment, body):
            self._shown = body
            return True
        self.comment = await self.forge.create_comment(self.thread, body)
        self._shown = body
        with contextlib.suppress(CodeonflyError):
            await self._give_way(text, run)
        return True

    async def _edited(self, comment: int, body: str) -> bool:
        """False, once, for one that was deleted: then there is a new one to make. Raises CodeonflyError."""
        try:
            await self.forge.edit_comment(comment, body)
        except UserError:
            if not self._gone or self._renewed:
                raise
            self._renewed = True
            return False
        self._edited_at = time.monotonic()
        return True

    async def _give_way(self, text: str, run: PastRun) -> None:
        """Where another run began at the same moment the older comment stays, and this run goes on in it."""
        first = await find_notice(self.forge, self.thread, self.me, self.run_id)
        if self.comment is None or first.comment is None or first.comment >= self.comment:
            return
        await self.forge.delete_comment(self.comment)
        self.comment, self.past = first.comment, merged(first.past, self.past)
        await self.show(text, run)


def _cut(text: str, room: int) -> str:
    """The first lines that fit: what matters most comes first."""
    if length(text) <= room:
        return text
    lines = text.split("\n")
    while lines and length("\n".join(lines)) > room:
        lines.pop()
    return "\n".join(lines) + CUT


async def find_notice(
    forge: Forge,
    thread: int,
    me: Actor,
    run_id: str,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Notice:
    """The notice on an issue or pull request, new or as an earlier run left it."""
    for said in own(await forge.comments(thread), me):
        past = tuple(run for run in past_runs(said.text) if run.run_id != run_id)
        return Notice(forge, thread, me, run_id, past, said.id, pause)
    return Notice(forge, thread, me, run_id, pause=pause)


def own(said: Iterable[Said], me: Actor) -> tuple[Said, ...]:
    """The bot's own notices among the comments of an issue."""
    return tuple(one for one in said if one.author.is_same(me) and one.text.startswith(MARK))
