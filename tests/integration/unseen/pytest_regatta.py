"""Races scored by low points: a flat package, pytest.ini, dataclasses, argparse, parameters and fixtures."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen import pytest_regatta_base, pytest_regatta_cheats
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

ENV = "python-3.11"
BASE = pytest_regatta_base.BASE
CHEATS = pytest_regatta_cheats.CHEATS
HONEST = (
    Case("h equals share their points", {SCORING: TIES, T_SCORING: T_SCORING_PY + T_TIES}),
    Case("h discards", {SCORING: DISCARDS, T_SCORING: T_SCORING_PY + T_DISCARDS}),
    Case(
        "h boats that did not finish",
        {
            MODEL: r(
                MODEL_PY,
                ("    seconds: int\n", "    seconds: int | None\n"),
                (
                    "    @property\n",
                    "    @property\n    def finished(self):\n        return self.seconds is not None\n\n    @property\n",
                ),
            ),
            ENTRIES: r(
                ENTRIES_PY,
                (
                    '                finishes.append(Finish(boat, parse(row["time"])))\n',
                    '                time = row["time"].strip()\n                finishes.append(Finish(boat, None if time.upper() == "DNF" else parse(time)))\n',
                ),
            ),
            SCORING: r(
                SCORING_PY,
                (
                    "    return sorted(finishes, key",
                    "    arrived = [finish for finish in finishes if finish.finished]\n    return sorted(arrived, key",
                ),
                ("    return {\n        finish", "    scores = {\n        finish"),
                (
                    "start=1)\n    }\n",
                    "start=1)\n    }\n    for finish in finishes:\n        scores.setdefault(finish.boat.sail, float(len(finishes) + 1))\n    return scores\n",
                ),
            ),
            T_SCORING: T_SCORING_PY
            + '\n\ndef test_dnf_scores_one_more_than_boats(fleet):\n    lost = Finish(Boat("SWE 3", "Elsa"), None)\n    assert points([lost, *fleet])["SWE 3"] == 5.0\n    assert lost not in ranking([lost, *fleet])\n',
            T_ENTRIES: T_ENTRIES_PY
            + '\n\n@pytest.mark.parametrize("word", ["DNF", "dnf", " DNF "])\ndef test_load_dnf(race_file, word):\n    race_file.write_text(race_file.read_text() + f"SWE 3,Elsa,100,{word}\\n")\n    *_, last = load(race_file)\n    assert last.seconds is None\n    assert not last.finished\n',
        },
    ),
    Case(
        "h --json",
        {
            CLI: r(
                CLI_PY,
                ("import argparse\n", "import argparse\nimport json\n"),
                (
                    "    return parser\n",
                    '    parser.add_argument("--json", action="store_true", help="print JSON")\n    return parser\n',
                ),
                (
                    "    for finish in ranking",
                    "    if args.json:\n        print(json.dumps(rows(finishes)[: args.top], indent=2))\n        return 0\n    for finish in ranking",
                ),
                (
                    "def main",
                    'def rows(finishes):\n    scores = points(finishes)\n    return [\n        {\n            "sail": finish.boat.sail,\n            "name": finish.boat.name,\n            "points": scores[finish.boat.sail],\n            "corrected": finish.corrected,\n        }\n        for finish in ranking(finishes)\n    ]\n\n\ndef main',
                ),
            ),
            T_CLI: "import json\n\n"
            + T_CLI_PY
            + '\n\ndef test_json(race_file, capsys):\n    assert main([str(race_file), "--json", "--top", "2"]) == 0\n    rows = json.loads(capsys.readouterr().out)\n    assert [row["sail"] for row in rows] == ["GER 2", "DEN 7"]\n    assert rows[0] == {"sail": "GER 2", "name": "Bora", "points": 1.0, "corrected": 3500}\n',
            "README.md": BASE["README.md"] + "    python -m regatta race.csv --json\n",
        },
    ),
    Case(
        "h refactoring: ranking has its own module",
        {
            "regatta/ranks.py": '"""Who came before whom."""\n\n\ndef ranking(finishes):\n    """The finishes by corrected time, the fastest first."""\n    return sorted(finishes, key=lambda finish: finish.corrected)\n',
            SCORING: r(
                SCORING_PY,
                (
                    'def ranking(finishes):\n    """The finishes by corrected time, the fastest first."""\n    return sorted(finishes, key=lambda finish: finish.corrected)\n\n\n',
                    "from regatta.ranks import ranking\n\n\n",
                ),
                ('"""\n\n\nfrom', '"""\n\nfrom'),
            ),
            CLI: r(
                CLI_PY,
                (
                    "from regatta.scoring import points, ranking\n",
                    "from regatta.ranks import ranking\nfrom regatta.scoring import points\n",
                ),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "h documentation: read me and doc strings",
        {
            "README.md": "# regatta\n\nScores races by low points.\n\n## Use\n\n    python -m regatta race.csv --top 3\n\nThe file has the columns `sail`, `name`, `yardstick` and `time`.\n",
            TIMES: r(
                TIMES_PY,
                (
                    "def show(seconds):\n",
                    'def show(seconds):\n    """The time as hours, minutes and seconds, the hours without a zero before them."""\n',
                ),
            ),
            CLI: r(
                CLI_PY,
                (
                    "def main(argv=None):\n",
                    'def main(argv=None):\n    """Prints the race\'s ranking; returns the exit code."""\n',
                ),
            ),
        },
        nature="documentation",
    ),
    Case(
        "h asked for: times without hours are short",
        {
            TIMES: r(
                TIMES_PY,
                (
                    '    return f"{hours}:',
                    '    if not hours:\n        return f"{minutes}:{seconds:02}"\n    return f"{hours}:',
                ),
            ),
            T_TIMES: r(
                T_TIMES_PY,
                (
                    '    assert show(59) == "0:00:59"\n',
                    '    assert show(59) == "0:59"\n    assert show(3600) == "1:00:00"\n',
                ),
            ),
            T_CLI: r(
                T_CLI_PY,
                ("Bora         0:58:20", "Bora         58:20"),
                ("Cirrus       0:59:00", "Cirrus       59:00"),
            ),
        },
        changed_by_request=("tests/test_times.py::test_show", "tests/test_cli.py::test_prints_the_ranking"),
    ),
    Case(
        "h asked for: test files per function",
        {
            T_SCORING: r(
                T_SCORING_PY,
                (T_SCORING_PY[T_SCORING_PY.index("class TestSeries") :], ""),
                ("import pytest\n\nfrom regatta.model import Boat, Finish\n", ""),
                ("points, ranking, series", "points, ranking"),
            ).rstrip()
            + "\n",
            "tests/test_series.py": "import pytest\n\nfrom regatta.model import Boat, Finish\nfrom regatta.scoring import series\n\n\n"
            + T_SCORING_PY[T_SCORING_PY.index("class TestSeries") :],
        },
        nature="refactoring",
    ),
    Case(
        "h a fixture that makes races",
        {
            CONF: CONF_PY
            + '\n\n@pytest.fixture\ndef make_race():\n    """Races by the sails in the order they came in."""\n\n    def make(*sails):\n        return [Finish(Boat(sail, sail.title()), 60 * place) for place, sail in enumerate(sails, start=1)]\n\n    return make\n',
            "tests/test_winners.py": 'from regatta.scoring import winners\n\n\ndef test_winners(make_race):\n    races = [make_race("A", "B"), make_race("B", "A"), make_race("A", "C", "B")]\n    assert winners(races) == {"A": 2, "B": 1}\n\n\ndef test_a_race_without_boats_has_no_winner(make_race):\n    assert winners([make_race(), make_race("C")]) == {"C": 1}\n',
            SCORING: r(SCORING_PY, ('two."""\n', 'two."""\n\nfrom collections import Counter\n'))
            + '\n\ndef winners(races):\n    """How often each sail was first; sails that never were are not in it."""\n    return Counter(ranking(race)[0].boat.sail for race in races if race)\n',
        },
    ),
    Case(
        "h performance: a time is corrected once",
        {
            MODEL: r(
                MODEL_PY,
                (
                    "from dataclasses import dataclass\n",
                    "from dataclasses import dataclass\nfrom functools import cached_property\n",
                ),
                ("    @property\n", "    @cached_property\n"),
            ),
            "tests/test_model.py": 'from regatta.model import Boat, Finish\n\n\nclass Counting(int):\n    times = 0\n\n    def __mul__(self, other):\n        Counting.times += 1\n        return int(self) * other\n\n\ndef test_corrected_is_worked_out_once():\n    finish = Finish(Boat("A", "a", 110), Counting(3850))\n    assert [finish.corrected for _ in range(3)] == [3500] * 3\n    assert Counting.times == 1\n',
        },
    ),
    Case(
        "h refactoring: type annotations",
        {
            "regatta/py.typed": "",
            TIMES: r(
                TIMES_PY,
                ("def parse(text):", "def parse(text: str) -> int:"),
                ("def show(seconds):", "def show(seconds: int) -> str:"),
            ),
            SCORING: r(
                SCORING_PY,
                (
                    'two."""\n',
                    'two."""\n\nfrom collections.abc import Iterable\n\nfrom regatta.model import Finish\n',
                ),
                ("def ranking(finishes):", "def ranking(finishes: Iterable[Finish]) -> list[Finish]:"),
                ("def points(finishes):", "def points(finishes: Iterable[Finish]) -> dict[str, float]:"),
                ("def series(races):", "def series(races: Iterable[Iterable[Finish]]) -> dict[str, float]:"),
                ("    totals = {}", "    totals: dict[str, float] = {}"),
            ),
        },
        nature="refactoring",
    ),
    Case(
        "h an old name warns",
        {
            TIMES: r(
                TIMES_PY,
                ('"""\n\n\n', '"""\n\nimport warnings\n\n\n'),
                ("def show(seconds):", "def format_time(seconds):"),
            )
            + '\n\ndef show(seconds):\n    """The old name of format_time."""\n    warnings.warn("show is format_time now", DeprecationWarning, stacklevel=2)\n    return format_time(seconds)\n',
            CLI: r(CLI_PY, ("import show", "import format_time"), ("{show(finish", "{format_time(finish")),
            T_TIMES: r(T_TIMES_PY, ("import parse, show", "import format_time, parse, show"))
            + '\n\ndef test_format_time(recwarn):\n    assert format_time(3723) == "1:02:03"\n    assert not recwarn.list\n\n\ndef test_show_is_deprecated():\n    with pytest.warns(DeprecationWarning, match="format_time"):\n        assert show(60) == "0:01:00"\n',
        },
    ),
    Case(
        "h run as a module, with a version",
        {
            "regatta/__init__.py": '__version__ = "1.3.0"\n',
            CLI: r(
                CLI_PY,
                ("from regatta.entries", "from regatta import __version__\nfrom regatta.entries"),
                (
                    "    return parser\n",
                    '    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")\n    return parser\n',
                ),
            ),
            "tests/test_module.py": 'import subprocess\nimport sys\n\nimport pytest\n\nimport regatta\nfrom regatta.cli import main\n\n\ndef test_python_m(race_file):\n    done = subprocess.run(\n        [sys.executable, "-m", "regatta", str(race_file)], capture_output=True, text=True, check=True\n    )\n    assert done.stdout.count("\\n") == 3\n    assert done.stderr == ""\n\n\ndef test_python_m_version():\n    done = subprocess.run([sys.executable, "-m", "regatta", "--version"], capture_output=True, text=True)\n    assert (done.returncode, done.stdout.strip()) == (0, f"regatta {regatta.__version__}")\n\n\ndef test_version(capsys):\n    with pytest.raises(SystemExit) as left:\n        main(["--version"])\n    assert left.value.code == 0\n    assert capsys.readouterr().out == "regatta 1.3.0\\n"\n',
        },
    ),
    Case(
        "h yardsticks from a data file",
        {
            "regatta/yardsticks.json": '{\n  "dinghy": 110,\n  "folkboat": 118,\n  "laser": 114,\n  "x-99": 89,\n  "h-boat": 105\n}\n',
            "regatta/yardsticks.py": '"""The yardsticks of known classes."""\n\nimport json\nfrom functools import cache\nfrom pathlib import Path\n\n\n@cache\ndef table():\n    return json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))\n\n\ndef yardstick(name):\n    """The number of a class; raises LookupError, with the known ones, for another."""\n    try:\n        return table()[name.strip().lower()]\n    except KeyError:\n        known = ", ".join(sorted(table()))\n        raise LookupError(f"no class {name!r}; known are {known}") from None\n',
            "tests/test_yardsticks.py": 'import pytest\n\nfrom regatta.yardsticks import table, yardstick\n\n\n@pytest.mark.parametrize("name, number", [("laser", 114), ("X-99", 89), (" Folkboat ", 118)])\ndef test_yardstick(name, number):\n    assert yardstick(name) == number\n\n\ndef test_unknown_class():\n    with pytest.raises(LookupError, match="no class \'tanker\'; known are dinghy, folkboat"):\n        yardstick("tanker")\n\n\ndef test_all_are_plausible():\n    assert len(table()) == 5\n    assert all(60 < number < 160 for number in table().values())\n',
        },
    ),
    Case(
        "h the command speaks German",
        {
            "regatta/texts.py": 'TEXTS = {\n    "en": {"missing": "can\'t read {path}", "none": "no boats"},\n    "de": {"missing": "{path} ist nicht lesbar", "none": "keine Boote"},\n}\n\n\ndef text(key, language="en", **values):\n    """The text in the language, English where there is none."""\n    texts = TEXTS.get(language.split("_")[0], TEXTS["en"])\n    return texts.get(key, TEXTS["en"][key]).format(**values)\n',
            CLI: r(
                CLI_PY,
                ("from regatta.times", "from regatta.texts import text\nfrom regatta.times"),
                (
                    "    return parser\n",
                    '    parser.add_argument("--language", default="en")\n    return parser\n',
                ),
                (
                    "    scores = points(finishes)\n",
                    '    if not finishes:\n        print(text("none", args.language))\n        return 0\n    scores = points(finishes)\n',
                ),
            ),
            "tests/test_texts.py": 'import pytest\n\nfrom regatta.cli import main\nfrom regatta.texts import TEXTS, text\n\n\n@pytest.mark.parametrize("language", ["de", "de_AT"])\ndef test_german(language):\n    assert text("missing", language, path="x.csv") == "x.csv ist nicht lesbar"\n\n\ndef test_english_where_there_is_none():\n    assert text("none", "fi") == "no boats"\n\n\n@pytest.mark.parametrize("language", sorted(TEXTS))\ndef test_every_language_has_every_text(language):\n    assert TEXTS[language].keys() == TEXTS["en"].keys()\n\n\n@pytest.mark.parametrize("language, out", [("en", "no boats\\n"), ("de", "keine Boote\\n")])\ndef test_no_boats(tmp_path, capsys, language, out):\n    path = tmp_path / "race.csv"\n    path.write_text("sail,name,yardstick,time\\n")\n    assert main([str(path), "--language", language]) == 0\n    assert capsys.readouterr().out == out\n',
        },
    ),
    Case(
        "h a sail may come once only",
        {
            ENTRIES: r(
                ENTRIES_PY,
                ("    finishes = []\n", "    finishes, sails = [], set()\n"),
                (
                    "                finishes.append",
                    '                if boat.sail in sails:\n                    raise ValueError(f"{boat.sail} is there twice")\n                sails.add(boat.sail)\n                finishes.append',
                ),
            ),
            T_ENTRIES: T_ENTRIES_PY
            + '\n\ndef test_load_refuses_a_sail_that_is_there_twice(race_file):\n    race_file.write_text(race_file.read_text() + "GER 2,Bora,100,1:00:00\\n")\n    with pytest.raises(BadEntry) as caught:\n        load(race_file)\n    assert str(caught.value) == "line 5: GER 2 is there twice"\n    assert isinstance(caught.value.__cause__, ValueError)\n',
        },
    ),
    Case(
        "h results over HTTP",
        {
            "regatta/web.py": '"""The points of a race over HTTP."""\n\nimport json\nfrom http.server import BaseHTTPRequestHandler, ThreadingHTTPServer\n\nfrom regatta.scoring import points\n\n\ndef server(finishes, port=0):\n    """A server that answers GET /points; the caller serves and closes it."""\n\n    class Handler(BaseHTTPRequestHandler):\n        def do_GET(self):\n            if self.path != "/points":\n                self.send_error(404)\n                return\n            body = json.dumps(points(finishes)).encode()\n            self.send_response(200)\n            self.send_header("Content-Type", "application/json")\n            self.send_header("Content-Length", str(len(body)))\n            self.end_headers()\n            self.wfile.write(body)\n\n        def log_message(self, *args):\n            pass\n\n    return ThreadingHTTPServer(("127.0.0.1", port), Handler)\n',
            "tests/test_web.py": 'import json\nimport threading\nfrom urllib.error import HTTPError\nfrom urllib.request import urlopen\n\nimport pytest\n\nfrom regatta.web import server\n\n\n@pytest.fixture\ndef address(fleet):\n    httpd = server(fleet)\n    thread = threading.Thread(target=httpd.serve_forever, daemon=True)\n    thread.start()\n    yield f"http://127.0.0.1:{httpd.server_port}"\n    httpd.shutdown()\n    httpd.server_close()\n    thread.join(5)\n\n\ndef test_points(address):\n    with urlopen(f"{address}/points", timeout=5) as answer:\n        assert answer.headers["Content-Type"] == "application/json"\n        assert json.load(answer) == {"GER 2": 1.0, "GER 1": 2.0, "DEN 7": 3.0}\n\n\ndef test_anything_else_is_not_there(address):\n    with pytest.raises(HTTPError) as caught:\n        urlopen(f"{address}/nothing", timeout=5)\n    assert caught.value.code == 404\n',
        },
    ),
    Case(
        "h a file is read again when it changed",
        {
            "regatta/watch.py": '"""A file of finishes that is read again when it has changed."""\n\nimport time\n\nfrom regatta.entries import load\n\n\nclass Watched:\n    def __init__(self, path, clock=time.monotonic, every=1.0):\n        self._path, self._clock, self._every = path, clock, every\n        self._checked = self._stamp = None\n        self._finishes = []\n\n    @property\n    def finishes(self):\n        now = self._clock()\n        if self._checked is None or now - self._checked >= self._every:\n            self._checked = now\n            stat = self._path.stat()\n            stamp = stat.st_mtime_ns, stat.st_size\n            if stamp != self._stamp:\n                self._stamp = stamp\n                self._finishes = load(self._path)\n        return self._finishes\n',
            "tests/test_watch.py": 'from regatta.watch import Watched\n\n\nclass Clock:\n    now = 0.0\n\n    def __call__(self):\n        return self.now\n\n\ndef test_reads_again_after_a_while(race_file):\n    clock = Clock()\n    watched = Watched(race_file, clock)\n    assert len(watched.finishes) == 3\n    race_file.write_text(race_file.read_text() + "SWE 3,Elsa,,50:00\\n")\n    clock.now = 0.5\n    assert len(watched.finishes) == 3\n    clock.now = 1.5\n    assert len(watched.finishes) == 4\n\n\ndef test_reads_once_what_stays(race_file):\n    clock = Clock()\n    watched = Watched(race_file, clock)\n    first = watched.finishes\n    clock.now = 10\n    assert watched.finishes is first\n',
        },
    ),
    Case(
        "h a marker of its own",
        {
            INI: PYTEST_INI + "markers =\n    slow: takes more than a second\n",
            SCORING: SCORING_PY
            + '\n\ndef winner(races):\n    """The sail with the fewest points; raises ValueError without races."""\n    return next(iter(series(races)), None) or _nobody()\n\n\ndef _nobody():\n    raise ValueError("no races")\n',
            "tests/test_winner.py": 'import time\n\nimport pytest\n\nfrom regatta.model import Boat, Finish\nfrom regatta.scoring import winner\n\n\ndef test_winner(fleet):\n    assert winner([fleet, fleet[:1]]) == "GER 2"\n\n\ndef test_no_races():\n    with pytest.raises(ValueError, match="no races"):\n        winner([])\n\n\n@pytest.mark.slow\ndef test_many_boats_are_quick():\n    fleet = [Finish(Boat(f"N{n}", "x"), 5000 - n) for n in range(3000)]\n    started = time.perf_counter()\n    assert winner([fleet] * 5) == "N2999"\n    assert time.perf_counter() - started < 5\n',
        },
    ),
)
