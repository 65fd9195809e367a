//! SearchOrders waits for five hundred timers at once, none of which ever comes.

use patio_hostile::wasi::clocks::monotonic_clock::subscribe_duration;
use patio_hostile::wasi::io::poll::poll;
use patio_hostile::{Case, EposError, OrderPage, case, order, page};

struct WaitsForManyTimers;

impl Case for WaitsForManyTimers {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let timers: Vec<_> = (0..500).map(|number| subscribe_duration(3_600_000_000_000 + number)).collect();
        let woken = poll(&timers.iter().collect::<Vec<_>>());
        Ok(page([order(&woken.len().to_string())]))
    }
}

case!(WaitsForManyTimers);
