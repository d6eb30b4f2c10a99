"""Nothing that leaves a run holds one of its secrets, whoever wrote it there."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from codeonfly.adapters.git import make_patch
from codeonfly.change import Change, FileChange, GateFinding
from codeonfly.gate import gate
from codeonfly.journal import Entry, Journal, Noted
from codeonfly.leaks import forms_of, tells
from codeonfly.output import without_secrets, write_output
from codeonfly.report import commit_message, job_summary, pull_request_body, title
from codeonfly.settings import Settings
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


def with_files(*files: FileChange, gate: tuple[GateFinding, ...] = ()) -> records.Record:
    *before, last = records.verified.rounds
    made = replace(last, attempt=replace(last.attempt, change=Change(files)), gate=gate)
    return replace(records.verified, rounds=(*before, made))


def file(path: str, data: bytes) -> FileChange:
    return FileChange(path, File(REGULAR, data))


WRITTEN = {
    "raw": SECRET.encode(),
    "base64": base64.b64encode(b"key=" + SECRET.encode()),
    "hex": SECRET.encode().hex().encode(),
    "url": "".join(f"%{byte:02X}" for byte in SECRET.encode()).encode(),
    "split": f"a = '{SECRET[:17]}'\nb = '{SECRET[17:]}'\n".encode(),
    "a piece": SECRET[4:22].encode(),
}


def test_nor_does_the_artifact_of_a_blocked_change_however_it_is_written(tmp_path: Path) -> None:
    fine = file("fine.py", b"x = 1\n")
    written = [file(f"{kind}.txt", data) for kind, data in WRITTEN.items()]
    names = [file(data.decode().replace("\n", " "), b"its name\n") for data in WRITTEN.values()]
    record = with_files(fine, *written, *names)
    assert without_secrets(record, (SECRET,)) == Change((fine,))
    write_output(record, make_patch(record.base, Change((fine,))), tmp_path, (SECRET,))
    forms = forms_of((SECRET,))
    assert [made.name for made in tmp_path.iterdir() if tells(made.read_bytes(), forms)] == []
    assert b"+x = 1" in (tmp_path / "change.patch").read_bytes()


def test_nor_do_files_that_hold_one_together_or_wrapped_so_that_only_the_gate_sees_it() -> None:
    halves = (file("a", b"aB3dE5"), file("b", b"fG7hI9"))
    assert without_secrets(with_files(*halves), ("aB3dE5fG7hI9",)) == Change()
    wrapped = GateFinding("a", "secret", "'a' holds one of this run's secrets", "block")
    fine = file("fine.py", b"x = 1\n")
    assert without_secrets(with_files(halves[0], fine, gate=(wrapped,)), ()) == Change((fine,))
    one = Change((file("a", SECRET.encode()), fine))
    assert [found.path for found in gate(one, records.BASE, Settings(), secrets=(SECRET,))] == ["a"]
    assert without_secrets(records.unchanged, (SECRET,)) == Change()


def test_of_a_text_that_holds_one_the_other_lines_stay() -> None:
    assert clean(f"first\n{SECRET[::-1]}\nlast") == f"first\n{LEFT_OUT}\nlast"
    assert cleaner(("aB3dE5fG7hI9",))("first\naB3dE5\nfG7hI9") == LEFT_OUT
