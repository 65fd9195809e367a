//! Believes that every cursor is one of its own.

use patio_wrong::{Mistake, OrderFilter, PageRequest, Position, wrong};

struct CursorTraps;

impl Mistake for CursorTraps {
    #[expect(clippy::panic, reason = "this is the mistake")]
    fn asked(_: &mut OrderFilter, page: &mut PageRequest) {
        if let Some(Position::After(cursor) | Position::Before(cursor)) = &page.at
            && cursor.parse::<u32>().is_err()
        {
            panic!("{cursor:?} is no cursor of mine");
        }
    }
}

wrong!(CursorTraps);
