"""The report page: one file that loads nothing, runs nothing, and shows everything as text."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from codeonfly.html_report import MAX_DIFF_LINES, diff, html_report, phases, rows_of_tests
from codeonfly.journal import Entry, PhaseEnded, TestsRan
from codeonfly.record import Record
from codeonfly.results import TestCase, TestReport
from tests.fakes import records
from tests.unit.test_escape import ATTACKS, hostile

VOID = {"meta", "br", "!doctype"}
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "header", "footer", "section"),
    *("h1", "h2", "h3", "p", "ul", "li", "dl", "dt", "dd", "blockquote", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td", "span", "b", "br", "code", "pre"),
}
LOADING = {"src", "href", "srcset", "action", "data", "poster", "background", "onload", "onclick", "onerror"}

every = pytest.mark.parametrize("record", records.EVERY.values(), ids=records.EVERY)


class Page(HTMLParser):
    """Tags in order, attributes, and text; notes what is not closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")


def check(page: str) -> Page:
    read = Page(page)
    assert read.faults == []
    assert read.open == []
    assert read.tags <= TAGS
    assert not read.attributes & LOADING
    style = page.partition("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    return read


@every
def test_every_record_makes_a_page_that_loads_nothing(record: Record) -> None:
    page = html_report(record, records.PATCH)
    assert "default-src 'none'" in page
    read = check(page)
    assert records.BASE.commit in read.text


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_other_peoples_words_are_text(text: str) -> None:
    check(html_report(records.with_words(records.regressed, text), text.encode("utf-8", "replace")))


@settings(max_examples=30)
@given(hostile)
def test_any_words_are_text(text: str) -> None:
    told = records.with_words(records.verified, text)
    check(html_report(told, b"diff --git a/x b/x\n@@ -1 +1 @@\n+" + text.encode("utf-8", "replace")))


def test_the_page_says_verdict_figures_and_why() -> None:
    read = check(html_report(records.regressed, records.PATCH))
    for words in (
        "Not verified",
        "2 tests that passed on the base fail now",
        "an assertion was removed",
        "$0.031",
    ):
        assert words in read.text
    assert "The model replies of this run are a recording" in html_report(records.demo, b"")


def test_rows_name_what_became_of_each_test_worst_first() -> None:
    rows = rows_of_tests(records.regressed)
    assert [(row.id, row.group, row.base, row.head) for row in rows[:2]] == [
        (records.OLD[0], "regressed", "passed", "failed"),
        (records.OLD[1], "lost", "passed", ""),
    ]
    assert len(rows) == len(records.OLD) + 1 + len(records.NEW)


def test_phases_lie_on_the_time_line() -> None:
    bars = {bar.phase: bar for bar in phases(records.verified)}
    assert bars["attempt 1"].left == pytest.approx(100 * 31 / 192, abs=0.1)
    assert bars["attempt 1"].width == pytest.approx(100 * 78 / 192, abs=0.1)
    assert bars["proof 1"].tests is not None
    assert bars["proof 1"].tests.failed == 1
    assert all(bar.left >= 0 and bar.left + bar.width <= 100.5 for bar in bars.values())


def test_a_phase_longer_than_the_run_stays_on_the_page() -> None:
    record = replace(records.verified, entries=(Entry(1.0, PhaseEnded("plan", "ok", "", 99.0)),), seconds=1.0)
    (bar,) = phases(record)
    assert (bar.left, bar.width) == (0, 100)


def test_the_diff_is_read_file_by_file() -> None:
    first, second = diff(records.PATCH).files
    assert (first.path, first.added, first.deleted) == ("mathkit/__init__.py", 1, 0)
    assert (second.path, second.added, second.deleted) == ("mathkit/factorial.py", 4, 0)
    assert [line.kind for line in first.lines] == ["meta", "meta", "hunk", "same", "add"]


@pytest.mark.parametrize("patch", [b"", b"no patch", b"\xff\xfe\x00", b"diff --git \n"])
def test_what_is_no_patch_does_no_harm(patch: bytes) -> None:
    check(html_report(records.verified, patch))


def test_a_long_diff_is_cut_and_says_where_the_rest_is() -> None:
    patch = b"diff --git a/x b/x\n@@ -0,0 +1 @@\n" + b"+x\n" * (MAX_DIFF_LINES + 50)
    page = html_report(records.verified, patch)
    assert re.search(r"… and [\d,]+ more lines: in change.patch", page)
    assert page.count('class="add"') <= MAX_DIFF_LINES


def test_many_tests_are_cut_and_say_where_the_rest_is() -> None:
    cases = tuple(TestCase(f"test_{number}", "passed") for number in range(20_050))
    report = TestReport("pytest", cases)
    record = replace(records.unchanged, workbench=replace(records.WORKBENCH, baseline=report))
    page = html_report(record, b"")
    assert "… and 50 more tests: in evidence.json" in page


def test_a_phase_has_its_own_tests_and_no_proofs_that_are_meant_to_be_red() -> None:
    whole = TestsRan("proof 2", 8, 0, 0)
    entries = (
        Entry(2.0, whole),
        Entry(3.0, TestsRan("proof 2", 0, 5, 0, "without the change")),
        Entry(4.0, PhaseEnded("proof 2", "ok", "", 3.0)),
    )
    assert [phase.tests for phase in phases(replace(records.verified, entries=entries))] == [whole]


@every
def test_a_patch_is_named_where_something_was_changed(record: Record) -> None:
    assert ("none: nothing was changed" in html_report(record, b"")) == (not record.change)
