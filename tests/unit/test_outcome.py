"""The decisions of a run: which round is kept, how it ends, what the next attempt is told, what it costs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from codeonfly import outcome
from codeonfly.change import Change, GateFinding
from codeonfly.errors import LimitReached, Refused, ServiceError, UserError
from codeonfly.journal import Journal, Warned
from codeonfly.money import Budget
from codeonfly.record import Round
from codeonfly.review import Opinion
from codeonfly.run import Run, Task
from codeonfly.settings import Settings
from codeonfly.verification import Finding, Proof, Reason, Verdict
from tests.fakes.records import (
    BASE,
    COMPARISON,
    FAILED,
    FIRST,
    NEW,
    OLD,
    PLAN,
    RED,
    REQUEST,
    VERIFIED,
    WORKBENCH,
    report,
)
from tests.fakes.scripted_model import ScriptedModel

BLOCK = GateFinding(".github/workflows/x.yml", "workflow", "workflows are not for us to change", "block")
REVIEW = GateFinding("setup.py", "protected", "somebody has to look at it", "review")
EMPTY = Round(replace(FIRST, change=Change(), note="the agent finished without changing anything"))
UNPROVEN = Round(FIRST)
GATED = Round(FIRST, (BLOCK,))
RED_ROUND = Round(FIRST, verification=FAILED)
REDDER = Round(
    FIRST,
    verification=replace(FAILED, head=report(dict.fromkeys(NEW, "failed"))),
)
REGRESSED = Round(
    FIRST,
    verification=replace(FAILED, comparison=replace(COMPARISON, regressed=OLD[:1], still_passing=OLD[1:])),
)
NO_REPORT = Round(FIRST, verification=replace(FAILED, head=None, comparison=None))
GREEN = Round(FIRST, verification=VERIFIED)


@pytest.mark.parametrize(
    ("rounds", "expected"),
    [
        ([], None),
        ([EMPTY, EMPTY], None),
        ([GREEN, RED_ROUND], 0),
        ([RED_ROUND, GREEN], 1),
        ([GREEN, GREEN], 1),
        ([RED_ROUND, REDDER], 0),
        ([REDDER, RED_ROUND], 1),
        ([RED_ROUND, RED_ROUND], 1),
        ([RED_ROUND, REGRESSED], 0),
        ([REDDER, REGRESSED], 0),
        ([RED_ROUND, NO_REPORT], 0),
        ([NO_REPORT, UNPROVEN], 1),
        ([UNPROVEN, GATED], 0),
        ([GATED, EMPTY], 0),
        ([RED_ROUND, EMPTY], 0),
        ([RED_ROUND, UNPROVEN], 0),
    ],
)
def test_the_best_round(rounds: list[Round], expected: int | None) -> None:
    assert outcome.best(rounds) == expected


@dataclass
class Host:
    """Sandbox seconds and warnings, as a host tells them."""

    engine: str = "e2b"
    seconds: Mapping[tuple[int, int], float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ("the host's own warning",)

    def sandbox_seconds(self) -> Mapping[tuple[int, int], float]:
        return self.seconds


def run_with(rounds: list[Round], host: Host | None = None) -> Run:
    task = Task("run-1", "2026-11-23T10:00:00Z", REQUEST, BASE, Settings(max_minutes=7))
    budget = Budget(2_000_000)
    made: Any = host or Host()
    return Run(task, ScriptedModel([]), made, Journal(), budget, WORKBENCH, PLAN, rounds)


@pytest.mark.parametrize(
    ("rounds", "error", "expected"),
    [
        ([GREEN], None, ("verified", 0)),
        ([GREEN], LimitReached("money"), ("verified", 0)),
        ([GREEN], asyncio.CancelledError(), ("verified", 0)),
        ([RED_ROUND], None, ("unverified", 1)),
        ([], None, ("unverified", 1)),
        ([EMPTY], None, ("unverified", 1)),
        ([GATED], None, ("blocked", 3)),
        ([GATED, RED_ROUND], None, ("unverified", 1)),
        ([RED_ROUND], LimitReached("money"), ("unverified", 4)),
        ([], LimitReached("money"), ("unverified", 4)),
        ([], TimeoutError(), ("unverified", 4)),
        ([RED_ROUND], asyncio.CancelledError(), ("cancelled", 130)),
        ([], asyncio.CancelledError(), ("cancelled", 130)),
        ([], ServiceError("down"), ("failed", 5)),
        ([RED_ROUND], ServiceError("down"), ("unverified", 5)),
        ([], UserError("no key"), ("failed", 2)),
        ([], Refused("no"), ("blocked", 3)),
        ([], KeyError("x"), ("failed", 1)),
        ([RED_ROUND], KeyError("x"), ("unverified", 1)),
    ],
)
def test_how_a_run_ends(rounds: list[Round], error: BaseException | None, expected: tuple[str, int]) -> None:
    record = outcome.record(run_with(rounds), error)
    assert (record.outcome, record.exit_code) == expected
    assert bool(record.stopped) == (error is not None)


def test_a_record_has_everything_that_the_run_had() -> None:
    run = run_with([RED_ROUND, GREEN])
    run.journal.emit(Warned("one"))
    run.journal.emit(Warned("one"))
    record = outcome.record(run, None)
    assert (record.best, record.rounds, record.plan, record.workbench) == (
        1,
        (RED_ROUND, GREEN),
        PLAN,
        WORKBENCH,
    )
    assert record.warnings == ("one", "the host's own warning")
    assert len(record.entries) == 2
    assert (record.run_id, record.request, record.base) == ("run-1", REQUEST, BASE)
    assert record.change == FIRST.change


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (None, ""),
        (TimeoutError(), "the time limit of 7 minutes is reached; raise max-minutes to allow more"),
        (asyncio.CancelledError(), "the run was interrupted"),
        (ServiceError("it is down"), "it is down"),
    ],
)
def test_the_sentence_of_an_error(error: BaseException | None, words: str) -> None:
    assert outcome.sentence_of(error, Settings(max_minutes=7)) == words


def test_a_bug_is_told_by_kind_and_place_never_by_its_words() -> None:
    def fails() -> None:
        raise KeyError("sk-secret")

    with pytest.raises(KeyError) as caught:
        fails()
    told = outcome.sentence_of(caught.value, Settings())
    assert told.startswith("an error nobody foresaw: KeyError in fails, line ")
    assert "secret" not in told
    assert outcome.is_unforeseen(caught.value)
    assert not outcome.is_unforeseen(ServiceError("x"))


def test_what_the_next_attempt_is_told() -> None:
    finding = Finding("tests/test_a.py", 3, "skip", "test_x is skipped")
    made = Round(
        FIRST,
        (REVIEW,),
        replace(FAILED, findings=(finding,)),
        (
            Opinion("security", "m", "revise", ("bound the input",)),
            Opinion("testing", "m", "approve", ("fine",)),
        ),
    )
    told = outcome.failures(made)
    assert told[0] == "somebody has to look at it"
    assert "tests/test_a.py:3: test_x is skipped" in told
    assert f"{NEW[-1]} failed: Failed: DID NOT RAISE ValueError" in told
    assert told[-1] == "the review asks for a revision (security): bound the input"
    assert not [text for text in told if "fine" in text]


def test_an_attempt_without_a_change_is_told_by_its_note() -> None:
    assert outcome.failures(EMPTY) == ("the agent finished without changing anything",)
    assert outcome.failures(replace(UNPROVEN, attempt=replace(FIRST, note="it went well"))) == ()


def test_failures_are_few_short_and_each_told_once() -> None:
    many = report({f"tests/test_factorial.py::test_{number}": "failed" for number in range(100)})
    reasons = tuple(Reason("x", text) for text in ("same", "same", "long" * 5_000))
    verification = replace(FAILED, head=many, verdict=Verdict("unverified", reasons))
    told = outcome.failures(Round(FIRST, verification=verification))
    assert len(told) == len(set(told)) <= 2 * outcome.MAX_FAILURES
    assert max(map(len, told)) <= outcome.MAX_FAILURE_CHARACTERS
    assert sum("failed" in text for text in told) == outcome.MAX_FAILURES


@pytest.mark.parametrize(
    ("ended", "error"),
    [("money", LimitReached), ("time", LimitReached), ("model", ServiceError)],
)
def test_what_another_attempt_would_end_by_ends_the_run(ended: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="the very note"):
        outcome.stop_at_a_limit(replace(FIRST, ended=ended, note="the very note"))
    with pytest.raises(error):
        outcome.stop_at_a_limit(replace(FIRST, ended=ended, note=""))


@pytest.mark.parametrize("ended", ["finished", "steps", "malformed"])
def test_what_another_attempt_may_mend_does_not(ended: Any) -> None:
    outcome.stop_at_a_limit(replace(FIRST, ended=ended))


# --- the bill --------------------------------------------------------------------------------------


def test_sandbox_seconds_are_billed_once_by_size_rounded_up() -> None:
    host = Host(seconds={(2, 4096): 10.0})
    run = run_with([], host)
    outcome.bill_sandboxes(run, "base")
    outcome.bill_sandboxes(run, "base")
    host.seconds = {(2, 4096): 10.5, (1, 512): 1.0}
    outcome.bill_sandboxes(run, "proof 1")
    assert [(charge.phase, charge.seconds, charge.microdollars) for charge in run.budget.charges] == [
        ("base", 10.0, 460),  # 10 s x (2 x 14 + 4 x 4.5)
        ("proof 1", 0.5, 23),
        ("proof 1", 1.0, 17),  # 14 + 2.25, rounded up
    ]


def test_a_local_sandbox_costs_nothing_and_is_still_counted() -> None:
    run = run_with([], Host("localbox", {(2, 4096): 3.0}))
    outcome.bill_sandboxes(run, "base")
    assert [(charge.seconds, charge.microdollars) for charge in run.budget.charges] == [(3.0, 0)]


# --- lines of the terminal -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "commands", "files", "note"),
    [
        (1, 1, 1, "1 step, 1 command, 1 file changed"),
        (2, 0, 3, "2 steps, 0 commands, 3 files changed"),
    ],
)
def test_an_attempts_line_counts_in_grammar(steps: int, commands: int, files: int, note: str) -> None:
    change = Change((FIRST.change.files * 3)[:files])
    attempt = replace(FIRST, steps=steps, commands=commands, change=change)
    assert outcome.attempt_note(attempt) == ("ok", note)


LONG = "the limit of sixty steps is reached; " * 9


@pytest.mark.parametrize(
    "told",
    [
        outcome.attempt_note(replace(FIRST, ended="steps", note=LONG)),
        outcome.proof_note(replace(FAILED, verdict=Verdict("unverified", (Reason("x", LONG),)))),
        outcome.proof_note(
            replace(VERIFIED, proofs=(Proof("fail-to-pass", True, True, LONG), *VERIFIED.proofs[1:]))
        ),
    ],
)
def test_a_long_line_is_cut_at_a_word(told: tuple[str, str]) -> None:
    line = told[1]
    assert 60 < len(line) <= outcome.LONGEST_NOTE
    assert line.endswith("…")
    assert line[:-1].split()[-1] in [*LONG.split(), *LONG.replace(";", "").split()], "no word is broken"


def test_a_verified_proofs_line_says_how_much_held() -> None:
    status, line = outcome.proof_note(VERIFIED)
    assert status == "ok"
    assert line.startswith("47 passed, 1 skipped; 5 proofs held; 5 of 5 new tests fail on the base")
    assert len(line) <= outcome.LONGEST_NOTE


def test_a_failed_proofs_line_says_the_first_reason() -> None:
    assert outcome.proof_note(FAILED) == (
        "failed",
        "46 passed, 1 failed, 1 skipped; 1 of 5 new tests fails: `test_negative`",
    )
    without = replace(FAILED, head=None, verdict=Verdict("unverified", (Reason("x", "no report"),)))
    assert outcome.proof_note(without) == ("failed", "no report")


def test_other_lines() -> None:
    assert outcome.tests_note(RED) == "46 passed, 1 failed, 1 skipped"
    assert outcome.tests_note(None) == ""
    assert outcome.plan_note(PLAN) == "3 criteria, 3 seats", "a dead seat is none"
    assert outcome.plan_note(replace(PLAN, criteria=PLAN.criteria[:1], seats=PLAN.seats[:1])) == "1 criterion"
    assert outcome.base_note(WORKBENCH, BASE) == (
        "a1b2c3d, Python 3.13.1, pytest 9.2.0, installed from cache, 42 passed, 1 skipped"
    )
    bare = replace(WORKBENCH, baseline=None, versions=(), note="no tests ran", cache="off")
    assert outcome.base_note(bare, BASE) == "a1b2c3d, python-3.13, no tests ran"
    opinions = [
        Opinion("a", "m", "approve"),
        Opinion("b", "m", "not reviewed", ("down",)),
        Opinion("c", "m", "revise", ("x",)),
    ]
    assert outcome.review_note(opinions) == "1 approve, 1 revise, 1 not reviewed"
