"""The proxy behind every sandbox's 127.0.0.1:3128: CONNECT tunnels and plain HTTP, by the egress rules.

The name is looked up here, the address is judged, and that very address is connected to.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import socket
import weakref
from collections.abc import Sequence

from codeonfly.localbox import asked, egress, hello
from codeonfly.localbox.asked import Refused, literal
from codeonfly.localbox.box import Box
from codeonfly.localbox.lookups import Lookups

MAX_HEAD_BYTES = 32 << 10
HEAD_SECONDS = 20.0
CONNECT_SECONDS = 15.0
IDLE_SECONDS = 300.0
MAX_CONNECTIONS = 128  # at once, a sandbox
CHUNK = 64 << 10
TLS_PORT = 443
PRIVATE = ", which is a private address that no setting permits"
Target = tuple[str, int, egress.Address]


class Proxy:
    """Serves the connections that agents hand over."""

    def __init__(self, permitted: Sequence[str] = ()) -> None:
        """``permitted``: address blocks reachable although they are private, loopback or such."""
        self._permitted = [ipaddress.ip_network(block) for block in permitted]
        self._lookups = Lookups()
        self._open: dict[str, dict[asyncio.Task[None], Target | None]] = {}
        self._turns: weakref.WeakKeyDictionary[Box, float] = weakref.WeakKeyDictionary()

    def accept(self, box: Box, descriptor: int) -> None:
        """Takes the connection over; past the limit it is closed at once."""
        if len(self._open.get(box.id, ())) >= MAX_CONNECTIONS:
            box.remember_refused(f"the proxy, beyond {MAX_CONNECTIONS} at once,")
            os.close(descriptor)
            return
        try:
            connection = socket.socket(fileno=descriptor)
        except OSError:
            os.close(descriptor)
            return
        connection.setblocking(False)
        task = asyncio.get_running_loop().create_task(self._serve(box, connection))
        self._open.setdefault(box.id, {})[task] = None
        task.add_done_callback(lambda task: self._ended(box, task))

    def _ended(self, box: Box, task: asyncio.Task[None]) -> None:
        del self._open[box.id][task]
        if not self._open[box.id]:
            del self._open[box.id]

    def recheck(self, box: Box) -> None:
        """Cuts the connections that the box's rules of now do not allow."""
        for task, target in self._open.get(box.id, {}).items():
            if target is not None and not self._allows(box, *target):
                task.cancel()

    async def _serve(self, box: Box, connection: socket.socket) -> None:
        writer = None
        try:
            reader, writer = await asyncio.open_connection(sock=connection, limit=MAX_HEAD_BYTES)
            await self._request(box, reader, writer)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            return
        finally:
            if writer is None:
                connection.close()
            else:
                await _closed(writer)

    async def _request(self, box: Box, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(HEAD_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.LimitOverrunError:
            words = f"the request's head is longer than {MAX_HEAD_BYTES} bytes"
            await _tell(writer, Refused("431 Request Header Fields Too Large", words))
            return
        now = asyncio.get_running_loop().time()
        self._turns[box] = egress.turn(self._turns.get(box, 0.0), now)
        await asyncio.sleep(self._turns[box] - now)
        try:
            wanted = asked.read(head)
            host, port, first = wanted.host, wanted.port, wanted.first
            if headers := egress.headers_for(box.network, host):
                first = self._with_headers(box, f"{host}:{port}", first, headers)
            upstream_reader, upstream = await self._connected(box, host, port)
        except Refused as refused:
            await _tell(writer, refused)
            return
        try:
            if first is None:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                peer = literal(str(upstream.get_extra_info("peername")[0]))
                if port == TLS_PORT and not (peer and self._by_address(box, peer)):
                    first = await self._greeting(box, host, reader)
            upstream.write(first or b"")
            await asyncio.gather(_pump(reader, upstream), _pump(upstream_reader, writer))
        finally:
            await _closed(upstream)

    async def _greeting(self, box: Box, host: str, reader: asyncio.StreamReader) -> bytes:
        """What a TLS client says first; ConnectionError where it asks for a name that no rule has.

        Behind the address of an allowed name there may be anybody's servers.
        """
        async with asyncio.timeout(HEAD_SECONDS):
            said, name = await hello.heard(reader)
        if not egress.name_allowed(box.network.get("allowOut") or (), name, TLS_PORT):
            box.remember_refused(f"{name or 'no name'} by way of {host}:{TLS_PORT}")
            raise ConnectionError("the name is not allowed")
        return said

    async def _connected(
        self, box: Box, host: str, port: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        addresses = await self._vetted(box, host, port)
        problem = "no address"
        for address in addresses:
            task = asyncio.current_task()
            if task is not None:
                self._open[box.id][task] = host, port, address
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    return await asyncio.open_connection(str(address), port)
            except (OSError, TimeoutError) as failure:
                problem = str(failure) or "timed out"
        raise Refused("502 Bad Gateway", f"{host}:{port} could not be connected to: {problem}")

    async def _vetted(self, box: Box, host: str, port: int) -> list[egress.Address]:
        """The host's addresses that this sandbox may connect to; raises Refused."""
        rules = box.network.get("allowOut") or ()
        address = literal(host)
        if (
            address is None
            and not egress.name_allowed(rules, host, port)
            and not self._internet(box)
            and not any(literal(rule.split("/")[0]) for rule in rules)
        ):
            raise self._refusal(box, host, port)  # not even looked up: a lookup can carry data out
        found = [address] if address is not None else await self._looked_up(box, host, port)
        allowed = [address for address in found if self._allows(box, host, port, address)]
        if not allowed:
            private = any(self._ruled_in(box, host, port, address) for address in found)
            raise self._refusal(box, host, port, PRIVATE if private else "")
        return allowed

    async def _looked_up(self, box: Box, host: str, port: int) -> list[egress.Address]:
        try:
            return await self._lookups.addresses(box, host, port)
        except (OSError, UnicodeError, TimeoutError):
            raise Refused("502 Bad Gateway", f"{host} has no address") from None

    def _allows(self, box: Box, host: str, port: int, address: egress.Address) -> bool:
        return self._ruled_in(box, host, port, address) and (
            egress.reachable(address) or any(address in block for block in self._permitted)
        )

    def _ruled_in(self, box: Box, host: str, port: int, address: egress.Address) -> bool:
        """Whether the sandbox's own rules allow it, wherever the address is."""
        by_name = egress.name_allowed(box.network.get("allowOut") or (), host, port)
        return by_name or self._by_address(box, address)

    def _by_address(self, box: Box, address: egress.Address) -> bool:
        return egress.address_allowed(box.network, address, internet=self._internet(box))

    def _internet(self, box: Box) -> bool:
        """Whether what no rule names is allowed: when asked for, or when a list says only what is denied."""
        if box.allow_internet is None:
            denied = box.network.get("denyOut") or ()
            return bool(denied) and not egress.denies_all(box.network)
        return box.allow_internet

    def _with_headers(self, box: Box, where: str, first: bytes | None, headers: dict[str, str]) -> bytes:
        """The request with these set. What is encrypted can't have them, and does not go without: Refused."""
        if first is None:
            box.remember_refused(where)
            names = ", ".join(headers)
            raise Refused(
                "403 Forbidden", f"a rule for {where} sets {names}: localbox can't, but over plain http"
            )
        line, *others = first.removesuffix(b"\r\n\r\n").split(b"\r\n")
        given = {name.lower().encode() for name in headers}
        kept = [other for other in others if other.partition(b":")[0].strip().lower() not in given]
        added = [f"{name}: {value}".encode() for name, value in headers.items()]
        return b"\r\n".join([line, *kept, *added]) + b"\r\n\r\n"

    def _refusal(self, box: Box, host: str, port: int, why: str = "") -> Refused:
        where = f"{host}:{port}"
        box.remember_refused(where)
        return Refused("403 Forbidden", f"the sandbox's egress rules do not allow {where}{why}")

    async def close(self) -> None:
        tasks = [task for tasks in self._open.values() for task in tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _tell(writer: asyncio.StreamWriter, refused: Refused) -> None:
    body = f"{refused.reason}\n".encode()
    writer.write(f"HTTP/1.1 {refused.status}\r\n".encode())
    writer.write(b"Content-Type: text/plain\r\nConnection: close\r\n")
    writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    await writer.drain()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One direction until its end, which is passed on."""
    try:
        while data := await _next(reader):
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
    except (OSError, TimeoutError):
        writer.transport.abort()


async def _next(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(IDLE_SECONDS):
        return await reader.read(CHUNK)


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(1):
            await writer.wait_closed()
