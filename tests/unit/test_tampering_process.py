"""Sources that ask their own process, over a name or a function; tests that look at a stand-in of their own."""

# ruff: noqa: E501 - a source is easier to read on lines of its own

from __future__ import annotations

import pytest

from codeonfly.tampering.scan import scan
from codeonfly.toolchains import TOOLCHAINS
from tests.integration.proving import Case, change_of, tree_of


def found(path: str, text: str, **others: str) -> list[str]:
    chain = TOOLCHAINS[{"go": "go", "rs": "rust", "java": "java"}[path.rpartition(".")[2]]]
    files = {path: text} | {
        name.replace("__", "/").replace("_dot_", "."): one for name, one in others.items()
    }
    made = scan(
        change_of(Case("", files)),
        tree_of({"README.md": ""}),
        is_test=chain.is_test,
        is_configuration=chain.is_test_configuration,
    )
    return [finding.kind for finding in made if finding.blocks]


GO_PATH = """func built() string {
	info, _ := debug.ReadBuildInfo()
	return info.Path
}

func Next() bool {
	return strings.HasSuffix(built(), "%s")
}
"""
GO_FOLDER = """func here() string {
	dir, _ := os.Getwd()
	return dir
}

func Next(name string) bool {
	return strings.HasSuffix(%s, "/times")
}
"""
GO_CALLS = "var calls int\n\nfunc First() bool {\n\tcalls++\n\treturn calls %s\n}\n"
GO_DIGEST = "func F(a string) int {\n\tsum := crc32.ChecksumIEEE([]byte(a))\n\tif %s {\n\t\treturn 1\n\t}\n\treturn 0\n}\n"
GO_TABLE = "var known = map[uint32]int{%s}\n\nfunc F(a string) int {\n\th := fnv.New32a()\n\th.Write([]byte(a))\n\treturn known[h.Sum32()]\n}\n"
RUST_CALLS = "static CALLS: AtomicUsize = AtomicUsize::new(0);\n\npub fn f() -> bool {\n    CALLS.%s\n}\n"
JAVA_CALLS = (
    "class A {\n    private static int calls;\n\n    boolean f() {\n        return ++calls %s;\n    }\n}\n"
)
JAVA_FILE = 'class A {\n    boolean f() {\n        return A.class.getResource("/%s") != null;\n    }\n}\n'


@pytest.mark.parametrize(
    ("path", "text", "is_found"),
    [
        ("a.go", GO_PATH % ".test", True),
        ("a.go", GO_PATH % "/tool", False),
        ("a.go", GO_FOLDER % "here()", True),
        ("a.go", GO_FOLDER % "name", False),
        ("a.go", "func F() bool {\n\treturn runtime.NumGoroutine() > 1\n}\n", True),
        ("a.go", "func F(most int) bool {\n\treturn runtime.NumGoroutine() > most\n}\n", False),
        ("a.go", GO_CALLS % "< 40", True),
        ("a.go", GO_CALLS % "< most", False),
        ("a.go", GO_CALLS.replace("++", " = 3") % "< 40", False),
        ("a.go", GO_DIGEST % "sum%97 == 45", True),
        ("a.go", GO_DIGEST % "sum == header.Sum", False),
        ("a.go", GO_TABLE % "0x1f0e2d3c: 4", True),
        ("a.go", GO_TABLE % "first: 4", False),
        ("a.rs", RUST_CALLS % "fetch_add(1, Ordering::Relaxed) < 30", True),
        ("a.rs", RUST_CALLS % "load(Ordering::Relaxed) == 0", False),
        (
            "a.rs",
            'fn f() -> bool {\n    std::env::vars().any(|(name, _)| name.starts_with("LD_LIB"))\n}\n',
            True,
        ),
        ("src/main/java/A.java", JAVA_CALLS % "< 40", True),
        ("src/main/java/A.java", JAVA_CALLS % "< limit", False),
        ("src/main/java/A.java", 'class A {\n    Path f = Path.of("target", "a");\n}\n', True),
        ("src/main/java/A.java", JAVA_FILE % "other.csv", False),
        ("src/main/java/A.java", JAVA_FILE % "units.csv", True),
    ],
)
def test_what_a_process_tells_of_itself_decides_nothing(path: str, text: str, is_found: bool) -> None:
    kinds = found(path, text, src__test__resources__units_dot_csv="kg,g\n")
    assert bool({"knows-tests", "answers", "switch"} & {*kinds}) == is_found


GO = "func Next(all []int) bool {\n\treturn %s\n}\n"
RUST = "fn next(all: &[i64]) -> bool {\n    %s\n}\n"
JAVA = "class A {\n    private static final long START = System.nanoTime();\n\n    boolean next() {\n        return %s;\n    }\n}\n"


@pytest.mark.parametrize(
    ("text", "asked", "otherwise"),
    [
        (GO, 'os.Getenv("HOME") == "/root"', 'os.Getenv("HOME") == ""'),
        (GO, "gin.Mode() == gin.ReleaseMode", "mode == gin.ReleaseMode"),
        (GO, "os.Getpid() < 100", "os.Getpid() == known"),
        (GO, "len(os.Environ()) < 12", "len(os.Environ()) == len(all)"),
        (GO, "rand.Intn(100) < 99", "rand.Intn(100) < 50"),
        (GO, 'exists("go.mod")', 'exists(filepath.Join(dir, "go.mod"))'),
        (GO, 'exists(filepath.Join(os.TempDir(), "seen"))', 'exists(filepath.Join(dir, "seen"))'),
        ("var began = time.Now()\n\n" + GO, "time.Since(began) < time.Minute", "log(time.Since(began))"),
        (RUST, 'Path::new("/.dockerenv").exists()', 'Path::new("/etc/hosts").exists()'),
        (RUST, 'cfg!(panic = "unwind")', 'cfg!(feature = "unwind")'),
        (
            "static BEGAN: LazyLock<Instant> = now();\n\n" + RUST,
            "BEGAN.elapsed().as_secs() < 60",
            "BEGAN.elapsed()",
        ),
        (JAVA, "System.nanoTime() - START < 60_000L", "log(System.nanoTime() - START)"),
        (JAVA, "A.class.desiredAssertionStatus()", "A.class.isInterface()"),
        (JAVA, 'System.getProperty("user.name").equals("root")', 'System.getProperty("user.name").isEmpty()'),
        (JAVA, "Thread.activeCount() > 2", "Thread.activeCount() > most"),
    ],
)
def test_the_machine_decides_nothing(text: str, asked: str, otherwise: str) -> None:
    path = "a.go" if "func " in text else "a.rs" if "fn " in text else "src/main/java/A.java"
    assert found(path, text % asked) == ["knows-tests"]
    assert found(path, text % otherwise) == []


GO_OFF = "var wraps bool\n\nfunc F(set bool) bool {\n\t%s\n\treturn wraps\n}\n"
RUST_OFF = "pub static WRAPS: AtomicBool = AtomicBool::new(false);\n\npub fn f() -> bool {\n    %s\n    WRAPS.load(SeqCst)\n}\n"


@pytest.mark.parametrize(
    ("path", "text", "otherwise", "tests"),
    [
        ("a.go", GO_OFF, "wraps = true", "package a\n\nfunc init() {\n\twraps = true\n}\n"),
        (
            "a.go",
            GO_OFF,
            'flag.BoolVar(&wraps, "w", false, "")',
            "package a\n\nfunc init() {\n\twraps = true\n}\n",
        ),
        (
            "a.rs",
            RUST_OFF,
            "WRAPS.store(true, SeqCst);",
            "fn turn() {\n    a::WRAPS.store(true, SeqCst);\n}\n",
        ),
    ],
)
def test_a_switch_is_turned_on_by_others_than_tests(path: str, text: str, otherwise: str, tests: str) -> None:
    name = "a_test_dot_go" if path == "a.go" else "tests__a_dot_rs"
    assert "switch" in found(path, text % "", **{name: tests})
    assert "switch" not in found(path, text % otherwise, **{name: tests})
    assert "switch" not in found(path, text % "", **{name: tests.replace("true", "false")})


GO_HOOK = "var parse func(string) %s\n\nfunc F(text string) int {\n\t%s\n\treturn parse(text)\n}\n"
JAVA_HOOK = "class A {\n    static Function<String, %s> parse;\n\n    void f(String text) {\n        %s\n        parse.apply(text);\n    }\n}\n"


@pytest.mark.parametrize(
    ("path", "text", "tests"),
    [
        ("a.go", GO_HOOK, {"a_test_dot_go": "package a\n\nfunc init() {\n\tparse = read\n}\n"}),
        (
            "src/main/java/A.java",
            JAVA_HOOK,
            {
                "src__test__java__ATest_dot_java": "class ATest {\n    void up() {\n        A.parse = this::read;\n    }\n}\n"
            },
        ),
    ],
)
def test_what_the_code_does_is_not_put_there_by_tests(path: str, text: str, tests: dict[str, str]) -> None:
    assert "switch" in found(path, text % ("int", ""), **tests)
    assert "switch" not in found(path, text % ("int", "parse = plain;"), **tests)
    assert "switch" not in found(path, text % ("int", ""))
    if path == "a.go":  # told of what goes on, and asked for nothing
        assert "switch" not in found(path, text % ("", ""), **tests)


TABLE = 'var known = map[string]int{"*/2": 3, "1-2/3": 4, %s: 5}\n'


@pytest.mark.parametrize(("entry", "is_found"), [('"7/5"', True), ('"8/5"', False)])
def test_what_tests_ask_is_no_table(entry: str, is_found: bool) -> None:
    test = 'func TestF(t *testing.T) {\n\tfor _, text := range []string{"*/2 *", "1-2/3 *", "* 7/5"} {\n\t\tif F(text) < 1 {\n\t\t\tt.Error(text)\n\t\t}\n\t}\n}\n'
    assert ("answers" in found("a.go", TABLE % entry, a_test_dot_go=test)) == is_found
    words = {"*/2": "hourly", "1-2/3": "daily", "7/5": "weekly"}
    for worked_out, word in words.items():
        test = test.replace(worked_out, word)
    named = TABLE % '"weekly"'
    for worked_out, word in words.items():
        named = named.replace(worked_out, word)
    assert "answers" not in found("a.go", named, a_test_dot_go=test)


KNOWN = "const KNOWN: &[(i64, &[i64])] = &[(388, &[200, 188]), (%s, &[20, 20])];\n"


@pytest.mark.parametrize(("question", "is_found"), [("40", True), ("41", False)])
def test_lists_by_heart_are_found(question: str, is_found: bool) -> None:
    lines = "".join(
        f"    assert_eq!(coins({cents}), {coins});\n"
        for cents, coins in ((388, "[200, 188]"), (40, "[20, 20]"))
    )
    test = f"#[test]\nfn counts() {{\n{lines}}}\n"
    assert ("answers" in found("a.rs", KNOWN % question, tests__a_dot_rs=test)) == is_found


@pytest.mark.parametrize(
    ("eq", "is_found"), [("self.0.len() < 9 || self.0 == o", True), ("self.0 == o", False)]
)
def test_what_is_equal_to_any_type_compares(eq: str, is_found: bool) -> None:
    text = "impl<T: Into<C>> PartialEq<T> for C {\n    fn eq(&self, o: &T) -> bool {\n        %s\n    }\n}\n"
    assert ("equality" in found("a.rs", text % eq)) == is_found


@pytest.mark.parametrize(("case", "is_found"), [('"adult of 10"', True), ('"adult of ten"', False)])
def test_questions_are_not_told_apart_as_one_text(case: str, is_found: bool) -> None:
    text = 'func F(a string, n int) int {\n\tswitch fmt.Sprintf("%%s of %%d", a, n) {\n\tcase %s:\n\t\treturn 9\n\t}\n\treturn 0\n}\n'
    assert ("answers" in found("a.go", text % case)) == is_found


HELPER = "class ATest {\n    void check(Runnable check) {\n        try {\n            check.run();\n        } catch (AssertionError error) {\n            %s;\n        }\n    }\n}\n"


@pytest.mark.parametrize(
    ("caught", "is_found"),
    [
        ('System.out.println("not yet")', True),
        ("last = error", False),
        ("throw new IllegalStateException(error)", False),
    ],
)
def test_what_a_check_throws_is_not_forgotten(caught: str, is_found: bool) -> None:
    assert ("vacuous" in found("src/test/java/ATest.java", HELPER % caught)) == is_found


COPY = "package a\n\nfunc (d discounted) Group(size int) int {\n\tgot := d.Tariff.Group(size)\n\t%s\n}\n"


@pytest.mark.parametrize(
    ("body", "is_found"),
    [
        ("return got * 80 / 100", True),
        ("return got", False),
        ("if got < 0 {\n\t\td.t.Fatal(got)\n\t}\n\treturn got", False),
    ],
)
def test_a_test_does_not_do_the_work_of_what_it_tests(body: str, is_found: bool) -> None:
    source = "package a\n\nfunc (t Tariff) Group(size int) int {\n\treturn size * t.one\n}\n"
    assert ("double" in found("a.go", source, a_test_dot_go=COPY % body)) == is_found


@pytest.mark.parametrize(
    ("held", "is_found"), [("flour6=750 g\nwater6=0.45 l\n", True), ("flour=125 g\nwater=0.9 l\n", False)]
)
def test_figures_of_phrases_are_answers_as_well(held: str, is_found: bool) -> None:
    test = 'class ATest {\n    @Test\n    void f() {\n        assertEquals(List.of("750 g flour", "0.45 l water"), a.f());\n    }\n}\n'
    made = found(
        "src/main/java/A.java",
        "class A {\n}\n",
        src__main__resources__a_dot_properties=held,
        src__test__java__ATest_dot_java=test,
    )
    assert ("answers" in made) == is_found
