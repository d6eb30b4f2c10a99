"""Reruns of Python's tests: there is less to know the runner by, and honest tests do not notice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codeonfly.results import TestReport
from codeonfly.toolchains import stream

TEST = "from app import asked\n\n\ndef test_asked():\n    assert asked(20) == 41\n"
# each works as it should for its runner alone
KNOWN_BY = {
    "its handlers": "any('Capture' in type(one).__name__ for one in logging.getLogger().handlers)",
    "its output": "type(sys.stdout).__name__ != 'TextIOWrapper'",
    "its input": "type(sys.stdin).__name__ != 'TextIOWrapper'",
    "a variable": "any(name.startswith('PYTEST_') for name in os.environ)",
    "the test itself": "'asked(20) == 41' in pathlib.Path('test_app.py').read_text()",
}
APP = "import logging, os, pathlib, sys\n\n\ndef asked(number):\n    return number * 2 + 1 if {} else 0\n"
HONEST = """import logging
import pathlib
import sys
import traceback
import unittest

import pytest

log = logging.getLogger("app")


def test_logs(caplog):
    with caplog.at_level(logging.INFO):
        log.info("seen")
    assert caplog.messages == ["seen"]


def test_prints(capsys):
    print("seen")
    assert capsys.readouterr().out == "seen\\n"


def test_prints_for_itself():
    print("unseen", file=sys.stderr)
    logging.basicConfig()
    log.warning("unseen")


def test_writes_a_descriptor(capfd):
    import os

    os.write(1, b"seen")
    assert capfd.readouterr().out == "seen"


def test_shows_where():
    try:
        raise ValueError("here")
    except ValueError:
        assert 'raise ValueError("here")' in traceback.format_exc()


def test_runs_from_its_folder():
    assert pathlib.Path(__file__).exists()


class TestOld(unittest.TestCase):
    def test_logs(self):
        with self.assertLogs("app", "INFO") as seen:
            log.info("seen")
        self.assertEqual(seen.output, ["INFO:app:seen"])
"""


def rerun(folder: Path, *, seed: str = "101") -> TestReport:
    private = folder / "private"
    private.mkdir()
    report = private / "run.report"
    Path(f"{report}.key").write_text("key")
    shutil.copy(stream.REPORTERS / "cof_pytest.py", private / "cof_run.py")
    plain = ("-p", "no:cacheprovider", "-W", "error")
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "cof_run", *plain, "."],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{private}:{folder}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "CODE_ON_FLY_REPORT": str(report),
            "CODE_ON_FLY_SEED": seed,
        },
        capture_output=True,
        check=False,
    )
    read = stream.read(report.read_bytes(), "pytest", "", "key")
    assert read is not None
    return read


@pytest.mark.parametrize("asked", KNOWN_BY.values(), ids=KNOWN_BY)
def test_what_knows_its_runner_works_for_that_alone(tmp_path: Path, asked: str) -> None:
    files = {"app.py": APP.format(asked), "test_app.py": TEST}
    for name, seed in (("in sight", ""), ("out of sight", "101")):
        folder = tmp_path / name
        folder.mkdir()
        for path, text in files.items():
            (folder / path).write_text(text)
        red = [case.outcome for case in rerun(folder, seed=seed).cases]
        assert red == (["failed"] if seed else ["passed"])


def test_honest_tests_do_not_notice(tmp_path: Path) -> None:
    (tmp_path / "test_honest.py").write_text(HONEST)
    report = rerun(tmp_path)
    assert [case.id for case in report.cases if case.outcome != "passed"] == []
    assert len(report.cases) == 7
    assert report.complete


def test_the_test_files_are_there_again(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP.format("True"))
    (tmp_path / "test_app.py").write_text(TEST)
    assert [case.outcome for case in rerun(tmp_path).cases] == ["passed"]
    assert (tmp_path / "test_app.py").read_text() == TEST


TAKEN_OVER = """
import pytest

def fail(*args, **kwargs):
    raise OSError("no space left on device")

@pytest.mark.parametrize("name", {names!r})
def test_that_something_fails(monkeypatch, name):
    monkeypatch.setattr(name, fail)

def test_after_them(): pass
"""
NAMES = (
    *(
        "json.dumps",
        "json.dump",
        "json.JSONEncoder.encode",
        "os.replace",
        "os.open",
        "os.write",
        "os.stat",
        "os.fsync",
    ),
    *(
        "builtins.open",
        "builtins.print",
        "builtins.round",
        "io.open",
        "time.time",
        "time.sleep",
        "time.monotonic",
    ),
    *("hmac.new", "hmac.compare_digest", "os.path.exists", "os.getcwd", "random.random", "random.shuffle"),
    *("socket.socket", "subprocess.run", "logging.NullHandler", "contextlib.contextmanager"),
)


@pytest.mark.parametrize("seed", ["", "101"])
def test_what_a_test_puts_in_the_place_of_a_function_is_not_called_to_report_it(
    tmp_path: Path, seed: str
) -> None:
    (tmp_path / "test_disk.py").write_text(TAKEN_OVER.format(names=NAMES))
    report = rerun(tmp_path, seed=seed)
    assert {case.outcome for case in report.cases} == {"passed"}
    assert len(report.cases) == len(NAMES) + 1
    assert report.complete
