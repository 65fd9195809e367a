//! SearchOrders panics.

use patio_guests::{Case, EposError, OrderPage, case};

struct Panic;

impl Case for Panic {
    #[expect(clippy::panic, reason = "this is the case")]
    fn search(_: u32) -> Result<OrderPage, EposError> {
        panic!("the till is on fire")
    }
}

case!(Panic);
