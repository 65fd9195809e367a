//! Orders that are paid in another currency than they cost.

use patio_hostile::{Case, EposError, Money, Order, OrderPage, case, order, page};
use patio_sdk::model::Payment;

struct MoneyOfTwoCurrencies;

impl Case for MoneyOfTwoCurrencies {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(page([forged("1"), order("good")]))
    }

    fn get(order_id: &str) -> Result<Order, EposError> {
        Ok(forged(order_id))
    }
}

fn forged(id: &str) -> Order {
    let payment = Payment { payment_intent_id: None, paid_amount: Money::new(2000, "JPY"), tips_amount: None };
    Order { payments: vec![payment], paid_amount: None, ..order(id) }
}

case!(MoneyOfTwoCurrencies);
