"""action/install.sh where the program is there already; test_action.py has the whole installation."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def install(target: Path, program: Path, search_path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/bash", ROOT / "action" / "install.sh", target],
        env={"PATH": search_path, "CODE_ON_FLY_PROGRAM": str(program)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_image_of_this_release_is_used_as_it_is(tmp_path: Path):
    target = tmp_path / "program"
    for _ in range(2):  # a job that is run again on the same machine
        done = install(target, Path(sys.prefix), os.defpath)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.endswith("is in the image.\n")
    help_text = subprocess.run(
        [target / "bin" / "python", "-I", "-m", "action"],
        capture_output=True, text=True, check=False, env={}, cwd=tmp_path,
    )  # fmt: skip
    assert help_text.returncode == 2
    assert "GITHUB_" in help_text.stdout + help_text.stderr


def test_the_image_of_another_release_is_told_and_not_used(tmp_path: Path):
    other = tmp_path / "other" / "bin"
    other.mkdir(parents=True)
    (other / "codeonfly").write_text("#!/bin/sh\necho 0.0.9\n")
    (other / "codeonfly").chmod(0o755)
    tools = tmp_path / "tools"  # what the script needs, and no Python to install with
    tools.mkdir()
    for name in ("sed", "dirname", "ln"):
        (tools / name).symlink_to(f"/usr/bin/{name}" if Path(f"/usr/bin/{name}").exists() else f"/bin/{name}")
    done = install(tmp_path / "program", other.parent, str(tools))
    assert done.returncode == 2
    assert "holds Code-on-Fly 0.0.9" in done.stdout
    assert "needs Python 3.11" in done.stderr
    assert not (tmp_path / "program").exists()
