"""Tests of Python that give one argument more, and are the base's own in all else."""

from __future__ import annotations

import pytest

from codeonfly.verification.fitting import fitted

BASE = """import pytest

from shop import Store, cancel

ANY = True


@pytest.fixture
def store():
    return Store({})


class TestCancel:
    @pytest.mark.parametrize("number", [1, 2])
    def test_cancels(self, store, number):
        order = store.order(number)
        with pytest.raises(KeyError):
            cancel(order, late=True)
        assert order.is_open


def test_counts(store):
    assert Store({}).count(store) == 0
"""
WORDS = frozenset(["cancel", "count", "Store"])


def fit(*pairs: tuple[str, str], taken: frozenset[str] = frozenset()) -> str | None:
    new = BASE
    for was, now in pairs:
        assert was in new
        new = new.replace(was, now)
    return fitted("tests/test_shop.py", BASE, new, "", WORDS, taken)


@pytest.mark.parametrize(
    "pairs",
    [
        [("cancel(order, late", "cancel(order, by=order.owner, late")],
        [("cancel(order, late=True", "cancel(order, late=True, by=store")],
        [("cancel(order, late=True", "cancel(order, None, late=True")],
        [("Store({}).count(store)", "Store({}, store).count(store)")],
        [("Store({}).count(store)", "Store({}, [], notes={}).count(store)")],
        [("(store):", "(store, clock):"), ("count(store)", "count(store, clock)")],
        [
            ("        order = store", "        who = Clerk()\n        order = store"),
            ("cancel(order", "cancel(order, who"),
        ],
        [("return Store({})", "return Store({}, Clock())")],
    ],
)
def test_an_argument_that_says_nothing_is_taken_over(pairs: list[tuple[str, str]]) -> None:
    new = BASE
    for was, now in pairs:
        new = new.replace(was, now)
    assert fit(*pairs) == new


@pytest.mark.parametrize(
    "pairs",
    [
        [("cancel(order, late=True", "cancel(order, late=True, lenient=True")],
        [("cancel(order, late=True", "cancel(order, late=True, lenient=1")],
        [("cancel(order, late=True", "cancel(order, late=True, mode='lenient'")],
        [("cancel(order, late=True", "cancel(order, late=True, mode=LENIENT")],
        [("cancel(order, late=True", "cancel(order, late=True, mode=lenient()")],
        [("cancel(order, late=True", "cancel(order, late=True, **lenient")],
        [("cancel(order, late=True", "cancel(order, *lenient, late=True")],
        [("cancel(order, late=True", "cancel(order, by=store")],
        [("cancel(order, late=True", "cancel(order, flags.on, late=True")],
        [("import Store", "import Mode, Store"), ("cancel(order, late", "cancel(order, Mode.on, late")],
        [("(store):", "(store, relaxed):"), ("count(store)", "count(store, store)")],
        [
            ("        order = store", "        who = Clerk(store)\n        order = store"),
            ("cancel(order", "cancel(order, who"),
        ],
        [("cancel(order, late=True", "cancel(store, order, late=True")],
        [("order(number)", "order(number, store)")],  # which the request does not name
        [("KeyError", "(KeyError, ValueError)")],
        [("KeyError):", "Exception):"), ("cancel(order", "cancel(order, store")],
        [("[1, 2]", "[1]"), ("cancel(order", "cancel(order, store")],
        [("== 0", "== 1"), ("count(store)", "count(store, store)")],
        [("        assert order.is_open\n", ""), ("cancel(order", "cancel(order, store")],
        [
            ("        order = store", "        store.relax()\n        order = store"),
            ("cancel(order", "cancel(order, store"),
        ],
        [
            ("        order = store", "        store = Store()\n        order = store"),
            ("cancel(order", "cancel(order, store"),
        ],
        [("def test_counts(store)", "def test_counts(store=None)")],
        [('@pytest.mark.parametrize("number", [1, 2])', "@pytest.mark.skip")],
        [("def test_counts", "@pytest.mark.skip\ndef test_counts")],
        [("ANY = True", "ANY = False")],
    ],
)
def test_what_asks_for_less_is_not(pairs: list[tuple[str, str]]) -> None:
    assert fit(*pairs) is None


CLERK = """
class Clerk:
    def __init__(self):
        self.name = "ann"


@pytest.fixture
def clerk():
    return Clerk()


class TestCancel"""
GIVEN = [
    ("self, store, number", "self, store, clerk, number"),
    ("cancel(order", "cancel(order, clerk"),
]


def test_what_the_argument_is_made_of_comes_along_and_new_tests_do_not() -> None:
    more = f"{CLERK}:\n    def test_new(self):\n        assert cancel\n"
    made = fit(("import Store", "import Desk, Store"), ("class TestCancel:\n", more), *GIVEN)
    assert made is not None
    assert "def clerk():" in made
    assert "class Clerk:" in made
    assert "test_new" not in made
    assert "from shop import Desk\n" in made
    compile(made, "made", "exec")


def test_a_double_may_come_from_a_module_of_its_own() -> None:
    made = fit(
        ("from shop import", "from tests.doubles import Clerk\nfrom shop import"),
        ("cancel(order", "cancel(order, Clerk()"),
    )
    assert made is not None
    assert "from tests.doubles import Clerk" in made


@pytest.mark.parametrize(
    "more",
    [
        "@pytest.fixture(autouse=True)\ndef clerk():\n    return Clerk()\n\n\n",
        "@pytest.fixture\ndef clerk():\n    return True\n\n\n",
        "@pytest.fixture\ndef clerk():\n    return 'lenient'\n\n\n",
        "@pytest.fixture\ndef clerk(monkeypatch):\n    monkeypatch.setattr(X, 'y', 0)\n    return X()\n\n\n",
        "@pytest.fixture\ndef clerk():\n    return not None\n\n\n",
        "@pytest.fixture\ndef clerk():\n    given = True\n    return given\n\n\n",
        "@pytest.fixture(params=[True])\ndef clerk(request):\n    return request.param\n\n\n",
        "@pytest.fixture\ndef clerk(store):\n    store.strict = False\n    return Clerk()\n\n\n",
        "@pytest.fixture\ndef clock():\n    return Clerk()\n\n\n",  # another's, in conftest.py
        "def clerk():\n    return Clerk()\n\n\n",
        "clerk = True\n\n\n",
        "class Order:\n    def __eq__(self, other):\n        return True\n\n\n",
        "class TestNew:\n    def test_new(self):\n        pass\n\n\n",
        "def pytest_runtest_setup(item):\n    pass\n\n\n",
        "from lenient import pytest\n\n\n",
        "from lenient import *\n\n\n",
    ],
)
def test_what_decides_more_than_an_argument_does_not_come(more: str) -> None:
    given = ("cancel(order", "cancel(order, store")
    made = fit(("class TestCancel", f"{more}class TestCancel"), given, taken=frozenset(["clock"]))
    assert made == BASE.replace(*given)


def test_fixtures_that_tests_share_come_along_from_conftest() -> None:
    old = "from __future__ import annotations\n\nimport pytest\n\n\n@pytest.fixture\ndef a():\n    pass\n"
    more = "from shop import Clerk\n\n\n@pytest.fixture\ndef clerk():\n    return Clerk()\n"
    made = fitted("tests/conftest.py", old, f"{old}\n\n{more}", "", WORDS)
    assert made is not None
    assert made.index("from __future__") < made.index("from shop import Clerk") < made.index("def clerk")
    compile(made, "made", "exec")


def test_a_file_whose_tests_are_as_they_were_gets_nothing() -> None:
    assert fit(("class TestCancel:", f"{CLERK}:")) is None
