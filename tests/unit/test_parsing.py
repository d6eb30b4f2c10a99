"""Texts are parsed beside each other, as the proofs of a change do."""

from __future__ import annotations

import ast
import gc
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from codeonfly.parsing import parse

TEXT = "\n".join(f"def f{number}(a, b):\n    return [a, (b, {number})]\n" for number in range(300))


@pytest.fixture
def collections_let_others_in() -> Iterator[None]:
    before = gc.get_threshold()

    def slowly(phase: str, info: dict[str, int]) -> None:
        time.sleep(0.0001)

    gc.callbacks.append(slowly)
    gc.set_threshold(50)
    yield
    gc.callbacks.remove(slowly)
    gc.set_threshold(*before)


def _deep(levels: int) -> list[ast.Module]:
    return _deep(levels - 1) if levels else [parse(TEXT) for _ in range(2)]


@pytest.mark.usefixtures("collections_let_others_in")
def test_threads_of_other_depths_do_not_disturb_each_other() -> None:
    with ThreadPoolExecutor(3) as pool:
        for trees in pool.map(_deep, (3, 40, 90)):
            assert [len(tree.body) for tree in trees] == [300, 300]
