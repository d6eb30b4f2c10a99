"""Sources with nothing behind what a change adds: what is kept, what is emptied, in each language."""

from __future__ import annotations

import ast
import asyncio
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeonfly.toolchains import hollow_blocks
from codeonfly.toolchains.hollow import FILLERS, hollow

SOURCES = sorted((Path(__file__).resolve().parents[2] / "codeonfly").rglob("*.py"))
BEFORE = "def kept(x):\n    return x\n\n\nclass Box:\n    def size(self):\n        return 1\n"
AFTER = """import json


def kept(x, more=0):
    return x + more


def new(x):
    return json.dumps(x)


async def later():
    return 3


class Box:
    def __init__(self):
        self.n = 2

    def size(self):
        return self.n

    @property
    def label(self):
        return "box"
"""


def run(text: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(text, "hollow", "exec"), names)  # noqa: S102 - our own text, run to see what it does
    return names


def emptied(path: str, before: str, after: str, filler: str = "nothing") -> str:
    found = hollow(path, before, after, filler)
    assert found is not None
    return found.text


def test_new_functions_give_nothing_and_old_ones_do_what_they_did() -> None:
    found = hollow("box.py", BEFORE, AFTER, "nothing")
    assert found is not None
    assert found.names == {"kept", "new", "later", "label"}
    names = run(found.text)
    assert names["kept"](4, more=1) == 4
    assert names["new"](4) is None
    assert asyncio.run(names["later"]()) is None
    box = names["Box"]()
    assert (box.n, box.size(), box.label) == (2, 1, None)


def test_what_bears_almost_everything_is_equal_to_nothing() -> None:
    thing = run(emptied("box.py", BEFORE, AFTER, "anything"))["new"](1)
    assert thing
    assert thing.any["x"](1) is thing
    assert list(thing) == []
    assert not any((thing == thing, thing == 1, thing < 0))  # noqa: PLR0124
    assert thing > 0
    assert 3 not in thing
    assert not isinstance(thing, str)


def test_an_emptied_context_lets_errors_out() -> None:
    source = (
        "class Held:\n    def __enter__(self):\n        return self\n\n"
        "    def __exit__(self, *error):\n        return None\n"
    )
    held = run(emptied("box.py", "", source, "anything"))["Held"]
    with pytest.raises(ZeroDivisionError), held():
        1 / 0  # noqa: B018


def test_the_first_of_several_ways_by_type_may_refuse() -> None:
    first = "@singledispatch\ndef shown(value):\n    raise TypeError(value)\n"
    assert hollow("box.py", "", first, "refusal") is None
    assert hollow("box.py", "", first.partition("\n")[2], "refusal") is not None
    assert hollow("box.py", "", first, "nothing") is not None


@pytest.mark.parametrize("before", [AFTER, AFTER.replace("json.dumps(x)", "str(x)")])
def test_without_a_new_function_there_is_nothing_to_ask(before: str) -> None:
    assert hollow("box.py", before, AFTER, "nothing") is None


@pytest.mark.parametrize("path", ["box.py", "box.js", "box.ts", "box.go", "box.rs", "Box.java", "box.txt"])
@given(text=st.text(max_size=200))
def test_any_text_is_borne(path: str, text: str) -> None:
    for filler in FILLERS:
        found = hollow(path, "", text, filler)
        assert found is None or found.names


@pytest.mark.parametrize("path", SOURCES[::4], ids=lambda path: path.name)
def test_what_is_left_of_a_python_source_can_be_read(path: Path) -> None:
    for filler in FILLERS:
        found = hollow(path.name, "", path.read_text(), filler)
        assert found is None or ast.parse(found.text)


@pytest.mark.parametrize(
    ("path", "after", "expected"),
    [
        ("a.js", "function f(a) { return a; }", "function f(a) { return undefined; return a; }"),
        ("a.js", "const f = (a) => a + 1;", "const f = (a) => undefined;"),
        ("a.js", "const f = (a) =>\n  a\n    .b('x;y')\n    .c;\ng();", "const f = (a) => undefined;\ng();"),
        ("a.js", "const f = (a) => a\ng()", "const f = (a) => undefined\ng()"),
        (
            "a.js",
            "module.exports = { f: (a, b) => a, g: async (a) => ({ a }) };",
            "{ f: (a, b) => undefined, g: async (a) => undefined};",
        ),
        ("a.ts", "interface A {\n  f: (a: number) => void;\n}", None),
        ("a.js", "exports.f = async function (a) { g(); };", "function (a) { return undefined; g(); };"),
        ("a.ts", "export const f = (a: T): U => {\n  g();\n};", "=> { return (undefined as any);\n  g();"),
        ("a.ts", "class A {\n  get x(): T {\n    g();", None),
        (
            "a.ts",
            "class A {\n  x<T>(a: T): T {\n    g();\n  }\n}",
            "x<T>(a: T): T { return (undefined as any);",
        ),
        ("a.js", "class A {\n  constructor(a) { g(); }\n}", None),
        ("a.js", "if (a) { g(); }\nfor (const a of b) { g(); }", None),
        ("a.js", "const f = (a) => a ? 1 : 2;", "const f = (a) => undefined;"),
        ("a.go", "func F(a int) int {\n\treturn a\n}", "func F(a int) (cof0 int) { return;\n\treturn a\n}"),
        ("a.go", "func (s *S) F() {\n\tg()\n}", "func (s *S) F() { return;\n\tg()\n}"),
        ("a.go", "func F() (n int, err error) {\n\tg()\n}", "(n int, err error) { return;"),
        (
            "a.go",
            "func F() (map[string]int, error) {\n\tg()\n}",
            "(cof0 map[string]int, cof1 error) { return;",
        ),
        ("a.go", "func main() {\n\tg()\n}", None),
        ("a.rs", "pub fn f(a: i32) -> i32 { a }", "-> i32 { return Default::default(); a }"),
        ("a.rs", "fn f() -> Result<Vec<u8>, E> { g() }", "{ return Ok(Default::default()); g() }"),
        ("a.rs", "fn f() -> Box<T> { g() }", "{ return unsafe { core::mem::zeroed() }; g() }"),
        ("a.rs", "fn f() -> impl Iterator { g() }", None),
        ("a.rs", "const fn f() -> u8 { 1 }", None),
        ("a.rs", "#[cfg(test)]\nmod tests {\n    fn f() { g() }\n}", None),
        ("A.java", "class A {\n  public int f(int a) { return a; }\n}", "{ if (true) return 0; return a; }"),
        ("A.java", "class A {\n  <T> List<T> f() throws X {\n    g(); }\n}", "{ if (true) return null;\n"),
        (
            "A.java",
            "class A {\n  public A(int a) { g(); }\n  void f() { g(); }\n}",
            "f() { if (true) return; g();",
        ),
        ("A.java", "class A {\n  record R(int a) { }\n  int f() { g(); }\n}", "record R(int a) { }\n"),
    ],
)
def test_functions_return_at_once(path: str, after: str, expected: str | None) -> None:
    found = hollow(path, "", after, "nothing")
    if expected is None or expected == after:
        assert found is None or found.text == after
    else:
        assert found is not None
        assert expected in found.text


@pytest.mark.parametrize(
    ("path", "after", "expected"),
    [
        ("a.go", "func F() (int, error) {\n\tg()\n}", "(cof0 int, cof1 error) { cof0 = 1 << 30; return;"),
        ("a.go", "func F() (n float64) {\n\tg()\n}", "(n float64) { n = 1 << 30; return;"),
        ("a.go", "func F() string {\n\tg()\n}", '(cof0 string) { cof0 = "?"; return;'),
        ("a.go", "func F() bool {\n\tg()\n}", "(cof0 bool) { cof0 = true; return;"),
        ("a.rs", "fn f() -> Result<bool, E> { g() }", "{ return Ok(true); g() }"),
        ("a.rs", "fn f(&self) -> &'a str { g() }", '{ return "?"; g() }'),
        ("A.java", "class A {\n  boolean f() { g(); }\n}", "{ if (true) return true; g(); }"),
        ("a.rs", "fn f() -> Result<u8, E> { g() }", "{ return Ok(u8::MAX); g() }"),
        ("A.java", "class A {\n  long f() { g(); }\n}", "{ if (true) return 103; g(); }"),
        ("A.java", "class A {\n  B f() { g(); }\n}", "{ if (true) return CofAnythingA.of(new Object() { }"),
    ],
)
def test_numbers_are_large_in_the_other_way(path: str, after: str, expected: str) -> None:
    assert expected in emptied(path, "", after, "anything")


@pytest.mark.parametrize(
    ("path", "after", "expected"),
    [
        (
            "a.py",
            "def f(x):\n    if x:\n        raise ValueError(x) from None\n    return 1",
            "    raise ValueError(x)",
        ),
        ("a.py", "def f(x):\n    def g():\n        raise OSError\n    return g", "    return"),
        ("a.js", "function f(a) {\n  if (a) throw new E(`no ${a}`);\n}", "f(a) { throw new E(`no ${a}`);"),
        ("a.js", "function f(a) {\n  g(a);\n}", "f(a) { return undefined;"),
        ("a.go", "func F() error {\n\tg()\n}", "{ return;"),
    ],
)
def test_what_can_refuse_does_so_whatever_it_is_given(path: str, after: str, expected: str) -> None:
    assert expected in emptied(path, "", after, "refusal")


def test_a_function_of_before_keeps_its_body_under_a_new_head() -> None:
    before = "func F(a int) int {\n\treturn a\n}\n"
    after = "func F(a, b int) int {\n\treturn a + b\n}\n"
    found = hollow("a.go", before, after, "nothing")
    assert found is not None
    assert (found.text, found.names) == ("func F(a, b int) int {\n\treturn a\n}\n", {"F"})


def test_a_method_that_threads_now_wait_for_is_asked_what_it_was() -> None:
    before = "class A {\n    public void add(int n) {\n        sum += n;\n    }\n}\n"
    assert hollow("A.java", before, before.replace("void", "synchronized void"), "nothing") is None
    assert hollow("A.java", before, before.replace("int n", "long n"), "nothing") is not None


def test_two_functions_of_one_name_are_left_alone() -> None:
    before = "class A {\n  x() { a(); }\n}\nclass B {\n  x() { b(); }\n}\n"
    after = before.replace("b();", "c();") + "function f() { g(); }\n"
    found = hollow("a.js", before, after, "nothing")
    assert found is not None
    assert found.text == before.replace("b();", "c();") + "function f() { return undefined; g(); }\n"


@pytest.mark.parametrize(
    ("path", "after", "expected"),
    [
        (
            "a.go",
            "func F(s string) (int, error) {\n\tif !g() {\n\t\treturn 0, ErrEmpty\n\t}\n\treturn 1, nil\n}\n",
            "(cof0 int, cof1 error) { return 0, ErrEmpty;\n",
        ),
        ("a.go", "func F() error {\n\tif err := g(); err != nil {\n\t\treturn err\n\t}\n}\n", "{ return;\n"),
        (
            "a.rs",
            "fn f(s: &str) -> Result<u8, E> { if s.is_empty() { return Err(E::Empty(1)); } g() }",
            "{ return Err(E::Empty(1)); if",
        ),
        (
            "a.rs",
            "fn f() -> Result<u8, E> { match g() { Err(e) => 1, x => x } }",
            "{ return Ok(Default::default()); match",
        ),
        (
            "A.java",
            'class A {\n  int f() {\n    if (g()) throw new E("x" + 1);\n    return 1;\n  }\n}',
            '{ if (true) throw new E("x" + 1);\n',
        ),
        ("A.java", "class A {\n  int f() {\n    return 1;\n  }\n}", "{ if (true) return 0;\n"),
    ],
)
def test_what_refuses_something_refuses_everything(path: str, after: str, expected: str) -> None:
    assert expected in emptied(path, "", after, "refusal")


def test_an_expression_ends_with_its_line_without_a_semicolon() -> None:
    text = (
        "export const save = () => button('Save')\n\n"
        "export const twice = (a) =>\n  [a, a]\n    .map(double)\n"
        "export const both = (a) => ({ a })\nrun()\n"
    )
    found = {one.name: text[one.body : one.end].strip() for one in hollow_blocks.functions("src/a.js", text)}
    assert found == {"save": "button('Save')", "twice": "[a, a]\n    .map(double)", "both": "({ a })"}
