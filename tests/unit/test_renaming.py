"""New names of what a change renames, as its sources and tests show them together."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.verification.renaming import by_new_names, renamed

GO = 'func TestRun(t *testing.T) {\n\tif got := pool.Run(3); got.Size() != 3 {\n\t\tt.Error("pool.Run", got)\n\t}\n}\n'


@pytest.mark.parametrize(
    ("test", "now", "before", "after", "names"),
    [
        (GO, GO.replace("pool.Run(", "parallel.Each("), "x = pool.Run(1)", "x = parallel.Each(1)", {"pool.Run": "parallel.Each"}),
        (GO, GO.replace("got.Size", "got.Count"), "func (p P) Size() int", "func (p P) Count() int", {"Size": "Count"}),
        ("Mapper.create()", "Json.billing()", "class Mapper { create() }", "class Json { billing() } create", {"Mapper.create": "Json.billing"}),
        ("retry::Policy::new(3)", "backoff::Backoff::new(3)", "mod retry; retry::Policy::new", "mod backoff; backoff::Backoff::new", {"retry::Policy::new": "backoff::Backoff::new"}),
        # the sources have it still, or had the new one
        (GO, GO.replace("got.Size", "got.Count"), "func Size()", "func Size() func Count()", {}),
        (GO, GO.replace("got.Size", "got.Count"), "func Size() func Count()", "func Count()", {}),
        # of the tests' own
        ("assertEquals(3, of(2))", "assertAlmost(3, of(2))", "int of(int a)", "int of(int a)", {}),
        # one name in the place of two, and two in the place of one
        ("a.low() b.low()", "a.high() b.wide()", "def low()", "def high() def wide()", {}),
        # what is expected is no name
        ('f() == "low"', 'f() == "high"', 'return "low"', 'return "high"', {}),
        ("f() == 'low'", "f() == 'high'", "low = 1", "high = 1", {}),
        ("f() == 3", "f() == 4", "return 3", "return 4", {}),
        # something was put in between
        ("f(low)", "f(1, high)", "low", "high", {}),
    ],
)  # fmt: skip
def test_a_name_that_gave_way_to_another(
    test: str, now: str, before: str, after: str, names: dict[str, str]
) -> None:
    words = (
        "parallel",
        "Each",
        "Count",
        "Json",
        "billing",
        "backoff",
        "Backoff",
        "assertAlmost",
        "high",
        "wide",
    )
    assert renamed([(test, now)], [before], [after], words) == names
    assert renamed([(test, now)], [before], [after], ()) == {}  # nobody asked for it


def test_names_are_taken_over_where_they_are_names() -> None:
    names = {"pool.Run": "parallel.Each", "Size": "Count"}
    made = by_new_names(GO.replace("func", "// pool.Run\nfunc"), names)
    assert made == GO.replace("func", "// pool.Run\nfunc").replace("pool.Run(", "parallel.Each(").replace(
        "Size", "Count"
    )
    assert by_new_names("pool.Run.Size(Sizes, pool.Runs)", names) == "parallel.Each.Count(Sizes, pool.Runs)"
    assert by_new_names(GO, {}) == GO
