//! Who works on what: one at a time for each key, in the order in which they came.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OwnedMutexGuard;

/// A queue for each key that somebody works on or waits for.
#[derive(Debug)]
pub(super) struct Turns<K: Eq + Hash>(Mutex<HashMap<K, Arc<tokio::sync::Mutex<()>>>>);

/// Its holder's turn, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn<'a, K: Eq + Hash> {
    turns: &'a Turns<K>,
    key: K,
    guard: Option<OwnedMutexGuard<()>>,
}

// === impl Turns ===

impl<K: Eq + Hash> Default for Turns<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash + Clone> Turns<K> {
    /// Waits for the key's turn.
    pub(super) async fn take(&self, key: K) -> Turn<'_, K> {
        let queue = {
            let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(queues.entry(key.clone()).or_default())
        };
        // Made before the wait: whoever gives up waiting must not leave an empty queue behind.
        let mut turn = Turn { turns: self, key, guard: None };
        turn.guard = Some(queue.lock_owned().await);
        turn
    }
}

// === impl Turn ===

impl<K: Eq + Hash> Drop for Turn<'_, K> {
    fn drop(&mut self) {
        let mut queues = self.turns.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.guard.take());
        // Others that hold or wait have a handle of their own; a new one needs the map.
        if queues.get(&self.key).is_some_and(|queue| Arc::strong_count(queue) == 1) {
            queues.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[tokio::test]
    async fn one_has_the_turn_and_the_next_one_waits() {
        let turns = Turns::default();
        let first = turns.take("a").await;
        let mut second = Box::pin(turns.take("a"));
        assert!(second.as_mut().now_or_never().is_none());
        assert!(turns.take("b").now_or_never().is_some());
        drop(first);
        drop(second.await);
        assert!(turns.0.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn who_gives_up_leaves_nothing_behind() {
        let turns = Turns::default();
        let first = turns.take("a").await;
        let mut second = Box::pin(turns.take("a"));
        assert!(second.as_mut().now_or_never().is_none());
        drop(second);
        drop(first);
        assert!(turns.0.lock().unwrap().is_empty());
    }
}
