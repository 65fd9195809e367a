//! SearchOrders never comes back.

use patio_hostile::{Case, EposError, OrderPage, case};

struct LoopInCall;

impl Case for LoopInCall {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let mut turns = 0_u64;
        loop {
            turns = std::hint::black_box(turns).wrapping_add(1);
        }
    }
}

case!(LoopInCall);
