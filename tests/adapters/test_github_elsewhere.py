"""Other servers that speak GitHub's REST: what they leave out has another way, or a plain refusal."""

from __future__ import annotations

import asyncio
import email.utils
import time
from dataclasses import replace

import pytest

from codeonfly.adapters.github_answers import Failure
from codeonfly.adapters.github_client import Client
from codeonfly.adapters.github_forge import GitHubForge
from codeonfly.errors import ServiceError, UserError
from codeonfly.event import Actor
from tests.adapters.test_github_forge import BRANCH, github, offered, run
from tests.fakes.github import FakeGitHub, Fault
from tests.fakes.github.store import Comment

__all__ = ["github"]  # the fixture

ALWAYS = 10**6


def off(pattern: str, status: int = 404) -> Fault:
    """An endpoint that the server does not have."""
    return Fault(pattern, status=status, message="Not Found", times=ALWAYS)


# --- who it is, and who may ask -------------------------------------------------------------------


def test_a_person_s_token_is_that_person(github: FakeGitHub) -> None:
    github.repository.me = "maintainer"
    assert run(github, lambda forge: forge.myself()) == Actor("maintainer", 1)


@pytest.mark.parametrize("status", [403, 404, 405, 410, 501])
def test_without_graphql_it_is_the_account_of_the_actions_token(github: FakeGitHub, status: int) -> None:
    github.repository.users["github-actions[bot]"].id = 77  # another server, another id
    github.failures = [off("graphql", status)]
    waits: list[float] = []
    assert run(github, lambda forge: forge.myself(), waits) == Actor("github-actions[bot]", 77, is_bot=True)
    assert waits == []


def test_without_any_answer_its_name_is_what_counts(github: FakeGitHub) -> None:
    github.failures = [off("graphql"), off("/users/"), off("GET /user", 401)]
    me = run(github, lambda forge: forge.myself())
    assert me == Actor("github-actions[bot]", 0, is_bot=True)
    assert me.is_same(Actor("GitHub-Actions[bot]", 77, is_bot=True))
    assert not me.is_same(Actor("ghost", 0))
    assert not Actor("ann", 1).is_same(Actor("ann", 2))


def test_a_graphql_that_answers_something_else_is_none(github: FakeGitHub) -> None:
    errors = b'{"errors": [{"message": "Cannot query field viewer"}], "data": null}'
    github.failures = [Fault("graphql", status=200, raw=errors, times=ALWAYS)]
    assert run(github, lambda forge: forge.myself()).login == "github-actions[bot]"


def test_a_graphql_at_its_limit_is_no_reason_to_guess(github: FakeGitHub) -> None:
    limited = b'{"errors": [{"type": "RATE_LIMITED", "message": "later"}]}'
    github.failures = [Fault("graphql", status=200, raw=limited, times=ALWAYS)]
    with pytest.raises(ServiceError, match="rate limit"):
        run(github, lambda forge: forge.myself())


@pytest.mark.parametrize(("old", "level"), [("push", "write"), ("pull", "read"), ("admin", "admin")])
def test_levels_by_their_old_names(github: FakeGitHub, old: str, level: str) -> None:
    github.repository.users["stranger"].level = old
    access = run(github, lambda forge: forge.access("stranger"))
    assert (access.user_id, access.level) == (3, level)


def test_rights_without_the_account_are_of_the_account_of_that_name(github: FakeGitHub) -> None:
    github.repository.names_users = False
    assert run(github, lambda forge: forge.access("maintainer")).user_id == 1
    github.failures = [off("/users/")]
    assert run(github, lambda forge: forge.access("maintainer")).user_id == 0  # nobody has this id


@pytest.mark.parametrize(("status", "told"), [(403, "may not do it"), (500, "run again")])
def test_rights_that_cannot_be_asked_for_are_an_error(github: FakeGitHub, status: int, told: str) -> None:
    github.failures = [off("permission", status)]
    with pytest.raises((UserError, ServiceError), match=told):
        run(github, lambda forge: forge.access("maintainer"), [])


def test_an_unknown_account_has_no_rights(github: FakeGitHub) -> None:
    github.failures = [off("permission")]
    assert run(github, lambda forge: forge.access("maintainer")).level == "none"


# --- the repository -------------------------------------------------------------------------------


def test_an_empty_repository_has_no_branch() -> None:
    with FakeGitHub() as empty:
        assert run(empty, lambda forge: forge.branch("main")) is None


def test_branches_where_there_are_no_refs(github: FakeGitHub) -> None:
    github.failures = [off("GET .*/git/ref/")]
    assert run(github, lambda forge: forge.branch("main")) == github.repository.refs["refs/heads/main"]
    assert run(github, lambda forge: forge.branch("other")) is None


def test_where_refs_are_known_an_absent_one_costs_one_call(github: FakeGitHub) -> None:
    async def work(forge: GitHubForge) -> str | None:
        await forge.branch("main")
        return await forge.branch("other")

    assert run(github, work) is None
    assert [call for call in github.calls if "/branches/" in call] == []


def test_a_list_of_refs_holds_the_right_one_or_none(github: FakeGitHub) -> None:
    listed = b'[{"ref": "refs/heads/main-2", "object": {"sha": "2"}}]'
    github.failures = [Fault("git/ref/heads/main", status=200, raw=listed), off("/branches/")]
    assert run(github, lambda forge: forge.branch("main")) is None


def test_a_listing_that_is_cut_is_read_folder_by_folder(github: FakeGitHub) -> None:
    github.repository.most_entries = 2
    commit = github.repository.commit_files(
        {f"{a}/{b}/f.txt": f"{a}{b}".encode() for a in "xy" for b in "12"}
    )
    tree = run(github, lambda forge: forge.tree(commit))
    assert tree.id == github.repository.tree_of(commit)
    assert len(tree.files) == 4


@pytest.mark.parametrize(
    "fault",
    [
        off("tarball"),
        off("codeload"),
        off("tarball", 503),
        Fault("codeload", status=200, raw=b"<html>", times=ALWAYS),
        Fault("codeload", status=200, raw=b"\x1f\x8b\x08damaged", times=ALWAYS),
        Fault("codeload", drop=True, times=ALWAYS),
    ],
    ids=["no tarball", "nothing behind it", "down", "a page", "damaged", "cut off"],
)
def test_without_an_archive_every_file_is_fetched(github: FakeGitHub, fault: Fault) -> None:
    github.failures = [fault]
    commit = github.repository.refs["refs/heads/main"]
    tree = run(github, lambda forge: forge.tree(commit), [])
    assert tree.id == github.repository.tree_of(commit)


def test_a_repository_that_was_renamed_is_written_to_under_its_new_name(github: FakeGitHub) -> None:
    github.repository.former_names = ("old/name",)

    async def main() -> tuple[str, bool, int]:
        async with Client(github.token, github.url) as client:
            forge = GitHubForge(client, "old/name")
            facts = await forge.repository()
            issue = await forge.issue(7)
            return facts.full_name, issue is not None, await forge.create_comment(7, "hello")

    name, found, comment = asyncio.run(main())
    assert (name, found) == ("acme/mathkit", True)
    assert github.repository.comments[comment].body == "hello"
    assert all("/acme/mathkit/" in call for call in github.writes)


def test_a_write_that_was_answered_by_reading_elsewhere_is_no_success(github: FakeGitHub) -> None:
    moved = {"location": "/repos/acme/mathkit/issues/7/comments"}
    github.failures = [Fault("POST .*comments", status=301, message="Moved", headers=moved)]
    with pytest.raises(ServiceError, match="moved"):
        run(github, lambda forge: forge.create_comment(7, "hello"))


def test_a_transferred_issue_is_gone(github: FakeGitHub) -> None:
    github.repository.issues[7].moved_to = "acme/other"
    assert run(github, lambda forge: forge.issue(7)) is None


def test_an_enterprise_server_s_addresses(github: FakeGitHub) -> None:
    async def main() -> tuple[str, str, str | None]:
        async with Client(github.token, f"{github.url}/api/v3/") as client:
            forge = GitHubForge(client, "acme/mathkit")
            return (
                (await forge.repository()).full_name,
                (await forge.myself()).login,
                await forge.branch("main"),
            )

    assert asyncio.run(main()) == (
        "acme/mathkit", "github-actions[bot]", github.repository.refs["refs/heads/main"],
    )  # fmt: skip
    assert "POST /api/graphql" in github.calls


# --- lists and answers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("links", "cap", "count"), [(True, 30, 95), (False, 100, 250), (True, 100, 200), (False, 30, 95)]
)
def test_every_page_is_read(github: FakeGitHub, links: bool, cap: int, count: int) -> None:
    github.repository.links, github.repository.page_cap = links, cap
    for number in range(count):
        github.repository.add_comment(7, "maintainer", str(number))
    said = run(github, lambda forge: forge.comments(7))
    assert [one.text for one in said] == [str(number) for number in range(count)]


def test_a_server_that_knows_no_pages_is_asked_twice_at_most(github: FakeGitHub) -> None:
    page = b"[" + b",".join(b'{"id": %d, "body": "x"}' % number for number in range(100)) + b"]"
    github.failures = [Fault("GET .*comments", status=200, raw=page, times=ALWAYS)]
    assert len(run(github, lambda forge: forge.comments(7))) == 100
    assert len([call for call in github.calls if call.endswith("/comments")]) == 2


def test_ids_past_what_a_float_holds(github: FakeGitHub) -> None:
    big = 2**53 + 1
    github.repository.ids = iter([big])  # type: ignore[assignment]

    async def work(forge: GitHubForge) -> int:
        comment = await forge.create_comment(7, "first")
        await forge.edit_comment(comment, "second")
        return comment

    assert run(github, work) == big
    assert github.repository.comments[big].body == "second"


@pytest.mark.parametrize(
    "raw", [b"", b"null", b"<html>Sign in</html>", b'{"full_name": "acme/ma', b"\xff\xfe", b"[" * 99_999]
)
def test_an_answer_that_is_not_json_is_asked_for_again(github: FakeGitHub, raw: bytes) -> None:
    github.failures = [Fault("GET", status=200, raw=raw)]
    waits: list[float] = []
    assert run(github, lambda forge: forge.repository(), waits).full_name == "acme/mathkit"
    assert waits == [0.5]


@pytest.mark.parametrize("raw", [b"{}", b"[]", b'"text"', b"7", b'{"full_name": null, "number": "x"}'])
def test_an_answer_of_another_shape_is_a_failure_of_the_service(github: FakeGitHub, raw: bytes) -> None:
    asked = (
        lambda forge: forge.repository(),
        lambda forge: forge.issue(7),
        lambda forge: forge.pull(7),
        lambda forge: forge.commit("a" * 40),
        lambda forge: forge.tree("a" * 40),
    )
    for ask in asked:
        github.failures = [Fault("GET", status=200, raw=raw, times=ALWAYS)]
        with pytest.raises(ServiceError, match="GitHub's answer lacks"):
            run(github, ask, [])


def test_a_broken_answer_to_a_write_is_looked_after(github: FakeGitHub) -> None:
    github.failures = [Fault("POST .*comments", status=201, raw=b"<html>", after=True)]
    run(github, lambda forge: forge.create_comment(7, "once"), [])
    assert len(github.repository.comments) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 60.0),
        ({"x-ratelimit-remaining": "0"}, 60.0),
        ({"retry-after": "soon"}, 0.5),
        ({"retry-after": "9" * 400}, 0.5),
        ({"retry-after": "\u00b2"}, 0.5),
        ({"retry-after": "Mon, 23 Nov 2026 10:00:00 GMT"}, 0.5),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "x"}, 0.5),
    ],
)
def test_a_limit_without_readable_headers_is_waited_for_all_the_same(
    github: FakeGitHub, headers: dict[str, str], seconds: float
) -> None:
    github.failures = [Fault("GET", status=429, message="slow down", headers=headers)]
    waits: list[float] = []
    run(github, lambda forge: forge.repository(), waits)
    assert waits == [seconds]


@pytest.mark.parametrize(("ahead", "left", "seconds"), [(3600, 20, 20.0), (-3600, 20, 20.0), (0, -40, 1.0)])
def test_the_end_of_a_limit_is_by_github_s_clock(ahead: int, left: int, seconds: float) -> None:
    there = int(time.time()) + ahead
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(there + left)}
    headers["date"] = email.utils.formatdate(there, usegmt=True)
    assert Failure(403, "API rate limit exceeded", headers).wait_seconds(0) == seconds


def test_a_limit_that_holds_is_called_one(github: FakeGitHub) -> None:
    github.failures = [Fault("GET", status=429, times=99)]
    with pytest.raises(ServiceError, match="rate limit held through 5 tries; run again"):
        run(github, lambda forge: forge.repository(), [])


def test_pages_behind_an_address_that_is_none_end_the_list(github: FakeGitHub) -> None:
    here = Fault(
        "GET .*issues/7/comments", status=200, raw=b"[]", headers={"link": '<http://[x>; rel="next"'}
    )
    github.failures = [here]
    assert run(github, lambda forge: forge.comments(7), []) == ()


def test_an_error_nested_too_deeply_is_an_error_like_others(github: FakeGitHub) -> None:
    github.failures = [Fault("GET", status=404, raw=b"[" * 200_000)]
    assert run(github, lambda forge: forge.issue(7), []) is None


@pytest.mark.parametrize("seconds", [0, 3600])
async def test_an_answer_that_comes_drop_by_drop_is_given_up(seconds: float) -> None:
    dripping = 0
    none_left = asyncio.Event()

    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal dripping
        dripping += 1
        none_left.clear()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" ")
            await asyncio.sleep(0.02)
        writer.close()
        dripping -= 1
        if not dripping:
            none_left.set()

    async def at_once(_: float) -> None:
        await asyncio.sleep(0)

    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server, asyncio.timeout(20):
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with Client("ghs_x", address, pause=at_once, call_seconds=0.3) as client:
            client.allow(seconds)
            with pytest.raises(ServiceError, match="not answer"):
                await client.get("/user", "asking")
        await none_left.wait()


# --- what is a courtesy ---------------------------------------------------------------------------


@pytest.mark.parametrize("status", [403, 404, 410, 422, 500])
def test_a_reaction_is_never_missed(github: FakeGitHub, status: int) -> None:
    github.failures = [off("reactions", status)]
    run(github, lambda forge: forge.react("eyes", issue=7), [])
    assert github.repository.reactions == []


@pytest.mark.parametrize("ready", [True, False])
def test_without_graphql_rest_turns_drafts(github: FakeGitHub, ready: bool) -> None:
    offered(github, ready=not ready)
    github.repository.rest_drafts = True
    github.failures = [off("graphql")]
    done = offered(github, ready=ready)
    assert github.repository.pulls[8].draft == (not ready)
    assert done.fallback == ""


def test_what_cannot_be_made_a_draft_says_so_in_its_title(github: FakeGitHub) -> None:
    offered(github, ready=True)
    github.repository.may_convert_pulls = False
    for _ in range(2):
        done = offered(github, ready=False)
        assert github.repository.issues[8].title == "[draft] Add it"
        assert "the title says" in done.fallback


def test_what_cannot_be_made_ready_is_told(github: FakeGitHub) -> None:
    offered(github, ready=False)
    github.repository.may_convert_pulls = False
    done = offered(github, ready=True)
    assert github.repository.pulls[8].draft
    assert "mark it ready" in done.fallback
    github.repository.may_convert_pulls = True
    assert offered(github, ready=True) == replace(done, fallback="", draft=False)


def test_a_second_run_where_there_are_no_drafts_ends_the_same(github: FakeGitHub) -> None:
    github.repository.has_drafts = github.repository.may_convert_pulls = False
    first = offered(github, ready=False)
    assert offered(github, ready=False) == first
    assert github.repository.issues[8].title == "[draft] Add it"
    assert github.repository.refs[f"refs/heads/{BRANCH}"] == first.commit


# --- when it was ----------------------------------------------------------------------------------


@pytest.mark.parametrize("edited", [None, "2026-11-23T10:05:00Z"])
def test_the_last_edit_is_told(github: FakeGitHub, edited: str | None) -> None:
    github.repository.issues[7].edited_at = edited
    assert run(github, lambda forge: forge.edited_at(7)) == (edited or "")


def test_where_edits_are_not_told_nothing_is_said_about_them(github: FakeGitHub) -> None:
    github.failures = [off("graphql")]
    assert run(github, lambda forge: forge.edited_at(7)) is None


def test_reviews_are_heard_as_a_whole_and_on_lines(github: FakeGitHub) -> None:
    at, later = "2026-11-23T10:05:00Z", "2026-11-23T11:00:00Z"
    github.repository.add_user("ann", 101, level="write")
    bot = github.repository.add_user("other[bot]", 7, kind="Bot", level="write")
    github.repository.reviews = [
        Comment(1, 8, "ann", "use math.prod", at, at),
        Comment(2, 8, "ann", "edited", at, later),
        Comment(3, 8, bot.login, "beep", at, at),
        Comment(4, 8, "ann", "", at, at),  # an approval without a word
        Comment(5, 8, "ann", "not submitted yet", "", ""),
        Comment(6, 9, "ann", "of another", at, at),
    ]
    github.repository.review_comments = [Comment(7, 8, "ann", "here", at, at, "a.py", 4)]
    told = run(github, lambda forge: forge.review_comments(8))
    assert [(one.text, one.created_at, one.updated_at, one.path) for one in told] == [
        ("use math.prod", at, at, ""),
        ("edited", at, later, ""),
        ("beep", at, at, ""),
        ("here", at, at, "a.py"),
    ]
    assert [one.author for one in told[:3]] == [Actor("ann", 101)] * 2 + [Actor("other[bot]", 7, is_bot=True)]
    github.failures = [off("graphql")]
    assert [one.text for one in run(github, lambda forge: forge.review_comments(8))] == ["here"]


@pytest.mark.parametrize("created", ["", "2026-11-23T10:05:00Z"])
def test_when_a_run_was_asked_for(github: FakeGitHub, created: str) -> None:
    github.repository.run_created_at = created
    assert run(github, lambda forge: forge.run_created_at("4711")) == created
