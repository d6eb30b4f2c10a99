"""What a request changes of the base's tests: named in many ways, kept apart from what it leaves alone."""

# ruff: noqa: E501 - a case is easier to read on one line

from __future__ import annotations

import pytest

from codeonfly.results import TestCase, TestReport
from codeonfly.tree import File, Tree
from codeonfly.verification.asked import as_asked, not_asked
from codeonfly.verification.named import covers

GO = """package calc

import "testing"

func check(t *testing.T, got, want int) {
	if got != want {
		t.Errorf("%d, want %d", got, want)
	}
}

func TestAdd(t *testing.T) {
	check(t, Add(1, 2), 3)
}

func TestDivide(t *testing.T) {
	check(t, Divide(6, 3), 2)
}
"""
NEW_DIVIDE = """func TestDivide(t *testing.T) {
	got, err := Divide(6, 3)
	if err != nil {
		t.Fatal(err)
	}
	check(t, got, 2)
}
"""


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("TestCreate", "example.com/notes::TestCreate"),
        ("TestCreate", "example.com/notes::TestCreate/no_title"),
        ("TestCreate/no_title", "example.com/notes::TestCreate/no_title"),
        ("example.com/notes::TestCreate", "example.com/notes::TestCreate/no_title"),
        ("OrderTest.pays", "shop.orders.OrderTest::pays"),
        ("OrderTest#pays", "shop.orders.OrderTest::pays(long, long)[1]"),
        ("shop.orders.OrderTest", "shop.orders.OrderTest::pays"),
        ("OrderTest", "shop.orders.OrderTest::pays"),
        ("OrderTest", "shop.orders.OrderTest$Paid::counts"),
        ("shop.orders.OrderTest", "shop.orders.OrderTest$Paid::counts"),
        ("OrderTest$Paid", "shop.orders.OrderTest$Paid::counts"),
        ("args::tests::file", "src/main.rs::args::tests::file"),
        ("cli::usage", "tests/cli.rs::usage"),
        ("cli::tests::usage", "crates/tool/tests/cli.rs::tests::usage"),
        ("test_a::test_x", "test_a.py::test_x[1]"),
        ("test_a.py::test_x", "tests/test_a.py::test_x"),
        ("tests/test_a.py", "tests/test_a.py::test_x[1]"),
        ("test_x", "tests/test_a.py::test_x[1-a b]"),
        ("test_x", "tests/test_a.py::TestA::test_x[1]"),
        ("pays", "shop.orders.OrderTest::pays(long, long)[1]"),
        ("test/a.test.js > server > answers 400", "test/a.test.js::server::answers 400"),
        ("test/a.test.js server", "test/a.test.js::server::answers 400"),
        ("test/a.test.js::answers 400", "test/a.test.js::server::answers 400"),
        ("tests/test_cli.py::test_show", "tests/test_cli.py::CliTest::test_show[1]"),
        ("tests.test_cli.CliTest.test_show", "tests/test_cli.py::CliTest::test_show"),
        ("test_cli.CliTest.test_show", "tests/test_cli.py::CliTest::test_show"),
    ],
)
def test_a_test_is_named_in_many_ways(wanted: str, name: str) -> None:
    assert covers((wanted,), name)


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("TestCreate", "example.com/notes::TestCreateTwice"),
        ("TestCreate/no_title", "example.com/notes::TestCreate"),
        ("OrderTest.pays", "shop.orders.OrderTest::paysBack"),
        ("OrderTest.pays", "shop.orders.MyOrderTest::pays"),
        ("OrderTest", "shop.orders.MyOrderTest::pays"),
        ("Paid", "shop.orders.OrderTest$Unpaid::counts"),
        ("orders.pays", "shop.orders.OrderTest::pays"),
        ("li::usage", "tests/cli.rs::usage"),
        ("pays.twice", "shop.orders.OrderTest::pays"),
        ("test/a.test.js serve", "test/a.test.js::server::answers 400"),
        ("test/b.test.js::answers 400", "test/a.test.js::server::answers 400"),
        ("test/a.test.js::400", "test/a.test.js::server::answers1 400x"),
        ("tests.test_cli.CliTest.test_show", "tests/test_cli.py::CliTest::test_show_all"),
        ("cli.CliTest.test_show", "tests/test_cli.py::CliTest::test_show"),
        ("", "shop.orders.OrderTest::pays"),
        ("test_x", "tests/test_a.py::test_x_twice[1]"),
        ("b", "tests/test_a.py::test_x[a b]"),
        ("adds", "test/a.test.js::sums::adds (twice)"),
    ],
)
def test_another_test_is_not_meant(wanted: str, name: str) -> None:
    assert not covers((wanted,), name)


def test_beside_a_test_that_is_asked_for_the_others_are_put_back() -> None:
    weak = GO.replace("if got != want {", "if false {").replace("Add(1, 2), 3)", "3, 3)")
    weak = weak[: weak.index("func TestDivide")] + NEW_DIVIDE
    gone = weak.replace("func TestAdd", "func TestSum")
    report = TestReport("go", tuple(TestCase(f"calc::{name}", "passed", file="a_test.go") for name in NAMES))
    base = Tree("0" * 40, {"a_test.go": File("100644", GO.encode())})
    for head in (weak, gone):
        made = as_asked(("TestDivide",), report, base, {"a_test.go": File("100644", head.encode())})
        (file,) = made.files
        assert file.file is not None
        text = file.file.data.decode()
        assert NEW_DIVIDE in text
        assert "if got != want {" in text
        assert "func TestAdd(t *testing.T) {\n\tcheck(t, Add(1, 2), 3)\n}" in text
    told = not_asked(("TestDivide",), report)
    assert told is not None
    assert [case.id for case in told.cases] == ["calc::TestAdd"]


NAMES = ("TestAdd", "TestDivide")


def test_an_import_that_only_a_changed_test_needs_goes_with_it() -> None:
    imports = 'import (\n\t"testing"\n)\n'
    old = GO.replace('import "testing"\n', imports)
    new = old.replace('"testing"\n', '"testing"\n\n\t"errors"\n\t"fmt"\n').replace(
        "Add(1, 2), 3", "len(fmt.Sprint(1)), 1"
    )
    new = new[: new.index("func TestDivide")] + NEW_DIVIDE.replace("err != nil", "errors.Is(err, ErrZero)")
    report = TestReport("go", tuple(TestCase(f"calc::{name}", "passed", file="a_test.go") for name in NAMES))
    base = Tree("0" * 40, {"a_test.go": File("100644", old.encode())})
    (file,) = as_asked(("TestDivide",), report, base, {"a_test.go": File("100644", new.encode())}).files
    assert file.file is not None
    text = file.file.data.decode()
    assert '"errors"' in text
    assert '"fmt"' not in text


@pytest.mark.parametrize(("wanted", "is_gone"), [(("TestAdd", "TestDivide"), True), (("TestDivide",), False)])
def test_a_file_may_go_where_all_its_tests_are_asked_for(wanted: tuple[str, ...], is_gone: bool) -> None:
    report = TestReport("go", tuple(TestCase(f"calc::{name}", "passed", file="a_test.go") for name in NAMES))
    base = Tree("0" * 40, {"a_test.go": File("100644", GO.encode())})
    assert [(one.path, one.file) for one in as_asked(wanted, report, base, {}).files] == (
        [("a_test.go", None)] if is_gone else []
    )


@pytest.mark.parametrize(("wanted", "is_gone"), [(("adds", "divides"), True), (("divides",), False)])
def test_a_file_of_javascript_may_go_as_well(wanted: tuple[str, ...], is_gone: bool) -> None:
    path, text = "test/calc.test.js", "const { add } = require('../src/calc');\n"
    cases = tuple(TestCase(f"{path}::{name}", "passed", file=path) for name in ("adds", "divides"))
    base = Tree("0" * 40, {name: File("100644", text.encode()) for name in (path, "src/calc.js")})
    (made,) = as_asked(wanted, TestReport("mocha", cases), base, {}).files
    left = None if made.file is None else made.file.data.decode()
    assert left == (None if is_gone else "const { add } = ({});\n")


def test_nothing_is_put_together_where_nothing_is_asked_for() -> None:
    report = TestReport("go", (TestCase("calc::TestAdd", "passed", file="a_test.go"),))
    base = Tree("0" * 40, {"a_test.go": File("100644", GO.encode())})
    assert as_asked((), report, base, base.files).files == ()
    assert as_asked(("TestAdd/part",), report, base, base.files).files == ()


@pytest.mark.parametrize(
    ("wanted", "name", "path"),
    [
        ("format/parse_test.go::TestParse/unit", "example.org/hive/format::TestParse/unit", "format/parse_test.go"),
        ("format/parse_test.go::TestParse", "example.org/hive/format::TestParse/unit", "format/parse_test.go"),
        ("parse_test.go::TestParse", "example.org/hive/format::TestParse", "format/parse_test.go"),
        ("format/parse_test.go", "example.org/hive/format::TestParse", "format/parse_test.go"),
        ("src/test/java/shop/OrderTest.java::pays", "shop.OrderTest::pays()", "src/test/java/shop/OrderTest.java"),
        ("src/test/java/shop/OrderTest.java::pays", "shop.OrderTest::pays(long, long)[2]", "src/test/java/shop/OrderTest.java"),
        ("src/test/java/shop/OrderTest.java::OrderTest::pays", "shop.OrderTest::pays", "src/test/java/shop/OrderTest.java"),
        ("src/test/java/shop/OrderTest.java::Paid::counts", "shop.OrderTest$Paid::counts", "src/test/java/shop/OrderTest.java"),
        ("src/office.rs::purges", "src/lib.rs::office::tests::purges", "src/office.rs"),
        ("src/office.rs::tests::purges", "src/lib.rs::office::tests::purges", "src/office.rs"),
    ],
)  # fmt: skip
def test_a_test_is_named_by_the_file_it_stands_in(wanted: str, name: str, path: str) -> None:
    assert covers((wanted,), name, path)
    assert not covers((wanted,), name, "other/" + path.replace(".", "_other."))


@pytest.mark.parametrize(
    ("wanted", "name", "path"),
    [
        ("format/parse_test.go::TestParse", "example.org/hive/format::TestParseTwice", "format/parse_test.go"),
        ("report/parse_test.go::TestParse", "example.org/hive/format::TestParse", "format/parse_test.go"),
        ("src/test/java/shop/OrderTest.java::pays", "shop.OrderTest::paysBack", "src/test/java/shop/OrderTest.java"),
    ],
)  # fmt: skip
def test_another_one_in_the_file_is_not_meant(wanted: str, name: str, path: str) -> None:
    assert not covers((wanted,), name, path)


SHOWN = 'func TestShown(t *testing.T) {\n\tcheck(t, Shown(w, "H1"%s), 1)\n}\n'
UNKNOWN = 'func TestUnknown(t *testing.T) {\n\tcheck(t, Shown(w, "H9"%s), %s)\n}\n'


@pytest.mark.parametrize(
    ("given", "of_other", "want", "follows"),
    [
        (", 0", ", 0", "2", True),
        (", 0", ", 1", "2", False),  # what it gives is not what the test that is asked for shows
        (", 0", ", 0", "3", False),
        ("", ", 0", "2", False),
    ],
)
def test_a_signature_that_the_request_changes_is_followed(
    given: str, of_other: str, want: str, follows: bool
) -> None:
    old, new = SHOWN % "" + "\n" + UNKNOWN % ("", "2"), SHOWN % given + "\n" + UNKNOWN % (of_other, want)
    names = ("TestShown", "TestUnknown")
    report = TestReport("go", tuple(TestCase(f"calc::{name}", "passed", file="a_test.go") for name in names))
    base = Tree("0" * 40, {"a_test.go": File("100644", old.encode())})
    (made,) = as_asked(("TestShown",), report, base, {"a_test.go": File("100644", new.encode())}).files
    assert made.file is not None
    assert ((UNKNOWN % (of_other, want)) in made.file.data.decode()) is follows


@pytest.mark.parametrize(
    ("wanted", "name", "path"),
    [
        ("report.TestX", "example.org/hive/report::TestX/sub", "report/report_test.go"),
        ("report::TestX", "example.org/hive/report::TestX/sub/deep", "report/report_test.go"),
        ("report_test.go::TestX", "example.org/hive/report::TestX/sub", "report/report_test.go"),
        ("report/report_test.go:TestX", "example.org/hive/report::TestX", "report/report_test.go"),
        ("`TestX`", "example.org/hive/report::TestX", "report/report_test.go"),
        ("OrderTest.pays()", "shop.OrderTest::pays", "src/test/java/shop/OrderTest.java"),
        ("shop/OrderTest.java", "shop.OrderTest::pays", "src/test/java/shop/OrderTest.java"),
        ("crate::office::tests::purges", "src/lib.rs::office::tests::purges", "src/office.rs"),
        ("hall::office::tests::purges", "src/lib.rs::office::tests::purges", "src/office.rs"),
        ("tests/test_cli.py::test_x[a-b]", "tests/test_cli.py::CliTest::test_x[a-b]", "tests/test_cli.py"),
        ("tests/test_cli.py:CliTest.test_x", "tests/test_cli.py::CliTest::test_x", "tests/test_cli.py"),
        ("CliTest", "tests/test_cli.py::CliTest::test_x", "tests/test_cli.py"),
        ("test/a.test.js: Desk > refuses", "test/a.test.js::Desk::refuses", "test/a.test.js"),
        ("test/a.test.js > refuses", "test/a.test.js::Desk::refuses", "test/a.test.js"),
        ("test/a.test.js::loads a.js: twice", "test/a.test.js::loads a.js: twice", "test/a.test.js"),
        ('"refuses a second"', "test/a.test.js::Desk::refuses a second", "test/a.test.js"),
    ],
)
def test_a_test_is_named_as_people_write_it(wanted: str, name: str, path: str) -> None:
    assert covers((wanted,), name, path)


@pytest.mark.parametrize(
    ("wanted", "name", "path"),
    [
        ("report.TestX/sub", "example.org/hive/report::TestX/other", "report/report_test.go"),
        ("TestX/sub", "example.org/hive/report::TestX", "report/report_test.go"),
        ("hall::tests::purges", "src/lib.rs::office::tests::sells", "src/office.rs"),
        ("tests/test_cli.py::test_x[a-b]", "tests/test_cli.py::CliTest::test_x[c]", "tests/test_cli.py"),
        ("Cli", "tests/test_cli.py::CliTest::test_x", "tests/test_cli.py"),
        ("test/b.test.js > refuses", "test/a.test.js::Desk::refuses", "test/a.test.js"),
    ],
)
def test_a_name_of_people_is_no_other_one(wanted: str, name: str, path: str) -> None:
    assert not covers((wanted,), name, path)


OPEN = 'func open(t *testing.T) *Garage {\n\tg, err := New(Config{\n\t\tTill: till,\n\t\tShops: []string{"bakery"},\n\t})\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\treturn g\n}\n'


@pytest.mark.parametrize(
    ("without", "follows"),
    [
        ('\t\tShops: []string{"bakery"},\n', True),
        ("\t\tTill: till,\n", False),  # which is there as ever
        ("\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n", False),
    ],
)
def test_a_helper_that_leaves_out_what_is_gone(without: str, follows: bool) -> None:
    source = "type Config struct {\n\tTill Till\n\tShops []string\n}\n"
    stamp = "func TestStamp(t *testing.T) {\n\tcheck(t, open(t).Stamp(), 1)\n}\n"
    report = TestReport("go", (TestCase("calc::TestStamp", "passed", file="a_test.go"),))
    files = {
        "a.go": source,
        "a_test.go": f"{OPEN}\n{stamp}\nfunc TestB(t *testing.T) {{\n\tcheck(t, 1, 1)\n}}\n",
    }
    base = Tree("0" * 40, {path: File("100644", text.encode()) for path, text in files.items()})
    now = {"a.go": source.replace("\tShops []string\n", ""), "a_test.go": OPEN.replace(without, "")}
    head = {path: File("100644", text.encode()) for path, text in now.items()}
    (made,) = as_asked(("TestStamp",), report, base, head).files
    assert made.file is not None
    assert (OPEN.replace(without, "") in made.file.data.decode()) is follows


SUITE = """package desk

type DeskSuite struct{ suite.Suite }

func TestDeskSuite(t *testing.T) { suite.Run(t, new(DeskSuite)) }

func (s *DeskSuite) TestOpens() {
	s.Equal(3, Open(s.desk))
}

func (s *DeskSuite) TestExpires() {
	s.Error(Get(s.desk))
}
"""


@pytest.mark.parametrize(
    ("wanted", "name", "is_meant"),
    [
        ("TestExpires", "desk::TestDeskSuite/TestExpires", True),
        ("TestExpires", "desk::TestDeskSuite/TestExpires/late", True),
        ("TestDeskSuite", "desk::TestDeskSuite/TestExpires", True),
        ("TestExpires", "desk::TestDeskSuite/TestExpiresLate", False),
        ("TestExpires", "desk::TestDeskSuite", False),
        ("late", "desk::TestDeskSuite/TestExpires/late", False),
    ],
)
def test_a_method_of_a_suite_is_meant_by_its_name(wanted: str, name: str, is_meant: bool) -> None:
    assert covers((wanted,), name, "desk_test.go") is is_meant


def test_beside_a_method_of_a_suite_the_others_are_put_back() -> None:
    names = ("TestDeskSuite", "TestDeskSuite/TestOpens", "TestDeskSuite/TestExpires")
    report = TestReport(
        "go", tuple(TestCase(f"desk::{name}", "passed", file="desk_test.go") for name in names)
    )
    base = Tree("0" * 40, {"desk_test.go": File("100644", SUITE.encode())})
    head = SUITE.replace("s.Equal(3, Open(s.desk))", "s.NotNil(s.desk)").replace("s.Error(", "s.NoError(")
    made = as_asked(("TestExpires",), report, base, {"desk_test.go": File("100644", head.encode())})
    (file,) = made.files
    assert file.file is not None
    assert file.file.data.decode().split() == SUITE.replace("s.Error(", "s.NoError(").split()
