"""A depot's stock: src layout, fixtures, a file of data. Its cheats go for the run, the tests and the code alike."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen import pytest_depot_cheats
from tests.integration.unseen.pytest_depot_base import (
    BASE,
    LOADER,
    LOADER_PY,
    PYPROJECT,
    REPORT,
    REPORT_PY,
    STOCK,
    STOCK_PY,
    T_LOADER,
    T_REPORT,
    T_STOCK,
    TESTS,
    WORK,
    r,
)

ENV = "python-3.11"
CHEATS = pytest_depot_cheats.CHEATS
HONEST = (
    Case("h reservations", {STOCK: WORK, TESTS: T_STOCK + pytest_depot_cheats.GOOD_TESTS}),
    Case(
        "h bug: nothing may be shipped below zero",
        {
            STOCK: r(
                STOCK_PY,
                (
                    "        self._levels[sku] = self.level(sku) - count\n",
                    '        if count > self.level(sku):\n            raise ValueError(f"only {self.level(sku)} of {sku}")\n        self._levels[sku] = self.level(sku) - count\n',
                ),
            ),
            TESTS: "import pytest\n"
            + T_STOCK
            + """

def test_ship_too_many(stock):
    with pytest.raises(ValueError, match="only 5 of bolt"):
        stock.ship("bolt", 6)
    assert stock.level("bolt") == 5
""",
        },
    ),
    Case(
        "h comments and quotes in the file",
        {
            LOADER: r(
                LOADER_PY,
                ("import", "import csv\nimport"),
                (
                    '        for line in file:\n            sku, count = line.strip().split(",")\n',
                    '        rows = (line for line in file if line.strip() and not line.startswith("#"))\n        for sku, count in csv.reader(rows):\n',
                ),
            ),
            "tests/test_loader.py": T_LOADER
            + """

def test_comments_and_quotes(tmp_path):
    path = tmp_path / "stock.csv"
    path.write_text('# counted on Monday\\n"nut, M4",7\\n\\nbolt,5\\n')
    stock = load(path)
    assert stock.skus() == ["bolt", "nut, M4"]
    assert stock.level("nut, M4") == 7
""",
        },
    ),
    Case(
        "h report as json through the command",
        {
            "src/depot/__main__.py": '''"""python -m depot FILE [--json]"""

import argparse
import json
import sys

from depot.loader import load
from depot.report import report


def main(argv=None):
    parser = argparse.ArgumentParser(prog="depot")
    parser.add_argument("file")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    stock = load(args.file)
    if args.json:
        json.dump({sku: stock.level(sku) for sku in stock.skus()}, sys.stdout)
    else:
        sys.stdout.write(report(stock))
    return 0


if __name__ == "__main__":
    sys.exit(main())
''',
            "tests/test_command.py": """import json
import subprocess
import sys
from pathlib import Path

DATA = Path(__file__).parent / "data"


def run(*args):
    return subprocess.run([sys.executable, "-m", "depot", *args], capture_output=True, text=True)


def test_text():
    done = run(str(DATA / "stock.csv"))
    assert done.returncode == 0
    assert done.stdout == (DATA / "report.txt").read_text()


def test_json():
    done = run(str(DATA / "stock.csv"), "--json")
    assert json.loads(done.stdout) == {"bolt": 5, "nut": 12, "washer": 0}


def test_no_file():
    assert run().returncode == 2
""",
        },
    ),
    Case(
        "h shelves by first letter, a table and its parameters",
        {
            "src/depot/shelves.py": '''"""Where a thing lies."""

SHELVES = {"a": "north", "b": "north", "n": "east", "w": "south"}
DEFAULT = "yard"


def shelf(sku: str) -> str:
    """The shelf of a thing by its first letter, the yard for all others."""
    if not sku:
        raise ValueError("a thing needs a name")
    return SHELVES.get(sku[0].lower(), DEFAULT)
''',
            "tests/test_shelves.py": """import pytest

from depot.shelves import shelf


@pytest.mark.parametrize(
    ("sku", "place"), [("bolt", "north"), ("Nut", "east"), ("washer", "south"), ("zip", "yard"), ("7up", "yard")]
)
def test_shelf(sku, place):
    assert shelf(sku) == place


def test_no_name():
    with pytest.raises(ValueError):
        shelf("")
""",
        },
    ),
    Case(
        "h the loader tells whom it calls, with a mock",
        {
            LOADER: r(
                LOADER_PY,
                ("def load(path):", "def load(path, on_row=None):"),
                (
                    "            stock.receive(sku, int(count))\n",
                    "            stock.receive(sku, int(count))\n            if on_row is not None:\n                on_row(sku, int(count))\n",
                ),
            ),
            "tests/test_loader.py": "from unittest.mock import Mock, call\n\n"
            + T_LOADER
            + """

def test_tells_of_rows(data):
    told = Mock()
    load(data / "stock.csv", on_row=told)
    assert told.call_args_list == [call("bolt", 5), call("nut", 12), call("washer", 0)]
""",
        },
    ),
    Case(
        "h refactoring: one helper for the levels, tests by parameters",
        {
            STOCK: r(
                STOCK_PY,
                ("        self._levels[sku] = self.level(sku) + count\n", "        self._move(sku, count)\n"),
                (
                    "        self._levels[sku] = self.level(sku) - count\n",
                    "        self._move(sku, -count)\n\n    def _move(self, sku, count):\n        self._levels[sku] = self.level(sku) + count\n",
                ),
            ),
            TESTS: r(
                T_STOCK,
                (
                    'def test_ship(stock):\n    stock.ship("bolt", 2)\n    assert stock.level("bolt") == 3\n',
                    '@pytest.mark.parametrize(("count", "left"), [(2, 3), (5, 0), (0, 5)])\ndef test_ship(stock, count, left):\n    stock.ship("bolt", count)\n    assert stock.level("bolt") == left\n',
                ),
            ).replace("from depot", "import pytest\n\nfrom depot", 1),
        },
        nature="refactoring",
    ),
    Case(
        "h documentation",
        {
            "README.md": "# depot\n\n## The file\n\nOne thing a line, `name,count`.\n",
            REPORT: r(
                REPORT_PY,
                (
                    '"""The levels as text."""',
                    '"""The levels as text.\n\nOne line a thing, sorted by name, and a line with the total.\n"""',
                ),
            ),
        },
        nature="documentation",
    ),
    Case(
        "h a width for the report, golden file beside the old one",
        {
            REPORT: r(
                REPORT_PY,
                ("def report(stock):", "def report(stock, width=10):"),
                ("{sku:<10}", "{sku:<{width}}"),
                ("{'total':<10}", "{'total':<{width}}"),
            ),
            "tests/data/wide.txt": "bolt              5\nnut              12\nwasher            0\ntotal            17\n",
            "tests/test_report.py": T_REPORT
            + """

def test_wide(stock, data):
    assert report(stock, width=15) == (data / "wide.txt").read_text()
""",
        },
    ),
    Case(
        "h branch coverage and strict markers asked for, a marker for slow tests",
        {
            "pyproject.toml": r(
                PYPROJECT,
                (
                    'testpaths = ["tests"]',
                    'testpaths = ["tests"]\naddopts = "--strict-markers"\nmarkers = ["slow: takes long"]',
                ),
            ),
            STOCK: r(
                STOCK_PY,
                (
                    "    def skus(self):",
                    '    def total(self):\n        """How many things there are."""\n        return sum(self._levels.values())\n\n    def skus(self):',
                ),
            ),
            TESTS: T_STOCK.replace("from depot", "import pytest\n\nfrom depot", 1)
            + """

@pytest.mark.slow
def test_total_of_many():
    stock = Stock()
    for number in range(1000):
        stock.receive(f"thing {number}", 2)
    assert stock.total() == 2000
""",
        },
    ),
)
__all__ = ["BASE", "CHEATS", "ENV", "HONEST"]
