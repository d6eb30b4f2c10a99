"""``.github/code-on-fly.yml``: typed, range-checked, under hard ceilings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

DEFAULT_MODEL = "gpt-6.1-terra"


@dataclass(frozen=True, slots=True)
class SeatSettings:
    role: str
    model: str = ""  # "" is Settings.model


@dataclass(frozen=True, slots=True)
class PriceSettings:
    """Dollars per million tokens, as vendors publish them."""

    input: float
    cached: float
    output: float


@dataclass(frozen=True, slots=True)
class ProjectSettings:
    """Overrides of what detection finds; "" leaves a part to detection."""

    working_directory: str = ""
    environment: str = ""
    install: str = ""
    test: str = ""
    report: str = ""  # repository path of a JUnit file that the test command writes


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a maintainer can set. The defaults are what a run uses without a settings file."""

    label: str = "code-on-fly"
    model: str = DEFAULT_MODEL
    api: Literal["responses", "chat"] = "responses"
    effort: str = ""
    council: tuple[SeatSettings, ...] = (SeatSettings("architect"),)
    environment: str = ""  # "" is detection
    projects: tuple[ProjectSettings, ...] = ()
    sandbox: Literal["auto", "e2b", "local"] = "auto"
    max_attempts: int = 3
    max_cost_microdollars: int = 2_000_000
    max_minutes: int = 60
    max_steps: int = 60  # model calls in one attempt
    command_seconds: int = 600  # one command of the agent
    test_seconds: int = 1200  # one test run
    install_seconds: int = 900
    review: bool = False
    egress: tuple[str, ...] = ()  # further hosts for install and attempt
    protected_paths: tuple[str, ...] = ()  # gitignore patterns: changes ask for review
    allowed_bots: tuple[str, ...] = ()
    runs_per_issue: int = 10
    runs_per_day: int = 50
    cost_per_day_microdollars: int = 50_000_000
    max_files: int = 400
    max_file_bytes: int = 1 << 20
    max_change_bytes: int = 10 << 20
    accept_weak_evidence: bool = False
    accept_no_baseline: bool = False
    prices: Mapping[str, PriceSettings] = field(default_factory=dict)
