//! SearchOrders reads from its store for ever: each read waits for the host.

use patio_hostile::{Case, EposError, OrderPage, case};
use patio_sdk::store;

struct LoopOfWaitingHostCalls;

impl Case for LoopOfWaitingHostCalls {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        loop {
            let _ = std::hint::black_box(store::get("nothing"));
        }
    }
}

case!(LoopOfWaitingHostCalls);
