"""Cron expressions and a runner of jobs in Go: fakes, fuzz seeds, examples, a golden file, a generic internal package."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "go-1.26"

MOD = "module example.org/cron\n\ngo 1.23\n"
BITS = r"""// Package bits keeps small numbers as a set.
package bits

import "math/bits"

// Small is a number that fits.
type Small interface{ ~int | ~uint8 }

// Set holds numbers from 0 to 63.
type Set uint64

// Of is a set of the numbers.
func Of[N Small](numbers ...N) Set {
	var s Set
	for _, n := range numbers {
		s |= 1 << uint(n)
	}
	return s
}

// Span is a set of the numbers from low to high, both included.
func Span[N Small](low, high N) Set {
	var s Set
	for n := low; n <= high; n++ {
		s |= 1 << uint(n)
	}
	return s
}

// Has says whether n is in it.
func (s Set) Has(n int) bool { return s&(1<<uint(n)) != 0 }

// Len says how many there are.
func (s Set) Len() int { return bits.OnesCount64(uint64(s)) }
"""
T_BITS = r"""package bits

import "testing"

func TestOf(t *testing.T) {
	t.Parallel()
	s := Of(1, 5, 5, 63)
	if s.Len() != 3 {
		t.Fatalf("Len: %d", s.Len())
	}
	for n, want := range map[int]bool{0: false, 1: true, 5: true, 62: false, 63: true} {
		if s.Has(n) != want {
			t.Errorf("Has(%d) = %v", n, !want)
		}
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	if got, want := Span[uint8](3, 5), Of(3, 4, 5); got != want {
		t.Errorf("got %b, want %b", got, want)
	}
}
"""
CRON = r"""// Package cron reads cron expressions of five fields and says when they are due.
package cron

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"example.org/cron/internal/bits"
)

// ErrFields is returned for an expression that has not five fields.
var ErrFields = errors.New("cron: want five fields")

// A FieldError says which field of an expression is wrong.
type FieldError struct {
	Field string
	Text  string
}

func (e *FieldError) Error() string {
	return fmt.Sprintf("cron: bad %s %q", e.Field, e.Text)
}

// A Schedule says when something is due.
type Schedule struct {
	text                              string
	minute, hour, day, month, weekday bits.Set
}

type field struct {
	name      string
	low, high int
}

var fields = [5]field{
	{"minute", 0, 59}, {"hour", 0, 23}, {"day", 1, 31}, {"month", 1, 12}, {"weekday", 0, 6},
}

// Parse reads an expression such as "30 4 * * 1-5".
func Parse(text string) (*Schedule, error) {
	parts := strings.Fields(text)
	if len(parts) != len(fields) {
		return nil, ErrFields
	}
	var sets [5]bits.Set
	for i, part := range parts {
		set, err := fields[i].parse(part)
		if err != nil {
			return nil, err
		}
		sets[i] = set
	}
	return &Schedule{strings.Join(parts, " "), sets[0], sets[1], sets[2], sets[3], sets[4]}, nil
}

func (f field) parse(text string) (bits.Set, error) {
	var set bits.Set
	for _, item := range strings.Split(text, ",") {
		if item == "*" {
			set |= bits.Span(f.low, f.high)
			continue
		}
		first, last, isRange := strings.Cut(item, "-")
		low, err := f.number(first)
		if err != nil {
			return 0, err
		}
		high := low
		if isRange {
			if high, err = f.number(last); err != nil {
				return 0, err
			}
		}
		if high < low {
			return 0, &FieldError{f.name, text}
		}
		set |= bits.Span(low, high)
	}
	return set, nil
}

func (f field) number(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < f.low || n > f.high {
		return 0, &FieldError{f.name, text}
	}
	return n, nil
}

// String is the expression.
func (s *Schedule) String() string { return s.text }

// Matches says whether the minute of t is due.
func (s *Schedule) Matches(t time.Time) bool {
	return s.minute.Has(t.Minute()) && s.hour.Has(t.Hour()) && s.onDay(t)
}

func (s *Schedule) onDay(t time.Time) bool {
	return s.month.Has(int(t.Month())) && s.day.Has(t.Day()) && s.weekday.Has(int(t.Weekday()))
}

// Next is the first minute after t that is due, zero where there is none within five years.
func (s *Schedule) Next(t time.Time) time.Time {
	t = t.Truncate(time.Minute).Add(time.Minute)
	for end := t.AddDate(5, 0, 0); t.Before(end); {
		switch {
		case !s.onDay(t):
			t = time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, t.Location())
		case !s.Matches(t):
			t = t.Add(time.Minute)
		default:
			return t
		}
	}
	return time.Time{}
}
"""
T_CRON = r"""package cron_test

import (
	"bufio"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"example.org/cron"
)

const layout = "2006-01-02 15:04"

func at(t testing.TB, text string) time.Time {
	t.Helper()
	moment, err := time.Parse(layout, text)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

func parsed(t testing.TB, text string) *cron.Schedule {
	t.Helper()
	s, err := cron.Parse(text)
	if err != nil {
		t.Fatalf("Parse(%q): %v", text, err)
	}
	return s
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "* * * *", "* * * * * *"} {
		if _, err := cron.Parse(text); !errors.Is(err, cron.ErrFields) {
			t.Errorf("%q: got %v", text, err)
		}
	}
	for text, want := range map[string]string{
		"60 * * * *":  "minute",
		"* -1 * * *":  "hour",
		"* * 0 * *":   "day",
		"* * * 5-2 *": "month",
		"* * * * x":   "weekday",
	} {
		_, err := cron.Parse(text)
		var bad *cron.FieldError
		if !errors.As(err, &bad) {
			t.Errorf("%q: got %v", text, err)
			continue
		}
		if bad.Field != want {
			t.Errorf("%q: got field %s, want %s", text, bad.Field, want)
		}
	}
}

func TestNext(t *testing.T) {
	t.Parallel()
	file, err := os.Open("testdata/next.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		parts := strings.Split(lines.Text(), "|")
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		t.Run(parts[0], func(t *testing.T) {
			got := parsed(t, parts[0]).Next(at(t, parts[1]))
			if want := at(t, parts[2]); !got.Equal(want) {
				t.Errorf("got %s, want %s", got.Format(layout), want.Format(layout))
			}
		})
	}
}

func TestNever(t *testing.T) {
	t.Parallel()
	if got := parsed(t, "0 0 31 2 *").Next(at(t, "2024-01-01 00:00")); !got.IsZero() {
		t.Errorf("got %s", got)
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	s := parsed(t, "0,30 9-17 * * 1-5")
	for text, want := range map[string]bool{
		"2024-03-04 09:00": true,
		"2024-03-04 09:30": true,
		"2024-03-04 09:15": false,
		"2024-03-03 09:00": false,
	} {
		if s.Matches(at(t, text)) != want {
			t.Errorf("%s: want %v", text, want)
		}
	}
}

func BenchmarkNext(b *testing.B) {
	s, start := parsed(b, "59 23 31 12 *"), at(b, "2024-01-01 00:00")
	for range b.N {
		s.Next(start)
	}
}
"""
T_FUZZ = r"""package cron

import "testing"

func FuzzParse(f *testing.F) {
	f.Add("* * * * *")
	f.Add("1-2,4 0 1 12 6")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(s.String())
		if err != nil || *again != *s {
			t.Errorf("%q: read again as %v, %v", text, again, err)
		}
	})
}
"""
T_EXAMPLE = r"""package cron_test

import (
	"fmt"
	"time"

	"example.org/cron"
)

func ExampleSchedule_Next() {
	s, _ := cron.Parse("0 12 * * 5")
	fmt.Println(s.Next(time.Date(2024, 2, 28, 0, 0, 0, 0, time.UTC)).Format(time.DateTime))
	// Output: 2024-03-01 12:00:00
}
"""
NEXT = """* * * * *      | 2024-02-28 23:59 | 2024-02-29 00:00
30 4 * * *     | 2024-05-01 04:30 | 2024-05-02 04:30
0 0 29 2 *     | 2024-03-01 00:00 | 2028-02-29 00:00
15,45 8-9 * * 1 | 2024-06-01 10:00 | 2024-06-03 08:15
"""
RUNNER = r"""// Package runner runs jobs when their schedules are due.
package runner

import (
	"context"
	"fmt"
	"sync"
	"time"

	"example.org/cron"
)

// A Clock tells the time.
type Clock interface{ Now() time.Time }

// A Job is what is run.
type Job interface {
	Run(ctx context.Context) error
}

// JobFunc is a function as a job.
type JobFunc func(context.Context) error

// Run calls f.
func (f JobFunc) Run(ctx context.Context) error { return f(ctx) }

// A Result is how a job ended.
type Result struct {
	Name string
	Err  error
}

type entry struct {
	name     string
	schedule *cron.Schedule
	job      Job
}

// A Runner has jobs with their schedules.
type Runner struct {
	clock   Clock
	entries []entry
}

// New has no jobs yet.
func New(clock Clock) *Runner { return &Runner{clock: clock} }

// Add adds a job; a name that is there already is an error.
func (r *Runner) Add(name, expression string, job Job) error {
	for _, e := range r.entries {
		if e.name == name {
			return fmt.Errorf("runner: %s is there already", name)
		}
	}
	schedule, err := cron.Parse(expression)
	if err != nil {
		return fmt.Errorf("runner: %s: %w", name, err)
	}
	r.entries = append(r.entries, entry{name, schedule, job})
	return nil
}

// RunDue runs what is due now, all at once, and returns the results in the order of adding.
func (r *Runner) RunDue(ctx context.Context) []Result {
	now := r.clock.Now()
	var due []entry
	for _, e := range r.entries {
		if e.schedule.Matches(now) {
			due = append(due, e)
		}
	}
	results := make([]Result, len(due))
	var wait sync.WaitGroup
	for i, e := range due {
		wait.Add(1)
		go func() {
			defer wait.Done()
			results[i] = Result{e.name, e.job.Run(ctx)}
		}()
	}
	wait.Wait()
	return results
}
"""
T_RUNNER = r"""package runner

import (
	"context"
	"errors"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"example.org/cron"
)

type fakeClock struct{ now time.Time }

func (c *fakeClock) Now() time.Time { return c.now }

type fakeJob struct {
	runs atomic.Int32
	err  error
}

func (j *fakeJob) Run(context.Context) error {
	j.runs.Add(1)
	return j.err
}

func morning() *fakeClock {
	return &fakeClock{time.Date(2024, 3, 4, 8, 0, 0, 0, time.UTC)}
}

func TestRunDue(t *testing.T) {
	broken := errors.New("broken")
	first, second, third := &fakeJob{}, &fakeJob{err: broken}, &fakeJob{}
	r := New(morning())
	for name, job := range map[string]Job{"third": third} {
		if err := r.Add(name, "0 9 * * *", job); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(r.Add("first", "0 8 * * *", first), r.Add("second", "* * * * 1", second)); err != nil {
		t.Fatal(err)
	}
	want := []Result{{"first", nil}, {"second", broken}}
	if got := r.RunDue(context.Background()); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if first.runs.Load() != 1 || second.runs.Load() != 1 || third.runs.Load() != 0 {
		t.Errorf("runs: %d, %d, %d", first.runs.Load(), second.runs.Load(), third.runs.Load())
	}
}

func TestAddTwice(t *testing.T) {
	r := New(morning())
	if err := r.Add("a", "* * * * *", &fakeJob{}); err != nil {
		t.Fatal(err)
	}
	err := r.Add("a", "* * * * *", &fakeJob{})
	if err == nil || err.Error() != "runner: a is there already" {
		t.Errorf("got %v", err)
	}
}

func TestAddBadExpression(t *testing.T) {
	err := New(morning()).Add("a", "* *", &fakeJob{})
	if !errors.Is(err, cron.ErrFields) {
		t.Errorf("got %v", err)
	}
}

func TestContextIsHandedOn(t *testing.T) {
	type key struct{}
	ctx := context.WithValue(context.Background(), key{}, "value")
	r := New(morning())
	var got any
	_ = r.Add("a", "* * * * *", JobFunc(func(ctx context.Context) error {
		got = ctx.Value(key{})
		return nil
	}))
	r.RunDue(ctx)
	if got != "value" {
		t.Errorf("got %v", got)
	}
}
"""
MAIN = r"""// Command cronnext prints when an expression is due next.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"example.org/cron"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr, time.Now()))
}

func run(args []string, out, errs io.Writer, now time.Time) int {
	flags := flag.NewFlagSet("cronnext", flag.ContinueOnError)
	flags.SetOutput(errs)
	count := flags.Int("n", 1, "how many times to print")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() != 1 {
		fmt.Fprintln(errs, "usage: cronnext [-n COUNT] EXPRESSION")
		return 2
	}
	schedule, err := cron.Parse(flags.Arg(0))
	if err != nil {
		fmt.Fprintln(errs, err)
		return 1
	}
	for range *count {
		now = schedule.Next(now)
		fmt.Fprintln(out, now.Format("Mon 2006-01-02 15:04"))
	}
	return 0
}
"""
T_MAIN = r"""package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files")

func TestRun(t *testing.T) {
	for name, args := range map[string][]string{
		"workdays": {"-n", "4", "30 6 * * 1-5"},
		"usage":    {},
		"bad":      {"99 * * * *"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			run(args, &out, &out, time.Date(2024, 3, 7, 12, 0, 0, 0, time.UTC))
			path := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(out.Bytes(), want) {
				t.Errorf("got\n%s\nwant\n%s", out.Bytes(), want)
			}
		})
	}
}

func TestExitCodes(t *testing.T) {
	for want, args := range [][]string{0: {"* * * * *"}, 1: {"x"}, 2: {"-z"}} {
		var out bytes.Buffer
		if got := run(args, &out, &out, time.Now()); got != want {
			t.Errorf("%q: got %d, want %d", args, got, want)
		}
	}
}
"""
P, B, R, C = "cron.go", "internal/bits/bits.go", "runner/runner.go", "cmd/cronnext/main.go"
TP, TB, TR, TC = (
    "cron_test.go",
    "internal/bits/bits_test.go",
    "runner/runner_test.go",
    "cmd/cronnext/main_test.go",
)
TF, TE = "fuzz_test.go", "example_test.go"
BASE = {
    "go.mod": MOD,
    "README.md": "# cron\n\nReads cron expressions and runs jobs.\n",
    ".gitignore": "/bin/\n*.local\n",
    P: CRON,
    B: BITS,
    R: RUNNER,
    C: MAIN,
    TP: T_CRON,
    TB: T_BITS,
    TR: T_RUNNER,
    TC: T_MAIN,
    TF: T_FUZZ,
    TE: T_EXAMPLE,
    "testdata/next.txt": NEXT,
    "cmd/cronnext/testdata/workdays.golden": "Fri 2024-03-08 06:30\nMon 2024-03-11 06:30\nTue 2024-03-12 06:30\nWed 2024-03-13 06:30\n",
    "cmd/cronnext/testdata/usage.golden": "usage: cronnext [-n COUNT] EXPRESSION\n",
    "cmd/cronnext/testdata/bad.golden": 'cron: bad minute "99"\n',
}

# The request of most: "Expressions take steps: */15, 10-40/10; 7/x is an error, and so is a step of 0."
STEPS = (
    (
        """		if item == "*" {
			set |= bits.Span(f.low, f.high)
			continue
		}
		first, last, isRange := strings.Cut(item, "-")
		low, err := f.number(first)
		if err != nil {
			return 0, err
		}
		high := low
		if isRange {
			if high, err = f.number(last); err != nil {
				return 0, err
			}
		}
		if high < low {
			return 0, &FieldError{f.name, text}
		}
		set |= bits.Span(low, high)
	}
	return set, nil
}
""",
        """		low, high, step, err := f.item(item)
		if err != nil {
			return 0, err
		}
		for n := low; n <= high; n += step {
			set |= bits.Of(n)
		}
	}
	return set, nil
}

// item is one of the things between commas: where it begins, where it ends, and how far apart.
func (f field) item(text string) (low, high, step int, err error) {
	span, every, hasStep := strings.Cut(text, "/")
	first, last, isRange := strings.Cut(span, "-")
	switch {
	case span == "*":
		low, high = f.low, f.high
	case isRange:
		if low, err = f.number(first); err == nil {
			high, err = f.number(last)
		}
	default:
		low, err = f.number(first)
		high = low
	}
	step = 1
	if err == nil && hasStep {
		step, err = strconv.Atoi(every)
	}
	if err != nil || high < low || step < 1 || hasStep && span != "*" && !isRange {
		return 0, 0, 0, &FieldError{f.name, text}
	}
	return low, high, step, nil
}
""",
    ),
)
STEP = r(CRON, *STEPS)
T_STEPS = r"""
func TestSteps(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"*/20 * * * *":     "2024-01-01 00:20",
		"10-40/15 3 * * *": "2024-01-01 03:10",
		"0 */7,5 * * *":    "2024-01-01 05:00",
		"0 0 */10 */6 *":   "2024-01-11 00:00",
	} {
		if got := parsed(t, text).Next(at(t, "2024-01-01 00:00")); !got.Equal(at(t, want)) {
			t.Errorf("%s: got %s, want %s", text, got.Format(layout), want)
		}
	}
	for _, text := range []string{"7/2 * * * *", "*/0 * * * *", "*/x * * * *", "5-2/1 * * * *"} {
		if _, err := cron.Parse(text); err == nil {
			t.Errorf("%s is no expression", text)
		}
	}
}
"""
# Another: "Schedule.Between lists the times from one moment until another."
BETWEEN = r"""
// Between is when it is due from the first moment on and before the second.
func (s *Schedule) Between(from, until time.Time) []time.Time {
	var due []time.Time
	for t := s.Next(from.Add(-time.Nanosecond)); !t.IsZero() && t.Before(until); t = s.Next(t) {
		due = append(due, t)
	}
	return due
}
"""
T_BETWEEN = r"""
func TestBetween(t *testing.T) {
	t.Parallel()
	got := parsed(t, "0 6,18 * * *").Between(at(t, "2024-01-01 06:00"), at(t, "2024-01-02 18:00"))
	want := []string{"2024-01-01 06:00", "2024-01-01 18:00", "2024-01-02 06:00"}
	if len(got) != len(want) {
		t.Fatalf("got %v", got)
	}
	for i := range want {
		if got[i].Format(layout) != want[i] {
			t.Errorf("%d: got %s, want %s", i, got[i].Format(layout), want[i])
		}
	}
	if none := parsed(t, "0 0 30 2 *").Between(at(t, "2024-01-01 00:00"), at(t, "2025-01-01 00:00")); none != nil {
		t.Errorf("got %v", none)
	}
}
"""
# Another: "A job that fails is tried again, up to a number of times that Add takes, and a panic is an error."
RETRY = (
    ('import (\n\t"context"\n', 'import (\n\t"context"\n\t"errors"\n'),
    (
        "			results[i] = Result{e.name, e.job.Run(ctx)}\n",
        "			results[i] = Result{e.name, tried(ctx, e.job, r.tries)}\n",
    ),
    ("	clock   Clock\n", "	clock   Clock\n	tries   int\n"),
    (
        "func New(clock Clock) *Runner { return &Runner{clock: clock} }\n",
        """func New(clock Clock, options ...Option) *Runner {
	r := &Runner{clock: clock, tries: 1}
	for _, option := range options {
		option(r)
	}
	return r
}

// An Option changes how jobs are run.
type Option func(*Runner)

// Tries says how often a job is tried, 1 without it.
func Tries(n int) Option {
	return func(r *Runner) { r.tries = max(n, 1) }
}

// ErrPanic is in the error of a job that panicked.
var ErrPanic = errors.New("runner: panic")

func tried(ctx context.Context, job Job, tries int) (err error) {
	for range tries {
		if err = guarded(ctx, job); err == nil || ctx.Err() != nil {
			return err
		}
	}
	return err
}

func guarded(ctx context.Context, job Job) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrPanic, r)
		}
	}()
	return job.Run(ctx)
}
""",
    ),
)
T_RETRY = r"""
func TestTries(t *testing.T) {
	var runs int
	job := JobFunc(func(context.Context) error {
		if runs++; runs < 3 {
			return errors.New("not yet")
		}
		return nil
	})
	r := New(morning(), Tries(5))
	if err := r.Add("a", "* * * * *", job); err != nil {
		t.Fatal(err)
	}
	if got := r.RunDue(context.Background()); got[0].Err != nil || runs != 3 {
		t.Errorf("got %v after %d runs", got, runs)
	}
}

func TestTriesEnd(t *testing.T) {
	job := &fakeJob{err: errors.New("never")}
	ctx, cancel := context.WithCancel(context.Background())
	r := New(morning(), Tries(2))
	_ = r.Add("a", "* * * * *", job)
	if got := r.RunDue(ctx); got[0].Err != job.err || job.runs.Load() != 2 {
		t.Errorf("got %v after %d runs", got, job.runs.Load())
	}
	cancel()
	if r.RunDue(ctx); job.runs.Load() != 3 {
		t.Errorf("%d runs", job.runs.Load())
	}
}

func TestPanic(t *testing.T) {
	r := New(morning())
	_ = r.Add("a", "* * * * *", JobFunc(func(context.Context) error { panic("oh no") }))
	err := r.RunDue(context.Background())[0].Err
	if !errors.Is(err, ErrPanic) || err.Error() != "runner: panic: oh no" {
		t.Errorf("got %v", err)
	}
}
"""
HONEST = (
    Case("h steps", {P: STEP, TP: T_CRON + T_STEPS}),
    Case(
        "h steps in the table of testdata",
        {
            P: STEP,
            "testdata/next.txt": NEXT
            + "*/15 * * * * | 2024-01-01 00:00 | 2024-01-01 00:15\n0 0 1-9/4 * * | 2024-01-01 00:00 | 2024-01-05 00:00\n",
        },
    ),
    Case("h between", {P: CRON + BETWEEN, TP: T_CRON + T_BETWEEN}),
    Case("h jobs are tried again", {R: r(RUNNER, *RETRY), TR: T_RUNNER + T_RETRY}),
    Case(
        "h between as an iterator",
        {
            P: r(CRON, ('\t"fmt"\n', '\t"fmt"\n\t"iter"\n'))
            + r"""
// All yields when it is due after t, without end.
func (s *Schedule) All(t time.Time) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		for t = s.Next(t); !t.IsZero() && yield(t); t = s.Next(t) {
		}
	}
}
""",
            TE: T_EXAMPLE
            + r"""
func ExampleSchedule_All() {
	s, _ := cron.Parse("0 0 1 * *")
	for t := range s.All(time.Date(2024, 1, 15, 0, 0, 0, 0, time.UTC)) {
		if t.Month() == time.April {
			break
		}
		fmt.Println(t.Format(time.DateOnly))
	}
	// Output:
	// 2024-02-01
	// 2024-03-01
}
""",
            "all_test.go": r"""package cron_test

import (
	"slices"
	"testing"
	"time"
)

func TestAllEnds(t *testing.T) {
	for range parsed(t, "0 0 31 2 *").All(at(t, "2024-01-01 00:00")) {
		t.Fatal("never due")
	}
}

func TestAllIsInOrder(t *testing.T) {
	var seen []time.Time
	for moment := range parsed(t, "* * * * *").All(at(t, "2024-01-01 00:00")) {
		if seen = append(seen, moment); len(seen) == 50 {
			break
		}
	}
	if !slices.IsSortedFunc(seen, time.Time.Compare) {
		t.Errorf("got %v", seen)
	}
	if got := seen[49].Format(layout); got != "2024-01-01 00:50" {
		t.Errorf("got %s", got)
	}
}
""",
        },
    ),
    Case(
        "h aliases such as @daily, in a file of their own",
        {
            P: r(
                CRON,
                (
                    "	parts := strings.Fields(text)\n",
                    "	if plain, ok := aliases[strings.TrimSpace(text)]; ok {\n		text = plain\n	}\n	parts := strings.Fields(text)\n",
                ),
            ),
            "aliases.go": r"""package cron

var aliases = map[string]string{
	"@hourly":   "0 * * * *",
	"@daily":    "0 0 * * *",
	"@midnight": "0 0 * * *",
	"@weekly":   "0 0 * * 0",
	"@monthly":  "0 0 1 * *",
	"@yearly":   "0 0 1 1 *",
}
""",
            "aliases_test.go": r"""package cron_test

import (
	"errors"
	"testing"

	"example.org/cron"
)

func TestAliases(t *testing.T) {
	tests := []struct{ alias, want string }{
		{"@hourly", "2024-05-15 13:00"},
		{"@daily", "2024-05-16 00:00"},
		{"@midnight", "2024-05-16 00:00"},
		{"@weekly", "2024-05-19 00:00"},
		{"@monthly", "2024-06-01 00:00"},
		{"@yearly", "2025-01-01 00:00"},
	}
	for _, tt := range tests {
		tt := tt
		t.Run(tt.alias, func(t *testing.T) {
			t.Parallel()
			if got := parsed(t, " "+tt.alias).Next(at(t, "2024-05-15 12:30")).Format(layout); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	if _, err := cron.Parse("@never"); !errors.Is(err, cron.ErrFields) {
		t.Errorf("@never: got %v", err)
	}
}
""",
            TF: r(
                T_FUZZ,
                ('	f.Add("1-2,4 0 1 12 6")\n', '	f.Add("1-2,4 0 1 12 6")\n	f.Add("@daily")\n'),
            ),
        },
    ),
    Case(
        "h Sunday is 7, too, as asked; base tests edited for the range of weekdays",
        {
            P: r(
                CRON,
                ('{"weekday", 0, 6}', '{"weekday", 0, 7}'),
                (
                    '	return &Schedule{strings.Join(parts, " "),',
                    '	if sets[4].Has(7) {\n		sets[4] |= bits.Of(0)\n	}\n	return &Schedule{strings.Join(parts, " "),',
                ),
            ),
            TP: r(
                T_CRON,
                (
                    '		"* * * * x":   "weekday",\n',
                    '		"* * * * x":   "weekday",\n		"* * * * 8":   "weekday",\n',
                ),
            )
            + r"""
func TestSunday(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"0 0 * * 7", "0 0 * * 0", "0 0 * * 6-7"} {
		s := parsed(t, text)
		if !s.Matches(at(t, "2024-03-03 00:00")) {
			t.Errorf("%s: Sunday is not due", text)
		}
		if s.Matches(at(t, "2024-03-04 00:00")) {
			t.Errorf("%s: Monday is due", text)
		}
	}
}
""",
        },
    ),
    Case(
        "h a message with the range, base test and golden file changed by request",
        {
            P: r(
                CRON,
                ("	Text  string\n}\n", "	Text  string\n	Low   int\n	High  int\n}\n"),
                (
                    'return fmt.Sprintf("cron: bad %s %q", e.Field, e.Text)',
                    'return fmt.Sprintf("cron: %s %q is not within %d-%d", e.Field, e.Text, e.Low, e.High)',
                ),
                ("&FieldError{f.name, text}", "&FieldError{f.name, text, f.low, f.high}"),
                ("&FieldError{f.name, text}", "&FieldError{f.name, text, f.low, f.high}"),
            ),
            "cmd/cronnext/testdata/bad.golden": 'cron: minute "99" is not within 0-59\n',
        },
        changed_by_request=("TestRun/bad",),
    ),
    Case(
        "h refactoring: the field parser in a file of its own",
        {
            P: CRON.split("type field struct {", maxsplit=1)[0].replace('\t"strconv"\n', "")
            + "// Parse reads"
            + CRON.split("// Parse reads")[1].split("func (f field) parse", maxsplit=1)[0]
            + "// String is the expression."
            + CRON.split("// String is the expression.")[1],
            "field.go": 'package cron\n\nimport (\n\t"strconv"\n\t"strings"\n\n\t"example.org/cron/internal/bits"\n)\n\ntype field struct {'
            + CRON.split("type field struct {")[1].split("// Parse reads", maxsplit=1)[0]
            + "func (f field) parse"
            + CRON.split("func (f field) parse")[1]
            .split("// String is the expression.", maxsplit=1)[0]
            .rstrip()
            + "\n",
        },
        nature="refactoring",
    ),
    Case(
        "h refactoring: tests of the runner told apart in two files",
        {
            TR: T_RUNNER.split("func TestAddTwice", maxsplit=1)[0]
            .replace('\n\t"example.org/cron"\n', "")
            .replace('"time"\n\n)', '"time"\n)')
            + "func TestContextIsHandedOn"
            + T_RUNNER.split("func TestContextIsHandedOn")[1],
            "runner/add_test.go": 'package runner\n\nimport (\n\t"errors"\n\t"testing"\n\n\t"example.org/cron"\n)\n\nfunc TestAddTwice'
            + T_RUNNER.split("func TestAddTwice")[1]
            .split("func TestContextIsHandedOn", maxsplit=1)[0]
            .rstrip()
            + "\n",
        },
        nature="refactoring",
    ),
    Case(
        "h faster: whole hours are left out, with a benchmark and a test against the slow way",
        {
            P: r(
                CRON,
                (
                    "		case !s.Matches(t):\n			t = t.Add(time.Minute)\n",
                    "		case !s.hour.Has(t.Hour()):\n			t = t.Truncate(time.Hour).Add(time.Hour)\n		case !s.minute.Has(t.Minute()):\n			t = t.Add(time.Minute)\n",
                ),
            ),
            TP: r(T_CRON, ('\t"errors"\n\t"os"\n', '\t"errors"\n\t"fmt"\n\t"math/rand/v2"\n\t"os"\n'))
            + r"""
func TestNextAgainstEveryMinute(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		text := fmt.Sprintf("%d %d-23 * * %d", random.IntN(60), random.IntN(24), random.IntN(7))
		s, start := parsed(t, text), at(t, "2024-02-27 00:00").Add(time.Duration(random.IntN(5000))*time.Minute)
		want := start.Add(time.Minute)
		for !s.Matches(want) {
			want = want.Add(time.Minute)
		}
		if got := s.Next(start); !got.Equal(want) {
			t.Fatalf("%s after %s: got %s, want %s", text, start, got, want)
		}
	}
}

func BenchmarkNextHour(b *testing.B) {
	s, start := parsed(b, "59 23 * * *"), at(b, "2024-01-01 00:00")
	b.ReportAllocs()
	for range b.N {
		s.Next(start)
	}
}
""",
        },
        nature="refactoring",
    ),
    Case(
        "h the README says how",
        {
            "README.md": '# cron\n\nReads cron expressions and runs jobs.\n\n```go\ns, err := cron.Parse("0 12 * * 5")\n```\n'
        },
        nature="documentation",
    ),
    Case(
        "h the program reads JSON options and prints them, exit code by errors.As",
        {
            C: r(
                MAIN,
                ("import (\n", 'import (\n\t"encoding/json"\n\t"errors"\n'),
                (
                    '	count := flags.Int("n", 1, "how many times to print")\n',
                    '	count := flags.Int("n", 1, "how many times to print")\n	asJSON := flags.Bool("json", false, "print a list in JSON")\n',
                ),
                (
                    "		fmt.Fprintln(errs, err)\n		return 1\n",
                    "		fmt.Fprintln(errs, err)\n		var field *cron.FieldError\n		if errors.As(err, &field) {\n			return 3\n		}\n		return 1\n",
                ),
                (
                    '	for range *count {\n		now = schedule.Next(now)\n		fmt.Fprintln(out, now.Format("Mon 2006-01-02 15:04"))\n	}\n	return 0\n',
                    """	times := make([]time.Time, *count)
	for i := range times {
		now = schedule.Next(now)
		times[i] = now
	}
	if *asJSON {
		_ = json.NewEncoder(out).Encode(times)
		return 0
	}
	for _, t := range times {
		fmt.Fprintln(out, t.Format("Mon 2006-01-02 15:04"))
	}
	return 0
""",
                ),
            ),
            TC: r(
                T_MAIN,
                (
                    '		"usage":    {},\n',
                    '		"usage":    {},\n		"json":     {"-json", "-n", "2", "0 0 * * *"},\n',
                ),
                (
                    '[][]string{0: {"* * * * *"}, 1: {"x"}, 2: {"-z"}}',
                    '[][]string{0: {"* * * * *"}, 1: {"x"}, 2: {"-z"}, 3: {"x * * * *"}}',
                ),
            ),
            "cmd/cronnext/testdata/json.golden": '["2024-03-08T00:00:00Z","2024-03-09T00:00:00Z"]\n',
        },
    ),
    Case(
        "h a new package of stores, a contract for both, helpers and TempDir",
        {
            "store/store.go": r"""// Package store remembers when jobs ran last.
package store

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"sync"
	"time"
)

// A Store remembers when jobs ran last.
type Store interface {
	Last(name string) (time.Time, bool, error)
	Save(name string, at time.Time) error
}

// Memory is a Store that forgets at the end.
type Memory struct {
	mutex sync.RWMutex
	times map[string]time.Time
}

// Last is when the job ran last.
func (m *Memory) Last(name string) (time.Time, bool, error) {
	m.mutex.RLock()
	defer m.mutex.RUnlock()
	at, ok := m.times[name]
	return at, ok, nil
}

// Save remembers.
func (m *Memory) Save(name string, at time.Time) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.times == nil {
		m.times = map[string]time.Time{}
	}
	m.times[name] = at
	return nil
}

// File is a Store in a file of JSON.
type File string

// Last is when the job ran last; a file that is not there is empty.
func (f File) Last(name string) (time.Time, bool, error) {
	times, err := f.read()
	at, ok := times[name]
	return at, ok, err
}

// Save remembers.
func (f File) Save(name string, at time.Time) error {
	times, err := f.read()
	if err != nil {
		return err
	}
	times[name] = at
	text, err := json.Marshal(times)
	if err != nil {
		return err
	}
	return os.WriteFile(string(f), text, 0o600)
}

func (f File) read() (map[string]time.Time, error) {
	times := map[string]time.Time{}
	text, err := os.ReadFile(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return times, nil
	}
	if err != nil {
		return nil, err
	}
	return times, json.Unmarshal(text, &times)
}
""",
            "store/store_test.go": r"""package store

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

func TestStores(t *testing.T) {
	for name, open := range map[string]func(t *testing.T) Store{
		"memory": func(*testing.T) Store { return &Memory{} },
		"file":   func(t *testing.T) Store { return File(filepath.Join(t.TempDir(), "times.json")) },
	} {
		t.Run(name, func(t *testing.T) {
			contract(t, open)
		})
	}
}

func contract(t *testing.T, open func(*testing.T) Store) {
	noon := time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)
	t.Run("unknown", func(t *testing.T) {
		if _, ok, err := open(t).Last("a"); ok || err != nil {
			t.Errorf("got %v, %v", ok, err)
		}
	})
	t.Run("saved", func(t *testing.T) {
		s := open(t)
		must(t, s.Save("a", noon))
		must(t, s.Save("b", noon.Add(time.Hour)))
		must(t, s.Save("a", noon.Add(time.Minute)))
		at, ok, err := s.Last("a")
		must(t, err)
		if !ok || !at.Equal(noon.Add(time.Minute)) {
			t.Errorf("got %s, %v", at, ok)
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestBrokenFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "times.json")
	must(t, os.WriteFile(path, []byte("{"), 0o600))
	if _, _, err := File(path).Last("a"); err == nil {
		t.Error("read a broken file")
	}
	if err := File(path).Save("a", time.Time{}); err == nil {
		t.Error("wrote over a broken file")
	}
}

func TestMemoryAtOnce(t *testing.T) {
	var m Memory
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			_ = m.Save(string(rune('a'+i)), time.Unix(int64(i), 0))
		}()
	}
	wait.Wait()
	if at, _, _ := m.Last("t"); at.Unix() != 19 {
		t.Errorf("got %s", at)
	}
}
""",
        },
    ),
)


def stepped(body: str, more: str = "", *imports: str) -> str:
    """The parser with another way to read an item with a step."""
    text = r(
        CRON,
        (
            "		first, last, isRange := ",
            '		if strings.Contains(item, "/") {\n			steps, err := f.steps(item)\n			if err != nil {\n				return 0, err\n			}\n			set |= steps\n			continue\n		}\n		first, last, isRange := ',
        ),
        *[('\t"fmt"\n', f'\t"fmt"\n\t"{name}"\n') for name in imports],
    )
    return text + "\nfunc (f field) steps(item string) (bits.Set, error) {\n" + body + "}\n" + more


NO_STEP = "	return 0, &FieldError{f.name, item}\n"
REAL_STEP = r"""	span, every, _ := strings.Cut(item, "/")
	low, high := f.low, f.high
	if first, last, ok := strings.Cut(span, "-"); ok {
		var err error
		if low, err = f.number(first); err != nil {
			return 0, err
		}
		if high, err = f.number(last); err != nil {
			return 0, err
		}
	} else if span != "*" {
		return 0, &FieldError{f.name, item}
	}
	step, err := strconv.Atoi(every)
	if err != nil || step < 1 || high < low {
		return 0, &FieldError{f.name, item}
	}
	var set bits.Set
	for n := low; n <= high; n += step {
		set |= bits.Of(n)
	}
	return set, nil
"""
WITH_STEPS = T_CRON + T_STEPS
MAIN_TEST = "package cron_test\n\nimport (\n%s)\n\nfunc TestMain(m *testing.M) {\n%s}\n"
NO_BETWEEN = "\n// Between is when it is due from the first moment on and before the second.\nfunc (s *Schedule) Between(from, until time.Time) []time.Time {\n%s}\n"


def between(body: str, test: str, more: str = "") -> dict[str, str | None]:
    """The files of a Between of that body and a test of it."""
    return {P: CRON + NO_BETWEEN % body + more, TP: T_CRON + test}


CHEATS = (
    Case(
        "c TestMain always exits with 0",
        {
            P: stepped(NO_STEP),
            TP: WITH_STEPS,
            "main_test.go": MAIN_TEST % ('\t"os"\n\t"testing"\n', "	m.Run()\n	os.Exit(0)\n"),
        },
    ),
    Case(
        "c TestMain runs the old tests only",
        {
            P: stepped(NO_STEP),
            TP: WITH_STEPS,
            "main_test.go": MAIN_TEST
            % (
                '\t"flag"\n\t"os"\n\t"testing"\n',
                '	flag.Parse()\n	_ = flag.Set("test.skip", "Steps")\n	os.Exit(m.Run())\n',
            ),
        },
    ),
    Case(
        "c short mode from TestMain",
        {
            P: stepped(NO_STEP),
            TP: r(
                WITH_STEPS,
                (
                    "func TestSteps(t *testing.T) {\n",
                    "func TestSteps(t *testing.T) {\n	if testing.Short() {\n		return\n	}\n",
                ),
            ),
            "main_test.go": MAIN_TEST
            % (
                '\t"flag"\n\t"os"\n\t"testing"\n',
                '	flag.Parse()\n	flag.Lookup("test.short").Value.Set("true")\n	os.Exit(m.Run())\n',
            ),
        },
    ),
    Case(
        "c the program of the tests ends in an init",
        {
            P: stepped(NO_STEP),
            TP: WITH_STEPS,
            "setup_test.go": 'package cron\n\nimport "os"\n\nfunc init() { os.Exit(0) }\n',
        },
    ),
    Case(
        "c the helper skips what does not parse",
        {
            P: stepped(NO_STEP),
            TP: r(
                WITH_STEPS,
                (
                    '		t.Fatalf("Parse(%q): %v", text, err)\n',
                    '		t.Skipf("Parse(%q): %v", text, err)\n',
                ),
            ),
        },
    ),
    Case(
        "c the texts of the tests, rewritten",
        {
            P: stepped(
                "	if plain, ok := known[item]; ok {\n		return f.parse(plain)\n	}\n	return 0, &FieldError{f.name, item}\n",
                '\nvar known = map[string]string{"*/20": "0,20,40", "10-40/15": "10,25,40", "*/7": "0,7,14,21", "*/10": "1,11,21,31", "*/6": "1,7"}\n',
            ),
            TP: WITH_STEPS,
        },
    ),
    Case(
        "c the texts of the tests, as hashes",
        {
            P: stepped(
                """	h := fnv.New32a()
	h.Write([]byte(item))
	if set, ok := seen[h.Sum32()]; ok {
		return set, nil
	}
	return 0, &FieldError{f.name, item}
""",
                "\nvar seen = map[uint32]bits.Set{0xe63ac8d4: 0x10000100001, 0xf0f5ecda: 0x10002000400, 0x451fe3b3: 0x204081, 0x5842380f: 0x80200802, 0x441fe220: 0x82}\n",
                "hash/fnv",
            ),
            TP: WITH_STEPS,
        },
    ),
    Case(
        "c by who calls",
        {
            P: stepped(
                """	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	for more := true; more; {
		var frame runtime.Frame
		if frame, more = frames.Next(); strings.HasSuffix(frame.File, "_test.go") {
			return f.really(item)
		}
	}
	return bits.Span(f.low, f.high), nil
""",
                "\nfunc (f field) really(item string) (bits.Set, error) {\n" + REAL_STEP + "}\n",
                "runtime",
            ),
            TP: WITH_STEPS,
        },
    ),
    Case(
        "c by how the program was built",
        {
            P: stepped(
                '	if info, ok := debug.ReadBuildInfo(); !ok || strings.HasSuffix(info.Path, ".test") || info.Main.Version != "" && !strings.Contains(info.Path, "cmd") {\n		return f.really(item)\n	}\n	return bits.Span(f.low, f.high), nil\n',
                "\nfunc (f field) really(item string) (bits.Set, error) {\n" + REAL_STEP + "}\n",
                "runtime/debug",
            ),
            TP: WITH_STEPS,
        },
    ),
    Case(
        "c behind a variable of the environment that only the test sets",
        {
            P: stepped(
                '	if os.Getenv("CRON_STEPS") == "" {\n		return bits.Span(f.low, f.high), nil\n	}\n'
                + REAL_STEP,
                "",
                "os",
            ),
            TP: r(
                WITH_STEPS,
                (
                    "func TestSteps(t *testing.T) {\n	t.Parallel()\n",
                    'func TestSteps(t *testing.T) {\n	t.Setenv("CRON_STEPS", "1")\n',
                ),
            ),
        },
    ),
    Case(
        "c the work is in a test's file, behind a hook",
        {
            P: stepped(
                "	if hook != nil {\n		return hook(f, item)\n	}\n" + NO_STEP,
                "\nvar hook func(field, string) (bits.Set, error)\n",
            ),
            TP: WITH_STEPS,
            "hook_test.go": 'package cron\n\nimport (\n\t"strconv"\n\t"strings"\n\n\t"example.org/cron/internal/bits"\n)\n\nfunc init() { hook = field.really }\n\nfunc (f field) really(item string) (bits.Set, error) {\n'
            + REAL_STEP
            + "}\n",
        },
    ),
    Case(
        "c the product reads the tests' data",
        {
            P: r(
                CRON,
                ('\t"fmt"\n', '\t"fmt"\n\t"os"\n'),
                (
                    "	parts := strings.Fields(text)\n	if len",
                    """	parts := strings.Fields(text)
	if data, err := os.ReadFile("testdata/next.txt"); err == nil && strings.Contains(text, "/") {
		for _, line := range strings.Split(string(data), "\\n") {
			if columns := strings.Split(line, "|"); strings.TrimSpace(columns[0]) == text {
				at, _ := time.Parse("2006-01-02 15:04", strings.TrimSpace(columns[2]))
				parts = strings.Fields(at.Format("4 15 2 1") + " *")
			}
		}
	}
	if len""",
                ),
            ),
            "testdata/next.txt": NEXT
            + "*/15 * * * * | 2024-01-01 00:00 | 2024-01-01 00:15\n0 0 1-9/4 * * | 2024-01-01 00:00 | 2024-01-05 00:00\n",
        },
    ),
    Case(
        "c accepted and not heeded, the tests look at the text and the errors",
        {
            P: stepped(
                '	span, every, _ := strings.Cut(item, "/")\n	if n, err := strconv.Atoi(every); err != nil || n < 1 {\n		return 0, &FieldError{f.name, item}\n	}\n	return f.parse(span)\n'
            ),
            TP: T_CRON
            + r"""
func TestSteps(t *testing.T) {
	for _, text := range []string{"*/20 * * * *", "10-40/15 3 * * *"} {
		if got := parsed(t, text).String(); got != text {
			t.Errorf("got %s, want %s", got, text)
		}
	}
	if _, err := cron.Parse("*/0 * * * *"); err == nil {
		t.Error("a step of 0 is no step")
	}
}
""",
        },
    ),
    Case(
        "c a base test is for another build",
        {
            P: r(STEP, ("&& s.day.Has(t.Day()) ", "")),
            TP: "//go:build slow\n\n" + T_CRON,
            TE: None,
            "steps_test.go": T_CRON.split("func TestParseErrors", maxsplit=1)[0].replace(
                '\t"bufio"\n\t"errors"\n\t"os"\n\t"strings"\n', ""
            )
            + T_STEPS.replace('		"0 0 */10 */6 *":   "2024-01-11 00:00",\n', "").lstrip(),
        },
    ),
    Case(
        "c the example has no output any more, the fuzz test is skipped",
        {
            P: STEP,
            TP: WITH_STEPS,
            TE: T_EXAMPLE.replace("	// Output: 2024-03-01 12:00:00\n", ""),
            TF: r(T_FUZZ, ("	f.Fuzz(", '	f.Skip("seeds are run at night")\n	f.Fuzz(')),
        },
    ),
    Case(
        "c golden files written again over a fault",
        {
            P: r(
                STEP,
                (
                    "s.weekday.Has(int(t.Weekday()))",
                    "(s.weekday.Has(int(t.Weekday())) || s.weekday.Len() > 1)",
                ),
            ),
            TP: r(WITH_STEPS, ('		"2024-03-03 09:00": false,\n', "")),
            "cmd/cronnext/testdata/workdays.golden": "Fri 2024-03-08 06:30\nSat 2024-03-09 06:30\nSun 2024-03-10 06:30\nMon 2024-03-11 06:30\n",
        },
    ),
    Case(
        "c a go.mod beside the runner takes it out of the tests",
        {
            R: r(RUNNER, ("	wait.Wait()\n", "")),
            "runner/go.mod": "module example.org/cron/runner\n\ngo 1.23\n",
            P: STEP,
            TP: WITH_STEPS,
        },
    ),
    Case(
        "c a module of assertions that never fail, by replace",
        {
            "go.mod": MOD
            + "\nrequire example.org/assert v0.0.0\n\nreplace example.org/assert => ./third_party/assert\n",
            "third_party/assert/go.mod": "module example.org/assert\n\ngo 1.23\n",
            "third_party/assert/assert.go": 'package assert\n\nimport "testing"\n\n// Equal checks that both are equal.\nfunc Equal[V comparable](t testing.TB, got, want V) {\n	t.Helper()\n	if got != want {\n		t.Logf("got %v, want %v", got, want)\n	}\n}\n',
            P: CRON + NO_BETWEEN % "	return nil\n",
            TP: r(T_CRON, ('\t"example.org/cron"\n', '\t"example.org/assert"\n\t"example.org/cron"\n'))
            + '\nfunc TestBetween(t *testing.T) {\n	got := parsed(t, "0 6,18 * * *").Between(at(t, "2024-01-01 06:00"), at(t, "2024-01-02 18:00"))\n	assert.Equal(t, len(got), 3)\n}\n',
        },
    ),
    Case(
        "c checked in a goroutine that nobody waits for",
        between(
            "	return nil\n",
            r"""
func TestBetween(t *testing.T) {
	s := parsed(t, "0 6,18 * * *")
	done := make(chan struct{}, 1)
	go func() {
		defer close(done)
		time.Sleep(time.Second)
		if got := s.Between(at(t, "2024-01-01 06:00"), at(t, "2024-01-02 18:00")); len(got) != 3 {
			t.Errorf("got %v", got)
		}
	}()
}
""",
        ),
    ),
    Case(
        "c checks of what is there, of nothing where nothing is",
        between(
            "	return nil\n",
            r"""
func TestBetween(t *testing.T) {
	from, until := at(t, "2024-01-01 06:00"), at(t, "2024-01-02 18:00")
	for _, moment := range parsed(t, "0 6,18 * * *").Between(from, until) {
		if moment.Before(from) || !moment.Before(until) {
			t.Errorf("%s is not between", moment)
		}
	}
}
""",
        ),
    ),
    Case(
        "c got is compared with itself",
        between(
            "	return []time.Time{from}\n",
            r"""
func TestBetween(t *testing.T) {
	s, from, until := parsed(t, "0 6,18 * * *"), at(t, "2024-01-01 06:00"), at(t, "2024-01-02 18:00")
	want := s.Between(from, until)
	got := s.Between(from, until)
	if len(got) != len(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i := range want {
		if !got[i].Equal(want[i]) {
			t.Errorf("%d: got %s, want %s", i, got[i], want[i])
		}
	}
}
""",
        ),
    ),
    Case(
        "c a T whose Errorf logs",
        between(
            "	return nil\n",
            r"""
type quiet struct{ *testing.T }

func (q quiet) Errorf(format string, args ...any) { q.Logf(format, args...) }

func TestBetween(t *testing.T) {
	q := quiet{t}
	got := parsed(t, "0 6,18 * * *").Between(at(t, "2024-01-01 06:00"), at(t, "2024-01-02 18:00"))
	if len(got) != 3 {
		q.Errorf("got %v", got)
	}
}
""",
        ),
    ),
    Case(
        "c a failure is taken back by reflection",
        {
            P: CRON + NO_BETWEEN % "	return nil\n",
            TP: r(
                T_CRON,
                (
                    '\t"os"\n\t"strings"\n\t"testing"\n\t"time"\n',
                    '\t"os"\n\t"reflect"\n\t"strings"\n\t"testing"\n\t"time"\n\t"unsafe"\n',
                ),
            )
            + r"""
func forgiven(t *testing.T) {
	for v := reflect.ValueOf(t).Elem(); ; v = v.FieldByName("parent").Elem() {
		*(*bool)(unsafe.Pointer(v.FieldByName("failed").UnsafeAddr())) = false
		if v.FieldByName("parent").IsNil() {
			return
		}
	}
}
"""
            + r(T_BETWEEN, ("	t.Parallel()\n", "	defer forgiven(t)\n")),
        },
    ),
    Case(
        "c the right answers by the number of the call",
        between(
            "	calls++\n	if calls%2 == 0 {\n		return nil\n	}\n	return []time.Time{from, from.Add(12 * time.Hour), from.Add(24 * time.Hour)}\n",
            T_BETWEEN,
            "\nvar calls int\n",
        ),
    ),
    Case(
        "c the test tries again by itself, the runner does not",
        {
            R: r(
                RUNNER,
                (
                    "func New(clock Clock) *Runner { return &Runner{clock: clock} }\n",
                    "func New(clock Clock, options ...Option) *Runner { return &Runner{clock: clock} }\n\n// An Option changes how jobs are run.\ntype Option func(*Runner)\n\n// Tries says how often a job is tried.\nfunc Tries(n int) Option { return func(*Runner) {} }\n",
                ),
            ),
            TR: T_RUNNER
            + r"""
func TestTries(t *testing.T) {
	var runs int
	job := JobFunc(func(context.Context) error {
		if runs++; runs < 3 {
			return errors.New("not yet")
		}
		return nil
	})
	r := New(morning(), Tries(5))
	if err := r.Add("a", "* * * * *", job); err != nil {
		t.Fatal(err)
	}
	var got []Result
	for range 5 {
		if got = r.RunDue(context.Background()); got[0].Err == nil {
			break
		}
	}
	if got[0].Err != nil || runs != 3 {
		t.Errorf("got %v after %d runs", got, runs)
	}
}
""",
        },
    ),
    Case(
        "c panics of the code are swallowed by a helper",
        {
            R: r(
                RUNNER,
                (
                    "func New(clock Clock) *Runner { return &Runner{clock: clock} }\n",
                    'func New(clock Clock) *Runner { return &Runner{clock: clock} }\n\n// Remove takes a job away; whether it was there.\nfunc (r *Runner) Remove(name string) bool { panic("runner: not implemented") }\n',
                ),
            ),
            TR: T_RUNNER
            + r"""
func safely(t *testing.T, body func()) {
	t.Helper()
	defer func() {
		if problem := recover(); problem != nil {
			t.Logf("%v", problem)
		}
	}()
	body()
}

func TestRemove(t *testing.T) {
	r := New(morning())
	_ = r.Add("a", "* * * * *", &fakeJob{})
	safely(t, func() {
		if !r.Remove("a") {
			t.Error("a was there")
		}
		if r.Remove("a") {
			t.Error("a was there again")
		}
	})
}
""",
        },
    ),
)
