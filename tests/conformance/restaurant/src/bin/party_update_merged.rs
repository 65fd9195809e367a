//! Keeps what an update of a party leaves out.

use patio_wrong_restaurant::{Mistake, Party, PartyUpdate, wrong};

struct PartyUpdateMerged;

impl Mistake for PartyUpdateMerged {
    fn updated(party: &Party, update: &mut PartyUpdate) {
        update.covers = update.covers.or(party.covers);
    }
}

wrong!(PartyUpdateMerged);
