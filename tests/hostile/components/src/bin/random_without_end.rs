//! SearchOrders wants as many random bytes as it may have, again and again.

use patio_hostile::wasi::random::random::get_random_bytes;
use patio_hostile::{Case, EposError, OrderPage, case};

struct RandomWithoutEnd;

impl Case for RandomWithoutEnd {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        loop {
            std::hint::black_box(get_random_bytes(1 << 16));
        }
    }
}

case!(RandomWithoutEnd);
