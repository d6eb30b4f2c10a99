"""The base's tests look at the value of what may fail by now."""

from __future__ import annotations

import pytest

from codeonfly.verification.fitting_results import with_values

GO = """package desk

type Pricer interface {
	Price(n int) int
}

func (d *Desk) Price(n int) int {
	return d.tariff[n]
}

func Open(name string) *Desk {
	return &Desk{}
}
"""
GO_TEST = """package desk

func TestPrice(t *testing.T) {
	d := Open("a)")
	assert.Equal(t, 3, d.Price(2))
	if got := s.desk.Price(len("x")); got != 3 {
		t.Fatal(got)
	}
	d.Price(1)
	func() { d.Price(1) }()
}
"""
RUST = """impl Desk {
    pub fn open(&self, n: u32) -> Tariff { self.t }
    pub async fn load(&self) -> Vec<u32> { vec![] }
}
"""
RUST_TEST = """#[test]
fn opens() {
    assert_eq!(desk.open(price(2)).base, 3);
    assert!(desk.load().await.is_empty());
}
"""
WORDS = frozenset({"Price", "open", "load"})


def go(*pairs: tuple[str, str], words: frozenset[str] = WORDS) -> str:
    after = GO
    for was, now in pairs:
        assert was in after
        after = after.replace(was, now)
    return with_values("a/desk_test.go", GO_TEST, GO, after, words)


def test_go() -> None:
    made = go(("Price(n int) int", "Price(n int) (int, error)"))
    assert "assert.Equal(t, 3, cofMustdesktest(d.Price(2)))" in made
    assert 'if got := cofMustdesktest(s.desk.Price(len("x"))); got != 3 {' in made
    assert "\n\td.Price(1)\n" in made  # nobody looks at it
    assert "func cofMustdesktest[T any](value T, err error) T {" in made
    assert 'Open("a)")' in made


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (("Price(n int) int", "Price(n int) (int, error)"), frozenset({"Open"})),  # nobody asked for that
        (("Price(n int) int", "Price(n int) (int, bool)"), WORDS),
        (("Price(n int) int", "Price(n int) (float64, error)"), WORDS),
        (
            ("func (d *Desk) Price(n int) int", "func (d *Desk) Price(n int) (int, error)"),
            WORDS,
        ),  # one of two
        (("Price", "Cost"), WORDS),
    ],
)
def test_all_else_stays(pair: tuple[str, str], words: frozenset[str]) -> None:
    assert go(pair, words=words) == GO_TEST


@pytest.mark.parametrize(
    ("package", "line", "made"),
    [
        ("desk_test", "desk.Open(other.Open(a))", "cofMustatest(desk.Open(other.Open(a)))"),
        ("desk_test", "Open(a)", "Open(a)"),  # its own
        ("desk", "Open(other.Open(a))", "cofMustatest(Open(other.Open(a)))"),
        ("desk", "s.Open(a)", "s.Open(a)"),
        ("desk", "x\n\tgot, err := Open(a)", "x\n\tgot, err := Open(a)"),  # as the change's own test does
    ],
)
def test_a_function_of_go_is_its_package_s(package: str, line: str, made: str) -> None:
    test = f"package {package}\n\nfunc TestA() {{\n\td := {line}\n}}\n"
    after = GO.replace("Open(name string) *Desk", "Open(name string) (*Desk, error)")
    given = with_values("a_test.go", test, GO, after, frozenset({"Open"}))
    assert f"d := {made}\n" in given


def test_rust() -> None:
    after = RUST.replace("-> Tariff", "-> Result<Tariff, OpenError>").replace(
        "-> Vec<u32>", "-> io::Result<Vec<u32>>"
    )
    made = with_values("tests/desk.rs", RUST_TEST, RUST, after, WORDS)
    assert "desk.open(price(2)).unwrap().base, 3" in made
    assert "desk.load().await.unwrap().is_empty()" in made
    own = "    desk.open(2).unwrap();\n    assert!(matches!(desk.open(1), Err(_)));\n    desk.open(3)?;\n"
    assert with_values("tests/a.rs", own, RUST, after, WORDS) == own
    assert with_values("src/desk.rs", RUST_TEST, RUST, after, WORDS) == RUST_TEST
    assert with_values("tests/desk.rs", RUST_TEST, RUST, RUST, WORDS) == RUST_TEST
