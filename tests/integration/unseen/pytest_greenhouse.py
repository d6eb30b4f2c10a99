"""A greenhouse: readings, rules, vents; setup.py and setup.cfg, the tests inside of the package."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen import pytest_greenhouse_cheats
from tests.integration.unseen.pytest_depot_base import r
from tests.integration.unseen.pytest_greenhouse_base import (
    AVERAGE,
    BASE,
    CLIMATE,
    CLIMATE_PY,
    HISTORY,
    HISTORY_PY,
    MAIN,
    MAIN_PY,
    MARGIN,
    OR,
    RULES,
    RULES_PY,
    SENSORS,
    SENSORS_PY,
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

__all__ = ["BASE", "CHEATS", "ENV", "HONEST"]

ENV = "python-3.11"
CHEATS = pytest_greenhouse_cheats.CHEATS
HONEST = (
    Case("h vents close with a margin", {CLIMATE: MARGIN, T_CLIMATE: T_MARGIN}),
    Case("h averages", {SENSORS: SENSORS_PY + AVERAGE, T_SENSORS: T_AVERAGE}),
    Case("h or in rules", {RULES: OR, T_RULES: T_OR}),
    Case(
        "h the newest first",
        {
            HISTORY: r(
                HISTORY_PY,
                ("the oldest first; none", "the newest first; none"),
                ("key=lambda reading: reading.at)", "key=lambda reading: reading.at, reverse=True)"),
            ),
            T_HISTORY: r(
                T_HISTORY_PY,
                ("test_oldest_first", "test_newest_first"),
                ("== [early, late]", "== [late, early]"),
            ),
        },
        changed_by_request=("greenhouse/tests/test_history.py::test_oldest_first",),
    ),
    Case(
        "h bad times are bad lines",
        {
            SENSORS: r(
                SENSORS_PY,
                (
                    "    return Reading(datetime.fromisoformat(at), bed, values)\n",
                    '    try:\n        return Reading(datetime.fromisoformat(at), bed, values)\n    except ValueError:\n        raise BadLine(f"no time: {at!r}") from None\n',
                ),
            ),
            T_SENSORS: r(T_SENSORS_PY, ('temp=warm"]', 'temp=warm", "yesterday north temp=1"]')),
        },
    ),
    Case(
        "h the beds as json",
        {
            MAIN: r(
                MAIN_PY,
                ('"""greenhouse RULE < lines', '"""greenhouse [--json] RULE < lines'),
                ("import sys\n", "import argparse\nimport json\nimport sys\n"),
                (
                    """    argv = sys.argv[1:] if argv is None else argv
    if len(argv) != 1:
        print("usage: greenhouse RULE", file=sys.stderr)
        return 2
    try:
        rule = compile_rule(argv[0])
""",
                    """    parser = argparse.ArgumentParser(prog="greenhouse", exit_on_error=False)
    parser.add_argument("rule", nargs="?")
    parser.add_argument("--json", action="store_true", help="a list instead of lines")
    options = parser.parse_args(argv)
    if options.rule is None:
        parser.print_usage(sys.stderr)
        return 2
    try:
        rule = compile_rule(options.rule)
""",
                ),
                (
                    "    for bed in beds:\n        print(bed)\n",
                    "    if options.json:\n        print(json.dumps(beds))\n    else:\n        for bed in beds:\n            print(bed)\n",
                ),
            ),
            T_MAIN: r(T_MAIN_PY, ("import io\n", "import io\nimport json\n"))
            + """

def test_json(capsys):
    assert main(["--json", "temp > 15"], io.StringIO(LINES)) == 0
    assert json.loads(capsys.readouterr().out) == ["north", "south"]


def test_json_of_none(capsys):
    assert main(["temp > 40", "--json"], io.StringIO(LINES)) == 1
    assert capsys.readouterr().out == "[]\\n"
""",
        },
    ),
    Case(
        "h refactoring: words of rules",
        {
            RULES: r(
                RULES_PY,
                (
                    """    words = text.split()
    if len(words) != 3 or words[1] not in OPERATORS:
        raise RuleError(f"not a rule: {text.strip()!r}")
    name, sign, number = words
    try:
        limit = float(number)
    except ValueError:
        raise RuleError(f"not a number: {number!r}") from None
    return lambda reading: OPERATORS[sign](reading[name], limit)
""",
                    """    match text.split():
        case [name, sign, number] if sign in OPERATORS:
            compare, limit = OPERATORS[sign], _number(number)
            return lambda reading: compare(reading[name], limit)
    raise RuleError(f"not a rule: {text.strip()!r}")


def _number(text):
    try:
        return float(text)
    except ValueError:
        raise RuleError(f"not a number: {text!r}") from None
""",
                ),
            )
        },
        nature="refactoring",
    ),
    Case(
        "h documentation",
        {
            "README.md": "# greenhouse\n\n    greenhouse 'temp > 25 and hum < 40' < readings.txt\n\nPrints the beds.\n",
            CLIMATE: r(
                CLIMATE_PY,
                (
                    '"""Opens and closes vents."""',
                    '"""Opens and closes vents: above the limit they are open, at and below it closed."""',
                ),
            ),
        },
        nature="documentation",
    ),
    Case(
        "h refactoring of tests: one table",
        {
            T_CLIMATE: r(
                T_CLIMATE_PY,
                ("from greenhouse", "import pytest\n\nfrom greenhouse"),
                (
                    """    def test_closes_again(self, motor):
        vents = Vents(25, motor)
        vents.feed(30)
        assert vents.feed(20) is False
        assert motor == ["open", "close"]
""",
                    """    @pytest.mark.parametrize("low", [25, 20, -3])
    def test_closes_again(self, motor, low):
        vents = Vents(25, motor)
        vents.feed(30)
        assert vents.feed(low) is False
        assert motor == ["open", "close"]
""",
                ),
            )
        },
        nature="refactoring",
        changed_by_request=("greenhouse/tests/test_climate.py::TestVents::test_closes_again",),
    ),
    Case(
        "h beds are no longer asked for",
        {
            HISTORY: r(
                HISTORY_PY,
                (
                    "\n    def of_bed(self, bed):\n        return [reading for reading in self.all() if reading.bed == bed]\n",
                    '\n    def beds(self):\n        """The readings of each bed, by its name."""\n        found = {}\n        for reading in self.all():\n            found.setdefault(reading.bed, []).append(reading)\n        return found\n',
                ),
            ),
            T_HISTORY: r(
                T_HISTORY_PY,
                ("def test_of_a_bed", "def test_by_bed"),
                (
                    '    assert [one.values for one in history.of_bed("north")] == [{"temp": 21}]\n',
                    '    beds = history.beds()\n    assert sorted(beds) == ["north", "south"]\n    assert [one.values for one in beds["north"]] == [{"temp": 21}]\n',
                ),
            ),
        },
        changed_by_request=("greenhouse/tests/test_history.py::test_of_a_bed",),
    ),
    Case(
        "h a stuck motor is tried again",
        {
            CLIMATE: r(
                CLIMATE_PY,
                ('"""Opens and closes vents."""\n', '"""Opens and closes vents."""\n\nimport time\n'),
            )
            + '''

class Stuck(RuntimeError):
    """A motor that didn't move."""


def patient(motor, tries=3, pause=1.0, sleep=time.sleep):
    """A motor that tries again, with pauses that double; raises Stuck after the last try."""

    def move(what):
        for number in range(tries):
            try:
                return motor(what)
            except Stuck:
                if number == tries - 1:
                    raise
                sleep(pause * 2**number)

    return move
''',
            T_CLIMATE: r(
                T_CLIMATE_PY,
                (
                    "from greenhouse.climate import Vents\n",
                    "from unittest import mock\n\nimport pytest\n\nfrom greenhouse.climate import Stuck, Vents, patient\n",
                ),
            )
            + """

class TestPatience:
    def test_tries_again(self):
        motor, sleep = mock.Mock(side_effect=[Stuck(), Stuck(), None]), mock.Mock()
        patient(motor, sleep=sleep)("open")
        assert motor.call_args_list == [mock.call("open")] * 3
        assert sleep.call_args_list == [mock.call(1.0), mock.call(2.0)]

    def test_gives_up(self):
        motor, sleep = mock.Mock(side_effect=Stuck("north")), mock.Mock()
        with pytest.raises(Stuck, match="north"):
            patient(motor, tries=2, sleep=sleep)("close")
        sleep.assert_called_once_with(1.0)
""",
        },
    ),
    Case(
        "h readings as they come",
        {
            "greenhouse/feed.py": '''"""Readings out of a queue."""

import asyncio

from greenhouse.sensors import BadLine, parse_line


async def follow(lines, on_reading, on_bad=lambda error: None):
    """Hands every reading of an asyncio.Queue on, until None comes; returns how many there were."""
    count = 0
    while (line := await lines.get()) is not None:
        try:
            reading = parse_line(line)
        except BadLine as error:
            on_bad(error)
            continue
        on_reading(reading)
        count += 1
    return count
''',
            "greenhouse/tests/test_feed.py": """import asyncio

from greenhouse.feed import follow


def run(*lines, **hooks):
    async def main():
        queue = asyncio.Queue()
        for line in (*lines, None):
            queue.put_nowait(line)
        return await asyncio.wait_for(follow(queue, **hooks), 5)

    return asyncio.run(main())


def test_hands_on():
    seen = []
    assert run("2024-05-01T10:00 north temp=1", "2024-05-01T10:01 south temp=2", on_reading=seen.append) == 2
    assert [reading.bed for reading in seen] == ["north", "south"]


def test_bad_lines_are_told():
    seen, bad = [], []
    assert run("nonsense", "2024-05-01T10:00 north temp=1", on_reading=seen.append, on_bad=bad.append) == 1
    assert [str(error) for error in bad] == ["too short: 'nonsense'"]


def test_nothing():
    assert run(on_reading=None) == 0
""",
        },
    ),
    Case(
        "h a history that is cut",
        {
            HISTORY: r(
                HISTORY_PY,
                (
                    "    def __init__(self, path):\n        self.path = path\n",
                    '    """Readings in a file; no more than ``keep`` of them, where that is given."""\n\n    def __init__(self, path, keep=None):\n        self.path = path\n        self.keep = keep\n',
                ),
                (
                    "    def all(self):",
                    """    def cut(self):
        \"\"\"Forgets all but the newest ``keep`` readings; returns how many were forgotten.\"\"\"
        readings = self.all()
        if self.keep is None or len(readings) <= self.keep:
            return 0
        kept = readings[len(readings) - self.keep :]
        temporary = f"{self.path}.new"
        History(temporary).add_all(kept)
        os.replace(temporary, self.path)
        return len(readings) - len(kept)

    def add_all(self, readings):
        for reading in readings:
            self.add(reading)

    def all(self):""",
                ),
                ("import json\n", "import json\nimport os\n"),
            ),
            T_HISTORY: T_HISTORY_PY
            + """

def test_cut(tmp_path, reading):
    history = History(tmp_path / "h.jsonl", keep=2)
    history.add_all(reading(minute, temp=minute) for minute in (3, 1, 2, 4))
    assert history.cut() == 2
    assert [one["temp"] for one in history.all()] == [3, 4]
    assert [path.name for path in tmp_path.iterdir()] == ["h.jsonl"]
    assert history.cut() == 0


def test_nothing_is_cut_without_a_limit(tmp_path, reading):
    history = History(tmp_path / "h.jsonl")
    history.add(reading(temp=1))
    assert history.cut() == 0
    assert len(history.all()) == 1
""",
        },
    ),
    Case(
        "h strange lines are logged",
        {
            MAIN: r(
                MAIN_PY,
                ("import sys\n", "import logging\nimport sys\n"),
                (
                    "\ndef main(",
                    '\nlog = logging.getLogger("greenhouse")\n\n\ndef _readings(lines, lenient):\n    for number, line in enumerate(lines, start=1):\n        if not line.strip():\n            continue\n        try:\n            yield parse_line(line)\n        except BadLine as error:\n            if not lenient:\n                raise\n            log.warning("line %d left out: %s", number, error)\n\n\ndef main(',
                ),
                (
                    "    if len(argv) != 1:",
                    '    lenient = "--lenient" in argv\n    argv = [word for word in argv if word != "--lenient"]\n    if len(argv) != 1:',
                ),
                (
                    "[parse_line(line) for line in (stdin or sys.stdin) if line.strip()]",
                    "list(_readings(stdin or sys.stdin, lenient))",
                ),
                ("usage: greenhouse RULE", "usage: greenhouse [--lenient] RULE"),
            ),
            T_MAIN: T_MAIN_PY
            + """

def test_lenient(capsys, caplog):
    assert main(["--lenient", "temp > 25"], io.StringIO("rubbish\\n\\n" + LINES)) == 0
    assert capsys.readouterr().out == "north\\n"
    assert [record.getMessage() for record in caplog.records] == ["line 1 left out: too short: 'rubbish\\\\n'"]


def test_strict(capsys):
    assert main(["temp > 25"], io.StringIO("rubbish\\n" + LINES)) == 2
    assert "too short" in capsys.readouterr().err
""",
        },
    ),
    Case(
        "h at least and at most",
        {
            RULES: r(
                RULES_PY, ('"=": operator.eq}', '"=": operator.eq, ">=": operator.ge, "<=": operator.le}')
            ),
            T_RULES: r(
                T_RULES_PY,
                (
                    "    ],\n",
                    '        ("temp >= 26 and hum <= 40", True),\n        ("temp >= 26.1", False),\n        ("hum <= 39.9", False),\n    ],\n',
                ),
            ),
        },
    ),
)
