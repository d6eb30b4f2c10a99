"""What a run is given, and what it has so far: the one mutable state of the program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from codeonfly.change import Change, difference
from codeonfly.journal import Journal
from codeonfly.money import Budget
from codeonfly.plan import Plan
from codeonfly.ports import Model, Sandbox, SandboxHost
from codeonfly.reader import Reader
from codeonfly.record import Round
from codeonfly.request import Request
from codeonfly.settings import Settings
from codeonfly.tree import REGULAR, File, Tree
from codeonfly.workbench import Workbench

LAST_MINUTES_SECONDS = 60  # at most; see ``Run.kept_back``


@dataclass(frozen=True, slots=True)
class Task:
    """What a run is given. ``start`` and ``failures`` are where an earlier run left off (``/retry``)."""

    run_id: str
    started_at: str
    request: Request
    base: Tree
    settings: Settings
    start: Change = Change()
    failures: tuple[str, ...] = ()
    secrets: tuple[str, ...] = field(default=(), repr=False)
    labels: Mapping[str, str] = field(default_factory=dict)
    recorded_replies: bool = False


@dataclass(slots=True)
class Run:
    """A run under way: the ports it acts through and what it has so far, so that nothing paid is lost."""

    task: Task
    model: Model
    host: SandboxHost
    journal: Journal
    budget: Budget
    workbench: Workbench | None = None
    plan: Plan | None = None
    rounds: list[Round] = field(default_factory=list)
    workshop: Sandbox | None = None  # where the agent is at work right now
    written: dict[str, bytes] = field(default_factory=dict)  # there, by the agent's file tools
    billed_seconds: dict[tuple[int, int], float] = field(default_factory=dict)
    reader: Reader = field(default_factory=Reader)  # of what a model wrote

    @property
    def deadline(self) -> float:
        """When the run has to end, in seconds of the monotonic clock."""
        return self.journal.started + self.task.settings.max_minutes * 60

    @property
    def kept_back(self) -> float:
        """Seconds of the run's time that an attempt has to leave for proof and publication."""
        return min(LAST_MINUTES_SECONDS, self.task.settings.max_minutes * 60 / 4)

    @property
    def as_written(self) -> Change:
        """The change that the file tools made, on top of what the attempt began with."""
        begun = self.rounds[-1].attempt.change if self.rounds else self.task.start
        goal = dict(begun.apply(self.task.base.files))
        for path, data in self.written.items():
            goal[path] = File(goal[path].mode if path in goal else REGULAR, data)
        return difference(self.task.base, goal)
