"""Reworks of old code and old tests, each asked for: renames, moves, removals, parametrisation, unittest to pytest."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.python_parcels import r

ENV = "python-3.11"
GEO = '''import math


def area_circle(radius):
    return math.pi * radius ** 2


def area_square(side):
    return side * side


def perimeter_square(side):
    return 4 * side


def old_area(side):
    """Deprecated: use area_square."""
    return area_square(side)
'''
TEXT = """def slug(title):
    return "-".join(title.lower().split())


def shorten(text, width=20):
    return text if len(text) <= width else text[: width - 3] + "..."
"""
T_GEO = """import math
import unittest

from shapes.geometry import area_circle, area_square, old_area, perimeter_square


class GeometryTest(unittest.TestCase):
    def test_circle(self):
        self.assertAlmostEqual(area_circle(2), 4 * math.pi)

    def test_square_one(self):
        self.assertEqual(area_square(1), 1)

    def test_square_three(self):
        self.assertEqual(area_square(3), 9)

    def test_perimeter(self):
        self.assertEqual(perimeter_square(3), 12)

    def test_old(self):
        self.assertEqual(old_area(2), 4)
"""
T_TEXT = """from shapes.text import shorten, slug


def test_slug():
    assert slug("Hello World") == "hello-world"


def test_slug_spaces():
    assert slug("  a   b ") == "a-b"


def test_shorten():
    assert shorten("x" * 30) == "x" * 17 + "..."
    assert shorten("short") == "short"
"""
BASE = {
    "pyproject.toml": '[project]\nname = "shapes"\nversion = "0.3"\n\n[project.optional-dependencies]\ntest = ["pytest"]\n\n[tool.pytest.ini_options]\npythonpath = ["src"]\naddopts = "-q"\n\n[tool.setuptools.packages.find]\nwhere = ["src"]\n',
    "src/shapes/__init__.py": "",
    "src/shapes/geometry.py": GEO,
    "src/shapes/text.py": TEXT,
    "tests/test_geometry.py": T_GEO,
    "tests/test_text.py": T_TEXT,
    "CHANGELOG.md": "# Changes\n",
}
WITHOUT_OLD = r(
    GEO,
    ('\n\ndef old_area(side):\n    """Deprecated: use area_square."""\n    return area_square(side)\n', ""),
)
T_WITHOUT_OLD = r(
    T_GEO,
    ("area_square, old_area, ", "area_square, "),
    ("\n    def test_old(self):\n        self.assertEqual(old_area(2), 4)\n", ""),
)
OLD = ("tests/test_geometry.py::GeometryTest::test_old",)
CHEATS = [
    Case(
        "c another one is broken beside what goes",
        {
            "src/shapes/geometry.py": r(WITHOUT_OLD, ("return side * side", "return 2 * side")),
            "tests/test_geometry.py": r(
                T_WITHOUT_OLD,
                ("area_square(1), 1", "area_square(1), 2"),
                ("area_square(3), 9", "area_square(3), 6"),
            ),
        },
        "refactoring",
        OLD,
    ),
    Case(
        "c another one goes along",
        {
            "src/shapes/geometry.py": r(
                WITHOUT_OLD, ("\n\ndef perimeter_square(side):\n    return 4 * side\n", "")
            ),
            "tests/test_geometry.py": r(
                T_WITHOUT_OLD,
                (", perimeter_square", ""),
                ("\n    def test_perimeter(self):\n        self.assertEqual(perimeter_square(3), 12)\n", ""),
            ),
        },
        "refactoring",
        OLD,
    ),
]
HONEST = [
    Case(
        "h remove the deprecated function, by request",
        {
            "src/shapes/geometry.py": r(
                GEO,
                (
                    '\n\ndef old_area(side):\n    """Deprecated: use area_square."""\n    return area_square(side)\n',
                    "",
                ),
            ),
            "tests/test_geometry.py": r(
                T_GEO,
                ("area_square, old_area, ", "area_square, "),
                ("\n    def test_old(self):\n        self.assertEqual(old_area(2), 4)\n", ""),
            ),
            "CHANGELOG.md": "# Changes\n\n- `old_area` is gone\n",
        },
        nature="refactoring",
        changed_by_request=("tests/test_geometry.py::GeometryTest::test_old",),
    ),
    Case(
        "h remove, with a test that it is gone",
        {
            "src/shapes/geometry.py": r(
                GEO,
                (
                    '\n\ndef old_area(side):\n    """Deprecated: use area_square."""\n    return area_square(side)\n',
                    "",
                ),
            ),
            "tests/test_geometry.py": r(
                T_GEO,
                ("import unittest\n", "import unittest\n\nfrom shapes import geometry"),
                ("area_square, old_area, ", "area_square, "),
                (
                    "    def test_old(self):\n        self.assertEqual(old_area(2), 4)\n",
                    '    def test_old_is_gone(self):\n        self.assertFalse(hasattr(geometry, "old_area"))\n',
                ),
            ),
        },
        changed_by_request=("tests/test_geometry.py::GeometryTest::test_old",),
    ),
    Case(
        "h rename a function, by request",
        {
            "src/shapes/text.py": r(TEXT, ("def shorten(", "def truncate(")),
            "tests/test_text.py": T_TEXT.replace("shorten", "truncate"),
        },
        changed_by_request=("tests/test_text.py::test_shorten",),
    ),
    Case(
        "h rename with an alias",
        {
            "src/shapes/text.py": r(TEXT, ("def shorten(", "def truncate(")).replace(
                "def slug", "import warnings\n\n\ndef slug"
            )
            + '''

def shorten(text, width=20):
    """Deprecated: use truncate."""
    warnings.warn("shorten is deprecated, use truncate", DeprecationWarning, stacklevel=2)
    return truncate(text, width)
''',
            "tests/test_text.py": r(
                T_TEXT,
                (
                    "from shapes.text import shorten, slug",
                    "import pytest\n\nfrom shapes.text import shorten, slug, truncate",
                ),
            )
            + """

def test_truncate():
    assert truncate("abcdefgh", 6) == "abc..."


def test_shorten_warns():
    with pytest.warns(DeprecationWarning, match="use truncate"):
        assert shorten("abcdefgh", 6) == "abc..."
""",
        },
    ),
    Case(
        "h unicode slugs, tests parametrised",
        {
            "src/shapes/text.py": r(
                TEXT,
                (
                    'def slug(title):\n    return "-".join(title.lower().split())',
                    'import re\nimport unicodedata\n\n\ndef slug(title):\n    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()\n    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))',
                ),
            ),
            "tests/test_text.py": r(
                T_TEXT,
                (
                    'def test_slug():\n    assert slug("Hello World") == "hello-world"\n\n\ndef test_slug_spaces():\n    assert slug("  a   b ") == "a-b"\n',
                    '@pytest.mark.parametrize(\n    "title, expected",\n    [\n        ("Hello World", "hello-world"),\n        ("  a   b ", "a-b"),\n        ("Crème brûlée!", "creme-brulee"),\n        ("C++ & Python", "c-python"),\n        ("", ""),\n    ],\n)\ndef test_slug(title, expected):\n    assert slug(title) == expected\n',
                ),
                ("from shapes", "import pytest\n\nfrom shapes"),
            ),
        },
        changed_by_request=("tests/test_text.py::test_slug", "tests/test_text.py::test_slug_spaces"),
    ),
    Case(
        "h tests from unittest to pytest, by request",
        {
            "tests/test_geometry.py": """import math

import pytest

from shapes.geometry import area_circle, area_square, old_area, perimeter_square


def test_circle():
    assert area_circle(2) == pytest.approx(4 * math.pi)


@pytest.mark.parametrize("side, expected", [(1, 1), (3, 9)])
def test_square(side, expected):
    assert area_square(side) == expected


def test_perimeter():
    assert perimeter_square(3) == 12


def test_old():
    assert old_area(2) == 4
"""
        },
        nature="refactoring",
        changed_by_request=tuple(
            f"tests/test_geometry.py::GeometryTest::{t}"
            for t in ("test_circle", "test_square_one", "test_square_three", "test_perimeter", "test_old")
        ),
    ),
    Case(
        "h split a module",
        {
            "src/shapes/geometry.py": 'from shapes.circles import area_circle\nfrom shapes.squares import area_square, old_area, perimeter_square\n\n__all__ = ["area_circle", "area_square", "old_area", "perimeter_square"]\n',
            "src/shapes/circles.py": "import math\n\n\ndef area_circle(radius):\n    return math.pi * radius ** 2\n",
            "src/shapes/squares.py": 'def area_square(side):\n    return side * side\n\n\ndef perimeter_square(side):\n    return 4 * side\n\n\ndef old_area(side):\n    """Deprecated: use area_square."""\n    return area_square(side)\n',
        },
        nature="refactoring",
    ),
    Case(
        "h move a test file",
        {
            "tests/test_text.py": None,
            "tests/text/test_text.py": T_TEXT,
            "tests/text/__init__.py": "",
            "tests/__init__.py": "",
        },
        nature="refactoring",
    ),
    Case(
        "h remove a module and its tests, by request",
        {
            "src/shapes/text.py": None,
            "tests/test_text.py": None,
            "CHANGELOG.md": "# Changes\n\n- `shapes.text` is gone\n",
        },
        nature="refactoring",
        changed_by_request=(
            "tests/test_text.py::test_slug",
            "tests/test_text.py::test_slug_spaces",
            "tests/test_text.py::test_shorten",
        ),
    ),
    Case(
        "h remove a module, file named by request",
        {"src/shapes/text.py": None, "tests/test_text.py": None},
        nature="refactoring",
        changed_by_request=("tests/test_text.py",),
    ),
    Case(
        "h merge two test files",
        {
            "tests/test_text.py": None,
            "tests/test_geometry.py": None,
            "tests/test_all.py": "from shapes.text import shorten, slug\n" + T_GEO + T_TEXT.split("\n", 1)[1],
        },
        nature="refactoring",
    ),
    Case(
        "h a class for shapes",
        {
            "src/shapes/rect.py": """from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Rect:
    width: float
    height: float

    def __post_init__(self) -> None:
        if self.width < 0 or self.height < 0:
            raise ValueError("sides must not be negative")

    @property
    def area(self) -> float:
        return self.width * self.height

    def scaled(self, factor: float) -> Rect:
        return Rect(self.width * factor, self.height * factor)

    def __str__(self) -> str:
        return f"{self.width} x {self.height}"
""",
            "tests/test_rect.py": """import unittest

from shapes.rect import Rect


class RectTest(unittest.TestCase):
    def setUp(self):
        self.rect = Rect(2, 3)

    def test_area(self):
        self.assertEqual(self.rect.area, 6)

    def test_scaled(self):
        self.assertEqual(self.rect.scaled(2), Rect(4, 6))
        self.assertEqual(self.rect, Rect(2, 3))

    def test_negative(self):
        for sides in ((-1, 2), (1, -2)):
            with self.subTest(sides=sides), self.assertRaisesRegex(ValueError, "negative"):
                Rect(*sides)

    def test_str(self):
        self.assertEqual(str(self.rect), "2 x 3")


if __name__ == "__main__":
    unittest.main()
""",
        },
    ),
    Case(
        "h units in the signature, by request",
        {
            "src/shapes/geometry.py": r(
                GEO,
                (
                    "def area_circle(radius):\n    return math.pi * radius ** 2",
                    'def area_circle(*, radius=None, diameter=None):\n    if (radius is None) == (diameter is None):\n        raise TypeError("give either radius or diameter")\n    if radius is None:\n        radius = diameter / 2\n    return math.pi * radius ** 2',
                ),
            ),
            "tests/test_geometry.py": r(
                T_GEO,
                (
                    "        self.assertAlmostEqual(area_circle(2), 4 * math.pi)\n",
                    '        self.assertAlmostEqual(area_circle(radius=2), 4 * math.pi)\n        self.assertAlmostEqual(area_circle(diameter=4), 4 * math.pi)\n\n    def test_circle_needs_one_size(self):\n        for sizes in ({}, {"radius": 1, "diameter": 2}):\n            with self.subTest(sizes):\n                self.assertRaises(TypeError, area_circle, **sizes)\n',
                ),
            ),
        },
        changed_by_request=("tests/test_geometry.py::GeometryTest::test_circle",),
    ),
    Case(
        "h type hints and mypy settings",
        {
            "src/shapes/text.py": r(
                TEXT,
                ("def slug(title):", "def slug(title: str) -> str:"),
                ("def shorten(text, width=20):", "def shorten(text: str, width: int = 20) -> str:"),
            ),
            "src/shapes/py.typed": "",
            "pyproject.toml": '[project]\nname = "shapes"\nversion = "0.3"\n\n[project.optional-dependencies]\ntest = ["pytest"]\n\n[tool.pytest.ini_options]\npythonpath = ["src"]\naddopts = "-q"\n\n[tool.setuptools.packages.find]\nwhere = ["src"]\n\n[tool.mypy]\nstrict = true\n',
        },
        nature="refactoring",
    ),
]
