"""Everything a finished run knows: the one value that reports, evidence and publication are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from codeonfly.attempt import Attempt
from codeonfly.change import Change, GateFinding
from codeonfly.journal import Entry
from codeonfly.money import Charge
from codeonfly.plan import Plan
from codeonfly.request import Request
from codeonfly.review import Opinion
from codeonfly.settings import Settings
from codeonfly.tree import Tree
from codeonfly.verification import Verification
from codeonfly.workbench import Workbench

Outcome = Literal["verified", "unverified", "blocked", "cancelled", "ignored", "failed"]


@dataclass(frozen=True, slots=True)
class Round:
    """One attempt and, when there was something to prove, its proof."""

    attempt: Attempt
    gate: tuple[GateFinding, ...] = ()
    verification: Verification | None = None
    opinions: tuple[Opinion, ...] = ()  # the council's, where the settings ask for a review


@dataclass(frozen=True, slots=True)
class Record:
    """``best`` is the index of the round whose change is published or kept; None when nothing changed.

    ``stopped`` is the sentence of the error that ended the run early, "" when it ran to its end, and
    ``exit_code`` the documented one.
    """

    run_id: str
    started_at: str  # ISO 8601, UTC
    request: Request
    base: Tree
    outcome: Outcome
    exit_code: int
    stopped: str = ""
    workbench: Workbench | None = None
    plan: Plan | None = None
    rounds: tuple[Round, ...] = ()
    best: int | None = None
    max_attempts: int = 3
    charges: tuple[Charge, ...] = ()
    limit_microdollars: int = 0
    warnings: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    seconds: float = 0.0
    recorded_replies: bool = False  # the demo: model replies come from a recording
    settings: Settings | None = None  # what was in force, for the evidence

    @property
    def change(self) -> Change:
        """The change that is published or kept; empty when there is none."""
        return Change() if self.best is None else self.rounds[self.best].attempt.change

    @property
    def verification(self) -> Verification | None:
        """The proof of that change."""
        return None if self.best is None else self.rounds[self.best].verification

    @property
    def opinions(self) -> tuple[Opinion, ...]:
        """The council's review of that change, where the settings ask for one."""
        return () if self.best is None else self.rounds[self.best].opinions
