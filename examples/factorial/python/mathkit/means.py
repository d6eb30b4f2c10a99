"""Averages of sequences of numbers."""

from collections.abc import Sequence


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean; raises ValueError when there are no values."""
    if not values:
        raise ValueError("mean of no values")
    return sum(values) / len(values)


def median(values: Sequence[float]) -> float:
    """The middle value, or the mean of the two middle values; raises ValueError when there are none."""
    if not values:
        raise ValueError("median of no values")
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2
