//! Prices.

/// The sum of all prices.
pub fn total(prices: &[i64]) -> i64 {
    prices.iter().sum()
}

/// The price with a percentage off.
pub fn discounted(price: i64, percent: i64) -> i64 {
    price - percent
}
