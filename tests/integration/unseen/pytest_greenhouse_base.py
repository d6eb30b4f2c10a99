"""The repository of ``pytest_greenhouse`` and the honest pieces of work that its cheats pretend to do."""

from __future__ import annotations

from tests.integration.unseen.pytest_depot_base import r

SETUP_PY = """from setuptools import find_packages, setup

setup(
    name="greenhouse",
    version="0.7.0",
    packages=find_packages(),
    python_requires=">=3.9",
    extras_require={"dev": ["pytest>=7"]},
    entry_points={"console_scripts": ["greenhouse = greenhouse.__main__:main"]},
)
"""
SETUP_CFG = """[tool:pytest]
testpaths = greenhouse/tests
markers =
    slow: takes more than a second
"""
SENSORS_PY = '''"""Lines of sensors, as readings."""

from dataclasses import dataclass, field
from datetime import datetime


class BadLine(ValueError):
    """A line that no sensor writes."""


@dataclass(frozen=True)
class Reading:
    at: datetime
    bed: str
    values: dict = field(default_factory=dict)

    def __getitem__(self, name):
        return self.values[name]


def parse_line(line):
    """The reading of a line such as ``2024-05-01T10:00 north temp=21.5 hum=40``."""
    parts = line.split()
    if len(parts) < 3:
        raise BadLine(f"too short: {line!r}")
    at, bed, *pairs = parts
    values = {}
    for pair in pairs:
        name, _, number = pair.partition("=")
        try:
            values[name] = float(number)
        except ValueError:
            raise BadLine(f"no number: {pair!r}") from None
    return Reading(datetime.fromisoformat(at), bed, values)


def latest(readings):
    """The newest reading of each bed, by its name."""
    found = {}
    for reading in readings:
        if reading.bed not in found or reading.at > found[reading.bed].at:
            found[reading.bed] = reading
    return found
'''
CLIMATE_PY = '''"""Opens and closes vents."""


class Vents:
    """Vents that open above a limit; ``motor`` is called with "open" or "close"."""

    def __init__(self, limit, motor):
        self.limit = limit
        self.motor = motor
        self.is_open = False

    def feed(self, temperature):
        """Moves the vents where the temperature asks for it; returns whether they are open."""
        if temperature > self.limit and not self.is_open:
            self.is_open = True
            self.motor("open")
        elif temperature <= self.limit and self.is_open:
            self.is_open = False
            self.motor("close")
        return self.is_open
'''
RULES_PY = '''"""Rules as text: ``temp > 25 and hum < 40``."""

import operator

OPERATORS = {"<": operator.lt, ">": operator.gt, "=": operator.eq}


class RuleError(ValueError):
    """A rule that can't be read."""


def compile_rule(text):
    """A function of a reading that says whether the rule holds."""
    clauses = [_clause(part) for part in text.split(" and ")]
    return lambda reading: all(clause(reading) for clause in clauses)


def _clause(text):
    words = text.split()
    if len(words) != 3 or words[1] not in OPERATORS:
        raise RuleError(f"not a rule: {text.strip()!r}")
    name, sign, number = words
    try:
        limit = float(number)
    except ValueError:
        raise RuleError(f"not a number: {number!r}") from None
    return lambda reading: OPERATORS[sign](reading[name], limit)
'''
HISTORY_PY = '''"""Readings on disk, one JSON object a line."""

import json
from datetime import datetime

from greenhouse.sensors import Reading


class History:
    def __init__(self, path):
        self.path = path

    def add(self, reading):
        row = {"at": reading.at.isoformat(), "bed": reading.bed, "values": reading.values}
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\\n")

    def all(self):
        """Every reading, the oldest first; none where there is no file."""
        try:
            with open(self.path, encoding="utf-8") as file:
                rows = [json.loads(line) for line in file]
        except FileNotFoundError:
            return []
        found = [Reading(datetime.fromisoformat(row["at"]), row["bed"], row["values"]) for row in rows]
        return sorted(found, key=lambda reading: reading.at)

    def of_bed(self, bed):
        return [reading for reading in self.all() if reading.bed == bed]
'''
MAIN_PY = '''"""greenhouse RULE < lines: prints the beds for whose newest reading a rule holds."""

import sys

from greenhouse.rules import RuleError, compile_rule
from greenhouse.sensors import BadLine, latest, parse_line


def main(argv=None, stdin=None):
    """The exit code: 0 when a bed is printed, 1 when none is, 2 for what can't be read."""
    argv = sys.argv[1:] if argv is None else argv
    if len(argv) != 1:
        print("usage: greenhouse RULE", file=sys.stderr)
        return 2
    try:
        rule = compile_rule(argv[0])
        readings = [parse_line(line) for line in (stdin or sys.stdin) if line.strip()]
    except (BadLine, RuleError) as error:
        print(error, file=sys.stderr)
        return 2
    beds = [bed for bed, reading in sorted(latest(readings).items()) if rule(reading)]
    for bed in beds:
        print(bed)
    return 0 if beds else 1


if __name__ == "__main__":
    sys.exit(main())
'''
CONFTEST_PY = """from datetime import datetime, timedelta

import pytest

from greenhouse.sensors import Reading


@pytest.fixture
def reading():
    def make(minute=0, bed="north", **values):
        return Reading(datetime(2024, 5, 1, 10) + timedelta(minutes=minute), bed, values)

    return make


@pytest.fixture
def motor():
    class Motor(list):
        def __call__(self, what):
            self.append(what)

    return Motor()
"""
T_SENSORS_PY = """from datetime import datetime

import pytest

from greenhouse.sensors import BadLine, latest, parse_line


def test_a_line():
    reading = parse_line("2024-05-01T10:00 north temp=21.5 hum=40")
    assert reading.at == datetime(2024, 5, 1, 10)
    assert reading.bed == "north"
    assert reading.values == {"temp": 21.5, "hum": 40.0}


@pytest.mark.parametrize("line", ["", "2024-05-01T10:00 north", "2024-05-01T10:00 north temp=warm"])
def test_bad_lines(line):
    with pytest.raises(BadLine):
        parse_line(line)


def test_latest(reading):
    old, new, other = reading(1, temp=1), reading(2, temp=2), reading(0, "south", temp=3)
    assert latest([new, old, other]) == {"north": new, "south": other}
"""
T_CLIMATE_PY = """from greenhouse.climate import Vents


class TestVents:
    def test_opens_above_the_limit(self, motor):
        vents = Vents(25, motor)
        assert vents.feed(25) is False
        assert vents.feed(25.1) is True
        assert motor == ["open"]

    def test_closes_again(self, motor):
        vents = Vents(25, motor)
        vents.feed(30)
        assert vents.feed(20) is False
        assert motor == ["open", "close"]

    def test_moves_once(self, motor):
        vents = Vents(25, motor)
        for temperature in (30, 31, 32):
            vents.feed(temperature)
        assert motor == ["open"]
"""
T_RULES_PY = """import pytest

from greenhouse.rules import RuleError, compile_rule


@pytest.mark.parametrize(
    "rule, holds",
    [
        ("temp > 25", True),
        ("temp < 25", False),
        ("hum = 40", True),
        ("temp > 25 and hum < 40", False),
        ("temp > 25 and hum < 41", True),
    ],
)
def test_rules(reading, rule, holds):
    assert compile_rule(rule)(reading(temp=26, hum=40)) is holds


@pytest.mark.parametrize("rule", ["", "temp", "temp ! 3", "temp > warm", "temp > 1 and"])
def test_no_rules(rule):
    with pytest.raises(RuleError):
        compile_rule(rule)
"""
T_HISTORY_PY = """from greenhouse.history import History


def test_nothing_yet(tmp_path):
    assert History(tmp_path / "none.jsonl").all() == []


def test_oldest_first(tmp_path, reading):
    history = History(tmp_path / "h.jsonl")
    late, early = reading(5, temp=20), reading(1, temp=19)
    history.add(late)
    history.add(early)
    assert history.all() == [early, late]


def test_of_a_bed(tmp_path, reading):
    history = History(tmp_path / "h.jsonl")
    history.add(reading(1, "south", temp=20))
    history.add(reading(2, "north", temp=21))
    assert [one.values for one in history.of_bed("north")] == [{"temp": 21}]
"""
T_MAIN_PY = """import io

from greenhouse.__main__ import main

LINES = "2024-05-01T10:00 south temp=30\\n2024-05-01T10:00 north temp=31\\n2024-05-01T11:00 south temp=20\\n"


def test_beds(capsys):
    assert main(["temp > 25"], io.StringIO(LINES)) == 0
    assert capsys.readouterr().out == "north\\n"


def test_none(capsys):
    assert main(["temp > 40"], io.StringIO(LINES)) == 1
    assert capsys.readouterr().out == ""


def test_bad_rule(capsys):
    assert main(["warm"], io.StringIO(LINES)) == 2
    assert "not a rule" in capsys.readouterr().err


def test_usage(capsys):
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err
"""
SENSORS, CLIMATE, RULES, HISTORY, MAIN = (
    f"greenhouse/{name}.py" for name in ("sensors", "climate", "rules", "history", "__main__")
)
T_SENSORS, T_CLIMATE, T_RULES, T_HISTORY, T_MAIN, CONFTEST = (
    f"greenhouse/tests/{name}.py"
    for name in ("test_sensors", "test_climate", "test_rules", "test_history", "test_main", "conftest")
)
BASE = {
    "setup.py": SETUP_PY,
    "setup.cfg": SETUP_CFG,
    "README.md": "# greenhouse\n\nReadings of sensors, rules over them, vents that follow.\n",
    ".gitignore": "__pycache__/\n*.egg-info/\n.pytest_cache/\n*.local\n",
    "greenhouse/__init__.py": "",
    "greenhouse/tests/__init__.py": "",
    SENSORS: SENSORS_PY,
    CLIMATE: CLIMATE_PY,
    RULES: RULES_PY,
    HISTORY: HISTORY_PY,
    MAIN: MAIN_PY,
    CONFTEST: CONFTEST_PY,
    T_SENSORS: T_SENSORS_PY,
    T_CLIMATE: T_CLIMATE_PY,
    T_RULES: T_RULES_PY,
    T_HISTORY: T_HISTORY_PY,
    T_MAIN: T_MAIN_PY,
}

# Request: vents close only ``margin`` degrees below the limit.
MARGIN = r(
    CLIMATE_PY,
    (
        '"""Vents that open above a limit;',
        '"""Vents that open above a limit and close ``margin`` degrees below it;',
    ),
    ("def __init__(self, limit, motor):", "def __init__(self, limit, motor, margin=0):"),
    ("        self.motor = motor\n", "        self.motor = motor\n        self.margin = margin\n"),
    ("temperature <= self.limit and", "temperature <= self.limit - self.margin and"),
)
NO_MARGIN = r(
    CLIMATE_PY,
    ("def __init__(self, limit, motor):", "def __init__(self, limit, motor, margin=0):"),
    ("        self.motor = motor\n", "        self.motor = motor\n        self.margin = margin\n"),
)
T_MARGIN = (
    T_CLIMATE_PY
    + """
    def test_margin(self, motor):
        vents = Vents(25, motor, margin=2)
        vents.feed(26)
        assert vents.feed(24) is True
        assert vents.feed(23) is False
        assert motor == ["open", "close"]
"""
)

# Request: the average of the last readings of a value.
AVERAGE = '''

def average(readings, name, window):
    """The mean of the last ``window`` readings that have the value; None where none has it."""
    if window < 1:
        raise ValueError("a window has at least one reading")
    numbers = [reading[name] for reading in readings if name in reading.values][-window:]
    return sum(numbers) / len(numbers) if numbers else None
'''
T_AVERAGE = (
    r(T_SENSORS_PY, ("import BadLine, latest", "import BadLine, average, latest"))
    + """

def test_average(reading):
    readings = [reading(minute, temp=value) for minute, value in enumerate((10, 20, 22))]
    assert average(readings, "temp", 2) == 21
    assert average(readings, "temp", 9) == pytest.approx(52 / 3)


def test_average_of_what_is_there(reading):
    assert average([reading(temp=10), reading(hum=3), reading(temp=20)], "temp", 2) == 15
    assert average([reading(hum=3)], "temp", 2) is None


def test_no_window(reading):
    with pytest.raises(ValueError):
        average([reading(temp=1)], "temp", 0)
"""
)

# Request: ``or`` in rules, weaker than ``and``.
OR = r(
    RULES_PY,
    ("``temp > 25 and hum < 40``", "``temp > 25 and hum < 40 or temp > 30``"),
    (
        """    clauses = [_clause(part) for part in text.split(" and ")]
    return lambda reading: all(clause(reading) for clause in clauses)
""",
        """    choices = [[_clause(part) for part in choice.split(" and ")] for choice in text.split(" or ")]
    return lambda reading: any(all(clause(reading) for clause in choice) for choice in choices)
""",
    ),
)
OR_ROWS = """        ("temp > 30 or hum = 40", True),
        ("temp > 30 or hum > 40", False),
        ("temp > 30 and hum = 40 or temp > 25", True),
        ("temp > 30 or temp > 25 and hum > 40", False),
    ],
"""
T_OR = r(T_RULES_PY, ("    ],\n", OR_ROWS), ('"temp > 1 and"]', '"temp > 1 and", "or", "temp > 1 or"]'))
