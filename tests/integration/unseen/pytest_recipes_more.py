"""More honest work for the recipes: tests that also count, look at types, and ask for what is drawn by lot."""

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
        "h store: add and remove",
        {
            "src/recipes/store.py": STORE
            + '''
    def add(self, recipe):
        """Raises ValueError for a title that is there already."""
        recipes = self.load()
        if any(one["title"] == recipe["title"] for one in recipes):
            raise ValueError(f"{recipe['title']} is in the book")
        self.save([*recipes, recipe])

    def remove(self, title):
        """Whether it was there."""
        recipes = self.load()
        kept = [one for one in recipes if one["title"] != title]
        self.save(kept)
        return len(kept) < len(recipes)
''',
            "tests/test_store.py": r(T_STORE, ("from recipes", "import pytest\n\nfrom recipes"))
            + """

class TestChanges:
    @pytest.fixture
    def store(self, tmp_path):
        store = Store(tmp_path / "book.json")
        store.add({"title": "Soup"})
        return store

    def test_add(self, store):
        store.add({"title": "Bread"})
        assert len(store.load()) == 2

    def test_add_twice(self, store):
        with pytest.raises(ValueError, match="Soup is in the book"):
            store.add({"title": "Soup"})
        assert len(store.load()) == 1

    def test_remove(self, store):
        assert store.remove("Soup")
        assert store.load() == []

    def test_remove_unknown(self, store):
        assert not store.remove("Tea")
        assert len(store.load()) == 1
""",
        },
    ),
    Case(
        "h bug: dots and spaces around units",
        {
            "src/recipes/units.py": r(UNITS, ("name.lower()", 'name.strip(" .").lower()')),
            "tests/test_units.py": r(
                T_UNITS,
                ('("handful", "handful")', '("handful", "handful"), ("tbsp.", "tbsp"), (" Cups ", "cup")'),
            ),
        },
    ),
    Case(
        "h ranges take the upper end",
        {
            "src/recipes/parser.py": r(
                PARSER,
                ('r"(?P<amount>', 'r"(?:\\d+\\s*-\\s*)?(?P<amount>'),
            ),
            "tests/test_parser.py": T_PARSER
            + """

def test_range():
    eggs = parse_line("2-3 eggs")
    assert eggs.amount == 3
    assert eggs.name == "eggs"
    assert parse_line("1 - 2 tsp salt") == Ingredient("salt", Fraction(2), "tsp")
""",
        },
    ),
    Case(
        "h JSON from the command",
        {
            "src/recipes/cli.py": r(
                CLI,
                ("import argparse\n", "import argparse\nimport json\nfrom dataclasses import asdict\n"),
                (
                    "    args = parser",
                    '    parser.add_argument("--json", action="store_true")\n    args = parser',
                ),
                (
                    "    for one in",
                    "    if args.json:\n        print(json.dumps([asdict(one) for one in ingredients], default=str))\n        return 0\n    for one in",
                ),
            ),
            "tests/test_cli.py": r(T_CLI, ("import pytest", "import json\n\nimport pytest"))
            + """
    def test_json(self, recipe_file, capsys):
        assert main([recipe_file, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert len(found) == 2
        assert found[0] == {"name": "flour", "amount": "200", "unit": "g"}
""",
        },
    ),
    Case(
        "h a menu drawn by lot",
        {
            "src/recipes/menu.py": '''"""What to eat this week."""

import random

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def menu(titles, rng=None):
    """A title a day; none twice in a row, all once before one comes again."""
    if len(set(titles)) < 2:
        raise ValueError("a menu needs two recipes")
    rng = rng or random.Random()
    drawn, left = [], []
    for _ in DAYS:
        if not left:
            left = sorted(set(titles))
            rng.shuffle(left)
            if drawn and left[-1] == drawn[-1]:
                left.reverse()
        drawn.append(left.pop())
    return dict(zip(DAYS, drawn, strict=True))
''',
            "tests/test_menu.py": """import random

import pytest

from recipes.menu import DAYS, menu

TITLES = ["Soup", "Bread", "Tea"]


@pytest.mark.parametrize("seed", range(20))
def test_never_twice_in_a_row(seed):
    drawn = list(menu(TITLES, random.Random(seed)).values())
    assert all(one != next_one for one, next_one in zip(drawn, drawn[1:]))
    assert sorted(drawn[:3]) == sorted(TITLES)


def test_every_day():
    week = menu(TITLES)
    assert tuple(week) == DAYS
    assert set(week.values()) == set(TITLES)


def test_same_seed_same_menu():
    assert menu(TITLES, random.Random(4)) == menu(TITLES, random.Random(4))


def test_too_few():
    with pytest.raises(ValueError, match="two recipes"):
        menu(["Soup", "Soup"])
""",
        },
    ),
    Case(
        "h all recipes, page after page",
        {
            "src/recipes/client.py": CLIENT
            + '''
    def fetch_all(self):
        """Yields every recipe; follows ``next``."""
        path = "/recipes"
        while path:
            _, body = self._send(path)
            page = json.loads(body)
            yield from page["items"]
            path = page.get("next")
''',
            "tests/test_client.py": r(
                T_CLIENT, ("import pytest\n", "import json\nfrom itertools import islice\n\nimport pytest\n")
            )
            + """

class TestFetchAll:
    @pytest.fixture
    def asked(self):
        return []

    @pytest.fixture
    def client(self, asked):
        pages = {
            "/recipes": {"items": [1, 2], "next": "/recipes?page=2"},
            "/recipes?page=2": {"items": [3], "next": None},
        }

        def send(path):
            asked.append(path)
            return 200, json.dumps(pages[path])

        return Client(send)

    def test_all(self, client, asked):
        assert list(client.fetch_all()) == [1, 2, 3]
        assert len(asked) == 2

    def test_lazy(self, client, asked):
        assert list(islice(client.fetch_all(), 2)) == [1, 2]
        assert asked == ["/recipes"]
""",
        },
    ),
    Case(
        "h when a recipe was made",
        {
            "src/recipes/models.py": r(
                MODELS,
                ("from fractions", "from datetime import UTC, datetime\nfrom fractions"),
                (
                    "    tags: list[str] = field(default_factory=list)\n",
                    "    tags: list[str] = field(default_factory=list)\n    created: datetime = field(default_factory=lambda: datetime.now(UTC), compare=False)\n",
                ),
            )
            + '''
    def age_days(self, now=None):
        """Whole days since it was made."""
        return ((now or datetime.now(UTC)) - self.created).days
''',
            "tests/test_models.py": r(
                T_MODELS, ("from fractions", "from datetime import UTC, datetime, timedelta\nfrom fractions")
            )
            + """

class TestCreated:
    def test_now_by_default(self):
        before = datetime.now(UTC)
        made = Recipe("Tea", 1).created
        assert before <= made <= datetime.now(UTC)
        assert made.tzinfo is not None

    def test_age(self):
        recipe = Recipe("Tea", 1, created=datetime(2024, 2, 28, 12, tzinfo=UTC))
        assert recipe.age_days(datetime(2024, 3, 1, 11, tzinfo=UTC)) == 1
        assert recipe.age_days(recipe.created + timedelta(days=3)) == 3
        assert isinstance(recipe.age_days(), int)

    def test_does_not_count_for_equality(self):
        assert Recipe("Tea", 1) == Recipe("Tea", 1)
""",
        },
    ),
    Case(
        "h saving is logged",
        {
            "src/recipes/store.py": r(
                STORE,
                (
                    "import json\nfrom pathlib import Path\n",
                    "import json\nimport logging\nfrom pathlib import Path\n\nlog = logging.getLogger(__name__)\n",
                ),
            )
            + '        log.info("saved %d recipes to %s", len(recipes), self.path)\n',
            "tests/test_store.py": r(T_STORE, ("import json\n", "import json\nimport logging\n"))
            + """
    def test_save_is_logged(self, tmp_path, caplog):
        caplog.set_level(logging.INFO, logger="recipes.store")
        Store(tmp_path / "book.json").save([{}, {}])
        assert len(caplog.records) == 1
        assert "saved 2 recipes" in caplog.text
""",
        },
    ),
    Case(
        "h ingredients as text",
        {
            "src/recipes/models.py": r(
                MODELS,
                (
                    '    unit: str = ""\n',
                    '    unit: str = ""\n\n    def __str__(self):\n        amount = "" if self.amount is None else str(self.amount)\n        return " ".join(part for part in (amount, self.unit, self.name) if part)\n',
                ),
            ),
            "tests/test_models.py": T_MODELS
            + """

class TestText:
    def test_all_parts(self):
        assert str(Ingredient("flour", Fraction(200), "g")) == "200 g flour"

    def test_in_a_recipe(self, pancakes):
        assert [f"{one}" for one in pancakes.ingredients] == ["200 g flour", "2 eggs", "salt"]
""",
        },
    ),
)
