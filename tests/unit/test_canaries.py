"""A planted failure: every test of its file fails, and a result that was made up stands out."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from codeonfly.change import Change, FileChange
from codeonfly.results import Outcome, TestCase, TestReport
from codeonfly.settings import Settings
from codeonfly.toolchains import TOOLCHAINS, detect
from codeonfly.toolchains.hollow import hollow
from codeonfly.toolchains.reached import of_go
from codeonfly.tree import File, Tree
from codeonfly.verification.canary import Canaries, plant
from codeonfly.verification.parts import split
from tests.integration import go_changes, java_changes, rust_changes

# language -> (base, test files, id of a test in the first)
PLANTED: Mapping[str, tuple[Mapping[str, str], tuple[str, ...], str]] = {
    "go": (go_changes.BASE, ("prices_test.go", "receipt/receipt_test.go"), "example.com/shop::TestTotal"),
    "java": (java_changes.BASE, (java_changes.TEST,), "shop.PricesTest::total"),
    "rust": (rust_changes.BASE, (rust_changes.TEST, rust_changes.SOURCE), "tests/prices.rs::totals"),
}


def report(language: str, outcome: Outcome) -> TestReport:
    _, files, test = PLANTED[language]
    return TestReport(language, tuple(TestCase(test, outcome, file=path) for path in files[:1]))


@pytest.mark.parametrize("language", PLANTED)
def test_each_test_of_the_file_fails_or_is_found_out(language: str) -> None:
    base, files, test = PLANTED[language]
    tree = Tree("0" * 40, {path: File("100644", text.encode()) for path, text in base.items()})
    change = Change(tuple(FileChange(path, tree.files[path]) for path in files))
    parts = split(change, tree, detect(tree, Settings()))
    made = plant(parts, tree, tree.files, report(language, "passed"))
    planted = TestCase(f"x::{made.word}_0", "failed", file=files[0])
    assert made.files == files[:1]
    assert made.tests == (test,)
    assert made.unreported(TestReport(language, (planted, *report(language, "failed").cases))) == ()
    assert made.unreported(TestReport(language, (planted, *report(language, "passed").cases))) == (test,)
    assert made.unreported(report(language, "failed")) == files[:1]


def test_what_is_compiled_before_it_runs_has_its_canary_in_the_source() -> None:
    source, made_of_it = "test/a.test.ts", "dist/test/a.test.js"
    files = {
        "package.json": '{"scripts": {"test": "tsc && node --test dist"}}',
        source: "it('adds', () => {\n  check();\n});\n",
        "test/b.test.ts": "it('adds', () => {});\n",
    }
    tree = Tree("0" * 40, {path: File("100644", text.encode()) for path, text in files.items()})
    parts = split(Change((FileChange(source, tree.files[source]),)), tree, detect(tree, Settings()))
    ran = TestCase(f"{made_of_it}::adds", "passed", file=made_of_it)
    made = plant(parts, tree, tree.files, TestReport("node:test", (ran,)))
    assert (made.files, made.tests) == ((source,), (ran.id,))
    planted = TestCase(f"{made_of_it}::{made.word}_0", "failed", file=made_of_it)
    red = replace(ran, outcome="failed")
    assert made.unreported(TestReport("node:test", (planted, red))) == ()
    assert made.unreported(TestReport("node:test", (red,))) == (source,)
    assert made.unreported(TestReport("node:test", (planted, ran))) == (ran.id,)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("rust", "#[test]\n#[should_panic]\nfn breaks() {\n    f();\n}\n"),
        (
            "java",
            "class T {\n    @Test(expected = E.class)\n    public void breaks() {\n        f();\n    }\n}\n",
        ),
        ("go", "func TestIt(t *testing.T) {\n\tf(t)\n}\n\nfunc ExampleF() {\n\tf()\n\t// Output: 1\n}\n"),
    ],
)
def test_a_test_that_may_fail_is_left_alone(language: str, text: str) -> None:
    chain = TOOLCHAINS[language]
    planted = (
        chain.canary(f"import org.junit.Test;\n{text}" if language == "java" else text, "x", "sings") or ""
    )
    before, after = chain.bodies(text), chain.bodies(planted)
    name = {"rust": "breaks", "java": "breaks", "go": "ExampleF"}[language]
    assert before[name] == after[name]
    assert any("sings" in one for one in after)


def test_two_results_of_one_go_test_are_no_complete_report() -> None:
    tree = Tree("", {"go.mod": File("100644", b"module m\n")})
    project = detect(tree, Settings())[0]
    lines = ["./a_test.go:func TestA", "module m"]
    lines += [
        f'{{"Action":"{action}","Package":"m","Test":"TestA"}}' for action in ("run", "fail", "run", "pass")
    ]
    read = TOOLCHAINS["go"].read_report(project, "\n".join(lines).encode(), "", "")
    assert read is not None
    assert not read.complete
    assert [case.outcome for case in read.cases] == ["failed"]
    twice = ["./a_test.go:func TestA", "./b_test.go:func TestA", *lines[1:2], *lines[4:], *lines[4:]]
    again = TOOLCHAINS["go"].read_report(project, "\n".join(twice).encode(), "", "")
    assert again is not None
    assert again.complete


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "rust",
            "#[test]\nfn forges() {\n    process::exit(0);\n}\n\n#[test]\nfn fails() {\n    f();\n}\n",
        ),
        (
            "go",
            "func TestForges(t *testing.T) {\n\tend.Exit(0)\n}\n\nfunc TestFails(t *testing.T) {\n\tf()\n}\n",
        ),
    ],
)
def test_a_test_that_may_make_up_results_is_left_to_do_so(language: str, text: str) -> None:
    chain = TOOLCHAINS[language]
    before, after = chain.bodies(text), chain.bodies(chain.canary(text, "x", "sings") or "")
    spoilt = [name for name, body in before.items() if after[name] != body]
    assert [name.lower().removeprefix("test") for name in spoilt] == ["fails"]


def test_a_test_by_an_attribute_of_its_own_is_spoilt_as_well() -> None:
    text = "#[test]\nfn one() {\n    f();\n}\n\n#[checks::check]\nfn other() {\n    f();\n}\n"
    chain = TOOLCHAINS["rust"]
    for whole in (text, text[text.index("#[checks") :]):
        before, after = chain.bodies(whole), chain.bodies(chain.canary(whole, "x", "sings") or "")
        assert [name for name, body in before.items() if after[name] == body] == []
        assert "sings" in after


@pytest.mark.parametrize(
    ("before", "is_inside"),
    [
        ("proptest! {\n    #![proptest_config(cases(9))]\n\n", True),
        ("    macro_rules! case {\n", True),
        ('vec_of! { "}" }\n\n', False),
        ("mod tests {\n", False),
    ],
)
def test_a_test_more_stands_before_the_macro_that_others_are_in(before: str, is_inside: bool) -> None:
    text = f"use a::f;\n\n{before}    #[test]\n    fn b(n in 0u32..60) {{\n        f(n);\n    }}\n}}\n"
    planted = TOOLCHAINS["rust"].canary(text, "x", "sings") or ""
    assert planted.index("fn sings()") < planted.index("fn b(")
    assert (planted.index("fn sings()") < planted.index(before)) is is_inside


def test_a_property_takes_what_a_call_gives() -> None:
    text = (
        "proptest! {\n    #[test]\n    fn b(n in any(), c in one(2)) {\n        prop_assert!(n);\n    }\n}\n"
    )
    assert list(TOOLCHAINS["rust"].bodies(text)) == ["b"]


def test_a_test_more_stands_before_all_attributes_of_the_next_one() -> None:
    attributes = '#[rstest]\n#[case::one("]", [1])]\n// why\n#[case::two(\n    "",\n    [2],\n)]\n'
    text = f"use a::f;\n\n{attributes}#[tokio::test]\nasync fn b(#[case] n: u8) {{\n    f(n);\n}}\n"
    planted = TOOLCHAINS["rust"].canary(text, "x", "sings") or ""
    assert planted.index("use a::f;") < planted.index("#[test]\nfn sings()") < planted.index("#[rstest]")
    assert f"{attributes}#[tokio::test]\nasync fn b" in planted


@pytest.mark.parametrize(
    ("library", "check"),
    [
        ("org.junit.jupiter.api.Assertions", 'Assertions.assertEquals("sings", "")'),
        ("org.assertj.core.api.Assertions", 'Assertions.assertThat("sings").isEqualTo("")'),
        ("com.example.Own", 'throw new AssertionError("sings")'),
    ],
)
def test_what_a_java_class_checks_with_has_to_object(library: str, check: str) -> None:
    text = f"import org.junit.jupiter.api.Test;\nimport static {library}.*;\n\nclass T {{\n}}\n"
    assert check in (TOOLCHAINS["java"].canary(text, "x", "sings") or "")


def test_a_macro_that_makes_tests_is_not_emptied() -> None:
    attribute = "#[proc_macro_attribute]\npub fn check(a: u8) -> u8 {\n    a + 1\n}\n"
    assert hollow("src/lib.rs", "", attribute, "nothing") is None
    assert hollow("src/lib.rs", "", attribute.partition("\n")[2], "nothing") is not None


# language -> (a file of tests, the new one's name in it, that with a check that fails)
CHECKED = {
    "python": (
        "class TestA:\n    def test_b(self):\n        for one in found():\n            assert one == 1\n",
        "TestA::test_b",
        "            raise AssertionError('sings'); assert one == 1\n",
    ),
    "node": (
        "test('b', () => {\n  for (const one of found()) {\n    expect(one).toBe(1);\n  }\n});\n",
        "b",
        "    if ([].length < 1) throw new Error('sings'); expect(one).toBe(1);\n",
    ),
    "go": (
        (
            "func TestB(t *testing.T) {\n\tgot, err := found()\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n"
            "\tfor _, one := range got {\n\t\tif one != 1 {\n\t\t\tt.Error(one)\n\t\t}\n\t}\n}\n"
        ),
        "TestB",
        '\t\tt.Fatal("sings"); if one != 1 {\n',
    ),
    "rust": (
        "#[test]\nfn b() {\n    for one in found() {\n        assert_eq!(one, 1);\n    }\n}\n",
        "b",
        '        if core::hint::black_box(true) { panic!("sings"); } assert_eq!(one, 1);\n',
    ),
    "java": (
        (
            "import org.junit.jupiter.api.Test;\nclass T {\n    @Test\n    void b() {\n"
            "        for (int one : found()) {\n            assertEquals(1, one);\n        }\n    }\n}\n"
        ),
        "b",
        '            if (true) throw new AssertionError("sings"); assertEquals(1, one);\n',
    ),
}


@pytest.mark.parametrize("language", CHECKED)
def test_a_test_that_the_change_wrote_fails_by_the_checks_that_it_reaches(language: str) -> None:
    text, name, failing = CHECKED[language]
    chain = TOOLCHAINS[language]
    assert failing in (chain.canary(text, name, "sings", {name}) or "")
    assert failing not in (chain.canary(text, name, "sings", {"other"}) or "")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "node",
            "test('b', () => {\n  ask().then((one) => expect(one).toBe(1));\n  expect(1).toBe(1);\n});\n",
        ),
        ("rust", "#[test]\nfn b() {\n    match f() { Ok(one) => assert_eq!(one, 1), _ => () }\n}\n"),
        (
            "go",
            "func TestB(t *testing.T) {\n\tdo(func() { t.Error(1) })\n\tif f() {\n\t\tt.Error(2)\n\t}\n}\n",
        ),
    ],
)
def test_where_not_all_checks_can_be_made_to_fail_the_test_fails_at_once(language: str, text: str) -> None:
    chain = TOOLCHAINS[language]
    assert chain.canary(text, "b", "sings", {"b", "TestB"}) == chain.canary(text, "b", "sings")


@pytest.mark.parametrize(
    "check",
    ["pytest.fail('unreachable')", "assert False, 'unreachable'", "raise AssertionError"],
)
def test_what_must_not_be_reached_is_no_check(check: str) -> None:
    text = f"def test_b():\n    for one in found():\n        {check}\n"
    assert TOOLCHAINS["python"].canary(text, "t::test_b", "sings", {"test_b"}).startswith(text)  # type: ignore[union-attr]


def test_checks_with_what_stands_around_them_fail_before_it() -> None:
    text = "def test_b():\n    with pytest.raises(E):\n        f()\n    if x: assert f() == (\n        1)\n"
    made = TOOLCHAINS["python"].canary(text, "t::test_b", "sings", {"test_b"}) or ""
    compile(made, "t", "exec")
    assert "    if 1: raise AssertionError('sings')\n    with pytest.raises" in made
    assert "    if x: raise AssertionError('sings'); assert f() == (\n" in made


def test_only_a_test_of_the_change_that_never_fails_is_told() -> None:
    source = "tests/test_a.py"
    before = "def test_old():\n    for one in found():\n        assert one\n"
    after = f"{before}\n\ndef test_new(one):\n    for one in found():\n        assert one\n"
    base, head = (Tree("0" * 40, {source: File("100644", text.encode())}) for text in (before, after))
    parts = split(Change((FileChange(source, head.files[source]),)), base, detect(base, Settings()))
    names = ("test_old", "test_new[1]", "test_new[2]")
    green = TestReport(
        "pytest", tuple(TestCase(f"{source}::{name}", "passed", file=source) for name in names)
    )
    made = plant(parts, base, head.files, green)
    planted = TestCase(f"{source}::{made.word}_0", "failed", file=source)
    assert made.tests == made.fresh == tuple(case.id for case in green.cases[1:])
    assert made.unreported(TestReport("pytest", (planted, *green.cases))) == ()
    assert made.unchecked(TestReport("pytest", (planted, *green.cases))) == made.fresh
    some = (planted, *green.cases[:2], replace(green.cases[2], outcome="failed"))
    assert made.unchecked(TestReport("pytest", some)) == ()


def test_a_bracket_in_a_title_is_no_parameter() -> None:
    names = ("a.test.js::takes [a]", "a.test.js::takes [b]")
    made = Canaries("sings", Change(), names, names)
    cases = (TestCase(names[0], "failed"), TestCase(names[1], "passed"))
    assert made.unchecked(TestReport("jest", cases)) == names[1:]


# language -> the end of the loop in ``CHECKED``, a check behind it, and how one of the loop says what must not be
LOOPED = {
    "python": ("one == 1\n", "        assert done() == 2\n", ("one == 1", "one not in gone")),
    "node": ("toBe(1);\n  }\n", "  expect(done()).toBe(2);\n", (".toBe(1)", ".not.toBe(1)")),
    "go": ("Error(one)\n\t\t}\n\t}\n", "\tif done() != 2 {\n\t\tt.Error(2)\n\t}\n", ("one != 1", "gone(one)")),
    "rust": ("1);\n    }\n", "    assert_eq!(done(), 2);\n", ("assert_eq!(one, 1)", "assert_ne!(one, 1)")),
    "java": ("one);\n        }\n", "        assertEquals(2, done());\n", ("assertEquals(1, one)", "assertNotEquals(1, one)")),
}  # fmt: skip


@pytest.mark.parametrize("language", LOOPED)
def test_beside_other_checks_those_in_a_loop_alone_fail(language: str) -> None:
    text, name, _ = CHECKED[language]
    end, check, (asked, must_not) = LOOPED[language]
    whole = text.replace(end, end + check)
    for given, failing, left in ((whole, asked, check), (whole.replace(asked, must_not), check, None)):
        made = TOOLCHAINS[language].canary(given, name, "sings", {name}) or ""
        spoilt = {line.strip() for line in made.splitlines() if "sings" in line}
        assert any(line.endswith(failing.strip().partition("\n")[0]) or failing in line for line in spoilt)
        assert left is None or left in made  # as it was


def test_a_loop_over_a_table_that_stands_before_its_block() -> None:
    text = (
        "func TestB(t *testing.T) {\n\tfor _, one := range []struct{ a, b int }{\n\t\t{1, 2},\n\t} {\n"
        "\t\tif f(one.a) != one.b {\n\t\t\tt.Error(one)\n\t\t}\n\t}\n\tif done() != 2 {\n\t\tt.Error(2)\n\t}\n}\n"
    )
    made = TOOLCHAINS["go"].canary(text, "TestB", "sings", {"TestB"}) or ""
    assert '\t\tt.Fatal("sings"); if f(one.a) != one.b {\n' in made
    assert "\tif done() != 2 {\n" in made


@pytest.mark.parametrize(
    ("language", "text", "failing"),
    [
        ("rust", "#[test]\nfn b() {\n    // one by one\n    assert_eq!(f(), 1);\n    // then\n    assert_eq!(g(), 2);\n}\n", 'panic!("sings"); } assert_eq!'),
        ("java", "import org.junit.jupiter.api.Test;\nclass T {\n    @Test\n    void b() {\n        assertEquals(1, f());\n        // then\n        assertEquals(2, g());\n    }\n}\n", 'AssertionError("sings"); assertEquals'),
        ("node", "test('b', () => {\n  expect(f()).toBe(1);\n  // then\n  expect(g()).toBe(2);\n});\n", "throw new Error('sings'); expect"),
    ],
)  # fmt: skip
def test_a_test_may_begin_with_a_check_and_tell_of_it(language: str, text: str, failing: str) -> None:
    assert (TOOLCHAINS[language].canary(text, "b", "sings", {"b"}) or "").count(failing) == 2


def test_a_bubble_is_not_left_early() -> None:
    body = "\n\tsynctest.Test(t, func(t *testing.T) {\n\t\tif !done {\n\t\t\tt.Fatal(1)\n\t\t}\n\t})\n"
    assert '\t\tt.Error("sings"); if !done {\n' in of_go(body, "sings", "t")
    assert '\tt.Fatal("sings"); if !done {\n' in of_go("\n\tif !done {\n\t\tt.Fatal(1)\n\t}\n", "sings", "t")
