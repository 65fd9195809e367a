//! SearchOrders answers with twenty thousand orders, each small.

use patio_hostile::{Case, EposError, OrderPage, case, order, page};

struct ReplyOfManyOrders;

impl Case for ReplyOfManyOrders {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(page((0..20_000).map(|number| order(&number.to_string()))))
    }
}

case!(ReplyOfManyOrders);
