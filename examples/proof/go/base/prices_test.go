package shop

import "testing"

func TestTotal(t *testing.T) {
	if got := Total(1, 2); got != 3 {
		t.Errorf("got %d", got)
	}
}

func TestNoDiscount(t *testing.T) {
	if got := Discounted(50, 0); got != 50 {
		t.Errorf("got %d", got)
	}
}
