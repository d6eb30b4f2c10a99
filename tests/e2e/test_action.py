"""action.yml, executed as a runner executes it."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.act import run_action
from tests.fakes.payloads import changed, labeled


def test_what_is_not_for_us_ends_before_anything_is_installed(tmp_path: Path) -> None:
    done = run_action(tmp_path, "issues", changed(labeled(), "label.name", "bug"), {}, {"GITHUB_TOKEN": "x"})
    assert done.exit_code == 0, done.log
    assert "Code-on-Fly: not for us, another label." in done.log
    assert done.outputs["outcome"] == "ignored"
    assert "Install" not in done.log
