//! SearchOrders uses most of what it may have, and answers: what it used must come back each time.

use patio_hostile::{Case, EposError, OrderPage, case, order, page};

struct MemoryInEveryCall;

impl Case for MemoryInEveryCall {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let memory = std::hint::black_box(vec![1_u8; 40 << 20]);
        Ok(page([order(&memory.len().to_string())]))
    }
}

case!(MemoryInEveryCall);
