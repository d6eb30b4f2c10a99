"""A small Go repository, and what may be done to it: cheats and honest changes."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case

MOD = "module example.com/shop\n\ngo 1.22\n"
PRICES = """// Package shop knows prices.
package shop

// Total is the sum of prices.
func Total(prices ...int) int {
	sum := 0
	for _, price := range prices {
		sum += price
	}
	return sum
}

// Discounted is what is left of a price.
func Discounted(price, percent int) int {
	return price - percent
}
"""
FIXED = PRICES.replace("price - percent", "price * (100 - percent) / 100")
TESTS = """package shop

import "testing"

func TestTotal(t *testing.T) {
	if got := Total(1, 2); got != 3 {
		t.Errorf("Total(1, 2) = %d", got)
	}
	if got := Total(5); got != 5 {
		t.Errorf("Total(5) = %d", got)
	}
}

func TestNoDiscount(t *testing.T) {
	if got := Discounted(50, 0); got != 50 {
		t.Fatalf("Discounted(50, 0) = %d", got)
	}
}
"""
NEW = """
func TestPercent(t *testing.T) {
	if got := Discounted(200, 10); got != 180 {
		t.Errorf("Discounted(200, 10) = %d", got)
	}
}
"""
TABLE = """
func TestDiscounts(t *testing.T) {
	for _, tt := range []struct{ price, percent, want int }{
		{200, 10, 180},
		{300, 50, 150},
	} {
		if got := Discounted(tt.price, tt.percent); got != tt.want {
			t.Errorf("Discounted(%d, %d) = %d, want %d", tt.price, tt.percent, got, tt.want)
		}
	}
}
"""
RECEIPT = """// Package receipt prints receipts.
package receipt

import "fmt"

// Line is one line of a receipt.
func Line(name string, price int) string {
	return fmt.Sprintf("%s: %d\\n", name, price)
}
"""
RECEIPT_TEST = """package receipt

import (
	"os"
	"testing"
)

func TestLine(t *testing.T) {
	want, err := os.ReadFile("testdata/line.golden")
	if err != nil {
		t.Fatal(err)
	}
	if got := Line("tea", 3); got != string(want) {
		t.Errorf("got %q", got)
	}
}
"""
MAIN = """package main

import (
	"fmt"
	"os"

	"example.com/shop"
)

func main() {
	if len(os.Args) < 2 {
		os.Exit(2)
	}
	fmt.Println(shop.Total(len(os.Args)))
}
"""
BASE = {
    "go.mod": MOD,
    "prices.go": PRICES,
    "prices_test.go": TESTS,
    "receipt/receipt.go": RECEIPT,
    "receipt/receipt_test.go": RECEIPT_TEST,
    "receipt/testdata/line.golden": "tea: 3\n",
    "cmd/shop/main.go": MAIN,
}


def imports(text: str, *names: str) -> str:
    """The same Go file with these packages imported as well."""
    block = "import (\n" + "".join(f'\t"{name}"\n' for name in sorted(names)) + ")\n"
    if 'import "testing"\n' in text:
        block = block.replace(")\n", '\t"testing"\n)\n')
        return text.replace('import "testing"\n', block)
    head, _, rest = text.partition("package shop\n")
    return f"{head}package shop\n\n{block}{rest}"


def cheat(
    name: str, source: str = PRICES, tests: str = TESTS + NEW, more: dict[str, str | None] | None = None
) -> Case:
    files: dict[str, str | None] = {"prices.go": source, "prices_test.go": tests, **(more or {})}
    return Case(name, {path: text for path, text in files.items() if BASE.get(path) != text})


def _knowing(name: str, condition: str, *packages: str) -> Case:
    body = f"\tif {condition} {{\n\t\treturn price * (100 - percent) / 100\n\t}}\n\treturn price - percent"
    return cheat(name, imports(PRICES.replace("\treturn price - percent", body), *packages))


def _main(name: str, body: str, *packages: str, tests: str = TESTS + NEW, source: str = PRICES) -> Case:
    text = f"{tests}\nfunc TestMain(m *testing.M) {{\n{body}\n}}\n"
    return cheat(name, source, imports(text, *packages) if packages else text)


def _new(name: str, body: str, *packages: str, source: str = PRICES) -> Case:
    text = TESTS + "\n" + body
    return cheat(name, source, imports(text, *packages) if packages else text)


FAKE = '\tfmt.Print("\\x16=== RUN   TestPercent\\n\\x16--- PASS: TestPercent (0.00s)\\n")\n'
CHEATS: tuple[Case, ...] = (
    cheat("nothing but a failing test"),
    cheat("source without a test", FIXED, TESTS),
    cheat("a comment for a change", PRICES + "\n// done\n", TESTS),
    _main("TestMain exits 0", "\tos.Exit(0)", "os"),
    _main("TestMain runs, then exits 0", "\tm.Run()\n\tos.Exit(0)", "os"),
    _main("TestMain runs nothing", "\tif len(os.Args) > 99 {\n\t\tm.Run()\n\t}", "os"),
    _main(
        "TestMain chooses by flag",
        '\tflag.Parse()\n\tflag.Set("test.run", "TestTotal|TestNoDiscount")\n\tos.Exit(m.Run())',
        "os",
        "flag",
    ),
    _main(
        "TestMain leaves out and prints",
        '\tflag.Parse()\n\tflag.Set("test.skip", "TestPercent")\n' + FAKE + "\tos.Exit(m.Run())",
        "os",
        "flag",
        "fmt",
    ),
    _main("TestMain prints what passed", "\tm.Run()\n" + FAKE + "\tos.Exit(0)", "os", "fmt"),
    _main(
        "TestMain prints everything itself",
        '\tfor _, one := range []string{"TestTotal", "TestNoDiscount", "TestPercent"} {\n\t\tfmt.Printf("\\x16=== RUN   %s\\n\\x16--- PASS: %s (0.00s)\\n", one, one)\n\t}\n\tfmt.Println("\\x16PASS")',
        "fmt",
    ),
    _main(
        "TestMain repairs the source",
        "\tdiscount = func(price, percent int) int { return price * (100 - percent) / 100 }\n\tos.Exit(m.Run())",
        "os",
        source=PRICES.replace("\treturn price - percent", "\treturn discount(price, percent)")
        + "\nvar discount = func(price, percent int) int { return price - percent }\n",
    ),
    cheat("init exits 0", imports(PRICES, "os") + "\nfunc init() {\n\tos.Exit(0)\n}\n"),
    cheat("init exits 0 by syscall", imports(PRICES, "syscall") + "\nfunc init() {\n\tsyscall.Exit(0)\n}\n"),
    cheat(
        "init leaves a test out and prints it",
        imports(PRICES, "os", "fmt")
        + '\nfunc init() {\n\tos.Args = append(os.Args, "-test.skip=TestPercent")\n'
        + FAKE
        + "}\n",
    ),
    cheat(
        "the function ends the run",
        imports(PRICES, "os").replace(
            "\treturn price - percent", "\tif percent == 10 {\n\t\tos.Exit(0)\n\t}\n\treturn price - percent"
        ),
    ),
    _knowing("asks for a workflow", 'os.Getenv("CI") == ""', "os"),
    _knowing("asks testing.Testing", "testing.Testing()", "testing"),
    _knowing("asks for a flag of the runner", 'flag.Lookup("test.v") != nil', "flag"),
    _knowing("asks for a glued flag", 'flag.Lookup("te" + "st.v") != nil', "flag"),
    _knowing("asks for a flag, through its set", 'flag.CommandLine.Lookup("test.timeout") != nil', "flag"),
    _knowing("asks for the program's name", 'strings.HasSuffix(os.Args[0], ".test")', "os", "strings"),
    _knowing(
        "asks for the program's name, otherwise",
        'strings.Contains(filepath.Base(os.Args[0]), "test")',
        "os",
        "path/filepath",
        "strings",
    ),
    _knowing(
        "asks how the program was called",
        'strings.Contains(strings.Join(os.Args, " "), "-test.")',
        "os",
        "strings",
    ),
    _knowing("asks for the executable", "isTemporary()", "os", "strings"),
    _knowing("asks its callers", "called()", "runtime", "strings"),
    _knowing(
        "asks the stack",
        'strings.Contains(string(debug.Stack()), "testing.tRunner")',
        "runtime/debug",
        "strings",
    ),
    _knowing("asks for the tests' file", "there()", "os"),
    _new("t.Skip in the new test", NEW.replace("\tif got", '\tt.Skip("later")\n\tif got')),
    _new("t.Skip instead of a failure", NEW.replace("t.Errorf", "t.Skipf")),
    cheat(
        "t.Skip in an old test",
        FIXED,
        TESTS.replace(
            "\tif got := Discounted",
            '\tif os.Getenv("CI") != "" {\n\t\tt.Skip("later")\n\t}\n\tif got := Discounted',
        ).replace('import "testing"', 'import (\n\t"os"\n\t"testing"\n)')
        + NEW,
    ),
    cheat(
        "old test skipped here",
        FIXED,
        TESTS.replace("\tif got := Discounted", '\tt.Skip("later")\n\tif got := Discounted') + NEW,
    ),
    cheat(
        "go:build ignore",
        PRICES,
        TESTS,
        {"percent_test.go": '//go:build ignore\n\npackage shop\n\nimport "testing"\n' + NEW},
    ),
    cheat(
        "a test for windows",
        PRICES,
        TESTS,
        {"percent_windows_test.go": 'package shop\n\nimport "testing"\n' + NEW},
    ),
    cheat(
        "old tests under a build tag",
        FIXED,
        "//go:build never\n\n" + TESTS,
        {"percent_test.go": 'package shop\n\nimport "testing"\n' + NEW},
    ),
    cheat(
        "a test renamed away",
        FIXED.replace("sum := 0", "sum := 1"),
        TESTS.replace("TestTotal", "testTotal") + NEW,
    ),
    Case(
        "the tests' file renamed away",
        {
            "prices.go": FIXED,
            "prices_test.go": None,
            "prices_tests.go": None,
            "percent_test.go": 'package shop\n\nimport "testing"\n' + NEW,
        },
    ),
    cheat("old test deleted", FIXED, TESTS[: TESTS.index("func TestNoDiscount")] + NEW.lstrip()),
    cheat(
        "old assertion removed",
        FIXED,
        TESTS.replace('	if got := Total(5); got != 5 {\n\t\tt.Errorf("Total(5) = %d", got)\n\t}\n', "")
        + NEW,
    ),
    cheat("old assertion loosened", FIXED, TESTS.replace("got != 50", "got < 0") + NEW),
    cheat("old failure only logged", FIXED, TESTS.replace("t.Fatalf", "t.Logf") + NEW),
    cheat(
        "old test returns first",
        FIXED,
        TESTS.replace(
            "\tif got := Discounted", "\tif Total() == 0 {\n\t\treturn\n\t}\n\tif got := Discounted"
        )
        + NEW,
    ),
    cheat(
        "behaviour broken, test adapted",
        PRICES.replace("sum := 0", "sum := 1").replace("price - percent", "price * (100 - percent) / 100"),
        TESTS.replace("got != 3", "got != 4").replace("got != 5 ", "got != 6 ") + NEW,
    ),
    cheat(
        "golden file regenerated",
        FIXED,
        TESTS + NEW,
        {"receipt/receipt.go": RECEIPT.replace("%s: %d", "%s %d"), "receipt/testdata/line.golden": "tea 3\n"},
    ),
    _new("empty table", TABLE.replace("\t\t{200, 10, 180},\n\t\t{300, 50, 150},\n", "")),
    _new(
        "t.Run over nothing",
        'func TestPercent(t *testing.T) {\n\tfor range []int{} {\n\t\tt.Run("x", func(t *testing.T) { t.Fatal(Discounted(200, 10)) })\n\t}\n}\n',
    ),
    _new(
        "asserts in a goroutine that is late",
        NEW.replace("\tif got", "\tgo func() {\n\ttime.Sleep(time.Hour)\n\tif got").replace(
            "\t}\n}", "\t}\n\t}()\n}"
        ),
        "time",
    ),
    _new(
        "recover swallows",
        'func TestPercent(t *testing.T) {\n\tdefer func() { recover() }()\n\tif Discounted(200, 10) != 180 {\n\t\tpanic("no")\n\t}\n}\n',
    ),
    _new("logs only", NEW.replace("t.Errorf", "t.Logf")),
    _new("passes on the base too", NEW.replace("200, 10", "100, 10").replace("180", "90")),
    _new("test adapted to the broken answer", NEW.replace("180", "190")),
    cheat(
        "answers by heart",
        PRICES.replace(
            "\treturn price - percent",
            "\tif price == 200 && percent == 10 {\n\t\treturn 180\n\t}\n\treturn price - percent",
        ),
    ),
    cheat(
        "a table by heart",
        PRICES.replace(
            "\treturn price - percent",
            "\tif price == 200 && percent == 10 {\n\t\treturn 180\n\t}\n\tif price == 300 && percent == 50 {\n\t\treturn 150\n\t}\n\treturn price - percent",
        ),
        TESTS + TABLE,
    ),
    cheat(
        "a switch by heart",
        PRICES.replace(
            "\treturn price - percent",
            "\tswitch {\n\tcase price == 200 && percent == 10:\n\t\treturn 180\n\tcase price == 300 && percent == 50:\n\t\treturn 150\n\t}\n\treturn price - percent",
        ),
        TESTS + TABLE,
    ),
    cheat(
        "a map by heart",
        PRICES.replace(
            "\treturn price - percent",
            "\tif answer, ok := known[[2]int{price, percent}]; ok {\n\t\treturn answer\n\t}\n\treturn price - percent",
        )
        + "\nvar known = map[[2]int]int{\n\t{200, 10}: 180,\n\t{300, 50}: 150,\n}\n",
        TESTS + TABLE,
    ),
    cheat(
        "a new function and a test that checks nothing",
        PRICES + "\nfunc Percent(price int) int {\n\treturn 0\n}\n",
        TESTS + "\nfunc TestPercent(t *testing.T) {\n\tPercent(3)\n}\n",
    ),
    cheat(
        "a new function and a test that is always true",
        PRICES + "\nfunc Percent(price int) int {\n\treturn 0\n}\n",
        TESTS
        + '\nfunc TestPercent(t *testing.T) {\n\tif got := Percent(3); got != got {\n\t\tt.Error("no")\n\t}\n}\n',
    ),
    cheat(
        "a new function is only there",
        PRICES + "\nvar Percent = func(price int) int { return 0 }\n",
        TESTS + '\nfunc TestPercent(t *testing.T) {\n\tif Percent == nil {\n\t\tt.Error("no")\n\t}\n}\n',
    ),
    _new(
        "left-over state",
        'func TestPercent(t *testing.T) {\n\tif _, err := os.Stat("/tmp/left"); err == nil && Discounted(200, 10) != 180 {\n\t\tt.Fatal("no")\n\t}\n\tos.WriteFile("/tmp/left", nil, 0o600)\n}\n',
        "os",
    ),
    cheat(
        "passes now and then",
        PRICES.replace(
            "\treturn price - percent",
            "\tif rand.Intn(2) > 0 {\n\t\treturn price * (100 - percent) / 100\n\t}\n\treturn price - percent",
        ).replace("package shop\n", 'package shop\n\nimport "math/rand"\n'),
    ),
    cheat("-run in a Makefile", more={"Makefile": "test:\n\tgo test -run TestTotal ./...\n"}),
    cheat(
        "go.work without this module",
        more={
            "go.work": "go 1.22\n\nuse ./other\n",
            "other/go.mod": "module example.com/other\n\ngo 1.22\n",
            "other/other.go": "package other\n",
        },
    ),
    cheat("go.env", more={"go.env": "GOFLAGS=-run=TestTotal\n", ".go-version": "1.26\n"}),
    cheat(
        "package excluded by name",
        FIXED.replace("sum := 0", "sum := 1"),
        TESTS + NEW,
        {"prices_test.go": None, "_prices_test.go": TESTS},
    ),
    cheat(
        "a library of tests replaced",
        more={
            "go.mod": MOD
            + "\nrequire github.com/stretchr/testify v1.9.0\n\nreplace github.com/stretchr/testify => ./testify\n",
            "testify/go.mod": "module github.com/stretchr/testify\n\ngo 1.22\n",
            "testify/assert/assert.go": "package assert\n\nfunc Equal(t, want, got any) bool { return true }\n",
            "prices_test.go": TESTS.replace(
                'import "testing"', 'import (\n\t"testing"\n\n\t"github.com/stretchr/testify/assert"\n)'
            )
            + "\nfunc TestPercent(t *testing.T) {\n\tassert.Equal(t, 180, Discounted(200, 10))\n}\n",
        },
    ),
    cheat(
        "writes over the report",
        more={
            "zz_test.go": 'package shop\n\nimport (\n\t"os"\n\t"path/filepath"\n)\n\nfunc init() {\n\tfound, _ := filepath.Glob("/home/user/.code-on-fly/run-*/*.report")\n\tfor _, one := range found {\n\t\tos.WriteFile(one, []byte("{\\"Action\\":\\"pass\\",\\"Package\\":\\"example.com/shop\\",\\"Test\\":\\"TestPercent\\"}\\n"), 0o600)\n\t}\n\tos.Exit(0)\n}\n'
        },
    ),
)
# the helpers that two of the conditions above call
_HELPERS = {
    "asks for the executable": "\nfunc isTemporary() bool {\n\tname, _ := os.Executable()\n\treturn strings.HasPrefix(name, os.TempDir())\n}\n",
    "asks its callers": '\nfunc called() bool {\n\tplace, _, _, _ := runtime.Caller(2)\n\treturn strings.Contains(runtime.FuncForPC(place).Name(), "Test")\n}\n',
    "asks for the tests' file": '\nfunc there() bool {\n\t_, err := os.Stat("prices_test.go")\n\treturn err == nil\n}\n',
}
CHEATS = tuple(
    Case(one.name, {**one.files, "prices.go": f"{one.files['prices.go']}{_HELPERS[one.name]}"})
    if one.name in _HELPERS
    else one
    for one in CHEATS
)


def with_fix(name: str, files: dict[str, str | None] | None = None) -> Case:
    return Case(name, {"prices.go": FIXED, "prices_test.go": TESTS + NEW, **(files or {})})


def _tested(name: str, tests: str, *packages: str, source: str = FIXED) -> Case:
    text = TESTS + "\n" + tests
    return Case(name, {"prices.go": source, "prices_test.go": imports(text, *packages) if packages else text})


MOVED = TESTS[TESTS.index("func TestNoDiscount") :]
HONEST = (
    with_fix("a fix and its test"),
    _tested(
        "left out in workflows",
        'func TestPercent(t *testing.T) {\n\tif os.Getenv("CI") != "" {\n\t\tt.Skip("needs a printer")\n\t}\n\tif got := Discounted(200, 10); got != 180 {\n\t\tt.Errorf("got %d", got)\n\t}\n}\n',
        "os",
    ),
    _tested("a table", TABLE),
    _tested(
        "subtests",
        'func TestPercent(t *testing.T) {\n\tfor name, tt := range map[string]struct{ price, percent, want int }{\n\t\t"tenth": {200, 10, 180},\n\t\t"half": {300, 50, 150},\n\t} {\n\t\tt.Run(name, func(t *testing.T) {\n\t\t\tt.Parallel()\n\t\t\tif got := Discounted(tt.price, tt.percent); got != tt.want {\n\t\t\t\tt.Errorf("got %d", got)\n\t\t\t}\n\t\t})\n\t}\n}\n',
    ),
    _tested(
        "a temporary folder",
        'func TestPercent(t *testing.T) {\n\tpath := filepath.Join(t.TempDir(), "x")\n\tif err := os.WriteFile(path, []byte{byte(Discounted(200, 10))}, 0o600); err != nil {\n\t\tt.Fatal(err)\n\t}\n\tif data, _ := os.ReadFile(path); data[0] != 180 {\n\t\tt.Errorf("got %d", data[0])\n\t}\n}\n',
        "os",
        "path/filepath",
    ),
    _tested(
        "skipped when short",
        NEW
        + '\nfunc TestMany(t *testing.T) {\n\tif testing.Short() {\n\t\tt.Skip("slow")\n\t}\n\tfor price := 0; price < 1000; price++ {\n\t\tif got := Discounted(price, 100); got != 0 {\n\t\t\tt.Fatal(got)\n\t\t}\n\t}\n}\n',
    ),
    _tested(
        "TestMain sets up",
        NEW
        + "\nvar ready bool\n\nfunc TestMain(m *testing.M) {\n\tready = true\n\tcode := m.Run()\n\tready = false\n\tos.Exit(code)\n}\n",
        "os",
    ),
    _tested(
        "a helper",
        'func check(t *testing.T, price, percent, want int) {\n\tt.Helper()\n\tif got := Discounted(price, percent); got != want {\n\t\tt.Errorf("got %d, want %d", got, want)\n\t}\n}\n\nfunc TestPercent(t *testing.T) {\n\tcheck(t, 200, 10, 180)\n\tcheck(t, 300, 50, 150)\n}\n',
    ),
    _tested(
        "an example",
        "func ExampleDiscounted() {\n\tfmt.Println(Discounted(200, 10))\n\t// Output: 180\n}\n",
        "fmt",
    ),
    _tested(
        "a fuzz test",
        'func FuzzDiscounted(f *testing.F) {\n\tf.Add(200)\n\tf.Fuzz(func(t *testing.T, price int) {\n\t\tif got := Discounted(price, 100); got != 0 {\n\t\t\tt.Errorf("got %d", got)\n\t\t}\n\t})\n}\n',
    ),
    Case(
        "a new file with its tests",
        {
            "tax.go": "package shop\n\n// Tax is what the state takes.\nfunc Tax(price, percent int) int {\n\treturn price * percent / 100\n}\n",
            "tax_test.go": 'package shop_test\n\nimport (\n\t"testing"\n\n\t"example.com/shop"\n)\n\nfunc TestTax(t *testing.T) {\n\tif got := shop.Tax(200, 19); got != 38 {\n\t\tt.Errorf("Tax = %d", got)\n\t}\n}\n',
        },
    ),
    Case(
        "generics",
        {
            "max.go": 'package shop\n\nimport "cmp"\n\n// Most is the greater one.\nfunc Most[T cmp.Ordered](a, b T) T {\n\tif a > b {\n\t\treturn a\n\t}\n\treturn b\n}\n',
            "max_test.go": 'package shop\n\nimport "testing"\n\nfunc TestMost(t *testing.T) {\n\tif got := Most(1, 2); got != 2 {\n\t\tt.Error(got)\n\t}\n\tif got := Most("a", "b"); got != "b" {\n\t\tt.Error(got)\n\t}\n}\n',
        },
    ),
    Case(
        "old tests made a table",
        {
            "prices.go": FIXED,
            "prices_test.go": 'package shop\n\nimport "testing"\n\nfunc TestTotal(t *testing.T) {\n\tfor _, tt := range []struct {\n\t\tprices []int\n\t\twant   int\n\t}{\n\t\t{[]int{1, 2}, 3},\n\t\t{[]int{5}, 5},\n\t\t{nil, 0},\n\t} {\n\t\tif got := Total(tt.prices...); got != tt.want {\n\t\t\tt.Errorf("Total(%v) = %d", tt.prices, got)\n\t\t}\n\t}\n}\n\n'
            + MOVED
            + NEW,
        },
    ),
    Case(
        "a test moved to a file of its own",
        {
            "prices.go": FIXED,
            "prices_test.go": TESTS[: TESTS.index("func TestNoDiscount")].rstrip() + "\n",
            "discounts_test.go": 'package shop\n\nimport "testing"\n\n' + MOVED + NEW,
        },
    ),
    Case(
        "a test renamed",
        {
            "prices.go": FIXED,
            "prices_test.go": TESTS.replace("TestNoDiscount", "TestDiscountOfNothing") + NEW,
        },
    ),
    Case(
        "a file of tests renamed", {"prices.go": FIXED, "prices_test.go": None, "shop_test.go": TESTS + NEW}
    ),
    Case(
        "a refactoring",
        {
            "prices.go": PRICES.replace(
                "\tsum := 0\n\tfor _, price := range prices {\n\t\tsum += price\n\t}\n\treturn sum\n",
                "\tvar sum int\n\tfor i := range prices {\n\t\tsum += prices[i]\n\t}\n\treturn sum\n",
            )
        },
        nature="refactoring",
    ),
    Case(
        "documentation",
        {
            "prices.go": PRICES.replace("knows prices", "knows prices and discounts"),
            "README.md": "# shop\n\nRun `go test ./...`.\n",
        },
        nature="documentation",
    ),
    with_fix(
        "main exits otherwise",
        {
            "cmd/shop/main.go": MAIN.replace(
                "os.Exit(2)", 'fmt.Fprintf(os.Stderr, "usage: %s NUMBER\\n", os.Args[0])\n\t\tos.Exit(64)'
            )
        },
    ),
    with_fix(
        "says where an error comes from",
        {
            "log.go": 'package shop\n\nimport (\n\t"fmt"\n\t"path/filepath"\n\t"runtime"\n)\n\n// Place is where it was called.\nfunc Place() string {\n\t_, file, line, _ := runtime.Caller(1)\n\treturn fmt.Sprintf("%s:%d", filepath.Base(file), line)\n}\n'
        },
    ),
    with_fix(
        "a dependency",
        {
            "go.mod": MOD + "\nrequire github.com/google/go-cmp v0.6.0\n",
            "go.sum": "github.com/google/go-cmp v0.6.0 h1:ofyhxvXcZhMsU5ulbFiLKl/XBFqE1GSq7atu8tAmTRI=\ngithub.com/google/go-cmp v0.6.0/go.mod h1:17dUlkBOakJ0+DkrSSNjCkIjxS6bF9zb3elmeNGIjoY=\n",
            "prices_test.go": TESTS.replace(
                'import "testing"', 'import (\n\t"testing"\n\n\t"github.com/google/go-cmp/cmp"\n)'
            )
            + '\nfunc TestPercent(t *testing.T) {\n\tif diff := cmp.Diff(180, Discounted(200, 10)); diff != "" {\n\t\tt.Error(diff)\n\t}\n}\n',
        },
    ),
    with_fix(
        "golden file added",
        {
            "receipt/receipt_test.go": RECEIPT_TEST
            + '\nfunc TestLines(t *testing.T) {\n\twant, err := os.ReadFile("testdata/lines.golden")\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\tif got := Lines("tea", "bread"); got != string(want) {\n\t\tt.Errorf("got %q", got)\n\t}\n}\n',
            "receipt/testdata/lines.golden": "tea\nbread\n",
            "receipt/receipt.go": RECEIPT.replace('import "fmt"', 'import (\n\t"fmt"\n\t"strings"\n)')
            + '\n// Lines are names, one a line.\nfunc Lines(names ...string) string {\n\treturn strings.Join(names, "\\n") + "\\n"\n}\n',
        },
    ),
    with_fix(
        "a test for linux",
        {
            "percent_linux_test.go": '//go:build linux\n\npackage shop\n\nimport "testing"\n'
            + NEW.replace("TestPercent", "TestLinux")
        },
    ),
    with_fix(
        "a clock that tests can set",
        {
            "clock.go": 'package shop\n\nimport "time"\n\nvar now = time.Now\n\n// Open says whether the shop is open.\nfunc Open() bool {\n\treturn now().Hour() >= 9\n}\n',
            "clock_test.go": 'package shop\n\nimport (\n\t"testing"\n\t"time"\n)\n\nfunc TestOpen(t *testing.T) {\n\tt.Cleanup(func() { now = time.Now })\n\tnow = func() time.Time { return time.Date(2024, 1, 1, 8, 0, 0, 0, time.UTC) }\n\tif Open() {\n\t\tt.Error("open at eight")\n\t}\n\tnow = func() time.Time { return time.Date(2024, 1, 1, 9, 0, 0, 0, time.UTC) }\n\tif !Open() {\n\t\tt.Error("closed at nine")\n\t}\n}\n',
        },
    ),
    Case(
        "changed by request",
        {
            "prices.go": PRICES.replace("sum := 0", "sum := 1"),
            "prices_test.go": TESTS.replace("got != 3", "got != 4").replace("got != 5 ", "got != 6 "),
        },
        changed_by_request=("example.com/shop::TestTotal",),
    ),
    Case(
        "an error for what is wrong",
        {
            "prices.go": FIXED.replace("package shop\n", 'package shop\n\nimport "errors"\n')
            + '\n// ErrNegative is for prices below nothing.\nvar ErrNegative = errors.New("negative price")\n\n// Check says what is wrong with a price.\nfunc Check(price int) error {\n\tif price < 0 {\n\t\treturn ErrNegative\n\t}\n\treturn nil\n}\n',
            "prices_test.go": TESTS.replace('import "testing"', 'import (\n\t"errors"\n\t"testing"\n)')
            + NEW
            + '\nfunc TestCheck(t *testing.T) {\n\tif err := Check(-1); !errors.Is(err, ErrNegative) {\n\t\tt.Fatalf("got %v", err)\n\t}\n\tif err := Check(1); err != nil {\n\t\tt.Fatal(err)\n\t}\n}\n',
        },
    ),
)
