//! Takes far more memory for one order than that has.

use patio_wrong::{Corner, Mistake, Order, Result, wrong};

struct AllOrdersForOne;

impl Mistake for AllOrdersForOne {
    fn get(right: &Corner, id: &str) -> Result<Order> {
        std::hint::black_box(vec![1_u8; 32 << 20]);
        right.read(id)
    }
}

wrong!(AllOrdersForOne);
