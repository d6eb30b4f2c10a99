"""Commands: started with the server holding their streams, signalled by group."""
# pathlib would cost every idle sandbox half a megabyte
# ruff: noqa: PTH112, PTH208

from __future__ import annotations

import _signal as signal  # type: ignore[import-not-found]  # without the enums: 5 of 20 ms to start
import _socket
import errno
import os
import sys

from codeonfly.localbox.inside import users
from codeonfly.localbox.inside.wire import Refusal, resolve

# what the server ignores, a command need not; but a full disk is an error to a program, not its death
SIGNALS = signal.valid_signals() - {signal.SIGXFSZ}


def start(
    user: bytes, cwd: bytes, terminal: bytes, stdin: bytes, count: bytes, *rest: bytes
) -> tuple[int, list[int]]:
    """Starts a command in a session of its own: its pid, and the server's ends of its streams."""
    arguments, environment = (
        list(rest[: int(count)]),
        dict(pair.split(b"=", 1) for pair in rest[int(count) :]),
    )
    folder, uid, own = resolve(cwd, user), users.uid_of(user), os.getuid()
    if not os.path.isdir(folder):
        raise Refusal(b"invalid_argument", b"cwd '" + folder + b"' does not exist")
    theirs: list[int] = []
    ours: list[int] = []
    if uid != own:
        users.become(uid)
    try:
        os.chdir(folder)
        actions = terminal_streams(terminal, theirs, ours) if terminal else pipe_streams(stdin, theirs, ours)
        pid = os.posix_spawnp(
            os.fsdecode(arguments[0]),
            arguments,
            environment,
            file_actions=actions,
            setsid=True,
            setsigmask=(),
            setsigdef=SIGNALS,
        )
        prefer_in_memory_shortage(pid)
        leave_descriptors(pid)
    except OSError as failure:
        close_all(ours)
        if failure.errno in {errno.ENOENT, errno.EACCES, errno.ENOEXEC, errno.ENOTDIR}:
            message = arguments[0] + b": " + os.strerror(failure.errno).encode()
            raise Refusal(b"invalid_argument", message) from None
        raise
    finally:
        close_all(theirs)
        if uid != own:
            users.become(own)
        os.chdir("/")
    return pid, ours


def pipe_streams(stdin: bytes, theirs: list[int], ours: list[int]) -> list[tuple[int, int, int]]:
    """Three pipes, or /dev/null as input when nobody will write to it."""
    if stdin == b"1":
        reading, writing = os.pipe()
        theirs.append(reading)
        ours.append(writing)
    else:
        reading = os.open(os.devnull, os.O_RDONLY)
        theirs.append(reading)
    actions = [(os.POSIX_SPAWN_DUP2, reading, 0)]
    for number in (1, 2):
        reading, writing = os.pipe()
        theirs.append(writing)
        ours.append(reading)
        actions.append((os.POSIX_SPAWN_DUP2, writing, number))
    return actions


def terminal_streams(size: bytes, theirs: list[int], ours: list[int]) -> list[tuple[int, ...]]:
    """A pseudo-terminal; opening it by name makes it the controlling one of the new session."""
    import fcntl
    import termios

    master, slave = os.openpty()
    ours.append(master)
    theirs.append(slave)
    rows, columns = (int(part) for part in size.split(b"x"))
    packed = b"".join(number.to_bytes(2, sys.byteorder) for number in (rows, columns, 0, 0))
    fcntl.ioctl(master, termios.TIOCSWINSZ, packed)
    name = os.ttyname(slave)
    return [
        (os.POSIX_SPAWN_OPEN, 0, name, os.O_RDWR, 0),  # type: ignore[list-item]
        (os.POSIX_SPAWN_DUP2, 0, 1),
        (os.POSIX_SPAWN_DUP2, 0, 2),
    ]


def prefer_in_memory_shortage(pid: int) -> None:
    """When the memory limit is hit, commands die, not this process."""
    try:
        descriptor = os.open(f"/proc/{pid}/oom_score_adj", os.O_WRONLY | os.O_CLOEXEC)
        os.write(descriptor, b"500")
        os.close(descriptor)
    except OSError:
        return


def leave_descriptors(pid: int) -> None:
    """Commands may open fewer files than this process.

    The kernel counts descriptors on their way through sockets by user, and stops whoever sends more once
    there are as many as *it* may open: else one command could silence the agents of all sandboxes.
    """
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    left = hard - hard // 8
    try:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (min(soft, left), left))
    except OSError:
        return


def close_all(descriptors: list[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def send_signal(number: bytes, pid: bytes) -> list[bytes]:
    """To the command's process group; to everything but this process when ``pid`` is 0."""
    try:
        if pid == b"0":
            os.kill(-1, int(number))
        else:
            os.killpg(int(pid), int(number))
    except ProcessLookupError:
        return []
    return []


def dial(host: bytes, port: bytes) -> tuple[list[bytes], list[int]]:
    """A connection to something that listens inside; it may still be under way: nobody waits for it here."""
    family = _socket.AF_INET6 if b":" in host else _socket.AF_INET
    connection = _socket.socket(family, _socket.SOCK_STREAM | _socket.SOCK_NONBLOCK)
    try:
        connection.connect((host.decode(), int(port)))
    except BlockingIOError:
        pass
    except (OSError, OverflowError) as failure:
        connection.close()
        raise Refusal(b"unavailable", str(failure).encode()) from None
    return [], [connection.detach()]


def still() -> list[bytes]:
    """Whether there is nothing but files and this process: nothing that would not outlive it."""
    memory = os.listdir("/dev/shm")  # noqa: S108 - looked at, not used
    segments = sum(_lines(f"/proc/sysvipc/{kind}") - 1 for kind in ("shm", "sem", "msg"))
    return [b"0" if memory or segments or count() != [b"0"] else b"1"]


def _lines(path: str) -> int:
    descriptor = os.open(path, os.O_RDONLY)
    data = os.read(descriptor, 4096)
    os.close(descriptor)
    return data.count(b"\n")


def count(answering: int = 0) -> list[bytes]:
    """How many processes there are besides this one, and those of it that look for an answer."""
    return [b"%d" % (sum(name.isdigit() for name in os.listdir("/proc")) - 1 - answering)]
