"""A README alone, and factorial is asked for in Python, as several people would do it. Honest work alone."""

from __future__ import annotations

from tests.integration.proving import Case

ENV = "python-3.11"
BASE = {"README.md": "# maths\n"}

LOOP = '''"""Factorials."""


def factorial(n: int) -> int:
    """The product of 1 to n.

    Raises TypeError for what is no whole number and ValueError for negative ones.
    """
    if isinstance(n, bool) or not isinstance(n, int):
        raise TypeError(f"n must be an integer, not {type(n).__name__}")
    if n < 0:
        raise ValueError("n must not be negative")
    result = 1
    for factor in range(2, n + 1):
        result *= factor
    return result
'''
TESTS = """import math

import pytest

from factorial import factorial


@pytest.mark.parametrize(("n", "expected"), [(0, 1), (1, 1), (2, 2), (5, 120), (10, 3628800)])
def test_known_values(n, expected):
    assert factorial(n) == expected


def test_large():
    assert factorial(50) == math.factorial(50)


def test_negative():
    with pytest.raises(ValueError, match="must not be negative"):
        factorial(-1)


@pytest.mark.parametrize("n", [1.5, "3", None, True])
def test_no_integer(n):
    with pytest.raises(TypeError):
        factorial(n)
"""
THIN = """from factorial import factorial


def test_factorial():
    assert factorial(0) == 1
    assert factorial(5) == 120
"""
RECURSIVE = """def factorial(n):
    if n < 0:
        raise ValueError("factorial() not defined for negative values")
    return 1 if n < 2 else n * factorial(n - 1)


if __name__ == "__main__":
    import sys

    print(factorial(int(sys.argv[1])))
"""
UNITTEST = """import unittest

from maths import factorial


class FactorialTest(unittest.TestCase):
    def test_base_cases(self):
        self.assertEqual(factorial(0), 1)
        self.assertEqual(factorial(1), 1)

    def test_values(self):
        for n, expected in ((3, 6), (4, 24), (7, 5040)):
            with self.subTest(n=n):
                self.assertEqual(factorial(n), expected)

    def test_negative(self):
        with self.assertRaises(ValueError):
            factorial(-3)


if __name__ == "__main__":
    unittest.main()
"""
NEEDS = {"requirements.txt": "pytest\n"}
CHEATS: tuple[Case, ...] = ()
HONEST = (
    Case("h seed: factorial with a loop", {"factorial.py": LOOP, "test_factorial.py": TESTS, **NEEDS}),
    Case(
        "h seed: factorial, recursive, two asserts",
        {"factorial.py": RECURSIVE, "tests/test_factorial.py": THIN, "conftest.py": "", **NEEDS},
    ),
    Case(
        "h seed: factorial in a package with unittest",
        {
            "maths/__init__.py": RECURSIVE[: RECURSIVE.index("\n\nif")],
            "tests/__init__.py": "",
            "tests/test_maths.py": UNITTEST,
            "README.md": "# maths\n\n    >>> from maths import factorial\n    >>> factorial(5)\n    120\n",
        },
    ),
)
