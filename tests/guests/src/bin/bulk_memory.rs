//! SearchOrders fills and moves `mebibytes` of memory for ever: few instructions, each of which takes long.

use patio_guests::{Case, EposError, OrderPage, Setting, case, number, setting};

struct BulkMemory;

impl Case for BulkMemory {
    fn settings() -> Vec<Setting> {
        vec![setting("mebibytes", "how much memory is moved at once", "48")]
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        let mut memory = vec![0_u8; number("mebibytes", 48) << 20];
        loop {
            memory.fill(std::hint::black_box(1));
            memory.copy_within(1.., 0);
            std::hint::black_box(&memory);
        }
    }
}

case!(BulkMemory);
