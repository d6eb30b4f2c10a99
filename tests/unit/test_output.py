"""The files of ``--out``: each whole under its name or not there, and the patch kept whatever happens."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from codeonfly.errors import UserError
from codeonfly.output import prepare_folder, write_output
from codeonfly.report import pull_request_body
from tests.fakes.records import EVERY, PATCH

NAMES = {"change.patch", "evidence.json", "events.jsonl", "pull_request.md", "report.html"}


@pytest.mark.parametrize("name", EVERY)
def test_every_record_is_five_files(tmp_path: Path, name: str) -> None:
    record = EVERY[name]
    write_output(record, PATCH, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == NAMES
    assert (tmp_path / "change.patch").read_bytes() == PATCH
    assert (tmp_path / "pull_request.md").read_text() == pull_request_body(record)
    assert json.loads((tmp_path / "evidence.json").read_text())["verdict"]["outcome"] == record.outcome
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o644}


def test_every_event_is_a_line_in_order(tmp_path: Path) -> None:
    record = EVERY["verified"]
    write_output(record, PATCH, tmp_path)
    lines = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text().splitlines()]
    assert len(lines) == len(record.entries) > 10
    assert [line["event"] for line in lines] == [type(entry.event).__name__ for entry in record.entries]
    assert [line["at"] for line in lines] == [entry.seconds for entry in record.entries]
    assert lines[2]["command"] == "pytest"


def test_an_earlier_runs_files_are_replaced(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).write_text("of the run before " * 10_000)
    (tmp_path / "mine.txt").write_text("not ours")
    write_output(EVERY["unchanged"], b"", tmp_path)
    assert (tmp_path / "change.patch").read_bytes() == b""
    assert not [path for path in tmp_path.iterdir() if "of the run before" in path.read_text()]
    assert (tmp_path / "mine.txt").read_text() == "not ours"


def test_a_file_that_can_not_be_replaced_costs_no_other(tmp_path: Path) -> None:
    (tmp_path / "evidence.json").mkdir()
    (tmp_path / "evidence.json" / "in the way").touch()
    with pytest.raises(UserError) as told:
        write_output(EVERY["verified"], PATCH, tmp_path)
    assert str(told.value) == (
        f"cannot write evidence.json to {tmp_path}: Is a directory"
        f" (the change is in {tmp_path}/change.patch); free some space, or name another folder with --out"
    )
    assert {path.name for path in tmp_path.iterdir()} == NAMES, "and nothing half written is left"


def test_a_patch_that_does_not_fit_is_kept_elsewhere(tmp_path: Path) -> None:
    with temporary_files_in(tmp_path):
        with pytest.raises(UserError) as told:
            write_output(EVERY["verified"], PATCH, tmp_path / "gone")
        (kept,) = tmp_path.glob("code-on-fly-out-*/change.patch")
    assert kept.read_bytes() == PATCH
    assert f"No such file or directory (the change is in {kept})" in str(told.value)


def test_without_a_change_nothing_is_said_of_one(tmp_path: Path) -> None:
    with temporary_files_in(tmp_path), pytest.raises(UserError) as told:
        write_output(EVERY["unchanged"], b"", tmp_path / "gone")
    assert "the change is in" not in str(told.value)


@contextmanager
def temporary_files_in(folder: Path) -> Iterator[None]:
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


def test_a_folder_is_made_with_its_parents_and_kept(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "a" / "b")
    (tmp_path / "a" / "b" / "kept").touch()
    prepare_folder(tmp_path / "a" / "b")
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["kept"]


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_what_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"cannot write to .*; name another folder with --out"):
        prepare_folder(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(UserError, match="Permission denied"):
        prepare_folder(tmp_path / "closed")
