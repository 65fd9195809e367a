//! Has one key for all payments of an order.

use patio_wrong::{Corner, Mistake, Order, OrderPayment, Result, wrong};

struct OneKeyForAnOrder;

impl Mistake for OneKeyForAnOrder {
    fn pay(right: &Corner, order_id: &str, payment: &OrderPayment) -> Result<Order> {
        right.post(order_id, payment, order_id)
    }
}

wrong!(OneKeyForAnOrder);
