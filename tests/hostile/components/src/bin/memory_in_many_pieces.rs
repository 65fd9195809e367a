//! SearchOrders takes a kibibyte after the other and gives none back.

use patio_hostile::{Case, EposError, OrderPage, case};

struct MemoryInManyPieces;

impl Case for MemoryInManyPieces {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let mut taken = Vec::new();
        loop {
            taken.push(std::hint::black_box(vec![1_u8; 1 << 10]));
        }
    }
}

case!(MemoryInManyPieces);
