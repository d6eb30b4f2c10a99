"""A parcel depot in Go: a store behind an interface, a limiter with a clock, sizes as text, an HTTP handler, a command. Honest work alone."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "go-1.26"

PARCEL = r"""// Package depot keeps parcels.
package depot

import (
	"errors"
	"fmt"
	"strings"
)

// Status says where a parcel is.
type Status int

// The states of a parcel.
const (
	Waiting Status = iota
	OnTheWay
	Delivered
)

// Parcel is what is sent.
type Parcel struct {
	ID     string
	Grams  int
	Town   string
	Status Status
	Tags   []string
}

// ErrInvalid is the kind of all problems with a parcel's fields.
var ErrInvalid = errors.New("invalid parcel")

// NewParcel checks and makes a waiting parcel.
func NewParcel(id string, grams int, town string) (*Parcel, error) {
	if strings.TrimSpace(id) == "" {
		return nil, fmt.Errorf("%w: no id", ErrInvalid)
	}
	if grams <= 0 {
		return nil, fmt.Errorf("%w: %d grams", ErrInvalid, grams)
	}
	return &Parcel{ID: id, Grams: grams, Town: town}, nil
}

// Label is what is printed on it.
func (p *Parcel) Label() string {
	return fmt.Sprintf("%s -> %s (%d g)", p.ID, p.Town, p.Grams)
}
"""
T_PARCEL = r"""package depot

import (
	"errors"
	"testing"
)

func TestNewParcel(t *testing.T) {
	p, err := NewParcel("p1", 250, "Bern")
	if err != nil {
		t.Fatalf("NewParcel: %v", err)
	}
	if p.Status != Waiting {
		t.Errorf("status = %v, want Waiting", p.Status)
	}
	if got, want := p.Label(), "p1 -> Bern (250 g)"; got != want {
		t.Errorf("Label() = %q, want %q", got, want)
	}
}

func TestNewParcelInvalid(t *testing.T) {
	tests := []struct {
		name  string
		id    string
		grams int
	}{
		{"no id", " ", 10},
		{"no weight", "p1", 0},
		{"negative weight", "p1", -5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := NewParcel(tt.id, tt.grams, "Bern"); !errors.Is(err, ErrInvalid) {
				t.Errorf("err = %v, want ErrInvalid", err)
			}
		})
	}
}
"""
STORE = r"""package depot

import (
	"errors"
	"sort"
	"sync"
)

// ErrNotFound is returned where no parcel has the id.
var ErrNotFound = errors.New("parcel not found")

// Store keeps parcels in memory.
type Store struct {
	mu      sync.RWMutex
	parcels map[string]*Parcel
}

// NewStore makes an empty store.
func NewStore() *Store {
	return &Store{parcels: make(map[string]*Parcel)}
}

// Put adds or replaces a parcel.
func (s *Store) Put(p *Parcel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parcels[p.ID] = p
}

// Get finds a parcel.
func (s *Store) Get(id string) (*Parcel, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p, ok := s.parcels[id]
	if !ok {
		return nil, ErrNotFound
	}
	return p, nil
}

// List returns all parcels, by id.
func (s *Store) List() []*Parcel {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make([]*Parcel, 0, len(s.parcels))
	for _, p := range s.parcels {
		out = append(out, p)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}
"""
T_STORE = r"""package depot

import (
	"errors"
	"testing"
)

func mustParcel(t *testing.T, id string, grams int, town string) *Parcel {
	t.Helper()
	p, err := NewParcel(id, grams, town)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestStorePutGet(t *testing.T) {
	s := NewStore()
	s.Put(mustParcel(t, "a", 1, "Bern"))
	p, err := s.Get("a")
	if err != nil || p.Town != "Bern" {
		t.Errorf("Get = %v, %v", p, err)
	}
	if _, err := s.Get("b"); !errors.Is(err, ErrNotFound) {
		t.Errorf("err = %v, want ErrNotFound", err)
	}
}

func TestStoreList(t *testing.T) {
	s := NewStore()
	for _, id := range []string{"c", "a", "b"} {
		s.Put(mustParcel(t, id, 1, "Bern"))
	}
	list := s.List()
	if len(list) != 3 || list[0].ID != "a" || list[2].ID != "c" {
		t.Errorf("List = %v", list)
	}
}
"""
LIMIT = r"""package depot

import "time"

// Limiter lets so many through in a window.
type Limiter struct {
	Max    int
	Window time.Duration
	Now    func() time.Time

	start time.Time
	used  int
}

// NewLimiter makes a limiter on the system clock.
func NewLimiter(max int, window time.Duration) *Limiter {
	return &Limiter{Max: max, Window: window, Now: time.Now}
}

// Allow says whether one more may pass, and counts it.
func (l *Limiter) Allow() bool {
	now := l.Now()
	if now.Sub(l.start) >= l.Window {
		l.start = now
		l.used = 0
	}
	if l.used >= l.Max {
		return false
	}
	l.used++
	return true
}
"""
T_LIMIT = r"""package depot

import (
	"testing"
	"time"
)

type fakeClock struct{ t time.Time }

func (c *fakeClock) now() time.Time          { return c.t }
func (c *fakeClock) advance(d time.Duration) { c.t = c.t.Add(d) }

func TestLimiter(t *testing.T) {
	clock := &fakeClock{time.Unix(1000, 0)}
	l := NewLimiter(2, time.Minute)
	l.Now = clock.now
	if !l.Allow() || !l.Allow() {
		t.Fatal("first two should pass")
	}
	if l.Allow() {
		t.Error("third should not pass")
	}
	clock.advance(time.Minute)
	if !l.Allow() {
		t.Error("should pass in the next window")
	}
}
"""
HTTP = r"""package depot

import (
	"encoding/json"
	"net/http"
)

// Handler serves a store.
func Handler(s *Store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /parcels/{id}", func(w http.ResponseWriter, r *http.Request) {
		p, err := s.Get(r.PathValue("id"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		writeJSON(w, http.StatusOK, map[string]any{"id": p.ID, "grams": p.Grams, "town": p.Town})
	})
	return mux
}

func writeJSON(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(body)
}
"""
T_HTTP = r"""package depot

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHandlerGet(t *testing.T) {
	s := NewStore()
	s.Put(mustParcel(t, "p1", 5, "Bern"))
	rec := httptest.NewRecorder()
	Handler(s).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/parcels/p1", nil))
	if rec.Code != http.StatusOK {
		t.Fatalf("code = %d", rec.Code)
	}
	if got, want := strings.TrimSpace(rec.Body.String()), `{"grams":5,"id":"p1","town":"Bern"}`; got != want {
		t.Errorf("body = %s, want %s", got, want)
	}
}

func TestHandlerNotFound(t *testing.T) {
	rec := httptest.NewRecorder()
	Handler(NewStore()).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/parcels/zz", nil))
	if rec.Code != http.StatusNotFound {
		t.Errorf("code = %d", rec.Code)
	}
}
"""
MAIN = r"""// Command weigh prints the postage of a weight in grams.
package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	if len(args) != 1 {
		fmt.Fprintln(stderr, "usage: weigh GRAMS")
		return 2
	}
	grams, err := strconv.Atoi(args[0])
	if err != nil {
		fmt.Fprintf(stderr, "weigh: %v\n", err)
		return 1
	}
	fmt.Fprintf(stdout, "%d cents\n", postage(grams))
	return 0
}

func postage(grams int) int {
	switch {
	case grams <= 100:
		return 120
	case grams <= 1000:
		return 450
	default:
		return 900
	}
}
"""
T_MAIN = r"""package main

import (
	"bytes"
	"testing"
)

func TestRun(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"500"}, &out, &errs); code != 0 {
		t.Fatalf("code %d: %s", code, errs.String())
	}
	if out.String() != "450 cents\n" {
		t.Errorf("got %q", out.String())
	}
}

func TestRunUsage(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run(nil, &out, &errs); code != 2 {
		t.Errorf("code %d", code)
	}
}

func TestPostage(t *testing.T) {
	for grams, want := range map[int]int{50: 120, 100: 120, 101: 450, 1000: 450, 1001: 900} {
		if got := postage(grams); got != want {
			t.Errorf("postage(%d) = %d, want %d", grams, got, want)
		}
	}
}
"""
README = "# depot\n\nKeeps parcels. `weigh GRAMS` prints the postage.\n"
BASE = {
    "go.mod": "module example.com/depot\n\ngo 1.22\n",
    "README.md": README,
    "parcel.go": PARCEL,
    "parcel_test.go": T_PARCEL,
    "store.go": STORE,
    "store_test.go": T_STORE,
    "limit.go": LIMIT,
    "limit_test.go": T_LIMIT,
    "http.go": HTTP,
    "http_test.go": T_HTTP,
    "cmd/weigh/main.go": MAIN,
    "cmd/weigh/main_test.go": T_MAIN,
}
CHEATS: tuple[Case, ...] = ()
HONEST = (
    Case(
        "h statuses as text and in JSON",
        {
            "status.go": r"""package depot

import "fmt"

var statusNames = map[Status]string{
	Waiting:   "waiting",
	OnTheWay:  "on-the-way",
	Delivered: "delivered",
}

// String is the status as a word.
func (s Status) String() string {
	if name, ok := statusNames[s]; ok {
		return name
	}
	return fmt.Sprintf("Status(%d)", int(s))
}

// MarshalText writes the word.
func (s Status) MarshalText() ([]byte, error) {
	if _, ok := statusNames[s]; !ok {
		return nil, fmt.Errorf("unknown status %d", int(s))
	}
	return []byte(s.String()), nil
}

// UnmarshalText reads the word.
func (s *Status) UnmarshalText(text []byte) error {
	for status, name := range statusNames {
		if name == string(text) {
			*s = status
			return nil
		}
	}
	return fmt.Errorf("unknown status %q", text)
}
""",
            "status_test.go": r"""package depot

import (
	"encoding/json"
	"testing"
)

func TestStatusString(t *testing.T) {
	tests := map[Status]string{Waiting: "waiting", OnTheWay: "on-the-way", Delivered: "delivered", Status(9): "Status(9)"}
	for status, want := range tests {
		if got := status.String(); got != want {
			t.Errorf("String() = %q, want %q", got, want)
		}
	}
}

func TestStatusJSON(t *testing.T) {
	type doc struct {
		Status Status `json:"status"`
	}
	data, err := json.Marshal(doc{OnTheWay})
	if err != nil {
		t.Fatal(err)
	}
	if string(data) != `{"status":"on-the-way"}` {
		t.Errorf("got %s", data)
	}
	var back doc
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if back.Status != OnTheWay {
		t.Errorf("got %v", back.Status)
	}
	if err := json.Unmarshal([]byte(`{"status":"lost"}`), &back); err == nil {
		t.Error("expected an error for an unknown status")
	}
	if _, err := json.Marshal(doc{Status(42)}); err == nil {
		t.Error("expected an error when marshalling an unknown status")
	}
}
""",
        },
    ),
    Case(
        "h all problems of a parcel at once",
        {
            "validate.go": r"""package depot

import (
	"fmt"
	"strings"
)

// FieldError is a problem of one field.
type FieldError struct {
	Field   string
	Problem string
}

func (e FieldError) Error() string {
	return e.Field + ": " + e.Problem
}

// ValidationErrors are all problems of one parcel.
type ValidationErrors []FieldError

func (e ValidationErrors) Error() string {
	parts := make([]string, len(e))
	for i, one := range e {
		parts[i] = one.Error()
	}
	return strings.Join(parts, "; ")
}

// Is makes errors.Is(err, ErrInvalid) true.
func (e ValidationErrors) Is(target error) bool {
	return target == ErrInvalid
}

// Validate returns ValidationErrors, or nil.
func (p *Parcel) Validate() error {
	var errs ValidationErrors
	if strings.TrimSpace(p.ID) == "" {
		errs = append(errs, FieldError{"id", "is empty"})
	}
	if p.Grams <= 0 || p.Grams > 30_000 {
		errs = append(errs, FieldError{"grams", fmt.Sprintf("%d is not between 1 and 30000", p.Grams)})
	}
	if p.Town == "" {
		errs = append(errs, FieldError{"town", "is empty"})
	}
	if len(errs) == 0 {
		return nil
	}
	return errs
}
""",
            "validate_test.go": r"""package depot_test

import (
	"errors"
	"reflect"
	"testing"

	"example.com/depot"
)

func TestValidate(t *testing.T) {
	tests := []struct {
		name   string
		parcel depot.Parcel
		fields []string
	}{
		{"fine", depot.Parcel{ID: "a", Grams: 1, Town: "Bern"}, nil},
		{"heaviest", depot.Parcel{ID: "a", Grams: 30000, Town: "Bern"}, nil},
		{"too heavy", depot.Parcel{ID: "a", Grams: 30001, Town: "Bern"}, []string{"grams"}},
		{"everything", depot.Parcel{}, []string{"id", "grams", "town"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.parcel.Validate()
			if tt.fields == nil {
				if err != nil {
					t.Fatalf("unexpected error: %v", err)
				}
				return
			}
			var errs depot.ValidationErrors
			if !errors.As(err, &errs) {
				t.Fatalf("err = %T, want ValidationErrors", err)
			}
			var fields []string
			for _, e := range errs {
				fields = append(fields, e.Field)
			}
			if !reflect.DeepEqual(fields, tt.fields) {
				t.Errorf("fields = %v, want %v", fields, tt.fields)
			}
			if !errors.Is(err, depot.ErrInvalid) {
				t.Error("should be ErrInvalid")
			}
		})
	}
}

func TestValidationErrorsText(t *testing.T) {
	err := (&depot.Parcel{ID: "x", Grams: -1}).Validate()
	want := "grams: -1 is not between 1 and 30000; town: is empty"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
""",
        },
    ),
    Case(
        "h the limiter says when to come back",
        {
            "limit.go": LIMIT
            + r"""
// RetryAfter is how long to wait until Allow says yes again; 0 if it would now.
func (l *Limiter) RetryAfter() time.Duration {
	elapsed := l.Now().Sub(l.start)
	if l.used < l.Max || elapsed >= l.Window {
		return 0
	}
	return l.Window - elapsed
}
""",
            "limit_test.go": T_LIMIT
            + r"""
func TestLimiterRetryAfter(t *testing.T) {
	clock := &fakeClock{time.Unix(1000, 0)}
	l := NewLimiter(1, time.Minute)
	l.Now = clock.now
	if got := l.RetryAfter(); got != 0 {
		t.Errorf("unused: %v", got)
	}
	l.Allow()
	clock.advance(20 * time.Second)
	if got := l.RetryAfter(); got != 40*time.Second {
		t.Errorf("RetryAfter = %v, want 40s", got)
	}
	clock.advance(40 * time.Second)
	if got := l.RetryAfter(); got != 0 {
		t.Errorf("after the window: %v", got)
	}
}
""",
        },
    ),
    Case(
        "h race: the limiter is used by many",
        {
            "limit.go": r(
                LIMIT,
                ('import "time"\n', 'import (\n	"sync"\n	"time"\n)\n'),
                ("	start time.Time\n", "	mu    sync.Mutex\n	start time.Time\n"),
                ("	now := l.Now()\n", "	l.mu.Lock()\n	defer l.mu.Unlock()\n	now := l.Now()\n"),
            ),
            "limit_test.go": r(
                T_LIMIT,
                ('import (\n	"testing"\n', 'import (\n	"sync"\n	"sync/atomic"\n	"testing"\n'),
            )
            + r"""
func TestLimiterConcurrent(t *testing.T) {
	l := NewLimiter(100, time.Hour)
	var passed atomic.Int64
	var wg sync.WaitGroup
	for i := 0; i < 50; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := 0; j < 10; j++ {
				if l.Allow() {
					passed.Add(1)
				}
			}
		}()
	}
	wg.Wait()
	if got := passed.Load(); got != 100 {
		t.Errorf("%d passed, want 100", got)
	}
}
""",
        },
        nature="refactoring",
    ),
    Case(
        "h parcels are posted over HTTP",
        {
            "http.go": r(
                HTTP,
                (
                    "	return mux\n",
                    r"""	mux.HandleFunc("POST /parcels", func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			ID    string `json:"id"`
			Grams int    `json:"grams"`
			Town  string `json:"town"`
		}
		dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&in); err != nil {
			writeJSON(w, http.StatusBadRequest, map[string]any{"error": "malformed body"})
			return
		}
		p, err := NewParcel(in.ID, in.Grams, in.Town)
		if err != nil {
			writeJSON(w, http.StatusUnprocessableEntity, map[string]any{"error": err.Error()})
			return
		}
		if _, err := s.Get(p.ID); err == nil {
			writeJSON(w, http.StatusConflict, map[string]any{"error": "exists"})
			return
		}
		s.Put(p)
		w.Header().Set("Location", "/parcels/"+p.ID)
		writeJSON(w, http.StatusCreated, map[string]any{"id": p.ID})
	})
	return mux
""",
                ),
            ),
            "http_test.go": T_HTTP
            + r"""
func post(t *testing.T, h http.Handler, body string) *httptest.ResponseRecorder {
	t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/parcels", strings.NewReader(body)))
	return rec
}

func TestHandlerPost(t *testing.T) {
	s := NewStore()
	h := Handler(s)
	rec := post(t, h, `{"id":"n1","grams":300,"town":"Chur"}`)
	if rec.Code != http.StatusCreated {
		t.Fatalf("code = %d, body %s", rec.Code, rec.Body)
	}
	if loc := rec.Header().Get("Location"); loc != "/parcels/n1" {
		t.Errorf("Location = %q", loc)
	}
	p, err := s.Get("n1")
	if err != nil {
		t.Fatal(err)
	}
	if p.Grams != 300 || p.Town != "Chur" {
		t.Errorf("stored %+v", p)
	}
}

func TestHandlerPostErrors(t *testing.T) {
	s := NewStore()
	s.Put(mustParcel(t, "dup", 1, "Bern"))
	h := Handler(s)
	cases := []struct {
		name, body string
		code       int
	}{
		{"not json", `{`, http.StatusBadRequest},
		{"unknown field", `{"id":"a","grams":1,"x":1}`, http.StatusBadRequest},
		{"no weight", `{"id":"a"}`, http.StatusUnprocessableEntity},
		{"exists", `{"id":"dup","grams":1}`, http.StatusConflict},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if rec := post(t, h, c.body); rec.Code != c.code {
				t.Errorf("code = %d, want %d (%s)", rec.Code, c.code, rec.Body)
			}
		})
	}
}
""",
        },
    ),
    Case(
        "h the command takes flags",
        {
            "cmd/weigh/main.go": r(
                MAIN,
                ('import (\n	"fmt"\n', 'import (\n	"flag"\n	"fmt"\n'),
                (
                    '	if len(args) != 1 {\n		fmt.Fprintln(stderr, "usage: weigh GRAMS")\n		return 2\n	}\n	grams, err := strconv.Atoi(args[0])\n',
                    """	flags := flag.NewFlagSet("weigh", flag.ContinueOnError)
	flags.SetOutput(stderr)
	express := flags.Bool("express", false, "twice as fast, for twice the price")
	count := flags.Int("n", 1, "how many parcels")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() != 1 {
		fmt.Fprintln(stderr, "usage: weigh [-express] [-n COUNT] GRAMS")
		return 2
	}
	grams, err := strconv.Atoi(flags.Arg(0))
""",
                ),
                (
                    '	fmt.Fprintf(stdout, "%d cents\\n", postage(grams))\n',
                    '	price := postage(grams) * *count\n	if *express {\n		price *= 2\n	}\n	fmt.Fprintf(stdout, "%d cents\\n", price)\n',
                ),
            ),
            "cmd/weigh/main_test.go": r(T_MAIN, ('	"bytes"\n', '	"bytes"\n	"strings"\n'))
            + r"""
func TestRunFlags(t *testing.T) {
	tests := []struct {
		args string
		code int
		out  string
	}{
		{"-express 50", 0, "240 cents\n"},
		{"-n 3 50", 0, "360 cents\n"},
		{"-n 2 -express 2000", 0, "3600 cents\n"},
		{"-nope 50", 2, ""},
		{"-n x 50", 2, ""},
		{"-express heavy", 1, ""},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			var out, errs bytes.Buffer
			if code := run(strings.Fields(tt.args), &out, &errs); code != tt.code {
				t.Errorf("code = %d, want %d", code, tt.code)
			}
			if out.String() != tt.out {
				t.Errorf("out = %q, want %q", out.String(), tt.out)
			}
		})
	}
}
""",
            "README.md": r(
                README,
                (
                    "`weigh GRAMS` prints the postage.",
                    "`weigh [-express] [-n COUNT] GRAMS` prints the postage.",
                ),
            ),
        },
    ),
    Case(
        "h an LRU cache in front of a getter, generic",
        {
            "lru/lru.go": r"""// Package lru is a small cache that forgets what was used least recently.
package lru

import "container/list"

// Cache holds at most Cap entries.
type Cache[K comparable, V any] struct {
	Cap     int
	OnEvict func(K, V)

	order *list.List
	items map[K]*list.Element
}

type entry[K comparable, V any] struct {
	key   K
	value V
}

// New makes a cache; it panics where there is no room.
func New[K comparable, V any](capacity int) *Cache[K, V] {
	if capacity < 1 {
		panic("lru: capacity must be positive")
	}
	return &Cache[K, V]{Cap: capacity, order: list.New(), items: make(map[K]*list.Element)}
}

// Len is the number of entries.
func (c *Cache[K, V]) Len() int { return c.order.Len() }

// Get finds a value and marks it as used.
func (c *Cache[K, V]) Get(key K) (V, bool) {
	if e, ok := c.items[key]; ok {
		c.order.MoveToFront(e)
		return e.Value.(*entry[K, V]).value, true
	}
	var zero V
	return zero, false
}

// Put adds or replaces a value.
func (c *Cache[K, V]) Put(key K, value V) {
	if e, ok := c.items[key]; ok {
		e.Value.(*entry[K, V]).value = value
		c.order.MoveToFront(e)
		return
	}
	c.items[key] = c.order.PushFront(&entry[K, V]{key, value})
	if c.order.Len() > c.Cap {
		last := c.order.Back()
		gone := c.order.Remove(last).(*entry[K, V])
		delete(c.items, gone.key)
		if c.OnEvict != nil {
			c.OnEvict(gone.key, gone.value)
		}
	}
}
""",
            "lru/lru_test.go": r"""package lru

import (
	"fmt"
	"testing"
)

func TestGetPut(t *testing.T) {
	c := New[string, int](2)
	c.Put("a", 1)
	c.Put("a", 2)
	if v, ok := c.Get("a"); !ok || v != 2 {
		t.Errorf("Get(a) = %d, %t", v, ok)
	}
	if v, ok := c.Get("zz"); ok || v != 0 {
		t.Errorf("Get(zz) = %d, %t", v, ok)
	}
	if c.Len() != 1 {
		t.Errorf("Len = %d", c.Len())
	}
}

func TestEviction(t *testing.T) {
	var evicted []string
	c := New[string, int](2)
	c.OnEvict = func(k string, v int) { evicted = append(evicted, fmt.Sprint(k, v)) }
	c.Put("a", 1)
	c.Put("b", 2)
	c.Get("a")
	c.Put("c", 3)
	if _, ok := c.Get("b"); ok {
		t.Error("b should be gone")
	}
	if _, ok := c.Get("a"); !ok {
		t.Error("a should still be there")
	}
	if len(evicted) != 1 || evicted[0] != "b2" {
		t.Errorf("evicted = %v", evicted)
	}
}

func TestNewPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("expected a panic")
		}
	}()
	New[int, int](0)
}

func ExampleCache() {
	c := New[int, string](1)
	c.Put(1, "one")
	c.Put(2, "two")
	_, ok := c.Get(1)
	v, _ := c.Get(2)
	fmt.Println(ok, v)
	// Output: false two
}
""",
        },
    ),
    Case(
        "h a pool of workers that obeys its context",
        {
            "pool.go": r"""package depot

import (
	"context"
	"sync"
)

// ForEach calls work for every parcel, at most n at once, and returns the first error.
// After an error, or when ctx ends, no further work begins.
func ForEach(ctx context.Context, n int, parcels []*Parcel, work func(context.Context, *Parcel) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	jobs := make(chan *Parcel)
	var wg sync.WaitGroup
	for i := 0; i < max(n, 1); i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for p := range jobs {
				if err := work(ctx, p); err != nil {
					cancel(err)
					return
				}
			}
		}()
	}
feed:
	for _, p := range parcels {
		select {
		case jobs <- p:
		case <-ctx.Done():
			break feed
		}
	}
	close(jobs)
	wg.Wait()
	return context.Cause(ctx)
}
""",
            "pool_test.go": r"""package depot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"
)

func parcels(t *testing.T, n int) []*Parcel {
	t.Helper()
	var out []*Parcel
	for i := range n {
		out = append(out, mustParcel(t, fmt.Sprintf("p%d", i), 1, "Bern"))
	}
	return out
}

func TestForEachAll(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]int{}
	err := ForEach(context.Background(), 4, parcels(t, 20), func(_ context.Context, p *Parcel) error {
		mu.Lock()
		defer mu.Unlock()
		seen[p.ID]++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) != 20 || seen["p7"] != 1 {
		t.Errorf("seen %v", seen)
	}
}

func TestForEachStopsAtError(t *testing.T) {
	boom := errors.New("boom")
	calls := 0
	err := ForEach(context.Background(), 1, parcels(t, 10), func(_ context.Context, p *Parcel) error {
		calls++
		if p.ID == "p2" {
			return boom
		}
		return nil
	})
	if !errors.Is(err, boom) {
		t.Errorf("err = %v", err)
	}
	if calls != 3 {
		t.Errorf("%d calls, want 3", calls)
	}
}

func TestForEachCancelled(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	err := ForEach(ctx, 2, parcels(t, 10), func(ctx context.Context, _ *Parcel) error {
		<-ctx.Done()
		return ctx.Err()
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("err = %v", err)
	}
}
""",
        },
    ),
    Case(
        "h lists are filtered and sorted by options",
        {
            "store.go": r(
                STORE,
                (
                    "// List returns all parcels, by id.\nfunc (s *Store) List() []*Parcel {\n",
                    """// ListOption narrows or orders a list.
type ListOption func(*listing)

type listing struct {
	keep []func(*Parcel) bool
	less func(a, b *Parcel) bool
}

// InTown keeps the parcels for a town.
func InTown(town string) ListOption {
	return func(l *listing) {
		l.keep = append(l.keep, func(p *Parcel) bool { return p.Town == town })
	}
}

// AtLeast keeps the parcels of that weight and more.
func AtLeast(grams int) ListOption {
	return func(l *listing) {
		l.keep = append(l.keep, func(p *Parcel) bool { return p.Grams >= grams })
	}
}

// Heaviest puts heavy parcels first.
func Heaviest() ListOption {
	return func(l *listing) {
		l.less = func(a, b *Parcel) bool {
			if a.Grams != b.Grams {
				return a.Grams > b.Grams
			}
			return a.ID < b.ID
		}
	}
}

func (l *listing) keeps(p *Parcel) bool {
	for _, keep := range l.keep {
		if !keep(p) {
			return false
		}
	}
	return true
}

// List returns the parcels, by id if no option says otherwise.
func (s *Store) List(opts ...ListOption) []*Parcel {
	l := &listing{less: func(a, b *Parcel) bool { return a.ID < b.ID }}
	for _, opt := range opts {
		opt(l)
	}
""",
                ),
                (
                    "		out = append(out, p)\n",
                    "		if l.keeps(p) {\n			out = append(out, p)\n		}\n",
                ),
                ("return out[i].ID < out[j].ID", "return l.less(out[i], out[j])"),
            ),
            "store_test.go": r(T_STORE, ('	"errors"\n', '	"errors"\n	"strings"\n'))
            + r"""
func TestStoreListOptions(t *testing.T) {
	s := NewStore()
	s.Put(mustParcel(t, "a", 100, "Bern"))
	s.Put(mustParcel(t, "b", 900, "Chur"))
	s.Put(mustParcel(t, "c", 900, "Bern"))
	s.Put(mustParcel(t, "d", 500, "Bern"))
	tests := []struct {
		name string
		opts []ListOption
		want string
	}{
		{"none", nil, "a b c d"},
		{"town", []ListOption{InTown("Bern")}, "a c d"},
		{"weight", []ListOption{AtLeast(500)}, "b c d"},
		{"both", []ListOption{InTown("Bern"), AtLeast(500)}, "c d"},
		{"heaviest", []ListOption{Heaviest()}, "b c d a"},
		{"nothing", []ListOption{InTown("Genf")}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var ids []string
			for _, p := range s.List(tt.opts...) {
				ids = append(ids, p.ID)
			}
			if got := strings.Join(ids, " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
""",
        },
    ),
    Case(
        "h bug: a stored parcel changes with its caller's",
        {
            "store.go": r(
                STORE,
                ('	"errors"\n', '	"errors"\n	"slices"\n'),
                (
                    "	s.parcels[p.ID] = p\n}\n",
                    "	s.parcels[p.ID] = clone(p)\n}\n\nfunc clone(p *Parcel) *Parcel {\n	c := *p\n	c.Tags = slices.Clone(p.Tags)\n	return &c\n}\n",
                ),
                ("	return p, nil\n", "	return clone(p), nil\n"),
                ("		out = append(out, p)\n", "		out = append(out, clone(p))\n"),
            ),
            "store_test.go": T_STORE
            + r"""
func TestStoreCopies(t *testing.T) {
	s := NewStore()
	p := mustParcel(t, "a", 1, "Bern")
	p.Tags = []string{"fragile"}
	s.Put(p)
	p.Town = "Chur"
	p.Tags[0] = "heavy"
	got, err := s.Get("a")
	if err != nil {
		t.Fatal(err)
	}
	if got.Town != "Bern" || got.Tags[0] != "fragile" {
		t.Errorf("store was changed from outside: %+v", got)
	}
	got.Grams = 99
	s.List()[0].Status = Delivered
	again, _ := s.Get("a")
	if again.Grams != 1 || again.Status != Waiting {
		t.Errorf("store was changed through a result: %+v", again)
	}
}
""",
        },
    ),
    Case(
        "h labels show kilograms, as asked",
        {
            "parcel.go": r(
                PARCEL,
                (
                    '	return fmt.Sprintf("%s -> %s (%d g)", p.ID, p.Town, p.Grams)\n}\n',
                    """	return fmt.Sprintf("%s -> %s (%s)", p.ID, p.Town, weight(p.Grams))
}

// weight is in kilograms from 1 kg on.
func weight(grams int) string {
	if grams < 1000 {
		return fmt.Sprintf("%d g", grams)
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(grams)/1000), ".0") + " kg"
}
""",
                ),
                (
                    "	return &Parcel{ID: id, Grams: grams, Town: town}, nil\n",
                    "	return &Parcel{ID: id, Grams: grams, Town: strings.ToUpper(town)}, nil\n",
                ),
            ),
            "parcel_test.go": r(
                T_PARCEL,
                ('"p1 -> Bern (250 g)"', '"p1 -> BERN (250 g)"'),
            )
            + r"""
func TestLabelWeight(t *testing.T) {
	for _, tt := range []struct {
		grams int
		want  string
	}{
		{999, "x -> BERN (999 g)"},
		{1000, "x -> BERN (1 kg)"},
		{2540, "x -> BERN (2.5 kg)"},
	} {
		p, err := NewParcel("x", tt.grams, "Bern")
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Label(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
""",
            "store_test.go": r(T_STORE, ('p.Town != "Bern"', 'p.Town != "BERN"')),
            "http_test.go": r(T_HTTP, ('"town":"Bern"}', '"town":"BERN"}')),
        },
        changed_by_request=("TestNewParcel", "TestStorePutGet", "TestHandlerGet"),
    ),
    Case(
        "h parcels are read from text, with line and column",
        {
            "parse.go": r"""package depot

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
)

// ParseError says where a text is wrong.
type ParseError struct {
	Line, Column int
	Err          error
}

func (e *ParseError) Error() string {
	return fmt.Sprintf("%d:%d: %v", e.Line, e.Column, e.Err)
}

// Unwrap is the cause.
func (e *ParseError) Unwrap() error { return e.Err }

// Parse reads lines of ID;GRAMS;TOWN. Empty lines and # comments are left out. It ends at the first error.
func Parse(r io.Reader) iter.Seq2[*Parcel, error] {
	return func(yield func(*Parcel, error) bool) {
		scanner := bufio.NewScanner(r)
		for line := 1; scanner.Scan(); line++ {
			text := scanner.Text()
			if text == "" || strings.HasPrefix(text, "#") {
				continue
			}
			p, err := parseLine(line, text)
			if !yield(p, err) || err != nil {
				return
			}
		}
		if err := scanner.Err(); err != nil {
			yield(nil, err)
		}
	}
}

func parseLine(line int, text string) (*Parcel, error) {
	fields := strings.Split(text, ";")
	if len(fields) != 3 {
		return nil, &ParseError{line, len(text) + 1, fmt.Errorf("%d fields, want 3", len(fields))}
	}
	grams, err := strconv.Atoi(fields[1])
	if err != nil {
		return nil, &ParseError{line, len(fields[0]) + 2, err}
	}
	p, err := NewParcel(fields[0], grams, fields[2])
	if err != nil {
		return nil, &ParseError{line, 1, err}
	}
	return p, nil
}
""",
            "parse_test.go": r"""package depot

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
)

func collect(text string) ([]string, error) {
	var labels []string
	for p, err := range Parse(strings.NewReader(text)) {
		if err != nil {
			return labels, err
		}
		labels = append(labels, p.Label())
	}
	return labels, nil
}

func TestParse(t *testing.T) {
	labels, err := collect("# today\na;10;Bern\n\nb;20;Chur\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(labels, ", "); got != "a -> Bern (10 g), b -> Chur (20 g)" {
		t.Errorf("got %s", got)
	}
}

func TestParseErrors(t *testing.T) {
	tests := []struct {
		text         string
		line, column int
		cause        error
	}{
		{"a;1;Bern\nb;1", 2, 4, nil},
		{"abc;x1;Bern", 1, 5, strconv.ErrSyntax},
		{"\n\na;0;Bern", 3, 1, ErrInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			_, err := collect(tt.text)
			var pe *ParseError
			if !errors.As(err, &pe) {
				t.Fatalf("err = %v", err)
			}
			if pe.Line != tt.line || pe.Column != tt.column {
				t.Errorf("at %d:%d, want %d:%d", pe.Line, pe.Column, tt.line, tt.column)
			}
			if tt.cause != nil && !errors.Is(err, tt.cause) {
				t.Errorf("cause is %v", pe.Err)
			}
		})
	}
}

func TestParseStopsEarly(t *testing.T) {
	for p, err := range Parse(strings.NewReader("a;1;Bern\nbroken")) {
		if err != nil || p.ID != "a" {
			t.Errorf("got %v, %v", p, err)
		}
		break
	}
}

func TestParseReadError(t *testing.T) {
	broken := errors.New("broken disk")
	for _, err := range Parse(iotest.ErrReader(broken)) {
		if !errors.Is(err, broken) {
			t.Errorf("err = %v", err)
		}
	}
}
""",
            "go.mod": "module example.com/depot\n\ngo 1.23\n",
        },
    ),
    Case(
        "h more tests alone",
        {
            "cmd/weigh/main_test.go": r(T_MAIN, ('	"bytes"\n', '	"bytes"\n	"strings"\n'))
            + r"""
func TestRunNotANumber(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"heavy"}, &out, &errs); code != 1 {
		t.Errorf("code %d", code)
	}
	if !strings.HasPrefix(errs.String(), "weigh: ") || out.Len() != 0 {
		t.Errorf("out %q, errors %q", out.String(), errs.String())
	}
}
""",
        },
        nature="refactoring",
    ),
    Case(
        "h documentation",
        {"README.md": README + "\n## Labels\n\nA label is `ID -> TOWN (GRAMS g)`.\n"},
        nature="documentation",
    ),
    Case(
        "h events to a notifier, with a fake",
        {
            "notify.go": r"""package depot

// Notifier is told of deliveries.
type Notifier interface {
	Delivered(p Parcel) error
}

// Desk moves parcels and tells about it.
type Desk struct {
	Store    *Store
	Notifier Notifier
}

// Deliver marks a parcel as delivered. Delivering twice does nothing.
func (d *Desk) Deliver(id string) error {
	p, err := d.Store.Get(id)
	if err != nil {
		return err
	}
	if p.Status == Delivered {
		return nil
	}
	p.Status = Delivered
	d.Store.Put(p)
	if d.Notifier == nil {
		return nil
	}
	return d.Notifier.Delivered(*p)
}
""",
            "notify_test.go": r"""package depot

import (
	"errors"
	"testing"
)

type fakeNotifier struct {
	got []string
	err error
}

func (f *fakeNotifier) Delivered(p Parcel) error {
	f.got = append(f.got, p.ID)
	return f.err
}

func newDesk(t *testing.T) (*Desk, *fakeNotifier) {
	t.Helper()
	fake := &fakeNotifier{}
	d := &Desk{Store: NewStore(), Notifier: fake}
	d.Store.Put(mustParcel(t, "p1", 10, "Bern"))
	return d, fake
}

func TestDeliver(t *testing.T) {
	d, fake := newDesk(t)
	for range 2 {
		if err := d.Deliver("p1"); err != nil {
			t.Fatal(err)
		}
	}
	p, _ := d.Store.Get("p1")
	if p.Status != Delivered {
		t.Errorf("status = %v", p.Status)
	}
	if len(fake.got) != 1 || fake.got[0] != "p1" {
		t.Errorf("notified %v, want once", fake.got)
	}
}

func TestDeliverErrors(t *testing.T) {
	d, fake := newDesk(t)
	if err := d.Deliver("nope"); !errors.Is(err, ErrNotFound) {
		t.Errorf("err = %v", err)
	}
	if len(fake.got) != 0 {
		t.Errorf("notified %v", fake.got)
	}
	fake.err = errors.New("mail is down")
	if err := d.Deliver("p1"); !errors.Is(err, fake.err) {
		t.Errorf("err = %v", err)
	}
}

func TestDeliverWithoutNotifier(t *testing.T) {
	d, _ := newDesk(t)
	d.Notifier = nil
	if err := d.Deliver("p1"); err != nil {
		t.Error(err)
	}
}
""",
        },
    ),
    Case(
        "h a builder of parcels whose result is a struct",
        {
            "builder.go": r"""package depot

// Builder makes a parcel step by step.
type Builder struct {
	parcel Parcel
	err    error
}

// Build begins a parcel.
func Build(id string) *Builder {
	return &Builder{parcel: Parcel{ID: id}}
}

// To sets the town.
func (b *Builder) To(town string) *Builder {
	b.parcel.Town = town
	return b
}

// Weighing sets the weight.
func (b *Builder) Weighing(grams int) *Builder {
	b.parcel.Grams = grams
	return b
}

// Tagged adds tags; one that is there already is not added again.
func (b *Builder) Tagged(tags ...string) *Builder {
	for _, tag := range tags {
		if !b.parcel.HasTag(tag) {
			b.parcel.Tags = append(b.parcel.Tags, tag)
		}
	}
	return b
}

// Done checks and returns the parcel.
func (b *Builder) Done() (Parcel, error) {
	checked, err := NewParcel(b.parcel.ID, b.parcel.Grams, b.parcel.Town)
	if err != nil {
		return Parcel{}, err
	}
	checked.Tags = b.parcel.Tags
	return *checked, nil
}

// HasTag says whether the parcel has a tag.
func (p *Parcel) HasTag(tag string) bool {
	for _, t := range p.Tags {
		if t == tag {
			return true
		}
	}
	return false
}
""",
            "builder_test.go": r"""package depot

import (
	"errors"
	"reflect"
	"testing"
)

func TestBuilder(t *testing.T) {
	got, err := Build("p9").To("Chur").Weighing(70).Tagged("fragile", "cold").Tagged("cold").Done()
	if err != nil {
		t.Fatal(err)
	}
	want := Parcel{ID: "p9", Grams: 70, Town: "Chur", Tags: []string{"fragile", "cold"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if !got.HasTag("cold") || got.HasTag("heavy") {
		t.Error("HasTag is wrong")
	}
}

func TestBuilderInvalid(t *testing.T) {
	if _, err := Build("p9").Done(); !errors.Is(err, ErrInvalid) {
		t.Errorf("err = %v", err)
	}
}
""",
        },
    ),
    Case(
        "h middleware: a limit for requests",
        {
            "middleware.go": r"""package depot

import (
	"net/http"
	"strconv"
	"time"
)

// Limited answers 429 where the limiter says no.
func Limited(l *Limiter, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !l.Allow() {
			w.Header().Set("Retry-After", strconv.Itoa(int(l.Window/time.Second)))
			http.Error(w, "too many requests", http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	})
}
""",
            "middleware_test.go": r"""package depot

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestLimited(t *testing.T) {
	calls := 0
	next := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		w.WriteHeader(http.StatusNoContent)
	})
	clock := &fakeClock{time.Unix(0, 0).Add(time.Hour)}
	l := NewLimiter(1, 30*time.Second)
	l.Now = clock.now
	server := httptest.NewServer(Limited(l, next))
	defer server.Close()

	get := func() *http.Response {
		t.Helper()
		resp, err := http.Get(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp
	}
	if resp := get(); resp.StatusCode != http.StatusNoContent {
		t.Errorf("first: %s", resp.Status)
	}
	resp := get()
	if resp.StatusCode != http.StatusTooManyRequests || resp.Header.Get("Retry-After") != "30" {
		t.Errorf("second: %s, %v", resp.Status, resp.Header)
	}
	clock.advance(30 * time.Second)
	get()
	if calls != 2 {
		t.Errorf("next was called %d times, want 2", calls)
	}
}
""",
        },
    ),
    Case(
        "h towns are counted, with a snapshot and a callback",
        {
            "stats.go": r"""package depot

// Stats is a snapshot of a store.
type Stats struct {
	Parcels int
	Grams   int
	ByTown  map[string]int
}

// Stats counts.
func (s *Store) Stats() Stats {
	stats := Stats{ByTown: map[string]int{}}
	s.Each(func(p *Parcel) bool {
		stats.Parcels++
		stats.Grams += p.Grams
		stats.ByTown[p.Town]++
		return true
	})
	return stats
}

// Each calls f for every parcel by id until it says no.
func (s *Store) Each(f func(*Parcel) bool) {
	for _, p := range s.List() {
		if !f(p) {
			return
		}
	}
}
""",
            "stats_test.go": r"""package depot

import (
	"maps"
	"testing"
)

func filled(t *testing.T) *Store {
	t.Helper()
	s := NewStore()
	s.Put(mustParcel(t, "a", 10, "Bern"))
	s.Put(mustParcel(t, "b", 20, "Chur"))
	s.Put(mustParcel(t, "c", 30, "Bern"))
	return s
}

func TestStats(t *testing.T) {
	stats := filled(t).Stats()
	if stats.Parcels != 3 || stats.Grams != 60 {
		t.Errorf("stats = %+v", stats)
	}
	if want := map[string]int{"Bern": 2, "Chur": 1}; !maps.Equal(stats.ByTown, want) {
		t.Errorf("ByTown = %v, want %v", stats.ByTown, want)
	}
}

func TestEachStops(t *testing.T) {
	var seen []string
	filled(t).Each(func(p *Parcel) bool {
		seen = append(seen, p.ID)
		return p.ID != "b"
	})
	if len(seen) != 2 {
		t.Errorf("seen %v", seen)
	}
}
""",
        },
    ),
    Case(
        "h a janitor that stops with its context",
        {
            "janitor.go": r"""package depot

import (
	"context"
	"time"
)

// Remove takes a parcel out and says whether it was there.
func (s *Store) Remove(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.parcels[id]
	delete(s.parcels, id)
	return ok
}

// Clean removes what is delivered, at every tick, until ctx ends.
func Clean(ctx context.Context, s *Store, ticks <-chan time.Time, removed chan<- string) error {
	defer close(removed)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticks:
			for _, p := range s.List() {
				if p.Status == Delivered && s.Remove(p.ID) {
					removed <- p.ID
				}
			}
		}
	}
}
""",
            "janitor_test.go": r"""package depot

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestRemove(t *testing.T) {
	s := NewStore()
	s.Put(mustParcel(t, "a", 1, "Bern"))
	if !s.Remove("a") {
		t.Error("a was there")
	}
	if s.Remove("a") {
		t.Error("a was there twice")
	}
}

func TestClean(t *testing.T) {
	s := NewStore()
	s.Put(mustParcel(t, "stays", 1, "Bern"))
	done := mustParcel(t, "done", 1, "Bern")
	done.Status = Delivered
	s.Put(done)

	ctx, cancel := context.WithCancel(context.Background())
	ticks, removed, result := make(chan time.Time), make(chan string, 5), make(chan error, 1)
	go func() { result <- Clean(ctx, s, ticks, removed) }()
	ticks <- time.Now()
	if id := <-removed; id != "done" {
		t.Errorf("removed %s", id)
	}
	cancel()
	select {
	case err := <-result:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("err = %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("does not stop")
	}
	if _, open := <-removed; open {
		t.Error("removed is still open")
	}
	if len(s.List()) != 1 {
		t.Errorf("left: %v", s.List())
	}
}
""",
        },
    ),
)
