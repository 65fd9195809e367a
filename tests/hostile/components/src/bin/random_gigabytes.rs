//! SearchOrders wants four gibibytes of random bytes at once.

use patio_hostile::wasi::random::random::get_random_bytes;
use patio_hostile::{Case, EposError, OrderPage, case, order, page};

struct RandomGigabytes;

impl Case for RandomGigabytes {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(page([order(&get_random_bytes(4 << 30).len().to_string())]))
    }
}

case!(RandomGigabytes);
