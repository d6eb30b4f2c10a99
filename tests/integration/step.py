"""One step of the Action as a process: ``python -I -m action`` with a runner's environment around it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MODEL_KEY = "sk-sentinel-model-key-0123456789"


@dataclass(frozen=True, slots=True)
class StepResult:
    """How the step ended, and what it left."""

    exit_code: int
    log: str
    outputs: dict[str, str]
    summary: str
    out: Path


def environment(folder: Path, event_name: str, payload: Mapping[str, Any], **changes: str) -> dict[str, str]:
    """What a runner gives the step; ``changes`` are further variables. No key, no address of a service."""
    event = folder / "event.json"
    event.write_text(json.dumps(payload))
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "GITHUB_EVENT_NAME": event_name,
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_REPOSITORY": "acme/mathkit",
        "GITHUB_RUN_ID": "4711",
        "GITHUB_RUN_ATTEMPT": "1",
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        "RUNNER_TEMP": str(folder),
        **changes,
    }


@contextmanager
def started(environ: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The step under way; killed if the test leaves it running."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-m", "action"],
        env=dict(environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def finished(process: subprocess.Popen[str], environ: Mapping[str, str], seconds: float = 120) -> StepResult:
    """Waits for the step's end."""
    log, _ = process.communicate(timeout=seconds)
    output, summary = Path(environ["GITHUB_OUTPUT"]), Path(environ["GITHUB_STEP_SUMMARY"])
    return StepResult(
        process.returncode,
        log,
        read_outputs(output.read_text() if output.exists() else ""),
        summary.read_text() if summary.exists() else "",
        Path(environ["RUNNER_TEMP"]) / f"code-on-fly-{environ['GITHUB_RUN_ID']}",
    )


def run_step(environ: Mapping[str, str]) -> StepResult:
    with started(environ) as process:
        return finished(process, environ)


def read_outputs(text: str) -> dict[str, str]:
    """GITHUB_OUTPUT as the runner reads it."""
    return (
        {name: value for name, _, value in re.findall(r"(?ms)^([\w-]+)<<(\S+)\n(.*?)\n?\2$", text)}
        if "<<" in text
        else {}
    )
