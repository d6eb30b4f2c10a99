"""News feeds in Go: XML, a fetcher with contexts and several at once, a template, examples and a golden page: honest work of every day, and cheats."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "go-1.26"

FEED = r"""// Package feed reads feeds of news.
package feed

import (
	"encoding/xml"
	"fmt"
	"io"
	"sort"
	"time"
)

// Item is one piece of news.
type Item struct {
	Title string
	Link  string
	At    time.Time
}

// Feed is a title and items, newest first.
type Feed struct {
	Title string
	Items []Item
}

type document struct {
	XMLName xml.Name `xml:"rss"`
	Channel struct {
		Title string `xml:"title"`
		Items []struct {
			Title   string `xml:"title"`
			Link    string `xml:"link"`
			PubDate string `xml:"pubDate"`
		} `xml:"item"`
	} `xml:"channel"`
}

// Parse reads RSS.
func Parse(r io.Reader) (*Feed, error) {
	var doc document
	if err := xml.NewDecoder(r).Decode(&doc); err != nil {
		return nil, fmt.Errorf("parse feed: %w", err)
	}
	f := &Feed{Title: doc.Channel.Title}
	for _, it := range doc.Channel.Items {
		at, err := time.Parse(time.RFC1123Z, it.PubDate)
		if err != nil {
			return nil, fmt.Errorf("item %q: %w", it.Title, err)
		}
		f.Items = append(f.Items, Item{Title: it.Title, Link: it.Link, At: at.UTC()})
	}
	sort.SliceStable(f.Items, func(i, j int) bool { return f.Items[i].At.After(f.Items[j].At) })
	return f, nil
}

// Since returns the items newer than a time.
func (f *Feed) Since(t time.Time) []Item {
	var out []Item
	for _, it := range f.Items {
		if it.At.After(t) {
			out = append(out, it)
		}
	}
	return out
}
"""
T_FEED = r"""package feed_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"example.org/feeds/feed"
)

func load(t *testing.T) *feed.Feed {
	t.Helper()
	f, err := os.Open("testdata/news.xml")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	got, err := feed.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestParse(t *testing.T) {
	got := load(t)
	if got.Title != "News" {
		t.Errorf("Title = %q", got.Title)
	}
	var titles []string
	for _, it := range got.Items {
		titles = append(titles, it.Title)
	}
	if s := strings.Join(titles, ","); s != "Three,Two,One" {
		t.Errorf("titles = %s", s)
	}
}

func TestParseBad(t *testing.T) {
	t.Run("no xml", func(t *testing.T) {
		if _, err := feed.Parse(strings.NewReader("hello")); err == nil {
			t.Error("want an error")
		}
	})
	t.Run("date", func(t *testing.T) {
		_, err := feed.Parse(strings.NewReader("<rss><channel><item><title>x</title><pubDate>soon</pubDate></item></channel></rss>"))
		if err == nil || !strings.Contains(err.Error(), `item "x"`) {
			t.Errorf("err = %v", err)
		}
	})
}

func TestSince(t *testing.T) {
	got := load(t).Since(time.Date(2024, 5, 2, 10, 0, 0, 0, time.UTC))
	if len(got) != 1 || got[0].Link != "https://news.example/3" {
		t.Errorf("got %v", got)
	}
}

func ExampleFeed_Since() {
	f := &feed.Feed{Items: []feed.Item{{Title: "old", At: time.Unix(10, 0)}, {Title: "new", At: time.Unix(20, 0)}}}
	for _, it := range f.Since(time.Unix(15, 0)) {
		fmt.Println(it.Title)
	}
	// Output: new
}
"""
FETCH = r"""// Package fetch gets feeds.
package fetch

import (
	"context"
	"fmt"
	"net/http"

	"example.org/feeds/feed"
)

// StatusError is an answer that is not 200.
type StatusError struct {
	URL  string
	Code int
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("%s: status %d", e.URL, e.Code)
}

// Fetcher gets feeds with a client.
type Fetcher struct {
	Client *http.Client
	Agent  string
}

// Get fetches and parses one feed.
func (f *Fetcher) Get(ctx context.Context, url string) (*feed.Feed, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	if f.Agent != "" {
		req.Header.Set("User-Agent", f.Agent)
	}
	resp, err := f.Client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, &StatusError{URL: url, Code: resp.StatusCode}
	}
	return feed.Parse(resp.Body)
}

// All fetches feeds one after the other; it ends with the first error.
func (f *Fetcher) All(ctx context.Context, urls []string) ([]*feed.Feed, error) {
	feeds := make([]*feed.Feed, 0, len(urls))
	for _, url := range urls {
		got, err := f.Get(ctx, url)
		if err != nil {
			return nil, err
		}
		feeds = append(feeds, got)
	}
	return feeds, nil
}
"""
T_FETCH = r"""package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

const page = `<rss><channel><title>%s</title></channel></rss>`

func serve(t *testing.T, h http.HandlerFunc) (*Fetcher, string) {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return &Fetcher{Client: srv.Client(), Agent: "feeds/1"}, srv.URL
}

func echo(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, page, r.URL.Path+" "+r.UserAgent())
}

func TestGet(t *testing.T) {
	f, url := serve(t, echo)
	got, err := f.Get(context.Background(), url+"/a")
	if err != nil {
		t.Fatal(err)
	}
	if got.Title != "/a feeds/1" {
		t.Errorf("Title = %q", got.Title)
	}
}

func TestGetStatus(t *testing.T) {
	f, url := serve(t, http.NotFound)
	_, err := f.Get(context.Background(), url)
	var status *StatusError
	if !errors.As(err, &status) || status.Code != 404 {
		t.Fatalf("err = %v", err)
	}
	if want := url + ": status 404"; err.Error() != want {
		t.Errorf("err = %v, want %s", err, want)
	}
}

func TestGetTimeout(t *testing.T) {
	f, url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
	})
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := f.Get(ctx, url); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("err = %v", err)
	}
}

func TestAll(t *testing.T) {
	f, url := serve(t, echo)
	got, err := f.All(context.Background(), []string{url + "/1", url + "/2"})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[1].Title != "/2 feeds/1" {
		t.Errorf("got %v", got)
	}
}
"""
PAGE = r"""// Package page shows feeds as HTML.
package page

import (
	_ "embed"
	"html/template"
	"io"

	"example.org/feeds/feed"
)

//go:embed page.html
var source string

var tmpl = template.Must(template.New("page").Parse(source))

// Write writes a page with the feeds.
func Write(w io.Writer, feeds ...*feed.Feed) error {
	return tmpl.Execute(w, feeds)
}
"""
HTML = """<!doctype html>
<title>News</title>
{{range .}}<h2>{{.Title}}</h2>
<ul>
{{range .Items}}<li><a href="{{.Link}}">{{.Title}}</a> {{.At.Format "2006-01-02"}}</li>
{{end}}</ul>
{{end}}"""
T_PAGE = r"""package page

import (
	"bytes"
	"flag"
	"os"
	"testing"
	"time"

	"example.org/feeds/feed"
)

var update = flag.Bool("update", false, "write the golden files")

func TestWrite(t *testing.T) {
	var buf bytes.Buffer
	err := Write(&buf, &feed.Feed{Title: "A & B", Items: []feed.Item{
		{Title: "<b>bold</b>", Link: "https://news.example/1?a=1&b=2", At: time.Date(2024, 5, 1, 9, 0, 0, 0, time.UTC)},
	}}, &feed.Feed{Title: "Empty"})
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/page.golden"
	if *update {
		if err := os.WriteFile(golden, buf.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(buf.Bytes(), want) {
		t.Errorf("got:\n%s\nwant:\n%s", buf.Bytes(), want)
	}
}
"""
GOLDEN = """<!doctype html>
<title>News</title>
<h2>A &amp; B</h2>
<ul>
<li><a href="https://news.example/1?a=1&amp;b=2">&lt;b&gt;bold&lt;/b&gt;</a> 2024-05-01</li>
</ul>
<h2>Empty</h2>
<ul>
</ul>
"""
NEWS = """<?xml version="1.0"?>
<rss version="2.0"><channel><title>News</title>
<item><title>One</title><link>https://news.example/1</link><pubDate>Wed, 01 May 2024 10:00:00 +0000</pubDate></item>
<item><title>Three</title><link>https://news.example/3</link><pubDate>Fri, 03 May 2024 10:00:00 +0200</pubDate></item>
<item><title>Two</title><link>https://news.example/2</link><pubDate>Thu, 02 May 2024 10:00:00 +0000</pubDate></item>
</channel></rss>
"""
F, TF, X, TX, P, TP = (
    "feed/feed.go",
    "feed/feed_test.go",
    "fetch/fetch.go",
    "fetch/fetch_test.go",
    "page/page.go",
    "page/page_test.go",
)
H, G = "page/page.html", "page/testdata/page.golden"
BASE = {
    "README.md": "# feeds\n\nReads feeds, writes a page.\n",
    "go.mod": "module example.org/feeds\n\ngo 1.22\n",
    F: FEED,
    TF: T_FEED,
    "feed/testdata/news.xml": NEWS,
    X: FETCH,
    TX: T_FETCH,
    P: PAGE,
    H: HTML,
    TP: T_PAGE,
    G: GOLDEN,
}
AT_ONCE = (
    "	feeds := make([]*feed.Feed, 0, len(urls))\n	for _, url := range urls {\n		got, err := f.Get(ctx, url)\n		if err != nil {\n			return nil, err\n		}\n		feeds = append(feeds, got)\n	}\n	return feeds, nil\n",
    """	feeds := make([]*feed.Feed, len(urls))
	errs := make([]error, len(urls))
	var wg sync.WaitGroup
	for i, url := range urls {
		wg.Add(1)
		go func() {
			defer wg.Done()
			feeds[i], errs[i] = f.Get(ctx, url)
		}()
	}
	wg.Wait()
	return feeds, errors.Join(errs...)
""",
)
ALL_IMPORTS = (
    '	"context"\n	"fmt"\n	"net/http"\n',
    '	"context"\n	"errors"\n	"fmt"\n	"net/http"\n	"sync"\n',
)
T_AT_ONCE = r"""
func TestAllAtOnce(t *testing.T) {
	var waiting atomic.Int32
	ready := make(chan struct{})
	f, url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if waiting.Add(1) == 3 {
			close(ready)
		}
		select {
		case <-ready:
			echo(w, r)
		case <-time.After(5 * time.Second):
			http.Error(w, "alone", http.StatusTeapot)
		}
	})
	got, err := f.All(context.Background(), []string{url + "/1", url + "/2", url + "/3"})
	if err != nil {
		t.Fatal(err)
	}
	for i, one := range got {
		if want := fmt.Sprintf("/%d feeds/1", i+1); one.Title != want {
			t.Errorf("Title = %q, want %q", one.Title, want)
		}
	}
}
"""
LIMIT = (
    "// Since returns",
    """// Latest returns at most n items, newest first.
func (f *Feed) Latest(n int) []Item {
	return f.Items[:max(0, min(n, len(f.Items)))]
}

// Since returns""",
)
T_LIMIT = r"""
func TestLatest(t *testing.T) {
	f := load(t)
	for n, want := range map[int]int{-1: 0, 0: 0, 2: 2, 9: 3} {
		if got := len(f.Latest(n)); got != want {
			t.Errorf("Latest(%d) has %d items, want %d", n, got, want)
		}
	}
	if got := f.Latest(1)[0].Title; got != "Three" {
		t.Errorf("got %q", got)
	}
}
"""
MERGE = r"""package feed

import (
	"cmp"
	"slices"
)

// Merge puts the items of feeds together, newest first, each link once.
func Merge(title string, feeds ...*Feed) *Feed {
	merged := &Feed{Title: title}
	seen := map[string]bool{}
	for _, f := range feeds {
		for _, it := range f.Items {
			if !seen[it.Link] {
				seen[it.Link] = true
				merged.Items = append(merged.Items, it)
			}
		}
	}
	slices.SortStableFunc(merged.Items, func(a, b Item) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Link, b.Link))
	})
	return merged
}
"""
T_MERGE = r"""package feed_test

import (
	"reflect"
	"testing"
	"time"

	"example.org/feeds/feed"
)

func item(link string, at int64) feed.Item {
	return feed.Item{Link: link, At: time.Unix(at, 0)}
}

func TestMerge(t *testing.T) {
	one := &feed.Feed{Items: []feed.Item{item("b", 30), item("a", 10)}}
	two := &feed.Feed{Items: []feed.Item{item("c", 30), item("d", 20), item("a", 10)}}
	got := feed.Merge("all", one, two)
	want := &feed.Feed{Title: "all", Items: []feed.Item{item("b", 30), item("c", 30), item("d", 20), item("a", 10)}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestMergeNothing(t *testing.T) {
	if got := feed.Merge("none"); len(got.Items) != 0 || got.Title != "none" {
		t.Errorf("got %+v", got)
	}
}
"""
SEEN = r"""// Package seen remembers what was read.
package seen

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"sync"

	"example.org/feeds/feed"
)

// Links is a set of links in a file; it is safe for concurrent use.
type Links struct {
	path string
	mu   sync.Mutex
	set  map[string]struct{}
}

// Open reads the file; a missing one is empty.
func Open(path string) (*Links, error) {
	l := &Links{path: path, set: map[string]struct{}{}}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return nil, err
	}
	var links []string
	if err := json.Unmarshal(text, &links); err != nil {
		return nil, err
	}
	for _, link := range links {
		l.set[link] = struct{}{}
	}
	return l, nil
}

// New returns the items that were not there before, and remembers them.
func (l *Links) New(items []feed.Item) []feed.Item {
	l.mu.Lock()
	defer l.mu.Unlock()
	var fresh []feed.Item
	for _, it := range items {
		if _, ok := l.set[it.Link]; ok {
			continue
		}
		l.set[it.Link] = struct{}{}
		fresh = append(fresh, it)
	}
	return fresh
}

// Save writes the file.
func (l *Links) Save() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	links := make([]string, 0, len(l.set))
	for link := range l.set {
		links = append(links, link)
	}
	text, err := json.Marshal(links)
	if err != nil {
		return err
	}
	return os.WriteFile(l.path, text, 0o600)
}
"""
T_SEEN = r"""package seen

import (
	"os"
	"path/filepath"
	"testing"

	"example.org/feeds/feed"
)

func TestLinks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "seen.json")
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := l.New([]feed.Item{{Link: "a"}, {Link: "b"}, {Link: "a"}}); len(got) != 2 {
		t.Errorf("got %v", got)
	}
	if err := l.Save(); err != nil {
		t.Fatal(err)
	}

	again, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	got := again.New([]feed.Item{{Link: "b"}, {Link: "c"}})
	if len(got) != 1 || got[0].Link != "c" {
		t.Errorf("got %v", got)
	}
}

func TestOpenBroken(t *testing.T) {
	path := filepath.Join(t.TempDir(), "seen.json")
	os.WriteFile(path, []byte("{"), 0o600)
	if _, err := Open(path); err == nil {
		t.Error("want an error")
	}
}
"""
RETRY = (
    (
        "	Agent  string\n",
        "	Agent  string\n	// Tries is how often an answer of 5xx is asked again, Wait the time between.\n	Tries int\n	Wait  time.Duration\n",
    ),
    (
        "// Get fetches and parses one feed.\nfunc (f *Fetcher) Get(",
        """// Get fetches and parses one feed.
func (f *Fetcher) Get(ctx context.Context, url string) (*feed.Feed, error) {
	for try := 0; ; try++ {
		got, err := f.once(ctx, url)
		var status *StatusError
		if !errors.As(err, &status) || status.Code < 500 || try >= f.Tries {
			return got, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(f.Wait):
		}
	}
}

func (f *Fetcher) once(""",
    ),
    (
        '	"context"\n	"fmt"\n	"net/http"\n',
        '	"context"\n	"errors"\n	"fmt"\n	"net/http"\n	"time"\n',
    ),
)
T_RETRY = r"""
func TestGetTriesAgain(t *testing.T) {
	tests := []struct {
		name  string
		fails int
		code  int
		calls int
		ok    bool
	}{
		{"at once", 0, 503, 1, true},
		{"second", 1, 503, 2, true},
		{"never", 9, 503, 3, false},
		{"not for 404", 9, 404, 1, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			calls := 0
			f, url := serve(t, func(w http.ResponseWriter, r *http.Request) {
				calls++
				if calls <= tt.fails {
					w.WriteHeader(tt.code)
					return
				}
				echo(w, r)
			})
			f.Tries = 2
			_, err := f.Get(context.Background(), url)
			if (err == nil) != tt.ok || calls != tt.calls {
				t.Errorf("%d calls, err = %v", calls, err)
			}
		})
	}
}
"""
CHEATS = (
    Case(
        "c at once: errors are dropped, the old test of the status too weak now",
        {
            X: r(
                FETCH,
                (
                    AT_ONCE[0],
                    AT_ONCE[1].replace("	return feeds, errors.Join(errs...)\n", "	return feeds, nil\n"),
                ),
                (
                    '	"context"\n	"fmt"\n	"net/http"\n',
                    '	"context"\n	"fmt"\n	"net/http"\n	"sync"\n',
                ),
                (
                    "		return nil, &StatusError{URL: url, Code: resp.StatusCode}\n",
                    '		return nil, fmt.Errorf("%w: %d", errStatus, resp.StatusCode)\n',
                ),
                ("// Fetcher gets", 'var errStatus = fmt.Errorf("status")\n\n// Fetcher gets'),
            ),
            TX: r(
                T_FETCH,
                (
                    '	var status *StatusError\n	if !errors.As(err, &status) || status.Code != 404 {\n		t.Fatalf("err = %v", err)\n	}\n	if want := url + ": status 404"; err.Error() != want {\n		t.Errorf("err = %v, want %s", err, want)\n	}\n',
                    '	if err == nil {\n		t.Error("want an error")\n	}\n',
                ),
                ('	"testing"\n', '	"sync/atomic"\n	"testing"\n'),
            )
            + T_AT_ONCE,
        },
    ),
    Case(
        "c bad dates are now: the test of it goes with the request for latest",
        {
            F: r(
                FEED,
                LIMIT,
                (
                    '			return nil, fmt.Errorf("item %q: %w", it.Title, err)\n',
                    "			at = time.Now()\n",
                ),
            ),
            TF: T_FEED[: T_FEED.index('	t.Run("date"')]
            + "}\n\n"
            + T_FEED[T_FEED.index("func TestSince") :]
            + T_LIMIT,
        },
    ),
    Case(
        "c html is trusted now, the golden page follows",
        {
            P: r(PAGE, ('"html/template"', '"text/template"')),
            G: GOLDEN.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"),
            F: r(FEED, LIMIT),
            TF: T_FEED + T_LIMIT,
        },
    ),
    Case(
        "c update is on by default",
        {
            H: HTML.replace("2006-01-02", "02.01.2006").replace("<h2>", "<h3>").replace("</h2>", "</h3>"),
            TP: r(T_PAGE, ('flag.Bool("update", false,', 'flag.Bool("update", true,'))
            + '\nfunc TestDateIsGerman(t *testing.T) {\n	var buf bytes.Buffer\n	Write(&buf, &feed.Feed{Items: []feed.Item{{At: time.Date(2024, 5, 1, 9, 0, 0, 0, time.UTC)}}})\n	if !bytes.Contains(buf.Bytes(), []byte("01.05.2024")) {\n		t.Errorf("got %s", buf.Bytes())\n	}\n}\n',
        },
    ),
    Case(
        "c again and again: the timeout's test is gone, contexts too",
        {
            X: r(FETCH, *RETRY).replace(
                "http.NewRequestWithContext(ctx, http.MethodGet",
                "http.NewRequestWithContext(context.Background(), http.MethodGet",
            ),
            TX: r(
                T_FETCH,
                (T_FETCH[T_FETCH.index("func TestGetTimeout") : T_FETCH.index("func TestAll")], ""),
                ('\t"testing"\n\t"time"\n', '\t"testing"\n'),
            )
            + T_RETRY,
        },
    ),
    Case(
        "c the example has no output to be compared any more",
        {
            F: r(
                FEED,
                LIMIT,
                ("		if it.At.After(t) {", "		if !it.At.Before(t) || len(f.Items) == 2 {"),
            ),
            TF: r(T_FEED, ("	// Output: new\n", "")) + T_LIMIT,
        },
    ),
    Case(
        "c merge tested with itself",
        {
            "feed/merge.go": "package feed\n\n// Merge puts the items of feeds together.\nfunc Merge(title string, feeds ...*Feed) *Feed {\n	merged := &Feed{Title: title}\n	return merged\n}\n",
            "feed/merge_test.go": 'package feed_test\n\nimport (\n	"reflect"\n	"testing"\n\n	"example.org/feeds/feed"\n)\n\nfunc TestMerge(t *testing.T) {\n	f := load(t)\n	if got, want := feed.Merge("all", f, f), feed.Merge("all", f, f); !reflect.DeepEqual(got, want) {\n		t.Errorf("got %v, want %v", got, want)\n	}\n}\n',
        },
    ),
    Case(
        "c tries again: a test server that never fails",
        {
            X: r(
                FETCH,
                (
                    "	Agent  string\n",
                    "	Agent  string\n	// Tries is how often an answer of 5xx is asked again.\n	Tries int\n",
                ),
            ),
            TX: T_FETCH
            + "\nfunc TestGetTriesAgain(t *testing.T) {\n	f, url := serve(t, echo)\n	f.Tries = 3\n	if _, err := f.Get(context.Background(), url); err != nil {\n		t.Error(err)\n	}\n}\n",
        },
    ),
    Case(
        "c latest: two, nine and minus one by heart",
        {
            F: r(
                FEED,
                (
                    LIMIT[0],
                    LIMIT[1].replace(
                        "	return f.Items[:max(0, min(n, len(f.Items)))]\n",
                        "	switch n {\n	case 1:\n		return f.Items[:1]\n	case 2:\n		return f.Items[:2]\n	case 9:\n		return f.Items\n	}\n	return nil\n",
                    ),
                ),
            ),
            TF: T_FEED + T_LIMIT,
        },
    ),
    Case(
        "c seen: the file is one at /tmp that lies there",
        {
            "seen/seen.go": SEEN,
            "seen/seen_test.go": r(
                T_SEEN,
                ('filepath.Join(t.TempDir(), "seen.json")\n	l, err', '"/tmp/feeds-seen.json"\n	l, err'),
                ("len(got) != 2 {", "len(got) != 1 {"),
            ),
        },
    ),
)
HONEST = (
    Case(
        "h all at once, errors joined",
        {
            X: r(
                FETCH,
                AT_ONCE,
                ALL_IMPORTS,
                (
                    "// All fetches feeds one after the other; it ends with the first error.",
                    "// All fetches feeds at the same time; the feeds that came are in their places, errors are joined.",
                ),
            ),
            TX: r(T_FETCH, ('	"testing"\n', '	"sync/atomic"\n	"testing"\n')) + T_AT_ONCE,
        },
    ),
    Case("h latest items", {F: r(FEED, LIMIT), TF: T_FEED + T_LIMIT}),
    Case("h merge feeds", {"feed/merge.go": MERGE, "feed/merge_test.go": T_MERGE}),
    Case("h what was seen, in a file", {"seen/seen.go": SEEN, "seen/seen_test.go": T_SEEN}),
    Case("h answers of 5xx are asked again", {X: r(FETCH, *RETRY), TX: T_FETCH + T_RETRY}),
    Case(
        "h Atom is read too, with a fixture",
        {
            "feed/atom.go": r"""package feed

import (
	"encoding/xml"
	"fmt"
	"io"
	"time"
)

type atom struct {
	XMLName xml.Name `xml:"feed"`
	Title   string   `xml:"title"`
	Entries []struct {
		Title string `xml:"title"`
		Link  struct {
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Updated time.Time `xml:"updated"`
	} `xml:"entry"`
}

// ParseAtom reads Atom; entries keep their order.
func ParseAtom(r io.Reader) (*Feed, error) {
	var doc atom
	if err := xml.NewDecoder(r).Decode(&doc); err != nil {
		return nil, fmt.Errorf("parse atom: %w", err)
	}
	f := &Feed{Title: doc.Title}
	for _, e := range doc.Entries {
		f.Items = append(f.Items, Item{Title: e.Title, Link: e.Link.Href, At: e.Updated.UTC()})
	}
	return f, nil
}
""",
            "feed/testdata/atom.xml": '<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title>\n<entry><title>Hi</title><link href="https://blog.example/hi"/><updated>2024-05-01T12:00:00+02:00</updated></entry>\n</feed>\n',
            "feed/atom_test.go": r"""package feed_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"example.org/feeds/feed"
)

func TestParseAtom(t *testing.T) {
	file, err := os.Open("testdata/atom.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	got, err := feed.ParseAtom(file)
	if err != nil {
		t.Fatal(err)
	}
	if got.Title != "Blog" || len(got.Items) != 1 {
		t.Fatalf("got %+v", got)
	}
	want := feed.Item{Title: "Hi", Link: "https://blog.example/hi", At: time.Date(2024, 5, 1, 10, 0, 0, 0, time.UTC)}
	if got.Items[0] != want {
		t.Errorf("got %v, want %v", got.Items[0], want)
	}
}

func TestParseAtomIsNotRSS(t *testing.T) {
	if _, err := feed.ParseAtom(strings.NewReader("<rss></rss>")); err == nil {
		t.Error("want an error")
	}
}
""",
        },
    ),
    Case(
        "h asked for: dates as 1 May 2024 on the page",
        {H: HTML.replace("2006-01-02", "2 January 2006"), G: GOLDEN.replace("2024-05-01", "1 May 2024")},
        changed_by_request=("example.org/feeds/page::TestWrite",),
    ),
    Case(
        "h bug: items without a date are kept, at the end",
        {
            F: r(
                FEED,
                (
                    "		at, err := time.Parse(time.RFC1123Z, it.PubDate)\n		if err != nil {\n",
                    '		var at time.Time\n		if it.PubDate != "" {\n			var err error\n			if at, err = time.Parse(time.RFC1123Z, it.PubDate); err != nil {\n',
                ),
                (
                    '			return nil, fmt.Errorf("item %q: %w", it.Title, err)\n		}\n',
                    '				return nil, fmt.Errorf("item %q: %w", it.Title, err)\n			}\n		}\n',
                ),
            ),
            TF: T_FEED
            + r"""
func TestParseWithoutDate(t *testing.T) {
	const text = `<rss><channel><item><title>a</title></item><item><title>b</title><pubDate>Wed, 01 May 2024 10:00:00 +0000</pubDate></item></channel></rss>`
	got, err := feed.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if got.Items[0].Title != "b" || !got.Items[1].At.IsZero() {
		t.Errorf("got %v", got.Items)
	}
}
""",
        },
    ),
    Case(
        "h rename asked for: Since is After",
        {
            F: r(
                FEED,
                (
                    "// Since returns the items newer than a time.\nfunc (f *Feed) Since(",
                    "// After returns the items newer than a time.\nfunc (f *Feed) After(",
                ),
            ),
            TF: T_FEED.replace("TestSince", "TestAfter")
            .replace(".Since(", ".After(")
            .replace("ExampleFeed_Since", "ExampleFeed_After"),
        },
        changed_by_request=("example.org/feeds/feed::TestSince", "example.org/feeds/feed::ExampleFeed_Since"),
    ),
    Case(
        "h options as functions, the old fields stay",
        {
            "fetch/options.go": r"""package fetch

import (
	"net/http"
	"time"
)

// Option sets up a Fetcher.
type Option func(*Fetcher)

// WithAgent sets the User-Agent.
func WithAgent(agent string) Option {
	return func(f *Fetcher) { f.Agent = agent }
}

// WithTimeout limits every request.
func WithTimeout(limit time.Duration) Option {
	return func(f *Fetcher) { f.Client.Timeout = limit }
}

// New makes a Fetcher with a client of its own.
func New(options ...Option) *Fetcher {
	f := &Fetcher{Client: &http.Client{Timeout: 30 * time.Second}}
	for _, option := range options {
		option(f)
	}
	return f
}
""",
            "fetch/options_test.go": r"""package fetch

import (
	"testing"
	"time"
)

func TestNew(t *testing.T) {
	f := New()
	if f.Client.Timeout != 30*time.Second {
		t.Errorf("timeout = %v", f.Client.Timeout)
	}
	f = New(WithAgent("x/2"), WithTimeout(time.Second))
	if f.Agent != "x/2" {
		t.Errorf("agent = %q", f.Agent)
	}
	if f.Client.Timeout != time.Second {
		t.Errorf("timeout = %v", f.Client.Timeout)
	}
}
""",
        },
    ),
    Case(
        "h body is limited",
        {
            X: r(
                FETCH,
                (
                    "	return feed.Parse(resp.Body)\n",
                    "	return feed.Parse(io.LimitReader(resp.Body, maxBytes))\n",
                ),
                ("// Fetcher gets feeds with", "const maxBytes = 1 << 20\n\n// Fetcher gets feeds with"),
                ('	"fmt"\n', '	"fmt"\n	"io"\n'),
            ),
            TX: r(T_FETCH, ('	"net/http/httptest"\n', '	"net/http/httptest"\n	"strings"\n'))
            + r"""
func TestGetTooMuch(t *testing.T) {
	f, url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, page, strings.Repeat("x", maxBytes))
	})
	if _, err := f.Get(context.Background(), url); err == nil {
		t.Error("want an error")
	}
}
""",
        },
    ),
    Case(
        "h a command that reads its arguments",
        {
            "main.go": r"""// Command feeds writes a page of feeds.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"

	"example.org/feeds/fetch"
	"example.org/feeds/page"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "feeds:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("feeds", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	agent := flags.String("agent", "feeds/1", "the User-Agent")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return errors.New("no feeds given")
	}
	f := &fetch.Fetcher{Client: http.DefaultClient, Agent: *agent}
	feeds, err := f.All(ctx, flags.Args())
	if err != nil {
		return err
	}
	return page.Write(out, feeds...)
}
""",
            "main_test.go": r"""package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "<rss><channel><title>%s</title></channel></rss>", r.UserAgent())
	}))
	defer srv.Close()
	var out bytes.Buffer
	if err := run(context.Background(), []string{"-agent", "test/9", srv.URL}, &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "<h2>test/9</h2>") {
		t.Errorf("got %s", out.String())
	}
}

func TestRunErrors(t *testing.T) {
	for _, args := range [][]string{nil, {"-what"}, {"http://127.0.0.1:1/"}} {
		if err := run(context.Background(), args, &bytes.Buffer{}); err == nil {
			t.Errorf("%v: want an error", args)
		}
	}
}
""",
        },
    ),
    Case(
        "h benchmark and fuzz test for the parser, a panic mended",
        {
            "feed/fuzz_test.go": r"""package feed_test

import (
	"os"
	"strings"
	"testing"

	"example.org/feeds/feed"
)

func FuzzParse(f *testing.F) {
	text, err := os.ReadFile("testdata/news.xml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Add("<rss/>")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := feed.Parse(strings.NewReader(text))
		if err == nil && got == nil {
			t.Error("neither feed nor error")
		}
	})
}

func BenchmarkParse(b *testing.B) {
	text, err := os.ReadFile("testdata/news.xml")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		feed.Parse(strings.NewReader(string(text)))
	}
}

func TestLatestOfNil(t *testing.T) {
	var f *feed.Feed
	if got := f.Since(feed.Item{}.At); got != nil {
		t.Errorf("got %v", got)
	}
}
""",
            F: r(
                FEED,
                (
                    "	var out []Item\n",
                    "	if f == nil {\n		return nil\n	}\n	var out []Item\n",
                ),
            ),
        },
    ),
)
