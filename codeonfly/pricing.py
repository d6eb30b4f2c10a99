"""What tokens cost: prices from settings first, then the bundled list; unknown stays unknown."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from codeonfly.errors import ServiceError
from codeonfly.money import Usage
from codeonfly.settings import PriceSettings

LOOKUP = Path(__file__).with_name("price_lookup.py")
LOOKUP_SECONDS = 30
_PAUSE_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Rates:
    """Micro-dollars per million tokens, for calls with more than ``above`` input tokens."""

    above: int
    input: int
    cached: int
    written: int
    output: int

    def microdollars(self, usage: Usage) -> int:
        """The bill, rounded up."""
        plain = max(0, usage.input - usage.cached - usage.written)
        parts = plain * self.input + usage.cached * self.cached + usage.written * self.written
        return -(-(parts + usage.output * self.output) // 1_000_000)


def from_settings(price: PriceSettings) -> Rates:
    """Rates of a price in dollars per million tokens; writing to the cache costs what input does."""
    per_million = [round(dollars * 1_000_000) for dollars in (price.input, price.cached, price.output)]
    return Rates(0, per_million[0], per_million[1], per_million[0], per_million[2])


class Prices:
    """A price table that fills itself: settings win, the bundled list is asked once per model.

    ``models`` are looked up in a child process from the start, so that nobody waits for it later.
    """

    def __init__(
        self, overrides: Mapping[str, PriceSettings], *, base_url: str = "", models: Iterable[str] = ()
    ) -> None:
        self._base_url = _without_credentials(base_url)
        self._known: dict[str, tuple[Rates, ...]] = {
            model: (from_settings(price),) for model, price in overrides.items()
        }
        self._asked = tuple(model for model in dict.fromkeys(models) if model not in self._known)
        self._child = self._start(self._asked) if self._asked else None
        self._turn = asyncio.Lock()

    async def microdollars(self, model: str, usage: Usage) -> int | None:
        """What one call cost, or None when the model has no known price. Raises ServiceError."""
        async with self._turn:
            while model not in self._known:
                if self._child is None:
                    self._asked, self._child = (model,), self._start((model,))
                await self._learn(self._child)
        fitting = [rates for rates in self._known[model] if usage.input > rates.above or not rates.above]
        return fitting[-1].microdollars(usage) if fitting else None

    @property
    def pending(self) -> bool:
        """Whether a look-up is still under way, as far as anybody has looked."""
        return self._child is not None

    def close(self) -> None:
        """Ends a look-up that nobody needed."""
        if self._child:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def _start(self, models: Sequence[str]) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", str(LOOKUP), self._base_url, *models]
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    async def _learn(self, child: subprocess.Popen[bytes]) -> None:
        # looked at again and again: who waits may be cancelled, and nothing else of the run stands still
        for _ in range(int(LOOKUP_SECONDS / _PAUSE_SECONDS)):
            if child.poll() is not None:
                break
            await asyncio.sleep(_PAUSE_SECONDS)
        child.kill()
        output, _ = child.communicate()
        self._child = None
        try:
            found = json.loads(output)
        except ValueError:
            raise ServiceError(
                f"the bundled price list could not be read for {', '.join(self._asked)}; "
                "reinstall Code-on-Fly, or set `prices` for these models in the settings"
            ) from None
        for model in self._asked:
            self._known[model] = tuple(Rates(*row) for row in found.get(model, ()))


def _without_credentials(url: str) -> str:
    # command lines can be read by every process of the machine
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}" if parts.netloc else ""
