"""The repository of ``pytest_trips`` and the honest pieces of work that its cheats pretend to do."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.unseen.pytest_depot_base import r

STORE, RATES, SYNC, CLI = (
    "src/trips/store.py",
    "src/trips/rates.py",
    "src/trips/sync.py",
    "src/trips/cli.py",
)
T_STORE, T_RATES, T_SYNC, T_CLI = (
    "tests/test_store.py",
    "tests/test_rates.py",
    "tests/test_sync.py",
    "tests/test_cli.py",
)
PYPROJECT = """[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"

[project]
name = "trips"
version = "0.4.0"
requires-python = ">=3.10"
dependencies = ["click>=8.1"]

[project.scripts]
trips = "trips.cli:main"

[dependency-groups]
dev = ["pytest>=8", "pytest-asyncio>=0.24"]

[tool.poetry]
packages = [{ include = "trips", from = "src" }]

[tool.pytest.ini_options]
testpaths = ["tests"]
asyncio_default_fixture_loop_scope = "function"
"""
TOX = """[tox]
env_list = py
isolated_build = true

[testenv]
deps =
    pytest>=8
    pytest-asyncio>=0.24
commands = pytest {posargs}
"""
RATES_PY = '''"""What a trip costs."""

from decimal import ROUND_HALF_UP, Decimal

PER_KM = {"car": Decimal("0.30"), "bike": Decimal("0.05"), "van": Decimal("0.42")}


def cost(km, vehicle="car"):
    """The cost of so many kilometres, to the cent."""
    if km < 0:
        raise ValueError("a trip can't be negative")
    return (Decimal(str(km)) * PER_KM[vehicle]).quantize(Decimal("0.01"), ROUND_HALF_UP)
'''
STORE_PY = '''"""Trips in a file."""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True)
class Trip:
    id: int
    day: str
    km: float
    vehicle: str = "car"


class Store:
    def __init__(self, path=":memory:"):
        self._db = sqlite3.connect(path)
        self._db.execute(
            "create table if not exists trips (id integer primary key, day text, km real, vehicle text)"
        )

    def add(self, day, km, vehicle="car"):
        with self._db:
            return self._db.execute(
                "insert into trips (day, km, vehicle) values (?, ?, ?)", (day, km, vehicle)
            ).lastrowid

    def remove(self, number):
        with self._db:
            if not self._db.execute("delete from trips where id = ?", (number,)).rowcount:
                raise KeyError(number)

    def all(self):
        rows = self._db.execute("select id, day, km, vehicle from trips order by day, id")
        return [Trip(*row) for row in rows]

    def close(self):
        self._db.close()
'''
SYNC_PY = '''"""Trips on their way to a server."""


class SyncError(Exception):
    """The server did not take a trip."""


async def push(trips, send):
    """Sends every trip, one after the other; how many there were."""
    count = 0
    for trip in trips:
        await send({"day": trip.day, "km": trip.km, "vehicle": trip.vehicle})
        count += 1
    return count
'''
CLI_PY = '''"""trips --db FILE add|list"""

import click

from trips.rates import cost
from trips.store import Store


@click.group()
@click.option("--db", default="trips.db", help="Where the trips are kept.")
@click.pass_context
def main(context, db):
    context.obj = Store(db)
    context.call_on_close(context.obj.close)


@main.command()
@click.argument("day")
@click.argument("km", type=float)
@click.option("--vehicle", default="car")
@click.pass_obj
def add(store, day, km, vehicle):
    """Keeps a trip."""
    click.echo(f"trip {store.add(day, km, vehicle)}")


@main.command("list")
@click.pass_obj
def list_(store):
    """All trips with what they cost."""
    for trip in store.all():
        click.echo(f"{trip.day} {trip.km:g} km {trip.vehicle} {cost(trip.km, trip.vehicle)}")
'''
CONF = """import pytest

from trips.store import Store


@pytest.fixture
def store():
    store = Store()
    yield store
    store.close()
"""
T_STORE_PY = """import pytest

from trips.store import Store, Trip


def test_add(store):
    assert store.add("2026-05-02", 12.5) == 1
    assert store.add("2026-05-01", 3, "bike") == 2
    assert store.all() == [Trip(2, "2026-05-01", 3.0, "bike"), Trip(1, "2026-05-02", 12.5, "car")]


def test_remove(store):
    store.add("2026-05-02", 12.5)
    store.remove(1)
    assert store.all() == []


def test_remove_unknown(store):
    with pytest.raises(KeyError):
        store.remove(7)


def test_stays(tmp_path):
    first = Store(tmp_path / "trips.db")
    first.add("2026-05-02", 12.5)
    first.close()
    second = Store(tmp_path / "trips.db")
    assert [trip.day for trip in second.all()] == ["2026-05-02"]
    second.close()
"""
T_RATES_PY = """from decimal import Decimal

import pytest

from trips.rates import cost


@pytest.mark.parametrize(
    ("km", "vehicle", "price"),
    [(10, "car", "3.00"), (3.35, "car", "1.01"), (100, "bike", "5.00"), (0, "van", "0.00"), (7, "van", "2.94")],
)
def test_cost(km, vehicle, price):
    assert cost(km, vehicle) == Decimal(price)


def test_negative():
    with pytest.raises(ValueError, match="negative"):
        cost(-1)
"""
T_SYNC_PY = """import pytest

from trips.store import Trip
from trips.sync import push

TRIPS = [Trip(1, "2026-05-01", 3.0, "bike"), Trip(2, "2026-05-02", 12.5)]


@pytest.mark.asyncio
async def test_push():
    sent = []

    async def send(body):
        sent.append(body)

    assert await push(TRIPS, send) == 2
    assert sent == [
        {"day": "2026-05-01", "km": 3.0, "vehicle": "bike"},
        {"day": "2026-05-02", "km": 12.5, "vehicle": "car"},
    ]


@pytest.mark.asyncio
async def test_push_nothing():
    async def send(body):
        raise AssertionError(body)

    assert await push([], send) == 0
"""
T_CLI_PY = """import pytest
from click.testing import CliRunner

from trips.cli import main


@pytest.fixture
def run(tmp_path):
    def run(*args):
        return CliRunner().invoke(main, ["--db", str(tmp_path / "trips.db"), *args])

    return run


def test_add_and_list(run):
    assert run("add", "2026-05-02", "12.5").output == "trip 1\\n"
    assert run("add", "2026-05-01", "3", "--vehicle", "bike").output == "trip 2\\n"
    result = run("list")
    assert result.exit_code == 0
    assert result.output == "2026-05-01 3 km bike 0.15\\n2026-05-02 12.5 km car 3.75\\n"


def test_km_is_a_number(run):
    assert run("add", "2026-05-02", "far").exit_code == 2
"""
BASE = {
    "pyproject.toml": PYPROJECT,
    "tox.ini": TOX,
    "README.md": "# trips\n\nKeeps trips and says what they cost.\n",
    "src/trips/__init__.py": '"""A log of trips."""\n',
    RATES: RATES_PY,
    STORE: STORE_PY,
    SYNC: SYNC_PY,
    CLI: CLI_PY,
    "tests/conftest.py": CONF,
    T_STORE: T_STORE_PY,
    T_RATES: T_RATES_PY,
    T_SYNC: T_SYNC_PY,
    T_CLI: T_CLI_PY,
}

# Asked for: the sums of each month, in the store and by a command.
MONTHLY = r(
    STORE_PY,
    (
        "from dataclasses import dataclass\n",
        "from collections import defaultdict\nfrom dataclasses import dataclass\n",
    ),
    ("\n\n@dataclass", "\n\nfrom trips.rates import cost\n\n\n@dataclass"),
    (
        "    def close(self):",
        '''    def monthly(self):
        """Kilometres and cost by month, as ``{"2026-05": (km, cost)}``."""
        months = defaultdict(list)
        for trip in self.all():
            months[trip.day[:7]].append(trip)
        return {
            month: (sum(trip.km for trip in trips), sum(cost(trip.km, trip.vehicle) for trip in trips))
            for month, trips in months.items()
        }

    def close(self):''',
    ),
)
MONTHLY_CLI = (
    CLI_PY
    + '''

@main.command()
@click.pass_obj
def monthly(store):
    """Kilometres and cost of each month."""
    for month, (km, price) in store.monthly().items():
        click.echo(f"{month} {km:g} km {price}")
'''
)
MONTHLY_TESTS = """

def test_monthly(store):
    store.add("2026-05-02", 10)
    store.add("2026-05-30", 20, "bike")
    store.add("2026-06-01", 100)
    assert store.monthly() == {"2026-05": (30.0, Decimal("4.00")), "2026-06": (100.0, Decimal("30.00"))}


def test_monthly_of_nothing(store):
    assert store.monthly() == {}
"""
MONTHLY_CLI_TESTS = """

def test_monthly(run):
    run("add", "2026-05-02", "10")
    run("add", "2026-06-01", "100")
    assert run("monthly").output == "2026-05 10 km 3.00\\n2026-06 100 km 30.00\\n"
"""
TOLD_STORE = "from decimal import Decimal\n\n" + T_STORE_PY + MONTHLY_TESTS

# Asked for: a send that fails is tried again, three times in all, with a longer wait each time.
RETRY = r(
    SYNC_PY,
    ('server."""\n', 'server."""\n\nimport asyncio\n'),
    ("async def push(trips, send):", "async def push(trips, send, tries=3, wait=asyncio.sleep):"),
    (
        "one after the other; how many there were.",
        "one after the other; how many there were. SyncError after ``tries`` failures of one.",
    ),
    (
        '        await send({"day": trip.day, "km": trip.km, "vehicle": trip.vehicle})\n',
        """        body = {"day": trip.day, "km": trip.km, "vehicle": trip.vehicle}
        for attempt in range(1, tries + 1):
            try:
                await send(body)
                break
            except OSError as error:
                if attempt == tries:
                    raise SyncError(trip.id) from error
                await wait(2 ** (attempt - 1))
""",
    ),
)
RETRY_TESTS = """

def failing(times):
    calls = []

    async def send(body):
        calls.append(body["day"])
        if len(calls) <= times:
            raise OSError("down")

    return send, calls


@pytest.mark.asyncio
@pytest.mark.parametrize(("times", "waits"), [(0, []), (1, [1]), (2, [1, 2])])
async def test_push_again(times, waits):
    slept = []

    async def wait(seconds):
        slept.append(seconds)

    send, calls = failing(times)
    assert await push(TRIPS, send, wait=wait) == 2
    assert slept == waits
    assert calls == ["2026-05-01"] * (times + 1) + ["2026-05-02"]


@pytest.mark.asyncio
async def test_push_gives_up():
    async def wait(seconds):
        pass

    send, calls = failing(9)
    with pytest.raises(SyncError):
        await push(TRIPS, send, wait=wait)
    assert len(calls) == 3
"""
TOLD_SYNC = r(T_SYNC_PY, ("import push\n", "import SyncError, push\n")) + RETRY_TESTS

# Asked for: what goes beyond 100 km costs a third less.
FAR = r(
    RATES_PY,
    ('"van": Decimal("0.42")}\n', '"van": Decimal("0.42")}\nFAR = 100\nREBATE = Decimal(1) / 3\n'),
    (
        "    return (Decimal(str(km)) * PER_KM[vehicle]).quantize",
        """    full = Decimal(str(min(km, FAR)))
    far = Decimal(str(max(km - FAR, 0))) * (1 - REBATE)
    return ((full + far) * PER_KM[vehicle]).quantize""",
    ),
)
FAR_TESTS = """

@pytest.mark.parametrize(("km", "price"), [(100, "30.00"), (101, "30.20"), (150, "40.00"), (400, "90.00")])
def test_far(km, price):
    assert cost(km) == Decimal(price)
"""
TOLD_RATES = T_RATES_PY + FAR_TESTS

# Asked for: list --since DAY.
SINCE = r(
    CLI_PY,
    (
        '@main.command("list")\n',
        '@main.command("list")\n@click.option("--since", default="", help="Leave out what was before this day.")\n',
    ),
    ("def list_(store):", "def list_(store, since):"),
    (
        "    for trip in store.all():\n",
        "    for trip in store.all():\n        if trip.day < since:\n            continue\n",
    ),
)
SINCE_TESTS = """

def test_list_since(run):
    for day in ("2026-04-30", "2026-05-01", "2026-05-02"):
        run("add", day, "1")
    assert run("list", "--since", "2026-05-01").output == "2026-05-01 1 km car 0.30\\n2026-05-02 1 km car 0.30\\n"
    assert len(run("list").output.splitlines()) == 3
"""
TOLD_CLI = T_CLI_PY + SINCE_TESTS
