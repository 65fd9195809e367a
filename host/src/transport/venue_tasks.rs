//! A task for each venue: ended where the venue goes, begun anew where its configuration changed.

use super::venues::{CurrentVenues, Venues};
use crate::venue::{Venue, VenueId};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{AbortHandle, JoinSet};

/// How often is looked whether venues came or went: soon enough for the person who saved the file.
const LOOK: Duration = Duration::from_secs(1);

/// The tasks of the venues that have one. Dropped, they end.
#[derive(Default)]
pub struct VenueTasks {
    tasks: JoinSet<()>,
    /// With the configuration that each was begun for; none where it wants no task.
    known: HashMap<VenueId, (Arc<Venue>, Option<AbortHandle>)>,
}

// === impl VenueTasks ===

impl VenueTasks {
    /// Keeps the tasks of the venues as they are configured, for as long as it is polled. `looked` is called at each
    /// look, before tasks begin.
    pub async fn keep<F>(
        venues: &CurrentVenues,
        mut looked: impl FnMut(&Venues),
        mut task: impl FnMut(&Arc<Venue>) -> Option<F>,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        let mut tasks = Self::default();
        loop {
            let venues = venues.load_full();
            looked(&venues);
            tasks.look(&venues, &mut task);
            tokio::time::sleep(LOOK).await;
        }
    }

    /// One look: ends the tasks of venues that went or changed, and begins those that are missing.
    pub fn look<F>(&mut self, venues: &Venues, mut task: impl FnMut(&Arc<Venue>) -> Option<F>)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.known.retain(|id, (venue, task)| {
            let stays = venues.get(id.as_str()).is_some_and(|now| Arc::ptr_eq(now, venue));
            if !stays && let Some(task) = task {
                task.abort();
            }
            stays
        });
        for venue in venues.iter() {
            self.known.entry(venue.id.clone()).or_insert_with(|| {
                let task = task(venue).map(|task| self.tasks.spawn(task));
                (Arc::clone(venue), task)
            });
        }
        while self.tasks.try_join_next().is_some() {}
    }
}
