"""Refactorings in real sandboxes: calls that no test makes show what is another thing by now."""

from __future__ import annotations

from tests.integration.proving import Case, all_proven

MANIFEST = '[project]\nname = "shop"\nversion = "1"\n\n[tool.pytest.ini_options]\npythonpath = ["."]\n'
SHOP = """import re
import time
from dataclasses import dataclass

SKU = re.compile(r"[A-Z]{2}-\\d{3,5}")


@dataclass(frozen=True)
class Line:
    cents: int
    count: int = 1

    @property
    def mean(self):
        return round(self.cents / self.count)


class Queue:
    def __init__(self, most):
        self._items = []
        self.most = most

    def put(self, item):
        if len(self._items) == self.most:
            raise OverflowError("full")
        self._items.append(item)

    def get(self):
        return self._items.pop(0) if self._items else None


def sku(text):
    if not SKU.fullmatch(text):
        raise ValueError(f"no sku: {text}")
    return text


def stamped(text):
    return f"{text} {time.time()}"


def pages(texts):
    for number, text in enumerate(texts, 1):
        yield number, text
"""
TESTS = """import pytest

from shop import Line, Queue, pages, sku, stamped


@pytest.mark.parametrize("text", ["AB-123", "XY-99999"])
def test_sku(text):
    assert sku(text) == text


def test_no_sku():
    with pytest.raises(ValueError):
        sku("x")


def test_mean():
    assert Line(200, 2).mean == 100


def test_queue():
    queue = Queue(2)
    queue.put("a")
    queue.put("b")
    assert queue.get() == "a"


def test_rest():
    assert stamped("a").startswith("a ")
    assert list(pages(["a"])) == [(1, "a")]
"""
BASE = {"pyproject.toml": MANIFEST, "shop.py": SHOP, "test_shop.py": TESTS}
DEQUE = (
    SHOP.replace("import re\n", "import re\nfrom collections import deque\n")
    .replace("self._items = []", "self._items = deque()")
    .replace("self._items.pop(0)", "self._items.popleft()")
)


def a_refactoring(name: str, old: str, new: str) -> Case:
    assert old in SHOP
    return Case(name, {"shop.py": SHOP.replace(old, new)}, nature="refactoring")


HONEST = (
    a_refactoring("another way to the same", "def sku(text):\n", "def sku(text: str) -> str:\n"),
    a_refactoring("a function in between", "return round(self.cents / self.count)", "return _mean(self)"),
    Case("other things inside of an object", {"shop.py": DEQUE}, nature="refactoring"),
)
BROKEN = (
    a_refactoring("more digits", "{3,5}", "{3,}"),
    a_refactoring("a line end", "SKU.fullmatch(text)", "re.match(SKU.pattern + '$', text)"),
    a_refactoring("rounded down", "round(self.cents / self.count)", "self.cents // self.count"),
    a_refactoring("counted from 0", "enumerate(texts, 1)", "enumerate(texts, 2 - len(texts))"),
)


async def test_what_comes_of_calls_near_those_of_the_tests() -> None:
    helper = "\n\ndef _mean(line):\n    return round(line.cents / line.count)\n"
    honest = [
        Case(one.name, {path: f"{text}{helper}" for path, text in one.files.items()}, one.nature)
        for one in HONEST
    ]
    found = await all_proven(BASE, "python-3.11", (*honest, *BROKEN))
    assert {name: one.verdict.status for name, one in found.items()} == dict.fromkeys(
        (one.name for one in HONEST), "verified"
    ) | dict.fromkeys((one.name for one in BROKEN), "unverified")
    for one in BROKEN:
        codes = [reason.code for reason in found[one.name].verdict.reasons]
        assert codes == ["same-results"], found[one.name].verdict
    proofs = {proof.name: proof for proof in found[HONEST[0].name].proofs}
    assert "came to the same in both versions" in proofs["same-results"].sentence
    (reason,) = found["a line end"].verdict.reasons
    assert "sku('AB-123\\n') raises ValueError, and now gives 'AB-123\\n'" in reason.sentence


async def test_a_request_for_other_behaviour_is_not_asked_for_the_same() -> None:
    test = TESTS + "\n\ndef test_long():\n    assert sku('AB-1234567') == 'AB-1234567'\n"
    files = {"shop.py": SHOP.replace("{3,5}", "{3,}"), "test_shop.py": test}
    (found,) = (await all_proven(BASE, "python-3.11", (Case("longer", files),))).values()
    assert found.verdict.status == "verified", found.verdict
    assert "same-results" not in {proof.name for proof in found.proofs}
