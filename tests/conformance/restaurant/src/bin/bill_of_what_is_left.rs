//! Prints what is left to pay as the bill's total.

use patio_wrong_restaurant::{Bill, Mistake, wrong};

struct BillOfWhatIsLeft;

impl Mistake for BillOfWhatIsLeft {
    fn bill(bill: &mut Bill) {
        let order = &mut bill.order;
        let paid: i64 = order.payments.drain(..).map(|payment| payment.paid_amount.value).sum();
        order.paid_amount = None;
        if let Some(total) = &mut order.total_amount {
            total.value -= paid;
        }
    }
}

wrong!(BillOfWhatIsLeft);
