"""The part of localbox that runs inside a sandbox, as its first process.

It starts commands, opens files and accepts proxy connections where the sandbox's own view of the world
applies, and hands the descriptors out to the server over one SEQPACKET socket. So a symbolic link that
points at a host file ends inside the sandbox, and the server never opens a path of it. Standard library
only, and little of it: this process is what an idle sandbox costs.
"""

from __future__ import annotations

import _signal as signal  # type: ignore[import-not-found]  # without the enums: 5 of 20 ms to start
import _socket
import os
import select
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # collections.abc need not be imported inside every sandbox
    from collections.abc import Callable

if __name__ == "__main__":  # inside a sandbox, where this is all there is of the package
    sys.path.insert(0, f"{sys.argv[0]}.lib")

from codeonfly.localbox.inside import commands, files, users  # noqa: E402
from codeonfly.localbox.inside.wire import PATH_BYTES, PROXY_PORT, SEPARATOR, Refusal, explain, pack  # noqa: E402

INLINE_BYTES = 60_000  # longer answers travel in a memfd: a packet is limited by the socket's buffer
KEPT_OPEN = 3  # standard descriptors below it

SIMPLE: dict[bytes, Callable[..., list[bytes]]] = {
    b"stat": files.do_stat,
    b"mkdir": files.do_mkdir,
    b"signal": commands.send_signal,
    b"still": commands.still,
}
# answered by a forked child: a big tree must not stall the rest
SLOW: dict[bytes, Callable[..., list[bytes]]] = {
    b"list": files.do_list,
    b"folders": files.do_folders,
    b"remove": files.do_remove,
    b"move": files.do_move,
}
OPENERS: dict[bytes, Callable[..., tuple[list[bytes], list[int]]]] = {
    b"read": files.open_to_read,
    b"write": files.open_to_write,
    b"folder": files.open_folder,
    b"dial": commands.dial,
}


class Agent:
    """The loop: requests of the server, ends of processes, connections to the proxy port."""

    def __init__(self, channel: _socket.socket) -> None:
        self._channel = channel
        self._commands: set[int] = set()
        self._answering: dict[int, bytes] = {}  # child -> request
        self._woken, waker = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._listener = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
        self._listener.setsockopt(_socket.SOL_SOCKET, _socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", PROXY_PORT))
        self._listener.listen(128)

    def run(self) -> None:
        """Until the server hangs up."""
        poll = select.poll()
        for watched in (self._channel.fileno(), self._woken, self._listener.fileno()):
            poll.register(watched, select.POLLIN)
        self._send([b"ready"])
        while True:
            for ready, _ in poll.poll():
                if ready == self._channel.fileno():
                    message = self._received()
                    if not message:
                        return
                    self._answer(message.split(SEPARATOR))
                elif ready == self._listener.fileno():
                    self._hand_over_connection()
                else:
                    os.read(self._woken, 4096)
                    self._reap()

    def _received(self) -> bytes:
        """The next request, which travels in a memfd where it is long."""
        message, ancillary, _, _ = self._channel.recvmsg(1 << 20, _socket.CMSG_SPACE(4))
        if message != b"long":
            return message
        (_, _, rights), *_ = ancillary
        memory = int.from_bytes(rights, sys.byteorder)
        try:
            return read_all(memory)
        finally:
            os.close(memory)

    def _answer(self, message: list[bytes]) -> None:
        operation, request, *arguments = message
        try:
            if operation in SLOW:
                self._answer_in_child(operation, request, arguments)
            elif operation == b"start":
                pid, streams = commands.start(*arguments)
                self._commands.add(pid)
                self._reply(request, [b"%d" % pid], streams)
            elif operation in OPENERS:
                fields, descriptors = OPENERS[operation](*arguments)
                self._reply(request, fields, descriptors)
            elif operation == b"count":
                self._reply(request, commands.count(len(self._answering)), [])
            else:
                self._reply(request, SIMPLE[operation](*arguments), [])
        except (Refusal, OSError, LookupError, ValueError, TypeError, RecursionError, MemoryError) as failure:
            self._send([b"error", request, *explain(failure)])

    def _answer_in_child(self, operation: bytes, request: bytes, arguments: list[bytes]) -> None:
        pid = os.fork()
        if pid:
            self._answering[pid] = request
            return
        code = 1
        try:
            self._reply(request, SLOW[operation](*arguments), [])
            code = 0
        except (Refusal, OSError, ValueError, TypeError, RecursionError, MemoryError) as failure:
            self._send([b"error", request, *explain(failure)])
            code = 0
        finally:
            os._exit(code)

    def _reply(self, request: bytes, fields: list[bytes], descriptors: list[int]) -> None:
        message = pack([b"ok", request, *fields])
        if len(message) > INLINE_BYTES:
            memory = os.memfd_create("answer", os.MFD_CLOEXEC)
            write_all(memory, pack(fields))
            message, descriptors = pack([b"long", request]), [memory]
        self._send_raw(message, descriptors)
        commands.close_all(descriptors)

    def _hand_over_connection(self) -> None:
        """What can't be taken or handed over, for want of descriptors, ends: this process does not."""
        descriptors: list[int] = []
        try:
            descriptors = [self._listener._accept()[0]]  # type: ignore[attr-defined]  # noqa: SLF001
            self._send_raw(b"proxy", descriptors)
        except OSError:
            pass
        finally:
            commands.close_all(descriptors)

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in self._commands:
                self._commands.remove(pid)
                self._send([b"exit", b"%d" % pid, b"%d" % status])
            request = self._answering.pop(pid, b"")
            if request and status:
                self._send([b"error", request, b"aborted", b"it was ended with the sandbox's processes"])

    def _send(self, fields: list[bytes]) -> None:
        self._send_raw(pack(fields), [])

    def _send_raw(self, message: bytes, descriptors: list[int]) -> None:
        rights = b"".join(descriptor.to_bytes(4, sys.byteorder) for descriptor in descriptors)
        ancillary = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, rights)] if rights else []
        self._channel.sendmsg([message], ancillary)


def write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def read_all(descriptor: int) -> bytes:
    parts, position = [], 0
    while part := os.pread(descriptor, 1 << 20, position):
        parts.append(part)
        position += len(part)
    return b"".join(parts)


def settle(limits: list[str]) -> None:
    """Takes the resource limits it was told to live with: ``name=number``."""
    import resource

    for limit in limits:
        name, _, value = limit.partition("=")
        which = getattr(resource, "RLIMIT_" + name.upper())
        hard = resource.getrlimit(which)[1]
        wanted = int(value) if hard == resource.RLIM_INFINITY else min(int(value), hard)
        resource.setrlimit(which, (wanted, wanted))


def main() -> None:
    channel, user, limits = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    os.closerange(KEPT_OPEN, channel)
    os.closerange(channel + 1, channel + 1024)
    os.set_inheritable(channel, False)
    os.umask(0o022)
    sys.setrecursionlimit(2 * PATH_BYTES)  # a folder of one letter in another: half as deep as a path is long
    users.hide()
    settle(limits)
    if user == "root":
        users.rise()
    Agent(_socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET, 0, channel)).run()


if __name__ == "__main__":
    main()
