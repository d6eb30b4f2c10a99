"""The status comment: a checklist that the journal computes, and one final form for every ending."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from codeonfly.journal import Entry, PhaseEnded, PhaseStarted, TestsRan
from codeonfly.ports import Published
from codeonfly.record import Record
from codeonfly.report import BODY_LIMIT, headline, length
from codeonfly.status import address, status_comment, steps
from tests.fakes import records
from tests.unit.test_escape import ATTACKS, acts, hostile, tokens, unseen

RUN = "https://github.com/acme/mathkit/actions/runs/7"
PULL = Published("code-on-fly/issue-12", "c0ffee", 13, "https://github.com/acme/mathkit/pull/13")
BRANCH = Published(
    "code-on-fly/issue-12",
    "c0ffee",
    None,
    "https://github.com/acme/mathkit/compare/main...code-on-fly/issue-12?expand=1&title=a%20b",
    fallback="this token may not open pull requests",
)
MARKDOWN = MarkdownIt("commonmark")


def test_the_checklist_while_an_attempt_runs() -> None:
    assert status_comment(records.ENTRIES[:12], run_url=RUN) == (
        "**Code-on-Fly is on it** · 42 s · $0.012 of $2.00 · "
        "[run](https://github.com/acme/mathkit/actions/runs/7)\n\n"
        "- [x] Base tested: mathkit @ a1b2c3d, Python 3.13.1, 42 passed, 1 skipped\n"
        "- [x] Plan: 3 criteria, 4 seats\n"
        "- [ ] Attempt 1: 1 command, tests 46 passed, 1 failed\n"
        "- [ ] Proof in a clean sandbox\n"
        "- [ ] Pull request\n"
    )


def test_before_anything_happened_everything_is_still_to_come() -> None:
    assert [(step.name, step.done) for step in steps(())] == [
        ("Base tested", False), ("Plan", False), ("Attempt 1", False),
        ("Proof in a clean sandbox", False), ("Pull request", False),
    ]  # fmt: skip


@pytest.mark.parametrize("many", range(len(records.ENTRIES) + 1))
def test_a_step_that_is_done_stays_done(many: int) -> None:
    def done(entries: tuple[Entry, ...]) -> list[tuple[str, int]]:
        return [(step.name, place) for place, step in enumerate(steps(entries)) if step.done]

    assert set(done(records.ENTRIES[: max(many - 1, 0)])) <= set(done(records.ENTRIES[:many]))


def test_a_failed_proof_is_marked_and_the_next_attempt_follows() -> None:
    names = [(step.name, step.done, step.failed) for step in steps(records.ENTRIES)]
    assert names[2:6] == [
        ("Attempt 1", True, False),
        ("Proof in a clean sandbox", True, True),
        ("Attempt 2", True, False),
        ("Proof in a clean sandbox", True, False),
    ]
    assert "- [x] Proof in a clean sandbox ❌: 46 passed, 1 failed" in status_comment(records.ENTRIES)


def test_a_review_is_a_step_before_the_pull_request() -> None:
    entries = (Entry(1.0, PhaseStarted("review")), Entry(2.0, PhaseEnded("review", "ok", "1 approve", 1.0)))
    assert [(step.name, step.done) for step in steps(entries)][-2:] == [
        ("Review", True),
        ("Pull request", False),
    ]


@pytest.mark.parametrize("record", records.EVERY.values(), ids=records.EVERY)
@pytest.mark.parametrize("published", [None, PULL, BRANCH], ids=["nowhere", "pull request", "branch"])
def test_every_ending_starts_with_its_first_line(record: Record, published: Published | None) -> None:
    comment = status_comment(record, run_url=RUN, published=published)
    assert comment.startswith(headline(record) + "\n")
    assert f"[Run and artifact]({RUN})" in comment
    assert ("Pull request: #13" in comment) == (published is PULL)
    assert ("open a pull request from it](https://github.com/" in comment) == (published is BRANCH)
    assert ("this token may not open pull requests" in comment) == (published is BRANCH)


def test_a_pull_request_that_is_not_verified_is_called_a_draft() -> None:
    draft = replace(PULL, draft=True)
    assert "Pull request: #13 (draft)" in status_comment(records.unverified, published=draft)
    assert "Pull request: #13 (draft)" in status_comment(records.verified, published=draft)
    assert "(draft)" not in status_comment(records.verified, published=PULL)


def test_on_a_pull_request_that_a_person_opened_the_label_goes_on() -> None:
    told = status_comment(records.verified, published=replace(PULL, theirs=True))
    assert "put the label on again" in told
    assert "/retry" not in told


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://a.example/x) [y](https://evil.example",
        "https://a.example/x y",
        "https://a.example/<b>",
        "//a.example",
        "",
        "https://a.example/" + "x" * 9_000,
    ],
)
def test_only_addresses_become_links(url: str) -> None:
    assert address(url) == ""
    assert "](" not in status_comment(records.verified, run_url=url, published=replace(BRANCH, url=url))


def check(text: str) -> None:
    running = (
        *records.ENTRIES,
        Entry(9.0, PhaseEnded("attempt 3", "ok", text, 1.0)),
        Entry(9.0, PhaseEnded(text, "ok", text, 1.0)),
    )
    final = status_comment(records.with_words(records.regressed, text), published=BRANCH, hint=text)
    link = f"[open a pull request from it]({BRANCH.url})"
    for comment in (status_comment(running), final.replace(link, "")):
        plain = comment.replace("❌", "").replace("⚠️", "").replace("- [x] ", "- ").replace("- [ ] ", "- ")
        assert acts(plain) == []
        assert unseen(plain) == []
        kinds = {token.type for token in tokens(MARKDOWN.parse(plain))}
        assert not kinds & {
            "link_open",
            "image",
            "html_inline",
            "html_block",
            "heading_open",
            "fence",
            "code_block",
        }
        assert length(comment) <= BODY_LIMIT


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_no_attack_gets_through(text: str) -> None:
    check(text)


@settings(max_examples=40)
@given(hostile)
def test_nothing_gets_through(text: str) -> None:
    check(text)


@pytest.mark.parametrize("piece", ["x", "😀", "<|`*", "@a #1 "])
def test_long_words_are_cut(piece: str) -> None:
    check(piece * 20_000)


def test_a_proof_that_is_meant_to_be_red_does_not_show_as_the_phases_tests() -> None:
    entries = (
        Entry(1.0, PhaseStarted("proof 1")),
        Entry(2.0, TestsRan("proof 1", 8, 0, 0)),
        Entry(3.0, TestsRan("proof 1", 0, 5, 0, "without the change")),
    )
    assert "tests 8 passed, 0 failed" in [step.note for step in steps(entries)]
