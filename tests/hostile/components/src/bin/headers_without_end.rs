//! SearchOrders makes one header after the other, each as large as it may be, and keeps them all.

use patio_hostile::wasi::http::types::Fields;
use patio_hostile::{Case, EposError, OrderPage, case};

struct HeadersWithoutEnd;

impl Case for HeadersWithoutEnd {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let mut kept = Vec::new();
        loop {
            let fields = Fields::new();
            while fields.append("x", &[b'x'; 8192]).is_ok() {}
            kept.push(fields);
        }
    }
}

case!(HeadersWithoutEnd);
