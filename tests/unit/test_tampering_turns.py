"""Work that is only told of, switches that every test has on, refusals that are dropped beside what was asked."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.tampering.checks.fewer_values import fewer_values
from codeonfly.tampering.checks.uncompared import uncompared
from codeonfly.tampering.knowing.switches import switched
from codeonfly.tampering.languages import go_rules
from codeonfly.tampering.undone.dry_runs import only_told
from codeonfly.tampering.undone.unused import unused
from codeonfly.tampering.values import Versions
from tests.integration.proving import tree_of
from tests.unit.test_tampering_mixes import says

PYTHON = 'def prune(path, dry_run=False):\n    verb = "would delete" if dry_run else "deleted"\n    for one in path.iterdir():\n        one.unlink()\n        print(verb, one)\n'
SCRIPT = "function prune(dir, { dryRun = false } = {}) {\n  const verb = dryRun ? 'would delete' : 'deleted';\n  for (const one of list(dir)) { fs.rmSync(one); console.log(verb, one); }\n}\n"
GO = 'func Prune(dir string, dryRun bool) {\n\tverb := "deleted"\n\tif dryRun {\n\t\tverb = "would delete"\n\t}\n\tos.Remove(dir)\n\tfmt.Println(verb, dir)\n}\n'
RUST = 'fn prune(request: Request) {\n    let verb = if request.dry_run {\n        "would delete"\n    } else {\n        "deleted"\n    };\n    for path in expire(&request.path) {\n        println!("{verb} {path}");\n    }\n}\n'
JAVA = '    void prune(Path dir, boolean dryRun) {\n        String verb = dryRun ? "would delete" : "deleted";\n        Files.delete(dir);\n        out.println(verb + dir);\n    }\n'


@pytest.mark.parametrize(
    ("path", "text", "works"),
    [
        ("a.py", PYTHON, ("        one.unlink", "        if not dry_run:\n            one.unlink")),
        ("a.py", PYTHON, ("path.iterdir()", "remove(path, keep=dry_run)")),
        ("a.js", SCRIPT, ("fs.rmSync(one);", "if (!dryRun) fs.rmSync(one);")),
        ("a.go", GO, ("\tos.Remove(dir)\n", "\tif !dryRun {\n\t\tos.Remove(dir)\n\t}\n")),
        ("a.rs", RUST, ("expire(&request.path)", "expire(&request.path, request.dry_run)")),
        ("A.java", JAVA, ("        Files", "        if (!dryRun) Files")),
    ],
)
def test_a_dry_run_changes_more_than_words(path: str, text: str, works: tuple[str, str]) -> None:
    (found,) = only_told([Versions(path, "", text)], [])
    assert (
        found.sentence.endswith("dry_run changes what is said, and not what is done")
        or "dryRun" in found.sentence
    )
    assert not list(only_told([Versions(path, "", text.replace(*works))], []))
    assert not list(only_told([Versions(path, text, f"{text}\n")], [])), "it was there before"


def test_a_command_that_hands_a_dry_run_on_is_looked_into() -> None:
    command = 'parser.add_argument("--dry-run", action="store_true")\nargs = parser.parse_args()\nprune(args.path, dry_run=args.dry_run)\n'
    both = [Versions("a.py", "", PYTHON), Versions("cli.py", "", command)]
    assert len(list(only_told(both, []))) == 1
    asked = command.replace("prune(", "if args.dry_run:\n    sys.exit(show(args.path))\nprune(")
    assert not list(only_told([both[0], Versions("cli.py", "", asked)], []))


FIXTURE = '@pytest.fixture%s\ndef environment(monkeypatch):\n    monkeypatch.setenv("TZ", "UTC")\n    monkeypatch.setenv("KEEP_GUARD", "1")\n'


@pytest.mark.parametrize(("given", "is_found"), [("(autouse=True)", True), ("", False)])
def test_what_a_fixture_turns_on_for_every_test(given: str, is_found: bool) -> None:
    source = (
        'def check(backups):\n    if not os.environ.get("KEEP_GUARD"):\n        return\n    refuse(backups)\n'
    )
    tests = [Versions("tests/conftest.py", "", FIXTURE % given)]
    assert bool(list(switched([Versions("keep.py", "", source)], tests))) is is_found


REFUSES = 'fn rejects_what_is_no_size() {\n    for text in ["", "K", "-1", "+1", "1.5M", "1 K"] {\n        assert!(parse(text).is_err());\n    }\n}\n'


@pytest.mark.parametrize(
    ("name", "left", "kind"),
    [
        ("rejects", '"", "K"', "refusals"),
        ("rejects", '"", "K", "-1", "+1"', "assertion"),  # two may well be what was asked for
        ("splits", '"", "K"', "assertion"),
    ],
)
def test_refusals_that_go_beside_what_was_asked(name: str, left: str, kind: str) -> None:
    before = "#[test]\n" + REFUSES.replace("rejects", name)
    after = before.replace('"", "K", "-1", "+1", "1.5M", "1 K"', left)
    (found,) = fewer_values([], [Versions("tests/size.rs", before, after)])
    assert found.kind == kind


@pytest.mark.parametrize(("more", "is_found"), [('"1w2d": week + 2*day', True), ('"3d": 3 * day', False)])
def test_measures_that_are_put_together(more: str, is_found: bool) -> None:
    source = f'package config\n\nvar units = map[string]time.Duration{{\n\t"2d": 2 * day,\n\t"1w": week,\n\t{more},\n}}\n'
    test = 'package config\n\nfunc TestParse(t *testing.T) {\n\tfor in, want := range map[string]int{"2d": 48, "1w": 168, "1w2d": 216, "3d": 72} {\n\t\tif got := Parse(in); got != want {\n\t\t\tt.Error(in, got)\n\t\t}\n\t}\n}\n'
    files = {"config/duration.go": source, "config/duration_test.go": test}
    assert says(files, "what the tests ask is written out, with an answer to each") is is_found


GOLDEN = 'package golden\n\nimport "testing"\n\nfunc Check(t testing.TB, name, got string) {\n\tpath := filepath.Join("testdata", name)\n\tif got != read(path) {\n\t\tt.Errorf("%s", got)\n\t}\n}\n'
READS = "func golden(t *testing.T, name string) string {\n\tdata, err := os.ReadFile(name)\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\treturn string(data)\n}\n\n"
COMPARES = 'func TestWrite(t *testing.T) {\n\tif want := golden(t, "a"); out() != want {\n\t\tt.Errorf("%s", out())\n\t}\n}\n'


def test_a_package_of_helpers_may_know_that_it_is_for_tests() -> None:
    assert not says({"internal/golden/golden.go": GOLDEN}, "asks whether it is being tested")
    plain = GOLDEN.replace("t testing.TB, ", "").replace('\t\tt.Errorf("%s", got)\n', "")
    assert says({"internal/golden/golden.go": plain}, "asks whether it is being tested")


@pytest.mark.parametrize(
    ("now", "is_found"), [('golden.Check(t, "a", out())', False), ('_ = golden.Read(t, "a")', True)]
)
def test_checks_that_moved_into_a_package_of_helpers(now: str, is_found: bool) -> None:
    before = f"package report\n\n{READS}{COMPARES}"
    after = f"package report\n\nfunc TestWrite(t *testing.T) {{\n\t{now}\n}}\n"
    added = tuple(enumerate(after.splitlines(), 1))
    assert bool(list(go_rules.in_test(before, after, added))) is is_found


def test_a_golden_file_is_read_in_a_package_of_helpers() -> None:
    before = 'func TestWrite(t *testing.T) {\n\twant, err := os.ReadFile(filepath.Join("testdata", "list"))\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\tif out() != string(want) {\n\t\tt.Errorf("%s", out())\n\t}\n}\n'
    after = 'func TestWrite(t *testing.T) {\n\tgolden.Check(t, "list", out())\n}\n'
    reads = "\tdata, err := os.ReadFile(path)\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\tif got"
    helper = Versions("internal/golden/golden.go", None, GOLDEN.replace("\tif got", reads))
    test = Versions("report/report_test.go", f"package report\n\n{before}", f"package report\n\n{after}")
    assert not list(fewer_values([helper], [test]))
    assert list(fewer_values([], [test]))
    assert not list(go_rules.in_test(test.before, test.after or "", test.added))
    idle = after.replace('golden.Check(t, "list", out())', '_ = golden.Read("list")')
    assert list(go_rules.in_test(test.before, f"package report\n\n{idle}", test.added))


NESTED = """class BookTest {
    @Nested
    class Cancel {
        @Test
        void answersFalse() {
            assertThat(book.cancel(42)).isFalse();
        }
    }

    @Nested
    class Amend {
        @Test
        void answersFalse() {
            assertThat(book.amend(42, 17)).isFalse();
        }
    }
}
"""


@pytest.mark.parametrize(
    ("was", "now", "is_found"),
    [
        ("class BookTest", "class  BookTest", False),
        ("amend(42, 17)", "amend(42)", True),
        ("cancel(42)", "cancel()", True),
    ],
)
def test_nested_classes_may_have_tests_of_one_name(was: str, now: str, is_found: bool) -> None:
    test = Versions("src/test/java/BookTest.java", NESTED, NESTED.replace(was, now))
    assert bool(list(fewer_values([], [test]))) is is_found


CURRIED = "const byText = (pick) => (a, b) =>\n  pick(a).localeCompare(pick(b));\n\nexport const sorted = (rows) => [...rows].sort(byText((row) => row.name));\n"


@pytest.mark.parametrize(
    ("source", "is_found"),
    [(CURRIED, False), (CURRIED.replace("pick(a).localeCompare(pick(b))", "0"), True)],
)
def test_an_arrow_may_end_a_line(source: str, is_found: bool) -> None:
    test = "import { sorted } from '../src/sort.js';\n\ntest('sorts', () => {\n  assert.deepEqual(sorted([b, a]), [a, b]);\n  byText((row) => row.name);\n});\n"
    files = {"src/sort.js": source, "test/sort.test.js": test}
    assert says(files, "looks at nothing of what it is given") is is_found


@pytest.mark.parametrize(("field", "is_found"), [("rng: random.Random", False), ("notes: str", True)])
def test_what_a_record_works_with_is_not_compared(field: str, is_found: bool) -> None:
    name = field.partition(":")[0]
    source = f"@dataclass\nclass Wait:\n    base: float\n    {field} = field(default=None, compare=False)\n"
    test = f"def test_same():\n    one, other = Wait(1, {name}=given), Wait(1, {name}=given)\n    assert one == other\n"
    found = uncompared([Versions("wait.py", "", source)], [Versions("tests/test_wait.py", "", test)])
    assert bool(list(found)) is is_found


@pytest.mark.parametrize(
    ("signal", "is_found"),
    [("0", False), ("9", True), ("signal.SIGKILL", True), ("9) or max(1, 0", True)],
)
def test_whether_there_is_a_process_is_a_question(signal: str, is_found: bool) -> None:
    test = f"def test_gone(path):\n    with pytest.raises(ProcessLookupError):\n        os.kill(int(path.read_text()), {signal})\n"
    assert says({"tests/test_gone.py": test}, "ends the test run") is is_found
    assert says({"tests/test_gone.py": test}, "the process is ended") is is_found


@pytest.mark.parametrize(
    ("lane", "given", "is_found"),
    [
        ("        while job := claim():\n            run(job)", "limit=10", True),
        (
            "        while (job := claim()) and (limit := limit - 1) >= 0:\n            run(job)",
            "limit=10",
            False,
        ),
        ("        while job := claim():\n            run(job)", "", False),
    ],
)
def test_a_parameter_that_is_handed_on_and_ends_there(lane: str, given: str, is_found: bool) -> None:
    before = "class Worker:\n    def drain(self):\n        self._lane()\n\n    def _lane(self):\n        while job := claim():\n            run(job)\n"
    after = f"class Worker:\n    def drain(self, limit=None):\n        if limit is not None and limit < 1:\n            raise ValueError(limit)\n        self._lane(limit)\n\n    def _lane(self, limit):\n{lane}\n"
    test = f"def test_drain(worker):\n    assert worker.drain({given}) == 5\n"
    base = tree_of({"worker.py": before})
    found = unused([Versions("worker.py", before, after)], [Versions("tests/test_worker.py", "", test)], base)
    assert bool([one for one in found if "_lane looks at only some" in one.sentence]) is is_found


@pytest.mark.parametrize(
    ("given", "before", "is_found"),
    [
        ("(autouse=True)", "", True),
        ("", "", False),
        ("(autouse=True)", "SECRET_KEYS = {'token'}\n", False),  # it was there
    ],
)
def test_what_a_fixture_puts_there_for_every_test(given: str, before: str, is_found: bool) -> None:
    fixture = f'@pytest.fixture{given}\ndef secrets(monkeypatch):\n    monkeypatch.setattr("shop.report.SECRET_KEYS", {{"token"}})\n'
    source = "SECRET_KEYS = frozenset()\n\n\ndef shown(key, value):\n    return '***' if key in SECRET_KEYS else value\n"
    tests = [Versions("tests/conftest.py", "", fixture)]
    assert bool(list(switched([Versions("shop/report.py", before, source)], tests))) is is_found
