//! SearchOrders calls itself until the stack ends, with the smallest frames.

use patio_hostile::{Case, EposError, OrderPage, case, order, page};

struct RecursionInCall;

impl Case for RecursionInCall {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(page([order(&deeper(0).to_string())]))
    }
}

fn deeper(depth: u64) -> u64 {
    if depth == u64::MAX { depth } else { deeper(depth + 1).rotate_left(1) ^ depth }
}

case!(RecursionInCall);
