"""Tests without the options and arguments that only a change takes, in each language's words."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.settings import Settings
from codeonfly.toolchains import detect
from codeonfly.toolchains.arguments import grown, without_new
from codeonfly.toolchains.fields import new_fields, without_fields
from codeonfly.verification.left_out import LeftOut, leave_out
from codeonfly.verification.parts import split
from tests.integration.proving import Case, change_of, tree_of

MANIFESTS = {"go.mod": "module x\n", "Cargo.toml": "[package]\nname = 'x'\n", "requirements.txt": "pytest\n"}
OPTIONS = {  # a source that knows --top, by the test's path
    "main.go": ("main_test.go", 'var top = flags.Int("top", 3, "")\n'),
    "src/main.rs": ("tests/cli.rs", 'const TOP: &str = "--top";\n'),
    "app.py": ("tests/test_app.py", 'parser.add_argument("--top", type=int)\n'),
}


def left_out(source: str, after: str, test: str, text: str, before: str = "") -> LeftOut:
    base = tree_of({**MANIFESTS, source: before})
    change = change_of(Case("", {source: before + after, test: text}))
    return leave_out(split(change, base, detect(base, Settings())), base, change.apply(base.files))


def texts(found: LeftOut) -> list[str]:
    return [made.file.data.decode() for one in found.changes for made in one.files if made.file is not None]


@pytest.mark.parametrize(
    ("source", "given", "without"),
    [
        ("main.go", '[]string{"-top=1", "x"}', ['[]string{"x"}']),
        ("src/main.rs", '&["--top", "1"]', ['&["1"]', "&[]"]),
        ("src/main.rs", '&["x", "--top", "1"]', ['&["x", "1"]', '&["x"]']),
        ("src/main.rs", 'vec!["--top".to_string(), n.to_string()]', ["vec![n.to_string()]", "vec![]"]),
        ("app.py", '["--top", str(n), "x"]', ['[str(n), "x"]', '["x"]']),
        ("app.py", '["x", "--top"]', ['["x"]']),
        ("app.py", '"x --top 1 --all".split()', ['"x  1 --all".split()', '"x  --all".split()']),
    ],
)
def test_a_new_option_is_left_out_alone_and_with_what_follows(
    source: str, given: str, without: list[str]
) -> None:
    test, knows = OPTIONS[source]
    found = left_out(source, knows, test, f"check({given})\n")
    assert texts(found) == [f"check({one})\n" for one in without]
    assert found.names == ("--top",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "print(1)\n"),  # nothing of the change knows it: another program's
        ('parser.add_argument("--top")\n', "print(top)\n"),  # the base knows it
    ],
)
def test_an_option_that_the_change_does_not_add_stays(before: str, after: str) -> None:
    assert not left_out("app.py", after, "tests/test_app.py", 'run(["--top", "1"])\n', before).changes


@pytest.mark.parametrize(
    ("path", "before", "after", "call", "without"),
    [
        ("a.go", "func F(a int) int {\n}\n", "func F(a int, more ...int) int {\n}\n", "F(g(1, 2), 3)", "F(g(1, 2))"),
        ("a.go", "func (s *S) F(a, b int) {\n}\n", "func (s *S) F(a, b int, c C) {\n}\n", "s.F(1, 2, x)", "s.F(1, 2)"),
        ("a.go", "func F(a ...int) {\n}\n", "func F(a int, b ...int) {\n}\n", "F(1, 2, 3)", "F(1, 2, 3)"),
        ("a.rs", "fn f(&self) {\n}\n", "fn f(&self, n: &[u8]) {\n}\n", 'x.f(&["a, b"])', "x.f()"),
        ("A.java", "class A {\n    int f(int a) {\n    }\n}\n", "class A {\n    int f(int a) {\n    }\n    int f(int a, Map<A, B> b) {\n    }\n}\n", "f(1, m)", "f(1)"),
        ("a.py", "def f(a):\n    pass\n", "def f(a, b=0, *, c=1):\n    pass\n", "f(1, 2, c=3)", "f(1)"),
        ("a.py", "class A:\n    def __init__(self, a):\n        pass\n", "class A:\n    def __init__(self, a, b=0):\n        pass\n", "A(1, b=2)", "A(1)"),
        ("a.py", "def f(a, **k):\n    pass\n", "def f(a, b=0, **k):\n    pass\n", "f(1, b=2)", "f(1, b=2)"),
        ("a.py", "def f(a):\n    pass\n", "def f(a, b=0):\n    pass\n", "f(*x)", "f(*x)"),
    ],
)  # fmt: skip
def test_what_a_function_did_not_take_is_left_out_of_its_calls(
    path: str, before: str, after: str, call: str, without: str
) -> None:
    assert without_new(path, call, grown(path, before, after)) == without


def test_a_new_function_has_taken_nothing_yet() -> None:
    found = left_out("a.py", "def f(a, b):\n    pass\n", "tests/test_a.py", "f(1, 2)\n")
    assert found == LeftOut((), ())


@pytest.mark.parametrize(
    ("path", "before", "after", "given", "without"),
    [
        ("a.go", "type A struct {\n\tN int\n}\n", "type A struct {\n\tN int\n\t// Tries is new.\n\tTries, Wait int\n}\n", "A{N: 1, Tries: f(1, 2), Wait: 3}", "A{N: 1, }"),
        ("a.go", "type A struct {\n}\n", "type A struct {\n\tTries int\n}\n", "\ta.Tries = 3\n", "\t_ = 3\n"),
        ("a.go", "type A struct {\n}\n", "type A struct {\n\tOn func()\n}\n", "\ta.On = func() {\n\t\tf()\n\t}\n\tg()\n", "\t\n\tg()\n"),
        ("a.go", "type A struct {\n}\n", "type A struct {\n\tOn bool\n}\n", "\tif a.On == b {\n\tcase On:\n", "\tif a.On == b {\n\tcase On:\n"),
        ("a.go", "type A struct {\n\tTries int\n}\n", "type A struct {\n\tTries int64\n}\n", "A{Tries: 1}", "A{Tries: 1}"),
        ("a.go", "// no Tries\n", "type A struct {\n\tTries int\n}\n", "A{Tries: 1}", "A{Tries: 1}"),
        ("a.rs", "struct A {\n}\n", "pub struct A<'a> {\n    pub tries: &'a [u8],\n}\n", "A { tries: &[1, 2], ..A::default() }", "A { ..A::default() }"),
        ("a.rs", "struct A {\n}\n", "struct A {\n    tries: u8,\n}\n", "    a.tries = 3;\n", "    let _ = 3;\n"),
        ("a.java", "class A {\n}\n", "class A {\n    int tries;\n}\n", "a.tries = 3;\n", "a.tries = 3;\n"),
    ],
)  # fmt: skip
def test_what_a_record_did_not_hold_is_given_to_none(
    path: str, before: str, after: str, given: str, without: str
) -> None:
    assert without_fields(path, given, new_fields(path, before, after)) == without


@pytest.mark.parametrize(
    ("known", "found"), [("package b\n", ("Tries",)), ("package b\n\nvar Tries = 1\n", ())]
)
def test_fields_are_new_where_the_base_says_their_names_nowhere(known: str, found: tuple[str, ...]) -> None:
    base = tree_of({"go.mod": "module x\n", "a.go": "package a\n", "b/b.go": known})
    after = "package a\n\ntype A struct {\n\tTries int\n}\n"
    change = change_of(Case("", {"a.go": after, "a_test.go": "x := A{Tries: 1}\n"}))
    made = leave_out(split(change, base, detect(base, Settings())), base, change.apply(base.files))
    assert made.names == found
    assert texts(made) == (["x := A{}\n"] if found else [])
