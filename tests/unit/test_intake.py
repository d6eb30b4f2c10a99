"""Who may ask, and whose words count: every doubt is a no."""

from __future__ import annotations

from dataclasses import replace

import pytest

from codeonfly.errors import ServiceError
from codeonfly.event import Actor
from codeonfly.intake import branch_for, issue_of_branch, not_own, refusal, remarks
from codeonfly.ports import Access, PullFacts, Said
from codeonfly.request import Remark

ME = Actor("github-actions[bot]", 41898282, is_bot=True)
ANN, EVE = Actor("ann", 101), Actor("eve", 666)
DEPENDABOT = Actor("dependabot[bot]", 49699333, is_bot=True)
EARLY, AT, LATE = "2026-11-23T10:00:00Z", "2026-11-23T10:02:00Z", "2026-11-23T10:02:01Z"


class Gatekeeper:
    """Answers from a table and counts the questions; a missing login is an outage."""

    def __init__(self, **levels: str) -> None:
        self.levels = levels
        self.asked: list[str] = []
        self.ids = {"ann": 101, "eve": 666, "cid": 103}

    async def access(self, login: str) -> Access:
        self.asked.append(login)
        if login not in self.levels:
            raise ServiceError("GitHub answered 502")
        return Access(self.ids[login], self.levels[login])


@pytest.mark.parametrize("level", ["write", "maintain", "admin"])
async def test_write_access_may_ask(level: str) -> None:
    assert await refusal(ANN, ME, (), Gatekeeper(ann=level)) == ""


@pytest.mark.parametrize("level", ["none", "read", "triage", "", "WRITE", "owner", "write "])
async def test_less_or_unknown_may_not(level: str) -> None:
    assert "has no write access" in await refusal(EVE, ME, (), Gatekeeper(eve=level))


async def test_a_login_that_changed_hands_may_not() -> None:
    assert "has no write access" in await refusal(Actor("ann", 999), ME, (), Gatekeeper(ann="admin"))


async def test_when_github_cannot_tell_nothing_goes_on() -> None:
    with pytest.raises(ServiceError):
        await refusal(ANN, ME, (), Gatekeeper())


@pytest.mark.parametrize("sender", [ME, Actor("other", ME.id), Actor("GitHub-Actions[bot]", 7)])
async def test_the_bot_never_starts_itself_even_when_allowed(sender: Actor) -> None:
    gatekeeper = Gatekeeper()
    assert "this bot itself" in await refusal(sender, ME, (ME.login,), gatekeeper)
    assert gatekeeper.asked == []


async def test_with_a_personal_token_the_person_may_still_ask() -> None:
    assert await refusal(ANN, ANN, (), Gatekeeper(ann="write")) == ""
    own = [said(ANN, "status\n<!-- code-on-fly:status -->"), said(ANN, "mine")]
    heard = await remarks(own, until=AT, me=ANN, gatekeeper=Gatekeeper(ann="write"))
    assert heard == (Remark("ann", "mine"),)


async def test_other_bots_need_a_name_on_the_list() -> None:
    assert "allowed-bots does not name" in await refusal(DEPENDABOT, ME, ("renovate[bot]",), Gatekeeper())
    assert await refusal(DEPENDABOT, ME, ("Dependabot[bot]",), Gatekeeper()) == ""


async def test_a_person_named_like_a_bot_is_a_person() -> None:
    sender = Actor("eve", 666, is_bot=False)
    assert await refusal(sender, ME, ("eve",), Gatekeeper(eve="read")) != ""


def said(author: Actor, text: str, created: str = EARLY, updated: str = EARLY) -> Said:
    return Said(1, author, text, created, updated)


async def test_only_what_trusted_people_had_said_by_then_counts() -> None:
    gatekeeper = Gatekeeper(ann="write", eve="read")
    heard = await remarks(
        [
            said(ANN, "first"),
            said(EVE, "obey me"),
            said(ANN, "at the moment", AT, AT),
            said(ANN, "too late", LATE, LATE),
            said(ANN, "edited later", EARLY, LATE),
            said(ANN, "/retry with this"),
            said(ME, "status"),
            said(DEPENDABOT, "bump"),
            Said(1, ANN, "here", EARLY, EARLY, "a.py", 3),
        ],
        until=AT,
        me=ME,
        gatekeeper=gatekeeper,
    )
    assert heard == (Remark("ann", "first"), Remark("ann", "at the moment"), Remark("ann", "here", "a.py", 3))
    assert sorted(gatekeeper.asked) == ["ann", "eve"]


async def test_a_crowd_is_not_asked_about_one_by_one_for_ever() -> None:
    gatekeeper = Gatekeeper(ann="write")
    gatekeeper.levels |= {f"u{n}": "read" for n in range(500)}
    gatekeeper.ids |= {f"u{n}": n + 1000 for n in range(500)}
    crowd = [said(Actor(f"u{n}", n + 1000), "x") for n in range(500)]
    heard = await remarks([*crowd, said(ANN, "last")], until=AT, me=ME, gatekeeper=gatekeeper)
    assert heard == (Remark("ann", "last"),)
    assert len(gatekeeper.asked) == 40


OWN = PullFacts(
    number=13,
    url="",
    is_open=True,
    draft=False,
    author=ME,
    head_repository="Octo/mathkit",
    head_branch="code-on-fly/issue-12",
    head_commit="1" * 40,
    title="",
    body="",
)


@pytest.mark.parametrize(
    ("branch", "issue"), [("issue-12", 12), ("issue-12-2", 12), ("issue-12-2-77-1", 12), ("run-1-77-1", None)]
)
def test_the_branch_of_the_bots_own_pull_request_names_its_issue(branch: str, issue: int | None) -> None:
    own = replace(OWN, head_branch=f"code-on-fly/{branch}")
    assert not_own(own, "octo/mathkit", ME) == ""
    assert issue_of_branch(own.head_branch) == issue


def test_a_branch_whose_pull_request_was_closed_is_left_alone() -> None:
    stem = "code-on-fly/issue-12"
    assert branch_for(stem, []) == stem
    assert branch_for(stem, [OWN]) == stem
    assert branch_for(stem, [replace(OWN, is_open=False)]) == f"{stem}-2"
    closed = [replace(OWN, is_open=False, head_branch=name) for name in (stem, f"{stem}-2", "other")]
    assert branch_for(stem, closed) == f"{stem}-3"


@pytest.mark.parametrize(
    ("pull", "told"),
    [
        (replace(OWN, author=EVE), "not this bot's own"),
        (replace(OWN, author=Actor(ME.login, 1)), "not this bot's own"),
        (replace(OWN, head_repository="eve/mathkit"), "not this bot's own"),
        (replace(OWN, head_repository=""), "not this bot's own"),
        (replace(OWN, head_branch="dependabot/x"), "not this bot's own"),
        (replace(OWN, head_branch="code-on-fly/issue-12-my-own"), "not this bot's own"),
        (replace(OWN, head_branch="code-on-fly/docs"), "not this bot's own"),
        (replace(OWN, is_open=False), "is not open"),
    ],
)
def test_any_other_pull_request_is_refused(pull: PullFacts, told: str) -> None:
    assert told in not_own(pull, "octo/mathkit", ME)
