"""``codeonfly demo`` from the checkout and from a wheel, and with its example broken."""

from __future__ import annotations

import json
import os
import re
import shutil
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from codeonfly.commands.demo import keep, typed
from codeonfly.errors import UserError
from codeonfly.localbox.server import describe
from tests.adapters.test_toolchains import online

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", autouse=True)
def _isolation() -> None:
    try:
        describe()
    except UserError as reason:
        pytest.skip(str(reason))


def demo(program: list[str], out: Path, environment: str, cwd: Path) -> tuple[int, str]:
    return said([*program, "demo", "--out", str(out), "--environment", environment], cwd)


def said(words: list[str], cwd: Path) -> tuple[int, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OPENAI", "E2B", "PYTHONPATH"))
    }
    done = subprocess.run(words, capture_output=True, text=True, timeout=150, check=False, env=kept, cwd=cwd)
    return done.returncode, done.stdout + done.stderr


def corrected(environment: str, tmp_path: Path) -> str:
    """What the demo said: its first attempt failed by a test of its own, the second was verified."""
    code, told = demo([sys.executable, "-m", "codeonfly"], tmp_path / "out", environment, ROOT)
    assert code == 0, told
    assert "model replies are a recording" in told
    evidence = json.loads((tmp_path / "out/evidence.json").read_text())
    assert [one["proof"]["status"] for one in evidence["attempts"]] == ["unverified", "verified"]
    first = evidence["attempts"][0]["proof"]["comparison"]["new_failing"]
    assert len(first) == 1
    assert "negative" in first[0]
    assert evidence["run"]["recorded_replies"] is True
    assert "Verified." in told
    assert "codeonfly run REQUEST.md" in told
    return told


@pytest.mark.skipif(not online(), reason="no package registry from here")
def test_the_demo_fails_once_is_corrected_and_verified(tmp_path: Path) -> None:
    corrected("python-3.11", tmp_path)


@pytest.mark.skipif(not shutil.which("node"), reason="no Node.js here")
def test_what_the_demo_proved_can_be_proven_again(tmp_path: Path) -> None:
    (words,) = re.findall(r"codeonfly (verify \S+ --repo \S+)", corrected("nodejs-18", tmp_path))
    code, told = said([sys.executable, "-m", "codeonfly", *words.split()], ROOT)
    assert code == 0, told
    assert "DIFFERS" not in told
    assert re.search(r"^agrees +verdict +verified$", told, re.MULTILINE)


def test_the_next_command_is_one_that_can_be_typed(tmp_path: Path) -> None:
    here, elsewhere = {"PATH": str(tmp_path)}, {"PATH": "/nowhere"}
    (tmp_path / "codeonfly").write_text("")
    (tmp_path / "codeonfly").chmod(0o755)
    assert typed(".venv/bin/codeonfly", elsewhere) == ".venv/bin/codeonfly"
    assert typed(".venv/bin/codeonfly", here) == "codeonfly"
    assert typed("/x/codeonfly/__main__.py", elsewhere) == "codeonfly"


def installed(tmp_path: Path) -> list[str]:
    """The wheel in a new virtual environment, which sees this one's dependencies but not the checkout."""
    build = [
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(tmp_path),
        str(ROOT),
    ]
    subprocess.run([sys.executable, *build], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=True)
    (target,) = (tmp_path / "venv/lib").glob("python3*/site-packages")
    zipfile.ZipFile(wheel).extractall(target)
    (target / "dependencies.pth").write_text(site.getsitepackages()[0])
    return [str(tmp_path / "venv/bin/python"), "-m", "codeonfly.cli"]


@pytest.mark.skipif(not shutil.which("node"), reason="no Node.js here")
def test_the_wheel_has_all_it_needs_and_a_broken_example_is_not_verified(tmp_path: Path) -> None:
    program = installed(tmp_path)
    code, told = demo(program, tmp_path / "out", "nodejs-18", tmp_path)
    assert code == 0, told
    (source,) = (tmp_path / "venv/lib").glob(
        "python3*/site-packages/codeonfly/examples/factorial/nodejs/src/mean.js"
    )
    source.write_text(source.read_text().replace("/ values.length", "* values.length"))
    code, told = demo(program, tmp_path / "out", "nodejs-18", tmp_path)
    assert code in (1, 5), told  # its own tests fail, or the recording runs out
    assert "the example itself is broken" in told


def test_an_environment_without_example_is_refused(tmp_path: Path) -> None:
    code, told = demo([sys.executable, "-m", "codeonfly.cli"], tmp_path / "out", "cobol-74", ROOT)
    assert code == 2
    assert "no example" in told


def test_a_repository_that_can_not_be_copied_is_told_of_in_one_sentence(tmp_path: Path) -> None:
    made, kept = tmp_path / "made", tmp_path / "kept"
    made.mkdir()
    for name in ("one", "two"):
        (made / name).symlink_to("nowhere")
    with pytest.raises(UserError) as told:
        keep(made, kept)
    assert str(told.value) == f"cannot write to {kept}: 2 files could not be copied; free some space"
    assert list(tmp_path.iterdir()) == [made]
