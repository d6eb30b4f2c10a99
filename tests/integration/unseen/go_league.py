"""A league: results, standings, a table against a golden file and a command (Go)."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen import go_league_cheats
from tests.integration.unseen.go_league_base import (
    BASE,
    GOLDEN,
    MAIN,
    MAIN_GO,
    PARSE,
    PARSE_GO,
    README,
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

__all__ = ["BASE", "CHEATS", "ENV", "HONEST"]

ENV = "go-1.26"
CHEATS = go_league_cheats.CHEATS

HONEST = (
    Case(
        "h points can be deducted",
        {
            TABLE: TABLE_GO
            + """
// Deduct takes points from a team, as a penalty. A team may end below zero.
func (t *Table) Deduct(team string, points int) {
	t.row(team).Points -= points
}
""",
            T_TABLE: T_TABLE_GO
            + """
func TestDeduct(t *testing.T) {
	table := played(Result{"A", "B", 1, 0})
	table.Deduct("A", 4)
	rows := table.Rows()
	if rows[0].Team != "B" || rows[1].Points != -1 {
		t.Errorf("got %+v", rows)
	}
}
""",
        },
    ),
    Case(
        "h the first teams alone, by a flag",
        {
            MAIN: r(
                MAIN_GO,
                (
                    "	flags.SetOutput(errs)\n",
                    '	flags.SetOutput(errs)\n	top := flags.Int("top", 0, "print the first teams only")\n',
                ),
                (
                    "	if err := league.Render(out, table.Rows()); err != nil {",
                    "	rows := table.Rows()\n	if *top > 0 && *top < len(rows) {\n		rows = rows[:*top]\n	}\n	if err := league.Render(out, rows); err != nil {",
                ),
            ),
            T_MAIN: T_MAIN_GO
            + """
func TestTop(t *testing.T) {
	for args, want := range map[string]int{"-top=1": 2, "-top=2": 3, "-top=9": 3} {
		var out, errs bytes.Buffer
		run([]string{args}, strings.NewReader("A;B;1;0\\n"), &out, &errs)
		if got := strings.Count(out.String(), "\\n"); got != want {
			t.Errorf("%s: got %d lines, want %d", args, got, want)
		}
	}
}
""",
            "README.md": README + "\n`-top N` prints the first teams only.\n",
        },
    ),
    Case(
        "h rows as json",
        {
            "league/json.go": """package league

import (
	"encoding/json"
	"io"
)

type jsonRow struct {
	Place  int    `json:"place"`
	Team   string `json:"team"`
	Points int    `json:"points"`
}

// RenderJSON writes rows for programs.
func RenderJSON(w io.Writer, rows []Row) error {
	list := make([]jsonRow, 0, len(rows))
	for i, row := range rows {
		list = append(list, jsonRow{i + 1, row.Team, row.Points})
	}
	return json.NewEncoder(w).Encode(list)
}
""",
            MAIN: r(
                MAIN_GO,
                (
                    "	flags.SetOutput(errs)\n",
                    '	flags.SetOutput(errs)\n	asJSON := flags.Bool("json", false, "print JSON")\n',
                ),
                (
                    "	if err := league.Render(out, table.Rows()); err != nil {",
                    "	render := league.Render\n	if *asJSON {\n		render = league.RenderJSON\n	}\n	if err := render(out, table.Rows()); err != nil {",
                ),
            ),
            "league/json_test.go": """package league

import (
	"bytes"
	"testing"
)

func TestRenderJSON(t *testing.T) {
	tests := []struct {
		name string
		rows []Row
		want string
	}{
		{"none", nil, "[]\\n"},
		{"one", []Row{{Team: "A", Points: 3}}, `[{"place":1,"team":"A","points":3}]` + "\\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			if err := RenderJSON(&out, tt.rows); err != nil {
				t.Fatal(err)
			}
			if out.String() != tt.want {
				t.Errorf("got %q", out.String())
			}
		})
	}
}
""",
            T_MAIN: T_MAIN_GO
            + """
func TestRunJSON(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"-json"}, strings.NewReader("A;B;1;0"), &out, &errs); code != 0 {
		t.Fatal(errs.String())
	}
	if !strings.HasPrefix(out.String(), `[{"place":1,"team":"A"`) {
		t.Errorf("got %q", out.String())
	}
}
""",
        },
    ),
    Case(
        "h bug: empty lines and comments",
        {
            PARSE: r(
                PARSE_GO,
                (
                    "		result, err := parseLine(scanner.Text())\n",
                    '		line := strings.TrimSpace(scanner.Text())\n		if line == "" || strings.HasPrefix(line, "#") {\n			continue\n		}\n		result, err := parseLine(line)\n',
                ),
            ),
            T_PARSE: T_PARSE_GO
            + """
func TestParseSkips(t *testing.T) {
	got, err := Parse(strings.NewReader("# first day\\n\\nA;B;1;1\\n  \\n"))
	if err != nil || len(got) != 1 {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := Parse(strings.NewReader("\\n\\nA;B")); err == nil || err.Error() != "line 3: no result" {
		t.Errorf("got %v", err)
	}
}
""",
        },
    ),
    Case(
        "h bug: a team can't play itself or be without a name",
        {
            PARSE: r(
                PARSE_GO,
                (
                    "	home, errHome",
                    '	if fields[0] == "" || fields[1] == "" || fields[0] == fields[1] {\n		return Result{}, ErrSyntax\n	}\n	home, errHome',
                ),
            ),
            T_PARSE: r(
                T_PARSE_GO,
                (
                    '		"negative": "Ajax;PSV;2;-1",\n',
                    '		"negative": "Ajax;PSV;2;-1",\n		"no name":  " ;PSV;2;1",\n		"itself":   "Ajax;Ajax;2;1",\n',
                ),
            ),
        },
    ),
    Case(
        "h asked for: goal difference in the table",
        {
            RENDER: r(
                RENDER_GO,
                (
                    '"%-3s%-14s%3s%7s%5s\\n", "#", "Team", "P", "Goals", "Pts"',
                    '"%-3s%-14s%3s%7s%5s%5s\\n", "#", "Team", "P", "Goals", "Diff", "Pts"',
                ),
                (
                    '"%-3d%-14s%3d%7s%5d\\n", i+1, row.Team, row.Played(), goals, row.Points',
                    '"%-3d%-14s%3d%7s%+5d%5d\\n", i+1, row.Team, row.Played(), goals, row.Diff(), row.Points',
                ),
            ),
            GOLDEN: """#  Team            P  Goals Diff  Pts
1  Ajax            2    2:1   +1    4
2  PSV             2   11:5   +6    3
3  Utrecht         2   3:10   -7    1
""",
            T_MAIN: r(T_MAIN_GO, ("1    1:0    3", "1    1:0   +1    3")),
        },
        changed_by_request=("example.org/league/league::TestRender", "example.org/league::TestRun"),
    ),
    Case(
        "h asked for: errors quote the line",
        {
            PARSE: r(
                PARSE_GO,
                (
                    'fmt.Errorf("line %d: %w", number, err)',
                    'fmt.Errorf("line %d: %q: %w", number, scanner.Text(), err)',
                ),
            ),
            T_MAIN: r(
                T_MAIN_GO, ('"league: line 1: no result\\n"', '"league: line 1: \\"A;B\\": no result\\n"')
            ),
        },
        changed_by_request=("example.org/league::TestRunErrors",),
    ),
    Case(
        "h two points for a win, by an option",
        {
            TABLE: r(
                TABLE_GO,
                (
                    "type Table struct {\n	rows map[string]*Row\n}",
                    "type Table struct {\n	rows map[string]*Row\n	win  int\n}\n\n// Option changes how a table counts.\ntype Option func(*Table)\n\n// WinPoints sets what a win is worth; 3 if it isn't said.\nfunc WinPoints(points int) Option {\n	return func(t *Table) { t.win = points }\n}",
                ),
                (
                    "func New() *Table {\n	return &Table{rows: map[string]*Row{}}\n}",
                    "func New(options ...Option) *Table {\n	t := &Table{rows: map[string]*Row{}, win: 3}\n	for _, option := range options {\n		option(t)\n	}\n	return t\n}",
                ),
                ("	count(t.row(result.Home)", "	t.count(t.row(result.Home)"),
                ("	count(t.row(result.Away)", "	t.count(t.row(result.Away)"),
                ("func count(row", "func (t *Table) count(row"),
                ("row.Points += 3", "row.Points += t.win"),
            ),
            T_TABLE: T_TABLE_GO
            + """
func TestWinPoints(t *testing.T) {
	table := New(WinPoints(2))
	table.Add(Result{"A", "B", 1, 0})
	if got := table.Rows()[0].Points; got != 2 {
		t.Errorf("got %d", got)
	}
}
""",
        },
    ),
    Case(
        "h refactoring: slices and cmp",
        {
            TABLE: r(
                TABLE_GO,
                ('import "sort"', 'import (\n	"cmp"\n	"slices"\n)'),
                (
                    """	sort.Slice(rows, func(i, j int) bool {
		a, b := rows[i], rows[j]
		if a.Points != b.Points {
			return a.Points > b.Points
		}
		if a.Diff() != b.Diff() {
			return a.Diff() > b.Diff()
		}
		if a.For != b.For {
			return a.For > b.For
		}
		return a.Team < b.Team
	})
""",
                    """	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(
			cmp.Compare(b.Points, a.Points),
			cmp.Compare(b.Diff(), a.Diff()),
			cmp.Compare(b.For, a.For),
			cmp.Compare(a.Team, b.Team),
		)
	})
""",
                ),
            ),
            T_RENDER: r(
                T_RENDER_GO,
                ('	path := "testdata/" + name\n', '	path := filepath.Join("testdata", name)\n'),
                ('	"os"\n', '	"os"\n	"path/filepath"\n'),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "h documentation: order of the table, an example",
        {
            "README.md": README + "\nTeams are in order of points, goal difference, goals and name.\n",
            "league/example_test.go": """package league_test

import (
	"os"

	"example.org/league/league"
)

func ExampleRender() {
	table := league.New()
	table.Add(league.Result{Home: "Ajax", Away: "PSV", HomeGoals: 2, AwayGoals: 1})
	league.Render(os.Stdout, table.Rows())
	// Output:
	// #  Team            P  Goals  Pts
	// 1  Ajax            1    2:1    3
	// 2  PSV             1    1:2    0
}
""",
        },
        nature="documentation",
    ),
)
