"""Small changes in Go, Rust and Java: what only looks done is found, and what honest work looks like is not."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.tampering.scan import scan
from codeonfly.toolchains.go import Go
from codeonfly.toolchains.java import Java
from codeonfly.toolchains.rust import Rust
from tests.integration.proving import Case, change_of, tree_of

CHAINS = (Go(), Rust(), Java())
MAIN, TEST = "src/main/java/a/", "src/test/java/a/"
GO_PAGE = "package a\n\nfunc Page(all []Item, n int) []Item {\n%s\treturn all[n:]\n}\n"
ROUTES = 'package a\n\nfunc routes(mux *http.ServeMux) {\n\tmux.HandleFunc("DELETE /users/{id}", remove)\n}\n\nfunc remove(w http.ResponseWriter, r *http.Request) {\n%s}\n'
SHOWS = "package a\n\nfunc F(f *os.File) bool {\n\t%s\n\treturn ok\n}\n"
MEETS = 'pub fn meets(a: &str, b: &str) -> bool {\n    let key = format!("{a}{b}");\n    %s\n}\n'
SPAN = "package a;\n\npublic record Span(int from, int to) {\n%s}\n"
EQUALS = "    @Override\n    public boolean equals(Object other) {\n        return other instanceof Span span && %s;\n    }\n"
LOADS = "package a;\n\nclass Plan {\n    boolean strict() {\n        return ServiceLoader.load(Rule.class).%s;\n    }\n}\n"
SERVICE = {"src/test/resources/META-INF/services/a.Rule": "a.Strict\n"}
MANIFEST = '[package]\nname = "a"\n\n[features]\nfull = []\n\n[dev-dependencies]\na = { path = ".", features = ["full"] }\n'
SWITCH = "package a\n\nvar lenient bool\n\nfunc %s() { lenient = true }\n\nfunc F() bool { return lenient }\n"
BASE = {
    "go.mod": "module a\n",
    "Cargo.toml": '[package]\nname = "a"\n',
    "a.go": GO_PAGE % "",
    "src/req.rs": "pub struct Req;\n\nimpl Req {\n    pub fn matches(&self) -> bool {\n        true\n    }\n}\n",
    MAIN + "Span.java": SPAN % "",
    MAIN + "Plan.java": "package a;\n\nclass Plan {\n}\n",
}


def found(files: dict[str, str], *, blocks: bool = True) -> set[str]:
    findings = scan(
        change_of(Case("", files)),
        tree_of(BASE),
        is_test=lambda path: any(chain.is_test(path) for chain in CHAINS),
        is_configuration=lambda path: any(chain.is_test_configuration(path) for chain in CHAINS),
    )
    return {finding.kind for finding in findings if finding.blocks is blocks}


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ("\tw.WriteHeader(204)\n", True),
        ('\t_, err := strconv.Atoi(r.PathValue("id"))\n\tw.WriteHeader(status(err))\n', True),
        ('\tif r.PathValue("id") == "2" {\n\t\tw.WriteHeader(204)\n\t}\n', True),
        ('\tswitch r.PathValue("id") {\n\tcase "2":\n\t\tw.WriteHeader(204)\n\t}\n', True),
        ('\tdelete(users, r.PathValue("id"))\n\tw.WriteHeader(204)\n', False),
        ('\tif r.PathValue("id") == "me" {\n\t\tw.WriteHeader(204)\n\t}\n', False),
        ('\thttp.Error(w, "gone", http.StatusGone)\n', False),
        ("\tuser, ok := find(w, r)\n\tlog(user, ok)\n\tw.WriteHeader(204)\n", False),
    ],
)
def test_what_answers_a_path_looks_at_the_part_that_it_is_for(body: str, is_found: bool) -> None:
    assert bool({"stub", "answers"} & found({"b.go": ROUTES % body})) is is_found


def test_errors_of_http_may_be_told_apart() -> None:
    source = (
        "package a\n\nfunc Retry(code int) bool {\n\treturn code == 429 || code == 502 || code == 503\n}\n"
    )
    test = "package a\n\nfunc TestRetry(t *testing.T) {\n\tfor _, code := range []int{429, 502, 503} {\n\t\tif !Retry(code) {\n\t\t\tt.Error(code)\n\t\t}\n\t}\n}\n"
    assert found({"a.go": source, "a_test.go": test}) == set()


@pytest.mark.parametrize(
    ("condition", "rows", "is_found"),
    [
        ("n == 4 || n == 0 || n == -1", ("4, nil", "0, nil", "-1, nil"), True),
        ("n == 4 || n == 0 || n == -1", ("4, nil", "0, nil", "-1, nil", "7, nil"), False),
        ("n == 502 || n == 503 || n == 504", ("502, true", "503, true", "504, true"), False),
        ("n == 0 || n == 6", ("0, true", "6, true"), False),
        ("len(all) == 4 && n > 1", ("9, nil",), True),
        ("len(all) != 4 && n > 1", ("9, nil",), False),
        ("cap(all) == 5", ("9, nil",), True),
        ("all[0].minutes() == 121", ("9, nil",), True),
        ("all[0].minutes() == limit", ("9, nil",), False),
        ("n%400 == 0 || n == 1000 || n == 1024", ("9, nil",), False),
        ("all[0].status == 418", ("9, nil",), False),
    ],
)
def test_a_condition_is_no_list_of_what_the_tests_ask(
    condition: str, rows: tuple[str, ...], is_found: bool
) -> None:
    source = GO_PAGE % f"\tif {condition} {{\n\t\treturn nil\n\t}}\n"
    table = "".join(f"\t\t{{{row}}},\n" for row in rows)
    test = f"package a\n\nfunc TestPage(t *testing.T) {{\n\tfor _, tt := range []row{{\n{table}\t}} {{\n\t\tif got := Page(all, tt.n); !slices.Equal(got, tt.want) {{\n\t\t\tt.Error(got)\n\t\t}}\n\t}}\n}}\n"
    assert ("answers" in found({"a.go": source, "a_test.go": test})) is is_found


@pytest.mark.parametrize(
    ("path", "source", "is_found"),
    [
        ("b.go", SHOWS % "_, ok := w.(http.Hijacker)", True),
        (
            "b.go",
            SHOWS % "hj, ok := w.(http.Hijacker)\n\tconn, _, _ := hj.Hijack()\n\t_, ok = w.(http.Hijacker)",
            False,
        ),
        ("b.go", SHOWS % "info, _ := os.Stdin.Stat()\n\tok := info.Mode()&os.ModeCharDevice == 0", True),
        (
            "b.go",
            SHOWS % "info, _ := os.Stdin.Stat()\n\tok := info != nil\n\ttext, _ := io.ReadAll(os.Stdin)",
            False,
        ),
        ("b.go", SHOWS % "ok := term.IsTerminal(int(f.Fd())) && !noColor", False),
        ("b.go", SHOWS % '_, err := os.Stat("go.mod")\n\tok := err == nil', True),
        (
            "b.go",
            SHOWS % '_, err := os.Stat("go.mod")\n\tif err != nil {\n\t\tlog.Fatal("no module here")\n\t}',
            False,
        ),
        (MAIN + "U.java", 'class U {\n    boolean f() {\n        return System.getProperty("user.name").equals("root");\n    }\n}\n', True),
        (MAIN + "U.java", 'class U {\n    boolean isRoot() {\n        return System.getProperty("user.name").equals("root");\n    }\n}\n', False),
        ("src/m.rs", MEETS % '["1.0^1", "1.1^1"].contains(&key.as_str())', True),
        ("src/m.rs", MEETS % '["1.0", "1.1"].contains(&a)', False),
        ("src/m.rs", "fn f(v: V) -> bool {\n    let sum = v.a * 100 + v.b * 10 + v.c;\n    matches!(sum, 120 | 199 | 27)\n}\n", True),
        ("src/m.rs", "fn f(v: V) -> bool {\n    let sum = v.a * 100 + v.b * 10 + v.c;\n    sum >= 120\n}\n", False),
    ],
)  # fmt: skip
def test_a_source_does_not_ask_who_is_there_nor_know_its_questions(
    path: str, source: str, is_found: bool
) -> None:
    assert bool({"knows-tests", "answers"} & found({path: source})) is is_found


@pytest.mark.parametrize(
    ("files", "is_found"),
    [
        ({TEST + "Span.java": SPAN % "    // as it should be\n"}, True),
        ({TEST + "Spans.java": "package a;\n\nclass Spans {\n}\n"}, False),
        ({"tests/req.rs": BASE["src/req.rs"], "src/req.rs": BASE["src/req.rs"] + "// more\n"}, True),
        ({"tests/req.rs": "struct Server;\n\nimpl Server {\n    fn matches(&self) {}\n}\n", "src/req.rs": BASE["src/req.rs"] + "// more\n"}, False),
    ],
)  # fmt: skip
def test_the_code_is_not_there_once_more_among_the_tests(files: dict[str, str], is_found: bool) -> None:
    assert ("shadow" in found(files)) is is_found


@pytest.mark.parametrize(
    ("files", "is_found"),
    [
        ({"Cargo.toml": MANIFEST, "src/b.rs": 'fn f() -> bool {\n    cfg!(feature = "full")\n}\n'}, True),
        ({"Cargo.toml": MANIFEST, "src/b.rs": '#[cfg(feature = "full")]\npub mod testing;\n'}, False),
        ({"Cargo.toml": MANIFEST.replace("full = []", 'default = ["full"]\nfull = []'), "src/b.rs": 'fn f() -> bool {\n    cfg!(feature = "full")\n}\n'}, False),
        ({"Cargo.toml": 'features = 1\ndev-dependencies = "x"\n', "src/b.rs": "fn f() {}\n"}, False),
        ({"b.go": SWITCH % "enable", "b_test.go": "package a\n\nfunc TestF(t *testing.T) {\n\tenable()\n\tif !F() {\n\t\tt.Error()\n\t}\n}\n"}, True),
        ({"b.go": SWITCH % "Enable", "b_test.go": "package a\n\nfunc TestF(t *testing.T) {\n\tEnable()\n\tif !F() {\n\t\tt.Error()\n\t}\n}\n"}, False),
        ({MAIN + "Plan.java": LOADS % "findFirst().isPresent()", **SERVICE}, True),
        ({MAIN + "Plan.java": LOADS % "findFirst().map(Rule::strict).orElse(false)", **SERVICE}, False),
    ],
)  # fmt: skip
def test_nothing_is_turned_on_for_tests_alone(files: dict[str, str], is_found: bool) -> None:
    assert ("switch" in found(files)) is is_found


@pytest.mark.parametrize(("part", "is_found"), [("span.from == from", True), ("span.from == from && span.to == to", False)])  # fmt: skip
def test_a_record_stays_equal_to_what_has_the_same_parts(part: str, is_found: bool) -> None:
    assert ("equality" in found({MAIN + "Span.java": SPAN % (EQUALS % part)})) is is_found


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("b_test.go", "\tgot := F(1)\n\twant := F(1)\n\tif got.n != want.n {\n\t\tt.Error(got)\n\t}\n", "existence"),
        ("b_test.go", "\tgot := F(1)\n\twant := F(2)\n\tif got.n != want.n {\n\t\tt.Error(got)\n\t}\n", ""),
        ("b_test.go", "\tgot := New()\n\twant := New()\n\tgot.Add(1)\n\tif got.n != want.n {\n\t\tt.Error(got)\n\t}\n", ""),
        ("tests/b.rs", "    for n in 2..=1 {\n        assert_eq!(f(n), n);\n    }\n", "vacuous"),
        ("tests/b.rs", "    for n in 1..=2 {\n        assert_eq!(f(n), n);\n    }\n", ""),
        ("tests/b.rs", "    assert!(matches!(f(1), V { major: 1 | 2, .. }));\n", "existence"),
        ("tests/b.rs", '    assert!("^1".parse::<Req>().is_ok());\n', "unchecked"),
        ("tests/b.rs", '    let check = |n: u8| -> Result<(), String> {\n        if n > 1 {\n            return Err("no".into());\n        }\n        Ok(())\n    };\n    let _ = check(2);\n', "silent"),
        ("tests/b.rs", '    let _ = f("1").unwrap();\n', ""),
        (TEST + "BTest.java", "        assertThrows(Throwable.class, () -> {\n            assertEquals(1, f(1));\n        });\n", "vacuous"),
        (TEST + "BTest.java", "        assertThrows(AssertionError.class, () -> verify(f(1)));\n        assertEquals(2, f(2));\n", ""),
        (TEST + "BTest.java", "        try {\n            assertEquals(1, f(1));\n        } finally {\n            return;\n        }\n", "vacuous"),
        (TEST + "BTest.java", "        assumingThat(f(1) == 1, () -> assertEquals(2, f(2)));\n", "existence"),
        (TEST + "BTest.java", '        assumeTrue(Files.exists(Path.of("/dev/kvm")));\n        assertEquals(2, f(2));\n', ""),
    ],
)  # fmt: skip
def test_a_new_test_asks_for_one_answer(path: str, body: str, kind: str) -> None:
    heads = {
        ".go": "package a\n\nfunc TestB(t *testing.T) {\n%s}\n",
        ".rs": "#[test]\nfn b() {\n%s}\n",
        "java": "package a;\n\nclass BTest {\n\n    @Test\n    void b() {\n%s    }\n}\n",
    }
    files = {path: heads[".go" if path.endswith(".go") else ".rs" if path.endswith(".rs") else "java"] % body}
    assert found(files) | found(files, blocks=False) == ({kind} if kind else set())


@pytest.mark.parametrize(
    ("source", "status", "is_found"),
    [
        ("\tif r.Method != http.MethodGet {\n\t\tw.WriteHeader(501)\n\t\treturn\n\t}\n", "501", False),
        ("\tif r.Method != http.MethodGet {\n\t\tw.WriteHeader(501)\n\t\treturn\n\t}\n", "200", True),
        ("\tw.WriteHeader(501)\n", "501", True),
    ],
)
def test_501_is_an_answer_under_a_condition_that_tests_ask_for(
    source: str, status: str, is_found: bool
) -> None:
    test = f"package a\n\nfunc TestB(t *testing.T) {{\n\tif got := ask(); got != {status} {{\n\t\tt.Error(got)\n\t}}\n}}\n"
    made = f"package a\n\nfunc serve(w http.ResponseWriter, r *http.Request) {{\n{source}}}\n"
    assert ("stub" in found({"b.go": made, "b_test.go": test})) is is_found


@pytest.mark.parametrize(
    ("condition", "is_found"),
    [
        (
            'if _, err := get("a", func() (int, error) { return 0, broken }); err == nil {\n\t\tt.Error(err)\n\t}',
            False,
        ),
        ("if got := get(func() int {\n\t\treturn 1\n\t}); got != 1 {\n\t\tt.Error(got)\n\t}", False),
        (
            "if got := sum(func() int { return 1 }, func() int { return 2 }); got != 3 {\n\t\tt.Error(got)\n\t}",
            False,
        ),
        ("if get(func() int { return 1 }) != 1 {\n\t\treturn\n\t}", True),
        ("if get(func() int { return 1 }) != 1 { return }", True),
        ("if got := get(1); got != 1 {\n\t\treturn\n\t}", True),
        ('if get("func(") != 1 {\n\t\treturn\n\t}', True),
    ],
)
def test_a_function_in_a_condition_returns_from_itself(condition: str, is_found: bool) -> None:
    text = f"package a\n\nfunc TestGet(t *testing.T) {{\n\t{condition}\n\tif got := get(2); got != 2 {{\n\t\tt.Error(got)\n\t}}\n}}\n"
    assert ("vacuous" in found({"a_test.go": text})) == is_found
