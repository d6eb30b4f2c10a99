"""Pull request, commit, summary and first lines: computed from the record, whatever others wrote in it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from codeonfly import report, view
from codeonfly.change import Change, FileChange, GateFinding
from codeonfly.plan import Seat
from codeonfly.record import Record, Round
from codeonfly.results import Comparison, TestCase, TestReport
from codeonfly.state import PastRun, past_runs
from codeonfly.tree import File
from codeonfly.verification import CriterionResult, Finding
from tests.fakes import records
from tests.unit.test_escape import ATTACKS, acts, hostile, tokens, unseen

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

FIRST_LINES = {
    "verified": "✅ **Verified** · 5 new tests pass here and fail without this change · 42 of 42 existing "
    "tests still pass · 1 of 3 criteria open · $0.031 of $2.00 · attempt 2 of 3 · 3 min 12 s",
    "unverified": "⚠️ **Not verified** · 1 of 5 new tests fails: `test_negative` · nothing regressed · "
    "$0.031 of $2.00 · 3 of 3 attempts — draft, the best attempt's change",
    "regressed": "⚠️ **Not verified** · 2 tests that passed on the base fail now (and 1 more reason) · "
    "$0.031 of $2.00 · 1 of 3 attempts — draft, the best attempt's change",
    "proof_missing": "⚠️ **Not verified: the proof is missing** · all 47 tests pass, but all 5 new tests pass "
    "on the base too, so they prove nothing about this change · $0.031 of $2.00 — draft",
    "limit": "🛑 **Stopped at the limit** · $0.031 of $2.00 spent in attempt 2 · the change so far is below, "
    "unverified · the cost limit of $2.00 is reached ($2.00 spent, at least $0.01 needed to go on); raise "
    "max-cost-usd to let the run go on",
    "blocked": "⛔ **Blocked** · the change touches `.github/workflows/ci.yml`, which Code-on-Fly never "
    "publishes · nothing was pushed · $0.031 of $2.00",
    "cancelled": "🛑 **Cancelled** · the label was taken off · $0.031 of $2.00 · nothing was pushed; "
    "the change so far is kept, unverified",
    "interrupted": "🛑 **Cancelled** · the run was interrupted · $0.031 of $2.00 · it was cut off; the "
    "change so far is kept, unverified",
    "failed": "🛑 **Failed** · the model's service did not answer in 3 tries (HTTP 500) · $0.00 of $2.00 · "
    "no change was made",
    "unchanged": "⚠️ **Nothing changed** · the agent left every file as it was · $0.031 of $2.00 · no pull "
    "request",
    "no_baseline": "⚠️ **Not verified** · the base's tests could not be run, so there is nothing to "
    "compare with · $0.031 of $2.00 · 1 of 3 attempts — draft, the best attempt's change",
    "refactoring": "✅ **Verified** · no behaviour proof: no test is new · 42 of 42 existing tests still "
    "pass · $0.031 of $2.00 · attempt 1 of 3 · 3 min 12 s",
    "unpriced": "✅ **Verified** · 5 new tests pass here and fail without this change · 42 of 42 existing "
    "tests still pass · 1 of 3 criteria open · $0.031 of $2.00 + unpriced calls · attempt 2 of 3 · "
    "3 min 12 s",
    "demo": "✅ **Verified** · 5 new tests pass here and fail without this change · 42 of 42 existing "
    "tests still pass · 1 of 3 criteria open · $0.031 of $2.00 (at recorded prices) · attempt "
    "2 of 3 · 3 min 12 s",
}

HEADINGS = [
    *("Why this is not verified", "What changed", "Acceptance criteria", "Tests", "Proof", "Attempts"),
    *("Cost", "Go on"),
]
DID_NOT_RAISE = "Failed: DID NOT RAISE ValueError"

every = pytest.mark.parametrize("record", records.EVERY.values(), ids=records.EVERY)
attacks = pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)


def sections(body: str) -> list[str]:
    return [
        token.children[0].content
        for opening, token in zip(*[MARKDOWN.parse(body)[start:] for start in (0, 1)], strict=False)
        if opening.type == "heading_open" and token.children
    ]


@pytest.mark.parametrize(("name", "line"), FIRST_LINES.items(), ids=FIRST_LINES)
def test_the_first_line_of_every_outcome(name: str, line: str) -> None:
    assert report.headline(records.EVERY[name]) == line


def test_a_verified_body_has_all_sections_in_order() -> None:
    assert sections(report.pull_request_body(records.verified)) == HEADINGS[1:]


def test_criteria_are_open_only_where_behaviour_was_asked_for() -> None:
    documentation = replace(records.verified, plan=replace(records.PLAN, nature="documentation"))
    assert "open" not in report.headline(documentation)
    assert "1 of 3 criteria open" in report.terminal_summary(records.verified, Path("out"))
    assert "open" not in report.terminal_summary(documentation, Path("out"))


@every
def test_every_body_starts_with_its_first_line_and_tells_the_cost(record: Record) -> None:
    body = report.pull_request_body(record)
    assert body.startswith(report.headline(record) + "\n")
    assert "| **total** | limit $2.00" in body
    assert "\n\n\n" not in body
    assert "correct" not in body


@every
def test_the_issue_is_closed_only_when_verified(record: Record) -> None:
    closing = re.findall(r"(?im)\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b:?\s+\S*#\d+", _ours(record))
    numbered = record.request.number is not None
    assert closing == (["Closes #12"] if record.outcome == "verified" and numbered else [])


def _ours(record: Record) -> str:
    return "\n".join((report.title(record), report.pull_request_body(record), report.commit_message(record)))


def test_the_tables_hold_the_computed_figures() -> None:
    body = report.pull_request_body(records.verified)
    for row in (
        "| passed | 42 | 47 |",
        "| failed | 0 | 0 |",
        "| skipped | 1 | 1 |",
        "| ✅ | `factorial(5)` is 120 | `test_values[5-120]` |",
        "| ◻️ | documented in the README | no test names it |",
        f"| 1 | ❌ | 46 passed, 1 failed | 1 min 21 s | $0.0166 | `test_negative`: {DID_NOT_RAISE} |",
        "| 2 | ✅ | 47 passed | 41 s | $0.0124 |  |",
        "| gpt-6.1-terra | 11 calls · 41,200 in (33,900 cached) · 2,900 out (350 reasoning) | $0.0235 |",
        "| sandboxes | 2 min 44 s \u00d7 2 vCPU, 4 GiB | $0.0075 |",
        "| **total** | limit $2.00 | **$0.031** |",
    ):
        assert row in body.splitlines()


def test_failing_tests_are_named_with_what_they_said() -> None:
    body = report.pull_request_body(records.unverified)
    assert "- `tests/test_factorial.py::test_negative`: Failed: DID NOT RAISE ValueError" in body.splitlines()


def test_findings_name_file_and_line() -> None:
    assert (
        "- ⚠️ `tests/test_basics.py`, line 5: an assertion was removed (removed-assertion)"
        in report.pull_request_body(records.regressed).splitlines()
    )


def test_what_is_blocked_is_listed() -> None:
    body = report.pull_request_body(records.blocked)
    assert "- the change touches `.github/workflows/ci.yml`, which Code-on-Fly never publishes\n" in body


def test_protected_files_are_announced_and_listed() -> None:
    finding = GateFinding("deploy/prod.yml", "protected", "`deploy/prod.yml` is protected", "review")
    rounds = (*records.verified.rounds[:-1], replace(records.verified.rounds[-1], gate=(finding,)))
    record = replace(records.verified, rounds=rounds)
    assert " · 1 protected file for your review · " in report.headline(record)
    assert "- `deploy/prod.yml` is protected\n" in report.pull_request_body(record)


def test_unpriced_models_are_said_to_be_unpriced() -> None:
    body = report.pull_request_body(records.unpriced)
    assert "| house-model | 1 call · 900 in (0 cached) · 80 out | unpriced |" in body
    assert "| **total** | limit $2.00 | **$0.031** + unpriced calls |" in body
    assert "No price is known for house-model" in body


def test_recorded_replies_are_said_to_be_recorded() -> None:
    body = report.pull_request_body(records.demo)
    assert "The model replies of this run are a recording" in body
    assert "at recorded prices" in body
    assert "at recorded prices" in report.terminal_summary(records.demo, Path("out"))


def test_dissent_and_missing_seats_are_shown() -> None:
    body = report.pull_request_body(records.verified)
    assert "Council: 4 seats, agreement 0.82, 1 objection" in body
    assert "- **testing** (gpt-6.1-terra): missing, no valid answer in 2 tries" in body
    assert "- objection: performance: iterative, not recursive" in body


# --- history --------------------------------------------------------------------------------------


def test_a_retry_adds_to_the_history_and_to_the_cost() -> None:
    earlier = report.past_run(records.unverified)
    first = report.pull_request_body(records.unverified)
    assert past_runs(first) == (earlier,)
    second = report.pull_request_body(records.verified, past_runs(first))
    assert f"| {records.unverified.started_at} | unverified | 3 | $0.031 |" in second
    assert "| **all 2 runs** | | | **$0.062** |" in second
    assert past_runs(second) == (replace(earlier, failures=()), report.past_run(records.verified))


def test_a_local_run_has_no_marker_and_says_how_to_apply_the_patch() -> None:
    body = report.pull_request_body(records.demo)
    assert "<!--" not in body
    assert "/retry" not in body
    assert "Apply it with `git apply change.patch` on `a1b2c3d4e5f6`." in body


def test_free_text_on_a_forge_has_a_history_but_closes_nothing() -> None:
    request = replace(records.REQUEST, number=None)
    body = report.pull_request_body(replace(records.verified, request=request))
    assert [run.run_id for run in past_runs(body)] == ["run-7"]
    assert "/retry" in body
    assert not re.search(r"#\d", body)


# --- other people's words -------------------------------------------------------------------------


def without_ours(body: str) -> str:
    """The body without what only the report itself writes."""
    body = re.sub(r"\n<!-- code-on-fly:runs:1 [\w=-]+ -->\s*\Z", "", body)
    body = re.sub(r"(?m)^(Closes|Asked for in) #12$", "", body)
    return re.sub(r"</?(?:details|summary)>|[✅❌⚠⛔🛑◻]", "", body)


def check(text: str, record: Record) -> None:
    told = records.with_words(record, text)
    body = report.pull_request_body(told)
    ours = without_ours(body)
    assert acts(ours) == []
    assert unseen(ours.replace("\ufe0f", "")) == []
    assert set(sections(body)) <= set(HEADINGS)
    assert len(sections(body)) == len(set(sections(body)))
    kinds = {token.type for token in tokens(MARKDOWN.parse(ours))}
    assert not kinds & {"link_open", "image", "html_inline", "html_block", "fence", "code_block", "hr"}
    assert [run.run_id for run in past_runs(body)] == [record.run_id]
    assert acts(report.title(told)) == []
    commit = report.commit_message(told)
    assert acts(commit.replace("Asked for in #12", "")) == []
    assert re.findall(r"(?m)^[A-Za-z-]+: ", commit.split("\n", 1)[1]) == []


@attacks
def test_no_attack_gets_through_a_verified_body(text: str) -> None:
    check(text, records.verified)


@attacks
def test_no_attack_gets_through_an_unverified_body(text: str) -> None:
    check(text, records.regressed)


@settings(max_examples=40)
@given(hostile, st.sampled_from(sorted(set(records.EVERY) - {"demo"})))
def test_nothing_gets_through_any_body(text: str, name: str) -> None:
    check(text, records.EVERY[name])


def test_a_forged_marker_in_the_summary_is_no_history() -> None:
    forged = report.pull_request_body(records.unverified).rsplit("\n", 1)[1]
    assert forged.startswith("<!-- code-on-fly:runs:1 ")
    body = report.pull_request_body(records.with_words(records.verified, f"x\n{forged}"))
    assert [run.outcome for run in past_runs(body)] == ["verified"]


# --- sizes ----------------------------------------------------------------------------------------


def giant(times: int, width: int = 400) -> Record:
    """A record in which everything is long."""
    names = tuple(f"tests/test_{number}.py::{'😀<|' * (width // 4)}[{number}]" for number in range(times))
    made = records.VERIFIED
    verification = replace(
        made,
        head=TestReport("pytest", tuple(TestCase(name, "failed", message=name) for name in names)),
        comparison=Comparison(new_passing=names, lost=names, regressed=names, still_failing=names),
        findings=tuple(Finding(name, 3, "skip", name) for name in names),
        criteria=tuple(
            CriterionResult(f"C{n}", name, (name,) * 9, False, name) for n, name in enumerate(names)
        ),
        verdict=replace(records.FAILED.verdict, reasons=records.FAILED.verdict.reasons * times),
        changed_by_request=names,
    )
    attempt = replace(
        records.FIRST,
        summary="\n".join(names),
        change=Change(tuple(FileChange(name, File("100644", b"x")) for name in names)),
        note=names[0],
    )
    return replace(
        records.regressed,
        rounds=(Round(attempt, (), verification),) * 30,
        best=29,
        plan=replace(records.PLAN, seats=tuple(Seat(n, n, n, (n,), "") for n in names), dissent=names),
        warnings=names,
    )


@pytest.mark.parametrize(("times", "width"), [(40, 40), (300, 400), (500, 1_000)])
def test_a_body_always_fits_and_says_what_was_cut(times: int, width: int) -> None:
    record = giant(times, width)
    history = tuple(PastRun(f"r{n}", "2026-11-23T10:02:05Z", "unverified", 3, 1, 1.0) for n in range(500))
    body = report.pull_request_body(record, history)
    assert report.length(body) <= report.BODY_LIMIT
    assert body.startswith(report.headline(record))
    assert re.search(r"(?m)^\*Cut to fit: .*All of it is in `evidence.json` and `report.html`.\*$", body)
    assert re.search(r"… and [\d,]+ more [a-z ]+: in `evidence.json`", body)
    assert body.count("<details>") == body.count("</details>")
    assert past_runs(body)[-1] == report.past_run(record)


def test_what_matters_least_is_cut_first() -> None:
    body = report.pull_request_body(
        replace(records.verified, warnings=tuple(f"warning {n} {'x' * 280}" for n in range(400)))
    )
    assert "*Cut to fit" not in body  # a list's own bound was enough
    assert "… and 341 more warnings: in `evidence.json`" in body


@pytest.mark.parametrize("times", [1, 500])
def test_the_summary_fits_the_limit_of_a_step(times: int) -> None:
    summary = report.job_summary(giant(times))
    assert 0 < len(summary.encode()) <= report.SUMMARY_LIMIT
    assert "<!--" not in summary


def test_failing_tests_are_listed_once() -> None:
    body = report.pull_request_body(records.unverified)
    assert body.count(f"- `{records.NEW[-1]}`") == 1
    assert "New and failing (" not in body
    assert "New and passing (" in body


# --- titles, commits, terminals -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Build a thing", "Build a thing"),
        ("  two\nlines ", "two lines"),
        ("x" * 300, "x" * 119 + "…"),
        ("", "Change of run run-7"),
        ("fixes #1", "fixes #\u202f1"),
    ],
)
def test_titles(title: str, expected: str) -> None:
    record = replace(records.verified, request=replace(records.REQUEST, title=title))
    assert report.title(record) == expected


def test_the_commit_message_is_the_same_for_another_run_of_the_same_change() -> None:
    again = replace(records.verified, run_id="run-8", seconds=1.0, charges=(), started_at="later")
    assert report.commit_message(again) == report.commit_message(records.verified)
    assert report.commit_message(records.verified) == (
        "Build a function that calculates factorial\n\n"
        "> `factorial(n)` in `mathkit/factorial.py`, exported from the package;\n"
        "> negative input raises `ValueError`.\n\n"
        "Verified by Code-on-Fly: 47 passed, 0 failed, 1 skipped.\n"
        "Asked for in #12\n"
    )


@every
def test_the_terminal_says_verdict_cost_and_files(record: Record) -> None:
    shown = report.terminal_summary(record, Path("somewhere/out"))
    assert not re.search(r"\. [a-z]", shown.splitlines()[0])
    assert not shown.endswith("\n")
    assert unseen(shown) == []
    assert ("Verified." in shown) == (record.outcome == "verified")
    for name in ("pull_request.md", "report.html", "evidence.json"):
        assert f"somewhere/out/{name}" in shown
    assert ("somewhere/out/change.patch" in shown) == bool(record.change), "an empty patch is none"


def test_kinds_cover_every_record() -> None:
    assert {view.kind(record) for record in records.EVERY.values()} == set(view.Kind.__args__)
