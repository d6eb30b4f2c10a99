"""What uvicorn writes to a connection in one turn of the loop leaves in one piece.

A write to a loopback socket wakes its reader and costs up to 0.3 ms; head, body and end of an answer
would be three of them.
"""

from __future__ import annotations

import asyncio
from typing import Any

HELD_BYTES = 32 << 10  # more than this leaves at once, so that the transport's flow control works


class CorkedTransport:
    """A transport whose small writes wait for the end of the loop's turn; all else is passed on."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._held = bytearray()

    def write(self, data: bytes) -> None:
        if not self._held and len(data) >= HELD_BYTES:
            self._transport.write(data)
            return
        if not self._held:
            self._loop.call_soon(self.flush)
        self._held += data
        if len(self._held) >= HELD_BYTES:
            self.flush()

    def flush(self) -> None:
        """Writes what waits."""
        if self._held:
            data, self._held = self._held, bytearray()
            self._transport.write(data)

    def close(self) -> None:
        self.flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
