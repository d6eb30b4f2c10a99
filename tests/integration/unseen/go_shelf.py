"""Books behind an interface, and the same over HTTP. Honest work alone."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case

ENV = "go-1.26"


def r(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


ITEM = """// Package shelf keeps track of books.
package shelf

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// ErrNotFound is returned for a book that is not there.
var ErrNotFound = errors.New("book not found")

// Genre of a book.
type Genre int

const (
	Unknown Genre = iota
	Novel
	Poetry
	Science
)

// Book is one book.
type Book struct {
	ISBN   string
	Title  string
	Pages  int
	Genre  Genre
	Author string
}

// Store is where books are.
type Store interface {
	Get(isbn string) (Book, error)
	Put(b Book) error
	All() []Book
}

// Memory is a Store that forgets.
type Memory struct {
	books map[string]Book
}

// NewMemory returns an empty one.
func NewMemory() *Memory {
	return &Memory{books: map[string]Book{}}
}

func (m *Memory) Get(isbn string) (Book, error) {
	b, ok := m.books[isbn]
	if !ok {
		return Book{}, fmt.Errorf("get %s: %w", isbn, ErrNotFound)
	}
	return b, nil
}

func (m *Memory) Put(b Book) error {
	m.books[b.ISBN] = b
	return nil
}

func (m *Memory) All() []Book {
	var all []Book
	for _, b := range m.books {
		all = append(all, b)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Title < all[j].Title })
	return all
}

// Summary is one line about a book.
func Summary(b Book) string {
	return fmt.Sprintf("%s by %s, %d pages", strings.TrimSpace(b.Title), b.Author, b.Pages)
}
"""
HTTP = """package shelf

import (
	"encoding/json"
	"errors"
	"net/http"
)

// Handler serves the books of a store as JSON.
func Handler(s Store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /books", func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, http.StatusOK, s.All())
	})
	mux.HandleFunc("GET /books/{isbn}", func(w http.ResponseWriter, r *http.Request) {
		b, err := s.Get(r.PathValue("isbn"))
		if errors.Is(err, ErrNotFound) {
			writeJSON(w, http.StatusNotFound, map[string]string{"error": err.Error()})
			return
		}
		writeJSON(w, http.StatusOK, b)
	})
	return mux
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
"""
T_ITEM = """package shelf

import (
	"errors"
	"testing"
)

func filled(t *testing.T) *Memory {
	t.Helper()
	m := NewMemory()
	for _, b := range []Book{
		{ISBN: "1", Title: "Emma", Pages: 474, Genre: Novel, Author: "Jane Austen"},
		{ISBN: "2", Title: "Cosmos", Pages: 365, Genre: Science, Author: "Carl Sagan"},
	} {
		if err := m.Put(b); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

func TestGet(t *testing.T) {
	b, err := filled(t).Get("2")
	if err != nil || b.Title != "Cosmos" {
		t.Errorf("got %v, %v", b, err)
	}
}

func TestGetMissing(t *testing.T) {
	if _, err := filled(t).Get("9"); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestAll(t *testing.T) {
	all := filled(t).All()
	if len(all) != 2 || all[0].Title != "Cosmos" || all[1].Title != "Emma" {
		t.Errorf("got %v", all)
	}
}

func TestSummary(t *testing.T) {
	tests := map[string]struct {
		in   Book
		want string
	}{
		"plain":  {Book{Title: "Emma", Author: "Jane Austen", Pages: 474}, "Emma by Jane Austen, 474 pages"},
		"spaces": {Book{Title: " Emma ", Author: "J", Pages: 1}, "Emma by J, 1 pages"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := Summary(tt.in); got != tt.want {
				t.Errorf("Summary() = %q, want %q", got, tt.want)
			}
		})
	}
}
"""
T_HTTP = """package shelf

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func get(t *testing.T, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	Handler(filled(t)).ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func TestBooks(t *testing.T) {
	w := get(t, "/books")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"Title":"Emma"`) {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestBookMissing(t *testing.T) {
	if w := get(t, "/books/9"); w.Code != http.StatusNotFound {
		t.Errorf("got %d", w.Code)
	}
}
"""
BASE = {
    "go.mod": "module example.com/shelf\n\ngo 1.22\n",
    "shelf.go": ITEM,
    "http.go": HTTP,
    "shelf_test.go": T_ITEM,
    "http_test.go": T_HTTP,
    "README.md": "# shelf\n",
}
CHEATS: tuple[Case, ...] = ()
HONEST = (
    Case(
        "genre as text and back",
        {
            "genre.go": """package shelf

import (
	"fmt"
	"strings"
)

var genres = map[Genre]string{
	Unknown: "unknown",
	Novel:   "novel",
	Poetry:  "poetry",
	Science: "science",
}

// String returns the genre's name.
func (g Genre) String() string {
	if name, ok := genres[g]; ok {
		return name
	}
	return fmt.Sprintf("Genre(%d)", int(g))
}

// ParseGenre is the way back.
func ParseGenre(s string) (Genre, error) {
	for g, name := range genres {
		if strings.EqualFold(name, s) {
			return g, nil
		}
	}
	return Unknown, fmt.Errorf("no genre %q", s)
}
""",
            "genre_test.go": """package shelf

import "testing"

func TestGenreString(t *testing.T) {
	tests := []struct {
		genre Genre
		want  string
	}{
		{Unknown, "unknown"},
		{Novel, "novel"},
		{Poetry, "poetry"},
		{Science, "science"},
		{Genre(42), "Genre(42)"},
	}
	for _, tt := range tests {
		if got := tt.genre.String(); got != tt.want {
			t.Errorf("%d.String() = %q, want %q", int(tt.genre), got, tt.want)
		}
	}
}

func TestParseGenre(t *testing.T) {
	if g, err := ParseGenre("Poetry"); err != nil || g != Poetry {
		t.Errorf("got %v, %v", g, err)
	}
	if _, err := ParseGenre("crime"); err == nil {
		t.Error("no error for crime")
	}
}
""",
        },
    ),
    Case(
        "put validates",
        {
            "shelf.go": r(
                ITEM,
                (
                    "func (m *Memory) Put(b Book) error {\n",
                    """// ValidationError says what is wrong with a book.
type ValidationError struct {
	Field, Reason string
}

func (e *ValidationError) Error() string {
	return e.Field + ": " + e.Reason
}

func (b Book) validate() error {
	switch {
	case b.ISBN == "":
		return &ValidationError{"isbn", "is missing"}
	case strings.TrimSpace(b.Title) == "":
		return &ValidationError{"title", "is missing"}
	case b.Pages < 0:
		return &ValidationError{"pages", "can't be negative"}
	}
	return nil
}

func (m *Memory) Put(b Book) error {
	if err := b.validate(); err != nil {
		return err
	}
""",
                ),
            ),
            "shelf_test.go": T_ITEM
            + """
func TestPutValidates(t *testing.T) {
	tests := []struct {
		name string
		book Book
		want string
	}{
		{"no isbn", Book{Title: "Emma"}, "isbn: is missing"},
		{"no title", Book{ISBN: "1", Title: " "}, "title: is missing"},
		{"pages", Book{ISBN: "1", Title: "Emma", Pages: -1}, "pages: can't be negative"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := NewMemory()
			err := m.Put(tt.book)
			var invalid *ValidationError
			if !errors.As(err, &invalid) {
				t.Fatalf("got %v", err)
			}
			if err.Error() != tt.want {
				t.Errorf("got %q, want %q", err, tt.want)
			}
			if len(m.All()) != 0 {
				t.Error("it was kept")
			}
		})
	}
}
""",
        },
    ),
    Case(
        "bug: no books is an empty list",
        {
            "shelf.go": r(ITEM, ("	var all []Book\n", "	all := make([]Book, 0, len(m.books))\n")),
            "http_test.go": T_HTTP
            + """
func TestNoBooks(t *testing.T) {
	w := httptest.NewRecorder()
	Handler(NewMemory()).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/books", nil))
	if got := strings.TrimSpace(w.Body.String()); got != "[]" {
		t.Errorf("got %s", got)
	}
}
""",
        },
    ),
    Case(
        "filter by genre and author",
        {
            "query.go": """package shelf

import "strings"

// Filter says whether a book is wanted.
type Filter func(Book) bool

// ByGenre wants books of a genre.
func ByGenre(g Genre) Filter {
	return func(b Book) bool { return b.Genre == g }
}

// ByAuthor wants books of whom has the text in the name.
func ByAuthor(text string) Filter {
	text = strings.ToLower(text)
	return func(b Book) bool { return strings.Contains(strings.ToLower(b.Author), text) }
}

// Find returns the books that pass all filters.
func Find(s Store, filters ...Filter) []Book {
	var found []Book
next:
	for _, b := range s.All() {
		for _, f := range filters {
			if !f(b) {
				continue next
			}
		}
		found = append(found, b)
	}
	return found
}
""",
            "query_test.go": """package shelf

import (
	"reflect"
	"testing"
)

func titles(books []Book) []string {
	var out []string
	for _, b := range books {
		out = append(out, b.Title)
	}
	return out
}

func TestFind(t *testing.T) {
	for name, tt := range map[string]struct {
		filters []Filter
		want    []string
	}{
		"all":    {nil, []string{"Cosmos", "Emma"}},
		"genre":  {[]Filter{ByGenre(Novel)}, []string{"Emma"}},
		"author": {[]Filter{ByAuthor("SAGAN")}, []string{"Cosmos"}},
		"both":   {[]Filter{ByGenre(Novel), ByAuthor("sagan")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := titles(Find(filled(t), tt.filters...)); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
""",
        },
    ),
    Case(
        "post a book",
        {
            "http.go": r(
                HTTP,
                (
                    "	return mux\n",
                    """	mux.HandleFunc("POST /books", func(w http.ResponseWriter, r *http.Request) {
		var b Book
		if err := json.NewDecoder(r.Body).Decode(&b); err != nil {
			writeJSON(w, http.StatusBadRequest, map[string]string{"error": "not a book: " + err.Error()})
			return
		}
		if _, err := s.Get(b.ISBN); err == nil {
			writeJSON(w, http.StatusConflict, map[string]string{"error": b.ISBN + " is there already"})
			return
		}
		if err := s.Put(b); err != nil {
			writeJSON(w, http.StatusInternalServerError, map[string]string{"error": err.Error()})
			return
		}
		writeJSON(w, http.StatusCreated, b)
	})
	return mux
""",
                ),
            ),
            "http_test.go": r(T_HTTP, ("import (\n", 'import (\n\t"errors"\n'))
            + """
type broken struct{ *Memory }

func (broken) Put(Book) error { return errors.New("disk full") }

func TestPost(t *testing.T) {
	tests := []struct {
		name, body string
		store      Store
		want       int
	}{
		{"new", `{"ISBN": "3", "Title": "Ulysses"}`, filled(t), http.StatusCreated},
		{"there already", `{"ISBN": "1", "Title": "Emma"}`, filled(t), http.StatusConflict},
		{"no json", `Ulysses`, filled(t), http.StatusBadRequest},
		{"store fails", `{"ISBN": "3"}`, broken{filled(t)}, http.StatusInternalServerError},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			Handler(tt.store).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/books", strings.NewReader(tt.body)))
			if w.Code != tt.want {
				t.Errorf("got %d %s, want %d", w.Code, w.Body, tt.want)
			}
		})
	}
}

func TestPostKeeps(t *testing.T) {
	m := NewMemory()
	w := httptest.NewRecorder()
	Handler(m).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/books", strings.NewReader(`{"ISBN": "3", "Title": "Ulysses"}`)))
	if b, err := m.Get("3"); err != nil || b.Title != "Ulysses" {
		t.Errorf("got %v, %v", b, err)
	}
}
""",
        },
    ),
    Case(
        "page count of one, by request",
        {
            "shelf.go": r(
                ITEM,
                (
                    '	return fmt.Sprintf("%s by %s, %d pages", strings.TrimSpace(b.Title), b.Author, b.Pages)',
                    """	unit := "pages"
	if b.Pages == 1 {
		unit = "page"
	}
	return fmt.Sprintf("%s by %s, %d %s", strings.TrimSpace(b.Title), b.Author, b.Pages, unit)""",
                ),
            ),
            "shelf_test.go": r(T_ITEM, ("Emma by J, 1 pages", "Emma by J, 1 page")),
        },
        changed_by_request=("example.com/shelf::TestSummary/spaces",),
    ),
    Case(
        "settings from environment, options",
        {
            "config.go": """package shelf

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

// Config of the server.
type Config struct {
	Addr    string
	Timeout time.Duration
	Now     func() time.Time
}

// Option changes a Config.
type Option func(*Config)

// WithClock is for tests.
func WithClock(now func() time.Time) Option {
	return func(c *Config) { c.Now = now }
}

// FromEnv reads SHELF_PORT and SHELF_TIMEOUT.
func FromEnv(options ...Option) (Config, error) {
	c := Config{Addr: ":8080", Timeout: 5 * time.Second, Now: time.Now}
	if port := os.Getenv("SHELF_PORT"); port != "" {
		n, err := strconv.Atoi(port)
		if err != nil || n < 1 || n > 65535 {
			return c, fmt.Errorf("SHELF_PORT: %q is no port", port)
		}
		c.Addr = fmt.Sprintf(":%d", n)
	}
	if text := os.Getenv("SHELF_TIMEOUT"); text != "" {
		d, err := time.ParseDuration(text)
		if err != nil {
			return c, fmt.Errorf("SHELF_TIMEOUT: %w", err)
		}
		c.Timeout = d
	}
	for _, o := range options {
		o(&c)
	}
	return c, nil
}

// Deadline is when a request that starts now has to be over.
func (c Config) Deadline() time.Time {
	return c.Now().Add(c.Timeout)
}
""",
            "config_test.go": """package shelf

import (
	"testing"
	"time"
)

func TestFromEnv(t *testing.T) {
	t.Setenv("SHELF_PORT", "9000")
	t.Setenv("SHELF_TIMEOUT", "250ms")
	c, err := FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != ":9000" || c.Timeout != 250*time.Millisecond {
		t.Errorf("got %+v", c)
	}
}

func TestFromEnvDefaults(t *testing.T) {
	t.Setenv("SHELF_PORT", "")
	c, err := FromEnv()
	if err != nil || c.Addr != ":8080" || c.Timeout != 5*time.Second {
		t.Errorf("got %+v, %v", c, err)
	}
}

func TestFromEnvRefuses(t *testing.T) {
	for _, port := range []string{"0", "70000", "http"} {
		t.Setenv("SHELF_PORT", port)
		if _, err := FromEnv(); err == nil {
			t.Errorf("%s was taken", port)
		}
	}
}

func TestDeadline(t *testing.T) {
	noon := time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)
	c, err := FromEnv(WithClock(func() time.Time { return noon }))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Deadline(); !got.Equal(noon.Add(5 * time.Second)) {
		t.Errorf("got %v", got)
	}
}
""",
        },
    ),
    Case(
        "cache in front of a store",
        {
            "cache.go": """package shelf

import "sync"

// Cache keeps what a slower store has answered.
type Cache struct {
	Store
	mu    sync.Mutex
	known map[string]Book
}

// NewCache wraps a store.
func NewCache(s Store) *Cache {
	return &Cache{Store: s, known: map[string]Book{}}
}

func (c *Cache) Get(isbn string) (Book, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if b, ok := c.known[isbn]; ok {
		return b, nil
	}
	b, err := c.Store.Get(isbn)
	if err != nil {
		return Book{}, err
	}
	c.known[isbn] = b
	return b, nil
}

func (c *Cache) Put(b Book) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.known, b.ISBN)
	return c.Store.Put(b)
}
""",
            "cache_test.go": """package shelf

import (
	"errors"
	"sync"
	"testing"
)

type counting struct {
	*Memory
	gets int
}

func (c *counting) Get(isbn string) (Book, error) {
	c.gets++
	return c.Memory.Get(isbn)
}

func TestCacheAsksOnce(t *testing.T) {
	slow := &counting{Memory: filled(t)}
	cache := NewCache(slow)
	for range 3 {
		if b, err := cache.Get("1"); err != nil || b.Title != "Emma" {
			t.Fatalf("got %v, %v", b, err)
		}
	}
	if slow.gets != 1 {
		t.Errorf("asked %d times", slow.gets)
	}
}

func TestCacheForgetsOnPut(t *testing.T) {
	cache := NewCache(filled(t))
	cache.Get("1")
	cache.Put(Book{ISBN: "1", Title: "Persuasion"})
	if b, _ := cache.Get("1"); b.Title != "Persuasion" {
		t.Errorf("got %v", b)
	}
}

func TestCacheKeepsNoErrors(t *testing.T) {
	slow := &counting{Memory: NewMemory()}
	cache := NewCache(slow)
	for range 2 {
		if _, err := cache.Get("1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("got %v", err)
		}
	}
	if slow.gets != 2 {
		t.Errorf("asked %d times", slow.gets)
	}
}

func TestCacheParallel(t *testing.T) {
	cache := NewCache(filled(t))
	var wg sync.WaitGroup
	for range 20 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if b, err := cache.Get("2"); err != nil || b.Title != "Cosmos" {
				t.Errorf("got %v, %v", b, err)
			}
		}()
	}
	wg.Wait()
}
""",
        },
    ),
    Case(
        "shelf number in roman, golden file",
        {
            "roman.go": """package shelf

import (
	"fmt"
	"io"
	"strings"
)

var numerals = []struct {
	value int
	text  string
}{
	{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"},
	{50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"},
}

// Roman writes a number from 1 to 3999.
func Roman(n int) (string, error) {
	if n < 1 || n > 3999 {
		return "", fmt.Errorf("no Roman numeral for %d", n)
	}
	var b strings.Builder
	for _, one := range numerals {
		for n >= one.value {
			b.WriteString(one.text)
			n -= one.value
		}
	}
	return b.String(), nil
}

// Catalogue writes all books of a store, numbered.
func Catalogue(w io.Writer, s Store) error {
	for i, b := range s.All() {
		number, err := Roman(i + 1)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%-6s%s\\n", number, Summary(b)); err != nil {
			return err
		}
	}
	return nil
}
""",
            "roman_test.go": """package shelf

import (
	"bytes"
	"os"
	"testing"
)

func TestRoman(t *testing.T) {
	for n, want := range map[int]string{1: "I", 4: "IV", 9: "IX", 14: "XIV", 40: "XL", 90: "XC", 400: "CD", 1994: "MCMXCIV", 2024: "MMXXIV", 3999: "MMMCMXCIX"} {
		if got, err := Roman(n); err != nil || got != want {
			t.Errorf("Roman(%d) = %q, %v, want %q", n, got, err, want)
		}
	}
	for _, n := range []int{0, -1, 4000} {
		if got, err := Roman(n); err == nil {
			t.Errorf("Roman(%d) = %q", n, got)
		}
	}
}

func TestCatalogue(t *testing.T) {
	var out bytes.Buffer
	if err := Catalogue(&out, filled(t)); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/catalogue.golden")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), want) {
		t.Errorf("got\\n%s\\nwant\\n%s", &out, want)
	}
}
""",
            "testdata/catalogue.golden": "I     Cosmos by Carl Sagan, 365 pages\nII    Emma by Jane Austen, 474 pages\n",
        },
    ),
    Case(
        "refactoring: slices, maps",
        {
            "shelf.go": r(
                ITEM,
                (
                    '	"errors"\n	"fmt"\n	"sort"\n',
                    '	"cmp"\n	"errors"\n	"fmt"\n	"slices"\n',
                ),
                (
                    "	sort.Slice(all, func(i, j int) bool { return all[i].Title < all[j].Title })",
                    "	slices.SortFunc(all, func(a, b Book) int { return cmp.Compare(a.Title, b.Title) })",
                ),
            )
        },
        nature="refactoring",
    ),
)
