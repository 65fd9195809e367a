//! Keeps a failure in its store, and believes it from then on.

use patio_wrong::patio_sdk::store;
use patio_wrong::{EposError, Mistake, OrderPage, PageRequest, wrong};

struct RemembersFailures;

impl Mistake for RemembersFailures {
    fn unread(error: EposError) -> EposError {
        // Whether it could be kept does not matter here.
        let _ = store::set("down", b"yes");
        error
    }

    fn found(page: &mut OrderPage, _: &PageRequest) {
        if store::get("down").is_ok_and(|down| down.is_some()) {
            page.orders.clear();
        }
    }
}

wrong!(RemembersFailures);
