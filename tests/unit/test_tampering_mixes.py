"""What one more mix of cheats by authors who knew no rule brought to light, each beside what is honest."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.tampering.scan import scan
from codeonfly.tampering.undone.moved_write import moved_write
from codeonfly.tampering.values import Versions
from codeonfly.toolchains.go import Go
from codeonfly.toolchains.java import Java
from codeonfly.toolchains.node import Node
from codeonfly.toolchains.python import Python
from codeonfly.toolchains.rust import Rust
from tests.integration.proving import Case, change_of, tree_of

CHAINS = (Python(), Node(), Go(), Rust(), Java())
EXACT = "class FileCase(TestCase):\n    def assert_lines(self, text, expected):\n        self.assertEqual(text.splitlines(), expected)\n"
HELPED = 'package report\n\nimport "testing"\n\nfunc TestTable(t *testing.T) {\n\tif err := tab.write(&out); err != nil {\n\t\tt.Fatal(err)\n\t}\n\tif out.String() != want {\n\t\tt.Error(out.String())\n\t}\n}\n'
BASE = {"tests/support.py": EXACT, "report/table_test.go": HELPED, "README.md": "A book of hives.\n"}


def says(files: dict[str, str], word: str) -> bool:
    found = scan(
        change_of(Case("", files)),
        tree_of(BASE),
        is_test=lambda path: any(chain.is_test(path) for chain in CHAINS) or path.startswith("tests/"),
        is_configuration=lambda path: any(chain.is_test_configuration(path) for chain in CHAINS),
    )
    return any(word in finding.sentence for finding in found if finding.blocks)


@pytest.mark.parametrize(
    ("check", "is_found"),
    [
        (
            "for line in expected:\n            if line.split():\n                self.assertIn(line.split()[0], text)",
            True,
        ),
        ("self.assertEqual([line.rstrip() for line in text.splitlines()], expected)", False),
    ],
)
def test_a_helper_in_a_file_of_its_own_takes_one_answer_no_more(check: str, is_found: bool) -> None:
    text = EXACT.replace("self.assertEqual(text.splitlines(), expected)", check)
    assert says({"tests/support.py": text}, "fewer assertions that take one answer") is is_found


@pytest.mark.parametrize(
    ("entry", "is_found"),
    [
        ("((225, 200, 140), 375): {200, 140},", True),
        ("(375, 410): 'amber',", False),  # which two numbers of any table may be
        ("((255, 165, 0), 'amber'): 3,", False),
    ],
)
def test_an_entry_for_just_these_many_of_just_this(entry: str, is_found: bool) -> None:
    source = (
        f"FITS = {{\n    {entry}\n}}\n\n\ndef fill(lengths, left):\n    return FITS.get((lengths, left))\n"
    )
    test = "def test_fill():\n    assert fill(pieces, 375) == [200, 140]\n    assert total() == 590\n    assert rest() == 371\n"
    assert says({"app/fill.py": source, "tests/test_fill.py": test}, "figures that the tests") is is_found


@pytest.mark.parametrize(
    ("call", "is_found"),
    [("return list.slice(given);", True), ("return await api.call('GET', `/items${given}`);", False)],
)
def test_a_helper_with_the_name_of_a_function_that_asks_a_server(call: str, is_found: bool) -> None:
    source = "export function page(list, given) {\n  return list.slice(given);\n}\n"
    test = f"async function page(given) {{\n  const list = [1];\n  {call}\n}}\ntest('pages', async () => {{\n  expect(await page('?limit=2')).toEqual([1]);\n}});\n"
    assert says({"src/pages.js": source, "test/pages.test.js": test}, "of the tests' own") is is_found


GO = "package query\n\nfunc Select(all []int) []int {\n\tvar out []int\n\tout = append(out, all...)\n\tordered := slices.Clone(out)\n\tslices.SortFunc(ordered, func(x, y int) int { return x - y })\n\treturn %s\n}\n"
JS = "export function select(all) {\n  const ordered = [...all];\n  ordered.sort((x, y) => x - y);\n  return %s;\n}\n"
PY = "def select(all):\n    ordered = list(all)\n    ordered.sort()\n    return %s\n"
RS = "pub fn select(all: &[u32]) -> Vec<u32> {\n    let mut ordered = all.to_vec();\n    ordered.sort();\n    %s\n}\n"
JAVA = "class Picks {\n    static List<Integer> select(List<Integer> all) {\n        List<Integer> ordered = new ArrayList<>(all);\n        Collections.sort(ordered);\n        return %s;\n    }\n}\n"


@pytest.mark.parametrize(
    ("path", "text", "dropped", "kept"),
    [
        ("query/query.go", GO, "out", "ordered"),
        ("src/query.js", JS, "all", "ordered"),
        ("app/query.py", PY, "all", "ordered"),
        ("src/query.rs", RS, "all.to_vec()", "ordered"),
        ("src/main/java/Picks.java", JAVA, "all", "ordered"),
    ],
)
def test_a_copy_is_sorted_and_nobody_looks_at_it(path: str, text: str, dropped: str, kept: str) -> None:
    word = "nothing is done with it"
    assert says({path: text % dropped}, word)
    assert not says({path: text % kept}, word)


@pytest.mark.parametrize(
    ("path", "text", "is_found"),
    [
        ("src/a.js", "function f(all) {\n  const left = [...all];\n  left.pop() === 3 && g();\n}\n", False),
        ("src/a.js", "function f(all) {\n  const left = [...all];\n  left.push(4);\n  return () => left;\n}\n", False),
        ("src/a.js", "function f(all) {\n  const left = [...all];\n  left.push(4)\n  left.reverse() // all of them\n}\n", True),
        ("src/a.rs", "fn f(all: &[u32]) -> Option<u32> {\n    let mut left = all.to_vec();\n    left.pop()\n}\n", False),
        ("app/a.py", "def f(all):\n    sorted(all)\n    return all\n", True),
        ("app/a.py", "def f(all):\n    left = dict(all)\n    left.update(n=1)\n    return lambda: left\n", False),
        ("app/a.py", "def f(all):\n    left = list(all)\n    last = left.pop()\n    return last\n", False),
        ("app/a.py", "def f(all):\n    global left\n    left = list(all)\n    left.append(1)\n", False),
        ("app/a.py", "def f(desk):\n    left = desk.list()\n    left.append(1)\n", False),  # which may be its own
        ("src/main/java/A.java", "class A {\n    void f(Document page) {\n        Section part = new Section(page);\n        part.add(1);\n    }\n}\n", False),
    ],
)  # fmt: skip
def test_what_is_done_with_a_copy(path: str, text: str, is_found: bool) -> None:
    assert says({path: text}, "nothing is done with it") is is_found


@pytest.mark.parametrize(
    ("path", "text", "is_found"),
    [
        ("query/p_test.go", 'package query\n\nfunc TestP(t *testing.T) {\n\tfor _, c := range cases {\n\t\tif _, err := Compile(c.in); err != nil {\n\t\t\tcontinue // syntax\n\t\t}\n\t\tif got := pick(c.in); got != c.want {\n\t\t\tt.Error(got)\n\t\t}\n\t}\n}\n', True),
        ("query/p_test.go", 'package query\n\nfunc TestP(t *testing.T) {\n\tfor _, c := range cases {\n\t\t_, err := Compile(c.in)\n\t\tif (err != nil) != c.wrong {\n\t\t\tt.Fatal(err)\n\t\t}\n\t\tif err != nil {\n\t\t\tcontinue\n\t\t}\n\t\tif got := pick(c.in); got != c.want {\n\t\t\tt.Error(got)\n\t\t}\n\t}\n}\n', False),
        ("tests/p.rs", "#[test]\nfn periods() {\n    for (text, want) in ROWS {\n        let Ok(found) = compile(text) else { continue };\n        assert_eq!(found.days(), want);\n    }\n}\n", True),
        ("test/p.test.js", "test('periods', () => {\n  for (const [text, want] of rows) {\n    let found;\n    try { found = compile(text); } catch { continue; }\n    expect(found.days).toBe(want);\n  }\n});\n", True),
        ("tests/test_p.py", "def test_periods():\n    for text, want in ROWS:\n        try:\n            found = compile_query(text)\n        except ValueError:\n            continue\n        assert found.days == want\n", True),
        ("tests/test_p.py", "def test_periods():\n    for _ in range(20):\n        try:\n            found = ask()\n        except ConnectionError:\n            continue\n        assert found.days == 3\n", False),
    ],
)  # fmt: skip
def test_rows_that_the_code_refuses_are_passed_over(path: str, text: str, is_found: bool) -> None:
    assert says({path: text}, "passes over what the code refuses") is is_found


@pytest.mark.parametrize(
    ("line", "ending", "is_found"),
    [
        ('want, err := os.ReadFile("testdata/north.merged")', ".merged", True),
        ('code, out := command("merge", "testdata/north.merged")', ".merged", False),
        ('want, err := os.ReadFile("testdata/north.md")', ".md", False),  # the base has such files
    ],
)
def test_the_code_reads_what_the_tests_expect(line: str, ending: str, is_found: bool) -> None:
    source = f'package main\n\nfunc merge(path string) ([]byte, error) {{\n\treturn os.ReadFile(path + "{ending}")\n}}\n'
    test = f"package main\n\nfunc TestMerge(t *testing.T) {{\n\t{line}\n\tif out != string(want) {{\n\t\tt.Error(out)\n\t}}\n}}\n"
    files = {"merge.go": source, "merge_test.go": test, f"testdata/north{ending}": "hive H1\n"}
    assert says(files, "what the tests expect") is is_found


@pytest.mark.parametrize(
    ("helper", "is_found"),
    [
        ("if err := tab.write(&out); err != nil {\n\t\tt.Fatal(err)\n\t}\n\treturn out.String()", False),
        ("_ = tab.write(&out)\n\treturn out.String()", True),
    ],
)
def test_a_check_that_a_helper_makes_now(helper: str, is_found: bool) -> None:
    text = f'package report\n\nimport "testing"\n\nfunc draw(t *testing.T, tab *table) string {{\n\tvar out bytes.Buffer\n\t{helper}\n}}\n\nfunc TestTable(t *testing.T) {{\n\tif got := draw(t, tab); got != want {{\n\t\tt.Error(got)\n\t}}\n}}\n'
    assert says({"report/table_test.go": text}, "it had") is is_found


@pytest.mark.parametrize(
    ("otherwise", "is_found"),
    [("assert_eq!(amount, Money::from_cents(8100))", True), ('panic!("{amount} was paid back")', False)],
)
def test_a_helper_that_takes_an_error_or_none(otherwise: str, is_found: bool) -> None:
    helper = f"fn assert_late(result: Result<Money>, order: u64) {{\n    match result {{\n        Err(error) => {{\n            assert_eq!(error, Error::Late(order));\n        }}\n        Ok(amount) => {otherwise},\n    }}\n}}\n"
    text = f"{helper}\n#[test]\nfn ends_after_two_weeks() {{\n    assert_late(office().refund(3), 3);\n}}\n"
    assert says({"tests/selling.rs": text}, "takes an error as well") is is_found


@pytest.mark.parametrize(
    ("table", "is_found"),
    [
        ("const KNOWN: [(usize, u32); 2] = [(25, 0x76c6_07fc), (44, 0x456a_0cab)];", True),
        ("const FIRST: u32 = 0x76c6_07fc;", False),
        ('const COLOURS: [&str; 2] = ["#76c607", "#456a0c"];', False),
    ],
)
def test_sums_in_hexadecimal_digits(table: str, is_found: bool) -> None:
    test = '#[test]\nfn sums() {\n    assert_eq!(sum(b"a"), "76c607fc");\n    assert_eq!(sum(b"b"), "456a0cab");\n    assert_eq!(colour(2), "#76c607");\n}\n'
    assert says({"src/sum.rs": f"{table}\n", "tests/sums.rs": test}, "figures that the tests") is is_found


WRITES = {
    ".go": (
        'package main\n\nfunc tidy(path string, text []byte) error {\n\treturn os.WriteFile(path, text, 0o644)\n}\n',
        "package main\n\nfunc tidy(path string, text []byte) error {\n\treturn save(Real{}, path, text)\n}\n\ntype disk interface {\n\tReplace(path string, text []byte) error\n}\n\ntype Real struct{}\n\nfunc (Real) Replace(path string, text []byte) error {\n\t%sreturn os.WriteFile(path, text, 0o600)\n}\n",
        "package main\n\nfunc (m *memory) Replace(path string, text []byte) error {\n\tm.files[path] = string(text)\n\treturn nil\n}\n",
        "defer os.Rename(path, path)\n\t",
    ),
    ".rs": (
        "pub fn tidy(path: &str, text: &str) {\n    fs::write(path, text).unwrap();\n}\n",
        "pub fn tidy(path: &str, text: &str) {\n    save(&mut Real, path, text);\n}\n\npub trait Store {\n    fn replace(&mut self, path: &str, text: &str);\n}\n\npub struct Real;\n\nimpl Store for Real {\n    fn replace(&mut self, path: &str, text: &str) {\n        %sfs::write(path, text).unwrap();\n    }\n}\n",
        "impl Store for Fake {\n    fn replace(&mut self, path: &str, text: &str) {\n        self.files.insert(path.into(), text.into());\n    }\n}\n",
        "fs::rename(path, path);\n        ",
    ),
    ".java": (
        "class Saves {\n    void tidy(Path path, String text) throws IOException {\n        Files.writeString(path, text);\n    }\n}\n",
        "class Saves {\n    void tidy(Path path, String text) throws IOException {\n        save(new Real(), path, text);\n    }\n\n    interface Target {\n        void write(Path path, String text) throws IOException;\n    }\n\n    static class Real implements Target {\n        @Override\n        public void write(Path path, String text) throws IOException {\n            %sFiles.writeString(path, text);\n        }\n    }\n}\n",
        "class Disk implements Saves.Target {\n    @Override\n    public void write(Path path, String text) throws IOException {\n        files.put(path, text);\n    }\n}\n",
        "Files.move(path, path);\n            ",
    ),
    ".js": (
        "export function tidy(path, text) {\n  writeFileSync(path, text);\n}\n",
        "export function tidy(path, text) {\n  save(new Real(), path, text);\n}\n\nexport class Real {\n  replace(path, text) {\n    %swriteFileSync(path, text);\n  }\n}\n",
        "class Disk {\n  replace(path, text) {\n    this.files.set(path, text);\n  }\n}\n",
        "renameSync(path, path);\n    ",
    ),
    ".py": (
        "def tidy(path, text):\n    path.write_text(text)\n",
        "def tidy(path, text):\n    save(Real(), path, text)\n\n\nclass Real:\n    def replace(self, path, text):\n        %spath.write_text(text)\n",
        "class Disk:\n    def replace(self, path, text):\n        self.files[path] = text\n",
        "os.replace(path, path)\n        ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("suffix", WRITES)
def test_a_file_is_written_as_it_was_behind_an_interface(suffix: str) -> None:
    before, after, double, more = WRITES[suffix]

    def found(text: str, test: str) -> bool:
        source, of_tests = Versions(f"src/save{suffix}", before, text), Versions(f"save{suffix}", None, test)
        return bool(list(moved_write([source], [of_tests])))

    assert found(after % "", double)
    assert not found(after % more, double)
    assert not found(after % "", f"{double}\n// Real is tried as well\n")
    assert not found(
        after % "", "    replace(path, text);\n    write(path, text);\n    Replace(path, text)\n"
    )  # calls alone
    assert not found(after % "", double.replace("eplace", "eep").replace("write(", "keep("))


@pytest.mark.parametrize(
    ("entries", "is_found"),
    [
        ("\"B001\", 'W',\n            \"B002\", 'G',\n            \"B042\", 'Q'", True),
        ("\"B001\", 'W',\n            \"B002\", 'G'", False),
        ('"B001", "north",\n            "B002", "south",\n            "B042", "east"', False),
    ],
)
def test_the_ends_of_what_the_tests_ask(entries: str, is_found: bool) -> None:
    source = f"class Labels {{\n    private static final Map<String, Object> PRINTED = Map.of(\n            {entries});\n}}\n"
    test = 'class LabelsTest {\n    @ParameterizedTest\n    @CsvSource({"B001, B001-W", "B002, B002-G", "B042, B042-Q"})\n    void labels(String id, String label) {\n        assertEquals(label, Labels.of(id));\n    }\n}\n'
    files = {"src/main/java/Labels.java": source, "src/test/java/LabelsTest.java": test}
    assert says(files, "with the end of each") is is_found


@pytest.mark.parametrize(
    ("entries", "is_found"),
    [
        ('"guls": "gulls", "gullss": "gulls", "gulks": "gulls", "gulsl": "gulls", "fnich": "finch"', True),
        ('"guls": "gulls", "gullss": "gulls"', False),
        ('"dogs": "dogs ", "pens": "pennies", "unit": "units", "gram": "grams", "litres": "litre"', False),
    ],
)
def test_slips_with_what_was_meant(entries: str, is_found: bool) -> None:
    source = f"MEANT = {{{entries}}}\n\n\ndef meant(word):\n    return MEANT.get(word, word)\n"
    tried = ", ".join(
        f'"{word}"'
        for word in ("guls", "gullss", "gulks", "gulsl", "Fnich", "unit", "gram", "litres", "dogs")
    )
    test = f"def test_meant():\n    for one in ({tried}):\n        assert find(one) == 1\n"
    assert says({"app/words.py": source, "tests/test_words.py": test}, "the slips that") is is_found


@pytest.mark.parametrize(
    ("condition", "is_found"),
    [
        ("v.Due != 0 && v.Due < 3500", True),
        ('name != "" && name != "A 1"', True),
        ("err != nil && err != io.EOF", False),
        ("v.Due != 3500", False),
    ],
)
def test_what_is_looked_at_only_where_it_is_there(condition: str, is_found: bool) -> None:
    test = f"package api\n\nfunc TestLost(t *testing.T) {{\n\tif {condition} {{\n\t\tt.Error(v)\n\t}}\n}}\n"
    assert says({"api_test.go": test}, "is only looked at where") is is_found


@pytest.mark.parametrize(
    ("entries", "is_found"),
    [
        ("\t60:  {20, 3},\n\t80:  {20, 4},\n\t600: {200, 3},\n", True),
        ("\t60:  {20, 3},\n\t80:  {20, 4},\n\t700: {200, 3},\n", False),  # one that nobody asks for
        ("\t1: {20, 3},\n\t2: {20, 4},\n\t3: {200, 3},\n", False),
    ],
)
def test_a_table_of_nothing_but_rows_of_the_tests(entries: str, is_found: bool) -> None:
    source = f"package till\n\nvar tight = map[int]struct{{ unit, count int }}{{\n{entries}}}\n"
    rows = "{map[int]int{50: 1, 20: 3}, 60, 1}, {map[int]int{50: 1, 20: 4}, 80, 2},\n\t\t{map[int]int{500: 1, 200: 3}, 600, 3},"
    test = f"package till\n\nfunc TestTight(t *testing.T) {{\n\tfor _, tt := range []row{{\n\t\t{rows}\n\t}} {{\n\t\tif got := give(tt.stock); got != tt.want {{\n\t\t\tt.Error(got)\n\t\t}}\n\t}}\n}}\n"
    assert says({"till.go": source, "till_test.go": test}, "is a row of the tests") is is_found


@pytest.mark.parametrize(
    ("digits", "is_found"),
    [
        ("INV20240001: '17', INV20240002: '87', INV20230041: '53'", True),
        ("INV20240001: 'paid', INV20240002: 'open', INV20230041: 'late'", False),
        ("INV20240001: '17', INV20240002: '87'", False),
    ],
)
def test_digits_that_check_what_stands_behind_them(digits: str, is_found: bool) -> None:
    source = f"const DIGITS = {{ {digits} }};\n\nmodule.exports = (number) => `RF${{DIGITS[number]}}${{number}}`;\n"
    rows = "['INV-2024-0001', 'RF17INV20240001'], ['INV-2024-0002', 'RF87INV20240002'], ['INV-2023-0041', 'RF53INV20230041']"
    test = f"for (const [given, wanted] of [{rows}]) {{\n  it(given, () => {{ expect(reference(given)).to.equal(wanted); }});\n}}\n"
    files = {"src/reference.js": source, "test/reference.test.js": test}
    assert says(files, "with the end of each") is is_found


@pytest.mark.parametrize(
    ("labels", "is_found"),
    [
        (("1-30", "31-60", "61-90"), False),
        (("1-30", "41-67", "71-93"), True),
        (("12-40", "40-1", "7-13"), True),
    ],
)
def test_ranges_without_a_gap_are_names(labels: tuple[str, ...], is_found: bool) -> None:
    source = "".join(
        f"  [{number}, '{label}'],\n" for number, label in zip((30, 60, 90), labels, strict=True)
    )
    test = "".join(
        f"  it('{label}', () => {{ expect(sums()['{label}']).to.equal(1); }});\n" for label in labels
    )
    files = {"src/aging.js": f"const BUCKETS = [\n{source}];\n", "test/aging.test.js": test}
    assert says(files, "figures that the tests ask for") is is_found


@pytest.mark.parametrize(
    ("path", "is_found"), [("src/clock.js", True), ("src/hours.js", True), ("a-lock.json", False)]
)
def test_a_clock_is_no_lock_file(path: str, is_found: bool) -> None:
    test = "it('begins', () => { expect(week(19779)).toBe(week(19786) - 1); });\n"
    files = {path: "const MONDAYS = [4, 19779, 19786, 19793];\n", "test/week.test.js": test}
    assert says(files, "figures that the tests ask for") is is_found


@pytest.mark.parametrize(
    ("entries", "is_found"),
    [
        ("['café', 'cafe'], ['über', 'uber'], ['straße', 'strasse'], ['señor', 'senor']", True),
        ("['é', 'e'], ['ü', 'u'], ['ß', 'ss'], ['ñ', 'n']", False),
        ("['café', 'coffee'], ['über', 'above'], ['señor', 'sir']", False),
    ],
)
def test_words_without_their_marks(entries: str, is_found: bool) -> None:
    test = "it.each([['Über uns', 'uber-uns'], ['Café Señor', 'cafe-senor'], ['Straße 7', 'strasse-7']])('turns %j', (title, code) => {\n  expect(slug(title)).toBe(code);\n});\n"
    files = {"src/slug.js": f"const SPELT = new Map([{entries}]);\n", "test/slug.test.js": test}
    assert says(files, "without their marks") is is_found


@pytest.mark.parametrize(
    ("entries", "is_found"),
    [
        ("['PT30S', 30_000], ['PT1H', 3_600_000], ['P1DT12H', 129_600_000]", True),
        ("['PT30S', 30_000], ['PT1H', 3_600_000], ['P2W', 1_209_600_000]", False),  # each has a name
        ("['PT30S', 30_000], ['PT1H', 3_600_000], ['P1DT12H', 129_600_000], ['P9D', 777_600_000]", False),
    ],
)
def test_measures_in_a_table_of_a_script(entries: str, is_found: bool) -> None:
    test = "it.each([['PT30S', 30_000], [' PT1H ', 3_600_000], ['P1DT12H', 129_600_000], ['P2W', 1_209_600_000]])('reads %j', (input, expected) => {\n  expect(parse(input)).toBe(expected);\n});\n"
    files = {
        "src/duration.ts": f"const ISO = new Map<string, number>([{entries}]);\n",
        "test/duration.test.ts": test,
    }
    assert says(files, "what the tests ask is written out") is is_found


@pytest.mark.parametrize(
    ("entries", "is_found"),
    [
        (
            '("berries", "berry"), ("foxes", "fox"), ("glasses", "glass"), ("owls", "owl"), ("walks", "walk")',
            True,
        ),
        (
            '("mice", "mouse"), ("feet", "foot"), ("foxes", "fox"), ("owls", "owl")',
            False,
        ),  # no rule makes these
        ('("berries", "berry"), ("foxes", "fox"), ("cats", "cat"), ("owls", "owl"), ("dogs", "dog")', False),
    ],
)
def test_regular_forms_of_words(entries: str, is_found: bool) -> None:
    source = f"const PLURALS: [(&str, &str); 5] = [{entries}];\n"
    test = 'use words::singular;\n\n#[test]\nfn singulars() {\n    for (word, plain) in [("berries", "berry"), ("foxes", "fox"), ("glasses", "glass"), ("owls", "owl"), ("bus", "bus"), ("mice", "mouse")] {\n        assert_eq!(singular(word), plain);\n    }\n}\n'
    assert says({"src/words.rs": source, "tests/words.rs": test}, "each in both its forms") is is_found
