//! Seats a party under an id of each attempt's own.

use patio_wrong_restaurant::{Mistake, NewParty, fresh, wrong};

struct PartySeatedTwice;

impl Mistake for PartySeatedTwice {
    fn seated(party: &mut NewParty) {
        party.dojo_party_id = fresh();
    }
}

wrong!(PartySeatedTwice);
