"""Localbox's speed beside raw bwrap, measured in one run: ``python -m bench.localbox``."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

from e2b import AsyncSandbox

from codeonfly.leave import leave_with
from codeonfly.localbox import bubblewrap

ROUNDS = 30
Row = tuple[str, float, str, float, bool]  # what, figure, unit, limit, whether more is better


def main() -> None:
    """Prints a table: what, figure, limit, and whether it holds; the exit code says if all do."""
    rows = measure()
    print(f"{'':44} {'measured':>12}  {'limit':>12}")
    for what, figure, unit, limit, more in rows:
        sign, holds = (">=", figure >= limit) if more else ("<=", figure <= limit)
        print(f"{what:44} {figure:9.1f} {unit:3} {sign} {limit:8.1f} {unit:3} {'' if holds else '  MISSED'}")
    sys.exit(0 if all(f >= limit if more else f <= limit for _, f, _, limit, more in rows) else 1)


def measure() -> list[Row]:
    """All rows; the server is a process of its own, as in its memory figures."""
    raw, fence = _raw_milliseconds(), _fence_milliseconds()
    script = "from codeonfly.localbox.server import *; serve_forever(Options())"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            return asyncio.run(_measure(json.loads(server.stdout.readline()), server.pid, raw, fence))
        finally:
            server.terminate()


def _raw_milliseconds() -> float:
    words = [bubblewrap.executable(), "--unshare-all", "--ro-bind", "/", "/", "true"]
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        subprocess.run(words, check=True)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def _fence_milliseconds() -> float:
    """``bwrap ... true`` with all that fences a sandbox: namespaces, mounts, filter, the other uid."""
    with tempfile.TemporaryDirectory(prefix="code-on-fly-bench-") as folder:
        words = [sys.executable, "-m", "bench.fence", folder]
        return float(subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout)


async def _measure(endpoint: dict[str, str], server: int, raw: float, fence: float) -> list[Row]:
    options: dict[str, Any] = {**endpoint, "debug": False}
    made: list[AsyncSandbox] = []

    async def create() -> None:
        made.append(await AsyncSandbox.create(timeout=600, **options))

    await create()
    creating = await _median(create, 15)
    sandbox = made[0]
    running = await _median(lambda: sandbox.commands.run("true"), 100)
    rows: list[Row] = [
        ("raw bwrap true, nothing fenced", raw, "ms", 99, False),
        ("raw bwrap true, fenced as a sandbox", fence, "ms", 99, False),
        ("create", creating, "ms", 60, False),
        ("create, in fenced raw bwraps", creating / fence, "x", 6, False),
        ('run("true")', running, "ms", 4, False),
        *await _throughput(sandbox, options),
        await _snapshot(sandbox),
        *await _many(made, create, server),
    ]
    before = _resident_mib(server)
    for _ in range(2000):
        await sandbox.commands.run("true")
    rows.append(("growth over 2,000 commands", _resident_mib(server) - before, "MiB", 8, False))
    await asyncio.gather(*(one.kill() for one in made))
    return rows


async def _median(work: Callable[[], Awaitable[object]], rounds: int) -> float:
    """Milliseconds."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        await work()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


async def _throughput(sandbox: AsyncSandbox, options: dict[str, Any]) -> list[Row]:
    data = os.urandom(50 << 20)
    writing = await _median(lambda: sandbox.files.write("big", data), 7)
    reading, plain = [], []
    with _plain_server(data) as address:
        beside = await AsyncSandbox.connect(sandbox.sandbox_id, **{**options, "sandbox_url": address})
        for _ in range(9):  # in turns: what the client's copies cost changes with the machine
            reading.append(await _median(lambda: sandbox.files.read("big", format="bytes"), 1))
            plain.append(await _median(lambda: beside.files.read("big", format="bytes"), 1))
    read, floor = statistics.median(reading), statistics.median(plain)
    return [
        ("50 MB write", 50_000 / writing * 1.048576, "MB/s", 300, True),
        ("50 MB read", 50_000 / read * 1.048576, "MB/s", 250, True),
        ("50 MB read, in reads from a plain socket", read / floor, "x", 1.3, False),
    ]


@contextlib.contextmanager
def _plain_server(data: bytes) -> Iterator[str]:
    """The address of a socket that answers all requests with the data: reading, for the client alone."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_answer_all, args=(listening, data), daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


def _answer_all(listening: socket.socket, data: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: %d\r\n\r\n" % len(
        data
    )
    with contextlib.suppress(OSError):  # shut down at the end
        while True:
            connection, _ = listening.accept()
            threading.Thread(target=_answer, args=(connection, head, data), daemon=True).start()


def _answer(connection: socket.socket, head: bytes, data: bytes) -> None:
    with connection, contextlib.suppress(ConnectionError):
        while connection.recv(1 << 16):
            connection.sendall(head)
            connection.sendall(data)


async def _snapshot(sandbox: AsyncSandbox) -> Row:
    await sandbox.commands.run(
        "rm big; mkdir tree; cd tree; for i in $(seq 50); do mkdir $i;"
        " for j in $(seq 100); do echo $j > $i/$j; done; done"
    )
    return ("snapshot of 5,000 files", await _median(sandbox.create_snapshot, 3) / 1000, "s", 1, False)


async def _many(made: list[AsyncSandbox], create: Callable[[], Awaitable[None]], server: int) -> list[Row]:
    while len(made) < 20:
        await create()
    agents = _agents(server)
    idle = sum(_proportional_mib(pid) for pid in agents) / len(made)
    began = time.perf_counter()

    async def work(one: AsyncSandbox) -> None:
        for number in range(20):
            assert (await one.commands.run(f"echo {number}")).stdout == f"{number}\n"

    await asyncio.gather(*(work(one) for one in made[:20]))
    busy = time.perf_counter() - began
    rows: list[Row] = [
        ("20 sandboxes x 20 commands", busy, "s", 3, False),
        ("an idle sandbox (PSS)", idle, "MiB", 8, False),
        ("the server with 20 alive (RSS)", _resident_mib(server), "MiB", 90, False),
    ]
    began = time.perf_counter()
    await asyncio.gather(*(create() for _ in range(100 - len(made))))
    assert len({one.sandbox_id for one in made}) == 100
    rows.append(("80 more at once, 100 alive", time.perf_counter() - began, "s", 60, False))
    await asyncio.gather(*(one.kill() for one in made[20:]))
    del made[20:]
    return rows


def _agents(server: int) -> list[int]:
    """The processes below the server: bwraps and agents."""
    found: list[int] = []
    pending = [server]
    while pending:
        pid = pending.pop()
        for task in Path(f"/proc/{pid}/task").glob("*"):
            children = [int(word) for word in (task / "children").read_text().split()]
            found += children
            pending += children
    return found


def _proportional_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _resident_mib(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


if __name__ == "__main__":
    leave_with(main)
