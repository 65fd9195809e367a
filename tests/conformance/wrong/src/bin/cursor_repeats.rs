//! Goes on with the order that the page ended with.

use patio_wrong::{Mistake, OrderPage, PageRequest, wrong};

struct CursorRepeats;

impl Mistake for CursorRepeats {
    fn found(page: &mut OrderPage, _: &PageRequest) {
        if let (Some(after), [.., before_last, _]) = (page.ends.after.as_mut(), page.orders.as_slice()) {
            after.clone_from(&before_last.id);
        }
    }
}

wrong!(CursorRepeats);
