"""Signs that a change talks its tests into passing: found in the text of the change, never by running it."""

from __future__ import annotations

from codeonfly.tampering.scan import scan
from codeonfly.tampering.values import Finding, Versions

__all__ = ["Finding", "Versions", "scan"]
