//! Has no cursor for the page before.

use patio_wrong::{Mistake, OrderPage, PageRequest, wrong};

struct NoWayBack;

impl Mistake for NoWayBack {
    fn found(page: &mut OrderPage, _: &PageRequest) {
        page.ends.before = None;
    }
}

wrong!(NoWayBack);
