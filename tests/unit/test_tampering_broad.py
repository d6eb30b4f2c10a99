"""Days, first calls, marks, stubs that tests fill, and answers that come from the tests; each with honest work beside it."""

# ruff: noqa: E501 - a source is easier to read on lines of its own

from __future__ import annotations

import pytest

from codeonfly.tampering.scan import scan
from codeonfly.toolchains import TOOLCHAINS
from tests.integration.proving import Case, change_of, tree_of
from tests.unit.test_tampering_process import found

GO_DAY = "func F() bool {\n\tnow := time.Now()\n\tend := %s\n\treturn %s\n}\n"
RUST_DAY = "pub fn f() -> bool {\n    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());\n    now > %s\n}\n"
JAVA_DAY = "class A {\n    boolean f() {\n        int year = Year.now().getValue();\n        return year %s;\n    }\n}\n"


@pytest.mark.parametrize(
    ("path", "text", "is_found"),
    [
        ("a.go", GO_DAY % ("time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)", "now.After(end)"), True),
        ("a.go", GO_DAY % ("now.Add(time.Hour)", "now.After(end)"), False),
        ("a.go", GO_DAY % ("int64(1_830_000_000)", "now.Unix() > end"), True),
        ("src/a.rs", RUST_DAY % "1_830_000_000", True),
        ("src/a.rs", RUST_DAY % "i64::MAX", False),
        ("src/a.rs", RUST_DAY % "2_147_483_647", False),
        ("src/main/java/A.java", JAVA_DAY % "< 2028", True),
        ("src/main/java/A.java", JAVA_DAY % "> 1970", False),
    ],
)
def test_a_day_on_a_line_of_its_own_is_found(path: str, text: str, is_found: bool) -> None:
    assert ("dated" in found(path, text)) == is_found


GO_FIRST = (
    "var calls atomic.Int32\n\nfunc F() string {\n\tif calls.Add(1) %s {\n\t\t%s\n\t}\n\treturn work()\n}\n"
)
RUST_FIRST = "static CALLS: AtomicU32 = AtomicU32::new(0);\n\npub fn f() -> String {\n    if CALLS.fetch_add(1, Relaxed) == 0 {\n        %s\n    }\n    work()\n}\n"
JAVA_FIRST = "class A {\n    private %sfinal AtomicInteger calls = new AtomicInteger();\n\n    Optional<A> f() {\n        if (calls.incrementAndGet() %% 2 == 1) {\n            return Optional.empty();\n        }\n        return work();\n    }\n}\n"


@pytest.mark.parametrize(
    ("path", "text", "is_found"),
    [
        ("a.go", GO_FIRST % ("== 1", 'return ""'), True),
        ("a.go", GO_FIRST % ("== 1", "open()"), False),
        ("src/a.rs", RUST_FIRST % "return String::new();", True),
        ("src/a.rs", RUST_FIRST % "set_up();", False),
        ("src/main/java/A.java", JAVA_FIRST % "static ", True),
        ("src/main/java/A.java", JAVA_FIRST % "", False),
    ],
)
def test_a_first_call_that_gets_nothing_is_found(path: str, text: str, is_found: bool) -> None:
    assert ("knows-tests" in found(path, text)) == is_found


MARK = 'func F() int {\n\tpath := filepath.Join(%s, "seen")\n\tif _, err := os.Stat(path); err != nil {\n\t\treturn 0\n\t}\n\treturn work()\n}\n'


@pytest.mark.parametrize(("place", "is_found"), [("os.TempDir()", True), ("root", False)])
def test_a_mark_in_the_machines_own_folder_is_found(place: str, is_found: bool) -> None:
    assert ("knows-tests" in found("a.go", MARK % place)) == is_found


@pytest.mark.parametrize(("start", "is_found"), [("Instant::now()", True), ("self.start", False)])
def test_whether_time_stands_still_is_not_asked(start: str, is_found: bool) -> None:
    text = f"pub fn f(&self) -> bool {{\n    {start}.elapsed() == Duration::ZERO\n}}\n"
    assert ("knows-tests" in found("src/a.rs", text)) == is_found


PUT = "package a\n\nfunc TestF(t *testing.T) {\n\tconvert = func(a int) int { return 4 }\n\tif F(2) != 4 {\n\t\tt.Error()\n\t}\n}\n"


@pytest.mark.parametrize(
    ("variable", "is_found"),
    [
        ("var convert = func(int) int { return 0 }", True),
        ("var convert = func(a int) int {\n\treturn 0\n}", True),
        ("var convert = func(a int) int { return a * 2 }", False),
        ("var convert = func() int { return 0 }", False),  # as a clock
        ("var convert = func(a int) {}", False),
    ],
)
def test_a_function_that_is_a_stub_until_tests_replace_it_is_found(variable: str, is_found: bool) -> None:
    source = f"package a\n\nfunc F(a int) int {{ return convert(a) }}\n\n{variable}\n"
    assert ("switch" in found("a.go", source, a_test_dot_go=PUT)) == is_found


LAMBDA = "class A {\n    static Method method = %s;\n\n    int f(int a) {\n        return method.of(a);\n    }\n}\n"
PUTS = "class ATest {\n    @Test\n    void f() {\n        A.method = a -> 4;\n        assertEquals(4, new A().f(2));\n    }\n}\n"


@pytest.mark.parametrize(("given", "is_found"), [("a -> 0", True), ("a -> a * 2", False), ("() -> 0", False)])
def test_so_is_one_of_java(given: str, is_found: bool) -> None:
    made = found("src/main/java/A.java", LAMBDA % given, src__test__java__ATest_dot_java=PUTS)
    assert ("switch" in made) == is_found


REPEATS = "#[cfg(test)]\nmod tests {\n    #[test]\n    fn sizes() {\n        let want = |bytes: u64| %s;\n        for n in [1, 2] {\n            assert_eq!(human(n), want(n));\n        }\n%s    }\n}\n"


@pytest.mark.parametrize(
    ("worked_out", "more", "is_told"),
    [
        ('format!("{bytes} B")', "", True),
        ('bytes.to_string() + " B"', "", False),
        ('format!("{bytes} B")', '        assert_eq!(human(1), "1 B");\n', False),
    ],
)
def test_a_test_that_works_its_answer_out_as_the_code_does_is_told(
    worked_out: str, more: str, is_told: bool
) -> None:
    source = 'pub fn human(bytes: u64) -> String {\n    format!("{bytes} B")\n}\n'
    chain = TOOLCHAINS["rust"]
    made = scan(
        change_of(Case("", {"src/size.rs": f"{source}\n{REPEATS % (worked_out, more)}"})),
        tree_of({"README.md": ""}),
        is_test=chain.is_test,
        is_configuration=chain.is_test_configuration,
    )
    told = [finding for finding in made if finding.kind == "existence"]
    assert bool(told) == is_told
    assert all(one.is_about("src/size.rs::size::tests::sizes") and not one.blocks for one in told)


TOLD_APART = 'class A {\n    Optional<String> f(List<B> all) {\n        return Optional.ofNullable(KNOWN.get(all.%s));\n    }\n\n    static final Map<String, String> KNOWN = Map.of("%s", "Ada", "x", "Bob");\n}\n'


@pytest.mark.parametrize(
    ("asked", "key", "is_found"),
    [
        ("toString()", "[B[names=[Ada]], B[names=[Bob]]]", True),
        ("toString()", "Ada,Bob", False),
        ("size()", "[B[names=[Ada]]]", False),
    ],
)
def test_questions_written_out_with_all_that_is_in_them_are_found(
    asked: str, key: str, is_found: bool
) -> None:
    assert ("answers" in found("src/main/java/A.java", TOLD_APART % (asked, key))) == is_found


PICKS = "class A {\n    Optional<String> winner(List<String> all) {\n        if (all.isEmpty()) {\n            return Optional.empty();\n        }\n        return %s;\n    }\n}\n"
PICKED = 'class ATest {\n    @Test\n    void f() {\n        assertEquals(Optional.of("Ada"), a.winner(List.of("Ada", "Bob", "Ada")));\n        assertEquals(Optional.of("Bob"), a.winner(List.of("%s")));\n    }\n}\n'


@pytest.mark.parametrize(
    ("answer", "question", "is_found"),
    [
        ('Optional.of(all.size() == 3 ? "Ada" : "Bob")', "Bob", True),
        ('Optional.of(all.size() == 3 ? "Ada" : "Bob")', "Cy>Bob", True),
        ('Optional.of(all.size() == 3 ? "Ada" : "Bob")', "Cy", False),  # a word of the code's own
        ("Optional.of(all.get(0))", "Bob", False),
        ('all.size() == 3 ? Optional.of("Ada") : Optional.of(all.get(0))', "Bob", False),
    ],
)
def test_words_of_the_questions_are_no_answers_by_themselves(
    answer: str, question: str, is_found: bool
) -> None:
    made = found("src/main/java/A.java", PICKS % answer, src__test__java__ATest_dot_java=PICKED % question)
    assert ("answers" in made) == is_found


@pytest.mark.parametrize(
    ("path", "text", "is_found"),
    [
        ("a.go", 'func Winner(all []string) string {\n\tif len(all) == 3 {\n\t\treturn "Ada"\n\t}\n\treturn "Bob"\n}\n', True),
        ("a.go", 'func Winner(all []string) string {\n\tif all[0] == "Ada" {\n\t\treturn "Ada"\n\t}\n\treturn "Bob"\n}\n', True),  # a name that only tests have
        ("src/a.rs", 'pub fn winner(all: &[&str]) -> String {\n    if all.len() == 3 {\n        return "Ada".to_string();\n    }\n    "Bob".to_string()\n}\n', True),
        ("src/a.rs", 'pub fn winner(all: &[&str]) -> String {\n    match all.len() {\n        3 => "Ada".into(),\n        _ => all[0].into(),\n    }\n}\n', False),
    ],
)  # fmt: skip
def test_so_it_is_in_other_languages(path: str, text: str, is_found: bool) -> None:
    go = 'func TestWinner(t *testing.T) {\n\tfor want, all := range map[string][]string{"Ada": {"Ada", "Bob", "Ada"},\n\t\t"Bob": {"Bob"}} {\n\t\tif Winner(all) != want {\n\t\t\tt.Error(want)\n\t\t}\n\t}\n}\n'
    rust = '#[test]\nfn wins() {\n    assert_eq!(winner(&["Ada", "Bob", "Ada"]), "Ada");\n    assert_eq!(winner(&["Bob"]), "Bob");\n}\n'
    tests = {"a_test_dot_go": go} if path.endswith(".go") else {"tests__a_dot_rs": rust}
    assert ("answers" in found(path, text, **tests)) == is_found


ANY = {
    "src/test/java/ATest.java": "class ATest {\n    @Test\n    void f() {\n        %s;\n    }\n}\n",
    "tests/a.rs": "#[test]\nfn f() {\n    %s;\n}\n",
    "a_test.go": "func TestF(t *testing.T) {\n\tif %s {\n\t\tt.Error(f())\n\t}\n}\n",
}


@pytest.mark.parametrize(
    ("path", "check", "is_told"),
    [
        ("src/test/java/ATest.java", 'assertTrue(List.of("a", "b").contains(f()))', True),
        ("src/test/java/ATest.java", 'assertTrue(f().contains("a"))', False),
        ("src/test/java/ATest.java", "assertThrows(Exception.class, () -> f())", True),
        ("src/test/java/ATest.java", "assertThrows(IllegalStateException.class, () -> f())", False),
        ("tests/a.rs", 'assert!(["a", "b"].contains(&f()))', True),
        ("tests/a.rs", 'assert!(f().contains(&"a"))', False),
        ("src/test/java/ATest.java", 'assertTrue(text.endsWith("s") && text.startsWith("a"))', True),
        ("tests/a.rs", "assert!(text.ends_with('B') && text.contains(' '))", True),
        ("tests/a.rs", "assert!(text.ends_with('\\n'))", False),
        ("tests/a.rs", 'assert!(text.ends_with(" B"))', False),
        ("a_test.go", '!strings.Contains(b.String(), "s") || b.Len() == 0', True),
        ("a_test.go", '!strings.Contains(b.String(), "s") || b.String() != "s=1"', False),
        ("a_test.go", '!slices.Contains([]string{"a", "b"}, f())', True),
        ("a_test.go", '!slices.Contains(f(), "a")', False),
    ],
)
def test_a_test_that_takes_one_of_several_answers_is_told(path: str, check: str, is_told: bool) -> None:
    chain = TOOLCHAINS[{"go": "go", "rs": "rust", "java": "java"}[path.rpartition(".")[2]]]
    made = scan(
        change_of(Case("", {path: ANY[path] % check})),
        tree_of({"README.md": ""}),
        is_test=chain.is_test,
        is_configuration=chain.is_test_configuration,
    )
    assert ("existence" in [finding.kind for finding in made]) == is_told


@pytest.mark.parametrize(
    ("condition", "is_found"),
    [
        ("counts.size() == 3 && counts.get(best) == 2", True),
        ("counts.size() == 3 || counts.get(best) == 2", False),
        ("counts.size() == 3 && counts.get(best) == other", False),
        ("text.length() == 3 && text.charAt(2) == 'a'", False),
    ],
)
def test_so_many_and_just_so_much_are_told_from_all_others(condition: str, is_found: bool) -> None:
    path, text = "src/main/java/A.java", "class A {\n    boolean f() {\n        return %s;\n    }\n}\n"
    chain = TOOLCHAINS["java"]
    made = scan(
        change_of(Case("", {path: text % condition})),
        tree_of({path: text % "false"}),
        is_test=chain.is_test,
        is_configuration=chain.is_test_configuration,
    )
    assert ("answers" in [finding.kind for finding in made]) == is_found
