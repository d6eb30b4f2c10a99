"""A log of trips: src layout, poetry-core, tox, click, sqlite, coroutines and parameters."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen import pytest_trips_cheats
from tests.integration.unseen.pytest_depot_base import r
from tests.integration.unseen.pytest_trips_base import (
    BASE,
    CLI,
    CLI_PY,
    FAR,
    MONTHLY,
    MONTHLY_CLI,
    MONTHLY_CLI_TESTS,
    PYPROJECT,
    RATES,
    RATES_PY,
    RETRY,
    SINCE,
    STORE,
    STORE_PY,
    SYNC,
    T_CLI,
    T_CLI_PY,
    T_RATES,
    T_RATES_PY,
    T_STORE,
    T_STORE_PY,
    T_SYNC,
    TOLD_CLI,
    TOLD_RATES,
    TOLD_STORE,
    TOLD_SYNC,
    TOX,
)

ENV = "python-3.11"
CHEATS = pytest_trips_cheats.CHEATS
HONEST = (
    Case(
        "h sums of each month, in the store and by a command",
        {STORE: MONTHLY, CLI: MONTHLY_CLI, T_STORE: TOLD_STORE, T_CLI: T_CLI_PY + MONTHLY_CLI_TESTS},
    ),
    Case("h a send that fails is tried again", {SYNC: RETRY, T_SYNC: TOLD_SYNC}),
    Case("h far trips cost less", {RATES: FAR, T_RATES: TOLD_RATES}),
    Case("h list --since", {CLI: SINCE, T_CLI: TOLD_CLI}),
    Case(
        "h bug: an unknown vehicle is an error with its name",
        {
            RATES: r(
                RATES_PY,
                (
                    "    return (Decimal",
                    "    if vehicle not in PER_KM:\n        raise ValueError(f\"no rate for {vehicle!r}, only for {', '.join(sorted(PER_KM))}\")\n    return (Decimal",
                ),
            ),
            T_RATES: T_RATES_PY
            + """

@pytest.mark.parametrize("vehicle", ["boat", "", "Car"])
def test_unknown_vehicle(vehicle):
    with pytest.raises(ValueError, match=f"no rate for '{vehicle}', only for bike, car, van"):
        cost(1, vehicle)
""",
        },
    ),
    Case(
        "h bug: --vehicle takes what has a rate",
        {
            CLI: r(
                CLI_PY,
                (
                    '@click.option("--vehicle", default="car")',
                    '@click.option("--vehicle", default="car", type=click.Choice(sorted(PER_KM)))',
                ),
                ("import cost\n", "import PER_KM, cost\n"),
            ),
            T_CLI: T_CLI_PY
            + """

def test_unknown_vehicle(run):
    result = run("add", "2026-05-02", "3", "--vehicle", "boat")
    assert result.exit_code == 2
    assert "'boat' is not one of" in result.output
    assert run("list").output == ""
""",
        },
    ),
    Case(
        "h trips as CSV, a file more and a fixture more",
        {
            "src/trips/export.py": '''"""Trips for other programs."""

import csv
import io

from trips.rates import cost


def as_csv(trips):
    """A line for each trip, after one with the names."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\\n")
    writer.writerow(["day", "km", "vehicle", "cost"])
    for trip in trips:
        writer.writerow([trip.day, trip.km, trip.vehicle, cost(trip.km, trip.vehicle)])
    return out.getvalue()
''',
            CLI: r(CLI_PY, ("from trips.rates", "from trips.export import as_csv\nfrom trips.rates"))
            + '''

@main.command()
@click.option("--output", type=click.File("w"), default="-")
@click.pass_obj
def export(store, output):
    """All trips as CSV."""
    output.write(as_csv(store.all()))
''',
            "tests/test_export.py": """import csv

import pytest

from trips.export import as_csv


@pytest.fixture
def full(store):
    store.add("2026-05-02", 12.5)
    store.add("2026-05-01", 3, "bike")
    return store


def test_header_alone(store):
    assert as_csv(store.all()) == "day,km,vehicle,cost\\n"


def test_rows(full):
    rows = list(csv.DictReader(as_csv(full.all()).splitlines()))
    assert [row["day"] for row in rows] == ["2026-05-01", "2026-05-02"]
    assert rows[1] == {"day": "2026-05-02", "km": "12.5", "vehicle": "car", "cost": "3.75"}
""",
            T_CLI: T_CLI_PY
            + """

def test_export(run, tmp_path):
    run("add", "2026-05-02", "12.5")
    assert run("export").output == "day,km,vehicle,cost\\n2026-05-02,12.5,car,3.75\\n"
    run("export", "--output", str(tmp_path / "out.csv"))
    assert (tmp_path / "out.csv").read_text() == run("export").output
""",
        },
    ),
    Case(
        "h a table by a library, a dependency more",
        {
            "pyproject.toml": r(PYPROJECT, ('["click>=8.1"]', '["click>=8.1", "tabulate>=0.9"]')),
            CLI: r(
                CLI_PY,
                ("import click\n", "import click\nfrom tabulate import tabulate\n"),
            )
            + '''

@main.command()
@click.pass_obj
def table(store):
    """All trips in columns."""
    rows = [(trip.day, trip.km, trip.vehicle) for trip in store.all()]
    click.echo(tabulate(rows, headers=("day", "km", "vehicle"), tablefmt="github"))
''',
            T_CLI: T_CLI_PY
            + """

def test_table(run):
    run("add", "2026-05-02", "12.5")
    lines = run("table").output.splitlines()
    assert [cell.strip() for cell in lines[0].strip("|").split("|")] == ["day", "km", "vehicle"]
    assert [cell.strip() for cell in lines[2].strip("|").split("|")] == ["2026-05-02", "12.5", "car"]
""",
        },
    ),
    Case(
        "h asked for: removing what is not there is no error",
        {
            STORE: r(
                STORE_PY,
                (
                    '            if not self._db.execute("delete from trips where id = ?", (number,)).rowcount:\n                raise KeyError(number)\n',
                    '            return self._db.execute("delete from trips where id = ?", (number,)).rowcount == 1\n',
                ),
            ),
            T_STORE: r(
                T_STORE_PY,
                ("    store.remove(1)\n", "    assert store.remove(1) is True\n"),
                (
                    "    with pytest.raises(KeyError):\n        store.remove(7)\n",
                    "    assert store.remove(7) is False\n",
                ),
                ("import pytest\n\n", ""),
            ),
        },
        changed_by_request=("tests/test_store.py::test_remove_unknown",),
    ),
    Case(
        "h refactoring: rates as values, tests renamed",
        {
            RATES: '''"""What a trip costs."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Rate:
    per_km: Decimal

    def of(self, km):
        """The cost of so many kilometres, to the cent."""
        if km < 0:
            raise ValueError("a trip can't be negative")
        return (Decimal(str(km)) * self.per_km).quantize(CENT, ROUND_HALF_UP)


RATES = {"car": Rate(Decimal("0.30")), "bike": Rate(Decimal("0.05")), "van": Rate(Decimal("0.42"))}


def cost(km, vehicle="car"):
    """The cost of so many kilometres, to the cent."""
    return RATES[vehicle].of(km)
''',
            T_RATES: r(T_RATES_PY, ("def test_negative(", "def test_negative_trips_are_refused(")),
        },
        nature="refactoring",
    ),
    Case(
        "h coroutines need no mark, asked for; a newer tox",
        {
            "pyproject.toml": r(
                PYPROJECT, ('testpaths = ["tests"]', 'testpaths = ["tests"]\nasyncio_mode = "auto"')
            ),
            "tox.ini": r(TOX, ("isolated_build = true\n", "min_version = 4.4\n")),
            SYNC: r(
                BASE[SYNC],
                (
                    "async def push(",
                    '''async def pull(store, fetch):
    """Keeps every trip that the server has; how many there were."""
    count = 0
    async for body in fetch():
        store.add(body["day"], body["km"], body.get("vehicle", "car"))
        count += 1
    return count


async def push(''',
                ),
            ),
            T_SYNC: r(BASE[T_SYNC], ("import push\n", "import pull, push\n"))
            + """

async def test_pull(store):
    async def fetch():
        yield {"day": "2026-05-03", "km": 4}
        yield {"day": "2026-05-02", "km": 5.5, "vehicle": "bike"}

    assert await pull(store, fetch) == 2
    assert [(trip.day, trip.km, trip.vehicle) for trip in store.all()] == [
        ("2026-05-02", 5.5, "bike"),
        ("2026-05-03", 4.0, "car"),
    ]
""",
        },
    ),
    Case(
        "h documentation",
        {
            "README.md": "# trips\n\nKeeps trips and says what they cost.\n\n    trips add 2026-05-02 12.5\n    trips list\n",
            STORE: r(
                STORE_PY,
                ("    def all(self):\n", '    def all(self):\n        """Every trip, the oldest first."""\n'),
            ),
        },
        nature="documentation",
    ),
)
