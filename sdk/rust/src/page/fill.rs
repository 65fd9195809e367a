//! Fills a page from a point of sale that has pages of its own, where not every row belongs on ours.

use super::{ends, limit};
use crate::Result;
use crate::model::{PageEnds, PageRequest, Position};

/// What a point of sale answers when it is asked for a part of its list, always in the list's order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rows<R> {
    /// The rows.
    pub rows: Vec<R>,
    /// There are rows before these.
    pub more_before: bool,
    /// There are rows behind these.
    pub more_after: bool,
}

/// Fills a page: asks again until it is full or there is nothing more, so that a page is short only at the list's end.
///
/// `fetch` gets the place to go on from, `id` is what a cursor is made of, and `keep` makes an entry of a row, or none
/// where the row does not belong here: a closed check where only payable ones are wanted.
///
/// ```
/// use patio_sdk::model::{PageRequest, Position};
/// use patio_sdk::page::{self, Rows};
///
/// /// A point of sale with the rows 1 to 9, two at a time.
/// fn fetch(at: Option<&Position>) -> patio_sdk::Result<Rows<String>> {
///     let start = match at {
///         Some(Position::After(id)) => id.parse().unwrap_or(0),
///         _ => 0,
///     };
///     let rows = (start + 1..=9).take(2).map(|number: u32| number.to_string()).collect();
///     Ok(Rows { rows, more_before: start > 0, more_after: start + 2 < 9 })
/// }
///
/// # fn main() -> patio_sdk::Result<()> {
/// let odd = |row: String| Ok(matches!(row.as_str(), "1" | "3" | "5" | "7" | "9").then_some(row));
/// let (shown, ends) = page::fill(&PageRequest::first(3), fetch, |row| row, odd)?;
/// assert_eq!(shown, ["1", "3", "5"]);
/// assert_eq!(ends.after.as_deref(), Some("5"));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// The limit is not 1 to 100 (`invalid-request`), or what `fetch` or `keep` say.
pub fn fill<R, T>(
    request: &PageRequest,
    mut fetch: impl FnMut(Option<&Position>) -> Result<Rows<R>>,
    id: impl Fn(&R) -> &str,
    mut keep: impl FnMut(R) -> Result<Option<T>>,
) -> Result<(Vec<T>, PageEnds)> {
    let limit = limit(request)?;
    let backwards = matches!(request.at, Some(Position::Before(_)));
    let mut at = request.at.clone();
    let mut shown: Vec<(String, T)> = Vec::new();
    // On the side that the page begins at: what the point of sale says of its first answer.
    let mut behind = None;
    // One entry more than the page has shows whether there is another page.
    while shown.len() <= limit {
        let Rows { mut rows, more_before, more_after } = fetch(at.as_ref())?;
        behind.get_or_insert(if backwards { more_after } else { more_before });
        if backwards {
            rows.reverse();
        }
        let last = rows.last().map(|row| id(row).to_owned());
        for row in rows {
            let cursor = id(&row).to_owned();
            if let Some(entry) = keep(row)? {
                shown.push((cursor, entry));
            }
        }
        let more = if backwards { more_before } else { more_after };
        // A point of sale that promises more and answers nothing would be asked for ever.
        match last {
            Some(last) if more => {
                at = Some(if backwards { Position::Before(last) } else { Position::After(last) });
            }
            _ => break,
        }
    }
    let ahead = shown.len() > limit;
    shown.truncate(limit);
    if backwards {
        shown.reverse();
    }
    let behind = behind.unwrap_or_default();
    let (before, after) = if backwards { (ahead, behind) } else { (behind, ahead) };
    let ends = ends(&shown, before, after, |(cursor, _)| cursor);
    Ok((shown.into_iter().map(|(_, entry)| entry).collect(), ends))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EposError;
    use proptest::prelude::*;

    /// A point of sale with the rows 1 to `all`, `width` at a time.
    fn fetch(all: usize, width: usize) -> impl FnMut(Option<&Position>) -> Result<Rows<String>> {
        move |at| {
            let number =
                |cursor: &String| cursor.parse::<usize>().map_err(|_| EposError::InvalidRequest(cursor.clone()));
            let (start, end) = match at {
                None => (0, width.min(all)),
                Some(Position::After(cursor)) => (number(cursor)?, (number(cursor)? + width).min(all)),
                Some(Position::Before(cursor)) => ((number(cursor)? - 1).saturating_sub(width), number(cursor)? - 1),
            };
            let rows = (start..end).map(|row| (row + 1).to_string()).collect();
            Ok(Rows { rows, more_before: start > 0, more_after: end < all })
        }
    }

    fn every(third: usize) -> impl Fn(String) -> Result<Option<String>> {
        move |row| Ok(row.parse::<usize>().unwrap().is_multiple_of(third).then_some(row))
    }

    /// Goes through all pages, and back again.
    fn walk(all: usize, width: usize, third: usize, limit: u32) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
        let page = |at| {
            let request = PageRequest { limit, at };
            fill(&request, fetch(all, width), |row| row, every(third)).unwrap()
        };
        let (first, mut ends) = page(None);
        let mut forwards = vec![first];
        while let Some(after) = ends.after.clone() {
            let next = page(Some(Position::After(after)));
            forwards.push(next.0);
            ends = next.1;
        }
        let mut backwards = vec![forwards.last().unwrap().clone()];
        while let Some(before) = ends.before.clone() {
            let next = page(Some(Position::Before(before)));
            if next.0.is_empty() {
                break;
            }
            backwards.insert(0, next.0);
            ends = next.1;
        }
        (forwards, backwards)
    }

    proptest! {
        #[test]
        fn pages_skip_nothing_repeat_nothing_and_are_full(
            all in 0_usize..40, width in 1_usize..6, third in 1_usize..4, limit in 1_u32..7,
        ) {
            let expected: Vec<_> = (1..=all).filter(|row| row.is_multiple_of(third)).map(|row| row.to_string()).collect();
            let (forwards, backwards) = walk(all, width, third, limit);
            prop_assert_eq!(forwards.concat(), expected.clone());
            prop_assert_eq!(backwards.concat(), expected);
            let (_, full) = forwards.split_last().unwrap();
            prop_assert!(full.iter().all(|page| page.len() == limit as usize));
        }
    }

    #[test]
    fn a_point_of_sale_that_promises_more_and_has_none_is_asked_once() {
        let mut asked = 0;
        let fetch = |_: Option<&Position>| {
            asked += 1;
            Ok(Rows { rows: Vec::<String>::new(), more_before: false, more_after: true })
        };
        let (shown, ends) = fill(&PageRequest::first(2), fetch, |row| row, |row| Ok(Some(row))).unwrap();
        assert_eq!((shown, ends, asked), (Vec::new(), PageEnds::default(), 1));
    }
}
