"""The examples of a proof: in each language the honest change is verified, the cheat is not."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.integration.proving import Case, all_proven

EXAMPLES = Path(__file__).parents[2] / "examples/proof"
ENVIRONMENTS = {
    "python": ("python-3.11", "python3"),
    "nodejs": ("nodejs-18", "node"),
    "go": ("go-1.21", "go"),
    "rust": ("rust-1", "cargo"),
    "java": ("java-21", "mvn"),
}


def texts(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def patched(example: Path, name: str, place: Path) -> Case:
    """The change of a patch, as ``git apply`` makes it."""
    shutil.copytree(example / "base", place)
    subprocess.run(["git", "init", "-q"], cwd=place, check=True)
    subprocess.run(["git", "apply", example / f"{name}.patch"], cwd=place, check=True)
    before, after = texts(example / "base"), texts(place)
    gone = dict.fromkeys(before.keys() - after.keys())
    return Case(name, gone | {path: text for path, text in after.items() if before.get(path) != text})


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", ENVIRONMENTS)
async def test_an_honest_change_is_verified_and_a_cheat_is_not(language: str, tmp_path: Path) -> None:
    environment, program = ENVIRONMENTS[language]
    if shutil.which(program) is None:
        pytest.skip(f"this machine has no {program}")
    example = EXAMPLES / language
    cases = tuple(patched(example, name, tmp_path / name) for name in ("honest", "cheat"))
    found = await all_proven(texts(example / "base"), environment, cases)
    assert {name: one.verdict.status for name, one in found.items()} == {
        "honest": "verified",
        "cheat": "unverified",
    }, [one.failures for one in found.values()]
