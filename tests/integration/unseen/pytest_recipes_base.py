"""The repository of ``pytest_recipes``."""

from __future__ import annotations

ENV = "python-3.11"


def r(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


README = "# recipes\n\nReads what a recipe needs.\n"
PROJECT = """[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "recipes"
version = "0.3.0"
requires-python = ">=3.11"

[project.scripts]
recipes = "recipes.cli:main"

[project.optional-dependencies]
test = ["pytest"]

[tool.setuptools.packages.find]
where = ["src"]

[tool.pytest.ini_options]
testpaths = ["tests"]
pythonpath = ["src"]
addopts = "-ra"
"""
UNITS = '''ALIASES = {
    "gram": "g",
    "kilogram": "kg",
    "teaspoon": "tsp",
    "tablespoon": "tbsp",
    "litre": "l",
}
KNOWN = {"g", "kg", "oz", "ml", "l", "tsp", "tbsp", "cup", "pinch"}


def normalize(name):
    """The short form of a unit; one that isn't known as it is."""
    name = name.lower()
    if name in KNOWN:
        return name
    name = name.removesuffix("s")
    return ALIASES.get(name, name)
'''
MODELS = '''"""What a recipe is."""

from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class Ingredient:
    name: str
    amount: Fraction | None = None
    unit: str = ""


@dataclass
class Recipe:
    title: str
    servings: int
    ingredients: list[Ingredient] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def shopping(self):
        """Names of what is needed, each once, sorted."""
        return sorted({one.name for one in self.ingredients})
'''
PARSER = '''"""Reads lines such as ``200 g flour``."""

import re
from fractions import Fraction

from recipes.models import Ingredient
from recipes.units import KNOWN, normalize

LINE = re.compile(r"(?P<amount>\\d+(?:[./]\\d+)?)\\s*(?P<rest>.+)")


def parse_line(text):
    """Raises ValueError for an empty line."""
    text = text.strip()
    if not text:
        raise ValueError("an empty line")
    found = LINE.fullmatch(text)
    if found is None:
        return Ingredient(text)
    first, _, name = found["rest"].partition(" ")
    unit = normalize(first)
    if not name or unit not in KNOWN:
        unit, name = "", found["rest"]
    return Ingredient(name, Fraction(found["amount"]), unit)
'''
STORE = '''"""Keeps recipes in a file."""

import json
from pathlib import Path


class Store:
    def __init__(self, path):
        self.path = Path(path)

    def load(self):
        if not self.path.exists():
            return []
        return json.loads(self.path.read_text())

    def save(self, recipes):
        self.path.write_text(json.dumps(recipes, indent=2))
'''
CLIENT = '''"""Recipes from a server."""

import json


class NotFound(LookupError):
    """The server has no such recipe."""


class Client:
    """``send`` takes a path and returns status and body."""

    def __init__(self, send):
        self._send = send

    def fetch(self, number):
        status, body = self._send(f"/recipes/{number}")
        if status == 404:
            raise NotFound(number)
        return json.loads(body)
'''
CLI = '''"""recipes FILE"""

import argparse

from recipes.parser import parse_line


def main(argv=None):
    parser = argparse.ArgumentParser(prog="recipes")
    parser.add_argument("file")
    args = parser.parse_args(argv)
    with open(args.file, encoding="utf-8") as file:
        ingredients = [parse_line(line) for line in file]
    for one in ingredients:
        print(f"{one.name}: {one.amount} {one.unit}".rstrip())
    return 0
'''
CONFTEST = """from fractions import Fraction

import pytest

from recipes.models import Ingredient, Recipe


@pytest.fixture
def pancakes():
    return Recipe(
        "Pancakes",
        4,
        [Ingredient("flour", Fraction(200), "g"), Ingredient("eggs", Fraction(2)), Ingredient("salt")],
        ["sweet"],
    )
"""
T_UNITS = """import pytest

from recipes.units import normalize


@pytest.mark.parametrize(
    ("name", "expected"),
    [("g", "g"), ("Grams", "g"), ("tablespoon", "tbsp"), ("cups", "cup"), ("handful", "handful")],
)
def test_normalize(name, expected):
    assert normalize(name) == expected
"""
T_MODELS = """from fractions import Fraction

from recipes.models import Ingredient, Recipe


class TestShopping:
    def test_sorted_names(self, pancakes):
        assert pancakes.shopping() == ["eggs", "flour", "salt"]

    def test_each_once(self):
        twice = [Ingredient("sugar", Fraction(10), "g"), Ingredient("sugar", Fraction(1, 2), "cup")]
        assert Recipe("Sweets", 1, twice).shopping() == ["sugar"]
"""
T_PARSER = """from fractions import Fraction

import pytest

from recipes.models import Ingredient
from recipes.parser import parse_line


@pytest.mark.parametrize(
    ("line", "amount", "unit", "name"),
    [
        ("200 g flour", 200, "g", "flour"),
        ("2 eggs", 2, "", "eggs"),
        ("1/2 tsp baking powder", Fraction(1, 2), "tsp", "baking powder"),
        ("1.5 litres water", Fraction(3, 2), "l", "water"),
        ("salt", None, "", "salt"),
    ],
)
def test_parse_line(line, amount, unit, name):
    assert parse_line(line) == Ingredient(name, amount, unit)


def test_empty_line():
    with pytest.raises(ValueError, match="empty"):
        parse_line("  \\n")
"""
T_STORE = """import json

from recipes.store import Store


class TestStore:
    def test_missing_is_empty(self, tmp_path):
        assert Store(tmp_path / "none.json").load() == []

    def test_file_is_json(self, tmp_path):
        path = tmp_path / "book.json"
        Store(path).save([{"title": "Soup"}])
        assert json.loads(path.read_text()) == [{"title": "Soup"}]

    def test_comes_back(self, tmp_path):
        store = Store(tmp_path / "book.json")
        store.save([{"title": "Soup"}, {"title": "Bread"}])
        assert store.load() == [{"title": "Soup"}, {"title": "Bread"}]
"""
T_CLIENT = """import pytest

from recipes.client import Client, NotFound


class TestFetch:
    def test_found(self):
        client = Client(lambda path: (200, '{"title": "Soup"}'))
        assert client.fetch(1) == {"title": "Soup"}

    def test_not_found(self):
        with pytest.raises(NotFound):
            Client(lambda path: (404, "")).fetch(7)
"""
T_CLI = """import pytest

from recipes.cli import main


@pytest.fixture
def recipe_file(tmp_path):
    path = tmp_path / "pancakes.txt"
    path.write_text("200 g flour\\n2 eggs\\n")
    return str(path)


class TestMain:
    def test_prints(self, recipe_file, capsys):
        assert main([recipe_file]) == 0
        assert capsys.readouterr().out == "flour: 200 g\\neggs: 2\\n"

    def test_missing_file(self, tmp_path):
        with pytest.raises(FileNotFoundError):
            main([str(tmp_path / "none.txt")])
"""
BASE = {
    "README.md": README,
    ".gitignore": "__pycache__/\n*.egg-info/\n.venv/\n",
    "pyproject.toml": PROJECT,
    "src/recipes/__init__.py": "",
    "src/recipes/units.py": UNITS,
    "src/recipes/models.py": MODELS,
    "src/recipes/parser.py": PARSER,
    "src/recipes/store.py": STORE,
    "src/recipes/client.py": CLIENT,
    "src/recipes/cli.py": CLI,
    "tests/conftest.py": CONFTEST,
    "tests/test_units.py": T_UNITS,
    "tests/test_models.py": T_MODELS,
    "tests/test_parser.py": T_PARSER,
    "tests/test_store.py": T_STORE,
    "tests/test_client.py": T_CLIENT,
    "tests/test_cli.py": T_CLI,
}
