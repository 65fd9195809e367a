//! Names that are legal and awkward: NUL, control characters, right to left, beyond the basic plane.

use patio_hostile::{Case, EposError, Order, OrderPage, case, order, page};

struct ReplyOddStrings;

impl Case for ReplyOddStrings {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let names = [
            "Table\0 4\u{1}\u{7f}",
            "\u{202e}4 elbaT",
            "🍔\u{fffd}\u{10ffff}",
            "\"},{\"a\":[",
            "\r\n\r\nHTTP/1.1 200 OK",
        ];
        Ok(page(names.map(|name| Order { display_name: Some(name.to_owned()), ..order(name) })))
    }
}

case!(ReplyOddStrings);
