//! Answers that an order is canceled, and tells nobody.

use patio_wrong_restaurant::{Demo, Mistake, Order, OrderStatus, Orders, Requester, Result, wrong};

struct CanceledInWords;

impl Mistake for CanceledInWords {
    fn cancel(right: &Demo, order_id: &str) -> Result<Order> {
        let order = right.get_order(order_id, &Requester::default())?;
        Ok(Order { status: OrderStatus::Canceled, payable: false, ..order })
    }
}

wrong!(CanceledInWords);
