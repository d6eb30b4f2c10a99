// Package shop computes prices.
package shop

// Total is the sum of all prices.
func Total(prices ...int) int {
	sum := 0
	for _, price := range prices {
		sum += price
	}
	return sum
}

// Discounted is the price with a percentage off.
func Discounted(price, percent int) int {
	return price - percent
}
