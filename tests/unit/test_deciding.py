"""What runs mean, told from their reports alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from codeonfly.results import Outcome, TestCase, TestReport
from codeonfly.settings import Settings
from codeonfly.tampering.scan import scan
from codeonfly.toolchains import detect
from codeonfly.verification.deciding import decide
from codeonfly.verification.facts import Facts
from codeonfly.verification.parts import split
from codeonfly.verification.renames import bodies
from tests.integration.proving import Case, change_of, tree_of

APP, OLD = "def low(limit):\n    return limit < 3\n", "def test_low():\n    assert low(2) is True\n"
BASE = {"pyproject.toml": "[tool.pytest]\n", "app.py": APP, "tests/test_a.py": OLD, "README.md": "app\n"}
FILE = "tests/test_a.py"


def report(cases: Iterable[tuple[str, Outcome]]) -> TestReport:
    return TestReport("pytest", tuple(TestCase(f"{FILE}::{name}", made, file=FILE) for name, made in cases))


def facts(files: dict[str, str | None], *, nature: str = "behaviour", **runs: TestReport) -> Facts:
    base = tree_of(BASE)
    change = change_of(Case("", files))
    parts = split(change, base, detect(base, Settings()))
    old = report([("test_low", "passed")])
    return Facts(
        base=old,
        base_note="",
        parts=parts,
        nature=nature,
        changed_by_request=(),
        accept_weak=False,
        accept_no_baseline=False,
        criteria=(),
        claims={},
        findings=scan(change, base, is_test=parts.is_test, is_configuration=parts.is_configuration),
        coded=parts.coded(base),
        head=runs.get("head", old),
        on_base=runs.get("on_base"),
        restored=old,
        reruns=[runs.get("again", runs.get("head", old))] * 3,
    )


def reasons(given: Facts) -> list[str]:
    return [reason.code for reason in decide(given).verdict.reasons]


@pytest.mark.parametrize(
    ("files", "is_alone"),
    [
        ({"README.md": "app, explained\n"}, True),
        ({"app.py": f'"""What is low."""\n\n{APP}'}, True),
        (
            {
                "app.py": APP.replace(
                    "    return", '    """Whether it is low."""\n    # below three\n    return'
                )
            },
            True,
        ),
        ({"docs/example.py": "print(1)\n"}, True),
        ({"app.py": APP.replace("< 3", "<= 3")}, False),
        ({"app.py": f'"""What is low."""\n\n{APP}', "more.py": "LIMIT = 3\n"}, False),
        ({"app.py": None}, False),
        ({"lib.js": "// explained\nmodule.exports = 1;\n"}, False),
    ],
)
def test_a_request_for_documentation_needs_no_test_as_long_as_no_code_changes(
    files: dict[str, str | None], is_alone: bool
) -> None:
    assert reasons(facts(files, nature="documentation")) == ([] if is_alone else ["fail-to-pass"])


def test_code_of_a_documentation_request_is_fine_with_a_test_that_shows_it() -> None:
    files: dict[str, str | None] = {
        "app.py": APP.replace("< 3", "<= 3"),
        FILE: OLD + "\n\ndef test_three():\n    assert low(3) is True\n",
    }
    head = report([("test_low", "passed"), ("test_three", "passed")])
    on_base = report([("test_low", "passed"), ("test_three", "failed")])
    assert reasons(facts(files, nature="documentation", head=head, on_base=on_base)) == []


OR = OLD + "\n\n@pytest.mark.parametrize('n', [4, 5])\ndef test_or(n):\n    assert low(n) is False\n"
GREEN: list[tuple[str, Outcome]] = [
    ("test_low", "passed"),
    ("test_or[4]", "passed"),
    ("test_or[5]", "passed"),
]
RED: list[tuple[str, Outcome]] = [("test_low", "passed"), ("test_or[4]", "failed"), ("test_or[5]", "failed")]
OLD_RED: list[tuple[str, Outcome]] = [("test_low", "failed"), *GREEN[1:]]


@pytest.mark.parametrize(
    ("mode", "runs", "is_new", "is_refused"),
    [
        ("no", [GREEN, RED], False, True),
        ("printed", [GREEN, RED], False, True),
        ("other", [GREEN, RED], False, True),
        ("no", [GREEN, GREEN], False, False),  # nothing would have been another
        ("no", [RED], False, False),
        ("no", [OLD_RED, RED], False, True),  # of old questions
        (
            "no",
            [OLD_RED, RED],
            True,
            False,
        ),  # old code asks the new function, and the base's tests for the other
    ],
)
def test_what_new_tests_take_as_well(
    mode: str, runs: list[list[tuple[str, Outcome]]], is_new: bool, is_refused: bool
) -> None:
    files: dict[str, str | None] = {"app.py": APP.replace("< 3", "< 3 and limit > 0"), FILE: OR}
    given = facts(files, head=report(GREEN), on_base=report(RED))
    given.on_shifted[mode] = [report(run) for run in runs]
    given.emptied = ("low",) if is_new else ()
    assert reasons(given) == (["fail-to-pass"] if is_refused else [])


def test_one_truth_is_enough_where_the_base_says_the_other() -> None:
    files: dict[str, str | None] = {"app.py": APP.replace("< 3", "< 3 and limit > 0"), FILE: OR}
    on_base = report(RED)
    cases = tuple(
        replace(case, message="E   AssertionError: assert True is False")
        if case.outcome == "failed"
        else case
        for case in on_base.cases
    )
    given = facts(files, head=report(GREEN), on_base=replace(on_base, cases=cases))
    given.on_shifted["no"] = [report(GREEN), report(RED)]
    assert reasons(given) == []


SET = "\n\n@pytest.mark.parametrize('x', {A(1), A(2)})\ndef test_set(x):\n    assert low(x) is x.low\n"


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        (
            [("test_set[x2]", "passed"), ("test_set[x1]", "passed")],
            [],
        ),  # each run counts them in its own order
        ([("test_set[x2]", "passed")], ["reruns"]),
        ([("test_set[x2]", "passed"), ("test_set[x1]", "failed")], ["reruns"]),
    ],
)
def test_parameters_of_a_set_have_other_names_in_each_run(
    again: list[tuple[str, Outcome]], expected: list[str]
) -> None:
    files: dict[str, str | None] = {
        "app.py": APP + "\n\nclass A:\n    def __init__(self, n):\n        self.low = low(n)\n",
        FILE: OLD + SET,
    }
    new: list[tuple[str, Outcome]] = [("test_set[x0]", "passed"), ("test_set[x1]", "passed")]
    old: list[tuple[str, Outcome]] = [("test_low", "passed")]
    on_base = report([*old, ("test_set[x0]", "failed"), ("test_set[x1]", "failed")])
    given = facts(files, head=report(old + new), on_base=on_base, again=report(old + again))
    assert reasons(given) == expected


@pytest.mark.parametrize(("outcome", "expected"), [("passed", []), ("xfailed", ["newly-skipped"])])
def test_a_new_test_that_is_expected_to_fail_says_that_the_work_is_not_done(
    outcome: Outcome, expected: list[str]
) -> None:
    more = "\n\ndef test_{0}():\n    assert low(0) is {0}\n"
    files: dict[str, str | None] = {"app.py": APP + "\n# more\n", FILE: OLD + more.format(1) + more.format(2)}
    head = report([("test_low", "passed"), ("test_1", "passed"), ("test_2", outcome)])
    on_base = report([("test_low", "passed"), ("test_1", "failed"), ("test_2", "failed")])
    assert reasons(facts(files, head=head, on_base=on_base)) == expected


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (OLD.replace("low(2)", "low(3)"), "failed", ["tampering"]),
        (OLD.replace("low(2)", "low(1)"), "passed", ["fail-to-pass"]),  # of the base's behaviour as well
        (OLD + "    assert low(3) is True\n", "failed", []),
    ],
)
def test_an_old_assertion_may_not_give_way_to_one_that_the_base_fails(
    now: str, before: Outcome, expected: list[str]
) -> None:
    files: dict[str, str | None] = {"app.py": APP.replace("< 3", "<= 3"), FILE: now}
    assert reasons(facts(files, on_base=report([("test_low", before)]))) == expected


@pytest.mark.parametrize(
    ("checks", "message", "is_enough"),
    [
        (["get('/a').status_code == 200"], "assert 404 == 200", False),
        (["get('/a').status_code == 201", "get('/a').ok"], "assert 405 == 201", False),
        (["get('/a').status_code == 200"], "assert 500 == 200", True),  # it was there, and went wrong
        (["get('/a').status_code == 200"], "test_a.py:404: assert 500 == 200", True),
        (["get('/a').status_code == 400"], "assert 404 == 400", True),
        (["get('/a').status_code == 200", "get('/a').json() == [1]"], "assert 404 == 200", True),
    ],
)
def test_that_a_server_has_an_address_by_now_is_not_enough(
    checks: list[str], message: str, is_enough: bool
) -> None:
    text = f"{OLD}\n\ndef test_a():\n" + "".join(f"    assert {one}\n" for one in checks)
    red = TestCase(f"{FILE}::test_a", "failed", file=FILE, message=f"E   {message}")
    head = report([("test_low", "passed"), ("test_a", "passed")])
    base = TestReport("pytest", (*report([("test_low", "passed")]).cases, red))
    given = facts({"app.py": f"{APP}#\n", FILE: text}, head=head, on_base=base)
    assert ("fail-to-pass" not in reasons(given)) is is_enough


@pytest.mark.parametrize(
    ("emptied", "asks_for_something"),
    [
        ([("passed", "passed")], False),  # the base's test, the new one
        ([("failed", "passed"), ("passed", "failed")], True),  # nothing at all breaks nothing
        ([("failed", "passed"), ("failed", "passed")], False),
        ([("passed", "passed"), ("failed", "failed")], False),
    ],
)
def test_emptied_functions_that_the_base_misses_show_nothing_of_the_new_tests(
    emptied: list[tuple[Outcome, Outcome]], asks_for_something: bool
) -> None:
    text = OLD + "\n\ndef test_new():\n    assert low(None) is False\n"
    new: list[tuple[str, Outcome]] = [("test_low", "passed"), ("test_new", "passed")]
    on_base = report([("test_low", "passed"), ("test_new", "failed")])
    given = facts({"app.py": f"{APP}#\n", FILE: text}, head=report(new), on_base=on_base)
    given.on_hollow = [report([("test_low", old), ("test_new", made)]) for old, made in emptied]
    given.emptied = ("is_low",)
    assert ("fail-to-pass" not in reasons(given)) is asks_for_something


@pytest.mark.parametrize(
    ("left_out", "is_enough"), [([], True), (["failed"], True), (["failed", "passed"], False)]
)
def test_new_tests_that_pass_on_the_base_without_a_new_option_show_nothing_of_it(
    left_out: list[Outcome], is_enough: bool
) -> None:
    text = OLD + "\n\ndef test_new():\n    assert low(None) is False\n"
    on_base = report([("test_low", "passed"), ("test_new", "failed")])
    head = report([("test_low", "passed"), ("test_new", "passed")])
    given = facts({"app.py": f"{APP}#\n", FILE: text}, head=head, on_base=on_base)
    given.on_left_out = [report([("test_low", "passed"), ("test_new", one)]) for one in left_out]
    given.left_out = ("--top",)
    assert ("fail-to-pass" not in reasons(given)) is is_enough


@pytest.mark.parametrize(
    ("old", "made", "is_enough"),
    [
        ("passed", "failed", True),
        ("passed", "passed", False),
        ("failed", "passed", True),  # the base's tests see that nothing is picked
    ],
)
def test_new_tests_that_pass_when_nothing_is_picked(old: Outcome, made: Outcome, is_enough: bool) -> None:
    text = OLD + "\n\ndef test_new():\n    assert low(None) is False\n"
    on_base = report([("test_low", "passed"), ("test_new", "failed")])
    head = report([("test_low", "passed"), ("test_new", "passed")])
    given = facts({"app.py": f"{APP}#\n", FILE: text}, head=head, on_base=on_base)
    given.picking = ("loans_between",)
    given.on_unpicking = [report([("test_low", old), ("test_new", made)])]
    assert ("fail-to-pass" not in reasons(given)) is is_enough


@pytest.mark.parametrize(("beside", "is_enough"), [("failed", True), ("passed", False)])
def test_a_new_test_that_passes_on_the_base_may_see_what_is_picked(beside: Outcome, is_enough: bool) -> None:
    more = "\n\ndef test_new():\n    assert low(None) is False\n\n\ndef test_beside():\n    assert low(1)\n"
    on_base = report([("test_low", "passed"), ("test_new", "failed"), ("test_beside", "passed")])
    head = report([("test_low", "passed"), ("test_new", "passed"), ("test_beside", "passed")])
    given = facts({"app.py": f"{APP}#\n", FILE: OLD + more}, head=head, on_base=on_base)
    given.picking = ("loans_between",)
    given.on_unpicking = [report([("test_low", "passed"), ("test_new", "passed"), ("test_beside", beside)])]
    assert ("fail-to-pass" not in reasons(given)) is is_enough


@pytest.mark.parametrize(
    ("now", "is_lost"),
    [
        (["test_a[>1-rows0]", "test_a[<1-rows1]", "test_a[<2-rows2]"], False),  # one was put in between
        (["test_a[>1-rows0]", "test_a[>1-rows1]"], True),
        (["test_a[>1-rows0]", "test_a[<2-]"], True),
    ],
)
def test_rows_that_are_counted_may_have_another_number(now: list[str], is_lost: bool) -> None:
    old: list[tuple[str, Outcome]] = [("test_a[>1-rows0]", "passed"), ("test_a[<2-rows1]", "passed")]
    given = facts({FILE: f"{OLD}#\n"}, head=report([(name, "passed") for name in now]))
    assert ("lost" in reasons(replace(given, base=report(old), restored=report(old)))) is is_lost


@pytest.mark.parametrize(
    ("now", "is_lost"),
    [
        (["a::case_1_low", "a::case_2_new", "a::case_3_high"], False),
        (["a::case_1_low", "a::case_2_new"], True),
        (["a::case_1_low", "b::case_2_high"], True),
    ],
)
def test_cases_of_rust_may_have_another_number(now: list[str], is_lost: bool) -> None:
    old: list[tuple[str, Outcome]] = [("a::case_1_low", "passed"), ("a::case_2_high", "passed")]
    given = facts({FILE: f"{OLD}#\n"}, head=report([(name, "passed") for name in now]))
    assert ("lost" in reasons(replace(given, base=report(old), restored=report(old)))) is is_lost


@pytest.mark.parametrize(("nature", "is_done"), [("refactoring", False), ("behaviour", True)])
def test_a_source_that_no_other_uses_is_no_refactoring(nature: str, is_done: bool) -> None:
    table = "def table(rows):\n    return [len(row) for row in rows]\n"
    files: dict[str, str | None] = {
        "table.py": table,
        FILE: OLD + "\n\ndef test_new():\n    assert table([]) == []\n",
    }
    new = report([("test_low", "passed"), ("test_new", "passed")])
    on_base = report([("test_low", "passed"), ("test_new", "failed")])
    given = facts(files, nature=nature, head=new, on_base=on_base)
    assert ("tampering" not in reasons(given)) is is_done


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_deleted_file_of_tests_weakens_nothing_where_they_run_elsewhere(is_kept: bool) -> None:
    there = TestReport("pytest", (TestCase("low", "passed", file=FILE),))
    moved = TestReport("pytest", (TestCase("low" if is_kept else "new", "passed", file="tests/test_b.py"),))
    given = replace(facts({FILE: None, "tests/test_b.py": OLD}, head=moved), base=there)
    (deleted,) = (finding for finding in decide(given).findings if finding.kind == "deleted")
    assert deleted.blocks is not is_kept


@pytest.mark.parametrize(
    ("moved", "is_lost"),
    [
        ("def test_low():\n    limit = make(3)\n    assert low(2) is True\n", False),
        ("def test_low():\n    limit = make(3)\n    assert low(2)\n", True),
        ("def test_low():\n    make(3)\n    assert low(2) is True\n", True),
        ("def test_lower():\n    limit = make(3)\n    assert low(2) is True\n", True),
    ],
)
def test_a_test_that_moves_may_bring_its_set_up(moved: str, is_lost: bool) -> None:
    given = facts({FILE: None, "tests/test_b.py": moved}, nature="refactoring")
    name = moved[4 : moved.index("(")]
    new = TestCase(f"tests/test_b.py::{name}", "passed", file="tests/test_b.py")
    head = TestReport("pytest", (new,))
    before, after = tree_of(BASE), tree_of({**BASE, "tests/test_b.py": moved})
    files = {path: file for path, file in after.files.items() if path != FILE}
    told = bodies(given.base, head, before.files, files, detect(before, Settings()))
    given = replace(given, head=head, reruns=[head] * 3, bodies=told)
    assert reasons(given) == (["lost", "tampering"] if is_lost else [])


def test_a_test_that_goes_by_request_is_not_there_unrun() -> None:
    given = facts({FILE: None}, nature="refactoring")
    given = replace(given, changed_by_request=("test_low",), head=TestReport("pytest", ()))
    assert "lost" not in reasons(given)
    assert "lost" in reasons(replace(given, not_run=frozenset({"test_low"})))


@pytest.mark.parametrize(
    ("made_of", "proves"),
    [
        ("dist/test/a.test.js", True),  # of the change's own test, compiled
        ("dist/test/b.test.js", False),
        ("test/a.test.ts.js", False),
    ],
)
def test_a_test_that_does_not_compile_on_the_base_fails_there(made_of: str, proves: bool) -> None:
    base = tree_of({"package.json": '{"scripts": {"test": "tsc && node --test dist"}}', "a.ts": ""})
    change = change_of(Case("", {"a.ts": "export const a = 1;\n", "test/a.test.ts": "it('a', () => {});\n"}))
    new = TestReport("node:test", (TestCase(f"{made_of}::a", "passed", file=made_of),))
    given = replace(
        facts({}),
        parts=split(change, base, detect(base, Settings())),
        base=TestReport("node:test", ()),
        head=new,
        restored=None,
        reruns=[new] * 3,
    )
    assert ("fail-to-pass" not in reasons(given)) == proves


def test_a_file_that_can_not_be_loaded_with_or_without_the_change_is_told() -> None:
    broken = TestReport(
        "pytest",
        (TestCase(FILE, "errored", file=FILE, message="E   ModuleNotFoundError: No module named 'shop'"),),
    )
    given = replace(facts({"app.py": APP.replace("< 3", "< 4")}, head=broken), base=broken)
    (said,) = [reason.sentence for reason in decide(given).verdict.reasons if reason.code == "fail-to-pass"]
    assert said.endswith(f"{FILE} fails as on the base: ModuleNotFoundError: No module named 'shop'")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("E   AssertionError: 3", []),
        ("E   KeyError: 'n'", ["fail-to-pass"]),
    ],  # it has to object, not to crash
)
def test_a_test_of_before_that_reads_more_may_show_what_the_change_does(
    message: str, expected: list[str]
) -> None:
    files: dict[str, str | None] = {"app.py": APP.replace("< 3", "<= 3"), "tests/data/rows.json": "[2, 3]\n"}
    case = TestCase(f"{FILE}::test_low", "failed", message=message, file=FILE)
    assert reasons(facts(files, on_base=TestReport("pytest", (case,)))) == expected


@pytest.mark.parametrize(
    ("differences", "said"),
    [
        (("crates/a/Cargo.lock",), "the installation wrote crates/a/Cargo.lock anew"),
        (("Cargo.lock", "app.py"), "the sandbox's files differ: Cargo.lock, app.py"),
    ],
)
def test_a_lock_file_that_was_left_behind_is_told(differences: tuple[str, ...], said: str) -> None:
    given = replace(facts({"app.py": APP.replace("< 3", "< 4")}), differences=differences)
    (sentence,) = [one.sentence for one in decide(given).verdict.reasons if one.code == "clean-room"]
    assert sentence.startswith(said)


def test_a_part_of_a_test_of_go_proves_nothing_where_the_whole_passed_without_the_change() -> None:
    """Its name may hold what the code gave, and so be another one on the base."""
    file = "tests/test_a.py"
    head = report([("test_low", "passed"), ("TestTag", "passed"), ('TestTag/"abc"', "passed")])
    given = facts({file: OLD + "# TestTag\n"}, head=head, on_base=report([("TestTag", "passed")]))
    assert "fail-to-pass" in reasons(given)
    given = facts({file: OLD + "# TestTag\n"}, head=head, on_base=report([("TestTag", "failed")]))
    assert "fail-to-pass" not in reasons(given)


@pytest.mark.parametrize(
    ("by_request", "message", "is_proven"),
    [
        (("test_low",), "E       AssertionError: expected it to not have property 'low'", True),
        (("test_low",), "E       AssertionError: expected it to have property 'high'", False),
        ((), "E       AssertionError: expected it to not have property 'low'", False),
    ],
)
def test_that_something_is_gone_is_enough_where_the_request_removes_it(
    by_request: tuple[str, ...], message: str, is_proven: bool
) -> None:
    gone = "def test_gone():\n    assert hasattr(app, 'high')\n"
    head = report([("test_gone", "passed")])
    on_base = report([("test_gone", "failed")])
    failed = replace(on_base, cases=tuple(replace(case, message=message) for case in on_base.cases))
    given = replace(facts({FILE: gone}, head=head, on_base=failed), changed_by_request=by_request)
    assert ("fail-to-pass" not in reasons(given)) is is_proven
