//! SearchOrders sets one timer after the other, and keeps them all.

use patio_hostile::wasi::clocks::monotonic_clock::subscribe_duration;
use patio_hostile::{Case, EposError, OrderPage, case};

struct HandlesOfTimers;

impl Case for HandlesOfTimers {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        loop {
            std::mem::forget(subscribe_duration(3_600_000_000_000));
        }
    }
}

case!(HandlesOfTimers);
