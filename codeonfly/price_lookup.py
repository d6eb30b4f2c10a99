"""Run as a script: the bundled prices of the models named, as JSON on stdout.

``genai_prices`` holds every vendor's list: 70 MB and 0.3 s in the main process, for the few
models of a run. So a child process looks them up while the main one is busy with something else.

Usage: price_lookup.py BASE_URL MODEL... -> {model: [[above, input, cached, written, output], ...]},
micro-dollars per million tokens, which hold for calls of more than ``above`` input tokens.
"""

from __future__ import annotations

import datetime
import json
import sys
from decimal import Decimal

from genai_prices import data_snapshot
from genai_prices.types import ModelInfo, ModelPrice, TieredPrices

Price = Decimal | TieredPrices | None


def find(model: str, base_url: str) -> ModelInfo | None:
    """The model as the vendor at ``base_url`` sells it, else as its maker does; None when unknown."""
    snapshot = data_snapshot.get_snapshot()
    for url in (base_url, None) if base_url else (None,):
        try:
            return snapshot.find_provider_model(model, None, None, url)[1]
        except LookupError:
            continue
    return None


def rates(price: ModelPrice) -> list[list[int]]:
    """One row a tier, lowest first; nothing when input or output has no price."""
    if price.input_mtok is None or price.output_mtok is None:
        return []
    columns: tuple[Price, ...] = (
        price.input_mtok,
        price.input_mtok if price.cache_read_mtok is None else price.cache_read_mtok,
        price.input_mtok if price.cache_write_mtok is None else price.cache_write_mtok,
        price.output_mtok,
    )
    starts = {0} | {
        tier.start for column in columns if isinstance(column, TieredPrices) for tier in column.tiers
    }
    return [[start, *(_microdollars(column, start) for column in columns)] for start in sorted(starts)]


def _microdollars(price: Price, start: int) -> int:
    if isinstance(price, TieredPrices):
        price = [price.base, *(tier.price for tier in price.tiers if tier.start <= start)][-1]
    return int((price or Decimal(0)) * 1_000_000)


def main(base_url: str, models: list[str]) -> None:
    now = datetime.datetime.now(datetime.UTC)
    found = {model: info for model in models if (info := find(model, base_url))}
    json.dump({model: rates(info.get_prices(now)) for model, info in found.items()}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
