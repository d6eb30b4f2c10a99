"""envd's Process service."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import struct
import termios
from base64 import b64encode
from collections.abc import AsyncGenerator, AsyncIterator

from codeonfly.localbox import connect
from codeonfly.localbox.calls import Call
from codeonfly.localbox.connect import Json, RpcError, mapping, number, text
from codeonfly.localbox.running import Command, Ended, Listener, Output, Running

SIGNALS = {"SIGNAL_SIGTERM": 15, "SIGNAL_SIGKILL": 9, 15: 15, 9: 9}
MAX_TERMINAL = 0xFFFF


async def list_processes(call: Call, _: Json) -> Json:
    return {"processes": [_process(running) for running in call.box.commands.values()]}


def _process(running: Running) -> Json:
    config: Json = {"cmd": running.command, "args": running.arguments, "envs": running.envs}
    if running.cwd is not None:
        config["cwd"] = running.cwd
    return {"config": config, "pid": running.pid} | ({"tag": running.tag} if running.tag is not None else {})


async def start(call: Call, message: Json) -> AsyncGenerator[Json, None]:
    """Runs a command; past the deadline its process group is killed, even if the caller has gone."""
    running = await call.box.start(_command(call, message))
    listener = running.listen()
    try:
        yield {"event": {"start": {"pid": running.pid}}}
        async for event in _events(call, listener):
            yield event
    except TimeoutError:
        await call.box.signal(running, 9)
        raise RpcError("deadline_exceeded", "context deadline exceeded") from None
    except (GeneratorExit, asyncio.CancelledError):
        if call.deadline is not None:
            running.overtime = asyncio.create_task(_overtime(call, running, call.deadline))
        raise
    finally:
        running.leave(listener)


async def _overtime(call: Call, running: Running, deadline: float) -> None:
    """Holds a command whose caller has gone to its deadline; one that is paused then is let be."""
    try:
        async with asyncio.timeout_at(deadline):
            await running.done.wait()
    except TimeoutError:
        if not call.box.frozen:
            with contextlib.suppress(RpcError):  # the sandbox ended meanwhile, and the command with it
                await call.box.signal(running, 9)


async def connect_process(call: Call, message: Json) -> AsyncGenerator[Json, None]:
    """The output of a running command from now on; the deadline ends the listening only."""
    running = call.box.find(mapping(message.get("process"), "process"))
    listener = running.listen()
    try:
        yield {"event": {"start": {"pid": running.pid}}}
        async for event in _events(call, listener):
            yield event
    except TimeoutError:
        raise RpcError("deadline_exceeded", "context deadline exceeded") from None
    finally:
        running.leave(listener)


async def _events(call: Call, listener: Listener) -> AsyncGenerator[Json, None]:
    while True:
        left = call.left()
        if left is not None and left <= 0:
            raise TimeoutError
        event = await listener.next(call.keepalive if left is None else min(left, call.keepalive))
        if event is None:
            if call.deadline is None or (call.left() or 0) > 0:
                yield {"event": {"keepalive": {}}}
        elif isinstance(event, RpcError):
            raise event
        elif isinstance(event, Ended):
            yield {"event": {"end": _end(event)}}
            return
        else:
            yield {"event": {"data": _data(event)}}


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
    if not all(envs) or "=" in "".join(envs):
        raise RpcError("invalid_argument", "envs must have names that variables can have")
    stdin, command = message.get("stdin"), text(process.get("cmd"), "cmd")
    if not command:
        raise RpcError("invalid_argument", "cmd must name a program")
    return Command(
        command=command,
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
