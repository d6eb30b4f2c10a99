"""Figures as people read them."""

import pytest

from codeonfly.words import Listing, count, duration, first, listed, size


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0.0 s"), (0.84, "0.8 s"), (9.94, "9.9 s"), (9.96, "10 s"), (42.4, "42 s"), (59.6, "1 min 00 s"),
        (65, "1 min 05 s"), (192, "3 min 12 s"), (3599.9, "1 h 00 min"), (3_840, "1 h 04 min"),
    ],
)  # fmt: skip
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 tests"), (1, "1 test"), (2, "2 tests"), (1204, "1,204 tests")]
)
def test_counts(number: int, words: str) -> None:
    assert count(number, "test") == words


def test_counts_of_irregular_nouns() -> None:
    assert (count(1, "criterion", "criteria"), count(3, "criterion", "criteria")) == (
        "1 criterion",
        "3 criteria",
    )


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists(words: list[str], text: str) -> None:
    assert listed(words) == text


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1 byte"), (512, "512 bytes"), (4096, "4.0 KiB"), (3 << 19, "1.5 MiB")]
)
def test_sizes(number: int, words: str) -> None:
    assert size(number) == words


@pytest.mark.parametrize(("most", "shown", "more"), [(0, (), 3), (2, ("a", "b"), 1), (3, ("a", "b", "c"), 0)])
def test_cut_lists_know_what_is_missing(most: int, shown: tuple[str, ...], more: int) -> None:
    cut = first(("a", "b", "c"), most)
    assert cut == Listing(shown, more)
    assert cut.total == 3
