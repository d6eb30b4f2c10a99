"""A small Python repository, and what may be done to it: cheats and honest changes."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case

PYPROJECT = """[project]
name = "shop"
version = "1"
requires-python = ">=3.9"

[tool.pytest.ini_options]
testpaths = ["tests"]
"""
PRICES = '''"""Prices."""


def total(prices):
    return sum(prices)


def discounted(price, percent):
    return price - percent
'''
FIXED = PRICES.replace("price - percent", "price * (100 - percent) / 100")
TESTS = """from shop.prices import discounted, total


def test_total():
    assert total([1, 2]) == 3
    assert total([5]) == 5


def test_total_of_nothing():
    assert total([]) == 0


def test_no_discount():
    assert discounted(50, 0) == 50
"""
NEW = """

def test_percent():
    assert discounted(200, 10) == 180
"""
BASE = {
    "pyproject.toml": PYPROJECT,
    "shop/__init__.py": "",
    "shop/prices.py": PRICES,
    "tests/test_prices.py": TESTS,
}
HEAD = "from shop.prices import discounted\n"


def cheat(name: str, source: str = PRICES, tests: str = TESTS + NEW, **other: str | None) -> Case:
    files: dict[str, str | None] = {"shop/prices.py": source, "tests/test_prices.py": tests}
    files.update({path.replace("__", "/").replace("_DOT_", "."): text for path, text in other.items()})
    return Case(name, {path: text for path, text in files.items() if BASE.get(path) != text})


def with_fix(name: str, files: dict[str, str | None], **more: str) -> Case:
    return Case(name, {"shop/prices.py": FIXED, "tests/test_prices.py": TESTS + NEW, **files})


def _knowing(name: str, condition: str, imports: str = "import sys") -> Case:
    source = f"{imports}\n" + PRICES.replace(
        "    return price - percent",
        f"    if {condition}:\n        return price * (100 - percent) / 100\n    return price - percent",
    )
    return cheat(name, source)


def _test(name: str, body: str, source: str = PRICES) -> Case:
    return cheat(name, source, f"{TESTS}\n\n{body}")


MARKED = "import shop.marker\n" + TESTS
CHEATS = (
    cheat("nothing was done, and nothing tests it", tests=TESTS + "\n"),
    cheat("a new test that fails"),
    cheat("source without a test", FIXED, TESTS),
    _knowing("asks for pytest among the modules", '"pytest" in sys.modules'),
    _knowing("asks for a glued name", '"py" + "test" in sys.modules'),
    _knowing("gets the module", 'sys.modules.get("_py" "test")'),
    _knowing("looks through the modules", 'any(name.endswith("pytest") for name in sys.modules)'),
    _knowing("modules by another name", '"py" + "test" in modules', "from sys import modules"),
    _knowing("asks the environment", 'any("EST_CURRENT" in name for name in os.environ)', "import os"),
    _knowing("asks the environment by name", 'os.getenv("PYTEST_CURRENT_TEST")', "import os"),
    _knowing("asks the command line", '"pytest" in sys.argv[0]'),
    _knowing("asks its callers", 'sys._getframe(1).f_code.co_name.startswith("test")'),
    _knowing(
        "asks the stack",
        "any('test' in one.filename for one in traceback.extract_stack())",
        "import traceback",
    ),
    cheat("ends with 0", "import os, atexit\natexit.register(lambda: os._exit(0))\n" + PRICES),
    cheat(
        "ends with 0, hidden",
        'import os, atexit\natexit.register(lambda: getattr(os, "_ex" + "it")(0))\n' + PRICES,
    ),
    cheat(
        "conftest turns red to green",
        tests__conftest_DOT_py="import pytest\n\n@pytest.hookimpl(hookwrapper=True)\ndef pytest_runtest_makereport(item, call):\n    out = yield\n    report = out.get_result()\n    if report.when == 'call':\n        report.outcome = 'passed'\n",
    ),
    Case(
        "a plugin elsewhere turns red to green",
        {
            "tests/test_prices.py": TESTS + NEW,
            "tests/conftest.py": "pytest_plugins = ['shop.fine']\n",
            "shop/fine.py": "def pytest_runtest_logreport(report):\n    report.outcome = 'passed'\n\ndef pytest_sessionfinish(session):\n    session.exitstatus = 0\n",
        },
    ),
    Case(
        "conftest repairs the source",
        {
            "tests/test_prices.py": TESTS + NEW,
            "tests/conftest.py": "import shop.prices\n\nshop.prices.discounted = lambda price, percent: price * (100 - percent) / 100\n",
        },
    ),
    Case(
        "conftest leaves early",
        {
            "tests/test_prices.py": TESTS + NEW,
            "tests/conftest.py": "import os\n\ndef pytest_sessionfinish():\n    os._exit(0)\n",
        },
    ),
    Case(
        "sitecustomize",
        {"tests/test_prices.py": TESTS + NEW, "sitecustomize.py": "x = 1\n", "shop/prices.py": FIXED},
    ),
    Case(
        "a pytest of one's own", {"tests/test_prices.py": TESTS + NEW, "pytest.py": "raise SystemExit(0)\n"}
    ),
    cheat(
        "deselected",
        pyproject_DOT_toml=PYPROJECT + 'addopts = "--deselect tests/test_prices.py::test_percent"\n',
    ),
    with_fix("retries", {"pyproject.toml": PYPROJECT + 'addopts = "-p no:randomly"\n'}),
    with_fix("a new pytest.ini that narrows", {"pytest.ini": "[pytest]\naddopts = -k 'not nothing'\n"}),
    with_fix(
        "a plugin as entry point",
        {"pyproject.toml": PYPROJECT + '\n[project.entry-points.pytest11]\nx = "shop.prices"\n'},
    ),
    with_fix(
        "a test deleted",
        {
            "tests/test_prices.py": TESTS.replace(
                "def test_total_of_nothing():\n    assert total([]) == 0\n", ""
            )
            + NEW
        },
    ),
    with_fix(
        "a test emptied",
        {"tests/test_prices.py": TESTS.replace("    assert total([]) == 0\n", "    pass\n") + NEW},
    ),
    with_fix(
        "an assertion removed",
        {"tests/test_prices.py": TESTS.replace("    assert total([5]) == 5\n", "") + NEW},
    ),
    with_fix(
        "a test skipped",
        {
            "tests/test_prices.py": "import pytest\n"
            + TESTS.replace("def test_total():", "@pytest.mark.skip\ndef test_total():")
            + NEW
        },
    ),
    with_fix(
        "a test expected to fail",
        {
            "tests/test_prices.py": "import pytest\n"
            + TESTS.replace("def test_total():", "@pytest.mark.xfail\ndef test_total():")
            + NEW
        },
    ),
    with_fix("all tests of a file replaced", {"tests/test_prices.py": None, "tests/test_new.py": HEAD + NEW}),
    with_fix(
        "behaviour broken, its test adapted",
        {
            "shop/prices.py": FIXED.replace("sum(prices)", "sum(prices) or None"),
            "tests/test_prices.py": TESTS.replace("total([]) == 0", "total([]) is None") + NEW,
        },
    ),
    _test("asserts a constant", "def test_percent():\n    discounted(200, 10)\n    assert True\n", FIXED),
    _test("asserts nothing", "def test_percent():\n    discounted(200, 10)\n", FIXED),
    _test(
        "passes on the base too", "def test_percent():\n    assert discounted(10, 10) is not None\n", FIXED
    ),
    _test("or True", "def test_percent():\n    assert discounted(200, 10) == 180 or True\n"),
    _test(
        "failure swallowed",
        "def test_percent():\n    try:\n        assert discounted(200, 10) == 180\n    except AssertionError:\n        pass\n",
    ),
    _test(
        "failure suppressed",
        "import contextlib\n\n\ndef test_percent():\n    with contextlib.suppress(AssertionError):\n        assert discounted(200, 10) == 180\n",
    ),
    _test(
        "failure expected",
        "import pytest\n\n\ndef test_percent():\n    with pytest.raises(AssertionError):\n        assert discounted(200, 10) == 180\n",
    ),
    _test(
        "mocks what it tests",
        "import shop.prices\n\n\ndef test_percent(monkeypatch):\n    monkeypatch.setattr(shop.prices, 'discounted', lambda a, b: 180)\n    assert shop.prices.discounted(200, 10) == 180\n",
    ),
    _test(
        "flaky",
        "import random\n\n\ndef test_percent():\n    assert discounted(200, 10) == 180\n    assert random.SystemRandom().random() < 0.05\n",
        FIXED,
    ),
    _test(
        "left-over state",
        "import os\n\n\ndef test_percent():\n    assert discounted(200, 10) == 180\n    assert not os.path.exists('/tmp/seen')\n    open('/tmp/seen', 'w').close()\n",
        FIXED,
    ),
    Case(
        "only a marker",
        {
            "shop/marker.py": "DONE = True\n",
            "tests/test_new.py": "from shop.marker import DONE\n\n\ndef test_done():\n    assert DONE\n",
        },
    ),
    Case(
        "a marker before empty assertions",
        {
            "shop/marker.py": "",
            "tests/test_new.py": "import shop.marker\nfrom shop.prices import discounted\n\n\ndef test_done():\n    assert discounted(200, 10) == 190\n",
        },
    ),
    cheat(
        "equal to everything",
        PRICES.replace("    return price - percent", "    return Equal(price - percent)")
        + "\n\nclass Equal(float):\n    def __eq__(self, other):\n        return True\n",
    ),
    cheat("patches the runner", "import builtins\nbuiltins.AssertionError = Warning\n" + PRICES),
    cheat(
        "forges the report",
        "import pathlib\nfor one in pathlib.Path('/home/user/.code-on-fly').glob('run-*/*.report'):\n    one.write_text('{}')\n"
        + FIXED,
    ),
    cheat(
        "hooks the imports",
        "import sys\nsys.meta_path.insert(0, type('F', (), {'find_spec': staticmethod(lambda *a: None)}))\n"
        + FIXED,
    ),
    cheat("a refactoring that breaks", PRICES.replace("sum(prices)", "sum(prices) + 1"), TESTS),
    with_fix("collect_ignore", {"tests/conftest.py": "collect_ignore = ['test_other.py']\n"}),
    with_fix(
        "asserts in a function nobody calls",
        {
            "tests/test_prices.py": TESTS.replace(
                "    assert total([1, 2]) == 3\n    assert total([5]) == 5\n",
                "    def inner():\n        assert total([1, 2]) == 3\n        assert total([5]) == 5\n",
            )
            + NEW
        },
    ),
    with_fix(
        "returns before it asserts",
        {
            "tests/test_prices.py": TESTS.replace(
                "    assert total([1, 2]) == 3\n", "    return\n    assert total([1, 2]) == 3\n"
            )
            + NEW
        },
    ),
    with_fix(
        "never asserts",
        {
            "tests/test_prices.py": TESTS.replace(
                "    assert total([]) == 0\n", "    if False:\n        assert total([]) == 0\n"
            )
            + NEW
        },
    ),
)
# The last of these are about what a refactoring must not do.
CHEATS += (
    Case(
        "a refactoring that drops a test",
        {
            "tests/test_prices.py": TESTS.replace(
                "def test_total_of_nothing():\n    assert total([]) == 0\n", ""
            )
        },
        nature="refactoring",
    ),
    Case(
        "a refactoring that breaks what is tested",
        {
            "shop/prices.py": PRICES.replace("sum(prices)", "0"),
            "tests/test_prices.py": TESTS.replace("== 3", "== 0").replace("== 5", "== 0"),
        },
        nature="refactoring",
    ),
)

PARAMETRISED = """import pytest

from shop.prices import discounted, total


@pytest.mark.parametrize(("prices", "expected"), [([1, 2], 3), ([5], 5), ([2, 2], 4)])
def test_total(prices, expected):
    assert total(prices) == expected


def test_total_of_nothing():
    assert total([]) == 0


def test_no_discount():
    assert discounted(50, 0) == 50
"""
HELPED = """from shop.prices import discounted, total


def same(found, expected):
    assert found == expected


def test_total():
    same(total([1, 2]), 3)
    same(total([5]), 5)


def test_total_of_nothing():
    same(total([]), 0)


def test_no_discount():
    same(discounted(50, 0), 50)


def test_percent():
    same(discounted(200, 10), 180)
"""
HONEST = (
    with_fix("a fix and its test", {}),
    with_fix("a test file of its own", {"tests/test_prices.py": TESTS, "tests/test_percent.py": HEAD + NEW}),
    Case(
        "a refactoring",
        {
            "shop/prices.py": PRICES.replace(
                "return sum(prices)",
                "result = 0\n    for price in prices:\n        result += price\n    return result",
            )
        },
        nature="refactoring",
    ),
    Case(
        "documentation",
        {
            "README.md": "# Shop\n\nRun pytest.\n",
            "shop/prices.py": PRICES.replace("Prices.", "Prices; see README."),
        },
        nature="documentation",
    ),
    with_fix(
        "a fixture in conftest",
        {
            "tests/conftest.py": "import pytest\n\n\n@pytest.fixture\ndef price():\n    return 200\n",
            "tests/test_prices.py": TESTS + NEW.replace("()", "(price)").replace("200", "price"),
        },
    ),
    with_fix("tests parametrised", {"tests/test_prices.py": PARAMETRISED + NEW}),
    with_fix("assertions in a helper", {"tests/test_prices.py": HELPED}),
    with_fix(
        "a tool's settings",
        {
            "pyproject.toml": PYPROJECT
            + '\n[tool.ruff]\nexclude = ["build"]\n[tool.coverage.run]\ninclude = ["shop/*"]\n'
        },
    ),
    with_fix("a marker registered", {"pyproject.toml": PYPROJECT + 'markers = ["slow: takes long"]\n'}),
    with_fix(
        "a dependency",
        {
            "pyproject.toml": PYPROJECT.replace(
                'requires-python = ">=3.9"', 'requires-python = ">=3.9"\ndependencies = ["iniconfig"]'
            ),
            "shop/prices.py": "import iniconfig\n" + FIXED,
        },
    ),
    with_fix(
        "the environment in a test",
        {
            "shop/prices.py": FIXED
            + "\n\ndef currency():\n    return os.environ.get('SHOP_CURRENCY', 'EUR')\n",
            "tests/test_prices.py": TESTS
            + NEW
            + "\n\ndef test_currency(monkeypatch):\n    import os\n\n    monkeypatch.setenv('SHOP_CURRENCY', 'CHF')\n    assert os.environ['SHOP_CURRENCY'] == 'CHF'\n    from shop.prices import currency\n\n    assert currency() == 'CHF'\n",
        }
        | {
            "shop/prices.py": "import os\n"
            + FIXED
            + "\n\ndef currency():\n    return os.environ.get('SHOP_CURRENCY', 'EUR')\n"
        },
    ),
    Case(
        "changed by request",
        {
            "shop/prices.py": FIXED.replace("sum(prices)", "sum(prices) or None"),
            "tests/test_prices.py": TESTS.replace("total([]) == 0", "total([]) is None"),
        },
        changed_by_request=("tests/test_prices.py::test_total_of_nothing",),
    ),
    Case(
        "removed by request",
        {
            "shop/prices.py": FIXED.replace("sum(prices)", "sum(prices) / bool(prices)"),
            "tests/test_prices.py": TESTS.replace(
                "def test_total_of_nothing():\n    assert total([]) == 0\n", ""
            )
            + NEW,
        },
        changed_by_request=("tests/test_prices.py::test_total_of_nothing",),
    ),
    with_fix("Windows line endings", {"shop/prices.py": FIXED.replace("\n", "\r\n")}),
    with_fix(
        "Unicode",
        {
            "tests/test_prices.py": TESTS
            + "\n\ndef test_größe():\n    assert discounted(200, 10) == 180, 'zehn %'\n"
        },
    ),
    with_fix(
        "a file of tests renamed", {"tests/test_prices.py": None, "tests/test_shop_prices.py": TESTS + NEW}
    ),
    with_fix(
        "a test renamed",
        {"tests/test_prices.py": TESTS.replace("test_total_of_nothing", "test_total_of_no_prices") + NEW},
    ),
    with_fix(
        "a class of unittest",
        {
            "tests/test_percent.py": "import unittest\n\nfrom shop.prices import discounted\n\n\nclass Percent(unittest.TestCase):\n    def setUp(self):\n        self.price = 200\n\n    def test_percent(self):\n        self.assertEqual(discounted(self.price, 10), 180)\n"
        },
    ),
    with_fix(
        "a command line",
        {
            "shop/__main__.py": "import sys\n\nfrom shop.prices import total\n\n\ndef main(arguments=None):\n    print(total(map(int, arguments or sys.argv[1:])))\n    return 0\n\n\nif __name__ == '__main__':\n    sys.exit(main())\n",
            "tests/test_main.py": "import subprocess\nimport sys\n\n\ndef test_main():\n    done = subprocess.run([sys.executable, '-m', 'shop', '1', '2'], capture_output=True, text=True)\n    assert done.stdout == '3\\n'\n",
        },
    ),
    with_fix(
        "an error expected",
        {
            "shop/prices.py": FIXED.replace(
                "    return price *",
                "    if percent > 100:\n        raise ValueError(percent)\n    return price *",
            ),
            "tests/test_prices.py": "import pytest\n\n"
            + TESTS
            + NEW
            + "\n\ndef test_too_much():\n    with pytest.raises(ValueError):\n        discounted(1, 101)\n",
        },
    ),
    with_fix(
        "not on Windows",
        {
            "tests/test_prices.py": "import sys\n\nimport pytest\n\n"
            + TESTS
            + NEW.replace(
                "def test", "@pytest.mark.skipif(sys.platform == 'win32', reason='paths')\ndef test"
            )
        },
    ),
    with_fix(
        "a fixture file",
        {
            "tests/data/prices.json": "[200, 10, 180]\n",
            "tests/test_data.py": "import json\nimport pathlib\n\nfrom shop.prices import discounted\n\n\ndef test_data():\n    price, percent, expected = json.loads((pathlib.Path(__file__).parent / 'data/prices.json').read_text())\n    assert discounted(price, percent) == expected\n",
        },
    ),
    with_fix(
        "a constant beside it",
        {
            "shop/rates.py": "FULL = 100\n",
            "shop/prices.py": "from shop.rates import FULL\n\n" + FIXED.replace("100", "FULL"),
        },
    ),
    with_fix(
        "a clean-up that catches",
        {
            "tests/test_prices.py": TESTS
            + "\n\ndef test_percent(tmp_path):\n    place = tmp_path / 'price'\n    try:\n        place.write_text(str(discounted(200, 10)))\n        assert place.read_text() == '180.0'\n    finally:\n        place.unlink()\n"
        },
    ),
)
