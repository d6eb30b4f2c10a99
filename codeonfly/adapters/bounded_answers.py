"""An HTTP answer of somebody else's server, of which no more than a bound is ever held in memory.

For responses of httpx and of httpx2 alike, and before their clients read them: in a response hook, or of a
stream. Bytes are counted as decoded, since a small compressed answer can be a huge one.
"""

from __future__ import annotations

import contextlib
from typing import Any

MOST_ERROR_BYTES = 1 << 20  # of an answer that is an error or a redirect: of those a sentence is read


async def cut(response: Any, most_bytes: int) -> bool:
    """Reads the body and leaves ``most_bytes`` of it to whoever reads the response; whether that is all."""
    kind = type(response)
    source = kind(
        response.status_code, headers=response.headers, stream=response.stream, request=response.request
    )
    body = bytearray()
    try:
        async with contextlib.aclosing(source.aiter_bytes()) as chunks:
            async for chunk in chunks:
                body += chunk[: most_bytes + 1 - len(body)]
                if len(body) > most_bytes:
                    break
    finally:
        await source.aclose()
    response.headers.pop("content-encoding", None)  # what is left is decoded
    whole = len(body) <= most_bytes
    del body[most_bytes:]
    response.stream = kind(200, content=bytes(body)).stream
    return whole


async def cut_unless_success(response: Any) -> None:
    """A response hook: errors and redirects are cut, a success is left to its reader."""
    if not response.is_success:
        await cut(response, MOST_ERROR_BYTES)
