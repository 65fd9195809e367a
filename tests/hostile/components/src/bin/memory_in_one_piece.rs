//! SearchOrders wants two gibibytes at once.

use patio_hostile::{Case, EposError, OrderPage, case, order, page};

struct MemoryInOnePiece;

impl Case for MemoryInOnePiece {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let memory = std::hint::black_box(vec![1_u8; 2_000_000_000]);
        Ok(page([order(&memory.len().to_string())]))
    }
}

case!(MemoryInOnePiece);
