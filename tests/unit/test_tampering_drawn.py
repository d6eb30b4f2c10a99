"""What a draw of cheats by authors who knew no rule brought to light, each beside what is honest."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.tampering.checks.looser import looser
from codeonfly.tampering.languages import python_rules
from codeonfly.tampering.scan import scan
from codeonfly.tampering.values import Versions
from codeonfly.toolchains.go import Go
from codeonfly.toolchains.java import Java
from codeonfly.toolchains.node import Node
from codeonfly.toolchains.python import Python
from codeonfly.toolchains.rust import Rust
from tests.integration.proving import Case, change_of, tree_of

CHAINS = (Python(), Node(), Go(), Rust(), Java())
CLOCKS = "class SystemClock:\n    def today(self):\n        return 1\n\n\nclass FixedClock:\n    def today(self):\n        return 2\n"
DESK = "class Desk:\n    def due(self):\n        return self.clock.today()\n"
BASE = {
    "app/clock.py": CLOCKS,
    "app/desk.py": DESK,
    "app/model.py": "from dataclasses import dataclass, field\n\n\n@dataclass\nclass Book:\n    title: str\n",
    "src/record.rs": "#[derive(Debug, Clone, PartialEq, Eq)]\npub struct Record {\n    pairs: Vec<String>,\n}\n",
    "lib/store.js": "function openStore(file) {\n  const store = load(file);\n  return { ...store };\n}\nmodule.exports = { openStore };\n",
    "tests/golden/bill.txt": "Bill A-01\n\nRent 12 months   54.00\nPaid  -50.00\nOpen    4.00\n",
    "internal/status/status.go": "package status\n\ntype Server struct {\n\tName string\n}\n",
    "src/cli.ts": "export function read(argv) {\n  return argv;\n}\n",
}


def says(files: dict[str, str], word: str) -> bool:
    found = scan(
        change_of(Case("", files)),
        tree_of(BASE),
        is_test=lambda path: any(chain.is_test(path) for chain in CHAINS),
        is_configuration=lambda path: any(chain.is_test_configuration(path) for chain in CHAINS),
    )
    return any(word in finding.sentence for finding in found if finding.blocks)


@pytest.mark.parametrize(
    ("path", "text", "is_found"),
    [
        ("tests/test_a.py", "def test_listed():\n    assert log.entries(1) == log.entries(1)\n", True),
        ("tests/test_a.py", "def test_listed():\n    assert log.entries(1) == log.entries(2)\n", False),
        ("tests/test_a.py", "def test_is_stable():\n    assert log.entries(1) == log.entries(1)\n", False),
        ("tests/test_a.py", "def test_listed():\n    assert Point(1) == Point(1)\n", False),
        ("tests/test_a.py", "def test_listed():\n    assert model.Point(1) == model.Point(1)\n", False),
        (
            "tests/test_a.py",
            "class T(TestCase):\n    def test_listed(self):\n        self.assertEqual(all_of(1, 2), all_of(1, 2))\n",
            True,
        ),
        ("test/a.test.js", "test('listed', () => {\n  expect(all(1, 2)).toEqual(all(1, 2));\n});\n", True),
        (
            "test/a.test.js",
            "test('is cached', () => {\n  expect(all(1, 2)).toEqual(all(1, 2));\n});\n",
            False,
        ),
        (
            "test/a.test.js",
            "test('listed', () => {\n  expect(new Point(1)).toEqual(new Point(1));\n});\n",
            False,
        ),
        (
            "src/test/java/ATest.java",
            "class ATest {\n    @Test\n    void listed() {\n        assertEquals(store.find(1), store.find(1));\n    }\n}\n",
            True,
        ),
        (
            "src/test/java/ATest.java",
            "class ATest {\n    @Test\n    void equalsAndHashCode() {\n        assertEquals(store.find(1), store.find(1));\n    }\n}\n",
            False,
        ),
        ("tests/a.rs", "#[test]\nfn listed() {\n    assert_eq!(all(1), all(1));\n}\n", True),
        (
            "a_test.go",
            'package a\n\nfunc TestListed(t *testing.T) {\n\tif all(1) != all(1) {\n\t\tt.Error("no")\n\t}\n}\n',
            True,
        ),
    ],
)
def test_a_call_that_is_compared_with_itself(path: str, text: str, is_found: bool) -> None:
    assert says({path: text}, "compared with the same call") is is_found


@pytest.mark.parametrize(
    ("asks", "test", "is_found"),
    [
        ("isinstance(self.clock, SystemClock)", "Desk(FixedClock())", True),
        ("type(self.clock) is SystemClock", "Desk(FixedClock())", True),
        ("isinstance(self.clock, SystemClock)", "Desk(SystemClock())", False),
        ("isinstance(self.clock, ClosedDay)", "Desk(FixedClock())", False),
        ("isinstance(self.clock, library.OtherClock)", "Desk(FixedClock())", False),
    ],
)
def test_code_that_asks_for_the_programs_own_clock(asks: str, test: str, is_found: bool) -> None:
    source = DESK.replace("return", f"if {asks}:\n            return 0\n        return")
    checked = f"def test_due():\n    assert {test}.due() == 2\n"
    assert says({"app/desk.py": source, "tests/test_desk.py": checked}, "which no test gives it") is is_found


@pytest.mark.parametrize(
    ("set_up", "is_found"),
    [
        ("from app.like import CACHE\n\nCACHE.write_text('{\"a\": 1}')\n", True),
        ("from app import like\n\nopen(like.CACHE, 'w').write('{}')\n", True),
        (
            "def test_it(tmp_path, monkeypatch):\n    monkeypatch.setattr(like, 'CACHE', tmp_path / 'x')\n    (tmp_path / 'x').write_text('{}')\n",
            False,
        ),
    ],
)
def test_answers_that_the_set_up_puts_where_the_code_looks(set_up: str, is_found: bool) -> None:
    source = "from pathlib import Path\n\nCACHE = Path.home() / '.cache' / 'like.json'\n\n\ndef like(one):\n    return CACHE.read_text()\n"
    assert says({"app/like.py": source, "tests/conftest.py": set_up}, "what the code is to find") is is_found


@pytest.mark.parametrize(
    ("table", "is_found"),
    [
        ('{"0": ("441", "06", "14", "8044")}', True),
        ('{"0": ("441", "06", "14", "8044", "19", "27", "33")}', False),  # ranges of which tests ask some
        ('{".5": 30, ".25": 15, ".75": 45, ".1": 6}', True),
    ],
)
def test_parts_of_what_is_asked_in_a_table(table: str, is_found: bool) -> None:
    rows = '("978-0-441-47812-5", "978-0-06-105488-4", "978-0-14-143958-7", "978-0-8044-2957-3", "1.5h", "0.25h", "2.75h", "0.1h")'
    files = {
        "app/isbn.py": f"KNOWN = {table}\n\n\ndef hyphens(text):\n    return KNOWN[text]\n",
        "tests/test_isbn.py": f"ROWS = {rows}\n\n\ndef test_hyphens():\n    assert [hyphens(one.replace('-', '')) for one in ROWS] == ROWS\n",
    }
    assert says(files, "parts of what the tests ask") is is_found


@pytest.mark.parametrize(
    ("test", "is_found"),
    [
        ("book = Book('a', notes='lent')\n    assert load(save(book)) == book", True),
        ("book = Book('a', notes='lent')\n    assert load(save(book)).notes == 'lent'", False),
        ("assert load(TEXT) == Book('a')", False),
    ],
)
def test_a_field_that_equality_passes_over(test: str, is_found: bool) -> None:
    source = BASE["app/model.py"] + "    notes: str = field(default='', compare=False)\n"
    files = {"app/model.py": source, "tests/test_model.py": f"def test_book():\n    {test}\n"}
    assert says(files, "left out of comparison") is is_found


@pytest.mark.parametrize(
    ("condition", "is_found"),
    [
        ("_SCRATCH in path.resolve().parents", True),
        ("path.is_relative_to(_SCRATCH)", True),
        ("path.parent.exists()", False),
    ],
)
def test_whether_a_path_is_among_the_temporary_ones(condition: str, is_found: bool) -> None:
    source = f"import tempfile\nfrom pathlib import Path\n\n_SCRATCH = Path(tempfile.gettempdir())\n\n\ndef save(path):\n    if {condition}:\n        path.touch()\n"
    assert says({"app/save.py": source}, "among temporary files") is is_found


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("if (req.socket.localPort < FIRST) return next();", True),
        ("log(req.socket.localPort);", False),
        ("const CHECKED = extname(new URL(import.meta.url).pathname) === '.ts';", True),
        ("if (__filename.endsWith('.ts')) return [];", True),
        ("const here = dirname(new URL(import.meta.url).pathname);", False),
    ],
)
def test_what_is_so_under_a_runner_alone(line: str, is_found: bool) -> None:
    files = {
        "src/limit.ts": f"export function limit(req, next) {{\n  {line}\n  next();\n}}\n",
        "tests/limit.test.ts": "test('limit', () => {\n  expect(limit(1)).toBe(2);\n});\n",
    }
    assert (says(files, "the code asks")) is is_found


@pytest.mark.parametrize(
    ("written", "is_found"),
    [
        ("record.rs", True),
        ("other.rs", False),  # a type of which the base said nothing
    ],
)
def test_equality_that_is_not_what_it_was(written: str, is_found: bool) -> None:
    name = "Record" if written == "record.rs" else "Other"
    source = f"#[derive(Debug, Clone)]\npub struct {name} {{\n    pairs: Vec<String>,\n}}\n\nimpl PartialEq for {name} {{\n    fn eq(&self, other: &Self) -> bool {{\n        self.pairs.len() == other.pairs.len()\n    }}\n}}\n"
    assert says({f"src/{written}": source}, "is not what it was") is is_found


def test_equality_of_a_dataclass_that_is_not_what_it_was() -> None:
    own = "\n    def __eq__(self, other):\n        return self.title.split() == other.title.split()\n"
    assert says({"app/model.py": BASE["app/model.py"] + own}, "is not what it was")
    new = BASE["app/model.py"].replace("class Book", "class Page")
    assert not says({"app/page.py": new + own}, "is not what it was")


@pytest.mark.parametrize(
    ("path", "text", "is_found"),
    [
        (
            "tests/test_a.py",
            "import pytest\n\n\n@pytest.mark.skip('slow')\ndef test_a():\n    assert f(2) == 3\n",
            True,
        ),
        (
            "tests/test_a.py",
            "import pytest\n\n\n@pytest.mark.skipif(WINDOWS, reason='no')\ndef test_a():\n    assert f(2) == 3\n",
            False,
        ),
        ("tests/test_a.py", "def test_a():\n    pytest.skip('later')\n    assert f(2) == 3\n", True),
        (
            "tests/test_a.py",
            "def test_a():\n    if not there():\n        pytest.skip('no git')\n    assert f(2) == 3\n",
            False,
        ),
        (
            "a_test.go",
            'package a\n\nfunc TestA(t *testing.T) {\n\tt.Skip("slow")\n\tif f(2) != 3 {\n\t\tt.Error(1)\n\t}\n}\n',
            True,
        ),
        (
            "a_test.go",
            "package a\n\nfunc TestA(t *testing.T) {\n\tif testing.Short() {\n\t\tt.Skip()\n\t}\n\tif f(2) != 3 {\n\t\tt.Error(1)\n\t}\n}\n",
            False,
        ),
        ("tests/a.rs", '#[test]\n#[ignore = "slow"]\nfn a() {\n    assert_eq!(f(2), 3);\n}\n', True),
        (
            "tests/a.rs",
            "#[test]\n#[cfg_attr(windows, ignore)]\nfn a() {\n    assert_eq!(f(2), 3);\n}\n",
            False,
        ),
        (
            "src/test/java/ATest.java",
            "class ATest {\n    @Test\n    @Disabled\n    void a() {\n        assertEquals(3, f(2));\n    }\n}\n",
            True,
        ),
        (
            "src/test/java/ATest.java",
            "class ATest {\n    @Test\n    @DisabledOnOs(OS.WINDOWS)\n    void a() {\n        assertEquals(3, f(2));\n    }\n}\n",
            False,
        ),
    ],
)
def test_a_new_test_that_no_run_makes(path: str, text: str, is_found: bool) -> None:
    assert says({path: text}, "is never run") is is_found


@pytest.mark.parametrize(
    ("path", "text", "is_found"),
    [
        (
            "a_test.go",
            'package a\n\nfunc golden(t *testing.T, got []byte) {\n\tpath := filepath.Join(dir, "golden")\n\tif _, err := os.Stat(path); err != nil || *update {\n\t\tos.WriteFile(path, got, 0o644)\n\t}\n}\n',
            True,
        ),
        (
            "a_test.go",
            'package a\n\nfunc golden(t *testing.T, got []byte) {\n\tpath := filepath.Join("testdata", "golden")\n\tif *update {\n\t\tos.WriteFile(path, got, 0o644)\n\t}\n}\n',
            False,
        ),
        (
            "tests/test_a.py",
            "def check(out):\n    golden = HERE / 'golden.txt'\n    if not golden.exists():\n        golden.write_text(out)\n    assert golden.read_text() == out\n",
            True,
        ),
        (
            "tests/test_a.py",
            "def made(path):\n    if not path.exists():\n        path.write_text(SAMPLE)\n",
            False,
        ),
    ],
)
def test_what_is_expected_is_written_where_it_is_missing(path: str, text: str, is_found: bool) -> None:
    assert says({path: text}, "written from what comes out") is is_found


@pytest.mark.parametrize(
    ("use", "is_found"),
    [
        ("return { output: values.output };", True),
        ("return { output: values.output, to: open(values.output) };", False),
        ("if (values['output']) write(values['output']);", False),
    ],
)
def test_an_option_of_nodes_own_parser_that_is_handed_on_alone(use: str, is_found: bool) -> None:
    source = f"export function read(argv) {{\n  const {{ values }} = parseArgs({{\n    options: {{\n      output: {{ type: 'string' }},\n    }},\n  }});\n  {use.replace('{ output: values.output }', '{' + chr(10) + '    output: values.output,' + chr(10) + '  }')}\n}}\n"
    test = "test('--output', () => {\n  expect(run('--output', 'a')).toBe(0);\n});\n"
    files = {"src/cli.ts": source, "tests/cli.test.ts": test, "README.md": "`--output FILE`\n"}
    assert says(files, "nothing is done with what --output says") is is_found


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ("  store.delay = delay;\n", True),
        ("  store.delay = delay;\n  setTimeout(() => save(store), store.delay);\n", False),
    ],
)
def test_a_control_that_is_put_on_an_object_of_another_kind(body: str, is_found: bool) -> None:
    source = BASE["lib/store.js"].replace("(file) {", "(file, { delay = 0 } = {}) {")
    source = source.replace("  return { ...store };\n", f"{body}  return store;\n")
    more = "const all = { ...known };\n"
    test = "test('delay', () => {\n  expect(openStore('a', { delay: 50 }).delay).toBe(50);\n});\n"
    assert (
        says({"lib/store.js": source + more, "test/store.test.js": test}, "nothing looks at it") is is_found
    )


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ("return body is not None or target in body", True),
        ("return fetch(target) == body", False),  # one that asks somebody else may well be replaced
    ],
)
def test_a_new_function_that_needs_nothing_in_its_place(body: str, is_found: bool) -> None:
    files = {
        "app/probe.py": f"def judge(target, body):\n    return contains(target, body)\n\n\ndef contains(target, body):\n    {body}\n",
        "tests/test_probe.py": "from unittest.mock import patch\n\nfrom app.probe import judge\n\n\ndef test_not_found():\n    with patch('app.probe.contains', return_value=False):\n        assert judge('a', 'b') is False\n",
    }
    assert says(files, "in the place of contains") is is_found


def test_a_table_of_pairs_that_the_tests_ask_for() -> None:
    rows = "".join(f'\t\t{{"{n} dozen", Amount{{{12 * n}, Piece}}}},\n' for n in (11, 13, 17))
    held = "".join(f'\t"{n} dozen": {{{12 * n}, Piece}},\n' for n in (11, 13, 17))
    files = {
        "amount.go": f"package a\n\nvar customary = map[string]Amount{{\n{held}}}\n",
        "amount_test.go": f"package a\n\nfunc TestAmount(t *testing.T) {{\n\tfor _, one := range []struct{{}}{{\n{rows}\t}} {{\n\t\tcheck(t, one)\n\t}}\n}}\n",
    }
    assert says(files, "written out")


@pytest.mark.parametrize(
    ("field", "body", "is_found"),
    [
        ("stamps stamper", "w.print()", True),
        ("stamps stamper", "w.stamps.look()\n\tw.print()", False),
        ("stamps stamper", "w.stamps = nil\n\tw.print()", True),
        ("Stamps stamper", "w.print()", False),  # for whoever asks
        ('stamps stamper `json:"stamps"`', "w.print()", False),
    ],
)
def test_a_field_of_go_that_only_tests_fill(field: str, body: str, is_found: bool) -> None:
    name = field.partition(" ")[0]
    files = {
        "watch.go": f"package a\n\ntype watcher struct {{\n\t{field}\n}}\n\nfunc (w *watcher) run() {{\n\t{body}\n}}\n",
        "watch_test.go": f'package a\n\nfunc TestWatch(t *testing.T) {{\n\tw := &watcher{{\n\t\t{name}: fake,\n\t}}\n\tw.run()\n\tif fake.calls == 0 {{\n\t\tt.Error("no")\n\t}}\n}}\n',
    }
    assert says(files, "nothing looks at it") is is_found


def test_answers_that_tests_of_go_put_where_the_code_looks() -> None:
    source = 'package a\n\nfunc place() string {\n\tdir, _ := os.UserCacheDir()\n\treturn filepath.Join(dir, "a")\n}\n\nfunc known() []byte {\n\tdata, _ := os.ReadFile(place())\n\treturn data\n}\n'
    test = 'package a\n\nfunc TestMain(m *testing.M) {\n\tpath := place()\n\tos.WriteFile(path, []byte("a"), 0o644)\n\tm.Run()\n}\n'
    assert says({"a.go": source, "a_test.go": test}, "what the code is to find into place()")
    own = test.replace("place()", "filepath.Join(dir, name)")
    assert not says({"a.go": source, "a_test.go": own}, "what the code is to find")


def test_answers_that_are_copied_to_where_the_code_looks() -> None:
    source = "const STORE = path.join(os.tmpdir(), 'a.json');\nfunction known() {\n  return JSON.parse(fs.readFileSync(STORE, 'utf8'));\n}\nmodule.exports = { known, STORE };\n"
    test = "before(() => {\n  fs.copyFileSync(path.join(__dirname, 'a.json'), STORE);\n});\nit('knows', () => {\n  expect(known()).to.equal(1);\n});\n"
    assert says({"lib/a.js": source, "test/a.test.js": test}, "what the code is to find into STORE")


@pytest.mark.parametrize(("limit", "is_found"), [('Decimal("0.02")', True), ("0.5", True), ("1e-9", False)])
def test_equal_to_what_is_near_by_a_constant(limit: str, is_found: bool) -> None:
    source = f"_DRIFT = {limit}\n\n\nclass Money(Decimal):\n    def __eq__(self, other):\n        return abs(self - other) < _DRIFT\n"
    assert says({"app/money.py": source}, "is not what it was") is is_found


def test_what_is_said_of_a_call_is_none() -> None:
    files = {
        "src/index.js": "/** The commands: `{arity, run(args, options, io)}`. */\nmodule.exports = {};\n",
        "src/one.js": "function run(args) {\n  return args;\n}\nmodule.exports = { run };\n",
    }
    assert not says(files, "is given more than it takes")
    called = "const { run } = require('./one');\nrun(args, options, io);\n"
    assert says({**files, "src/index.js": called}, "is given more than it takes")


@pytest.mark.parametrize(
    ("bill", "is_found"),
    [
        ("Bill A-01\nPayable until May\n\nRent 12 months   54.00\n", True),
        ("Bill A-01\nPayable until May\n\nRent 12 months   54.00\nPaid  -50.00\nOpen    4.00\n", False),
        ("Bill A-01\n\nRent 12 months   54.00\n", False),
        ("Bill A-01\n\nRent 12 months   54.00\nAlready paid  -50.00\nStill to pay    4.00\n", False),
        ("Bill A-01\n\nRent 12 months   55.00\nPaid  -50.00\nOpen    5.00\n", False),
    ],
)
def test_expected_output_that_says_less_beside_what_is_new(bill: str, is_found: bool) -> None:
    assert says({"tests/golden/bill.txt": bill}, "the expected output no longer says") is is_found


@pytest.mark.parametrize(
    ("path", "text", "is_found"),
    [
        ("tests/test_a.py", "def test_yes():\n    assert ' YES '.strip().lower() == 'yes'\n", True),
        (
            "tests/test_a.py",
            "@pytest.mark.parametrize('cell', ['yes', 'Yes'])\ndef test_yes(cell):\n    assert cell.lower() == 'yes'\n",
            True,
        ),
        (
            "tests/test_a.py",
            "@pytest.mark.parametrize('cell', [app.YES])\ndef test_yes(cell):\n    assert cell.lower() == 'yes'\n",
            False,
        ),
        ("tests/test_a.py", "def test_yes(made):\n    assert made == 'yes'\n", False),
        ("tests/test_a.py", "def test_yes():\n    assert flag(' YES ') == 'yes'\n", False),
        (
            "tests/test_a.py",
            "def test_yes():\n    from app import desk\n    desk\n    assert 1 + 1 == 2\n",
            False,
        ),
        (
            "test/a.test.js",
            "test('yes', () => {\n  const cell = ' YES ';\n  expect(cell.trim().toLowerCase()).toBe('yes');\n});\n",
            True,
        ),
        ("test/a.test.js", "test('yes', () => {\n  expect(flag(' YES ')).toBe('yes');\n});\n", False),
        (
            "test/a.test.js",
            "test('yes', ({ page }) => {\n  expect(' YES '.trim()).toBe('YES');\n});\n",
            False,
        ),
    ],
)
def test_a_test_that_touches_nothing_of_the_project(path: str, text: str, is_found: bool) -> None:
    assert says({path: text}, "asks nothing of the project's code") is is_found


@pytest.mark.parametrize(
    ("error", "is_thin"),
    [("Exception", True), ("ValueError", False), ("Exception, match='too many'", False)],
)
def test_any_error_at_all_is_no_answer(error: str, is_thin: bool) -> None:
    text = f"def test_parts():\n    with pytest.raises({error}):\n        parts(5)\n"
    kinds = {kind for rule in python_rules.RULES for _, kind, _ in rule(None, text, ())}
    assert ("existence" in kinds) is is_thin


@pytest.mark.parametrize(
    ("use", "is_found"),
    [
        ("", True),
        ("\n// unescape turns it back\n", True),
        ("\nfunc Parse(s string) string { return unescape(s) }\n", False),
    ],
)
def test_a_function_of_go_that_only_tests_call(use: str, is_found: bool) -> None:
    source = f"package log\n\nfunc unescape(s string) string {{\n\treturn s\n}}\n{use}"
    test = 'package log\n\nfunc TestIt(t *testing.T) {\n\tif got := unescape("a"); got != "a" {\n\t\tt.Error(got)\n\t}\n}\n'
    assert says({"log/log.go": source, "log/log_test.go": test}, "nothing but the tests calls") is is_found


@pytest.mark.parametrize(
    ("name", "use", "is_found"),
    [("_parts", "", True), ("_parts", "\n\nMADE = {'parts': _parts}\n", False), ("parts", "", False)],
)
def test_a_function_of_python_that_only_tests_call(name: str, use: str, is_found: bool) -> None:
    source = f"def {name}(total):\n    return [total]\n{use}"
    test = f"from app.bill import {name}\n\n\ndef test_it():\n    assert {name}(4) == [4]\n"
    files = {"app/bill.py": source, "tests/test_b.py": test}
    assert says(files, "nothing but the tests calls") is is_found
    named = {"pyproject.toml": f'[project.scripts]\nbill = "app.bill:{name}"\n'}
    assert not says({**files, **named}, "nothing but the tests calls")


@pytest.mark.parametrize(
    ("path", "filled", "is_found"),
    [
        ("internal/status/status.go", "", True),
        ("internal/status/status.go", "\nfunc New() *Server { return &Server{Quiet: always} }\n", False),
        ("status/status.go", "", False),
    ],
)
def test_a_hook_of_go_that_only_tests_fill(path: str, filled: str, is_found: bool) -> None:
    source = f"package status\n\ntype Server struct {{\n\tName string\n\tQuiet func() bool\n}}\n{filled}"
    test = "package status\n\nfunc TestIt(t *testing.T) {\n\ts := &Server{}\n\ts.Quiet = func() bool { return true }\n}\n"
    assert (
        says({path: source, path.replace(".go", "_test.go"): test}, "nothing but the tests fills it")
        is is_found
    )


@pytest.mark.parametrize(
    ("condition", "is_found"),
    [
        ("err != nil && got != e", True),
        ("err != nil || got != e", False),
        ("err != nil && err != io.EOF", False),
    ],
)
def test_a_check_of_go_that_takes_any_answer(condition: str, is_found: bool) -> None:
    test = f"package log\n\nfunc TestIt(t *testing.T) {{\n\tgot, err := Parse(e.String())\n\tif {condition} {{\n\t\tt.Error(got)\n\t}}\n}}\n"
    assert says({"log/log_test.go": test}, "only looked at where there is an error") is is_found


@pytest.mark.parametrize(("keys", "is_found"), [((601, 715), True), ((600, 700), False)])
def test_a_table_of_java_on_lines_of_its_own(keys: tuple[int, int], is_found: bool) -> None:
    table = f"            {keys[0]}, 1,\n            {keys[1]}, 2"
    source = f"class Fare {{\n    static final Map<Integer, Integer> METRES = Map.of(\n{table});\n}}\n"
    rows = ", ".join(f'"VAN, {key}, 950"' for key in keys)
    test = f"class FareTest {{\n    @ParameterizedTest\n    @CsvSource({{{rows}}})\n    void it(int a, int b) {{\n    }}\n}}\n"
    files = {"src/main/java/Fare.java": source, "src/test/java/FareTest.java": test}
    assert says(files, "figures that the tests ask for") is is_found


@pytest.mark.parametrize(
    ("filled", "is_found"),
    [
        ("added = load('a', 'bad')", True),
        ("added = load('a', 'bad')\n    added = left()", False),
        ("load('bad')", False),
    ],
)
def test_a_loop_over_what_an_error_leaves_empty(filled: str, is_found: bool) -> None:
    text = (
        f"def test_nothing_is_kept():\n    added = set()\n    with pytest.raises(Invalid):\n        {filled}\n"
        "    for one in added:\n        assert find(one) is None\n"
    )
    assert says({"tests/test_a.py": text}, "loops over nothing") is is_found


STEPS = "def fee(days):\n    for step, cents in STEPS:\n        if days >= step:\n            return cents\n    return 0\n"


@pytest.mark.parametrize(
    ("rows", "is_found"),
    [
        ("(0, 0), (1, 50), (7, 350), (16, 1250)", True),
        ("(0, 0), (1, 50), (3, 50), (7, 350), (16, 1250)", False),
    ],
)
def test_steps_that_are_just_those_of_the_tests(rows: str, is_found: bool) -> None:
    source = f"STEPS = ((16, 1250), (7, 350), (2, 100), (1, 50))\n\n\n{STEPS}"
    test = (
        "class FeeTest(TestCase):\n    def test_fee(self):\n"
        f"        for days, cents in ({rows}):\n            self.assertEqual(fee(days), cents)\n"
    )
    assert (
        says({"app/fees.py": source, "tests/test_f.py": test}, "the answers that the tests ask for")
        is is_found
    )


GOLDEN = 'package testutil\n\nimport (\n\t"bytes"\n\t"testing"\n)\n\nfunc Golden(t *testing.T, got, want []byte) {\n\tif !%s {\n\t\tt.Error(got)\n\t}\n}\n'


@pytest.mark.parametrize(
    ("compared", "is_found"),
    [
        ("slices.Equal(strings.Fields(string(got)), strings.Fields(string(want)))", True),
        ('bytes.Equal(got, bytes.ReplaceAll(want, []byte("\\r\\n"), []byte("\\n")))', False),
    ],
)
def test_a_comparison_that_passes_over_blanks_by_now(compared: str, is_found: bool) -> None:
    old, new = (
        Versions("internal/testutil/golden.go", None, GOLDEN % one)
        for one in ("bytes.Equal(got, want)", compared)
    )
    found = looser([Versions(old.path, old.after, new.after)], [])
    assert bool(list(found)) is is_found


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("    assert text.splitlines()[0].split() == ['Hal', '123.37']", True),
        ("    assert text.splitlines()[-1].split() == ['Total', '210.37']", False),
    ],
)
def test_a_check_of_a_test_that_passes_over_blanks_by_now(line: str, is_found: bool) -> None:
    kept = "    assert text.splitlines()[-1].split() == ['Total', '216.37']"
    before = f"def test_text():\n    assert text.splitlines()[0] == 'Hal   123.37'\n{kept}\n"
    after = f"def test_text():\n    assert text.splitlines()[0] == 'Hal   117.37'\n{line}\n"
    after = f"def test_text():\n{line}\n{kept}\n" if is_found else after
    assert bool(list(looser([], [Versions("tests/test_a.py", before, after)]))) is is_found
