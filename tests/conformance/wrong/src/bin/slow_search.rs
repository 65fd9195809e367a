//! Computes the same again and again.

use patio_wrong::{Mistake, OrderPage, PageRequest, wrong};

struct SlowSearch;

impl Mistake for SlowSearch {
    fn found(page: &mut OrderPage, _: &PageRequest) {
        for round in 0..400_000_000_u64 {
            std::hint::black_box(round.wrapping_mul(page.orders.len() as u64));
        }
    }
}

wrong!(SlowSearch);
