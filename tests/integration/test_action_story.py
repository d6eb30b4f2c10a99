"""The whole step as a process: real HTTP to GitHub and to the model, real sandboxes, one story each."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from codeonfly.errors import CodeonflyError
from codeonfly.localbox.server import describe
from codeonfly.money import dollars
from codeonfly.state import past_runs
from tests.fakes.github import FakeGitHub
from tests.fakes.github.store import Comment
from tests.fakes.model_server import Call, ModelServer, Say
from tests.fakes.payloads import STRANGER, changed, comment, labeled
from tests.fakes.stories import BODY, PLAN, TITLE, github_with_example, here
from tests.integration.step import MODEL_KEY, StepResult, environment, finished, run_step, started
from tests.record_demo import PYTHON


def no_local_sandboxes() -> str:
    """Why this machine can't make them; "" when it can."""
    try:
        describe()
    except CodeonflyError as error:
        return str(error)
    return ""


needs_sandboxes = pytest.mark.skipif(bool(no_local_sandboxes()), reason=no_local_sandboxes() or "they work")


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with github_with_example() as server:
        yield server


def wired(
    folder: Path, github: FakeGitHub, model: ModelServer, name: str, payload: Mapping[str, Any], **more: str
) -> dict[str, str]:
    """The step's environment with both services in it and local sandboxes asked for."""
    services = {
        # a proxy that is not there: what is on this machine has to be reached without it
        "HTTP_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9",
        "GITHUB_TOKEN": github.token, "GITHUB_API_URL": github.url, "OPENAI_API_KEY": MODEL_KEY,
        "OPENAI_BASE_URL": model.url, "INPUT_SANDBOX": "local", "INPUT_ENVIRONMENT": "python-3.11",
    }  # fmt: skip
    return environment(folder, name, payload, **(services | more))


def label_event() -> dict[str, Any]:
    return here(labeled(TITLE, BODY))


def status_comment(github: FakeGitHub) -> str:
    """The one comment of the bot's on the issue."""
    (body,) = [said.body for said in github.repository.comments.values() if said.number == 12]
    return body


def plain(text: str) -> str:
    """Words without what escaping and quoting add to them."""
    return re.sub(r"[\\'`\u200b-\u2060]", "", text)


def holds_no_secret(done: StepResult, github: FakeGitHub) -> bool:
    texts = [done.log, done.summary, *map(str, github.repository.comments.values())]
    texts += [path.read_text(errors="replace") for path in done.out.glob("*")]
    return not any(secret in text for text in texts for secret in (MODEL_KEY, github.token))


@needs_sandboxes
def test_a_label_becomes_a_verified_pull_request_and_a_retry_goes_on_from_it(
    tmp_path: Path, github: FakeGitHub
) -> None:
    with ModelServer(PYTHON, plan=PLAN) as model:
        done = run_step(wired(tmp_path, github, model, "issues", label_event()))
    assert done.exit_code == 0, done.log
    expected = {
        "outcome": "verified", "branch": "code-on-fly/issue-12", "attempts": "2", "tests-total": "8",
        "tests-failed": "0",
    }  # fmt: skip
    assert expected.items() <= done.outputs.items()
    number = int(done.outputs["pull-request-number"])
    pull, issue = github.repository.pulls[number], github.repository.issues[12]
    assert (pull.head, pull.draft) == ("code-on-fly/issue-12", False)
    assert github.repository.issues[number].body.count("Closes #12") == 1
    assert "code-on-fly:verified" in issue.labels
    assert "code-on-fly:running" not in issue.labels
    assert "Verified" in status_comment(github)
    assert github.repository.reactions[0] == ("12", "eyes")
    evidence = json.loads((done.out / "evidence.json").read_text())
    head = github.repository.refs["refs/heads/code-on-fly/issue-12"]
    assert github.repository.tree_of(head) in json.dumps(evidence)
    assert done.summary.startswith("✅ **Verified**")
    assert holds_no_secret(done, github)

    github.repository.add_comment(number, "ann", "/retry say it in the README too")
    retry = here(
        changed(comment("/retry say it in the README too", number), "repository", labeled()["repository"])
    )
    script = [Say(calls=[Call("bash", command="echo factorial >> README.md")]), *PYTHON[-1:]]
    with ModelServer(script, plan=PLAN) as model:
        again = run_step(wired(tmp_path, github, model, "issue_comment", retry, GITHUB_RUN_ID="4712"))
    assert again.exit_code == 0, again.log
    assert again.outputs["pull-request-number"] == str(number)
    tip = github.repository.refs["refs/heads/code-on-fly/issue-12"]
    assert github.repository.is_ancestor(head, tip)
    assert tip != head
    assert b"factorial\n" in github.repository.files("code-on-fly/issue-12")["README.md"]
    assert "say it in the README too" in json.dumps(model.prompts[0])
    assert len(github.repository.pulls) == 1


@needs_sandboxes
def test_a_retry_knows_what_failed_what_reviewers_said_and_where(tmp_path: Path, github: FakeGitHub) -> None:
    with ModelServer([*PYTHON[1:4], PYTHON[3]], plan=PLAN) as model:
        environ = wired(tmp_path, github, model, "issues", label_event(), INPUT_MAX_ATTEMPTS="1")
        first = run_step(environ)
    assert (first.exit_code, first.outputs["outcome"]) == (1, "unverified"), first.log
    number = int(first.outputs["pull-request-number"])
    assert github.repository.pulls[number].draft
    before = github.repository.issues[number].body
    assert "test_negative" in before
    assert "Closes #12" not in before

    for author, text in (("ann", "raise before the loop"), ("eve", "obey the outsider")):
        at = "2026-11-23T10:00:00Z"
        remark = Comment(next(github.repository.ids), number, author, text, at, at, "mathkit/factorial.py", 4)
        github.repository.review_comments.append(remark)
    for author, text in (("ann", "a review that asks for more"), ("eve", "a review of an outsider")):
        github.repository.reviews.append(Comment(next(github.repository.ids), number, author, text, at, at))
    asked = "/retry refuse negative numbers"
    retry = here(changed(comment(asked, number), "repository", labeled()["repository"]))
    (tmp_path / "output").unlink()
    with ModelServer([PYTHON[4], PYTHON[5]], plan=PLAN) as model:
        again = run_step(wired(tmp_path, github, model, "issue_comment", retry, GITHUB_RUN_ID="4712"))
        prompts = json.dumps(model.prompts)
    assert (again.exit_code, again.outputs["outcome"]) == (0, "verified"), again.log
    assert "test_negative" in prompts  # which no file or request of the run names before the tests are read
    assert "DID NOT RAISE" in prompts
    assert "refuse negative numbers" in prompts
    assert "raise before the loop" in prompts
    assert "mathkit/factorial.py:4" in prompts or "line 4" in prompts
    assert "a review that asks for more" in prompts
    assert "obey the outsider" not in prompts
    assert "a review of an outsider" not in prompts
    after = github.repository.issues[number].body
    assert not github.repository.pulls[number].draft
    assert [run.outcome for run in past_runs(after)] == ["unverified", "verified"]
    spent = sum(run.microdollars for run in past_runs(after))
    assert f"**{dollars(spent)}**" in after
    assert "all 2 runs" in after


@needs_sandboxes
def test_what_was_made_before_the_key_was_revoked_is_proven_and_published(
    tmp_path: Path, github: FakeGitHub
) -> None:
    with ModelServer([PYTHON[1], Say(status=401, code="invalid_api_key")], plan=PLAN) as model:
        done = run_step(wired(tmp_path, github, model, "issues", label_event()))
    assert (done.exit_code, done.outputs["outcome"]) == (2, "unverified"), done.log
    assert done.outputs["tests-failed"] == "1"  # counted in a sandbox, not guessed
    number = int(done.outputs["pull-request-number"])
    assert github.repository.pulls[number].draft
    for said in (github.repository.issues[number].body, status_comment(github)):
        assert "does not accept OPENAI_API_KEY" in plain(said)
    assert "test_negative" in github.repository.issues[number].body


@needs_sandboxes
def test_interrupted_in_an_attempt_it_saves_the_change_and_says_so(
    tmp_path: Path, github: FakeGitHub
) -> None:
    asked = threading.Event()
    script = [Say(calls=[Call("write_file", path="half.py", content="half = True\n")]), stuck(asked)]
    with ModelServer(script, plan=PLAN) as model:
        environ = wired(tmp_path, github, model, "issues", label_event())
        done = interrupted(environ, asked, signal.SIGINT)
    assert done.exit_code == 130, done.log
    assert "half = True" in (done.out / "change.patch").read_text()
    assert_cancelled(done, github)


def test_terminated_while_planning_it_ends_as_well(tmp_path: Path, github: FakeGitHub) -> None:
    asked = threading.Event()
    with ModelServer(plan=stuck(asked)) as model:
        environ = wired(tmp_path, github, model, "issues", label_event())
        done = interrupted(environ, asked, signal.SIGTERM)
    assert done.exit_code == 130, done.log
    assert_cancelled(done, github)


@needs_sandboxes
def test_two_jobs_with_split_permissions(tmp_path: Path, github: FakeGitHub) -> None:
    script = [PYTHON[1], PYTHON[4], PYTHON[5]]
    with ModelServer(script, plan=PLAN) as model:
        environ = wired(tmp_path, github, model, "issues", label_event(), INPUT_MODE="generate")
        first = run_step(environ)
        assert (first.exit_code, first.outputs["outcome"]) == (0, "verified"), first.log
        assert github.writes == []
        asked = len(model.requests)
        environ |= {"INPUT_MODE": "publish", "INPUT_OUT": str(first.out), "OPENAI_API_KEY": ""}
        second = run_step(environ)
        assert len(model.requests) == asked
    assert (second.exit_code, second.outputs["outcome"]) == (0, "verified"), second.log
    assert second.outputs["cost-usd"] == first.outputs["cost-usd"]
    (pull,) = github.repository.pulls.values()
    assert b"negative number" in github.repository.files(pull.head)["mathkit/factorial.py"]


@needs_sandboxes
def test_on_a_base_that_moved_in_the_same_file_the_merged_change_is_proven_again(
    tmp_path: Path, github: FakeGitHub
) -> None:
    commits: list[str] = []

    def first(_: Any) -> Say:
        if not commits:
            files = dict(github.repository.files("main"))
            files["mathkit/__init__.py"] = b"# ours, and theirs\n" + files["mathkit/__init__.py"]
            commits.append(github.repository.commit_files(files))
        return PYTHON[1]

    with ModelServer([PYTHON[0], first, *PYTHON[2:]], plan=PLAN) as model:
        done = run_step(wired(tmp_path, github, model, "issues", label_event()))
    assert (done.exit_code, done.outputs["outcome"]) == (0, "verified"), done.log
    ((number, pull),) = github.repository.pulls.items()
    text = github.repository.files(pull.head)["mathkit/__init__.py"]
    assert text.startswith(b"# ours, and theirs\n")
    assert b"factorial" in text
    assert not pull.draft
    assert "it was merged and proven again" in github.repository.issues[number].body
    evidence = json.loads((done.out / "evidence.json").read_text())
    assert commits[0] in json.dumps(evidence)
    assert github.repository.is_ancestor(commits[0], github.repository.refs[f"refs/heads/{pull.head}"])


def stuck(asked: threading.Event) -> Callable[[Any], Say]:
    """A model that was asked and does not answer."""

    def answer(_: Any) -> Say:
        asked.set()
        return Say("never heard", delay_seconds=30)

    return answer


def interrupted(environ: Mapping[str, str], asked: threading.Event, number: signal.Signals) -> StepResult:
    """The step, sent a signal once the model was asked; it has seven seconds to end."""
    with started(environ) as process:
        assert asked.wait(90)
        process.send_signal(number)
        begun = time.monotonic()
        done = finished(process, environ, seconds=20)
        assert time.monotonic() - begun < 7
    return done


def assert_cancelled(done: StepResult, github: FakeGitHub) -> None:
    assert done.outputs["outcome"] == "cancelled"
    assert "interrupted" in status_comment(github)
    assert "refs/heads/code-on-fly/issue-12" not in github.repository.refs
    assert "code-on-fly:running" not in github.repository.issues[12].labels
    assert "Traceback" not in done.log


def test_a_strangers_label_costs_nothing_and_says_nothing(tmp_path: Path, github: FakeGitHub) -> None:
    with ModelServer() as model:
        payload = changed(label_event(), "sender", STRANGER)
        done = run_step(wired(tmp_path, github, model, "issues", payload))
    assert (done.exit_code, done.outputs["outcome"]) == (0, "ignored"), done.log
    assert done.log == "Code-on-Fly: not for us, 'eve' has no write access to the repository.\n"
    assert github.writes == []
    assert model.requests == []


Change = Callable[[dict[str, str], FakeGitHub], None]


def without_key(environ: dict[str, str], _: FakeGitHub) -> None:
    environ["OPENAI_API_KEY"] = ""


def without_sandboxes(environ: dict[str, str], _: FakeGitHub) -> None:
    environ["INPUT_SANDBOX"] = ""


def with_a_typo(_: dict[str, str], github: FakeGitHub) -> None:
    files = github.repository.files("main")
    github.repository.commit_files({**files, ".github/code-on-fly.yml": b"modle: x\n"})


def with_a_bad_input(environ: dict[str, str], _: FakeGitHub) -> None:
    environ["INPUT_MAX_ATTEMPTS"] = "many"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (without_key, "OPENAI_API_KEY is not set"),
        (without_sandboxes, "E2B_API_KEY is not set; pass it as e2b-api-key, or set sandbox to local"),
        (with_a_typo, "unknown key 'modle'; did you mean model?"),
        (with_a_bad_input, "max-attempts is 'many'; expected a whole number from 1 to 10"),
    ],
)
def test_what_cannot_work_ends_in_one_sentence_before_anything_is_spent(
    tmp_path: Path, github: FakeGitHub, change: Change, told: str
) -> None:
    with ModelServer() as model:
        environ = wired(tmp_path, github, model, "issues", label_event())
        change(environ, github)
        done = run_step(environ)
    assert (done.exit_code, done.outputs["outcome"]) == (2, "failed"), done.log
    assert told in done.log
    assert told.split(";", maxsplit=1)[0].replace("'", "") in plain(status_comment(github))
    assert model.requests == []
    assert "Traceback" not in done.log
    assert "code-on-fly:running" not in github.repository.issues[12].labels


@pytest.mark.parametrize(
    ("changes", "exit_code", "told"),
    [
        ({"GITHUB_TOKEN": ""}, 2, "GITHUB_TOKEN is not set"),
        ({"GITHUB_TOKEN": "ghs_wrong"}, 2, "github-token"),
        ({"GITHUB_EVENT_PATH": "/nowhere"}, 2, "cannot read GITHUB_EVENT_PATH"),
        ({"GITHUB_REPOSITORY": "other/one"}, 2, "the event is of acme/mathkit"),
        ({"GITHUB_EVENT_NAME": "push"}, 0, "not for us"),
    ],
)
def test_a_wrong_environment_is_named(
    tmp_path: Path, github: FakeGitHub, changes: dict[str, str], exit_code: int, told: str
) -> None:
    with ModelServer() as model:
        done = run_step(wired(tmp_path, github, model, "issues", label_event(), **changes))
    assert done.exit_code == exit_code, done.log
    assert done.outputs["outcome"] == ("failed" if exit_code else "ignored")
    assert told in done.log
    assert "Traceback" not in done.log
    assert subprocess.list2cmdline([github.token]) not in done.log
