"""The RPCs of envd: processes and the file system."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import struct
import termios
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from codeonfly.localbox import connect, watching
from codeonfly.localbox.box import Box, Command
from codeonfly.localbox.connect import Json, RpcError, mapping, number, text
from codeonfly.localbox.running import Ended, Output, Running

KIND = {b"f": "FILE_TYPE_FILE", b"d": "FILE_TYPE_DIRECTORY", b"l": "FILE_TYPE_SYMLINK"}
SIGNALS = {"SIGNAL_SIGTERM": 15, "SIGNAL_SIGKILL": 9, 15: 15, 9: 9}
KEEPALIVE_SECONDS = 30.0
MAX_TERMINAL = 0xFFFF


@dataclass(frozen=True, slots=True)
class Call:
    """One RPC: whose box, as which user, until when (loop time)."""

    box: Box
    user: str
    deadline: float | None = None
    keepalive: float = KEEPALIVE_SECONDS

    def left(self) -> float | None:
        """Seconds until the deadline."""
        return None if self.deadline is None else self.deadline - asyncio.get_running_loop().time()


Unary = Callable[[Call, Json], Awaitable[Json]]
Stream = Callable[[Call, Json], AsyncIterator[Json]]

# --- processes ---


async def list_processes(call: Call, _: Json) -> Json:
    return {"processes": [_process(running) for running in call.box.commands.values()]}


def _process(running: Running) -> Json:
    config: Json = {"cmd": running.command, "args": running.arguments, "envs": running.envs}
    if running.cwd is not None:
        config["cwd"] = running.cwd
    return {"config": config, "pid": running.pid} | ({"tag": running.tag} if running.tag is not None else {})


async def start(call: Call, message: Json) -> AsyncIterator[Json]:
    """Runs a command; past the deadline its process group is killed."""
    running = await call.box.start(_command(call, message))
    listener = running.listen()
    try:
        yield {"event": {"start": {"pid": running.pid}}}
        async for event in _events(call, running, listener):
            yield event
    except TimeoutError:
        await call.box.signal(running, 9)
        raise RpcError("deadline_exceeded", "context deadline exceeded") from None
    finally:
        running.leave(listener)


async def connect_process(call: Call, message: Json) -> AsyncIterator[Json]:
    """The output of a running command from now on; the deadline ends the listening only."""
    running = call.box.find(mapping(message.get("process"), "process"))
    listener = running.listen()
    try:
        yield {"event": {"start": {"pid": running.pid}}}
        async for event in _events(call, running, listener):
            yield event
    except TimeoutError:
        raise RpcError("deadline_exceeded", "context deadline exceeded") from None
    finally:
        running.leave(listener)


async def _events(call: Call, running: Running, listener: Any) -> AsyncIterator[Json]:
    pending = asyncio.ensure_future(listener.next())
    try:
        while True:
            left = call.left()
            if left is not None and left <= 0:
                raise TimeoutError
            await asyncio.wait({pending}, timeout=min(left or call.keepalive, call.keepalive))
            if not pending.done():
                if call.deadline is None or (call.left() or 0) > 0:
                    yield {"event": {"keepalive": {}}}
                continue
            event = pending.result()
            if isinstance(event, RpcError):
                raise event
            if isinstance(event, Ended):
                yield {"event": {"end": _end(event)}}
                return
            pending = asyncio.ensure_future(listener.next())
            yield {"event": {"data": _data(event)}}
    finally:
        pending.cancel()


def _data(event: Output) -> Json:
    return {event.stream: b64encode(event.data).decode()}


def _end(event: Ended) -> Json:
    end: Json = {"exitCode": event.exit_code, "exited": event.exited, "status": event.words}
    return end if event.exit_code == 0 else end | {"error": event.words}


def _command(call: Call, message: Json) -> Command:
    process = mapping(message.get("process"), "process")
    arguments, envs = process.get("args") or [], mapping(process.get("envs"), "envs")
    if not isinstance(arguments, list):
        raise RpcError("invalid_argument", "args must be a list")
    stdin = message.get("stdin")
    return Command(
        command=text(process.get("cmd"), "cmd"),
        arguments=[text(word, "args") for word in arguments],
        envs={text(name, "envs"): text(value, "envs") for name, value in envs.items()},
        cwd=text(process["cwd"], "cwd") if process.get("cwd") else None,
        user=call.user,
        tag=text(message["tag"], "tag") if message.get("tag") is not None else None,
        stdin=stdin is not False,
        size=_size(message["pty"]) if message.get("pty") is not None else None,
    )


def _size(pty: object) -> tuple[int, int]:
    size = mapping(mapping(pty, "pty").get("size"), "size")
    rows, columns = number(size.get("rows"), "rows"), number(size.get("cols"), "cols")
    if not (0 <= rows <= MAX_TERMINAL and 0 <= columns <= MAX_TERMINAL):
        raise RpcError("invalid_argument", "the terminal's size is out of range")
    return rows, columns


async def update(call: Call, message: Json) -> Json:
    running = call.box.find(mapping(message.get("process"), "process"))
    if message.get("pty") is not None:
        if "pty" not in running.streams:
            raise RpcError("failed_precondition", "the process has no terminal")
        packed = struct.pack("HHHH", *_size(message["pty"]), 0, 0)
        fcntl.ioctl(running.streams["pty"], termios.TIOCSWINSZ, packed)
    return {}


async def send_input(call: Call, message: Json) -> Json:
    running = call.box.find(mapping(message.get("process"), "process"))
    await _input(running, mapping(message.get("input"), "input"))
    return {}


async def _input(running: Running, given: Json) -> None:
    kind = "pty" if running.terminal else "stdin"
    if kind not in given:
        raise RpcError("invalid_argument", f"the process takes {kind} input only")
    await running.write(connect.octets(given[kind]))


async def stream_input(call: Call, messages: AsyncIterator[Json]) -> Json:
    running: Running | None = None
    async for message in messages:
        if message.get("start") is not None:
            running = call.box.find(mapping(mapping(message["start"], "start").get("process"), "process"))
        elif message.get("data") is not None:
            if running is None:
                raise RpcError("invalid_argument", "the stream did not begin with a start event")
            await _input(running, mapping(mapping(message["data"], "data").get("input"), "input"))
    return {}


async def send_signal(call: Call, message: Json) -> Json:
    running = call.box.find(mapping(message.get("process"), "process"))
    wanted = message.get("signal")
    if not isinstance(wanted, str | int) or wanted not in SIGNALS:
        raise RpcError("unimplemented", f"invalid signal: {wanted}")
    await call.box.signal(running, SIGNALS[wanted])
    return {}


async def close_stdin(call: Call, message: Json) -> Json:
    running = call.box.find(mapping(message.get("process"), "process"))
    if running.terminal:
        raise RpcError("failed_precondition", "a terminal's input can't be closed: send Ctrl+D (0x04)")
    running.close_stdin()
    return {}


# --- files ---


def entries(fields: list[bytes]) -> list[Json]:
    """The entries of an agent's answer; raises RpcError when it makes no sense."""
    found: list[Json] = []
    position = 0
    try:
        while position < len(fields):
            count = int(fields[position + 9])
            end = position + 10 + 2 * count
            found.append(_entry(fields[position : position + 9], fields[position + 10 : end]))
            position = end
    except (ValueError, IndexError, OverflowError):
        raise RpcError("internal", "the sandbox's answer makes no sense") from None
    return found


def _entry(fields: list[bytes], pairs: list[bytes]) -> Json:
    path, kind, target_kind, size, mode, owner, group, mtime, target = fields
    words = path.decode("utf-8", "replace")
    found: Json = {
        "name": words.rsplit("/", 1)[-1] or "/",
        "type": KIND.get(target_kind or kind, "FILE_TYPE_UNSPECIFIED"),  # a link counts as what it leads to
        "path": words,
        "size": size.decode(),
        "mode": int(mode),
        "permissions": _permissions(int(mode), kind),
        "owner": owner.decode(),
        "group": group.decode(),
        "modifiedTime": _timestamp(int(mtime)),
        "metadata": {
            key.decode("utf-8", "replace"): value.decode("utf-8", "replace")
            for key, value in zip(pairs[::2], pairs[1::2], strict=True)
        },
    }
    if kind == b"l":
        found["symlinkTarget"] = target.decode("utf-8", "replace")
    return found


def _permissions(mode: int, kind: bytes) -> str:
    """As Go's fs.FileMode writes them."""
    front = {b"d": "d", b"l": "L"}.get(kind, "-")
    return front + "".join(
        letter if mode & (1 << (8 - place)) else "-" for place, letter in enumerate("rwxrwxrwx")
    )


def _timestamp(nanoseconds: int) -> str:
    seconds, rest = divmod(nanoseconds, 10**9)
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OSError):
        return "1970-01-01T00:00:00Z"
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{rest:09d}Z" if moment.year >= 1000 else "1970-01-01T00:00:00Z"


async def _one(call: Call, operation: str, *paths: str) -> Json:
    fields, _ = await call.box.link.call(
        operation, call.user.encode(), *(os.fsencode(path) for path in paths)
    )
    return {"entry": entries(fields)[0]}


async def stat(call: Call, message: Json) -> Json:
    return await _one(call, "stat", text(message.get("path"), "path"))


async def make_dir(call: Call, message: Json) -> Json:
    return await _one(call, "mkdir", text(message.get("path"), "path"))


async def move(call: Call, message: Json) -> Json:
    source, target = text(message.get("source"), "source"), text(message.get("destination"), "destination")
    return await _one(call, "move", source, target)


async def list_dir(call: Call, message: Json) -> Json:
    depth = max(number(message.get("depth"), "depth"), 1)
    path = os.fsencode(text(message.get("path"), "path"))
    fields, _ = await call.box.link.call("list", call.user.encode(), path, b"%d" % min(depth, 1000))
    return {"entries": entries(fields)} if fields else {"entries": []}


async def remove(call: Call, message: Json) -> Json:
    await call.box.link.call("remove", call.user.encode(), os.fsencode(text(message.get("path"), "path")))
    return {}


async def watch_dir(call: Call, message: Json) -> AsyncIterator[Json]:
    """Changes below a folder until the deadline."""
    path, with_entry = text(message.get("path"), "path"), message.get("includeEntry") is True
    watcher = await watching.watch(
        call.box, call.user, path, recursive=message.get("recursive") is True, with_entry=with_entry
    )
    try:
        yield {"start": {}}
        async for change in watching.until(watcher, call.deadline, call.keepalive):
            if change is None:
                yield {"keepalive": {}}
            else:
                yield {"filesystem": await _told(call, change, with_entry)}
    except TimeoutError:
        raise RpcError("deadline_exceeded", "context deadline exceeded") from None
    finally:
        watcher.close()


async def _told(call: Call, event: watching.Change, with_entry: bool) -> Json:
    told: Json = {"name": event.name, "type": event.kind}
    if with_entry and event.exists:
        with contextlib.suppress(RpcError):
            told["entry"] = (await _one(call, "stat", event.path))["entry"]
    return told


async def create_watcher(call: Call, message: Json) -> Json:
    path, recursive = text(message.get("path"), "path"), message.get("recursive") is True
    identifier = await watching.begin(
        call.box, call.user, path, recursive=recursive, with_entry=message.get("includeEntry") is True
    )
    return {"watcherId": identifier}


async def get_watcher_events(call: Call, message: Json) -> Json:
    watcher = watching.find(call.box, text(message.get("watcherId"), "watcherId"))
    await watcher.catch_up()
    return {"events": [await _told(call, event, watcher.with_entry) for event in watcher.take()]}


async def remove_watcher(call: Call, message: Json) -> Json:
    watching.stop(call.box, text(message.get("watcherId"), "watcherId"))
    return {}


UNARY: dict[str, Unary] = {
    "process.Process/List": list_processes,
    "process.Process/Update": update,
    "process.Process/SendInput": send_input,
    "process.Process/SendSignal": send_signal,
    "process.Process/CloseStdin": close_stdin,
    "filesystem.Filesystem/Stat": stat,
    "filesystem.Filesystem/MakeDir": make_dir,
    "filesystem.Filesystem/Move": move,
    "filesystem.Filesystem/ListDir": list_dir,
    "filesystem.Filesystem/Remove": remove,
    "filesystem.Filesystem/CreateWatcher": create_watcher,
    "filesystem.Filesystem/GetWatcherEvents": get_watcher_events,
    "filesystem.Filesystem/RemoveWatcher": remove_watcher,
}
STREAMS: dict[str, Stream] = {
    "process.Process/Start": start,
    "process.Process/Connect": connect_process,
    "filesystem.Filesystem/WatchDir": watch_dir,
}
CLIENT_STREAM = "process.Process/StreamInput"
