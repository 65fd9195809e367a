//! Tells what changed, step by step, and goes wrong on the way: an id that cannot be, a till that sleeps once, and at the
//! end a mark that nobody can keep.

use patio_guests::patio_sdk::changes::{Change, ChangePage, Guest};
use patio_guests::patio_sdk::store;
use patio_guests::{Case, EposError, case};

struct TellsChanges;

impl Case for TellsChanges {}

impl Guest for TellsChanges {
    fn poll_changes(since: Option<String>) -> Result<ChangePage, EposError> {
        let page = |changes, since: &str| Ok(ChangePage { changes, since: since.to_owned() });
        match since.as_deref() {
            None => page(vec![], "begun"),
            Some("begun") => {
                let [order, party, reservation] = ["1", "", "r-1"].map(str::to_owned);
                page(vec![Change::Order(order), Change::Party(party), Change::Reservation(reservation)], "told")
            }
            Some("told") if store::compare_and_set("slept", None, b"once") == Ok(true) => {
                Err(EposError::Unavailable("the till sleeps".to_owned()))
            }
            Some("told") => page(vec![Change::Party("p-1".to_owned())], "awake"),
            Some(_) => page(vec![Change::Order("never".to_owned())], &"x".repeat(5_000)),
        }
    }
}

case!(TellsChanges: about, orders; changes);
