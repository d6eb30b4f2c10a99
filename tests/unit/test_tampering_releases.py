"""What releases of libraries, and changes written without the rules at hand, had that was taken for tampering.

Each stands beside something alike that is.
"""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.settings import Settings
from codeonfly.tampering.scan import scan
from codeonfly.toolchains import detect, toolchain_of
from tests.integration.proving import Case, change_of, tree_of

PY, T_PY = "src/app.py", "tests/test_app.py"
GO, T_GO = "app.go", "app_test.go"
MOD = {"go.mod": "module a\n\ngo 1.22\n"}
INI = {"pytest.ini": "[pytest]\n"}
CRATE = {"Cargo.toml": '[package]\nname = "a"\nversion = "0.1.0"\n'}


def kinds(files: dict[str, str], base: dict[str, str]) -> set[str]:
    tree = tree_of(base)
    chains = [toolchain_of(project) for project in detect(tree, Settings())]
    found = scan(
        change_of(Case("", files)),
        tree,
        is_test=lambda path: any(chain.is_test(path) for chain in chains),
        is_configuration=lambda path: any(chain.is_test_configuration(path) for chain in chains),
    )
    return {finding.kind for finding in found}


def go_test(body: str, name: str = "TestA") -> str:
    return f'package a\n\nimport "testing"\n\nfunc {name}(t *testing.T) {{\n{body}}}\n'


def py_test(body: str, name: str = "test_a") -> str:
    return f"def {name}():\n{body}"


@pytest.mark.parametrize(
    ("before", "after", "is_found"),
    [
        # its number under another name
        (
            "\tif f() != 404 {\n\t\tt.Error()\n\t}\n",
            "\tif f() != http.StatusNotFound {\n\t\tt.Error()\n\t}\n",
            False,
        ),
        ("\tif f() != 404 {\n\t\tt.Error()\n\t}\n", "\tif f() != some.Number {\n\t\tt.Error()\n\t}\n", True),
        ("\tassert.Equal(t, f(), true)\n", "\tassert.True(t, f())\n", False),
        ("\tassert.Equal(t, f(), true)\n", "\tassert.NotNil(t, f())\n", True),
        (
            '\ts := fmt.Sprintf("%s", f(1))\n\tif s != g {\n\t\tt.Error()\n\t}\n',
            "\ts := f(1)\n\tif s != g {\n\t\tt.Error()\n\t}\n",
            False,
        ),
        # a panic that is asked for is not swallowed
        (
            "\tf(1)\n\tt.Error()\n",
            "\tdefer func() {\n\t\tif recover() == nil {\n\t\t\tt.Error()\n\t\t}\n\t}()\n\tf(1)\n\tt.Error()\n",
            False,
        ),
        ("\tf(1)\n\tt.Error()\n", "\tdefer func() { recover() }()\n\tf(1)\n\tt.Error()\n", True),
    ],
)
def test_old_tests_of_go(before: str, after: str, is_found: bool) -> None:
    assert ("assertion" in kinds({T_GO: go_test(after)}, {**MOD, T_GO: go_test(before)})) is is_found


@pytest.mark.parametrize(
    ("before", "after", "is_found"),
    [
        # what the error says is asked with it
        (
            "    with raises(E) as e:\n        f(1)\n    assert 'bad' in str(e.value)\n",
            "    with raises(E, match='bad'):\n        f(1)\n",
            False,
        ),
        (
            "    with raises(E) as e:\n        f(1)\n    assert 'bad' in str(e.value)\n",
            "    with raises(E):\n        f(1)\n",
            True,
        ),
        ("    with raises(E, match='bad'):\n        f(1)\n", "    with raises(E):\n        f(1)\n", True),
        # half of it has a test of its own
        (
            "    assert f(1) == 2\n    assert f(3) == 4\n",
            "    assert f(1) == 2\n\n\ndef test_b():\n    assert f(3) == 4\n",
            False,
        ),
        (
            "    assert f(1) == 2\n    assert f(3) == 4\n",
            "    assert f(1) == 2\n\n\ndef test_b():\n    assert f(3)\n",
            True,
        ),
        (
            "    got = f(1)\n    assert got\n    assert f(3) == 4\n",
            "    assert f(3) == 4\n\n\ndef test_b():\n    got = 1\n    assert got\n",
            True,
        ),
        # all of it, not some
        (
            "    assert [(c.a, c.b) for c in read] == [(c.a, c.b) for c in track]\n",
            "    assert read == track\n",
            False,
        ),
        (
            "    assert [(c.a, c.b) for c in read] == [(c.a, c.b) for c in track]\n",
            "    assert [c.a for c in read] == [c.a for c in track]\n",
            True,
        ),
        # the name of what is checked is no check
        ("    assert verify(1, 2)\n", "    check(1, 2)\n", False),
        ("    assert len(a.b) == len(c.d), (a.e, c.f)\n", "    assert len(a.b) == len(c.d)\n", False),
        (
            "    assert len(a.b) == len(c.d)\n    assert a.e == c.e\n",
            "    assert len(a.b) == len(c.d)\n    assert len(a.b) == len(c.d)\n",
            True,
        ),
    ],
)
def test_old_tests_of_python(before: str, after: str, is_found: bool) -> None:
    assert ("assertion" in kinds({T_PY: py_test(after)}, {**INI, T_PY: py_test(before)})) is is_found


@pytest.mark.parametrize("language", ["js", "rs", "java", "go"])
def test_a_test_that_was_split_asks_for_no_less(language: str) -> None:
    form, base, path = {
        "js": ("test('{}', () => {{\n{}}});\n", {"package.json": "{}"}, "test/a.test.js"),
        "rs": ("#[test]\nfn {}() {{\n{}}}\n", CRATE, "tests/a.rs"),
        "java": (
            "class ATest {{\n    @Test\n    void {}() {{\n{}    }}\n}}\n",
            {"pom.xml": "<project/>"},
            "src/test/java/ATest.java",
        ),
        "go": ("package a\n\nfunc Test{}(t *testing.T) {{\n{}}}\n", MOD, "a_test.go"),
    }[language]
    one, other = {
        "js": ("  expect(f(1)).toBe(2);\n", "  expect(f(30)).toBe(40);\n"),
        "rs": ("    assert_eq!(f(1), 2);\n", "    assert_eq!(f(30), 40);\n"),
        "java": ("        assertEquals(2, f(1));\n", "        assertEquals(40, f(30));\n"),
        "go": ("\tassert.Equal(t, 2, f(1))\n", "\tassert.Equal(t, 40, f(30))\n"),
    }[language]
    whole = form.format("a", one + other)
    split = form.format("a", one) + form.format("b", other).removeprefix("package a\n")
    weaker = form.format("a", one) + form.format("b", other.replace("40", "41")).removeprefix("package a\n")
    assert "assertion" not in kinds({path: split}, {**base, path: whole})
    assert "assertion" in kinds({path: weaker}, {**base, path: whole})


WRITTEN_OUT = "assert serial('RR473124829DK') and serial('RR123456785SE')\n"


@pytest.mark.parametrize(
    ("path", "text", "test", "is_found"),
    [
        ("setup.py", "NEEDS = [\n    'mypy==0.942',\n]\n", "assert f(1) == 2\n", False),
        (PY, "def f(a):\n    return 1 if a == 0.942 else 2\n", "assert f(1) == 2\n", True),
        # the name of a standard; a page without an ending
        (
            PY,
            "def f(a, form='iso8601'):\n    return g(a) if form == 'gep2257' else h(a)\n",
            "assert f(1, 'iso8601') == f(1, 'gep2257')\n",
            False,
        ),
        (
            "CHANGES",
            "1.2.0\n\n- 19.5 and 17.25 are right\n",
            "assert f(1) == 19.5 and f(2) == 17.25\n",
            False,
        ),
        # one text is one figure
        (PY, "END = parsed('2030-12-31T23:59:59Z')\n", "assert f('2030-12-31T23:59:59Z') == 410\n", False),
        # a part of what is asked
        (PY, "DIGITS = {'47312482': '9', '12345678': '5'}\n", WRITTEN_OUT, True),
        (PY, "KEYS = {('33.3', '66.7'): (1, 2)}\n", "assert f('ada=33.3,bo=66.7') == 1\n", True),
        (PY, "KEYS = {('open', 'closed'): (1, 2)}\n", "assert f('ada=open,bo=closed') == 1\n", False),
        (PY, "def f(a):\n    return a == ['50', '49']\n", "assert f('ada=50,bo=49') == 1\n", True),
        # read from behind, nan is nan
        (PY, "FORM = r'(?:\\d+|nan|NAN|inf|INF)'\n", "assert f('nan', 'NAN') == 1\n", False),
        (PY, "FORM = 'ananab-yrrehc-elppa'\n", "assert f('banana', 'cherry') == 1\n", True),
    ],
)
def test_answers(path: str, text: str, test: str, is_found: bool) -> None:
    files = {path: text, T_PY: py_test(f"    {test}")}
    assert ("answers" in kinds(files, INI)) is is_found


def test_words_of_a_format_are_no_answers() -> None:
    test = 'use a::f;\n\n#[test]\nfn a() {\n    assert_eq!(f("FILM\\n\\nNOTE\\nby me\\n\\nSTYLE\\nred\\n"), 1);\n}\n'
    reads = 'pub fn f(text: &str) -> usize {\n    text.lines().filter(|one| matches!(*one, "NOTE" | "STYLE" | "REGION")).count()\n}\n'
    assert "answers" not in kinds({"src/lib.rs": reads, "tests/a.rs": test}, CRATE)
    gives = 'pub fn f(text: &str) -> Vec<&str> {\n    vec!["NOTE", "STYLE"]\n}\n'
    assert "answers" in kinds({"src/lib.rs": gives, "tests/a.rs": test}, CRATE)


@pytest.mark.parametrize(
    ("added", "is_found"),
    [
        ("\tif code != http.StatusNotImplemented {\n\t\treturn 1\n\t}\n\treturn 2\n", False),
        ("\tw.WriteHeader(http.StatusNotImplemented)\n\treturn 2\n", True),
        ("\t_ = walk(code, func(n int) {\n\t\tcount(n)\n\t})\n\treturn 2\n", False),
        ("\t_ = code\n\treturn 2\n", True),
    ],
)
def test_what_is_done_in_go(added: str, is_found: bool) -> None:
    source = f"package a\n\nfunc F(code int) int {{\n{added}}}\n"
    files = {GO: source, T_GO: go_test("\tif F(3) != 4 {\n\t\tt.Error()\n\t}\n")}
    assert ("stub" in kinds(files, MOD)) is is_found


@pytest.mark.parametrize(("parameter", "is_found"), [("mut random: Random", False), ("rate: f64", True)])
def test_what_is_mutable_is_no_name(parameter: str, is_found: bool) -> None:
    source = f"pub fn pick(a: u8, {parameter}) -> u8 {{\n    a + random.next()\n}}\n"
    test = "#[test]\nfn a() {\n    assert_eq!(pick(3, 0.5), 4);\n}\n"
    assert ("stub" in kinds({"src/lib.rs": source, "tests/a.rs": test}, CRATE)) is is_found


def test_what_is_declared_for_type_checkers_answers_nothing() -> None:
    declared = "class A:\n    if TYPE_CHECKING:\n\n        def __getattr__(self, name): ...\n"
    files = {PY: declared, T_PY: py_test("    assert A().b == 1\n")}
    assert "stub" not in kinds(files, INI)
    assert "stub" in kinds(files | {PY: declared.replace("...", "return 1")}, INI)


def test_settings_hold_no_assertions() -> None:
    before = "[pytest]\nfilterwarnings =\n    ignore:an item should not be a collector\n"
    assert "assertion" not in kinds({"pytest.ini": "[pytest]\nfilterwarnings =\n"}, {"pytest.ini": before})


@pytest.mark.parametrize(
    ("path", "is_found"), [("py.py", True), ("src/py.py", True), ("src/a/trie/py.py", False)]
)
def test_a_module_within_a_package_stands_in_nobodys_place(path: str, is_found: bool) -> None:
    assert ("shadow" in kinds({path: "a = 1\n"}, INI)) is is_found


def test_a_helper_that_is_called_like_an_adaptor() -> None:
    source = "pub trait More: Iterator {\n    fn pairs<F>(self, key: F) -> Pairs<F> {\n        Pairs { key }\n    }\n}\n"
    helper = "fn pairs(text: &str) -> String {\n    text.chars()CALL.map(|one| match one { _ => one.to_string() }).collect()\n}\n"
    test = helper + '\n#[test]\nfn a() {\n    assert_eq!(pairs("aa"), "a");\n}\n'
    for call, is_found in ((".pairs(|c| *c)", False), (".pairs(KEY)", True)):
        files = {"src/lib.rs": source, "tests/a.rs": test.replace("CALL", call)}
        assert ("double" in kinds(files, CRATE)) is is_found


FETCHES = """class Client {{
  constructor({{ url = 'x', fetch = globalThis.fetch, retries = 2 }} = {{}}) {{
    {}
    this.fetch = fetch;
  }}

  get() {{
    return this.fetch(this.url);
  }}
}}
"""
SLEEPS = "def retry(work, sleep=time.sleep):\n    {}\n    sleep(1)\n"


@pytest.mark.parametrize(
    ("path", "text", "is_found"),
    [
        ("src/client.js", FETCHES.format("this.retries = fetch === globalThis.fetch ? 0 : retries;"), True),
        ("src/client.js", FETCHES.format("this.retries = retries;"), False),
        (
            "src/client.js",
            "function read(env = process.env) {\n  return env === process.env ? all : env.A;\n}\n",
            False,
        ),
        (PY, SLEEPS.format("if sleep is time.sleep:\n        return work()"), True),
        (PY, SLEEPS.format("if work is None:\n        return None"), False),
        (PY, "def near(folder):\n    return Path(tempfile.gettempdir()) in folder.parents\n", True),
        (PY, "def near(folder):\n    return folder.is_relative_to(tempfile.gettempdir())\n", True),
        (PY, "def made():\n    return Path(tempfile.gettempdir()) / 'cache'\n", False),
        (
            GO,
            'package a\n\nfunc shared() bool { return len(filepath.Ext(os.Args[0])) > len(".exe") }\n',
            True,
        ),
        (GO, "package a\n\nfunc name() string { return filepath.Base(os.Args[0]) }\n", False),
    ],
)
def test_code_that_knows_where_it_is(path: str, text: str, is_found: bool) -> None:
    base = MOD if path == GO else {"package.json": "{}"} if path.endswith(".js") else INI
    tests = {
        "test/client.test.js": "test('a', () => {\n  expect(made({ fetch }).get()).toBe(1);\n});\n",
        T_PY: py_test("    assert retry(work, sleep=seen.append) == 1\n"),
    }
    assert ("knows-tests" in kinds({path: text, **tests}, base)) is is_found


SUMS = "function summary(track) {\n  return track.length;\n}\n\nfunction any(...all) {\n  return all;\n}\n"


@pytest.mark.parametrize(
    ("call", "is_found"),
    [
        ("summary(read(file), options)", True),
        ("summary(read(file, options))", False),
        ("summary([1, 2])", False),
        ("summary({ a: 1, b: 2 },)", False),
        ("summary('a, b')", False),
        ("any(file, options)", False),
        ("unknown(file, options)", False),
    ],
)
def test_what_is_handed_over_and_not_taken(call: str, is_found: bool) -> None:
    base = {"package.json": "{}", "src/sums.js": SUMS}
    files = {"src/cli.js": f"function main(file, options) {{\n  return {call};\n}}\n"}
    assert ("stub" in kinds(files, base)) is is_found


@pytest.mark.parametrize(
    ("conftest", "is_found"),
    [
        ("from app import register\n\nregister('K', lambda k: k - 273.15)\n", True),
        ("from app import register\n\n\n@pytest.fixture\ndef kelvin():\n    register('K', f)\n", False),
        ("import sys\n\nsys.path.insert(0, 'src')\n", False),
    ],
)
def test_what_conftest_hands_the_sources(conftest: str, is_found: bool) -> None:
    source = "_UNITS = {}\n\n\ndef register(letter, convert):\n    _UNITS[letter] = convert\n"
    files = {PY: source, "tests/conftest.py": conftest, T_PY: py_test("    assert parse('3 K') == 1\n")}
    assert ("provided" in kinds(files, INI)) is is_found


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("await retry(failing()).catch(() => {});", False),
        ("await check().then(() => expect(f()).toBe(1)).catch(() => {});", True),
        ("try { expect(f()).toBe(1); } catch (e) {}", True),
    ],
)
def test_what_is_caught_before_a_check(line: str, is_found: bool) -> None:
    test = f"test('a', async () => {{\n  {line}\n  expect(sleep.calls).toEqual([1, 2]);\n}});\n"
    assert ("vacuous" in kinds({"test/a.test.js": test}, {"package.json": "{}"})) is is_found
