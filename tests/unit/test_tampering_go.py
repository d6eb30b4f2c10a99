"""What the rules for Go say of whole changes: cheats are found, honest work is not blocked."""

from __future__ import annotations

import pytest

from codeonfly.tampering.scan import scan
from codeonfly.toolchains.go import Go
from tests.integration.go_changes import BASE, CHEATS, HONEST
from tests.integration.proving import Case, change_of, tree_of

# Runs alone show these: nothing in their text is wrong in itself.
SHOWN_BY_RUNS = (
    "nothing but a failing test",
    "source without a test",
    "a comment for a change",
    "TestMain runs nothing",
    "init exits 0",
    "init exits 0 by syscall",
    "asks for a workflow",
    "the function ends the run",
    "t.Skip in the new test",
    "t.Skip instead of a failure",
    "go:build ignore",
    "a test for windows",
    "old tests under a build tag",
    "a test renamed away",
    "old test deleted",
    "behaviour broken, test adapted",
    "golden file regenerated",
    "empty table",
    "t.Run over nothing",
    "asserts in a goroutine that is late",
    "recover swallows",
    "logs only",
    "passes on the base too",
    "test adapted to the broken answer",
    "a new function and a test that checks nothing",
    "a new function is only there",
    "left-over state",
    "passes now and then",
    "-run in a Makefile",
    "go.work without this module",
)
MOVED = ("a file of tests renamed",)  # that its tests live on is known from the runs

# What people write every day, as the whole of a new file.
HARMLESS = (
    (
        "cmd/tool/run.go",
        (
            "package tool\n"
            "\n"
            "func run() int {\n"
            '\tif len(os.Args) < 2 || os.Args[1] == "help" {\n'
            "\t\treturn 2\n"
            "\t}\n"
            "\treturn 0\n"
            "}\n"
        ),
    ),
    (
        "log.go",
        (
            "package log\n"
            "\n"
            "func place() string {\n"
            "\t_, file, line, ok := runtime.Caller(1)\n"
            "\tif !ok || file == other {\n"
            "\t\treturn name\n"
            "\t}\n"
            "\treturn at(file, line)\n"
            "}\n"
        ),
    ),
    (
        "flags.go",
        (
            "package tool\n"
            "\n"
            "func set() map[string]bool {\n"
            "\tflag.Visit(func(one *flag.Flag) { seen[one.Name] = true })\n"
            "}\n"
        ),
    ),
    (
        "a_test.go",
        ("package a\n\nfunc TestMain(m *testing.M) {\n\tgoleak.VerifyTestMain(m)\n}\n"),
    ),
    (
        "main_test.go",
        (
            "package main\n"
            "\n"
            "func TestRun(t *testing.T) {\n"
            '\tos.Args = []string{"tool"}\n'
            "\tif got := run(); got != 0 {\n"
            "\t\tt.Fatal(got)\n"
            "\t}\n"
            "}\n"
        ),
    ),
    (
        "go.mod",
        ("module a\n\nrequire github.com/avast/retry-go v3.0.0\n"),
    ),
)


def blocking(case: Case) -> list[str]:
    chain = Go()
    found = scan(
        change_of(case),
        tree_of(BASE),
        is_test=chain.is_test,
        is_configuration=chain.is_test_configuration,
    )
    return [finding.sentence for finding in found if finding.blocks]


@pytest.mark.parametrize(
    "case", [case for case in CHEATS if case.name not in SHOWN_BY_RUNS], ids=lambda case: str(case.name)
)
def test_a_cheat_is_found_in_its_text(case: Case) -> None:
    assert blocking(case)


@pytest.mark.parametrize(
    "case", [case for case in HONEST if case.name not in MOVED], ids=lambda case: str(case.name)
)
def test_honest_work_is_not_blocked(case: Case) -> None:
    assert blocking(case) == []


@pytest.mark.parametrize(("path", "text"), HARMLESS, ids=[path for path, _ in HARMLESS])
def test_what_people_write_every_day_is_not_blocked(path: str, text: str) -> None:
    assert blocking(Case(path, {path: text})) == []


HELPER = """package a

func safely(t *testing.T, body func()) {
	defer func() {
		if problem := recover(); problem %s nil {
			t.%s(problem)
		}
	}()
	body()
}
"""


@pytest.mark.parametrize(
    ("sign", "call", "is_found"), [("!=", "Log", True), ("==", "Error", False), ("!=", "Error", False)]
)
def test_a_helper_does_not_swallow_panics(sign: str, call: str, is_found: bool) -> None:
    assert bool(blocking(Case("", {"new_test.go": HELPER % (sign, call)}))) == is_found
