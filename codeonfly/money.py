"""What a run costs: integer micro-dollars, charged when billed, limited before spending."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from codeonfly.errors import LimitReached

MICRODOLLARS = 1_000_000  # in a dollar


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one model call or of many.

    ``cached`` (read from the vendor's cache) and ``written`` (put into it, at a price of its own) are
    parts of ``input``; ``reasoning`` is part of ``output``.
    """

    input: int = 0
    cached: int = 0
    output: int = 0
    reasoning: int = 0
    written: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.input + other.input,
            self.cached + other.cached,
            self.output + other.output,
            self.reasoning + other.reasoning,
            self.written + other.written,
        )


@dataclass(frozen=True, slots=True)
class Charge:
    """One bill: ``what`` was used (a model's name or "sandbox") and in which phase.

    ``microdollars`` is None when the model has no known price: never shown as zero.
    """

    kind: Literal["model", "sandbox"]
    what: str
    phase: str  # "plan" | "attempt 1" | "proof" | ...
    microdollars: int | None
    usage: Usage = field(default_factory=Usage)
    calls: int = 0
    seconds: float = 0.0
    vcpus: int = 0
    memory_mib: int = 0


@dataclass(slots=True)
class Budget:
    """The hard limit of a run and what has been charged so far. The one mutable value here."""

    limit_microdollars: int
    charges: list[Charge] = field(default_factory=list)

    @property
    def spent(self) -> int:
        """Micro-dollars charged so far; calls without a known price count as nothing."""
        return sum(charge.microdollars or 0 for charge in self.charges)

    @property
    def left(self) -> int:
        return self.limit_microdollars - self.spent

    def check(self, about_to: str, at_least_microdollars: int = 1) -> None:
        """Raises LimitReached unless that much is left: asked before every paid call."""
        if self.left < at_least_microdollars:
            needed = f"{dollars(at_least_microdollars)} or more needed to {about_to}"
            raise LimitReached(
                f"the cost limit of {dollars(self.limit_microdollars)} is reached "
                f"({dollars(self.spent)} spent, {needed}); raise max-cost-usd to let the run go on"
            )

    def charge(self, charge: Charge) -> None:
        """Books what was billed, even past the limit: a bill is a fact."""
        self.charges.append(charge)


def dollars(microdollars: int) -> str:
    """``$0.0312``: two to four decimals, rounded up: never shown as less than it was."""
    ten_thousandths = -(-microdollars // 100)
    text = f"{ten_thousandths / 10_000:.4f}"
    while text.endswith("0") and len(text.split(".")[1]) > 2:
        text = text[:-1]
    return f"${text}"


def total(charges: Iterable[Charge]) -> int:
    """Micro-dollars of all priced charges."""
    return sum(charge.microdollars or 0 for charge in charges)
