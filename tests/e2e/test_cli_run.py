"""``codeonfly run`` as people type it: real processes, repositories and sandboxes, a scripted model.

What a run decides is told in ``integration/test_resolve.py``; here is what only a command line can show.
"""

from __future__ import annotations

import json
import os
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from codeonfly.adapters.local_forge import LocalRepository
from codeonfly.commands.demo import as_repository, example
from codeonfly.errors import UserError
from codeonfly.localbox.server import describe
from tests.fakes.model_server import Call, Entry, ModelServer, Say
from tests.record_demo import NODE_CLAIMS, NODE_CODE, NODE_TESTS, RECORDINGS

PLAN = RECORDINGS["nodejs-18"][1]
KEY = "sk-not-a-key-0123456789"
FILES = {"change.patch", "evidence.json", "events.jsonl", "pull_request.md", "report.html"}
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
FINISH = Say(calls=[Call("finish", summary="Added it.", criteria=NODE_CLAIMS)])
GOOD: list[Entry] = [Say(calls=WRITE), Say(calls=[Call("bash", command="node --test")]), FINISH]


@pytest.fixture(scope="module", autouse=True)
def _isolation() -> None:
    try:
        describe()
    except UserError as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> LocalRepository:
    """One for all: a run only reads it."""
    return as_repository(example("nodejs-18")[0], tmp_path_factory.mktemp("shared") / "mathkit")


@pytest.fixture
def own(repository: LocalRepository, tmp_path: Path) -> LocalRepository:
    """A copy, for tests that change it."""
    shutil.copytree(repository.folder, tmp_path / "mathkit", symlinks=True)
    # the copies have times of their own, which the index has to learn
    subprocess.run(["git", "-C", str(tmp_path / "mathkit"), "update-index", "--refresh"], check=True)
    return LocalRepository(tmp_path / "mathkit")


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Open to every uid, as sandboxes that root starts have to reach the folder of temporary files."""
    with tempfile.TemporaryDirectory(prefix="cli-", ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o755)
        yield Path(place)


@dataclass(frozen=True)
class Done:
    """A process that has ended: what it printed, and its folders of results and of temporary files."""

    code: int
    said: str
    out: Path

    @property
    def sentences(self) -> list[str]:
        return [line for line in self.said.splitlines() if line.startswith("codeonfly:")]


def environment(url: str | None, temporary: Path) -> dict[str, str]:
    """What the process is given; sandboxes live in ``temporary``, so that what is left can be seen."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("OPENAI", "E2B", "GITHUB"))
    }
    temporary.mkdir(exist_ok=True)
    here = {"TMPDIR": str(temporary), "XDG_CACHE_HOME": str(temporary.parent / "cache")}
    return kept | here | ({"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": url} if url else {})


def command(repository: LocalRepository, folder: Path, *options: str, request: str = "") -> list[str]:
    path = folder / "REQUEST.md"
    path.write_text(request or (example("nodejs-18")[0] / "REQUEST.md").read_text())
    return [
        *(sys.executable, "-m", "codeonfly.cli", "run", str(path)),
        *("--repo", str(repository.folder), "--out", str(folder / "out")),
        *options,
    ]


def run(words: Sequence[str], environ: Mapping[str, str], folder: Path) -> Done:
    """Runs it to its end, which is without a traceback, the key, or a sandbox that is left."""
    done = subprocess.run(words, env=dict(environ), capture_output=True, text=True, timeout=120, check=False)
    return checked(Done(done.returncode, done.stdout + done.stderr, folder / "out"), folder)


def checked(done: Done, folder: Path) -> Done:
    assert "Traceback" not in done.said, done.said
    assert "never retrieved" not in done.said, done.said
    assert KEY not in done.said
    assert not processes_with(str(folder / "tmp")), "a sandbox is left"
    assert not list((folder / "tmp").glob("code-on-fly-localbox-*")), "a sandbox's folder is left"
    return done


def told(
    repository: LocalRepository,
    folder: Path,
    script: Sequence[Entry] = (),
    *options: str,
    request: str = "",
    server: ModelServer | None = None,
) -> Done:
    """``codeonfly run`` with a model server that says ``script``."""
    with server or ModelServer(script, plan=PLAN) as served:
        words = command(repository, folder, *options, request=request)
        return run(words, environment(served.url, folder / "tmp"), folder)


def commit(repository: LocalRepository, files: Mapping[str, str]) -> LocalRepository:
    for path, text in files.items():
        (repository.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (repository.folder / path).write_text(text)
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.invalid"]
    for words in (["add", "-A"], [*identity, "commit", "-qm", "more"]):
        subprocess.run(["git", "-C", str(repository.folder), *words], check=True, capture_output=True)
    return LocalRepository(repository.folder)


def made(folder: Path, files: Mapping[str, str]) -> LocalRepository:
    """A new repository of these files."""
    folder.mkdir()
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    return commit(LocalRepository(folder), files)


def processes_with(*words: str) -> list[int]:
    """Process ids whose command line holds one of these words, as /proc tells; this one left out."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if int(folder.name) != os.getpid() and any(word in line for word in words):
            found.append(int(folder.name))
    return found


# --- runs that come to their end -------------------------------------------------------------------


def test_a_good_run_is_verified_and_its_patch_gives_the_verified_tree(
    own: LocalRepository, tmp_path: Path
) -> None:
    folder = own.folder
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = told(own, tmp_path, GOOD)
    assert done.code == 0, done.said
    assert "Verified" in done.said
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert {path.name for path in done.out.iterdir()} == FILES
    evidence = json.loads((done.out / "evidence.json").read_text())
    subprocess.run(["git", "-C", str(folder), "apply", "--index", str(done.out / "change.patch")], check=True)
    tree = subprocess.run(
        ["git", "-C", str(folder), "write-tree"], check=True, capture_output=True, text=True
    )
    assert tree.stdout.strip() == evidence["attempts"][-1]["proof"]["tree_id"]
    assert (done.out / "pull_request.md").read_text().startswith("✅ **Verified**")


def test_chat_completions_do_as_well_and_a_flood_of_output_hurts_nobody(
    own: LocalRepository, tmp_path: Path
) -> None:
    local = commit(own, {".github/code-on-fly.yml": "api: chat\n"})
    flood = Say(calls=[Call("bash", command="yes flood | head -c 1073741824")])
    with ModelServer([flood, *GOOD], plan=PLAN) as server:
        words = command(local, tmp_path)
        done = run(words, environment(server.url, tmp_path / "tmp"), tmp_path)
    assert done.code == 0, done.said
    assert {asked.path for asked in server.requests} == {"/v1/chat/completions"}
    assert max(len(asked.raw) for asked in server.requests) < 200_000


def test_a_workflow_file_is_blocked(repository: LocalRepository, tmp_path: Path) -> None:
    workflow = Call("write_file", path=".github/workflows/x.yml", content="on: push\n")
    done = told(repository, tmp_path, [Say(calls=[*WRITE, workflow]), *GOOD[1:]], "--max-attempts", "1")
    assert done.code == 3, done.said
    assert ".github/workflows/x.yml" in (done.out / "pull_request.md").read_text()


def test_a_request_for_workflow_files_alone_costs_nothing(
    repository: LocalRepository, tmp_path: Path
) -> None:
    request = "Add a GitHub Actions workflow\n\nIt runs the linter.\n"
    with ModelServer(GOOD, plan=PLAN) as server:
        words = command(repository, tmp_path, request=request)
        done = run(words, environment(server.url, tmp_path / "tmp"), tmp_path)
    assert (done.code, server.requests) == (3, [])
    assert "a person has to add them" in done.said
    assert done.said.count("\n") == 1


def test_the_money_is_a_hard_limit_and_the_change_is_kept(
    repository: LocalRepository, tmp_path: Path
) -> None:
    dear = [Say(calls=WRITE, input=500_000, output=2_000), *GOOD[1:]]
    done = told(repository, tmp_path, dear, "--max-cost-usd", "0.4")
    assert done.code == 4, done.said
    assert b"src/factorial.js" in (done.out / "change.patch").read_bytes()
    assert "limit" in (done.out / "pull_request.md").read_text().splitlines()[0]


def test_without_tests_and_test_command_the_change_is_kept_and_not_verified(tmp_path: Path) -> None:
    local = made(tmp_path / "bare", {"package.json": '{"name": "bare"}\n', "src/mean.js": "// later\n"})
    code = Call("write_file", path="src/factorial.js", content=FIXED)
    done = told(local, tmp_path, [Say(calls=[code]), FINISH, FINISH], "--max-attempts", "1")
    assert done.code == 1, done.said
    assert "Not verified" in done.said
    assert b"src/factorial.js" in (done.out / "change.patch").read_bytes()
    reasons = json.loads((done.out / "evidence.json").read_text())["verdict"]["reasons"]
    assert any("test" in reason["sentence"] for reason in reasons), reasons


# --- bad input -------------------------------------------------------------------------------------


BAD_INPUT = {
    "empty request": (["--base", "HEAD"], " \n", 2, "is empty"),
    "unknown revision": (["--base", "nowhere"], "", 2, "has no commit nowhere"),
    "unknown environment": (["--environment", "nodjs-18"], "", 2, "nodejs-18"),
    "no attempts": (["--max-attempts", "0"], "", 2, "max-attempts"),
    "too many attempts": (["--max-attempts", "1000"], "", 2, "max-attempts"),
    "no money": (["--max-cost-usd", "nan"], "", 2, "max-cost-usd"),
    "unknown sandbox": (["--sandbox", "docker"], "", 2, "sandbox"),
    "e2b without a key": (["--sandbox", "e2b"], "", 2, "E2B_API_KEY"),
    "no repository": (["--repo", "/"], "", 2, "is not a git repository"),
}


@pytest.mark.parametrize("name", BAD_INPUT)
def test_bad_input_is_one_sentence_and_costs_nothing(
    repository: LocalRepository, tmp_path: Path, name: str
) -> None:
    options, request, expected, words = BAD_INPUT[name]
    server = ModelServer(GOOD, plan=PLAN)
    done = told(repository, tmp_path, [], *options, request=request, server=server)
    refused_for_nothing(done, server, expected, words)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("max-atempts: 2\n", "max-attempts"),
        ("max-attempts: many\n", "max-attempts"),
        ("!!python/object:os.system x\n", "tag"),
        ("environment: cobol-74\n", "cobol-74"),
    ],
)
def test_settings_are_refused_by_name(
    own: LocalRepository, tmp_path: Path, settings: str, words: str
) -> None:
    server = ModelServer(GOOD, plan=PLAN)
    done = told(commit(own, {".github/code-on-fly.yml": settings}), tmp_path, server=server)
    refused_for_nothing(done, server, 2, words)


def test_a_repository_without_commits_says_what_to_do(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path / "empty")], check=True)
    server = ModelServer(GOOD, plan=PLAN)
    done = told(LocalRepository(tmp_path / "empty"), tmp_path, server=server)
    refused_for_nothing(done, server, 2, "has no commit HEAD; commit first")


def test_a_missing_key_says_what_to_do(repository: LocalRepository, tmp_path: Path) -> None:
    done = run(command(repository, tmp_path), environment(None, tmp_path / "tmp"), tmp_path)
    assert done.code == 2
    assert len(done.sentences) == 1
    assert "OPENAI_API_KEY" in done.sentences[0]
    assert "codeonfly demo" in done.sentences[0]


def refused_for_nothing(done: Done, server: ModelServer, code: int, words: str) -> None:
    assert done.code == code, done.said
    assert len(done.sentences) == 1, done.said
    assert words in done.sentences[0]
    assert not server.requests
    assert not (done.out / "evidence.json").exists()


def test_a_machine_that_makes_no_sandboxes_costs_nothing(repository: LocalRepository, tmp_path: Path) -> None:
    bwrap = tmp_path / "bin" / "bwrap"
    bwrap.parent.mkdir()
    bwrap.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && exec echo bubblewrap 0.9\necho No permissions. >&2\nexit 1\n'
    )
    bwrap.chmod(0o755)
    with ModelServer(GOOD, plan=PLAN) as server:
        given = environment(server.url, tmp_path / "tmp")
        given["PATH"] = f"{bwrap.parent}:{given['PATH']}"
        done = run(command(repository, tmp_path), given, tmp_path)
        refused_for_nothing(done, server, 2, "on this machine: No permissions. Allow unprivileged")


@pytest.mark.parametrize(
    "files", [{}, {"mean.py": "mean = 1\n", "pyproject.toml": "[project]\nname = 'm'\n"}]
)
def test_an_environment_that_is_not_here_costs_nothing(tmp_path: Path, files: dict[str, str]) -> None:
    local = made(tmp_path / "bare", {"README.md": "# Means\n", **files})
    with ModelServer(GOOD, plan=PLAN) as server:
        given = environment(server.url, tmp_path / "tmp") | {"PATH": without_node(tmp_path / "bin")}
        done = run(command(local, tmp_path, "--environment", "nodejs-18"), given, tmp_path)
        assert done.code == 2, done.said
        assert '"nodejs-18" is not available on this machine (it has no nodejs): install' in done.said
        assert not server.requests


def without_node(folder: Path) -> str:
    """A PATH with what a run needs of this machine, and no toolchain."""
    folder.mkdir()
    for name in ("git", "bwrap", "bash", "sh"):
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    return str(folder)


# --- services that fail ----------------------------------------------------------------------------


SERVERS: dict[str, tuple[Callable[[], ModelServer], int, str]] = {
    "wrong key": (lambda: ModelServer(GOOD, plan=PLAN, key="another"), 2, "does not accept OPENAI_API_KEY"),
    "unknown model": (
        lambda: ModelServer(GOOD, plan=PLAN, models=("other",)),
        2,
        "has no model 'gpt-6.1-terra'",
    ),
    "always refusing": (lambda: ModelServer([], plan=Say(status=400, error="down")), 5, "(400): down"),
}


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_that_refuses_is_one_sentence(
    repository: LocalRepository, tmp_path: Path, name: str
) -> None:
    make, code, words = SERVERS[name]
    failed_in_words(told(repository, tmp_path, server=make()), code, words)


def test_an_unreachable_server_names_its_address(repository: LocalRepository, tmp_path: Path) -> None:
    environ = environment("http://127.0.0.1:9/v1", tmp_path / "tmp")
    failed_in_words(run(command(repository, tmp_path), environ, tmp_path), 5, "127.0.0.1:9 can't be reached")


def failed_in_words(done: Done, code: int, words: str) -> None:
    """The sentence is said, and kept in a folder that is complete."""
    assert done.code == code, done.said
    assert len([line for line in done.said.splitlines() if words in line]) == 1, done.said
    assert {path.name for path in done.out.iterdir()} == FILES
    verdict = json.loads((done.out / "evidence.json").read_text())["verdict"]
    assert (verdict["outcome"], verdict["exit_code"]) == ("failed", code)
    assert words in verdict["stopped"]
    assert (done.out / "change.patch").read_bytes() == b""


# --- full disks ------------------------------------------------------------------------------------


FULL = "mount -t tmpfs -o size=16k none {out} && {{ {run}; code=$?; cp {out}/* {seen}; exit $code; }}"


def in_own_mounts(script: str) -> list[str]:
    """The words that run a shell script where it may mount; a skip where this machine lets nobody."""
    options = "-m" if os.geteuid() == 0 else "-rm"
    words = ["unshare", options, "sh", "-c"]
    with tempfile.TemporaryDirectory() as place:
        try:
            trial = [*words, f"mount -t tmpfs none {shlex.quote(place)}"]
            subprocess.run(trial, check=True, capture_output=True, timeout=30)
        except (OSError, subprocess.CalledProcessError) as reason:
            pytest.skip(f"this machine lets nobody mount a small disk: {reason}")
    return [*words, script]


def test_a_full_disk_is_one_sentence_and_the_patch_is_there(
    repository: LocalRepository, tmp_path: Path
) -> None:
    out, seen = tmp_path / "out", tmp_path / "seen"
    out.mkdir()
    seen.mkdir()
    with ModelServer(GOOD, plan=PLAN) as server:
        words = shlex.join(command(repository, tmp_path))
        script = FULL.format(out=shlex.quote(str(out)), run=words, seen=shlex.quote(str(seen)))
        done = run(in_own_mounts(script), environment(server.url, tmp_path / "tmp"), tmp_path)
    assert done.code == 2, done.said
    assert len(done.sentences) == 1, done.said
    assert "No space left on device" in done.sentences[0]
    assert f"the change is in {out}/change.patch" in done.sentences[0]
    assert "--out" in done.sentences[0]
    assert b"src/factorial.js" in (seen / "change.patch").read_bytes()
    assert {path.name for path in seen.iterdir()} < FILES, "half a file is no file"


def test_a_folder_that_can_not_be_written_costs_nothing(repository: LocalRepository, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where the folder should be")
    server = ModelServer(GOOD, plan=PLAN)
    refused_for_nothing(told(repository, tmp_path, server=server), server, 2, "--out")


# --- signals ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """When a run is interrupted: ``mark`` stands for a word that is in a sandbox's command line by then."""

    settings: str = ""
    plan: Say | None = None
    script: Callable[[str], list[Entry]] = lambda _: []
    has_change: bool = False


def slow_test(mark: str) -> Call:
    return Call("write_file", path=f"test/{mark}.test.js", content="setTimeout(() => {}, 300000);\n")


MOMENTS = {
    "planning": Moment("projects:\n  - install: sleep {mark}\n", plan=Say(delay_seconds=30)),
    "installing": Moment("projects:\n  - install: sleep {mark}\n"),
    "working": Moment(
        script=lambda mark: [Say(calls=[*WRITE, Call("bash", command=f"sleep {mark}")])], has_change=True
    ),
    "proving": Moment(
        script=lambda mark: [Say(calls=[*WRITE, slow_test(mark)]), FINISH, FINISH], has_change=True
    ),
}
SIGNALS = [*((moment, signal.SIGINT) for moment in MOMENTS), ("working", signal.SIGTERM)]


@pytest.mark.parametrize(("name", "number"), SIGNALS)
def test_interrupted_at_any_moment_nothing_is_lost(
    own: LocalRepository, tmp_path: Path, name: str, number: signal.Signals
) -> None:
    moment, mark = MOMENTS[name], f"3{secrets.randbelow(10**8):08}"
    if moment.settings:
        commit(own, {".github/code-on-fly.yml": moment.settings.format(mark=mark)})
    with ModelServer(moment.script(mark), plan=moment.plan or PLAN) as server:
        process = subprocess.Popen(
            command(own, tmp_path),
            env=environment(server.url, tmp_path / "tmp"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        boxes = until_running(mark, process)
        process.send_signal(number)
        started = time.monotonic()
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 130, said
    assert time.monotonic() - started < 7
    checked(Done(process.returncode, said, tmp_path / "out"), tmp_path)
    assert not [box for box in boxes if Path(f"/proc/{box}").exists()]
    verdict = json.loads((tmp_path / "out" / "evidence.json").read_text())["verdict"]
    assert (verdict["outcome"], verdict["exit_code"]) == ("cancelled", 130)
    assert (b"src/factorial.js" in (tmp_path / "out" / "change.patch").read_bytes()) == moment.has_change
    assert "interrupted" in (tmp_path / "out" / "pull_request.md").read_text().lower()


def until_running(mark: str, process: subprocess.Popen[str]) -> list[int]:
    """Waits for a command with ``mark`` inside a sandbox: its process ids."""
    deadline = time.monotonic() + 60
    while not (found := processes_with(f"sleep\0{mark}", f"{mark}.test.js")):
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline, "the moment never came"
        time.sleep(0.05)
    return found
