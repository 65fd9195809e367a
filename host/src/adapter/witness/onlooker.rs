//! Who looks on at calls. Nobody does most of the time: then a call costs one load of an atomic more.

use super::{Account, Witness, Witnessed};
use crate::adapter::lend::Lending;
use crate::adapter::load::Adapter;
use crate::trace::TraceId;
use crate::venue::{Secret, VenueId};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Secrets that were learnt from what adapters send and get (tokens that a point of sale hands out): so many are kept,
/// the oldest goes. A call that uses one shows it again; and each is looked for in every text, in ten encodings.
const LEARNT: usize = 64;

/// Is told of every call once it has ended.
pub trait Onlooker: Send + Sync {
    /// Whether it wants to hear of a venue's calls.
    fn wants(&self, venue: &VenueId) -> bool;
    /// A call has ended. It must not block: whoever asked waits for it.
    fn saw(&self, account: &Arc<Account>);
}

/// Everybody who looks on.
#[derive(Default)]
pub struct Onlookers {
    any: AtomicBool,
    all: Mutex<Vec<Arc<dyn Onlooker>>>,
    learnt: Learnt,
}

/// Secrets that no configuration knows, of all calls that were looked at.
#[derive(Clone, Default)]
pub(super) struct Learnt(Arc<Mutex<Vec<Secret>>>);

/// Looks on for as long as it is kept.
pub struct Looking {
    onlookers: Arc<Onlookers>,
    onlooker: Arc<dyn Onlooker>,
}

// === impl Onlookers ===

impl Onlookers {
    /// Lets somebody look on, from the next call on.
    #[must_use]
    pub fn join(self: &Arc<Self>, onlooker: Arc<dyn Onlooker>) -> Looking {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(Arc::clone(&onlooker));
        self.any.store(true, Ordering::Release);
        Looking { onlookers: Arc::clone(self), onlooker }
    }

    /// A witness of a call that is about to begin; none where nobody wants to hear of it.
    pub fn witness(
        &self,
        adapter: &Adapter,
        lending: &Arc<Lending>,
        trace_id: &TraceId,
        deadline: Duration,
    ) -> Option<Witnessed> {
        if !self.any.load(Ordering::Relaxed) {
            return None;
        }
        let venue = lending.venue.as_ref()?;
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let wanting: Vec<_> = all.iter().filter(|onlooker| onlooker.wants(venue)).cloned().collect();
        drop(all);
        if wanting.is_empty() {
            return None;
        }
        let witness = Witness::new(adapter, lending, trace_id, deadline, self.learnt.clone());
        Some(Witnessed::new(witness, wanting))
    }
}

// === impl Learnt ===

impl Learnt {
    pub(super) fn add(&self, secrets: Vec<Secret>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for secret in secrets {
            if !all.contains(&secret) {
                if all.len() == LEARNT {
                    all.remove(0);
                }
                all.push(secret);
            }
        }
    }

    pub(super) fn all(&self) -> Vec<Secret> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Looking {
    fn drop(&mut self) {
        let mut all = self.onlookers.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|onlooker| !Arc::ptr_eq(onlooker, &self.onlooker));
        if all.is_empty() {
            self.onlookers.any.store(false, Ordering::Release);
            drop(all);
            // Whoever looks on next learns anew.
            self.onlookers.learnt.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }
}
