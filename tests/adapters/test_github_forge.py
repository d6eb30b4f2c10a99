"""The forge and publishing through the real githubkit, against a GitHub of real git objects."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import TypeVar

import pytest

from codeonfly.adapters.github_client import Client
from codeonfly.adapters.github_forge import GitHubForge
from codeonfly.change import Change, FileChange
from codeonfly.errors import Refused, ServiceError, UserError
from codeonfly.ports import Published
from codeonfly.publication import Offer, publish
from codeonfly.tree import EXECUTABLE, REGULAR, SYMLINK, File
from tests.fakes.github import FakeGitHub, Fault
from tests.fakes.github.store import Pull

T = TypeVar("T")
BRANCH = "code-on-fly/issue-7"
FILES = {
    "README.md": b"hello\r\n",
    "src/tool.sh": ("100755", b"#!/bin/sh\n"),
    "data.bin": bytes(range(256)),
    "link": ("120000", b"README.md"),
    "secret-of-export.txt": b"not in the archive\n",
}


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with FakeGitHub() as server:
        server.repository.add_user("maintainer", 1, level="maintain")
        server.repository.add_user("triager", 2, level="triage")
        server.repository.add_user("stranger", 3, level="read")
        server.repository.export_ignore = ("secret-of-export.txt",)
        server.repository.commit_files(FILES)
        server.repository.add_issue(7, "Title", "Body", "stranger", labels=("code-on-fly",))
        yield server


def client_of(github: FakeGitHub, waits: list[float] | None = None) -> Client:
    async def pause(seconds: float) -> None:
        if waits is not None:
            waits.append(seconds)

    return Client(github.token, github.url, pause=pause)


def run(
    github: FakeGitHub, work: Callable[[GitHubForge], Awaitable[T]], waits: list[float] | None = None
) -> T:
    async def main() -> T:
        async with client_of(github, waits) as client:
            return await work(GitHubForge(client, "acme/mathkit"))

    return asyncio.run(main())


def offer_of(github: FakeGitHub, **changes: object) -> Offer:
    base = run(github, lambda forge: forge.tree(github.repository.refs["refs/heads/main"]))
    me = run(github, lambda forge: forge.myself())
    change = Change(
        (
            FileChange("README.md", None),
            FileChange("bin/new", File(EXECUTABLE, b"#!/bin/sh\necho\n")),
            FileChange("data.bin", File(REGULAR, b"\0\1\2")),
            FileChange("src/new.py", File(REGULAR, "é = 1\n".encode())),
        )
    )
    text = "Add it\n\nFor #7"
    offer = Offer(BRANCH, base, change, text, "Add it", "The body", ready=True, run_id="r1", author=me)
    return replace(offer, **changes)  # type: ignore[arg-type]


def offered(github: FakeGitHub, *, waits: list[float] | None = None, **changes: object) -> Published:
    offer = offer_of(github, **changes)
    return run(github, lambda forge: published(forge, offer), waits)


async def published(forge: GitHubForge, offer: Offer) -> Published:
    return await publish(forge, await forge.repository(), offer)


def test_the_base_is_what_git_has_not_what_the_archive_says(github: FakeGitHub) -> None:
    commit = github.repository.refs["refs/heads/main"]
    tree = run(github, lambda forge: forge.tree(commit))
    assert tree.id == github.repository.tree_of(commit)
    assert tree.files["secret-of-export.txt"].data == b"not in the archive\n"
    assert tree.files["src/tool.sh"].mode == EXECUTABLE
    assert tree.files["link"] == File(SYMLINK, b"README.md")
    assert len([call for call in github.calls if "/git/blobs/" in call]) == 1


@pytest.mark.parametrize(
    ("login", "user_id", "level"),
    [("maintainer", 1, "maintain"), ("triager", 2, "triage"), ("stranger", 3, "read"), ("nobody", 0, "none")],
)
def test_rights_are_githubs_word(github: FakeGitHub, login: str, user_id: int, level: str) -> None:
    access = run(github, lambda forge: forge.access(login))
    assert (access.user_id, access.level) == (user_id, level)


def test_a_token_that_may_not_ask_who_it_is_still_knows(github: FakeGitHub) -> None:
    me = run(github, lambda forge: forge.myself())
    assert (me.login, me.id, me.is_bot) == ("github-actions[bot]", 41898282, True)


def test_publishing_makes_exactly_the_change_and_a_ready_pull_request(github: FakeGitHub) -> None:
    offer = offer_of(github)
    done = run(github, lambda forge: published(forge, offer))
    assert done.number == 8
    expected = {path: file.data for path, file in offer.change.apply(offer.base.files).items()}
    assert github.repository.files(BRANCH) == expected
    pull, issue = github.repository.pulls[8], github.repository.issues[8]
    assert (pull.draft, pull.base, issue.title, issue.body) == (False, "main", "Add it", "The body")
    assert github.repository.refs[f"refs/heads/{BRANCH}"] == done.commit


def test_a_branch_takes_the_default_branch_in_with_a_merge_commit(github: FakeGitHub) -> None:
    here = github.repository
    first = offered(github)
    tip = run(github, lambda forge: forge.tree(first.commit))
    now = here.commit_files({**here.files("main"), "theirs.txt": b"theirs\n"})
    onto = run(github, lambda forge: forge.tree(now))
    for _ in range(2):
        offer = offer_of(github, base=tip, onto=onto)
        done = run(github, lambda forge, offer=offer: published(forge, offer))
        parents = run(github, lambda forge, done=done: forge.commit(done.commit)).parents
        assert (done.number, parents) == (first.number, (first.commit, now))
        assert here.files(BRANCH)["theirs.txt"] == b"theirs\n"
        assert here.files(BRANCH)["src/new.py"] == "é = 1\n".encode()


def test_publishing_twice_changes_nothing_more(github: FakeGitHub) -> None:
    first = offered(github)
    writes = len(github.writes)
    assert offered(github) == first
    assert len(github.writes) == writes


def test_killed_after_any_call_and_run_again_the_end_is_the_same(github: FakeGitHub) -> None:
    offer = offer_of(github)
    before = len(github.calls)
    run(github, lambda forge: published(forge, offer))
    calls = len(github.calls) - before
    assert calls >= 9
    for kill_at in range(1, calls + 1):
        with FakeGitHub() as other:
            other.repository.export_ignore = ("secret-of-export.txt",)
            other.repository.commit_files(FILES)
            offer = offer_of(other)
            start = len(other.calls)
            last = Fault(".", skip=kill_at - 1, after=True, drop=True)  # takes effect, its answer is lost
            other.failures = [last, Fault(".", skip=kill_at - 1, times=99, drop=True)]
            with pytest.raises(ServiceError):
                run(other, lambda forge, offer=offer: published(forge, offer))
            other.failures = []
            done = run(other, lambda forge, offer=offer: published(forge, offer))
            assert len(other.calls) > start
            assert len(other.repository.pulls) == 1, kill_at
            assert [name for name in other.repository.refs if "code-on-fly" in name] == [
                f"refs/heads/{BRANCH}"
            ]
            commit = other.repository.commit(done.commit)
            assert [parent.decode() for parent in commit.parents] == [offer.base.commit], kill_at


@pytest.mark.parametrize(
    "fault", [Fault("POST .*/pulls$", after=True), Fault("POST .*/pulls$", after=True, drop=True)]
)
def test_a_lost_answer_does_not_open_a_second_pull_request(github: FakeGitHub, fault: Fault) -> None:
    offer = offer_of(github)
    github.failures = [fault]
    waits: list[float] = []
    done = run(github, lambda forge: published(forge, offer), waits)
    assert done.number == 8
    assert len(github.repository.pulls) == 1
    assert waits


def test_a_fork_s_pull_request_from_a_branch_of_that_name_is_left_alone(github: FakeGitHub) -> None:
    theirs = github.repository.add_issue(50, "theirs", "their words", "eve")
    theirs.is_pull = True
    github.repository.pulls[50] = Pull(50, BRANCH, "main", False, "eve/mathkit")
    made = offered(github)
    assert made.number not in (None, 50)
    assert github.repository.issues[50].body == "their words"
    assert offered(github) == made


def test_people_s_commits_on_the_branch_are_never_overwritten(github: FakeGitHub) -> None:
    github.repository.refs[f"refs/heads/{BRANCH}"] = github.repository.refs["refs/heads/main"]
    theirs = github.repository.commit_files({"theirs.txt": b"x"}, branch=BRANCH)
    done = offered(github)
    assert github.repository.refs[f"refs/heads/{BRANCH}"] == theirs
    assert done.branch == f"{BRANCH}-r1"


def test_without_the_right_to_open_pull_requests_there_is_a_branch_and_a_link(github: FakeGitHub) -> None:
    github.repository.may_open_pulls = False
    done = offered(github, body="é" * 60_000)
    assert done.number is None
    assert "not permitted" in done.fallback
    assert "/compare/main...code-on-fly/issue-7?expand=1&title=Add%20it&body=" in done.url
    assert len(done.url) <= 8_000
    assert BRANCH in "".join(github.repository.refs)


def test_a_draft_becomes_ready_and_back(github: FakeGitHub) -> None:
    offered(github, ready=False)
    assert github.repository.pulls[8].draft
    offered(github, ready=True)
    assert not github.repository.pulls[8].draft


def test_bytes_that_github_changed_are_not_published(github: FakeGitHub) -> None:
    offer = offer_of(github)
    github.repository.alters_content = True
    with pytest.raises(ServiceError, match="not the one that was proven"):
        run(github, lambda forge: published(forge, offer))
    assert f"refs/heads/{BRANCH}" not in github.repository.refs


def test_a_secondary_limit_without_a_time_is_waited_for_a_minute(github: FakeGitHub) -> None:
    github.failures = [Fault("GET", status=403, message="You have exceeded a secondary rate limit")]
    waits: list[float] = []
    run(github, lambda forge: forge.repository(), waits)
    assert waits == [60.0]


def test_where_there_are_no_drafts_the_title_says_so(github: FakeGitHub) -> None:
    github.repository.has_drafts = False
    offered(github, ready=False)
    assert github.repository.issues[8].title == "[draft] Add it"


def test_rules_that_forbid_the_branch_are_named(github: FakeGitHub) -> None:
    github.repository.protected = ("refs/heads/code-on-fly/.*",)
    with pytest.raises(UserError, match=r"rule violations found.*let the branch rules allow code-on-fly"):
        offered(github)


@pytest.mark.parametrize("status", [409, 422])
def test_a_branch_that_is_refused_is_not_taken_for_one_that_changed(github: FakeGitHub, status: int) -> None:
    words = "branch name must match a pattern"
    github.failures = [Fault("POST .*/git/refs", status=status, message=words, times=10)]
    with pytest.raises(ServiceError, match=words):
        offered(github)


def test_workflow_files_are_refused_with_the_reason(github: FakeGitHub) -> None:
    change = Change((FileChange(".github/workflows/x.yml", File(REGULAR, b"on: push\n")),))
    with pytest.raises(Refused, match="workflow"):
        offered(github, change=change)


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (Fault(".", status=401, message="Bad credentials", times=99), UserError, "refused the token"),
        (Fault(".", status=404, message="Not Found", times=99), UserError, "GITHUB_REPOSITORY"),
        (Fault(".", status=502, times=99), ServiceError, "run again"),
        (Fault(".", drop=True, times=99), ServiceError, "run again"),
        (Fault(".", status=422, message="bad\n::error::ghs_test\x1b[31m"), ServiceError, "bad ::error::"),
        (
            Fault(
                ".", status=403, message="API rate limit exceeded", times=99, headers={"retry-after": "4000"}
            ),
            ServiceError,
            "rate limit",
        ),
    ],
)
def test_failures_are_one_sentence_without_the_token(
    github: FakeGitHub, fault: Fault, error: type[Exception], words: str
) -> None:
    github.failures = [fault]
    with pytest.raises(error, match=words) as told:
        run(github, lambda forge: forge.repository(), [])
    assert github.token not in str(told.value)
    assert str(told.value).isprintable()


@pytest.mark.parametrize(
    "fault",
    [
        Fault("GET", status=500),
        Fault("GET", status=503, times=3),
        Fault("GET", drop=True),
        Fault("GET", status=429, headers={"retry-after": "7"}),
        Fault(
            "GET",
            status=403,
            message="You have exceeded a secondary rate limit",
            headers={"retry-after": "7"},
        ),
    ],
)
def test_reads_are_tried_again_after_the_wait_github_asks_for(github: FakeGitHub, fault: Fault) -> None:
    github.failures = [fault]
    waits: list[float] = []
    assert run(github, lambda forge: forge.repository(), waits).full_name == "acme/mathkit"
    assert waits
    if "retry-after" in fault.headers:
        assert waits == [7.0]


def test_issues_that_are_gone_are_none(github: FakeGitHub) -> None:
    github.repository.issues[7].gone = True
    assert run(github, lambda forge: forge.issue(7)) is None
    assert run(github, lambda forge: forge.issue(99)) is None


def test_labels_reactions_and_comments(github: FakeGitHub) -> None:
    async def work(forge: GitHubForge) -> int:
        await forge.label(7, add="code-on-fly:running")
        await forge.label(7, add="code-on-fly:verified", remove=["code-on-fly:running", "not-there"])
        await forge.react("eyes", issue=7)
        comment = await forge.create_comment(7, "first")
        await forge.edit_comment(comment, "second")
        return comment

    comment = run(github, work)
    assert github.repository.issues[7].labels == ["code-on-fly", "code-on-fly:verified"]
    assert github.repository.reactions == [("7", "eyes")]
    assert github.repository.comments[comment].body == "second"
    assert [said.text for said in run(github, lambda forge: forge.comments(7))] == ["second"]


def test_comments_of_a_time_are_of_every_issue_and_the_newest_come_first(github: FakeGitHub) -> None:
    for number, at in ((7, "2026-11-22T10:00:00Z"), (8, "2026-11-23T10:00:00Z"), (7, "2026-11-23T11:00:00Z")):
        github.repository.add_comment(number, "ann", at, at=at)
    heard = run(github, lambda forge: forge.recent_comments("2026-11-23T00:00:00Z"))
    assert [said.text for said in heard] == ["2026-11-23T11:00:00Z", "2026-11-23T10:00:00Z"]
    github.failures.append(Fault("GET .*/issues/comments", 410))
    assert run(github, lambda forge: forge.recent_comments("2026-11-23T00:00:00Z")) == ()
