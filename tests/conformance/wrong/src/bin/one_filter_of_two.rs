//! Looks at one filter where two are given.

use patio_wrong::{Mistake, OrderFilter, PageRequest, wrong};

struct OneFilterOfTwo;

impl Mistake for OneFilterOfTwo {
    fn asked(filter: &mut OrderFilter, _: &mut PageRequest) {
        if filter.table_id.is_some() {
            filter.waiter_id = None;
        }
    }
}

wrong!(OneFilterOfTwo);
