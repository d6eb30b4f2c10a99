"""What no linter knows of this repository's own workflows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

WORKFLOWS = Path(__file__).resolve().parents[2] / ".github" / "workflows"
# of these events the ref is the pull request's, also where somebody else's review began the run
OF_PULL_REQUESTS = {"pull_request", "pull_request_review", "pull_request_review_comment"}


def test_code_of_a_pull_request_never_runs_beside_secrets() -> None:
    exposed: dict[str, Any] = {}
    for path in WORKFLOWS.glob("*.yml"):
        workflow = yaml.safe_load(text := path.read_text())
        if OF_PULL_REQUESTS & set(workflow[True]) and "secrets." in text:  # to YAML 1.1 "on" is true
            exposed[path.stem] = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert set(exposed) == {"code-on-fly"}
    checkouts = [step for step in exposed["code-on-fly"] if "actions/checkout@" in step.get("uses", "")]
    assert [step["with"]["ref"] for step in checkouts] == ["${{ github.event.repository.default_branch }}"]
