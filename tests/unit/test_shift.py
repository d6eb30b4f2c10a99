"""Sources whose functions give back other results of the same kind: which ones, language by language."""

from __future__ import annotations

import datetime
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest

from codeonfly.results import Outcome, TestCase, TestReport
from codeonfly.settings import Settings
from codeonfly.toolchains import detect, shift_python
from codeonfly.toolchains.shift import TRUTHS_LEFT, looked_at, out_of_reach, shifted
from codeonfly.tree import Tree
from codeonfly.verification.parts import split
from codeonfly.verification.shifting import Shifted, shift, some_object
from tests.integration.proving import Case, change_of, tree_of

PYTHON = """from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    size: int
    tags: list

    @property
    def label(self):
        return "box"

    def twice(self):
        return Box(self.size * 2, self.tags)


def f(value):
    return value


def count(n):
    return n if n < 1 else 1 + count(n - 1)


def later(n):
    def inner():
        return n

    return inner


def each():
    yield 1
    yield "a"
"""


class Point(NamedTuple):
    x: int
    y: int


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """What the sources leave behind for each other."""
    vars(sys).pop("_cof_shifted", None)
    yield
    vars(sys).pop("_cof_shifted", None)


def names(asked: str, *, trip: bool = False) -> dict[str, Any]:
    found = shifted("a.py", PYTHON, frozenset(asked.split()), trip=trip)
    assert found is not None
    made: dict[str, Any] = {"__name__": __name__}
    exec(compile(found[0], "shifted", "exec"), made)  # noqa: S102 - our own text, run to see what it does
    return made


@pytest.mark.parametrize(
    ("value", "other"),
    [
        (1, 2),
        (True, False),
        ("az9 -", "ba0 -"),
        (b"a", b"b"),
        (datetime.date(2024, 1, 31), datetime.date(2024, 2, 1)),
        (datetime.datetime(2024, 1, 31, 8, 30), datetime.datetime(2024, 2, 1, 9, 31, 1)),  # noqa: DTZ001
        ([1, ("a", {2})], [2, ("b", {3})]),
        ({"a": [1.5]}, {"a": [2.5]}),
        (Point(1, 2), Point(2, 3)),
        (None, None),
        ("", "x"),
        (KeyError, KeyError),
    ],
)
def test_python_gives_something_else_of_the_same_kind(value: object, other: object) -> None:
    assert names("f")["f"](value) == other


@pytest.mark.parametrize(
    ("value", "is_seen"), [(1, True), ("a", True), ([{}], False), (None, False), ("-", False)]
)
def test_a_test_is_stopped_where_a_result_would_be_another(value: object, is_seen: bool) -> None:
    f = names("f", trip=True)["f"]
    if is_seen:
        with pytest.raises(BaseException, match="look at this"):
            f(value)
    else:
        assert f(value) == value


def test_within_a_call_python_works_on_what_is_true() -> None:
    assert names("count")["count"](4) == 5


def test_what_python_makes_is_altered_too() -> None:
    assert names("later")["later"](7)() == 7  # nobody calls what comes back for its value
    vars(sys).pop("_cof_shifted")
    made = names("twice label later each ()")
    box = made["Box"](2, ["a"])
    assert (box.size, box.label) == (2, "cpy")
    assert box.twice() == made["Box"](5, ["b"])
    assert made["later"](7)() == 8
    assert list(made["each"]()) == [2, "b"]


def test_only_what_is_asked_for_is_altered() -> None:
    assert names("f")["count"](2) == 2
    assert shifted("a.py", PYTHON, frozenset({"none"}), trip=False) is None
    assert shifted("a.py", "def f(:\n", frozenset({"f"}), trip=False) is None
    assert shifted("a.css", "f(){}", frozenset({"f"}), trip=False) is None


JAVASCRIPT = """export function f(value) { return value; }
export const g = async (x) => ({ y: x });
export class A {
  #p = 1;
  async h() { return this.#p; }
  *each() { yield 1; }
  doubling() { return (q) => q * 2; }
}
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_javascript_gives_something_else_of_the_same_kind(tmp_path: Path) -> None:
    found = shifted("a.mjs", JAVASCRIPT, frozenset(["f", "g", "h", "each", "doubling", "()"]), trip=False)
    assert found is not None
    assert found[1] == {"f", "g", "h", "doubling"}  # a generator is left alone
    (tmp_path / "a.mjs").write_text(
        found[0]
        + "const all = [1, true, 'az9 -', [1, ['a']], { n: 1 }, null, '', '-'].map(f);\n"
        + "console.log(JSON.stringify([all, await g('a'), await new A().h(), new A().doubling()(4)]));\n"
        + "console.log(f(new Date('2024-01-31T08:30:00Z')).toISOString().slice(11, 16) === '08:30');\n"
    )
    done = subprocess.run(["node", tmp_path / "a.mjs"], capture_output=True, text=True, check=True)
    first, _, is_same_time = done.stdout.partition("\n")
    assert is_same_time == "false\n"
    assert json.loads(first) == [
        # each by one more than the one before: what is given is another thing
        [2, False, "dc2 -", [5, ["e"]], {"n": 6}, None, "d", "-"],
        {"y": "b"},
        2,
        9,
    ]


JAVASCRIPT_PAIRS = """export const line = (values, { wide } = {}, ...more) => `${values.length}`;
export function size(text: string, limit = 4) { return 5; }
console.log(JSON.stringify([
  line([0, NaN]) === line([0, null]), line([1]) === line([1]),
  size('a') === size('b'), size('a') === size('a'), size('a') === size('a', 9),
]));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_results_of_two_calls_are_equal_only_where_both_are_given_the_same(tmp_path: Path) -> None:
    found = shifted(
        "a.mjs", JAVASCRIPT_PAIRS.replace(": string", ""), frozenset(["line", "size"]), trip=False
    )
    assert found is not None
    (tmp_path / "a.mjs").write_text(found[0])
    done = subprocess.run(["node", tmp_path / "a.mjs"], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [False, True, False, True, False]
    f, box = names("f")["f"], object()
    assert (f(["a"]), f(["a"]), f(("a",))) == (["b"], ["b"], ("c",))
    assert f(box) is box


def test_typescript_keeps_its_types_where_parameters_are_told() -> None:
    given = "text: Map<string, number>, { wide }: Options = {}, ...rest: string[]"
    source = f"export function size({given}): number {{\n  return 5;\n}}\n"
    found = shifted("a.ts", source, frozenset(["size"]), trip=False)
    assert found is not None
    assert "'size', [text, rest])" in found[0]
    assert given in found[0]


GO = """package main

type box struct{ N int }

func f(n int) (int, error) { return n, nil }

func g(s string) (out []string) {
	out = append(out, s)
	return
}

func (b *box) Twice() *box { return &box{b.N * 2} }

func main() {
	n, _ := f(1)
	println(n, g("az9")[0], (&box{3}).Twice().N)
}
"""


@pytest.mark.skipif(shutil.which("go") is None, reason="needs Go")
def test_go_gives_something_else_of_the_same_kind(tmp_path: Path) -> None:
    found = shifted("main.go", GO, frozenset(("f", "g", "Twice", ".N")), trip=False)
    assert found is not None
    (tmp_path / "main.go").write_text(found[0])
    done = subprocess.run(["go", "run", tmp_path / "main.go"], capture_output=True, text=True, check=True)
    assert done.stderr == "2 ba0 7\n"


GO_PARTS = """package main

import "errors"

type result struct {
	Name string
	Err  error
	N    int
}

func f() []result { return []result{{"a", errors.New("none"), 1}} }

func g() *result { return &f()[0] }

type relay struct{ Name string }

func (relay) Run() {}

func h() relay { return relay{"main"} }

func main() {
	f()
	g()
	h().Run()
}
"""
JAVASCRIPT_PARTS = """class Relay {
  constructor(name) { this.name = name; }
  run() {}
}

export function g() { return new Relay("main"); }

g();
"""
PYTHON_PARTS = """class Relay:
    def __init__(self, name):
        self.name = name

    def run(self):
        pass


def g():
    return Relay("main")


g()
"""
IMPORTED = "import runpy, sys; runpy.run_path(sys.argv[1], run_name='relay')"
PARTS = {
    "main.go": (["go", "run"], GO_PARTS),
    "main.mjs": (["node"], JAVASCRIPT_PARTS),
    "main.py": ([sys.executable, "-c", IMPORTED], PYTHON_PARTS),
}


@pytest.mark.parametrize(
    ("path", "line", "stops"),
    [
        ("main.go", "f()[0].Err != nil", False),
        ("main.go", "f()[0].N != 1", True),
        ("main.go", "f() != nil", True),
        ("main.go", "r := g(); r.N = 1; r.run() != nil", False),
        ("main.go", "g().N != 1", True),
        ("main.go", "r := h(); r.Run()", False),
        ("main.go", "h().Name != want", True),
        ("main.mjs", "const relay = g(); relay.run();", False),
        ("main.mjs", "const { name } = g();", True),
        ("main.py", "relay = g()", False),
        ("main.py", "name = g().name", True),
    ],
)
def test_tests_look_at_some_parts_of_what_they_work_with(
    path: str, line: str, stops: bool, tmp_path: Path
) -> None:
    command, text = PARTS[path]
    if shutil.which(command[0]) is None:
        pytest.skip(f"needs {command[0]}")
    asked = looked_at(f"a_test.{path[5:]}", None, f"def test_a():\n    {line}\n", {1: line})
    found = shifted(path, text, asked, trip=True)
    assert found is not None
    (tmp_path / path).write_text(found[0])
    done = subprocess.run([*command, tmp_path / path], check=False, capture_output=True, text=True)
    assert ("the tests look at this" in done.stderr) == stops


RUST = """fn f(n: u8) -> Result<u8, String> {
    if n == 0 { return Err("none".into()); }
    Ok(n)
}
fn g(words: &[&str]) -> Vec<(String, Option<bool>)> {
    words.iter().map(|one| (one.to_string(), Some(true))).collect()
}
struct Own(u8);
fn own() -> Own { Own(1) }
fn main() {
    println!("{:?} {:?} {:?} {}", f(1), f(0), g(&["az9"]), own().0);
}
"""


def _has_rust() -> bool:
    """rustup leaves a program of this name where there is no toolchain behind it."""
    found = shutil.which("rustc")
    return (
        found is not None and subprocess.run([found, "-V"], capture_output=True, check=False).returncode == 0
    )


@pytest.mark.skipif(not _has_rust(), reason="needs Rust")
def test_rust_gives_something_else_of_the_types_that_it_knows(tmp_path: Path) -> None:
    found = shifted("src/main.rs", RUST, frozenset(("f", "g", "own")), trip=False)
    assert found is not None
    assert found[1] == {"f", "g"}
    (tmp_path / "main.rs").write_text(found[0])
    subprocess.run(["rustc", "-o", tmp_path / "main", tmp_path / "main.rs"], capture_output=True, check=True)
    done = subprocess.run([tmp_path / "main"], capture_output=True, text=True, check=True)
    assert done.stdout == 'Ok(2) Err("none") [("ba0", Some(false))] 1\n'


JAVA = """import java.util.*;

public class Main {
    record Box(int n, String name) {}

    static int f(int n) {
        if (n > 5) return n;
        return switch (n) { case 1 -> 10; default -> n; };
    }

    static List<Box> g(String name) {
        return List.of(new Box(1, name));
    }

    static Map<String, Boolean> h() {
        Runnable none = () -> { return; };
        none.run();
        return Map.of("a", true);
    }

    static java.time.LocalDateTime t() {
        return java.time.LocalDateTime.of(2024, 1, 31, 8, 30);
    }

    public static void main(String[] given) {
        System.out.println(f(1) + " " + f(7) + " " + g("az9; \\"") + " " + h() + " " + t());
    }
}
"""


@pytest.mark.skipif(shutil.which("javac") is None, reason="needs Java")
def test_java_gives_something_else_of_the_same_kind(tmp_path: Path) -> None:
    found = shifted("src/Main.java", JAVA, frozenset("fght"), trip=False)
    assert found is not None
    (tmp_path / "Main.java").write_text(found[0])
    done = subprocess.run(["java", tmp_path / "Main.java"], capture_output=True, text=True, check=True)
    assert done.stdout == '11 8 [Box[n=2, name=ba0; "]] {a=false} 2024-02-01T09:31:01\n'


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("assert f(3) == 9", {"f"}),
        ("found = store.f(3)", {"f"}),
        ("f(3)", set()),
        ("await store.f(3)", set()),
        ("with pytest.raises(ValueError):\n        f(3)", set()),
        ("self.assertRaises(ValueError, lambda: g(f(3)))", set()),
        ("assert box.label == 3", {"label"}),
    ],
)
def test_what_a_python_test_looks_at(line: str, asked: set[str]) -> None:
    text = f"async def test_f():\n    {line}\n"
    assert looked_at("tests/test_f.py", None, text, {}) & {"f", "label"} == asked
    assert looked_at("tests/test_f.py", text, text, {}) == set()


@pytest.mark.parametrize(
    ("path", "text", "is_held"),
    [
        ("tests/test_f.py", "def test_f():\n    off = on(3)\n    off()\n    assert f(3) == 9\n", False),
        ("tests/test_f.py", "def test_f():\n    limit = limiter(3)\n    assert limit() is None\n", True),
        (
            "tests/test_f.py",
            "def test_f():\n    @a(3)\n    def g():\n        return 1\n\n    assert g() == 1\n",
            True,
        ),
        ("f.test.js", "const off = on(3);\noff();\nexpect(f(3)).toBe(9);", False),
        ("f.test.js", "const limit = limiter(3);\nexpect(await limit()).toBe(9);", True),
        ("f.test.js", "const { get } = store();\nexpect(get(3)).toBe(9);", True),
    ],
)
def test_what_comes_back_is_a_function_to_be_looked_at(path: str, text: str, is_held: bool) -> None:
    lines = dict(enumerate(text.splitlines(), 1))
    assert ("()" in looked_at(path, None, text, lines)) is is_held


@pytest.mark.parametrize(
    ("line", "is_asked"),
    [
        ("expect(f(3)).toBe(9);", True),
        ("const found = await f(3);", True),
        ("f(3).should.equal(9);", True),
        ("if got := f(3); got != 9 {", True),
        ("f(3);", False),
        ("await store.f({ a: 3 });", False),
        ("expect(() => f(3)).toThrow();", False),
        ("if err := f(3); err != nil {", False),
        ("_, err := f(3)", False),
        ("func f(t *testing.T) {", False),
    ],
)
def test_what_other_tests_look_at(line: str, is_asked: bool) -> None:
    assert ("f" in looked_at("test/f.test.js", None, "", {1: line})) is is_asked


def shifting(source: str, test: str, before: str = "") -> Shifted:
    base = tree_of({"shop.py": before, "tests/test_shop.py": "", "requirements.txt": "pytest\n"})
    change = change_of(Case("", {"shop.py": source, "tests/test_shop.py": test}))
    head = change.apply(base.files)
    return shift(split(change, base, detect(base, Settings())), base, Tree("", head).files)


def test_only_what_tests_look_at_is_shifted() -> None:
    source = "def price(n):\n    return n * 3\n\n\ndef cost(n):\n    return n\n"
    made = shifting(source, "def test_price():\n    assert price(2) == 6\n    cost(3)\n")
    assert made.names == ("price",)
    assert [change.paths for change in made.changes] == [("shop.py",)] * 2
    assert shifting(source, "def test_price():\n    price(2)\n").changes == ()


def test_results_that_the_base_gives_as_well_are_not_shifted() -> None:
    before = "def price(n):\n    return [n] * 3\n"
    test = "def test_price():\n    assert price(0) == []\n    assert len(price(2)) == 3\n"
    guard = "    if n < 1:\n        return []\n"
    assert shifting(before.replace("    return", guard + "    return"), test, before) == Shifted((), ())
    assert shifting(before.replace("    return", guard + "    n += 1\n    return"), test, before).changes


MODES = """
def is_warm(t):
    return t > 20


def compiled(limit):
    return lambda t: t > limit


def main(argv):
    print("warm", 21)
    return 0
"""


def in_mode(mode: str, *, trip: bool = False) -> dict[str, Any]:
    found = shifted("f.py", MODES, frozenset({"is_warm", "compiled", "main", "()"}), trip=trip, mode=mode)
    assert found is not None
    made: dict[str, Any] = {}
    exec(compile(found[0], "shifted", "exec"), made)  # noqa: S102 - our own text, run to see what it does
    return made


@pytest.mark.parametrize(("mode", "truth"), [("yes", True), ("no", False)])
def test_there_is_but_one_truth(mode: str, truth: bool, capsys: pytest.CaptureFixture[str]) -> None:
    made = in_mode(mode)
    assert [made["is_warm"](t) for t in (10, 30)] == [truth] * 2
    assert [made["compiled"](20)(t) for t in (10, 30)] == [truth] * 2
    assert made["main"]([]) == 0
    assert capsys.readouterr().out == "warm 21\n"


def test_other_words_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    made = in_mode("printed")
    assert (made["main"]([]), made["is_warm"](30)) == (0, True)
    assert capsys.readouterr().out == "xbsn 32\n"


@pytest.mark.parametrize(("mode", "asked"), [("yes", "is_warm"), ("printed", "main")])
def test_a_stop_in_other_modes(mode: str, asked: str) -> None:
    with pytest.raises(BaseException, match="the tests look at this"):
        in_mode(mode, trip=True)[asked]([] if asked == "main" else 30)


@pytest.mark.parametrize(
    ("test", "modes"),
    [
        ("def test_f(capsys):\n    price(2)\n    assert capsys.readouterr().out\n", ["printed"]),
        ("def test_f():\n    assert price(2) is True\n", ["yes", "no"]),
        ("def test_f():\n    assert price(2) == 6\n", []),
        ("def test_f(capsys):\n    price(2)\n    assert capsys.readouterr().err\n", []),
        ("def test_f(capsys):\n    price(2)\n    done = capsys.readouterr()\n    assert done.err\n", []),
        (
            "def test_f(capsys):\n    price(2)\n    done = capsys.readouterr()\n    assert done.out\n",
            ["printed"],
        ),
        (
            "def test_f(capsys):\n    price(2)\n    out, _ = capsys.readouterr()\n    assert out\n",
            ["printed"],
        ),
        ("def test_f(capsys):\n    assert price(2) == 6\n", []),  # it only keeps the output to itself
    ],
)
def test_modes_are_for_tests_that_ask_for_such(test: str, modes: list[str]) -> None:
    source = "def price(n):\n    return n * 3\n"
    assert [mode for mode, _ in shifting(source, test).more] == modes


STORE = """impl Store {
    pub fn put(&mut self, name: &str) -> Result<usize, String> {
        self.names.push(name.to_string());
        Ok(self.names.len() - 1)
    }
}
"""
COUNT = "pub fn count(store: &Store) -> Result<usize, String> { Ok(store.names.len()) }\n"


@pytest.mark.parametrize(
    ("source", "line", "names"),
    [
        (STORE + COUNT, 'store.put("a").unwrap();', ()),
        (STORE + COUNT, 'let _ = store.put("a");', ()),
        (STORE + COUNT, 'store.put("a").expect("room");', ()),
        (STORE + COUNT, 'assert_eq!(store.put("a").unwrap(), 0);', ("put",)),
        (STORE + COUNT, "count(&store).unwrap();", ("count",)),  # new, and all there is to see of it
        (STORE.replace("- 1", "- 2"), 'store.put("a").unwrap();', ("put",)),
    ],
)
def test_what_rust_only_sets_up_by_is_shifted_where_the_change_made_it(
    source: str, line: str, names: tuple[str, ...]
) -> None:
    base = tree_of({"Cargo.toml": '[package]\nname = "a"\n', "src/lib.rs": STORE})
    test = f"#[test]\nfn works() {{\n    {line}\n    assert!(store.found);\n}}\n"
    change = change_of(Case("", {"src/lib.rs": source, "tests/store.rs": test}))
    head = change.apply(base.files)
    made = shift(split(change, base, detect(base, Settings())), base, Tree("", head).files)
    assert made.names == names


@pytest.mark.parametrize(
    ("outcomes", "objects"),
    [
        ({"new": "passed"}, False),
        ({"new": "passed", "old": "failed"}, False),  # a test of the base is not asked
        ({"new": "passed", "other": "failed"}, True),
        ({"new": "errored"}, True),
        ({"old": "passed"}, True),
        (None, True),
    ],
)
def test_that_all_new_tests_take_what_they_get(outcomes: dict[str, str] | None, objects: bool) -> None:
    base = TestReport("pytest", (TestCase("old", "passed"),))
    cases = tuple(TestCase(name, cast(Outcome, how)) for name, how in (outcomes or {}).items())
    assert some_object(TestReport("pytest", cases) if outcomes is not None else None, base) is objects


@pytest.mark.parametrize(
    ("line", "is_asked"),
    [
        ('if _, err := Parse("A;B"); err == nil || err.Error() != "line 3: no result" {', False),
        ('if got, err := Parse("A;B"); err == nil || got != nil {', True),
        ('if got, err := Parse("A;B"); err != nil || len(got) != 1 {', True),
    ],
)
def test_who_asks_for_an_errors_words_looks_at_what_comes(line: str, is_asked: bool) -> None:
    lines = {1: f"\t{line}", 2: '\tgot, err := Parse("")'} if not is_asked else {1: f"\t{line}"}
    assert ("Parse" in looked_at("parse_test.go", None, "", lines)) is is_asked


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        (
            'assertThat(refusals(() -> scheduler.confirm("X1")), hasSize(3));',
            {"refusals", "hasSize"},
        ),
        ('() -> scheduler.confirm("X1"));', set()),
        ('assertAll(() -> assertEquals(3, scheduler.confirm("X1")));', {"assertEquals", "confirm"}),
        ('assertEquals(3, scheduler.confirm("X1"));', {"confirm"}),
    ],
)
def test_what_a_helper_is_given_to_call_is_not_looked_at(line: str, asked: set[str]) -> None:
    assert looked_at("src/test/java/T.java", None, "", {1: line}) >= asked
    assert ("confirm" in looked_at("src/test/java/T.java", None, "", {1: line})) is ("confirm" in asked)


def test_what_is_set_aside_in_a_function_of_one_line_is_not_looked_at() -> None:
    lines = {1: "\tfunc() error { _, err := s.Put(flag); return err },", 2: "\tgot, err := s.Get(key)"}
    assert looked_at("store_test.go", None, "", lines) == {"Get"}


@pytest.mark.parametrize(
    ("path", "source", "turned"),
    [
        ("a.py", "def holds(x):\n    return x == 1\n", "not value"),
        ("a.js", "function holds(x) {\n  return x === 1;\n}\n", "cofTripped(!value)"),
        ("a.ts", "export function holds(x: number): boolean {\n  return x === 1;\n}\n", "cofTripped(!value)"),
        ("a.go", "package a\n\nfunc Holds(x int) bool {\n\treturn x == 1\n}\n", "!v.Bool()"),
        ("a.rs", "pub fn holds(x: i32) -> bool {\n    x == 1\n}\n", "!self"),
        (
            "A.java",
            "package a;\n\nclass A {\n    static boolean holds(int x) {\n        return x == 1;\n    }\n}\n",
            "tripped(!",
        ),
    ],
)
def test_truths_may_be_left_as_they_are(path: str, source: str, turned: str) -> None:
    asked = frozenset(("holds", "Holds"))
    other, left = (
        shifted(path, source, asked, trip=False, mode=mode) for mode in (shift_python.OTHER, TRUTHS_LEFT)
    )
    assert other is not None
    assert left is not None
    assert turned in other[0]
    assert turned not in left[0]


@pytest.mark.parametrize("is_new", [False, True])
def test_methods_that_many_types_have_are_meant_where_the_change_made_them(is_new: bool) -> None:
    own = "func (d day) String() string {\n\treturn d.text\n}\n"
    base = {
        "go.mod": "module a\n\ngo 1.22\n",
        "a.go": "package a\n" + ("" if is_new else own),
        "a_test.go": "package a\n",
    }
    test = 'package a\n\nfunc TestF(t *testing.T) {\n\tif b.String() != "x" {\n\t\tt.Error()\n\t}\n}\n'
    change = {"a.go": "package a\n" + own + "\nfunc F() int {\n\treturn 1\n}\n", "a_test.go": test}
    tree = tree_of(base)
    made = change_of(Case("", dict(change)))
    parts = split(made, tree, detect(tree, Settings()))
    names = shift(parts, tree, made.apply(tree.files)).names
    assert ("String" in names) is is_new


@pytest.mark.parametrize(
    ("lines", "is_looked_at"),
    [
        (["    let all = run(1);", "    assert_eq!(all, 3);"], True),
        (["    assert_eq!(", "        run(1),", "        3", "    );"], True),
        (["    assert_eq!(", "        run(1),", "        Err(Late)", "    );"], False),
        (["    run(1).unwrap();"], True),  # which may be all it asks
        (
            ["    run(1).unwrap();", "    assert_eq!(", "        run(2),", "        Err(Late)", "    );"],
            False,
        ),
    ],
)
def test_what_is_compared_with_an_error_over_several_lines(lines: list[str], is_looked_at: bool) -> None:
    test = "\n".join(["#[test]", "fn a() {", *lines, "}"])
    found = looked_at("tests/a.rs", None, test, dict(enumerate(test.splitlines(), 1)))
    assert ("run" in found) is is_looked_at


@pytest.mark.parametrize(
    ("line", "is_looked_at"),
    [
        ("\tif m, err := Find(name); err == nil {", False),  # what it gave is told, and not asked
        ("\tif m, err := Find(name); err == nil && m.Size == 3 {", True),
        ("\tif m, err := Find(name); err != nil {", True),
    ],
)
def test_who_wants_an_error_of_go_looks_at_no_result(line: str, is_looked_at: bool) -> None:
    found = looked_at("a_test.go", None, line, {1: line})
    assert ("Find" in found) is is_looked_at


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_a_list_that_tests_read_and_that_is_empty_is_filled(tmp_path: Path) -> None:
    text = "export const bill = () => ({ lines: [], notes: [], sum: 0 });\n"
    found = shifted("a.mjs", text, frozenset(["bill", ".lines"]), trip=False)
    assert found is not None
    (tmp_path / "a.mjs").write_text(found[0] + "console.log(JSON.stringify(bill()));\n")
    done = subprocess.run(["node", tmp_path / "a.mjs"], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {"lines": ["cof"], "notes": [], "sum": 1}


@pytest.mark.parametrize(
    ("path", "lines", "is_asked"),
    [
        ("test/f.test.ts", ["expect(find(slot(9), 2) !== undefined).toBe(found)"], False),
        (
            "test/f.test.ts",
            ["expect(find(9) !== null).toBe(true)", "expect(find(7) !== null).toBe(false)"],
            False,
        ),
        ("test/f.test.ts", ["expect(find(9) !== undefined).toBe(true)"], True),
        ("test/f.test.ts", ["expect(find(9) !== undefined).toBe(found)", "expect(find(9).id).toBe(2)"], True),
        ("test/f.test.ts", ["expect(find(9) !== other).toBe(found)"], True),
        ("tests/test_f.py", ["assert (find(at) is not None) == found"], False),
        ("tests/test_f.py", ["assert (find(at) is not None) == True"], True),
    ],
)
def test_for_whether_anything_comes_any_other_thing_does(path: str, lines: list[str], is_asked: bool) -> None:
    text = "def test_f(at, found):\n    " + "\n    ".join(lines) + "\n"
    assert ("find" in looked_at(path, None, text, dict(enumerate(lines, 1)))) is is_asked


TWO_PLANS = """    private Plan plan(int n) {
        return of(n);
    }

    public Plan plan() {
        return plan(1);
    }
"""


@pytest.mark.parametrize(
    ("path", "text", "hidden"),
    [
        (
            "App.java",
            "class App {\n    private Plan plan(String name) {\n        return of(name);\n    }\n}\n",
            {"plan"},
        ),
        (
            "App.java",
            "class App {\n    Plan plan(String name) {\n        return of(name);\n    }\n}\n",
            set(),
        ),
        ("App.java", f"class App {{\n{TWO_PLANS}}}\n", set()),
        (
            "app.ts",
            "class App {\n  private plan(name: string): Plan {\n    return of(name);\n  }\n}\n",
            {"plan"},
        ),
        ("app.go", "func (a *App) plan(name string) Plan {\n\treturn of(name)\n}\n", set()),
    ],
)
def test_a_private_method_is_none_that_tests_call(path: str, text: str, hidden: set[str]) -> None:
    assert out_of_reach(path, text, frozenset(("plan", "other"))) == hidden
