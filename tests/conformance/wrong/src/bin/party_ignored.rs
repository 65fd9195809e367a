//! Passes over what its POS does not know.

use patio_wrong::{Mistake, OrderFilter, PageRequest, wrong};

struct PartyIgnored;

impl Mistake for PartyIgnored {
    fn asked(filter: &mut OrderFilter, _: &mut PageRequest) {
        (filter.party_id, filter.reservation_id) = (None, None);
    }
}

wrong!(PartyIgnored);
