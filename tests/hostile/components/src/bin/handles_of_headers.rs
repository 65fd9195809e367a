//! SearchOrders makes one header after the other, and keeps them all.

use patio_hostile::wasi::http::types::Fields;
use patio_hostile::{Case, EposError, OrderPage, case};

struct HandlesOfHeaders;

impl Case for HandlesOfHeaders {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        loop {
            std::mem::forget(Fields::new());
        }
    }
}

case!(HandlesOfHeaders);
