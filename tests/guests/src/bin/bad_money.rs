//! Of the three orders in a search only the one named `good` has money as it should be.

use patio_guests::{Case, EposError, Money, Order, OrderPage, case, order, page};

struct BadMoney;

impl Case for BadMoney {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(page([wrong("bad"), order("good"), wrong("negative")]))
    }

    fn get(order_id: &str) -> Result<Order, EposError> {
        Ok(wrong(order_id))
    }
}

fn wrong(id: &str) -> Order {
    let total = match id {
        "bad" => Money::new(2000, "POUNDS"),
        "negative" => Money::new(-2000, "GBP"),
        _ => Money::new(2000, "GBP"),
    };
    Order { total_amount: Some(total), ..order(id) }
}

case!(BadMoney);
