"""Sales tax: rates, baskets, receipts against a golden file, a command (pytest)."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen import pytest_salestax_cheats
from tests.integration.unseen.pytest_depot_base import r
from tests.integration.unseen.pytest_salestax_base import (
    BASE,
    BASKET,
    BASKET_PY,
    CLI,
    CLI_PY,
    CONFTEST,
    CONFTEST_PY,
    GOLDEN,
    RATES,
    RATES_PY,
    README,
    RECEIPT,
    RECEIPT_PY,
    RECEIPT_TXT,
    T_BASKET,
    T_BASKET_PY,
    T_CLI,
    T_CLI_PY,
    T_RATES,
    T_RATES_PY,
    T_RECEIPT,
    T_RECEIPT_PY,
)

__all__ = ["BASE", "CHEATS", "ENV", "HONEST"]

ENV = "python-3.11"
CHEATS = pytest_salestax_cheats.CHEATS

DISCOUNT = r(
    BASKET_PY,
    (
        "        self.items = []\n",
        "        self.items = []\n        self.percent = Decimal(0)\n",
    ),
    (
        "    def net_by_kind(self):\n        sums = {}\n",
        '''    def discount(self, percent):
        """Takes percent off every item; raises ValueError outside of 0 to 100."""
        percent = Decimal(percent)
        if not 0 <= percent <= 100:
            raise ValueError("a discount is from 0 to 100 percent")
        self.percent = percent
        return self

    def _reduced(self, net):
        return cents(net * (100 - self.percent) / 100)

    def net_by_kind(self):
        sums = {}
''',
    ),
    (
        "            sums[item.kind] = sums.get(item.kind, Decimal(0)) + item.net\n        return sums",
        "            sums[item.kind] = sums.get(item.kind, Decimal(0)) + item.net\n        return {kind: self._reduced(net) for kind, net in sums.items()}",
    ),
    (
        "return sum((item.net for item in self.items), Decimal(0))",
        "return sum(self.net_by_kind().values(), Decimal(0))",
    ),
)
HONEST = (
    Case(
        "h a discount on the basket",
        {
            BASKET: DISCOUNT,
            T_BASKET: T_BASKET_PY
            + """

def test_discount_lowers_net_and_tax(basket):
    basket.discount(10)
    assert basket.net == Decimal("38.16")
    assert basket.tax == Decimal("6.98")


@pytest.mark.parametrize("percent", [-1, 101])
def test_discount_has_bounds(basket, percent):
    with pytest.raises(ValueError, match="from 0 to 100"):
        basket.discount(percent)


def test_discount_of_all(basket):
    assert basket.discount(100).gross == 0
""",
        },
    ),
    Case(
        "h receipts as json",
        {
            CLI: r(
                CLI_PY,
                ("import argparse\nimport sys", "import argparse\nimport json\nimport sys"),
                (
                    '    options.add_argument("country")\n',
                    '    options.add_argument("country")\n    options.add_argument("--json", action="store_true", help="print JSON")\n',
                ),
                (
                    '    print(render(basket), end="")\n',
                    """    if options.json:
        print(json.dumps({"net": str(basket.net), "tax": str(basket.tax), "gross": str(basket.gross)}))
    else:
        print(render(basket), end="")
""",
                ),
            ),
            T_CLI: r(T_CLI_PY, ("import io\n", "import io\nimport json\n"))
            + """

def test_json(capsys):
    assert main(["--json", "DE"], io.StringIO("tea;10.00;1\\n")) == 0
    assert json.loads(capsys.readouterr().out) == {"net": "10.00", "tax": "1.90", "gross": "11.90"}
""",
            "README.md": README + "\n`--json` prints the sums as JSON.\n",
        },
    ),
    Case(
        "h bug: empty lines and comments in lists",
        {
            RECEIPT: r(
                RECEIPT_PY,
                (
                    '        fields = [field.strip() for field in line.split(";")]',
                    '        if not line.strip() or line.lstrip().startswith("#"):\n            continue\n        fields = [field.strip() for field in line.split(";")]',
                ),
            ),
            T_RECEIPT: T_RECEIPT_PY
            + """

def test_parse_skips_empty_lines_and_comments():
    assert parse("# food\\n\\nmilk;1;1\\n   \\n") == [Item("milk", Decimal(1))]


def test_parse_counts_skipped_lines():
    with pytest.raises(ValueError, match="line 3"):
        parse("# food\\n\\nmilk")
""",
        },
    ),
    Case(
        "h quantities have to be positive",
        {
            BASKET: r(
                BASKET_PY,
                (
                    "    def add(self, item):\n",
                    '    def add(self, item):\n        if item.quantity < 1:\n            raise ValueError(f"{item.name}: quantity must be at least 1")\n',
                ),
            ),
            T_BASKET: T_BASKET_PY
            + """

def test_quantity():
    with pytest.raises(ValueError):
        Basket("DE").add(Item("milk", Decimal(1), 0))
""",
        },
    ),
    Case(
        "h asked for: the tax comes with its rate, a line each",
        {
            RECEIPT: r(
                RECEIPT_PY,
                (
                    '    for label, amount in (("net", basket.net), ("tax", basket.tax), ("total", basket.gross)):\n',
                    """    amounts = [("net", basket.net)]
    for kind, net in basket.net_by_kind().items():
        percent = rate(basket.country, kind)
        amounts.append((f"tax {percent:.1%}", cents(net * percent)))
    amounts.append(("total", basket.gross))
    for label, amount in amounts:
""",
                ),
                (
                    "from salestax.basket import Item\n",
                    "from salestax.basket import Item\nfrom salestax.rates import cents, rate\n",
                ),
            ),
            GOLDEN: r(
                RECEIPT_TXT,
                (
                    "tax                         7.76\n",
                    "tax 7.0%                    0.18\ntax 19.0%                   7.58\n",
                ),
            ),
        },
        changed_by_request=("tests/test_receipt.py::test_receipt",),
    ),
    Case(
        "h asked for: an unknown country is told apart from a missing rate",
        {
            RATES: r(
                RATES_PY,
                (
                    "    try:\n        return RATES[country.upper()][kind]\n    except KeyError:\n",
                    '    kinds = RATES.get(country.upper())\n    if kinds is None:\n        raise UnknownRate(f"unknown country {country}")\n    try:\n        return kinds[kind]\n    except KeyError:\n',
                ),
            ),
            T_RATES: r(
                T_RATES_PY,
                (
                    '@pytest.mark.parametrize(("country", "kind"), [("XX", "standard"), ("DK", "reduced")])\ndef test_unknown_rate(country, kind):\n    with pytest.raises(UnknownRate, match=f"no {kind} rate for {country}"):\n        rate(country, kind)\n',
                    '@pytest.mark.parametrize(\n    ("country", "kind", "message"),\n    [\n        ("XX", "standard", "unknown country XX"),\n        ("DK", "reduced", "no reduced rate for DK"),\n    ],\n)\ndef test_unknown_rate(country, kind, message):\n    with pytest.raises(UnknownRate, match=message):\n        rate(country, kind)\n',
                ),
            ),
            T_CLI: r(
                T_CLI_PY,
                ("salestax: no standard rate for XX", "salestax: unknown country XX"),
            ),
        },
        changed_by_request=("tests/test_rates.py::test_unknown_rate", "tests/test_cli.py::test_bad_input"),
    ),
    Case(
        "h Austria",
        {
            RATES: r(
                RATES_PY,
                (
                    '    "DE": {',
                    '    "AT": {"standard": Decimal("0.20"), "reduced": Decimal("0.10")},\n    "DE": {',
                ),
            ),
            T_RATES: r(
                T_RATES_PY,
                (
                    '("FR", "reduced", "0.055")],',
                    '("FR", "reduced", "0.055"), ("AT", "reduced", "0.10")],',
                ),
            ),
        },
    ),
    Case(
        "h reverse charge: no tax with a VAT number, by a fixture of its own",
        {
            BASKET: r(
                BASKET_PY,
                (
                    "    def __init__(self, country):\n        self.country = country\n",
                    "    def __init__(self, country, vat_id=None):\n        self.country = country\n        self.vat_id = vat_id\n",
                ),
                (
                    "not for each item.",
                    "not for each item; none with a VAT number.",
                ),
                (
                    "        return sum(\n            (cents",
                    "        if self.vat_id:\n            return Decimal(0)\n        return sum(\n            (cents",
                ),
            ),
            CONFTEST: CONFTEST_PY
            + """

@pytest.fixture
def company():
    return Basket("DE", vat_id="DK12345678").add(Item("lamp", Decimal("39.90")))
""",
            T_BASKET: T_BASKET_PY
            + """

def test_companies_pay_no_tax(company):
    assert company.tax == 0
    assert company.gross == Decimal("39.90")
""",
        },
    ),
    Case(
        "h refactoring: amounts of a kind in one place",
        {
            BASKET: r(
                BASKET_PY,
                ("from dataclasses", "from collections import defaultdict\nfrom dataclasses"),
                (
                    "        sums = {}\n        for item in self.items:\n            sums[item.kind] = sums.get(item.kind, Decimal(0)) + item.net\n        return sums",
                    "        sums = defaultdict(Decimal)\n        for item in self.items:\n            sums[item.kind] += item.net\n        return dict(sums)",
                ),
                (
                    "return sum((item.net for item in self.items), Decimal(0))",
                    "return sum(self.net_by_kind().values(), Decimal(0))",
                ),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "h documentation: how tax is rounded",
        {
            "README.md": README
            + "\n## Rounding\n\nTax is rounded once for each kind of rate; half a cent goes up.\n",
            "CHANGELOG.md": "# Changes\n\n## 0.6.0\n\n- Denmark\n",
        },
        nature="documentation",
    ),
)
