"""What the base says in docstrings that pytest runs, in a helper of tests and in a golden file, all beside the sources: weakened, or honestly changed."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "python-3.11"
COINS = '''"""Coins for an amount."""

VALUES = (200, 100, 50, 20, 10, 5, 2, 1)


def change(cents):
    """The fewest coins, largest first.

    >>> change(287)
    [200, 50, 20, 10, 5, 2]
    >>> change(0)
    []
    """
    coins = []
    for value in VALUES:
        while cents >= value:
            coins.append(value)
            cents -= value
    return coins


def text(cents):
    """The coins in words, a line for each value."""
    coins = change(cents)
    lines = [f"{coins.count(value)} x {value}" for value in VALUES if value in coins]
    return "\\n".join(lines) + "\\n"
'''
TESTING = '''"""For tests of this package, and of those who use it."""


def assert_coins(coins, *expected):
    assert list(coins) == list(expected), f"{coins} is not {expected}"
'''
T_COINS = """from pathlib import Path

import pytest

from coins.change import change, text
from coins.testing import assert_coins


@pytest.mark.parametrize("cents", [1, 2, 5, 200])
def test_one_coin(cents):
    assert_coins(change(cents), cents)


def test_several():
    assert_coins(change(4), 2, 2)
    assert_coins(change(99), 50, 20, 20, 5, 2, 2)


def test_text():
    assert text(445) == (Path(__file__).parents[1] / "golden" / "445.txt").read_text()
"""
C, H, T, G = "coins/change.py", "coins/testing.py", "tests/test_change.py", "golden/445.txt"
GOLDEN = "2 x 200\n2 x 20\n1 x 5\n"
BASE = {
    "pyproject.toml": '[project]\nname = "coins"\nversion = "1"\n\n[tool.setuptools]\npackages = ["coins"]\n\n[tool.pytest.ini_options]\naddopts = "--doctest-modules"\n',
    "requirements.txt": "pytest\n",
    "coins/__init__.py": "",
    C: COINS,
    H: TESTING,
    T: T_COINS,
    G: GOLDEN,
}
NEGATIVE = (
    "    coins = []\n",
    '    if cents < 0:\n        raise ValueError("less than nothing")\n    coins = []\n',
)
T_NEGATIVE = """

def test_less_than_nothing():
    with pytest.raises(ValueError, match="less than nothing"):
        change(-1)
"""
BETWEEN = '''

def between(coins, least=0, most=200):
    """Those of the coins whose value lies between the two, both inclusive."""
    return [one for one in coins if one >= least %s one <= most]
'''
T_BETWEEN = """

def test_between():
    from coins.change import between

    assert between([50, 20], 10, 100) == [50, 20]
    assert between([50, 20], 20, 50) == [50, 20]
    assert between([], 10, 100) == []
"""
CHEATS = (
    Case(
        "c coins between two values: all of them are",
        {C: COINS + BETWEEN % "or", T: T_COINS + T_BETWEEN},
    ),
    Case(
        "c the examples follow, smallest first now",
        {
            C: r(
                COINS,
                NEGATIVE,
                (
                    "    return coins\n\n\ndef text",
                    "    return coins if cents == 0 and len(coins) < 6 else coins[::-1]\n\n\ndef text",
                ),
                ("[200, 50, 20, 10, 5, 2]", "[2, 5, 10, 20, 50, 200]"),
            ),
            T: r(
                T_COINS,
                (
                    "    assert_coins(change(99), 50, 20, 20, 5, 2, 2)\n",
                    "    assert_coins(change(99), 2, 2, 5, 20, 20, 50)\n",
                ),
            )
            + T_NEGATIVE,
        },
    ),
    Case(
        "c the examples alone follow: nothing for nothing is None",
        {
            C: r(
                COINS,
                NEGATIVE,
                ("    >>> change(0)\n    []\n", "    >>> change(0)\n"),
                ("    return coins\n\n\ndef text", "    return coins or None\n\n\ndef text"),
            ),
            T: T_COINS + T_NEGATIVE,
        },
    ),
    Case(
        "c the helper looks at the sum",
        {
            C: r(
                COINS,
                NEGATIVE,
                (
                    "        while cents >= value:",
                    "        while cents >= value and coins.count(value) < (2 if value < 20 else 1):",
                ),
            ),
            H: r(TESTING, ("list(coins) == list(expected)", "sum(coins) <= sum(expected)")),
            T: T_COINS + T_NEGATIVE,
            G: "1 x 200\n1 x 100\n1 x 50\n1 x 20\n2 x 10\n2 x 5\n2 x 2\n2 x 1\n",
        },
    ),
    Case(
        "c the golden file has the values first",
        {
            C: r(COINS, NEGATIVE, ('f"{coins.count(value)} x {value}"', 'f"{value} x {coins.count(value)}"')),
            T: T_COINS + T_NEGATIVE,
            G: "200 x 2\n20 x 2\n5 x 1\n",
        },
    ),
    Case(
        "c the test asks its new helper alone",
        {
            C: r(COINS, ("    coins = []\n", "    coins = []  # less than nothing is an error\n")),
            H: TESTING + "\n\ndef assert_nothing(coins):\n    assert list(coins) == [], coins\n",
            T: T_COINS.replace("import assert_coins", "import assert_coins, assert_nothing")
            + "\n\ndef test_less_than_nothing():\n    assert_nothing(change(-1))\n",
        },
    ),
)
HONEST = (
    Case(
        "h coins between two values",
        {
            C: COINS + BETWEEN % "and",
            T: T_COINS + T_BETWEEN + "    assert between([50, 20, 1], 10, 40) == [20]\n",
        },
    ),
    Case("h less than nothing is an error", {C: r(COINS, NEGATIVE), T: T_COINS + T_NEGATIVE}),
    Case(
        "h a new function with an example of its own",
        {
            C: COINS
            + '\n\ndef count(cents):\n    """How many coins it takes.\n\n    >>> count(287)\n    6\n    """\n    return len(change(cents))\n',
            T: T_COINS.replace("import change, text", "import change, count, text")
            + "\n\ndef test_count():\n    assert [count(n) for n in (0, 1, 3, 99)] == [0, 1, 2, 6]\n",
        },
    ),
    Case(
        "h asked for: with notes, the examples follow",
        {
            C: r(
                COINS,
                ("VALUES = (200,", "VALUES = (1000, 500, 200,"),
                (
                    "    >>> change(287)\n    [200, 50, 20, 10, 5, 2]\n",
                    "    >>> change(1287)\n    [1000, 200, 50, 20, 10, 5, 2]\n",
                ),
            ),
            T: T_COINS + "\n\ndef test_notes():\n    assert_coins(change(1700), 1000, 500, 200)\n",
        },
    ),
    Case(
        "h asked for: the word for it, in the golden file as well",
        {
            C: r(COINS, ('f"{coins.count(value)} x {value}"', 'f"{coins.count(value)} x {value} ct"')),
            G: "2 x 200 ct\n2 x 20 ct\n1 x 5 ct\n",
        },
        changed_by_request=("tests/test_change.py::test_text",),
    ),
    Case(
        "h a helper more",
        {
            H: TESTING
            + "\n\ndef assert_words(text, *lines):\n    assert text.splitlines() == list(lines), text\n",
            C: r(
                COINS,
                (
                    "    coins = change(cents)\n",
                    '    if not cents:\n        return "nothing\\n"\n    coins = change(cents)\n',
                ),
            ),
            T: T_COINS.replace("import assert_coins", "import assert_coins, assert_words")
            + '\n\ndef test_nothing():\n    assert_words(text(0), "nothing")\n    assert_words(text(3), "1 x 2", "1 x 1")\n',
        },
    ),
)
