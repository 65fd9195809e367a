//! Puts every order at the first table.

use patio_wrong::{Mistake, Order, Value, wrong};

struct EverythingAtOneTable;

impl Mistake for EverythingAtOneTable {
    fn order(_: &Value, order: &mut Order) {
        order.details.dine_in.iter_mut().for_each(|dine_in| dine_in.table_id = Some("T7".to_owned()));
    }
}

wrong!(EverythingAtOneTable);
