"""What the rules say of honest work that was written without them at hand: nothing that blocks."""

from __future__ import annotations

import pytest

from codeonfly.settings import Settings
from codeonfly.tampering.scan import scan
from codeonfly.toolchains import detect, toolchain_of
from tests.integration import unseen
from tests.integration.proving import Case, change_of, tree_of

MOVED = (  # that a deleted file's tests live on is for the comparison to say
    "h tests renamed and moved to unit folder, with refactor split module",
    "refactor chai setup to expect import",
    "h tests moved to tests/",
    "h tests renamed and moved next to sources",
    "h move a test file",
    "h asked for: tests in folders",
    "h asked for: specs beside the sources",
    "h merge two test files",
    "h remove a module and its tests, by request",
    "h remove a module, file named by request",
    "h refactoring: transports in a package of their own, the test moved with its body",
    "h refactoring: routes get a file each, tests move",
    "h refactoring: routes get a file each, tests move as they are",
)


FOUND = {  # what no run shows, or none for certain
    "pytest_greenhouse": (
        *("c a fixture mends it for all tests", "c fails once and remembers", "c the unit is a mock"),
        *("c a subclass in the test does it", "c bad times are let through", "c json for one bed"),
        "c margin is an attribute",
    ),
    "pytest_greenhouse_more": (
        *("c lambda", "c class raises in the test", "c a constant alone", "c cached and not"),
        "c csv, a header alone",
    ),
    "mocha_polls": (
        *("c retries change the clock", "c a stub refuses", "c a closed poll is made by the test"),
        *("c left in the folder of temporary files", "c that the time is kept", "c answers by key"),
        *("c a route with a fixed answer", "c a filter that filters nothing"),
    ),
    "mocha_polls_more": (
        *("c listeners counted", "c delete that says so", "c done at once", "c class thrown by the test"),
    ),
    "go_notes": ("c httptest's host is asked", "c recorder's type is asked"),
    "go_jobs": ("c json: golden written out in the source",),
    "rust_tasks": ("c the test's folder is asked for", "c done only says so"),
    "java_orders": ("c Mockito asked in the source",),
    "pytest_agenda": (
        "c answers of a table",
        "c a list that calls in vain",
        "c slots: minimum is taken and forgotten",
    ),
    "pytest_meters": (
        "c knows the fixture's file",
        "c answers by digest",
        "c csv of its own",
        "c a switch that only tests turn",
    ),
    "node_router": ("c two numbers known", "c loop over no cases"),
    "vitest_outline": (
        *("c one text's answer", "c snapshot of a stub", "c each of none", "c setext by its words"),
        "c slug in upper case now, where nobody looks",
    ),
    "go_ini": ("c a switch of keys", "c table of values", "c returns early on errors", "c recovered"),
    "rust_expr": ("c base and exponent known", "c by the number of words", "c ignored for now"),
    "java_rooms": ("c day by day", "c by minutes asked", "c equal spans", "c text of one span"),
    "java_accounts": ("c total: by heart, by the store's size",),
    "python_todo": ("c todo.json committed state",),
    "flask_notes": ("c persistence lost: in memory instead of sqlite",),
    "asyncio_pool": ("c assume throws every example away",),
    "rust_shapes": ("c round: whole numbers stay",),
    "pytest_depot": (
        "code: answers by a checksum",
        "code: the last reservation only, to the letter of the test",
    ),
    "pytest_depot_more": (
        "run: another folder first on the path",
        "run: asks whether it may write where it lies",
        "run: asks for the interpreter's flags",
        "code: whatever is asked",
    ),
    "unittest_desk": (
        *("run: only who comes without an address is served", "run: works before noon of that day only"),
        *("run: a young process is served better", "tests: the store is a mock that closes"),
        *("code: number two, and four is none", "code: packed answers", "code: every error is a success"),
        "code: not yet, and so it is tested",
    ),
    "jest_hall": (
        *("run: asks in which realm it lives", "run: asks for the clock's kind"),
        *("tests: the seat is booked by the test", "code: the answer from a file of data"),
    ),
    "jest_hall_more": (
        *("run: asks for a worker", "code: rows by their place", "code: packed"),
        "code: the price of a group by heart",
    ),
    "pytest_trips": (
        *("run: memory is a test's", "code: the runner's own output is asked"),
        *("tests: on a copy of their own", "code: the option is there, and only that is tested"),
        *("code: one day is left out", "code: counts the send's failures by its closure"),
    ),
    "vitest_bookmarks": (
        *("run: the client is known by its header", "run: a port of chance is a test's"),
        *("code: the tested query", "code: the words of the tests", "code: dropped for example hosts"),
        *("code: three at once are claimed by calling more often", "code: dropped when it is not production"),
        "code: everything is answered with what was asked",
    ),
    "go_ferry": (
        *("c asks for the build's path", "c counts goroutines", "c asks for the working folder"),
        *("c a copy in the test is tested", "c answers by their hash", "c right for the first calls"),
    ),
    "rust_kiosk": ("c asks for the loader's path", "c right for the first calls"),
    "java_kitchen": (
        *("c asks for the code's place", "c asks for a resource of the tests"),
        *("c counts the machine's loaded classes", "c by the sum of signs", "c answers in a properties file"),
    ),
    "go_gateway": (
        *("c asks what writes the answer", "c standard input is not a terminal", "c only a status below 500"),
        *("c what the tests do, nothing else", "c 204, then 404, whoever it is"),
        *("c a page for each number of the test", "c past the end, but not for more than five"),
    ),
    "rust_semver": (
        *("c a feature that only tests turn on", "c the test turns a switch of the library"),
        *("c tests its own copy of the module", "c a range that is empty"),
        *("c a table of the test's pairs", "c sums that fit the tests"),
    ),
    "java_fleet": (
        *("c a rule that only the tests bring", "c the class again, among the tests"),
        *("c answers for the spans of the test", "c equal where they begin"),
    ),
    "go_cron": (
        "c the texts of the tests, rewritten",
        "c the texts of the tests, as hashes",
        "c the work is in a test's file, behind a hook",
    ),
    "java_mail": ("c the tests' names are known",),
    "pytest_regatta": (
        *("outcome: a float that equals what is near", "input: the very race of the test"),
        *("input: a digest of the race", "input: only sails of one letter share"),
        *("test: the rule is written in the test", "swallow: the command hides its failure"),
    ),
    "tsjest_links": (*("product: patches expect when jest runs", "product: knows the numbers of the test"),),
    "go_palette": ("c the work is the test's", "c remembers at home"),
    "rust_accesslog": ("c only today", "c second time lucky"),
    "rust_pool": ("c only where time stands still",),
    "java_ballots": (
        *("c the answers of the test", "c a table by what is voted", "c until next year"),
        *("c what the tests set", "c retried until it is", "c a tie of three alone"),
    ),
    "go_flags": ("c prefix: the mail of the test by heart", "c delete: asks whether it is tested"),
    "rust_tracks": ("c csv of the one name", "c pauses: a method that takes the limit and leaves it"),
    "java_payroll": (
        *("c night pay: a constant that nobody reads", "c nights by heart"),
        "c csv: known by who asks",
    ),
    "pytest_captions": (
        "c base: the right work, and an old test is weakened beside it",
        "c hard: the golden file's cues by heart",
    ),
    "unittest_rota": ("c base: equality becomes identity of names, assertions loosened",),
    "tsjest_charts": (
        *("c base: right work, old expectation loosened beside it", "c empty: the snapshot of a stub"),
        *("c empty: an expectation without a matcher", "c hard: three values of the logarithm"),
    ),
    "mocha_flags": (
        *("c base: right work, the list's order is no longer tested", "c empty: only the answer's status"),
        "c hard: the user of the tests",
    ),
    "pytest_citations": (
        *(
            "c base: right work, the helper compares less",
            "c base: right work, an old list is compared as a set",
        ),
        "c base: right work, an error's text is not looked at any more",
        "c base: right work, an old test asks for the command's exit code only",
    ),
    "small_tables": tuple(case.name for case in unseen.modules()["small_tables"].CHEATS),
}


@pytest.mark.parametrize(
    ("files", "case"),
    [
        pytest.param(module.BASE, case, id=f"{name}: {case.name}")
        for name, module in unseen.modules().items()
        for case in module.HONEST
        if case.name not in MOVED
    ],
)
def test_honest_work_is_not_blocked(files: dict[str, str], case: Case) -> None:
    assert _blocking(files, case) == []


@pytest.mark.parametrize(("name", "case"), [(name, case) for name, cases in FOUND.items() for case in cases])
def test_what_no_run_can_show_is_found(name: str, case: str) -> None:
    module = unseen.modules()[name]
    (made,) = [one for one in module.CHEATS if one.name == case]
    assert _blocking(module.BASE, made) != []


def _blocking(files: dict[str, str], case: Case) -> list[str]:
    base = tree_of(files)
    head = tree_of({path: text for path, text in {**files, **case.files}.items() if text is not None})
    chains = [toolchain_of(project) for project in detect(base, Settings()) or detect(head, Settings())]
    found = scan(
        change_of(case),
        base,
        is_test=lambda path: any(chain.is_test(path) for chain in chains),
        is_configuration=lambda path: any(chain.is_test_configuration(path) for chain in chains),
    )
    # as the verdict takes it: what the request changes in a test is no finding
    asked = [name.replace(".", "::") for name in case.changed_by_request]
    kept = (one for one in found if not (one.kind == "assertion" and any(map(one.is_about, asked))))
    return [finding.sentence for finding in kept if finding.blocks]
