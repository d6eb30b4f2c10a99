"""Requests that can't be met are told before money is spent; every doubt is a run."""

from __future__ import annotations

import pytest

from codeonfly.errors import Refused
from codeonfly.request import Request
from codeonfly.workflow_request import plan_within_reach, workflow_need

ONLY = [
    ("Add a GitHub Actions workflow", "It should run the tests on every push."),
    ("Add a GitHub Actions workflow that runs the tests", ""),
    ("Create .github/workflows/ci.yml", "Run `npm test` on node 20 and 22."),
    ("create `.github/workflows/release.yml` for releases", "- on tags\n- publishes the image"),
    ("Update .github/workflows/ci.yml to use node 24", ""),
    ("Bump actions/checkout in .github/workflows/ci.yml", "v4 is out of date"),
    ("Change the node version in .github/workflows/ci.yml", ""),
    ("Set up a CI workflow", "So that pull requests are tested."),
    ("Please fix the GitHub Actions workflow.", "It has been red since Monday."),
    ("Delete the CI workflow", ""),
    ("Add the missing workflow file", ""),
    ("Upgrade the reusable GitHub Actions workflow files", ""),
    ("Add .github/actions/setup/action.yml", ""),
]
ALSO = [
    ("Add a GitHub Actions workflow", "And a function `release_notes()` that it calls."),
    ("Add a CI workflow and fix the parser", ""),
    ("Add factorial", "Also add a GitHub Actions workflow that runs the tests."),
    ("Add factorial", "Update `.github/workflows/ci.yml` as well."),
    ("Add .github/workflows/ci.yml", "and the script it runs, tools/check.py"),
    ("Set up a CI workflow", "See docs/ci.md, which should be changed too."),
]
OTHER = [
    ("Build a function that calculates factorial", ""),
    ("Write a GitHub Actions workflow linter", ""),
    ("Add a parser for GitHub Actions workflow files", "It reads .github/workflows/*.yml."),
    ("Add a CI workflow badge to the README", ""),
    ("Document the CI workflow", "Say in README.md what .github/workflows/ci.yml does."),
    ("Make the tool ignore .github/workflows", ""),
    ("Add a test which reads the list in .github/workflows", ""),
    ("Fix the test that fails in the CI workflow on Windows", "path separators"),
    ("Add retries to the approval workflow", "our own domain has workflows"),
    ("Add a workflow engine", "with steps and jobs"),
    ("Rename workflow states", ""),
    ("CI is red", "The job in .github/workflows/ci.yml fails: `factorial(-1)` hangs."),
    ("Support GitHub Actions as a provider", ""),
    ("Add an actions column", ""),
]


@pytest.mark.parametrize(("title", "body"), ONLY, ids=[title for title, _ in ONLY])
def test_workflow_files_alone(title: str, body: str) -> None:
    assert workflow_need(Request(title, body)) == "only"


@pytest.mark.parametrize(("title", "body"), ALSO, ids=[f"{title} {body[:20]}" for title, body in ALSO])
def test_workflow_files_among_other_things(title: str, body: str) -> None:
    assert workflow_need(Request(title, body)) == "also"


@pytest.mark.parametrize(("title", "body"), OTHER, ids=[title for title, _ in OTHER])
def test_anything_else_is_none_of_it(title: str, body: str) -> None:
    assert workflow_need(Request(title, body)) == ""


def test_instructions_of_a_retry_are_never_the_whole_request() -> None:
    assert workflow_need(Request("Add a CI workflow", "", instructions="shorter")) == "also"
    assert workflow_need(Request("Add factorial", "", instructions="Add a CI workflow too")) == "also"


@pytest.mark.parametrize(
    "text", ["add the " * 9_000, "change " + "a " * 30_000, "github actions " * 5_000, "x" * 65_000]
)
def test_long_texts_take_no_long_time(text: str) -> None:
    assert workflow_need(Request(text[:300], text)) == ""


@pytest.mark.parametrize(
    "path", [".github/workflows/ci.yml", "./.GitHub/Workflows/ci.yml", "`.github/actions/a/action.yml` (new)"]
)
def test_a_plan_of_workflow_files_alone_goes_no_further(path: str) -> None:
    with pytest.raises(Refused, match="a person has to write them"):
        plan_within_reach([path])
    (warning,) = plan_within_reach(["src/a.py", path])
    assert path in warning


def test_a_plan_of_other_files_goes_on() -> None:
    assert plan_within_reach([]) == ()
    assert plan_within_reach([".github/code-on-fly.yml", "docs/.github/workflows/x", "ci.yml"]) == ()
