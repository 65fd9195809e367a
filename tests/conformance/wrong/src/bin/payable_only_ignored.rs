//! Finds what is paid where only payable orders are wanted.

use patio_wrong::{Mistake, OrderFilter, PageRequest, wrong};

struct PayableOnlyIgnored;

impl Mistake for PayableOnlyIgnored {
    fn asked(filter: &mut OrderFilter, _: &mut PageRequest) {
        filter.payable_only = false;
    }
}

wrong!(PayableOnlyIgnored);
