"""The council's review: an opinion a seat, and what counts as none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from codeonfly.change import Change, FileChange
from codeonfly.errors import LimitReached, ServiceError
from codeonfly.journal import Journal
from codeonfly.money import Budget
from codeonfly.ports import Text
from codeonfly.request import Request
from codeonfly.review import Opinion, diff, review_change
from codeonfly.settings import SeatSettings, Settings
from codeonfly.tree import File, Tree
from tests.fakes.scripted_model import ScriptedModel

BASE = Tree(
    "a" * 40,
    {
        "calc.py": File("100644", b"one\ntwo\n"),
        "run.sh": File("100644", b"echo\n"),
        "old.txt": File("100644", b"gone\n"),
        "logo.png": File("100644", b"\x89PNG\xff"),
    },
)
CHANGE = Change(
    (
        FileChange("calc.py", File("100644", b"one\n2\n")),
        FileChange("logo.png", File("100644", b"\xff\xfe")),
        FileChange("new.py", File("100644", b"x = 1\n")),
        FileChange("old.txt", None),
        FileChange("run.sh", File("100755", b"echo\n")),
    )
)


async def opinions(
    *script: Any, budget: int = 2_000_000, journal: Journal | None = None
) -> tuple[Opinion, ...]:
    seats = tuple(SeatSettings(role) for role in ("architect", "security", "testing")[: len(script)])
    return await review_change(
        model=ScriptedModel(list(script)),
        request=Request("Add", "please"),
        base=BASE,
        change=CHANGE,
        settings=Settings(model="m", council=seats),
        budget=Budget(budget),
        journal=journal or Journal(),
    )


def told(approve: bool, *reasons: str) -> str:
    return json.dumps({"approve": approve, "reasons": reasons})


@pytest.mark.parametrize(
    ("answer", "verdict", "reasons"),
    [
        (told(True), "approve", ()),
        (told(True, "but it is ugly"), "approve", ()),
        (told(False, "calc.py:\n wrong"), "revise", ("calc.py: wrong",)),
        (told(False), "not reviewed", ("it did not approve, and gave no reason",)),
        ("APPROVE", "not reviewed", ("there is no JSON object in it",)),
        (ServiceError("it is down"), "not reviewed", ("it is down",)),
        (LimitReached("no money"), "not reviewed", ("no money",)),
    ],
)
async def test_an_opinion(answer: Any, verdict: str, reasons: tuple[str, ...]) -> None:
    journal = Journal()
    assert await opinions(answer, journal=journal) == (Opinion("architect", "m", verdict, reasons),)  # type: ignore[arg-type]
    assert bool(journal.warnings) == (verdict == "not reviewed")


async def test_every_seat_is_asked_and_a_dead_one_approves_nothing() -> None:
    made = await opinions(told(True), ServiceError("it is down"), told(False, "no test of zero"))
    assert [(one.role, one.verdict) for one in made] == [
        ("architect", "approve"),
        ("security", "not reviewed"),
        ("testing", "revise"),
    ]


async def test_no_money_is_no_review() -> None:
    assert [one.verdict for one in await opinions(told(True), budget=10)] == ["not reviewed"]


async def test_what_a_reviewer_is_shown() -> None:
    model = ScriptedModel([told(True)])
    await review_change(
        model=model,
        request=Request("Add", "please"),
        base=BASE,
        change=CHANGE,
        settings=Settings(model="m"),
        budget=Budget(2_000_000),
        journal=Journal(),
    )
    (message,) = model.requests[0].messages
    assert isinstance(message, Text)
    assert "-two\n+2" in message.text


def test_the_diff_shows_every_kind_of_change() -> None:
    shown = diff(BASE, CHANGE)
    for part in (
        "--- calc.py\n+++ calc.py\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n",
        "logo.png: binary, 2 bytes",
        "--- /dev/null\n+++ new.py\n",
        "--- old.txt\n+++ /dev/null\n",
        "run.sh: mode 100644 -> 100755",
    ):
        assert part in shown
