from shop.prices import discounted, total


def test_total():
    assert total([1, 2]) == 3


def test_no_discount():
    assert discounted(50, 0) == 50
