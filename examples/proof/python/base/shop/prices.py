"""Prices."""


def total(prices):
    """The sum of all prices."""
    return sum(prices)


def discounted(price, percent):
    """The price with a percentage off."""
    return price - percent
