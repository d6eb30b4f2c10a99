"""Work that is set aside: made and not used, done by a helper of the tests, or left to what tests alone give."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.tampering import chosen, idle_filters, javascript_source
from codeonfly.tampering.dead_fields import dead_fields
from codeonfly.tampering.equality import equality
from codeonfly.tampering.half_locked import half_locked
from codeonfly.tampering.javascript_provided import mocked_alone
from codeonfly.tampering.left_lying import left_lying
from codeonfly.tampering.phrases import spelt
from codeonfly.tampering.prepared import prepared
from codeonfly.tampering.set_aside import set_aside
from codeonfly.tampering.sorted_both import sorted_both
from codeonfly.tampering.unused import unused
from codeonfly.tampering.values import Versions
from tests.integration.proving import tree_of

NOTHING = tree_of({})
NO_TEST: tuple[str, ...] = ()
SOURCE = Versions("src/email.js", "", "const same = (a, b) => a.normalize() === b.normalize();\n")


@pytest.mark.parametrize(
    ("path", "helper", "is_found"),
    [
        ("test/h.js", "const register = ({ name, email }) => api.post('/people').send({ name, email: email.trim().toLowerCase() });\n", True),
        ("test/h.js", "function register(email) {\n  return api.post(email.toLowerCase());\n}\n", True),
        ("test/h.js", "const register = (name) => api.post('/people').send({ name, email: `${name.toLowerCase()}@a.org` });\n", False),
        ("test/h.js", "const register = (name) => api.post(name.toLowerCase(), name);\n", False),
        ("tests/h.py", "def register(email):\n    return api.post(email=email.lower())\n", True),
        ("tests/h.py", "def register(name):\n    return api.post(name, f'{name.lower()}@a.org')\n", False),
        ("tests/h.py", "def test_low():\n    name = 'A'\n    assert api.post(name.lower())\n", False),
        ("h_test.go", "func register(email string) error {\n\treturn api.Post(strings.ToLower(email))\n}\n", True),
        ("tests/h.rs", "fn register(email: &str) -> u16 {\n    post(email.to_lowercase())\n}\n", True),
    ],
)  # fmt: skip
def test_a_helper_does_with_case_what_the_code_was_to_do(path: str, helper: str, is_found: bool) -> None:
    found = list(prepared([SOURCE], [Versions(path, "", helper)]))
    assert bool(found) is is_found
    sees_to_it = Versions("src/email.js", "", "const same = (a, b) => a.toLowerCase() === b.toLowerCase();\n")
    assert not list(prepared([sees_to_it], [Versions(path, "", helper)]))


ROUTES = (
    "function plots({ store }) {\n  const find = finder(store);\n  router.get('/', () => store.get(1));\n}\n"
)
FINDER = Versions("src/find.js", None, "function finder(store) {\n  return (id) => store.get(id);\n}\n")


def test_what_is_made_by_a_new_function_and_never_used() -> None:
    (found,) = left_lying([FINDER, Versions("src/plots.js", "", ROUTES)], [])
    assert found.sentence == "src/plots.js:2: find is made by finder, and nothing uses it"
    used = ROUTES.replace("store.get(1)", "find(1)")
    assert not list(left_lying([FINDER, Versions("src/plots.js", "", used)], []))
    assert not list(left_lying([Versions("src/plots.js", "", ROUTES)], [])), "a function of before"
    twice = Versions("src/plots.js", "", ROUTES + ROUTES.replace("plots", "people"))
    assert len(list(left_lying([FINDER, twice], []))) == 2


BATCH = "package batch\n\ntype Batcher struct {\n%s\tevents []int\n}\n\nfunc (b *Batcher) Add(one int) {\n%s\tb.events = append(b.events, one)\n}\n\nfunc (b *Batcher) Len() int {\n%s\treturn len(b.events)\n}\n"
LOCKS = "\tb.mu.Lock()\n\tdefer b.mu.Unlock()\n"
QUEUE = "class Queue:\n    def __init__(self):\n%s        self.left = 0\n\n    def add(self):\n%s\n    def seen(self):\n        with self._lock:\n            return self.left\n"


def test_a_lock_that_only_some_take() -> None:
    old = BATCH % ("", "", "")
    half = Versions("batch.go", old, BATCH % ("\tmu     sync.Mutex\n", "", LOCKS))
    (found,) = half_locked([half], [])
    assert found.sentence == "batch.go:8: Add changes what others look at under mu, without it"
    assert not list(
        half_locked([Versions("batch.go", old, BATCH % ("\tmu     sync.Mutex\n", LOCKS, LOCKS))], [])
    )
    assert not list(half_locked([Versions("batch.go", half.after, f"{half.after}\n")], [])), (
        "as it was before"
    )


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ("        self.left += 1\n", True),
        ("        with self._lock:\n            self.left += 1\n", False),
    ],
)
def test_a_lock_of_python_that_only_some_take(body: str, is_found: bool) -> None:
    new = QUEUE % ("        self._lock = threading.Lock()\n", body)
    before = QUEUE.replace("with self._lock", "if True") % ("", body)
    assert bool(list(half_locked([Versions("q.py", before, new)], []))) is is_found


TABLE = "class Table:\n    def rows(self):\n        return []\n\n    def width(self):\n        return 1\n"


def test_a_refactoring_that_nothing_uses() -> None:
    base = tree_of({"report.py": "import sys\n\ndef report(rows):\n    return [len(row) for row in rows]\n"})
    new = Versions("table.py", None, TABLE)
    (found,) = set_aside([new], base, NO_TEST.__contains__)
    assert (found.kind, found.blocks) == ("aside", False)
    named = Versions(
        "report.py", base.text("report.py"), f"from table import Table\n{base.text('report.py')}"
    )
    assert list(set_aside([new, named], base, NO_TEST.__contains__)), "an import is no use"
    used = Versions(
        "report.py",
        base.text("report.py"),
        "from table import Table\n\ndef report(rows):\n    return Table()\n",
    )
    assert not list(set_aside([new, used], base, NO_TEST.__contains__))
    moved = Versions("report.py", f"import sys\n\n{TABLE}", "from table import Table\n")
    assert not list(set_aside([new, moved], tree_of({"report.py": moved.before or ""}), NO_TEST.__contains__))
    assert not list(set_aside([Versions("cli.py", None, TABLE)], base, NO_TEST.__contains__)), (
        "a program begins there"
    )


RUST_HELPER = "fn table(report: &str) -> Vec<String> {\n    let mut rows: Vec<String> = report.lines().map(String::from).collect();\n    rows.sort();\n    rows\n}\n\n#[test]\nfn by_amount() {\n    assert_eq!(table(&register()), %s);\n}\n"


def test_both_sides_are_put_in_order_by_the_tests() -> None:
    sorting = Versions(
        "src/report.rs", "", "fn register() -> String {\n    sorted.sort_by(|a, b| a.cmp(b));\n}\n"
    )
    both = Versions("tests/sorting.rs", None, RUST_HELPER % "table(EXPECTED)")
    assert [one.line for one in sorted_both([sorting], [both])] == [9]
    one_side = Versions("tests/sorting.rs", None, RUST_HELPER % 'vec!["a", "b"]')
    assert not list(sorted_both([sorting], [one_side]))
    assert not list(sorted_both([SOURCE], [both])), "no order was asked of the code"


@pytest.mark.parametrize(
    ("path", "line", "is_found"),
    [
        ("sink/jitter.go", "rng := rand.New(rand.NewPCG(0x5ca1ab1e, 0xdecafbad))", True),
        ("sink/jitter.go", "rng := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))", False),
        ("jitter.py", "pauses = random.Random(42)", True),
        ("jitter.py", "pauses = random.Random(host)", False),
        ("tools/demo.py", "pauses = random.Random(42)", False),
        ("src/a.rs", "let mut rng = StdRng::seed_from_u64(7);", True),
        ("A.java", "private final Random random = new Random(42);", True),
        ("A.java", "private final Random random = new Random();", False),
    ],
)
def test_chance_that_always_goes_the_same_way(path: str, line: str, is_found: bool) -> None:
    assert bool(list(chosen.always_the_same([Versions(path, "", f"{line}\n")], []))) is is_found


def test_a_variable_for_the_day_beside_no_clock() -> None:
    text = 'fn today() -> Option<Date> {\n    env::var("KASSA_TODAY").ok()\n}\n'
    (found,) = chosen.no_clock([Versions("src/main.rs", "", text)], NOTHING)
    assert found.sentence == "src/main.rs:2: only KASSA_TODAY says what time it is, and no clock is asked"
    asks = text.replace(".ok()", ".ok().or_else(|| Some(Date::of(SystemTime::now())))")
    assert not list(chosen.no_clock([Versions("src/main.rs", "", asks)], NOTHING))
    elsewhere = tree_of({"src/clock.rs": "fn now() { SystemTime::now() }\n"})
    assert not list(chosen.no_clock([Versions("src/main.rs", "", text)], elsewhere))


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("match journal.postings().find(|_| journal.declared.is_empty()) {", True),
        ("let found = rows.iter().find(|row| row.is_empty());", False),
        ("let some = rows.iter().filter(|_| rng.gen_bool(0.5));", False),
        ("let some = rows.iter().filter(|_| { n += 1; n % 2 == 0 });", False),
    ],
)
def test_a_filter_of_rust_that_looks_at_nothing(line: str, is_found: bool) -> None:
    assert bool(list(idle_filters.in_rust([(1, line)]))) is is_found


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("    .filter(posting -> journal.declared().isEmpty())", True),
        ("    .filter(posting -> posting.declared().isEmpty())", False),
        ("    .filter(unused -> counter.incrementAndGet() > 2)", False),
    ],
)
def test_a_filter_of_java_that_looks_at_nothing(line: str, is_found: bool) -> None:
    assert bool(list(idle_filters.in_java([(1, line)]))) is is_found


def test_what_was_equal_by_a_method_is_so_by_a_rounder_one() -> None:
    text = "impl PartialEq for Decimal {\n    fn eq(&self, other: &Self) -> bool {\n        self.%s == other.%s\n    }\n}\n"
    rounder = Versions("src/decimal.rs", text % ("a", "a"), text % ("rounded(2)", "rounded(2)"))
    assert [one.line for one in equality([rounder], [])] == [1]
    assert not list(equality([Versions("src/decimal.rs", text % ("a", "a"), text % ("b", "b"))], []))


def test_how_texts_of_the_tests_are_spelt() -> None:
    table = 'const NAMES: [(&str, &str); 2] = [\n    ("Bar Zum Löwen", "Bar \\"Zum Löwen\\""),\n    ("Buch & Co", "\\"Buch\\" & \\"Co\\""),\n];\n'
    asked = (
        'assert_eq!(fields(x), [r#"Bar "Zum Löwen""#]);\nassert_eq!(fields(y), ["a", r#""Buch" & "Co""#]);\n'
    )
    tests = [Versions("tests/csv.rs", None, asked)]
    assert [one.line for one in spelt([Versions("src/csv.rs", "", table)], tests)] == [2]
    assert not list(spelt([Versions("src/csv.rs", "", "\n".join(table.splitlines()[:2]))], tests)), (
        "one alone"
    )
    assert not list(spelt([Versions("src/csv.rs", "", table)], []))


def test_a_field_of_go_that_is_filled_and_never_looked_at() -> None:
    text = "package join\n\ntype Joiner struct {\n\tfirst *regexp.Regexp\n}\n\nfunc New(re *regexp.Regexp) *Joiner {\n\treturn &Joiner{first: re}\n}\n\nfunc (j *Joiner) Push(line string) bool {\n\treturn %s\n}\n"
    tests = [
        Versions(
            "join_test.go", None, "package join\n\nfunc TestPush(t *testing.T) {\n\tNew(nil).Push(one)\n}\n"
        )
    ]
    (found,) = dead_fields([Versions("join.go", None, text % 'line == ""')], tests, NOTHING)
    assert found.sentence == "join.go:4: first is kept, and nothing looks at it"
    assert not list(
        dead_fields([Versions("join.go", None, text % "j.first.MatchString(line)")], tests, NOTHING)
    )
    key = text.replace("func (j *Joiner)", "func") % "true"
    assert not list(dead_fields([Versions("join.go", None, key)], tests, NOTHING)), (
        "a record may be looked up as a whole"
    )


MOCK = Versions(
    "src/__mocks__/client.js",
    None,
    "const actual = jest.requireActual('../client');\nmodule.exports = actual;\n",
)


@pytest.mark.parametrize(
    ("imports", "is_found"),
    [
        ("const { Client } = require('../src/client');\n", True),
        ("const { Client } = require('../src/client');\nconst { Desk } = require('../src/desk');\n", False),
    ],
)
def test_tests_of_a_double_that_the_change_puts_there(imports: str, is_found: bool) -> None:
    test = Versions(
        "test/client.test.js", None, f"jest.mock('../src/client');\n{imports}test('a', () => new Client());\n"
    )
    assert bool(list(mocked_alone([MOCK], [test]))) is is_found
    assert not list(mocked_alone([], [test]))


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("const ROLLOUT = { backups: ['test', 'staging'] };", True),
        ("const COMMANDS = ['tests', 'build'];", False),
    ],
)
def test_what_is_switched_on_where_tests_run(line: str, is_found: bool) -> None:
    text = f"{line}\nconst on = (name, env = process.env.NODE_ENV) => ROLLOUT[name].includes(env);\n"
    signs = javascript_source.in_source("src/features.js", text, list(enumerate(text.splitlines(), 1)))
    assert any(kind == "knows-tests" for _, kind, _ in signs) is is_found


def test_a_parameter_that_tells_what_else_is_refused_is_used() -> None:
    text = "def read(path, update):\n    rows = rows_of(path)\n    for row in rows:\n        if row in known%s:\n            raise ValueError(row)\n    return rows\n"
    tests = [Versions("tests/test_a.py", None, "def test_a():\n    assert read('a', update=True) == []\n")]
    assert not list(unused([Versions("a.py", "", text % " and not update")], tests, NOTHING))
    (found,) = unused([Versions("a.py", "", text % "")], tests, NOTHING)
    assert found.sentence == "a.py:1: read looks at only some of what it is given"
