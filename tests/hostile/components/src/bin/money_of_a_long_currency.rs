//! A currency whose code has a megabyte, and the beginning of another log line.

use patio_hostile::{Case, EposError, Money, Order, OrderPage, case, order, page};

struct MoneyOfALongCurrency;

impl Case for MoneyOfALongCurrency {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(page([forged("1"), order("good")]))
    }

    fn get(order_id: &str) -> Result<Order, EposError> {
        Ok(forged(order_id))
    }
}

fn forged(id: &str) -> Order {
    let code = format!("GBP\nERROR forged: the money is gone{}", "x".repeat(1 << 20));
    Order { total_amount: Some(Money::new(2000, code)), ..order(id) }
}

case!(MoneyOfALongCurrency);
