"""action.yml, executed as a runner executes it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from codeonfly.errors import CodeonflyError
from codeonfly.localbox.server import describe
from tests.e2e.act import run_action
from tests.fakes.model_server import ModelServer
from tests.fakes.payloads import changed, labeled
from tests.fakes.stories import BODY, PLAN, TITLE, github_with_example, here
from tests.integration.step import MODEL_KEY
from tests.record_demo import PYTHON


def no_local_sandboxes() -> str:
    """Why this machine can't make them; "" when it can."""
    try:
        describe()
    except CodeonflyError as error:
        return str(error)
    return ""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Scratch space that other accounts may enter, as a runner's is: sandboxes run as one of those."""
    with tempfile.TemporaryDirectory(prefix="act-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_what_is_not_for_us_ends_before_anything_is_installed(folder: Path) -> None:
    done = run_action(folder, "issues", changed(labeled(), "label.name", "bug"), {}, {"GITHUB_TOKEN": "x"})
    assert done.exit_code == 0, done.log
    assert "Code-on-Fly: not for us, another label." in done.log
    assert done.outputs["outcome"] == "ignored"
    assert "Install" not in done.log


@pytest.mark.timeout(300)
@pytest.mark.skipif(bool(no_local_sandboxes()), reason=no_local_sandboxes() or "they work")
def test_a_labelled_issue_becomes_a_pull_request(folder: Path) -> None:
    with github_with_example() as github, ModelServer(PYTHON, plan=PLAN) as model:
        done = run_action(
            folder,
            "issues",
            here(labeled(TITLE, BODY)),
            {"GITHUB_API_URL": github.url, "OPENAI_BASE_URL": model.url, "GITHUB_REPOSITORY": "acme/mathkit"},
            {"GITHUB_TOKEN": github.token, "OPENAI_API_KEY": MODEL_KEY},
        )
    assert done.exit_code == 0, done.log
    assert done.outputs["outcome"] == "verified", done.log
    (pull,) = github.repository.pulls.values()
    assert done.outputs["pull-request-number"] == str(pull.number)
    assert b"def factorial" in github.repository.files(pull.head)["mathkit/factorial.py"]
    kept = next(line for line in done.log.splitlines() if "| UPLOAD code-on-fly-" in line)
    assert kept.split()[-5:] == [
        "change.patch", "events.jsonl", "evidence.json", "pull_request.md", "report.html",
    ]  # fmt: skip
    assert MODEL_KEY not in done.log
    assert github.token not in done.log
