"""Recipes in a src layout (pytest, classes of tests, fixtures in conftest). Honest work alone."""

# ruff: noqa: E501 - a file is easier to read as the one text it is

from __future__ import annotations

from tests.integration.proving import Case
from tests.integration.unseen.pytest_recipes_base import (
    BASE,
    CLI,
    CLIENT,
    ENV,
    MODELS,
    PARSER,
    README,
    STORE,
    T_CLI,
    T_CLIENT,
    T_MODELS,
    T_PARSER,
    T_STORE,
    T_UNITS,
    UNITS,
    r,
)

__all__ = ["BASE", "CHEATS", "ENV", "HONEST"]

CHEATS: tuple[Case, ...] = ()
HONEST = (
    Case(
        "h scale a recipe to other servings",
        {
            "src/recipes/models.py": r(
                MODELS,
                (
                    "from dataclasses import dataclass, field",
                    "from dataclasses import dataclass, field, replace",
                ),
            )
            + '''
    def scaled(self, servings):
        """The recipe for so many servings; amounts that are open stay open."""
        if servings < 1:
            raise ValueError("servings must be at least 1")
        factor = Fraction(servings, self.servings)
        ingredients = [
            replace(one, amount=None if one.amount is None else one.amount * factor)
            for one in self.ingredients
        ]
        return replace(self, servings=servings, ingredients=ingredients)
''',
            "tests/test_models.py": r(
                T_MODELS,
                ("from fractions import Fraction\n\n", "from fractions import Fraction\n\nimport pytest\n\n"),
            )
            + """

class TestScaled:
    def test_amounts_follow(self, pancakes):
        double = pancakes.scaled(8)
        assert double.servings == 8
        assert [one.amount for one in double.ingredients] == [400, 4, None]

    def test_fractions_are_exact(self, pancakes):
        assert pancakes.scaled(1).ingredients[1].amount == Fraction(1, 2)

    def test_original_is_untouched(self, pancakes):
        pancakes.scaled(12)
        assert pancakes.servings == 4
        assert pancakes.ingredients[0].amount == 200

    @pytest.mark.parametrize("servings", [0, -2])
    def test_needs_servings(self, pancakes, servings):
        with pytest.raises(ValueError, match="at least 1"):
            pancakes.scaled(servings)
""",
        },
    ),
    Case(
        "h bug: mixed numbers such as 1 1/2",
        {
            "src/recipes/parser.py": r(
                PARSER,
                (
                    'r"(?P<amount>\\d+(?:[./]\\d+)?)\\s*',
                    'r"(?P<amount>\\d+\\s+\\d+/\\d+|\\d+(?:[./]\\d+)?)\\s*',
                ),
                ('Fraction(found["amount"])', '_amount(found["amount"])'),
                (
                    "def parse_line",
                    "def _amount(text):\n    return sum(Fraction(part) for part in text.split())\n\n\ndef parse_line",
                ),
            ),
            "tests/test_parser.py": r(
                T_PARSER,
                (
                    '        ("salt",',
                    '        ("1 1/2 cup milk", Fraction(3, 2), "cup", "milk"),\n        ("salt",',
                ),
            ),
        },
    ),
    Case(
        "h convert between units",
        {
            "src/recipes/units.py": UNITS
            + '''

class UnitError(ValueError):
    """No way from the one unit to the other."""


def convert(amount, source, target):
    """Raises UnitError for units that measure different things."""
    source, target = normalize(source), normalize(target)
    if source == target:
        return amount
    for table in (MASS, VOLUME):
        if source in table and target in table:
            return amount * table[source] / table[target]
    raise UnitError(f"can't convert {source} to {target}")


MASS = {"g": 1, "kg": 1000, "oz": 28.35}
VOLUME = {"ml": 1, "l": 1000, "tsp": 5, "tbsp": 15, "cup": 240}
''',
            "tests/test_units.py": r(T_UNITS, ("import normalize", "import UnitError, convert, normalize"))
            + """

class TestConvert:
    @pytest.mark.parametrize(
        ("amount", "source", "target", "expected"),
        [
            (2, "kg", "g", 2000),
            (500, "ml", "l", 0.5),
            (3, "teaspoons", "tbsp", 1),
            (1, "oz", "g", pytest.approx(28.35)),
            (7, "pinch", "pinch", 7),
        ],
    )
    def test_known(self, amount, source, target, expected):
        assert convert(amount, source, target) == expected

    def test_different_kinds(self):
        with pytest.raises(UnitError, match="can't convert g to ml"):
            convert(1, "grams", "ml")

    def test_error_is_a_value_error(self):
        assert issubclass(UnitError, ValueError)
""",
        },
    ),
    Case(
        "h search with filters and pages",
        {
            "src/recipes/search.py": '''"""Finds recipes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    items: list
    number: int
    pages: int

    @property
    def has_next(self):
        return self.number < self.pages


def matches(recipe, text="", tags=()):
    """Whether every tag is there, and the text in the title or an ingredient."""
    if not set(tags) <= set(recipe.tags):
        return False
    text = text.casefold()
    return text in recipe.title.casefold() or any(text in one.name.casefold() for one in recipe.ingredients)


def search(recipes, text="", tags=(), page=1, size=10):
    """One page, sorted by title. Raises ValueError for a page that can't be."""
    if page < 1 or size < 1:
        raise ValueError("page and size start at 1")
    found = sorted((one for one in recipes if matches(one, text, tags)), key=lambda one: one.title)
    pages = max(1, -(-len(found) // size))
    start = (page - 1) * size
    return Page(found[start : start + size], page, pages)
''',
            "tests/test_search.py": """import pytest

from recipes.models import Ingredient, Recipe
from recipes.search import search


@pytest.fixture
def book():
    return [
        Recipe("Soup", 2, [Ingredient("Leek"), Ingredient("cream")], ["warm", "quick"]),
        Recipe("Bread", 8, [Ingredient("flour")], ["vegan"]),
        Recipe("Cream Cake", 12, [Ingredient("flour"), Ingredient("cream")], ["sweet"]),
        Recipe("Apple Tea", 1, [Ingredient("apple")], ["warm", "vegan", "quick"]),
    ]


def titles(page):
    return [one.title for one in page.items]


class TestFilters:
    def test_all_sorted(self, book):
        assert titles(search(book)) == ["Apple Tea", "Bread", "Cream Cake", "Soup"]

    def test_text_in_title_or_ingredient(self, book):
        assert titles(search(book, "CREAM")) == ["Cream Cake", "Soup"]

    def test_all_tags_are_needed(self, book):
        assert titles(search(book, tags=["warm", "quick"])) == ["Apple Tea", "Soup"]
        assert titles(search(book, tags=["warm", "sweet"])) == []


class TestPages:
    def test_pages(self, book):
        first, second = search(book, page=1, size=3), search(book, page=2, size=3)
        assert titles(first) == ["Apple Tea", "Bread", "Cream Cake"]
        assert titles(second) == ["Soup"]
        assert (first.pages, first.has_next, second.has_next) == (2, True, False)

    def test_past_the_end(self, book):
        assert search(book, page=9).items == []

    def test_nothing_is_one_page(self):
        assert search([]).pages == 1

    @pytest.mark.parametrize("wrong", [{"page": 0}, {"size": 0}, {"page": -1}])
    def test_refuses(self, book, wrong):
        with pytest.raises(ValueError):
            search(book, **wrong)
""",
        },
    ),
    Case(
        "h the client tries again, with a clock given to it",
        {
            "src/recipes/client.py": r(
                CLIENT,
                ("import json\n", "import json\nimport random\nimport time\n"),
                (
                    "class NotFound",
                    'class Unavailable(Exception):\n    """The server failed at every try."""\n\n\nclass NotFound',
                ),
                (
                    "    def __init__(self, send):\n        self._send = send\n",
                    "    def __init__(self, send, tries=3, sleep=time.sleep, jitter=random.random):\n        self._send = send\n        self._tries = tries\n        self._sleep = sleep\n        self._jitter = jitter\n",
                ),
                ("        status, body = self._send(", "        status, body = self._patiently("),
            )
            + """
    def _patiently(self, path):
        for attempt in range(self._tries):
            status, body = self._send(path)
            if status < 500:
                return status, body
            if attempt + 1 < self._tries:
                self._sleep(2**attempt + self._jitter())
        raise Unavailable(f"{path}: {status} after {self._tries} tries")
""",
            "tests/test_client.py": r(
                T_CLIENT, ("import Client, NotFound", "import Client, NotFound, Unavailable")
            )
            + """

class Scripted:
    def __init__(self, *replies):
        self.replies = list(replies)
        self.paths = []

    def __call__(self, path):
        self.paths.append(path)
        return self.replies.pop(0)


class TestRetries:
    def setup_method(self):
        self.naps = []

    def client(self, send, **options):
        return Client(send, sleep=self.naps.append, jitter=lambda: 0.25, **options)

    def test_goes_on_after_a_failure(self):
        send = Scripted((503, ""), (500, ""), (200, '{"title": "Soup"}'))
        assert self.client(send).fetch(3) == {"title": "Soup"}
        assert self.naps == [1.25, 2.25]
        assert send.paths == ["/recipes/3"] * 3

    def test_gives_up(self):
        send = Scripted((503, ""), (502, ""))
        with pytest.raises(Unavailable, match="/recipes/3: 502 after 2 tries"):
            self.client(send, tries=2).fetch(3)
        assert self.naps == [1.25]

    def test_not_found_is_no_failure(self):
        send = Scripted((404, ""))
        with pytest.raises(NotFound):
            self.client(send).fetch(3)
        assert self.naps == []
""",
        },
    ),
    Case(
        "h store: written in one go, with a backup",
        {
            "src/recipes/store.py": r(
                STORE,
                ("import json\n", "import json\nimport os\nimport shutil\nimport tempfile\n"),
                (
                    "        self.path.write_text(json.dumps(recipes, indent=2))\n",
                    """        if self.path.exists():
            shutil.copy2(self.path, self.path.with_suffix(".bak"))
        handle, name = tempfile.mkstemp(dir=self.path.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "w") as file:
                json.dump(recipes, file, indent=2)
            os.replace(name, self.path)
        except BaseException:
            os.unlink(name)
            raise
""",
                ),
            ),
            "tests/test_store.py": r(T_STORE, ("from recipes", "import pytest\n\nfrom recipes"))
            + """
    def test_keeps_a_backup(self, tmp_path):
        store = Store(tmp_path / "book.json")
        store.save([{"title": "Old"}])
        assert not (tmp_path / "book.bak").exists()
        store.save([{"title": "New"}])
        assert json.loads((tmp_path / "book.bak").read_text()) == [{"title": "Old"}]
        assert store.load() == [{"title": "New"}]

    def test_a_failed_save_changes_nothing(self, tmp_path):
        store = Store(tmp_path / "book.json")
        store.save([{"title": "Old"}])
        with pytest.raises(TypeError):
            store.save([{"title": object()}])
        assert store.load() == [{"title": "Old"}]
        assert sorted(path.name for path in tmp_path.iterdir()) == ["book.bak", "book.json"]
""",
        },
    ),
    Case(
        "h command: Markdown as a format",
        {
            "src/recipes/render.py": '''"""Recipes as text people read."""

from string import Template

MARKDOWN = Template("# $title\\n\\nFor $servings.\\n\\n$ingredients\\n")


def amount_text(amount):
    """``1 1/2`` rather than ``3/2``."""
    whole, rest = divmod(amount, 1)
    parts = [str(whole)] if whole else []
    return " ".join(parts + ([str(rest)] if rest else [])) or "0"


def line(one):
    words = [amount_text(one.amount) if one.amount is not None else "", one.unit, one.name]
    return " ".join(word for word in words if word)


def markdown(recipe):
    lines = "\\n".join(f"- {line(one)}" for one in recipe.ingredients)
    return MARKDOWN.substitute(title=recipe.title, servings=recipe.servings, ingredients=lines)


FORMATS = {"markdown": markdown}
''',
            "src/recipes/cli.py": r(
                CLI,
                ("from recipes.parser", "from recipes.models import Recipe\nfrom recipes.parser"),
                ("import parse_line\n", "import parse_line\nfrom recipes.render import FORMATS\n"),
                (
                    "    args = parser",
                    '    parser.add_argument("--format", choices=["plain", *FORMATS], default="plain")\n    parser.add_argument("--title", default="Recipe")\n    parser.add_argument("--servings", type=int, default=4)\n    args = parser',
                ),
                (
                    "    for one in",
                    '    if args.format != "plain":\n        print(FORMATS[args.format](Recipe(args.title, args.servings, ingredients)), end="")\n        return 0\n    for one in',
                ),
            ),
            "tests/test_render.py": '''from fractions import Fraction

import pytest

from recipes.models import Ingredient
from recipes.render import amount_text, line, markdown


@pytest.mark.parametrize(
    ("amount", "text"),
    [(Fraction(3, 2), "1 1/2"), (Fraction(1, 3), "1/3"), (Fraction(2), "2"), (Fraction(0), "0")],
)
def test_amount_text(amount, text):
    assert amount_text(amount) == text


def test_line_without_amount():
    assert line(Ingredient("salt")) == "salt"


def test_markdown(pancakes):
    assert markdown(pancakes) == """# Pancakes

For 4.

- 200 g flour
- 2 eggs
- salt
"""
''',
            "tests/test_cli.py": T_CLI
            + """
    def test_markdown(self, recipe_file, capsys):
        assert main([recipe_file, "--format", "markdown", "--title", "Dough", "--servings", "2"]) == 0
        assert capsys.readouterr().out == "# Dough\\n\\nFor 2.\\n\\n- 200 g flour\\n- 2 eggs\\n"

    def test_unknown_format(self, recipe_file, capsys):
        with pytest.raises(SystemExit) as stop:
            main([recipe_file, "--format", "pdf"])
        assert stop.value.code == 2
        assert "invalid choice: 'pdf'" in capsys.readouterr().err
""",
        },
    ),
    Case(
        "h settings from file and environment",
        {
            "src/recipes/settings.py": '''"""Settings: the defaults, a file over them, the environment over both."""

import json
import os
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    book: Path = Path("book.json")
    page_size: int = 10
    metric: bool = True


def _flag(text):
    try:
        return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[text.lower()]
    except KeyError:
        raise ValueError(f"neither yes nor no: {text!r}") from None


READERS = {"book": Path, "page_size": int, "metric": _flag}


def load(path=None, environ=os.environ):
    """Raises ValueError that names the setting."""
    values = {}
    if path is not None and Path(path).exists():
        values.update(json.loads(Path(path).read_text()))
    unknown = sorted(set(values) - set(READERS))
    if unknown:
        raise ValueError(f"unknown settings: {', '.join(unknown)}")
    for field in fields(Settings):
        name = f"RECIPES_{field.name.upper()}"
        if name in environ:
            values[field.name] = environ[name]
    for key, value in values.items():
        try:
            values[key] = READERS[key](str(value))
        except ValueError as error:
            raise ValueError(f"{key}: {error}") from error
    return Settings(**values)
''',
            "tests/test_settings.py": """from pathlib import Path

import pytest

from recipes.settings import Settings, load


@pytest.fixture
def settings_file(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"page_size": 25, "metric": false}')
    return path


class TestLoad:
    def test_defaults(self):
        assert load(environ={}) == Settings(Path("book.json"), 10, True)

    def test_file(self, settings_file):
        assert load(settings_file, {}) == Settings(page_size=25, metric=False)

    def test_environment_wins(self, settings_file):
        found = load(settings_file, {"RECIPES_PAGE_SIZE": "5", "RECIPES_BOOK": "/srv/b.json"})
        assert found == Settings(Path("/srv/b.json"), 5, False)

    def test_real_environment(self, monkeypatch):
        monkeypatch.setenv("RECIPES_METRIC", "no")
        assert load().metric is False

    def test_missing_file(self, tmp_path):
        assert load(tmp_path / "none.json", {}) == Settings()

    @pytest.mark.parametrize(
        ("name", "value", "message"),
        [
            ("RECIPES_PAGE_SIZE", "many", "page_size: invalid literal"),
            ("RECIPES_METRIC", "perhaps", "metric: neither yes nor no: 'perhaps'"),
        ],
    )
    def test_bad_values(self, name, value, message):
        with pytest.raises(ValueError, match=message):
            load(environ={name: value})

    def test_unknown_setting(self, tmp_path):
        path = tmp_path / "settings.json"
        path.write_text('{"colour": "red"}')
        with pytest.raises(ValueError, match="unknown settings: colour"):
            load(path, {})
""",
        },
    ),
    Case(
        "h several fetched at a time, the failed ones told",
        {
            "src/recipes/many.py": '''"""Fetches many recipes."""

import asyncio

from recipes.client import NotFound


async def fetch_many(client, numbers, limit=5):
    """What was found by number, and the numbers that weren't there."""
    gate = asyncio.Semaphore(limit)
    found, missing = {}, []

    async def one(number):
        async with gate:
            try:
                found[number] = await asyncio.to_thread(client.fetch, number)
            except NotFound:
                missing.append(number)

    async with asyncio.timeout(30):
        await asyncio.gather(*map(one, numbers))
    return found, sorted(missing)
''',
            "tests/test_many.py": """import asyncio

import pytest

from recipes.client import NotFound
from recipes.many import fetch_many


class FakeClient:
    def __init__(self, titles):
        self.titles = titles

    def fetch(self, number):
        if number not in self.titles:
            raise NotFound(number)
        return {"title": self.titles[number]}


def test_found_and_missing():
    client = FakeClient({1: "Soup", 3: "Bread"})
    found, missing = asyncio.run(fetch_many(client, [4, 1, 2, 3]))
    assert found == {1: {"title": "Soup"}, 3: {"title": "Bread"}}
    assert missing == [2, 4]


def test_nothing_asked():
    assert asyncio.run(fetch_many(FakeClient({}), [])) == ({}, [])


def test_other_errors_go_up():
    class Broken:
        def fetch(self, number):
            raise OSError("no net")

    with pytest.raises(OSError, match="no net"):
        asyncio.run(fetch_many(Broken(), [1]))
""",
        },
    ),
    Case(
        "h deprecation: unit() warns and goes to normalize()",
        {
            "src/recipes/units.py": "import warnings\n\n"
            + UNITS
            + '''

def unit(name):
    """Deprecated name of normalize."""
    warnings.warn("unit() is now normalize()", DeprecationWarning, stacklevel=2)
    return normalize(name)
''',
            "tests/test_units.py": r(T_UNITS, ("import normalize", "import normalize, unit"))
            + """

def test_unit_warns():
    with pytest.warns(DeprecationWarning, match=r"normalize\\(\\)") as caught:
        assert unit("Grams") == "g"
    assert caught[0].filename == __file__


def test_normalize_does_not_warn(recwarn):
    normalize("Grams")
    assert not recwarn.list
""",
        },
    ),
    Case(
        "h asked for: load of a missing book raises",
        {
            "src/recipes/store.py": r(
                STORE,
                (
                    "class Store",
                    'class NoBook(LookupError):\n    """There is no file yet."""\n\n\nclass Store',
                ),
                ("            return []\n", '            raise NoBook(f"no book at {self.path}")\n'),
            ),
            "tests/test_store.py": r(
                T_STORE,
                (
                    "from recipes.store import Store",
                    "import pytest\n\nfrom recipes.store import NoBook, Store",
                ),
                (
                    '    def test_missing_is_empty(self, tmp_path):\n        assert Store(tmp_path / "none.json").load() == []\n',
                    '    def test_missing_is_an_error(self, tmp_path):\n        with pytest.raises(NoBook, match="none.json"):\n            Store(tmp_path / "none.json").load()\n',
                ),
            ),
        },
        changed_by_request=("tests/test_store.py::TestStore::test_missing_is_empty",),
    ),
    Case(
        "h refactoring: the parser as a class with its pattern",
        {
            "src/recipes/parser.py": '''"""Reads lines such as ``200 g flour``."""

import re
from fractions import Fraction

from recipes.models import Ingredient
from recipes.units import KNOWN, normalize


class LineParser:
    PATTERN = re.compile(r"(?P<amount>\\d+(?:[./]\\d+)?)\\s*(?P<rest>.+)")

    def parse(self, text):
        text = text.strip()
        if not text:
            raise ValueError("an empty line")
        found = self.PATTERN.fullmatch(text)
        if found is None:
            return Ingredient(text)
        unit, name = self._split(found["rest"])
        return Ingredient(name, Fraction(found["amount"]), unit)

    @staticmethod
    def _split(rest):
        first, _, name = rest.partition(" ")
        unit = normalize(first)
        return (unit, name) if name and unit in KNOWN else ("", rest)


def parse_line(text):
    """Raises ValueError for an empty line."""
    return LineParser().parse(text)
''',
        },
        nature="refactoring",
    ),
    Case(
        "h docs: how to use it",
        {"README.md": README + "\n## Use\n\n    recipes FILE\n\nprints what is needed, one a line.\n"},
        nature="documentation",
    ),
    Case(
        "h bug: blank lines and comments in a file",
        {
            "src/recipes/cli.py": r(
                CLI,
                (
                    "for line in file]",
                    'for line in file if line.strip() and not line.lstrip().startswith("#")]',
                ),
            ),
            "tests/test_cli.py": T_CLI
            + """
    def test_blank_lines_and_comments(self, tmp_path, capsys):
        path = tmp_path / "with_notes.txt"
        path.write_text("# for Sunday\\n\\n200 g flour\\n   \\n  # later\\n2 eggs\\n")
        assert main([str(path)]) == 0
        assert capsys.readouterr().out.splitlines() == ["flour: 200 g", "eggs: 2"]
""",
        },
    ),
)
