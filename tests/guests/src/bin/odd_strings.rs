//! Names that are legal and awkward: each order is called after what is odd about its display name.

use patio_guests::{Case, EposError, Order, OrderPage, case, order, page};

struct OddStrings;

impl Case for OddStrings {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(page(["astral", "nul", "rtl", "long", "empty", "combining"].map(odd)))
    }

    fn get(order_id: &str) -> Result<Order, EposError> {
        Ok(odd(order_id))
    }
}

fn odd(id: &str) -> Order {
    let name = match id {
        "astral" => "🍔🍟 𝔗𝔞𝔟𝔩𝔢 👩‍👩‍👧".to_owned(),
        "nul" => "Table\0 4\u{1}\u{7f}".to_owned(),
        "rtl" => "\u{202e}4 elbaT שולחן".to_owned(),
        "long" => "x".repeat(200),
        "empty" => String::new(),
        "combining" => format!("Z{}algo", "\u{301}\u{327}".repeat(40)),
        other => other.to_owned(),
    };
    Order { display_name: Some(name), ..order(id) }
}

case!(OddStrings);
