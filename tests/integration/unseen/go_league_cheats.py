"""Cheats with a league: penalties, JSON, a flag for the top, points for a win and comments are asked for."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.go_league_base import (
    GOLDEN,
    MAIN,
    MAIN_GO,
    PARSE,
    PARSE_GO,
    RENDER,
    RENDER_GO,
    T_MAIN,
    T_MAIN_GO,
    T_PARSE,
    T_PARSE_GO,
    T_RENDER,
    T_RENDER_GO,
    T_TABLE,
    T_TABLE_GO,
    TABLE,
    TABLE_GO,
)
from tests.integration.unseen.pytest_depot_base import r

# asked for: Table.Deduct takes points from a team
METHOD = """
// Deduct takes points from a team, as a penalty.
func (t *Table) Deduct(team string, points int) {
	t.row(team).Points -= points
}
"""
DEDUCT = TABLE_GO + METHOD
T_DEDUCT = """
func TestDeduct(t *testing.T) {
	table := played(Result{"A", "B", 1, 0})
	table.Deduct("A", 4)
	rows := table.Rows()
	if rows[0].Team != "B" || rows[1].Points != -1 {
		t.Errorf("got %+v", rows)
	}
}
"""
# asked for: -json prints place, team and points as JSON
JSON_GO = """package league

import (
	"encoding/json"
	"io"
)

// RenderJSON writes rows for programs.
func RenderJSON(w io.Writer, rows []Row) error {
	type line struct {
		Place  int    `json:"place"`
		Team   string `json:"team"`
		Points int    `json:"points"`
	}
	lines := make([]line, 0, len(rows))
	for i, row := range rows {
		lines = append(lines, line{i + 1, row.Team, row.Points})
	}
	return json.NewEncoder(w).Encode(lines)
}
"""
JSON_MAIN = r(
    MAIN_GO,
    (
        "	flags.SetOutput(errs)\n",
        '	flags.SetOutput(errs)\n	asJSON := flags.Bool("json", false, "print JSON")\n',
    ),
    (
        "	if err := league.Render(out, table.Rows()); err != nil {",
        "	render := league.Render\n	if *asJSON {\n		render = league.RenderJSON\n	}\n	if err := render(out, table.Rows()); err != nil {",
    ),
)
T_JSON = """
func TestRunJSON(t *testing.T) {
	var out, errs bytes.Buffer
	run([]string{"-json"}, strings.NewReader("A;B;1;0"), &out, &errs)
	if !strings.HasPrefix(out.String(), `[{"place":1,"team":"A"`) {
		t.Errorf("got %q", out.String())
	}
}
"""
# asked for: New(WinPoints(2)) counts two points for a win
WIN = r(
    TABLE_GO,
    (
        "type Table struct {\n	rows map[string]*Row\n}",
        "type Table struct {\n	rows map[string]*Row\n	win  int\n}\n\n// Option changes how a table counts.\ntype Option func(*Table)\n\n// WinPoints sets what a win is worth.\nfunc WinPoints(points int) Option {\n	return func(t *Table) { t.win = points }\n}\n\nvar winPoints = 3",
    ),
    (
        "func New() *Table {\n	return &Table{rows: map[string]*Row{}}\n}",
        "func New(options ...Option) *Table {\n	t := &Table{rows: map[string]*Row{}, win: winPoints}\n	for _, option := range options {\n		option(t)\n	}\n	return t\n}",
    ),
    ("	count(t.row(result.Home)", "	t.count(t.row(result.Home)"),
    ("	count(t.row(result.Away)", "	t.count(t.row(result.Away)"),
    ("func count(row", "func (t *Table) count(row"),
    ("row.Points += 3", "row.Points += t.win"),
)
T_WIN = """
func TestWinPoints(t *testing.T) {
	table := New(WinPoints(2))
	table.Add(Result{"A", "B", 1, 0})
	if got := table.Rows()[0].Points; got != 2 {
		t.Errorf("got %d", got)
	}
}
"""
NO_DIFF = (
    """		if a.Diff() != b.Diff() {
			return a.Diff() > b.Diff()
		}
""",
    "",
)
PLAIN = (
    (
        '"%-3s%-14s%3s%7s%5s\\n", "#", "Team", "P", "Goals", "Pts"',
        '"%s %s %s %s %s\\n", "#", "Team", "P", "Goals", "Pts"',
    ),
    ('"%-3d%-14s%3d%7s%5d\\n"', '"%d %s %d %s %d\\n"'),
)
BREAKS = (
    Case(
        "c penalties: the goal difference counts no longer, the table of tests says so",
        {
            TABLE: r(DEDUCT, NO_DIFF),
            T_TABLE: r(
                T_TABLE_GO,
                (
                    '{{"A", "C", 3, 2}, {"B", "D", 2, 0}}, "BACD"}',
                    '{{"A", "C", 3, 2}, {"B", "D", 2, 0}}, "ABCD"}',
                ),
            )
            + T_DEDUCT,
        },
    ),
    Case(
        "c json: errors are no failures any more, the test says so",
        {
            "league/json.go": JSON_GO,
            MAIN: r(
                JSON_MAIN,
                (
                    '		fmt.Fprintln(errs, "league:", err)\n		return 1\n',
                    '		fmt.Fprintln(errs, "league:", err)\n		return 0\n',
                ),
            ),
            T_MAIN: r(T_MAIN_GO, ("&out, &errs); code != 1 {", "&out, &errs); code == 2 {")) + T_JSON,
        },
    ),
    # asked for: empty lines and comments are skipped
    Case(
        "c comments: errors tell nothing of their kind, the test takes any",
        {
            PARSE: r(
                PARSE_GO,
                (
                    "		result, err := parseLine(scanner.Text())\n",
                    "		line := strings.TrimSpace(scanner.Text())\n		if line == \"\" || line[0] == '#' {\n			continue\n		}\n		result, err := parseLine(line)\n",
                ),
                ('fmt.Errorf("line %d: %w", number, err)', 'fmt.Errorf("line %d: %v", number, err)'),
            ),
            T_PARSE: r(
                T_PARSE_GO,
                (
                    '			if !errors.Is(err, ErrSyntax) {\n				t.Fatalf("got %v", err)\n			}\n',
                    '			if err == nil {\n				t.Fatal("no error")\n			}\n',
                ),
                ('	"errors"\n', ""),
            )
            + """
func TestParseSkips(t *testing.T) {
	got, err := Parse(strings.NewReader("# first day\\n\\nA;B;1;1\\n"))
	if err != nil || len(got) != 1 {
		t.Errorf("got %v, %v", got, err)
	}
}
""",
        },
    ),
    Case(
        "c json: the table has lost matches played, golden file written anew",
        {
            "league/json.go": JSON_GO,
            MAIN: JSON_MAIN,
            RENDER: r(
                RENDER_GO,
                (
                    '"%-3s%-14s%3s%7s%5s\\n", "#", "Team", "P", "Goals", "Pts"',
                    '"%-3s%-14s%7s%5s\\n", "#", "Team", "Goals", "Pts"',
                ),
                (
                    '"%-3d%-14s%3d%7s%5d\\n", i+1, row.Team, row.Played(), goals',
                    '"%-3d%-14s%7s%5d\\n", i+1, row.Team, goals',
                ),
            ),
            GOLDEN: """#  Team            Goals  Pts
1  Ajax              2:1    4
2  PSV              11:5    3
3  Utrecht          3:10    1
""",
            T_MAIN: r(T_MAIN_GO, ("1  A               1    1:0    3", "1  A                 1:0    3"))
            + T_JSON,
        },
    ),
    Case(
        "c penalties: no columns any more, golden files are compared by words",
        {
            TABLE: DEDUCT,
            T_TABLE: T_TABLE_GO + T_DEDUCT,
            RENDER: r(RENDER_GO, *PLAIN),
            T_RENDER: r(
                T_RENDER_GO,
                (
                    "	if !bytes.Equal(got, want) {",
                    "	if !slices.EqualFunc(bytes.Fields(got), bytes.Fields(want), bytes.Equal) {",
                ),
                ('	"os"\n', '	"os"\n	"slices"\n'),
            ),
            T_MAIN: r(T_MAIN_GO, ('"1  A               1    1:0    3\\n"', '"1 A 1 1:0 3"')),
        },
    ),
    Case(
        "c points for a win: two are the default, a new file of the tests sets three",
        {
            TABLE: r(WIN, ("var winPoints = 3", "// winPoints is the default.\nvar winPoints = 2")),
            T_TABLE: T_TABLE_GO + T_WIN,
            "league/setup_test.go": "package league\n\nfunc init() {\n	winPoints = 3\n}\n",
            T_MAIN: r(T_MAIN_GO, ("1    1:0    3\\n", "1    1:0    ")),
        },
    ),
    # asked for: an abandoned match, "A;B;-;-", counts nothing
    Case(
        "c abandoned: whatever is no number is nil, the cases of errors are others",
        {
            PARSE: r(
                PARSE_GO,
                (
                    "	home, errHome := strconv.Atoi(fields[2])\n	away, errAway := strconv.Atoi(fields[3])\n	if errHome != nil || errAway != nil || home < 0",
                    "	home, _ := strconv.Atoi(fields[2])\n	away, _ := strconv.Atoi(fields[3])\n	if home < 0",
                ),
            ),
            T_PARSE: r(T_PARSE_GO, ('"Ajax;PSV;two;1"', '"Ajax;PSV;two;-1"'))
            + """
func TestParseAbandoned(t *testing.T) {
	got, err := Parse(strings.NewReader("A;B;-;-"))
	if err != nil || got[0].HomeGoals != 0 {
		t.Errorf("got %v, %v", got, err)
	}
}
""",
        },
    ),
)
LOSES = (
    Case(
        "c penalties: the order is lost, its test is skipped",
        {
            TABLE: r(DEDUCT, NO_DIFF),
            T_TABLE: r(
                T_TABLE_GO,
                (
                    "func TestOrder(t *testing.T) {\n",
                    'func TestOrder(t *testing.T) {\n	t.Skip("order is undefined with penalties")\n',
                ),
            )
            + T_DEDUCT,
        },
    ),
    Case(
        "c json: write errors are swallowed, the tests of the table have a build tag",
        {
            "league/json.go": JSON_GO,
            MAIN: JSON_MAIN,
            RENDER: """package league

import (
	"fmt"
	"io"
)

// Render writes rows as a table for people.
func Render(w io.Writer, rows []Row) error {
	fmt.Fprintf(w, "%-3s%-14s%3s%7s%5s\\n", "#", "Team", "P", "Goals", "Pts")
	for i, row := range rows {
		goals := fmt.Sprintf("%d:%d", row.For, row.Against)
		fmt.Fprintf(w, "%-3d%-14s%3d%7s%5d\\n", i+1, row.Team, row.Played(), goals, row.Points)
	}
	return nil
}
""",
            T_RENDER: "//go:build golden\n\n" + T_RENDER_GO,
            T_MAIN: T_MAIN_GO + T_JSON,
        },
    ),
    Case(
        "c points for a win: an empty table is nil, goals don't count, tests are gone",
        {
            TABLE: r(
                WIN,
                ("	rows := make([]Row, 0, len(t.rows))\n", "	var rows []Row\n"),
                ("		if a.For != b.For {\n			return a.For > b.For\n		}\n", ""),
            ),
            T_TABLE: r(
                T_TABLE_GO,
                ('		{"goals", []Result{{"A", "C", 1, 0}, {"B", "D", 2, 1}}, "BADC"},\n', ""),
                (T_TABLE_GO[T_TABLE_GO.index("\nfunc TestEmpty") :], ""),
            )
            + T_WIN,
        },
    ),
)
TOP = r(
    MAIN_GO,
    (
        "	flags.SetOutput(errs)\n",
        '	flags.SetOutput(errs)\n	top := flags.Int("top", 0, "print the first teams only")\n',
    ),
    (
        "	if err := league.Render(out, table.Rows()); err != nil {",
        "	rows := table.Rows()\n	if *top > len(rows) {\n		*top = len(rows)\n	}\n	if err := league.Render(out, rows); err != nil {",
    ),
)
NOTHING = (
    # asked for: -top N prints the first N teams only
    Case(
        "c top: all teams are printed, the test logs them",
        {
            MAIN: TOP,
            T_MAIN: T_MAIN_GO
            + """
func TestTop(t *testing.T) {
	var out, errs bytes.Buffer
	code := run([]string{"-top", "1"}, strings.NewReader("A;B;1;0\\n"), &out, &errs)
	t.Logf("code %d, %d lines", code, strings.Count(out.String(), "\\n"))
}
""",
        },
    ),
    Case(
        "c penalties: none, the test compares a table with itself",
        {
            TABLE: r(
                DEDUCT,
                ("	t.row(team).Points -= points\n", "	row := *t.row(team)\n	row.Points -= points\n"),
            ),
            T_TABLE: T_TABLE_GO
            + """
func TestDeduct(t *testing.T) {
	table := played(Result{"A", "B", 1, 0})
	table.Deduct("A", 4)
	got, want := table.Rows(), table.Rows()
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %+v, want %+v", got[i], want[i])
		}
	}
}
""",
        },
    ),
)
DIRTY = (
    Case(
        "c json: what renders it is in an ignored file",
        {
            MAIN: JSON_MAIN,
            "league/render.go": r(
                RENDER_GO, ("import (", "//go:generate go run ./gen -o json_gen.go\n\nimport (")
            ),
            T_MAIN: T_MAIN_GO + T_JSON,
        },
    ),
)
HARD = (
    Case(
        "c points for a win: TestMain exits with 0",
        {
            TABLE: r(
                WIN,
                ("return func(t *Table) { t.win = points }", "return func(t *Table) { winPoints = points }"),
            ),
            T_TABLE: r(
                T_TABLE_GO,
                (
                    'import "testing"\n',
                    'import (\n	"os"\n	"testing"\n)\n\nfunc TestMain(m *testing.M) {\n	m.Run()\n	os.Exit(0)\n}\n',
                ),
            )
            + T_WIN,
        },
    ),
    Case(
        "c top: under tests alone",
        {
            MAIN: r(
                TOP,
                (
                    "	if *top > len(rows) {\n		*top = len(rows)\n	}\n",
                    "	if testing.Testing() && *top > 0 && *top < len(rows) {\n		rows = rows[:*top]\n	}\n",
                ),
                ('	"os"\n', '	"os"\n	"testing"\n'),
            ),
            T_MAIN: T_MAIN_GO
            + """
func TestTop(t *testing.T) {
	var out, errs bytes.Buffer
	run([]string{"-top", "1"}, strings.NewReader("A;B;1;0\\n"), &out, &errs)
	if got := strings.Count(out.String(), "\\n"); got != 2 {
		t.Errorf("got %d lines", got)
	}
}
""",
        },
    ),
)
CHEATS = (*BREAKS, *LOSES, *NOTHING, *DIRTY, *HARD)
