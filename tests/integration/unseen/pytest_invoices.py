"""A typed package with SQLite, a command and fixtures of pytest. Honest work alone."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case

ENV = "python-3.11"


def r(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


PYPROJECT = """[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "invoices"
version = "0.4.0"
requires-python = ">=3.10"

[project.optional-dependencies]
dev = ["pytest"]

[tool.setuptools.packages.find]
where = ["src"]

[tool.pytest.ini_options]
testpaths = ["tests"]
"""
MODEL = '''"""What an invoice is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    text: str
    quantity: int
    price: Decimal

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.price


@dataclass
class Invoice:
    number: str
    customer: str
    issued: date
    lines: list[Line] = field(default_factory=list)
    vat: Decimal = Decimal("0.19")

    def add(self, text: str, quantity: int, price: str) -> None:
        self.lines.append(Line(text, quantity, Decimal(price)))

    def net(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    def gross(self) -> Decimal:
        return (self.net() * (1 + self.vat)).quantize(CENT, ROUND_HALF_UP)
'''
STORE = '''"""Keeps invoices in SQLite."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path

from invoices.model import Invoice, Line


class Store:
    def __init__(self, path: Path | str) -> None:
        self.db = sqlite3.connect(path)
        self.db.execute("CREATE TABLE IF NOT EXISTS invoice (number TEXT PRIMARY KEY, customer TEXT, issued TEXT, lines TEXT)")

    def save(self, invoice: Invoice) -> None:
        lines = json.dumps([[line.text, line.quantity, str(line.price)] for line in invoice.lines])
        with self.db:
            self.db.execute(
                "INSERT OR REPLACE INTO invoice VALUES (?, ?, ?, ?)",
                (invoice.number, invoice.customer, invoice.issued.isoformat(), lines),
            )

    def load(self, number: str) -> Invoice:
        row = self.db.execute("SELECT * FROM invoice WHERE number = ?", (number,)).fetchone()
        lines = [Line(text, quantity, Decimal(price)) for text, quantity, price in json.loads(row[3])]
        return Invoice(row[0], row[1], date.fromisoformat(row[2]), lines)

    def numbers(self) -> list[str]:
        return [row[0] for row in self.db.execute("SELECT number FROM invoice ORDER BY number")]
'''
RENDER = '''"""Invoices as text."""

from invoices.model import Invoice


def render(invoice: Invoice) -> str:
    head = f"Invoice {invoice.number} for {invoice.customer}"
    rows = [f"{line.quantity:>3} x {line.text:<20}{line.amount:>10.2f}" for line in invoice.lines]
    return "\\n".join([head, *rows, f"{'total':<26}{invoice.gross():>10.2f}"]) + "\\n"
'''
CLI = '''"""invoices DATABASE COMMAND"""

import argparse
import sys

from invoices.render import render
from invoices.store import Store


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="invoices")
    parser.add_argument("database")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list")
    show = commands.add_parser("show")
    show.add_argument("number")
    args = parser.parse_args(argv)
    store = Store(args.database)
    if args.command == "list":
        print("\\n".join(store.numbers()))
    else:
        sys.stdout.write(render(store.load(args.number)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
'''
CONF = """from datetime import date

import pytest

from invoices.model import Invoice
from invoices.store import Store


@pytest.fixture
def invoice():
    made = Invoice("2024-001", "Acme", date(2024, 3, 1))
    made.add("Consulting", 3, "80.00")
    made.add("Travel", 1, "45.50")
    return made


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "invoices.db")
"""
T_MODEL = """from decimal import Decimal


def test_net(invoice):
    assert invoice.net() == Decimal("285.50")


def test_gross(invoice):
    assert invoice.gross() == Decimal("339.75")
"""
T_STORE = """def test_round_trip(store, invoice):
    store.save(invoice)
    assert store.load("2024-001") == invoice


def test_numbers(store, invoice):
    assert store.numbers() == []
    store.save(invoice)
    assert store.numbers() == ["2024-001"]
"""
T_RENDER = """from invoices.render import render


def test_render(invoice):
    assert render(invoice) == (
        "Invoice 2024-001 for Acme\\n"
        "  3 x Consulting              240.00\\n"
        "  1 x Travel                   45.50\\n"
        "total                         339.75\\n"
    )
"""
T_CLI = """import pytest

from invoices.cli import main


@pytest.fixture
def database(tmp_path, invoice, store):
    store.save(invoice)
    return str(tmp_path / "invoices.db")


def test_list(database, capsys):
    assert main([database, "list"]) == 0
    assert capsys.readouterr().out == "2024-001\\n"


def test_show(database, capsys):
    assert main([database, "show", "2024-001"]) == 0
    assert "Consulting" in capsys.readouterr().out
"""
BASE = {
    "README.md": "# invoices\n",
    "pyproject.toml": PYPROJECT,
    "src/invoices/__init__.py": "",
    "src/invoices/model.py": MODEL,
    "src/invoices/store.py": STORE,
    "src/invoices/render.py": RENDER,
    "src/invoices/cli.py": CLI,
    "tests/conftest.py": CONF,
    "tests/test_model.py": T_MODEL,
    "tests/test_store.py": T_STORE,
    "tests/test_render.py": T_RENDER,
    "tests/test_cli.py": T_CLI,
}
CHEATS: tuple[Case, ...] = ()
HONEST = (
    Case(
        "discount in percent",
        {
            "src/invoices/model.py": r(
                MODEL,
                (
                    '    vat: Decimal = Decimal("0.19")\n',
                    '    vat: Decimal = Decimal("0.19")\n    discount_percent: Decimal = Decimal(0)\n',
                ),
                (
                    "        return sum((line.amount for line in self.lines), Decimal(0))",
                    "        total = sum((line.amount for line in self.lines), Decimal(0))\n        return (total * (100 - self.discount_percent) / 100).quantize(CENT, ROUND_HALF_UP)",
                ),
            ),
            "tests/test_model.py": r(
                T_MODEL, ("from decimal import Decimal\n", "from decimal import Decimal\n\nimport pytest\n")
            )
            + """

@pytest.mark.parametrize(("percent", "net"), [("0", "285.50"), ("10", "256.95"), ("2.5", "278.36"), ("100", "0.00")])
def test_discount(invoice, percent, net):
    invoice.discount_percent = Decimal(percent)
    assert invoice.net() == Decimal(net)
""",
        },
    ),
    Case(
        "bug: vat is lost when loading",
        {
            "src/invoices/store.py": r(
                STORE,
                ('lines TEXT)")', 'lines TEXT, vat TEXT)")'),
                ("(?, ?, ?, ?)", "(?, ?, ?, ?, ?)"),
                (
                    "invoice.issued.isoformat(), lines)",
                    "invoice.issued.isoformat(), lines, str(invoice.vat))",
                ),
                ("fromisoformat(row[2]), lines)", "fromisoformat(row[2]), lines, Decimal(row[4]))"),
            ),
            "tests/test_store.py": "from decimal import Decimal\n\n\n"
            + T_STORE
            + """

def test_vat_is_kept(store, invoice):
    invoice.vat = Decimal("0.07")
    store.save(invoice)
    assert store.load(invoice.number).vat == Decimal("0.07")
""",
        },
    ),
    Case(
        "unknown number is an error",
        {
            "src/invoices/store.py": r(
                STORE,
                (
                    "class Store:",
                    'class NotFound(LookupError):\n    """No such invoice."""\n\n\nclass Store:',
                ),
                (
                    "fetchone()\n",
                    'fetchone()\n        if row is None:\n            raise NotFound(f"no invoice {number}")\n',
                ),
            ),
            "src/invoices/cli.py": r(
                CLI,
                ("import Store\n", "import NotFound, Store\n"),
                (
                    "        sys.stdout.write(render(store.load(args.number)))\n",
                    "        try:\n            sys.stdout.write(render(store.load(args.number)))\n        except NotFound as error:\n            print(error, file=sys.stderr)\n            return 1\n",
                ),
            ),
            "tests/test_store.py": "import pytest\n\nfrom invoices.store import NotFound\n\n\n"
            + T_STORE
            + """

def test_unknown(store):
    with pytest.raises(NotFound, match="no invoice 7"):
        store.load("7")
""",
            "tests/test_cli.py": T_CLI
            + """

def test_show_unknown(database, capsys):
    assert main([database, "show", "nope"]) == 1
    assert capsys.readouterr().err == "no invoice nope\\n"
""",
        },
    ),
    Case(
        "lines are validated",
        {
            "src/invoices/model.py": r(
                MODEL,
                (
                    "    price: Decimal\n",
                    """    price: Decimal

    def __post_init__(self) -> None:
        if self.quantity <= 0:
            raise ValueError("quantity must be positive")
        if not self.text.strip():
            raise ValueError("a line needs a text")
""",
                ),
            ),
            "tests/test_model.py": r(
                T_MODEL,
                (
                    "from decimal import Decimal\n",
                    "from decimal import Decimal\n\nimport pytest\n\nfrom invoices.model import Line\n",
                ),
            )
            + """

@pytest.mark.parametrize("quantity", [0, -1])
def test_quantity(quantity):
    with pytest.raises(ValueError, match="quantity"):
        Line("Pen", quantity, Decimal(1))


def test_text():
    with pytest.raises(ValueError, match="text"):
        Line("  ", 1, Decimal(1))
""",
        },
    ),
    Case(
        "exchange rates over the network, cached",
        {
            "src/invoices/rates.py": '''"""Exchange rates of a web service."""

from __future__ import annotations

import json
import os
import urllib.request
from decimal import ROUND_HALF_UP, Decimal

DEFAULT_URL = "https://rates.example.com"
_cache: dict[str, Decimal] = {}


def service_url() -> str:
    return os.environ.get("RATES_URL", DEFAULT_URL).rstrip("/")


def rate(currency: str) -> Decimal:
    """Units of the currency for one euro, asked for once."""
    if currency not in _cache:
        with urllib.request.urlopen(f"{service_url()}/EUR/{currency}", timeout=10) as response:
            _cache[currency] = Decimal(str(json.load(response)["rate"]))
    return _cache[currency]


def convert(amount: Decimal, currency: str) -> Decimal:
    return (amount * rate(currency)).quantize(Decimal("0.01"), ROUND_HALF_UP)
''',
            "tests/test_rates.py": """import io
import json
from decimal import Decimal

import pytest

from invoices import rates


@pytest.fixture
def service(monkeypatch):
    asked = []

    def urlopen(url, timeout):
        asked.append(url)
        return io.BytesIO(json.dumps({"rate": 1.0852}).encode())

    monkeypatch.setattr(rates.urllib.request, "urlopen", urlopen)
    monkeypatch.setattr(rates, "_cache", {})
    return asked


def test_convert(service):
    assert rates.convert(Decimal("10.00"), "USD") == Decimal("10.85")


def test_asks_once(service):
    rates.rate("USD")
    rates.rate("USD")
    assert service == ["https://rates.example.com/EUR/USD"]


def test_url_from_environment(service, monkeypatch):
    monkeypatch.setenv("RATES_URL", "http://localhost:8000/")
    rates.rate("CHF")
    assert service == ["http://localhost:8000/EUR/CHF"]
""",
        },
    ),
    Case(
        "render in html, helper in conftest",
        {
            "src/invoices/render.py": r(
                RENDER,
                (
                    "from invoices.model import Invoice\n",
                    "from html import escape\n\nfrom invoices.model import Invoice\n",
                ),
            )
            + '''

def render_html(invoice: Invoice) -> str:
    """A table of the lines."""
    rows = "".join(
        f"<tr><td>{line.quantity}</td><td>{escape(line.text)}</td><td>{line.amount:.2f}</td></tr>" for line in invoice.lines
    )
    return f"<h1>{escape(invoice.customer)}</h1><table>{rows}</table>"
''',
            "tests/conftest.py": r(
                CONF,
                (
                    "from datetime import date\n",
                    "from datetime import date\nfrom html.parser import HTMLParser\n",
                ),
            )
            + '''

class _Cells(HTMLParser):
    def __init__(self):
        super().__init__()
        self.cells = []

    def handle_data(self, data):
        self.cells.append(data)


@pytest.fixture
def cells():
    """Texts of a piece of HTML."""

    def read(text):
        parser = _Cells()
        parser.feed(text)
        return parser.cells

    return read
''',
            "tests/test_render.py": r(T_RENDER, ("import render\n", "import render, render_html\n"))
            + """

def test_html(invoice, cells):
    assert cells(render_html(invoice)) == ["Acme", "3", "Consulting", "240.00", "1", "Travel", "45.50"]


def test_html_is_escaped(invoice):
    invoice.customer = "Fish & Chips <Ltd>"
    assert "<h1>Fish &amp; Chips &lt;Ltd&gt;</h1>" in render_html(invoice)
""",
        },
    ),
    Case(
        "next number, clock injected",
        {
            "src/invoices/numbers.py": '''"""Numbers of invoices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date


def next_number(taken: Iterable[str], today: Callable[[], date] = date.today) -> str:
    """The year and the next free counter of it."""
    year = today().year
    used = [int(number.split("-")[1]) for number in taken if number.startswith(f"{year}-")]
    return f"{year}-{max(used, default=0) + 1:03d}"
''',
            "tests/test_numbers.py": """from datetime import date

from invoices.numbers import next_number


def in_2025():
    return date(2025, 6, 1)


def test_first_of_a_year():
    assert next_number(["2024-001", "2024-017"], in_2025) == "2025-001"


def test_next():
    assert next_number(["2025-002", "2024-099", "2025-009"], in_2025) == "2025-010"


def test_today():
    assert next_number([]).startswith(f"{date.today().year}-")
""",
        },
    ),
    Case(
        "total says its currency, by request",
        {
            "src/invoices/render.py": r(
                RENDER, ('{invoice.gross():>10.2f}"', '{invoice.gross():>10.2f} EUR"')
            ),
            "tests/test_render.py": r(T_RENDER, ("339.75\\n", "339.75 EUR\\n")),
        },
        changed_by_request=("tests/test_render.py::test_render",),
    ),
    Case(
        "command in a subprocess, csv",
        {
            "src/invoices/cli.py": r(
                CLI,
                ("import argparse\nimport sys\n", "import argparse\nimport csv\nimport sys\n"),
                (
                    '    commands.add_parser("list")\n',
                    '    commands.add_parser("list")\n    commands.add_parser("export")\n',
                ),
                (
                    "    else:\n",
                    """    elif args.command == "export":
        writer = csv.writer(sys.stdout, lineterminator="\\n")
        writer.writerow(["number", "customer", "issued", "gross"])
        for number in store.numbers():
            invoice = store.load(number)
            writer.writerow([number, invoice.customer, invoice.issued, invoice.gross()])
    else:
""",
                ),
            ),
            "tests/test_cli.py": r(
                T_CLI, ("import pytest\n", "import subprocess\nimport sys\n\nimport pytest\n")
            )
            + """

def test_export(database):
    done = subprocess.run([sys.executable, "-m", "invoices.cli", database, "export"], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["number,customer,issued,gross", "2024-001,Acme,2024-03-01,339.75"]
""",
        },
    ),
    Case(
        "dunning by status, enum and table",
        {
            "src/invoices/dunning.py": '''"""Reminders for late invoices."""

from __future__ import annotations

from datetime import date
from enum import Enum

GREETINGS = {"en": "Dear customer", "de": "Guten Tag", "fr": "Bonjour", "es": "Estimado cliente"}


class Stage(Enum):
    NONE = "none"
    REMINDER = "reminder"
    WARNING = "warning"
    COURT = "court"


def stage(due: date, today: date) -> Stage:
    late = (today - due).days
    if late <= 0:
        return Stage.NONE
    if late <= 14:
        return Stage.REMINDER
    if late <= 30:
        return Stage.WARNING
    return Stage.COURT


def greeting(language: str) -> str:
    return GREETINGS.get(language, GREETINGS["en"])
''',
            "tests/test_dunning.py": """from datetime import date, timedelta

import pytest

from invoices.dunning import Stage, greeting, stage

DUE = date(2024, 1, 31)


@pytest.mark.parametrize(
    ("late", "expected"),
    [(-1, Stage.NONE), (0, Stage.NONE), (1, Stage.REMINDER), (14, Stage.REMINDER), (15, Stage.WARNING), (30, Stage.WARNING), (31, Stage.COURT)],
)
def test_stage(late, expected):
    assert stage(DUE, DUE + timedelta(days=late)) is expected


@pytest.mark.parametrize(("language", "text"), [("en", "Dear customer"), ("de", "Guten Tag"), ("fr", "Bonjour"), ("es", "Estimado cliente"), ("xx", "Dear customer")])
def test_greeting(language, text):
    assert greeting(language) == text
""",
        },
    ),
    Case(
        "properties with hypothesis, a new dev dependency",
        {
            "pyproject.toml": r(PYPROJECT, ('dev = ["pytest"]', 'dev = ["pytest", "hypothesis"]')),
            "src/invoices/split.py": '''"""Payment in parts."""

from __future__ import annotations

from decimal import Decimal


def split(amount: Decimal, parts: int) -> list[Decimal]:
    """Parts in cents that add up; the first ones bear the rest."""
    if parts < 1:
        raise ValueError("at least one part")
    cents = int(amount * 100)
    each, rest = divmod(cents, parts)
    return [Decimal(each + (index < rest)) / 100 for index in range(parts)]
''',
            "tests/test_split.py": """from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoices.split import split


def test_thirds():
    assert split(Decimal("10.00"), 3) == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]


@given(st.integers(0, 10**9), st.integers(1, 60))
def test_adds_up(cents, parts):
    amount = Decimal(cents) / 100
    found = split(amount, parts)
    assert len(found) == parts
    assert sum(found) == amount
    assert max(found) - min(found) <= Decimal("0.01")


def test_no_parts():
    with pytest.raises(ValueError):
        split(Decimal(1), 0)
""",
        },
    ),
    Case(
        "refactoring: type alias and helper",
        {
            "src/invoices/store.py": r(
                STORE,
                (
                    "        lines = json.dumps([[line.text, line.quantity, str(line.price)] for line in invoice.lines])\n",
                    "        lines = _dump(invoice.lines)\n",
                ),
                (
                    "        lines = [Line(text, quantity, Decimal(price)) for text, quantity, price in json.loads(row[3])]\n        return Invoice(row[0], row[1], date.fromisoformat(row[2]), lines)",
                    "        return Invoice(row[0], row[1], date.fromisoformat(row[2]), _load(row[3]))",
                ),
                (
                    "\n\nclass Store",
                    """

def _dump(lines: list[Line]) -> str:
    return json.dumps([[line.text, line.quantity, str(line.price)] for line in lines])


def _load(text: str) -> list[Line]:
    return [Line(text, quantity, Decimal(price)) for text, quantity, price in json.loads(text)]


class Store""",
                ),
            )
        },
        nature="refactoring",
    ),
)
