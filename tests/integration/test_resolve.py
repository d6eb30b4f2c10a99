"""Whole stories through ``resolve()``: real commands and tests, models and sandboxes through their ports."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from codeonfly.errors import CodeonflyError, LimitReached, ServiceError, UserError
from codeonfly.journal import CommandStarted, Event, Noted, PhaseEnded, PhaseStarted
from codeonfly.money import Usage
from codeonfly.outcome import failures
from codeonfly.ports import ModelRequest, Text
from codeonfly.settings import ProjectSettings, SeatSettings
from codeonfly.tree import File, Tree
from tests.fakes.model_server import Call
from tests.fakes.watched_host import GOES_ON
from tests.integration.telling import (
    BAD,
    BASE,
    BUG,
    CODE,
    DOUBLE,
    DOUBLE_TEST,
    FINISH,
    GOOD,
    PLAN,
    RUN,
    TEST,
    Told,
    tell,
    usual,
)

SLEEP = "test('in the end', () => new Promise((done) => setTimeout(done, 100_000)));\n"
MENDED: list[Any] = [[CODE, RUN, FINISH]]
FOUR = tuple(SeatSettings(role) for role in ("architect", "security", "performance", "testing"))


def phases(told: Told) -> list[tuple[str, str]]:
    return [(event.phase, event.status) for event in told.events if isinstance(event, PhaseEnded)]


def prompt(request: ModelRequest) -> str:
    return "\n".join(message.text for message in request.messages if isinstance(message, Text))


# --- the straight way, and the retry loop ---------------------------------------------------------


async def test_green_first(tmp_path: Path) -> None:
    told = await tell(tmp_path, GOOD)
    record = told.record
    assert told.ending == ("verified", 0), record.stopped
    assert told.paths == ("calc.js", "test/double.test.js")
    assert (record.best, len(record.rounds), record.stopped) == (0, 1, "")
    assert record.verification is not None
    assert record.verification.comparison is not None
    assert record.verification.comparison.new_passing == ("test/double.test.js::double of five",)
    assert [criterion.proven for criterion in record.verification.criteria] == [True]
    assert sorted(phases(told)) == [("attempt 1", "ok"), ("base", "ok"), ("plan", "ok"), ("proof 1", "ok")]
    assert told.cast.asked == ["chair", "agent"]
    assert [charge.phase for charge in record.charges] == ["plan", "attempt 1"]
    assert not told.host.alive
    assert {labels["phase"] for labels in told.host.labels if labels} == {"base", "attempt-1"}


async def test_red_then_green(tmp_path: Path) -> None:
    told = await tell(tmp_path, [*BAD, *MENDED])
    assert told.ending == ("verified", 0), told.record.stopped
    assert [made.verification.verdict.status for made in told.record.rounds if made.verification] == [
        "unverified",
        "verified",
    ]
    assert told.record.best == 1
    retried = prompt(told.cast.agent.requests[1])
    assert "double of five" in retried, "the next attempt is told which test failed"
    assert told.paths == ("calc.js", "test/double.test.js"), "it goes on from the change before"


async def test_never_green_keeps_the_best_of_three_attempts(tmp_path: Path) -> None:
    worse = Call("write_file", path="calc.js", content="exports.half = (n) => n;\n")
    told = await tell(
        tmp_path, [[worse, TEST, FINISH, FINISH], [BUG, FINISH, FINISH], [worse, FINISH, FINISH]]
    )
    assert told.ending == ("unverified", 1)
    assert [len(made.attempt.change.files) for made in told.record.rounds] == [2, 2, 2]
    assert told.record.best == 1, "one failing test is better than two"
    assert told.cast.asked.count("agent") == 3


async def test_nothing_changed(tmp_path: Path) -> None:
    told = await tell(tmp_path, [[FINISH, FINISH]] * 2, max_attempts=2)
    assert told.ending == ("unverified", 1)
    assert told.record.best is None
    assert not told.paths
    assert [made.attempt.note for made in told.record.rounds] == [
        "the agent finished without changing anything"
    ] * 2
    assert not [event for event in told.events if isinstance(event, PhaseStarted) and "proof" in event.phase]


async def test_a_blocked_path_is_not_worth_a_proof(tmp_path: Path) -> None:
    workflow = Call("write_file", path=".github/workflows/x.yml", content="on: push\n")
    told = await tell(tmp_path, [[CODE, TEST, workflow, RUN, FINISH]], max_attempts=1)
    assert told.ending == ("blocked", 3)
    assert ".github/workflows/x.yml" in told.paths
    assert told.record.verification is None
    assert phases(told)[-1] == ("proof 1", "failed")


async def test_a_plan_of_workflow_files_alone_pays_no_agent(tmp_path: Path) -> None:
    def says(kind: str, request: ModelRequest) -> Any:
        return {**PLAN, "files": [".github/workflows/ci.yml"]} if kind == "chair" else usual(kind, request)

    told = await tell(tmp_path, GOOD, says=says)
    assert (told.ending, told.cast.asked) == (("blocked", 3), ["chair"])
    assert "a person has to write them" in told.record.stopped
    assert not told.host.alive


async def test_the_next_attempt_can_take_back_what_was_blocked(tmp_path: Path) -> None:
    workflow = Call("write_file", path=".github/workflows/x.yml", content="on: push\n")
    back = Call("bash", command="rm -r .github && node --test")
    told = await tell(tmp_path, [[CODE, TEST, workflow, RUN, FINISH], [back, FINISH]])
    assert told.ending == ("verified", 0), told.record.rounds[-1]
    assert ".github/workflows/x.yml" in prompt(told.cast.agent.requests[1])
    assert told.paths == ("calc.js", "test/double.test.js")


async def test_deleted_tests_are_never_verified(tmp_path: Path) -> None:
    cheat = Call("bash", command="rm test/half.test.js && node --test")
    told = await tell(tmp_path, [[CODE, TEST, cheat, FINISH]], max_attempts=1)
    assert told.ending == ("unverified", 1)
    assert told.record.verification is not None
    assert {"lost", "tampering"} <= {reason.code for reason in told.record.verification.verdict.reasons}


async def test_a_test_command_that_hangs_is_cut(tmp_path: Path) -> None:
    hang = Call("write_file", path="test/hang.test.js", content="while (true) {}\n")
    told = await tell(tmp_path, [[CODE, TEST, hang, RUN, FINISH]], max_attempts=1, test_seconds=2)
    assert told.ending == ("unverified", 1)
    assert told.record.verification is not None
    assert told.record.verification.seconds < 15
    told_of = [reason.sentence for reason in told.record.verification.verdict.reasons]
    assert any("the test command was cut off by its time limit" in sentence for sentence in told_of), told_of
    assert not told.host.alive


# --- limits ---------------------------------------------------------------------------------------


async def test_over_budget_the_change_is_kept_and_the_next_call_not_made(tmp_path: Path) -> None:
    told = await tell(
        tmp_path,
        [[CODE, TEST], [RUN], [FINISH]],
        usage=Usage(input=100_000, output=100),
        max_cost_microdollars=300_000,  # plan and two steps of 0.1005 dollars: the third is not begun
    )
    assert told.ending == ("unverified", 4)
    assert told.cast.asked == ["chair", "agent", "agent"]
    assert told.paths == ("calc.js", "test/double.test.js")
    assert "max-cost-usd" in told.record.stopped
    assert len(told.record.rounds) == 1, "a limit is not an attempt that failed"
    assert not told.host.alive


async def test_no_money_for_the_plan(tmp_path: Path) -> None:
    told = await tell(tmp_path, GOOD, max_cost_microdollars=100)
    assert told.ending == ("unverified", 4)
    assert not told.cast.asked
    assert not told.host.alive


async def test_out_of_time_while_the_agent_works_keeps_the_change(tmp_path: Path) -> None:
    told = await tell(
        tmp_path, [[CODE, TEST], [Call("bash", command="sleep 100")]], seconds_left=15 + 4, max_minutes=1
    )
    assert told.ending == ("unverified", 4)
    assert told.record.rounds[0].attempt.ended == "time"
    assert told.paths == ("calc.js", "test/double.test.js")
    assert told.record.seconds < 60
    assert "max-minutes" in told.record.stopped


async def test_out_of_time_while_proving_keeps_the_change_and_claims_nothing(tmp_path: Path) -> None:
    endless = Call("write_file", path="test/double.test.js", content=DOUBLE_TEST + SLEEP)
    told = await tell(tmp_path, [[CODE, endless, RUN, FINISH]], seconds_left=15 + 4, max_minutes=1)
    assert told.ending == ("unverified", 4)
    made = told.record.rounds[0]
    assert made.attempt.ended == "finished"
    assert made.verification is None
    assert told.paths == ("calc.js", "test/double.test.js")
    assert "max-minutes" in told.record.stopped
    assert not told.host.alive


async def test_out_of_time_while_planning(tmp_path: Path) -> None:
    told = await tell(tmp_path, [], says=lambda *_: asyncio.sleep(100), seconds_left=1)
    assert told.ending == ("unverified", 4)
    assert told.record.stopped == "the time limit of 60 minutes is reached; raise max-minutes to allow more"
    assert not told.host.alive


# --- interruption ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """Where a run is interrupted, and whether there is a change by then."""

    at: Callable[[Event], bool]
    has_change: bool = False
    script: tuple[Any, ...] = tuple(GOOD)
    install: str = ""
    plan: Callable[[str, ModelRequest], Any] = usual


def command(phase: str, word: str) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, CommandStarted) and event.phase == phase and word in event.command


async def never(*_: object) -> str:
    await asyncio.sleep(100)
    raise AssertionError("nobody stopped it")


MOMENTS = {
    "planning": Moment(command("base", "node"), plan=never),
    "installing": Moment(command("base", "sleep 100"), install="sleep 100"),
    "thinking": Moment(lambda event: event == PhaseStarted("attempt 1"), script=(never,)),
    "working": Moment(
        command("attempt 1", "sleep"), True, ([CODE, TEST, Call("bash", command="sleep 100")],)
    ),
    "ending an attempt": Moment(
        lambda event: isinstance(event, PhaseEnded) and event.phase == "attempt 1", True
    ),
    "proving": Moment(command("proof 1", "node"), True),
    "working again": Moment(
        command("attempt 2", "sleep"), True, (*BAD, [CODE, Call("bash", command="sleep 100")])
    ),
}


@pytest.mark.parametrize("name", MOMENTS)
async def test_interrupted_nothing_is_lost_and_no_sandbox_left(tmp_path: Path, name: str) -> None:
    moment = MOMENTS[name]
    projects = (ProjectSettings(install=moment.install),) if moment.install else ()
    told = await tell(
        tmp_path, moment.script, says=moment.plan, stop_at=moment.at, projects=projects, cache=False
    )
    assert told.ending == ("cancelled", 130)
    assert told.record.stopped == "the run was interrupted"
    assert bool(told.paths) == moment.has_change
    assert told.host.inner.sandboxes, "there was something to clean up"
    assert not told.host.alive
    assert told.record.seconds < 20
    if name == "working again":
        assert len(told.record.rounds) == 2
        assert told.record.change.apply(BASE.files)["calc.js"].data != BASE.files["calc.js"].data


async def test_interrupted_while_its_sandbox_ends_an_attempt_is_kept(tmp_path: Path) -> None:
    running: list[asyncio.Task[Any]] = []

    def watch(name: str, _: Any) -> Any:
        if name == "refused_connections" and len(running) == 1:
            running[0].cancel()
        return GOES_ON

    def stop_at(event: Event) -> bool:
        if event == PhaseStarted("attempt 1"):
            task = asyncio.current_task()
            assert task is not None
            running.append(task)
        return False

    told = await tell(tmp_path, GOOD, watch=watch, stop_at=stop_at)
    assert told.ending == ("cancelled", 130)
    assert told.paths == ("calc.js", "test/double.test.js")
    assert [made.attempt.ended for made in told.record.rounds] == ["finished"]


# --- services that fail, and bugs -----------------------------------------------------------------


async def test_a_model_that_fails_after_a_change_loses_nothing(tmp_path: Path) -> None:
    told = await tell(tmp_path, [[BUG, TEST], ServiceError("the model server is down")])
    assert told.ending == ("unverified", 5)
    assert told.paths == ("calc.js", "test/double.test.js")
    assert len(told.record.rounds) == 1, "the next attempt would end the same way"
    assert told.record.stopped == "the model server is down"
    assert told.record.rounds[0].attempt.ended == "model"


@pytest.mark.parametrize("error", [ServiceError("down"), UserError("revoked")], ids=["service", "key"])
async def test_what_it_left_is_proven_all_the_same(tmp_path: Path, error: Exception) -> None:
    told = await tell(tmp_path, [[CODE, TEST], error])
    assert told.ending == ("verified", 0)
    assert told.record.rounds[0].attempt.note == str(error)


async def test_what_a_revoked_key_left_unfinished_is_proven_and_said_to_be(tmp_path: Path) -> None:
    told = await tell(tmp_path, [[BUG, TEST], UserError("the key is not accepted")])
    assert told.ending == ("unverified", 2)
    assert told.record.stopped == "the key is not accepted"
    assert told.record.verification is not None
    assert any("double of five" in failure for failure in failures(told.record.rounds[0]))
    assert len(told.record.rounds) == 1, "the next attempt would end the same way"


@pytest.mark.parametrize(
    ("error", "code"), [(ServiceError("down"), 5), (UserError("no such model"), 2)], ids=["service", "key"]
)
async def test_a_model_that_can_not_plan_ends_the_run(tmp_path: Path, error: Exception, code: int) -> None:
    def fails(*_: object) -> str:
        raise error

    told = await tell(tmp_path, GOOD, says=fails)
    assert told.ending == ("failed", code)
    assert told.record.stopped == str(error)
    assert told.cast.asked == ["chair"]
    assert not told.host.alive


async def test_a_model_that_talks_nonsense_ends_in_words(tmp_path: Path) -> None:
    told = await tell(tmp_path, ["just words"] * 3, says=lambda *_: "this is no plan", max_attempts=1)
    assert told.ending == ("unverified", 1)
    assert told.cast.asked == ["chair", "chair", "agent", "agent", "agent"]
    assert told.record.plan is not None
    assert [criterion.text for criterion in told.record.plan.criteria] == ["Add double"]
    assert told.record.rounds[0].attempt.ended == "malformed"
    assert any("the request itself is the plan" in warning for warning in told.record.warnings)


async def test_sandboxes_that_fail_while_proving_keep_the_change(tmp_path: Path) -> None:
    proving = []

    def watch(name: str, _: Any) -> Any:
        if name == "create" and proving:
            raise ServiceError("no sandbox is to be had")
        return GOES_ON

    def stop_at(event: Event) -> bool:
        proving.extend([event] if event == PhaseStarted("proof 1") else [])
        return False

    told = await tell(tmp_path, GOOD, watch=watch, stop_at=stop_at)
    assert told.ending == ("unverified", 5)
    assert told.paths == ("calc.js", "test/double.test.js")
    assert told.record.stopped == "no sandbox is to be had"


@pytest.mark.parametrize(
    ("calls", "error"),
    [
        ([CODE, TEST], ServiceError("the sandbox is gone")),
        ([CODE, TEST], UserError("the key is refused")),
        ([CODE, TEST], LimitReached("asked too often")),
        ([], ServiceError("the sandbox is gone")),
    ],
    ids=["gone", "key refused", "limit of the service", "by commands alone"],
)
async def test_a_sandbox_that_does_not_answer_takes_along_what_commands_did(
    tmp_path: Path, calls: list[Call], error: CodeonflyError
) -> None:
    def watch(name: str, first: Any) -> Any:
        if name == "kill_processes" and Path(tmp_path, "gone").exists():
            raise error
        return GOES_ON

    gone = Call("bash", command=f"echo >> calc.js; touch {tmp_path}/gone")
    told = await tell(tmp_path, [[*calls, gone, FINISH, FINISH]], watch=watch)
    assert told.record.stopped == str(error)
    if not calls:
        assert told.ending == ("failed", 5)
        assert "the change so far could not be read back: the sandbox is gone" in told.record.warnings
        return
    assert told.ending == ("unverified", error.exit_code)
    written = {one.path: one.file and one.file.data for one in told.record.change.files}
    assert written == {"calc.js": DOUBLE.encode(), "test/double.test.js": DOUBLE_TEST.encode()}
    assert "the change can't be read back" in " ".join(told.record.warnings)


@pytest.mark.parametrize("when", ["working", "proving"])
async def test_a_bug_of_ours_is_told_and_loses_nothing(tmp_path: Path, when: str) -> None:
    phase = "attempt 1" if when == "working" else "proof 1"

    def broken(event: Event) -> bool:
        if isinstance(event, CommandStarted) and event.phase == phase:
            raise KeyError("sk-secret-words")
        return False

    told = await tell(tmp_path, GOOD, stop_at=broken)
    assert told.ending == ("unverified", 1)
    assert told.paths == ("calc.js", "test/double.test.js")
    assert told.record.stopped.startswith("an error nobody foresaw: KeyError in broken, line ")
    assert "secret" not in repr(told.record.stopped) + repr(told.events)
    way = [event.sentence for event in told.events if isinstance(event, Noted)]
    assert any("KeyError at test_resolve.py" in sentence and "resolve.py" in sentence for sentence in way)
    assert not told.host.alive


async def test_a_bug_before_there_is_a_change_is_a_failure(tmp_path: Path) -> None:
    def fails(*_: object) -> str:
        raise ZeroDivisionError

    told = await tell(tmp_path, GOOD, says=fails)
    assert told.ending == ("failed", 1)
    assert "ZeroDivisionError in fails" in told.record.stopped
    assert not told.host.alive


async def test_sandboxes_that_can_not_be_killed_are_said(tmp_path: Path) -> None:
    def watch(name: str, _: Any) -> Any:
        if name == "kill_all":
            raise ServiceError("the server does not answer")
        return GOES_ON

    told = await tell(tmp_path, GOOD, watch=watch)
    assert told.ending == ("verified", 0)
    assert (
        "sandboxes may be left until their own time limit: the server does not answer" in told.record.warnings
    )


# --- the council ----------------------------------------------------------------------------------


async def test_a_council_of_four_with_a_dead_seat(tmp_path: Path) -> None:
    def council(kind: str, request: ModelRequest) -> Any:
        if "the security of" in request.instructions:
            raise ServiceError("the security seat's server is down")
        if kind == "review" and "the testing of" in request.instructions:
            judged = usual(kind, request)["reviews"]
            return {"reviews": [{**judged[0], "agree": False, "objection": "no edge cases"}, *judged[1:]]}
        return usual(kind, request)

    told = await tell(tmp_path, GOOD, says=council, council=FOUR)
    assert told.ending == ("verified", 0), told.record.stopped
    plan = told.record.plan
    assert plan is not None
    assert [bool(seat.error) for seat in plan.seats] == [False, True, False, False]
    assert plan.dissent == ("testing on A: no edge cases",)
    assert sorted(told.cast.asked[:-1]) == ["chair", *["proposal"] * 4, *["review"] * 3]
    assert any("the security (m) is missing" in warning for warning in told.record.warnings)


async def test_a_review_that_asks_for_a_revision_gets_an_attempt(tmp_path: Path) -> None:
    verdicts = iter(
        [
            {"approve": False, "reasons": ["say in the README that it is there"]},
            {"approve": True, "reasons": []},
        ]
    )

    def council(kind: str, request: ModelRequest) -> Any:
        return next(verdicts) if kind == "judge" else usual(kind, request)

    readme = Call("write_file", path="README.md", content="# calc: half and double\n")
    told = await tell(tmp_path, [*GOOD, [readme, RUN, FINISH]], says=council, review=True)
    assert told.ending == ("verified", 0), told.record.stopped
    assert [[opinion.verdict for opinion in made.opinions] for made in told.record.rounds] == [
        ["revise"],
        ["approve"],
    ]
    assert told.record.best == 1
    assert "say in the README that it is there" in prompt(told.cast.agent.requests[1])
    assert "README.md" in told.paths


async def test_a_reviewer_who_is_dead_approves_nothing(tmp_path: Path) -> None:
    def council(kind: str, request: ModelRequest) -> Any:
        if kind == "judge":
            raise ServiceError("down")
        return usual(kind, request)

    told = await tell(tmp_path, GOOD, says=council, review=True)
    assert told.ending == ("verified", 0)
    assert [opinion.verdict for opinion in told.record.opinions] == ["not reviewed"]


async def test_without_an_attempt_left_a_proven_change_stays_proven(tmp_path: Path) -> None:
    def council(kind: str, request: ModelRequest) -> Any:
        return {"approve": False, "reasons": ["meh"]} if kind == "judge" else usual(kind, request)

    told = await tell(tmp_path, GOOD, says=council, review=True, max_attempts=1)
    assert told.ending == ("verified", 0)
    assert [opinion.verdict for opinion in told.record.opinions] == ["revise"]


# --- odd repositories -----------------------------------------------------------------------------


async def test_a_repository_without_a_project_starts_with_the_plans_environment(tmp_path: Path) -> None:
    package = Call("write_file", path="package.json", content='{"scripts": {"test": "node --test"}}\n')
    told = await tell(
        tmp_path,
        [[package, CODE, TEST, Call("bash", command="npm test"), FINISH]],
        says=lambda *_: {**json.loads(json.dumps(usual(*_))), "environment": "nodejs-24"},
        base=Tree("b" * 40, {"README.md": File("100644", b"# calc\n")}),
    )
    assert told.record.workbench is not None
    assert told.record.workbench.projects[0].environment == "nodejs-24"
    assert told.ending == ("verified", 0), told.record.verification


async def test_an_installation_that_fails_is_told_and_not_the_end(tmp_path: Path) -> None:
    projects = (ProjectSettings(install="echo no such package >&2; exit 3"),)
    told = await tell(tmp_path, GOOD, max_attempts=1, projects=projects)
    assert told.ending == ("unverified", 1)
    assert told.record.workbench is not None
    assert told.record.workbench.note == "the install command failed with exit code 3: no such package"
    assert told.paths == ("calc.js", "test/double.test.js")


async def test_links_and_odd_names_in_the_repository_hinder_no_proof(tmp_path: Path) -> None:
    odd = {
        "latest": File("120000", b"calc.js"),
        "two\nlines": File("100644", b""),
        "run.sh": File("100755", b"#!/bin/sh\n"),
    }
    told = await tell(tmp_path, GOOD, base=Tree("c" * 40, {**BASE.files, **odd}))
    assert told.ending == ("verified", 0), told.record.verification
    assert told.paths == ("calc.js", "test/double.test.js")
