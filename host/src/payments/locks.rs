//! Which orders Dojo holds a lock on, as far as this process has seen it. While a lock is held, nobody but Dojo puts a
//! payment on the order: what the order shows more than before is then the payment.
//!
//! Kept in memory on purpose: after a restart nobody can say that a lock was held throughout.

use crate::epos::{Request, Timestamp};
use crate::trace::TraceId;
use crate::venue::VenueId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Locks that are remembered at most. A venue has dozens; past it the oldest proofs are missed, and a person looks.
const HELD_LOCKS: usize = 100_000;

/// The locks.
#[derive(Default, Debug)]
pub(super) struct Locks(Mutex<HashMap<(VenueId, String), Held>>);

#[derive(Debug)]
struct Held {
    id: String,
    /// A name of its own for each time that it is taken: the same id taken again was not held throughout.
    period: String,
    expiry: Timestamp,
}

// === impl Locks ===

impl Locks {
    /// Takes in what a card machine asked and an adapter did.
    pub(super) fn done(&self, venue: &VenueId, request: &Request, now: Timestamp) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match request {
            Request::CreateLock { order_id, lock_id, expiry } => {
                if held.len() >= HELD_LOCKS {
                    held.retain(|_, held| held.expiry > now);
                }
                if held.len() >= HELD_LOCKS {
                    return;
                }
                let key = (venue.clone(), order_id.clone());
                match held.get_mut(&key).filter(|held| held.id == *lock_id && held.expiry > now) {
                    Some(held) => held.expiry = *expiry,
                    None => {
                        let period = TraceId::random().to_string();
                        held.insert(key, Held { id: lock_id.clone(), period, expiry: *expiry });
                    }
                }
            }
            Request::ExtendLock { order_id, lock_id, expiry } => {
                let held = held.get_mut(&(venue.clone(), order_id.clone()));
                if let Some(held) = held.filter(|held| held.id == *lock_id && held.expiry > now) {
                    held.expiry = *expiry;
                }
            }
            Request::DeleteLock { order_id, .. } | Request::CancelOrder { order_id } => {
                held.remove(&(venue.clone(), order_id.clone()));
            }
            _ => {}
        }
    }

    /// The name of the time during which an order is locked; none where it is not.
    pub(super) fn period(&self, venue: &VenueId, order_id: &str, now: Timestamp) -> Option<String> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held = held.get(&(venue.clone(), order_id.to_owned()))?;
        (held.expiry > now).then(|| held.period.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::suite::at;

    fn create(lock: &str, expiry: i64) -> Request {
        Request::CreateLock { order_id: "1".to_owned(), lock_id: lock.to_owned(), expiry: at(expiry) }
    }

    fn crown() -> VenueId {
        "crown".parse().unwrap()
    }

    fn period(locks: &Locks, second: i64) -> Option<String> {
        locks.period(&crown(), "1", at(second))
    }

    #[test]
    fn a_lock_is_held_until_it_is_deleted_or_expires() {
        let locks = Locks::default();
        assert_eq!(period(&locks, 0), None);
        locks.done(&crown(), &create("a", 60), at(0));
        let first = period(&locks, 30).unwrap();
        assert_eq!(period(&locks, 60), None);
        let extend = Request::ExtendLock { order_id: "1".to_owned(), lock_id: "a".to_owned(), expiry: at(90) };
        locks.done(&crown(), &extend, at(30));
        assert_eq!(period(&locks, 60), Some(first));
        locks.done(&crown(), &Request::DeleteLock { order_id: "1".to_owned(), lock_id: "a".to_owned() }, at(61));
        assert_eq!(period(&locks, 61), None);
    }

    #[test]
    fn the_same_lock_asked_for_twice_is_one_and_taken_again_is_another() {
        let locks = Locks::default();
        locks.done(&crown(), &create("a", 60), at(0));
        let first = period(&locks, 1);
        locks.done(&crown(), &create("a", 60), at(1));
        assert_eq!(period(&locks, 2), first);
        locks.done(&crown(), &create("a", 120), at(61));
        assert_ne!(period(&locks, 62), first);
        let second = period(&locks, 62);
        locks.done(&crown(), &create("b", 120), at(63));
        assert_ne!(period(&locks, 64), second);
    }

    #[test]
    fn an_expired_lock_is_not_extended() {
        let locks = Locks::default();
        locks.done(&crown(), &create("a", 60), at(0));
        let extend = Request::ExtendLock { order_id: "1".to_owned(), lock_id: "a".to_owned(), expiry: at(90) };
        locks.done(&crown(), &extend, at(60));
        assert_eq!(period(&locks, 61), None);
    }
}
