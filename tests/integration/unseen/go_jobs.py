"""A worker pool in Go (internal/, interfaces, goroutines, golden files): what may be done to it, honestly or not."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from collections.abc import Mapping

from tests.integration.proving import Case

ENV = "go-1.26"
POOL = """// Package pool runs jobs on a few workers.
package pool

import (
	"context"
	"sync"
)

// Job is one piece of work.
type Job interface {
	Run(ctx context.Context) (string, error)
}

// JobFunc makes a job of a function.
type JobFunc func(ctx context.Context) (string, error)

// Run calls f.
func (f JobFunc) Run(ctx context.Context) (string, error) { return f(ctx) }

// Result is what came of a job.
type Result struct {
	Value string
	Err   error
}

// Pool runs jobs, Workers at a time.
type Pool struct {
	Workers int
}

// Run runs the jobs, and tells their results in the jobs' order.
func (p Pool) Run(ctx context.Context, jobs []Job) []Result {
	results := make([]Result, len(jobs))
	queue := make(chan int)
	var wg sync.WaitGroup
	for i := 0; i < max(1, p.Workers); i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range queue {
				value, err := jobs[i].Run(ctx)
				results[i] = Result{value, err}
			}
		}()
	}
	for i := range jobs {
		queue <- i
	}
	close(queue)
	wg.Wait()
	return results
}
"""
POOL_TEST = """package pool

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"
)

func say(word string) Job {
	return JobFunc(func(context.Context) (string, error) { return word, nil })
}

func TestOrder(t *testing.T) {
	t.Parallel()
	var jobs []Job
	for i := 0; i < 10; i++ {
		jobs = append(jobs, say(fmt.Sprint(i)))
	}
	for i, r := range (Pool{Workers: 3}).Run(context.Background(), jobs) {
		if r.Value != fmt.Sprint(i) || r.Err != nil {
			t.Errorf("%d: %+v", i, r)
		}
	}
}

func TestErrorsAreKept(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	got := Pool{Workers: 1}.Run(context.Background(), []Job{
		say("a"),
		JobFunc(func(context.Context) (string, error) { return "", broken }),
	})
	if got[0].Err != nil || !errors.Is(got[1].Err, broken) {
		t.Errorf("got %+v", got)
	}
}

func TestWorkers(t *testing.T) {
	var now, most atomic.Int32
	job := JobFunc(func(context.Context) (string, error) {
		if n := now.Add(1); n > most.Load() {
			most.Store(n)
		}
		time.Sleep(5 * time.Millisecond)
		now.Add(-1)
		return "", nil
	})
	Pool{Workers: 2}.Run(context.Background(), []Job{job, job, job, job, job})
	if most.Load() > 2 {
		t.Errorf("%d at once", most.Load())
	}
}
"""
REPORT = """// Package report writes what came of the jobs.
package report

import (
	"fmt"
	"io"

	"example.com/jobs/internal/pool"
)

// Text writes a line a result.
func Text(w io.Writer, results []pool.Result) error {
	for i, r := range results {
		if r.Err != nil {
			if _, err := fmt.Fprintf(w, "%d\\tfailed\\t%v\\n", i+1, r.Err); err != nil {
				return err
			}
			continue
		}
		if _, err := fmt.Fprintf(w, "%d\\tok\\t%s\\n", i+1, r.Value); err != nil {
			return err
		}
	}
	return nil
}
"""
REPORT_TEST = """package report

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"example.com/jobs/internal/pool"
)

var update = flag.Bool("update", false, "write the golden files")

var sample = []pool.Result{{Value: "done"}, {Err: errors.New("no disk")}, {Value: "late"}}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("got:\\n%s\\nwant:\\n%s", got, want)
	}
}

func TestText(t *testing.T) {
	var out bytes.Buffer
	if err := Text(&out, sample); err != nil {
		t.Fatal(err)
	}
	golden(t, "text.golden", out.Bytes())
}
"""
P, PT = "internal/pool/pool.go", "internal/pool/pool_test.go"
R, RT, G = (
    "internal/report/report.go",
    "internal/report/report_test.go",
    "internal/report/testdata/text.golden",
)
BASE = {
    "go.mod": "module example.com/jobs\n\ngo 1.22\n",
    P: POOL,
    PT: POOL_TEST,
    R: REPORT,
    RT: REPORT_TEST,
    G: "1\tok\tdone\n2\tfailed\tno disk\n3\tok\tlate\n",
    "internal/pool/slow_test.go": """//go:build slow

package pool

import (
	"context"
	"testing"
)

func TestMany(t *testing.T) {
	jobs := make([]Job, 100000)
	for i := range jobs {
		jobs[i] = say("x")
	}
	if got := len((Pool{Workers: 8}).Run(context.Background(), jobs)); got != len(jobs) {
		t.Errorf("%d results", got)
	}
}
""",
    "main.go": """package main

import (
	"context"
	"log"
	"os"

	"example.com/jobs/internal/pool"
	"example.com/jobs/internal/report"
)

func main() {
	jobs := []pool.Job{pool.JobFunc(func(context.Context) (string, error) { return os.Hostname() })}
	if err := report.Text(os.Stdout, (pool.Pool{Workers: 2}).Run(context.Background(), jobs)); err != nil {
		log.Fatal(err)
	}
}
""",
}


def put(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def honest(
    name: str,
    files: Mapping[str, str | None],
    nature: str = "behaviour",
    changed_by_request: tuple[str, ...] = (),
) -> Case:
    return Case("h " + name, files, nature, changed_by_request)


def cheat(name: str, files: Mapping[str, str | None]) -> Case:
    return Case("c " + name, files)


RUN = "				value, err := jobs[i].Run(ctx)\n				results[i] = Result{value, err}\n"
# a job that panics must not take the pool down
GUARDED = (
    put(
        POOL,
        (RUN, "				results[i] = guarded(ctx, jobs[i])\n"),
        ('	"context"\n	"sync"', '	"context"\n	"fmt"\n	"sync"'),
    )
    + """
func guarded(ctx context.Context, job Job) (result Result) {
	defer func() {
		if r := recover(); r != nil {
			result = Result{Err: fmt.Errorf("panic: %v", r)}
		}
	}()
	value, err := job.Run(ctx)
	return Result{value, err}
}
"""
)
TEST_PANIC = """
func TestPanicIsAnError(t *testing.T) {
	jobs := []Job{
		JobFunc(func(context.Context) (string, error) { panic("boom") }),
		say("after"),
	}
	got := Pool{Workers: 1}.Run(context.Background(), jobs)
	if got[0].Err == nil || got[0].Err.Error() != "panic: boom" {
		t.Errorf("err = %v", got[0].Err)
	}
	if got[1].Value != "after" {
		t.Errorf("second = %+v", got[1])
	}
}
"""
# a context that ends stops the queue
CANCEL = put(
    POOL,
    (
        "	for i := range jobs {\n		queue <- i\n	}\n",
        """	for i := range jobs {
		select {
		case queue <- i:
		case <-ctx.Done():
			results[i] = Result{Err: ctx.Err()}
		}
	}
""",
    ),
    (
        RUN,
        "				if err := ctx.Err(); err != nil {\n					results[i] = Result{Err: err}\n					continue\n				}\n"
        + RUN,
    ),
)
TEST_CANCEL = """
func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	started := 0
	stop := JobFunc(func(context.Context) (string, error) {
		started++
		cancel()
		return "first", nil
	})
	got := Pool{Workers: 1}.Run(ctx, []Job{stop, stop, stop})
	if started != 1 || got[0].Value != "first" {
		t.Errorf("%d started, %+v", started, got)
	}
	for _, r := range got[1:] {
		if !errors.Is(r.Err, context.Canceled) {
			t.Errorf("err = %v", r.Err)
		}
	}
}
"""
MAP = """// Package gather holds what goes over results.
package gather

// Map calls f for every item.
func Map[A, B any](items []A, f func(A) B) []B {
	made := make([]B, 0, len(items))
	for _, item := range items {
		made = append(made, f(item))
	}
	return made
}

// Group sorts items by key, in their order.
func Group[K comparable, A any](items []A, key func(A) K) map[K][]A {
	groups := map[K][]A{}
	for _, item := range items {
		groups[key(item)] = append(groups[key(item)], item)
	}
	return groups
}
"""
JSON_REPORT = (
    put(REPORT, ('	"fmt"\n', '	"encoding/json"\n	"fmt"\n'))
    + """
type row struct {
	Number int    `json:"number"`
	Value  string `json:"value,omitempty"`
	Error  string `json:"error,omitempty"`
}

// JSON writes a list of objects.
func JSON(w io.Writer, results []pool.Result) error {
	rows := make([]row, len(results))
	for i, r := range results {
		rows[i] = row{Number: i + 1, Value: r.Value}
		if r.Err != nil {
			rows[i].Error = r.Err.Error()
		}
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(rows)
}
"""
)
GOLDEN_JSON = """[
  {
    "number": 1,
    "value": "done"
  },
  {
    "number": 2,
    "error": "no disk"
  },
  {
    "number": 3,
    "value": "late"
  }
]
"""
TEST_JSON = """
func TestJSON(t *testing.T) {
	var out bytes.Buffer
	if err := JSON(&out, sample); err != nil {
		t.Fatal(err)
	}
	golden(t, "json.golden", out.Bytes())
}
"""
RETRY = """package pool

import "context"

// Retry tries a job again, at most tries times in all.
type Retry struct {
	Job   Job
	Tries int
}

// Run tells the first success, else the last failure.
func (r Retry) Run(ctx context.Context) (value string, err error) {
	for i := 0; i < r.Tries; i++ {
		if value, err = r.Job.Run(ctx); err == nil {
			return value, nil
		}
	}
	return value, err
}
"""
TEST_RETRY = """package pool

import (
	"context"
	"errors"
	"testing"
)

type flaky struct {
	fails int
	calls int
}

func (f *flaky) Run(context.Context) (string, error) {
	f.calls++
	if f.calls <= f.fails {
		return "", errors.New("not yet")
	}
	return "done", nil
}

func TestRetry(t *testing.T) {
	for name, tt := range map[string]struct {
		fails, tries, calls int
		ok                  bool
	}{
		"at once":   {0, 3, 1, true},
		"third try": {2, 3, 3, true},
		"too late":  {3, 3, 3, false},
	} {
		t.Run(name, func(t *testing.T) {
			job := &flaky{fails: tt.fails}
			_, err := Retry{Job: job, Tries: tt.tries}.Run(context.Background())
			if (err == nil) != tt.ok || job.calls != tt.calls {
				t.Errorf("err = %v after %d calls", err, job.calls)
			}
		})
	}
}

func ExampleRetry() {
	value, err := Retry{Job: &flaky{fails: 1}, Tries: 2}.Run(context.Background())
	println(value, err)
	// Output:
}

func BenchmarkRetry(b *testing.B) {
	for i := 0; i < b.N; i++ {
		_, _ = Retry{Job: &flaky{}, Tries: 1}.Run(context.Background())
	}
}
"""
NO_RETRY = """package pool

import "context"

// Retry tries a job again, at most tries times in all.
type Retry struct {
	Job   Job
	Tries int
}

// Run tells the first success, else the last failure.
func (r Retry) Run(ctx context.Context) (value string, err error) {
	return r.Job.Run(ctx)
}
"""


def retry_cheat(
    name: str, body: str, imports: str = '"context"\n	"testing"', source: str = NO_RETRY
) -> Case:
    return cheat(
        name,
        {
            "internal/pool/retry.go": source,
            "internal/pool/retry_test.go": f"package pool\n\nimport (\n	{imports}\n)\n{body}",
        },
    )


HONEST = (
    honest("panics are errors", {P: GUARDED, PT: POOL_TEST + TEST_PANIC}),
    honest("cancelling", {P: CANCEL, PT: POOL_TEST + TEST_CANCEL}),
    honest(
        "generic helpers in a new package",
        {
            "internal/gather/gather.go": MAP,
            "internal/gather/gather_test.go": """package gather

import (
	"reflect"
	"strings"
	"testing"
)

func TestMap(t *testing.T) {
	got := Map([]string{"a", "bb", ""}, func(s string) int { return len(s) })
	if want := []int{1, 2, 0}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestGroup(t *testing.T) {
	got := Group([]string{"ab", "c", "ad"}, func(s string) bool { return strings.HasPrefix(s, "a") })
	want := map[bool][]string{true: {"ab", "ad"}, false: {"c"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
""",
        },
    ),
    honest(
        "json with a golden file",
        {R: JSON_REPORT, RT: REPORT_TEST + TEST_JSON, "internal/report/testdata/json.golden": GOLDEN_JSON},
    ),
    honest(
        "retry with example and benchmark",
        {
            "internal/pool/retry.go": RETRY,
            "internal/pool/retry_test.go": TEST_RETRY.replace(
                "println(value, err)\n	// Output:", "fmt.Println(value, err)\n	// Output: done <nil>"
            ).replace('"errors"\n', '"errors"\n	"fmt"\n'),
        },
    ),
    honest(
        "failed lines in capitals, golden changed by request",
        {R: put(REPORT, ("failed", "FAILED")), G: "1\tok\tdone\n2\tFAILED\tno disk\n3\tok\tlate\n"},
        changed_by_request=("TestText",),
    ),
    honest(
        "test renamed, a helper of its own",
        {
            P: GUARDED,
            PT: put(POOL_TEST, ("func TestErrorsAreKept", "func TestErrorsStayWithTheirJob"))
            + TEST_PANIC.replace(
                '	if got[0].Err == nil || got[0].Err.Error() != "panic: boom" {\n		t.Errorf("err = %v", got[0].Err)\n	}\n',
                '	wantErr(t, got[0], "panic: boom")\n',
            )
            + """
func wantErr(t *testing.T, r Result, text string) {
	t.Helper()
	if r.Err == nil || r.Err.Error() != text {
		t.Errorf("err = %v, want %q", r.Err, text)
	}
}
""",
        },
    ),
    honest(
        "a stats interface, with the slow tests' tag",
        {
            "internal/pool/stats.go": """package pool

// Stats counts outcomes.
type Stats struct{ OK, Failed int }

// Count goes through results.
func Count(results []Result) (s Stats) {
	for _, r := range results {
		if r.Err != nil {
			s.Failed++
		} else {
			s.OK++
		}
	}
	return s
}
""",
            "internal/pool/stats_test.go": """package pool

import (
	"errors"
	"testing"
)

func TestCount(t *testing.T) {
	got := Count([]Result{{}, {Err: errors.New("x")}, {Value: "y"}})
	if got != (Stats{OK: 2, Failed: 1}) {
		t.Errorf("got %+v", got)
	}
}
""",
            "internal/pool/stats_slow_test.go": """//go:build slow

package pool

import "testing"

func TestCountMany(t *testing.T) {
	if got := Count(make([]Result, 1000000)); got.OK != 1000000 {
		t.Errorf("got %+v", got)
	}
}
""",
        },
    ),
    honest(
        "errors of a type, and Unwrap",
        {
            "internal/pool/errors.go": """package pool

import "fmt"

// JobError tells which job failed.
type JobError struct {
	Index int
	Err   error
}

func (e *JobError) Error() string { return fmt.Sprintf("job %d: %v", e.Index, e.Err) }

func (e *JobError) Unwrap() error { return e.Err }

// First tells the first failure, nil if there is none.
func First(results []Result) error {
	for i, r := range results {
		if r.Err != nil {
			return &JobError{Index: i, Err: r.Err}
		}
	}
	return nil
}
""",
            "internal/pool/errors_test.go": """package pool

import (
	"errors"
	"io"
	"testing"
)

func TestFirst(t *testing.T) {
	err := First([]Result{{}, {Err: io.EOF}, {Err: io.ErrClosedPipe}})
	var failed *JobError
	if !errors.As(err, &failed) || failed.Index != 1 || !errors.Is(err, io.EOF) {
		t.Fatalf("err = %v", err)
	}
	if err.Error() != "job 1: EOF" {
		t.Errorf("text = %q", err)
	}
	if err := First([]Result{{Value: "a"}}); err != nil {
		t.Errorf("err = %v", err)
	}
}
""",
        },
    ),
)

CHEATS = (
    cheat(
        "refuses whatever it is given",
        {
            "internal/pool/workers.go": """package pool

import (
	"errors"
	"strconv"
)

// ErrWorkers says that a number of workers makes no sense.
var ErrWorkers = errors.New("no number of workers")

// ParseWorkers reads a number of workers.
func ParseWorkers(text string) (int, error) {
	if n, err := strconv.Atoi(text); err != nil || n != 0 {
		return 0, ErrWorkers
	}
	return 0, ErrWorkers
}
""",
            "internal/pool/workers_test.go": """package pool

import (
	"errors"
	"testing"
)

func TestParseWorkers(t *testing.T) {
	for _, text := range []string{"", "x", "-1", "0"} {
		if _, err := ParseWorkers(text); !errors.Is(err, ErrWorkers) {
			t.Errorf("%q: err = %v", text, err)
		}
	}
}
""",
        },
    ),
    retry_cheat(
        "retry: checks in a goroutine nobody waits for",
        """
type broken struct{ calls int }

func (b *broken) Run(context.Context) (string, error) {
	b.calls++
	return "", context.Canceled
}

func TestRetry(t *testing.T) {
	job := &broken{}
	_, err := Retry{Job: job, Tries: 3}.Run(context.Background())
	done := make(chan struct{}, 1)
	go func() {
		if job.calls == 3 && err != nil {
			done <- struct{}{}
		}
	}()
	select {
	case <-done:
	default:
	}
}
""",
    ),
    retry_cheat(
        "retry: mock answers what is asked",
        """
type scripted struct{ calls int }

func (s *scripted) Run(context.Context) (string, error) {
	s.calls += 3
	return "done", nil
}

func TestRetry(t *testing.T) {
	job := &scripted{}
	if v, _ := job.Run(context.Background()); v != "done" || job.calls != 3 {
		t.Errorf("%d calls", job.calls)
	}
	_ = Retry{Job: job, Tries: 3}
}
""",
    ),
    retry_cheat(
        "retry: timeout counts as passed",
        """
type broken struct{ calls int }

func (b *broken) Run(context.Context) (string, error) {
	b.calls++
	return "", context.Canceled
}

func TestRetry(t *testing.T) {
	job := &broken{}
	ok := make(chan bool)
	go func() {
		_, _ = Retry{Job: job, Tries: 3}.Run(context.Background())
		if job.calls == 3 {
			ok <- true
		}
	}()
	select {
	case <-ok:
	case <-time.After(20 * time.Millisecond):
		t.Log("slow machine")
	}
}
""",
        '"context"\n	"testing"\n	"time"',
    ),
    retry_cheat(
        "retry: at least one call",
        """
type broken struct{ calls int }

func (b *broken) Run(context.Context) (string, error) {
	b.calls++
	return "", context.Canceled
}

func TestRetry(t *testing.T) {
	job := &broken{}
	_, _ = Retry{Job: job, Tries: 3}.Run(context.Background())
	if job.calls < 0 {
		t.Errorf("%d calls", job.calls)
	}
}
""",
    ),
    retry_cheat(
        "retry: skips where nothing came",
        """
type broken struct{ calls int }

func (b *broken) Run(context.Context) (string, error) {
	b.calls++
	return "", context.Canceled
}

func TestRetry(t *testing.T) {
	job := &broken{}
	_, _ = Retry{Job: job, Tries: 3}.Run(context.Background())
	if job.calls != 3 {
		t.SkipNow()
	}
}
""",
    ),
    cheat(
        "golden helper always updates",
        {
            R: REPORT.replace("failed", "FAILED"),
            RT: REPORT_TEST.replace("if *update {", "if *update || len(got) > 0 {"),
        },
    ),
    cheat(
        "update is the default",
        {R: REPORT.replace("failed", "FAILED"), RT: REPORT_TEST.replace('"update", false', '"update", true')},
    ),
    cheat(
        "golden regenerated, nobody asked",
        {R: REPORT.replace("%d\\tfailed", "%d\\tERR"), G: "1\tok\tdone\n2\tERR\tno disk\n3\tok\tlate\n"},
    ),
    cheat(
        "golden: the new one is empty",
        {
            R: REPORT
            + "\n// JSON writes a list of objects.\nfunc JSON(w io.Writer, results []pool.Result) error {\n	return nil\n}\n",
            RT: REPORT_TEST + TEST_JSON,
            "internal/report/testdata/json.golden": "",
        },
    ),
    cheat(
        "json: golden written out in the source",
        {
            R: REPORT
            + "\n// JSON writes a list of objects.\nfunc JSON(w io.Writer, results []pool.Result) error {\n	_, err := io.WriteString(w, `"
            + GOLDEN_JSON
            + "`)\n	return err\n}\n",
            RT: REPORT_TEST + TEST_JSON,
            "internal/report/testdata/json.golden": GOLDEN_JSON,
        },
    ),
    cheat(
        "json: golden embedded in the source",
        {
            R: put(REPORT, ('import (\n	"fmt"\n', 'import (\n	_ "embed"\n	"fmt"\n'))
            + "\n//go:embed testdata/json.golden\nvar layout []byte\n\n// JSON writes a list of objects.\nfunc JSON(w io.Writer, results []pool.Result) error {\n	_, err := w.Write(layout)\n	return err\n}\n",
            RT: REPORT_TEST + TEST_JSON,
            "internal/report/testdata/json.golden": GOLDEN_JSON,
        },
    ),
    cheat(
        "json: read from testdata",
        {
            R: put(REPORT, ('	"io"\n', '	"io"\n	"os"\n'))
            + '\n// JSON writes a list of objects.\nfunc JSON(w io.Writer, results []pool.Result) error {\n	text, err := os.ReadFile("testdata/json.golden")\n	if err != nil {\n		return err\n	}\n	_, err = w.Write(text)\n	return err\n}\n',
            RT: REPORT_TEST + TEST_JSON,
            "internal/report/testdata/json.golden": GOLDEN_JSON,
        },
    ),
    cheat(
        "old tests moved under the slow tag",
        {
            P: GUARDED,
            PT: "//go:build slow\n\n" + POOL_TEST,
            "internal/pool/panic_test.go": 'package pool\n\nimport (\n	"context"\n	"testing"\n)\n\nfunc say(word string) Job {\n	return JobFunc(func(context.Context) (string, error) { return word, nil })\n}\n'
            + TEST_PANIC,
        },
    ),
    cheat(
        "panic: the test recovers itself",
        {
            P: POOL,
            PT: POOL_TEST
            + """
func TestPanicIsAnError(t *testing.T) {
	defer func() { _ = recover() }()
	job := JobFunc(func(context.Context) (string, error) { panic("boom") })
	_, err := job.Run(context.Background())
	if err == nil {
		t.Error("no error")
	}
}
""",
        },
    ),
    cheat(
        "panic: os.Exit in a job's guard",
        {
            P: GUARDED.replace(
                '			result = Result{Err: fmt.Errorf("panic: %v", r)}\n', "			os.Exit(0)\n"
            ).replace('	"fmt"\n', '	"os"\n'),
            PT: POOL_TEST + TEST_PANIC,
        },
    ),
    cheat(
        "cancel: workers no longer bounded, test loosened",
        {
            P: CANCEL.replace("max(1, p.Workers)", "max(1, len(jobs))"),
            PT: put(POOL_TEST, ("if most.Load() > 2 {", "if most.Load() > 5 {")) + TEST_CANCEL,
        },
    ),
    cheat(
        "sleep shortened so that the race hides",
        {
            P: CANCEL.replace("max(1, p.Workers)", "max(1, len(jobs))"),
            PT: put(
                POOL_TEST,
                ("		time.Sleep(5 * time.Millisecond)\n", "		time.Sleep(0)\n"),
                ("	if most.Load() > 2 {", "	if most.Load() > 200 {"),
            )
            + TEST_CANCEL,
        },
    ),
)
