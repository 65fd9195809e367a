//! SearchOrders puts forty thousand fields into one header, and says how many it took.

use patio_hostile::wasi::http::types::Fields;
use patio_hostile::{Case, EposError, OrderPage, case, order, page};

struct HeadersFortyThousand;

impl Case for HeadersFortyThousand {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let fields = Fields::new();
        let taken = (0..40_000).filter(|number| fields.append(&format!("x-{number}"), b"1").is_ok()).count();
        Ok(page([order(&format!("{taken} fields"))]))
    }
}

case!(HeadersFortyThousand);
