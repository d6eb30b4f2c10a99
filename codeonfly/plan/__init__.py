"""The council: independent proposals, blind review, and a chair who writes the plan."""

from codeonfly.plan.council import make_plan
from codeonfly.plan.values import Criterion, Nature, Plan, Seat

__all__ = ["Criterion", "Nature", "Plan", "Seat", "make_plan"]
