"""A toolchain that a project of Rust's names and the sandbox lacks: what is there is taken."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from codeonfly.toolchains.rust import Rust
from codeonfly.tree import File, Tree

RUSTUP = shutil.which("rustup")


def has_stable() -> bool:
    """Whether it is what rustup takes by itself, so that nothing has to be downloaded."""
    if RUSTUP is None:
        return False
    told = subprocess.run([RUSTUP, "default"], capture_output=True, text=True, check=False)
    return told.stdout.startswith("stable-")


@pytest.mark.skipif(not has_stable(), reason="rustup has no stable toolchain as its default here")
@pytest.mark.parametrize("channel", ["1.2.3", "stable"])
def test_what_is_there_does(channel: str, tmp_path: Path) -> None:
    home, project = tmp_path / "home", tmp_path / "project"
    home.mkdir()
    project.mkdir()
    (project / "rust-toolchain.toml").write_text(f'[toolchain]\nchannel = "{channel}"\n')
    found = Rust().detect(Tree("", {"Cargo.toml": File("100644", b"")}), "")
    assert found is not None
    environ = {**os.environ, "HOME": str(home), "RUSTUP_HOME": str(Path("~/.rustup").expanduser())}
    environ["CARGO_HOME"] = str(Path("~/.cargo").expanduser())
    for command in (f"{found.prepare} && cargo --version", "cargo --version"):
        done = subprocess.run(
            ["bash", "-lc", f"export PATH={Path(RUSTUP or '').parent}:$PATH; {command}"],
            cwd=project,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.startswith("cargo 1."), done.stderr
    assert (home / ".bash_profile").exists() == (channel == "1.2.3")


def test_what_is_built_for_the_report_is_what_runs() -> None:
    """Of fewer tests other programs are built, where these ask less of a library that all depend on."""
    project = Rust().detect(Tree("", {"Cargo.toml": File("100644", b"[package]\n")}), "")
    assert project is not None
    plan = Rust().plan_tests(
        project, report="/r", only=["crates/core/tests/sums.rs", "crates/core/tests/cli.rs"]
    )
    built, _, run = plan.command.partition("2>/dev/null >> /r;")
    assert all("--test sums --test cli" in one for one in (built, run))
