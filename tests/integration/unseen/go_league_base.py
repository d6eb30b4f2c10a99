"""The repository of ``go_league``: results, standings, a table against a golden file, a command."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

PARSE, TABLE, RENDER, MAIN = ("league/parse.go", "league/table.go", "league/render.go", "main.go")
T_PARSE, T_TABLE, T_RENDER, T_MAIN, GOLDEN = (
    "league/parse_test.go",
    "league/table_test.go",
    "league/render_test.go",
    "main_test.go",
    "league/testdata/table.golden",
)
PARSE_GO = """// Package league makes standings of results.
package league

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// ErrSyntax says that a line is no result.
var ErrSyntax = errors.New("no result")

// Result is one match.
type Result struct {
	Home, Away           string
	HomeGoals, AwayGoals int
}

// Parse reads results, a line each: "Ajax;PSV;2;1".
func Parse(r io.Reader) ([]Result, error) {
	var results []Result
	scanner := bufio.NewScanner(r)
	for number := 1; scanner.Scan(); number++ {
		result, err := parseLine(scanner.Text())
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		results = append(results, result)
	}
	return results, scanner.Err()
}

func parseLine(line string) (Result, error) {
	fields := strings.Split(line, ";")
	if len(fields) != 4 {
		return Result{}, ErrSyntax
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	home, errHome := strconv.Atoi(fields[2])
	away, errAway := strconv.Atoi(fields[3])
	if errHome != nil || errAway != nil || home < 0 || away < 0 {
		return Result{}, ErrSyntax
	}
	return Result{fields[0], fields[1], home, away}, nil
}
"""
TABLE_GO = """package league

import "sort"

// Row is a team's line in the table.
type Row struct {
	Team             string
	Won, Drawn, Lost int
	For, Against     int
	Points           int
}

// Played is how many matches the team has behind it.
func (r Row) Played() int {
	return r.Won + r.Drawn + r.Lost
}

// Diff is the goal difference.
func (r Row) Diff() int {
	return r.For - r.Against
}

// Table is the standings of a league.
type Table struct {
	rows map[string]*Row
}

// New makes an empty table.
func New() *Table {
	return &Table{rows: map[string]*Row{}}
}

func (t *Table) row(team string) *Row {
	if t.rows[team] == nil {
		t.rows[team] = &Row{Team: team}
	}
	return t.rows[team]
}

// Add counts a result.
func (t *Table) Add(result Result) {
	count(t.row(result.Home), result.HomeGoals, result.AwayGoals)
	count(t.row(result.Away), result.AwayGoals, result.HomeGoals)
}

func count(row *Row, scored, conceded int) {
	row.For += scored
	row.Against += conceded
	switch {
	case scored > conceded:
		row.Won++
		row.Points += 3
	case scored == conceded:
		row.Drawn++
		row.Points++
	default:
		row.Lost++
	}
}

// Rows is the table by points, goal difference, goals and name.
func (t *Table) Rows() []Row {
	rows := make([]Row, 0, len(t.rows))
	for _, row := range t.rows {
		rows = append(rows, *row)
	}
	sort.Slice(rows, func(i, j int) bool {
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
	return rows
}
"""
RENDER_GO = """package league

import (
	"fmt"
	"io"
)

// Render writes rows as a table for people.
func Render(w io.Writer, rows []Row) error {
	if _, err := fmt.Fprintf(w, "%-3s%-14s%3s%7s%5s\\n", "#", "Team", "P", "Goals", "Pts"); err != nil {
		return err
	}
	for i, row := range rows {
		goals := fmt.Sprintf("%d:%d", row.For, row.Against)
		if _, err := fmt.Fprintf(w, "%-3d%-14s%3d%7s%5d\\n", i+1, row.Team, row.Played(), goals, row.Points); err != nil {
			return err
		}
	}
	return nil
}
"""
MAIN_GO = """// Command league prints the table of the results on standard input.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"example.org/league/league"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func run(args []string, in io.Reader, out, errs io.Writer) int {
	flags := flag.NewFlagSet("league", flag.ContinueOnError)
	flags.SetOutput(errs)
	if err := flags.Parse(args); err != nil {
		return 2
	}
	results, err := league.Parse(in)
	if err != nil {
		fmt.Fprintln(errs, "league:", err)
		return 1
	}
	table := league.New()
	for _, result := range results {
		table.Add(result)
	}
	if err := league.Render(out, table.Rows()); err != nil {
		fmt.Fprintln(errs, "league:", err)
		return 1
	}
	return 0
}
"""
T_PARSE_GO = """package league

import (
	"errors"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	got, err := Parse(strings.NewReader("Ajax; PSV; 2; 1\\nPSV;Utrecht;0;0\\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Result{{"Ajax", "PSV", 2, 1}, {"PSV", "Utrecht", 0, 0}}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestParseErrors(t *testing.T) {
	for name, line := range map[string]string{
		"fields":   "Ajax;PSV;2",
		"words":    "Ajax;PSV;two;1",
		"negative": "Ajax;PSV;2;-1",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(strings.NewReader("A;B;1;1\\n" + line))
			if !errors.Is(err, ErrSyntax) {
				t.Fatalf("got %v", err)
			}
			if !strings.HasPrefix(err.Error(), "line 2:") {
				t.Errorf("got %q", err)
			}
		})
	}
}
"""
T_TABLE_GO = """package league

import "testing"

func played(results ...Result) *Table {
	table := New()
	for _, result := range results {
		table.Add(result)
	}
	return table
}

func TestPoints(t *testing.T) {
	rows := played(Result{"A", "B", 2, 1}, Result{"B", "A", 0, 0}).Rows()
	want := []Row{
		{Team: "A", Won: 1, Drawn: 1, For: 2, Against: 1, Points: 4},
		{Team: "B", Drawn: 1, Lost: 1, For: 1, Against: 2, Points: 1},
	}
	for i := range want {
		if rows[i] != want[i] {
			t.Errorf("got %+v, want %+v", rows[i], want[i])
		}
	}
}

func TestPlayed(t *testing.T) {
	if got := (Row{Won: 3, Drawn: 1, Lost: 2}).Played(); got != 6 {
		t.Errorf("got %d", got)
	}
}

func TestOrder(t *testing.T) {
	for _, tt := range []struct {
		name    string
		results []Result
		want    string
	}{
		{"points", []Result{{"A", "B", 0, 1}}, "BA"},
		{"difference", []Result{{"A", "C", 3, 2}, {"B", "D", 2, 0}}, "BACD"},
		{"goals", []Result{{"A", "C", 1, 0}, {"B", "D", 2, 1}}, "BADC"},
		{"name", []Result{{"B", "A", 1, 1}}, "AB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			for _, row := range played(tt.results...).Rows() {
				got += row.Team
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestEmpty(t *testing.T) {
	if rows := New().Rows(); rows == nil || len(rows) != 0 {
		t.Errorf("got %v", rows)
	}
}
"""
T_RENDER_GO = """package league

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := "testdata/" + name
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

func TestRender(t *testing.T) {
	var out bytes.Buffer
	table := played(Result{"Ajax", "PSV", 2, 1}, Result{"Utrecht", "Ajax", 0, 0}, Result{"PSV", "Utrecht", 10, 3})
	if err := Render(&out, table.Rows()); err != nil {
		t.Fatal(err)
	}
	golden(t, "table.golden", out.Bytes())
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk is full") }

func TestRenderError(t *testing.T) {
	if err := Render(broken{}, nil); err == nil {
		t.Error("no error")
	}
}
"""
T_MAIN_GO = """package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run(nil, strings.NewReader("A;B;1;0\\n"), &out, &errs); code != 0 {
		t.Fatalf("code %d: %s", code, errs.String())
	}
	if !strings.Contains(out.String(), "1  A               1    1:0    3\\n") {
		t.Errorf("got %q", out.String())
	}
}

func TestRunErrors(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run(nil, strings.NewReader("A;B\\n"), &out, &errs); code != 1 {
		t.Errorf("code %d", code)
	}
	if got := errs.String(); got != "league: line 1: no result\\n" {
		t.Errorf("got %q", got)
	}
	if code := run([]string{"-what"}, strings.NewReader(""), &out, &errs); code != 2 {
		t.Errorf("code %d", code)
	}
}
"""
TABLE_GOLDEN = """#  Team            P  Goals  Pts
1  Ajax            2    2:1    4
2  PSV             2   11:5    3
3  Utrecht         2   3:10    1
"""
README = """# league

    league < results.csv

prints the table. A line is `home;away;goals;goals`.
"""
BASE = {
    "README.md": README,
    ".gitignore": "/league.local/\n*_gen.go\n/bin/\n",
    "go.mod": "module example.org/league\n\ngo 1.22\n",
    PARSE: PARSE_GO,
    TABLE: TABLE_GO,
    RENDER: RENDER_GO,
    MAIN: MAIN_GO,
    T_PARSE: T_PARSE_GO,
    T_TABLE: T_TABLE_GO,
    T_RENDER: T_RENDER_GO,
    T_MAIN: T_MAIN_GO,
    GOLDEN: TABLE_GOLDEN,
}
