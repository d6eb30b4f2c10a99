"""The server's end of a sandbox's channel: requests, answers, events, passed descriptors."""

from __future__ import annotations

import array
import asyncio
import contextlib
import os
import socket
from collections.abc import Callable

from codeonfly.localbox.connect import RpcError
from codeonfly.localbox.inside.wire import SEPARATOR, pack

MAX_PACKET = 256 << 10
MAX_REQUEST = (
    4 << 20
)  # an argument may have 128 KiB, all of them and the variables 2 MiB: the kernel's limits
MAX_ANSWER = 64 << 20
MAX_DESCRIPTORS = 8

GONE = "the connection to the sandbox ended before the request completed"


def cut_off(sandbox: str) -> RpcError:
    """What who listens to a stream is told when the sandbox goes: E2B's words, which clients know."""
    return RpcError("unavailable", f"the connection to sandbox {sandbox} ended before the stream completed")


class Link:
    """Requests to one agent. Raises RpcError with the agent's code, or ``unavailable`` once it is gone.

    ``on_exit(pid, status)`` gets the ends of commands, ``on_proxy(descriptor)`` accepted connections,
    ``on_gone()`` the end of it all.
    """

    def __init__(
        self,
        channel: socket.socket,
        *,
        on_exit: Callable[[int, int], None],
        on_proxy: Callable[[int], None],
        on_gone: Callable[[], None],
    ) -> None:
        self._channel = channel
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[bytes, asyncio.Future[tuple[list[bytes], list[int]]]] = {}
        self._next = 0
        self._on_exit, self._on_proxy, self._on_gone = on_exit, on_proxy, on_gone
        self.ready = asyncio.Event()
        self.closed = False
        self._loop.add_reader(channel.fileno(), self._receive)

    async def call(self, operation: str, *arguments: bytes) -> tuple[list[bytes], list[int]]:
        """The answer's fields and descriptors, which the caller must close."""
        if self.closed:
            raise RpcError("unavailable", GONE)
        if any(SEPARATOR in argument for argument in arguments):
            raise RpcError("invalid_argument", "a NUL byte is not allowed here")
        self._next += 1
        request = b"%d" % self._next
        future: asyncio.Future[tuple[list[bytes], list[int]]] = self._loop.create_future()
        self._waiting[request] = future
        try:
            await self._send(pack([operation.encode(), request, *arguments]))
            return await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled() and future.exception() is None:
                for descriptor in future.result()[1]:
                    os.close(descriptor)
            raise
        finally:
            self._waiting.pop(request, None)
            if future.done() and not future.cancelled():
                future.exception()  # it may have come while the request still waited to be sent

    async def _send(self, message: bytes) -> None:
        if len(message) > MAX_REQUEST:
            raise RpcError("invalid_argument", f"the request is too long ({len(message)} bytes)")
        if len(message) <= MAX_PACKET // 2:
            await self._send_packet(message, [])
            return
        with os.fdopen(os.memfd_create("request", os.MFD_CLOEXEC), "wb") as memory:
            memory.write(message)
            memory.flush()
            await self._send_packet(b"long", [memory.fileno()])

    async def _send_packet(self, message: bytes, descriptors: list[int]) -> None:
        while True:
            try:
                if descriptors:
                    socket.send_fds(self._channel, [message], descriptors)
                else:
                    self._channel.send(message)
            except BlockingIOError:
                await asyncio.sleep(0.002)
                if self.closed:
                    raise RpcError("unavailable", GONE) from None
            except OSError:
                self.close()
                raise RpcError("unavailable", GONE) from None
            else:
                return

    def _receive(self) -> None:
        while not self.closed:
            try:
                message, descriptors = _packet(self._channel)
            except BlockingIOError:
                return
            except OSError:
                message, descriptors = b"", []
            if not message:
                self.close()
                return
            self._handle(message, descriptors)

    def _handle(self, message: bytes, descriptors: list[int]) -> None:
        kind, *fields = message.split(SEPARATOR)
        if kind in {b"ok", b"long", b"error"} and fields:
            self._settle(kind, fields[0], fields[1:], descriptors)
            return
        if kind == b"proxy" and descriptors:
            self._on_proxy(descriptors.pop(0))
        elif kind == b"exit" and len(fields) == 2 and fields[0].isdigit() and fields[1].isdigit():
            self._on_exit(int(fields[0]), int(fields[1]))
        elif kind == b"ready":
            self.ready.set()
        for descriptor in descriptors:
            os.close(descriptor)

    def _settle(self, kind: bytes, request: bytes, fields: list[bytes], descriptors: list[int]) -> None:
        future = self._waiting.pop(request, None)
        if kind == b"long" and descriptors:
            fields = _long_answer(descriptors.pop(0))
        if future is None or future.done():
            for descriptor in descriptors:
                os.close(descriptor)
        elif kind == b"error" and len(fields) == 2:
            future.set_exception(_failure(fields[0], fields[1]))
        else:
            future.set_result((fields, descriptors))

    def close(self) -> None:
        """Fails what waits and hangs up, which ends the agent; calling it again is fine."""
        if self.closed:
            return
        self.closed = True
        self._loop.remove_reader(self._channel.fileno())
        self._channel.close()
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(RpcError("unavailable", GONE))
        self.ready.set()
        self._on_gone()


class NoSpaceError(RpcError):
    """The sandbox's disk is full: 507 over HTTP."""


def _failure(code: bytes, message: bytes) -> RpcError:
    text = message.decode("utf-8", "replace")
    if code == b"no_space":
        return NoSpaceError("resource_exhausted", f"not enough disk space available: {text}")
    return RpcError(code.decode("ascii", "replace"), text)


def _packet(channel: socket.socket) -> tuple[bytes, list[int]]:
    descriptors = array.array("i")
    space = socket.CMSG_SPACE(MAX_DESCRIPTORS * descriptors.itemsize)
    message, ancillary, _, _ = channel.recvmsg(MAX_PACKET, space, socket.MSG_CMSG_CLOEXEC)
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
    return message, descriptors.tolist()


def _long_answer(descriptor: int) -> list[bytes]:
    with contextlib.closing(os.fdopen(descriptor, "rb", buffering=0)) as file:
        size = min(os.fstat(descriptor).st_size, MAX_ANSWER)
        return os.pread(file.fileno(), size, 0).split(SEPARATOR)
