"""The part of localbox that runs inside a sandbox, as its first process.

It starts commands, opens files and accepts proxy connections where the sandbox's own view of the world
applies, and hands the descriptors out to the server over one SEQPACKET socket. So a symbolic link that
points at a host file ends inside the sandbox, and the server never opens a path of it. Standard library
only, and little of it: this process is what an idle sandbox costs.

A message is a list of byte strings without NUL, joined by NUL. Requests: operation, request id,
arguments. Answers: ``ok`` or ``error``, request id, fields. Events: ``exit`` and ``proxy``.
"""

from __future__ import annotations

import _socket
import errno
import os
import select
import signal
import stat
import sys

SEPARATOR = b"\0"
INLINE_BYTES = 60_000  # longer answers travel in a memfd: a packet is limited by the socket's buffer
PROXY_PORT = 3128
HOMES = {b"user": b"/home/user", b"root": b"/root", b"": b"/home/user"}
OWNERS = {os.getuid(): b"user", 0: b"root", 65534: b"nobody"}
METADATA = "user.e2b."
KEPT_OPEN = 3  # standard descriptors below it
PROTECTED = (b"/proc/", b"/sys/")  # never opened for writing on the server's behalf


class Refusal(Exception):
    """An answer other than ok: a Connect code and a sentence."""

    def __init__(self, code: bytes, message: bytes) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


def pack(fields: list[bytes]) -> bytes:
    """One message of these fields."""
    return SEPARATOR.join(fields)


def resolve(path: bytes, user: bytes) -> bytes:
    """The absolute, lexically cleaned path; relative ones and ``~`` start at the user's home."""
    if user not in HOMES:
        raise Refusal(b"unauthenticated", b"invalid username: '" + user + b"'")
    home = HOMES[user]
    if path in {b"~", b""}:
        return home
    if path.startswith(b"~/"):
        path = path[2:]
    return b"/" + os.path.normpath(os.path.join(home, path)).lstrip(b"/")


def entry(path: bytes, info: os.stat_result | None = None) -> list[bytes]:
    """The fields of one entry: path, kind, target kind, size, mode, owner, group, mtime, link target, metadata."""
    info = info or os.lstat(path)
    kind, mode, target_kind, target = kind_of(info.st_mode), info.st_mode, b"", b""
    if kind == b"l":
        target = os.path.realpath(path)
        try:
            mode = os.stat(path).st_mode
            target_kind = kind_of(mode)
        except OSError:
            target_kind = b""
    mode = stat.S_IMODE(mode)
    return [
        path,
        kind,
        target_kind,
        b"%d" % info.st_size,
        b"%d" % mode,
        OWNERS.get(info.st_uid, b"%d" % info.st_uid),
        OWNERS.get(info.st_gid, b"%d" % info.st_gid),
        b"%d" % info.st_mtime_ns,
        target,
        *metadata(path),
    ]


def kind_of(mode: int) -> bytes:
    """``f``, ``d``, ``l``, or ``o`` for everything else."""
    if stat.S_ISREG(mode):
        return b"f"
    if stat.S_ISDIR(mode):
        return b"d"
    return b"l" if stat.S_ISLNK(mode) else b"o"


def metadata(path: bytes) -> list[bytes]:
    """The number of ``user.e2b.`` attributes, then key and value of each."""
    pairs: list[bytes] = []
    try:
        for name in os.listxattr(path, follow_symlinks=False):
            if name.startswith(METADATA):
                value = os.getxattr(path, name, follow_symlinks=False)
                if SEPARATOR not in value:
                    pairs += [os.fsencode(name[len(METADATA) :]), value]
    except OSError:
        return [b"0"]
    return [b"%d" % (len(pairs) // 2), *pairs]


def do_stat(user: bytes, path: bytes) -> list[bytes]:
    return entry(resolve(path, user))


def do_list(user: bytes, path: bytes, depth: bytes) -> list[bytes]:
    top = resolve(path, user)
    if not stat.S_ISDIR(os.stat(top).st_mode):
        raise Refusal(b"invalid_argument", b"path is not a directory: " + top)
    found: list[bytes] = []
    walk(top, int(depth), found)
    return found


def walk(folder: bytes, depth: int, found: list[bytes]) -> None:
    """Adds the entries below ``folder`` in the order of their names, folders before what they hold."""
    try:
        children = sorted(os.scandir(folder), key=lambda child: child.name)
    except PermissionError:
        return
    for child in children:
        try:
            info = child.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue
        found.extend(entry(child.path, info))
        if depth > 1 and stat.S_ISDIR(info.st_mode):
            walk(child.path, depth - 1, found)


def do_mkdir(user: bytes, path: bytes) -> list[bytes]:
    folder = resolve(path, user)
    try:
        os.makedirs(folder, 0o755)
    except FileExistsError:
        if not os.path.isdir(folder):
            raise Refusal(
                b"invalid_argument", b"path already exists but it is not a directory: " + folder
            ) from None
        raise Refusal(b"already_exists", b"directory already exists: " + folder) from None
    return entry(folder)


def do_move(user: bytes, source: bytes, destination: bytes) -> list[bytes]:
    old, new = resolve(source, user), resolve(destination, user)
    os.lstat(old)
    os.makedirs(os.path.dirname(new), 0o755, exist_ok=True)
    os.rename(old, new)
    return entry(new)


def do_remove(user: bytes, path: bytes) -> list[bytes]:
    top = resolve(path, user)
    try:
        info = os.lstat(top)
    except FileNotFoundError:
        return []
    if not stat.S_ISDIR(info.st_mode):
        os.unlink(top)
        return []
    for folder, folders, files in os.walk(top, topdown=False):
        for name in files:
            os.unlink(os.path.join(folder, name))
        for name in folders:
            child = os.path.join(folder, name)
            if os.path.islink(child):
                os.unlink(child)
            else:
                os.rmdir(child)
    os.rmdir(top)
    return []


def open_to_read(user: bytes, path: bytes) -> tuple[list[bytes], list[int]]:
    """The file's own path and a descriptor that cannot block."""
    target = resolve(path, user)
    descriptor = os.open(target, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return [target], [descriptor]
    os.close(descriptor)
    what = b"is a directory" if stat.S_ISDIR(mode) else b"is not a regular file"
    raise Refusal(b"invalid_argument", b"path '" + target + b"' " + what)


def open_to_write(user: bytes, path: bytes) -> tuple[list[bytes], list[int]]:
    """The same for writing, parent folders made, the file emptied."""
    target = resolve(path, user)
    if os.path.isdir(target):
        raise Refusal(b"invalid_argument", b"path '" + target + b"' is a directory")
    if os.path.realpath(target).startswith(PROTECTED):
        raise Refusal(b"permission_denied", b"path '" + target + b"' is read-only")
    os.makedirs(os.path.dirname(target), 0o755, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(target, flags, 0o644)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Refusal(b"invalid_argument", b"path '" + target + b"' is not a regular file")
    os.fchown(descriptor, os.getuid(), os.getgid())  # E2B gives it to the user: watchers see that
    return [target], [descriptor]


def open_folder(user: bytes, path: bytes) -> tuple[list[bytes], list[int]]:
    """A folder to be watched through its descriptor."""
    target = resolve(path, user)
    if not os.path.isdir(target):
        os.stat(target)
        raise Refusal(b"invalid_argument", b"path '" + target + b"' is not a directory")
    return [target], [os.open(target, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)]


def start(
    user: bytes, cwd: bytes, terminal: bytes, stdin: bytes, count: bytes, *rest: bytes
) -> tuple[int, list[int]]:
    """Starts a command in a session of its own: its pid, and the server's ends of its streams."""
    arguments, environment = (
        list(rest[: int(count)]),
        dict(pair.split(b"=", 1) for pair in rest[int(count) :]),
    )
    folder = resolve(cwd, user)
    if not os.path.isdir(folder):
        raise Refusal(b"invalid_argument", b"cwd '" + folder + b"' does not exist")
    os.chdir(folder)
    theirs: list[int] = []
    ours: list[int] = []
    try:
        actions = terminal_streams(terminal, theirs, ours) if terminal else pipe_streams(stdin, theirs, ours)
        pid = os.posix_spawnp(
            os.fsdecode(arguments[0]),
            arguments,
            environment,
            file_actions=actions,
            setsid=True,
            setsigmask=(),
            setsigdef=(signal.SIGPIPE, signal.SIGXFSZ, signal.SIGCHLD, signal.SIGINT),
        )
    except OSError as failure:
        close_all(ours)
        if failure.errno in {errno.ENOENT, errno.EACCES, errno.ENOEXEC, errno.ENOTDIR}:
            message = arguments[0] + b": " + os.strerror(failure.errno).encode()
            raise Refusal(b"invalid_argument", message) from None
        raise
    finally:
        close_all(theirs)
        os.chdir("/")
    prefer_in_memory_shortage(pid)
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
        descriptor = os.open("/proc/%d/oom_score_adj" % pid, os.O_WRONLY | os.O_CLOEXEC)
        os.write(descriptor, b"500")
        os.close(descriptor)
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


SIMPLE = {b"stat": do_stat, b"mkdir": do_mkdir, b"move": do_move, b"signal": send_signal}
SLOW = {
    b"list": do_list,
    b"remove": do_remove,
}  # answered by a forked child: a big tree must not stall the rest
OPENERS = {b"read": open_to_read, b"write": open_to_write, b"folder": open_folder}


class Agent:
    """The loop: requests of the server, ends of processes, connections to the proxy port."""

    def __init__(self, channel: _socket.socket) -> None:
        self._channel = channel
        self._commands: set[int] = set()
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
                    message = self._channel.recv(1 << 20)
                    if not message:
                        return
                    self._answer(message.split(SEPARATOR))
                elif ready == self._listener.fileno():
                    self._hand_over_connection()
                else:
                    os.read(self._woken, 4096)
                    self._reap()

    def _answer(self, message: list[bytes]) -> None:
        operation, request, *arguments = message
        try:
            if operation in SLOW:
                self._answer_in_child(operation, request, arguments)
            elif operation == b"start":
                pid, streams = start(*arguments)  # type: ignore[arg-type]
                self._commands.add(pid)
                self._reply(request, [b"%d" % pid], streams)
            elif operation in OPENERS:
                fields, descriptors = OPENERS[operation](*arguments)
                self._reply(request, fields, descriptors)
            else:
                self._reply(request, SIMPLE[operation](*arguments), [])
        except (Refusal, OSError, KeyError, ValueError, TypeError) as failure:
            self._send([b"error", request, *explain(failure)])

    def _answer_in_child(self, operation: bytes, request: bytes, arguments: list[bytes]) -> None:
        if os.fork():
            return
        try:
            self._reply(request, SLOW[operation](*arguments), [])
        except (Refusal, OSError, ValueError, TypeError, RecursionError, MemoryError) as failure:
            self._send([b"error", request, *explain(failure)])
        finally:
            os._exit(0)

    def _reply(self, request: bytes, fields: list[bytes], descriptors: list[int]) -> None:
        message = pack([b"ok", request, *fields])
        if len(message) > INLINE_BYTES:
            memory = os.memfd_create("answer", os.MFD_CLOEXEC)
            write_all(memory, pack(fields))
            message, descriptors = pack([b"long", request]), [memory]
        self._send_raw(message, descriptors)
        close_all(descriptors)

    def _hand_over_connection(self) -> None:
        descriptor, _ = self._listener._accept()  # type: ignore[attr-defined]
        self._send_raw(b"proxy", [descriptor])
        os.close(descriptor)

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


def explain(failure: Exception) -> list[bytes]:
    """The Connect code and the sentence of an answer that is not ok."""
    if isinstance(failure, Refusal):
        return [failure.code, failure.message]
    if isinstance(failure, OSError):
        code = {
            errno.ENOENT: b"not_found",
            errno.ENOTDIR: b"not_found",
            errno.EACCES: b"permission_denied",
            errno.EPERM: b"permission_denied",
            errno.EROFS: b"permission_denied",
            errno.ENOSPC: b"no_space",
            errno.EDQUOT: b"no_space",
            errno.EAGAIN: b"resource_exhausted",
            errno.ENOMEM: b"resource_exhausted",
            errno.ENAMETOOLONG: b"invalid_argument",
            errno.EISDIR: b"invalid_argument",
            errno.ELOOP: b"invalid_argument",
            errno.EXDEV: b"invalid_argument",
            errno.ENOTEMPTY: b"invalid_argument",
        }.get(failure.errno or 0, b"internal")
        where = failure.filename if isinstance(failure.filename, bytes) else b""
        return [code, b"path '" + where + b"': " + os.strerror(failure.errno or 0).lower().encode()]
    return [b"internal", repr(failure).encode().replace(SEPARATOR, b"?")]


def settle(limits: list[str]) -> None:
    """Takes the resource limits and cpus it was told to live with: ``name=number``."""
    import resource

    for limit in limits:
        name, _, value = limit.partition("=")
        if name == "cpus":
            available = sorted(os.sched_getaffinity(0))
            first = int(value.split("/")[1]) % len(available) if "/" in value else 0
            count = min(int(value.split("/")[0]), len(available))
            os.sched_setaffinity(0, [available[(first + step) % len(available)] for step in range(count)])
        else:
            which = getattr(resource, "RLIMIT_" + name.upper())
            hard = resource.getrlimit(which)[1]
            wanted = int(value) if hard == resource.RLIM_INFINITY else min(int(value), hard)
            resource.setrlimit(which, (wanted, wanted))


def hide() -> None:
    """Keeps commands, which have the same uid, out of this process's memory and descriptors."""
    import _ctypes

    not_dumpable = 4  # PR_SET_DUMPABLE
    prctl = _ctypes.dlsym(_ctypes.dlopen(None, 0), "prctl")
    _ctypes.call_function(prctl, (not_dumpable, 0, 0, 0, 0))


def main() -> None:
    channel = int(sys.argv[1])
    os.closerange(KEPT_OPEN, channel)
    os.closerange(channel + 1, channel + 1024)
    os.set_inheritable(channel, False)
    os.umask(0o022)
    hide()
    settle(sys.argv[2:])
    Agent(_socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET, 0, channel)).run()


if __name__ == "__main__":
    main()
