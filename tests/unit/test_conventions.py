"""Which tables are names with what they stand for, and which ones a rule could be behind."""

from __future__ import annotations

import pytest

from codeonfly.tampering.answers.conventions import is_convention, lines


@pytest.mark.parametrize(
    "pairs",
    [
        {"red": "green", "green": "yellow", "yellow": "red"},
        {"en": "Hello", "de": "Hallo", "fr": "Bonjour"},
        {"standard": 4.9, "express": 9.9, "pick-up": 0},
        {("card",): "2.5", ("paypal",): "3.4f64", ("cash",): "0"},
        {200: "OK", 404: "Not Found", 500: "Internal Server Error"},
        {"html": "text/html", ".json": "application/json", "png": "image/png"},
        {"admin": "['read', 'write', 'delete']", "editor": "['read', 'write']", "viewer": "['read']"},
    ],
)
def test_what_nobody_can_work_out_is_a_convention(pairs: dict[object, object]) -> None:
    assert is_convention(list(pairs.items()))


@pytest.mark.parametrize(
    "pairs",
    [
        {"red": "green", "green": "yellow"},  # two
        {"Rock & Roll!": "music", "Soul": "tone", "Jazz": "tune"},  # no single words
        {100: "C", 400: "CD", 900: "CM"},
        {200: "two hundred", 404: "four hundred four", 500: "five hundred"},
        {1: "OK", 404: "Not Found", 500: "Internal Server Error"},
        {7: "odd", 8: "even", 9: "nine"},
        {3: "Fizz", 5: "Buzz", 15: "FizzBuzz"},
        {"hello": 5, "hi": 2, "bye": 3},  # counted
        {"XIV": 14, "IX": 9, "MCM": 1900},
        {"hello": "olleh", "abc": "cba", "ab": "ba"},  # turned round
        {"hello": "uryyb", "abc": "nop", "test": "grfg"},  # as long, each of them
        {"cat": "cats", "city": "cities", "box": "boxes"},
        {"hello": "ellohay", "apple": "appleay", "string": "ingstray"},
        {"a": ".-", "b": "-...", "c": "-.-."},
        {"radar": True, "hello": False, "level": True},
        {("pay", "card"): 2.5, ("pay", "cash"): 0.5, ("pay", "bank"): 1.5},
    ],
)
def test_what_a_rule_may_be_behind_is_none(pairs: dict[object, object]) -> None:
    assert not is_convention(list(pairs.items()))


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (['"card" => Some(2.5),', '"cash" => Some(0.5),', '"bank" => Some(1.5),'], 3),
        (['case "card" -> 2.5;', 'case "cash" -> 0.5;', 'case "bank" -> 1.5;'], 3),
        (["case 'card': return 2.5;", "case 'cash': return 0.5;", "case 'bank': return 1.5;", "x = 2;"], 3),
        (['"card" => Some(2.5),', '"cash" => Some(0.5),', '"card 2" => Some(1.5),', "3 => 4.5,"], 0),
        (['"card" => Some(2),', '"cash" => Some(5),', '"bank" => Some(15),'], 0),
    ],
)
def test_lines_of_names_with_fractions_are_found(rows: list[str], count: int) -> None:
    assert len(lines(enumerate(rows, 1), {"2.5", "0.5", "1.5", "2", "5", "15"})) == count
