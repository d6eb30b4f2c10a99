"""What stands between the words of the command line and a run: signals, settings, findings."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from codeonfly.cli import app
from codeonfly.commands.doctor import as_lines, examine
from codeonfly.commands.finding import Finding
from codeonfly.commands.verify import settings_agree
from codeonfly.commands.world import run_interruptible
from codeonfly.errors import CodeonflyError
from codeonfly.evidence import plain
from codeonfly.settings import SETTINGS_PATH, ProjectSettings, Settings


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_what_has_nothing_to_say_of_it(number: signal.Signals) -> None:
    async def work() -> None:
        os.kill(os.getpid(), number)
        await asyncio.sleep(60)

    with pytest.raises(KeyboardInterrupt):
        run_interruptible(work())


def test_work_that_was_cancelled_can_still_tell_how_it_ended() -> None:
    async def work() -> str:
        os.kill(os.getpid(), signal.SIGINT)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            return "told"
        return "never"

    assert run_interruptible(work()) == "told"


def test_the_help_tells_the_defaults_that_hold_and_the_exit_codes() -> None:
    told = " ".join(CliRunner().invoke(app, ["run", "--help"]).output.split())
    known = Settings()
    for default in (known.max_attempts, known.max_cost_microdollars // 1_000_000, known.max_minutes):
        assert f"(default {default})." in told
    for error in (CodeonflyError, *CodeonflyError.__subclasses__()):
        assert f"{error.exit_code} " in told.partition("Exit codes:")[2]


def test_what_doctor_finds_fits_the_terminal_and_loses_no_word() -> None:
    found = [
        Finding(
            "sandbox", "ok", "user, pid and mount namespaces " * 9, "set E2B_API_KEY, or sandbox: local " * 4
        ),
        Finding("git", "wrong", "", "install it"),
    ]
    lines = as_lines(found, 80)
    assert max(map(len, lines)) <= 80
    assert len(as_lines(found, 10_000)) == 4
    words = " ".join(lines).split()
    for one in found:
        assert Counter(f"{one.what} {one.found} {one.remedy}".split()) <= Counter(words)


RUN = Settings(egress=("files.example.com",), projects=(ProjectSettings(test="make test"),))


@pytest.mark.parametrize(
    ("here", "differing"),
    [
        (RUN, ""),
        (replace(RUN, model="another", max_attempts=1, label="x"), ""),
        (replace(RUN, test_seconds=5), "test-seconds"),
        (Settings(accept_weak_evidence=True), "projects, egress, accept-weak-evidence"),
    ],
)
def test_settings_are_compared_as_far_as_a_proof_depends_on_them(here: Settings, differing: str) -> None:
    _, agrees, sentence = settings_agree(json.loads(json.dumps(plain(RUN))), here)
    assert (agrees, sentence.partition(":")[0]) == (not differing, differing or "those of the base")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("environment: python-latest\n", "no environment is called 'python-latest'"),
        ("max-atempts: 2\n", "did you mean max-attempts"),
        ("projects: [{working-directory: nowhere}]\n", "nothing tells the language of nowhere"),
    ],
)
def test_the_doctor_finds_what_a_run_refuses(
    text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / SETTINGS_PATH).parent.mkdir()
    (tmp_path / SETTINGS_PATH).write_text(text)
    identity = ("-c", "user.name=a", "-c", "user.email=a@b")
    for command in (("init", "-q"), ("add", "-A"), (*identity, "commit", "-qm", "settings")):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    assert examine(tmp_path, {"PATH": os.environ["PATH"]}, as_json=True) == 2
    (found,) = (one for one in json.loads(capsys.readouterr().out) if one["what"] == "settings")
    assert found["status"] == "wrong"
    assert words in found["found"]
