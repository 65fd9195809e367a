//! SearchOrders takes a mebibyte after the other, and writes to each.

use patio_guests::{Case, EposError, OrderPage, case};

struct MemoryGrowth;

impl Case for MemoryGrowth {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let mut taken = Vec::new();
        loop {
            taken.push(std::hint::black_box(vec![1_u8; 1 << 20]));
        }
    }
}

case!(MemoryGrowth);
