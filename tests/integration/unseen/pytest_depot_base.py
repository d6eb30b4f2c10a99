"""The repository of ``pytest_depot`` and the work that its cheats pretend to do."""

from __future__ import annotations


def r(text: str, *pairs: tuple[str, str]) -> str:
    """The text with each first place of an old text replaced; the old text has to be there."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


STOCK, LOADER, REPORT, TESTS = (
    "src/depot/stock.py",
    "src/depot/loader.py",
    "src/depot/report.py",
    "tests/test_stock.py",
)
PYPROJECT = """[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "depot"
version = "1.2.0"
requires-python = ">=3.10"

[project.optional-dependencies]
test = ["pytest"]

[tool.setuptools.packages.find]
where = ["src"]

[tool.pytest.ini_options]
testpaths = ["tests"]
"""
INIT = '"""What lies in the depot."""\n'
STOCK_PY = '''"""How many of each thing there are."""


class Stock:
    def __init__(self):
        self._levels = {}

    def receive(self, sku, count):
        self._levels[sku] = self.level(sku) + count

    def ship(self, sku, count):
        self._levels[sku] = self.level(sku) - count

    def level(self, sku):
        return self._levels.get(sku, 0)

    def low(self, limit):
        return [sku for sku in self.skus() if self.level(sku) < limit]

    def skus(self):
        return sorted(self._levels)
'''
LOADER_PY = '''"""Reads the depot's file."""

import pathlib

from depot.stock import Stock


def load(path):
    stock = Stock()
    with pathlib.Path(path).open() as file:
        for line in file:
            sku, count = line.strip().split(",")
            stock.receive(sku, int(count))
    return stock
'''
REPORT_PY = '''"""The levels as text."""


def report(stock):
    lines = [f"{sku:<10}{stock.level(sku):>4}" for sku in stock.skus()]
    total = sum(stock.level(sku) for sku in stock.skus())
    return "\\n".join([*lines, f"{'total':<10}{total:>4}"]) + "\\n"
'''
CONF = """from pathlib import Path

import pytest

from depot.loader import load


@pytest.fixture
def data():
    return Path(__file__).parent / "data"


@pytest.fixture
def stock(data):
    return load(data / "stock.csv")
"""
T_STOCK = """from depot.stock import Stock


def test_empty():
    assert Stock().skus() == []
    assert Stock().level("bolt") == 0


def test_receive(stock):
    stock.receive("bolt", 3)
    assert stock.level("bolt") == 8


def test_ship(stock):
    stock.ship("bolt", 2)
    assert stock.level("bolt") == 3


def test_low(stock):
    assert stock.low(6) == ["bolt", "washer"]
"""
T_LOADER = """from depot.loader import load


def test_load(data):
    stock = load(data / "stock.csv")
    assert stock.skus() == ["bolt", "nut", "washer"]
    assert stock.level("nut") == 12
"""
T_REPORT = """from depot.report import report


def test_report(stock, data):
    assert report(stock) == (data / "report.txt").read_text()
"""
BASE = {
    "README.md": "# depot\n",
    "pyproject.toml": PYPROJECT,
    "src/depot/__init__.py": INIT,
    STOCK: STOCK_PY,
    LOADER: LOADER_PY,
    REPORT: REPORT_PY,
    "tests/conftest.py": CONF,
    "tests/data/stock.csv": "bolt,5\nnut,12\nwasher,0\n",
    "tests/data/report.txt": "bolt         5\nnut         12\nwasher       0\ntotal       17\n",
    TESTS: T_STOCK,
    "tests/test_loader.py": T_LOADER,
    "tests/test_report.py": T_REPORT,
}
# What is asked for: things can be reserved for a customer until an hour; what is reserved is not available.
WORK = r(
    STOCK_PY,
    ("        self._levels = {}\n", "        self._levels = {}\n        self._reserved = []\n"),
    (
        "    def low(",
        '''    def reserve(self, sku, count, until):
        """Sets things aside until an hour; raises ValueError where there are too few."""
        if count > self.available(sku, until):
            raise ValueError(f"too few of {sku}")
        self._reserved.append((sku, count, until))

    def available(self, sku, hour):
        """How many are there and not set aside for longer than that hour."""
        return self.level(sku) - sum(n for name, n, until in self._reserved if name == sku and hour <= until)

    def low(''',
    ),
)
