"""A running command: its streams as events, its listeners, its end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field

from codeonfly.localbox.connect import RpcError

CHUNK = 64 << 10
QUEUE = 32  # chunks a slow listener may lag behind before the command is made to wait
GRACE_SECONDS = 0.3  # for output after the end: background children may hold the pipes open for ever


@dataclass(frozen=True, slots=True)
class Command:
    """A command as the RPC asked for it. ``size`` (rows, columns) makes it a terminal."""

    command: str
    arguments: list[str]
    envs: dict[str, str]
    cwd: str | None
    user: str
    tag: str | None = None
    stdin: bool = True
    size: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """Bytes of "stdout", "stderr" or "pty"."""

    stream: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Ended:
    """The wait status, split as Go's os.ProcessState tells it."""

    status: int

    @property
    def exit_code(self) -> int:
        return os.WEXITSTATUS(self.status) if os.WIFEXITED(self.status) else -1

    @property
    def exited(self) -> bool:
        return os.WIFEXITED(self.status)

    @property
    def words(self) -> str:
        if self.exited:
            return f"exit status {self.exit_code}"
        name = signal.strsignal(os.WTERMSIG(self.status)) or str(os.WTERMSIG(self.status))
        return f"signal: {name.lower()}"


Event = Output | Ended | RpcError


class Listener:
    """One reader of a command's events, with a bounded backlog."""

    def __init__(self, on_room: Callable[[], None]) -> None:
        self._queue: asyncio.Queue[Event] = asyncio.Queue()
        self._on_room = on_room

    @property
    def lagging(self) -> bool:
        return self._queue.qsize() >= QUEUE

    def put(self, event: Event) -> None:
        self._queue.put_nowait(event)

    async def next(self, seconds: float) -> Event | None:
        """The next event; None when there is none for so many seconds."""
        try:
            event = self._queue.get_nowait()
        except asyncio.QueueEmpty:
            try:
                async with asyncio.timeout(seconds):
                    event = await self._queue.get()
            except TimeoutError:
                return None
        if self._queue.qsize() == QUEUE // 2:
            self._on_room()
        return event


@dataclass(eq=False)
class Running:
    """What the server knows of a command; made by Box.start."""

    pid: int
    command: str
    arguments: list[str]
    envs: dict[str, str]
    cwd: str | None
    tag: str | None
    terminal: bool
    streams: dict[str, int]  # name -> descriptor of the server's end
    stdin: int | None
    listeners: list[Listener] = field(default_factory=list)
    ended: Ended | None = None
    done: asyncio.Event = field(default_factory=asyncio.Event)
    on_done: Callable[[Running], None] = field(default=lambda _: None)
    overtime: asyncio.Task[None] | None = None  # ends it at its deadline where its caller has gone
    _paused: bool = False

    def begin(self) -> None:
        """Starts to read its output; whatever nobody listens to is dropped."""
        for descriptor in (*self.streams.values(), *([self.stdin] if self.stdin is not None else [])):
            os.set_blocking(descriptor, False)
        self._resume_reading()

    def listen(self) -> Listener:
        listener = Listener(self._on_room)
        self.listeners.append(listener)
        if self.done.is_set():
            listener.put(self.ended or RpcError("unavailable", "the process is gone"))
        return listener

    def leave(self, listener: Listener) -> None:
        """A listener that vanished holds the command up no longer."""
        with contextlib.suppress(ValueError):
            self.listeners.remove(listener)
        self._on_room()

    def _publish(self, event: Event) -> None:
        for listener in self.listeners:
            listener.put(event)

    def _on_room(self) -> None:
        if self._paused and not any(listener.lagging for listener in self.listeners):
            self._resume_reading()

    def _resume_reading(self) -> None:
        self._paused = False
        for name, descriptor in self.streams.items():
            asyncio.get_running_loop().add_reader(descriptor, self._read, name, descriptor)

    def _pause_reading(self) -> None:
        self._paused = True
        for descriptor in self.streams.values():
            asyncio.get_running_loop().remove_reader(descriptor)

    def _read(self, name: str, descriptor: int) -> None:
        try:
            data = os.read(descriptor, CHUNK)
        except BlockingIOError:
            return
        except OSError:  # EIO: the last holder of the terminal is gone
            data = b""
        if not data:
            self._close(name)
            return
        self._publish(Output(name, data))
        if any(listener.lagging for listener in self.listeners):
            self._pause_reading()

    def _close(self, name: str) -> None:
        descriptor = self.streams.pop(name, None)
        if descriptor is not None:
            asyncio.get_running_loop().remove_reader(descriptor)
            os.close(descriptor)
        if self.ended is not None and not self.streams:
            self._finish()

    @property
    def lingers(self) -> bool:
        """Whether background children still hold its pipes; they are drained so that they get no SIGPIPE."""
        return bool(self.streams)

    def exit(self, status: int) -> None:
        """The agent reaped it; what is still in the pipes follows first."""
        self.ended = Ended(status)
        if not self.streams:
            self._finish()
            return
        asyncio.get_running_loop().call_later(GRACE_SECONDS, self._stop_waiting)

    def _stop_waiting(self) -> None:
        """After the grace: a listener that lags still gets all, a pipe that is silent is let go."""
        if self.done.is_set():
            return
        if self._paused:
            asyncio.get_running_loop().call_later(GRACE_SECONDS, self._stop_waiting)
            return
        self._finish()

    def _finish(self) -> None:
        if self.done.is_set():
            return
        self.done.set()
        self._publish(self.ended or RpcError("unavailable", "the process is gone"))
        self.close_stdin()
        self.on_done(self)

    def hang_up(self, error: RpcError) -> None:
        """Present listeners hear ``error``; later ones may connect again."""
        self._publish(error)

    def fail(self, error: RpcError) -> None:
        """Its sandbox is gone: every listener hears so, and the descriptors close."""
        loop = asyncio.get_running_loop()
        for descriptor in self.streams.values():
            loop.remove_reader(descriptor)
            os.close(descriptor)
        self.streams.clear()
        self.close_stdin()
        if not self.done.is_set():
            self.done.set()
            self._publish(error)

    async def write(self, data: bytes) -> None:
        """All of ``data`` into its input, however slowly it reads."""
        view = memoryview(data)
        while view:
            if self.stdin is None:
                raise RpcError("failed_precondition", "stdin is closed or was not enabled for this process")
            try:
                view = view[os.write(self.stdin, view) :]
            except BlockingIOError:
                await _writable(self.stdin)
            except OSError as failure:
                raise RpcError("internal", f"error writing to stdin: {failure.strerror}") from None

    def close_stdin(self) -> None:
        """Its input ends."""
        descriptor, self.stdin = self.stdin, None
        if descriptor is None:
            return
        asyncio.get_running_loop().remove_writer(descriptor)
        os.close(descriptor)


async def _writable(descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_writer(descriptor, ready.set)
    try:
        await ready.wait()
    finally:
        with contextlib.suppress(ValueError, OSError):
            loop.remove_writer(descriptor)
