package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PricesTest {
    @Test
    void total() {
        assertEquals(3, Prices.total(1, 2));
    }

    @Test
    void noDiscount() {
        assertEquals(50, Prices.discounted(50, 0));
    }
}
