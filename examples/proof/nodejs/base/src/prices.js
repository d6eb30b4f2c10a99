'use strict';

/** The sum of all prices. */
function total(prices) {
  return prices.reduce((sum, price) => sum + price, 0);
}

/** The price with a percentage off. */
function discounted(price, percent) {
  return price - percent;
}

module.exports = { discounted, total };
