//! SearchOrders says that it has begun, and sleeps: whoever asked has hung up long before it answers.

use patio_hostile::{Case, EposError, OrderPage, case, order, page};
use patio_sdk::log::{self, Level};

struct DroppedMidCall;

impl Case for DroppedMidCall {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        log::write(Level::Info, "begun", &[]);
        std::thread::sleep(std::time::Duration::from_secs(3600));
        Ok(page([order("1")]))
    }
}

case!(DroppedMidCall);
