"""What of a change is emptied, and in which ways: as many as its tests could be taken in by."""

from __future__ import annotations

from dataclasses import replace

import pytest

from codeonfly.settings import Settings
from codeonfly.toolchains import detect
from codeonfly.tree import Tree
from codeonfly.verification.emptying import Emptied, empty
from codeonfly.verification.parts import split
from tests.integration.proving import Case, change_of, tree_of

BASE = {"shop.py": "", "tests/test_shop.py": "", "requirements.txt": "pytest\n"}
SOURCE = "def price(n):\n    if n < 0:\n        raise ValueError(n)\n    return n * 3\n"
PLAIN = "from shop import price\n\n\ndef test_price():\n    assert price(2) == 6\n"
EXPECTS = (
    "from shop import price\n\n\ndef test_price():\n    with pytest.raises(ValueError):\n        price(-1)\n"
)


def emptied(source: str, test: str) -> Emptied:
    base = tree_of(BASE)
    change = change_of(Case("", {"shop.py": source, "tests/test_shop.py": test}))
    head = change.apply(base.files)
    return empty(split(change, base, detect(base, Settings())), base, Tree("", head).files)


@pytest.mark.parametrize(
    ("source", "test", "ways"),
    [
        (SOURCE, PLAIN, 2),
        (SOURCE, EXPECTS, 3),
        (SOURCE.replace("raise ValueError(n)", "n = 0"), EXPECTS, 2),  # nothing that it could raise
        (SOURCE.replace("price", "cost"), PLAIN, 2),
    ],
)
def test_that_it_only_refuses_is_asked_where_tests_expect_an_error(source: str, test: str, ways: int) -> None:
    assert len(emptied(source, test).changes) == ways


def test_functions_that_no_test_names_are_not_judged() -> None:
    assert emptied(SOURCE, PLAIN).names == ("price",)
    assert emptied(SOURCE.replace("price", "cost"), PLAIN).names == ()


@pytest.mark.parametrize(
    ("path", "double", "call"),
    [
        ("tests/fakes.py", "class Fake:\n    def price(self, n):\n        return n\n", "shop.price(3)"),
        ("tests/f_test.go", "func (f *Fake) price(n int) int {\n\treturn n\n}\n", "price(3)"),
        ("tests/f.rs", "impl A for B {\n    fn price(&self) -> u8 { 3 }\n}\n", "price(3);"),
        ("tests/F.java", "@Override\npublic int price(int n) {\n    return n;\n}\n", "price(3);"),
        ("tests/f.test.ts", "  async price(n: number): Promise<number> {\n    return n;\n  }\n", "price(3);"),
    ],
)
def test_a_double_of_the_same_name_asks_for_nothing(path: str, double: str, call: str) -> None:
    base = tree_of({**BASE, path: ""})

    def names(text: str) -> tuple[str, ...]:
        change = change_of(Case("", {"shop.py": SOURCE, path: text}))
        head = change.apply(base.files)
        parts = split(change, base, detect(base, Settings()))
        return empty(replace(parts, test_files=(path,)), base, Tree("", head).files).names

    assert names(double) == ()
    assert names(f"{double}\n{call}\n") == ("price",)


@pytest.mark.parametrize(
    ("put", "ways"),
    [
        ('    monkeypatch.setattr("shop.price", lambda n: 6)\n', 3),
        ('    monkeypatch.setattr(shop, "price", lambda n: 6)\n', 3),
        ("    shop.price = Mock(return_value=6)\n", 3),
        ('    monkeypatch.setattr("shop.fetch", lambda n: 6)\n', 2),  # it reaches for what is outside
        ('    monkeypatch.setattr("time.sleep", lambda n: 6)\n', 2),
    ],
)
def test_what_tests_replace_is_emptied_by_itself(put: str, ways: int) -> None:
    more = (
        "\n\ndef fetch(n):\n    return requests.get(n).json()[n * 2]\n\n\ndef bill(n):\n    return price(n)\n"
    )
    test = f"import shop\n\n\ndef test_bill(monkeypatch):\n{put}    assert shop.bill(2) == 6, shop.fetch\n"
    changes = emptied(SOURCE.replace("raise ValueError(n)", "n = 0") + more, test).changes
    assert len(changes) == ways
    text = changes[-1].files[0].file.data.decode()  # type: ignore[union-attr]
    assert ("requests.get" in text, "n * 3" in text) == (ways == 3, False)


def test_what_javascript_tests_replace_is_emptied_by_itself() -> None:
    base = tree_of(
        {"package.json": '{"devDependencies": {"vitest": "2"}, "scripts": {"test": "vitest run"}}'}
    )
    source = "export function price(n) {\n  return n * 3;\n}\n\n"
    source += "export function bill(it, n) {\n  return it.price(n);\n}\n"
    test = "test('it', () => {\n  vi.spyOn(it, 'price').mockReturnValue(6);\n"
    test += "  expect(bill(it, 2)).toBe(6);\n});\n"
    change = change_of(Case("", {"src/shop.js": source, "test/shop.test.js": test}))
    head = change.apply(base.files)
    made = empty(split(change, base, detect(base, Settings())), base, Tree("", head).files)
    text = made.changes[-1].files[0].file.data.decode()  # type: ignore[union-attr]
    assert text.count("return undefined;") == 1
    assert text.index("return undefined;") < text.index("n * 3") < text.index("it.price(n)")


CLIENT = "class Client {\n  offer(id) {\n    return this.ask(`/plots/${id}/offer`);\n  }\n}\n"


@pytest.mark.parametrize(
    ("source", "test", "names"),
    [
        (CLIENT, "test('a', () => api.post(`/plots/1/offer`).expect(200));\n", ()),
        (CLIENT, "test('there is an offer', () => api.post(`/plots/1/offer`).expect(200));\n", ()),
        (CLIENT, "test('a', () => expect(client.offer(1)).toBe(2));\n", ("offer",)),
        (
            f"{CLIENT}router.post('/plots/:id/offer', client.offer);\n",
            "test('a', () => api.post(`/plots/1/offer`).expect(200));\n",
            ("offer",),
        ),
    ],
)
def test_an_address_is_no_call_of_a_method(source: str, test: str, names: tuple[str, ...]) -> None:
    base = tree_of({"package.json": '{"devDependencies": {"jest": "29.0.0"}}', "a.js": ""})
    change = change_of(Case("", {"client.js": source, "test/client.test.js": test}))
    head = change.apply(base.files)
    found = empty(split(change, base, detect(base, Settings())), base, Tree("", head).files)
    assert found.names == names


def test_filters_by_what_is_given_pick_nothing() -> None:
    source = "def between(loans, since):\n    return [one for one in loans if one >= since]\n"
    made = emptied(
        source, "from shop import between\n\n\ndef test_all():\n    assert between([1], 0) == [1]\n"
    )
    assert made.picking == ("between",)
    assert [one.path for one in made.unpicking.files] == ["shop.py"]
    assert emptied(SOURCE, PLAIN).unpicking.files == ()
