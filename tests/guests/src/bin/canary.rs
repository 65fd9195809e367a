//! Each call takes all the memory that it gets, says as the display name how many bytes of it were not zero, and leaves
//! every one of them with a mark.

use patio_guests::{Case, EposError, Order, case, order};

struct Canary;

impl Case for Canary {
    fn get(order_id: &str) -> Result<Order, EposError> {
        let (mut taken, mut marked) = (0, 0);
        loop {
            let memory = grown();
            if memory.is_empty() {
                break;
            }
            taken += memory.len();
            marked += memory.iter().filter(|byte| **byte != 0).count();
            memory.fill(0xca);
        }
        Ok(Order { display_name: Some(format!("{marked} of {taken}")), ..order(order_id) })
    }
}

/// A mebibyte at the end of memory. An allocator would clear it, and hide what the case looks for.
#[cfg(target_arch = "wasm32")]
#[expect(unsafe_code, reason = "no allocator hands out memory as it is")]
fn grown() -> &'static mut [u8] {
    match std::arch::wasm32::memory_grow::<0>(16) {
        usize::MAX => &mut [],
        // SAFETY: the pages exist, lie behind all that was in use, and nobody else has been told of them.
        page => unsafe { std::slice::from_raw_parts_mut((page << 16) as *mut u8, 16 << 16) },
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn grown() -> &'static mut [u8] {
    &mut []
}

case!(Canary);
