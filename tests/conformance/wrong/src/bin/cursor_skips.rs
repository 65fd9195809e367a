//! Asks for one order more to see whether there is another page, and goes on behind it.

use patio_wrong::{Mistake, OrderFilter, OrderPage, PageRequest, wrong};

struct CursorSkips;

impl Mistake for CursorSkips {
    fn asked(_: &mut OrderFilter, page: &mut PageRequest) {
        page.limit = (page.limit + 1).min(100);
    }

    fn found(page: &mut OrderPage, asked: &PageRequest) {
        if page.orders.len() > usize::try_from(asked.limit).unwrap_or(100) {
            let more = page.orders.pop();
            page.ends.after = more.map(|order| order.id);
        }
    }
}

wrong!(CursorSkips);
