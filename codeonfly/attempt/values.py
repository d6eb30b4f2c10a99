"""What one pass of the agent leaves: the change, how it ended, and what it claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from codeonfly.change import Change
from codeonfly.plan import Plan
from codeonfly.request import Request
from codeonfly.toolchains.base import Project
from codeonfly.tree import Tree

Ending = Literal["finished", "stopped", "malformed", "steps", "time", "money", "model", "refused"]


@dataclass(frozen=True, slots=True)
class Assignment:
    """What an attempt works on, and until when: ``deadline`` is a time of the monotonic clock in seconds.

    ``failures`` is why the change so far is not enough; ``previous`` the attempt that left it, if one did.
    """

    request: Request
    plan: Plan
    base: Tree
    projects: Sequence[Project]
    number: int
    deadline: float
    previous: Attempt | None = None
    failures: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """``ended`` is how the loop ended, ``note`` the sentence for people; the change is kept whatever it was.

    ``claims`` maps criterion ids to the test ids the agent named: claims, checked by verification.
    """

    number: int
    change: Change
    ended: Ending
    note: str = ""
    summary: str = ""  # the model's words about the change
    claims: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    steps: int = 0
    commands: int = 0
    seconds: float = 0.0
    command_seconds: float = 0.0
    microdollars: int = 0
    transcript: tuple[str, ...] = ()  # condensed, for the next attempt and the artifact
