//! Orders that owe the guest something.

use patio_hostile::{Case, EposError, Money, Order, OrderPage, case, order, page};

struct MoneyNegative;

impl Case for MoneyNegative {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(page([forged("1"), order("good")]))
    }

    fn get(order_id: &str) -> Result<Order, EposError> {
        Ok(forged(order_id))
    }
}

fn forged(id: &str) -> Order {
    Order { total_amount: Some(Money::new(i64::MIN, "GBP")), ..order(id) }
}

case!(MoneyNegative);
