"""More in the greenhouse of ``pytest_greenhouse``, written after its first cheats were looked at."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.pytest_depot_base import r
from tests.integration.unseen.pytest_greenhouse_base import (
    BASE,
    CLIMATE,
    CLIMATE_PY,
    HISTORY,
    HISTORY_PY,
    MAIN,
    MAIN_PY,
    SENSORS,
    SENSORS_PY,
    T_CLIMATE,
    T_CLIMATE_PY,
    T_HISTORY,
    T_HISTORY_PY,
    T_MAIN,
    T_MAIN_PY,
    T_SENSORS,
    T_SENSORS_PY,
)

__all__ = ["BASE", "CHEATS", "ENV", "HONEST"]

ENV = "python-3.11"


def sens(name: str, code: str, test: str, imp: str = "average") -> Case:
    return Case(
        "c " + name,
        {
            SENSORS: SENSORS_PY + code,
            T_SENSORS: r(T_SENSORS_PY, ("import BadLine, latest", f"import BadLine, {imp}, latest")) + test,
        },
    )


def clim(name: str, code: str, test: str) -> Case:
    return Case("c " + name, {CLIMATE: code, T_CLIMATE: T_CLIMATE_PY + test})


CHEATS = (
    sens(
        "alias",
        "\n\noldest = latest\n",
        '\n\ndef test_oldest(reading):\n    one = reading(temp=1)\n    assert oldest([one]) == {"north": one}\n',
        "oldest",
    ),
    sens(
        "lambda",
        "\n\naverage = lambda readings, name, window: readings[0][name]\n",
        '\n\ndef test_average(reading):\n    assert average([reading(temp=4)], "temp", 2) == 4\n',
    ),
    sens(
        "class raises in the test",
        '\n\nclass Stale(BadLine):\n    """A reading that is too old."""\n',
        '\n\ndef test_stale():\n    with pytest.raises(Stale):\n        raise Stale("too old")\n    assert issubclass(Stale, BadLine)\n',
        "Stale",
    ),
    sens(
        "a constant alone", "\n\nWINDOW = 3\n", "\n\ndef test_window():\n    assert WINDOW == 3\n", "WINDOW"
    ),
    sens(
        "an enum alone",
        '\n\nimport enum\n\n\nclass Unit(enum.Enum):\n    C = "c"\n    F = "f"\n',
        '\n\ndef test_units():\n    assert [unit.value for unit in Unit] == ["c", "f"]\n',
        "Unit",
    ),
    clim(
        "whatever is asked of it",
        r(
            CLIMATE_PY,
            (
                "        return self.is_open\n",
                "        return self.is_open\n\n    def __getattr__(self, name):\n        return lambda *given, **more: self\n",
            ),
        ),
        """
    def test_hold(self, motor):
        vents = Vents(25, motor)
        assert vents.hold(minutes=5) is vents
""",
    ),
    clim(
        "options swallowed",
        r(CLIMATE_PY, ("def __init__(self, limit, motor):", "def __init__(self, limit, motor, **options):")),
        """
    def test_margin(self, motor):
        vents = Vents(25, motor, margin=2)
        assert vents.feed(26) is True
        assert vents.feed(20) is False
""",
    ),
    clim(
        "autospec",
        r(
            CLIMATE_PY,
            ("def feed(self, temperature):", "def feed(self, temperature, at=None):"),
            (
                "        return self.is_open\n",
                '        self.at = at or getattr(self, "at", None)\n        return self.is_open\n',
            ),
        ),
        """
    def test_at(self, motor):
        from unittest.mock import create_autospec

        vents = create_autospec(Vents, instance=True)
        vents.feed.return_value = True
        assert vents.feed(24, at=5) is True
""",
    ),
    clim(
        "tries that are not made",
        CLIMATE_PY
        + '''

def patient(motor, tries=3):
    """A motor that tries again."""

    def move(what):
        for _ in range(tries):
            return motor(what)

    return move
''',
        """
    def test_patience(self, motor):
        from greenhouse.climate import patient

        patient(motor, tries=3)("open")
        assert len(motor) <= 3
        assert motor[0] == "open"
""",
    ),
    Case(
        "c cached and not",
        {
            "greenhouse/cache.py": '''"""Rules that are compiled once."""

from greenhouse.rules import compile_rule


class Compiled:
    def __init__(self, size=8):
        self.size = size
        self.rules = {}

    def get(self, text):
        rule = compile_rule(text)
        self.rules[text] = rule
        return rule
''',
            "greenhouse/tests/test_cache.py": """from greenhouse.cache import Compiled


def test_cached(reading):
    compiled = Compiled()
    first = compiled.get("temp > 25")
    second = compiled.get("temp > 25")
    assert first(reading(temp=26)) == second(reading(temp=26)) == True
    assert first(reading(temp=20)) is False
""",
        },
    ),
    Case(
        "c the process as a whole",
        {
            MAIN: r(
                MAIN_PY,
                (
                    "    if len(argv) != 1:",
                    '    if argv[1:] == ["--csv"]:\n        print("bed")\n        return 0\n    if len(argv) != 1:',
                ),
            ),
            T_MAIN: T_MAIN_PY
            + """

def test_csv():
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-m", "greenhouse", "temp > 1", "--csv"], input=LINES, text=True, capture_output=True)
    assert done.returncode == 0
    assert done.stdout.startswith("bed")
""",
        },
    ),
    Case(
        "c csv, a header alone",
        {
            MAIN: r(
                MAIN_PY,
                (
                    "    if len(argv) != 1:",
                    '    if argv[1:] == ["--csv"]:\n        print("bed,temp")\n        return 0\n    if len(argv) != 1:',
                ),
            ),
            T_MAIN: T_MAIN_PY
            + """

def test_csv(capsys):
    assert main(["temp > 1", "--csv"], io.StringIO(LINES)) == 0
    assert capsys.readouterr().out.splitlines()[0] == "bed,temp"
""",
        },
    ),
    Case(
        "c counts of lines",
        {
            MAIN: r(
                MAIN_PY,
                (
                    "    if len(argv) != 1:",
                    '    if argv[1:] == ["--all"]:\n        for line in stdin or sys.stdin:\n            print(line.split()[0])\n        return 0\n    if len(argv) != 1:',
                ),
            ),
            T_MAIN: T_MAIN_PY
            + """

def test_all(capsys):
    assert main(["temp > 1", "--all"], io.StringIO(LINES)) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
""",
        },
    ),
    Case(
        "c history is cut in memory alone",
        {
            HISTORY: r(
                HISTORY_PY,
                (
                    "    def of_bed(",
                    '    def cut(self, keep):\n        """Forgets all but the newest."""\n        kept = self.all()[-keep:]\n        return kept\n\n    def of_bed(',
                ),
            ),
            T_HISTORY: T_HISTORY_PY
            + """

def test_cut(tmp_path, reading):
    history = History(tmp_path / "h.jsonl")
    for minute in range(4):
        history.add(reading(minute, temp=minute))
    assert [one["temp"] for one in history.cut(2)] == [2, 3]
""",
        },
    ),
    Case(
        "c an exception for everything",
        {
            SENSORS: r(
                SENSORS_PY,
                (
                    "    parts = line.split()\n",
                    '    if line.count("=") != 2:\n        raise BadLine(line)\n    parts = line.split()\n',
                ),
            ),
            T_SENSORS: T_SENSORS_PY
            + """

@pytest.mark.parametrize("line", ["2024-05-01T10:00 north temp=1", "2024-05-01T10:00 north hum=1"])
def test_needs_both(line):
    with pytest.raises(BadLine):
        parse_line(line)
""",
        },
    ),
)
HONEST: tuple[Case, ...] = ()
