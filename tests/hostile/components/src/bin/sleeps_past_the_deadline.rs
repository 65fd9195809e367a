//! SearchOrders sleeps for an hour inside the host.

use patio_hostile::{Case, EposError, OrderPage, case, order, page};

struct SleepsPastTheDeadline;

impl Case for SleepsPastTheDeadline {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        std::thread::sleep(std::time::Duration::from_secs(3600));
        Ok(page([order("1")]))
    }
}

case!(SleepsPastTheDeadline);
