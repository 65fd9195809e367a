//! SearchOrders never comes back; GetOrderById does.

use patio_guests::{Case, EposError, OrderPage, case};

struct EndlessLoop;

impl Case for EndlessLoop {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let mut turns = 0_u64;
        loop {
            turns = std::hint::black_box(turns).wrapping_add(1);
        }
    }
}

case!(EndlessLoop);
