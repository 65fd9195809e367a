//! What an adapter tells of its point of sale.

use super::Breach;
use crate::epos::ChangePage;
use crate::epos::json::{InvalidRequest, check_id};

/// Bytes of an adapter's mark at most: it is kept for each venue, and written at every change.
pub const MAX_MARK_BYTES: usize = 4096;

/// Takes out the changes whose ids cannot be, and says what is wrong with them.
///
/// # Errors
/// Where the mark is too long to be kept.
pub fn changes(page: &mut ChangePage) -> Result<Vec<Breach>, Breach> {
    if page.since.len() > MAX_MARK_BYTES {
        let text = format!("is {} bytes long, {MAX_MARK_BYTES} are allowed", page.since.len());
        return Err(Breach::new("since", text));
    }
    let mut dropped = Vec::new();
    page.changes.retain(|change| match check_id(change.kind(), change.id()) {
        Ok(()) => true,
        Err(InvalidRequest(text)) => {
            dropped.push(Breach::new("changes", text));
            false
        }
    });
    Ok(dropped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::epos::Change;

    fn page(ids: &[&str], since: String) -> ChangePage {
        ChangePage { changes: ids.iter().map(|id| Change::Party((*id).to_owned())).collect(), since }
    }

    #[test]
    fn a_change_without_a_usable_id_is_dropped_and_the_others_stay() {
        let mut told = page(&["1", "", "a\nb"], String::new());
        let dropped: Vec<_> = changes(&mut told).unwrap().iter().map(Breach::to_string).collect();
        assert_eq!(told, page(&["1"], String::new()));
        assert_eq!(dropped, ["changes: party: must not be empty", "changes: party: must not hold control characters"]);
    }

    #[test]
    fn a_mark_has_its_limit() {
        assert!(changes(&mut page(&[], "x".repeat(MAX_MARK_BYTES))).is_ok());
        let breach = changes(&mut page(&[], "x".repeat(MAX_MARK_BYTES + 1))).unwrap_err();
        assert_eq!(breach.to_string(), "since: is 4097 bytes long, 4096 are allowed");
    }
}
