//! SearchOrders waits for timers of no time at all, for ever: it is never busy and never done.

use patio_hostile::wasi::clocks::monotonic_clock::subscribe_duration;
use patio_hostile::{Case, EposError, OrderPage, case};

struct WaitsForNothing;

impl Case for WaitsForNothing {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        loop {
            subscribe_duration(0).block();
        }
    }
}

case!(WaitsForNothing);
