"""Nothing that leaves a run holds one of its secrets, whoever wrote it there."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from codeonfly.adapters.git import make_patch
from codeonfly.change import Change, FileChange
from codeonfly.journal import Entry, Journal, Noted
from codeonfly.output import write_output
from codeonfly.report import commit_message, job_summary, pull_request_body, title
from codeonfly.spotless import LEFT_OUT, cleaner
from codeonfly.status import status_comment
from codeonfly.tree import REGULAR, File
from tests.fakes import records

SECRET = "ghs_16C7e42F292c6912E7710c838347Ae178B4a"
clean = cleaner((SECRET, "short"))


@dataclass(frozen=True)
class Nested:
    texts: tuple[str, ...]
    by_name: dict[str, str]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"a {SECRET} b {SECRET}", "a *** b ***"),
        (f"{SECRET[:20]} {SECRET[20:]}", LEFT_OUT),
        (base64.b64encode(SECRET.encode()).decode(), LEFT_OUT),
        (SECRET[::-1], LEFT_OUT),
        ("a short word, ghs_ and 16C7e42F", "a short word, ghs_ and 16C7e42F"),
    ],
)
def test_a_text_is_left_without_it(text: str, left: str) -> None:
    assert clean(text) == left
    assert clean(Nested((text,), {text: text})) == Nested((left,), {left: left})


def test_what_holds_none_is_the_same_value() -> None:
    assert clean(records.verified) is records.verified


def test_bytes_of_a_change_are_the_gate_s_to_judge() -> None:
    change = Change((FileChange(SECRET, File(REGULAR, SECRET.encode())),))
    assert clean(change) is change


def test_a_run_tells_none_to_the_log() -> None:
    shown: list[Entry] = []
    journal = Journal((shown.append,), clean)
    journal.emit(Noted(f"$ echo {SECRET}"))
    assert [entry.event for entry in shown] == [entry.event for entry in journal.entries]
    assert shown[0].event == Noted("$ echo ***")


@pytest.mark.parametrize("record", records.EVERY.values(), ids=records.EVERY)
def test_no_report_holds_one(tmp_path: Path, record: records.Record) -> None:
    told = clean(records.with_words(record, f"words {SECRET} words"))
    pairs = zip(told.rounds, record.rounds, strict=True)
    rounds = (replace(new, attempt=replace(new.attempt, change=old.attempt.change)) for new, old in pairs)
    told = replace(told, rounds=tuple(rounds))
    texts = [
        title(told),
        commit_message(told),
        pull_request_body(told),
        job_summary(told),
        status_comment(told),
    ]
    assert not any(SECRET in text for text in texts)
    write_output(told, make_patch(told.base, told.change), tmp_path, (SECRET,))
    assert not any(SECRET.encode() in file.read_bytes() for file in tmp_path.iterdir())


def test_nor_does_a_file_of_a_change_that_was_blocked(tmp_path: Path) -> None:
    write_output(records.verified, f"+++ b/{SECRET}\n+key = {SECRET}\n".encode(), tmp_path, (SECRET,))
    assert (tmp_path / "change.patch").read_bytes() == b"+++ b/***\n+key = ***\n"
