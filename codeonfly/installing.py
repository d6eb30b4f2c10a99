"""Install commands, run with egress to their package registries alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from codeonfly.journal import CommandEnded, CommandStarted, Journal
from codeonfly.ports import CommandResult, Sandbox
from codeonfly.registries import discover_hosts
from codeonfly.settings import Settings
from codeonfly.toolchains.base import WORK, Project

MAX_REASON = 300  # characters
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_ERROR = re.compile(r"\[?(?:error|fatal|npm err!|npm error|ERR_\w+|E)\b[\]:!]?", re.IGNORECASE)
# errors that only say that there is one
_EMPTY = re.compile(
    r"(?i:npm (?:error|err!)(?:\s+(?:code|errno|syscall|path)\b.*)?|error: subprocess-exited-with-error)"
)
_RAISED = re.compile(r"[A-Za-z_][\w.]*(?:Error|Exception)\b: \S")

Place = tuple[str, str]  # a project's toolchain and folder


@dataclass(frozen=True, slots=True)
class Installed:
    """How the installation went: the hosts it could reach, its commands, and why whose failed."""

    hosts: tuple[str, ...] = ()
    commands: tuple[CommandResult, ...] = ()
    failed: Mapping[Place, str] = field(default_factory=dict)

    @property
    def failure(self) -> str:
        """Why the first failed; "" when none did."""
        return next(iter(self.failed.values()), "")


def ecosystems(projects: Sequence[Project]) -> tuple[str, ...]:
    """Those whose registries the projects need, each once."""
    return tuple(dict.fromkeys(name for project in projects for name in project.ecosystems))


async def install(
    sandbox: Sandbox,
    projects: Sequence[Project],
    settings: Settings,
    journal: Journal,
    *,
    phase: str,
    hosts: Sequence[str] = (),
) -> Installed:
    """Runs every project's install command with egress to its registries only, then closes the network.

    The registries are ``hosts``, or where none are given those that the package managers name.
    """
    wanted = [project for project in projects if project.install]
    if not wanted:
        return Installed()
    hosts = tuple(hosts) or await discover_hosts(sandbox, ecosystems(wanted))
    await sandbox.set_egress((*hosts, *settings.egress))
    commands: list[CommandResult] = []
    failed: dict[Place, str] = {}
    begun: set[str] = set()
    try:
        for project in wanted:
            before = project.joining if project.toolchain in begun else project.prepare
            begun.add(project.toolchain)
            commands.append(await _install_one(sandbox, project, before, settings, journal, phase))
            if not commands[-1].ok:
                failed[place_of(project)] = failure_of(commands[-1], settings)
    finally:
        await sandbox.set_egress(())
    return Installed(hosts, tuple(commands), failed)


async def _install_one(
    sandbox: Sandbox, project: Project, before: str, settings: Settings, journal: Journal, phase: str
) -> CommandResult:
    journal.emit(CommandStarted(phase, project.install))
    result = await sandbox.run(
        f"{before} && {project.install}" if before else project.install,
        cwd=f"{WORK}/{project.folder}".rstrip("/"),
        envs=project.envs,
        timeout_seconds=settings.install_seconds,
    )
    tail = (result.stderr or result.stdout)[-400:]
    journal.emit(CommandEnded(phase, project.install, result.exit_code, result.seconds, tail))
    return result


def place_of(project: Project) -> Place:
    """What tells a project from the others of a repository."""
    return project.toolchain, project.folder


def failure_of(result: CommandResult, settings: Settings) -> str:
    """Why an install command failed, as one sentence."""
    if result.timed_out:
        return f"the install command did not end within {settings.install_seconds} s: {result.command}"
    return f"the install command failed with exit code {result.exit_code}: {_reason(result)}"


def _reason(result: CommandResult) -> str:
    """The first errors that say more than that there is one, or what was raised, or the last line."""
    text = _COLOUR.sub("", f"{result.stdout}\n{result.stderr}")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = list(dict.fromkeys(line for line in lines if _ERROR.match(line) and not _EMPTY.fullmatch(line)))
    raised = [line for line in lines if _RAISED.match(line)]
    told = errors[:2] or raised[-1:] or lines[-1:]
    return "; ".join(told)[:MAX_REASON] or "no output"
