"""Settings of pytest that say something about all the tests: a proof runs some of them, and others' too."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from codeonfly.results import TestReport
from codeonfly.toolchains import stream
from codeonfly.toolchains.python import Python
from codeonfly.tree import File, Tree

APP = "def half(n):\n    return n // 2\n\n\ndef untested(n):\n    return n * 3\n"
TEST = "from app import half\n\n\ndef test_half():\n    assert half(4) == 2\n"
SETTINGS = {
    "a threshold of coverage": "addopts = '--cov=app --cov-fail-under=100'",
    "a threshold, and several workers": "addopts = '-n 2 --cov=app --cov-branch --cov-fail-under=100'",
    "what failed first": "addopts = '--ff --nf'",
    "what failed, alone": "addopts = '--lf --last-failed-no-failures=none --cache-clear'",
    "step by step": "addopts = '--sw --sw-skip'",
    "the first failure ends it": "addopts = '-x'",
    "a folder for the cache": "addopts = '--strict-config'\ncache_dir = '.cache'",
    "no cache, as it is": "addopts = '-q --strict-markers -p no:cacheprovider'",
}


@pytest.mark.parametrize("name", SETTINGS)
def test_all_tests_are_run_and_judged_by_themselves(name: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.pytest.ini_options]\n{SETTINGS[name]}\n")
    code, report = ran(tmp_path, TEST)
    assert (code, report.count("passed"), report.complete) == (0, 1, True)
    code, report = ran(tmp_path, TEST.replace("== 2", "== 3") + TEST.replace("test_half", "test_more"))
    assert (code, report.count("failed"), report.count("passed"), report.complete) == (1, 1, 1, True)
    assert not list(tmp_path.rglob("*cache*"))


@pytest.mark.parametrize(("here", "inside"), [("[project]", "[project]"), ("", "[tool.pytest.ini_options]")])
def test_a_test_has_one_name_however_it_is_run(here: str, inside: str, tmp_path: Path) -> None:
    package = tmp_path / "packages" / "half"
    package.mkdir(parents=True)
    for folder, text in ((tmp_path, here), (package, inside)):
        (folder / "pyproject.toml").write_text(f"{text}\n" if text else "")
    path = "packages/half/test_more.py"
    (tmp_path / path).write_text(TEST)
    names = [case.id for only in ([], [path]) for case in ran(tmp_path, "", only)[1].cases]
    assert names == [f"{path}::test_half"] * 2


def ran(folder: Path, tests: str, only: Sequence[str] = ()) -> tuple[int, TestReport]:
    """The command as the toolchain plans it, by this Python."""
    (folder / "app.py").write_text(APP)
    (folder / "test_app.py").write_text(tests)
    report = folder / "told" / "told.report"
    report.parent.mkdir(exist_ok=True)
    report.unlink(missing_ok=True)
    project = Python().detect(Tree("", {"test_app.py": File("100644", b"")}), "")
    assert project is not None
    plan = Python().plan_tests(project, report=str(report), only=only)
    for path, data in {**plan.files, f"{report}.key": b"key"}.items():
        Path(path).write_bytes(data)
    words = plan.command.split()
    done = subprocess.run(
        [sys.executable, *words[1:]],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **plan.envs},
        capture_output=True,
        check=False,
    )
    read = stream.read(report.read_bytes() if report.exists() else None, "pytest", "", "key")
    assert read is not None, done.stdout + done.stderr
    return done.returncode, read
