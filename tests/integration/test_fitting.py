"""An interface gains a method, or a module moves: the base's own tests are built, and check what they did."""

# ruff: noqa: E501 - texts of files

from __future__ import annotations

from tests.integration.proving import Case, all_proven

DESK = """package desk

import "fmt"

type Store interface {
	Get(id string) (int, error)
}

type Desk struct{ store Store }

func NewDesk(store Store) *Desk { return &Desk{store: store} }

func (d *Desk) Show(id string) (string, error) {
	cells, err := d.store.Get(id)
	if err != nil {
		return "", fmt.Errorf("show %s: %w", id, err)
	}
	return fmt.Sprintf("%s: %d cells", id, cells), nil
}
"""
TEST = """package desk

import (
	"errors"
	"testing"
)

type double map[string]int

func (d double) Get(id string) (int, error) {
	if cells, ok := d[id]; ok {
		return cells, nil
	}
	return 0, errors.New("no such desk")
}

func TestShow(t *testing.T) {
	got, err := NewDesk(double{"a": 3}).Show("a")
	if err != nil || got != "a: 3 cells" {
		t.Fatalf("got %q, %v", got, err)
	}
}

func TestShowNothing(t *testing.T) {
	if got, err := NewDesk(double{}).Show("b"); err == nil || err.Error() != "show b: no such desk" {
		t.Fatalf("got %q, %v", got, err)
	}
}
"""
BASE = {"go.mod": "module example.com/desk\n\ngo 1.21\n", "desk.go": DESK, "desk_test.go": TEST}
CLEAR = """
func (d *Desk) Clear(id string) error {
	cells, err := d.store.Get(id)
	if err != nil {
		return err
	}
	if cells == 0 {
		return fmt.Errorf("%s is empty", id)
	}
	return d.store.Put(id, 0)
}
"""
CLEARS = """
func TestClear(t *testing.T) {
	store := double{"a": 3}
	desk := NewDesk(store)
	if err := desk.Clear("a"); err != nil || store["a"] != 0 {
		t.Fatalf("got %d, %v", store["a"], err)
	}
	if err := desk.Clear("a"); err == nil || err.Error() != "a is empty" {
		t.Fatalf("got %v", err)
	}
}
"""
PUT = """func (d double) Put(id string, cells int) error {
	d[id] = cells
	return nil
}

"""
SOURCE = DESK.replace(" error)\n}", " error)\n\tPut(id string, cells int) error\n}", 1) + CLEAR
TESTS = TEST.replace("func TestShow(", PUT + "func TestShow(") + CLEARS
CASE = Case(
    "clears, and shows otherwise",
    {
        "desk.go": SOURCE.replace("show %s: %w", "%s: %w"),
        "desk_test.go": TESTS.replace(
            'err.Error() != "show b: no such desk"', 'err.Error() != "b: no such desk"'
        ),
    },
)


async def test_a_double_has_what_its_interface_gains_and_the_checks_are_the_base_s() -> None:
    """Without the method no test of the base is built: that one of two passes shows that it was taken over."""
    found = (await all_proven(BASE, "go-1.26", (CASE,)))[CASE.name]
    assert found.verdict.status == "unverified"
    told = next(reason.sentence for reason in found.verdict.reasons if reason.code == "restore")
    assert (
        told
        == "with the base's own tests put back, 1 of 2 no longer passes: example.com/desk::TestShowNothing"
    )


UNITS = "def convert(feet):\n    return feet * 12\n\n\ndef named(feet):\n    return f'{feet} ft'\n"
ASKED = (
    "from shop.units import convert, named\n\n\ndef test_converts():\n    assert convert(2) == 24\n\n\n"
    "def test_named():\n    assert named(2) == '2 ft'\n"
)
SHOP = {"pyproject.toml": "", "shop/__init__.py": "", "shop/units.py": UNITS, "tests/test_units.py": ASKED}
MOVED = Case(
    "moves, and converts otherwise",
    {
        "shop/units.py": None,
        "tests/test_units.py": None,
        "shop/lengths.py": UNITS.replace("* 12", "* 13"),
        "tests/test_lengths.py": ASKED.replace("shop.units", "shop.lengths").replace("24", "26"),
    },
    request="Rename shop.units to shop.lengths.",
)


async def test_the_base_s_tests_follow_a_module_that_moves() -> None:
    found = (await all_proven(SHOP, "python-3.11", (MOVED,)))[MOVED.name]
    told = next(reason.sentence for reason in found.verdict.reasons if reason.code == "restore")
    assert told.endswith("1 of 2 no longer passes: tests/test_units.py::test_converts")
