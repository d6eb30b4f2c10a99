"""Base tree -> installed, network closed, baseline tested, snapshotted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from codeonfly.ports import CommandResult, SandboxInfo
from codeonfly.results import TestReport
from codeonfly.toolchains.base import Project


@dataclass(frozen=True, slots=True)
class Workbench:
    """What every attempt and every proof starts from. ``baseline`` None: ``note`` says why."""

    snapshot: str
    info: SandboxInfo
    projects: tuple[Project, ...]
    baseline: TestReport | None
    versions: tuple[str, ...] = ()
    commands: tuple[CommandResult, ...] = ()
    hosts: tuple[str, ...] = ()  # the registry hosts that were discovered
    cache: str = "miss"  # "hit" | "miss" | "off"
    seconds_saved: float = 0.0
    note: str = ""
    seconds: float = 0.0
    command_seconds: float = 0.0
    leftovers: Mapping[str, str] = field(default_factory=dict)  # path -> sha256, made by install and tests
    refused_connections: tuple[str, ...] = field(default=())
