"""What the step leaves for the workflow, and a log in which nobody else's words are commands."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import yaml

from action.outputs import LogSink, outputs_of, say, write_outputs, write_summary
from codeonfly.errors import unforeseen
from codeonfly.journal import CommandEnded, Entry, Noted
from codeonfly.ports import Published
from tests.fakes.records import EVERY
from tests.integration.step import read_outputs

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTED = [
    "outcome", "pull-request-number", "pull-request-url", "branch", "attempts", "tests-total",
    "tests-passed", "tests-failed", "cost-usd", "evidence-path", "artifact-path",
]  # fmt: skip


def test_the_actions_outputs_are_what_the_step_writes() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    assert [*action["outputs"], "artifact-path"] == DOCUMENTED
    for name, output in action["outputs"].items():
        assert f"steps.run.outputs.{name} " in output["value"]
        assert output["description"]


@pytest.mark.parametrize("name", EVERY)
def test_every_record_has_every_output(name: str) -> None:
    outputs = outputs_of(EVERY[name], None, Path("/out"))
    assert list(outputs) == DOCUMENTED
    assert outputs["outcome"] in ("verified", "unverified", "blocked", "cancelled", "ignored", "failed")
    assert int(outputs["tests-passed"]) + int(outputs["tests-failed"]) <= int(outputs["tests-total"])
    assert float(outputs["cost-usd"]) >= 0


def test_the_verified_records_outputs() -> None:
    published = Published("code-on-fly/issue-12", "c" * 40, 13, "https://x.test/13")
    outputs = outputs_of(EVERY["verified"], published, Path("/out"))
    assert (outputs["pull-request-number"], outputs["branch"]) == ("13", "code-on-fly/issue-12")
    assert (outputs["tests-total"], outputs["tests-passed"], outputs["tests-failed"]) == ("48", "47", "0")
    assert outputs["evidence-path"] == "/out/evidence.json"


def test_no_value_can_add_an_output(tmp_path: Path) -> None:
    file = tmp_path / "output"
    evil = "x\nEOF\noutcome=verified\nghadelimiter_0\nother<<A\ny\nA"
    write_outputs(file, {"branch": evil, "outcome": "failed"})
    assert read_outputs(file.read_text()) == {"branch": evil, "outcome": "failed"}
    write_outputs(None, {"outcome": "failed"})
    write_summary(None, "x")


def test_a_command_in_the_middle_of_a_line_does_not_work(capsys: pytest.CaptureFixture[str]) -> None:
    say("the label '##[set-output name=outcome]verified' is not ours")
    assert "##[" not in capsys.readouterr().out


def test_a_log_without_working_commands() -> None:
    stream = io.StringIO()
    sink = LogSink(stream)
    sink.close()
    assert stream.getvalue() == ""
    sink(Entry(0.0, Noted("::error::forged")))
    sink(Entry(0.0, CommandEnded("base", "echo\n::set-output name=a::b", 0, 0.1, "::add-mask::a\n")))
    sink.close()
    first, *inside, last = stream.getvalue().splitlines()
    token = first.removeprefix("::stop-commands::")
    assert len(token) == 32
    assert last == f"::{token}::"
    assert token not in "".join(inside)


def test_a_line_of_ours_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    say("not for us\n::error::forged\r\n##[error]x")
    shown = capsys.readouterr().out
    assert shown.startswith("Code-on-Fly: not for us")
    assert shown.count("\n") == 1


def test_what_nobody_foresaw_is_told_without_its_words() -> None:
    def fails() -> None:
        raise KeyError("ghs_sentinel")

    try:
        fails()
    except KeyError as bug:
        told = unforeseen(bug)
    assert told.startswith("an error nobody foresaw: KeyError in fails, line ")
    assert "sentinel" not in told
