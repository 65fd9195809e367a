//! Searches the checks, and shows one.

use patio_sdk::model::{Order, PageRequest, Position, Requester};
use patio_sdk::orders::{OrderFilter, OrderPage};
use patio_sdk::page::{self, Rows};
use patio_sdk::{Orders, Result};

use crate::Corner;
use crate::pos::{Check, Checks};

/// The most that the POS answers at once.
const CHECKS: &str = "50";

impl Orders for Corner {
    fn search_orders(&self, filter: &OrderFilter, page: &PageRequest, _: &Requester) -> Result<OrderPage> {
        // The POS has neither parties nor reservations: no check is one's.
        let never = filter.party_id.is_some() || filter.reservation_id.is_some();
        let fetch = |at: Option<&Position>| if never { Ok(nothing()) } else { self.checks(filter, at) };
        let keep = |check: Check| {
            let order = check.order()?;
            Ok((order.payable || !filter.payable_only).then_some(order))
        };
        let (orders, ends) = page::fill(page, fetch, |check| &check.id, keep)?;
        Ok(OrderPage { orders, ends })
    }

    fn get_order(&self, order_id: &str, _: &Requester) -> Result<Order> {
        self.pos.get(&["checks", order_id]).fetch::<Check>()?.order()
    }
}

impl Corner {
    /// A part of the list: the POS filters by state, table and waiter; what is payable, it does not know.
    fn checks(&self, filter: &OrderFilter, at: Option<&Position>) -> Result<Rows<Check>> {
        let state = if filter.payable_only { "open" } else { "all" };
        let mut request = self.pos.get(&["checks"]).query("state", state).query("limit", CHECKS);
        let filters = [("table", &filter.table_id), ("waiter", &filter.waiter_id)];
        for (name, value) in filters.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
            request = request.query(name, value);
        }
        request = match at {
            None => request,
            Some(Position::Before(id)) => request.query("before", id),
            Some(Position::After(id)) => request.query("after", id),
        };
        let Checks { checks, more_before, more_after } = request.fetch()?;
        Ok(Rows { rows: checks, more_before, more_after })
    }
}

fn nothing() -> Rows<Check> {
    Rows { rows: Vec::new(), more_before: false, more_after: false }
}
