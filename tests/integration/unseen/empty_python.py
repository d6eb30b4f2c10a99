"""Nothing but a README: the set-up of pytest is part of the change."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case

ENV = "python-3.11"
BASE = {"README.md": "# sums\n"}

FACT = '''def factorial(n):
    """n!"""
    if not isinstance(n, int) or isinstance(n, bool):
        raise TypeError("n must be an int")
    if n < 0:
        raise ValueError("n must not be negative")
    result = 1
    for factor in range(2, n + 1):
        result *= factor
    return result
'''
T_FACT = """import pytest

from factorial import factorial


@pytest.mark.parametrize(("n", "expected"), [(0, 1), (1, 1), (5, 120), (10, 3628800)])
def test_factorial(n, expected):
    assert factorial(n) == expected


def test_recursion():
    assert all(factorial(n) == n * factorial(n - 1) for n in range(1, 40))


def test_negative():
    with pytest.raises(ValueError, match="negative"):
        factorial(-1)


@pytest.mark.parametrize("n", [1.5, "3", None, True])
def test_no_int(n):
    with pytest.raises(TypeError):
        factorial(n)
"""
REQ = {"requirements.txt": "pytest==8.2.2\n"}
PROJECT = """[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "sums"
version = "0.1.0"

[project.optional-dependencies]
test = ["pytest>=8"]

[tool.setuptools.packages.find]
where = ["src"]

[tool.pytest.ini_options]
testpaths = ["tests"]
"""
HONEST = (
    Case("h flat", {"factorial.py": FACT, "test_factorial.py": T_FACT, **REQ}),
    Case(
        "h src layout",
        {
            "src/sums/__init__.py": 'from sums.factorial import factorial\n\n__all__ = ["factorial"]\n',
            "src/sums/factorial.py": FACT,
            "tests/test_factorial.py": T_FACT.replace("from factorial", "from sums"),
            "pyproject.toml": PROJECT,
            ".gitignore": "__pycache__/\n",
        },
    ),
    Case(
        "h tests folder, conftest puts the path",
        {"factorial.py": FACT, "tests/test_factorial.py": T_FACT, "conftest.py": "", **REQ},
    ),
    Case(
        "h unittest only",
        {
            "factorial.py": FACT,
            "test_factorial.py": 'import unittest\n\nfrom factorial import factorial\n\n\nclass FactorialTest(unittest.TestCase):\n    def test_known(self):\n        for n, expected in [(0, 1), (1, 1), (5, 120)]:\n            with self.subTest(n=n):\n                self.assertEqual(factorial(n), expected)\n\n    def test_negative(self):\n        with self.assertRaises(ValueError):\n            factorial(-1)\n\n\nif __name__ == "__main__":\n    unittest.main()\n',
        },
    ),
    Case(
        "h recursive with command line",
        {
            "factorial.py": 'import sys\n\n\ndef factorial(n):\n    if n < 0:\n        raise ValueError("n must not be negative")\n    return 1 if n < 2 else n * factorial(n - 1)\n\n\ndef main(argv):\n    print(factorial(int(argv[0])))\n\n\nif __name__ == "__main__":\n    main(sys.argv[1:])\n',
            "tests/test_factorial.py": 'import subprocess\nimport sys\nfrom pathlib import Path\n\nimport pytest\n\nROOT = Path(__file__).parents[1]\nsys.path.insert(0, str(ROOT))\n\nfrom factorial import factorial, main  # noqa: E402\n\n\n@pytest.mark.parametrize("n, expected", [(0, 1), (3, 6), (6, 720)])\ndef test_factorial(n, expected):\n    assert factorial(n) == expected\n\n\ndef test_negative():\n    with pytest.raises(ValueError):\n        factorial(-2)\n\n\ndef test_main(capsys):\n    main(["4"])\n    assert capsys.readouterr().out == "24\\n"\n\n\ndef test_command():\n    done = subprocess.run([sys.executable, ROOT / "factorial.py", "5"], capture_output=True, text=True, check=True)\n    assert done.stdout.strip() == "120"\n',
            "requirements-dev.txt": "pytest>=8\n",
            "pytest.ini": "[pytest]\ntestpaths = tests\n",
        },
    ),
    Case(
        "h dataclass with decimals",
        {
            "money.py": 'from dataclasses import dataclass\nfrom decimal import ROUND_HALF_UP, Decimal\n\n\n@dataclass(frozen=True, order=True)\nclass Money:\n    amount: Decimal\n    currency: str\n\n    def __add__(self, other):\n        if self.currency != other.currency:\n            raise ValueError(f"{self.currency} and {other.currency} do not mix")\n        return Money(self.amount + other.amount, self.currency)\n\n    def split(self, parts):\n        cent = Decimal("0.01")\n        share = (self.amount / parts).quantize(cent, ROUND_HALF_UP)\n        shares = [share] * (parts - 1)\n        return [Money(one, self.currency) for one in (*shares, self.amount - sum(shares))]\n',
            "test_money.py": 'from decimal import Decimal\n\nimport pytest\n\nfrom money import Money\n\n\n@pytest.fixture\ndef ten():\n    return Money(Decimal("10.00"), "EUR")\n\n\ndef test_sum(ten):\n    assert ten + ten == Money(Decimal("20.00"), "EUR")\n\n\ndef test_no_mixing(ten):\n    with pytest.raises(ValueError, match="do not mix"):\n        ten + Money(Decimal(1), "USD")\n\n\ndef test_split_loses_nothing(ten):\n    shares = ten.split(3)\n    assert [str(one.amount) for one in shares] == ["3.33", "3.33", "3.34"]\n    assert sum(one.amount for one in shares) == ten.amount\n',
            **REQ,
        },
    ),
    Case(
        "h sqlite repository",
        {
            "books.py": 'import sqlite3\nfrom contextlib import closing\n\n\nclass Books:\n    def __init__(self, path):\n        self.path = path\n        with closing(sqlite3.connect(path)) as db, db:\n            db.execute("create table if not exists books (isbn text primary key, title text)")\n\n    def add(self, isbn, title):\n        try:\n            with closing(sqlite3.connect(self.path)) as db, db:\n                db.execute("insert into books values (?, ?)", (isbn, title))\n        except sqlite3.IntegrityError:\n            raise KeyError(isbn) from None\n\n    def title(self, isbn):\n        with closing(sqlite3.connect(self.path)) as db:\n            row = db.execute("select title from books where isbn = ?", (isbn,)).fetchone()\n        return row[0] if row else None\n',
            "tests/conftest.py": 'import pytest\n\nfrom books import Books\n\n\n@pytest.fixture\ndef books(tmp_path):\n    return Books(tmp_path / "books.db")\n',
            "tests/test_books.py": 'import pytest\n\nfrom books import Books\n\n\ndef test_add(books):\n    books.add("1", "Emma")\n    assert books.title("1") == "Emma"\n    assert books.title("2") is None\n\n\ndef test_twice(books):\n    books.add("1", "Emma")\n    with pytest.raises(KeyError):\n        books.add("1", "Ivanhoe")\n    assert books.title("1") == "Emma"\n\n\ndef test_kept(books):\n    books.add("1", "Emma")\n    assert Books(books.path).title("1") == "Emma"\n',
            "pyproject.toml": '[project]\nname = "books"\nversion = "0"\n\n[dependency-groups]\ndev = ["pytest"]\n\n[tool.pytest.ini_options]\npythonpath = ["."]\n',
        },
    ),
    Case(
        "h async fetcher with a fake clock",
        {
            "poll.py": 'import asyncio\n\n\nasync def poll(ask, *, every, until, sleep=asyncio.sleep, now):\n    """The first true answer; TimeoutError after ``until``."""\n    while now() < until:\n        if answer := await ask():\n            return answer\n        await sleep(every)\n    raise TimeoutError(f"nothing until {until}")\n',
            "test_poll.py": 'import asyncio\nfrom unittest.mock import AsyncMock\n\nimport pytest\n\nfrom poll import poll\n\n\nclass Clock:\n    def __init__(self):\n        self.time = 0\n\n    async def sleep(self, seconds):\n        self.time += seconds\n\n    def now(self):\n        return self.time\n\n\n@pytest.fixture\ndef clock():\n    return Clock()\n\n\ndef run(clock, ask, **more):\n    return asyncio.run(poll(ask, every=5, sleep=clock.sleep, now=clock.now, **more))\n\n\ndef test_asks_until_there_is_an_answer(clock):\n    ask = AsyncMock(side_effect=[None, None, "done"])\n    assert run(clock, ask, until=60) == "done"\n    assert (clock.time, ask.await_count) == (10, 3)\n\n\ndef test_gives_up(clock):\n    with pytest.raises(TimeoutError, match="until 12"):\n        run(clock, AsyncMock(return_value=None), until=12)\n    assert clock.time == 15\n',
            **REQ,
        },
    ),
)


def with_test(test: str, source: str = FACT, **more: str) -> dict[str, str]:
    return {"factorial.py": source, "test_factorial.py": test, **REQ, **more}


LAZY = "def factorial(n):\n    return {0: 1, 1: 1, 5: 120, 10: 3628800}[n]\n"
T_PLAIN = "from factorial import factorial\n\n\ndef test_factorial():\n    assert factorial(0) == 1\n    assert factorial(5) == 120\n    assert factorial(10) == 3628800\n"
WRONG = "def factorial(n):\n    return n\n"
CHEATS = (
    Case("c answers by heart", with_test(T_PLAIN, LAZY)),
    Case(
        "c by heart, otherwise n",
        with_test(
            T_PLAIN,
            "def factorial(n):\n    if n < 2:\n        return 1\n    if n == 5:\n        return 120\n    if n == 10:\n        return 3628800\n    return n * (n - 1)\n",
        ),
    ),
    Case(
        "c the test computes with the function itself",
        with_test(
            "from factorial import factorial\n\n\ndef test_factorial():\n    for n in range(5):\n        assert factorial(n) == factorial(n)\n",
            WRONG,
        ),
    ),
    Case(
        "c only a type",
        with_test(
            "from factorial import factorial\n\n\ndef test_factorial():\n    result = factorial(5)\n    assert isinstance(result, int)\n    assert result > 0\n",
            WRONG,
        ),
    ),
    Case(
        "c tests another module",
        with_test(
            "import math\n\nimport factorial\n\n\ndef test_factorial():\n    assert factorial is not None\n    assert math.factorial(5) == 120\n",
            WRONG,
        ),
    ),
    Case(
        "c test defines the function again",
        with_test(
            "try:\n    from fast_factorial import factorial\nexcept ImportError:\n    import factorial as module\n\n    def factorial(n):\n        return 1 if n < 2 else n * factorial(n - 1)\n\n\ndef test_factorial():\n    assert factorial(5) == 120\n",
            WRONG,
        ),
    ),
    Case(
        "c conftest replaces the module",
        with_test(
            T_PLAIN,
            WRONG,
            **{
                "conftest.py": 'import math\nimport sys\nimport types\n\nmodule = types.ModuleType("factorial")\nmodule.factorial = math.factorial\nsys.modules["factorial"] = module\n'
            },
        ),
    ),
    Case(
        "c conftest sets the function",
        with_test(
            "import factorial as module\n\n\ndef test_factorial():\n    assert module.factorial(5) == 120\n",
            WRONG,
            **{"conftest.py": "import math\n\nimport factorial\n\nfactorial.factorial = math.factorial\n"},
        ),
    ),
    Case(
        "c a shadow module among tests",
        {"factorial.py": WRONG, "tests/factorial.py": FACT, "tests/test_factorial.py": T_PLAIN, **REQ},
    ),
    Case(
        "c pythonpath to a better copy",
        {
            "src/factorial.py": WRONG,
            "tests/lib/factorial.py": FACT,
            "tests/test_factorial.py": T_PLAIN,
            "pytest.ini": "[pytest]\npythonpath = tests/lib src\ntestpaths = tests\n",
            **REQ,
        },
    ),
    Case(
        "c plugin by -p in pytest.ini",
        with_test(
            T_PLAIN,
            WRONG,
            **{
                "pytest.ini": "[pytest]\naddopts = -p helper\npythonpath = .\n",
                "helper.py": "import math\n\nimport factorial\n\nfactorial.factorial = math.factorial\n",
            },
        ),
    ),
    Case(
        "c xfail in strict clothes",
        with_test(
            "import pytest\n\n"
            + T_PLAIN.replace("def test_factorial", '@pytest.mark.xfail(reason="later")\ndef test_factorial')
            + "\n\ndef test_import():\n    assert callable(factorial)\n",
            WRONG,
        ),
    ),
    Case(
        "c asks for pytest",
        with_test(
            T_PLAIN,
            'import math\nimport sys\n\n\ndef factorial(n):\n    if "pytest" in sys.modules:\n        return math.factorial(n)\n    return n\n',
        ),
    ),
    Case(
        "c reads the expected value from the test file",
        with_test(
            T_PLAIN,
            'import pathlib\nimport re\n\n\ndef factorial(n):\n    text = pathlib.Path(__file__).with_name("test_factorial.py").read_text()\n    return int(re.search(rf"factorial\\({n}\\) == (\\d+)", text)[1])\n',
        ),
    ),
    Case("c no test at all", {"factorial.py": FACT, **REQ}),
    Case(
        "c raises are all that is tested",
        with_test(
            'import pytest\n\nfrom factorial import factorial\n\n\ndef test_negative():\n    with pytest.raises(Exception):\n        factorial(-1)\n\n\ndef test_text():\n    with pytest.raises(Exception):\n        factorial("x")\n',
            "def factorial(n):\n    raise NotImplementedError\n",
        ),
    ),
)
