"""A change becomes a branch and a pull request: whatever is there already is used, and never overwritten."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeonfly.change import Change, FileChange, difference
from codeonfly.errors import Refused, ServiceError
from codeonfly.event import Actor
from codeonfly.ports import PullFacts, RepositoryFacts
from codeonfly.publication import MAX_LINK, Offer, compare_link, publish
from codeonfly.record import Record
from codeonfly.report import commit_message, pull_request_body, title
from codeonfly.tree import File, Tree
from tests.fakes.dying import Died, DyingForge
from tests.fakes.forge import ME, FakeForge
from tests.fakes.records import BASE, unverified, verified

BRANCH = "code-on-fly/issue-12"
HERE = RepositoryFacts("octo/mathkit", "main", False, "https://x.test/octo/mathkit")


@pytest.fixture
def forge() -> FakeForge:
    return FakeForge({BASE.commit: BASE}, head=BASE.commit)


def offer_of(record: Record = verified, **changes: Any) -> Offer:
    offer = Offer(
        branch=BRANCH,
        base=BASE,
        change=record.change,
        message=commit_message(record),
        title=title(record),
        body=pull_request_body(record),
        ready=record.outcome == "verified",
        run_id="77-1",
        author=ME,
    )
    return replace(offer, **changes)


def pushed(forge: FakeForge, branch: str = BRANCH) -> Tree:
    return forge.trees[forge.branches[branch]]


async def somebody_pushes(forge: FakeForge, path: str = "theirs.txt", branch: str = BRANCH) -> str:
    """A person's commit at the tip of the branch, which is made where it is not there."""
    tip = forge.branches.get(branch, BASE.commit)
    base = forge.trees[tip]
    change = Change((FileChange(path, File("100644", b"theirs\n")),))
    commit = await forge.create_commit(parents=[tip], change=change, base=base, message="theirs")
    forge.branches[branch] = commit
    return commit


# --- what people get ------------------------------------------------------------------------------


async def test_a_verified_change_is_ready_and_closes_its_issue(forge: FakeForge) -> None:
    done = await publish(forge, HERE, offer_of())
    pull = forge.pulls[done.number or 0]
    assert (pull.draft, pull.title, pull.head_branch) == (False, title(verified), BRANCH)
    assert pull.body.count("Closes #12") == 1
    assert pushed(forge).files == verified.change.apply(BASE.files)
    assert forge.commits[done.commit].parents == (BASE.commit,)
    assert (done.branch, done.url, done.fallback) == (BRANCH, pull.url, "")


async def test_an_unverified_change_is_a_draft_that_names_what_fails(forge: FakeForge) -> None:
    done = await publish(forge, HERE, offer_of(unverified))
    pull = forge.pulls[done.number or 0]
    assert pull.draft
    assert "test_negative" in pull.body
    assert "Closes #12" not in pull.body
    assert "Asked for in #12" in pull.body


async def test_where_pull_requests_are_forbidden_a_link_opens_it(forge: FakeForge) -> None:
    async def forbidden(**_: Any) -> PullFacts:
        raise Refused("GitHub Actions is not permitted to create or approve pull requests")

    forge.create_pull = forbidden  # type: ignore[method-assign]
    done = await publish(forge, HERE, offer_of(unverified))
    assert (done.number, done.branch, done.commit) == (None, BRANCH, forge.branches[BRANCH])
    assert "not permitted" in done.fallback
    asked = parse_qs(urlsplit(done.url).query)
    assert done.url.startswith("https://x.test/octo/mathkit/compare/main...code-on-fly/issue-12?")
    assert asked["title"] == [title(unverified)]
    assert pull_request_body(unverified).startswith(asked["body"][0].rstrip())


@given(st.text(alphabet="a é🎉&#?=\n%+", max_size=30_000 // 9), st.text(max_size=400))
def test_a_link_always_fits_and_keeps_to_its_parts(body: str, name: str) -> None:
    link = compare_link(HERE, offer_of(body=body * 9, title=name))
    assert len(link) <= MAX_LINK
    asked = parse_qs(urlsplit(link).query, keep_blank_values=True)
    assert set(asked) <= {"expand", "title", "body"}
    assert asked["title"] == [name[:200]]


# --- what is there already ------------------------------------------------------------------------


async def test_done_twice_it_ends_the_same(forge: FakeForge) -> None:
    first = await publish(forge, HERE, offer_of())
    made = (dict(forge.branches), dict(forge.pulls), len(forge.commits))
    assert await publish(forge, HERE, offer_of()) == first
    assert (forge.branches, forge.pulls, len(forge.commits)) == made
    assert "update_pull" not in forge.calls


async def test_an_open_pull_request_is_used_again(forge: FakeForge) -> None:
    first = await publish(forge, HERE, offer_of(unverified))
    tip = pushed(forge)
    more = difference(tip, {**tip.files, "more.py": File("100644", b"more = 1\n")})
    offer = offer_of(verified, base=tip, change=more)
    second = await publish(forge, HERE, offer)
    assert (second.number, len(forge.pulls)) == (first.number, 1)
    assert not forge.pulls[second.number or 0].draft
    assert forge.commits[second.commit].parents == (first.commit,)


@pytest.mark.parametrize("field", ["title", "body"])
async def test_a_text_that_somebody_changed_is_ours_again(forge: FakeForge, field: str) -> None:
    done = await publish(forge, HERE, offer_of())
    number = done.number or 0
    forge.pulls[number] = replace(forge.pulls[number], **{field: "theirs"})
    await publish(forge, HERE, offer_of())
    assert getattr(forge.pulls[number], field) == getattr(offer_of(), field)


async def test_a_pull_request_that_a_person_opened_is_never_written_to(forge: FakeForge) -> None:
    first = await publish(forge, HERE, offer_of(unverified))
    number = first.number or 0
    theirs = replace(forge.pulls[number], author=Actor("ann", 101), title="Mine", body="My words")
    forge.pulls[number] = theirs
    done = await publish(forge, HERE, offer_of(verified))
    assert forge.pulls == {number: theirs}
    assert (done.number, done.theirs, "a person opened it" in done.fallback) == (number, True, True)


async def test_a_person_s_commits_that_the_run_began_from_are_built_upon(forge: FakeForge) -> None:
    theirs = await somebody_pushes(forge)
    tip = forge.trees[theirs]
    goal = verified.change.apply(tip.files)
    done = await publish(forge, HERE, offer_of(base=tip, change=difference(tip, goal)))
    assert (done.branch, forge.commits[done.commit].parents) == (BRANCH, (theirs,))
    assert pushed(forge).files == goal


async def test_a_person_s_commits_that_came_meanwhile_stay_as_they_are(forge: FakeForge) -> None:
    theirs = await somebody_pushes(forge)
    done = await publish(forge, HERE, offer_of())
    assert forge.branches[BRANCH] == theirs
    assert done.branch == f"{BRANCH}-77-1"
    assert pushed(forge, done.branch).files == verified.change.apply(BASE.files)


async def test_a_push_between_the_look_and_the_write_is_not_overwritten(forge: FakeForge) -> None:
    point, raced = forge.point_branch, list[str]()

    async def overtaken(name: str, commit: str, *, expected: str | None) -> bool:
        if not raced:
            raced.append(await somebody_pushes(forge, branch=name))
        return await point(name, commit, expected=expected)

    forge.point_branch = overtaken  # type: ignore[method-assign]
    done = await publish(forge, HERE, offer_of())
    assert forge.branches[BRANCH] == raced[0]
    assert done.branch == f"{BRANCH}-77-1"


async def test_where_both_branches_are_taken_nothing_is_overwritten(forge: FakeForge) -> None:
    taken = [await somebody_pushes(forge, branch=name) for name in (BRANCH, f"{BRANCH}-77-1")]
    with pytest.raises(ServiceError, match="changed while it was pushed to"):
        await publish(forge, HERE, offer_of())
    assert [forge.branches[name] for name in (BRANCH, f"{BRANCH}-77-1")] == taken
    assert forge.pulls == {}


async def test_an_empty_change_makes_no_commit(forge: FakeForge) -> None:
    first = await publish(forge, HERE, offer_of())
    commits = len(forge.commits)
    again = await publish(forge, HERE, offer_of(base=pushed(forge), change=Change()))
    assert (again, len(forge.commits)) == (first, commits)


# --- killed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", [True, False])
@pytest.mark.parametrize("record", [verified, unverified], ids=["verified", "unverified"])
@pytest.mark.parametrize("before", ["nothing", "a pull request", "a person's commit", "main moved"])
async def test_killed_at_any_call_and_run_again_the_end_is_the_same(
    before: str, record: Record, lost: bool
) -> None:
    async def begin() -> FakeForge:
        forge = FakeForge({BASE.commit: BASE}, head=BASE.commit)
        if before == "a pull request":
            await publish(
                forge, HERE, offer_of(unverified, change=Change((FileChange("a", File("100644", b"a")),)))
            )
        elif before in ("a person's commit", "main moved"):
            await somebody_pushes(forge)
        if before == "main moved":
            await somebody_pushes(forge, "main.txt", "main")
        forge.calls.clear()
        return forge

    def offer(forge: FakeForge) -> Offer:
        tip = forge.trees[forge.branches[BRANCH]] if BRANCH in forge.branches else BASE
        if before == "main moved":
            return offer_of(record, base=tip, onto=forge.trees[forge.branches["main"]])
        return offer_of(record, base=tip, change=difference(tip, record.change.apply(tip.files)))

    whole = await begin()
    given_to_publish = offer(whole)
    end = await publish(whole, HERE, given_to_publish)
    for at in range(1, len(whole.calls) + 1):
        alive = await begin()
        with pytest.raises(Died):
            await publish(DyingForge(alive, at, lost=lost), HERE, given_to_publish)  # type: ignore[arg-type]
        assert await publish(alive, HERE, given_to_publish) == end, at
        assert (alive.branches, alive.pulls) == (whole.branches, whole.pulls), at
