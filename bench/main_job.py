"""The main job, a scripted six-step task with a zero-latency model: ``python -m bench.main_job [ROUNDS]``.

One process of ``codeonfly run`` against a scripted model server, a real local sandbox and the Node example
(nothing to install). What is shown is what the program adds to the commands it runs, as a ratio of the same
six steps run bare in this very run.
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codeonfly.commands.demo import as_repository, example
from codeonfly.leave import leave_with
from tests.fakes.model_server import Call, ModelServer, Say
from tests.record_demo import NODE_CLAIMS, NODE_CODE, NODE_TESTS, RECORDINGS

ROUNDS = 3
FIX = ("  let result = 1;\n", "  if (n < 0) throw new RangeError('negative');\n  let result = 1;\n")
INDEX = (
    "const { mean } = require('./mean');\n\nmodule.exports = { mean };",
    "const { factorial } = require('./factorial');\n"  # noqa: ISC004 - one text in two lines
    "const { mean } = require('./mean');\n\nmodule.exports = { factorial, mean };",
)
EXPLORE, TEST = "cat package.json src/*.js test/*.js", "node --test"


def script() -> list[Say]:
    """Explore, write buggy code and tests, run, fix, run, finish."""
    return [
        Say(calls=[Call("bash", command=EXPLORE)]),
        Say(
            calls=[
                Call("write_file", path="src/factorial.js", content=NODE_CODE),
                Call("replace_in_file", path="src/index.js", old=INDEX[0], new=INDEX[1]),
                Call("write_file", path="test/factorial.test.js", content=NODE_TESTS),
            ]
        ),
        Say(calls=[Call("bash", command=TEST)]),
        Say(calls=[Call("replace_in_file", path="src/factorial.js", old=FIX[0], new=FIX[1])]),
        Say(calls=[Call("bash", command=TEST)]),
        Say(calls=[Call("finish", summary="Added factorial.", criteria=NODE_CLAIMS)]),
    ]


@dataclass(frozen=True)
class Figures:
    bare: float  # seconds of the same commands without a program around them
    loop: float  # seconds of the agent's loop beyond its commands
    whole: float  # seconds of the whole run beyond all of its commands
    proof: float  # seconds of the proof in which none of its commands ran: copies, rules, comparison
    first_request: float  # seconds from the process's start
    rss: float  # MB, peak, of the main process alone
    prompt: float  # kB sent to the model by the agent
    stable: float  # % of the bytes of steps 2 to 6 that the step before had sent already
    verdict: str


def main() -> None:
    """Prints a table of medians with the limits of the main job; the exit code says if all hold."""
    with tempfile.TemporaryDirectory() as place:
        count = int(sys.argv[1]) if sys.argv[1:] else ROUNDS
        rounds = [once(Path(place) / str(number)) for number in range(count)]
        gate = gate_seconds(Path(place))
    rows = [
        ("agent loop beyond its commands", median(rounds, "loop"), "s", 1.0),
        ("whole run beyond its commands", median(rounds, "whole"), "s", 2.5),
        ("proof while none of its commands runs", median(rounds, "proof"), "s", 0.5),
        ("process start to first model request", median(rounds, "first_request"), "s", 1.0),
        ("peak RSS of the main process", median(rounds, "rss"), "MB", 130),
        ("prompt bytes of the agent", median(rounds, "prompt"), "kB", 40),
        ("changing part of prompts 2 to 6", 100 - median(rounds, "stable"), "%", 15),
        ("the Action's gate, one process", gate * 1000, "ms", 50),
    ]
    bare = median(rounds, "bare")
    print(f"the commands alone: {bare:.2f} s; verdicts: {', '.join(sorted({one.verdict for one in rounds}))}")
    for what, figure, unit, limit in rows:
        ratio = f"{figure / bare:5.2f}x the commands" if unit == "s" else ""
        missed = "" if figure <= limit else "  MISSED"
        print(f"{what:40} {figure:8.2f} {unit:2} <= {limit:6.1f} {unit:2}  {ratio}{missed}")
    verified = all(one.verdict == "verified" for one in rounds)
    sys.exit(0 if verified and all(figure <= limit for _, figure, _, limit in rows) else 1)


def median(rounds: list[Figures], name: str) -> float:
    return statistics.median(getattr(one, name) for one in rounds)


def once(place: Path) -> Figures:
    """One run in a process of its own."""
    folder, _ = example("nodejs-18")
    place.mkdir()
    repository = as_repository(folder, place / "mathkit")
    bare = bare_seconds(repository.folder)
    with ModelServer(script(), plan=RECORDINGS["nodejs-18"][1]) as server:
        arrived: list[float] = []
        answer = server.answer

        def timed(asked: Any) -> Say:
            arrived.append(time.monotonic())
            return answer(asked)

        server.answer = timed  # type: ignore[method-assign]
        environment = {**os.environ, "OPENAI_API_KEY": "not-a-key", "OPENAI_BASE_URL": server.url}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment.pop("E2B_API_KEY", None)
        command = [sys.executable, "-m", "codeonfly.cli", "run", str(folder / "REQUEST.md")]
        command += [
            "--repo",
            str(repository.folder),
            "--out",
            str(place / "out"),
            "--environment",
            "nodejs-18",
        ]
        started = time.monotonic()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        sent = [asked.raw for asked in server.requests][1:]
    evidence = json.loads((place / "out/evidence.json").read_text())
    events = [json.loads(line) for line in (place / "out/events.jsonl").read_text().splitlines()]
    return figures(evidence, idle_seconds(events, "proof 1"), bare, arrived[0] - started, usage, sent)


def idle_seconds(events: list[dict[str, Any]], phase: str) -> float:
    """Seconds of a phase in which no command of it was under way."""
    mine = [event for event in events if event.get("phase") == phase]
    until = next(event["at"] for event in mine if event["event"] == "PhaseStarted")
    end = next(event["at"] for event in mine if event["event"] == "PhaseEnded")
    ended = [
        (event["at"] - event["seconds"], event["at"]) for event in mine if event["event"] == "CommandEnded"
    ]
    idle = 0.0
    for began, over in sorted(ended):
        idle += max(0.0, began - until)
        until = max(until, over)
    return idle + end - until


def figures(
    evidence: dict[str, Any],
    proof_alone: float,
    bare: float,
    first: float,
    usage: resource.struct_rusage,
    sent: list[bytes],
) -> Figures:
    attempt = evidence["attempts"][0]
    proof = attempt["proof"]
    # proofs run two at a time: half of their commands' seconds is the least that they take
    commands = evidence["environment"]["command_seconds"] + attempt["command_seconds"]
    commands += proof["command_seconds"] / 2
    stable = sum(shared(before, after) for before, after in itertools.pairwise(sent))
    return Figures(
        bare=bare,
        loop=attempt["seconds"] - attempt["command_seconds"],
        whole=evidence["run"]["seconds"] - commands,
        proof=proof_alone,
        first_request=first,
        rss=usage.ru_maxrss / 1024,
        prompt=sum(map(len, sent)) / 1000,
        stable=100 * stable / sum(map(len, sent[1:])),
        verdict=evidence["verdict"]["status"],
    )


def shared(before: bytes, after: bytes) -> int:
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))
    return sum(1 for _ in same)


def bare_seconds(folder: Path) -> float:
    """The agent's three commands without anything around them."""
    started = time.monotonic()
    for command in (EXPLORE, TEST, TEST):
        subprocess.run(["bash", "-c", command], cwd=folder, check=True, capture_output=True)
    return time.monotonic() - started


def gate_seconds(place: Path) -> float:
    """The median of the gate's answer to an event that is not ours, on the Python that runs this."""
    event = place / "event.json"
    event.write_text('{"action": "opened"}')
    environment = {"PATH": os.environ["PATH"], "GITHUB_EVENT_NAME": "issues", "GITHUB_EVENT_PATH": str(event)}
    taken = []
    for _ in range(9):
        started = time.monotonic()
        subprocess.run(
            [sys.executable, "-I", "action/gate.py"], env=environment, check=True, capture_output=True
        )
        taken.append(time.monotonic() - started)
    return statistics.median(taken)


if __name__ == "__main__":
    leave_with(main)
