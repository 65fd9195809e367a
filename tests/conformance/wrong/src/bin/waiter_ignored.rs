//! Does not look at the waiter who is asked for.

use patio_wrong::{Mistake, OrderFilter, PageRequest, wrong};

struct WaiterIgnored;

impl Mistake for WaiterIgnored {
    fn asked(filter: &mut OrderFilter, _: &mut PageRequest) {
        filter.waiter_id = None;
    }
}

wrong!(WaiterIgnored);
