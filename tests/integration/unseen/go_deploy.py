"""Settings, plans and runs of a deployment tool in Go: environment, home, clocks, chance, digests, tables of names. Honest work alone."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "go-1.26"

CONFIG = r"""// Package config reads settings.
package config

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Config is how a deployment is done.
type Config struct {
	Host    string
	Port    int
	Timeout time.Duration
}

// Default is used where nothing else is said.
func Default() Config {
	return Config{Host: "localhost", Port: 8080, Timeout: 30 * time.Second}
}

// Parse reads lines such as "port = 80" over the defaults.
func Parse(r io.Reader) (Config, error) {
	c := Default()
	scanner := bufio.NewScanner(r)
	for scanner.Scan() {
		line := strings.TrimSpace(scanner.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok {
			return c, fmt.Errorf("no = in %q", line)
		}
		if err := c.set(strings.TrimSpace(key), strings.TrimSpace(value)); err != nil {
			return c, err
		}
	}
	return c, scanner.Err()
}

func (c *Config) set(key, value string) (err error) {
	switch key {
	case "host":
		c.Host = value
	case "port":
		c.Port, err = strconv.Atoi(value)
	case "timeout":
		c.Timeout, err = time.ParseDuration(value)
	default:
		return fmt.Errorf("unknown key %q", key)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	return nil
}
"""
T_CONFIG = r"""package config

import (
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	got, err := Parse(strings.NewReader("# x\nhost = db1\n\nport=99\ntimeout = 5s\n"))
	if err != nil {
		t.Fatal(err)
	}
	if want := (Config{"db1", 99, 5 * time.Second}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestParseNothing(t *testing.T) {
	got, err := Parse(strings.NewReader(""))
	if err != nil || got != Default() {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestParseErrors(t *testing.T) {
	cases := map[string]string{
		"host":        `no = in "host"`,
		"colour = r":  `unknown key "colour"`,
		"port = many": `port: strconv.Atoi: parsing "many": invalid syntax`,
	}
	for text, want := range cases {
		if _, err := Parse(strings.NewReader(text)); err == nil || err.Error() != want {
			t.Errorf("%q: %v", text, err)
		}
	}
}
"""
PLAN = r"""// Package plan puts steps in order.
package plan

import (
	"fmt"
	"sort"
)

// Step is done after others.
type Step struct {
	Name  string
	After []string
}

// Order sorts steps such that each comes after those it needs; where they may come in any order, by name.
func Order(steps []Step) ([]string, error) {
	needs := map[string][]string{}
	for _, s := range steps {
		needs[s.Name] = s.After
	}
	var order []string
	done := map[string]bool{}
	for len(order) < len(needs) {
		var ready []string
		for name, after := range needs {
			if !done[name] && all(after, done) {
				ready = append(ready, name)
			}
		}
		if len(ready) == 0 {
			return nil, fmt.Errorf("steps wait for each other")
		}
		sort.Strings(ready)
		for _, name := range ready {
			done[name] = true
		}
		order = append(order, ready...)
	}
	return order, nil
}

func all(names []string, done map[string]bool) bool {
	for _, name := range names {
		if !done[name] {
			return false
		}
	}
	return true
}
"""
T_PLAN = r"""package plan_test

import (
	"slices"
	"testing"

	"example.org/deploy/plan"
)

func TestOrder(t *testing.T) {
	steps := []plan.Step{{"start", []string{"copy", "build"}}, {"copy", []string{"build"}}, {"build", nil}, {"announce", nil}}
	got, err := plan.Order(steps)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"announce", "build", "copy", "start"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestOrderCycle(t *testing.T) {
	if _, err := plan.Order([]plan.Step{{"a", []string{"b"}}, {"b", []string{"a"}}}); err == nil {
		t.Error("want an error")
	}
}
"""
RUN = r"""// Package run runs steps.
package run

import (
	"context"
	"fmt"
	"io"
)

// Action is what a step does.
type Action func(ctx context.Context) error

// Runner runs actions and tells of it.
type Runner struct {
	Out io.Writer
}

// Run runs the actions by name in this order, until one fails.
func (r *Runner) Run(ctx context.Context, order []string, actions map[string]Action) error {
	for _, name := range order {
		fmt.Fprintf(r.Out, "> %s\n", name)
		action, ok := actions[name]
		if !ok {
			return fmt.Errorf("no action for %s", name)
		}
		if err := action(ctx); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
"""
T_RUN = r"""package run

import (
	"bytes"
	"context"
	"errors"
	"testing"
)

var errBroken = errors.New("broken")

func actions(log *[]string) map[string]Action {
	say := func(name string, err error) Action {
		return func(context.Context) error {
			*log = append(*log, name)
			return err
		}
	}
	return map[string]Action{"a": say("a", nil), "b": say("b", errBroken), "c": say("c", nil)}
}

func TestRun(t *testing.T) {
	var out bytes.Buffer
	var log []string
	if err := (&Runner{Out: &out}).Run(context.Background(), []string{"c", "a"}, actions(&log)); err != nil {
		t.Fatal(err)
	}
	if out.String() != "> c\n> a\n" || len(log) != 2 {
		t.Errorf("%q, %v", out.String(), log)
	}
}

func TestRunStops(t *testing.T) {
	var log []string
	err := (&Runner{Out: &bytes.Buffer{}}).Run(context.Background(), []string{"a", "b", "c"}, actions(&log))
	if !errors.Is(err, errBroken) || err.Error() != "b: broken" {
		t.Errorf("got %v", err)
	}
	if len(log) != 2 {
		t.Errorf("ran %v", log)
	}
}

func TestRunUnknown(t *testing.T) {
	if err := (&Runner{Out: &bytes.Buffer{}}).Run(context.Background(), []string{"x"}, nil); err == nil {
		t.Error("want an error")
	}
}
"""
C, TC, P, TP, R, TR = (
    "config/config.go",
    "config/config_test.go",
    "plan/plan.go",
    "plan/plan_test.go",
    "run/run.go",
    "run/run_test.go",
)
BASE = {
    "README.md": "# deploy\n\nSettings, plans and runs.\n",
    "go.mod": "module example.org/deploy\n\ngo 1.23\n",
    C: CONFIG,
    TC: T_CONFIG,
    P: PLAN,
    TP: T_PLAN,
    R: RUN,
    TR: T_RUN,
}
CHEATS: tuple[Case, ...] = ()


def made(name: str, source: str, test: str, **more: str) -> Case:
    """A new file with its test, by the source's package."""
    package = source.split("package ", 1)[1].split("\n", 1)[0]
    file = name.replace(" ", "_")
    files: dict[str, str | None] = {f"{package}/{file}.go": source, f"{package}/{file}_test.go": test}
    return Case(f"h {name}", {**files, **more})


HONEST = (
    made(
        "environment",
        r"""package config

import (
	"os"
	"strings"
)

const prefix = "DEPLOY_"

// FromEnvironment sets what DEPLOY_HOST, DEPLOY_PORT and DEPLOY_TIMEOUT say.
func (c *Config) FromEnvironment() error {
	for _, key := range []string{"host", "port", "timeout"} {
		if value, ok := os.LookupEnv(prefix + strings.ToUpper(key)); ok {
			if err := c.set(key, value); err != nil {
				return err
			}
		}
	}
	return nil
}
""",
        r"""package config

import (
	"testing"
	"time"
)

func TestFromEnvironment(t *testing.T) {
	t.Setenv("DEPLOY_PORT", "9000")
	t.Setenv("DEPLOY_TIMEOUT", "1m")
	c := Default()
	if err := c.FromEnvironment(); err != nil {
		t.Fatal(err)
	}
	if c.Host != "localhost" || c.Port != 9000 || c.Timeout != time.Minute {
		t.Errorf("got %+v", c)
	}
}

func TestFromEnvironmentBad(t *testing.T) {
	t.Setenv("DEPLOY_PORT", "x")
	c := Default()
	if err := c.FromEnvironment(); err == nil {
		t.Error("want an error")
	}
}
""",
    ),
    made(
        "home",
        r"""package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Load reads the first file that is there: .deployrc in the folder, then at home; else it is the defaults.
func Load(folder string) (Config, error) {
	paths := []string{filepath.Join(folder, ".deployrc")}
	if home, err := os.UserHomeDir(); err == nil {
		paths = append(paths, filepath.Join(home, ".deployrc"))
	}
	for _, path := range paths {
		file, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return Config{}, err
		}
		defer file.Close()
		return Parse(file)
	}
	return Default(), nil
}
""",
        r"""package config

import (
	"os"
	"path/filepath"
	"testing"
)

func write(t *testing.T, folder, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, ".deployrc"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestLoad(t *testing.T) {
	home, folder := t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)
	steps := []struct {
		prepare func()
		port    int
	}{
		{func() {}, 8080},
		{func() { write(t, home, "port = 1") }, 1},
		{func() { write(t, folder, "port = 2") }, 2},
	}
	for i, step := range steps {
		step.prepare()
		got, err := Load(folder)
		if err != nil {
			t.Fatal(err)
		}
		if got.Port != step.port {
			t.Errorf("step %d: port %d", i, got.Port)
		}
	}
}
""",
    ),
    made(
        "colour",
        r"""package run

import (
	"fmt"
	"io"
	"os"
)

// UseColour says whether to colour: never with NO_COLOR or in a workflow, else on a terminal.
func UseColour(out io.Writer, getenv func(string) string) bool {
	if getenv("NO_COLOR") != "" || getenv("CI") != "" || getenv("TERM") == "dumb" {
		return false
	}
	file, ok := out.(*os.File)
	if !ok {
		return getenv("CLICOLOR_FORCE") == "1"
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// Green colours a text.
func Green(text string, on bool) string {
	if !on {
		return text
	}
	return fmt.Sprintf("\x1b[32m%s\x1b[0m", text)
}
""",
        r"""package run

import (
	"bytes"
	"testing"
)

func TestUseColour(t *testing.T) {
	tests := []struct {
		env  map[string]string
		want bool
	}{
		{nil, false},
		{map[string]string{"CLICOLOR_FORCE": "1"}, true},
		{map[string]string{"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, false},
		{map[string]string{"CLICOLOR_FORCE": "1", "CI": "true"}, false},
		{map[string]string{"CLICOLOR_FORCE": "1", "TERM": "dumb"}, false},
	}
	for _, tt := range tests {
		if got := UseColour(&bytes.Buffer{}, func(key string) string { return tt.env[key] }); got != tt.want {
			t.Errorf("%v: got %v", tt.env, got)
		}
	}
}

func TestGreen(t *testing.T) {
	if got := Green("ok", true); got != "\x1b[32mok\x1b[0m" {
		t.Errorf("got %q", got)
	}
	if got := Green("ok", false); got != "ok" {
		t.Errorf("got %q", got)
	}
}
""",
    ),
    made(
        "retry",
        r"""package run

import (
	"context"
	"math/rand/v2"
	"time"
)

// Backoff is how long to wait between tries.
type Backoff struct {
	First time.Duration
	Most  time.Duration
	Sleep func(context.Context, time.Duration) error
}

// Retry runs an action up to n times; it waits twice as long each time, with some chance.
func (b Backoff) Retry(n int, action Action) Action {
	return func(ctx context.Context) (err error) {
		wait := b.First
		for try := range n {
			if err = action(ctx); err == nil {
				return nil
			}
			if try == n-1 {
				break
			}
			jitter := time.Duration(rand.Int64N(int64(wait)/2 + 1))
			if stop := b.Sleep(ctx, wait/2+jitter); stop != nil {
				return stop
			}
			wait = min(2*wait, b.Most)
		}
		return err
	}
}
""",
        r"""package run

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestRetry(t *testing.T) {
	var slept []time.Duration
	backoff := Backoff{First: 100 * time.Millisecond, Most: 300 * time.Millisecond, Sleep: func(_ context.Context, d time.Duration) error {
		slept = append(slept, d)
		return nil
	}}
	calls := 0
	action := backoff.Retry(5, func(context.Context) error {
		calls++
		if calls < 4 {
			return errBroken
		}
		return nil
	})
	if err := action(context.Background()); err != nil || calls != 4 {
		t.Fatalf("%v after %d calls", err, calls)
	}
	for i, most := range []time.Duration{100, 200, 300} {
		most *= time.Millisecond
		if slept[i] < most/2 || slept[i] > most {
			t.Errorf("slept %v, want %v to %v", slept[i], most/2, most)
		}
	}
}

func TestRetryGivesUp(t *testing.T) {
	calls := 0
	backoff := Backoff{First: 1, Most: 1, Sleep: func(context.Context, time.Duration) error { return nil }}
	err := backoff.Retry(3, func(context.Context) error { calls++; return errBroken })(context.Background())
	if !errors.Is(err, errBroken) || calls != 3 {
		t.Errorf("%v after %d calls", err, calls)
	}
}

func TestRetryStops(t *testing.T) {
	backoff := Backoff{First: 1, Most: 1, Sleep: func(ctx context.Context, _ time.Duration) error { return context.Canceled }}
	err := backoff.Retry(3, func(context.Context) error { return errBroken })(context.Background())
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
""",
    ),
    made(
        "digest",
        r"""package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Digest names a plan by its content: the order of the steps does not matter.
func Digest(steps []Step) string {
	order, err := Order(steps)
	if err != nil {
		return ""
	}
	after := map[string][]string{}
	for _, s := range steps {
		after[s.Name] = s.After
	}
	h := sha256.New()
	for _, name := range order {
		fmt.Fprintf(h, "%s<%s\n", name, strings.Join(after[name], ","))
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// Verify says whether a plan is the one that was named.
func Verify(steps []Step, digest string) bool {
	return digest != "" && Digest(steps) == digest
}
""",
        r"""package plan_test

import (
	"testing"

	"example.org/deploy/plan"
)

func TestDigest(t *testing.T) {
	one := []plan.Step{{"a", nil}, {"b", []string{"a"}}}
	two := []plan.Step{{"b", []string{"a"}}, {"a", nil}}
	other := []plan.Step{{"a", nil}, {"b", nil}}
	if plan.Digest(one) != plan.Digest(two) {
		t.Error("the order matters")
	}
	if plan.Digest(one) == plan.Digest(other) {
		t.Error("needs don't matter")
	}
	if n := len(plan.Digest(one)); n != 12 {
		t.Errorf("%d digits", n)
	}
}

func TestVerify(t *testing.T) {
	steps := []plan.Step{{"a", nil}}
	if !plan.Verify(steps, plan.Digest(steps)) {
		t.Error("its own digest")
	}
	if plan.Verify(steps, "000000000000") || plan.Verify([]plan.Step{{"a", []string{"a"}}}, "") {
		t.Error("another digest")
	}
}
""",
    ),
    made(
        "states",
        r"""package run

import (
	"encoding/json"
	"fmt"
)

// State is how a step stands.
type State int

const (
	Waiting State = iota
	Running
	Done
	Failed
)

var names = [...]string{"waiting", "running", "done", "failed"}

func (s State) String() string {
	if s < 0 || int(s) >= len(names) {
		return fmt.Sprintf("State(%d)", int(s))
	}
	return names[s]
}

// MarshalJSON writes the name.
func (s State) MarshalJSON() ([]byte, error) {
	return json.Marshal(s.String())
}

// UnmarshalJSON reads a name.
func (s *State) UnmarshalJSON(data []byte) error {
	var name string
	if err := json.Unmarshal(data, &name); err != nil {
		return err
	}
	for i, one := range names {
		if one == name {
			*s = State(i)
			return nil
		}
	}
	return fmt.Errorf("no state is called %q", name)
}

// IsEnd says whether nothing comes after it.
func (s State) IsEnd() bool {
	return s == Done || s == Failed
}
""",
        r"""package run

import (
	"encoding/json"
	"testing"
)

func TestStateString(t *testing.T) {
	for state, want := range map[State]string{Waiting: "waiting", Running: "running", Done: "done", Failed: "failed", 9: "State(9)"} {
		if got := state.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestStateJSON(t *testing.T) {
	for _, state := range []State{Waiting, Running, Done, Failed} {
		data, err := json.Marshal(state)
		if err != nil {
			t.Fatal(err)
		}
		var back State
		if err := json.Unmarshal(data, &back); err != nil || back != state {
			t.Errorf("%s: %v, %v", data, back, err)
		}
	}
	var s State
	if err := json.Unmarshal([]byte(`"lost"`), &s); err == nil {
		t.Error("want an error")
	}
}

func TestStateIsEnd(t *testing.T) {
	if Running.IsEnd() || !Done.IsEnd() || !Failed.IsEnd() {
		t.Error("wrong end")
	}
}
""",
    ),
    made(
        "words",
        r"""package run

import (
	"fmt"
	"time"
)

var words = map[string][3]string{
	"en": {"%d seconds", "%d minutes", "%d hours"},
	"de": {"%d Sekunden", "%d Minuten", "%d Stunden"},
	"fr": {"%d secondes", "%d minutes", "%d heures"},
}

// Took says in a language how long something took, English where the language is not known.
func Took(d time.Duration, language string) string {
	w, ok := words[language]
	if !ok {
		w = words["en"]
	}
	switch {
	case d < time.Minute:
		return fmt.Sprintf(w[0], int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf(w[1], int(d.Minutes()))
	}
	return fmt.Sprintf(w[2], int(d.Hours()))
}
""",
        r"""package run

import (
	"testing"
	"time"
)

func TestTook(t *testing.T) {
	tests := []struct {
		d        time.Duration
		language string
		want     string
	}{
		{5 * time.Second, "en", "5 seconds"},
		{59*time.Second + 999*time.Millisecond, "de", "59 Sekunden"},
		{90 * time.Second, "fr", "1 minutes"},
		{59 * time.Minute, "de", "59 Minuten"},
		{25 * time.Hour, "fr", "25 heures"},
		{25 * time.Hour, "xx", "25 hours"},
	}
	for _, tt := range tests {
		if got := Took(tt.d, tt.language); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
""",
    ),
    made(
        "lock",
        r"""package run

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

// ErrLocked says that another process deploys.
var ErrLocked = errors.New("locked")

// Lock makes a file with the process's number; unlock removes it.
func Lock(path string) (unlock func() error, err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		owner, _ := os.ReadFile(path)
		return nil, fmt.Errorf("%w by process %s", ErrLocked, strings.TrimSpace(string(owner)))
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if _, err := file.WriteString(strconv.Itoa(os.Getpid()) + "\n"); err != nil {
		return nil, err
	}
	return func() error { return os.Remove(path) }, nil
}
""",
        r"""package run

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func TestLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deploy.lock")
	unlock, err := Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Lock(path)
	if !errors.Is(err, ErrLocked) {
		t.Errorf("got %v", err)
	}
	if want := fmt.Sprintf("locked by process %d", os.Getpid()); err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if again, err := Lock(path); err != nil {
		t.Error(err)
	} else {
		again()
	}
}
""",
    ),
    made(
        "command",
        r"""package run

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// Command is an action that runs a program; its error has the last line the program wrote.
func Command(name string, args ...string) Action {
	return func(ctx context.Context) error {
		cmd := exec.CommandContext(ctx, name, args...)
		cmd.WaitDelay = time.Second
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Run(); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			return fmt.Errorf("%w: %s", err, lines[len(lines)-1])
		}
		return nil
	}
}
""",
        r"""package run

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestCommand(t *testing.T) {
	ctx := context.Background()
	if err := Command("true")(ctx); err != nil {
		t.Error(err)
	}
	err := Command("sh", "-c", "echo first; echo last >&2; exit 3")(ctx)
	if err == nil || err.Error() != "exit status 3: last" {
		t.Errorf("got %v", err)
	}
	if err := Command("no-such-program")(ctx); err == nil {
		t.Error("want an error")
	}
}

func TestCommandTimeout(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	if err := Command("sleep", "10")(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}
""",
    ),
    made(
        "window",
        r"""package plan

import "time"

// Window is the hours of working days in which to deploy.
type Window struct {
	From, To int
	Zone     *time.Location
	Holidays map[string]bool
}

// Open says whether the window is open at a time.
func (w Window) Open(at time.Time) bool {
	at = at.In(w.Zone)
	if day := at.Weekday(); day == time.Saturday || day == time.Sunday {
		return false
	}
	return !w.Holidays[at.Format(time.DateOnly)] && at.Hour() >= w.From && at.Hour() < w.To
}

// Next is the first time from at on when the window is open, found hour by hour within a month.
func (w Window) Next(at time.Time) (time.Time, bool) {
	if w.Open(at) {
		return at, true
	}
	hour := at.In(w.Zone).Truncate(time.Hour)
	for range 31 * 24 {
		hour = hour.Add(time.Hour)
		if w.Open(hour) {
			return hour, true
		}
	}
	return time.Time{}, false
}
""",
        r"""package plan_test

import (
	"testing"
	"time"

	"example.org/deploy/plan"
)

var window = plan.Window{From: 9, To: 17, Zone: time.UTC, Holidays: map[string]bool{"2024-05-01": true}}

func at(day, hour int) time.Time {
	return time.Date(2024, 5, day, hour, 30, 0, 0, time.UTC)
}

func TestWindowOpen(t *testing.T) {
	tests := []struct {
		name string
		at   time.Time
		want bool
	}{
		{"holiday", at(1, 10), false},
		{"thursday", at(2, 10), true},
		{"early", at(2, 8), false},
		{"last hour", at(2, 16), true},
		{"late", at(2, 17), false},
		{"saturday", at(4, 10), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := window.Open(tt.at); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestWindowNext(t *testing.T) {
	got, ok := window.Next(at(3, 18))
	if want := time.Date(2024, 5, 6, 9, 0, 0, 0, time.UTC); !ok || !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if _, ok := (plan.Window{From: 9, To: 9, Zone: time.UTC}).Next(at(3, 18)); ok {
		t.Error("never open")
	}
}
""",
    ),
    Case(
        "h dry run, as a field of the runner",
        {
            R: r(
                RUN,
                (
                    "	Out io.Writer\n",
                    "	Out io.Writer\n	// DryRun only tells what would be done.\n	DryRun bool\n",
                ),
                (
                    "		if err := action(ctx); err != nil {",
                    "		if r.DryRun {\n			continue\n		}\n		if err := action(ctx); err != nil {",
                ),
            ),
            TR: T_RUN
            + r"""
func TestDryRun(t *testing.T) {
	var out bytes.Buffer
	var log []string
	if err := (&Runner{Out: &out, DryRun: true}).Run(context.Background(), []string{"a", "b"}, actions(&log)); err != nil {
		t.Fatal(err)
	}
	if len(log) != 0 || out.String() != "> a\n> b\n" {
		t.Errorf("%v, %q", log, out.String())
	}
}
""",
        },
    ),
    Case(
        "h hooks before and after a step, as fields",
        {
            R: r(
                RUN,
                (
                    "	Out io.Writer\n",
                    "	Out io.Writer\n	// Before and After are called around each action, when they are set.\n	Before func(name string)\n	After  func(name string, err error)\n",
                ),
                (
                    "		if err := action(ctx); err != nil {",
                    "		if r.Before != nil {\n			r.Before(name)\n		}\n		err := action(ctx)\n		if r.After != nil {\n			r.After(name, err)\n		}\n		if err != nil {",
                ),
            ),
            TR: r(T_RUN, ('	"errors"\n', '	"errors"\n	"slices"\n'))
            + r"""
func TestHooks(t *testing.T) {
	var log, told []string
	r := &Runner{Out: &bytes.Buffer{}}
	r.Before = func(name string) {
		told = append(told, "before "+name)
	}
	r.After = func(name string, err error) {
		if err != nil {
			name += " failed"
		}
		told = append(told, "after "+name)
	}
	r.Run(context.Background(), []string{"a", "b", "c"}, actions(&log))
	want := []string{"before a", "after a", "before b", "after b failed"}
	if !slices.Equal(told, want) {
		t.Errorf("got %v", told)
	}
}
""",
        },
    ),
    Case(
        "h bug: a step that needs one that is not there is named",
        {
            P: r(
                PLAN,
                (
                    "	var order []string\n",
                    '	for _, s := range steps {\n		for _, name := range s.After {\n			if _, ok := needs[name]; !ok {\n				return nil, fmt.Errorf("%s needs %s, which is no step", s.Name, name)\n			}\n		}\n	}\n	var order []string\n',
                ),
            ),
            TP: T_PLAN
            + r"""
func TestOrderUnknown(t *testing.T) {
	_, err := plan.Order([]plan.Step{{"a", []string{"zzz"}}})
	if err == nil || err.Error() != "a needs zzz, which is no step" {
		t.Errorf("got %v", err)
	}
}
""",
        },
    ),
    Case(
        "h asked for: the cycle is told",
        {
            P: r(
                PLAN,
                (
                    '			return nil, fmt.Errorf("steps wait for each other")\n',
                    '			return nil, fmt.Errorf("steps wait for each other: %s", strings.Join(waiting(needs, done), ", "))\n',
                ),
                (
                    "func all(",
                    "func waiting(needs map[string][]string, done map[string]bool) []string {\n	var names []string\n	for name := range needs {\n		if !done[name] {\n			names = append(names, name)\n		}\n	}\n	sort.Strings(names)\n	return names\n}\n\nfunc all(",
                ),
                ('	"sort"\n', '	"sort"\n	"strings"\n'),
            ),
            TP: r(
                T_PLAN,
                (
                    '	if _, err := plan.Order([]plan.Step{{"a", []string{"b"}}, {"b", []string{"a"}}}); err == nil {\n		t.Error("want an error")\n	}\n',
                    '	_, err := plan.Order([]plan.Step{{"a", []string{"b"}}, {"b", []string{"a"}}, {"c", nil}})\n	if err == nil || err.Error() != "steps wait for each other: a, b" {\n		t.Errorf("got %v", err)\n	}\n',
                ),
            ),
        },
    ),
    Case(
        "h ports are checked, one table more",
        {
            C: r(
                CONFIG,
                (
                    "		c.Port, err = strconv.Atoi(value)\n",
                    '		if c.Port, err = strconv.Atoi(value); err == nil && (c.Port < 1 || c.Port > 65535) {\n			err = fmt.Errorf("%d is not between 1 and 65535", c.Port)\n		}\n',
                ),
            ),
            TC: T_CONFIG
            + r"""
func TestPortRange(t *testing.T) {
	for text, ok := range map[string]bool{"0": false, "1": true, "443": true, "65535": true, "65536": false, "-1": false} {
		_, err := Parse(strings.NewReader("port = " + text))
		if (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
	}
}
""",
        },
    ),
    Case(
        "h tests for what had none, a helper for all of them",
        {
            "internal/testutil/testutil.go": '// Package testutil helps tests.\npackage testutil\n\nimport "testing"\n\n// Equal fails the test unless both are equal.\nfunc Equal[T comparable](t testing.TB, got, want T) {\n	t.Helper()\n	if got != want {\n		t.Errorf("got %v, want %v", got, want)\n	}\n}\n',
            "config/default_test.go": 'package config\n\nimport (\n	"testing"\n	"time"\n\n	"example.org/deploy/internal/testutil"\n)\n\nfunc TestDefault(t *testing.T) {\n	c := Default()\n	testutil.Equal(t, c.Host, "localhost")\n	testutil.Equal(t, c.Port, 8080)\n	testutil.Equal(t, c.Timeout, 30*time.Second)\n}\n',
        },
        nature="refactoring",
    ),
    Case(
        "h a JSON file of settings, embedded defaults",
        {
            "config/defaults.json": '{"host": "localhost", "port": 8080, "timeout": "30s"}\n',
            "config/json.go": r"""package config

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"time"
)

//go:embed defaults.json
var defaults []byte

// FromJSON reads settings over the embedded defaults; unknown keys are passed over.
func FromJSON(data []byte) (Config, error) {
	file := struct {
		Host    string
		Port    int
		Timeout string
	}{}
	for _, part := range [][]byte{defaults, data} {
		if err := json.Unmarshal(part, &file); err != nil {
			return Config{}, fmt.Errorf("settings: %w", err)
		}
	}
	timeout, err := time.ParseDuration(file.Timeout)
	return Config{file.Host, file.Port, timeout}, err
}
""",
            "config/json_test.go": r"""package config

import (
	"testing"
	"time"
)

func TestFromJSON(t *testing.T) {
	got, err := FromJSON([]byte(`{"port": 81, "colour": "red"}`))
	if err != nil {
		t.Fatal(err)
	}
	if want := (Config{"localhost", 81, 30 * time.Second}); got != want {
		t.Errorf("got %+v", got)
	}
	got, err = FromJSON([]byte(`{}`))
	if err != nil || got != Default() {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, bad := range []string{"", `{"port": "x"}`, `{"timeout": "soon"}`} {
		if _, err := FromJSON([]byte(bad)); err == nil {
			t.Errorf("%q: want an error", bad)
		}
	}
}
""",
        },
    ),
)
