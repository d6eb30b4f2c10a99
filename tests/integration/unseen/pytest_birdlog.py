"""A birdwatcher's log (pytest, argparse, JSON, a feed over an injected fetch). Honest work alone."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "python-3.11"

SPECIES = '''"""Names of species."""

import re


def slug(name):
    """The name as it stands in addresses: 'Great Tit' is 'great-tit'."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def code(name):
    """The four letters ringers use: 'American Robin' is 'AMRO'."""
    first, second = name.upper().split()
    return first[:2] + second[:2]
'''
LOG = '''"""The log: who was seen, when, how many."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Sighting:
    species: str
    count: int
    seen_at: datetime
    place: str = ""


class Log:
    def __init__(self, sightings=()):
        self._sightings = []
        for sighting in sightings:
            self.add(sighting)

    def __len__(self):
        return len(self._sightings)

    def __iter__(self):
        return iter(self._sightings)

    def add(self, sighting):
        if sighting.count < 1:
            raise ValueError("bad count")
        self._sightings.append(sighting)

    def of(self, species):
        return [one for one in self._sightings if one.species == species]

    def species(self):
        found = set()
        for one in self._sightings:
            found.add(one.species)
        return sorted(found)

    def total(self, species):
        total = 0
        for one in self._sightings:
            if one.species == species:
                total += one.count
        return total

    def page(self, number, size=20):
        """One page of the log; pages count from 1."""
        return self._sightings[number * size : (number + 1) * size]

    def days(self):
        """How many birds were seen on each day."""
        days = {}
        for one in self._sightings:
            day = one.seen_at.date().isoformat()
            days[day] = days.get(day, 0) + one.count
        return days
'''
STORE = '''"""The log as a file."""

import json
from datetime import datetime

from birdlog.log import Log, Sighting


def save(log, path):
    rows = [
        {"species": one.species, "count": one.count, "at": one.seen_at.isoformat(), "place": one.place}
        for one in log
    ]
    path.write_text(json.dumps(rows, indent=2), encoding="utf-8")


def load(path):
    if not path.exists():
        return Log()
    rows = json.loads(path.read_text(encoding="utf-8"))
    return Log(
        Sighting(row["species"], row["count"], datetime.fromisoformat(row["at"]), row["place"]) for row in rows
    )
'''
REPORT = '''"""Reports in plain text."""


def table(rows):
    """Rows of texts as columns of one width each."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths)]
        lines.append("  ".join(cells).rstrip())
    return "\\n".join(lines)


def summary(log):
    """A line a species, by name."""
    rows = [(name, str(log.total(name))) for name in log.species()]
    return table(rows)


def average(log):
    """Birds a sighting."""
    return sum(one.count for one in log) / len(log)
'''
FEED = '''"""What others saw: a feed by region."""


class FeedError(Exception):
    """The feed gave no answer."""


class Feed:
    def __init__(self, fetch, base="https://feed.example"):
        self._fetch = fetch
        self._base = base

    def recent(self, region):
        """Names of species, newest first. Raises FeedError."""
        try:
            answer = self._fetch(f"{self._base}/regions/{region}/recent")
        except OSError as error:
            raise FeedError(str(error)) from error
        return [row["name"] for row in answer["sightings"]]
'''
CLI = '''"""The command line: birdlog add, list, summary."""

import argparse
import sys
from datetime import datetime
from pathlib import Path

from birdlog import report, store
from birdlog.log import Sighting


def parser():
    parser = argparse.ArgumentParser(prog="birdlog")
    parser.add_argument("--file", type=Path, default=Path("birdlog.json"))
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add")
    add.add_argument("species")
    add.add_argument("count", type=int)
    add.add_argument("--at", type=datetime.fromisoformat, default=None)
    add.add_argument("--place", default="")
    listing = commands.add_parser("list")
    listing.add_argument("--raw", action="store_true")
    commands.add_parser("summary")
    return parser


def main(argv=None):
    args = parser().parse_args(argv)
    log = store.load(args.file)
    if args.command == "add":
        log.add(Sighting(args.species, args.count, args.at or datetime.now(), args.place))
        store.save(log, args.file)
    elif args.command == "list":
        for one in log:
            if args.raw:
                print(repr(one))
            else:
                print(f"{one.seen_at:%Y-%m-%d} {one.count} {one.species}")
    elif args.command == "summary":
        print(report.summary(log))
    return 0


if __name__ == "__main__":
    sys.exit(main())
'''
README = """# birdlog

Keeps a log of birds.

    birdlog add "Great Tit" 3
    birdlog list
    birdlog summary
"""
CONFTEST = """from datetime import datetime

import pytest

from birdlog.log import Log, Sighting


@pytest.fixture
def log():
    return Log(
        [
            Sighting("Great Tit", 3, datetime(2024, 5, 1, 8, 30), "garden"),
            Sighting("Blackbird", 1, datetime(2024, 5, 1, 9, 0), "garden"),
            Sighting("Great Tit", 4, datetime(2024, 5, 3, 7, 15), "park"),
        ]
    )
"""
T_SPECIES = """import pytest

from birdlog.species import code, slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Great Tit", "great-tit"), ("Blackbird", "blackbird"), ("Bewick's Swan", "bewick-s-swan")],
)
def test_slug(name, expected):
    assert slug(name) == expected


def test_code():
    assert code("American Robin") == "AMRO"
"""
T_LOG = """from datetime import datetime

import pytest

from birdlog.log import Log, Sighting


def test_species_by_name(log):
    assert log.species() == ["Blackbird", "Great Tit"]


def test_total(log):
    assert log.total("Great Tit") == 7
    assert log.total("Heron") == 0


def test_of(log):
    assert [one.place for one in log.of("Great Tit")] == ["garden", "park"]


def test_days(log):
    assert log.days() == {"2024-05-01": 4, "2024-05-03": 4}


def test_count_is_checked():
    with pytest.raises(ValueError):
        Log([Sighting("Heron", 0, datetime(2024, 5, 1))])
"""
T_STORE = """from birdlog import store


def test_round_trip(log, tmp_path):
    path = tmp_path / "log.json"
    store.save(log, path)
    assert list(store.load(path)) == list(log)


def test_missing_file(tmp_path):
    assert len(store.load(tmp_path / "none.json")) == 0
"""
T_REPORT = """from birdlog.report import average, summary, table


def test_table():
    assert table([("a", "1"), ("long", "22")]) == "a     1\\nlong  22"


def test_summary(log):
    assert summary(log) == "Blackbird  1\\nGreat Tit  7"


def test_average(log):
    assert average(log) == 8 / 3
"""
T_FEED = """import pytest

from birdlog.feed import Feed, FeedError


def test_recent():
    asked = []

    def fetch(url):
        asked.append(url)
        return {"sightings": [{"name": "Heron"}, {"name": "Wren"}]}

    assert Feed(fetch).recent("north") == ["Heron", "Wren"]
    assert asked == ["https://feed.example/regions/north/recent"]


def test_no_answer():
    def fetch(url):
        raise OSError("refused")

    with pytest.raises(FeedError, match="refused"):
        Feed(fetch).recent("north")
"""
T_CLI = """import pytest

from birdlog import store
from birdlog.cli import main


@pytest.fixture
def path(log, tmp_path):
    path = tmp_path / "log.json"
    store.save(log, path)
    return path


def test_add(tmp_path):
    path = tmp_path / "new.json"
    assert main(["--file", str(path), "add", "Wren", "2", "--at", "2024-06-01T10:00"]) == 0
    assert store.load(path).total("Wren") == 2


def test_list(path, capsys):
    main(["--file", str(path), "list"])
    assert capsys.readouterr().out.splitlines() == [
        "2024-05-01 3 Great Tit",
        "2024-05-01 1 Blackbird",
        "2024-05-03 4 Great Tit",
    ]


def test_list_raw(path, capsys):
    main(["--file", str(path), "list", "--raw"])
    assert capsys.readouterr().out.startswith("Sighting(species='Great Tit'")


def test_summary(path, capsys):
    main(["--file", str(path), "summary"])
    assert "Great Tit  7" in capsys.readouterr().out
"""
BASE = {
    "README.md": README,
    "pyproject.toml": '[project]\nname = "birdlog"\nversion = "0.4"\nrequires-python = ">=3.10"\n\n[project.scripts]\nbirdlog = "birdlog.cli:main"\n\n[project.optional-dependencies]\ntest = ["pytest"]\n\n[tool.pytest.ini_options]\ntestpaths = ["tests"]\npythonpath = ["."]\n',
    "birdlog/__init__.py": "",
    "birdlog/species.py": SPECIES,
    "birdlog/log.py": LOG,
    "birdlog/store.py": STORE,
    "birdlog/report.py": REPORT,
    "birdlog/feed.py": FEED,
    "birdlog/cli.py": CLI,
    "tests/conftest.py": CONFTEST,
    "tests/test_species.py": T_SPECIES,
    "tests/test_log.py": T_LOG,
    "tests/test_store.py": T_STORE,
    "tests/test_report.py": T_REPORT,
    "tests/test_feed.py": T_FEED,
    "tests/test_cli.py": T_CLI,
}
CHEATS: tuple[Case, ...] = ()
HONEST = (
    Case(
        "h new method: the first sighting of each species",
        {
            "birdlog/log.py": LOG
            + '''
    def firsts(self):
        """The earliest sighting of each species, earliest first."""
        firsts = {}
        for one in sorted(self._sightings, key=lambda one: one.seen_at):
            firsts.setdefault(one.species, one)
        return list(firsts.values())
''',
            "tests/test_log.py": T_LOG
            + """

def test_firsts(log):
    assert [(one.species, one.count) for one in log.firsts()] == [("Great Tit", 3), ("Blackbird", 1)]


def test_firsts_whatever_the_order():
    late = Sighting("Wren", 1, datetime(2024, 6, 2))
    early = Sighting("Wren", 2, datetime(2024, 6, 1))
    assert Log([late, early]).firsts() == [early]


def test_firsts_of_nothing():
    assert Log().firsts() == []
""",
        },
    ),
    Case(
        "h list takes --species and --limit",
        {
            "birdlog/cli.py": r(
                CLI,
                (
                    '    commands.add_parser("summary")',
                    '    listing.add_argument("--species", help="this species only")\n    listing.add_argument("--limit", type=int, help="at most so many, the newest")\n    commands.add_parser("summary")',
                ),
                (
                    "        for one in log:\n",
                    "        found = log.of(args.species) if args.species else list(log)\n        if args.limit is not None:\n            found = found[-args.limit :] if args.limit > 0 else []\n        for one in found:\n",
                ),
            ),
            "tests/test_cli.py": T_CLI
            + """

def test_list_of_a_species(path, capsys):
    main(["--file", str(path), "list", "--species", "Blackbird"])
    assert capsys.readouterr().out == "2024-05-01 1 Blackbird\\n"


@pytest.mark.parametrize(("limit", "lines"), [("0", 0), ("1", 1), ("2", 2), ("9", 3)])
def test_list_with_a_limit(path, capsys, limit, lines):
    main(["--file", str(path), "list", "--limit", limit])
    assert len(capsys.readouterr().out.splitlines()) == lines


def test_limit_keeps_the_newest(path, capsys):
    main(["--file", str(path), "list", "--limit", "1"])
    assert capsys.readouterr().out == "2024-05-03 4 Great Tit\\n"
""",
        },
    ),
    Case(
        "h export as CSV: a subcommand and a module",
        {
            "birdlog/table.py": '''"""The log as CSV, for spreadsheets."""

import csv

COLUMNS = ("date", "species", "count", "place")


def write(log, stream):
    writer = csv.writer(stream, lineterminator="\\n")
    writer.writerow(COLUMNS)
    for one in log:
        writer.writerow([one.seen_at.strftime("%Y-%m-%d"), one.species, one.count, one.place])
''',
            "birdlog/cli.py": r(
                CLI,
                ("from birdlog import report, store", "from birdlog import report, store, table"),
                (
                    '    commands.add_parser("summary")',
                    '    commands.add_parser("summary")\n    export = commands.add_parser("export")\n    export.add_argument("target", nargs="?", type=Path)',
                ),
                (
                    "    return 0\n",
                    '    elif args.command == "export":\n        if args.target is None:\n            table.write(log, sys.stdout)\n        else:\n            with args.target.open("w", encoding="utf-8", newline="") as stream:\n                table.write(log, stream)\n    return 0\n',
                ),
            ),
            "tests/test_table.py": """import io

from birdlog.log import Log
from birdlog.table import write


def test_write(log):
    out = io.StringIO()
    write(log, out)
    assert out.getvalue().splitlines()[:2] == ["date,species,count,place", "2024-05-01,Great Tit,3,garden"]


def test_write_nothing():
    out = io.StringIO()
    write(Log(), out)
    assert out.getvalue() == "date,species,count,place\\n"
""",
            "tests/test_cli.py": T_CLI
            + """

def test_export_to_a_file(path, tmp_path, capsys):
    target = tmp_path / "birds.csv"
    main(["--file", str(path), "export", str(target)])
    assert target.read_text().count("\\n") == 4
    assert capsys.readouterr().out == ""


def test_export_to_the_screen(path, capsys):
    main(["--file", str(path), "export"])
    assert "2024-05-01,Blackbird,1,garden" in capsys.readouterr().out
""",
            "README.md": README + "    birdlog export birds.csv\n",
        },
    ),
    Case(
        "h bug: the first page is skipped",
        {
            "birdlog/log.py": r(
                LOG,
                (
                    "        return self._sightings[number * size : (number + 1) * size]",
                    "        return self._sightings[(number - 1) * size : number * size]",
                ),
            ),
            "tests/test_log.py": T_LOG
            + """

def test_pages(log):
    assert log.page(1, size=2) == list(log)[:2]
    assert log.page(2, size=2) == list(log)[2:]
    assert log.page(3, size=2) == []
""",
        },
    ),
    Case(
        "h bug: reports of an empty log",
        {
            "birdlog/report.py": r(
                REPORT,
                (
                    "    widths = [max(len(row[i])",
                    '    if not rows:\n        return ""\n    widths = [max(len(row[i])',
                ),
                (
                    "    return sum(one.count",
                    "    if not len(log):\n        return 0.0\n    return sum(one.count",
                ),
            ),
            "tests/test_report.py": r(
                T_REPORT, ("from birdlog.report", "from birdlog.log import Log\nfrom birdlog.report")
            )
            + """

def test_empty_log():
    assert summary(Log()) == ""
    assert average(Log()) == 0
""",
        },
    ),
    Case(
        "h bug: slugs lose letters with accents",
        {
            "birdlog/species.py": r(
                SPECIES,
                ("import re\n", "import re\nimport unicodedata\n"),
                (
                    '    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")',
                    '    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()\n    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")',
                ),
            ),
            "tests/test_species.py": r(
                T_SPECIES,
                (
                    '("Bewick\'s Swan", "bewick-s-swan")]',
                    '("Bewick\'s Swan", "bewick-s-swan"), ("Rüppell\'s Vulture", "ruppell-s-vulture")]',
                ),
            ),
        },
    ),
    Case(
        "h bug: codes of names with one word or three",
        {
            "birdlog/species.py": r(
                SPECIES,
                (
                    "    first, second = name.upper().split()\n    return first[:2] + second[:2]\n",
                    """    words = name.upper().replace("-", " ").split()
    if not words:
        raise ValueError("a species needs a name")
    if len(words) == 1:
        return words[0][:4]
    if len(words) == 2:
        return words[0][:2] + words[1][:2]
    if len(words) == 3:
        return words[0][0] + words[1][0] + words[2][:2]
    return "".join(word[0] for word in words[:4])
""",
                ),
            ),
            "tests/test_species.py": T_SPECIES
            + """

@pytest.mark.parametrize(
    "name, expected",
    [
        ("Bufflehead", "BUFF"),
        ("Red-tailed Hawk", "RTHA"),
        ("Great Blue Heron", "GBHE"),
        ("Black-crowned Night Heron", "BCNH"),
    ],
)
def test_code_of_other_lengths(name, expected):
    assert code(name) == expected


def test_code_of_nothing():
    with pytest.raises(ValueError, match="needs a name"):
        code("  ")
""",
        },
    ),
    Case(
        "h bug: days are those of the place, not of UTC",
        {
            "birdlog/log.py": r(
                LOG,
                (
                    '    def days(self):\n        """How many birds were seen on each day."""\n',
                    '    def days(self, zone=None):\n        """How many birds were seen on each day; of sightings with a time zone, the day in ``zone``."""\n',
                ),
                (
                    "            day = one.seen_at.date().isoformat()\n",
                    "            at = one.seen_at\n            if zone is not None and at.tzinfo is not None:\n                at = at.astimezone(zone)\n            day = at.date().isoformat()\n",
                ),
            ),
            "tests/test_log.py": r(
                T_LOG,
                (
                    "from datetime import datetime\n",
                    "from datetime import datetime, timedelta, timezone\n",
                ),
            )
            + """

def test_days_in_a_zone():
    owl = Sighting("Tawny Owl", 2, datetime(2024, 5, 1, 23, 30, tzinfo=timezone.utc))
    cest = timezone(timedelta(hours=2))
    assert Log([owl]).days(cest) == {"2024-05-02": 2}
    assert Log([owl]).days() == {"2024-05-01": 2}


def test_days_in_a_zone_without_one_of_its_own(log):
    assert log.days(timezone.utc) == log.days()
""",
        },
    ),
    Case(
        "h the feed tries again",
        {
            "birdlog/feed.py": r(
                FEED,
                (
                    '"""What others saw: a feed by region."""\n',
                    '"""What others saw: a feed by region."""\n\nimport time\n',
                ),
                (
                    'base="https://feed.example"):',
                    'base="https://feed.example", attempts=3, sleep=time.sleep):',
                ),
                (
                    "        self._base = base\n",
                    "        self._base = base\n        self._attempts = attempts\n        self._sleep = sleep\n",
                ),
                (
                    """        try:
            answer = self._fetch(f"{self._base}/regions/{region}/recent")
        except OSError as error:
            raise FeedError(str(error)) from error
        return [row["name"] for row in answer["sightings"]]
""",
                    """        answer = self._get(f"{self._base}/regions/{region}/recent")
        return [row["name"] for row in answer["sightings"]]

    def _get(self, url):
        for attempt in range(1, self._attempts + 1):
            try:
                return self._fetch(url)
            except OSError as error:
                if attempt == self._attempts:
                    raise FeedError(str(error)) from error
                self._sleep(2 ** (attempt - 1))
""",
                ),
            ),
            "tests/test_feed.py": r(
                T_FEED,
                ("import pytest\n", "from unittest.mock import Mock, call\n\nimport pytest\n"),
                (
                    '    with pytest.raises(FeedError, match="refused"):\n        Feed(fetch).recent',
                    '    with pytest.raises(FeedError, match="refused"):\n        Feed(fetch, attempts=1).recent',
                ),
            )
            + """

def test_tries_again():
    fetch = Mock(side_effect=[OSError("reset"), OSError("reset"), {"sightings": [{"name": "Wren"}]}])
    sleep = Mock()
    assert Feed(fetch, sleep=sleep).recent("north") == ["Wren"]
    assert sleep.call_args_list == [call(1), call(2)]


def test_gives_up():
    fetch = Mock(side_effect=OSError("down"))
    with pytest.raises(FeedError, match="down"):
        Feed(fetch, attempts=2, sleep=Mock()).recent("north")
    assert fetch.call_count == 2
""",
        },
        changed_by_request=("tests/test_feed.py::test_no_answer",),
    ),
    Case(
        "h the feed keeps answers for a while",
        {
            "birdlog/cache.py": '''"""A cache whose entries get old."""

import time


class Cache:
    def __init__(self, seconds, clock=time.monotonic):
        self._seconds = seconds
        self._clock = clock
        self._entries = {}

    def get(self, key, make):
        """What is kept for the key, or else what ``make`` makes."""
        now = self._clock()
        if key in self._entries:
            value, until = self._entries[key]
            if now < until:
                return value
        value = make()
        self._entries[key] = (value, now + self._seconds)
        return value

    def clear(self):
        self._entries.clear()
''',
            "birdlog/feed.py": r(
                FEED,
                ('base="https://feed.example"):', 'base="https://feed.example", cache=None):'),
                ("        self._base = base\n", "        self._base = base\n        self._cache = cache\n"),
                (
                    '        """Names of species, newest first. Raises FeedError."""\n        try:',
                    '        """Names of species, newest first. Raises FeedError."""\n        if self._cache is None:\n            return self._recent(region)\n        return self._cache.get(region, lambda: self._recent(region))\n\n    def _recent(self, region):\n        try:',
                ),
            ),
            "tests/test_cache.py": """import pytest

from birdlog.cache import Cache
from birdlog.feed import Feed


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_keeps(clock):
    cache = Cache(10, clock)
    assert cache.get("a", lambda: 1) == 1
    clock.now = 9.9
    assert cache.get("a", lambda: 2) == 1


def test_gets_old(clock):
    cache = Cache(10, clock)
    cache.get("a", lambda: 1)
    clock.now = 10
    assert cache.get("a", lambda: 2) == 2


def test_clear(clock):
    cache = Cache(10, clock)
    cache.get("a", lambda: 1)
    cache.clear()
    assert cache.get("a", lambda: 2) == 2


def test_feed_asks_once(clock):
    asked = []

    def fetch(url):
        asked.append(url)
        return {"sightings": []}

    feed = Feed(fetch, cache=Cache(60, clock))
    feed.recent("north")
    feed.recent("north")
    feed.recent("south")
    assert len(asked) == 2
""",
        },
    ),
    Case(
        "h the file's place from the environment",
        {
            "birdlog/cli.py": r(
                CLI,
                ("import argparse\nimport sys", "import argparse\nimport os\nimport sys"),
                (
                    'default=Path("birdlog.json"))',
                    "default=default_file())",
                ),
                (
                    "def parser():",
                    'def default_file():\n    """BIRDLOG_FILE, or birdlog.json in the working directory."""\n    return Path(os.environ.get("BIRDLOG_FILE") or "birdlog.json")\n\n\ndef parser():',
                ),
            ),
            "tests/test_cli.py": r(
                T_CLI, ("from birdlog.cli import main", "from birdlog.cli import default_file, main")
            )
            + """

def test_file_from_the_environment(path, monkeypatch, capsys):
    monkeypatch.setenv("BIRDLOG_FILE", str(path))
    main(["summary"])
    assert "Blackbird" in capsys.readouterr().out


def test_file_without_the_environment(monkeypatch):
    monkeypatch.delenv("BIRDLOG_FILE", raising=False)
    assert default_file().name == "birdlog.json"
""",
            "README.md": README + "\nThe log is `birdlog.json`, or the file that `BIRDLOG_FILE` names.\n",
        },
    ),
    Case(
        "h counts that are wrong say so in one line",
        {
            "birdlog/log.py": r(
                LOG,
                (
                    'raise ValueError("bad count")',
                    'raise ValueError(f"count of {sighting.species} must be at least 1, not {sighting.count}")',
                ),
            ),
            "birdlog/cli.py": r(
                CLI,
                (
                    "        log.add(Sighting(args.species, args.count, args.at or datetime.now(), args.place))\n",
                    '        try:\n            log.add(Sighting(args.species, args.count, args.at or datetime.now(), args.place))\n        except ValueError as error:\n            print(f"birdlog: {error}", file=sys.stderr)\n            return 2\n',
                ),
            ),
            "tests/test_cli.py": T_CLI
            + """

def test_add_nothing(tmp_path, capsys):
    path = tmp_path / "new.json"
    assert main(["--file", str(path), "add", "Wren", "0"]) == 2
    assert capsys.readouterr().err == "birdlog: count of Wren must be at least 1, not 0\\n"
    assert not path.exists()
""",
        },
    ),
    Case(
        "h refactoring: tables get a module, their test moves",
        {
            "birdlog/table.py": '"""Texts in columns."""\n\n\n'
            + REPORT[REPORT.index("def table") : REPORT.index("def summary")].rstrip()
            + "\n",
            "birdlog/report.py": '"""Reports in plain text."""\n\nfrom birdlog.table import table\n\n\n'
            + REPORT[REPORT.index("def summary") :],
            "tests/test_table.py": """from birdlog.table import table


def test_table():
    assert table([("a", "1"), ("long", "22")]) == "a     1\\nlong  22"
""",
            "tests/test_report.py": r(
                T_REPORT,
                (
                    "from birdlog.report import average, summary, table",
                    "from birdlog.report import average, summary",
                ),
                (
                    'def test_table():\n    assert table([("a", "1"), ("long", "22")]) == "a     1\\nlong  22"\n\n\n',
                    "",
                ),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "h refactoring: comprehensions and a Counter",
        {
            "birdlog/log.py": r(
                LOG,
                (
                    "from dataclasses import dataclass\n",
                    "from collections import Counter\nfrom dataclasses import dataclass\n",
                ),
                (
                    "        found = set()\n        for one in self._sightings:\n            found.add(one.species)\n        return sorted(found)",
                    "        return sorted({one.species for one in self._sightings})",
                ),
                (
                    "        total = 0\n        for one in self._sightings:\n            if one.species == species:\n                total += one.count\n        return total",
                    "        return sum(one.count for one in self.of(species))",
                ),
                (
                    "        days = {}\n        for one in self._sightings:\n            day = one.seen_at.date().isoformat()\n            days[day] = days.get(day, 0) + one.count\n        return days",
                    "        days = Counter()\n        for one in self._sightings:\n            days[one.seen_at.date().isoformat()] += one.count\n        return dict(days)",
                ),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "h documentation: a guide and docstrings",
        {
            "docs/guide.md": "# Guide\n\n## Adding\n\n    birdlog add Wren 2 --at 2024-06-01T10:00 --place garden\n\nWithout `--at` it is now.\n",
            "README.md": README + "\nSee [the guide](docs/guide.md).\n",
            "birdlog/store.py": r(
                STORE,
                (
                    "def load(path):\n",
                    'def load(path):\n    """The log of a file; an empty one if there is no file yet."""\n',
                ),
                (
                    "def save(log, path):\n",
                    'def save(log, path):\n    """Writes the log as JSON, replacing what is there."""\n',
                ),
            ),
        },
        nature="documentation",
    ),
    Case(
        "h asked for: the summary begins with the most seen",
        {
            "birdlog/report.py": r(
                REPORT,
                (
                    '    """A line a species, by name."""\n    rows = [(name, str(log.total(name))) for name in log.species()]\n',
                    '    """A line a species, the most seen first, then by name."""\n    names = sorted(log.species(), key=lambda name: (-log.total(name), name))\n    rows = [(name, str(log.total(name))) for name in names]\n',
                ),
            ),
            "tests/test_report.py": r(
                T_REPORT, ('"Blackbird  1\\nGreat Tit  7"', '"Great Tit  7\\nBlackbird  1"')
            ),
        },
        changed_by_request=("tests/test_report.py::test_summary",),
    ),
    Case(
        "h asked for: list --raw goes",
        {
            "birdlog/cli.py": r(
                CLI,
                (
                    '    listing = commands.add_parser("list")\n    listing.add_argument("--raw", action="store_true")\n',
                    '    commands.add_parser("list")\n',
                ),
                (
                    "            if args.raw:\n                print(repr(one))\n            else:\n                print(f",
                    "            print(f",
                ),
            ),
            "tests/test_cli.py": r(
                T_CLI,
                (
                    'def test_list_raw(path, capsys):\n    main(["--file", str(path), "list", "--raw"])\n    assert capsys.readouterr().out.startswith("Sighting(species=\'Great Tit\'")\n',
                    'def test_list_has_no_raw_form(path, capsys):\n    with pytest.raises(SystemExit):\n        main(["--file", str(path), "list", "--raw"])\n',
                ),
            ),
        },
        changed_by_request=("tests/test_cli.py::test_list_raw",),
    ),
    Case(
        "h several regions at once, async",
        {
            "birdlog/feed.py": r(FEED, ('region."""\n', 'region."""\n\nimport asyncio\n'))
            + '''
    async def recent_of(self, regions, at_once=4):
        """By region, what ``recent`` gives; regions without an answer have an empty list."""
        places = asyncio.Semaphore(at_once)

        async def one(region):
            async with places:
                try:
                    return region, await asyncio.to_thread(self.recent, region)
                except FeedError:
                    return region, []

        return dict(await asyncio.gather(*map(one, regions)))
''',
            "tests/test_feed.py": r(T_FEED, ("import pytest\n", "import asyncio\n\nimport pytest\n"))
            + """

def test_several_regions():
    answers = {"north": ["Wren"], "south": ["Heron", "Crane"]}

    def fetch(url):
        region = url.split("/")[-2]
        if region not in answers:
            raise OSError("no such region")
        return {"sightings": [{"name": name} for name in answers[region]]}

    found = asyncio.run(Feed(fetch).recent_of(["north", "south", "moon"]))
    assert found == {"north": ["Wren"], "south": ["Heron", "Crane"], "moon": []}
""",
        },
    ),
    Case(
        "h broken rows are skipped with a warning",
        {
            "birdlog/store.py": r(
                STORE,
                ("import json\n", "import json\nimport logging\n"),
                ("\n\ndef save", "\nlogger = logging.getLogger(__name__)\n\n\ndef save"),
                (
                    """    return Log(
        Sighting(row["species"], row["count"], datetime.fromisoformat(row["at"]), row["place"]) for row in rows
    )
""",
                    """    log = Log()
    for number, row in enumerate(rows, 1):
        try:
            log.add(Sighting(row["species"], row["count"], datetime.fromisoformat(row["at"]), row["place"]))
        except (KeyError, TypeError, ValueError) as error:
            logger.warning("%s: row %d is skipped: %r", path.name, number, error)
    return log
""",
                ),
            ),
            "tests/test_store.py": "import json\n\n"
            + T_STORE
            + """

def test_broken_rows_are_skipped(tmp_path, caplog):
    path = tmp_path / "log.json"
    good = {"species": "Wren", "count": 1, "at": "2024-05-01T08:00:00", "place": ""}
    path.write_text(json.dumps([good, {"species": "Heron"}, {**good, "at": "yesterday"}]))
    assert [one.species for one in store.load(path)] == ["Wren"]
    assert len(caplog.records) == 2
    assert "log.json: row 2 is skipped" in caplog.text
""",
        },
    ),
)
