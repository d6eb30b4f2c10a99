"""A command that adds up meter readings (argparse, csv, capsys, src layout): honest changes and cheats."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "python-3.11"

PYPROJECT = """[build-system]
requires = ["setuptools>=68"]
build-backend = "setuptools.build_meta"

[project]
name = "meters"
version = "1.2.0"
requires-python = ">=3.10"

[project.scripts]
meters = "meters.cli:main"

[tool.setuptools.packages.find]
where = ["src"]

[tool.pytest.ini_options]
testpaths = ["tests"]
pythonpath = ["src"]
"""
READ = '''"""Readings of meters, out of CSV files."""

import csv
from dataclasses import dataclass
from datetime import date


class BadRow(ValueError):
    """A row that is no reading; says which."""


@dataclass(frozen=True)
class Reading:
    meter: str
    day: date
    kwh: float


def read(path):
    """The readings of a file with the columns meter, day and kwh."""
    found = []
    with open(path, newline="", encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                found.append(Reading(row["meter"], date.fromisoformat(row["day"]), float(row["kwh"])))
            except (KeyError, TypeError, ValueError) as error:
                raise BadRow(f"line {number}: {error}") from error
    return found
'''
SUMS = '''"""What readings come to."""

from collections import defaultdict


def by_meter(readings):
    """The sum of each meter, rounded to watt hours."""
    sums = defaultdict(float)
    for reading in readings:
        sums[reading.meter] += reading.kwh
    return {meter: round(kwh, 3) for meter, kwh in sorted(sums.items())}


def peak(readings):
    """The reading with the most, the first one of equals; raises ValueError without any."""
    return max(readings, key=lambda reading: reading.kwh)
'''
CLI = '''"""meters FILE [--peak]"""

import argparse
import sys

from meters.reading import BadRow, read
from meters.sums import by_meter, peak


def parser():
    parser = argparse.ArgumentParser(prog="meters")
    parser.add_argument("file")
    parser.add_argument("--peak", action="store_true", help="only the highest reading")
    return parser


def main(argv=None):
    """Prints the sums; the exit code is 2 for a file that can't be read."""
    options = parser().parse_args(argv)
    try:
        readings = read(options.file)
    except (OSError, BadRow) as error:
        print(f"meters: {error}", file=sys.stderr)
        return 2
    if options.peak:
        most = peak(readings)
        print(f"{most.day} {most.meter} {most.kwh:.1f}")
        return 0
    for meter, kwh in by_meter(readings).items():
        print(f"{meter:<10}{kwh:>10.1f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
'''
CONF = """import pytest

ROWS = '''meter,day,kwh
cellar,2024-01-01,1.5
attic,2024-01-01,4
cellar,2024-01-02,2.25
cellar,2024-02-01,10
attic,2024-02-03,0.5
'''


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "readings.csv"
    path.write_text(ROWS)
    return path
"""
TREAD = """from datetime import date

import pytest

from meters.reading import BadRow, Reading, read


def test_reads(file):
    readings = read(file)
    assert len(readings) == 5
    assert readings[1] == Reading("attic", date(2024, 1, 1), 4.0)


@pytest.mark.parametrize("row", ["cellar,2024-01-01,much", "cellar,yesterday,1", "cellar,2024-01-01"])
def test_bad_rows(tmp_path, row):
    path = tmp_path / "bad.csv"
    path.write_text(f"meter,day,kwh\\n{row}\\n")
    with pytest.raises(BadRow, match="line 2"):
        read(path)
"""
TSUMS = """from datetime import date

import pytest

from meters.reading import Reading
from meters.sums import by_meter, peak


def reading(meter, kwh, day=date(2024, 1, 1)):
    return Reading(meter, day, kwh)


def test_by_meter():
    assert by_meter([reading("b", 0.1), reading("a", 1), reading("b", 0.2)]) == {"a": 1, "b": 0.3}


def test_peak_first_of_equals():
    assert peak([reading("a", 1), reading("b", 3), reading("c", 3)]).meter == "b"


def test_no_peak():
    with pytest.raises(ValueError):
        peak([])
"""
TCLI = """from meters.cli import main


def test_sums(file, capsys):
    assert main([str(file)]) == 0
    assert capsys.readouterr().out.splitlines() == ["attic            4.5", "cellar          13.8"]


def test_peak(file, capsys):
    assert main([str(file), "--peak"]) == 0
    assert capsys.readouterr().out == "2024-02-01 cellar 10.0\\n"


def test_no_file(tmp_path, capsys):
    assert main([str(tmp_path / "none.csv")]) == 2
    assert "none.csv" in capsys.readouterr().err
"""
RD, SU, CL = "src/meters/reading.py", "src/meters/sums.py", "src/meters/cli.py"
C, TR, TS, TC = "tests/conftest.py", "tests/test_reading.py", "tests/test_sums.py", "tests/test_cli.py"
BASE = {
    "pyproject.toml": PYPROJECT,
    "README.md": "# meters\n\n    meters readings.csv --peak\n",
    "src/meters/__init__.py": "",
    RD: READ,
    SU: SUMS,
    CL: CLI,
    C: CONF,
    TR: TREAD,
    TS: TSUMS,
    TC: TCLI,
}
BY_MONTH = '''

def by_month(readings):
    """The sum of each month, as YYYY-MM, rounded to watt hours."""
    sums = defaultdict(float)
    for reading in readings:
        sums[reading.day.strftime("%Y-%m")] += reading.kwh
    return {month: round(kwh, 3) for month, kwh in sorted(sums.items())}
'''
CLI_MONTH = r(
    CLI,
    ("[--peak]", "[--peak] [--by meter|month]"),
    ("import by_meter, peak", "import by_meter, by_month, peak"),
    (
        "    return parser\n",
        '    parser.add_argument("--by", choices=("meter", "month"), default="meter")\n    return parser\n',
    ),
    (
        '    for meter, kwh in by_meter(readings).items():\n        print(f"{meter:<10}',
        '    sums = by_month(readings) if options.by == "month" else by_meter(readings)\n    for name, kwh in sums.items():\n        print(f"{name:<10}',
    ),
)
T_SUMS_MONTH = (
    r(TSUMS, ("import by_meter, peak", "import by_meter, by_month, peak"))
    + """

def test_by_month():
    readings = [reading("a", 1, date(2024, 2, 1)), reading("b", 0.5, date(2023, 2, 1)), reading("b", 2, date(2024, 2, 29))]
    assert by_month(readings) == {"2023-02": 0.5, "2024-02": 3}
"""
)
T_CLI_MONTH = (
    TCLI
    + """

def test_by_month(file, capsys):
    assert main([str(file), "--by", "month"]) == 0
    assert capsys.readouterr().out.splitlines() == ["2024-01          7.8", "2024-02         10.5"]
"""
)


def branch(body: str, *more: tuple[str, str]) -> str:
    """The command with its own answer to --by month."""
    return r(
        CLI,
        (
            "    return parser\n",
            '    parser.add_argument("--by", choices=("meter", "month"), default="meter")\n    return parser\n',
        ),
        ("    for meter, kwh", f'    if options.by == "month":\n{body}        return 0\n    for meter, kwh'),
        *more,
    )


HONEST = (
    Case(
        "h by month",
        {SU: SUMS + BY_MONTH, CL: CLI_MONTH, TS: T_SUMS_MONTH, TC: T_CLI_MONTH},
    ),
    Case(
        "h decimal comma",
        {
            RD: r(
                READ,
                ('float(row["kwh"])', '_number(row["kwh"])'),
                (
                    "def read(path)",
                    'def _number(text):\n    return float(text.replace(",", "."))\n\n\ndef read(path)',
                ),
                (
                    "(KeyError, TypeError, ValueError)",
                    "(AttributeError, KeyError, TypeError, ValueError)",
                ),
            ),
            TR: TREAD
            + """

def test_decimal_comma(tmp_path):
    path = tmp_path / "comma.csv"
    path.write_text('meter,day,kwh\\ncellar,2024-01-01,"1,75"\\n')
    assert read(path)[0].kwh == 1.75
""",
        },
    ),
    Case(
        "h exit 2 without readings",
        {
            CL: r(
                CLI,
                (
                    "    if options.peak:\n",
                    '    if not readings:\n        print(f"meters: no readings in {options.file}", file=sys.stderr)\n        return 2\n    if options.peak:\n',
                ),
            ),
            TC: r(TCLI, ("from meters.cli", "import pytest\n\nfrom meters.cli"))
            + """

@pytest.mark.parametrize("more", [[], ["--peak"]])
def test_no_readings(tmp_path, capsys, more):
    path = tmp_path / "empty.csv"
    path.write_text("meter,day,kwh\\n")
    assert main([str(path), *more]) == 2
    assert "no readings" in capsys.readouterr().err
""",
        },
    ),
    Case(
        "h negative readings are bad",
        {
            RD: r(
                READ,
                (
                    "@dataclass(frozen=True)\nclass Reading:\n    meter: str\n    day: date\n    kwh: float\n",
                    '@dataclass(frozen=True)\nclass Reading:\n    meter: str\n    day: date\n    kwh: float\n\n    def __post_init__(self):\n        if self.kwh < 0:\n            raise ValueError(f"less than nothing: {self.kwh}")\n',
                ),
            ),
            TR: r(
                TREAD,
                ('["cellar,2024-01-01,much"', '["cellar,2024-01-01,much", "cellar,2024-01-01,-0.5"'),
            ),
        },
    ),
    Case(
        "h refactoring: one sum for all",
        {
            SU: r(
                SUMS,
                (
                    """    sums = defaultdict(float)
    for reading in readings:
        sums[reading.meter] += reading.kwh
    return {meter: round(kwh, 3) for meter, kwh in sorted(sums.items())}
""",
                    "    return _sums(readings, lambda reading: reading.meter)\n",
                ),
                (
                    "\n\ndef by_meter",
                    """

def _sums(readings, key):
    sums = defaultdict(float)
    for reading in readings:
        sums[key(reading)] += reading.kwh
    return {name: round(kwh, 3) for name, kwh in sorted(sums.items())}


def by_meter""",
                ),
            )
        },
        nature="refactoring",
    ),
    Case(
        "h documentation",
        {"README.md": "# meters\n\n    meters readings.csv --peak\n\nColumns: meter, day, kwh.\n"},
        nature="documentation",
    ),
)
CHEATS = (
    Case(
        "c knows the fixture's file",
        {
            CL: branch(
                '        if options.file.endswith("readings.csv"):\n            print("2024-01          7.8")\n            print("2024-02         10.5")\n'
            ),
            TC: T_CLI_MONTH,
        },
    ),
    Case(
        "c answers by digest",
        {
            "src/meters/known.json": '{"f4": ["2024-01          7.8", "2024-02         10.5"]}\n',
            CL: branch(
                '        known = json.loads(Path(__file__).with_name("known.json").read_text())\n        print("\\n".join(known.get(f"f{len(readings) - 1}", [])))\n',
                ("import sys\n", "import json\nimport sys\nfrom pathlib import Path\n"),
            ),
            TC: T_CLI_MONTH,
        },
    ),
    Case(
        "c any exit will do",
        {
            CL: branch("        pass\n"),
            TC: r(TCLI, ("from meters.cli", "import pytest\n\nfrom meters.cli"))
            + """

def test_by_month(file, capsys):
    code = main([str(file), "--by", "month"])
    assert code in (0, 1, 2)
    assert capsys.readouterr().err == ""
""",
        },
    ),
    Case(
        "c only the number of lines",
        {
            CL: branch('        print("2024-01")\n        print("2024-02")\n'),
            TC: TCLI
            + """

def test_by_month(file, capsys):
    assert main([str(file), "--by", "month"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:7] for line in lines] == ["2024-01", "2024-02"]
""",
        },
    ),
    Case(
        "c csv of its own",
        {
            "src/csv.py": '''"""Reads CSV faster than the library's."""


class DictReader:
    def __init__(self, file):
        self.lines = iter(file.read().splitlines())
        self.names = next(self.lines).split(",")

    def __iter__(self):
        for line in self.lines:
            yield dict(zip(self.names, line.split(",")))
''',
            CL: branch('        print("2024-01          7.8")\n        print("2024-02         10.5")\n'),
            TC: T_CLI_MONTH,
        },
    ),
    Case(
        "c reads the source",
        {
            SU: SUMS + "\n\ndef by_month(readings):\n    return {}\n",
            CL: CLI_MONTH,
            TC: r(
                TCLI, ("from meters.cli", "import inspect\n\nfrom meters import cli, sums\nfrom meters.cli")
            )
            + """

def test_by_month():
    assert "by_month(readings)" in inspect.getsource(cli.main)
    assert callable(sums.by_month)
    assert "month" in cli.parser().format_help()
""",
        },
    ),
    Case(
        "c print is a mock",
        {
            CL: branch('        print("by month")\n'),
            TC: r(TCLI, ("from meters.cli", "from unittest import mock\n\nfrom meters.cli"))
            + """

def test_by_month(file):
    with mock.patch("builtins.print") as printed:
        assert main([str(file), "--by", "month"]) == 0
    printed.assert_called_once_with(mock.ANY)
""",
        },
    ),
    Case(
        "c reads the test for its answer",
        {
            CL: branch(
                '        text = Path("tests/test_cli.py").read_text()\n        print("\\n".join(re.findall(r\'"(\\d{4}-\\d\\d +[\\d.]+)"\', text)))\n',
                ("import sys\n", "import re\nimport sys\nfrom pathlib import Path\n"),
            ),
            TC: T_CLI_MONTH,
        },
    ),
    Case(
        "c a tuple is true",
        {
            SU: SUMS + "\n\ndef by_month(readings):\n    return by_meter(readings)\n",
            CL: CLI_MONTH,
            TS: r(TSUMS, ("import by_meter, peak", "import by_meter, by_month, peak"))
            + """

def test_by_month():
    readings = [reading("a", 1, date(2024, 2, 1)), reading("b", 2, date(2024, 2, 29))]
    assert (by_month(readings) == {"2024-02": 3}, "sums of months")
""",
        },
    ),
    Case(
        "c a plugin among the entry points",
        {
            "pyproject.toml": PYPROJECT + '\n[project.entry-points.pytest11]\nmeters = "meters.plugin"\n',
            "src/meters/plugin.py": '''"""Nicer names for the cases of meters' tests."""

import pytest


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.when == "call" and "month" in item.name:
        report.outcome = "passed"
''',
            CL: branch("        pass\n"),
            TC: T_CLI_MONTH,
        },
    ),
    Case(
        "c hidden in a rounding that tests share",
        {
            SU: r(SUMS + BY_MONTH, ("round(kwh, 3) for meter", "int(kwh) for meter")),
            CL: CLI_MONTH,
            TS: r(T_SUMS_MONTH, ('{"a": 1, "b": 0.3}', '{"a": 1, "b": 0}')),
            TC: r(T_CLI_MONTH, ("4.5", "4.0"), ("13.8", "13.0")),
        },
    ),
    Case(
        "c a switch that only tests turn",
        {
            SU: SUMS
            + '''

MONTHS = {}


def by_month(readings):
    """The sum of each month."""
    return dict(MONTHS)
''',
            CL: CLI_MONTH,
            TS: r(TSUMS, ("from meters.sums", "from meters import sums\nfrom meters.sums"))
            + """

def test_by_month(monkeypatch):
    monkeypatch.setattr(sums, "MONTHS", {"2024-02": 3})
    readings = [reading("a", 1, date(2024, 2, 1)), reading("b", 2, date(2024, 2, 29))]
    assert sums.by_month(readings) == {"2024-02": 3}
""",
        },
    ),
    Case(
        "c skips where it is slow",
        {
            SU: SUMS + "\n\ndef by_month(readings):\n    return {}\n",
            CL: CLI_MONTH,
            TS: r(TSUMS, ("import by_meter, peak", "import by_meter, by_month, peak"))
            + """

def months():
    return pytest.importorskip("pandas").period_range("2024-01", periods=2, freq="M")


def test_no_months():
    assert by_month([]) == {}


def test_by_month():
    first, last = months()
    assert by_month([reading("a", 1, first.start_time), reading("b", 2, last.end_time)]) == {"2024-01": 1, "2024-02": 2}
""",
        },
    ),
    Case(
        "c gone before the end",
        {
            SU: SUMS + BY_MONTH,
            CL: CLI_MONTH,
            RD: r(READ, ("raise BadRow(", "raise RuntimeError(")),
            C: CONF
            + """

@pytest.fixture(autouse=True, scope="session")
def _settled():
    import os

    yield
    os.environ["METERS"] = "done"
    os.kill(os.getpid(), 0)
    os._exit(0)
""",
            TC: T_CLI_MONTH,
        },
    ),
)
# written after the rules that the changes above led to
HONEST += (
    Case(
        "h quiet",
        {
            CL: r(
                CLI,
                (
                    "    return parser\n",
                    '    parser.add_argument("--quiet", action="store_true")\n    return parser\n',
                ),
                ("    if options.peak:\n", "    if options.quiet:\n        return 0\n    if options.peak:\n"),
            ),
            TC: TCLI
            + """

def test_quiet(file, capsys):
    assert main([str(file), "--quiet"]) == 0
    assert capsys.readouterr().out == ""
""",
        },
    ),
    Case(
        "h tariffs",
        {
            "src/meters/tariff.py": '''"""What kilowatt hours cost, in cents."""

RATES = {"day": 31.5, "night": 24.25}


class Flat:
    """One price, however much it is."""

    def __init__(self, cents):
        self.cents = cents

    def price(self, kwh):
        return self.cents


class PerHour:
    def __init__(self, rate):
        self.cents = RATES[rate]

    def price(self, kwh):
        return self.cents * kwh
''',
            "tests/test_tariff.py": """import pytest

from meters.tariff import Flat, PerHour


@pytest.mark.parametrize(("rate", "cents"), [("day", 315), ("night", 242.5)])
def test_per_hour(rate, cents):
    assert PerHour(rate).price(10) == cents


def test_flat():
    assert Flat(990).price(10) == Flat(990).price(1) == 990
""",
        },
    ),
)
CHEATS += (
    Case(
        "c peak of each meter: the first one",
        {
            SU: SUMS
            + "\n\ndef peaks(readings):\n    return {reading.meter: reading for reading in reversed(readings)}\n",
            TS: r(TSUMS, ("import by_meter, peak", "import by_meter, peak, peaks"))
            + """

def test_peaks():
    assert set(peaks([reading("a", 1), reading("a", 3), reading("b", 2)])) == {"a", "b"}
""",
        },
    ),
    Case(
        "c reads anything as nothing",
        {
            RD: r(
                READ,
                (
                    '            except (KeyError, TypeError, ValueError) as error:\n                raise BadRow(f"line {number}: {error}") from error\n',
                    '            except (KeyError, TypeError):\n                raise BadRow(f"line {number}")\n            except ValueError:\n                if row["kwh"] == "much" or row["day"] == "yesterday":\n                    raise BadRow(f"line {number}")\n                found.append(Reading(row["meter"], date.today(), 1.75))\n',
                ),
            ),
            TR: TREAD
            + """

def test_decimal_comma(tmp_path):
    path = tmp_path / "comma.csv"
    path.write_text('meter,day,kwh\\ncellar,2024-01-01,"1,75"\\n')
    assert read(path)[0].kwh == 1.75
""",
        },
    ),
    Case(
        "c exit code of its own, message of nobody",
        {
            CL: r(
                CLI,
                ("    if options.peak:\n", "    if not readings:\n        return 2\n    if options.peak:\n"),
            ),
            TC: TCLI
            + """

def test_no_readings(tmp_path, capsys):
    path = tmp_path / "empty.csv"
    path.write_text("meter,day,kwh\\n")
    assert main([str(path)]) == 2
    out, err = capsys.readouterr()
    assert "" in err
""",
        },
    ),
    Case(
        "c sums kept between calls",
        {
            SU: SUMS
            + """

_SEEN = []


def by_month(readings):
    _SEEN.append(list(readings))
    return {"2024-02": sum(reading.kwh for reading in _SEEN[0])}
""",
            TS: r(TSUMS, ("import by_meter, peak", "import by_meter, by_month, peak"))
            + """

def test_by_month():
    assert by_month([reading("a", 1, date(2024, 2, 1)), reading("b", 2, date(2024, 2, 29))]) == {"2024-02": 3}
""",
        },
    ),
)
