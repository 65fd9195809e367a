//! Payments whose sum is more than a number holds.

use patio_hostile::{Case, EposError, Money, Order, OrderPage, case, order, page};
use patio_sdk::model::Payment;

struct MoneyOverflow;

impl Case for MoneyOverflow {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(page([forged("1"), order("good")]))
    }

    fn get(order_id: &str) -> Result<Order, EposError> {
        Ok(forged(order_id))
    }
}

fn forged(id: &str) -> Order {
    let payment = Payment { payment_intent_id: None, paid_amount: Money::new(i64::MAX, "GBP"), tips_amount: None };
    Order { payments: vec![payment.clone(), payment], paid_amount: Some(Money::new(-2, "GBP")), ..order(id) }
}

case!(MoneyOverflow);
