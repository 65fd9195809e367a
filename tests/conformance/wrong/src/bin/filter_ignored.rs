//! Does not look at the table that is asked for.

use patio_wrong::{Mistake, OrderFilter, PageRequest, wrong};

struct FilterIgnored;

impl Mistake for FilterIgnored {
    fn asked(filter: &mut OrderFilter, _: &mut PageRequest) {
        filter.table_id = None;
    }
}

wrong!(FilterIgnored);
