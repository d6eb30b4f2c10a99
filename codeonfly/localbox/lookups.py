"""Names looked up beside the loop: a name server that keeps still holds up the sandbox that asked, no other.

In threads of their own, which nothing waits for: neither the server's other work nor its end.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import threading
import weakref
from collections.abc import Callable, Sequence
from typing import Any

from codeonfly.localbox.egress import Address

AT_ONCE = 8  # of one sandbox; the others wait their turn
SECONDS = 15.0  # turn and all

Entries = Sequence[tuple[Any, ...]]
Resolve = Callable[[str, int], Entries]


def _resolve(host: str, port: int) -> Entries:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


class Lookups:
    """``resolve`` blocks, and answers as ``socket.getaddrinfo`` does."""

    def __init__(self, resolve: Resolve = _resolve, seconds: float = SECONDS) -> None:
        self._resolve, self._seconds = resolve, seconds
        self._turns: weakref.WeakKeyDictionary[object, asyncio.Semaphore] = weakref.WeakKeyDictionary()

    async def addresses(self, asker: object, host: str, port: int) -> list[Address]:
        """The host's addresses; raises OSError, UnicodeError, or TimeoutError when it takes too long."""
        turns = self._turns.setdefault(asker, asyncio.Semaphore(AT_ONCE))
        answer: asyncio.Future[Entries] = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(self._seconds):
            await turns.acquire()  # given back by the thread: one that nobody waits for any more counts too
            arguments = host, port, answer, turns
            threading.Thread(target=self._ask, args=arguments, name="lookup", daemon=True).start()
            found = await answer
        return [ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found]

    def _ask(self, host: str, port: int, answer: asyncio.Future[Entries], turns: asyncio.Semaphore) -> None:
        found: Entries | Exception
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError) as failure:
            found = failure
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            answer.get_loop().call_soon_threadsafe(_answered, found, answer, turns)


def _answered(
    found: Entries | Exception,
    answer: asyncio.Future[Entries],
    turns: asyncio.Semaphore,
) -> None:
    turns.release()
    if answer.done():
        return
    if isinstance(found, Exception):
        answer.set_exception(found)
    else:
        answer.set_result(found)
