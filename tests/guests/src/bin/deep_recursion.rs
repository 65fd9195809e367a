//! SearchOrders calls itself until the stack ends. Its frames are small, so that it is the host's stack that ends and
//! not the guest's own.

use patio_guests::{Case, EposError, OrderPage, case, order, page};

struct DeepRecursion;

impl Case for DeepRecursion {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let depth = deeper(0);
        Ok(page([order(&depth.to_string())]))
    }
}

fn deeper(depth: u64) -> u64 {
    if depth == u64::MAX { depth } else { deeper(depth + 1).rotate_left(1) ^ depth }
}

case!(DeepRecursion);
