//! SearchOrders ends the program, as if all were well.

use patio_hostile::{Case, EposError, OrderPage, case};

struct ExitsInCall;

impl Case for ExitsInCall {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        std::process::exit(0)
    }
}

case!(ExitsInCall);
