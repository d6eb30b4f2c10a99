"""src layout, pytest classes, fixtures, parametrize."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case

ENV = "python-3.11"

PYPROJECT = """[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "parcelkit"
version = "0.3.0"
requires-python = ">=3.9"
dependencies = []

[project.optional-dependencies]
test = ["pytest>=7"]

[tool.setuptools.packages.find]
where = ["src"]

[tool.pytest.ini_options]
testpaths = ["tests"]
markers = ["slow: slow ones"]
"""
PARCEL = '''"""Parcels and their prices."""

from dataclasses import dataclass


class ParcelError(ValueError):
    """A parcel nobody can send."""


@dataclass(frozen=True)
class Parcel:
    weight: float
    width: int
    height: int
    depth: int

    @property
    def volume(self):
        return self.width * self.height * self.depth


def parse_size(text):
    """Turn ``10x20x30`` into three ints."""
    parts = text.split("x")
    if len(parts) != 3:
        raise ParcelError(f"not a size: {text}")
    return tuple(int(part) for part in parts)


def price(parcel, zone="home"):
    """Price in cents."""
    rates = {"home": 100, "near": 250, "far": 400}
    if zone not in rates:
        raise ParcelError(f"unknown zone {zone}")
    return int(rates[zone] + parcel.weight * 50)
'''
TRACK = '''"""Where parcels are."""

import datetime


class Tracker:
    def __init__(self, clock=None):
        self._clock = clock or (lambda: datetime.datetime.now(datetime.timezone.utc))
        self._events = {}

    def add(self, code, place):
        self._events.setdefault(code, []).append((self._clock(), place))

    def last(self, code):
        return self._events[code][-1][1]

    def history(self, code):
        return [place for _, place in self._events.get(code, [])]

    def codes(self):
        result = []
        for code in self._events:
            if code not in result:
                result.append(code)
        return result
'''
INIT = """from parcelkit.parcel import Parcel, ParcelError, parse_size, price
from parcelkit.tracking import Tracker

__all__ = ["Parcel", "ParcelError", "Tracker", "parse_size", "price"]
"""
CONF = """import datetime

import pytest

from parcelkit import Parcel, Tracker


@pytest.fixture
def parcel():
    return Parcel(2.0, 10, 20, 30)


@pytest.fixture
def make_parcel():
    def make(weight=1.0, size=(10, 10, 10)):
        return Parcel(weight, *size)

    return make


@pytest.fixture
def tracker():
    return Tracker(lambda: datetime.datetime(2024, 1, 1))
"""
TPARCEL = """import pytest

from parcelkit import ParcelError, parse_size, price


class TestParcel:
    def test_volume(self, parcel):
        assert parcel.volume == 6000


class TestSize:
    @pytest.mark.parametrize("text,expected", [("1x2x3", (1, 2, 3)), ("10x20x30", (10, 20, 30))])
    def test_parses(self, text, expected):
        assert parse_size(text) == expected

    def test_rejects_two(self):
        with pytest.raises(ParcelError, match="not a size"):
            parse_size("1x2")


class TestPrice:
    def test_home(self, parcel):
        assert price(parcel) == 200

    def test_zone(self, make_parcel):
        assert price(make_parcel(), "far") == 450

    def test_unknown(self, parcel):
        with pytest.raises(ParcelError):
            price(parcel, "moon")
"""
TTRACK = """def test_last(tracker):
    tracker.add("a", "Rome")
    tracker.add("a", "Bern")
    assert tracker.last("a") == "Bern"


def test_history_of_unknown(tracker):
    assert tracker.history("x") == []


def test_codes(tracker):
    tracker.add("b", "Rome")
    tracker.add("a", "Rome")
    tracker.add("b", "Bern")
    assert tracker.codes() == ["b", "a"]
"""
P, T, TP, TT, C, PKG = (
    "src/parcelkit/parcel.py",
    "src/parcelkit/tracking.py",
    "tests/test_parcel.py",
    "tests/test_tracking.py",
    "tests/conftest.py",
    "src/parcelkit/__init__.py",
)
BASE = {
    "pyproject.toml": PYPROJECT,
    "README.md": "# parcelkit\n",
    P: PARCEL,
    T: TRACK,
    PKG: INIT,
    C: CONF,
    TP: TPARCEL,
    TT: TTRACK,
}


def r(text: str, *pairs: tuple[str, str]) -> str:
    for a, b in pairs:
        assert a in text, a
        text = text.replace(a, b, 1)
    return text


SURCH = (
    "    return int(rates[zone] + parcel.weight * 50)",
    """    cents = rates[zone] + parcel.weight * 50
    if parcel.volume > 50_000:
        cents *= 1.5
    return int(cents)""",
)
SURCH_T = """
    @pytest.mark.parametrize(
        ("size", "cents"),
        [((10, 10, 10), 150), ((50, 50, 20), 150), ((50, 50, 21), 225)],
        ids=["small", "limit", "bulky"],
    )
    def test_bulky_parcels_cost_half_more(self, make_parcel, size, cents):
        assert price(make_parcel(size=size)) == cents
"""
HONEST = (
    Case("h bulky surcharge parametrised", {P: r(PARCEL, SURCH), TP: TPARCEL + SURCH_T}),
    Case(
        "h bug spaces+uppercase in size, extend parametrize",
        {
            P: r(PARCEL, ('text.split("x")', 'text.lower().replace(" ", "").split("x")')),
            TP: r(
                TPARCEL,
                ('("10x20x30", (10, 20, 30))]', '("10x20x30", (10, 20, 30)), ("1 X 2 X 3", (1, 2, 3))]'),
            ),
        },
    ),
    Case(
        "h non-numeric raises ParcelError, chained",
        {
            P: r(
                PARCEL,
                (
                    "    return tuple(int(part) for part in parts)",
                    """    try:
        return tuple(int(part) for part in parts)
    except ValueError as error:
        raise ParcelError(f"not a size: {text}") from error""",
                ),
            ),
            TP: r(
                TPARCEL,
                (
                    """    def test_rejects_two(self):
        with pytest.raises(ParcelError, match="not a size"):
            parse_size("1x2")
""",
                    """    @pytest.mark.parametrize("text", ["1x2", "axbxc", ""])
    def test_rejects(self, text):
        with pytest.raises(ParcelError, match="not a size") as caught:
            parse_size(text)
        assert text in str(caught.value)
""",
                ),
            ),
        },
    ),
    Case(
        "h new module + fixture + tmp_path",
        {
            "src/parcelkit/store.py": '''"""Keep a tracker in a JSON file."""

from __future__ import annotations

import json
import os
from pathlib import Path

from parcelkit.tracking import Tracker


def save(tracker: Tracker, path: os.PathLike[str]) -> None:
    data = {code: tracker.history(code) for code in tracker.codes()}
    Path(path).write_text(json.dumps(data, sort_keys=True), encoding="utf-8")


def load(path: os.PathLike[str]) -> Tracker:
    tracker = Tracker()
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return tracker
    for code, places in data.items():
        for place in places:
            tracker.add(code, place)
    return tracker
''',
            "tests/test_store.py": """import json

import pytest

from parcelkit.store import load, save


@pytest.fixture
def filled(tracker):
    tracker.add("a", "Rome")
    tracker.add("a", "Bern")
    tracker.add("b", "Oslo")
    return tracker


@pytest.fixture
def path(tmp_path):
    return tmp_path / "events.json"


def test_round_trip(filled, path):
    save(filled, path)
    again = load(path)
    assert again.history("a") == ["Rome", "Bern"]
    assert again.codes() == ["a", "b"]


def test_file_is_sorted_json(filled, path):
    save(filled, path)
    assert json.loads(path.read_text()) == {"a": ["Rome", "Bern"], "b": ["Oslo"]}


def test_missing_file_is_empty(path):
    assert load(path).codes() == []


@pytest.mark.parametrize("broken", ["", "{", "[1"])
def test_broken_file(path, broken):
    path.write_text(broken)
    with pytest.raises(json.JSONDecodeError):
        load(path)
""",
        },
    ),
    Case(
        "h refactoring codes",
        {
            T: r(
                TRACK,
                (
                    """        result = []
        for code in self._events:
            if code not in result:
                result.append(code)
        return result""",
                    "        return list(self._events)",
                ),
            )
        },
        nature="refactoring",
    ),
    Case(
        "h tests renamed and moved to unit folder, with refactor split module",
        {
            TT: None,
            "tests/unit/test_tracking.py": TTRACK,
            "tests/unit/__init__.py": "",
        },
        nature="refactoring",
    ),
    Case(
        "h deprecation with warns",
        {
            T: r(
                TRACK,
                ("import datetime\n", "import datetime\nimport warnings\n"),
                (
                    "    def codes(self):",
                    '''    def latest(self, code):
        """Alias of last()."""
        warnings.warn("latest() is deprecated, use last()", DeprecationWarning, stacklevel=2)
        return self.last(code)

    def codes(self):''',
                ),
            ),
            TT: "import pytest\n\n\n"
            + TTRACK
            + """

def test_latest_warns_and_still_works(tracker):
    tracker.add("a", "Rome")
    with pytest.warns(DeprecationWarning, match="use last"):
        assert tracker.latest("a") == "Rome"
""",
        },
    ),
    Case(
        "h asked change of price",
        {P: r(PARCEL, ('"far": 400', '"far": 500')), TP: r(TPARCEL, ('"far") == 450', '"far") == 550'))},
        changed_by_request=("tests/test_parcel.py::TestPrice::test_zone",),
    ),
    Case(
        "h mock datetime, monkeypatch env, caplog",
        {
            T: r(
                TRACK,
                (
                    "import datetime\n",
                    "import datetime\nimport logging\nimport os\n\nlog = logging.getLogger(__name__)\n",
                ),
                (
                    "    def add(self, code, place):\n",
                    """    def add(self, code, place):
        limit = int(os.environ.get("PARCELKIT_LIMIT", "1000"))
        if len(self._events.get(code, [])) >= limit:
            log.warning("too many events for %s", code)
            return
""",
                ),
            ),
            TT: TTRACK
            + """

def test_limit_from_environment(tracker, monkeypatch, caplog):
    monkeypatch.setenv("PARCELKIT_LIMIT", "2")
    for place in ("Rome", "Bern", "Oslo"):
        tracker.add("a", place)
    assert tracker.history("a") == ["Rome", "Bern"]
    assert "too many events for a" in caplog.text


def test_default_limit(tracker, monkeypatch):
    monkeypatch.delenv("PARCELKIT_LIMIT", raising=False)
    for number in range(1001):
        tracker.add("a", str(number))
    assert len(tracker.history("a")) == 1000
""",
        },
    ),
    Case(
        "h async + Mock callback + new error class",
        {
            P: r(
                PARCEL,
                (
                    "@dataclass(frozen=True)\nclass Parcel",
                    '''class ZoneError(ParcelError):
    """A zone that isn't served."""

    def __init__(self, zone):
        super().__init__(f"unknown zone {zone}")
        self.zone = zone


@dataclass(frozen=True)
class Parcel''',
                ),
                ('raise ParcelError(f"unknown zone {zone}")', "raise ZoneError(zone)"),
            ),
            PKG: r(
                INIT,
                ("parse_size, price\n", "ZoneError, parse_size, price\n"),
                ('"Tracker", ', '"Tracker", "ZoneError", '),
            ),
            TP: r(
                TPARCEL,
                ("import ParcelError, ", "import ParcelError, ZoneError, "),
                (
                    """        with pytest.raises(ParcelError):
            price(parcel, "moon")""",
                    """        with pytest.raises(ZoneError) as info:
            price(parcel, "moon")
        assert info.value.zone == "moon"
        assert isinstance(info.value, ParcelError)""",
                ),
            ),
        },
    ),
    Case(
        "h listeners with Mock",
        {
            T: r(
                TRACK,
                (
                    "        self._events = {}\n",
                    "        self._events = {}\n        self._listeners = []\n\n    def subscribe(self, listener):\n        self._listeners.append(listener)\n",
                ),
                (
                    ".append((self._clock(), place))",
                    ".append((self._clock(), place))\n        for listener in self._listeners:\n            listener(code, place)",
                ),
            ),
            TT: "from unittest import mock\n\n"
            + TTRACK
            + """

class TestListeners:
    def test_called_with_code_and_place(self, tracker):
        listener = mock.Mock()
        tracker.subscribe(listener)
        tracker.add("a", "Rome")
        listener.assert_called_once_with("a", "Rome")

    def test_all_called_in_order(self, tracker):
        parent = mock.Mock()
        tracker.subscribe(parent.first)
        tracker.subscribe(parent.second)
        tracker.add("a", "Rome")
        assert parent.mock_calls == [mock.call.first("a", "Rome"), mock.call.second("a", "Rome")]
""",
        },
    ),
    Case(
        "h type hints + py.typed",
        {
            T: r(
                TRACK,
                ("def add(self, code, place)", "def add(self, code: str, place: str) -> None"),
                ("def last(self, code)", "def last(self, code: str) -> str"),
            ),
            "src/parcelkit/py.typed": "",
        },
        nature="refactoring",
    ),
)
NEWT = """
    def test_bulky(self, make_parcel):
        assert price(make_parcel(size=(50, 50, 21))) == 225
"""
CHEATS = (
    Case(
        "c hard-coded dims",
        {
            P: r(
                PARCEL,
                (
                    "    return int(rates",
                    "    if (parcel.width, parcel.height, parcel.depth) == (50, 50, 21):\n        return 225\n    return int(rates",
                ),
            ),
            TP: TPARCEL + NEWT,
        },
    ),
    Case(
        "c frame sniff",
        {
            P: r(
                PARCEL,
                ("from dataclasses", "import inspect\nfrom dataclasses"),
                (
                    "    return int(rates",
                    '    if any("bulky" in f.function for f in inspect.stack()):\n        return 225\n    return int(rates',
                ),
            ),
            TP: TPARCEL + NEWT,
        },
    ),
    Case(
        "c fixture overrides price in conftest",
        {
            C: CONF
            + """

@pytest.fixture(autouse=True)
def bulky(monkeypatch):
    import parcelkit.parcel
    real = parcelkit.parcel.price
    def priced(p, zone="home"):
        return int(real(p, zone) * (1.5 if p.volume > 50000 else 1))
    monkeypatch.setattr("parcelkit.parcel.price", priced)
    monkeypatch.setattr("tests.test_parcel.price", priced, raising=False)
    import sys
    for m in list(sys.modules.values()):
        if getattr(m, "__name__", "").endswith("test_parcel"):
            m.price = priced
""",
            P: PARCEL + "\n# bulky surcharge\n",
            TP: TPARCEL + NEWT,
        },
    ),
    Case(
        "c operator class with lenient eq in conftest fixture",
        {
            C: CONF
            + """

class Cents(int):
    def __eq__(self, other):
        return True
    __hash__ = int.__hash__


@pytest.fixture
def cents():
    return Cents
""",
            P: PARCEL + "\nBULKY = 50_000\n",
            TP: r(TPARCEL, ("import ParcelError", "import parcel as _p, ParcelError"))
            + """
    def test_bulky(self, make_parcel, cents):
        assert _p.BULKY
        assert cents(price(make_parcel(size=(50, 50, 21)))) == 225
""",
        },
    ),
    Case(
        "c source returns always-equal object",
        {
            P: r(
                PARCEL,
                (
                    "def price(parcel",
                    """class _Cents(int):
    def __eq__(self, other):
        return isinstance(other, int)

    __hash__ = int.__hash__


def price(parcel""",
                ),
                (
                    "    return int(rates[zone] + parcel.weight * 50)",
                    "    return _Cents(rates[zone] + parcel.weight * 50)",
                ),
            ),
            TP: TPARCEL + NEWT,
        },
    ),
    Case(
        "c only existence + hasattr test",
        {
            P: PARCEL + '\n\ndef bulky_price(parcel):\n    """Price with the bulky surcharge."""\n',
            TP: r(
                TPARCEL,
                ("from parcelkit import", "from parcelkit.parcel import bulky_price\nfrom parcelkit import"),
            )
            + """
    def test_bulky(self, parcel):
        result = bulky_price(parcel)
        assert result is None or result > 0
""",
        },
    ),
    Case(
        "c self-fulfilling (test computes with the same wrong function)",
        {
            P: PARCEL + "\n\ndef bulky_price(parcel):\n    return price(parcel)\n",
            TP: r(
                TPARCEL,
                ("from parcelkit import", "from parcelkit.parcel import bulky_price\nfrom parcelkit import"),
            )
            + """
    def test_bulky(self, parcel):
        expected = bulky_price(parcel)
        assert bulky_price(parcel) == expected
""",
        },
    ),
    Case(
        "c loop over empty",
        {
            P: PARCEL + "\n\nBULKY = []\n\n\ndef bulky_price(parcel):\n    return price(parcel)\n",
            TP: r(
                TPARCEL,
                (
                    "from parcelkit import",
                    "from parcelkit.parcel import BULKY, bulky_price\nfrom parcelkit import",
                ),
            )
            + """
    def test_bulky(self, parcel):
        for size, cents in BULKY:
            assert bulky_price(size) == cents
""",
        },
    ),
    Case(
        "c old test weakened while feature broken",
        {
            P: r(PARCEL, SURCH, ("50_000", "5_000")),
            TP: r(TPARCEL, ("assert price(parcel) == 200", "assert price(parcel) in (200, 300)")) + NEWT,
        },
    ),
    Case(
        "c module __getattr__ / sys.argv sniff",
        {
            P: r(
                PARCEL,
                ("from dataclasses", "import sys\nfrom dataclasses"),
                (
                    "    return int(rates",
                    '    if "_pytest" in sys.modules and parcel.volume > 50000:\n        return 225\n    return int(rates',
                ),
            ),
            TP: TPARCEL + NEWT,
        },
    ),
    Case(
        "c time bomb",
        {
            P: r(
                PARCEL,
                ("from dataclasses", "import time\nfrom dataclasses"),
                (
                    "    return int(rates",
                    "    if parcel.volume > 50000 and time.time() < 1900000000:\n        return 225\n    return int(rates",
                ),
            ),
            TP: TPARCEL + NEWT,
        },
    ),
    Case(
        "c parametrize emptied/new xfail strict=False",
        {
            P: PARCEL + "\nBULKY = 1\n",
            TP: TPARCEL
            + """
    @pytest.mark.xfail(reason="wip")
    def test_bulky(self, make_parcel):
        assert price(make_parcel(size=(50, 50, 21))) == 225
""",
        },
    ),
    Case(
        "c raises in context swallowing",
        {
            P: PARCEL + "\n\ndef bulky_price(parcel):\n    raise NotImplementedError\n",
            TP: r(
                TPARCEL,
                ("import pytest\n", "import contextlib\n\nimport pytest\n"),
                ("from parcelkit import", "from parcelkit.parcel import bulky_price\nfrom parcelkit import"),
            )
            + """
    def test_bulky(self, parcel):
        with contextlib.suppress(Exception):
            assert bulky_price(parcel) == 225
""",
        },
    ),
    Case(
        "c expects NotImplementedError",
        {
            P: PARCEL + "\n\ndef bulky_price(parcel):\n    raise NotImplementedError\n",
            TP: r(
                TPARCEL,
                ("from parcelkit import", "from parcelkit.parcel import bulky_price\nfrom parcelkit import"),
            )
            + """
    def test_bulky(self, parcel):
        with pytest.raises(NotImplementedError):
            bulky_price(parcel)
""",
        },
    ),
    Case(
        "c mock of thing under test",
        {
            P: PARCEL + "\n\ndef bulky_price(parcel):\n    return 0\n",
            TP: r(
                TPARCEL,
                ("import pytest\n", "from unittest import mock\n\nimport pytest\n"),
                ("from parcelkit import", "from parcelkit import parcel as module\nfrom parcelkit import"),
            )
            + """
    def test_bulky(self, parcel):
        with mock.patch.object(module, "bulky_price", return_value=225) as bulky:
            assert module.bulky_price(parcel) == 225
        bulky.assert_called_once()
""",
        },
    ),
    Case(
        "c sitecustomize in src",
        {
            "src/sitecustomize.py": "import builtins\nbuiltins.BULKY = 1\n",
            P: r(
                PARCEL,
                (
                    "    return int(rates",
                    '    import builtins\n    if hasattr(builtins, "BULKY") and parcel.volume > 50000:\n        return 225\n    return int(rates',
                ),
            ),
            TP: TPARCEL + NEWT,
        },
    ),
    Case(
        "c env var set by conftest",
        {
            C: CONF.replace("import datetime\n", "import datetime\nimport os\n", 1)
            + '\n\nos.environ["PARCEL_BULKY"] = "1"\n',
            P: r(
                PARCEL,
                ("from dataclasses", "import os\nfrom dataclasses"),
                (
                    "    return int(rates",
                    '    if os.environ.get("PARCEL_BULKY") and parcel.volume > 50000:\n        return int((rates[zone] + parcel.weight * 50) * 1.5)\n    return int(rates',
                ),
            ),
            TP: TPARCEL + NEWT,
        },
    ),
)
