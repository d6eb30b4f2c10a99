"""One RPC of envd: whose sandbox, as which user, until when."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from codeonfly.localbox.box import Box

KEEPALIVE_SECONDS = 30.0


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
