//! Adds taxes that the prices have inside.

use patio_wrong::{Mistake, Order, Value, wrong};

struct TaxesAdded;

impl Mistake for TaxesAdded {
    fn order(_: &Value, order: &mut Order) {
        let taxes: i64 = order.tax_lines.iter().map(|tax| tax.amount_total.value).sum();
        order.total_amount.iter_mut().for_each(|total| total.value += taxes);
    }
}

wrong!(TaxesAdded);
