//! Says, as the display name, what earlier calls left behind, and leaves something behind itself: a counter in a
//! static, and a mebibyte of memory that this instance was just given, which is to be zero.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};

use patio_guests::{Case, EposError, Order, OrderPage, case, order, page};

static CALLS: AtomicU32 = AtomicU32::new(0);
static MEMORY: OnceLock<&[AtomicU8]> = OnceLock::new();

struct KeepsMemory;

impl Case for KeepsMemory {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(page([found("1")]))
    }

    fn get(order_id: &str) -> Result<Order, EposError> {
        Ok(found(order_id))
    }
}

fn found(id: &str) -> Order {
    let calls = CALLS.fetch_add(1, Ordering::Relaxed);
    let memory = MEMORY.get_or_init(grown);
    let bytes = memory.iter().filter(|byte| byte.swap(0xa5, Ordering::Relaxed) != 0).count();
    Order { display_name: Some(format!("{calls} calls, {bytes} bytes")), ..order(id) }
}

/// Sixteen pages at the end of memory. An allocator would clear them, and hide what the case looks for.
#[cfg(target_arch = "wasm32")]
#[expect(unsafe_code, reason = "no allocator hands out memory as it is")]
fn grown() -> &'static [AtomicU8] {
    match std::arch::wasm32::memory_grow::<0>(16) {
        usize::MAX => &[],
        // SAFETY: the pages exist, lie behind all that was in use, and nobody else has been told of them.
        page => unsafe { std::slice::from_raw_parts((page << 16) as *const AtomicU8, 16 << 16) },
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn grown() -> &'static [AtomicU8] {
    &[]
}

case!(KeepsMemory);
