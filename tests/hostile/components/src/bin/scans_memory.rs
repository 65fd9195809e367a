//! SearchOrders takes all memory that it may have, and says how many bytes of it were not zero: what another call left.

use patio_hostile::{Case, EposError, Order, OrderPage, case, order, page};
use std::sync::atomic::{AtomicU8, Ordering};

struct ScansMemory;

impl Case for ScansMemory {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let memory = grown();
        let left = memory.iter().filter(|byte| byte.swap(0xa5, Ordering::Relaxed) != 0).count();
        let display_name = Some(format!("{left} of {} left", memory.len()));
        Ok(page([Order { display_name, ..order("1") }]))
    }
}

/// Pages at the end of memory: an allocator would clear them, and hide what the case looks for.
#[cfg(target_arch = "wasm32")]
#[expect(unsafe_code, reason = "no allocator hands out memory as it is")]
fn grown() -> &'static [AtomicU8] {
    match std::arch::wasm32::memory_grow::<0>(256) {
        usize::MAX => &[],
        // SAFETY: the pages exist, lie behind all that was in use, and nobody else has been told of them.
        page => unsafe { std::slice::from_raw_parts((page << 16) as *const AtomicU8, 256 << 16) },
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn grown() -> &'static [AtomicU8] {
    &[]
}

case!(ScansMemory);
