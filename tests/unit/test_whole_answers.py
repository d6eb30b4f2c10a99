"""A source that holds the tests' answer word for word is found, one that holds a text of its own is not."""

from __future__ import annotations

import pytest

from codeonfly.tampering.answers.whole_answers import written_out
from codeonfly.tampering.values import Versions

ANSWER = "Invoice\n  anna  12.50\n  bert   3.00\n"
TEST = 'func TestBill(t *testing.T) {\n\tgolden(t, "bill", Bill([]Row{{"anna", 1250}, {"bert", 300}}))\n}\n'
HELP = "Usage:\n  bill add\n  bill show\n"


def source(text: str) -> str:
    return f"func Bill(rows []Row) string {{\n\treturn `{text}`\n}}\n"


def found(before: str | None, after: str, data: str, test: str = TEST) -> list[int]:
    tests = (Versions("testdata/bill.golden", None, data), Versions("bill_test.go", None, test))
    return [one.line for one in written_out((Versions("bill.go", before, after),), tests)]


def test_an_answer_with_the_inputs_among_it_is_found() -> None:
    assert found(None, source(ANSWER), ANSWER) == [2]


def test_one_in_the_test_itself_is_found_too() -> None:
    assert found(None, source(ANSWER), "", f"{TEST}const want = `\n\t{ANSWER}`\n") == [2]


@pytest.mark.parametrize(
    ("before", "after", "data"),
    [
        (None, source(HELP), HELP),
        (None, source(ANSWER), ANSWER.replace("12.50", "13.50")),
        (source(ANSWER), source(ANSWER) + "\n", ANSWER),
        (None, f'var known = []string{{"anna", "bert"}}\n{source(ANSWER)}', ANSWER),
        (None, source("anna bert"), "anna bert"),
    ],
    ids=["a text of its own", "another text", "as before", "words that it knows", "one line"],
)
def test_what_a_program_says_by_itself_is_not(before: str | None, after: str, data: str) -> None:
    assert found(before, after, data) == []
