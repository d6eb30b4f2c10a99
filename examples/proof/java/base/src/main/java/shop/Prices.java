package shop;

/** Prices. */
public final class Prices {
    private Prices() {
    }

    /** The sum of all prices. */
    public static int total(int... prices) {
        int sum = 0;
        for (int price : prices) {
            sum += price;
        }
        return sum;
    }

    /** The price with a percentage off. */
    public static int discounted(int price, int percent) {
        return price - percent;
    }
}
