"""The Action as processes around a canned run, each of which can be hit by a signal at any call to GitHub."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from action.flow import Ending, perform
from action.inputs import Inputs
from action.running import World
from codeonfly.adapters.github_client import Client
from codeonfly.adapters.github_forge import GitHubForge
from codeonfly.attempt import Attempt
from codeonfly.commands.world import run_interruptible
from codeonfly.errors import CodeonflyError
from codeonfly.event import NotOurs, parse_event
from codeonfly.money import Charge
from codeonfly.record import Record
from codeonfly.run import Task
from codeonfly.state import past_runs
from tests.fakes.direct_sandbox import DirectHost
from tests.fakes.github import FakeGitHub
from tests.fakes.payloads import changed, comment, dispatch, labeled
from tests.fakes.records import BASE, unverified, verified
from tests.fakes.scripted_model import ScriptedModel

HERE = "acme/mathkit"
RECORDS = {"verified": verified, "unverified": unverified}
PROCESSES = multiprocessing.get_context("forkserver")  # each forked from one that has imported everything
PROCESSES.set_forkserver_preload(["tests.integration.killing"])
Mode = Literal["all", "generate", "publish"]


@dataclass(frozen=True)
class Step:
    """One process: its event, how its canned run ends, and which of the split jobs it is."""

    name: str
    payload: dict[str, Any]
    record: str = "verified"
    mode: Mode = "all"
    run_id: str = "77"
    attempt: str = "1"


@dataclass(frozen=True)
class Flow:
    """``before`` runs undisturbed, ``steps`` are killed in turn; a retry names what is there by then."""

    before: Callable[[FakeGitHub], Sequence[Step]]
    steps: Callable[[FakeGitHub], Sequence[Step]]


def _label(record: str = "verified", mode: Mode = "all") -> Step:
    return Step("issues", here(labeled()), record, mode)


def _retry(github: FakeGitHub, mode: Mode = "all") -> Step:
    (number,) = github.repository.pulls
    return Step("issue_comment", here(comment("/retry", number)), mode=mode, run_id="78")


def _dispatched(record: str = "verified", mode: Mode = "all", **inputs: str) -> Step:
    return Step("workflow_dispatch", here(dispatch(**inputs)), record, mode)


def here(payload: dict[str, Any]) -> dict[str, Any]:
    return changed(payload, "repository.full_name", HERE)


def _flow(*steps: Step) -> Flow:
    return Flow(lambda _: (), lambda _: steps)


FLOWS: dict[str, Flow] = {
    "label": _flow(_label()),
    "label, unverified": _flow(_label("unverified")),
    "retry": Flow(lambda _: [_label("unverified")], lambda github: [_retry(github)]),
    "dispatch of an issue": _flow(_dispatched(issue="12")),
    "dispatch of an issue, unverified": _flow(_dispatched("unverified", issue="12")),
    "dispatch of a text": _flow(_dispatched(request="Add factorial, please.")),
    "dispatch of a text, unverified": _flow(_dispatched("unverified", request="Add factorial, please.")),
    "split": _flow(_label(mode="generate"), _label(mode="publish")),
    "split, unverified": _flow(_label("unverified", "generate"), _label("unverified", "publish")),
    "split, a text": _flow(
        _dispatched(request="Add factorial.", mode="generate"),
        _dispatched(request="Add factorial.", mode="publish"),
    ),
    "split, a retry": Flow(
        lambda _: [_label("unverified")],
        lambda github: [_retry(github, "generate"), _retry(github, "publish")],
    ),
}


@contextmanager
def begun() -> Iterator[FakeGitHub]:
    """An issue with the label, by somebody else; ``ann`` may write."""
    with FakeGitHub() as github:
        github.repository.add_user("ann", 101, level="write")
        github.repository.add_user("eve", 666, level="read")
        github.repository.commit_files({path: (file.mode, file.data) for path, file in BASE.files.items()})
        github.repository.add_issue(12, "Add factorial", "Please.", "eve", labels=("code-on-fly",))
        yield github


@dataclass(frozen=True)
class Done:
    """How a process ended: its exit code, and the outcome it told."""

    code: int
    outcome: str
    log: str


def run(github: FakeGitHub, step: Step, out: Path, number: signal.Signals | None = None, at: int = 0) -> Done:
    """The step as a process; it gets the signal once its ``at``-th call took effect, before the answer."""
    told = {"url": github.url, "token": github.token, "out": str(out), **vars(step)}
    before, log = len(github.calls), out.with_suffix(".log")
    process = PROCESSES.Process(target=_child, args=(told, log))

    def hit(call: int) -> None:
        if number is not None and call - before == at and process.pid is not None:
            os.kill(process.pid, number)
            if number == signal.SIGKILL:
                process.join()

    github.after_call = hit
    process.start()
    process.join(60)
    github.after_call = lambda _: None
    text = log.read_text()
    last = text.strip().rpartition("\n")[2]
    return Done(process.exitcode or 0, last.removeprefix("outcome: ") if "outcome: " in last else "", text)


def end_of(github: FakeGitHub) -> dict[str, object]:
    """What people see in the end; times aside."""
    here = github.repository
    return {
        "comments": [(one.number, _runs(one.body)) for one in here.comments.values()],
        "pulls": [
            (one.head, one.draft, here.issues[number].title, _runs(here.issues[number].body))
            for number, one in here.pulls.items()
        ],
        "labels": {number: sorted(one.labels) for number, one in here.issues.items()},
        "refs": {name: (here.tree_of(commit), _depth(here, commit)) for name, commit in here.refs.items()},
        "reactions": sorted(here.reactions),
    }


def _runs(body: str) -> list[tuple[str, str, int]]:
    return [(run.run_id, run.outcome, run.microdollars) for run in past_runs(body)]


def _depth(here: Any, commit: str) -> int:
    depth = 0
    while parents := here.commit(commit).parents:
        commit, depth = parents[0].decode(), depth + 1
    return depth


def sweep(
    flow: Flow, number: signal.Signals, folder: Path, calls: Sequence[int] | None = None
) -> Iterator[str]:
    """A line for each call at which the signal left another end than none did; all of them, or ``calls``."""
    with begun() as github:
        before, steps = list(flow.before(github)), ()
        for step in before:
            run(github, step, folder / "whole")
        steps = tuple(flow.steps(github))
        counts = []
        for step in steps:
            first = len(github.calls)
            done = run(github, step, folder / "whole")
            assert done.outcome == step.record, done.log
            counts.append(len(github.calls) - first)
        whole = end_of(github)
    for which, count in enumerate(counts):
        for at in range(1, count + 1):
            if calls is None or at in calls:
                place = f"{steps[which].mode} {steps[which].name} at call {at} of {count}"
                yield from (f"{place}: {line}" for line in _disturbed(flow, which, at, number, folder, whole))


def _disturbed(
    flow: Flow, which: int, at: int, number: signal.Signals, folder: Path, whole: dict[str, object]
) -> Iterator[str]:
    shutil.rmtree(folder / "out", ignore_errors=True)
    with begun() as github:
        for step in flow.before(github):
            run(github, step, folder / "out")
        steps = flow.steps(github)
        for step in steps[:which]:
            run(github, step, folder / "out")
        hit = run(github, steps[which], folder / "out", number, at)
        call = github.calls[-1]
        if number != signal.SIGKILL:
            yield from _said(github, steps[which], hit)
        for step in steps[which:]:
            done = run(github, step, folder / "out")
            if done.outcome != step.record:
                yield f"{call}: then {done.code} {done.log}"
        end = end_of(github)
        yield from (
            f"{call}: {name}: {end[name]} is not {whole[name]}" for name in whole if end[name] != whole[name]
        )


def _said(github: FakeGitHub, step: Step, hit: Done) -> Iterator[str]:
    """What is wrong with how an interrupted step ended."""
    if hit.code != 130 and (hit.code, hit.outcome) not in ((0, "verified"), (1, "unverified")):
        yield f"ended {hit.code} {hit.outcome}: {hit.log}"
    if "Traceback" in hit.log:
        yield hit.log
    if "code-on-fly:running" in github.repository.issues[12].labels:
        yield "the label says it is running"
    bodies = [one.body for one in github.repository.comments.values() if one.number == 12]
    told = all("cancelled" in body or "interrupted" in body for body in bodies)
    if hit.code == 130 and not told and step.mode != "generate" and step.run_id == "77":
        yield f"the comment does not say so: {bodies}"


# --- the process -----------------------------------------------------------------------------------


async def _perform(told: dict[str, Any]) -> Ending:
    event = parse_event(told["name"], told["payload"])
    assert not isinstance(event, NotOurs)
    out = Path(told["out"])
    inputs = Inputs(
        told["name"], out / "e", HERE, out, token=told["token"], run_id=told["run_id"],
        run_attempt=told["attempt"], mode=told["mode"],
    )  # fmt: skip
    canned = RECORDS[told["record"]]

    async def resolve(task: Task, **_: Any) -> Record:
        mine = {"run_id": task.run_id, "started_at": task.started_at}
        return replace(canned, **mine, request=task.request, base=task.base)

    async def prove(task: Task, *, attempt: Attempt, charges: tuple[Charge, ...], **_: Any) -> Record:
        record = await resolve(task)
        *before, last = record.rounds
        return replace(record, rounds=(*before, replace(last, attempt=attempt)), charges=charges)

    async with Client(told["token"], told["url"]) as client:
        world = World(
            GitHubForge(client, HERE), lambda *_: ScriptedModel([]), lambda *_: DirectHost(),
            resolve=resolve, prove_again=prove, pause=lambda _: asyncio.sleep(0),
        )  # fmt: skip
        return await perform(event, inputs, world)


def _child(told: dict[str, Any], log: Path) -> None:
    with log.open("w", buffering=1) as stream, contextlib.redirect_stdout(stream):
        try:
            ending = run_interruptible(_perform(told))
        except CodeonflyError as error:
            print(f"{error}\noutcome: {error.outcome}")
            sys.exit(error.exit_code)
        except (asyncio.CancelledError, KeyboardInterrupt):
            print("outcome: cancelled")
            sys.exit(130)
        print(f"{ending.error}\noutcome: {ending.outputs['outcome']}")
        sys.exit(ending.exit_code)
