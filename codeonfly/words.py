"""Figures as people read them: durations, counts, dollars, sizes."""

from __future__ import annotations

from collections.abc import Iterable

from codeonfly.money import Charge, dollars, total


def duration(seconds: float) -> str:
    """``0.8 s``, ``42 s``, ``3 min 12 s``, ``1 h 04 min``."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def count(number: int, noun: str, plural: str = "") -> str:
    """``1 test``, ``1,204 tests``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *front, end = list(words) or [""]
    return f"{', '.join(front)} {last} {end}" if front else end


def size(number_of_bytes: int) -> str:
    """``512 bytes``, ``4.0 KiB``, ``1.5 MiB``."""
    if number_of_bytes < 1024:
        return count(number_of_bytes, "byte")
    if number_of_bytes < 1 << 20:
        return f"{number_of_bytes / 1024:.1f} KiB"
    return f"{number_of_bytes / (1 << 20):.1f} MiB"


def bill(charges: Iterable[Charge]) -> str:
    """``$0.031``, and plainly when a model in it has no known price."""
    charges = tuple(charges)
    unpriced = sorted({charge.what for charge in charges if charge.microdollars is None})
    priced = dollars(total(charges))
    if not unpriced:
        return priced
    some = any(charge.microdollars is not None and charge.kind == "model" for charge in charges)
    return f"{priced} + unpriced calls" if some or total(charges) else "unpriced"
