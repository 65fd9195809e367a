//! Pages whose cursors are ids, cut out of a whole list or filled from a point of sale that has pages of its own.
//!
//! A cursor is the id of the first or the last entry of a page: it stays right when entries come and go around it, as
//! positions do not.

mod fill;

pub use fill::{Rows, fill};

use crate::Result;
use crate::model::{EposError, PageEnds, PageRequest, Position};

/// What the contract lets a card machine ask for.
const LIMITS: std::ops::RangeInclusive<u32> = 1..=100;

/// Cuts a page out of a whole list, which is always in the same order.
///
/// ```
/// use patio_sdk::model::{PageRequest, Position};
/// use patio_sdk::page;
///
/// # fn main() -> patio_sdk::Result<()> {
/// let tables = ["T1", "T2", "T3"].map(str::to_owned).to_vec();
/// let (shown, ends) = page::cut(tables, &PageRequest::first(2), |table| table)?;
/// assert_eq!(shown, ["T1", "T2"]);
/// assert_eq!((ends.before, ends.after.as_deref()), (None, Some("T2")));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// The limit is not 1 to 100, or the cursor is no entry of the list (`invalid-request`).
pub fn cut<T>(mut all: Vec<T>, request: &PageRequest, id: impl Fn(&T) -> &str) -> Result<(Vec<T>, PageEnds)> {
    let limit = limit(request)?;
    let place = |cursor: &String| {
        all.iter()
            .position(|entry| id(entry) == cursor)
            .ok_or_else(|| EposError::InvalidRequest(format!("{cursor:?} is not a cursor of this list")))
    };
    let (start, end) = match &request.at {
        None => (0, limit.min(all.len())),
        Some(Position::After(cursor)) => {
            let start = place(cursor)? + 1;
            (start, start.saturating_add(limit).min(all.len()))
        }
        Some(Position::Before(cursor)) => {
            let end = place(cursor)?;
            (end.saturating_sub(limit), end)
        }
    };
    let (before, after) = (start > 0, end < all.len());
    all.truncate(end);
    let shown = all.split_off(start.min(all.len()));
    let ends = ends(&shown, before, after, &id);
    Ok((shown, ends))
}

/// The page's length.
fn limit(request: &PageRequest) -> Result<usize> {
    if !LIMITS.contains(&request.limit) {
        return Err(EposError::InvalidRequest(format!("a page has 1 to 100 entries, not {}", request.limit)));
    }
    Ok(usize::try_from(request.limit).unwrap_or(usize::MAX))
}

fn ends<T>(shown: &[T], before: bool, after: bool, id: impl Fn(&T) -> &str) -> PageEnds {
    let cursor = |wanted: bool, entry: Option<&T>| entry.filter(|_| wanted).map(|entry| id(entry).to_owned());
    PageEnds { before: cursor(before, shown.first()), after: cursor(after, shown.last()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries() -> Vec<String> {
        (1..=5).map(|number| format!("t{number}")).collect()
    }

    fn request(limit: u32, at: Option<Position>) -> PageRequest {
        PageRequest { limit, at }
    }

    #[track_caller]
    fn walk(limit: u32, backwards: bool) -> Vec<Vec<String>> {
        let mut at = backwards.then(|| Position::Before("t5".to_owned()));
        let mut pages = Vec::new();
        loop {
            let (shown, ends) = cut(entries(), &request(limit, at), |it| it).unwrap();
            pages.push(shown);
            at = if backwards { ends.before.map(Position::Before) } else { ends.after.map(Position::After) };
            if at.is_none() {
                return pages;
            }
        }
    }

    #[test]
    fn pages_skip_nothing_and_repeat_nothing() {
        assert_eq!(walk(2, false), [vec!["t1", "t2"], vec!["t3", "t4"], vec!["t5"]]);
        assert_eq!(walk(5, false).concat(), entries());
        assert_eq!(walk(1, false).concat(), entries());
        assert_eq!(walk(2, true), [vec!["t3", "t4"], vec!["t1", "t2"]]);
    }

    #[test]
    fn the_page_before_the_second_is_the_first() {
        let second = request(2, Some(Position::After("t2".to_owned())));
        let (_, ends) = cut(entries(), &second, |it| it).unwrap();
        let (first, ends) = cut(entries(), &request(2, ends.before.map(Position::Before)), |it| it).unwrap();
        assert_eq!(first, ["t1", "t2"]);
        assert_eq!(ends, PageEnds { before: None, after: Some("t2".to_owned()) });
    }

    #[test]
    fn an_empty_list_has_one_page() {
        assert_eq!(cut(Vec::<String>::new(), &request(2, None), |it| it), Ok((Vec::new(), PageEnds::default())));
    }

    #[test]
    fn what_is_no_page_is_an_invalid_request() {
        let refused = |request, text: &str| {
            let refusal = cut(entries(), &request, |it: &String| it).unwrap_err();
            assert_eq!(refusal, EposError::InvalidRequest(text.to_owned()));
        };
        refused(request(0, None), "a page has 1 to 100 entries, not 0");
        refused(request(101, None), "a page has 1 to 100 entries, not 101");
        refused(request(1, Some(Position::After("t9".to_owned()))), "\"t9\" is not a cursor of this list");
    }
}
