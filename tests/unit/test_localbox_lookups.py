"""Name lookups that take their time: who asked waits, nobody else."""

from __future__ import annotations

import asyncio
import ipaddress
import threading
from typing import Any

import pytest

from codeonfly.localbox.lookups import AT_ONCE, Lookups


class Server:
    """Answers for names below ``fast``; keeps still about all others until it is let go."""

    def __init__(self) -> None:
        self.asked = 0
        self.released = threading.Event()

    def __call__(self, host: str, port: int) -> list[tuple[Any, ...]]:
        if not host.endswith("fast"):
            self.asked += 1
            self.released.wait(30)
            raise OSError
        return [(2, 1, 6, "", ("192.0.2.1", port)), (10, 1, 6, "", ("fe80::1%3", port, 0, 3))]


class Asker:
    """Stands for a sandbox: lookups are counted for each."""


async def test_one_that_floods_it_holds_up_no_other():
    server, flooding = Server(), Asker()
    lookups = Lookups(server)
    flood = [asyncio.ensure_future(lookups.addresses(flooding, f"{n}.slow", 1)) for n in range(5 * AT_ONCE)]
    other = await asyncio.wait_for(lookups.addresses(Asker(), "a.fast", 443), 5)
    assert other == [ipaddress.ip_address("192.0.2.1"), ipaddress.ip_address("fe80::1")]
    assert await asyncio.wait_for(asyncio.to_thread(len, "free"), 5) == 4
    assert server.asked == AT_ONCE
    server.released.set()
    told = await asyncio.gather(*flood, return_exceptions=True)
    assert all(isinstance(one, OSError) for one in told)
    assert server.asked == 5 * AT_ONCE


async def test_the_wait_ends_and_what_still_runs_keeps_its_turn():
    server, asker = Server(), Asker()
    lookups = Lookups(server, seconds=0.1)
    for _ in range(3):
        asked = (lookups.addresses(asker, "a.slow", 1) for _ in range(AT_ONCE))
        told = await asyncio.gather(*asked, return_exceptions=True)
        assert all(isinstance(one, TimeoutError) for one in told)
    assert server.asked == AT_ONCE  # not a thread more for each that gave up
    server.released.set()
    while True:
        try:
            assert await lookups.addresses(asker, "a.fast", 1)
            break
        except TimeoutError:
            continue


async def test_what_is_no_name_at_all_has_no_address():
    with pytest.raises((OSError, UnicodeError)):
        await Lookups().addresses(Asker(), "a" * 64 + ".fast", 1)
