"""What came of calls in two versions, compared."""

from __future__ import annotations

import json

import pytest

from codeonfly.verification.facts import SameResults
from codeonfly.verification.same_results import compared

GIVES = {"call": "f(1)", "gives": 1, "leaves": []}


def told(**calls: object) -> bytes:
    return json.dumps(calls).encode()


@pytest.mark.parametrize(
    ("old", "new", "differs"),
    [
        (GIVES, GIVES, ""),
        (GIVES, {**GIVES, "gives": 2}, "f(1) gives 1, and now gives 2"),
        (GIVES, {**GIVES, "gives": True}, "f(1) gives 1, and now gives True"),
        (GIVES, {**GIVES, "leaves": [1]}, "f(1) leaves [], and now leaves [1]"),
        (GIVES, {"call": "f(1)", "raises": "ValueError"}, "f(1) gives 1, and now raises ValueError"),
        (GIVES, {"call": "f(1)", "stumbles": "KeyError"}, "f(1) gives 1, and now raises KeyError"),
        ({**GIVES, "objects": True}, {"call": "f(1)", "stumbles": "KeyError"}, ""),
        ({"call": "f(1)", "raises": "ValueError"}, {"call": "f(1)", "raises": "BadLine"}, ""),
        ({"call": "f(1)", "raises": "ValueError"}, GIVES, "f(1) raises ValueError, and now gives 1"),
        ({"call": "f(1)", "exits": "2"}, GIVES, "f(1) exits with 2, and now gives 1"),
        (GIVES, {"call": "f(1)", "slow": True}, "f(1) gives 1, and now comes to no end"),
        (
            {**GIVES, "gives": {"object": {"a": {"int": "1"}, "b": {"int": "2"}}}},
            {**GIVES, "gives": {"object": {"a": {"int": "1"}, "c": None}}},
            "",  # an attribute more, or one less, is form
        ),
        (
            {**GIVES, "gives": {"dict": [["a", {"int": "1"}]]}},
            {**GIVES, "gives": {"dict": []}},
            "f(1) gives {'a': 1}, and now gives {}",
        ),
    ],
)
def test_what_differs(old: object, new: object, differs: str) -> None:
    assert compared(told(a=old), told(a=new)) == SameResults(1, (differs,) if differs else ())


def test_calls_that_say_nothing_are_not_counted() -> None:
    stumbles, slow = {"call": "f()", "stumbles": "TypeError"}, {"call": "f()", "slow": True}
    long = {**GIVES, "long": True}  # on a busier machine it might come to no end
    before = told(a=stumbles, b=GIVES, c=slow, d=long)
    assert compared(before, told(a=GIVES, c=GIVES, d=slow)) == SameResults(0, ())


@pytest.mark.parametrize(
    "data",
    [
        None,
        b"",
        b"[]",
        b"{",
        b"[" * 100_000,
        b'{"a": 1}',
        b'{"a": {"gives": ' + b"[" * 900 + b"]" * 900 + b"}}",
    ],
)
def test_whatever_a_sandbox_writes(data: bytes | None) -> None:
    assert compared(data, data).differing == ()
    differing = compared(told(a=GIVES), data).differing
    assert len(differing) == (not (data or b"").startswith(b'{"a"'))  # it has to tell something
