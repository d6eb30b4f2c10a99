"""Comparing two reports: totals, renames, and properties that hold for any two."""

from __future__ import annotations

import random
from dataclasses import fields
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeonfly.results import Bodies, Comparison, Outcome, TestCase, TestReport, compare, seconds_told
from codeonfly.toolchains import bootstrap, junit, toolchain_of

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
STATES = tuple(field.name for field in fields(Comparison) if field.name not in ("renamed", "slower"))


def report(**outcomes: Outcome) -> TestReport:
    return TestReport("any", tuple(TestCase(name, outcome) for name, outcome in outcomes.items()))


@pytest.mark.parametrize(
    ("before", "after", "became"),
    [
        ("passed", "passed", "still_passing"),
        ("passed", "failed", "regressed"),
        ("passed", "errored", "regressed"),
        ("passed", "skipped", "newly_skipped"),
        ("passed", "xfailed", "newly_skipped"),
        ("passed", None, "lost"),
        ("failed", "passed", "fixed"),
        ("errored", "passed", "fixed"),
        ("failed", "errored", "still_failing"),
        ("failed", "skipped", "newly_skipped"),
        ("failed", None, "lost"),
        ("skipped", "passed", "fixed"),
        ("skipped", "failed", "regressed"),
        ("skipped", "xfailed", "still_skipped"),
        ("skipped", None, "lost"),
        (None, "passed", "new_passing"),
        (None, "failed", "new_failing"),
        (None, "errored", "new_failing"),
        (None, "skipped", "new_skipped"),
    ],
)
def test_what_became_of_a_test(before: Outcome | None, after: Outcome | None, became: str) -> None:
    base = report(**({"one": before} if before else {}))
    head = report(**({"one": after} if after else {}))
    assert compare(base, head) == Comparison(**{became: ("one",)})  # type: ignore[arg-type]


def test_of_two_cases_with_one_id_the_worse_counts() -> None:
    twice = TestReport("any", (TestCase("one", "failed"), TestCase("one", "passed")))
    assert compare(report(one="passed"), twice).regressed == ("one",)
    assert compare(report(one="passed"), TestReport("any", twice.cases[::-1])).regressed == ("one",)


def test_a_test_with_the_same_body_was_renamed() -> None:
    base, head = report(old="passed", kept="passed"), report(new="passed", kept="passed")
    found = compare(base, head, Bodies({"old": "x", "kept": "y"}, {"new": "x", "kept": "y"}))
    assert found == Comparison(still_passing=("kept",), renamed=(("old", "new"),))


@pytest.mark.parametrize(
    ("before", "after", "bodies"),
    [
        ("passed", "passed", Bodies({"old": "x"}, {"new": "y"})),
        ("passed", "passed", Bodies({}, {"new": "x"})),
        ("passed", "passed", Bodies({"old": "x"}, {})),
        ("passed", "failed", Bodies({"old": "x"}, {"new": "x"})),
        ("passed", "skipped", Bodies({"old": "x"}, {"new": "x"})),
        ("failed", "passed", Bodies({"old": "x"}, {"new": "x"})),
    ],
)
def test_another_body_or_outcome_is_no_rename(before: Outcome, after: Outcome, bodies: Bodies) -> None:
    found = compare(report(old=before), report(new=after), bodies)
    assert (found.lost, found.renamed) == (("old",), ())


def test_two_tests_cannot_live_on_in_one() -> None:
    bodies = Bodies({"a": "x", "b": "x"}, {"new": "x"})
    found = compare(report(a="passed", b="passed"), report(new="passed"), bodies)
    assert (found.renamed, found.lost) == ((("a", "new"),), ("b",))


@pytest.mark.parametrize(
    ("before", "after", "slower"),
    [(0.1, 1.2, True), (0.1, 1.0, False), (3.0, 4.5, False), (3.0, 6.0, True), (6.0, 3.0, False)],
)
def test_a_test_that_takes_much_longer_is_named(before: float, after: float, slower: bool) -> None:
    base = TestReport("any", (TestCase("one", "passed", before),))
    head = TestReport("any", (TestCase("one", "passed", after),))
    assert compare(base, head).slower == ((("one", before, after),) if slower else ())


ids = st.text(alphabet="abc:[]/", min_size=1, max_size=4)
cases = st.builds(
    TestCase, id=ids, outcome=st.sampled_from(OUTCOMES), seconds=st.floats(0, 100, allow_nan=False)
)
reports = st.lists(cases, max_size=12).map(lambda some: TestReport("any", tuple(some)))
bodies_of = st.dictionaries(ids, st.sampled_from("xyz"), max_size=8)
any_bodies = st.builds(Bodies, bodies_of, bodies_of)


@given(reports, reports, any_bodies)
def test_every_id_is_in_exactly_one_place(base: TestReport, head: TestReport, bodies: Bodies) -> None:
    found = compare(base, head, bodies)
    told = [name for state in STATES for name in getattr(found, state)]
    told += [name for pair in found.renamed for name in pair]
    assert sorted(told) == sorted({case.id for case in (*base.cases, *head.cases)})


@given(reports, any_bodies)
def test_a_report_does_not_differ_from_itself(one: TestReport, bodies: Bodies) -> None:
    found = compare(one, one, bodies)
    same = ("still_passing", "still_failing", "still_skipped")
    assert all(not getattr(found, state) for state in STATES if state not in same)
    assert (found.renamed, found.slower) == ((), ())


@given(reports, reports, any_bodies, st.randoms(use_true_random=False))
def test_order_never_matters(
    base: TestReport, head: TestReport, bodies: Bodies, chance: random.Random
) -> None:
    def shuffled(one: TestReport) -> TestReport:
        unique = list({case.id: case for case in one.cases}.values())
        return TestReport(one.runner, tuple(chance.sample(unique, len(unique))))

    before = TestReport("any", tuple({case.id: case for case in base.cases}.values()))
    after = TestReport("any", tuple({case.id: case for case in head.cases}.values()))
    assert compare(shuffled(base), shuffled(head), bodies) == compare(before, after, bodies)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (0.25, 0.25),
        (3, 3.0),
        ("1.5", 1.5),
        *(
            (one, 0.0)
            for one in ("", "soon", "inf", "1e999", "nan", "-3", -3, 10**400, float("inf"), None, [1])
        ),
    ],
)
def test_what_is_no_time_takes_none(told: object, seconds: float) -> None:
    assert seconds_told(told) == seconds


def test_no_test_can_say_that_it_took_for_ever() -> None:
    text = '<testsuite><testcase name="a" classname="b" time="1e999"/></testsuite>'
    told = junit.report(text.encode(), "any")
    event = '{"Action":"pass","Package":"x","Test":"TestA","Elapsed":1' + "0" * 400 + "}"
    go = bootstrap("go-1.26")
    by_go = toolchain_of(go).read_report(go, event.encode(), "", "")
    for report in (told, by_go):
        assert report is not None
        assert [case.seconds for case in report.cases] == [0.0]
