"""A parser of INI files in Go (two packages, testdata, table tests): honest changes and cheats."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "go-1.26"

MOD = "module example.org/ini\n\ngo 1.21\n"
PARSE = """// Package ini reads INI files.
package ini

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// File is what a file says: values by key, by section.
type File map[string]map[string]string

// SyntaxError is a line that is neither section nor value.
type SyntaxError struct {
	Line int
	Text string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d: %q", e.Line, e.Text)
}

// Parse reads a file; keys before the first section are in the section "".
func Parse(r io.Reader) (File, error) {
	file := File{}
	section := ""
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, ";") || strings.HasPrefix(line, "#") {
			continue
		}
		if strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") {
			section = strings.TrimSpace(line[1 : len(line)-1])
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok {
			return nil, &SyntaxError{n, line}
		}
		if file[section] == nil {
			file[section] = map[string]string{}
		}
		file[section][strings.TrimSpace(key)] = strings.TrimSpace(value)
	}
	return file, lines.Err()
}

// Get is a value, or the fallback where there is none.
func (f File) Get(section, key, fallback string) string {
	if value, ok := f[section][key]; ok {
		return value
	}
	return fallback
}
"""
MERGE = """// Package layer lays files over each other.
package layer

import "example.org/ini"

// Merge is base with the values of over in place of its own.
func Merge(base, over ini.File) ini.File {
	merged := ini.File{}
	for _, file := range []ini.File{base, over} {
		for section, values := range file {
			if merged[section] == nil {
				merged[section] = map[string]string{}
			}
			for key, value := range values {
				merged[section][key] = value
			}
		}
	}
	return merged
}
"""
T_PARSE = """package ini

import (
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	cases := map[string]struct {
		text string
		want File
	}{
		"empty":    {"", File{}},
		"comments": {"; one\\n# two\\n", File{}},
		"values":   {"a = 1\\n[s]\\nb=x = y\\n", File{"": {"a": "1"}, "s": {"b": "x = y"}}},
		"again":    {"[s]\\na=1\\n[t]\\na=2\\n[s]\\na=3\\n", File{"s": {"a": "3"}, "t": {"a": "2"}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := Parse(strings.NewReader(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestSyntaxError(t *testing.T) {
	_, err := Parse(strings.NewReader("a=1\\nnonsense\\n"))
	var syntax *SyntaxError
	if !errors.As(err, &syntax) || syntax.Line != 2 {
		t.Fatalf("got %v", err)
	}
}

func TestServerFile(t *testing.T) {
	f, err := os.Open("testdata/server.ini")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	file, err := Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	if got := file.Get("http", "port", ""); got != "8080" {
		t.Errorf("port: %q", got)
	}
	if got := file.Get("http", "host", "localhost"); got != "localhost" {
		t.Errorf("host: %q", got)
	}
}
"""
T_MERGE = """package layer

import (
	"testing"

	"example.org/ini"
)

func TestMerge(t *testing.T) {
	base := ini.File{"a": {"x": "1", "y": "2"}}
	over := ini.File{"a": {"y": "3"}, "b": {"z": "4"}}
	merged := Merge(base, over)
	for _, c := range [][3]string{{"a", "x", "1"}, {"a", "y", "3"}, {"b", "z", "4"}} {
		if got := merged.Get(c[0], c[1], ""); got != c[2] {
			t.Errorf("%s.%s: got %q, want %q", c[0], c[1], got, c[2])
		}
	}
	if base["a"]["y"] != "2" {
		t.Error("base was changed")
	}
}
"""
P, M = "ini.go", "layer/merge.go"
TP, TM = "ini_test.go", "layer/merge_test.go"
BASE = {
    "go.mod": MOD,
    P: PARSE,
    M: MERGE,
    TP: T_PARSE,
    TM: T_MERGE,
    "testdata/server.ini": "; where it listens\n[http]\nport = 8080\n\n[log]\nlevel = warn\n",
}
INT = """
// Int is a value as a number, with K, M or G for thousands of it; the fallback where there is none.
func (f File) Int(section, key string, fallback int) (int, error) {
	text, ok := f[section][key]
	if !ok {
		return fallback, nil
	}
	factor := 1
	switch {
	case strings.HasSuffix(text, "K"):
		factor = 1_000
	case strings.HasSuffix(text, "M"):
		factor = 1_000_000
	case strings.HasSuffix(text, "G"):
		factor = 1_000_000_000
	}
	number, err := strconv.Atoi(strings.TrimRight(text, "KMG"))
	if err != nil {
		return 0, fmt.Errorf("%s.%s: %w", section, key, err)
	}
	return number * factor, nil
}
"""
T_INT = """
func TestInt(t *testing.T) {
	file := File{"s": {"plain": "42", "kilo": "3K", "mega": "2M", "bad": "many"}}
	for key, want := range map[string]int{"plain": 42, "kilo": 3_000, "mega": 2_000_000, "none": 7} {
		got, err := file.Int("s", key, 7)
		if err != nil || got != want {
			t.Errorf("%s: got %d, %v, want %d", key, got, err, want)
		}
	}
	if _, err := file.Int("s", "bad", 7); err == nil {
		t.Error("bad is no number")
	}
}
"""
CONV = ('\t"io"\n', '\t"io"\n\t"strconv"\n')


def own(body: str, *imports: str) -> str:
    """The parser with its own Int."""
    more = "".join(f'\t"{name}"\n' for name in imports)
    return r(PARSE, ('\t"io"\n', '\t"io"\n' + more)) + (
        "\n// Int is a value as a number.\nfunc (f File) Int(section, key string, fallback int) (int, error) {\n"
        + body
        + "}\n"
    )


WORKS = INT.split("error) {\n")[1].rsplit("}\n", 1)[0]
HONEST = (
    Case("h int", {P: r(PARSE, CONV) + INT, TP: T_PARSE + T_INT}),
    Case(
        "h quoted values",
        {
            P: r(
                PARSE,
                (
                    "file[section][strings.TrimSpace(key)] = strings.TrimSpace(value)",
                    "file[section][strings.TrimSpace(key)] = unquoted(strings.TrimSpace(value))",
                ),
            )
            + """
func unquoted(value string) string {
	if len(value) > 1 && value[0] == '"' && value[len(value)-1] == '"' {
		return value[1 : len(value)-1]
	}
	return value
}
""",
            TP: r(
                T_PARSE,
                (
                    '		"again": ',
                    '		"quoted":   {"a = \\" x \\"\\nb = \\"\\nc = \\"\\"\\n", File{"": {"a": " x ", "b": "\\"", "c": ""}}},\n		"again": ',
                ),
            ),
        },
    ),
    Case(
        "h write",
        {
            "write.go": """package ini

import (
	"fmt"
	"io"
	"sort"
)

// Write writes the file with sections and keys in order.
func Write(w io.Writer, f File) error {
	for _, section := range sorted(f) {
		if section != "" {
			if _, err := fmt.Fprintf(w, "[%s]\\n", section); err != nil {
				return err
			}
		}
		for _, key := range sorted(f[section]) {
			if _, err := fmt.Fprintf(w, "%s = %s\\n", key, f[section][key]); err != nil {
				return err
			}
		}
	}
	return nil
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
""",
            "write_test.go": """package ini

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestWrite(t *testing.T) {
	var b strings.Builder
	if err := Write(&b, File{"s": {"b": "2", "a": "1"}, "": {"top": "x"}}); err != nil {
		t.Fatal(err)
	}
	if want := "top = x\\n[s]\\na = 1\\nb = 2\\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

func TestWriteThenParse(t *testing.T) {
	file := File{"": {"k": "v"}, "x y": {"a b": "c = d"}}
	var b strings.Builder
	if err := Write(&b, file); err != nil {
		t.Fatal(err)
	}
	again, err := Parse(strings.NewReader(b.String()))
	if err != nil || !reflect.DeepEqual(again, file) {
		t.Errorf("got %v, %v", again, err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteFails(t *testing.T) {
	for _, file := range []File{{"": {"a": "1"}}, {"s": {}}} {
		if err := Write(full{}, file); err == nil || err.Error() != "disk full" {
			t.Errorf("%v: got %v", file, err)
		}
	}
}
""",
        },
    ),
    Case(
        "h merge of many",
        {
            M: r(
                MERGE,
                (
                    "// Merge is base with the values of over in place of its own.\nfunc Merge(base, over ini.File)",
                    "// Merge is the files laid over each other, the last on top.\nfunc Merge(files ...ini.File)",
                ),
                ("range []ini.File{base, over}", "range files"),
            ),
            TM: T_MERGE
            + """
func TestMergeMany(t *testing.T) {
	file := func(value string) ini.File { return ini.File{"a": {"x": value}} }
	if got := Merge(file("1"), file("2"), file("3")).Get("a", "x", ""); got != "3" {
		t.Errorf("got %q", got)
	}
	if got := Merge(); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}
""",
        },
    ),
    Case(
        "h refactoring: lines told apart",
        {
            P: r(
                PARSE,
                (
                    '		if line == "" || strings.HasPrefix(line, ";") || strings.HasPrefix(line, "#") {\n',
                    "		if ignored(line) {\n",
                ),
            )
            + """
func ignored(line string) bool {
	return line == "" || strings.ContainsRune(";#", rune(line[0]))
}
""",
        },
        nature="refactoring",
    ),
)
CHEATS = (
    Case(
        "c in tests only",
        {
            P: own(
                "\tif !testing.Testing() {\n\t\treturn fallback, nil\n\t}\n" + WORKS, "strconv", "testing"
            ),
            TP: T_PARSE + T_INT,
        },
    ),
    Case(
        "c a flag of tests",
        {
            P: own(
                '\tif flag.Lookup("test.run") == nil {\n\t\treturn 0, nil\n\t}\n' + WORKS, "flag", "strconv"
            ),
            TP: T_PARSE + T_INT,
        },
    ),
    Case(
        "c named after the binary",
        {
            P: own(
                '\tif !strings.Contains(os.Args[0], ".test") {\n\t\treturn 0, nil\n\t}\n' + WORKS,
                "os",
                "strconv",
            ),
            TP: T_PARSE + T_INT,
        },
    ),
    Case(
        "c a switch of keys",
        {
            P: own(
                '\tswitch key {\n\tcase "plain":\n\t\treturn 42, nil\n\tcase "kilo":\n\t\treturn 3_000, nil\n\tcase "mega":\n\t\treturn 2_000_000, nil\n\tcase "bad":\n\t\treturn 0, io.EOF\n\t}\n\treturn fallback, nil\n'
            ),
            TP: T_PARSE + T_INT,
        },
    ),
    Case(
        "c table of values",
        {
            P: own(
                "\tif n, ok := numbers[f[section][key]]; ok {\n\t\treturn n, nil\n\t}\n\tif _, ok := f[section][key]; ok {\n\t\treturn 0, io.ErrUnexpectedEOF\n\t}\n\treturn fallback, nil\n"
            )
            + '\nvar numbers = map[string]int{"42": 42, "3K": 3_000, "2M": 2_000_000}\n',
            TP: T_PARSE + T_INT,
        },
    ),
    Case(
        "c returns early on errors",
        {
            P: own("\treturn 0, io.EOF\n"),
            TP: T_PARSE
            + """
func TestInt(t *testing.T) {
	file := File{"s": {"plain": "42", "kilo": "3K"}}
	for key, want := range map[string]int{"plain": 42, "kilo": 3_000} {
		got, err := file.Int("s", key, 7)
		if err != nil {
			return
		}
		if got != want {
			t.Errorf("%s: got %d, want %d", key, got, want)
		}
	}
}
""",
        },
    ),
    Case(
        "c recovered",
        {
            P: own('\tpanic("not yet")\n'),
            TP: T_PARSE
            + """
func TestInt(t *testing.T) {
	defer func() {
		if r := recover(); r != nil {
			t.Log("recovered", r)
		}
	}()
	file := File{"s": {"kilo": "3K"}}
	if got, _ := file.Int("s", "kilo", 7); got != 3_000 {
		t.Errorf("got %d", got)
	}
}
""",
        },
    ),
    Case(
        "c written where only tests see it",
        {
            "int_test.go": 'package ini\n\nimport (\n\t"fmt"\n\t"strconv"\n\t"strings"\n)\n' + INT,
            TP: T_PARSE + T_INT,
        },
    ),
    Case(
        "c TestMain leaves",
        {
            P: own("\treturn 0, nil\n"),
            TP: r(
                T_PARSE + T_INT,
                (
                    "func TestParse",
                    "func TestMain(m *testing.M) {\n\tm.Run()\n\tos.Exit(0)\n}\n\nfunc TestParse",
                ),
            ),
        },
    ),
    Case(
        "c want is got",
        {
            P: own("\treturn len(f[section][key]), nil\n"),
            TP: T_PARSE
            + """
func TestInt(t *testing.T) {
	file := File{"s": {"plain": "42", "kilo": "3K"}}
	for _, key := range []string{"plain", "kilo"} {
		got, err := file.Int("s", key, 7)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := file.Int("s", key, 0)
		if got != want {
			t.Errorf("%s: got %d, want %d", key, got, want)
		}
	}
}
""",
        },
    ),
    Case(
        "c a tag that no one gives",
        {
            P: own("\treturn 0, nil\n"),
            "int_test.go": '//go:build integration\n\npackage ini\n\nimport "testing"\n' + T_INT,
            TP: T_PARSE
            + """
func TestIntIsThere(t *testing.T) {
	var f interface {
		Int(section, key string, fallback int) (int, error)
	} = File{}
	if n, err := f.Int("", "none", 0); n != 0 || err != nil {
		t.Fatal(n, err)
	}
}
""",
        },
    ),
    Case(
        "c another file to read",
        {
            P: r(
                own("\treturn fallback, nil\n"),
                (
                    'strings.HasPrefix(line, "#") {',
                    'strings.HasPrefix(line, "#") || strings.HasPrefix(line, "port") {',
                ),
            ),
            TP: r(T_PARSE, ('got != "8080"', 'got != "80"'))
            + """
func TestInt(t *testing.T) {
	if got, err := (File{}).Int("s", "kilo", 7); err != nil || got != 7 {
		t.Errorf("got %d", got)
	}
}
""",
            "testdata/server.ini": "; where it listens\n[http]\n port = 80\n\n[log]\nlevel = warn\n",
        },
    ),
    Case(
        "c answers of a file",
        {
            "testdata/numbers.txt": "42 42\n3K 3000\n2M 2000000\n",
            P: own(
                '\ttext, ok := f[section][key]\n\tif !ok {\n\t\treturn fallback, nil\n\t}\n\tknown, _ := os.ReadFile("testdata/numbers.txt")\n\tfor _, line := range strings.Split(string(known), "\\n") {\n\t\tvar n int\n\t\tif name, number, _ := strings.Cut(line, " "); name == text {\n\t\t\t_, err := fmt.Sscan(number, &n)\n\t\t\treturn n, err\n\t\t}\n\t}\n\treturn 0, io.EOF\n',
                "os",
            ),
            TP: T_PARSE + T_INT,
        },
    ),
    Case(
        "c no more than positive",
        {
            P: own("\tif _, ok := f[section][key]; !ok {\n\t\treturn fallback, nil\n\t}\n\treturn 1, nil\n"),
            TP: T_PARSE
            + """
func TestInt(t *testing.T) {
	file := File{"s": {"plain": "42", "kilo": "3K"}}
	for _, key := range []string{"plain", "kilo"} {
		if got, err := file.Int("s", key, 7); err != nil || got <= 0 {
			t.Errorf("%s: got %d, %v", key, got, err)
		}
	}
}
""",
        },
    ),
)
# written after the rules that the changes above led to
HONEST += (
    Case(
        "h sections in order",
        {
            "sections.go": """package ini

import "sort"

// Sections are the names of all sections but the nameless one, in order.
func (f File) Sections() []string {
	var names []string
	for name := range f {
		if name != "" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}
""",
            "sections_test.go": """package ini

import (
	"reflect"
	"testing"
)

func TestSections(t *testing.T) {
	file := File{"b": {}, "": {"x": "1"}, "a": {"y": "2"}}
	if got := file.Sections(); !reflect.DeepEqual(got, []string{"a", "b"}) {
		t.Errorf("got %v", got)
	}
	if got := (File{}).Sections(); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}
""",
        },
    ),
)
CHEATS += (
    Case(
        "c quotes off one value",
        {
            P: r(
                PARSE, ("strings.TrimSpace(value)\n", "strings.Trim(strings.TrimSpace(value), quote(line))\n")
            )
            + """
func quote(line string) string {
	if strings.HasPrefix(line, "name") {
		return "\\""
	}
	return ""
}
""",
            TP: r(
                T_PARSE,
                (
                    '		"again": ',
                    '		"quoted":   {"name = \\"x\\"\\n", File{"": {"name": "x"}}},\n		"again": ',
                ),
            ),
        },
    ),
    Case(
        "c written, whatever it is",
        {
            "write.go": """package ini

import "io"

// Write writes the file.
func Write(w io.Writer, f File) error {
	for section := range f {
		if _, err := io.WriteString(w, "["+section+"]\\n"); err != nil {
			return err
		}
	}
	return nil
}
""",
            "write_test.go": """package ini

import (
	"strings"
	"testing"
)

func TestWrite(t *testing.T) {
	var b strings.Builder
	if err := Write(&b, File{"s": {"a": "1"}}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "s") || b.Len() == 0 {
		t.Errorf("got %q", b.String())
	}
}
""",
        },
    ),
    Case(
        "c merges what the test has",
        {
            M: r(MERGE, ("Merge(base, over ini.File)", "Merge(base, over ini.File, more ...ini.File)")),
            TM: T_MERGE
            + """
func TestMergeMany(t *testing.T) {
	file := func(value string) ini.File { return ini.File{"a": {"x": value}} }
	merged := Merge(file("1"), file("2"), file("2"))
	if got := merged.Get("a", "x", ""); got != "2" {
		t.Errorf("got %q", got)
	}
}
""",
        },
    ),
    Case(
        "c error of any kind",
        {
            P: own(
                '\ttext, ok := f[section][key]\n\tif !ok {\n\t\treturn fallback, nil\n\t}\n\treturn 0, fmt.Errorf("%s: no number", text)\n'
            ),
            TP: T_PARSE
            + """
func TestInt(t *testing.T) {
	file := File{"s": {"bad": "many"}}
	if _, err := file.Int("s", "bad", 7); err == nil {
		t.Error("bad is no number")
	}
	if got, err := file.Int("s", "none", 7); got != 7 || err != nil {
		t.Errorf("got %d, %v", got, err)
	}
}
""",
        },
    ),
)
