"""Small mathematics helpers."""

from mathkit.means import mean, median

__all__ = ["mean", "median"]
