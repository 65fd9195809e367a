//! SearchOrders answers with a page as deep as the contract lets it be, and as wide as memory lets it.

use patio_hostile::{Case, EposError, Money, Order, OrderPage, case, order, page};
use patio_sdk::model::{Modifier, SubItem};

struct ReplyDeep;

impl Case for ReplyDeep {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let modifier = Modifier { name: String::new(), plu: String::new(), quantity: 1, amount_per_modifier: pence() };
        let sub_item = SubItem {
            name: String::new(),
            plu: String::new(),
            quantity: 1,
            amount_per_item: pence(),
            note: None,
            modifiers: vec![modifier; 60],
        };
        let mut deep = order("1");
        for item in &mut deep.items {
            item.sub_items = vec![sub_item.clone(); 40];
        }
        Ok(page((0..100).map(|number| Order { id: number.to_string(), ..deep.clone() })))
    }
}

fn pence() -> Money {
    Money::new(1, "GBP")
}

case!(ReplyDeep);
