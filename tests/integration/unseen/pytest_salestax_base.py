"""The repository of ``pytest_salestax``: rates, baskets, receipts and a command, with a golden receipt."""

from __future__ import annotations

INIT, RATES, BASKET, RECEIPT, CLI = (
    "salestax/__init__.py",
    "salestax/rates.py",
    "salestax/basket.py",
    "salestax/receipt.py",
    "salestax/cli.py",
)
CONFTEST, T_RATES, T_BASKET, T_RECEIPT, T_CLI, GOLDEN = (
    "tests/conftest.py",
    "tests/test_rates.py",
    "tests/test_basket.py",
    "tests/test_receipt.py",
    "tests/test_cli.py",
    "tests/golden/receipt.txt",
)
PYPROJECT = """[build-system]
requires = ["setuptools>=68"]
build-backend = "setuptools.build_meta"

[project]
name = "salestax"
version = "0.6.0"
description = "Sales tax on baskets"
requires-python = ">=3.10"

[project.optional-dependencies]
dev = ["pytest"]

[project.scripts]
salestax = "salestax.cli:main"

[tool.setuptools]
packages = ["salestax"]

[tool.pytest.ini_options]
testpaths = ["tests"]
pythonpath = ["."]
addopts = "-ra"
"""
RATES_PY = '''"""Tax rates of countries."""

from decimal import ROUND_HALF_UP, Decimal

RATES = {
    "DE": {"standard": Decimal("0.19"), "reduced": Decimal("0.07")},
    "FR": {"standard": Decimal("0.20"), "reduced": Decimal("0.055")},
    "DK": {"standard": Decimal("0.25")},
}


class UnknownRate(LookupError):
    """No such country, or it has no such kind of rate."""


def rate(country, kind="standard"):
    try:
        return RATES[country.upper()][kind]
    except KeyError:
        raise UnknownRate(f"no {kind} rate for {country}") from None


def cents(amount):
    """The amount in whole cents; a half goes up."""
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
'''
BASKET_PY = '''"""What somebody buys."""

from dataclasses import dataclass
from decimal import Decimal

from salestax.rates import cents, rate


@dataclass(frozen=True)
class Item:
    name: str
    price: Decimal
    quantity: int = 1
    kind: str = "standard"

    @property
    def net(self):
        return self.price * self.quantity


class Basket:
    def __init__(self, country):
        self.country = country
        self.items = []

    def add(self, item):
        rate(self.country, item.kind)
        self.items.append(item)
        return self

    def net_by_kind(self):
        sums = {}
        for item in self.items:
            sums[item.kind] = sums.get(item.kind, Decimal(0)) + item.net
        return sums

    @property
    def net(self):
        return sum((item.net for item in self.items), Decimal(0))

    @property
    def tax(self):
        """Tax is rounded once for each kind of rate, not for each item."""
        return sum(
            (cents(net * rate(self.country, kind)) for kind, net in self.net_by_kind().items()),
            Decimal(0),
        )

    @property
    def gross(self):
        return self.net + self.tax
'''
RECEIPT_PY = '''"""Receipts, and the lists they are made of."""

from decimal import Decimal, InvalidOperation

from salestax.basket import Item

WIDTH = 24


def render(basket):
    lines = [
        f"{item.quantity} x {item.name}".ljust(WIDTH) + f"{item.net:>8.2f}" for item in basket.items
    ]
    lines.append("-" * (WIDTH + 8))
    for label, amount in (("net", basket.net), ("tax", basket.tax), ("total", basket.gross)):
        lines.append(label.ljust(WIDTH) + f"{amount:>8.2f}")
    return "\\n".join(lines) + "\\n"


def parse(text):
    """Items of lines such as ``milk;1.20;2;reduced``; raises ValueError with the line's number."""
    items = []
    for number, line in enumerate(text.splitlines(), start=1):
        fields = [field.strip() for field in line.split(";")]
        try:
            name, price, quantity, *kind = fields
            items.append(Item(name, Decimal(price), int(quantity), *kind))
        except (ValueError, InvalidOperation, TypeError):
            raise ValueError(f"line {number}: {line!r}") from None
    return items
'''
CLI_PY = '''"""salestax COUNTRY: reads items on standard input, prints a receipt."""

import argparse
import sys

from salestax.basket import Basket
from salestax.rates import UnknownRate
from salestax.receipt import parse, render


def parser():
    options = argparse.ArgumentParser(prog="salestax")
    options.add_argument("country")
    return options


def main(argv=None, stdin=None):
    options = parser().parse_args(argv)
    try:
        basket = Basket(options.country)
        for item in parse((stdin or sys.stdin).read()):
            basket.add(item)
    except (UnknownRate, ValueError) as error:
        print(f"salestax: {error}", file=sys.stderr)
        return 1
    print(render(basket), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
'''
CONFTEST_PY = """from decimal import Decimal
from pathlib import Path

import pytest

from salestax.basket import Basket, Item

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def basket():
    return (
        Basket("DE")
        .add(Item("milk", Decimal("1.25"), 2, "reduced"))
        .add(Item("lamp", Decimal("39.90")))
    )


@pytest.fixture
def golden():
    return lambda name: (GOLDEN / name).read_text()
"""
T_RATES_PY = """from decimal import Decimal

import pytest

from salestax.rates import UnknownRate, cents, rate


@pytest.mark.parametrize(
    ("country", "kind", "expected"),
    [("DE", "standard", "0.19"), ("de", "reduced", "0.07"), ("FR", "reduced", "0.055")],
)
def test_rate(country, kind, expected):
    assert rate(country, kind) == Decimal(expected)


@pytest.mark.parametrize(("country", "kind"), [("XX", "standard"), ("DK", "reduced")])
def test_unknown_rate(country, kind):
    with pytest.raises(UnknownRate, match=f"no {kind} rate for {country}"):
        rate(country, kind)


def test_half_a_cent_goes_up():
    assert cents(Decimal("0.125")) == Decimal("0.13")
    assert cents(Decimal("0.124")) == Decimal("0.12")
"""
T_BASKET_PY = """from decimal import Decimal

import pytest

from salestax.basket import Basket, Item
from salestax.rates import UnknownRate


def test_net(basket):
    assert basket.net == Decimal("42.40")


def test_tax_by_kind(basket):
    assert basket.tax == Decimal("7.76")


def test_gross(basket):
    assert basket.gross == Decimal("50.16")


def test_tax_is_rounded_once():
    basket = Basket("DE")
    for _ in range(3):
        basket.add(Item("pin", Decimal("0.02")))
    assert basket.tax == Decimal("0.01")


def test_add_checks_the_rate():
    basket = Basket("DK")
    with pytest.raises(UnknownRate):
        basket.add(Item("book", Decimal(10), 1, "reduced"))
    assert basket.items == []
"""
T_RECEIPT_PY = """from decimal import Decimal

import pytest

from salestax.basket import Item
from salestax.receipt import parse, render


def test_receipt(basket, golden):
    assert render(basket) == golden("receipt.txt")


def test_parse():
    assert parse("milk; 1.20; 2; reduced\\nlamp;39.90;1\\n") == [
        Item("milk", Decimal("1.20"), 2, "reduced"),
        Item("lamp", Decimal("39.90")),
    ]


@pytest.mark.parametrize("line", ["milk", "milk;x;1", "milk;1;1.5"])
def test_parse_tells_the_line(line):
    with pytest.raises(ValueError, match="line 2"):
        parse("lamp;1;1\\n" + line)
"""
T_CLI_PY = """import io

from salestax.cli import main


def test_prints_a_receipt(capsys):
    assert main(["FR"], io.StringIO("tea;10;1\\n")) == 0
    assert capsys.readouterr().out.splitlines()[-1].split() == ["total", "12.00"]


def test_bad_input(capsys):
    assert main(["XX"], io.StringIO("tea;10;1\\n")) == 1
    assert capsys.readouterr().err == "salestax: no standard rate for XX\\n"
"""
RECEIPT_TXT = """2 x milk                    2.50
1 x lamp                   39.90
--------------------------------
net                        42.40
tax                         7.76
total                      50.16
"""
README = """# salestax

Sales tax on baskets.

    salestax DE < items.csv

A line of items is `name;price;quantity;kind`, where the kind is `standard` (if left out) or `reduced`.
"""
BASE = {
    "README.md": README,
    "pyproject.toml": PYPROJECT,
    ".gitignore": "*.egg-info/\n.venv/\nbuild/\nlocal/\n",
    INIT: '"""Sales tax on baskets."""\n',
    RATES: RATES_PY,
    BASKET: BASKET_PY,
    RECEIPT: RECEIPT_PY,
    CLI: CLI_PY,
    CONFTEST: CONFTEST_PY,
    T_RATES: T_RATES_PY,
    T_BASKET: T_BASKET_PY,
    T_RECEIPT: T_RECEIPT_PY,
    T_CLI: T_CLI_PY,
    GOLDEN: RECEIPT_TXT,
}
