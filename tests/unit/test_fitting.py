"""What the base's own tests may take over to be built with other sources: nothing that asks for less."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.change import Change, FileChange
from codeonfly.tree import REGULAR, File
from codeonfly.verification.fitting import fitted, fitting
from tests.integration.proving import tree_of

GO = """package api

import (
	"testing"
)

type double struct{ parcels int }

func (d *double) Get(id string) error { return nil }

func serve(t *testing.T) *Server {
	t.Helper()
	return locker.NewServer(&double{}, locker.Config{
		Cells: 3,
	})
}

func TestGet(t *testing.T) {
	if got := serve(t).Get("a"); got != nil {
		t.Fatal(got)
	}
}
"""
JAVA = """class DeskTest {
    @Mock
    Hives hives;
    Desk desk;

    @BeforeEach
    void create() {
        desk = new Desk(hives);
    }

    @Test
    void opens() {
        assertEquals(3, desk.open(2));
    }

    static class Fake implements Store {
        public int count() {
            return 3;
        }
    }
}
"""
RUST = """use desk::{Desk, Tariff};

struct Fake;

impl Store for Fake {
    fn count(&self) -> usize {
        3
    }
}

fn tariff() -> Tariff {
    Tariff {
        base: 3,
    }
}

#[test]
fn opens() {
    let desk = Desk::new(Fake);
    assert_eq!(desk.open(&tariff()), 3);
}
"""
CHECKED = '#[test]\nfn gives() {\n    assert_eq!(given(), Tariff { base: 3 }, "{}", (4, desk), 3);\n}\n'
TYPED = """import { Desk } from '../src/desk'

const kiln = (name: string): Kiln => ({
  name,
  cells: 3,
});

it('opens', () => {
  const desk = new Desk(kiln('a'))
  expect(desk.open({ name: 'b', cells: 2 })).toBe(3)
})
"""
MATCHED = """class DeskTest {
  @Test
  void charges() {
    assertEquals(3, desk.open(2));
    when(gateway.charge(any(), any()))
    .thenReturn(new Approved("1"));
    verify(gateway, times(1)).charge(any(Card.class), amount.capture());
  }
}
"""
SHORT = """it('opens', () => {
  const app = createApp({ store, clock });
  expect(app.open()).toEqual({ gone, left: 3 });
  expect(app.left()).toBe(3);
});
"""
MOCKED = """mock! {
    pub Store {}

    impl Storage for Store {
        fn count(&self) -> usize;
    }
}

#[test]
fn opens() {
    assert_eq!(desk.open(&tariff()), 3);
}
"""
PROVIDED = """import { DESKS, KILNS } from '../src/tokens'

describe('Desk', () => {
  let desk: Desk;
  const kilns = { all: jest.fn() };
  beforeEach(async () => {
    kilns.all.mockResolvedValue([]);
    const app = await Test.createTestingModule({
      providers: [
        Desk,
        { provide: KILNS, useValue: kilns },
      ],
    }).compile();
    desk = app.get(Desk);
  });

  it('opens', async () => {
    expect(await desk.open()).toBe(3);
  });
});
"""
PYTHON = """class Fixed(Reader):
    def read(self, path):
        return self.rows


def test_reads():
    assert list(Fixed()) == [3]
"""
ABSTRACT = """class Reader(ABC):
    @abstractmethod
    def read(self, path):
        ...

    @abstractmethod
    def peek(self, path):
        ...
"""


@pytest.mark.parametrize(
    ("path", "text", "before", "more"),
    [
        ("a_test.go", GO, "func serve", "func (d *double) Collect(id string) error {\n\treturn errors.New(id)\n}\n\n"),
        ("a_test.go", GO, " parcels int }", " calls [][]int; "),
        ("a_test.go", GO, "\treturn locker", "\tlimits := locker.Limits{Most: 3}\n\tother := NewClock(3)\n"),
        ("ATest.java", JAVA, "        desk =", "        Limits limits = new Limits(3);\n"),
        ("ATest.java", JAVA, "        desk =", "        lenient().when(terms.days(any(), anyInt())).thenReturn(30);\n        when(terms.all()).thenReturn(List.of());\n"),
        ("ATest.java", MATCHED, "))\n    .then", ", anyString()"),
        ("ATest.java", MATCHED, ");\n  }", ", any(Key.class), anyInt()"),
        ("ATest.java", JAVA, "class DeskTest", "import static org.mockito.Mockito.*;\nimport java.util.List;\n\n"),
        ("tests/a.rs", RUST, "struct Fake", "use common::{Gauge, job};\n\n"),
        ("tests/a.rs", RUST, "Tariff}", "Clock, "),
        ("tests/a.rs", RUST, "    let desk", "    let limits = Limits { most: 3, ..Limits::default() };\n"),
        ("test/a.test.ts", TYPED, "  const desk", "  const limits = new Limits(3)\n"),
        ("a_test.go", GO, "locker.Config", "clock, "),
        ("a_test.go", GO, "\t})\n}", "\t\tClock: clock,\n"),
        ("ATest.java", JAVA, "    Desk desk", "    @Mock\n    Events events;\n"),
        ("ATest.java", JAVA, ");\n    }\n\n    @Test", ", events"),
        ("ATest.java", JAVA, "    }\n}\n", "\n        @Override\n        public void clear() {\n            cleared += 1;\n        }\n"),
        ("ATest.java", JAVA, "class DeskTest", "import desk.Events;\n\n"),
        ("ATest.java", JAVA, "    @BeforeEach", "    private boolean isOpen(String of) {\n        return hive.equals(of);\n    }\n\n"),
        ("test/a.test.ts", SHORT, " store,", " limiter,"),
        ("tests/a.rs", RUST, "}\n\nfn tariff", "\n    fn clear(&mut self) {}\n"),
        ("tests/a.rs", RUST, "    }\n}\n\n#[test]", "        vat: None,\n"),
        ("tests/a.rs", RUST, ");\n    assert_eq", ", FixedClock::default()"),
        ("tests/a.rs", CHECKED, "base: 3", "vat: None, "),
        ("tests/a.rs", MOCKED, "    }\n}\n\n#[test]", "        fn all(&self) -> Vec<u8>;\n"),
        ("test/a.test.ts", TYPED, "});\n\nit", "  coolingHours: 0,\n"),
        ("test/a.test.ts", TYPED, ")\n  expect", ", clock"),
        ("test/a.test.ts", TYPED, "const kiln", "import { clock } from './clock'\n\n"),
        ("test/a.test.ts", TYPED, "const kiln", "const clock = { now: () => 3 };\n\n"),
        ("test/a.test.ts", PROVIDED, " KILNS ", " EVENTS,"),
        ("test/a.test.ts", PROVIDED, "  beforeEach", "  const events = { record: jest.fn() };\n"),
        ("test/a.test.ts", PROVIDED, "        { provide", "        { provide: EVENTS, useValue: events },\n"),
        ("test/a.test.ts", PROVIDED, "    desk =", "    events.since.mockResolvedValue([]);\n"),
        ("test/a.test.ts", PROVIDED, "    desk =", "    events = app.get(EVENTS);\n"),
        ("test/a.test.ts", PROVIDED, "    desk =", "    events = sinon.createStubInstance(Events);\n    events.since.resolves();\n"),
        ("test/a.test.ts", PROVIDED, "    desk =", "    kilns.count.resolves(0);\n"),
        ("test_a.py", PYTHON, "\n\ndef test", "\n    def peek(self, path):\n        return self.rows[:1]\n"),
    ],
)  # fmt: skip
def test_what_lets_it_be_built_is_taken_over(path: str, text: str, before: str, more: str) -> None:
    assert text.count(before) == 1
    now = text.replace(before, more + before)
    assert (fitted(path, text, now, ABSTRACT) or "").split() == now.split()
    bent = (
        now.replace("!= nil {\n\t\tt.Fatal(got)", "== nil {")
        .replace("(3, desk", "(4, desk")
        .replace("), 3)", "), 4)")
        .replace(".toBe(3)", ".toBe(4)")
        .replace("== [3]", "== [4]")
    )
    assert bent != now
    assert (fitted(path, text, bent, ABSTRACT) or "").split() == now.split()


@pytest.mark.parametrize(
    ("path", "text", "before", "more"),
    [
        ("a_test.go", GO, "\tif got", '\tt.Skip("slow")\n'),
        ("a_test.go", GO, "\treturn locker", "\tif true {\n\t\treturn nil\n\t}\n"),
        ("a_test.go", GO, "func serve", "func TestMain(m *testing.M) {\n\tos.Exit(0)\n}\n\n"),
        ("a_test.go", GO, "func serve", "func init() {\n\tlocker.Strict = false\n}\n\n"),
        ("a_test.go", GO, '"testing"', '. "lenient"\n\t'),
        ("a_test.go", GO, "locker.Config", "false, "),
        ("a_test.go", GO, "locker.Config", '"lenient", '),
        ("a_test.go", GO, '"a"', "clock, "),
        ("a_test.go", GO, "\t})\n}", "\t\tRetries: 3,\n"),
        ("ATest.java", JAVA, "    @Test", "    @Disabled\n"),
        ("ATest.java", JAVA, "class DeskTest", "@ExtendWith(Lenient.class)\n"),
        ("ATest.java", JAVA, "    @Test", "    private static void assertEquals(int a, int b) {\n    }\n\n"),
        ("ATest.java", JAVA, ");\n    }\n\n    @Test", ", true"),
        ("ATest.java", JAVA, "desk.open", "2 + "),
        ("ATest.java", JAVA, "        assertEquals", "        desk = other;\n"),
        ("tests/a.rs", RUST, "fn opens", "#[ignore]\n"),
        ("tests/a.rs", RUST, "    let desk", "    return;\n"),
        ("tests/a.rs", RUST, "fn tariff", "macro_rules! assert_eq {\n    ($a:expr, $b:expr) => {};\n}\n\n"),
        ("tests/a.rs", RUST, "    }\n}\n\n#[test]", "        vat: Some(3),\n"),
        ("test/a.test.ts", TYPED, "});\n\nit", "  lenient: true,\n"),
        ("a_test.go", GO, "\t})\n}", "\t\tWantErr: broken,\n"),
        ("tests/a.rs", CHECKED, "base: 3", "vat: other(), "),
        ("test/a.test.ts", TYPED.replace("toBe(3)", "toEqual({ a: 3 })"), "a: 3", "b: null, "),
        ("test/a.test.ts", TYPED, "  const desk", "  return\n"),
        ("test/a.test.ts", TYPED, "const kiln", "beforeEach(() => { jest.setTimeout(1); });\n\n"),
        ("test/a.test.ts", TYPED, "const kiln", "const expect = (a: any) => ({ toBe: (b: any) => {} });\n\n"),
        ("test/a.test.ts", TYPED, "'b'", "kiln, "),
        ("test_a.py", "def test_a():\n    pass\n", "def test", "X = None\n\n"),
        ("a_test.go", GO, '"testing"', '"errors"\n\t'),
        ("a_test.go", GO, " parcels int }", " calls = 3; "),
        ("a_test.go", GO, "\treturn locker", "\tlimits := os.Setenv(name, value)\n"),
        ("a_test.go", GO, "\treturn locker", "\tlimits := locker.Relax()\n"),
        ("a_test.go", GO, "func serve", "var relaxed = locker.Relax()\n\n"),
        ("a_test.go", GO, "func serve", "const relaxed = true\n\n"),
        ("a_test.go", GO, "\treturn locker", "\trelaxed := true\n"),
        ("test/a.test.ts", TYPED, "const kiln", "const mode = 'lenient';\n\n"),
        ("test/a.test.ts", TYPED, "const kiln", "const most: number = 1_000;\n\n"),
        ("tests/a.rs", RUST, "    let desk", "    let relaxed = true;\n"),
        ("ATest.java", JAVA, "    Desk desk", "    private final boolean relaxed = true;\n"),
        ("a_test.go", GO, "\treturn locker", "\tlimits := locker.Limits{}\n\tlocker.Strict = no\n"),
        ("a_test.go", GO, "\treturn locker", "\tgot := locker.Limits{}\n"),
        ("tests/a.rs", RUST, "    let desk", "    let desk = Lenient;\n"),
        ("ATest.java", JAVA, "        desk =", "        when(hives.all()).thenReturn(3);\n"),
        ("ATest.java", MATCHED, "))\n    .then", ', "lenient"'),
        ("ATest.java", JAVA, "    @BeforeEach", "    public boolean equals(Object of) {\n        return true;\n    }\n\n"),
        ("test/a.test.ts", SHORT, " gone,", " limiter,"),
        ("ATest.java", JAVA, "desk.open(2", "any(), "),
        ("ATest.java", JAVA, "class DeskTest", "import static desk.Lenient.assertEquals;\n\n"),
        ("ATest.java", JAVA, "class DeskTest", "import static desk.Lenient.*;\n\n"),
        ("tests/a.rs", RUST, "struct Fake", "use lenient::{assert_eq};\n\n"),
        ("tests/a.rs", RUST, "struct Fake", "use lenient::*;\n\n"),
        ("tests/a.rs", RUST, "Tariff}", "assert_eq, "),
        ("test/a.test.ts", PROVIDED, " KILNS ", " expect,"),
        ("ATest.java", JAVA, "        desk =", "        when(terms.days(2)).thenReturn(3);\n"),
        ("test/a.test.ts", TYPED, "  const desk", "  const limits = patch(Desk)\n"),
        ("test/a.test.ts", PROVIDED, "        { provide", "        { provide: Desk, useValue: better },\n"),
        ("test/a.test.ts", PROVIDED, "    desk =", "    kilns.all.mockResolvedValue([]);\n"),
        ("test/a.test.ts", PROVIDED, "    desk =", "    events.since.mockResolvedValue([3]);\n"),
        ("test/a.test.ts", PROVIDED, "  beforeEach", "  const kilns = { all: jest.fn() };\n"),
        ("test/a.test.ts", PROVIDED, "    expect", "    events.since.mockResolvedValue([]);\n"),
        ("test_a.py", PYTHON, "\n\ndef test", "\n    def read(self, path):\n        return [1]\n"),
        ("test_a.py", PYTHON, "\n\ndef test", "\n    def __eq__(self, other):\n        return True\n"),
    ],
)  # fmt: skip
def test_what_asks_for_less_is_not(path: str, text: str, before: str, more: str) -> None:
    assert text.count(before) == 1
    assert fitted(path, text, text.replace(before, more + before), ABSTRACT) is None


@pytest.mark.parametrize(
    ("path", "text", "before", "helper", "test"),
    [
        ("a_test.go", GO, "func TestGet", "func one(t *testing.T) {}\n\n", "func TestOne(t *testing.T) {\n\tgone()\n}\n\n"),
        ("a_test.go", GO, "func TestGet", "var one = double{}\n\nfunc two() {}\n\n", "func (s *Suite) TestOne() {\n\tgone()\n}\n\n"),
        ("ATest.java", JAVA, "    static class", "    private int one() {\n        return 1;\n    }\n\n", "    @Test\n    void two() {\n        gone();\n    }\n\n"),
        ("tests/a.rs", RUST, "#[test]\n", "fn one() {}\n\n", "#[tokio::test]\nasync fn two() {\n    gone();\n}\n\n"),
        ("tests/a.rs", RUST, "#[test]\n", "fn one() {}\n\n", "#[rstest]\n#[case(1)]\nfn two(#[case] n: u8) {\n    gone(n);\n}\n\n"),
    ],
)  # fmt: skip
def test_new_tests_are_left_out_beside_what_is_taken_over(
    path: str, text: str, before: str, helper: str, test: str
) -> None:
    assert text.count(before) == 1
    for made in (helper + test, test + helper):
        now = fitted(path, text, text.replace(before, made + before)) or ""
        assert now.split() == text.replace(before, helper + before).split()


def test_a_package_of_java_may_be_imported_whole() -> None:
    was = "import java.util.Optional;\n\nclass ATest {\n    int one;\n}\n"
    helper = "\n    private List<String> two() {\n        return null;\n    }\n}\n"
    now = was.replace("Optional", "*").removesuffix("}\n") + helper
    made = fitted("ATest.java", was, now) or ""
    assert made == was.replace("Optional;", "Optional;\nimport java.util.*;").removesuffix("}\n") + helper
    assert fitted("ATest.java", was, was.replace("java.util.Optional", "desk.*")) is None


def test_an_import_comes_with_what_needs_it() -> None:
    made = "func (d *double) Collect(id string) error {\n\treturn rand.New(id)\n}\n\nfunc serve"
    now = GO.replace('"testing"', '"math/rand/v2"\n\t"testing"').replace("func serve", made)
    assert fitted("a_test.go", GO, now) == now
    without = now.replace(made, "func serve").replace("t.Fatal(got)", "t.Fatal(got, rand.Int())")
    assert fitted("a_test.go", GO, without) is None


@pytest.mark.parametrize(
    ("path", "text", "was", "now", "sources"),
    [
        (
            "a_test.go", GO, "Get(id string) error { return nil }",
            "Get(ctx context.Context, id string) (int, error) { return 0, nil }",
            "type Store interface {\n\tGet(ctx context.Context, id string) (int, error)\n}\n",
        ),
        (
            "ATest.java", JAVA.replace("        public int count", "        @Override\n        public int count"),
            "public int count() {\n            return 3;", "public long count(String of) {\n            return 3L;",
            "interface Store {\n    long count(String of);\n}\n",
        ),
        (
            "tests/a.rs", RUST, "fn count(&self) -> usize {\n        3", "fn count(&self, of: &str) -> u64 {\n        3",
            "trait Store {\n    fn count(&self, of: &str) -> u64;\n}\n",
        ),
    ],
)  # fmt: skip
def test_doubles_answer_as_an_interface_asks_by_now(
    path: str, text: str, was: str, now: str, sources: str
) -> None:
    assert text.count(was) == 1
    made = text.replace(was, now)
    bent = (
        made.replace("!= nil {\n\t\tt.Fatal(got)", "== nil {")
        .replace("(3, desk", "(4, desk")
        .replace("), 3)", "), 4)")
    )
    assert bent != made
    assert fitted(path, text, bent, sources) == made
    assert fitted(path, text, bent, "") is None  # no interface names it
    same = text.replace(was, was.replace("nil }", "broken }").replace("3", "4"))
    assert fitted(path, text, same, sources) is None  # what it answers to the same question is the base's


def test_files_that_are_put_back_are_taken_from_where_they_are() -> None:
    base = tree_of({"a_test.go": GO, "a.go": "package api\n", "gone_test.go": GO})
    method = "func (d *double) Collect() {}\n\nfunc serve"
    file = File(REGULAR, GO.replace("func serve", method).encode())
    change = Change(
        (FileChange("a_test.go", file), FileChange("gone_test.go", None), FileChange("new_test.go", file))
    )
    fits = fitting(change, base, Change(), {"a_test.go": file, "new_test.go": file})
    assert fits == Change((FileChange("a_test.go", file),))
    asked = File(REGULAR, GO.replace('"a"', '"b"').encode())
    fits = fitting(change, base, Change((FileChange("a_test.go", asked),)), {"a_test.go": file})
    assert fits.files[0].file is not None
    assert fits.files[0].file.data.decode() == GO.replace('"a"', '"b"').replace("func serve", method)


@pytest.mark.parametrize(
    ("helper", "text", "is_there"),
    [
        ("a/Events.java", "class Events implements Store {\n}\n", True),
        ("a/Events.java", "class Events {\n    @Test\n    void a() {\n    }\n}\n", False),
        ("a/Others.java", "class Others {\n}\n", False),  # nothing names it
        ("a/Hives.java", "class Hives {\n}\n", False),  # the base's test has that name
    ],
)
def test_a_double_of_its_own_comes_along(helper: str, text: str, is_there: bool) -> None:
    now = JAVA.replace("    Desk desk;", "    Events events = new Events(Hives.one());\n    Desk desk;")
    made = {"a/DeskTest.java": File(REGULAR, now.encode()), helper: File(REGULAR, text.encode())}
    change = Change(tuple(FileChange(path, file) for path, file in made.items()))
    fits = fitting(change, tree_of({"a/DeskTest.java": JAVA}), Change(), made)
    assert fits.paths == (("a/DeskTest.java", helper) if is_there else ("a/DeskTest.java",))


@pytest.mark.parametrize(
    ("path", "text", "was", "now"),
    [
        ("a_test.go", GO, 'Get("a")', 'Get("a", clock)'),
        ("ATest.java", JAVA, "desk.open(2)", "desk.open(2, clock)"),
        ("tests/a.rs", RUST, "desk.open(&tariff())", "desk.open(&tariff(), clock)"),
        ("test/a.test.ts", TYPED, "kiln('a')", "kiln('a', clock)"),
    ],
)
def test_what_the_request_names_may_gain_an_argument(path: str, text: str, was: str, now: str) -> None:
    assert text.count(was) == 1
    made = text.replace(was, now)
    words = frozenset({"Get", "open", "kiln"})
    assert fitted(path, text, made, words=words) == made
    assert fitted(path, text, made) is None
    for bent in (
        now.replace(now[now.index(", ") :], ", true)"),
        now.replace(now[now.index(", ") :], ', "a")'),
    ):
        assert fitted(path, text, text.replace(was, bent), words=words) is None


@pytest.mark.parametrize(
    ("field", "is_taken"),
    [
        ("readonly sizes: number[] = [];", True),
        ("private readonly sizes = new Map();", True),
        ("readonly lenient = true;", False),
        ("readonly most: number = 3;", False),
        ("readonly sent = [];", False),  # there is one
    ],
)
def test_a_field_of_a_double_of_typescript(field: str, is_taken: bool) -> None:
    old = (
        "class Fake implements Mailer {\n  readonly sent: Mail[] = [];\n\n"
        "  send(mail: Mail) {\n    this.sent.push(mail);\n  }\n}\n"
    )
    new = old.replace("\n\n  send", f"\n  {field}\n\n  send", 1)
    made = fitted("test/fakes.ts", old, new)
    assert (made is not None and made.split() == new.split()) is is_taken


@pytest.mark.parametrize(
    ("path", "text", "was", "now"),
    [
        ("a_test.go", GO, 'Get("a")', 'Get("a", nil)'),
        ("ATest.java", JAVA, "desk.open(2)", "desk.open(2, null)"),
        ("tests/a.rs", RUST, "desk.open(&tariff())", "desk.open(&tariff(), None, None)"),
        ("test/a.test.ts", TYPED, "kiln('a')", "kiln('a', undefined)"),
    ],
)
def test_any_call_may_give_nothing(path: str, text: str, was: str, now: str) -> None:
    made = text.replace(was, now)
    assert fitted(path, text, made) == made


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("assert_eq!(desk.open(&tariff()), 3)", "assert_eq!(desk.open(&tariff()), 3, None)"),
        ("fn tariff()", "fn tariff(None)"),
    ],
)
def test_nothing_is_given_to_calls_alone(was: str, now: str) -> None:
    assert was in RUST
    assert fitted("tests/a.rs", RUST, RUST.replace(was, now)) is None


@pytest.mark.parametrize(
    ("path", "line", "now", "is_taken"),
    [
        ("a_test.go", 'n.On("Notify", mock.Anything).Return(nil)', "Anything, mock.Anything)", True),
        ("a_test.go", 'n.On("Notify", mock.Anything).Return(nil)', "Anything, s.ctx)", True),
        ("a_test.go", 'n.On("Notify", mock.Anything).Return(nil)', "Anything, true)", False),
        ("a_test.go", 'n.On("Notify", mock.Anything).Return(nil)', 'Anything, "a")', False),
        ("a_test.go", "n.EXPECT().Notify(gomock.Anything).Return(nil)", "Anything, gomock.Any())", True),
        ("a_test.go", "n.Other(mock.Anything).Return(nil)", "Anything, mock.Anything)", False),
        ("tests/a.rs", "n.expect_send().returning(|Anything| Ok(3));", "Anything, _|", True),
        ("tests/a.rs", "n.expect_send().with(eq(3), Anything);", "Anything, always())", True),
        ("tests/a.rs", "n.expect_send().with(eq(3), Anything);", "Anything, eq(4))", False),
    ],
)
def test_a_double_of_a_library_may_take_anything_more(path: str, line: str, now: str, is_taken: bool) -> None:
    text = f"func TestA(t *testing.T) {{\n\t{line}\n}}\n"
    end = text.index("Anything") + len("Anything") + 1
    made = f"{text[: text.index('Anything')]}{now}{text[end:]}"
    assert (fitted(path, text, made) == made) is is_taken


@pytest.mark.parametrize("name", ["Contains", "Helper"])
def test_a_suite_of_go_gains_no_method(name: str) -> None:
    old = "package a\n\ntype Suite struct{ suite.Suite }\n\nfunc (s *Suite) TestA() {\n\ts.Contains(get(), 3)\n}\n"
    new = f"{old}\nfunc (s *Suite) {name}(_ ...any) bool {{\n\treturn found\n}}\n"
    assert fitted("a_test.go", old, new, f"strings.{name}(a)") is None
    assert fitted(
        "a_test.go", old, new.replace("(s *Suite) C", "(f *Fake) C").replace("(s *Suite) H", "(f *Fake) H")
    )


def test_a_method_of_a_trait_may_have_a_name_that_is_there() -> None:
    text = RUST.replace("desk.open(", "desk.clear(")
    now = text.replace("    fn count", "    fn clear(&mut self) {}\n\n    fn count").replace(
        "struct Fake;", "struct Fake;\n\nfn clear() {}"
    )
    made = fitted("tests/a.rs", text, now) or ""
    assert "    fn clear(&mut self) {}" in made
    assert "\nfn clear() {}" not in made
    fields = text.replace("struct Fake;", "struct Fake {\n    all: u8,\n}")
    more = fields.replace("all: u8,", "all: u8,\n    saves: Vec<u8>,")
    assert fitted("tests/a.rs", fields, more) == more
