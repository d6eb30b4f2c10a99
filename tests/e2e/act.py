"""Runs the Action as a runner would: ``act`` executes a workflow here, without a container engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
UPLOAD = "actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a"
BOT = "code-on-fly/code-on-fly@v0"

# The first step is known to act itself; the last one shows what a workflow sees of the outputs.
WORKFLOW = """\
name: bot
on: [issues, issue_comment, push, workflow_dispatch]
jobs:
  bot:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: code-on-fly/code-on-fly@v0
        id: bot
        with:
          sandbox: local
          environment: python-3.11
          openai-api-key: ${{ secrets.OPENAI_API_KEY }}
      - if: always()
        env:
          OUTPUTS: ${{ toJSON(steps.bot.outputs) }}
        run: echo "OUTPUTS" $OUTPUTS
"""

UPLOAD_STUB = """\
name: upload
description: stands in for the real one, which needs a server of the runner's
inputs:
  name: {required: true}
  path: {required: true}
  if-no-files-found: {}
runs:
  using: composite
  steps:
    - shell: bash
      env:
        NAME: ${{ inputs.name }}
        FOLDER: ${{ inputs.path }}
      run: echo "UPLOAD $NAME $(cd "$FOLDER" && echo *)"
"""


@dataclass(frozen=True, slots=True)
class ActRun:
    """How act ended, and what was in the log."""

    exit_code: int
    log: str

    @property
    def outputs(self) -> dict[str, str]:
        """The step's outputs as the next step saw them."""
        line = next(line for line in self.log.splitlines() if "| OUTPUTS {" in line)
        found: dict[str, str] = json.loads(line.split("OUTPUTS ", 1)[1])
        return found


def run_action(
    folder: Path,
    event_name: str,
    payload: Mapping[str, Any],
    environ: Mapping[str, str],
    secrets: Mapping[str, str],
) -> ActRun:
    """Executes action.yml of this checkout for one event; ``folder`` is scratch space."""
    action, workspace, upload, home = (folder / name for name in ("action", "workspace", "upload", "home"))
    export(action)
    (workspace / ".github" / "workflows").mkdir(parents=True)
    (workspace / ".github" / "workflows" / "bot.yml").write_text(WORKFLOW)
    git("init", "-q", "-b", "main", str(workspace))
    git("-C", str(workspace), "add", "-A")
    git("-C", str(workspace), "-c", "user.name=a", "-c", "user.email=a@localhost", "commit", "-q", "-m", "x")
    upload.mkdir()
    (upload / "action.yml").write_text(UPLOAD_STUB)
    home.mkdir()
    event = folder / "event.json"
    event.write_text(json.dumps(payload))
    command = [
        str(Path(sys.executable).parent / "act"), event_name, "--eventpath", str(event),
        "-P", "ubuntu-latest=-self-hosted", "--pull=false", "--no-cache-server",
        "--local-repository", f"{BOT}={action}", "--local-repository", f"{UPLOAD}={upload}",
    ]  # fmt: skip
    for name, value in environ.items():
        command += ["--env", f"{name}={value}"]
    for name, value in secrets.items():
        command += ["--secret", f"{name}={value}"]
    done = subprocess.run(
        command,
        cwd=workspace,
        env={**os.environ, "XDG_CACHE_HOME": str(home), "XDG_CONFIG_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=280,
        check=False,
    )
    return ActRun(done.returncode, done.stdout)


def export(target: Path) -> None:
    """The files of this checkout that git knows or would take, without environments and caches."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        source = ROOT / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(source.read_bytes())


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)
