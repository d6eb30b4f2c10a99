"""One run of a project's tests in a sandbox, with a report that nothing wrote before it."""

from __future__ import annotations

import secrets
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace

from codeonfly.journal import CommandEnded, CommandStarted, Journal, TestsRan
from codeonfly.ports import CommandResult, Sandbox, SandboxFile
from codeonfly.results import TestCase, TestReport
from codeonfly.toolchains import junit, stream, toolchain_of
from codeonfly.toolchains.base import PRIVATE, WORK, Project, TestPlan

MOST_REPORT_BYTES = 64 << 20
TAIL = 2_000  # characters of the console that the journal keeps


@dataclass(frozen=True, slots=True)
class TestRun:
    """``report`` None: the run left none that could be read."""

    __test__ = False

    report: TestReport | None
    result: CommandResult


async def run_tests(
    sandbox: Sandbox,
    project: Project,
    *,
    only: Sequence[str] = (),
    seed: int | None = None,
    timeout_seconds: float,
    phase: str,
    journal: Journal,
    what: str = "",
) -> TestRun:
    """Runs all tests, or those of the files ``only``; a red run is data. Raises ServiceError.

    ``what``: how the journal tells this run from the phase's own.
    """
    name, key = secrets.token_hex(12), secrets.token_hex(16)
    report = f"{PRIVATE}/run-{name}/{name}.report"
    plan = _planned(project, report, only, seed)
    # the key's file makes the folder that the report will be in
    files = {f"{report}.key": key.encode(), **plan.files}
    await sandbox.write_files([SandboxFile(path, data) for path, data in files.items()])
    journal.emit(CommandStarted(phase, project.test))
    result = await sandbox.run(
        plan.command,
        cwd=f"{WORK}/{project.folder}".rstrip("/"),
        envs={**project.envs, **plan.envs},
        timeout_seconds=timeout_seconds,
    )
    console = result.stdout + result.stderr
    journal.emit(CommandEnded(phase, project.test, result.exit_code, result.seconds, console[-TAIL:]))
    if project.runner == "unknown":
        read = await _by_the_settings(sandbox, project, result)
    else:
        data = await sandbox.read_file(report, limit_bytes=MOST_REPORT_BYTES)
        read = toolchain_of(project).read_report(project, data, console, key)
    if read is None:
        return TestRun(None, result)
    read = _consistent(read, result)
    red, skipped = read.count("failed", "errored"), read.count("skipped", "xfailed")
    journal.emit(TestsRan(phase, read.count("passed"), red, skipped, what))
    return TestRun(read, result)


def _planned(project: Project, report: str, only: Sequence[str], seed: int | None) -> TestPlan:
    """A command of the project's own is run as it is, whatever is asked for."""
    if project.runner == "unknown":
        return TestPlan(f"{_fresh(project)}{project.test}", report)
    return toolchain_of(project).plan_tests(project, report=report, only=only, seed=seed)


def _consistent(report: TestReport, result: CommandResult) -> TestReport:
    """A report that says green after a red exit, or red after a green one, is not complete."""
    red = report.count("failed", "errored") > 0
    if result.exit_code is None:
        limit = "its time limit" if result.timed_out else "the limit of what it may print"
        return replace(report, complete=False, note=f"the test command was cut off by {limit}")
    if report.complete and red != (result.exit_code != 0) and report.cases:
        note = f"the test command ended with exit code {result.exit_code}, which its report does not explain"
        return replace(report, complete=False, note=note)
    return report


def _fresh(project: Project) -> str:
    """Takes an old report away; a project's own programs are found first."""
    path = 'export PATH="$PWD/node_modules/.bin:$HOME/.code-on-fly/venv/bin:$PATH"; '
    return f"{path}rm -f -- {shlex.quote(project.report)}; " if project.report else path


async def _by_the_settings(sandbox: Sandbox, project: Project, result: CommandResult) -> TestReport | None:
    """The JUnit file that the settings name; else the console and the exit code, which is weak evidence."""
    if project.report:
        path = f"{WORK}/{project.folder}/{project.report}".replace("//", "/")
        return junit.report(await sandbox.read_file(path, limit_bytes=MOST_REPORT_BYTES), project.test)
    told = stream.weak(result.stdout + result.stderr, project.test)
    if told is not None or result.exit_code is None:
        return told
    case = TestCase(project.test, "passed" if result.ok else "failed", result.seconds)
    return TestReport(f"exit code of {project.test[:60]}", (case,), weak=True)
