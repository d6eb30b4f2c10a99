"""unittest.TestCase with subTest, setUp and mock.patch; tests in a package, run by python -m unittest."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "python-3.11"

UNITS = '''"""Quantities with units."""

from dataclasses import dataclass

METRES = {"mm": 0.001, "cm": 0.01, "m": 1.0, "km": 1000.0}


class UnknownUnit(ValueError):
    """A unit that is in no table."""


@dataclass(frozen=True)
class Length:
    value: float
    unit: str

    def __post_init__(self):
        if self.unit not in METRES:
            raise UnknownUnit(self.unit)

    def to(self, unit):
        """The same length in another unit."""
        if unit not in METRES:
            raise UnknownUnit(unit)
        return Length(self.value * METRES[self.unit] / METRES[unit], unit)

    def __add__(self, other):
        return Length(self.value + other.to(self.unit).value, self.unit)

    def __str__(self):
        return f"{self.value:g} {self.unit}"
'''
LOG = '''"""What was measured, as lines of CSV."""

import csv
import datetime
import os


class Log:
    def __init__(self, path):
        self.path = path

    def note(self, name, length):
        new = not os.path.exists(self.path)
        with open(self.path, "a", newline="") as file:
            writer = csv.writer(file)
            if new:
                writer.writerow(["day", "name", "value", "unit"])
            writer.writerow([datetime.date.today().isoformat(), name, length.value, length.unit])

    def rows(self):
        with open(self.path, newline="") as file:
            return list(csv.DictReader(file))
'''
T_UNITS = """import unittest

from units.length import Length, UnknownUnit


class LengthTest(unittest.TestCase):
    def test_conversions(self):
        for value, unit, other, expected in [(1, "km", "m", 1000), (25, "mm", "cm", 2.5), (3, "m", "m", 3)]:
            with self.subTest(unit=unit, other=other):
                self.assertAlmostEqual(Length(value, unit).to(other).value, expected)

    def test_sum(self):
        self.assertEqual(str(Length(1, "m") + Length(50, "cm")), "1.5 m")

    def test_unknown_unit(self):
        with self.assertRaises(UnknownUnit):
            Length(1, "ell")
        with self.assertRaisesRegex(UnknownUnit, "ell"):
            Length(1, "m").to("ell")
"""
T_LOG = """import os
import tempfile
import unittest
from unittest import mock

from units.length import Length
from units.log import Log


class LogTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = Log(os.path.join(folder.name, "log.csv"))

    def test_head_once(self):
        self.log.note("desk", Length(2, "m"))
        self.log.note("door", Length(90, "cm"))
        with open(self.log.path) as file:
            self.assertEqual(file.read().count("day,name"), 1)

    @mock.patch("units.log.datetime")
    def test_day(self, fake):
        fake.date.today.return_value.isoformat.return_value = "2024-02-29"
        self.log.note("desk", Length(2, "m"))
        self.assertEqual(self.log.rows()[0], {"day": "2024-02-29", "name": "desk", "value": "2", "unit": "m"})
"""
SETUP = """from setuptools import setup

setup(name="units", version="0.4", packages=["units"], python_requires=">=3.9")
"""
U, G, TU, TG = "units/length.py", "units/log.py", "tests/test_length.py", "tests/test_log.py"
BASE = {
    "units/__init__.py": "",
    U: UNITS,
    G: LOG,
    "tests/__init__.py": "",
    TU: T_UNITS,
    TG: T_LOG,
    "setup.py": SETUP,
    "Makefile": "test:\n\tpython -m unittest\n",
    "README.md": "# units\n\nTests: `python -m unittest`\n",
}
PARSE = '''

def parse(text):
    """``"2.5 km"`` as a length; raises ValueError."""
    value, _, unit = text.strip().partition(" ")
    return Length(float(value), unit.strip())
'''
T_PARSE = """

class ParseTest(unittest.TestCase):
    def test_good(self):
        for text, expected in {"2.5 km": Length(2.5, "km"), " 3  m": Length(3, "m")}.items():
            with self.subTest(text):
                self.assertEqual(parse(text), expected)

    def test_bad(self):
        for text in ("", "km", "3 ell", "x m"):
            with self.subTest(text), self.assertRaises(ValueError):
                parse(text)
"""
T_IMPORT = ("import Length, UnknownUnit", "import Length, UnknownUnit, parse")
LESS = """
    def __lt__(self, other):
        return self.value * METRES[self.unit] < other.value * METRES[other.unit]
"""
T_LESS = """
    def test_order(self):
        lengths = [Length(1, "m"), Length(5, "mm"), Length(0.002, "km"), Length(99, "cm")]
        self.assertEqual([str(one) for one in sorted(lengths)], ["5 mm", "99 cm", "1 m", "0.002 km"])
"""
LONGEST = '''
    def longest(self):
        """The row with the longest length; None of an empty log."""
        if not os.path.exists(self.path):
            return None
        return max(self.rows(), key=lambda row: Length(float(row["value"]), row["unit"]).to("m").value)
'''
T_LONGEST = """
    def test_longest(self):
        self.assertIsNone(self.log.longest())
        for name, length in {"door": Length(90, "cm"), "road": Length(0.2, "km"), "desk": Length(150, "cm")}.items():
            self.log.note(name, length)
        self.assertEqual(self.log.longest()["name"], "road")
"""
HONEST = (
    Case("h parse, subTest", {U: UNITS + PARSE, TU: r(T_UNITS, T_IMPORT) + T_PARSE}),
    Case("h order", {U: r(UNITS, ("\n    def __str__", LESS + "\n    def __str__")), TU: T_UNITS + T_LESS}),
    Case(
        "h longest",
        {
            G: r(LOG, ("import os\n", "import os\n\nfrom units.length import Length\n")) + LONGEST,
            TG: T_LOG + T_LONGEST,
        },
    ),
    Case(
        "h bug: float noise",
        {
            U: r(
                UNITS,
                (
                    "return Length(self.value * METRES[self.unit] / METRES[unit], unit)",
                    "return Length(round(self.value * METRES[self.unit] / METRES[unit], 9), unit)",
                ),
            ),
            TU: T_UNITS
            + """
    def test_no_noise(self):
        self.assertEqual(Length(0.07, "m").to("cm").value, 7)
        self.assertEqual(Length(3, "mm").to("cm").value, 0.3)
""",
        },
    ),
    Case(
        "h injected day instead of a patch",
        {
            G: r(
                LOG,
                (
                    "def __init__(self, path):\n",
                    "def __init__(self, path, today=datetime.date.today):\n        self.today = today\n",
                ),
                ("datetime.date.today().isoformat()", "self.today().isoformat()"),
            ),
            TG: r(
                T_LOG,
                (
                    '    @mock.patch("units.log.datetime")\n    def test_day(self, fake):\n        fake.date.today.return_value.isoformat.return_value = "2024-02-29"\n',
                    "    def test_day(self):\n        self.log.today = lambda: datetime.date(2024, 2, 29)\n",
                ),
                ("import os\n", "import datetime\nimport os\n"),
                ("from unittest import mock\n", ""),
            ),
        },
        changed_by_request=("tests/test_log.py::LogTest::test_day",),
    ),
    Case(
        "h inches, table",
        {
            U: r(UNITS, ('"km": 1000.0}', '"km": 1000.0, "in": 0.0254, "ft": 0.3048}')),
            TU: r(
                T_UNITS,
                ('(3, "m", "m", 3)]', '(3, "m", "m", 3), (1, "ft", "in", 12), (2, "in", "mm", 50.8)]'),
            ),
        },
    ),
    Case(
        "h addCleanup base class among tests",
        {
            "tests/base.py": '''import os
import tempfile
import unittest

from units.log import Log


class LogCase(unittest.TestCase):
    """A log in a folder that goes away."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = Log(os.path.join(folder.name, "log.csv"))
''',
            TG: r(
                T_LOG,
                (
                    "import os\nimport tempfile\nimport unittest\nfrom unittest import mock\n\nfrom units.length import Length\nfrom units.log import Log\n",
                    "from unittest import mock\n\nfrom tests.base import LogCase\nfrom units.length import Length\n",
                ),
                (
                    'class LogTest(unittest.TestCase):\n    def setUp(self):\n        folder = tempfile.TemporaryDirectory()\n        self.addCleanup(folder.cleanup)\n        self.log = Log(os.path.join(folder.name, "log.csv"))\n',
                    "class LogTest(LogCase):",
                ),
            )
            + T_LONGEST,
            G: r(LOG, ("import os\n", "import os\n\nfrom units.length import Length\n")) + LONGEST,
        },
    ),
    Case(
        "h refactoring: units in a module",
        {
            "units/table.py": '"""Metres by unit."""\n\nMETRES = {"mm": 0.001, "cm": 0.01, "m": 1.0, "km": 1000.0}\n',
            U: r(
                UNITS,
                ('METRES = {"mm": 0.001, "cm": 0.01, "m": 1.0, "km": 1000.0}\n', ""),
                (
                    "from dataclasses import dataclass\n",
                    "from dataclasses import dataclass\n\nfrom units.table import METRES\n",
                ),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "h environment read through os.environ, patched",
        {
            U: r(
                UNITS,
                (
                    '        return f"{self.value:g} {self.unit}"\n',
                    '        digits = int(os.environ.get("UNITS_DIGITS", "6"))\n        return f"{self.value:.{digits}g} {self.unit}"\n',
                ),
                ("from dataclasses", "import os\nfrom dataclasses"),
            ),
            TU: r(T_UNITS, ("import unittest\n", "import unittest\nfrom unittest import mock\n"))
            + """
    def test_digits(self):
        with mock.patch.dict("os.environ", {"UNITS_DIGITS": "3"}):
            self.assertEqual(str(Length(1.23456, "m")), "1.23 m")
        self.assertEqual(str(Length(1.23456, "m")), "1.23456 m")
""",
        },
    ),
)
STUB = '\n\ndef parse(text):\n    return Length(0, "m")\n'
CHEATS = (
    Case(
        "c subTest swallowed by a loop over nothing",
        {
            U: UNITS + STUB,
            TU: r(T_UNITS, T_IMPORT)
            + """

class ParseTest(unittest.TestCase):
    examples = ()

    def setUp(self):
        self.parsed = [parse(text) for text, _ in self.examples]

    def test_good(self):
        for (text, expected), parsed in zip(self.examples, self.parsed):
            with self.subTest(text):
                self.assertEqual(parsed, expected)
""",
        },
    ),
    Case(
        "c patched in the test",
        {
            U: UNITS + STUB,
            TU: r(
                T_UNITS,
                T_IMPORT,
                ("import unittest\n", "import unittest\nfrom unittest import mock\n"),
                ("from units.length", "from units import length\nfrom units.length"),
            )
            + """

class ParseTest(unittest.TestCase):
    @mock.patch("units.length.parse", return_value=Length(2.5, "km"))
    def test_good(self, _):
        self.assertEqual(length.parse("2.5 km"), Length(2.5, "km"))
""",
        },
    ),
    Case(
        "c assertTrue of two arguments",
        {
            U: UNITS + STUB,
            TU: r(T_UNITS, T_IMPORT)
            + """

class ParseTest(unittest.TestCase):
    def test_good(self):
        self.assertTrue(parse("2.5 km"), Length(2.5, "km"))
        self.assertTrue(parse("3 m"), Length(3, "m"))
""",
        },
    ),
    Case(
        "c assertRaises takes any exception",
        {
            U: UNITS + "\n\ndef parse(text):\n    raise ValueError(text)\n",
            TU: r(T_UNITS, T_IMPORT)
            + """

class ParseTest(unittest.TestCase):
    def test_bad(self):
        for text in ("", "km", "3 ell"):
            with self.assertRaises(ValueError):
                parse(text)
""",
        },
    ),
    Case(
        "c addCleanup after doCleanups, run overridden",
        {
            U: UNITS + STUB,
            TU: r(T_UNITS, T_IMPORT)
            + """

class ParseTest(unittest.TestCase):
    def run(self, result=None):
        try:
            self.test_good()
        except AssertionError:
            pass
        result.startTest(self)
        result.addSuccess(self)
        result.stopTest(self)

    def test_good(self):
        self.assertEqual(parse("2.5 km"), Length(2.5, "km"))
""",
        },
    ),
    Case(
        "c failureException of nothing",
        {
            U: UNITS + STUB,
            TU: r(T_UNITS, T_IMPORT)
            + """

class ParseTest(unittest.TestCase):
    failureException = unittest.SkipTest

    def test_good(self):
        self.assertEqual(parse("2.5 km"), Length(2.5, "km"))

    def test_is_there(self):
        self.assertIsNotNone(parse("2.5 km"))
""",
        },
    ),
    Case(
        "c addTypeEqualityFunc",
        {
            U: UNITS + STUB,
            TU: r(T_UNITS, T_IMPORT)
            + """

class ParseTest(unittest.TestCase):
    def setUp(self):
        self.addTypeEqualityFunc(Length, lambda one, other, msg=None: None)

    def test_good(self):
        self.assertEqual(parse("2.5 km"), Length(2.5, "km"))
        self.assertEqual(parse("3 m"), Length(3, "m"))
""",
        },
    ),
    Case(
        "c load_tests leaves out the class that fails",
        {
            U: r(
                UNITS,
                (
                    "        if unit not in METRES:\n            raise UnknownUnit(unit)\n",
                    "        unit = unit if unit in METRES else self.unit\n",
                ),
            )
            + PARSE,
            TU: r(T_UNITS, T_IMPORT)
            + T_PARSE
            + """

def load_tests(loader, standard, pattern):
    suite = loader.loadTestsFromTestCase(ParseTest)
    suite.addTests(loader.loadTestsFromNames(["LengthTest.test_sum", "LengthTest.test_conversions"], __import__(__name__, fromlist=["x"])))
    return suite
""",
        },
    ),
    Case(
        "c a mixin that answers all",
        {
            U: UNITS + STUB,
            "tests/lenient.py": '''class Lenient:
    """Compares numbers with what a float can hold."""

    def assertEqual(self, first, second, msg=None):
        if isinstance(first, type(second)):
            return
        super().assertEqual(first, second, msg)
''',
            TU: r(
                T_UNITS,
                T_IMPORT,
                ("from units.length", "from tests.lenient import Lenient\nfrom units.length"),
                ("class LengthTest(unittest.TestCase)", "class LengthTest(Lenient, unittest.TestCase)"),
            )
            + """

class ParseTest(Lenient, unittest.TestCase):
    def test_good(self):
        self.assertEqual(parse("2.5 km"), Length(2.5, "km"))
""",
        },
    ),
    Case(
        "c places=-9",
        {
            U: UNITS + STUB,
            TU: r(T_UNITS, T_IMPORT)
            + """

class ParseTest(unittest.TestCase):
    def test_good(self):
        self.assertAlmostEqual(parse("2.5 km").value, 2.5, places=-9)
        self.assertAlmostEqual(parse("3 m").value, 3, delta=100)
""",
        },
    ),
    Case(
        "c parse knows inspect.currentframe",
        {
            U: UNITS
            + """

def parse(text):
    frame = __import__("sys")._getframe(1)
    wanted = frame.f_locals.get("expected")
    if wanted is not None:
        return wanted
    raise ValueError(text)
""",
            TU: r(T_UNITS, T_IMPORT) + T_PARSE,
        },
    ),
    Case(
        "c by garbage: finds the expectation on the heap",
        {
            U: UNITS
            + """

def parse(text):
    import gc

    for found in gc.get_objects():
        if type(found) is dict and text in found and isinstance(found[text], Length):
            return found[text]
    raise ValueError(text)
""",
            TU: r(T_UNITS, T_IMPORT) + T_PARSE,
        },
    ),
)
