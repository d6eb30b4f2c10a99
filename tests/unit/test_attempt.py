"""The agent's loop with a scripted model and real commands: what it does, and every way it ends."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pytest

from codeonfly.attempt import Assignment, Attempt, run_attempt
from codeonfly.attempt.loop import shortened
from codeonfly.change import Change, FileChange
from codeonfly.errors import ServiceError, UserError
from codeonfly.files import collect, put_tree
from codeonfly.journal import CommandEnded, CommandStarted, Journal
from codeonfly.money import Budget
from codeonfly.plan import Criterion, Plan
from codeonfly.ports import (
    CommandResult,
    Message,
    ModelRequest,
    ModelTurn,
    Reply,
    Sandbox,
    ToolCall,
    ToolResult,
)
from codeonfly.request import Request
from codeonfly.settings import Settings
from codeonfly.toolchains.base import Project
from codeonfly.tree import File, Tree
from tests.fakes.direct_sandbox import DirectHost
from tests.fakes.model_server import Call
from tests.fakes.scripted_model import ScriptedModel

BASE = Tree(
    "a" * 40,
    {
        "calc.py": File("100644", b"def add(a, b):\n    return a - b\n"),
        "dos.txt": File("100644", b"one\r\ntwo\r\n"),
        "blob.bin": File("100644", b"\xff\xfe\x00"),
    },
)
REQUEST = Request("Add numbers", "add(1, 2) must be 3", text_hash="f" * 64)
PLAN = Plan("Mend add.", (Criterion("C1", "add(1, 2) is 3"),))
PROJECT = Project(
    "python", "unknown", "", "python-3.11", "", "", "python3 test_calc.py", (), envs={"HELLO": "there"}
)
TEST = "from calc import add\nassert add(1, 2) == 3, add(1, 2)\n"
WRITE_TEST = Call("write_file", path="test_calc.py", content=TEST)
MEND = Call("replace_in_file", path="calc.py", old="a - b", new="a + b")
RUN = Call("bash", command="python3 test_calc.py")
FINISH = Call("finish", summary="Mended.", criteria=[{"id": "C1", "tests": ["test_calc.py"]}])
FIELDS = {field.name for field in fields(Assignment)}


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    host = DirectHost(tmp_path)
    made = await host.create(environment="python-3.11")
    await put_tree(made, BASE.files)
    yield made
    await host.kill_all()


@pytest.fixture
def attempt(sandbox: Sandbox) -> Callable[..., Any]:
    async def run(model: ScriptedModel | list[Any], **given: Any) -> Attempt:
        assigned: dict[str, Any] = {
            "request": REQUEST,
            "plan": PLAN,
            "base": BASE,
            "projects": (PROJECT,),
            "number": 1,
            "deadline": time.monotonic() + 60,
        }
        assigned |= {name: given.pop(name) for name in FIELDS if name in given}
        arguments: dict[str, Any] = {
            "model": model if isinstance(model, ScriptedModel) else ScriptedModel(model),
            "sandbox": sandbox,
            "settings": Settings(model="m"),
            "budget": Budget(2_000_000),
            "journal": Journal(),
            "collect": lambda: collect(sandbox, BASE),
        }
        return await run_attempt(Assignment(**assigned), **{**arguments, **given})

    return run


def answers(model: ScriptedModel) -> list[str]:
    """What the tools answered, as the last request of the model shows it."""
    return [message.output for message in model.requests[-1].messages if isinstance(message, ToolResult)]


async def test_the_whole_way(attempt: Callable[..., Any]) -> None:
    journal, budget = Journal(), Budget(2_000_000)
    done = await attempt([WRITE_TEST, RUN, [MEND, RUN], FINISH], journal=journal, budget=budget)
    assert (done.ended, done.note, done.summary, done.steps, done.commands) == (
        "finished",
        "",
        "Mended.",
        4,
        2,
    )
    assert done.claims == {"C1": ("test_calc.py",)}
    assert done.change.paths == ("calc.py", "test_calc.py")
    assert done.microdollars == budget.spent == 4 * 1_500
    assert 0 < done.command_seconds < done.seconds
    events = [entry.event for entry in journal.entries]
    assert [event.exit_code for event in events if isinstance(event, CommandEnded)] == [1, 0]
    assert {event.phase for event in events if isinstance(event, CommandStarted)} == {"attempt 1"}
    assert [line.split(":")[0] for line in done.transcript] == ["ok", "exit 1", "ok", "ok"]
    assert not any(" … " in line for line in done.transcript)  # cut where it is long, and only there


@pytest.mark.parametrize(
    ("calls", "refused"),
    [
        ([FINISH], "has no test"),
        ([MEND, RUN, FINISH], "has no test"),
        ([WRITE_TEST, MEND, FINISH], "No test run has passed"),
        ([WRITE_TEST, RUN, FINISH], "No test run has passed"),
        ([WRITE_TEST, MEND, RUN, WRITE_TEST, FINISH], "No test run has passed"),
        (
            [WRITE_TEST, MEND, RUN, Call("bash", command="sed -i s/x/y/ calc.py"), FINISH],
            "No test run has passed",
        ),
        ([WRITE_TEST, MEND, RUN, Call("bash", command="ls"), FINISH], ""),
        (
            [
                WRITE_TEST,
                MEND,
                Call("bash", command="python3 test_calc.py 2>&1 | tail -1; echo 1 failed"),
                FINISH,
            ],
            "No test",
        ),
        (
            [
                MEND,
                Call("bash", command="echo 'import calc' > test_x.py; python3 test_calc.py; true pytest"),
                FINISH,
            ],
            "",
        ),
    ],
)
async def test_finishing_without_a_passing_test_is_refused_once(
    attempt: Callable[..., Any], calls: list[Call], refused: str
) -> None:
    model = ScriptedModel([*calls, FINISH])
    done = await attempt(model)
    assert done.ended == "finished"
    assert done.steps == len(calls) + bool(refused)
    if refused:
        assert answers(model)[-1].startswith("Not yet.")
        assert refused in answers(model)[-1]


async def test_a_criterion_without_a_test_is_asked_for_once(attempt: Callable[..., Any]) -> None:
    plan = replace(PLAN, criteria=(*PLAN.criteria, Criterion("C2", "add(1, -2) is -1")))
    model = ScriptedModel([WRITE_TEST, MEND, RUN, FINISH, RUN, FINISH])
    done = await attempt(model, plan=plan)
    assert (done.ended, done.steps, done.claims) == ("finished", 6, {"C1": ("test_calc.py",)})
    assert "No test is named for C2." in answers(model)[3]


async def test_documentation_needs_no_test(attempt: Callable[..., Any]) -> None:
    done = await attempt([FINISH], plan=replace(PLAN, nature="documentation"))
    assert (done.steps, done.note) == (1, "the agent finished without changing anything")


async def test_a_refactoring_needs_passing_tests_and_no_new_ones(attempt: Callable[..., Any]) -> None:
    plan = replace(PLAN, nature="refactoring", changes_by_request=("tests/test_old.py",))
    model = ScriptedModel([MEND, FINISH, Call("bash", command="true pytest"), FINISH])
    assert (await attempt(model, plan=plan)).steps == 4
    assert "No test run has passed" in answers(model)[1]
    opening = model.requests[0].messages[0].text  # type: ignore[union-attr]
    assert "This is a refactoring" in opening
    assert "the request changes: tests/test_old.py" in opening


async def test_a_test_of_the_attempt_before_counts(attempt: Callable[..., Any]) -> None:
    before = Attempt(1, Change((FileChange("test_calc.py", File("100644", TEST.encode())),)), "finished")
    done = await attempt([MEND, Call("bash", command="true pytest"), FINISH], number=2, previous=before)
    assert done.steps == 3


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (Call("bash", command="echo out; echo err >&2; exit 3"), "exit 3\nout\n--- stderr\nerr"),
        (Call("bash", command="echo $HELLO; pwd"), "exit 0\nthere\n/home/user/work"),
        (Call("bash", command=["echo", "two words"]), "exit 0\ntwo words"),
        (Call("bash", cmd="echo other name"), "exit 0\nother name"),
        (Call("replace_in_file", file_path="calc.py", old_str="a - b", new_str="b"), "edited"),
        (Call("bash", command="printf '\\033[31mred\\033[0m\\a\\n'"), "exit 0\nred"),
        (Call("write_file", path="a/b.txt", content="hé"), "wrote 3 bytes"),
        (Call("write_file", path="/home/user/work/calc.py", content=""), "wrote 0 bytes"),
        (Call("write_file", path="./x/../calc.py", content=""), "wrote 0 bytes"),
        (Call("replace_in_file", path="calc.py", old="a - b", new="b"), "edited"),
        (Call("replace_in_file", path="calc.py", old="a", new="b"), "error: `old` occurs 3 times"),
        (
            Call("replace_in_file", path="calc.py", old="nothing", new="b"),
            "error: `old` does not occur in calc.py",
        ),
        (Call("replace_in_file", path="calc.py", old="", new="b"), "error: `old` does not occur"),
        (Call("replace_in_file", path="none.py", old="a", new="b"), "error: there is no file none.py"),
        (Call("replace_in_file", path="blob.bin", old="a", new="b"), "error: blob.bin is not UTF-8"),
        (Call("replace_in_file", path="dos.txt", old="one\ntwo", new="1\n2"), "edited"),
        (Call("write_file", path="../out.txt", content="x"), "error: `path` must name a file in"),
        (Call("write_file", path="/etc/passwd", content="x"), "error: `path` must name a file in"),
        (Call("write_file", path="folder/", content="x"), "error: `path` must name a file in"),
        (Call("write_file", path="", content="x"), "error: `path` must name a file in"),
        (Call("write_file", path="a.txt"), "error: `content` is missing or not a string"),
        (Call("write_file", path="a.txt", content="a\0b"), "error: `content` holds characters"),
        (Call("write_file", raw='{"path": "a", "content": "\\ud800"}'), "error: `content` holds characters"),
        (Call("bash", command=" "), "error: `command` is empty"),
        (Call("bash", command=7), "error: `command` is missing or not a string"),
        (Call("bash", raw="{oops"), "error: the arguments of bash are not JSON"),
        (Call("bash", raw="[1]"), "error: the arguments of bash must be a JSON object"),
        (Call("bash", raw="[" * 100_000), "error: the arguments of bash are not JSON"),
        (Call("rm_rf", path="/"), "error: there is no tool 'rm_rf'; the tools are bash, write_file"),
        (Call("finish", summary="s", criteria="C1"), "error: `criteria` must be a list"),
        (Call("finish", criteria=[]), "error: `summary` is missing"),
    ],
)
async def test_what_a_call_is_answered(attempt: Callable[..., Any], call: Call, told: str) -> None:
    model = ScriptedModel([call, FINISH, FINISH])
    await attempt(model)
    assert answers(model)[0].startswith(told)


@dataclass
class Stubborn:
    """A sandbox in which nothing can be written; ``gone`` makes it fail at everything."""

    inner: Sandbox
    gone: bool = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    async def write_files(self, files: object) -> None:
        raise ServiceError("could not write files: it is a directory")

    async def run(self, command: str, **options: Any) -> CommandResult:
        if self.gone:
            raise ServiceError("the sandbox is gone")
        return await self.inner.run(command, **options)


async def test_a_file_that_can_not_be_written_is_data(attempt: Callable[..., Any], sandbox: Sandbox) -> None:
    model = ScriptedModel([WRITE_TEST, FINISH, FINISH])
    done = await attempt(model, sandbox=Stubborn(sandbox))
    assert done.ended == "finished"
    assert answers(model)[0] == "error: could not write files: it is a directory"


async def test_a_sandbox_that_is_gone_ends_it(attempt: Callable[..., Any], sandbox: Sandbox) -> None:
    done = await attempt([WRITE_TEST], sandbox=Stubborn(sandbox, gone=True))
    assert (done.ended, done.note) == ("model", "the sandbox is gone")


async def test_windows_line_ends_stay(attempt: Callable[..., Any]) -> None:
    call = Call("replace_in_file", path="dos.txt", old="one\ntwo", new="1\n2\n3")
    done = await attempt([call, FINISH, FINISH])
    assert done.change.files == (FileChange("dos.txt", File("100644", b"1\r\n2\r\n3\r\n")),)


async def test_long_output_is_cut_in_the_middle_and_says_so(attempt: Callable[..., Any]) -> None:
    model = ScriptedModel([Call("bash", command="seq 1 30000; echo the end"), FINISH, FINISH])
    await attempt(model)
    told = answers(model)[0]
    assert len(told) < 12_100
    assert told.startswith("exit 0\n1\n2\n")
    assert "characters cut here" in told
    assert "more bytes of output were dropped]" in told
    assert "the end" in told


async def test_a_command_that_hangs_is_killed_and_that_is_data(attempt: Callable[..., Any]) -> None:
    model = ScriptedModel([Call("bash", command="sleep 60"), FINISH, FINISH])
    done = await attempt(model, settings=Settings(model="m", command_seconds=1))
    assert done.ended == "finished"
    assert answers(model)[0].startswith("killed after 1 s")


@pytest.mark.parametrize("claims", [{"C1": ["a", "b"]}, [{"id": "C1", "tests": ["a", "b"]}]])
async def test_claims_in_either_shape(attempt: Callable[..., Any], claims: object) -> None:
    done = await attempt(
        [Call("finish", summary="s", criteria=claims), FINISH], plan=replace(PLAN, nature="documentation")
    )
    assert done.claims == {"C1": ("a", "b")}


@pytest.mark.parametrize(
    "replies",
    [
        ["no call"] * 3,
        [Call("bash", raw="{")] * 3,
        [[Call("bash", raw="{"), Call("nope"), Call("bash", raw="{"), RUN]],
        [RUN, "words", Call("nope"), ""],
    ],
)
async def test_three_malformed_replies_in_a_row_end_it(
    attempt: Callable[..., Any], replies: list[Any]
) -> None:
    done = await attempt(list(replies))
    assert done.ended == "malformed"
    assert "no tool call" in done.note


async def test_a_good_call_forgives_the_bad_ones(attempt: Callable[..., Any]) -> None:
    bad = ["words", Call("nope")]
    done = await attempt([*bad, RUN, *bad, RUN, *bad, FINISH, FINISH])
    assert done.ended == "finished"


async def test_a_reply_that_was_cut_is_told_so(attempt: Callable[..., Any]) -> None:
    turn = ModelTurn("", (ToolCall("1", "bash", '{"comm'),))
    cut = Reply(turn, ScriptedModel([]).usage, "m", truncated=True)
    model = ScriptedModel([cut, FINISH, FINISH])
    await attempt(model)
    assert answers(model)[0].endswith("your reply was cut off at the output limit")


async def test_limits_end_it_and_keep_the_change(attempt: Callable[..., Any]) -> None:
    steps = await attempt([MEND, RUN, RUN], settings=Settings(model="m", max_steps=2))
    assert (steps.ended, steps.steps, steps.change.paths) == ("steps", 2, ("calc.py",))
    money = await attempt([WRITE_TEST, RUN], budget=Budget(6_000))
    assert (money.ended, money.change.paths) == ("money", ("calc.py", "test_calc.py"))
    assert "cost limit of $0.006" in money.note
    late = await attempt([lambda _: asyncio.sleep(30)], deadline=time.monotonic() + 0.1)
    assert (late.ended, late.change.paths) == ("time", ("calc.py", "test_calc.py"))
    gone = await attempt([ServiceError("the model server is down")])
    assert (gone.ended, gone.note) == ("model", "the model server is down")
    refused = await attempt([UserError("no such key")])
    assert (refused.ended, refused.note) == ("refused", "no such key")


async def test_a_deadline_cuts_a_command_short(attempt: Callable[..., Any]) -> None:
    done = await attempt([Call("bash", command="sleep 60")], deadline=time.monotonic() + 0.5)
    assert done.ended == "time"
    assert done.seconds < 5


async def test_cancelling_is_passed_on(attempt: Callable[..., Any]) -> None:
    running = asyncio.Event()
    journal = Journal((lambda entry: running.set() if isinstance(entry.event, CommandStarted) else None,))
    task = asyncio.ensure_future(attempt([Call("bash", command="sleep 60")], journal=journal))
    await running.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def prompt_bytes(request: ModelRequest) -> bytes:
    return json.dumps(
        [request.instructions, [str(tool) for tool in request.tools], *(str(one) for one in request.messages)]
    ).encode()


async def test_prompts_only_grow_at_the_end(attempt: Callable[..., Any]) -> None:
    model = ScriptedModel([WRITE_TEST, RUN, MEND, RUN, FINISH])
    await attempt(model)
    sent = [prompt_bytes(request) for request in model.requests]
    for one, two in itertools.pairwise(sent):
        assert two.startswith(one[:-1])


def test_old_output_is_shortened_once_there_is_too_much() -> None:
    messages: list[Message] = [ToolResult(str(number), f"{number} " + "x" * 11_000) for number in range(60)]
    assert shortened(messages[:30]) == messages[:30]
    short = shortened(messages)
    assert [len(one.output) > 11_000 for one in short] == [False] * 40 + [True] * 20  # type: ignore[union-attr]
    assert "characters cut here" in short[0].output  # type: ignore[union-attr]
    assert shortened(short) is short, "what was sent stays as it was sent"


async def test_the_next_attempt_shares_the_beginning_and_is_told_what_failed(
    attempt: Callable[..., Any],
) -> None:
    first, second = ScriptedModel([WRITE_TEST, RUN, FINISH, FINISH]), ScriptedModel([MEND, RUN, FINISH])
    one = await attempt(first)
    two = await attempt(second, number=2, previous=one, failures=["test_calc.py: assert -1 == 3"])
    assert two.steps == 3
    assert second.requests[0].messages[0] == first.requests[0].messages[0]
    assert second.requests[0].instructions == first.requests[0].instructions
    told = second.requests[0].messages[1].text  # type: ignore[union-attr]
    assert "This is attempt 2" in told
    assert "Changed so far: test_calc.py" in told
    assert "assert -1 == 3" in told
    assert "exit 1: $ python3 test_calc.py" in told
    assert "ok: wrote" not in told


async def test_a_run_that_goes_on_where_another_left_off(attempt: Callable[..., Any]) -> None:
    model = ScriptedModel([FINISH, FINISH])
    await attempt(model, failures=["regressed: test_x"])
    told = model.requests[0].messages[1].text  # type: ignore[union-attr]
    assert "already holds the change of an earlier run" in told
    assert "regressed: test_x" in told
