//! SearchOrders asks the host for the time that remains, for ever.

use patio_hostile::{Case, EposError, OrderPage, case};
use patio_sdk::call;

struct LoopOfHostCalls;

impl Case for LoopOfHostCalls {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        loop {
            std::hint::black_box(call::remaining_ms());
        }
    }
}

case!(LoopOfHostCalls);
