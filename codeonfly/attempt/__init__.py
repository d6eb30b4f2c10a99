"""One pass of the agent: its tool loop in a copy of the workbench, and what it left there."""

from codeonfly.attempt.loop import run_attempt
from codeonfly.attempt.values import Assignment, Attempt, Ending

__all__ = ["Assignment", "Attempt", "Ending", "run_attempt"]
