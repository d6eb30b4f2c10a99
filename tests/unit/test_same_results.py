"""What came of calls in two versions, compared."""

from __future__ import annotations

import argparse
import datetime
import importlib.util
import json
import pickle
from types import ModuleType, SimpleNamespace

import pytest

from codeonfly.toolchains.stream import REPORTERS
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


def lines(*told: object) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in told)


def test_lines_that_end_before_the_last_tell_what_they_tell() -> None:
    begun = lines(["0", GIVES])
    other = {**GIVES, "gives": 2}
    differs = SameResults(1, ("f(1) gives 1, and now gives 2",))
    assert compared(lines(["0", GIVES], "end"), lines(["0", other], "end")) == differs
    assert compared(begun + b'["1", {"gi', lines(["0", other], "end")) == differs
    assert compared(begun, begun) == SameResults(1, ())
    assert len(compared(lines(["0", GIVES], "end"), begun).differing) == 1  # a call that never ends
    assert compared(lines("end"), b"") == SameResults(0, ())
    assert compared(lines(["0", GIVES], "end"), lines("end")) == SameResults(0, ())  # it is called otherwise


def test_a_function_that_takes_something_else_is_another_one() -> None:
    old, new = {**GIVES, "takes": "(a)"}, {**GIVES, "takes": "(a, b)"}
    near = {**GIVES, "gives": 2}
    assert compared(lines(["0", old], ["0 0 +1", old]), lines(["0", {**new, **near}], ["0 0 +1", near])) == (
        SameResults(0, ())
    )
    # as long as it gives the same for the call itself, it is held to that for those near
    assert (
        len(compared(lines(["0", old], ["0 0 +1", old]), lines(["0", new], ["0 0 +1", near])).differing) == 1
    )
    assert len(compared(lines(["0", old]), lines(["0", {**old, **near}])).differing) == 1


def test_what_sources_ask_of_each_other_may_have_another_form() -> None:
    inner, other = {**GIVES, "inner": True}, {**GIVES, "inner": True, "gives": 2}
    assert compared(lines(["0", inner], ["0 0 +1", inner]), lines(["0", other], ["0 0 +1", other])) == (
        SameResults(0, ())
    )
    assert len(compared(lines(["0 0 +1", inner]), lines(["0 0 +1", other])).differing) == 1


@pytest.mark.parametrize(
    ("way", "old", "differs"),
    [
        ("0 0 no date, empty", GIVES, False),
        ("0 0 no date, empty", {"call": "f(1)", "raises": "ValueError"}, True),
        ("0 0 +1", GIVES, True),
    ],
)
def test_what_is_no_date_may_come_to_anything_where_it_is_not_refused(
    way: str, old: dict[str, object], differs: bool
) -> None:
    new = {**GIVES, "gives": 7}
    assert bool(compared(told(**{way: old}), told(**{way: new})).differing) is differs


def loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, REPORTERS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("gives", "differs"), [(None, False), ([], False), ({"object": {}}, False), (0, True), ([3], True)]
)
def test_a_number_below_0_may_be_refused_where_nothing_came_of_it(gives: object, differs: bool) -> None:
    place = "0 1 negative"
    was = {place: {"call": "f(-5)", "gives": gives}}
    now = {place: {"call": "f(-5)", "raises": "ValueError"}}
    assert bool(compared(json.dumps(was).encode(), json.dumps(now).encode()).differing) is differs
    assert compared(
        json.dumps(was).replace("negative", "+1").encode(), json.dumps(now).replace("negative", "+1").encode()
    ).differing


def test_what_has_moved_is_not_called() -> None:
    blob = pickle.dumps(([3], {}))
    calls = [
        ("no.such.module", "Desk.open", "plain", blob),
        ("statistics", "NormalDist.nothing", "plain", blob),
    ]
    assert loaded("cof_again")._again(calls) == ({}, {})


def test_of_a_library_s_object_only_what_is_plain_is_told() -> None:
    class Own:
        def __init__(self) -> None:
            self.sizes = {"a": 1}
            self.parser = argparse.ArgumentParser("tides", description="when")
            self.library = json

    parts = loaded("cof_told").told(Own())["object"]
    parser = parts.pop("parser")["object"]
    assert parts == {"library": {"module": "json"}, "sizes": {"dict": [["a", {"int": "1"}]]}}
    assert (parser["prog"], parser["description"]) == ("tides", "when")
    assert "formatter_class" not in parser  # a class
    assert "argument_default" not in parser  # None says nothing of a library's
    assert all(isinstance(one, str | bool) for one in parser.values())


@pytest.mark.parametrize("record", [argparse.Namespace, SimpleNamespace])
def test_what_a_record_of_the_library_holds_is_told(record: type) -> None:
    """A refactoring of a command line gives the same options, lists among them."""
    told = loaded("cof_told").told(record(only=["a", "b"], depth=None))
    assert told == {"object": {"depth": None, "only": ["a", "b"]}}


@pytest.mark.parametrize("last", ["9999-12-31", datetime.date.max])
def test_after_the_last_day_there_is_none(last: object) -> None:
    found = [str(one) for _, one in loaded("cof_again")._variants(last)]
    assert "9999-12-30" in found
    assert not any(one.startswith("10000") for one in found)


@pytest.mark.parametrize(("way", "differs"), [("0 without rows", False), ("0 without the last", True)])
def test_a_part_that_all_calls_had_may_be_missed(way: str, differs: bool) -> None:
    place = f"0 {way}"
    found = compared(told(**{place: GIVES}), told(**{place: {"call": "f(1)", "stumbles": "TypeError"}}))
    assert bool(found.differing) is differs
