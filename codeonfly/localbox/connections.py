"""HTTP/1.1 connections: uvicorn's protocol over llhttp, which takes a tenth of what a parser in Python takes.

llhttp itself refuses what two readers could read differently: two lengths, a length beside chunks, folded
headers. What it lets pass, and uvicorn would keep in memory, is refused here.
"""

from __future__ import annotations

import asyncio
import functools
from collections import deque
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from codeonfly.localbox.corked import CorkedTransport
from codeonfly.localbox.http import BREAK_OFF, EXTENSION

PIECE = 64 << 10
MAX_HEAD_BYTES = 64 << 10  # beyond the piece it begins in; of trailers and chunks' extensions as well
MAX_WAITING = 100  # requests sent before the first of them is answered
MAX_UNHEARD_BYTES = 256 << 20  # of a body that goes on after its answer: many clients read that at its end
PARTING_SECONDS = 0.5  # from the end of what is read to the connection's, in which the answer is


class Connection:
    """One connection; what is not about its limits is uvicorn's."""

    def __init__(self, **options: Any) -> None:
        self._protocol = HttpToolsProtocol(**options)
        self._unanswered: deque[RequestResponseCycle] = deque()

    def connection_made(self, transport: asyncio.Transport) -> None:
        corked = CorkedTransport(transport)
        self._protocol.parser = _Parser(self._protocol, corked, self._unanswered)  # type: ignore[assignment]
        self._protocol.connection_made(corked)  # type: ignore[arg-type]

    def connection_lost(self, failure: Exception | None) -> None:
        """All requests hear that the client has gone: uvicorn tells the last one only."""
        for cycle in self._unanswered:
            if not cycle.response_complete:
                cycle.disconnected = True
                cycle.message_event.set()
        self._protocol.connection_lost(failure)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._protocol, name)


class _Parser:
    """Stands between the protocol and its parser, in both directions."""

    def __init__(
        self, protocol: HttpToolsProtocol, transport: CorkedTransport, unanswered: deque[RequestResponseCycle]
    ) -> None:
        self._protocol, self._transport, self._unanswered = protocol, transport, unanswered
        self._parser = httptools.HttpRequestParser(self)
        self._parser.set_dangerous_leniencies(lenient_data_after_close=True)  # it is dropped
        self._in_head, self._silent, self._refused = True, 0, False
        self._unheard = 0

    def feed_data(self, data: bytes) -> None:
        for start in range(0, len(data), PIECE):
            if self._refused:
                return
            piece = data[start : start + PIECE]
            self._silent += len(piece)
            try:
                self._parser.feed_data(piece)
            except httptools.HttpParserUpgrade:
                return  # answered as if it had not asked for it
            except httptools.HttpParserError:
                self._refuse()
            else:
                if self._silent > MAX_HEAD_BYTES:
                    self._refuse()

    def _refuse(self) -> None:
        """The end of what is read. 400, where nobody could take that for the answer to an earlier request."""
        self._refused = True
        waiting = [cycle for cycle in self._unanswered if not cycle.response_complete]
        if not waiting or (len(waiting) == 1 and waiting[0].more_body and not waiting[0].response_started):
            self._protocol.send_400_response("Invalid HTTP request received.")
        elif waiting[-1].more_body:
            self._protocol.transport.abort()
        else:
            waiting[-1].keep_alive = False

    def _part(self) -> None:
        """Reads no more of a body that nobody wants; its sender has time to read the answer."""
        self._refused = True
        transport = self._transport
        if transport.can_write_eof():
            transport.write_eof()
        transport.pause_reading()
        asyncio.get_running_loop().call_later(PARTING_SECONDS, transport.abort)

    def on_message_begin(self) -> None:
        self._in_head, self._silent, self._unheard = True, 0, 0
        self._protocol.on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_head:  # else a trailer, which nobody here asks for
            self._protocol.on_header(name, value)

    def on_headers_complete(self) -> None:
        """Raises ValueError, which the parser tells as a request that makes no sense."""
        self._in_head = False
        while self._unanswered and self._unanswered[0].response_complete:
            self._unanswered.popleft()
        if len(self._unanswered) > MAX_WAITING or not self._clear(self._protocol.headers):
            raise ValueError
        self._protocol.on_headers_complete()
        cycle = self._protocol.cycle
        cycle.on_response = self._answered
        cycle.scope["extensions"] = {EXTENSION: {BREAK_OFF: functools.partial(self._break_off, cycle)}}
        self._unanswered.append(cycle)
        if self._parser.should_upgrade():
            cycle.keep_alive = False  # the parser reads no further

    def _clear(self, headers: list[tuple[bytes, bytes]]) -> bool:
        """One host, and no coding of the body but chunks."""
        hosts = sum(name == b"host" for name, _ in headers)
        coded = any(name == b"transfer-encoding" and value.lower() != b"chunked" for name, value in headers)
        return not coded and (hosts == 1 or (hosts == 0 and self._parser.get_http_version() == "1.0"))

    def _answered(self) -> None:
        self._transport.flush()  # the end of an answer waits for no more
        self._protocol.on_response_complete()

    def _break_off(self, cycle: RequestResponseCycle) -> None:
        cycle.disconnected = True  # else it is an error of the program's
        self._transport.close()

    def on_body(self, body: bytes) -> None:
        self._silent = 0
        self._protocol.on_body(body)
        if self._protocol.cycle.response_complete:
            self._unheard += len(body)
            if self._unheard > MAX_UNHEARD_BYTES and not self._refused:
                self._part()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._protocol if name.startswith("on_") else self._parser, name)
