import pytest

from mathkit import mean, median


def test_mean():
    assert mean([1, 2, 6]) == 3


def test_median_of_an_even_number_of_values():
    assert median([4, 1, 3, 2]) == 2.5


def test_no_values():
    with pytest.raises(ValueError, match="no values"):
        mean([])
