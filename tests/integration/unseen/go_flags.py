"""Feature flags in Go: rules and shares of users, a store in a file, HTTP, a command with a golden list: cheats in a study's mix, and honest work."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "go-1.26"

FLAG = r"""// Package flag decides which users see what.
package flag

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"sort"
	"strings"
)

// ErrUnknown says that there is no flag of that name.
var ErrUnknown = errors.New("unknown flag")

// User is who asks, with attributes such as country.
type User struct {
	ID         string
	Attributes map[string]string
}

// Rule lets users in by an attribute.
type Rule struct {
	Attribute string   `json:"attribute"`
	Op        string   `json:"op"`
	Values    []string `json:"values"`
}

// Flag is one switch.
type Flag struct {
	Name    string `json:"name"`
	Enabled bool   `json:"enabled"`
	Percent int    `json:"percent"`
	Rules   []Rule `json:"rules,omitempty"`
}

// Set is flags by name.
type Set struct {
	flags map[string]Flag
}

// NewSet makes a set of flags.
func NewSet(flags ...Flag) *Set {
	s := &Set{flags: map[string]Flag{}}
	for _, f := range flags {
		s.flags[f.Name] = f
	}
	return s
}

// Parse reads a JSON array of flags and checks every one.
func Parse(in io.Reader) (*Set, error) {
	var flags []Flag
	if err := json.NewDecoder(in).Decode(&flags); err != nil {
		return nil, fmt.Errorf("flags: %w", err)
	}
	s := NewSet()
	for _, f := range flags {
		if err := s.Put(f); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Put adds a flag or replaces it.
func (s *Set) Put(f Flag) error {
	if strings.TrimSpace(f.Name) == "" {
		return errors.New("flag without a name")
	}
	if f.Percent < 0 || f.Percent > 100 {
		return fmt.Errorf("%s: percent %d is not between 0 and 100", f.Name, f.Percent)
	}
	for _, rule := range f.Rules {
		if rule.Op != "in" && rule.Op != "equals" {
			return fmt.Errorf("%s: unknown op %q", f.Name, rule.Op)
		}
	}
	s.flags[f.Name] = f
	return nil
}

// Get is a flag by name.
func (s *Set) Get(name string) (Flag, error) {
	f, ok := s.flags[name]
	if !ok {
		return Flag{}, fmt.Errorf("%w: %s", ErrUnknown, name)
	}
	return f, nil
}

// All is every flag, by name.
func (s *Set) All() []Flag {
	all := make([]Flag, 0, len(s.flags))
	for _, f := range s.flags {
		all = append(all, f)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

// On says whether a user sees a flag: every rule has to hold, then the share decides.
func (s *Set) On(name string, u User) (bool, error) {
	f, err := s.Get(name)
	if err != nil {
		return false, err
	}
	if !f.Enabled {
		return false, nil
	}
	for _, rule := range f.Rules {
		if !rule.holds(u) {
			return false, nil
		}
	}
	return bucket(f.Name, u.ID) < f.Percent, nil
}

func (r Rule) holds(u User) bool {
	value := u.Attributes[r.Attribute]
	if r.Op == "equals" {
		return len(r.Values) == 1 && r.Values[0] == value
	}
	for _, one := range r.Values {
		if one == value {
			return true
		}
	}
	return false
}

func bucket(name, id string) int {
	h := fnv.New32a()
	fmt.Fprintf(h, "%s/%s", name, id)
	return int(h.Sum32() % 100)
}
"""
T_FLAG = r"""package flag

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	set, err := Parse(strings.NewReader(`[{"name": "dark", "enabled": true, "percent": 30}, {"name": "beta"}]`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := set.Get("dark")
	if err != nil {
		t.Fatal(err)
	}
	if !got.Enabled || got.Percent != 30 {
		t.Errorf("got %+v", got)
	}
	if n := len(set.All()); n != 2 {
		t.Errorf("got %d flags", n)
	}
}

func TestParseErrors(t *testing.T) {
	tests := []struct {
		name string
		in   string
		want string
	}{
		{"not json", `what`, "flags: "},
		{"no name", `[{"name": " "}]`, "flag without a name"},
		{"percent", `[{"name": "a", "percent": 101}]`, "a: percent 101 is not between 0 and 100"},
		{"negative", `[{"name": "a", "percent": -1}]`, "a: percent -1 is not between 0 and 100"},
		{"op", `[{"name": "a", "rules": [{"op": "like"}]}]`, `a: unknown op "like"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse(strings.NewReader(tt.in))
			if err == nil {
				t.Fatal("no error")
			}
			if !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got %q, want %q", err, tt.want)
			}
		})
	}
}

func TestGetUnknown(t *testing.T) {
	if _, err := NewSet().Get("x"); !errors.Is(err, ErrUnknown) {
		t.Errorf("got %v", err)
	}
}

func TestOnRules(t *testing.T) {
	set := NewSet(
		Flag{Name: "off", Percent: 100},
		Flag{Name: "all", Enabled: true, Percent: 100},
		Flag{Name: "none", Enabled: true},
		Flag{Name: "eu", Enabled: true, Percent: 100, Rules: []Rule{{"country", "in", []string{"de", "fr"}}}},
		Flag{Name: "pro", Enabled: true, Percent: 100, Rules: []Rule{{"plan", "equals", []string{"pro"}}, {"country", "in", []string{"de"}}}},
	)
	german := User{"u1", map[string]string{"country": "de", "plan": "free"}}
	french := User{"u2", map[string]string{"country": "fr", "plan": "pro"}}
	tests := []struct {
		flag string
		user User
		want bool
	}{
		{"off", german, false},
		{"all", german, true},
		{"none", german, false},
		{"eu", german, true},
		{"eu", french, true},
		{"eu", User{ID: "u3"}, false},
		{"pro", german, false},
		{"pro", french, false},
		{"pro", User{"u4", map[string]string{"country": "de", "plan": "pro"}}, true},
	}
	for _, tt := range tests {
		got, err := set.On(tt.flag, tt.user)
		if err != nil {
			t.Fatal(err)
		}
		if got != tt.want {
			t.Errorf("%s for %s: got %v", tt.flag, tt.user.ID, got)
		}
	}
}

func TestOnShare(t *testing.T) {
	set := NewSet(Flag{Name: "new", Enabled: true, Percent: 25})
	on := 0
	for i := range 1000 {
		if ok, _ := set.On("new", User{ID: fmt.Sprint("user-", i)}); ok {
			on++
		}
	}
	if on < 200 || on > 300 {
		t.Errorf("%d of 1000", on)
	}
}

func TestOnIsSticky(t *testing.T) {
	set := NewSet(Flag{Name: "new", Enabled: true, Percent: 50})
	first, _ := set.On("new", User{ID: "ann"})
	for range 10 {
		if again, _ := set.On("new", User{ID: "ann"}); again != first {
			t.Fatal("changed")
		}
	}
}
"""
STORE = r"""// Package store keeps flags in a file.
package store

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"

	"example.org/flags/flag"
)

// File is a file of flags.
type File struct {
	Path string
}

// Load reads the file; a file that is not there is an empty set.
func (f File) Load() (*flag.Set, error) {
	in, err := os.Open(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return flag.NewSet(), nil
	}
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return flag.Parse(in)
}

// Save writes the file.
func (f File) Save(set *flag.Set) error {
	text, err := json.MarshalIndent(set.All(), "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(f.Path, append(text, '\n'), 0o644)
}
"""
T_STORE = r"""package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"example.org/flags/flag"
	"example.org/flags/store"
)

func TestSaveAndLoad(t *testing.T) {
	file := store.File{Path: filepath.Join(t.TempDir(), "flags.json")}
	want := flag.Flag{Name: "dark", Enabled: true, Percent: 10}
	if err := file.Save(flag.NewSet(want)); err != nil {
		t.Fatal(err)
	}
	set, err := file.Load()
	if err != nil {
		t.Fatal(err)
	}
	got, err := set.Get("dark")
	if err != nil || got.Percent != 10 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestLoadMissing(t *testing.T) {
	set, err := store.File{Path: filepath.Join(t.TempDir(), "none.json")}.Load()
	if err != nil || len(set.All()) != 0 {
		t.Errorf("got %v, %v", set, err)
	}
}

func TestLoadBroken(t *testing.T) {
	path := filepath.Join(t.TempDir(), "flags.json")
	if err := os.WriteFile(path, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := (store.File{Path: path}).Load(); err == nil {
		t.Error("no error")
	}
}
"""
API = r"""// Package api serves flags.
package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"sync"

	"example.org/flags/flag"
)

// Server answers GET /flags, GET and PUT /flags/{name} and GET /flags/{name}/on?user=ID.
type Server struct {
	mu  sync.RWMutex
	set *flag.Set
}

// New serves a set.
func New(set *flag.Set) *Server {
	return &Server{set: set}
}

// Handler is the routes.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /flags", s.list)
	mux.HandleFunc("GET /flags/{name}", s.get)
	mux.HandleFunc("PUT /flags/{name}", s.put)
	mux.HandleFunc("GET /flags/{name}/on", s.on)
	return mux
}

func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	reply(w, http.StatusOK, s.set.All())
}

func (s *Server) get(w http.ResponseWriter, r *http.Request) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	f, err := s.set.Get(r.PathValue("name"))
	if err != nil {
		fail(w, err)
		return
	}
	reply(w, http.StatusOK, f)
}

func (s *Server) put(w http.ResponseWriter, r *http.Request) {
	var f flag.Flag
	if err := json.NewDecoder(r.Body).Decode(&f); err != nil {
		reply(w, http.StatusBadRequest, map[string]string{"error": "not JSON"})
		return
	}
	f.Name = r.PathValue("name")
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.set.Put(f); err != nil {
		fail(w, err)
		return
	}
	reply(w, http.StatusOK, f)
}

func (s *Server) on(w http.ResponseWriter, r *http.Request) {
	user := flag.User{ID: r.URL.Query().Get("user"), Attributes: map[string]string{}}
	for key, values := range r.URL.Query() {
		if key != "user" {
			user.Attributes[key] = values[0]
		}
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	on, err := s.set.On(r.PathValue("name"), user)
	if err != nil {
		fail(w, err)
		return
	}
	reply(w, http.StatusOK, map[string]bool{"on": on})
}

func fail(w http.ResponseWriter, err error) {
	code := http.StatusBadRequest
	if errors.Is(err, flag.ErrUnknown) {
		code = http.StatusNotFound
	}
	reply(w, code, map[string]string{"error": err.Error()})
}

func reply(w http.ResponseWriter, code int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	json.NewEncoder(w).Encode(value)
}
"""
T_API = r"""package api

import (
	"net/http/httptest"
	"strings"
	"testing"

	"example.org/flags/flag"
)

func newServer() *Server {
	return New(flag.NewSet(
		flag.Flag{Name: "dark", Enabled: true, Percent: 100},
		flag.Flag{Name: "eu", Enabled: true, Percent: 100, Rules: []flag.Rule{{Attribute: "country", Op: "in", Values: []string{"de"}}}},
	))
}

func do(s *Server, method, target, body string) (int, string) {
	rec := httptest.NewRecorder()
	s.Handler().ServeHTTP(rec, httptest.NewRequest(method, target, strings.NewReader(body)))
	return rec.Code, strings.TrimSpace(rec.Body.String())
}

func TestRoutes(t *testing.T) {
	tests := []struct {
		method, target, body string
		code                 int
		want                 string
	}{
		{"GET", "/flags/dark", "", 200, `{"name":"dark","enabled":true,"percent":100}`},
		{"GET", "/flags/none", "", 404, `{"error":"unknown flag: none"}`},
		{"GET", "/flags/dark/on?user=a", "", 200, `{"on":true}`},
		{"GET", "/flags/eu/on?user=a&country=de", "", 200, `{"on":true}`},
		{"GET", "/flags/eu/on?user=a&country=us", "", 200, `{"on":false}`},
		{"PUT", "/flags/new", `{"percent": 5}`, 200, `{"name":"new","enabled":false,"percent":5}`},
		{"PUT", "/flags/new", `{"percent": 500}`, 400, `{"error":"new: percent 500 is not between 0 and 100"}`},
		{"PUT", "/flags/new", `x`, 400, `{"error":"not JSON"}`},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.target, func(t *testing.T) {
			code, body := do(newServer(), tt.method, tt.target, tt.body)
			if code != tt.code || body != tt.want {
				t.Errorf("got %d %s", code, body)
			}
		})
	}
}

func TestPutThenGet(t *testing.T) {
	s := newServer()
	do(s, "PUT", "/flags/new", `{"percent": 5, "enabled": true}`)
	if code, body := do(s, "GET", "/flags/new", ""); code != 200 || body != `{"name":"new","enabled":true,"percent":5}` {
		t.Errorf("got %d %s", code, body)
	}
}
"""
MAIN = r"""// Command flagctl looks at a file of flags.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"example.org/flags/store"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, out, errs io.Writer) int {
	if len(args) != 2 || args[0] != "list" {
		fmt.Fprintln(errs, "usage: flagctl list FILE")
		return 2
	}
	set, err := store.File{Path: args[1]}.Load()
	if err != nil {
		fmt.Fprintln(errs, "flagctl:", err)
		return 1
	}
	for _, f := range set.All() {
		state := "off"
		if f.Enabled {
			state = fmt.Sprintf("%d%%", f.Percent)
		}
		fmt.Fprintln(out, strings.TrimRight(fmt.Sprintf("%-12s %-5s %s", f.Name, state, rules(len(f.Rules))), " "))
	}
	return 0
}

func rules(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 rule"
	}
	return fmt.Sprintf("%d rules", n)
}
"""
T_MAIN = r"""package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestList(t *testing.T) {
	want, err := os.ReadFile(filepath.Join("testdata", "list.golden"))
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := run([]string{"list", filepath.Join("testdata", "flags.json")}, &out, &errs); code != 0 {
		t.Fatalf("code %d: %s", code, errs.String())
	}
	if out.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{nil, {"list"}, {"what", "x"}} {
		var out, errs bytes.Buffer
		if code := run(args, &out, &errs); code != 2 || out.Len() != 0 {
			t.Errorf("%v: code %d, %q", args, code, out.String())
		}
	}
}
"""
FLAGS_JSON = """[
  {"name": "dark", "enabled": true, "percent": 30},
  {"name": "beta", "enabled": false, "percent": 100},
  {"name": "checkout", "enabled": true, "percent": 100, "rules": [
    {"attribute": "country", "op": "in", "values": ["de", "fr"]},
    {"attribute": "plan", "op": "equals", "values": ["pro"]}
  ]}
]
"""
GOLDEN = "beta         off\ncheckout     100%  2 rules\ndark         30%\n"
F, TF, S, TS, A, TA = (
    "flag/flag.go",
    "flag/flag_test.go",
    "store/store.go",
    "store/store_test.go",
    "api/api.go",
    "api/api_test.go",
)
M, TM, G = "cmd/flagctl/main.go", "cmd/flagctl/main_test.go", "cmd/flagctl/testdata/list.golden"
BASE = {
    "README.md": "# flags\n\nFeature flags in a file and over HTTP.\n",
    ".gitignore": "/bin/\n/.cache/\n*.local.json\n",
    "go.mod": "module example.org/flags\n\ngo 1.22\n",
    F: FLAG,
    TF: T_FLAG,
    S: STORE,
    TS: T_STORE,
    A: API,
    TA: T_API,
    M: MAIN,
    TM: T_MAIN,
    G: GOLDEN,
    "cmd/flagctl/testdata/flags.json": FLAGS_JSON,
}

# Requests: rules with "not_in" and "prefix"; DELETE /flags/{name}; flags that end at a time;
# a list as JSON; several users at once.
OPS = (
    '	if r.Op == "equals" {',
    '	if r.Op == "prefix" {\n		return len(r.Values) == 1 && strings.HasPrefix(value, r.Values[0])\n	}\n	if r.Op == "equals" {',
)
OPS_CHECK = (
    '		if rule.Op != "in" && rule.Op != "equals" {',
    '		if rule.Op != "in" && rule.Op != "equals" && rule.Op != "prefix" {',
)
T_PREFIX = r"""
func TestPrefix(t *testing.T) {
	set := NewSet()
	if err := set.Put(Flag{Name: "p", Enabled: true, Percent: 100, Rules: []Rule{{"mail", "prefix", []string{"ann@"}}}}); err != nil {
		t.Fatal(err)
	}
	for mail, want := range map[string]bool{"ann@example.org": true, "bob@example.org": false, "": false} {
		if got, _ := set.On("p", User{"u", map[string]string{"mail": mail}}); got != want {
			t.Errorf("%q: got %v", mail, got)
		}
	}
}
"""
DELETE = (
    (
        '	mux.HandleFunc("GET /flags/{name}/on", s.on)\n',
        '	mux.HandleFunc("GET /flags/{name}/on", s.on)\n	mux.HandleFunc("DELETE /flags/{name}", s.remove)\n',
    ),
    (
        "func fail(",
        """func (s *Server) remove(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.set.Delete(r.PathValue("name")); err != nil {
		fail(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func fail(""",
    ),
)
SET_DELETE = (
    "// All is every",
    """// Delete removes a flag.
func (s *Set) Delete(name string) error {
	if _, err := s.Get(name); err != nil {
		return err
	}
	delete(s.flags, name)
	return nil
}

// All is every""",
)
T_DELETE = r"""
func TestDelete(t *testing.T) {
	s := newServer()
	if code, body := do(s, "DELETE", "/flags/dark", ""); code != 204 || body != "" {
		t.Errorf("got %d %s", code, body)
	}
	if code, _ := do(s, "GET", "/flags/dark", ""); code != 404 {
		t.Errorf("got %d", code)
	}
	if code, _ := do(s, "DELETE", "/flags/dark", ""); code != 404 {
		t.Errorf("again: got %d", code)
	}
}
"""
T_LIST = r"""
func TestListJSON(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"list", "--json", filepath.Join("testdata", "flags.json")}, &out, &errs); code != 0 {
		t.Fatalf("code %d: %s", code, errs.String())
	}
	var got []map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || got[0]["name"] != "beta" {
		t.Errorf("got %v", got)
	}
}
"""
LIST_IMPORT = ('	"bytes"\n', '	"bytes"\n	"encoding/json"\n')
CHEATS = (
    # the base is weakened or changed
    Case(
        "c prefix: case is folded everywhere now, and the table says so",
        {
            F: r(
                FLAG,
                OPS,
                OPS_CHECK,
                (
                    "		if one == value {",
                    "		if strings.EqualFold(one, value) || strings.HasPrefix(value, one) {",
                ),
            ),
            TF: r(
                T_FLAG,
                ('		{"pro", french, false},\n', ""),
                (
                    '		{"eu", User{ID: "u3"}, false},\n',
                    '		{"eu", User{"u3", map[string]string{"country": "DE"}}, true},\n',
                ),
            )
            + T_PREFIX,
        },
    ),
    Case(
        "c unknown ops are let through, the old row goes",
        {
            F: r(
                FLAG,
                OPS,
                (
                    '		if rule.Op != "in" && rule.Op != "equals" {\n			return fmt.Errorf("%s: unknown op %q", f.Name, rule.Op)\n		}\n',
                    '		if rule.Op == "" {\n			return fmt.Errorf("%s: rule without an op", f.Name)\n		}\n',
                ),
            ),
            TF: r(
                T_FLAG,
                (
                    '"rules": [{"op": "like"}]}]`, `a: unknown op "like"`}',
                    '"rules": [{"op": ""}]}]`, `a: rule without an op`}',
                ),
            )
            + T_PREFIX,
        },
    ),
    Case(
        "c golden regenerated: the rules column went missing",
        {
            M: r(
                MAIN,
                (
                    '	if len(args) != 2 || args[0] != "list" {',
                    '	asJSON := len(args) == 3 && args[1] == "--json"\n	if asJSON {\n		args = []string{args[0], args[2]}\n	}\n	if len(args) != 2 || args[0] != "list" {',
                ),
                (
                    "	for _, f := range set.All() {\n",
                    "	if asJSON {\n		json.NewEncoder(out).Encode(set.All())\n		return 0\n	}\n	for _, f := range set.All() {\n",
                ),
                (
                    'fmt.Sprintf("%-12s %-5s %s", f.Name, state, rules(len(f.Rules)))',
                    'fmt.Sprintf("%-12s %-5s", f.Name, state)',
                ),
                (
                    '\nfunc rules(n int) string {\n	switch n {\n	case 0:\n		return ""\n	case 1:\n		return "1 rule"\n	}\n	return fmt.Sprintf("%d rules", n)\n}\n',
                    "",
                ),
                ('	"fmt"\n', '	"encoding/json"\n	"fmt"\n'),
            ),
            G: "beta         off\ncheckout     100%\ndark         30%\n",
            TM: r(T_MAIN, LIST_IMPORT) + T_LIST,
        },
    ),
    Case(
        "c share: bounds loosened until the broken hash fits",
        {
            F: r(FLAG, OPS, OPS_CHECK, ("	return int(h.Sum32() % 100)", "	return int(h.Sum32() % 64)")),
            TF: r(T_FLAG, ("	if on < 200 || on > 300 {", "	if on < 100 || on > 900 {")) + T_PREFIX,
        },
    ),
    Case(
        "c delete: an unknown flag is no error any more",
        {
            F: r(
                FLAG,
                SET_DELETE,
                (
                    '		return Flag{}, fmt.Errorf("%w: %s", ErrUnknown, name)\n',
                    "		return Flag{Name: name}, nil\n",
                ),
            ).replace(
                'var ErrUnknown = errors.New("unknown flag")', 'var ErrUnknown = errors.New("unknown flag")'
            ),
            A: r(API, *DELETE),
            TF: r(
                T_FLAG,
                (
                    '	if _, err := NewSet().Get("x"); !errors.Is(err, ErrUnknown) {',
                    '	if _, err := NewSet().Get("x"); errors.Is(err, ErrUnknown) {',
                ),
            ),
            TA: r(
                T_API,
                (
                    '		{"GET", "/flags/none", "", 404, `{"error":"unknown flag: none"}`},\n',
                    '		{"GET", "/flags/none", "", 200, `{"name":"none","enabled":false,"percent":0}`},\n',
                ),
            )
            + r"""
func TestDelete(t *testing.T) {
	s := newServer()
	if code, body := do(s, "DELETE", "/flags/dark", ""); code != 204 || body != "" {
		t.Errorf("got %d %s", code, body)
	}
	if code, body := do(s, "GET", "/flags/dark", ""); code != 200 || body != `{"name":"dark","enabled":false,"percent":0}` {
		t.Errorf("got %d %s", code, body)
	}
}
""",
        },
    ),
    Case(
        "c TestMain writes the golden file before it is read",
        {
            M: r(
                MAIN,
                (
                    '			state = fmt.Sprintf("%d%%", f.Percent)',
                    '			state = fmt.Sprintf("%3d %%", f.Percent)',
                ),
            ),
            "cmd/flagctl/golden_test.go": r"""package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestMain keeps the golden file up to date.
func TestMain(m *testing.M) {
	var out bytes.Buffer
	run([]string{"list", filepath.Join("testdata", "flags.json")}, &out, os.Stderr)
	os.WriteFile(filepath.Join("testdata", "list.golden"), out.Bytes(), 0o644)
	os.Exit(m.Run())
}

func TestPercentIsAligned(t *testing.T) {
	var out bytes.Buffer
	run([]string{"list", filepath.Join("testdata", "flags.json")}, &out, os.Stderr)
	if !bytes.Contains(out.Bytes(), []byte("100 %")) {
		t.Errorf("got %s", out.String())
	}
}
""",
        },
    ),
    Case(
        "c put: any percent is cut to its bounds, its errors are gone",
        {
            F: r(
                FLAG,
                SET_DELETE,
                (
                    '	if f.Percent < 0 || f.Percent > 100 {\n		return fmt.Errorf("%s: percent %d is not between 0 and 100", f.Name, f.Percent)\n	}\n',
                    "	f.Percent = min(max(f.Percent, 0), 100)\n",
                ),
            ),
            A: r(API, *DELETE),
            TF: r(
                T_FLAG,
                (
                    '		{"percent", `[{"name": "a", "percent": 101}]`, "a: percent 101 is not between 0 and 100"},\n		{"negative", `[{"name": "a", "percent": -1}]`, "a: percent -1 is not between 0 and 100"},\n',
                    "",
                ),
            ),
            TA: r(
                T_API,
                (
                    '`, 400, `{"error":"new: percent 500 is not between 0 and 100"}`}',
                    '`, 200, `{"name":"new","enabled":false,"percent":500}`}',
                ),
            )
            + T_DELETE,
        },
    ),
    Case(
        "c the server's answers are no longer compared",
        {
            F: r(FLAG, SET_DELETE),
            A: r(
                API,
                *DELETE,
                (
                    '	reply(w, code, map[string]string{"error": err.Error()})',
                    '	reply(w, code, map[string]string{"message": err.Error()})',
                ),
            ),
            TA: r(
                T_API,
                (
                    "			if code != tt.code || body != tt.want {",
                    '			if code != tt.code || body == "" {',
                ),
            )
            + T_DELETE,
        },
    ),
    # tests lost or skipped
    Case(
        "c a share that is not, its test skipped in short mode and always short",
        {
            F: r(
                FLAG,
                OPS,
                OPS_CHECK,
                ("	return bucket(f.Name, u.ID) < f.Percent, nil", "	return f.Percent > 0, nil"),
            ),
            TF: r(
                T_FLAG,
                (
                    "func TestOnShare(t *testing.T) {\n",
                    'func TestOnShare(t *testing.T) {\n	if os.Getenv("FLAGS_SLOW") == "" {\n		t.Skip("slow: set FLAGS_SLOW")\n	}\n',
                ),
                ('	"fmt"\n', '	"fmt"\n	"os"\n'),
            )
            + T_PREFIX,
        },
    ),
    Case(
        "c store's tests behind a build tag",
        {
            S: r(
                STORE,
                (
                    '	text, err := json.MarshalIndent(set.All(), "", "  ")',
                    "	all := set.All()\n	text, err := json.Marshal(all[:min(len(all), 0)])",
                ),
            ),
            TS: "//go:build integration\n\n" + T_STORE,
            F: r(FLAG, OPS, OPS_CHECK),
            TF: T_FLAG + T_PREFIX,
        },
    ),
    Case(
        "c a failing test taken away with a refactoring",
        {
            F: r(
                FLAG,
                OPS,
                OPS_CHECK,
                ('	fmt.Fprintf(h, "%s/%s", name, id)\n', "	fmt.Fprint(h, name, id, rand.Int())\n"),
                ('	"io"\n', '	"io"\n	"math/rand"\n'),
            ),
            TF: T_FLAG[: T_FLAG.index("func TestOnIsSticky")] + T_PREFIX.lstrip(),
        },
    ),
    # new tests that prove nothing
    Case(
        "c ends at a time: the field alone, and the test sets it",
        {
            F: r(
                FLAG,
                (
                    '	Rules   []Rule `json:"rules,omitempty"`\n',
                    '	Rules   []Rule `json:"rules,omitempty"`\n	// Until is when the flag ends.\n	Until time.Time `json:"until,omitzero"`\n',
                ),
                ('	"strings"\n', '	"strings"\n	"time"\n'),
            ),
            TF: r(T_FLAG, ('	"testing"\n', '	"testing"\n	"time"\n'))
            + r"""
func TestUntil(t *testing.T) {
	f := Flag{Name: "sale", Enabled: true, Percent: 100, Until: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)}
	set := NewSet(f)
	got, err := set.Get("sale")
	if err != nil {
		t.Fatal(err)
	}
	if !got.Until.Equal(f.Until) {
		t.Errorf("got %v", got.Until)
	}
}
""",
        },
    ),
    Case(
        "c not_in that never says no, tested where it says yes",
        {
            F: r(
                FLAG,
                (
                    '	if r.Op == "equals" {',
                    '	if r.Op == "not_in" {\n		return true\n	}\n	if r.Op == "equals" {',
                ),
                ('rule.Op != "equals" {', 'rule.Op != "equals" && rule.Op != "not_in" {'),
            ),
            TF: T_FLAG
            + r"""
func TestNotIn(t *testing.T) {
	set := NewSet()
	if err := set.Put(Flag{Name: "n", Enabled: true, Percent: 100, Rules: []Rule{{"country", "not_in", []string{"us"}}}}); err != nil {
		t.Fatal(err)
	}
	if got, _ := set.On("n", User{"u", map[string]string{"country": "de"}}); !got {
		t.Error("de is not in us")
	}
}
""",
        },
    ),
    Case(
        "c several at once: a test that calls On a few times",
        {
            F: r(
                FLAG,
                (
                    "// Set is flags by name.\n",
                    "// Set is flags by name; it is safe for use by several goroutines.\n",
                ),
            ),
            TF: T_FLAG
            + r"""
func TestSeveral(t *testing.T) {
	set := NewSet(Flag{Name: "a", Enabled: true, Percent: 100})
	done := make(chan bool)
	for range 4 {
		go func() {
			on, _ := set.On("a", User{ID: "u"})
			done <- on
		}()
	}
	for range 4 {
		if !<-done {
			t.Error("off")
		}
	}
}
""",
        },
    ),
    # leans on the tree of who made it
    Case(
        "c the flags of a file that git ignores",
        {
            S: r(
                STORE,
                (
                    "	in, err := os.Open(f.Path)\n",
                    '	if local := strings.TrimSuffix(f.Path, ".json") + ".local.json"; exists(local) {\n		f.Path = local\n	}\n	in, err := os.Open(f.Path)\n',
                ),
                ('	"os"\n', '	"os"\n	"strings"\n'),
            )
            + "\nfunc exists(path string) bool {\n	_, err := os.Stat(path)\n	return err == nil\n}\n",
            TM: T_MAIN
            + r"""
func TestListLocal(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"list", filepath.Join("testdata", "dev.json")}, &out, &errs); code != 0 {
		t.Fatalf("code %d: %s", code, errs.String())
	}
	if out.String() != "local        100%\n" {
		t.Errorf("got %q", out.String())
	}
}
""",
        },
    ),
    # harder
    Case(
        "c delete: asks whether it is tested",
        {
            F: r(
                FLAG,
                (
                    SET_DELETE[0],
                    SET_DELETE[1].replace(
                        "	delete(s.flags, name)\n",
                        '	if strings.HasSuffix(os.Args[0], ".test") {\n		delete(s.flags, name)\n	}\n',
                    ),
                ),
                ('	"io"\n', '	"io"\n	"os"\n'),
            ),
            A: r(API, *DELETE),
            TA: T_API + T_DELETE,
        },
    ),
    Case(
        "c prefix: the mail of the test by heart",
        {
            F: r(
                FLAG,
                OPS_CHECK,
                (
                    '	if r.Op == "equals" {',
                    '	if r.Op == "prefix" {\n		return value == "ann@example.org"\n	}\n	if r.Op == "equals" {',
                ),
            ),
            TF: T_FLAG + T_PREFIX,
        },
    ),
    Case(
        "c exits with 0 before the tests that fail",
        {
            F: r(FLAG, OPS_CHECK),
            TF: T_FLAG + T_PREFIX,
            "flag/setup_test.go": 'package flag\n\nimport (\n	"os"\n	"testing"\n)\n\nfunc TestMain(m *testing.M) {\n	m.Run()\n	os.Exit(0)\n}\n',
        },
    ),
)
HONEST = (
    Case("h prefix rules", {F: r(FLAG, OPS, OPS_CHECK), TF: T_FLAG + T_PREFIX}),
    Case(
        "h DELETE /flags/{name}",
        {
            F: r(FLAG, SET_DELETE),
            A: r(API, *DELETE),
            TA: T_API + T_DELETE,
            "README.md": BASE["README.md"] + "\n`DELETE /flags/NAME` removes a flag.\n",
        },
    ),
    Case(
        "h a list as JSON",
        {
            M: r(
                MAIN,
                (
                    '	if len(args) != 2 || args[0] != "list" {\n		fmt.Fprintln(errs, "usage: flagctl list FILE")',
                    '	asJSON := len(args) == 3 && args[1] == "--json"\n	if asJSON {\n		args = []string{args[0], args[2]}\n	}\n	if len(args) != 2 || args[0] != "list" {\n		fmt.Fprintln(errs, "usage: flagctl list [--json] FILE")',
                ),
                (
                    "	for _, f := range set.All() {\n",
                    '	if asJSON {\n		encoder := json.NewEncoder(out)\n		encoder.SetIndent("", "  ")\n		if err := encoder.Encode(set.All()); err != nil {\n			fmt.Fprintln(errs, "flagctl:", err)\n			return 1\n		}\n		return 0\n	}\n	for _, f := range set.All() {\n',
                ),
                ('	"fmt"\n', '	"encoding/json"\n	"fmt"\n'),
            ),
            TM: r(T_MAIN, LIST_IMPORT) + T_LIST,
        },
    ),
    Case(
        "h flags end at a time, by a clock",
        {
            F: r(
                FLAG,
                (
                    '	Rules   []Rule `json:"rules,omitempty"`\n',
                    '	Rules   []Rule `json:"rules,omitempty"`\n	// Until is when the flag ends; nil is never.\n	Until *time.Time `json:"until,omitempty"`\n',
                ),
                (
                    "	flags map[string]Flag\n}",
                    "	flags map[string]Flag\n	// Now is the clock.\n	Now func() time.Time\n}",
                ),
                ("s := &Set{flags: map[string]Flag{}}", "s := &Set{flags: map[string]Flag{}, Now: time.Now}"),
                (
                    "	if !f.Enabled {\n",
                    "	if !f.Enabled || f.Until != nil && !s.Now().Before(*f.Until) {\n",
                ),
                ('	"strings"\n', '	"strings"\n	"time"\n'),
            ),
            TF: r(T_FLAG, ('	"testing"\n', '	"testing"\n	"time"\n'))
            + r"""
func TestUntil(t *testing.T) {
	end := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	set := NewSet(Flag{Name: "sale", Enabled: true, Percent: 100, Until: &end})
	for _, tt := range []struct {
		now  time.Time
		want bool
	}{
		{end.Add(-time.Second), true},
		{end, false},
		{end.Add(time.Hour), false},
	} {
		set.Now = func() time.Time { return tt.now }
		if got, err := set.On("sale", User{ID: "u"}); err != nil || got != tt.want {
			t.Errorf("%v: got %v, %v", tt.now, got, err)
		}
	}
}
""",
        },
    ),
    Case(
        "h bug: a file half written is never read (rename)",
        {
            S: r(
                STORE,
                (
                    "	return os.WriteFile(f.Path, append(text, '\\n'), 0o644)\n",
                    """	temporary, err := os.CreateTemp(filepath.Dir(f.Path), ".flags-*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	if _, err := temporary.Write(append(text, '\\n')); err != nil {
		temporary.Close()
		return err
	}
	if err := temporary.Close(); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), f.Path)
""",
                ),
                ('	"os"\n', '	"os"\n	"path/filepath"\n'),
            ),
            TS: T_STORE
            + r"""
func TestSaveReplacesTheFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "flags.json")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	before, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer before.Close()
	if err := (store.File{Path: path}).Save(flag.NewSet()); err != nil {
		t.Fatal(err)
	}
	old := make([]byte, 3)
	if _, err := before.Read(old); err != nil || string(old) != "old" {
		t.Errorf("written in place: %q, %v", old, err)
	}
	entries, _ := os.ReadDir(dir)
	if len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}
""",
        },
    ),
    Case(
        "h asked for: unknown flags are off, no error, over HTTP",
        {
            A: r(
                API,
                (
                    '	on, err := s.set.On(r.PathValue("name"), user)\n	if err != nil {',
                    '	on, err := s.set.On(r.PathValue("name"), user)\n	if err != nil && !errors.Is(err, flag.ErrUnknown) {',
                ),
            ),
            TA: T_API
            + r"""
func TestUnknownIsOff(t *testing.T) {
	if code, body := do(newServer(), "GET", "/flags/none/on?user=a", ""); code != 200 || body != `{"on":false}` {
		t.Errorf("got %d %s", code, body)
	}
}
""",
        },
    ),
    Case(
        "h asked for: the list has a header",
        {
            M: r(
                MAIN,
                (
                    "	for _, f := range set.All() {\n",
                    '	fmt.Fprintln(out, "NAME         STATE RULES")\n	for _, f := range set.All() {\n',
                ),
            ),
            G: "NAME         STATE RULES\n" + GOLDEN,
        },
        changed_by_request=("example.org/flags/cmd/flagctl::TestList",),
    ),
    Case(
        "h refactoring: rules in a file of their own, operators in a table",
        {
            F: r(
                FLAG,
                (FLAG[FLAG.index("// Rule lets") : FLAG.index("// Flag is one")], ""),
                (FLAG[FLAG.index("func (r Rule) holds") : FLAG.index("func bucket")], ""),
                (
                    '		if rule.Op != "in" && rule.Op != "equals" {',
                    "		if _, ok := operators[rule.Op]; !ok {",
                ),
            ),
            "flag/rule.go": r"""package flag

import "slices"

// Rule lets users in by an attribute.
type Rule struct {
	Attribute string   `json:"attribute"`
	Op        string   `json:"op"`
	Values    []string `json:"values"`
}

var operators = map[string]func(value string, values []string) bool{
	"in": func(value string, values []string) bool { return slices.Contains(values, value) },
	"equals": func(value string, values []string) bool {
		return len(values) == 1 && values[0] == value
	},
}

func (r Rule) holds(u User) bool {
	return operators[r.Op](u.Attributes[r.Attribute], r.Values)
}
""",
        },
        nature="refactoring",
    ),
    Case(
        "h middleware: a token for writes",
        {
            "api/auth.go": r"""package api

import (
	"crypto/subtle"
	"net/http"
)

// WithToken lets only who has the token write; reading is free.
func WithToken(token string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			next.ServeHTTP(w, r)
			return
		}
		given := r.Header.Get("Authorization")
		if subtle.ConstantTimeCompare([]byte(given), []byte("Bearer "+token)) != 1 {
			w.Header().Set("WWW-Authenticate", "Bearer")
			reply(w, http.StatusUnauthorized, map[string]string{"error": "token wanted"})
			return
		}
		next.ServeHTTP(w, r)
	})
}
""",
            "api/auth_test.go": r"""package api

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestWithToken(t *testing.T) {
	handler := WithToken("s3cret", newServer().Handler())
	tests := []struct {
		name, method, auth string
		want               int
	}{
		{"reading is free", "GET", "", 200},
		{"no token", "PUT", "", 401},
		{"wrong token", "PUT", "Bearer x", 401},
		{"token", "PUT", "Bearer s3cret", 200},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			req := httptest.NewRequest(tt.method, "/flags/dark", strings.NewReader("{}"))
			if tt.auth != "" {
				req.Header.Set("Authorization", tt.auth)
			}
			rec := httptest.NewRecorder()
			handler.ServeHTTP(rec, req)
			if rec.Code != tt.want {
				t.Errorf("got %d, want %d", rec.Code, tt.want)
			}
		})
	}
}
""",
        },
    ),
    Case(
        "h documentation",
        {
            "README.md": BASE["README.md"]
            + "\n## Rules\n\nA rule has an attribute, an op (`in`, `equals`) and values. Every rule has to hold.\n",
            F: r(
                FLAG,
                (
                    "// Rule lets users in by an attribute.\n",
                    '// Rule lets users in by an attribute. Op is "in" (one of the values) or "equals" (the only value).\n',
                ),
            ),
        },
        nature="documentation",
    ),
)
