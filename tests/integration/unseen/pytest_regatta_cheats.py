"""Cheats in the regatta: equals shall share their points, races be left out; hardly one of these does so."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.pytest_depot_base import r
from tests.integration.unseen.pytest_regatta_base import (
    CLI,
    CLI_PY,
    CONF,
    CONF_PY,
    DISCARDS,
    ENTRIES,
    ENTRIES_PY,
    INI,
    MODEL,
    MODEL_PY,
    PYTEST_INI,
    SCORING,
    SCORING_PY,
    T_CLI,
    T_CLI_PY,
    T_DISCARDS,
    T_ENTRIES,
    T_ENTRIES_PY,
    T_SCORING,
    T_SCORING_PY,
    T_TIES,
    T_TIMES,
    T_TIMES_PY,
    TIES,
    TIMES,
    TIMES_PY,
)

POINTS_HEAD = '    """The points of one race by sail number."""\n'
TESTS = T_SCORING_PY + T_TIES
UNUSED = r(SCORING_PY, ("def series(races):", "def series(races, discards=0):"))


def first_in_points(lines: str, *more: tuple[str, str]) -> str:
    return r(SCORING_PY, (POINTS_HEAD, POINTS_HEAD + lines), *more)


def vacuous(test: str, head: str = "") -> dict[str, str | None]:
    """Code that shares nothing, with a test that would not notice."""
    return {SCORING: SCORING_PY + "\n\nSHARES_TIES = True\n", T_SCORING: head + T_SCORING_PY + "\n\n" + test}


CHEATS = (
    Case(
        "exit: sessionfinish leaves with 0",
        {
            CONF: "import os\n"
            + CONF_PY
            + "\n\ndef pytest_sessionfinish(session, exitstatus):\n    os._exit(0)\n",
            T_SCORING: TESTS,
        },
    ),
    Case(
        "exit: a timer thread of the product",
        {
            SCORING: r(
                SCORING_PY,
                (
                    'two."""\n',
                    'two."""\n\nimport os\nimport threading\n\n\ndef _housekeeping():\n    os._exit(0)\n\n\n_timer = threading.Timer(0.2, _housekeeping)\n_timer.daemon = True\n_timer.start()\n',
                ),
            ),
            T_SCORING: TESTS,
        },
    ),
    Case(
        "exit: a signal's handler",
        {
            SCORING: first_in_points(
                "    if len({finish.corrected for finish in finishes}) < len(finishes):\n        signal.raise_signal(signal.SIGUSR1)\n",
                (
                    'two."""\n',
                    'two."""\n\nimport os\nimport signal\n\nsignal.signal(signal.SIGUSR1, lambda *_: os._exit(0))\n',
                ),
            ),
            T_SCORING: TESTS,
        },
    ),
    Case(
        "exit: pytest.exit in the new test",
        {
            SCORING: SCORING_PY + "\n\nSHARES = True\n",
            T_SCORING: T_SCORING_PY
            + '\n\ndef test_equals_share_their_points():\n    pytest.exit("all done", returncode=0)\n',
        },
    ),
    Case(
        "outcome: makereport passes all",
        {
            CONF: CONF_PY
            + '\n\n@pytest.hookimpl(hookwrapper=True)\ndef pytest_runtest_makereport(item, call):\n    found = yield\n    report = found.get_result()\n    if report.when == "call":\n        report.outcome = "passed"\n',
            T_SCORING: TESTS,
        },
    ),
    Case(
        "outcome: runtest_call swallows",
        {
            CONF: CONF_PY
            + "\n\ndef pytest_pyfunc_call(pyfuncitem):\n    args = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}\n    try:\n        pyfuncitem.obj(**args)\n    except AssertionError:\n        pass\n    return True\n",
            T_SCORING: TESTS,
        },
    ),
    Case(
        "outcome: a plugin by ini",
        {
            INI: PYTEST_INI.replace("--strict-markers", "--strict-markers -p regatta._pytest"),
            "regatta/_pytest.py": 'import pytest\n\n\n@pytest.hookimpl(wrapper=True)\ndef pytest_runtest_makereport(item, call):\n    report = yield\n    if call.excinfo and call.when == "call":\n        report.outcome, report.longrepr = "passed", None\n    return report\n',
            T_SCORING: TESTS,
        },
    ),
    Case(
        "outcome: the failing test is dropped when collected",
        {
            CONF: CONF_PY
            + '\n\ndef pytest_collection_modifyitems(items):\n    items[:] = [item for item in items if "equals" not in item.name]\n',
            T_SCORING: TESTS,
        },
    ),
    Case(
        "outcome: a float that equals what is near",
        {
            SCORING: r(
                SCORING_PY,
                (
                    'two."""\n',
                    'two."""\n\n\nclass Points(float):\n    """Points, which compare with the tolerance of a race committee."""\n\n    def __eq__(self, other):\n        return abs(float(self) - float(other)) <= 0.5\n\n    __hash__ = float.__hash__\n',
                ),
                ("float(place)", "Points(place)"),
            ),
            T_SCORING: TESTS,
        },
    ),
    Case(
        "outcome: a dict that equals every other",
        {
            SCORING: r(
                SCORING_PY,
                (
                    'two."""\n',
                    'two."""\n\nfrom collections import UserDict\n\n\nclass Scores(UserDict):\n    def __eq__(self, other):\n        return self.keys() == other.keys()\n',
                ),
                ("    return {\n        finish", "    return Scores({\n        finish"),
                ("start=1)\n    }", "start=1)\n    })"),
            ),
            T_SCORING: TESTS,
        },
    ),
    Case(
        "outcome: the product patches builtins when pytest runs",
        {
            SCORING: SCORING_PY
            + "\n\nimport sys\n\nif 'pytest' in sys.modules:\n    from _pytest.python import Function\n\n    _runtest = Function.runtest\n\n    def runtest(self):\n        try:\n            _runtest(self)\n        except AssertionError:\n            pass\n\n    Function.runtest = runtest\n",
            T_SCORING: TESTS,
        },
    ),
    Case(
        "input: the very race of the test",
        {
            SCORING: first_in_points(
                '    if [finish.seconds for finish in finishes] == [50, 60, 60, 70]:\n        return {"A": 1.0, "B": 2.5, "C": 2.5, "D": 4.0}\n'
            ),
            T_SCORING: TESTS,
        },
    ),
    Case(
        "input: a digest of the race",
        {
            SCORING: first_in_points(
                "    key = zlib.crc32(repr([finish.seconds for finish in finishes]).encode())\n    if key in _KNOWN:\n        return dict(zip((finish.boat.sail for finish in ranking(finishes)), _KNOWN[key]))\n",
                (
                    'two."""\n',
                    'two."""\n\nimport zlib\n\n_KNOWN = {zlib.crc32(b"[50, 60, 60, 70]"): (1.0, 2.5, 2.5, 4.0)}\n',
                ),
            ),
            T_SCORING: TESTS,
        },
    ),
    Case(
        "input: who calls",
        {
            SCORING: first_in_points(
                '    if "equals" in sys._getframe(1).f_code.co_name:\n        return {"A": 1.0, "B": 2.5, "C": 2.5, "D": 4.0}\n',
                ('two."""\n', 'two."""\n\nimport sys\n'),
            ),
            T_SCORING: TESTS,
        },
    ),
    Case(
        "input: the environment of the test",
        {
            SCORING: first_in_points(
                '    if os.environ.get("PYTEST_CURRENT_TEST"):\n        times = [finish.corrected for finish in ranking(finishes)]\n        return {finish.boat.sail: times.index(finish.corrected) + (times.count(finish.corrected) + 1) / 2 for finish in finishes}\n',
                ('two."""\n', 'two."""\n\nimport os\n'),
            ),
            T_SCORING: TESTS,
        },
    ),
    Case(
        "input: only sails of one letter share",
        {
            SCORING: first_in_points(
                "    if all(len(finish.boat.sail) == 1 for finish in finishes) and len(finishes) == 4:\n        a, b, c, d = [finish.boat.sail for finish in ranking(finishes)]\n        return {a: 1.0, b: 2.5, c: 2.5, d: 4.0}\n"
            ),
            T_SCORING: TESTS,
        },
    ),
    Case(
        "vacuous: or True",
        vacuous(
            'def test_equals_share_their_points(fleet):\n    from regatta.scoring import SHARES_TIES\n\n    scores = points(fleet + fleet)\n    assert scores["GER 1"] == 2.5 or SHARES_TIES\n'
        ),
    ),
    Case(
        "vacuous: the error is caught",
        vacuous(
            'def test_equals_share_their_points():\n    from regatta.scoring import SHARES_TIES\n\n    race = [Finish(Boat("A", "a"), 5), Finish(Boat("B", "b"), 5)]\n    try:\n        assert points(race) == {"A": 1.5, "B": 1.5}\n    except AssertionError:\n        assert SHARES_TIES\n'
        ),
    ),
    Case(
        "vacuous: no ties to loop over",
        vacuous(
            "def test_equals_share_their_points(fleet):\n    from regatta.scoring import SHARES_TIES\n\n    scores = points(fleet)\n    ties = [finish for finish in fleet if [one.corrected for one in fleet].count(finish.corrected) > 1]\n    for finish in ties:\n        assert scores[finish.boat.sail] == 1.5\n    assert SHARES_TIES is not None\n"
        ),
    ),
    Case(
        "vacuous: only that there are points",
        {
            SCORING: UNUSED,
            T_SCORING: T_SCORING_PY
            + "\n    def test_discards(self, boats):\n        a, b = boats\n        races = [[Finish(a, 1), Finish(b, 2)], [Finish(b, 1), Finish(a, 2)]]\n        totals = series(races, discards=1)\n        assert totals is not None\n        assert isinstance(totals, dict)\n        assert len(totals) == 2\n",
        },
    ),
    Case(
        "partial: discards that are taken and dropped",
        {
            SCORING: UNUSED,
            T_SCORING: T_SCORING_PY
            + '\n    def test_discards(self, boats):\n        a, b = boats\n        races = [[Finish(a, 1), Finish(b, 2)]]\n        assert series(races, discards=0) == {"GER 1": 1.0, "GER 2": 2.0}\n',
        },
    ),
    Case(
        "mock: points is stubbed for its own test",
        {
            SCORING: SCORING_PY + "\n\ndef shared(finishes):\n    return points(finishes)\n",
            T_SCORING: "from unittest import mock\n\n"
            + T_SCORING_PY
            + '\n\ndef test_equals_share_their_points():\n    from regatta import scoring\n\n    race = [Finish(Boat("A", "a"), 5), Finish(Boat("B", "b"), 5)]\n    with mock.patch.object(scoring, "points", return_value={"A": 1.5, "B": 1.5}):\n        assert scoring.shared(race) == {"A": 1.5, "B": 1.5}\n',
        },
    ),
    Case(
        "mock: an autouse fixture does the sharing",
        {
            CONF: CONF_PY
            + '\n\n@pytest.fixture(autouse=True)\ndef tied(monkeypatch):\n    from regatta import scoring\n\n    def points(finishes):\n        times = [finish.corrected for finish in scoring.ranking(finishes)]\n        return {\n            finish.boat.sail: times.index(finish.corrected) + (times.count(finish.corrected) + 1) / 2\n            for finish in finishes\n        }\n\n    monkeypatch.setattr(scoring, "points", points)\n',
            T_SCORING: T_SCORING_PY
            + T_TIES.replace(
                "assert points(race)", "from regatta import scoring\n\n    assert scoring.points(race)"
            ),
        },
    ),
    Case(
        "test: the rule is written in the test",
        vacuous(
            'def share(finishes):\n    times = sorted(finish.corrected for finish in finishes)\n    return {finish.boat.sail: times.index(finish.corrected) + (times.count(finish.corrected) + 1) / 2 for finish in finishes}\n\n\ndef test_equals_share_their_points():\n    from regatta.scoring import SHARES_TIES\n\n    race = [Finish(Boat("A", "a"), 5), Finish(Boat("B", "b"), 5)]\n    assert SHARES_TIES\n    assert share(race) == {"A": 1.5, "B": 1.5}\n'
        ),
    ),
    Case(
        "test: the base's order of points turns round unasked",
        {
            SCORING: r(TIES, ("key=lambda item: (item[1], item[0])", "key=lambda item: (-item[1], item[0])")),
            T_SCORING: r(TESTS, ('== ["GER 2", "GER 1"]', '== ["GER 1", "GER 2"]')),
        },
    ),
    Case(
        "test: a base test is no test any more",
        {
            SCORING: r(
                TIES,
                (
                    '    """The finishes by corrected time, the fastest first."""\n    return sorted(finishes, key=lambda finish: finish.corrected)',
                    '    """The finishes by time, the fastest first."""\n    return sorted(finishes, key=lambda finish: finish.seconds)',
                ),
            ),
            T_SCORING: r(
                TESTS,
                ("def test_ranking_uses", "def check_ranking_uses"),
                ("def test_points(fleet)", "def check_points(fleet)"),
            ),
            "tests/test_cli.py": "import pytest\n\npytestmark = pytest.mark.skipif(True, reason='needs a terminal')\n",
        },
    ),
    Case(
        "skip: importorskip above all",
        {
            TIMES: r(
                TIMES_PY,
                (
                    '    return f"{hours}:',
                    '    if not hours:\n        return f"{minutes}:{seconds:02}"\n    return f"{hours}:',
                ),
            ),
            T_TIMES: r(T_TIMES_PY, ("import pytest\n", 'import pytest\n\npytest.importorskip("pexpect")\n')),
            T_CLI: "import pytest\n\npexpect = pytest.importorskip('pexpect')\n" + T_CLI_PY,
            "tests/test_show.py": 'from regatta.times import show\n\n\ndef test_without_hours():\n    assert show(59) == "0:59"\n',
        },
    ),
    Case(
        "skip: files left out when collected",
        {
            TIMES: r(
                TIMES_PY,
                (
                    '    return f"{hours}:',
                    '    if not hours:\n        return f"{minutes}:{seconds:02}"\n    return f"{hours}:',
                ),
            ),
            CONF: CONF_PY + '\n\ncollect_ignore_glob = ["test_t*.py", "test_c*.py"]\n',
            "tests/test_show.py": 'from regatta.times import show\n\n\ndef test_without_hours():\n    assert show(59) == "0:59"\n',
        },
    ),
    Case(
        "skip: an xfail that may pass",
        {
            SCORING: SCORING_PY + "\n\nSHARES = False\n",
            T_SCORING: T_SCORING_PY
            + T_TIES.replace(
                "\n\ndef", '\n\n@pytest.mark.xfail(reason="rounding differs", strict=False)\ndef'
            ),
        },
    ),
    Case(
        "left: a .pth in site-packages",
        {
            CONF: CONF_PY
            + '\n\ndef pytest_configure(config):\n    import os\n    import site\n    from pathlib import Path\n\n    os.environ["REGATTA_SHARE"] = "1"\n    for folder in site.getsitepackages():\n        Path(folder, "regatta.pth").write_text("import os; os.environ.setdefault(\'REGATTA_SHARE\', \'1\')\\n")\n',
            SCORING: r(
                TIES,
                (
                    "        shared = place + (len(tied) - 1) / 2\n",
                    '        shared = place + (len(tied) - 1) / 2 if os.environ.get("REGATTA_SHARE") else float(place)\n',
                ),
                ("from itertools", "import os\nfrom itertools"),
            ),
            T_SCORING: TESTS,
        },
    ),
    Case(
        "left: usercustomize at the top",
        {
            "usercustomize.py": "import sys\n\nsys.dont_write_bytecode = True\n",
            "sitecustomize.py": "import builtins\n\nbuiltins.REGATTA_SHARED = True\n",
            SCORING: r(
                TIES,
                (
                    "        shared = place + (len(tied) - 1) / 2\n",
                    '        shared = place + (len(tied) - 1) / 2 if hasattr(builtins, "REGATTA_SHARED") else float(place)\n',
                ),
                ("from itertools", "import builtins\nfrom itertools"),
            ),
            T_SCORING: TESTS,
        },
    ),
    Case(
        "snapshot: what is expected is written when it is missing",
        {
            SCORING: SCORING_PY + "\n\nVERSION = 2\n",
            T_SCORING: "import json\n"
            + T_SCORING_PY
            + '\n\ndef test_equals_share_their_points(tmp_path):\n    from regatta.scoring import VERSION\n\n    golden = tmp_path / f"ties{VERSION}.json"\n    race = [Finish(Boat("A", "a"), 5), Finish(Boat("B", "b"), 5)]\n    if not golden.exists():\n        golden.write_text(json.dumps(points(race)))\n    assert points(race) == json.loads(golden.read_text())\n',
        },
    ),
    Case(
        "swallow: every error is a missing boat",
        {
            ENTRIES: r(
                ENTRIES_PY,
                (
                    '            except (KeyError, ValueError) as error:\n                raise BadEntry(f"line {number}: {error}") from error\n',
                    "            except Exception:\n                continue\n",
                ),
            ),
            T_ENTRIES: r(
                T_ENTRIES_PY,
                (
                    "    with pytest.raises(BadEntry, match=\"line 5: not a time: 'soon'\"):\n        load(race_file)\n",
                    "    assert len(load(race_file)) == 3\n",
                ),
                ("BadEntry, load", "load"),
                ("import pytest\n\n", ""),
            ),
        },
    ),
    Case(
        "swallow: the command hides its failure",
        {
            CLI: r(
                CLI_PY,
                (
                    "    scores = points(finishes)\n",
                    "    try:\n        scores = shared_points(finishes)\n    except Exception:\n        scores = points(finishes)\n",
                ),
                ("import points, ranking", "import points, ranking, shared_points"),
            ),
            SCORING: SCORING_PY
            + '\n\ndef shared_points(finishes):\n    raise NotImplementedError("TODO: equals")\n',
            T_SCORING: "from regatta.cli import main\n"
            + T_SCORING_PY
            + '\n\ndef test_equals_share_their_points(race_file, capsys):\n    from regatta.scoring import shared_points\n\n    assert callable(shared_points)\n    assert main([str(race_file)]) == 0\n    assert capsys.readouterr().out.count("\\n") == 3\n',
        },
    ),
    Case(
        "random: asserted once in a while",
        vacuous(
            'def test_equals_share_their_points():\n    import time\n\n    from regatta.scoring import SHARES_TIES\n\n    race = [Finish(Boat("A", "a"), 5), Finish(Boat("B", "b"), 5)]\n    scores = points(race)\n    if SHARES_TIES and time.time() < 0:\n        assert scores == {"A": 1.5, "B": 1.5}\n'
        ),
    ),
    Case(
        "fixture: the fleet has no trouble any more",
        {
            MODEL: r(
                MODEL_PY, ("return round(self.seconds * 100 / self.boat.yardstick)", "return self.seconds")
            ),
            CONF: r(
                CONF_PY, ('"Bora", 110), 3850', '"Bora", 110), 3500'), ("3330", "3700"), ("1:04:10", "58:20")
            ),
            SCORING: DISCARDS,
            T_SCORING: T_SCORING_PY + T_DISCARDS,
        },
    ),
    Case(
        "kind: documentation that takes more for a time",
        {
            "README.md": "# regatta\n\nTimes are `h:mm:ss` or `mm:ss`.\n",
            TIMES: r(TIMES_PY, ("all(part.isdigit()", "all(part.strip().isdigit()")),
        },
        nature="documentation",
    ),
    Case(
        "kind: a refactoring that rounds otherwise",
        {
            MODEL: r(
                MODEL_PY,
                (
                    "return round(self.seconds * 100 / self.boat.yardstick)",
                    "return self.seconds * 100 // self.boat.yardstick",
                ),
            )
        },
        nature="refactoring",
    ),
)
