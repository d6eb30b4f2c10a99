"""Figures and lists as people read them: durations, counts, sizes, and lists that were cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


def duration(seconds: float) -> str:
    """``0.8 s``, ``42 s``, ``3 min 12 s``, ``1 h 04 min``."""
    if seconds < 9.95:
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


def listed(words: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *front, end = list(words) or [""]
    return f"{', '.join(front)} and {end}" if front else end


def size(number_of_bytes: int) -> str:
    """``512 bytes``, ``4.0 KiB``, ``1.5 MiB``."""
    if number_of_bytes < 1024:
        return count(number_of_bytes, "byte")
    if number_of_bytes < 1 << 20:
        return f"{number_of_bytes / 1024:.1f} KiB"
    return f"{number_of_bytes / (1 << 20):.1f} MiB"


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """The first of many, and how many more there are."""

    shown: tuple[T, ...]
    more: int = 0

    @property
    def total(self) -> int:
        return len(self.shown) + self.more


def first(items: Sequence[T], most: int) -> Listing[T]:
    """At most ``most`` of ``items``."""
    return Listing(tuple(items[:most]), max(len(items) - most, 0))
