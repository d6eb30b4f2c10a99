"""What the council hands on: the plan, its criteria, and who said what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Nature = Literal["behaviour", "refactoring", "documentation"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """What the request asks for, as one checkable sentence. ``id`` is C1, C2, ..."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A council member's part: ``error`` says why a seat is missing; never silently absent."""

    role: str
    model: str
    proposal: str = ""
    objections: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Decided before the agent works, from the request and the base alone.

    ``nature`` decides whether a behaviour proof (fail-to-pass) is asked for. ``changes_by_request``
    names base tests (ids, files, or ``file::prefix``) whose behaviour the request itself asks to change.
    ``environment`` is chosen for repositories that have no toolchain yet.
    """

    summary: str
    criteria: tuple[Criterion, ...]
    test_cases: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    nature: Nature = "behaviour"
    changes_by_request: tuple[str, ...] = ()
    environment: str = ""
    seats: tuple[Seat, ...] = ()
    dissent: tuple[str, ...] = ()
    agreement: float | None = None  # 0..1, computed from the reviews; None with one seat
    note: str = ""  # e.g. that no valid plan came back and the request itself is the plan
