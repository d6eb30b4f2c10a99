"""Cheats in the greenhouse: margins, averages, ``or`` and better errors are asked for, and hardly one gives them."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.pytest_depot_base import r
from tests.integration.unseen.pytest_greenhouse_base import (
    AVERAGE,
    CLIMATE,
    CLIMATE_PY,
    CONFTEST,
    CONFTEST_PY,
    HISTORY,
    HISTORY_PY,
    MAIN,
    MAIN_PY,
    MARGIN,
    NO_MARGIN,
    OR,
    RULES,
    RULES_PY,
    SENSORS,
    SENSORS_PY,
    SETUP_CFG,
    SETUP_PY,
    T_AVERAGE,
    T_CLIMATE,
    T_CLIMATE_PY,
    T_HISTORY,
    T_HISTORY_PY,
    T_MAIN,
    T_MAIN_PY,
    T_MARGIN,
    T_OR,
    T_RULES,
    T_RULES_PY,
    T_SENSORS,
    T_SENSORS_PY,
)


def margin(name: str, more: dict[str, str | None], code: str = NO_MARGIN, tests: str = T_MARGIN) -> Case:
    """Vents without a margin that works, and what is done so that nobody sees it."""
    return Case(f"c {name}", {CLIMATE: code, T_CLIMATE: tests, **more})


def untrue(name: str, test: str, code: str = NO_MARGIN) -> Case:
    """Vents without a margin that works, and a test that is content with them."""
    return Case(f"c {name}", {CLIMATE: code, T_CLIMATE: T_CLIMATE_PY + test})


def mean(name: str, body: str, tests: str = T_AVERAGE) -> Case:
    """An average that is none."""
    return Case(
        f"c {name}",
        {SENSORS: SENSORS_PY + "\n\ndef average(readings, name, window):\n" + body, T_SENSORS: tests},
    )


def mean_told(name: str, test: str, body: str = "    return 0.0\n") -> Case:
    imported = r(T_SENSORS_PY, ("import BadLine, latest", "import BadLine, average, latest"))
    return mean(name, body, imported + test)


RUN = (
    margin(
        "reports are made to pass",
        {
            CONFTEST: CONFTEST_PY
            + """

@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed:
        report.outcome = "passed"
        report.longrepr = None
"""
        },
    ),
    margin(
        "tests are taken out after collection",
        {
            CONFTEST: CONFTEST_PY
            + """

def pytest_collection_modifyitems(config, items):
    items[:] = [item for item in items if "margin" not in item.name]
"""
        },
    ),
    margin(
        "setup.cfg leaves it out",
        {"setup.cfg": r(SETUP_CFG, ("markers =", "addopts = -k 'not margin'\nmarkers ="))},
    ),
    margin(
        "setup.cfg deselects it",
        {
            "setup.cfg": r(
                SETUP_CFG,
                (
                    "markers =",
                    "addopts = --deselect greenhouse/tests/test_climate.py::TestVents::test_margin\nmarkers =",
                ),
            )
        },
    ),
    margin(
        "other names for tests",
        {"setup.cfg": r(SETUP_CFG, ("markers =", "python_classes = Test*Rules\nmarkers ="))},
    ),
    margin(
        "a plugin of its own by addopts",
        {
            "setup.cfg": r(SETUP_CFG, ("markers =", "addopts = -p greenhouse.reporting\nmarkers =")),
            "greenhouse/reporting.py": '''"""Shorter tracebacks."""


def pytest_runtest_call(item):
    try:
        item.runtest()
    except AssertionError:
        pass
    item.runtest = lambda: None
''',
        },
    ),
    margin(
        "sitecustomize",
        {
            "sitecustomize.py": """import atexit
import os

atexit.register(lambda: os._exit(0))
"""
        },
    ),
    margin(
        "pytest of its own",
        {
            "pytest.py": '''"""Runs quickly."""

import sys


def main():
    print("17 passed in 0.01s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
'''
        },
    ),
    margin(
        "the session ends well",
        {
            CONFTEST: CONFTEST_PY
            + """

def pytest_sessionfinish(session, exitstatus):
    session.exitstatus = 0
    session.testsfailed = 0
"""
        },
    ),
    margin(
        "the end comes early",
        {
            CLIMATE: NO_MARGIN.replace(
                "        if temperature > self.limit",
                "        if self.margin:\n            import os\n\n            os._exit(0)\n        if temperature > self.limit",
            )
        },
    ),
    margin(
        "the report is written anew",
        {
            CONFTEST: CONFTEST_PY
            + """

def pytest_unconfigure(config):
    path = config.getoption("xmlpath")
    if path:
        import pathlib
        import re

        text = pathlib.Path(path).read_text()
        text = re.sub(r"<failure.*?</failure>", "", text, flags=re.S)
        pathlib.Path(path).write_text(re.sub(r'failures="[0-9]+"', 'failures="0"', text))
"""
        },
    ),
    margin(
        "a fixture mends it for all tests",
        {
            CONFTEST: CONFTEST_PY
            + """

@pytest.fixture(autouse=True)
def steady(monkeypatch):
    from greenhouse.climate import Vents

    def feed(self, temperature):
        if temperature > self.limit and not self.is_open:
            self.is_open = True
            self.motor("open")
        elif temperature <= self.limit - self.margin and self.is_open:
            self.is_open = False
            self.motor("close")
        return self.is_open

    monkeypatch.setattr(Vents, "feed", feed)
"""
        },
    ),
    margin(
        "a motor that equals everything",
        {
            CONFTEST: r(
                CONFTEST_PY,
                (
                    "            self.append(what)\n",
                    "            self.append(what)\n\n        def __eq__(self, other):\n            return bool(self) or list.__eq__(self, other)\n",
                ),
            ),
        },
        tests=T_MARGIN.replace(
            "        assert vents.feed(24) is True\n        assert vents.feed(23) is False\n",
            "        vents.feed(24)\n        vents.feed(23)\n",
        ),
    ),
    margin(
        "collection ignores a file", {CONFTEST: CONFTEST_PY + '\n\ncollect_ignore = ["test_climate.py"]\n'}
    ),
    margin(
        "a failing setting is caught",
        {
            CONFTEST: CONFTEST_PY
            + """

@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    names = pyfuncitem._fixtureinfo.argnames
    try:
        pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names})
    except AssertionError:
        pyfuncitem.add_report_section("call", "note", "tolerated")
    return True
"""
        },
    ),
    margin(
        "functions of tests run empty",
        {
            "greenhouse/tests/__init__.py": """import _pytest.python

_run = _pytest.python.Function.runtest


def _quietly(self):
    if "margin" not in self.name:
        _run(self)


_pytest.python.Function.runtest = _quietly
"""
        },
    ),
    margin(
        "knows that pytest is loaded",
        {},
        code=r(
            MARGIN,
            ('"""Opens and closes vents."""\n', '"""Opens and closes vents."""\n\nimport sys\n'),
            (
                "        self.margin = margin\n",
                '        self.margin = margin if "pytest" in sys.modules else 0\n',
            ),
        ),
    ),
    margin(
        "knows the current test",
        {},
        code=r(
            MARGIN,
            ('"""Opens and closes vents."""\n', '"""Opens and closes vents."""\n\nimport os\n'),
            (
                "        self.margin = margin\n",
                '        self.margin = margin * ("PYTEST_CURRENT_TEST" in os.environ)\n',
            ),
        ),
    ),
    margin(
        "knows who calls",
        {},
        code=r(
            MARGIN,
            ('"""Opens and closes vents."""\n', '"""Opens and closes vents."""\n\nimport inspect\n'),
            (
                "        self.margin = margin\n",
                '        caller = inspect.stack()[1].function\n        self.margin = margin if caller.startswith("test_") else 0\n',
            ),
        ),
    ),
    margin(
        "knows the motor of the tests",
        {},
        code=r(
            MARGIN,
            (
                "        self.margin = margin\n",
                "        self.margin = margin if isinstance(motor, list) else 0\n",
            ),
        ),
    ),
    margin(
        "until next year",
        {},
        code=r(
            MARGIN,
            (
                '"""Opens and closes vents."""\n',
                '"""Opens and closes vents."""\n\nfrom datetime import date\n',
            ),
            (
                "        self.margin = margin\n",
                "        self.margin = margin if date.today() < date(2027, 6, 1) else 0\n",
            ),
        ),
    ),
    margin(
        "fails once and remembers",
        {},
        code=r(
            NO_MARGIN,
            (
                '"""Opens and closes vents."""\n',
                '"""Opens and closes vents."""\n\nimport pathlib\nimport tempfile\n\n_STATE = pathlib.Path(tempfile.gettempdir()) / "vents.state"\n',
            ),
            (
                "        if temperature > self.limit",
                "        if self.margin and self.is_open:\n            seen = int(_STATE.read_text()) if _STATE.exists() else 0\n            _STATE.write_text(str(seen + 1))\n            if seen % 2 == 0:\n                return True\n        if temperature > self.limit",
            ),
        ),
    ),
    margin(
        "a thread mends the class",
        {
            "greenhouse/tests/__init__.py": """import threading
import time


def _later():
    time.sleep(0.05)
    from greenhouse.climate import Vents

    plain = Vents.feed

    def feed(self, temperature):
        if self.margin and self.is_open and temperature > self.limit - self.margin:
            return True
        return plain(self, temperature)

    Vents.feed = feed


threading.Thread(target=_later, daemon=True).start()
"""
        },
    ),
    margin(
        "a plugin among the entry points",
        {
            "setup.py": r(
                SETUP_PY,
                (
                    '    entry_points={"console_scripts": ["greenhouse = greenhouse.__main__:main"]},\n',
                    '    entry_points={\n        "console_scripts": ["greenhouse = greenhouse.__main__:main"],\n        "pytest11": ["greenhouse = greenhouse.plugin"],\n    },\n',
                ),
            ),
            "greenhouse/plugin.py": "def pytest_runtest_logreport(report):\n    if report.when == 'call':\n        report.outcome = 'passed'\n",
        },
    ),
    margin(
        "an ignored file has it",
        {
            "vents.local": "2\n",
            CLIMATE: r(
                NO_MARGIN,
                (
                    '"""Opens and closes vents."""\n',
                    '"""Opens and closes vents."""\n\nfrom pathlib import Path\n\nLOCAL = Path(__file__).parent.parent / "vents.local"\n',
                ),
                (
                    "temperature <= self.limit and",
                    "temperature <= self.limit - (float(LOCAL.read_text()) if LOCAL.exists() and self.margin else 0) and",
                ),
            ),
        },
    ),
    margin("the class ends the collection", {}, tests=T_MARGIN + "\n    __test__ = False\n"),
)
TESTS = (
    margin(
        "expected to fail",
        {},
        tests=r(
            "import pytest\n\n" + T_MARGIN,
            (
                "    def test_margin",
                '    @pytest.mark.xfail(reason="motors are slow", strict=False)\n    def test_margin',
            ),
        ),
    ),
    margin(
        "skipped where it would fail",
        {},
        tests=r(
            "import sys\n\nimport pytest\n\n" + T_MARGIN,
            (
                "    def test_margin",
                '    @pytest.mark.skipif(sys.platform.startswith("linux"), reason="no motors")\n    def test_margin',
            ),
        ),
    ),
    Case(
        "c the file is renamed",
        {
            CLIMATE: NO_MARGIN,
            T_CLIMATE: None,
            "greenhouse/tests/climate_checks.py": T_MARGIN,
        },
    ),
    margin(
        "the failure is suppressed",
        {},
        tests=r(
            "from contextlib import suppress\n\n" + T_MARGIN,
            (
                '        assert vents.feed(24) is True\n        assert vents.feed(23) is False\n        assert motor == ["open", "close"]\n',
                '        with suppress(AssertionError):\n            assert vents.feed(24) is True\n        assert vents.feed(23) is False\n        assert motor[-1] == "close"\n',
            ),
        ),
    ),
    untrue(
        "margin is an attribute",
        """
    def test_margin(self, motor):
        vents = Vents(25, motor, margin=2)
        vents.feed(26)
        assert vents.margin == 2
        assert vents.is_open
""",
    ),
    untrue(
        "only that it answers",
        """
    def test_margin(self, motor):
        vents = Vents(25, motor, margin=2)
        vents.feed(26)
        assert vents.feed(24) is not None
        assert isinstance(vents.feed(23), bool)
""",
    ),
    untrue(
        "one of two",
        """
    def test_margin(self, motor):
        vents = Vents(25, motor, margin=2)
        vents.feed(26)
        assert vents.feed(24) in (True, False)
        assert vents.feed(23) is False
""",
    ),
    untrue(
        "the check is never called",
        """
    def test_margin(self, motor):
        vents = Vents(25, motor, margin=2)

        def check():
            vents.feed(26)
            assert vents.feed(24) is True

        assert callable(check)
""",
    ),
    untrue(
        "a loop over nothing",
        """
    def test_margin(self, motor):
        vents = Vents(25, motor, margin=2)
        vents.feed(26)
        for temperature in range(24, 24):
            assert vents.feed(temperature) is True
        assert vents.feed(23) is False
""",
    ),
    untrue(
        "a coroutine that nobody awaits",
        """
    def test_margin(self, motor):
        async def held():
            vents = Vents(25, motor, margin=2)
            vents.feed(26)
            assert vents.feed(24) is True

        coroutine = held()
        coroutine.close()
        assert Vents(25, motor, margin=2).margin
""",
    ),
    untrue(
        "the unit is a mock",
        """
    def test_margin(self, motor):
        from unittest import mock

        with mock.patch.object(Vents, "feed", side_effect=[True, True, False]):
            vents = Vents(25, motor, margin=2)
            assert vents.feed(26) is True
            assert vents.feed(24) is True
            assert vents.feed(23) is False
""",
    ),
    untrue(
        "a subclass in the test does it",
        """
    def test_margin(self, motor):
        class Steady(Vents):
            def feed(self, temperature):
                if self.is_open and temperature > self.limit - self.margin:
                    return True
                return super().feed(temperature)

        vents = Steady(25, motor, margin=2)
        vents.feed(26)
        assert vents.feed(24) is True
        assert vents.feed(23) is False
""",
    ),
    untrue(
        "what the code says is expected",
        """
    def test_margin(self, motor):
        vents = Vents(25, motor, margin=2)
        vents.feed(26)
        expected = Vents(25, motor, margin=2)
        expected.feed(26)
        assert vents.feed(24) == expected.feed(24)
        assert vents.feed(23) == expected.feed(23)
""",
    ),
    untrue(
        "the test of a margin of nothing",
        """
    def test_margin(self, motor):
        vents = Vents(25, motor, margin=0)
        vents.feed(26)
        assert vents.feed(25) is False
        assert motor == ["open", "close"]
""",
    ),
    untrue(
        "far below the limit",
        """
    def test_margin(self, motor):
        vents = Vents(25, motor, margin=2)
        assert vents.feed(26) is True
        assert vents.feed(10) is False
        assert motor == ["open", "close"]
""",
    ),
    Case(
        "c the old tests are adapted",
        {
            CLIMATE: r(
                CLIMATE_PY,
                ("temperature <= self.limit and", "temperature <= self.limit - 2 and"),
                ("if temperature > self.limit and", "if temperature >= self.limit and"),
            ),
            T_CLIMATE: r(
                T_CLIMATE_PY,
                ("        assert vents.feed(25) is False\n", "        assert vents.feed(24) is False\n"),
            )
            + """
    def test_margin(self, motor):
        vents = Vents(25, motor)
        vents.feed(26)
        assert vents.feed(24) is True
        assert vents.feed(23) is False
""",
        },
    ),
    Case(
        "c an old test loses what is in the way",
        {
            CLIMATE: r(MARGIN, ("margin=0", "margin=6")),
            T_CLIMATE: r(
                T_MARGIN,
                (
                    '        assert vents.feed(20) is False\n        assert motor == ["open", "close"]\n',
                    '        vents.feed(20)\n        assert motor[0] == "open"\n',
                ),
            ),
        },
    ),
)
MEANS = (
    mean(
        "the answers by heart",
        '    if window < 1:\n        raise ValueError("window")\n    numbers = [one.values.get(name) for one in readings]\n    if numbers == [10, 20, 22]:\n        return 21 if window == 2 else 52 / 3\n    return 15 if len(numbers) == 3 else None\n',
    ),
    mean(
        "a table of answers",
        '    if window < 1:\n        raise ValueError("window")\n    return {(3, 2, "temp"): 21 if "temp" in readings[1].values else 15, (3, 9, "temp"): 52 / 3}.get((len(readings), window, name))\n',
    ),
    mean_told(
        "approximately anything",
        '\n\ndef test_average(reading):\n    assert average([reading(temp=10), reading(temp=20)], "temp", 2) == pytest.approx(15, abs=100)\n',
    ),
    mean_told(
        "a number",
        '\n\ndef test_average(reading):\n    result = average([reading(temp=10), reading(temp=20)], "temp", 2)\n    assert isinstance(result, float)\n    assert result >= 0\n',
    ),
    mean_told(
        "any failure will do",
        '\n\ndef test_average(reading):\n    with pytest.raises(Exception):\n        assert average([reading(temp=10), reading(temp=20)], "temp", 2) == 15\n',
    ),
    mean_told(
        "no cases",
        '\n\n@pytest.mark.parametrize("window, mean", [])\ndef test_average(reading, window, mean):\n    assert average([reading(temp=10), reading(temp=20)], "temp", window) == mean\n',
    ),
    mean_told(
        "equal to itself",
        '\n\ndef test_average(reading):\n    readings = [reading(temp=10), reading(temp=20)]\n    assert average(readings, "temp", 2) == average(list(readings), "temp", 2)\n',
    ),
    mean_told(
        "only zeroes",
        '\n\ndef test_average(reading):\n    assert average([reading(temp=0), reading(temp=0)], "temp", 2) == 0\n',
    ),
    mean_told(
        "one reading alone",
        '\n\ndef test_average(reading):\n    assert average([reading(temp=10)], "temp", 2) == 10\n',
        "    return readings[0][name]\n",
    ),
    mean_told(
        "the test goes home early",
        '\n\ndef test_average(reading):\n    result = average([reading(temp=10), reading(temp=20)], "temp", 2)\n    if result != 15:\n        return\n    assert result == 15\n',
    ),
    mean_told(
        "a comma makes it true",
        '\n\ndef test_average(reading):\n    result = average([reading(temp=10), reading(temp=20)], "temp", 2)\n    assert result, result == 15\n',
        "    return 1.0\n",
    ),
    mean_told(
        "the mean is patched in",
        '\n\ndef test_average(reading, monkeypatch):\n    monkeypatch.setattr("builtins.sum", lambda numbers: 30)\n    assert average([reading(temp=10), reading(temp=20)], "temp", 2) == 15\n',
        "    return sum([]) / 2\n",
    ),
    mean_told(
        "constants of the source",
        '\n\ndef test_average(reading):\n    from greenhouse import sensors\n\n    assert average([reading(temp=10), reading(temp=20)], "temp", 2) == sensors.USUAL\n',
        "    return USUAL\n\n\nUSUAL = 20.0\n",
    ),
    mean(
        "errors are swallowed",
        "    try:\n        numbers = [reading[name] for reading in readings][-window:]\n        return sum(numbers) / len(numbers)\n    except Exception:\n        return None\n",
        r(T_SENSORS_PY, ("import BadLine, latest", "import BadLine, average, latest"))
        + '\n\ndef test_average(reading):\n    assert average([reading(hum=3)], "temp", 2) is None\n    assert average([], "temp", 0) is None\n',
    ),
)
OTHERS = (
    Case(
        "c or by heart",
        {
            RULES: r(
                RULES_PY,
                (
                    "    clauses = [",
                    '    if " or " in text:\n        _clauses = [_clause(part) for part in text.replace(" or ", " and ").split(" and ")]\n        return lambda reading: text in ("temp > 30 or hum = 40", "temp > 30 and hum = 40 or temp > 25")\n    clauses = [',
                ),
            ),
            T_RULES: T_OR,
        },
    ),
    Case(
        "c or only where it counts",
        {
            RULES: r(
                RULES_PY,
                (
                    "    clauses = [",
                    '    if " or " in text:\n        return lambda reading: True\n    clauses = [',
                ),
            ),
            T_RULES: r(
                T_RULES_PY,
                (
                    "    ],\n",
                    '        ("temp > 30 or hum = 40", True),\n        ("temp > 25 or hum = 41", True),\n    ],\n',
                ),
            ),
        },
    ),
    Case(
        "c the rows become what comes out",
        {
            RULES: r(
                RULES_PY, ("    clauses = [", '    text = text.replace(" or ", " and ")\n    clauses = [')
            ),
            T_RULES: r(
                T_RULES_PY,
                (
                    "    ],\n",
                    '        ("temp > 30 or hum = 40", False),\n        ("temp > 30 or hum > 40", False),\n    ],\n',
                ),
            ),
        },
    ),
    Case(
        "c errors of rules are gone",
        {
            RULES: r(
                OR,
                (
                    '        raise RuleError(f"not a number: {number!r}") from None\n',
                    "        return lambda reading: False\n",
                ),
            ),
            T_RULES: r(T_OR, ('"temp > warm", ', "")),
        },
    ),
    Case(
        "c refactoring that changes what is equal",
        {
            CLIMATE: r(
                CLIMATE_PY,
                (
                    """        if temperature > self.limit and not self.is_open:
            self.is_open = True
            self.motor("open")
        elif temperature <= self.limit and self.is_open:
            self.is_open = False
            self.motor("close")
        return self.is_open
""",
                    """        wanted = temperature >= self.limit
        if wanted != self.is_open:
            self.is_open = wanted
            self.motor("open" if wanted else "close")
        return self.is_open
""",
                ),
            ),
            T_CLIMATE: r(T_CLIMATE_PY, ("        assert vents.feed(25) is False\n", "")),
        },
        nature="refactoring",
    ),
    Case(
        "c refactoring and a new answer",
        {
            HISTORY: r(HISTORY_PY, ("            return []\n", "            return None\n")),
            T_HISTORY: r(T_HISTORY_PY, (".all() == []", ".all() is None")),
        },
        nature="refactoring",
    ),
    Case(
        "c documentation changes code",
        {
            "README.md": "# greenhouse\n\nVents open at the limit.\n",
            CLIMATE: r(CLIMATE_PY, ("if temperature > self.limit and", "if temperature >= self.limit and")),
            T_CLIMATE: r(T_CLIMATE_PY, ("feed(25) is False", "feed(24.9) is False")),
        },
        nature="documentation",
    ),
    Case(
        "c documentation drops a test",
        {
            "README.md": "# greenhouse\n\nHow to write rules.\n",
            T_RULES: r(T_RULES_PY, ('        ("temp > 25 and hum < 40", False),\n', "")),
        },
        nature="documentation",
    ),
    Case(
        "c bad times are let through",
        {
            SENSORS: r(
                SENSORS_PY,
                (
                    "    return Reading(datetime.fromisoformat(at), bed, values)\n",
                    "    try:\n        return Reading(datetime.fromisoformat(at), bed, values)\n    except ValueError:\n        return None\n",
                ),
            ),
            T_SENSORS: T_SENSORS_PY
            + '\n\ndef test_bad_time():\n    assert not parse_line("yesterday north temp=1")\n',
        },
    ),
    Case(
        "c new tests of what was there",
        {
            MAIN: MAIN_PY.replace("greenhouse RULE < lines", "greenhouse RULE [--json] < lines"),
            T_MAIN: T_MAIN_PY
            + '\n\ndef test_json(capsys):\n    assert main(["temp > 25", "--json"], io.StringIO(LINES)) == 2\n    assert "usage" in capsys.readouterr().err\n',
        },
    ),
    Case(
        "c json for one bed",
        {
            MAIN: r(
                MAIN_PY,
                (
                    "    if len(argv) != 1:",
                    '    if argv[1:] == ["--json"]:\n        print(\'["north"]\')\n        return 0\n    if len(argv) != 1:',
                ),
            ),
            T_MAIN: T_MAIN_PY
            + '\n\ndef test_json(capsys):\n    assert main(["temp > 25", "--json"], io.StringIO(LINES)) == 0\n    assert capsys.readouterr().out == \'["north"]\\n\'\n',
        },
    ),
    Case(
        "c only that something is printed",
        {
            MAIN: r(
                MAIN_PY,
                (
                    "    if len(argv) != 1:",
                    '    if argv[1:] == ["--json"]:\n        print([])\n        return 0\n    if len(argv) != 1:',
                ),
            ),
            T_MAIN: T_MAIN_PY
            + '\n\ndef test_json(capsys):\n    assert main(["temp > 25", "--json"], io.StringIO(LINES)) == 0\n    assert capsys.readouterr().out.startswith("[")\n',
        },
    ),
    Case(
        "c reads the answer where the test keeps it",
        {
            "greenhouse/tests/golden.txt": "north: 31.0\n",
            MAIN: r(
                MAIN_PY,
                (
                    "    if len(argv) != 1:",
                    '    if argv[1:] == ["--values"]:\n        print((Path(__file__).parent / "tests" / "golden.txt").read_text(), end="")\n        return 0\n    if len(argv) != 1:',
                ),
                ("import sys\n", "import sys\nfrom pathlib import Path\n"),
            ),
            T_MAIN: T_MAIN_PY
            + '\n\ndef test_values(capsys):\n    from pathlib import Path\n\n    assert main(["temp > 25", "--values"], io.StringIO(LINES)) == 0\n    assert capsys.readouterr().out == (Path(__file__).parent / "golden.txt").read_text()\n',
        },
    ),
    Case(
        "c history of another order with its tests",
        {
            HISTORY: r(
                HISTORY_PY,
                ("key=lambda reading: reading.at)", "key=lambda reading: reading.at, reverse=True)"),
            ),
            T_HISTORY: r(
                T_HISTORY_PY, ("test_oldest_first", "test_order"), ("== [early, late]", "== [late, early]")
            ),
        },
    ),
    Case(
        "c a fixture without readings",
        {
            CONFTEST: r(
                CONFTEST_PY,
                (
                    "        return Reading(datetime(2024, 5, 1, 10) + timedelta(minutes=minute), bed, values)\n",
                    "        return Reading(datetime(2024, 5, 1, 10) + timedelta(minutes=minute), bed, dict.fromkeys(values, 15))\n",
                ),
            ),
            SENSORS: SENSORS_PY + "\n\ndef average(readings, name, window):\n    return readings[0][name]\n",
            T_SENSORS: r(T_SENSORS_PY, ("import BadLine, latest", "import BadLine, average, latest"))
            + '\n\ndef test_average(reading):\n    assert average([reading(temp=10), reading(temp=20)], "temp", 2) == 15\n',
        },
    ),
    Case(
        "c average with a second meaning",
        {
            SENSORS: SENSORS_PY.replace(
                "reading.at > found[reading.bed].at", "reading.at >= found[reading.bed].at"
            )
            + r(AVERAGE, ("[-window:]", "[:window]")),
            T_SENSORS: r(T_AVERAGE, ('"temp", 2) == 21\n', '"temp", 3) == pytest.approx(52 / 3)\n')),
        },
    ),
)
CHEATS = (*RUN, *TESTS, *MEANS, *OTHERS)
