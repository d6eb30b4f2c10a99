"""From an event to a job: every road, and every reason for which there is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from action.histories import fork_point
from action.inputs import Inputs
from action.job import Job, accept, admit, targeted
from codeonfly.errors import Cancelled, CodeonflyError, UserError
from codeonfly.event import Actor, NotOurs, parse_event
from codeonfly.ports import Access, CommitFacts, IssueFacts, PullFacts, Said
from codeonfly.request import Remark
from codeonfly.tree import File, Tree
from tests.fakes.forge import ME, FakeForge
from tests.fakes.payloads import AT, BOT, STRANGER, changed, comment, dispatch, labeled, review

DISPATCH = "workflow_dispatch"
EVE = Actor("eve", 666)
EARLY = "2026-11-23T10:00:00Z"
BASE = Tree("b" * 40, {"a.py": File("100644", b"1\n")})
TIP = Tree("c" * 40, {"a.py": File("100644", b"2\n"), "n.py": File("100644", b"3\n")})
ISSUE = IssueFacts(
    number=12, title="Edited since", body="EDITED", is_open=True, locked=False,
    labels=("code-on-fly", "bug"), author=EVE, updated_at=AT,
)  # fmt: skip
IN_THE_WAY = {"main": BASE.commit, "code-on-fly": TIP.commit}
PULL = PullFacts(
    number=13, url="u", is_open=True, draft=True, author=ME, head_repository="octo/mathkit",
    head_branch="code-on-fly/issue-12", head_commit=TIP.commit, title="Free", body="",
)  # fmt: skip


def forge(settings: bytes = b"", **changes: Any) -> FakeForge:
    base = BASE
    if settings:
        base = Tree(BASE.commit, {**BASE.files, ".github/code-on-fly.yml": File("100644", settings)})
    made = FakeForge({base.commit: base, TIP.commit: TIP}, head=base.commit, issues={12: ISSUE})
    made.commits[TIP.commit] = CommitFacts(TIP.commit, TIP.id, (BASE.commit,), "tip")
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def inputs(**changes: Any) -> Inputs:
    least = Inputs("issues", Path("/e"), "octo/mathkit", Path("/o"), token="ghs_secret", run_id="77")
    return replace(least, **changes)


async def accepted(
    made: FakeForge, name: str, payload: dict[str, Any], given: Inputs | None = None
) -> Job | NotOurs:
    event = parse_event(name, payload)
    assert not isinstance(event, NotOurs)
    event = targeted(event, given or inputs())
    admission = await admit(event, given or inputs(), made)
    if isinstance(admission, NotOurs):
        return admission
    return await accept(event, admission, given or inputs(), made)


async def test_a_label_with_the_text_of_the_moment_and_what_maintainers_said() -> None:
    made = forge(b"max-attempts: 2\n", said={12: [Said(1, Actor("ann", 101), "also this", EARLY, EARLY)]})
    job = await accepted(made, "issues", labeled("Add it <!-- x -->", "Please <!-- EVIL -->."))
    assert isinstance(job, Job)
    assert (job.request.title, job.request.body) == ("Add it <!-- x -->", "Please .")
    assert job.request.remarks == (Remark("ann", "also this"),)
    assert (job.branch, job.tip, job.thread, job.label) == ("code-on-fly/issue-12", None, 12, "code-on-fly")
    assert job.settings.max_attempts == 2
    assert job.base.commit == BASE.commit
    assert not job.start


async def test_rights_are_asked_before_anything_is_read() -> None:
    made = forge()
    job = await accepted(made, "issues", changed(labeled(), "sender", STRANGER))
    assert job == NotOurs("'eve' has no write access to the repository")
    assert made.calls == ["repository", "myself", "access"]


async def test_an_earlier_run_is_gone_on_from() -> None:
    made = forge(branches={"main": BASE.commit, "code-on-fly/issue-12": TIP.commit}, pulls={13: PULL})
    job = await accepted(made, "issues", labeled())
    assert isinstance(job, Job)
    assert (job.tip, job.pull, job.start.paths) == (TIP, PULL, ("a.py", "n.py"))


async def test_a_closed_pull_request_is_settled() -> None:
    made = forge(
        branches={"main": BASE.commit, "code-on-fly/issue-12": TIP.commit},
        pulls={13: replace(PULL, is_open=False)},
    )
    job = await accepted(made, "issues", labeled())
    assert isinstance(job, Job)
    assert (job.branch, job.tip, job.pull) == ("code-on-fly/issue-12-2", None, None)


@pytest.mark.parametrize(
    ("name", "payload"), [("issue_comment", comment()), ("pull_request_review", review())]
)
async def test_a_retry_goes_on_with_instructions_and_what_was_said_on_both(
    name: str, payload: dict[str, Any]
) -> None:
    ann = Actor("ann", 101)
    made = forge(
        pulls={13: PULL},
        said={
            12: [Said(1, ann, "on the issue", EARLY, EARLY)],
            13: [Said(2, ann, "on the pull", EARLY, EARLY), Said(3, ann, "/retry x", EARLY, EARLY)],
            -13: [Said(4, ann, "here", EARLY, EARLY, "a.py", 1)],
        },
    )
    job = await accepted(made, name, payload)
    assert isinstance(job, Job)
    assert (job.request.title, job.request.instructions) == ("Edited since", "faster")
    assert [remark.text for remark in job.request.remarks] == ["on the issue", "on the pull", "here"]
    assert (job.thread, job.tip, job.pull, job.label) == (12, TIP, PULL, "")
    assert job.start.paths == ("a.py", "n.py")


async def test_a_retry_of_free_text_needs_no_issue() -> None:
    made = forge(pulls={13: replace(PULL, head_branch="code-on-fly/run-7")})
    made.issues[13] = replace(ISSUE, number=13, is_pull=True)
    job = await accepted(made, "issue_comment", comment())
    assert isinstance(job, Job)
    assert (job.request.title, job.request.number, job.thread) == ("Free", None, 13)


async def test_a_dispatch_of_an_issue_and_of_free_text() -> None:
    job = await accepted(forge(), "workflow_dispatch", dispatch(issue=12, max_attempts="5", other="x"))
    assert isinstance(job, Job)
    assert (job.request.title, job.thread, job.settings.max_attempts) == ("Edited since", 12, 5)
    job = await accepted(forge(), "workflow_dispatch", dispatch(request="Build it\n\nwell"))
    assert isinstance(job, Job)
    assert (job.request.title, job.request.body, job.branch) == ("Build it", "well", "code-on-fly/run-77")
    assert job.thread is None
    job = await accepted(forge(), "workflow_dispatch", dispatch(), inputs(issue="12"))
    assert isinstance(job, Job)
    assert job.thread == 12


async def test_bots_need_the_settings_leave() -> None:
    payload = changed(labeled(), "sender", BOT | {"login": "renovate[bot]", "id": 29139614})
    assert isinstance(await accepted(forge(), "issues", payload), NotOurs)
    job = await accepted(forge(b"allowed-bots: ['renovate[bot]']"), "issues", payload)
    assert isinstance(job, Job)


async def test_the_label_of_the_settings_is_the_one() -> None:
    other = changed(labeled(), "label.name", "build")
    labels = {12: replace(ISSUE, labels=("build", "code-on-fly"))}
    assert isinstance(await accepted(forge(b"label: build"), "issues", labeled()), NotOurs)
    assert isinstance(await accepted(forge(b"label: build", issues=labels), "issues", other), Job)
    assert isinstance(await accepted(forge(), "issues", other), NotOurs)


@pytest.mark.parametrize(
    ("changes", "name", "payload", "error", "told"),
    [
        ({"issues": {}}, "issues", labeled(), Cancelled, "closed, locked or gone"),
        ({"issues": {12: replace(ISSUE, is_open=False)}}, "issues", labeled(), Cancelled, "closed"),
        ({"issues": {12: replace(ISSUE, locked=True)}}, "issues", labeled(), Cancelled, "locked"),
        ({"issues": {12: replace(ISSUE, labels=())}}, "issues", labeled(), Cancelled, "taken off"),
        ({"branches": {"main": None}}, "issues", labeled(), UserError, "no commit on main"),
        ({"branches": IN_THE_WAY}, "issues", labeled(), UserError, "rename or delete it"),
        ({"pulls": {}}, "issue_comment", comment(), Cancelled, "#13 is gone"),
        ({"pulls": {13: PULL}, "issues": {}}, "issue_comment", comment(), Cancelled, "gone"),
        ({}, "workflow_dispatch", dispatch(), UserError, "neither issue nor request"),
        ({}, "workflow_dispatch", dispatch(issue=99), UserError, "no issue #99"),
        ({}, "workflow_dispatch", dispatch(request="<!-- x -->"), UserError, "no visible text"),
        ({}, "workflow_dispatch", dispatch(issue=12, max_attempts="99"), UserError, "1 to 10"),
        ({"issues": {12: replace(ISSUE, is_pull=True)}}, DISPATCH, dispatch(issue=12), UserError, "/retry"),
        ({"issues": {12: replace(ISSUE, is_open=False)}}, DISPATCH, dispatch(issue=12), UserError, "open it"),
    ],
)  # fmt: skip
async def test_no_job(
    changes: dict[str, Any], name: str, payload: dict[str, Any], error: type[CodeonflyError], told: str
) -> None:
    with pytest.raises(error) as caught:
        await accepted(forge(**changes), name, payload)
    assert told in str(caught.value)


async def test_a_retry_on_somebody_elses_pull_request_is_another_bots() -> None:
    job = await accepted(forge(pulls={13: replace(PULL, author=EVE)}), "issue_comment", comment())
    assert job == NotOurs("pull request #13 is not this bot's own; label an issue to have one made")


async def test_an_archived_repository_is_left_alone() -> None:
    made = forge()
    made.facts = replace(made.facts, archived=True)
    with pytest.raises(UserError, match="archived"):
        await accepted(made, "issues", labeled())


async def test_bad_settings_end_it_before_anything_is_spent() -> None:
    with pytest.raises(
        UserError, match=r"code-on-fly\.yml, line 1: unknown key 'modell'; did you mean model"
    ):
        await accepted(forge(b"modell: x"), "issues", labeled())


async def test_an_unknown_person_is_nobody() -> None:
    made = forge(levels={"ann": Access(102, "admin")})
    assert isinstance(await accepted(made, "issues", labeled()), NotOurs)


@pytest.mark.parametrize(
    ("parents", "tip", "head", "fork"),
    [
        ({"h": ""}, "h", "h", "h"),
        ({"t": "h", "h": ""}, "t", "h", "h"),
        ({"t": "s", "s": "b", "h": "g", "g": "b", "b": ""}, "t", "h", "b"),
        ({"t": "b", "h": "gt", "g": "b", "b": ""}, "t", "h", "t"),
    ],
)
async def test_where_a_branch_began(parents: dict[str, str], tip: str, head: str, fork: str) -> None:
    made = forge()
    made.commits = {name: CommitFacts(name, "", tuple(given), "") for name, given in parents.items()}
    assert await fork_point(made, tip, head) == fork


async def test_a_branch_of_another_history_is_no_place_to_go_on_from() -> None:
    made = forge()
    made.commits = {name: CommitFacts(name, "", (), "") for name in "th"}
    with pytest.raises(UserError, match="began too long ago"):
        await fork_point(made, "t", "h")
