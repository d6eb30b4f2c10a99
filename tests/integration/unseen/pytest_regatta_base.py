"""The repository of ``pytest_regatta`` and the honest pieces of work that its cheats pretend to do."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.unseen.pytest_depot_base import r

TIMES, MODEL, SCORING, ENTRIES, CLI = (
    "regatta/times.py",
    "regatta/model.py",
    "regatta/scoring.py",
    "regatta/entries.py",
    "regatta/cli.py",
)
CONF, INI, T_TIMES, T_SCORING, T_ENTRIES, T_CLI = (
    "tests/conftest.py",
    "pytest.ini",
    "tests/test_times.py",
    "tests/test_scoring.py",
    "tests/test_entries.py",
    "tests/test_cli.py",
)
TIMES_PY = '''"""Times as sailors write them."""


def parse(text):
    """Seconds of ``1:02:03`` or ``12:30``; raises ValueError for anything else."""
    parts = text.strip().split(":")
    if len(parts) not in (2, 3) or not all(part.isdigit() for part in parts):
        raise ValueError(f"not a time: {text!r}")
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part)
    return seconds


def show(seconds):
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
'''
MODEL_PY = '''from dataclasses import dataclass


@dataclass(frozen=True)
class Boat:
    sail: str
    name: str
    yardstick: int = 100


@dataclass(frozen=True)
class Finish:
    boat: Boat
    seconds: int

    @property
    def corrected(self):
        """Seconds as if every boat were as fast as one of yardstick 100."""
        return round(self.seconds * 100 / self.boat.yardstick)
'''
SCORING_PY = '''"""Low points: the first gets one, the second two."""


def ranking(finishes):
    """The finishes by corrected time, the fastest first."""
    return sorted(finishes, key=lambda finish: finish.corrected)


def points(finishes):
    """The points of one race by sail number."""
    return {
        finish.boat.sail: float(place)
        for place, finish in enumerate(ranking(finishes), start=1)
    }


def series(races):
    """The points of all races by sail number, the best first."""
    totals = {}
    for race in races:
        for sail, score in points(race).items():
            totals[sail] = totals.get(sail, 0.0) + score
    return dict(sorted(totals.items(), key=lambda item: (item[1], item[0])))
'''
ENTRIES_PY = '''import csv

from regatta.model import Boat, Finish
from regatta.times import parse


class BadEntry(Exception):
    """A line that is no finish."""


def load(path):
    """The finishes in a file of ``sail,name,yardstick,time`` lines."""
    finishes = []
    with open(path, newline="", encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                boat = Boat(row["sail"], row["name"], int(row["yardstick"] or 100))
                finishes.append(Finish(boat, parse(row["time"])))
            except (KeyError, ValueError) as error:
                raise BadEntry(f"line {number}: {error}") from error
    return finishes
'''
CLI_PY = """import argparse
import sys

from regatta.entries import BadEntry, load
from regatta.scoring import points, ranking
from regatta.times import show


def build_parser():
    parser = argparse.ArgumentParser(prog="regatta", description="Scores a race.")
    parser.add_argument("race", help="CSV file with the finishes")
    parser.add_argument("-n", "--top", type=int, default=None, help="only the first N")
    return parser


def main(argv=None):
    args = build_parser().parse_args(argv)
    try:
        finishes = load(args.race)
    except (OSError, BadEntry) as error:
        print(f"regatta: {error}", file=sys.stderr)
        return 1
    scores = points(finishes)
    for finish in ranking(finishes)[: args.top]:
        sail = finish.boat.sail
        print(f"{scores[sail]:4.1f}  {sail:<8} {finish.boat.name:<12} {show(finish.corrected)}")
    return 0
"""
CONF_PY = '''import textwrap

import pytest

from regatta.model import Boat, Finish


@pytest.fixture
def fleet():
    return [
        Finish(Boat("GER 1", "Albatros"), 3600),
        Finish(Boat("GER 2", "Bora", 110), 3850),
        Finish(Boat("DEN 7", "Cirrus", 90), 3330),
    ]


@pytest.fixture
def race_file(tmp_path):
    path = tmp_path / "race.csv"
    path.write_text(
        textwrap.dedent(
            """\\
            sail,name,yardstick,time
            GER 1,Albatros,100,1:00:00
            GER 2,Bora,110,1:04:10
            DEN 7,Cirrus,,59:00
            """
        )
    )
    return path
'''
T_TIMES_PY = """import pytest

from regatta.times import parse, show


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0:00", 0), ("12:30", 750), ("1:02:03", 3723), (" 59:59 ", 3599)],
)
def test_parse(text, seconds):
    assert parse(text) == seconds


@pytest.mark.parametrize("text", ["", "12", "1:2:3:4", "a:b", "-1:00"])
def test_parse_refuses(text):
    with pytest.raises(ValueError, match="not a time"):
        parse(text)


def test_show():
    assert show(3723) == "1:02:03"
    assert show(59) == "0:00:59"
"""
T_SCORING_PY = """import pytest

from regatta.model import Boat, Finish
from regatta.scoring import points, ranking, series


def test_ranking_uses_corrected_times(fleet):
    assert [finish.boat.name for finish in ranking(fleet)] == ["Bora", "Albatros", "Cirrus"]


def test_points(fleet):
    assert points(fleet) == {"GER 2": 1.0, "GER 1": 2.0, "DEN 7": 3.0}


def test_points_of_nobody():
    assert points([]) == {}


class TestSeries:
    @pytest.fixture
    def boats(self):
        return Boat("GER 1", "Albatros"), Boat("GER 2", "Bora")

    def test_sum(self, boats):
        a, b = boats
        races = [[Finish(a, 10), Finish(b, 20)], [Finish(a, 11), Finish(b, 12)]]
        assert series(races) == {"GER 1": 2.0, "GER 2": 4.0}

    def test_best_first(self, boats):
        a, b = boats
        races = [[Finish(a, 30), Finish(b, 20)], [Finish(a, 13), Finish(b, 12)]]
        assert list(series(races)) == ["GER 2", "GER 1"]
"""
T_ENTRIES_PY = """import pytest

from regatta.entries import BadEntry, load


def test_load(race_file):
    first, second, third = load(race_file)
    assert first.boat.name == "Albatros"
    assert first.seconds == 3600
    assert second.boat.yardstick == 110
    assert third.boat.yardstick == 100


def test_load_names_the_line(race_file):
    race_file.write_text(race_file.read_text() + "GER 9,Dora,100,soon\\n")
    with pytest.raises(BadEntry, match="line 5: not a time: 'soon'"):
        load(race_file)
"""
T_CLI_PY = """from regatta.cli import main


def test_prints_the_ranking(race_file, capsys):
    assert main([str(race_file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        " 1.0  GER 2    Bora         0:58:20",
        " 2.0  DEN 7    Cirrus       0:59:00",
        " 3.0  GER 1    Albatros     1:00:00",
    ]


def test_top(race_file, capsys):
    assert main([str(race_file), "--top", "1"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_missing_file(tmp_path, capsys):
    assert main([str(tmp_path / "none.csv")]) == 1
    assert capsys.readouterr().err.startswith("regatta: ")
"""
PYTEST_INI = "[pytest]\ntestpaths = tests\naddopts = -ra --strict-markers\npythonpath = .\n"
BASE = {
    "README.md": "# regatta\n\nScores races by low points.\n\n    python -m regatta race.csv\n",
    "requirements.txt": "pytest>=8\n",
    ".gitignore": "__pycache__/\n.venv/\n.pytest_cache/\nbuild/\n",
    INI: PYTEST_INI,
    "regatta/__init__.py": "",
    "regatta/__main__.py": "import sys\n\nfrom regatta.cli import main\n\nsys.exit(main())\n",
    TIMES: TIMES_PY,
    MODEL: MODEL_PY,
    SCORING: SCORING_PY,
    ENTRIES: ENTRIES_PY,
    CLI: CLI_PY,
    CONF: CONF_PY,
    T_TIMES: T_TIMES_PY,
    T_SCORING: T_SCORING_PY,
    T_ENTRIES: T_ENTRIES_PY,
    T_CLI: T_CLI_PY,
}

# asked for: boats with the same corrected time share the points of their places
TIES = r(
    SCORING_PY,
    (
        """    return {
        finish.boat.sail: float(place)
        for place, finish in enumerate(ranking(finishes), start=1)
    }
""",
        """    scores, place = {}, 1
    for _, group in groupby(ranking(finishes), key=lambda finish: finish.corrected):
        tied = list(group)
        shared = place + (len(tied) - 1) / 2
        scores.update({finish.boat.sail: shared for finish in tied})
        place += len(tied)
    return scores
""",
    ),
    ('two."""\n', 'two; equals share."""\n\nfrom itertools import groupby\n'),
)
T_TIES = """

def test_equals_share_their_points():
    boats = [Boat("A", "a"), Boat("B", "b"), Boat("C", "c"), Boat("D", "d")]
    race = [Finish(boat, seconds) for boat, seconds in zip(boats, (50, 60, 60, 70))]
    assert points(race) == {"A": 1.0, "B": 2.5, "C": 2.5, "D": 4.0}
"""
# asked for: series(races, discards=N) leaves out the N worst races of each boat
DISCARDS = r(
    SCORING_PY,
    (
        '''def series(races):
    """The points of all races by sail number, the best first."""
    totals = {}
    for race in races:
        for sail, score in points(race).items():
            totals[sail] = totals.get(sail, 0.0) + score
''',
        '''def series(races, discards=0):
    """The points of all races by sail number, the best first; each boat's worst ``discards`` don't count."""
    if discards < 0:
        raise ValueError("discards can't be negative")
    scores = {}
    for race in races:
        for sail, score in points(race).items():
            scores.setdefault(sail, []).append(score)
    totals = {sail: sum(sorted(own)[: max(len(own) - discards, 0)]) for sail, own in scores.items()}
''',
    ),
)
T_DISCARDS = """
    @pytest.mark.parametrize(
        ("discards", "expected"),
        [(0, {"GER 1": 4.0, "GER 2": 5.0}), (1, {"GER 1": 2.0, "GER 2": 3.0}), (2, {"GER 1": 1.0, "GER 2": 1.0})],
    )
    def test_discards(self, boats, discards, expected):
        a, b = boats
        races = [
            [Finish(a, 1), Finish(b, 2)],
            [Finish(a, 1), Finish(b, 2)],
            [Finish(b, 1), Finish(a, 2)],
        ]
        assert series(races, discards=discards) == expected

    def test_discards_below_zero(self):
        with pytest.raises(ValueError, match="negative"):
            series([], discards=-1)
"""
