"""One thing that ``codeonfly doctor`` looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "warning", "wrong", "not checked"]


@dataclass(frozen=True, slots=True)
class Finding:
    """``remedy`` is empty when nothing has to be done."""

    what: str
    status: Status
    found: str
    remedy: str = ""
