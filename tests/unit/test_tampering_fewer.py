"""Old tests that ask for less than they did, each with honest work beside it that looks alike."""

from __future__ import annotations

import pytest

from codeonfly.tampering.checks.fewer_values import fewer_values
from codeonfly.tampering.scan import scan
from codeonfly.tampering.values import Versions
from tests.integration.proving import Case, change_of, tree_of
from tests.unit.test_tampering_weak import kinds

PYTHON = "from app import rows\n\n\ndef test_rows():\n    {}\n"
NODE = "const {{ rows }} = require('../app');\n\ntest('rows', () => {{\n  {}\n}});\n"


def is_less(form: str, path: str, before: str, after: str, elsewhere: str = "") -> bool:
    base = {"pytest.ini": "[pytest]\n", "package.json": "{}", path: form.format(before)}
    return "assertion" in kinds({path: form.format(after) + elsewhere}, base)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("assert rows(2) == [5000, 8400]", "assert len(rows(2)) == 2", True),
        ("assert rows() == [A('Ada', 'a@x.org')]", "assert [r.name for r in rows()] == ['Ada']", True),
        ("assert '1 --> 2 of all' in rows()", "assert '-->' in rows()", True),
        ("assert rows() == expected()", "assert sorted(rows()) == expected()", True),
        ("assert rows() == ROWS", "assert set(rows()) == set(ROWS)", True),
        (
            "expected = [3, 4, 5]\n    assert rows() == expected",
            "expected = [3]\n    assert rows() == expected",
            True,
        ),
        (
            "for n, m in [(1, 2), (7, 8)]:\n        assert rows(n) == m",
            "for n, m in [(1, 2)]:\n        assert rows(n) == m",
            True,
        ),
        ("assert rows() == [3, 4]", "assert rows() == [3, 5]", False),  # which the restore run judges
        ("assert rows() == 0", "assert rows() is None", False),
        ("assert rows() == {}", "assert rows() == set()", False),
        ("raises(ValueError, rows, 3, sep='x')", "with raises(ValueError):\n        rows(3, sep='x')", False),
        (
            "with raises(ValueError, match='bad row'):\n        rows(3)",
            "with raises(ValueError):\n        rows(3)",
            True,
        ),
        (
            "for n in (70, 80):\n        assert rows(n)",
            "cases = {n: 1 for n in (70, 80)}\n    for n in cases:\n        assert rows(n)",
            False,
        ),
        ("assert rows() == [3, 4]", "assert rows(sep=7) == [3, 4]", False),
        ("assert rows() == [3, 4]", "assert rows() == [3, 4]\n    assert len(rows()) == 2", False),
        ("assert rows(1, 2) == [3, 4]", "assert rows(Size(1)) == [3, 4]", False),
        ("assert rows()[0] == 'a'", "first = rows()[0]\n    assert first == 'a'", False),
        ("assert rows() == 3, 'three rows'", "assert rows() == 3", False),
    ],
)
def test_a_python_test_that_asks_for_less_is_found(before: str, after: str, found: bool) -> None:
    assert is_less(PYTHON, "tests/test_rows.py", before, after) is found


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("expect(rows()).toEqual([100, 50, 0]);", "expect(rows()).toHaveLength(3);", True),
        (
            "assert.deepEqual(rows().map((row) => row.name), ['a', 'b']);",
            "assert.equal(rows().length, 2);",
            True,
        ),
        ("expect(rows()).toContain('M0,50M66,0L100,25');", "expect(rows()).toMatch(/M0/);", True),
        ("expect(rows()).toEqual(wanted());", "expect(rows().sort()).toEqual(wanted());", True),
        (
            "const wanted = { a: 'Ada', b: 4 };\n  expect(rows()).toEqual(wanted);",
            "const wanted = { a: 'Ada' };\n  expect(rows()).toEqual(wanted);",
            True,
        ),
        ("expect(rows()).toEqual([100, 50, 0]);", "expect(rows()).toEqual([100, 50, 1]);", False),
        ("expect(rows()).toBe(0);", "expect(rows()).toBe(null);", False),
        ("expect(rows(1, 2)).toEqual([3]);", "expect(rows({ size })).toEqual([3]);", False),
        (
            "expect(rows()).toEqual([3]);",
            "expect(rows()).toEqual([3]);\n  expect(rows().length).toBe(1);",
            False,
        ),
        ("expect(rows()[0].id).toBe(3);", "const [row] = rows();\n  expect(row.id).toBe(3);", False),
        ("expect(rows().name).toBe('Ada');", "const { name } = rows();\n  expect(name).toBe('Ada');", False),
    ],
)
def test_a_javascript_test_that_asks_for_less_is_found(before: str, after: str, found: bool) -> None:
    assert is_less(NODE, "test/rows.test.js", before, after) is found


@pytest.mark.parametrize(("value", "found"), [("8400", False), ("8401", True)])
def test_values_that_moved_are_still_asked_for(value: str, found: bool) -> None:
    moved = f"\n\ndef test_each():\n    assert rows(2)[0] == 5000\n    assert rows(2)[1] == {value}\n"
    old, new = "assert rows(2) == [5000, 8400]", "assert len(rows(2)) == len(ALL)"
    assert is_less(PYTHON, "tests/test_rows.py", old, new, moved) is found


def test_what_a_new_test_asks_is_its_own() -> None:
    assert not is_less(
        PYTHON, "tests/test_rows.py", "pass", "pass", "\n\ndef test_new():\n    assert len(rows()) == 2\n"
    )


SOURCE = "class A:\n    title = ''\n    year = 0\n"
HELPER = "def assert_same(found, expected):\n    {}\n"


@pytest.mark.parametrize(
    ("after", "source", "found"),
    [
        ("assert [one.title for one in found] == [one.title for one in expected]", SOURCE, True),
        (
            "assert [one.title for one in found] == [one.title for one in expected]",
            "class A:\n    title = ''\n",
            False,
        ),
        (
            "pairs = [(one.title, one.year) for one in found]\n    assert pairs == wanted(expected)",
            SOURCE,
            False,
        ),
        (
            "for a, b in zip(found, expected):\n        assert (a.title, a.year) == (b.title, b.year)",
            SOURCE,
            False,
        ),
    ],
)
def test_a_helper_that_looks_at_fewer_parts_is_found(after: str, source: str, found: bool) -> None:
    before = "assert [(one.title, one.year) for one in found] == [(one.title, one.year) for one in expected]"
    base = {"pytest.ini": "[pytest]\n", "app.py": SOURCE, "tests/helpers.py": HELPER.format(before)}
    made = {"app.py": f"{source}\n\nX = 1\n", "tests/helpers.py": HELPER.format(after)}
    assert ("assertion" in kinds(made, base)) is found


GO = "package notes\n\nfunc TestRows(t *testing.T) {{\n\t{}\n}}\n"
JAVA = "class RowsTest {{\n    @Test\n    void rows() {{\n        {}\n    }}\n}}\n"
RUST = "#[test]\nfn rows() {{\n    {}\n}}\n"


@pytest.mark.parametrize(
    ("path", "form", "before", "after", "found"),
    [
        (
            "a_test.go",
            GO,
            'if got := rows(); got != "3,4" {\n\t\tt.Errorf("got %s", got)\n\t}',
            'if got := rows(); got == "" {\n\t\tt.Errorf("got none %s", got)\n\t}',
            False,
        ),
        (
            "a_test.go",
            GO,
            "if got := rows(); !reflect.DeepEqual(got, []int{3, 4}) {\n\t\tt.Fatal(got)\n\t}",
            "if got := rows(); len(got) != 2 {\n\t\tt.Fatal(got)\n\t}",
            True,
        ),
        (
            "a_test.go",
            GO,
            'if rows() != 3 {\n\t\tt.Fatalf("%d rows, not 3", rows())\n\t}',
            "if rows() != 3 {\n\t\tt.Fatal(rows())\n\t}",
            False,
        ),
        (
            "src/test/java/RowsTest.java",
            JAVA,
            "assertEquals(List.of(30, 40), rows());",
            "assertEquals(2, rows().size());",
            True,
        ),
        (
            "src/test/java/RowsTest.java",
            JAVA,
            "assertEquals(List.of(30, 40), rows());",
            "assertThat(rows()).isEqualTo(List.of(30, 40));",
            False,
        ),
        ("tests/rows.rs", RUST, "assert_eq!(rows(), vec![3, 4]);", "assert_eq!(rows().len(), 2);", True),
        (
            "tests/rows.rs",
            RUST,
            "assert_eq!(rows(), vec![3, 4]);",
            "assert_eq!(rows(), [3, 4]);\n    assert!(done());",
            False,
        ),
    ],
)
def test_a_test_between_braces_that_asks_for_less_is_found(
    path: str, form: str, before: str, after: str, found: bool
) -> None:
    findings = scan(
        change_of(Case("", {path: form.format(after)})),
        tree_of({path: form.format(before)}),
        is_test=lambda one: one == path,
        is_configuration=lambda one: one != path,
    )
    assert any("fewer values" in one.sentence for one in findings) is found


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ("expect(found.map((one) => one.title)).toEqual(expected.map((one) => one.title));", True),
        (
            "for (const [i, a] of found.entries()) expect([a.title, a.year]).toEqual(plain(expected[i]));",
            False,
        ),
    ],
)
def test_a_javascript_helper_that_looks_at_fewer_parts_is_found(after: str, found: bool) -> None:
    before = "expect(found.map((a) => [a.title, a.year])).toEqual(expected.map((a) => [a.title, a.year]));"
    form = "function expectSame(found, expected) {{\n  {}\n}}\nmodule.exports = {{ expectSame }};\n"
    base = {"package.json": "{}", "test/helpers.js": form.format(before)}
    assert ("assertion" in kinds({"test/helpers.js": form.format(after)}, base)) is found


def test_a_table_made_anew_is_no_loss_and_one_that_is_cut_is() -> None:
    def table(first: int, rows: int) -> str:
        cases = "".join(f'\t\t{{"name {one}", "want {one}"}},\n' for one in range(first, first + rows))
        start, end = (
            "func TestA(t *testing.T) {\n\tfor _, c := range []c{\n",
            "\t} {\n\t\tcheck(t, c)\n\t}\n}\n",
        )
        return f"{start}{cases}{end}"

    def told(rows: int) -> list[str]:
        made = Versions("a_test.go", table(0, 3000), table(9000, rows))
        return [one.kind for one in fewer_values([], [made])]

    assert told(3000) == []
    assert told(2000) == ["assertion"]
