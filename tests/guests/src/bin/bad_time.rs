//! Of the two orders in a search, the one named `bad` was created "yesterday", which is no timestamp.

use patio_guests::{Case, EposError, Order, OrderPage, case, order, page};

struct BadTime;

impl Case for BadTime {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(page([wrong("bad"), order("good")]))
    }

    fn get(order_id: &str) -> Result<Order, EposError> {
        Ok(if order_id == "bad" { wrong(order_id) } else { order(order_id) })
    }
}

fn wrong(id: &str) -> Order {
    Order { created_at: Some("yesterday".to_owned()), ..order(id) }
}

case!(BadTime);
