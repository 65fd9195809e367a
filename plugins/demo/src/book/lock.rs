//! Locks: while a card machine takes money for an order, nobody else writes to it.

use patio_sdk::model::{EposError, Requester};
use serde::{Deserialize, Serialize};

use super::Book;
use crate::id;

/// Characters of a waiter's or a device's id that are remembered.
const NAME: usize = 40;

/// A lock on an order. One that is past its expiry is stale: it holds nobody up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Lock {
    order: String,
    /// Dojo's. Whoever knows it holds the lock, so no message tells it.
    id: String,
    /// Compared as text: all times of the API have one form.
    expiry: String,
    /// Who asked for it.
    holder: Option<String>,
}

/// Who asks, for those who find the door locked.
pub(crate) fn holder(requester: &Requester) -> Option<String> {
    let name = |kind: &str, id: &Option<String>| {
        let id: String = id.as_ref()?.chars().filter(|it| !it.is_control()).take(NAME).collect();
        Some(format!("{kind} {id}"))
    };
    let names = [name("waiter", &requester.waiter_id), name("device", &requester.device_id)];
    names.into_iter().flatten().reduce(|waiter, device| format!("{waiter}, {device}"))
}

// === impl Book ===

impl Book {
    /// Locks an order. The same lock again is the same lock, with its new expiry.
    pub(crate) fn lock(
        &mut self,
        order: &str,
        lock: &str,
        expiry: &str,
        holder: Option<String>,
        now: &str,
    ) -> Result<(), EposError> {
        id::check(lock, "a lock's")?;
        let tab = self.tab(order)?;
        self.check_unlocked(order, Some(lock), now)?;
        let is_held = self.holding(order, now).is_some();
        if !is_held && !self.is_payable(tab, &tab.sums(self)) {
            let why = if self.is_canceled(order) { "canceled" } else { "paid" };
            return Err(EposError::Conflict(format!("order {order} is {why}: there is nothing to lock it for")));
        }
        self.locks.retain(|it| it.order != order);
        self.locks.push(Lock { order: order.to_owned(), id: lock.to_owned(), expiry: expiry.to_owned(), holder });
        Ok(())
    }

    /// Gives a lock back. One that is gone is given back already; one of somebody else stays.
    pub(crate) fn unlock(&mut self, order: &str, lock: &str) -> Result<(), EposError> {
        self.tab(order)?;
        self.locks.retain(|it| (it.order.as_str(), it.id.as_str()) != (order, lock));
        Ok(())
    }

    /// Sets a new expiry for a lock that still holds.
    pub(crate) fn extend(&mut self, order: &str, lock: &str, expiry: &str, now: &str) -> Result<(), EposError> {
        self.tab(order)?;
        let held = self.locks.iter_mut().find(|it| it.order == order && it.id == lock && it.expiry.as_str() > now);
        let held = held.ok_or_else(|| EposError::NotFound(format!("order {order} has no such lock, or no longer")))?;
        expiry.clone_into(&mut held.expiry);
        Ok(())
    }

    /// Refuses whoever comes without the lock that holds the order.
    pub(crate) fn check_unlocked(&self, order: &str, lock: Option<&str>, now: &str) -> Result<(), EposError> {
        match self.holding(order, now) {
            Some(held) if Some(held.id.as_str()) != lock => {
                let by = held.holder.as_ref().map_or(String::new(), |holder| format!(" by {holder}"));
                Err(EposError::Conflict(format!("order {order} is locked until {}{by}", held.expiry)))
            }
            _ => Ok(()),
        }
    }

    fn holding(&self, order: &str, now: &str) -> Option<&Lock> {
        self.locks.iter().find(|it| it.order == order && it.expiry.as_str() > now)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{NOW, due, payment};
    use super::*;

    const SOON: &str = "2026-11-20T19:05:00.000Z";
    const LATER: &str = "2026-11-20T19:30:00.000Z";

    fn locked() -> Book {
        let mut book = Book::default();
        book.lock("1001", "lock-1", SOON, Some("waiter anna, device pax-1".to_owned()), NOW).unwrap();
        book
    }

    fn is_locked() -> Result<(), EposError> {
        let text = "order 1001 is locked until 2026-11-20T19:05:00.000Z by waiter anna, device pax-1";
        Err(EposError::Conflict(text.to_owned()))
    }

    fn no_such_lock() -> Result<(), EposError> {
        Err(EposError::NotFound("order 1001 has no such lock, or no longer".to_owned()))
    }

    #[test]
    fn another_lock_is_refused_with_who_holds_the_order() {
        assert_eq!(locked().lock("1001", "lock-2", LATER, None, NOW), is_locked());
    }

    #[test]
    fn the_same_lock_again_is_the_same_lock_with_its_new_expiry() {
        let mut book = locked();
        assert_eq!(book.lock("1001", "lock-1", LATER, None, NOW), Ok(()));
        assert_eq!(book.locks.len(), 1);
        assert_eq!(book.check_unlocked("1001", Some("lock-1"), SOON), Ok(()));
        assert!(book.check_unlocked("1001", None, SOON).is_err());
    }

    #[test]
    fn past_its_expiry_a_lock_is_stale_and_another_takes_its_place() {
        let mut book = locked();
        assert!(book.lock("1001", "lock-2", LATER, None, "2026-11-20T19:04:59.999Z").is_err());
        assert_eq!(book.lock("1001", "lock-2", LATER, None, SOON), Ok(()));
        assert_eq!(book.locks.len(), 1, "at most one on each order");
        assert!(book.check_unlocked("1001", Some("lock-1"), SOON).is_err());
    }

    #[test]
    fn a_lock_holds_its_own_order_alone() {
        let mut book = locked();
        assert_eq!(book.lock("1003", "lock-2", SOON, None, NOW), Ok(()));
        assert_eq!(book.cancel("1004", NOW), Ok(()));
    }

    #[test]
    fn what_cannot_be_paid_is_not_locked() {
        let mut book = Book::default();
        book.cancel("1001", NOW).unwrap();
        let refused = |why: &str| Err(EposError::Conflict(why.to_owned()));
        let why = "order 1001 is canceled: there is nothing to lock it for";
        assert_eq!(book.lock("1001", "lock-1", SOON, None, NOW), refused(why));
        let why = "order 1002 is paid: there is nothing to lock it for";
        assert_eq!(book.lock("1002", "lock-1", SOON, None, NOW), refused(why));
        let unknown = Err(EposError::NotFound("there is no order 9999".to_owned()));
        assert_eq!(book.lock("9999", "lock-1", SOON, None, NOW), unknown);
    }

    #[test]
    fn a_lock_that_was_asked_for_twice_is_not_refused_because_the_first_was_paid_with() {
        let mut book = locked();
        let due = due(&book, "1001");
        book.record(&payment("pi_1", "1001", due, 0), Some("lock-1"), NOW).unwrap();
        assert_eq!(book.lock("1001", "lock-1", LATER, None, NOW), Ok(()));
    }

    #[test]
    fn a_lock_is_given_back_once_and_again() {
        let mut book = locked();
        assert_eq!(book.unlock("1001", "lock-1"), Ok(()));
        assert_eq!(book.check_unlocked("1001", None, NOW), Ok(()));
        assert_eq!(book.unlock("1001", "lock-1"), Ok(()));
        assert!(matches!(book.unlock("9999", "lock-1"), Err(EposError::NotFound(_))));
    }

    #[test]
    fn the_lock_of_somebody_else_stays() {
        let mut book = locked();
        assert_eq!(book.unlock("1001", "lock-2"), Ok(()));
        assert_eq!(book.unlock("1003", "lock-1"), Ok(()));
        assert_eq!(book, locked());
    }

    #[test]
    fn a_lock_that_holds_is_extended() {
        let mut book = locked();
        assert_eq!(book.extend("1001", "lock-1", LATER, NOW), Ok(()));
        assert!(book.check_unlocked("1001", None, SOON).is_err());
        assert_eq!(book.check_unlocked("1001", None, LATER), Ok(()));
    }

    #[test]
    fn a_lock_that_is_unknown_or_past_its_expiry_is_not_extended() {
        let mut book = locked();
        assert_eq!(book.extend("1001", "lock-2", LATER, NOW), no_such_lock());
        assert_eq!(book.extend("1001", "lock-1", LATER, SOON), no_such_lock());
        assert!(matches!(book.extend("1003", "lock-1", LATER, NOW), Err(EposError::NotFound(_))));
        assert!(matches!(book.extend("9999", "lock-1", LATER, NOW), Err(EposError::NotFound(_))));
    }

    #[test]
    fn a_payment_that_names_another_lock_than_the_orders_is_refused() {
        let pay = |lock, now| locked().record(&payment("pi_1", "1001", 1000, 0), lock, now);
        assert_eq!(pay(Some("lock-1"), NOW), Ok(()));
        assert_eq!(pay(Some("lock-2"), NOW), is_locked());
        assert_eq!(pay(None, NOW), Ok(()));
        assert_eq!(pay(None, SOON), Ok(()));
        assert_eq!(pay(Some("lock-1"), SOON), Ok(()), "an expired lock that nobody followed");
    }

    #[test]
    fn a_lock_changes_nothing_that_an_order_shows() {
        let (book, free) = (locked(), Book::default());
        assert_eq!(book.order("1001", "GBP"), free.order("1001", "GBP"));
        assert_eq!(book.journal.total(), 0);
    }

    #[test]
    fn a_locks_id_is_an_id() {
        for id in ["", "a\nb", &"x".repeat(101)] {
            let refusal = Book::default().lock("1001", id, SOON, None, NOW);
            assert!(matches!(refusal, Err(EposError::InvalidRequest(_))));
        }
    }

    #[test]
    fn the_holder_is_named_as_far_as_it_is_known() {
        let requester = |waiter: Option<&str>, device: Option<&str>| {
            let text = |it: Option<&str>| it.map(str::to_owned);
            holder(&Requester { waiter_id: text(waiter), product: None, device_id: text(device), device_type: None })
        };
        assert_eq!(requester(Some("anna"), Some("pax-1")).unwrap(), "waiter anna, device pax-1");
        assert_eq!(requester(None, Some("pax-1")).unwrap(), "device pax-1");
        assert_eq!(requester(None, None), None);
        assert_eq!(requester(Some(&"\té".repeat(99)), None).unwrap(), format!("waiter {}", "é".repeat(40)));
    }
}
