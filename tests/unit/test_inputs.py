"""The step's environment as one value: complete, or one sentence; and nothing secret in its words."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from action.inputs import Inputs
from codeonfly.errors import UserError

LEAST = {
    "GITHUB_EVENT_NAME": "issues",
    "GITHUB_EVENT_PATH": "/tmp/event.json",
    "GITHUB_REPOSITORY": "octo/mathkit",
    "GITHUB_TOKEN": "ghs_sentinel_token",
    "RUNNER_TEMP": "/tmp/runner",
}


def test_the_least() -> None:
    inputs = Inputs.from_environ(LEAST)
    assert (inputs.event_name, inputs.repository, inputs.mode) == ("issues", "octo/mathkit", "all")
    assert inputs.out == Path("/tmp/runner/code-on-fly-0")
    assert inputs.settings == {}
    assert inputs.output_file is None
    assert not inputs.dry_run


def test_everything() -> None:
    inputs = Inputs.from_environ(
        LEAST
        | {
            "INPUT_MODEL": " gpt-6.1-sol ", "INPUT_MAX_ATTEMPTS": "2", "INPUT_MAX-COST-USD": "1.5",
            "INPUT_COUNCIL": "", "INPUT_DRY_RUN": "TRUE", "INPUT_MODE": "generate", "INPUT_ISSUE": "12",
            "INPUT_REQUEST": "x", "INPUT_OUT": "/tmp/o", "INPUT_SOMETHING_ELSE": "1", "GITHUB_RUN_ID": "77",
            "GITHUB_API_URL": "https://ghes.example.com/api/v3/", "GITHUB_OUTPUT": "/tmp/out",
            "OPENAI_API_KEY": "sk-sentinel-key", "E2B_API_KEY": "e2b_sentinel",
            "E2B_DOMAIN": "e2b.example.com",
            "INPUT_GITHUB_TOKEN": "ghs_other_token", "GITHUB_SERVER_URL": "https://ghes.example.com",
        }
    )  # fmt: skip
    assert inputs.settings == {"model": "gpt-6.1-sol", "max-attempts": "2", "max-cost-usd": "1.5"}
    assert (inputs.dry_run, inputs.mode, inputs.issue, inputs.request) == (True, "generate", "12", "x")
    assert inputs.out == Path("/tmp/o")
    assert inputs.api_url == "https://ghes.example.com/api/v3"
    assert inputs.secrets == ("ghs_other_token", "sk-sentinel-key", "e2b_sentinel")
    assert inputs.run_url == "https://ghes.example.com/octo/mathkit/actions/runs/77"
    for shown in (repr(inputs), str(inputs)):
        assert "sentinel" not in shown
        assert "ghs_" not in shown


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("GITHUB_EVENT_NAME", "", "GITHUB_EVENT_NAME is not set"),
        ("GITHUB_EVENT_PATH", "", "GITHUB_EVENT_PATH is not set"),
        ("GITHUB_TOKEN", " ", "GITHUB_TOKEN is not set; pass"),
        ("GITHUB_REPOSITORY", "", "GITHUB_REPOSITORY is not set"),
        ("GITHUB_REPOSITORY", "mathkit", "must be owner/name"),
        ("GITHUB_REPOSITORY", "a/b/../c", "must be owner/name"),
        ("INPUT_DRY_RUN", "perhaps", "INPUT_DRY_RUN is 'perhaps'; expected true or false"),
        ("INPUT_MODE", "both", "INPUT_MODE is 'both'"),
        ("OPENAI_BASE_URL", "localhost:1", "OPENAI_BASE_URL is not an address"),
        ("OPENAI_BASE_URL", "https://me:sentinel@x.test/v1", "OPENAI_BASE_URL is not an address"),
        ("GITHUB_API_URL", "file:///etc", "GITHUB_API_URL is not an address"),
    ],
)
def test_what_is_missing_or_wrong_is_named(name: str, value: str, told: str) -> None:
    with pytest.raises(UserError) as caught:
        Inputs.from_environ(LEAST | {name: value})
    assert told in str(caught.value)
    assert "sentinel" not in str(caught.value)


ACTION = yaml.safe_load((Path(__file__).resolve().parents[2] / "action.yml").read_text())
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}


@pytest.mark.parametrize("name", ACTION["inputs"])
def test_every_input_of_the_action_reaches_the_program(name: str) -> None:
    """By the step's environment, as the runner sets it, and there it changes something."""
    assert ACTION["inputs"][name]["description"]
    (variable,) = [key for key, value in STEPS["Run"]["env"].items() if f"inputs.{name} " in value]
    given = {"dry-run": "true", "mode": "publish"}.get(name, "https://a.example")
    assert Inputs.from_environ({**LEAST, variable: given}) != Inputs.from_environ(LEAST)


def test_the_step_sets_no_input_that_the_action_has_not() -> None:
    known = {"INPUT_" + name.upper().replace("-", "_") for name in ACTION["inputs"]}
    assert {key for key in STEPS["Run"]["env"] if key.startswith("INPUT_")} <= known


@pytest.mark.parametrize(("word", "dry"), [("true", True), ("True", True), ("yes", True), ("false", False)])
def test_a_dispatch_asks_for_a_dry_run_in_any_spelling(word: str, dry: bool) -> None:
    inputs = Inputs.from_environ(LEAST)
    assert inputs.as_dispatched({"dry-run": word}).dry_run == dry
    assert inputs.as_dispatched({}) == inputs
    assert inputs.for_dry_run().as_dispatched({"dry-run": "false"}).dry_run


@pytest.mark.parametrize("word", ["1", "please", "tru"])
def test_a_dry_run_that_nobody_understands_is_no_run(word: str) -> None:
    with pytest.raises(UserError, match=r"dry-run is .*expected true or false"):
        Inputs.from_environ(LEAST).as_dispatched({"dry-run": word})
