//! Pages of a list, forwards and backwards.
//!
//! A cursor names a gap in the list of *all* entries: `gap-3` lies before the fourth. A place in the list of those found
//! would move when a bill is paid between two pages, and the next page would skip one or show one twice. So all lists
//! grow at their end alone.

use std::ops::Range;

use patio_sdk::model::{EposError, PageEnds, PageRequest, Position};

const LIMIT: std::ops::RangeInclusive<u32> = 1..=100;

/// Cuts a page out of what was found.
///
/// `found` are positions in a list of `all` entries, ascending. The answer is the page as a part of `found`, and where
/// the pages beside it begin.
pub(crate) fn cut(found: &[usize], all: usize, page: &PageRequest) -> Result<(Range<usize>, PageEnds), EposError> {
    if !LIMIT.contains(&page.limit) {
        return Err(EposError::InvalidRequest(format!("a page has 1 to 100 entries, not {}", page.limit)));
    }
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let (gap, backwards) = match &page.at {
        None => (0, false),
        Some(Position::After(cursor)) => (gap(cursor, all)?, false),
        Some(Position::Before(cursor)) => (gap(cursor, all)?, true),
    };
    let split = found.partition_point(|&position| position < gap);
    let range = if backwards {
        split.saturating_sub(limit)..split
    } else {
        split..found.len().min(split.saturating_add(limit))
    };
    let shown = found.get(range.clone()).unwrap_or_default();
    let ends = PageEnds {
        before: (range.start > 0).then(|| cursor(shown.first().map_or(gap, |&first| first))),
        after: (range.end < found.len()).then(|| cursor(shown.last().map_or(gap, |&last| last + 1))),
    };
    Ok((range, ends))
}

fn cursor(gap: usize) -> String {
    format!("gap-{gap}")
}

fn gap(text: &str, all: usize) -> Result<usize, EposError> {
    text.strip_prefix("gap-")
        .and_then(|number| number.parse().ok())
        // Only what `cursor` writes: no sign, no leading zero, no gap beyond the end.
        .filter(|&gap| gap <= all && cursor(gap) == text)
        .ok_or_else(|| EposError::InvalidRequest(format!("{text:?} is not a cursor of this list")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: usize = 10;
    /// Every other one was found.
    const FOUND: [usize; 5] = [0, 2, 4, 6, 8];

    fn request(limit: u32, at: Option<Position>) -> PageRequest {
        PageRequest { limit, at }
    }

    #[track_caller]
    fn walk(limit: u32, mut at: Option<Position>, backwards: bool) -> Vec<Vec<usize>> {
        let mut pages = Vec::new();
        loop {
            let (range, ends) = cut(&FOUND, ALL, &request(limit, at)).unwrap();
            pages.push(FOUND[range].to_vec());
            at = if backwards { ends.before.map(Position::Before) } else { ends.after.map(Position::After) };
            if at.is_none() {
                return pages;
            }
        }
    }

    #[test]
    fn pages_forwards_show_each_entry_once() {
        assert_eq!(walk(2, None, false), [vec![0, 2], vec![4, 6], vec![8]]);
        assert_eq!(walk(5, None, false), [vec![0, 2, 4, 6, 8]]);
        assert_eq!(walk(1, None, false).concat(), FOUND);
    }

    #[test]
    fn pages_backwards_show_each_entry_once() {
        let end = Some(Position::Before("gap-10".to_owned()));
        assert_eq!(walk(2, end.clone(), true), [vec![6, 8], vec![2, 4], vec![0]]);
        assert_eq!(walk(5, end, true), [vec![0, 2, 4, 6, 8]]);
    }

    #[test]
    fn the_page_before_the_second_is_the_first() {
        let (first, ends) = cut(&FOUND, ALL, &request(2, None)).unwrap();
        let second = request(2, ends.after.map(Position::After));
        let (_, ends) = cut(&FOUND, ALL, &second).unwrap();
        let back = request(2, ends.before.map(Position::Before));
        assert_eq!(cut(&FOUND, ALL, &back).unwrap().0, first);
    }

    #[test]
    fn an_entry_that_vanishes_between_two_pages_hides_no_other() {
        let (_, ends) = cut(&FOUND, ALL, &request(2, None)).unwrap();
        let left = [0, 4, 6, 8];
        let (range, _) = cut(&left, ALL, &request(2, ends.after.map(Position::After))).unwrap();
        assert_eq!(left[range], [4, 6]);
    }

    #[test]
    fn from_an_empty_page_the_way_back_skips_nothing() {
        let (range, ends) = cut(&[0, 2], ALL, &request(2, Some(Position::After("gap-3".to_owned())))).unwrap();
        assert!(range.is_empty());
        let back = request(2, ends.before.map(Position::Before));
        assert_eq!(cut(&[0, 2], ALL, &back).unwrap().0, 0..2);
    }

    #[test]
    fn an_unknown_cursor_is_an_invalid_request() {
        for cursor in ["", "3", "gap-", "gap--1", "gap-+1", "gap-03", "gap-11", "gap-99999999999999999999"] {
            let refusal = EposError::InvalidRequest(format!("{cursor:?} is not a cursor of this list"));
            assert_eq!(cut(&FOUND, ALL, &request(2, Some(Position::After(cursor.to_owned())))), Err(refusal));
        }
    }

    #[test]
    fn a_page_has_1_to_100_entries() {
        for limit in [0, 101] {
            let refusal = EposError::InvalidRequest(format!("a page has 1 to 100 entries, not {limit}"));
            assert_eq!(cut(&FOUND, ALL, &request(limit, None)), Err(refusal));
        }
    }
}
