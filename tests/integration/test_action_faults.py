"""Whatever GitHub answers, and whenever: the step ends in a result or in one sentence, nothing doubled."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from action.flow import Ending, perform
from action.inputs import Inputs
from action.notice import MARK
from action.running import World
from codeonfly.adapters.github_client import Client
from codeonfly.adapters.github_forge import GitHubForge
from codeonfly.errors import CodeonflyError
from codeonfly.event import NotOurs, parse_event
from codeonfly.money import total
from codeonfly.record import Record
from codeonfly.run import Task
from codeonfly.state import past_runs
from tests.fakes.direct_sandbox import DirectHost
from tests.fakes.github import FakeGitHub, Fault
from tests.fakes.payloads import changed, comment, dispatch, labeled
from tests.fakes.records import BASE, unverified, verified
from tests.fakes.scripted_model import ScriptedModel

HERE = "acme/mathkit"
ALWAYS = 10**6
EVERY = 13  # one fault hits every 13th call; the thirteen begin at different ones, so each call meets one
BRANCH = "refs/heads/code-on-fly/issue-12"


def begun() -> FakeGitHub:
    """An issue with the label, by somebody else; ``ann`` may write."""
    github = FakeGitHub()
    github.repository.add_user("ann", 101, level="write")
    github.repository.add_user("eve", 666, level="read")
    github.repository.commit_files({path: (file.mode, file.data) for path, file in BASE.files.items()})
    github.repository.add_issue(12, "Add factorial", "Please.", "eve", labels=("code-on-fly",))
    return github


def labelled() -> tuple[str, dict[str, Any]]:
    return "issues", changed(labeled(), "repository.full_name", HERE)


def retried(github: FakeGitHub) -> tuple[str, dict[str, Any]]:
    (number,) = github.repository.pulls
    return "issue_comment", changed(comment("/retry", number), "repository.full_name", HERE)


def performed(
    github: FakeGitHub,
    out: Path,
    event: tuple[str, dict[str, Any]],
    record: Record = verified,
    run_id: str = "77",
    cancelled_at: int = 0,
    meanwhile: Callable[[str], object] = lambda _: None,
) -> Ending | CodeonflyError:
    """The whole step around a canned run, over HTTP, without its waits. What else is raised goes through.

    ``meanwhile`` sees every call once it took effect. ``cancelled_at``: cancelled, as a signal does it, once
    that call took effect and before it is answered.
    """
    parsed = parse_event(*event)
    assert not isinstance(parsed, NotOurs)
    inputs = Inputs(event[0], out / "e", HERE, out / "out", token=github.token, run_id=run_id)

    async def resolve(task: Task, **_: Any) -> Record:
        mine = {"run_id": task.run_id, "started_at": task.started_at}
        return replace(record, **mine, request=task.request, base=task.base)

    async def at_once(_: float) -> None:
        await asyncio.sleep(0)

    async def main() -> Ending:
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None
        cancel = functools.partial(loop.call_soon_threadsafe, task.cancel)

        def after_call(number: int) -> None:
            meanwhile(github.calls[-1])
            if number == cancelled_at:
                cancel()

        github.after_call = after_call
        async with Client(github.token, github.url, pause=at_once) as client:
            forge = GitHubForge(client, HERE)
            world = World(
                forge, lambda *_: ScriptedModel([]), lambda *_: DirectHost(), resolve=resolve, pause=at_once
            )
            return await perform(parsed, inputs, world)

    try:
        return asyncio.run(main())
    except CodeonflyError as error:
        return error


FAULTS: dict[str, dict[str, Any]] = {
    "forbidden": {"status": 403, "message": "Resource not accessible by integration"},
    "not found": {"status": 404, "message": "Not Found"},
    "conflict": {"status": 409, "message": "Conflict"},
    "gone": {"status": 410, "message": "This issue was deleted"},
    "invalid": {"status": 422, "message": "Validation Failed"},
    "locked": {"status": 423, "message": "Locked"},
    "broken": {"status": 500},
    "a page": {"status": 200, "raw": b"<html>Sign in</html>"},
    "an empty object": {"status": 200, "raw": b"{}"},
    "an empty list": {"status": 200, "raw": b"[]"},
    "nothing": {"status": 204, "raw": b""},
    "a word": {"status": 200, "raw": b'"x"'},
    "cut off": {"drop": True},
}


def whole_story(out: Path) -> tuple[FakeGitHub, int, int]:
    """A label that ends unverified, then a retry; how many calls each took."""
    with begun() as github:
        performed(github, out, labelled(), unverified)
        first = len(github.calls)
        performed(github, out, retried(github), verified, "78")
        return github, first, len(github.calls) - first


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, int]:
    _, first, second = whole_story(tmp_path_factory.mktemp("whole"))
    return first, second


def check(github: FakeGitHub, end: Ending | CodeonflyError) -> None:
    """What holds however it ended."""
    if isinstance(end, Ending):
        said = end.error
        assert end.outputs["outcome"] in (
            "verified",
            "unverified",
            "failed",
            "cancelled",
            "ignored",
            "blocked",
        )
    else:
        said = str(end)
    assert "\n" not in said
    assert github.token not in said
    notices = [one for one in github.repository.comments.values() if one.body.startswith(MARK)]
    assert len([one for one in notices if one.number == 12]) <= 1
    assert len(github.repository.pulls) <= 1
    assert github.repository.files("main") == {path: file.data for path, file in BASE.files.items()}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
def test_a_first_run_ends_well_whatever_github_answers(
    tmp_path: Path, calls: tuple[int, int], fault: dict[str, Any], lasting: bool
) -> None:
    for at in range(list(FAULTS.values()).index(fault) % EVERY, calls[0], EVERY):
        with begun() as github:
            github.failures = [Fault(".", skip=at, times=ALWAYS if lasting else 1, **fault)]
            check(github, performed(github, tmp_path, labelled(), unverified))


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_retry_ends_well_whatever_github_answers(
    tmp_path: Path, calls: tuple[int, int], fault: dict[str, Any]
) -> None:
    for at in range(list(FAULTS.values()).index(fault) % EVERY, calls[1], EVERY):
        with begun() as github:
            performed(github, tmp_path, labelled(), unverified)
            head = github.repository.refs[BRANCH]
            github.failures = [Fault(".", skip=at, **fault)]
            check(github, performed(github, tmp_path, retried(github), verified, "78"))
            assert github.repository.is_ancestor(head, github.repository.refs[BRANCH])


def test_after_a_failure_the_same_run_again_ends_as_if_nothing_had_been(
    tmp_path: Path, calls: tuple[int, int]
) -> None:
    for at in range(0, calls[0], 3):
        with begun() as github:
            github.failures = [Fault(".", skip=at, times=ALWAYS, status=500)]
            performed(github, tmp_path, labelled())
            github.failures = []
            end = performed(github, tmp_path, labelled())
            assert isinstance(end, Ending), at
            assert end.outputs["outcome"] == "verified", at
            assert github.repository.issues[12].labels == ["code-on-fly", "code-on-fly:verified"]
            check(github, end)


UNCLEAR: dict[str, dict[str, Any]] = {
    "a limit": {"status": 429, "headers": {"retry-after": "1"}},
    "an empty answer": {"status": 200, "raw": b""},
    "broken": {"status": 502},
    "cut off": {"drop": True},
}


def end_of(github: FakeGitHub) -> object:
    """What people see in the end; times aside."""
    here = github.repository
    comments = [(one.number, past_costs(one.body)) for one in here.comments.values()]
    pulls = [
        (one.head, one.draft, past_costs(here.issues[number].body)) for number, one in here.pulls.items()
    ]
    labels = {number: sorted(one.labels) for number, one in here.issues.items()}
    refs = {name: here.tree_of(commit) for name, commit in here.refs.items()}
    return comments, pulls, labels, refs, here.reactions


def past_costs(body: str) -> list[tuple[str, str, int]]:
    return [(run.run_id, run.outcome, run.microdollars) for run in past_runs(body)]


@pytest.mark.parametrize("fault", UNCLEAR.values(), ids=UNCLEAR)
@pytest.mark.parametrize("after", [False, True], ids=["before it took effect", "after"])
def test_a_write_that_got_no_clear_answer_happens_once(
    tmp_path: Path, fault: dict[str, Any], after: bool
) -> None:
    with begun() as github:
        performed(github, tmp_path, labelled())
        undisturbed, writes = end_of(github), len(github.writes)
    comment, first = 1, list(UNCLEAR.values()).index(fault)
    for at in {comment, *range(first, writes, len(UNCLEAR))}:  # the four together hit every write
        with begun() as github:
            github.failures = [Fault("POST /repos|PATCH|DELETE", skip=at, after=after, **fault)]
            performed(github, tmp_path, labelled())
            assert end_of(github) == undisturbed, at


def test_interrupted_at_any_call_it_says_so_and_loses_nothing(tmp_path: Path, calls: tuple[int, int]) -> None:
    for at in range(1, calls[0] + 1):
        with begun() as github:
            try:
                end = performed(github, tmp_path, labelled(), cancelled_at=at)
            except asyncio.CancelledError:
                end = None
            assert "code-on-fly:running" not in github.repository.issues[12].labels, at
            said = [one.body for one in github.repository.comments.values()]
            assert len(said) <= 1, at
            assert all("cancelled" in body or "interrupted" in body for body in said), at
            if end is not None:  # the run itself was over, and paid
                assert isinstance(end, Ending)
                assert (end.exit_code, end.outputs["outcome"]) == (130, "cancelled"), at
                assert end.outputs["artifact-path"]
                assert [run.microdollars for run in past_runs(said[0])] == [total(verified.charges)]
            github.after_call = lambda _: None
            again = performed(github, tmp_path, labelled())
            assert isinstance(again, Ending)
            assert again.outputs["outcome"] == "verified", at
            check(github, again)
    assert end is not None


OFF = {
    "GraphQL": "graphql", "reactions": "reactions", "labels": "POST .*labels|DELETE .*labels",
    "archives": "tarball", "refs by name": "GET .*/git/ref/", "who I am": "GET /user",
    "lists of pull requests": "GET .*/pulls$", "review comments": r"GET .*/pulls/\d+/comments",
    "single comments": "GET .*/issues/comments/", "new comments": "GET .*/issues/comments$",
    "workflow runs": "actions/runs",
}  # fmt: skip


def lacking(tmp_path: Path, status: int, *patterns: str) -> None:
    """A first run and a retry on a server that has none of these."""
    with begun() as github:
        faults = [Fault(pattern, status=status, message="Not Found", times=ALWAYS) for pattern in patterns]
        github.failures = faults
        first = performed(github, tmp_path, labelled(), unverified)
        assert isinstance(first, Ending)
        assert first.outputs["outcome"] == "unverified"
        assert first.outputs["pull-request-number"]
        # a second run has to find the first one's pull request
        github.failures = [one for one in faults if "pulls$" not in one.on]
        again = performed(github, tmp_path, retried(github), verified, "78")
        assert isinstance(again, Ending)
        assert again.outputs["outcome"] == "verified"
        check(github, again)


@pytest.mark.parametrize("pattern", OFF.values(), ids=OFF)
def test_what_another_server_does_not_have_does_not_stop_it(tmp_path: Path, pattern: str) -> None:
    lacking(tmp_path, 404, pattern)


@pytest.mark.parametrize("status", [404, 405, 501])
def test_nor_does_all_of_it(tmp_path: Path, status: int) -> None:
    lacking(tmp_path, status, *OFF.values())


@pytest.mark.parametrize("status", [405, 501])
def test_where_no_pull_request_can_be_opened_there_is_a_branch_and_a_link(
    tmp_path: Path, status: int
) -> None:
    with begun() as github:
        github.failures = [Fault("POST .*/pulls$", status=status, times=ALWAYS)]
        end = performed(github, tmp_path, labelled())
        assert isinstance(end, Ending)
        assert end.outputs["outcome"] == "verified"
        (told,) = [one.body for one in github.repository.comments.values()]
        assert "/compare/main...code-on-fly/issue-12?" in told


def test_a_retry_of_free_text_needs_no_issue(tmp_path: Path) -> None:
    """Some servers do not know a pull request as an issue too."""
    text = "workflow_dispatch", changed(dispatch(request="Add it"), "repository.full_name", HERE)
    with begun() as github:
        performed(github, tmp_path, text, unverified)
        github.failures = [Fault(r"GET .*/issues/\d+$", status=404, times=ALWAYS)]
        end = performed(github, tmp_path, retried(github), verified, "78")
        assert isinstance(end, Ending)
        assert end.outputs["outcome"] == "verified"


def test_a_status_comment_that_is_deleted_meanwhile_is_written_anew(tmp_path: Path) -> None:
    with begun() as github:
        comments = github.repository.comments
        end = performed(
            github,
            tmp_path,
            labelled(),
            meanwhile=lambda call: "POST" in call and "commits" in call and comments.clear(),
        )
        assert isinstance(end, Ending)
        (told,) = [one.body for one in github.repository.comments.values()]
        assert [run.outcome for run in past_runs(told)] == ["verified"]
