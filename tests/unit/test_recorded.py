"""Files of expected output that come with a change: told to whoever reads it, and no reason against it."""

from __future__ import annotations

import pytest

from codeonfly.tampering.checks.recorded import recorded
from codeonfly.tampering.values import Versions

GOLDEN = Versions("testdata/report.golden", None, "total 4\n\nopen 2\n")


def test_a_recorded_file_is_told_once_with_its_lines() -> None:
    other = Versions("tests/__snapshots__/list.test.js.snap", "a\n", "a\nb\n")
    (alone,) = recorded([], [GOLDEN])
    assert not alone.blocks
    assert alone.sentence.startswith("testdata/report.golden: the tests expect 2 lines that came with")
    (both,) = recorded([], [GOLDEN, other])
    assert "testdata/report.golden and 1 file more: the tests expect 3 lines" in both.sentence


@pytest.mark.parametrize(
    "versions",
    [
        Versions("testdata/input.csv", None, "a,b\n"),
        Versions("tests/test_expected.py", None, "def test(): pass\n"),
        Versions("testdata/report.golden", "total 4\n", None),
        Versions("testdata/report.golden", "total 4\nopen 2\n", "total 4\n"),
        Versions("testdata/empty.golden", None, "\n"),
    ],
)
def test_what_no_test_compares_with_or_says_nothing_new_is_not_told(versions: Versions) -> None:
    assert not list(recorded([], [versions]))
