//! Orders that say they are paid by payments that are not there.

use patio_hostile::{Case, EposError, Money, Order, OrderPage, case, order, page};

struct MoneyThatDoesNotAddUp;

impl Case for MoneyThatDoesNotAddUp {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(page([forged("1"), order("good")]))
    }

    fn get(order_id: &str) -> Result<Order, EposError> {
        Ok(forged(order_id))
    }
}

fn forged(id: &str) -> Order {
    Order { paid_amount: Some(Money::new(2000, "GBP")), ..order(id) }
}

case!(MoneyThatDoesNotAddUp);
