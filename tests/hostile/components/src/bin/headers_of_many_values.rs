//! SearchOrders gives one field of a header forty thousand values, twice: one by one, and in one list.

use patio_hostile::wasi::http::types::Fields;
use patio_hostile::{Case, EposError, OrderPage, case, order, page};

struct HeadersOfManyValues;

impl Case for HeadersOfManyValues {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let fields = Fields::new();
        let appended = (0..40_000).take_while(|_| fields.append("x", b"1").is_ok()).count();
        let list: Vec<_> = (0..40_000).map(|_| ("x".to_owned(), b"1".to_vec())).collect();
        let listed = if Fields::from_list(&list).is_ok() { list.len() } else { 0 };
        Ok(page([order(&format!("{appended} and {listed} values"))]))
    }
}

case!(HeadersOfManyValues);
