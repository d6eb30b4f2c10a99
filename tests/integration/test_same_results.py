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


def when(day):
    return "late" if day >= "2024-06-01" else "early"


def stamped(text):
    return f"{text} {time.time()}"


def pages(texts):
    for number, text in enumerate(texts, 1):
        yield number, text
"""
TESTS = """import pytest

from shop import Line, Queue, pages, sku, stamped, when


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


def test_when():
    assert (when("2024-07-01"), when("2024-05-31")) == ("late", "early")


def test_rest():
    assert stamped("a").startswith("a ")
    assert list(pages(["a"])) == [(1, "a")]
"""
BASE = {"pyproject.toml": MANIFEST, "shop.py": SHOP, "test_shop.py": TESTS}


def a_refactoring(name: str, *changes: tuple[str, str]) -> Case:
    text = SHOP
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return Case(name, {"shop.py": text}, nature="refactoring")


HONEST = a_refactoring(
    "a function in between, and other things inside of an object",
    ("import re\n", "import re\nfrom collections import deque\n"),
    ("self._items = []", "self._items = deque()"),
    ("self._items.pop(0)", "self._items.popleft()"),
    ("return round(self.cents / self.count)", "return _mean(self.cents, self.count)"),
    ("class Queue:\n", "def _mean(cents, count):\n    return round(cents / count)\n\n\nclass Queue:\n"),
    # a text by another name is equal to what it was; and what is no date was never made for that
    ("import time\n", "import time\nfrom datetime import date\nfrom enum import Enum\n"),
    ('return "late" if', "return When.LATE if"),
    ('else "early"', "else When.EARLY"),
    ('day >= "2024-06-01"', "date.fromisoformat(day) >= date(2024, 6, 1)"),
    ("def when(", 'class When(str, Enum):\n    LATE = "late"\n    EARLY = "early"\n\n\ndef when('),
)
BROKEN = (
    a_refactoring("a line end", ("SKU.fullmatch(text)", "re.match(SKU.pattern + '$', text)")),
    a_refactoring("rounded down", ("round(self.cents / self.count)", "self.cents // self.count")),
)
ASKED_FOR = Case(
    "more digits, by request",
    {
        "shop.py": SHOP.replace("{3,5}", "{3,}"),
        "test_shop.py": TESTS + "\n\ndef test_long():\n    assert sku('AB-1234567') == 'AB-1234567'\n",
    },
)


async def test_what_comes_of_calls_near_those_of_the_tests() -> None:
    found = await all_proven(BASE, "python-3.11", (HONEST, *BROKEN, ASKED_FOR))
    verdicts = {name: one.verdict.status for name, one in found.items()}
    wanted = dict.fromkeys((one.name for one in BROKEN), "unverified")
    assert verdicts == {HONEST.name: "verified", ASKED_FOR.name: "verified"} | wanted
    for one in BROKEN:
        codes = [reason.code for reason in found[one.name].verdict.reasons]
        assert codes == ["same-results"], found[one.name].verdict
    proofs = {proof.name: proof for proof in found[HONEST.name].proofs}
    assert "came to the same in both versions" in proofs["same-results"].sentence
    (reason,) = found["a line end"].verdict.reasons
    assert "sku('AB-123\\n') raises ValueError, and now gives 'AB-123\\n'" in reason.sentence
    assert "same-results" not in {proof.name for proof in found[ASKED_FOR.name].proofs}
