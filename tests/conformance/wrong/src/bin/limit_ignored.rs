//! Answers with all that there is.

use patio_wrong::{Mistake, OrderFilter, PageRequest, wrong};

struct LimitIgnored;

impl Mistake for LimitIgnored {
    fn asked(_: &mut OrderFilter, page: &mut PageRequest) {
        page.limit = 100;
    }
}

wrong!(LimitIgnored);
