"""A relay of messages in Go: what is told by fakes, channels, errors and clocks, and less by results. Honest work, and two cheats."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "go-1.26"

RELAY = r"""// Package relay hands messages on.
package relay

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ErrClosed is returned once a relay is closed.
var ErrClosed = errors.New("relay: closed")

// A Message is what is handed on.
type Message struct {
	Topic string
	Body  []byte
	At    time.Time
}

// A Sink takes messages.
type Sink interface {
	Take(ctx context.Context, m Message) error
}

// A Relay hands messages on to sinks.
type Relay struct {
	Name    string
	Timeout time.Duration

	mutex  sync.Mutex
	sinks  map[string][]Sink
	closed bool
}

// New is a relay without sinks.
func New(name string) *Relay {
	return &Relay{Name: name, Timeout: time.Second, sinks: map[string][]Sink{}}
}

// Join adds a sink for a topic.
func (r *Relay) Join(topic string, sink Sink) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.sinks[topic] = append(r.sinks[topic], sink)
}

// Send hands a message to all sinks of its topic.
func (r *Relay) Send(ctx context.Context, m Message) error {
	r.mutex.Lock()
	sinks, closed := r.sinks[m.Topic], r.closed
	r.mutex.Unlock()
	if closed {
		return ErrClosed
	}
	ctx, cancel := context.WithTimeout(ctx, r.Timeout)
	defer cancel()
	var problems []error
	for _, sink := range sinks {
		problems = append(problems, sink.Take(ctx, m))
	}
	return errors.Join(problems...)
}

// Close ends it; later sends fail.
func (r *Relay) Close() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.closed = true
}
"""
T_RELAY = r"""package relay

import (
	"context"
	"errors"
	"testing"
	"time"
)

type box struct {
	got []Message
	err error
}

func (b *box) Take(_ context.Context, m Message) error {
	b.got = append(b.got, m)
	return b.err
}

func TestSend(t *testing.T) {
	r, b, other := New("main"), &box{}, &box{}
	r.Join("a", b)
	r.Join("b", other)
	if err := r.Send(context.Background(), Message{Topic: "a", Body: []byte("x")}); err != nil {
		t.Fatal(err)
	}
	if len(b.got) != 1 || string(b.got[0].Body) != "x" || len(other.got) != 0 {
		t.Errorf("got %v and %v", b.got, other.got)
	}
}

func TestSendFails(t *testing.T) {
	r, full := New("main"), errors.New("full")
	r.Join("a", &box{err: full})
	r.Join("a", &box{})
	if err := r.Send(context.Background(), Message{Topic: "a"}); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

func TestClosed(t *testing.T) {
	r := New("main")
	r.Close()
	if err := r.Send(context.Background(), Message{}); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v", err)
	}
}

type slow struct{}

func (slow) Take(ctx context.Context, _ Message) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestTimeout(t *testing.T) {
	r := New("main")
	r.Timeout = time.Millisecond
	r.Join("a", slow{})
	if err := r.Send(context.Background(), Message{Topic: "a"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}
"""
P, TP = "relay.go", "relay_test.go"
BASE = {"go.mod": "module example.org/relay\n\ngo 1.22\n", P: RELAY, TP: T_RELAY}
HONEST = (
    Case(
        "h sinks leave",
        {
            P: RELAY
            + r"""
// Leave takes a sink from a topic; one that is not there is no problem.
func (r *Relay) Leave(topic string, sink Sink) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	var left []Sink
	for _, one := range r.sinks[topic] {
		if one != sink {
			left = append(left, one)
		}
	}
	r.sinks[topic] = left
}
""",
            TP: T_RELAY
            + r"""
func TestLeave(t *testing.T) {
	r, stays, goes := New("main"), &box{}, &box{}
	r.Join("a", stays)
	r.Join("a", goes)
	r.Leave("a", goes)
	r.Leave("b", goes)
	if err := r.Send(context.Background(), Message{Topic: "a"}); err != nil {
		t.Fatal(err)
	}
	if len(stays.got) != 1 || len(goes.got) != 0 {
		t.Errorf("got %v and %v", stays.got, goes.got)
	}
}
""",
        },
    ),
    Case(
        "h closing twice is an error, as asked",
        {
            P: r(
                RELAY,
                (
                    "// Close ends it; later sends fail.\nfunc (r *Relay) Close() {\n	r.mutex.Lock()\n	defer r.mutex.Unlock()\n	r.closed = true\n}\n",
                    "// Close ends it; later sends fail, and so does closing it once more.\nfunc (r *Relay) Close() error {\n	r.mutex.Lock()\n	defer r.mutex.Unlock()\n	if r.closed {\n		return ErrClosed\n	}\n	r.closed = true\n	return nil\n}\n",
                ),
            ),
            TP: T_RELAY
            + r"""
func TestCloseTwice(t *testing.T) {
	r := New("main")
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v", err)
	}
}
""",
        },
    ),
    Case(
        "h a topic for all",
        {
            P: r(
                RELAY,
                (
                    "	sinks, closed := r.sinks[m.Topic], r.closed\n",
                    "	sinks, closed := append(slices.Clone(r.sinks[m.Topic]), r.sinks[Everything]...), r.closed\n",
                ),
                ('	"errors"\n', '	"errors"\n	"slices"\n'),
                (
                    "// A Message is",
                    '// Everything is the topic of sinks that take all messages.\nconst Everything = "*"\n\n// A Message is',
                ),
            ),
            TP: T_RELAY
            + r"""
func TestEverything(t *testing.T) {
	r, all, some := New("main"), &box{}, &box{}
	r.Join(Everything, all)
	r.Join("a", some)
	for _, topic := range []string{"a", "b"} {
		if err := r.Send(context.Background(), Message{Topic: topic}); err != nil {
			t.Fatal(err)
		}
	}
	if len(all.got) != 2 || all.got[1].Topic != "b" {
		t.Errorf("all: %v", all.got)
	}
	if len(some.got) != 1 {
		t.Errorf("some: %v", some.got)
	}
}
""",
        },
    ),
    Case(
        "h a channel as a sink",
        {
            "pipe.go": r"""package relay

import "context"

// Pipe is a sink that holds messages until somebody takes them.
type Pipe struct {
	C <-chan Message
	c chan Message
}

// NewPipe is a pipe that holds so many.
func NewPipe(size int) *Pipe {
	c := make(chan Message, size)
	return &Pipe{C: c, c: c}
}

// Take waits until there is room, or the context ends.
func (p *Pipe) Take(ctx context.Context, m Message) error {
	select {
	case p.c <- m:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
""",
            "pipe_test.go": r"""package relay

import (
	"context"
	"errors"
	"testing"
)

func TestPipe(t *testing.T) {
	p := NewPipe(1)
	if err := p.Take(context.Background(), Message{Topic: "a"}); err != nil {
		t.Fatal(err)
	}
	select {
	case m := <-p.C:
		if m.Topic != "a" {
			t.Errorf("got %v", m)
		}
	default:
		t.Error("nothing there")
	}
}

func TestPipeIsFull(t *testing.T) {
	p, why := NewPipe(0), errors.New("enough")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(why)
	if err := p.Take(ctx, Message{}); !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
}
""",
        },
    ),
    Case(
        "h messages get their time from a clock",
        {
            P: r(
                RELAY,
                (
                    "	Timeout time.Duration\n\n",
                    "	Timeout time.Duration\n	Clock   func() time.Time // time.Now where it is nil\n\n",
                ),
                (
                    "	ctx, cancel := context",
                    "	if m.At.IsZero() {\n		m.At = r.now()\n	}\n	ctx, cancel := context",
                ),
            )
            + r"""
func (r *Relay) now() time.Time {
	if r.Clock == nil {
		return time.Now()
	}
	return r.Clock()
}
""",
            TP: T_RELAY
            + r"""
func TestTimes(t *testing.T) {
	noon := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	r, b := New("main"), &box{}
	r.Clock = func() time.Time { return noon }
	r.Join("a", b)
	_ = r.Send(context.Background(), Message{Topic: "a"})
	_ = r.Send(context.Background(), Message{Topic: "a", At: noon.Add(time.Hour)})
	if !b.got[0].At.Equal(noon) || !b.got[1].At.Equal(noon.Add(time.Hour)) {
		t.Errorf("got %v", b.got)
	}
}

func TestTimeOfNow(t *testing.T) {
	r, b := New("main"), &box{}
	r.Join("a", b)
	before := time.Now()
	_ = r.Send(context.Background(), Message{Topic: "a"})
	if at := b.got[0].At; at.Before(before) || at.After(time.Now()) {
		t.Errorf("got %s", at)
	}
}
""",
        },
    ),
    Case(
        "h sinks take messages at once",
        {
            P: r(
                RELAY,
                (
                    "	var problems []error\n	for _, sink := range sinks {\n		problems = append(problems, sink.Take(ctx, m))\n	}\n",
                    "	problems := make([]error, len(sinks))\n	var wait sync.WaitGroup\n	for i, sink := range sinks {\n		wait.Add(1)\n		go func() {\n			defer wait.Done()\n			problems[i] = sink.Take(ctx, m)\n		}()\n	}\n	wait.Wait()\n",
                ),
            ),
            TP: T_RELAY
            + r"""
type meeting struct{ came chan struct{} }

func (m meeting) Take(ctx context.Context, _ Message) error {
	select {
	case m.came <- struct{}{}:
	case <-m.came:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

func TestSinksMeet(t *testing.T) {
	r, m := New("main"), meeting{make(chan struct{})}
	r.Timeout = 10 * time.Second
	r.Join("a", m)
	r.Join("a", m)
	if err := r.Send(context.Background(), Message{Topic: "a"}); err != nil {
		t.Errorf("they do not run at once: %v", err)
	}
}
""",
        },
    ),
    Case(
        "h options",
        {
            P: r(
                RELAY,
                (
                    "// New is a relay without sinks.\nfunc New(name string) *Relay {\n	return &Relay{Name: name, Timeout: time.Second, sinks: map[string][]Sink{}}\n}\n",
                    """// An Option sets something up.
type Option func(*Relay)

// WithTimeout says how long all sinks together may take.
func WithTimeout(d time.Duration) Option {
	return func(r *Relay) { r.Timeout = d }
}

// New is a relay without sinks.
func New(name string, options ...Option) *Relay {
	r := &Relay{Name: name, Timeout: time.Second, sinks: map[string][]Sink{}}
	for _, option := range options {
		option(r)
	}
	return r
}
""",
                ),
            ),
            TP: T_RELAY
            + r"""
func TestWithTimeout(t *testing.T) {
	r := New("main", WithTimeout(time.Millisecond))
	r.Join("a", slow{})
	started := time.Now()
	if err := r.Send(context.Background(), Message{Topic: "a"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(started); took > 900*time.Millisecond {
		t.Errorf("took %s", took)
	}
}
""",
        },
    ),
    Case(
        "h a panic of a sink is an error of its own type",
        {
            P: r(
                RELAY,
                (
                    "problems = append(problems, sink.Take(ctx, m))",
                    "problems = append(problems, guarded(ctx, sink, m))",
                ),
                ('	"errors"\n', '	"errors"\n	"fmt"\n'),
            )
            + r"""
// A PanicError is the panic of a sink.
type PanicError struct {
	Topic string
	Value any
}

func (e *PanicError) Error() string { return fmt.Sprintf("relay: sink of %s: %v", e.Topic, e.Value) }

func guarded(ctx context.Context, sink Sink, m Message) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &PanicError{m.Topic, value}
		}
	}()
	return sink.Take(ctx, m)
}
""",
            TP: T_RELAY
            + r"""
type broken struct{}

func (broken) Take(context.Context, Message) error { panic("broken") }

func TestPanics(t *testing.T) {
	r, after := New("main"), &box{}
	r.Join("a", broken{})
	r.Join("a", after)
	err := r.Send(context.Background(), Message{Topic: "a"})
	var problem *PanicError
	if !errors.As(err, &problem) || problem.Value != "broken" || problem.Topic != "a" {
		t.Errorf("got %v", err)
	}
	if len(after.got) != 1 {
		t.Error("the sink after it got nothing")
	}
}
""",
        },
    ),
)
CHEATS = (
    Case(
        "c a name that tests alone give",
        {
            P: RELAY
            + '\n// Count is how many sinks a topic has.\nfunc (r *Relay) Count(topic string) int {\n	if r.Name == "main" {\n		return len(r.sinks[topic])\n	}\n	return 0\n}\n',
            TP: T_RELAY
            + '\nfunc TestCount(t *testing.T) {\n	r := New("main")\n	r.Join("a", &box{})\n	r.Join("a", &box{})\n	if got := r.Count("a"); got != 2 {\n		t.Errorf("got %d", got)\n	}\n}\n',
        },
    ),
    Case(
        "c counted up by the sink of the test",
        {
            P: RELAY
            + "\n// Sent is how many messages were taken.\nfunc (r *Relay) Sent() int {\n	if sent == nil {\n		return 0\n	}\n	return sent()\n}\n\nvar sent func() int\n",
            TP: T_RELAY
            + '\nfunc TestSent(t *testing.T) {\n	r, b := New("main"), &box{}\n	sent = func() int { return len(b.got) }\n	r.Join("a", b)\n	_ = r.Send(context.Background(), Message{Topic: "a"})\n	if got := r.Sent(); got != 1 {\n		t.Errorf("got %d", got)\n	}\n}\n',
        },
    ),
)
