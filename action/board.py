"""The status comment while a run goes on: a journal sink that edits it, every few seconds at most."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from codeonfly.errors import CodeonflyError
from codeonfly.journal import Entry, PhaseEnded, PhaseStarted, Spent, TestsRan

SECONDS_BETWEEN_EDITS = 5.0
# An edit is two calls, and GITHUB_TOKEN has 1,000 an hour for all of a repository's jobs.
MANY_EDITS, SLOWER = 24, 3
LAST_EDIT_SECONDS = 1.5

Edit = Callable[[tuple[Entry, ...]], Awaitable[object]]


@dataclass(slots=True)
class Board:
    """Collects entries and hands all of them to ``edit`` when something worth telling happened."""

    edit: Edit
    seconds_between_edits: float = SECONDS_BETWEEN_EDITS
    failure: str = ""  # why the comment could not be edited the last time; a run doesn't end for that
    _entries: list[Entry] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, entry: Entry) -> None:
        self._entries.append(entry)
        if isinstance(entry.event, PhaseStarted | PhaseEnded | TestsRan | Spent):
            self._changed.set()

    @contextlib.asynccontextmanager
    async def kept_up(self) -> AsyncIterator[None]:
        """Edits beside what goes on inside; an edit under way is waited for, but not for long."""
        ending = asyncio.Event()
        keeper = asyncio.create_task(self._keep(ending))
        try:
            yield
        finally:
            ending.set()
            self._changed.set()
            await asyncio.wait({keeper}, timeout=LAST_EDIT_SECONDS)
            keeper.cancel()

    async def _keep(self, ending: asyncio.Event) -> None:
        edits = 0
        while True:
            await self._changed.wait()
            if ending.is_set():
                return
            self._changed.clear()
            try:
                await self.edit(tuple(self._entries))
                self.failure = ""
            except CodeonflyError as error:
                self.failure = str(error)
            edits += 1
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause(self.seconds_between_edits, edits)):
                    await ending.wait()


def pause(seconds: float, edits: int) -> float:
    """Seconds until the next edit; a run that has had many is a long one, and is told of less often."""
    return seconds if edits < MANY_EDITS else SLOWER * seconds
