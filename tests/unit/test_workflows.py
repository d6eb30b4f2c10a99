"""What no linter knows of this repository's own workflows, and of those it offers for copying."""

from __future__ import annotations

from typing import Any

import yaml

from tests.lint_workflows import ROOT, documented_workflows

WORKFLOWS = ROOT / ".github" / "workflows"
PAGES = (ROOT / "README.md", ROOT / "docs" / "install.md")
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


def test_a_strangers_comment_takes_no_ones_place_in_the_queue() -> None:
    texts = [path.read_text() for path in WORKFLOWS.glob("*.yml")]
    texts += [text for page in PAGES for text in documented_workflows(page.read_text())]
    heard = [workflow for text in texts if "issue_comment" in (workflow := yaml.safe_load(text))[True]]
    assert len(heard) == 5
    for workflow in heard:
        (job,) = workflow["jobs"].values()
        assert "author_association" in job["concurrency"]["group"]
        assert "concurrency" not in workflow  # which counts before a job's own condition does
