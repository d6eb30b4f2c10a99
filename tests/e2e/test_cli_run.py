"""``codeonfly run`` as people type it: real processes, repositories and sandboxes, a scripted model."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from codeonfly.adapters.local_forge import LocalRepository
from codeonfly.commands.demo import as_repository, example
from codeonfly.errors import UserError
from codeonfly.localbox.server import describe
from tests.fakes.model_server import Call, Entry, ModelServer, Say
from tests.record_demo import NODE, NODE_CLAIMS, NODE_CODE, NODE_TESTS, RECORDINGS

PLAN = RECORDINGS["nodejs-18"][1]
FIXED = NODE_CODE.replace(
    "  let result = 1;\n", "  if (n < 0) throw new RangeError('negative');\n  let result = 1;\n"
)
INDEX = """'use strict';

const { factorial } = require('./factorial');
const { mean } = require('./mean');

module.exports = { factorial, mean };
"""
WRITE = [
    Call("write_file", path="src/factorial.js", content=FIXED),
    Call("write_file", path="src/index.js", content=INDEX),
    Call("write_file", path="test/factorial.test.js", content=NODE_TESTS),
]
GOOD: list[Entry] = [
    Say(calls=WRITE),
    Say(calls=[Call("bash", command="node --test")]),
    Say(calls=[Call("finish", summary="Added it.", criteria=NODE_CLAIMS)]),
]


@pytest.fixture(scope="module", autouse=True)
def _isolation() -> None:
    try:
        describe()
    except UserError as reason:
        pytest.skip(str(reason))


@pytest.fixture
def repository(tmp_path: Path) -> LocalRepository:
    return as_repository(example("nodejs-18")[0], tmp_path / "mathkit")


def environment(url: str | None) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("OPENAI", "E2B", "GITHUB"))
    }
    return kept | ({"OPENAI_API_KEY": "sk-not-a-key-0123456789", "OPENAI_BASE_URL": url} if url else {})


def command(repository: LocalRepository, out: Path, *options: str, request: str = "") -> list[str]:
    path = out.parent / "REQUEST.md"
    path.write_text(request or (example("nodejs-18")[0] / "REQUEST.md").read_text())
    return [
        *(sys.executable, "-m", "codeonfly.cli", "run", str(path)),
        *("--repo", str(repository.folder), "--out", str(out)),
        *options,
    ]


def run(
    repository: LocalRepository,
    script: Sequence[Entry],
    *options: str,
    request: str = "",
    server: ModelServer | None = None,
) -> tuple[int, str, Path]:
    """The exit code, everything printed, and the folder of the results."""
    out = repository.folder.parent / "out"
    with server or ModelServer(script, plan=PLAN) as served:
        done = subprocess.run(
            command(repository, out, *options, request=request),
            env=environment(served.url),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    said = done.stdout + done.stderr
    assert "Traceback" not in said, said
    assert "never retrieved" not in said, said
    assert "sk-not-a-key" not in said
    return done.returncode, said, out


def commit(repository: LocalRepository, files: dict[str, str]) -> LocalRepository:
    for path, text in files.items():
        (repository.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (repository.folder / path).write_text(text)
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.invalid"]
    for words in (["add", "-A"], [*identity, "commit", "-qm", "more"]):
        subprocess.run(["git", "-C", str(repository.folder), *words], check=True, capture_output=True)
    return LocalRepository(repository.folder)


def test_a_good_run_is_verified_and_its_patch_gives_the_verified_tree(repository: LocalRepository) -> None:
    folder = repository.folder
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    code, said, out = run(repository, GOOD)
    assert code == 0, said
    assert "Verified" in said
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    names = {"change.patch", "evidence.json", "events.jsonl", "pull_request.md", "report.html"}
    assert {path.name for path in out.iterdir()} == names
    evidence = json.loads((out / "evidence.json").read_text())
    subprocess.run(["git", "-C", str(folder), "apply", "--index", str(out / "change.patch")], check=True)
    tree = subprocess.run(
        ["git", "-C", str(folder), "write-tree"], check=True, capture_output=True, text=True
    )
    assert tree.stdout.strip() == evidence["attempts"][-1]["proof"]["tree_id"]
    assert (out / "pull_request.md").read_text().startswith("✅ **Verified**")
    repeated = subprocess.run(
        [sys.executable, "-m", "codeonfly.cli", "verify", str(out / "evidence.json"), "--repo", str(folder)],
        env=environment(None), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert repeated.returncode == 0, repeated.stdout + repeated.stderr
    assert "DIFFERS" not in repeated.stdout


def test_chat_completions_do_as_well(repository: LocalRepository) -> None:
    local = commit(repository, {".github/code-on-fly.yml": "api: chat\n"})
    code, said, _ = run(local, GOOD)
    assert code == 0, said


def test_a_proven_change_that_the_review_sends_back_gets_another_attempt(repository: LocalRepository) -> None:
    local = commit(repository, {".github/code-on-fly.yml": "review: true\n"})
    answers = iter(
        [
            PLAN,
            {"approve": False, "reasons": ["say in the README that it is there"]},
            {"approve": True, "reasons": []},
        ]
    )
    again: list[Entry] = [
        Say(calls=[Call("bash", command="echo factorial >> README.md && node --test")]),
        GOOD[2],
    ]
    code, said, out = run(local, [], server=ModelServer([*GOOD, *again], plan=lambda _: next(answers)))
    assert code == 0, said
    evidence = json.loads((out / "evidence.json").read_text())
    verdicts = [[opinion["verdict"] for opinion in one["opinions"]] for one in evidence["attempts"]]
    assert verdicts == [["revise"], ["approve"]]
    assert b"README.md" in (out / "change.patch").read_bytes()
    assert "review by **architect** (gpt-6.1-terra): approve" in (out / "pull_request.md").read_text()


def test_a_repository_without_a_project_gets_its_set_up_with_the_change(tmp_path: Path) -> None:
    folder = tmp_path / "seed"
    folder.mkdir()
    (folder / "README.md").write_text("# mathkit\n")
    subprocess.run(["git", "-C", str(folder), "init", "-q"], check=True)
    local = commit(LocalRepository(folder), {})
    package = Call("write_file", path="package.json", content='{"scripts": {"test": "node --test"}}\n')
    alone = Call("write_file", path="src/index.js", content="module.exports = require('./factorial');\n")
    script: list[Entry] = [Say(calls=[WRITE[0], alone, WRITE[2], package]), *GOOD[1:]]
    code, said, _ = run(local, script)
    assert code == 0, said


JUNIT = "node --test --test-reporter=junit --test-reporter-destination=report.xml"
OWN_COMMANDS = {
    "its JUnit file is read": (f"projects:\n  - test: {JUNIT}\n    report: report.xml\n", 0, ""),
    "its console is weak evidence": (
        "projects:\n  - test: node --test --test-reporter=dot\n",
        1,
        "weaker evidence",
    ),
}


@pytest.mark.parametrize("name", OWN_COMMANDS)
def test_the_settings_own_test_command_is_what_runs(repository: LocalRepository, name: str) -> None:
    settings, expected, words = OWN_COMMANDS[name]
    local = commit(repository, {".github/code-on-fly.yml": settings, ".gitignore": "report.xml\n"})
    code, said, _ = run(local, GOOD, "--max-attempts", "1")
    assert code == expected, said
    assert words in said


def test_a_change_that_fails_its_tests_is_not_verified(repository: LocalRepository) -> None:
    code, said, out = run(repository, NODE[:4], "--max-attempts", "1")
    assert code == 1, said
    assert "factorial of a negative number" in (out / "pull_request.md").read_text()
    assert (out / "change.patch").read_bytes()


def test_deleted_tests_are_never_verified(repository: LocalRepository) -> None:
    cheat: list[Entry] = [
        Say(calls=[*WRITE, Call("bash", command="rm test/mean.test.js && node --test")]),
        Say(calls=[Call("finish", summary="All pass.", criteria=NODE_CLAIMS)]),
    ]
    code, said, out = run(repository, cheat, "--max-attempts", "1")
    assert code == 1, said
    evidence = json.loads((out / "evidence.json").read_text())
    codes = {reason["code"] for reason in evidence["verdict"]["reasons"]}
    assert {"lost", "tampering"} <= codes


def test_a_workflow_file_is_blocked(repository: LocalRepository) -> None:
    script: list[Entry] = [
        Say(calls=[*WRITE, Call("write_file", path=".github/workflows/x.yml", content="on: push\n")]),
        *GOOD[1:],
    ]
    code, said, out = run(repository, script, "--max-attempts", "1")
    assert code == 3, said
    assert ".github/workflows/x.yml" in (out / "pull_request.md").read_text()


def test_nothing_changed_is_said(repository: LocalRepository) -> None:
    script: list[Entry] = [Say(calls=[Call("finish", summary="Done.", criteria=[])])] * 9
    code, said, out = run(repository, script, "--max-attempts", "1")
    assert code == 1, said
    assert (out / "change.patch").read_bytes() == b""


def test_a_model_that_answers_nonsense_ends_in_words(repository: LocalRepository) -> None:
    server = ModelServer(["just words"] * 30, plan="this is no plan")
    code, said, out = run(repository, [], "--max-attempts", "1", server=server)
    assert code == 1, said
    assert (out / "evidence.json").exists()


def test_the_money_is_a_hard_limit_and_the_change_is_kept(repository: LocalRepository) -> None:
    dear = [Say(calls=WRITE, input=500_000, output=2_000), *GOOD[1:]]
    code, said, out = run(repository, dear, "--max-cost-usd", "0.4")
    assert code == 4, said
    assert b"src/factorial.js" in (out / "change.patch").read_bytes()
    assert "limit" in (out / "pull_request.md").read_text().splitlines()[0]


def test_a_test_command_that_hangs_is_cut(repository: LocalRepository) -> None:
    local = commit(repository, {".github/code-on-fly.yml": "test-seconds: 10\n"})
    hang = Call("write_file", path="test/hang.test.js", content="while (true) {}\n")
    script: list[Entry] = [Say(calls=[*WRITE, hang]), GOOD[2], GOOD[2]]
    started = time.monotonic()
    code, said, _ = run(local, script, "--max-attempts", "1")
    assert code == 1, said
    assert time.monotonic() - started < 60


def test_a_flood_of_output_hurts_nobody(repository: LocalRepository) -> None:
    flood = Say(calls=[Call("bash", command="yes flood | head -c 1073741824")])
    code, said, _ = run(repository, [flood, *GOOD])
    assert code == 0, said


BAD_INPUT = {
    "empty request": (["--base", "HEAD"], " \n", 2, "is empty"),
    "unknown revision": (["--base", "nowhere"], "", 2, "has no commit nowhere"),
    "unknown environment": (["--environment", "nodjs-18"], "", 2, "nodejs-18"),
    "no attempts": (["--max-attempts", "0"], "", 2, "max-attempts"),
    "too many attempts": (["--max-attempts", "1000"], "", 2, "max-attempts"),
    "no money": (["--max-cost-usd", "nan"], "", 2, "max-cost-usd"),
    "unknown sandbox": (["--sandbox", "docker"], "", 2, "sandbox"),
    "e2b without a key": (["--sandbox", "e2b"], "", 2, "E2B_API_KEY"),
}


@pytest.mark.parametrize("name", BAD_INPUT)
def test_bad_input_is_one_sentence_and_costs_nothing(repository: LocalRepository, name: str) -> None:
    options, request, expected, words = BAD_INPUT[name]
    with ModelServer(GOOD, plan=PLAN) as server:
        code, said, _ = run(repository, [], *options, request=request, server=_entered(server))
        assert code == expected, said
        assert words in said
        assert len([line for line in said.splitlines() if line.startswith("codeonfly:")]) == 1, said
        assert not server.requests


class _entered:  # noqa: N801 - a server that is already running
    def __init__(self, server: ModelServer) -> None:
        self.server = server

    def __enter__(self) -> ModelServer:
        return self.server

    def __exit__(self, *_: object) -> None:
        return None


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("max-atempts: 2\n", "max-attempts"),
        ("max-attempts: many\n", "max-attempts"),
        ("!!python/object:os.system x\n", "tag"),
        ("environment: cobol-74\n", "cobol-74"),
    ],
)
def test_settings_are_refused_by_name(repository: LocalRepository, settings: str, words: str) -> None:
    local = commit(repository, {".github/code-on-fly.yml": settings})
    code, said, _ = run(local, GOOD)
    assert code == 2, said
    assert words in said


SERVERS = {
    "wrong key": (lambda: ModelServer(GOOD, plan=PLAN, key="another"), 2, "OPENAI_API_KEY"),
    "unknown model": (lambda: ModelServer(GOOD, plan=PLAN, models=("other",)), 2, "gpt-6.1-terra"),
    "always down": (lambda: ModelServer([], plan=Say(status=400, error="down")), 5, ""),
}


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_that_refuses_is_one_sentence(repository: LocalRepository, name: str) -> None:
    make, expected, words = SERVERS[name]
    code, said, _ = run(repository, [], server=make())
    assert code == expected, said
    assert words in said


def test_an_unreachable_server_names_its_address(repository: LocalRepository) -> None:
    out = repository.folder.parent / "out"
    done = subprocess.run(
        command(repository, out),
        env=environment("http://127.0.0.1:9/v1"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode in (2, 5), said
    assert "127.0.0.1:9" in said
    assert "Traceback" not in said


def test_a_missing_key_says_what_to_do(repository: LocalRepository) -> None:
    done = subprocess.run(
        command(repository, repository.folder.parent / "out"),
        env=environment(None),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "OPENAI_API_KEY" in done.stderr
    assert "codeonfly demo" in done.stderr


def test_a_full_disk_is_one_sentence(repository: LocalRepository) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this machine has no /dev/full")
    out = repository.folder.parent / "out"
    out.write_text("a file where the folder should be")
    done = subprocess.run(
        command(repository, out), env=environment("http://127.0.0.1:9"), capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "--out" in done.stderr
    assert "Traceback" not in done.stderr


def sandboxes_of(pid: int) -> list[int]:
    """Process ids of every bwrap that ``pid`` started, as /proc tells."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if parent == pid and b"--unshare-pid" in words:
            found.append(int(folder.name))
    return found


MOMENTS = {
    "planning": (Say(delay_seconds=30), [], 1, 0.8, False),
    "the agent's command": (None, [Say(calls=[*WRITE, Call("bash", command="sleep 300")])], 2, 1.0, True),
}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("moment", MOMENTS)
def test_interrupted_at_any_moment_nothing_is_lost(
    repository: LocalRepository, moment: str, number: signal.Signals
) -> None:
    plan, script, asked, wait, has_change = MOMENTS[moment]
    out = repository.folder.parent / "out"
    with ModelServer(script, plan=plan or PLAN) as server:
        process = subprocess.Popen(
            command(repository, out),
            env=environment(server.url),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        while len(server.requests) < asked:
            assert process.poll() is None, process.communicate()[0]
            time.sleep(0.05)
        time.sleep(wait)
        boxes = sandboxes_of(process.pid)
        process.send_signal(number)
        started = time.monotonic()
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 130, said
    assert time.monotonic() - started < 7
    assert "Traceback" not in said
    assert "never retrieved" not in said
    assert not [box for box in boxes if Path(f"/proc/{box}").exists()]
    if has_change:
        assert boxes
        assert b"src/factorial.js" in (out / "change.patch").read_bytes()
        assert "interrupted" in (out / "pull_request.md").read_text().lower()
