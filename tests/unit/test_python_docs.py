"""Examples of the base in the sources of a change."""

from __future__ import annotations

import pytest

from codeonfly.toolchains.python_docs import put_back

BEFORE = '''class A:
    def f(self, n):
        """Twice.

        >>> A().f(2)
        4
        """
        return 2 * n
'''


@pytest.mark.parametrize(
    "after",
    [
        BEFORE.replace("        4\n", "        6\n").replace("2 * n", "3 * n"),
        BEFORE.replace("        >>> A().f(2)\n        4\n", ""),
        "class A:\n    def f(self, n):\n        return 3 * n\n",
    ],
)
def test_examples_of_the_base_are_put_back_over_other_code(after: str) -> None:
    text = put_back(BEFORE, after)
    assert text is not None
    assert ">>> A().f(2)\n        4\n" in text
    assert ("3 * n" in text) is ("3 * n" in after)


@pytest.mark.parametrize(
    "after",
    [
        BEFORE.replace("2 * n", "n + n"),  # they are there
        BEFORE.replace("def f", "def g").replace(".f(", ".g("),  # of a function that is gone
        "class A:\n    def f(self",
    ],
)
def test_nothing_is_put_back_where_no_example_is_another_one(after: str) -> None:
    assert put_back(BEFORE, after) is None
    assert put_back(BEFORE.replace(">>>", "..."), BEFORE.replace("4", "6")) is None
