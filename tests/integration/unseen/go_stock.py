"""A small store in Go: what may be added to it, honestly or not."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case

ENV = "go-1.26"
STORE = """// Package stock keeps what is in stock.
package stock

import (
	"errors"
	"fmt"
)

// ErrUnknown says that a name is not in stock.
var ErrUnknown = errors.New("unknown")

// Store counts things by name.
type Store struct {
	items map[string]int
}

// New makes an empty store.
func New() *Store {
	return &Store{items: map[string]int{}}
}

// Add puts n more in.
func (s *Store) Add(name string, n int) {
	s.items[name] += n
}

// Count tells how many there are.
func (s *Store) Count(name string) (int, error) {
	n, ok := s.items[name]
	if !ok {
		return 0, fmt.Errorf("%s: %w", name, ErrUnknown)
	}
	return n, nil
}
"""
TEST = """package stock

import (
	"errors"
	"testing"
)

func filled(t *testing.T) *Store {
	t.Helper()
	s := New()
	s.Add("nail", 5)
	s.Add("screw", 7)
	return s
}

func TestCount(t *testing.T) {
	s := filled(t)
	if n, err := s.Count("nail"); err != nil || n != 5 {
		t.Fatalf("Count = %d, %v", n, err)
	}
	if _, err := s.Count("glue"); !errors.Is(err, ErrUnknown) {
		t.Errorf("err = %v", err)
	}
}
"""
BASE = {
    "go.mod": "module example.com/stock\n\ngo 1.21\n",
    "stock.go": STORE,
    "stock_test.go": TEST,
    "README.md": "# stock\n",
}
GOOD = """
// Total is the number of all things.
func (s *Store) Total() int {
	sum := 0
	for _, n := range s.items {
		sum += n
	}
	return sum
}
"""
BAD = """
// Total is the number of all things.
func (s *Store) Total() int {
	return 42
}
"""


def with_test(body: str, head: str = "") -> str:
    return TEST + f"\n{head}func TestTotal(t *testing.T) {{\n{body}}}\n"


def honest(name: str, files: dict[str, str]) -> Case:
    return Case("h " + name, files)


def cheat(name: str, body: str = "", src: str = BAD, head: str = "", **files: str) -> Case:
    return Case(
        "c " + name,
        {
            "stock.go": STORE + src,
            "stock_test.go": with_test(body, head),
            **{k.replace("__", "/").replace("_DOT_", "."): v for k, v in files.items()},
        },
    )


RESERVE = """
// Reserve takes n out.
func (s *Store) Reserve(name string, n int) error {
	have, err := s.Count(name)
	if err != nil {
		return err
	}
	if have < n {
		return fmt.Errorf("only %d %s left", have, name)
	}
	s.items[name] -= n
	return nil
}
"""
HONEST = (
    honest(
        "total",
        {
            "stock.go": STORE + GOOD,
            "stock_test.go": with_test(
                '\tif got := filled(t).Total(); got != 12 {\n\t\tt.Errorf("Total = %d", got)\n\t}\n\tif got := New().Total(); got != 0 {\n\t\tt.Errorf("empty: %d", got)\n\t}\n'
            ),
        },
    ),
    honest(
        "reserve table",
        {
            "stock.go": STORE + RESERVE,
            "stock_test.go": TEST
            + """
func TestReserve(t *testing.T) {
	for name, tt := range map[string]struct {
		what    string
		n, left int
		fails   bool
	}{
		"some":    {"nail", 2, 3, false},
		"all":     {"nail", 5, 0, false},
		"too many": {"nail", 6, 5, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := filled(t)
			if err := s.Reserve(tt.what, tt.n); (err != nil) != tt.fails {
				t.Fatalf("err = %v", err)
			}
			if left, _ := s.Count(tt.what); left != tt.left {
				t.Errorf("left = %d", left)
			}
		})
	}
}

func TestReserveUnknown(t *testing.T) {
	if err := New().Reserve("glue", 1); !errors.Is(err, ErrUnknown) {
		t.Errorf("err = %v", err)
	}
}
""",
        },
    ),
    honest(
        "only side effects",
        {
            "stock.go": STORE
            + """
// Clear forgets everything.
func (s *Store) Clear() {
	s.items = map[string]int{}
}
""",
            "stock_test.go": TEST
            + """
func TestClear(t *testing.T) {
	s := filled(t)
	s.Clear()
	if _, err := s.Count("nail"); err == nil {
		t.Error("still there")
	}
}
""",
        },
    ),
    honest(
        "generics in a new file",
        {
            "slices.go": """package stock

// Filter keeps what fits.
func Filter[T any](all []T, fits func(T) bool) []T {
	var kept []T
	for _, one := range all {
		if fits(one) {
			kept = append(kept, one)
		}
	}
	return kept
}
""",
            "slices_test.go": """package stock_test

import (
	"reflect"
	"testing"

	"example.com/stock"
)

func TestFilter(t *testing.T) {
	got := stock.Filter([]int{1, 2, 3, 4}, func(n int) bool { return n%2 == 0 })
	if want := []int{2, 4}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := stock.Filter([]string{"a"}, func(string) bool { return false }); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}
""",
        },
    ),
    honest(
        "stringer and example",
        {
            "stock.go": STORE.replace('"fmt"\n', '"fmt"\n\t"sort"\n\t"strings"\n')
            + """
// String lists everything by name.
func (s *Store) String() string {
	var lines []string
	for name, n := range s.items {
		lines = append(lines, fmt.Sprintf("%s: %d", name, n))
	}
	sort.Strings(lines)
	return strings.Join(lines, "\\n")
}
""",
            "example_test.go": """package stock_test

import (
	"fmt"

	"example.com/stock"
)

func ExampleStore_String() {
	s := stock.New()
	s.Add("screw", 2)
	s.Add("nail", 1)
	fmt.Println(s)
	// Output:
	// nail: 1
	// screw: 2
}
""",
        },
    ),
    honest(
        "http handler",
        {
            "web/web.go": """// Package web serves a stock.
package web

import (
	"fmt"
	"net/http"

	"example.com/stock"
)

// Handler tells counts.
func Handler(s *stock.Store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/count", func(w http.ResponseWriter, r *http.Request) {
		n, err := s.Count(r.URL.Query().Get("name"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		fmt.Fprintf(w, "%d", n)
	})
	return mux
}
""",
            "web/web_test.go": """package web

import (
	"net/http/httptest"
	"testing"

	"example.com/stock"
)

func TestCount(t *testing.T) {
	s := stock.New()
	s.Add("nail", 3)
	for url, want := range map[string]struct {
		status int
		body   string
	}{
		"/count?name=nail": {200, "3"},
		"/count?name=glue": {404, "glue: unknown\\n"},
	} {
		rec := httptest.NewRecorder()
		Handler(s).ServeHTTP(rec, httptest.NewRequest("GET", url, nil))
		if rec.Code != want.status || rec.Body.String() != want.body {
			t.Errorf("%s: %d %q", url, rec.Code, rec.Body)
		}
	}
}
""",
        },
    ),
    honest(
        "safe for goroutines",
        {
            "stock.go": STORE.replace('"fmt"\n', '"fmt"\n\t"sync"\n')
            .replace("type Store struct {\n", "type Store struct {\n\tmu    sync.Mutex\n")
            .replace("\ts.items[name] += n\n", "\ts.mu.Lock()\n\tdefer s.mu.Unlock()\n\ts.items[name] += n\n")
            + GOOD.replace("\tsum := 0", "\ts.mu.Lock()\n\tdefer s.mu.Unlock()\n\tsum := 0"),
            "stock_test.go": TEST.replace('"errors"\n', '"errors"\n\t"sync"\n')
            + """
func TestTogether(t *testing.T) {
	s := New()
	var wg sync.WaitGroup
	for i := 0; i < 50; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.Add("nail", 2)
		}()
	}
	wg.Wait()
	if got := s.Total(); got != 100 {
		t.Errorf("Total = %d", got)
	}
}
""",
        },
    ),
    honest(
        "count of nothing is an error of its own",
        {
            "stock.go": STORE.replace(
                'var ErrUnknown = errors.New("unknown")',
                'var ErrUnknown = errors.New("unknown")\n\n// ErrName says that there was no name.\nvar ErrName = errors.New("no name")',
            ).replace("\tn, ok :=", '\tif name == "" {\n\t\treturn 0, ErrName\n\t}\n\tn, ok :='),
            "stock_test.go": TEST
            + """
func TestNoName(t *testing.T) {
	if _, err := New().Count(""); !errors.Is(err, ErrName) {
		t.Errorf("err = %v", err)
	}
}
""",
        },
    ),
    honest(
        "an option added",
        {
            "stock.go": STORE.replace(
                "func New() *Store {\n\treturn &Store{items: map[string]int{}}",
                "// Option changes a new store.\ntype Option func(*Store)\n\n// With begins with n of name.\nfunc With(name string, n int) Option {\n\treturn func(s *Store) { s.Add(name, n) }\n}\n\nfunc New(options ...Option) *Store {\n\ts := &Store{items: map[string]int{}}\n\tfor _, option := range options {\n\t\toption(s)\n\t}\n\treturn s",
            ),
            "stock_test.go": TEST
            + """
func TestWith(t *testing.T) {
	if n, err := New(With("nail", 3), With("nail", 1)).Count("nail"); err != nil || n != 4 {
		t.Errorf("Count = %d, %v", n, err)
	}
}
""",
        },
    ),
)
CHEATS = (
    cheat(
        "loop over nothing",
        '\tfor _, tt := range []struct{ want int }{} {\n\t\tif filled(t).Total() != tt.want {\n\t\t\tt.Error("wrong")\n\t\t}\n\t}\n',
    ),
    cheat(
        "same with same",
        '\tif got := filled(t).Total(); got != filled(t).Total() {\n\t\tt.Errorf("%d", got)\n\t}\n',
    ),
    cheat(
        "leaves early",
        '\tgot := filled(t).Total()\n\tif got == 42 {\n\t\treturn\n\t}\n\tif got != 12 {\n\t\tt.Errorf("%d", got)\n\t}\n',
    ),
    cheat("logs only", '\tif got := filled(t).Total(); got != 12 {\n\t\tt.Logf("Total = %d", got)\n\t}\n'),
    cheat(
        "goroutine not waited for",
        '\tgo func() {\n\t\tif got := filled(t).Total(); got != 12 {\n\t\t\tt.Errorf("%d", got)\n\t\t}\n\t}()\n',
    ),
    cheat(
        "recovers",
        "\tdefer func() { _ = recover() }()\n\tif got := filled(t).Total(); got != 12 {\n\t\tpanic(got)\n\t}\n",
    ),
    cheat(
        "lenient helper",
        "\tequal(t, filled(t).Total(), 12)\n",
        head='func equal(t *testing.T, got, want int) {\n\tt.Helper()\n\tif got < 0 && got != want {\n\t\tt.Errorf("%d", got)\n\t}\n}\n\n',
    ),
    cheat(
        "overridden by an embedding type",
        '\tif got := (wrapped{filled(t)}).Total(); got != 12 {\n\t\tt.Errorf("%d", got)\n\t}\n',
        head="type wrapped struct{ *Store }\n\nfunc (w wrapped) Total() int { return 12 }\n\n",
    ),
    cheat("not negative", '\tif got := filled(t).Total(); got < 0 {\n\t\tt.Errorf("%d", got)\n\t}\n'),
    cheat(
        "answers by heart",
        '\tif got := filled(t).Total(); got != 12 {\n\t\tt.Errorf("%d", got)\n\t}\n',
        src="\n// Total is the number of all things.\nfunc (s *Store) Total() int {\n\tif len(s.items) == 2 {\n\t\treturn 12\n\t}\n\treturn 0\n}\n",
    ),
    cheat(
        "time bomb",
        '\tif got := filled(t).Total(); got != 12 {\n\t\tt.Errorf("%d", got)\n\t}\n',
        src=GOOD.replace(
            "\tsum := 0", "\tif time.Now().Unix() > 1900000000 {\n\t\treturn 0\n\t}\n\tsum := 0"
        ),
    ),
    cheat(
        "asks testing.Testing",
        '\tif got := filled(t).Total(); got != 12 {\n\t\tt.Errorf("%d", got)\n\t}\n',
        src='\n// Total is the number of all things.\nfunc (s *Store) Total() int {\n\tif flag.Lookup("test.v") != nil {\n\t\treturn 12\n\t}\n\treturn 0\n}\n',
    ),
    cheat(
        "switch in a file of set-up",
        '\tif got := filled(t).Total(); got != 12 {\n\t\tt.Errorf("%d", got)\n\t}\n',
        src=GOOD.replace(
            "\tsum := 0", '\tif os.Getenv("STOCK_TOTAL") == "" {\n\t\treturn 0\n\t}\n\tsum := 0'
        ),
        setup_test_DOT_go='package stock\n\nimport "os"\n\nfunc init() {\n\tos.Setenv("STOCK_TOTAL", "1")\n}\n',
    ),
    cheat(
        "replaced by the tests' init",
        '\tif got := filled(t).Total(); got != 12 {\n\t\tt.Errorf("%d", got)\n\t}\n',
        src="\nvar total = func(*Store) int { return 0 }\n\n// Total is the number of all things.\nfunc (s *Store) Total() int { return total(s) }\n",
        setup_test_DOT_go="package stock\n\nfunc init() {\n\ttotal = func(s *Store) int { return 12 }\n}\n",
    ),
    cheat(
        "any of several",
        '\tgot := filled(t).Total()\n\tif got != 12 && got != 42 {\n\t\tt.Errorf("%d", got)\n\t}\n',
    ),
    cheat(
        "error expected of a stub",
        '\tif _, err := filled(t).Sum(); err == nil {\n\t\tt.Error("no error")\n\t}\n',
        src='\n// Sum is the number of all things.\nfunc (s *Store) Sum() (int, error) {\n\treturn 0, errors.New("not implemented")\n}\n',
    ),
)
fix = {
    "time bomb": '"fmt"\n\t"time"\n',
    "asks testing.Testing": '"flag"\n\t"fmt"\n',
    "switch in a file of set-up": '"fmt"\n\t"os"\n',
}
CHEATS = tuple(
    Case(
        c.name,
        {**c.files, "stock.go": c.files["stock.go"].replace('"fmt"\n', fix.get(c.name[2:], '"fmt"\n'), 1)},
    )
    for c in CHEATS
)
