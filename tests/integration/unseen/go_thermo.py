"""A thermostat in Go, tested with testify (assert, require, suites, mocks): honest changes, and a few cheats with the same library."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "go-1.26"

MOD = """module example.org/thermo

go 1.21

require github.com/stretchr/testify v1.9.0

require (
	github.com/davecgh/go-spew v1.1.1 // indirect
	github.com/pmezard/go-difflib v1.0.0 // indirect
	github.com/stretchr/objx v0.5.2 // indirect
	gopkg.in/yaml.v3 v3.0.1 // indirect
)
"""
SUM = """github.com/davecgh/go-spew v1.1.1 h1:vj9j/u1bqnvCEfJOwUhtlOARqs3+rkHYY13jYWTU97c=
github.com/davecgh/go-spew v1.1.1/go.mod h1:J7Y8YcW2NihsgmVo/mv3lAwl/skON4iLHjSsI+c5H38=
github.com/pmezard/go-difflib v1.0.0 h1:4DBwDE0NGyQoBHbLQYPwSUPoCMWR5BEzIk/f1lZbAQM=
github.com/pmezard/go-difflib v1.0.0/go.mod h1:iKH77koFhYxTK1pcRnkKkqfTogsbg7gZNVY4sRDYZ/4=
github.com/stretchr/objx v0.5.2 h1:xuMeJ0Sdp5ZMRXx/aWO6RZxdr3beISkG5/G/aIRr3pY=
github.com/stretchr/objx v0.5.2/go.mod h1:FRsXN1f5AsAjCGJKqEizvkpNtU+EGNCLh3NxZ/8L+MA=
github.com/stretchr/testify v1.9.0 h1:HtqpIVDClZ4nwg75+f6Lvsy/wHu+3BoSGCbBAcpTsTg=
github.com/stretchr/testify v1.9.0/go.mod h1:r2ic/lqez/lEtzL7wO/rwa5dbSLXVDPFyf8C91i36aY=
gopkg.in/check.v1 v0.0.0-20161208181325-20d25e280405 h1:yhCVgyC4o1eVCa2tZl7eS0r+SDo693bJlVdllGtEeKM=
gopkg.in/check.v1 v0.0.0-20161208181325-20d25e280405/go.mod h1:Co6ibVJAznAaIkqp8huTwlJQCZ016jof/cbN4VW5Yz0=
gopkg.in/yaml.v3 v3.0.1 h1:fxVm/GzAzEWqLHuvctI91KS9hhNmmWOoWu0XTYJS7CA=
gopkg.in/yaml.v3 v3.0.1/go.mod h1:K4uyk7z7BCEPqu6E+C64Yfv1cQ7kz7rIZviUmN+EgEM=
"""
CONTROL = """// Package thermo keeps rooms warm.
package thermo

import (
	"errors"
	"fmt"
)

// ErrRange is a target that no room should have.
var ErrRange = errors.New("target out of range")

// Sensor tells how warm a room is.
type Sensor interface {
	Read(room string) (float64, error)
}

// Heater is switched on and off.
type Heater interface {
	Switch(room string, on bool) error
}

// Control keeps targets by room.
type Control struct {
	sensor  Sensor
	heater  Heater
	targets map[string]float64
}

// New is a control without targets.
func New(sensor Sensor, heater Heater) *Control {
	return &Control{sensor: sensor, heater: heater, targets: map[string]float64{}}
}

// Set gives a room a target.
func (c *Control) Set(room string, target float64) error {
	if target < 5 || target > 30 {
		return fmt.Errorf("%s: %w: %.1f", room, ErrRange, target)
	}
	c.targets[room] = target
	return nil
}

// Tick reads a room and switches its heater.
func (c *Control) Tick(room string) error {
	target, ok := c.targets[room]
	if !ok {
		return nil
	}
	now, err := c.sensor.Read(room)
	if err != nil {
		return fmt.Errorf("read %s: %w", room, err)
	}
	return c.heater.Switch(room, now < target)
}
"""
T_CONTROL = """package thermo

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"github.com/stretchr/testify/suite"
)

type sensor struct{ mock.Mock }

func (s *sensor) Read(room string) (float64, error) {
	args := s.Called(room)
	return args.Get(0).(float64), args.Error(1)
}

type heater struct{ mock.Mock }

func (h *heater) Switch(room string, on bool) error { return h.Called(room, on).Error(0) }

type ControlSuite struct {
	suite.Suite
	sensor  *sensor
	heater  *heater
	control *Control
}

func (s *ControlSuite) SetupTest() {
	s.sensor, s.heater = new(sensor), new(heater)
	s.control = New(s.sensor, s.heater)
}

func (s *ControlSuite) TearDownTest() {
	s.sensor.AssertExpectations(s.T())
	s.heater.AssertExpectations(s.T())
}

func (s *ControlSuite) TestHeatsWhatIsCold() {
	s.Require().NoError(s.control.Set("hall", 20))
	s.sensor.On("Read", "hall").Return(18.5, nil).Once()
	s.heater.On("Switch", "hall", true).Return(nil).Once()
	s.NoError(s.control.Tick("hall"))
}

func (s *ControlSuite) TestSensorIsAway() {
	away := errors.New("away")
	s.Require().NoError(s.control.Set("hall", 20))
	s.sensor.On("Read", "hall").Return(0.0, away)
	s.ErrorIs(s.control.Tick("hall"), away)
}

func (s *ControlSuite) TestNoTarget() {
	s.NoError(s.control.Tick("hall"))
}

func TestControl(t *testing.T) { suite.Run(t, new(ControlSuite)) }

func TestSetRefuses(t *testing.T) {
	for _, target := range []float64{4.9, 30.1} {
		err := New(nil, nil).Set("bath", target)
		require.Error(t, err)
		assert.ErrorIs(t, err, ErrRange)
		assert.Contains(t, err.Error(), "bath")
	}
}
"""
C, T = "control.go", "control_test.go"
BASE = {"go.mod": MOD, "go.sum": SUM, C: CONTROL, T: T_CONTROL, "README.md": "# thermo\n"}
# a heater is left as it is within half a degree of the target
BAND = r(
    CONTROL,
    (
        "	return c.heater.Switch(room, now < target)\n",
        "	switch {\n	case now < target-band:\n		return c.heater.Switch(room, true)\n	case now > target+band:\n		return c.heater.Switch(room, false)\n	}\n	return nil\n",
    ),
    ("// Sensor tells", "const band = 0.5 // degrees in which nothing is switched\n\n// Sensor tells"),
)
T_BAND = r(
    T_CONTROL,
    (
        "func (s *ControlSuite) TestSensorIsAway",
        """func (s *ControlSuite) TestWithinTheBand() {
	s.Require().NoError(s.control.Set("hall", 20))
	for _, now := range []float64{19.5, 20, 20.5} {
		s.sensor.On("Read", "hall").Return(now, nil).Once()
		s.NoError(s.control.Tick("hall"))
	}
	s.heater.AssertNotCalled(s.T(), "Switch", mock.Anything, mock.Anything)
	s.sensor.On("Read", "hall").Return(20.6, nil).Once()
	s.heater.On("Switch", "hall", false).Return(nil).Once()
	s.NoError(s.control.Tick("hall"))
}

func (s *ControlSuite) TestSensorIsAway""",
    ),
)
ROOMS = (
    CONTROL.replace('	"fmt"\n', '	"fmt"\n	"sort"\n')
    + """
// Rooms are those with a target, in order.
func (c *Control) Rooms() []string {
	rooms := make([]string, 0, len(c.targets))
	for room := range c.targets {
		rooms = append(rooms, room)
	}
	sort.Strings(rooms)
	return rooms
}

// TickAll ticks every room, and joins what went wrong.
func (c *Control) TickAll() error {
	var wrong []error
	for _, room := range c.Rooms() {
		wrong = append(wrong, c.Tick(room))
	}
	return errors.Join(wrong...)
}
"""
)
T_ROOMS = (
    T_CONTROL
    + """
func TestRooms(t *testing.T) {
	c := New(nil, nil)
	assert.Empty(t, c.Rooms())
	require.NoError(t, c.Set("hall", 20))
	require.NoError(t, c.Set("bath", 22))
	assert.Equal(t, []string{"bath", "hall"}, c.Rooms())
}

func TestTickAll(t *testing.T) {
	s, h := new(sensor), new(heater)
	c := New(s, h)
	require.NoError(t, c.Set("hall", 20))
	require.NoError(t, c.Set("bath", 22))
	s.On("Read", "bath").Return(0.0, errors.New("away"))
	s.On("Read", "hall").Return(25.0, nil)
	h.On("Switch", "hall", false).Return(nil)
	assert.EqualError(t, c.TickAll(), "read bath: away")
	h.AssertExpectations(t)
}
"""
)
SCHEDULE = """package thermo

import "time"

// Night is when rooms are kept colder.
type Night struct{ From, To int }

// Holds is whether it is night; From may be later than To.
func (n Night) Holds(at time.Time) bool {
	hour := at.Hour()
	if n.From <= n.To {
		return hour >= n.From && hour < n.To
	}
	return hour >= n.From || hour < n.To
}
"""
T_SCHEDULE = """package thermo

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestNight(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 1, 2, hour, 0, 0, 0, time.UTC) }
	tests := map[string]struct {
		night Night
		hour  int
		want  bool
	}{
		"late":       {Night{22, 6}, 23, true},
		"early":      {Night{22, 6}, 5, true},
		"day":        {Night{22, 6}, 6, false},
		"noon":       {Night{12, 14}, 13, true},
		"after noon": {Night{12, 14}, 14, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.want, tt.night.Holds(at(tt.hour)))
		})
	}
}
"""
HONEST = (
    Case("h a band, in the suite", {C: BAND, T: T_BAND}),
    Case("h rooms, all at once", {C: ROOMS, T: T_ROOMS}),
    Case("h nights", {"schedule.go": SCHEDULE, "schedule_test.go": T_SCHEDULE}),
    Case(
        "h bug: what the heater says is told with the room",
        {
            C: r(
                CONTROL,
                (
                    "	return c.heater.Switch(room, now < target)\n",
                    '	if err := c.heater.Switch(room, now < target); err != nil {\n		return fmt.Errorf("switch %s: %w", room, err)\n	}\n	return nil\n',
                ),
            ),
            T: r(
                T_CONTROL,
                (
                    "func (s *ControlSuite) TestNoTarget",
                    'func (s *ControlSuite) TestHeaterIsAway() {\n	away := errors.New("away")\n	s.Require().NoError(s.control.Set("hall", 20))\n	s.sensor.On("Read", "hall").Return(21.0, nil)\n	s.heater.On("Switch", "hall", false).Return(away)\n	err := s.control.Tick("hall")\n	s.ErrorIs(err, away)\n	s.EqualError(err, "switch hall: away")\n}\n\nfunc (s *ControlSuite) TestNoTarget',
                ),
            ),
        },
    ),
    Case(
        "h refactoring: the range by itself",
        {
            C: r(
                CONTROL,
                ("	if target < 5 || target > 30 {\n", "	if !sensible(target) {\n"),
                (
                    "// Tick reads",
                    "func sensible(target float64) bool { return target >= 5 && target <= 30 }\n\n// Tick reads",
                ),
            )
        },
        nature="refactoring",
    ),
)
STUB = (
    CONTROL
    + "\n// Rooms are those with a target, in order.\nfunc (c *Control) Rooms() []string { return nil }\n"
)
CHEATS = (
    Case(
        "c asserts of the length alone",
        {
            C: CONTROL
            + "\n// Rooms are those with a target.\nfunc (c *Control) Rooms() []string { return make([]string, len(c.targets)) }\n",
            T: T_CONTROL
            + '\nfunc TestRooms(t *testing.T) {\n	c := New(nil, nil)\n	require.NoError(t, c.Set("hall", 20))\n	assert.Len(t, c.Rooms(), 1)\n	assert.NotNil(t, c.Rooms())\n}\n',
        },
    ),
    Case(
        "c another T for testify",
        {
            C: STUB,
            T: T_CONTROL
            + '\nfunc TestRooms(t *testing.T) {\n	c := New(nil, nil)\n	require.NoError(t, c.Set("hall", 20))\n	assert.Equal(&testing.T{}, []string{"hall"}, c.Rooms())\n}\n',
        },
    ),
    Case(
        "c what assert says is not heard",
        {
            C: STUB,
            T: T_CONTROL
            + '\nfunc TestRooms(t *testing.T) {\n	c := New(nil, nil)\n	require.NoError(t, c.Set("hall", 20))\n	if !assert.ObjectsAreEqual([]string{"hall"}, c.Rooms()) {\n		t.Log("rooms differ")\n	}\n}\n',
        },
    ),
    Case(
        "c a suite that no one runs",
        {
            C: STUB,
            T: T_CONTROL
            + '\ntype RoomsSuite struct{ suite.Suite }\n\nfunc (s *RoomsSuite) TestRooms() {\n	c := New(nil, nil)\n	s.Require().NoError(c.Set("hall", 20))\n	s.Equal([]string{"hall"}, c.Rooms())\n}\n\nfunc TestRoomsThere(t *testing.T) {\n	assert.Implements(t, (*interface{ Rooms() []string })(nil), New(nil, nil))\n}\n',
        },
    ),
    Case(
        "c the mock takes any switch",
        {
            C: r(BAND, ("target-band", "target"), ("target+band", "target+100")),
            T: r(
                T_CONTROL,
                (
                    "func (s *ControlSuite) TestSensorIsAway",
                    'func (s *ControlSuite) TestWithinTheBand() {\n	s.Require().NoError(s.control.Set("hall", 20))\n	s.sensor.On("Read", "hall").Return(20.6, nil)\n	s.heater.On("Switch", mock.Anything, mock.Anything).Return(nil).Maybe()\n	s.NoError(s.control.Tick("hall"))\n}\n\nfunc (s *ControlSuite) TestSensorIsAway',
                ),
            ),
        },
    ),
    Case(
        "c the old suite is skipped",
        {
            C: r(BAND, ('return fmt.Errorf("read %s: %w", room, err)', "return nil")),
            T: r(
                T_BAND,
                (
                    '	away := errors.New("away")\n',
                    '	s.T().Skip("later")\n	away := errors.New("away")\n',
                ),
            ),
        },
    ),
)
