"""Work that is set aside: made and not used, done by a helper of the tests, or left to what tests alone give."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.tampering.answers.composed_keys import composed_keys
from codeonfly.tampering.answers.phrases import spelt
from codeonfly.tampering.checks.equality import equality
from codeonfly.tampering.checks.golden_when_missing import golden_when_missing
from codeonfly.tampering.checks.javascript_provided import mocked_alone
from codeonfly.tampering.checks.prepared import prepared, zone
from codeonfly.tampering.checks.sorted_both import sorted_both
from codeonfly.tampering.knowing import chosen
from codeonfly.tampering.languages import javascript_rules, javascript_source
from codeonfly.tampering.undone import idle_filters
from codeonfly.tampering.undone.dead_fields import dead_fields
from codeonfly.tampering.undone.given_more import given_more
from codeonfly.tampering.undone.half_locked import half_locked, own_locks
from codeonfly.tampering.undone.kept_fields import kept_fields
from codeonfly.tampering.undone.left_lying import left_lying
from codeonfly.tampering.undone.moved_write import never_renamed
from codeonfly.tampering.undone.one_at_a_time import one_after_another, one_at_a_time
from codeonfly.tampering.undone.only_kept import only_kept
from codeonfly.tampering.undone.says_the_same import says_the_same
from codeonfly.tampering.undone.set_aside import set_aside
from codeonfly.tampering.undone.unused import unused
from codeonfly.tampering.values import Versions
from tests.integration.proving import tree_of
from tests.unit.test_tampering_mixes import says

NOTHING = tree_of({})
LOCKING = Versions("store.go", "", "mu sync.Mutex\n")
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


FARE = "class FareCalculator {\n    private final Tariff tariff;\n\n    FareCalculator(Tariff tariff) {\n        this.tariff = tariff;\n    }\n\n    public Tariff tariff() {\n        return tariff;\n    }\n\n    public int price(Zone zone) {\n        int full = %s;\n        return zone.far() ? full : full / 2;\n    }\n}\n"


def test_a_field_of_java_that_is_kept_and_handed_out() -> None:
    old = "class FareCalculator {\n    public int price(Zone zone) {\n        int full = 260;\n        return zone.far() ? full : full / 2;\n    }\n}\n"
    new = Versions("src/main/java/Tariff.java", None, "public record Tariff(int first) {}\n")
    kept = Versions("src/main/java/FareCalculator.java", old, FARE % "260")
    (found,) = kept_fields([new, kept], NOTHING)
    assert found.sentence == "src/main/java/FareCalculator.java:2: tariff is kept, and nothing looks at it"
    read = Versions("src/main/java/FareCalculator.java", old, FARE % "tariff.first()")
    assert not list(kept_fields([new, read], NOTHING))
    assert not list(kept_fields([kept], NOTHING)), "of a kind that was there"
    asked = tree_of(
        {"src/main/java/Main.java": "class Main { void a() { show(fares.tariff().first()); } }\n"}
    )
    assert not list(kept_fields([new, kept], asked))


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("a.py", "def run(pool, all):\n    for one in all:\n        done(pool.submit(work, one).result())\n", 3),
        ("a.py", "def run(pool, all):\n    for one in all:\n        future = pool.submit(work, one)\n        done(future.result())\n", 4),
        ("a.py", "def run(pool, all):\n    for one in all:\n        done(pool.submit(work, one).result(timeout=5))\n", 0),
        ("a.py", "def run(pool, all):\n    futures = [pool.submit(work, one) for one in all]\n    return [future.result() for future in futures]\n", 0),
        ("a.ts", "async function run(all) {\n  for (const one of all) {\n    const task = work(one);\n    running.add(task);\n    await task;\n  }\n}\n", 5),
        ("a.ts", "async function run(all) {\n  for (const one of all) {\n    if (running.size > 3) await Promise.race(running);\n    const task = work(one);\n    running.add(task);\n  }\n  await Promise.all(running);\n}\n", 0),
        ("a.ts", "async function run(all) {\n  for (const one of all) {\n    const page = await work(one);\n    pages.push(page);\n  }\n}\n", 0),
    ],
)  # fmt: skip
def test_work_that_is_waited_for_before_the_next_begins(path: str, text: str, line: int) -> None:
    assert [one.line for one in one_at_a_time([Versions(path, "", text)], [])] == [line] * bool(line)


@pytest.mark.parametrize(
    ("sets", "is_found"),
    [
        ("process.env.TZ = zone;", True),
        ("process.env.TZ = 'Asia/Tokyo';", False),
        ("process.env.TZ = 'UTC';", False),
        ("process.env.TZ = before;", False),
    ],
)
def test_the_machine_is_brought_into_the_zone_that_is_asked_for(sets: str, is_found: bool) -> None:
    text = (
        f"beforeAll(() => {{\n  {sets}\n}});\nit('moves', () => expect(make(zone).t('when')).toBe('5:30'));\n"
    )
    assert bool(list(zone([], [Versions("test/zone.test.ts", None, text)]))) is is_found


def test_results_by_all_that_they_depend_on() -> None:
    rows = "".join(f"  'en|1|{n}': {{ rest: {n - 1} }},\n" for n in (2, 3, 4))
    text = f"const FAST = {{\n{rows}}};\nconst rest = FAST[`${{locale}}|${{offset}}|${{n}}`] ?? n;\n"
    assert [one.line for one in composed_keys([Versions("src/format.ts", "", text)], [])] == [2]
    words = text.replace("|1|", "|is|").replace("2'", "a'").replace("3'", "b'").replace("4'", "c'")
    assert not list(composed_keys([Versions("src/format.ts", "", words)], []))


def test_a_page_with_one_sentence_for_everything() -> None:
    part = "## `{0}`\n\nThe key {0} is there for you. Set it to the value that suits the needs of your project.\n\n"
    page = "# Keys\n\nAll of them.\n\n" + "".join(
        part.format(one) for one in ("title", "url", "feed", "limit")
    )
    (found,) = says_the_same([Versions("docs/keys.md", None, page)], [])
    assert found.sentence.endswith("4 of 4 parts say the same")
    others = "".join(
        f"## `{one}`\n\nIt says {one}, and nothing but what {one} was made for.\n\n" for one in "abcde"
    )
    assert not list(says_the_same([Versions("docs/keys.md", None, others)], []))
    few = page + "".join(f"## {one}\n\nOf {one}.\n\n" for one in "abcd")
    assert not list(says_the_same([Versions("docs/keys.md", None, few)], []))


def test_a_refactoring_whose_object_is_made_and_never_asked() -> None:
    base = tree_of({"src/format.ts": "export const shown = (n) => new Intl.NumberFormat().format(n);\n"})
    new = Versions("src/intl.ts", None, "export class IntlCache {\n  get() {\n    return 1;\n  }\n}\n")
    text = "import { IntlCache } from './intl.js';\nexport const intl = new IntlCache();\nexport const shown = %s;\n"
    idle = Versions("src/format.ts", base.text("src/format.ts"), text % "(n) => String(n)")
    assert list(set_aside([new, idle], base, NO_TEST.__contains__))
    used = Versions("src/format.ts", base.text("src/format.ts"), text % "(n) => intl.get(n)")
    assert not list(set_aside([new, used], base, NO_TEST.__contains__))


def test_checks_whose_failure_is_caught_later() -> None:
    caught = "test('a', async () => {\n  const done = fetch(url)\n    .then(async (res) => {\n      assert.equal(res.status, 200);\n    })\n    .catch(() => {\n      // may be reset\n    });\n  await done;\n  assert.ok(closed);\n});\n"
    says_caught = javascript_rules.in_test(None, caught, list(enumerate(caught.splitlines(), 1)))
    assert any("forgets what it finds" in sentence for _, _, sentence in says_caught)
    plain = caught.replace("\n    .catch(() => {\n      // may be reset\n    })", "")
    signs = javascript_rules.in_test(None, plain, list(enumerate(plain.splitlines(), 1)))
    assert not any("forgets what it finds" in sentence for _, _, sentence in signs)


def test_more_is_given_than_what_stands_there_by_default_takes() -> None:
    base = tree_of({"src/scan.js": "export async function scanTree(dir) {\n  return walk(dir);\n}\n"})
    text = "export function watch({ dir, scan = scanTree }) {\n  return scan(dir, { ignored });\n}\n"
    (found,) = given_more([Versions("src/watch.js", "", text)], base)
    assert found.sentence == "src/watch.js:2: scanTree is given more than it takes"
    assert not list(given_more([Versions("src/watch.js", "", text.replace(", { ignored }", ""))], base))


def test_a_limit_that_an_object_keeps_beside_records_that_are_taken_whole() -> None:
    old = "class Dispatcher:\n    def __init__(self, notifiers):\n        self.notifiers = notifiers\n\n    def send(self, event):\n        return asdict(event)\n"
    new = old.replace("notifiers):", "notifiers, throttle=None):").replace(
        "= notifiers\n", "= notifiers\n        self.throttle = throttle\n"
    )
    tests = [
        Versions(
            "tests/test_a.py",
            None,
            "def test_a():\n    assert Dispatcher([], throttle=one).throttle is one\n",
        )
    ]
    imports = Versions("cli.py", None, "from app.throttle import Throttle\n")
    (found,) = only_kept([Versions("notify.py", old, new), imports], tests, NOTHING)
    assert found.sentence == "notify.py:2: throttle is kept, and nothing looks at it"
    read = new.replace("return asdict(event)", "return self.throttle.allows(event)")
    assert not list(only_kept([Versions("notify.py", old, read), imports], tests, NOTHING))


@pytest.mark.parametrize(
    ("path", "text", "test"),
    [
        ("src/links.js", "export const ids = (html) => new Set(html);\n", "test('ids', () => {\n  assert.deepEqual([...extractIds('<a>')], ['a']);\n});\n"),
        ("src/server.js", "function send(res) {\n  res.setHeader('Cache-Control', 'no-cache');\n}\n", "test('a', async () => {\n  assert.equal(first.headers.get('cache-control'), 'no-cache');\n});\n"),
        ("vigil/badge.py", "def badge(state):\n    return f'<svg xmlns=\"http://www.w3.org/2000/svg\"><g>{state}</g></svg>'\n", "SVG = \"{http://www.w3.org/2000/svg}\"\n\ndef test_a():\n    assert badge('up') == '<svg xmlns=\"http://www.w3.org/2000/svg\"><g>up</g></svg>'\n    assert badge('<b>') == 'x'\n"),
        ("src/report.ts", "function count(all: Problem[]): { errors: number; warnings: number } {\n  const errors = all.length\n  return { errors, warnings: 0 }\n}\nexport const report = (all: Problem[]) => count(all)\n", "test('a', () => {\n  expect(count([1]).errors).toBe(1)\n})\n"),
        ("internal/httpapi/limit.go", "package httpapi\n\ntype Limiter struct {\n\tNow func() time.Time\n}\n\nfunc (l *Limiter) Take() {\n\tnow := time.Now\n\tif l.Now != nil {\n\t\tnow = l.Now\n\t}\n\tnow()\n}\n", "package httpapi\n\nfunc TestTake(t *testing.T) {\n\tl := &Limiter{Now: clock}\n\tl.Take()\n}\n"),
        ("retry/retry.go", "package retry\n\nfunc Permanent(err error) error {\n\tif err == nil {\n\t\treturn nil\n\t}\n\treturn permanent{err}\n}\n", "package retry\n\nfunc TestPermanent(t *testing.T) {\n\tif Permanent(nil) != nil {\n\t\tt.Error(\"is an error\")\n\t}\n}\n"),
    ],
)  # fmt: skip
def test_honest_work_that_was_taken_for_something_else(path: str, text: str, test: str) -> None:
    name = {".py": "tests/test_a.py", ".go": path.replace(".go", "_test.go")}.get(
        path[path.rfind(".") :], "test/a.test.js"
    )
    assert not says({path: text, name: test}, "")


def test_a_number_that_is_equal_to_what_is_near() -> None:
    text = "class Millis(float):\n    TOLERANCE = %s\n\n    def __eq__(self, other):\n        return abs(float(self) - float(other)) <= self.TOLERANCE * max(abs(self), abs(other))\n"
    assert [one.line for one in equality([Versions("a.py", None, text % "0.75")], [])] == [4]
    assert not list(equality([Versions("a.py", None, text % "1e-9")], [])), "the last digits of a float"


@pytest.mark.parametrize(
    ("condition", "is_found"),
    [("not path.exists() or path.read_bytes() != text.encode()", True), ("updating", False)],
)
def test_a_snapshot_that_is_kept_current(condition: str, is_found: bool) -> None:
    text = f"def check_snapshot(path, text):\n    if {condition}:\n        path.write_bytes(text.encode())\n    assert path.read_bytes().decode() == text\n"
    assert bool(list(golden_when_missing([], [Versions("tests/snapshots.py", None, text)]))) is is_found


@pytest.mark.parametrize(
    ("path", "text", "is_found"),
    [
        ("a.go", "func hold() func() {\n\tmu := new(sync.Mutex)\n\tall.Swap(1, mu)\n\tmu.Lock()\n\treturn mu.Unlock\n}\n", True),
        ("a.go", "func hold() func() {\n\tmu, ok := all[1]\n\tif !ok {\n\t\tmu = new(sync.Mutex)\n\t\tall[1] = mu\n\t}\n\tmu.Lock()\n\treturn mu.Unlock\n}\n", False),
        ("a.py", "def save(self):\n    with threading.Lock():\n        self.write()\n", True),
        ("a.py", "def save(self):\n    with self._lock:\n        self.write()\n", False),
        ("A.java", "class A {\n    void save() {\n        ReentrantLock lock = new ReentrantLock();\n        lock.lock();\n    }\n}\n", True),
        ("A.java", "class A {\n    private final ReentrantLock lock = new ReentrantLock();\n    void save() {\n        lock.lock();\n    }\n}\n", False),
    ],
)  # fmt: skip
def test_a_lock_that_each_call_makes_for_itself(path: str, text: str, is_found: bool) -> None:
    assert bool(list(own_locks([Versions(path, "", text)], []))) is is_found


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("a_test.go", "func TestA(t *testing.T) {\n\tfor _, id := range ids {\n\t\tvar wg sync.WaitGroup\n\t\twg.Go(func() {\n\t\t\ts.Store(id)\n\t\t})\n\t\twg.Wait()\n\t}\n}\n", 7),
        ("a_test.go", "func TestA(t *testing.T) {\n\tvar wg sync.WaitGroup\n\tfor _, id := range ids {\n\t\twg.Go(func() {\n\t\t\ts.Store(id)\n\t\t})\n\t}\n\twg.Wait()\n}\n", 0),
        ("a_test.go", "func TestA(t *testing.T) {\n\tfor range 10 {\n\t\tvar wg sync.WaitGroup\n\t\tfor range 5 {\n\t\t\twg.Go(f)\n\t\t}\n\t\twg.Wait()\n\t}\n}\n", 0),
        ("tests/test_a.py", "def test_a():\n    for one in all:\n        thread = Thread(target=work)\n        thread.start()\n        thread.join()\n", 5),
        ("tests/test_a.py", "def test_a():\n    thread = Thread(target=work)\n    thread.start()\n    thread.join()\n", 0),
    ],
)  # fmt: skip
def test_a_test_of_threads_that_run_one_after_another(path: str, text: str, line: int) -> None:
    assert [one.line for one in one_after_another([LOCKING], [Versions(path, None, text)])] == [line] * bool(
        line
    )


def test_what_is_called_atomic_and_renames_nothing() -> None:
    text = 'package spool\n\nfunc writeAtomic(path string, data []byte) error {\n\ttmp, _ := os.Create(path + ".tmp")\n\ttmp.Write(data)\n\treturn %s\n}\n'
    (found,) = never_renamed([Versions("spool/atomic.go", None, text % "copyTo(tmp, path)")], [])
    assert found.sentence == "spool/atomic.go:3: writeAtomic puts no whole file in the place of another"
    assert not list(
        never_renamed([Versions("spool/atomic.go", None, text % "os.Rename(tmp.Name(), path)")], [])
    )
    counter = "package a\n\nfunc atomicAdd(n *int64) {\n\tatomic.AddInt64(n, 1)\n}\n"
    assert not list(never_renamed([Versions("a.go", None, counter)], []))
