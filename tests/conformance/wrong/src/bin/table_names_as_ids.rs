//! Names tables by what stands on them where their ids belong.

use patio_wrong::{Mistake, Order, Value, wrong};

struct TableNamesAsIds;

impl Mistake for TableNamesAsIds {
    fn order(_: &Value, order: &mut Order) {
        let table = order.details.dine_in.as_mut().and_then(|dine_in| dine_in.table_id.as_mut());
        table.into_iter().for_each(|table| *table = table.replace('T', "Table "));
    }
}

wrong!(TableNamesAsIds);
