use shop::{discounted, total};

#[test]
fn total_of_two() {
    assert_eq!(total(&[1, 2]), 3);
}

#[test]
fn no_discount() {
    assert_eq!(discounted(50, 0), 50);
}
