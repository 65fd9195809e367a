//! SearchOrders waits for `delay-ms` before it answers; GetOrderById answers at once.

use std::thread;
use std::time::Duration;

use patio_guests::{Case, EposError, OrderPage, Setting, case, number, order, page, setting};

struct Slow;

impl Case for Slow {
    fn settings() -> Vec<Setting> {
        vec![setting("delay-ms", "how long a search waits", "1000")]
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        thread::sleep(Duration::from_millis(number("delay-ms", 1000)));
        Ok(page([order("1")]))
    }
}

case!(Slow);
