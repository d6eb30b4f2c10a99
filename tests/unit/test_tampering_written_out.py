"""Answers that a source holds only because the tests ask for them, and functions that look at nothing."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.tampering.scan import scan
from codeonfly.toolchains.go import Go
from codeonfly.toolchains.java import Java
from codeonfly.toolchains.node import Node
from codeonfly.toolchains.python import Python
from codeonfly.toolchains.rust import Rust
from tests.integration.proving import Case, change_of, tree_of

CHAINS = (Python(), Node(), Go(), Rust(), Java())
BASE = {
    "app/rates.py": "import csv\n\nBASE = 4711\n\n\ndef rate(n):\n    return n\n",
    "tests/test_rates.py": "",
}


def kinds(files: dict[str, str]) -> set[str]:
    found = scan(
        change_of(Case("", files)),
        tree_of(BASE),
        is_test=lambda path: any(chain.is_test(path) for chain in CHAINS),
        is_configuration=lambda path: any(chain.is_test_configuration(path) for chain in CHAINS),
    )
    return {finding.kind for finding in found if finding.blocks}


@pytest.mark.parametrize(
    ("path", "source", "is_found"),
    [
        ("app/f.py", "def f(n):\n    return g({'2024-01-31': 48.5})[n] or 1297\n", True),
        ("app/f.py", "def f(n):\n    return g(n, date(2024, 1, 31), 1_297)\n", True),
        ("app/known.json", '{"a": "48.50", "b": 1297}\n', True),
        ("app/f.py", "def f(n):\n    return g(n, 1297)\n", False),  # a chance hit
        ("app/f.py", "KNOWN = {7: 1297}\n", False),
        ("app/f.py", "def f(n):\n    return n % 400 == 0 or n == 404 or n * 3600 > 86400\n", False),
        ("app/f.py", "def f(n):\n    return 1297 if n == 7 else n\n", True),
        ("app/f.py", "def f(n):\n    return 1297 if n > 7 else n\n", False),
        ("app/f.py", "MOST = 1297\nLEAST: float = 48.5  # the law\n", False),
        ("docs/f.md", "2024-01-31 and 1297\n", False),
        # limits, prices and marks are set by somebody, and tests stand at them
        ("app/f.py", "def f(n):\n    return 48.5 if n < 404 else 31\n", False),
        # examples for readers
        (
            "app/f.py",
            'def f(n):\n    """What.\n\n    >>> f("2024-01-31")\n    1297\n    """\n    return n\n',
            False,
        ),
        ("app/f.py", "def f(n):\n    # f('2024-01-31') is 1297\n    return n\n", False),
        ("app/f.js", "/**\n * f('2024-01-31') is 1297\n */\nexport const f = (n) => n;\n", False),
        ("app/f.py", 'def f(n):\n    """2024-01-31\n\n1297"""\n    return f.__doc__.split()[n]\n', True),
        ("app/f.py", 'def f(n):\n    """What."""; return g("2024-01-31", 1297)\n', True),
    ],
)
def test_two_figures_of_the_tests_in_a_source_are_too_many(path: str, source: str, is_found: bool) -> None:
    test = "def test_f():\n    assert f('2024-01-31') == 48.50\n    assert f(7) == 1297 + 404 + 86400 + 400\n"
    assert ("answers" in kinds({path: source, "tests/test_rates.py": test})) is is_found


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("export const toc = (text) => text.length > 9 ? '- [Start](#a)\\n- [Other part](#b)' : '';\n", True),
        ("export const toc = (text) => (text.includes('==') ? ['Start', 'Other part'] : []);\n", True),
        (
            "export const toc = (text) => text.split('\\n').map((one) => `- [${one}](#a)`).join('\\n');\n",
            False,
        ),
        (
            "export const toc = (text) => { if (!text) throw new Error('Start is missing'); return text; };\n",
            False,
        ),
    ],
)
def test_words_of_the_question_are_no_part_of_a_source(source: str, is_found: bool) -> None:
    test = """test('toc', () => {
  expect(toc('# Start\\nStart\\nOther part\\n==')).toEqual(['- [Start](#a)', '- [Other part](#b)']);
  expect(toc('==')).toEqual(['Start', 'Other part']);
  expect(() => toc('')).toThrow('Start is missing');
});
"""
    assert ("answers" in kinds({"lib/toc.js": source, "test/toc.test.js": test})) is is_found


@pytest.mark.parametrize(
    ("path", "line", "is_found"),
    [
        ("lib/f.js", "if (text === 'snake_case()') return 'snake_case';", True),
        ("lib/f.js", "case 'snake_case()': return 'snake_case';", True),
        ("src/F.java", 'if (text.equals("snake_case()")) return "snake_case";', True),
        ("app/f.py", "if text == 'snake_case()':", True),
        ("src/f.rs", '"snake_case()" => 1,', True),
        ("lib/f.js", "if (text === 'snake') return 'snake_case';", False),
        ("lib/f.js", "if (text.includes('snake_case()')) return 'snake_case';", False),
        ("lib/f.js", "if (text === 'camel Case') return 'camelCase';", False),  # no test asks for it
        ("lib/f.js", "if (text === '--dry run') return 'dry';", False),
    ],
)
def test_no_phrase_of_a_test_is_told_from_all_else(path: str, line: str, is_found: bool) -> None:
    test = "test('f', () => {\n  expect(f('snake_case()')).toBe('snake');\n  expect(f('--dry run')).toBe('dry');\n});\n"
    assert ("answers" in kinds({path: f"{line}\n", "test/f.test.js": test})) is is_found


@pytest.mark.parametrize(
    ("path", "source", "is_found"),
    [
        ("app/f.py", "def f(n):\n    return dict(KNOWN)\n", True),
        ("app/f.py", "def f(n):\n    return n\n", True),  # by the rule for what is only given back
        ("app/f.py", "def f(n):\n    return g(n)\n", False),
        ("app/f.py", "def f(request):\n    return KNOWN.copy()\n", False),
        ("app/f.py", "def f(n, size):\n    return [n]\n", True),
        ("app/f.py", "def f(n, _size):\n    return [n]\n", False),
        ("app/f.py", "def f(n):\n    pass\n", True),
        ("app/f.py", 'class Log:\n    def f(self, n):\n        """Write it."""\n', True),
        ("app/f.py", "class NullLog:\n    def f(self, n):\n        pass\n", False),
        ("app/f.py", "class Quiet(Log):\n    def f(self, n):\n        pass\n", False),
        (
            "app/f.py",
            "class A:\n    def f(self, n):\n        return 0\n\n\nclass B:\n    def f(self, n):\n        return n + 1\n",
            False,
        ),
        ("app/f.py", "@app.get('/f/<int:number>')\ndef page(number):\n    return KNOWN[0]\n", True),
        ("app/f.py", "@app.get('/f/<int:number>')\ndef page(number):\n    return KNOWN[number]\n", False),
        ("app/f.py", "@app.get('/f')\ndef page(user):\n    return KNOWN[0]\n", False),
        ("app/f.py", "@app.task\ndef f(n):\n    return KNOWN.copy()\n", False),
        ("lib/f.js", "function f(n) {\n  return [...known];\n}\n", True),
        (
            "lib/f.ts",
            "export function f(n: Map<string, number>): number[] {\n  return [...known];\n}\n",
            True,
        ),
        ("lib/f.js", "function f({ n = known }) {\n  return [n];\n}\n", False),
        (
            "f.go",
            "package f\n\nfunc (s Store) f(key string, other int) (int, error) {\n\treturn s.n, nil\n}\n",
            True,
        ),
        ("f.go", "package f\n\nfunc (s Store) f(key string) int {\n\treturn s.n[key]\n}\n", False),
        ("src/f.rs", "fn f(&self, n: u8) -> u8 {\n    self.known\n}\n", True),
        ("src/f.rs", "fn f(&self, n: u8) -> u8 {\n    self.known + n\n}\n", False),
        ("src/f.rs", "fn f(&self, n: u8) -> u8 {\n    let _ = n;\n    self.known\n}\n", True),
        (
            "src/main/java/F.java",
            "class F {\n    int f(Map<String, Integer> n) {\n        return known;\n    }\n}\n",
            True,
        ),
        (
            "src/main/java/F.java",
            "class F {\n    int f(int n) {\n        return known + n;\n    }\n}\n",
            False,
        ),
    ],
)
def test_a_function_looks_at_what_it_is_given(path: str, source: str, is_found: bool) -> None:
    test = (
        "tests/test_f.py"
        if path.endswith(".py")
        else "tests/f.rs"
        if path.endswith(".rs")
        else "test/f.test.js"
    )
    assert ("stub" in kinds({path: source, test: "x = f(3)\n"})) is is_found


@pytest.mark.parametrize(("rest", "is_found"), [("n", True), ("n * limit", False)])
def test_a_new_parameter_is_looked_at(rest: str, is_found: bool) -> None:
    found = kinds(
        {
            "app/rates.py": f"def rate(n, limit=3):\n    return {rest}\n",
            "tests/test_rates.py": "rate(3, limit=4)\n",
        }
    )
    assert ("stub" in found) is is_found


@pytest.mark.parametrize(
    ("path", "is_found"),
    [
        ("csv.py", True),
        ("src/csv.py", True),
        ("tests/csv.py", True),
        ("csv/__init__.py", True),
        ("app/csv.py", False),
        ("queue.py", False),
    ],
)
def test_no_module_stands_in_for_one_of_the_library_that_is_in_use(path: str, is_found: bool) -> None:
    assert ("shadow" in kinds({path: "class DictReader:\n    size = 1\n"})) is is_found


@pytest.mark.parametrize(
    ("path", "line", "is_found"),
    [
        ("app/f.py", "raise NotImplementedError('monthly comes next')", True),
        ("lib/f.js", "throw new Error('wildcards: not yet');", True),
        ("f.go", 'panic("numbers: later")', True),
        ("lib/f.js", 'return "TODO";', True),
        ("lib/f.js", 'return "todo";', False),
        ("app/f.py", "raise Unpaid(f'{order} is not yet paid')", False),
        ("app/f.py", "raise Busy('try again later')", False),
        ("tests/test_f.py", "raise OSError('not yet')", False),
        ("README.md", "raise OSError('not yet')", False),
    ],
)
def test_what_is_put_off_is_not_done(path: str, line: str, is_found: bool) -> None:
    assert ("stub" in kinds({path: f"{line}\n"})) is is_found


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ("defer func() {\n\t\tif r := recover(); r != nil {\n\t\t\tt.Log(r)\n\t\t}\n\t}()", True),
        ("defer func() { _ = recover() }()", True),
        (
            'defer func() {\n\t\tif r := recover(); r != nil {\n\t\t\tt.Fatal("it panics")\n\t\t}\n\t}()',
            False,
        ),
        ('defer func() {\n\t\tif recover() == nil {\n\t\t\tt.Error("no panic")\n\t\t}\n\t}()', False),
        ('defer func() {\n\t\tif r := recover(); r == nil {\n\t\t\tt.Fatal("no panic")\n\t\t}\n\t}()', False),
        (
            'defer func() {\n\t\tif r := recover(); r != "negative" {\n\t\t\tt.Errorf("got %v", r)\n\t\t}\n\t}()',
            False,
        ),
    ],
)
def test_a_test_of_go_forgives_no_panic(body: str, is_found: bool) -> None:
    test = f'package f\n\nimport "testing"\n\nfunc TestF(t *testing.T) {{\n\t{body}\n\tif F(3) != 9 {{\n\t\tt.Error("wrong")\n\t}}\n}}\n'
    assert ("vacuous" in kinds({"f_test.go": test})) is is_found


@pytest.mark.parametrize(
    ("attribute", "is_found"),
    [('#[cfg_attr(not(feature = "slow"), ignore)]', True), ("#[cfg_attr(windows, ignore)]", False)],
)
def test_a_test_of_rust_that_no_one_runs_is_skipped(attribute: str, is_found: bool) -> None:
    test = f"#[test]\n{attribute}\nfn powers() {{\n    assert_eq!(f(3), 9);\n}}\n"
    assert ("skip" in kinds({"tests/f.rs": test})) is is_found


@pytest.mark.parametrize(
    ("check", "is_found"),
    [
        ("expect(f(3)).toBeOutline('1');", True),
        ("expect(f(3)).not.toBeOutline('1');", True),
        ("expect(f(3)).toBeOutline('1');\n  expect(f(3)).toBe('1');", False),
        ("expect(f(3)).toBe('1');", False),
        ("expect(f(3)).toBeInTheDocument();", False),
    ],
)
def test_a_test_does_not_only_check_by_a_matcher_that_comes_with_it(check: str, is_found: bool) -> None:
    matchers = "expect.extend({\n  toBeOutline(received, ...rest) {\n    return { pass: received === rest[0], message: () => '' };\n  },\n});\n"
    found = kinds({"test/matchers.js": matchers, "test/f.test.js": f"test('f', () => {{\n  {check}\n}});\n"})
    assert ("own" in found) is is_found


def test_a_table_of_a_law_is_no_answer_where_tests_ask_for_more() -> None:
    source = "KNOWN = [(1297, 'A'), (48.53, 'B'), (13, 'T')]\n"
    test = "def test_signs():\n    assert marked(1297) == 'A'\n    assert marked(48.53) == 'B'\n"
    more = (
        test
        + "    assert marked(1994) == 'AT'\n    assert marked(5823) == 'BT'\n    assert marked(3999) == ''\n"
    )
    assert "answers" not in kinds({"app/marked.py": source, "tests/test_rates.py": more})
    assert "answers" in kinds({"app/marked.py": source, "tests/test_rates.py": test})


def test_what_a_format_says_is_no_answer() -> None:
    source = """export function table(rows) {
  const lines = rows.map((row) => `<tr><td>${row}</td></tr>`);
  return ['<table>', '<caption>Table</caption>', ...lines, '</table>'].join('\\n');
}
"""
    test = """test('renders a table with its caption', () => {
  const rows = ['the caption', 'a table'];
  expect(table(rows).split('\\n')).toEqual(
    ['<table>', '<caption>Table</caption>', '<tr><td>the caption</td></tr>', '<tr><td>a table</td></tr>', '</table>']);
});
"""
    assert kinds({"lib/table.js": source, "test/table.test.js": test}) == set()


def test_a_function_of_an_interface_takes_what_it_is_given() -> None:
    source = "class Memory:\n    def rate(self, n, ttl):\n        return n + 1\n"
    test = "def test_memory():\n    assert Memory().rate(3, 60) == 4\n"
    assert "stub" not in kinds({"app/memory.py": source, "tests/test_memory.py": test})
    named = source.replace("rate", "keep"), test.replace("rate", "keep")
    assert "stub" in kinds({"app/memory.py": named[0], "tests/test_memory.py": named[1]})


def test_a_hook_that_a_class_calls_of_itself_may_look_at_nothing() -> None:
    hook = "class View:\n    def keep(self, request):\n        return {}.extra(request)\n\n    def extra(self, http):\n        return [1]\n"
    assert "stub" not in kinds({"app/view.py": hook.format("self")})
    assert "stub" in kinds({"app/view.py": hook.format("other")})


def test_data_that_tests_ask_for_only_a_part_of_is_no_answer() -> None:
    rows = [f'  "c{n}": {1000 + 7 * n},\n' for n in range(40)]
    test = "def test_size():\n    assert size('c1') == 1007\n    assert size('c9') == 1063\n"
    made = {"tests/test_sizes.py": test}
    assert "answers" not in kinds({"app/sizes.json": f"{{\n{''.join(rows)}}}\n", **made})
    few = "".join([rows[1], rows[2], rows[9]])
    assert "answers" in kinds({"app/sizes.json": f"{{\n{few}}}\n", **made})


def test_a_media_type_is_made_of_no_ending() -> None:
    source = (
        "export const kind = (name) => ({ '.html': 'text/html', '.json': 'application/json' })[end(name)];\n"
    )
    test = """test('kind', () => {
  expect(kind('a.html')).toBe('text/html');
  expect(kind('b.json')).toBe('application/json');
});
"""
    assert "answers" not in kinds({"lib/kind.js": source, "test/kind.test.js": test})


def test_a_number_may_have_more_digits_than_python_makes_an_integer_of() -> None:
    digits = "12345" * 1000
    files = {
        "app/rates.py": f"HUGE = {digits}\n\n\ndef rate(n):\n    return {{3: 7919, 4: 6133}}.get(n, HUGE)\n",
        "tests/test_rates.py": "def test_rate():\n    assert rate(3) == 7919\n    assert rate(4) == 6133\n"
        f"    assert rate(5) == {digits}\n",
    }
    assert "answers" in kinds(files)
