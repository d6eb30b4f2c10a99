"""What a payload asks for. Whatever isn't asked for plainly, by a person, right now, is not ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from action.gate import reason_to_ignore
from codeonfly.errors import UserError
from codeonfly.event import (
    Actor,
    Dispatched,
    Labelled,
    NotOurs,
    RetryAsked,
    dispatch_target,
    is_label,
    parse_event,
    read_payload,
    retry_instructions,
)
from tests.fakes.payloads import AT, BOT, STRANGER, changed, comment, dispatch, labeled, review

ANN = Actor("ann", 101)
LABEL = "code-on-fly"


def test_a_label() -> None:
    assert parse_event("issues", labeled(), label=LABEL) == Labelled(
        "octo/mathkit", 12, LABEL, "Add factorial", "Please.", ANN, AT
    )


@pytest.mark.parametrize("author", [None, {"login": "ghost", "id": 10137, "type": "User"}, ...])
def test_a_request_outlives_the_account_of_its_author(author: Any) -> None:
    assert isinstance(parse_event("issues", changed(labeled(), "issue.user", author)), Labelled)


def test_an_issue_without_a_body_is_still_a_request() -> None:
    event = parse_event("issues", labeled(body=None), label=LABEL)
    assert isinstance(event, Labelled)
    assert event.body == ""


def test_a_retry_in_a_comment_and_in_a_review() -> None:
    asked = RetryAsked("octo/mathkit", 13, "faster", ANN, AT, comment=900)
    assert parse_event("issue_comment", comment()) == asked
    assert parse_event("pull_request_review", review()) == RetryAsked("octo/mathkit", 13, "faster", ANN, AT)


def test_a_dispatch() -> None:
    payload = dispatch(issue="#12", environment="", max_attempts=2, dry_run=True, model=" x ")
    assert parse_event("workflow_dispatch", payload) == Dispatched(
        "octo/mathkit", ANN, 12, "", {"max-attempts": "2", "dry-run": "true", "model": "x"}
    )
    assert parse_event("workflow_dispatch", dispatch(request="Build it")) == Dispatched(
        "octo/mathkit", ANN, None, "Build it"
    )
    assert parse_event("workflow_dispatch", dispatch()) == Dispatched("octo/mathkit", ANN)


NOT_OURS: dict[str, tuple[str, dict[str, Any], str]] = {
    "push": ("push", {"ref": "refs/heads/main"}, "'push' is not one of"),
    "a name with commands in it": ("x\n::error::", {}, r"'x\n::error::' is not one of"),
    "no name": ("", labeled(), "is not one of"),
    "opened": ("issues", changed(labeled(), "action", "opened"), "'opened', not labeled"),
    "unlabeled": ("issues", changed(labeled(), "action", "unlabeled"), "not labeled"),
    "another label": ("issues", changed(labeled(), "label.name", "bug"), "'bug' is not 'code-on-fly'"),
    "a longer label": ("issues", changed(labeled(), "label.name", "code-on-fly2"), "is not"),
    "a label that looks alike": ("issues", changed(labeled(), "label.name", "c\u043ede-on-fly"), "is not"),
    "our own label": ("issues", changed(labeled(), "label.name", "code-on-fly:running"), "the bot's own"),
    "label on a pull request": ("issues", changed(labeled(), "issue.pull_request", {}), "pull request"),
    "closed": ("issues", changed(labeled(), "issue.state", "closed"), "closed or locked"),
    "locked": ("issues", changed(labeled(), "issue.locked", True), "closed or locked"),
    "no sender": ("issues", changed(labeled(), "sender", ...), "no valid sender"),
    "sender without id": ("issues", changed(labeled(), "sender.id", ...), "no valid id"),
    "sender with id as text": ("issues", changed(labeled(), "sender.id", "101"), "no valid id"),
    "sender with id true": ("issues", changed(labeled(), "sender.id", True), "no valid id"),
    "no issue": ("issues", changed(labeled(), "issue", None), "no valid issue"),
    "no title": ("issues", changed(labeled(), "issue.title", ""), "no valid title"),
    "no repository": ("issues", changed(labeled(), "repository", []), "no valid repository"),
    "a path for a repository": ("issues", changed(labeled(), "repository.full_name", "a/../b"), "repository"),
    "a way up for a repository": (
        "issues", changed(labeled(), "repository.full_name", "octo/.."), "repository",
    ),
    "letters that look alike": (
        "issues", changed(labeled(), "repository.full_name", "\u043ecto/mathkit"), "repository",
    ),
    "locked in another type": ("issues", changed(labeled(), "issue.locked", "true"), "closed or locked"),
    "number zero": ("issues", changed(labeled(), "issue.number", 0), "no valid number"),
    "empty": ("issues", {}, "'None', not labeled"),
    "edited event": ("issue_comment", changed(comment(), "action", "edited"), "only new comments"),
    "edited a second later": (
        "issue_comment", changed(comment(), "comment.updated_at", "2026-11-23T10:02:01Z"), "was edited",
    ),
    "edited at no time": (
        "issue_comment", changed(comment(), "comment.updated_at", None), "was edited",
    ),
    "edited before we looked": (
        "issue_comment", changed(comment(), "comment.updated_at", "2026-11-23T10:03:00Z"), "was edited",
    ),
    "on an issue": ("issue_comment", changed(comment(), "issue.pull_request", ...), "label it"),
    "on a closed one": ("issue_comment", changed(comment(), "issue.state", "closed"), "not open"),
    "by a bot": ("issue_comment", changed(comment(), "comment.user", BOT), "by a bot"),
    "sent by a bot": ("issue_comment", changed(comment(), "sender", BOT), "by a bot"),
    "by an app for somebody": (
        "issue_comment", changed(comment(), "comment.performed_via_github_app", {"id": 1}), "by an app",
    ),
    "written by one, sent by another": (
        "issue_comment", changed(comment(), "comment.user", STRANGER), "not written by the sender",
    ),
    "review edited": ("pull_request_review", changed(review(), "action", "edited"), "not submitted"),
    "review without words": ("pull_request_review", review(None), "does not begin"),
    "review on a fork's": (
        "pull_request_review",
        changed(review(), "pull_request.head.repo.full_name", "eve/mathkit"),
        "another repository",
    ),
    "review on a deleted fork's": (
        "pull_request_review", changed(review(), "pull_request.head.repo", None), "another repository",
    ),
    "review on a merged one": (
        "pull_request_review", changed(review(), "pull_request.state", "closed"), "not open",
    ),
    "review by a bot": ("pull_request_review", changed(review(), "review.user", BOT), "by a bot"),
    "dispatch with a list": (
        "workflow_dispatch", changed(dispatch(), "inputs", ["x"]), "no valid inputs",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "payload", "reason"), NOT_OURS.values(), ids=NOT_OURS.keys())
def test_not_ours(name: str, payload: dict[str, Any], reason: str) -> None:
    event = parse_event(name, payload, label=LABEL)
    assert isinstance(event, NotOurs)
    assert reason in event.reason
    assert "\n" not in event.reason


def test_null_where_a_pull_request_would_stand_is_an_issue() -> None:
    payload = labeled()
    payload["issue"]["pull_request"] = None
    assert parse_event("issues", payload, label=LABEL) == parse_event("issues", labeled(), label=LABEL)
    assert reason_to_ignore("issues", payload, {LABEL}) == ""


def test_without_a_label_to_compare_every_label_but_our_own_passes() -> None:
    assert isinstance(parse_event("issues", changed(labeled(), "label.name", "build")), Labelled)
    assert isinstance(parse_event("issues", changed(labeled(), "label.name", "Code-On-Fly:x")), NotOurs)


COMMANDS = {
    "/retry": "",
    "/retry faster": "faster",
    "/retry\tfaster ": "faster",
    "/retry\r\n\r\nand simpler\r\n": "and simpler",
    "/retry a\nb": "a\nb",
}


@pytest.mark.parametrize(("text", "instructions"), COMMANDS.items())
def test_a_command(text: str, instructions: str) -> None:
    assert retry_instructions(text) == instructions


@pytest.mark.parametrize(
    "text",
    [
        "", " /retry", "\n/retry", "> /retry", "```\n/retry\n```", "`/retry`", "    /retry", "- /retry",
        "please /retry", "/retryfaster", "/retry-it", "/Retry", "/RETRY", "\u200b/retry", "<!-- x -->/retry",
        "<!--\n/retry\n-->", "\\/retry", "//retry", "/retr\u0443", "/retry\u200b", "\ufeff/retry",
    ],
)  # fmt: skip
def test_no_command(text: str) -> None:
    assert retry_instructions(text) is None
    assert isinstance(parse_event("issue_comment", comment(text)), NotOurs)
    assert isinstance(parse_event("pull_request_review", review(text)), NotOurs)


@pytest.mark.parametrize("issue", ["0", "-1", "1.0", "twelve", "12 13", "#", "99999999999", "١٢"])
def test_a_dispatched_number_that_is_none(issue: str) -> None:
    with pytest.raises(UserError, match="must be an issue's number"):
        dispatch_target(issue, "")


def test_a_dispatch_of_two_things_at_once() -> None:
    with pytest.raises(UserError, match="both issue and request"):
        parse_event("workflow_dispatch", dispatch(issue=1, request="x"))


def test_labels_differ_by_more_than_case() -> None:
    assert is_label("Code-On-Fly", "code-on-fly")
    assert not is_label("code-on-fly ", "code-on-fly")
    assert not is_label("code-on-fly:running", "code-on-fly:running")


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{", b"\xff", b'"x"', b"[" * 100_000, b"1" * 5000])
def test_a_file_that_is_no_payload(data: bytes) -> None:
    with pytest.raises(UserError, match="not a JSON object"):
        read_payload(data)


def test_a_payload_larger_than_github_sends() -> None:
    with pytest.raises(UserError, match="larger than 25 MB"):
        read_payload(b" " * ((25 << 20) + 1))
    assert read_payload(json.dumps(labeled()).encode()) == labeled()


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["labeled", "open", "/retry"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(sorted(comment())), inner),
    max_leaves=6,
)


@given(
    st.sampled_from([("issues", labeled()), ("issue_comment", comment()), ("pull_request_review", review())]),
    st.data(),
)
def test_a_payload_of_any_shape_is_an_event(
    given_event: tuple[str, dict[str, Any]], data: st.DataObject
) -> None:
    name, payload = given_event
    paths = list(payload) + [
        f"{a}.{b}" for a, inner in payload.items() if isinstance(inner, dict) for b in inner
    ]
    path = data.draw(st.sampled_from(paths))
    event = parse_event(name, changed(payload, path, data.draw(_JSON)), label=LABEL)
    assert isinstance(event, Labelled | RetryAsked | NotOurs)


def test_times_that_are_told_in_fractions_of_a_second_are_no_edit() -> None:
    told = changed(comment(), "comment.updated_at", "2026-11-23T10:02:00.741Z")
    assert isinstance(parse_event("issue_comment", told), RetryAsked)
