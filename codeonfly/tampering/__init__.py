"""Signs that a change talks its tests into passing: found in the text of the change, never by running it."""

from __future__ import annotations

from codeonfly.tampering.scan import Finding, scan

__all__ = ["Finding", "scan"]
