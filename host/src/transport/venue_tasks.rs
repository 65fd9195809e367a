//! A task for each venue: ended where the venue goes, begun anew where its configuration changed.
//!
//! A venue never has two: the next one begins when the one before has ended.

use super::stop::{Stop, stopped};
use super::venues::{CurrentVenues, Venues};
use crate::venue::{Venue, VenueId};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How often is looked whether venues came or went: soon enough for the person who saved the file.
const LOOK: Duration = Duration::from_secs(1);

/// The tasks of the venues that have one. Dropped, they end at once.
pub struct VenueTasks {
    /// Each says whether it was cut off.
    tasks: JoinSet<bool>,
    /// With the configuration that each was begun for; none where it wants no task.
    known: HashMap<VenueId, (Arc<Venue>, Option<Ending>)>,
    /// Those that were told to end, and may still be at it.
    ending: HashMap<VenueId, Ending>,
    /// How long a task may take to end.
    grace: Duration,
}

/// Tells a task to end. It is closed when the task has ended.
type Ending = watch::Sender<bool>;

// === impl VenueTasks ===

impl VenueTasks {
    /// Tasks that are told to end have this long to do it.
    pub fn new(grace: Duration) -> Self {
        Self { tasks: JoinSet::new(), known: HashMap::new(), ending: HashMap::new(), grace }
    }

    /// Keeps the tasks of the venues as they are configured, for as long as it is polled: each may be cut off anywhere.
    /// `looked` is called at each look, before tasks begin.
    pub async fn keep<F>(
        venues: &CurrentVenues,
        mut looked: impl FnMut(&Venues),
        mut task: impl FnMut(&Arc<Venue>) -> Option<F>,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        let mut tasks = Self::new(Duration::ZERO);
        loop {
            let venues = venues.load_full();
            looked(&venues);
            tasks.look(&venues, |venue, _| task(venue));
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Keeps tasks that end in order: each hears when it should, and has `grace` for it. When it is time to stop, all
    /// end. Returns how many were cut off then.
    pub async fn keep_until<F>(
        venues: &CurrentVenues,
        mut stop: Stop,
        grace: Duration,
        mut task: impl FnMut(&Arc<Venue>, Stop) -> Option<F>,
    ) -> usize
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let mut tasks = Self::new(grace);
        loop {
            tasks.look(&venues.load_full(), &mut task);
            tokio::select! {
                () = stopped(&mut stop) => break,
                () = tokio::time::sleep(LOOK) => (),
            }
        }
        tasks.end().await
    }

    /// One look: ends the tasks of venues that went or changed, and begins those that are missing.
    fn look<F>(&mut self, venues: &Venues, mut task: impl FnMut(&Arc<Venue>, Stop) -> Option<F>)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let ending = &mut self.ending;
        ending.retain(|_, ending| !ending.is_closed());
        self.known.retain(|id, (venue, task)| {
            let stays = venues.get(id.as_str()).is_some_and(|now| Arc::ptr_eq(now, venue));
            if !stays && let Some(task) = task.take() {
                task.send_replace(true);
                ending.insert(id.clone(), task);
            }
            stays
        });
        for venue in venues.iter() {
            if self.known.contains_key(&venue.id) {
                continue;
            }
            let (tell, told) = watch::channel(false);
            let begun = task(venue, told.clone()).map(|task| {
                self.tasks.spawn(until_told(task, self.ending.remove(&venue.id), told, self.grace));
                tell
            });
            self.known.insert(venue.id.clone(), (Arc::clone(venue), begun));
        }
        while self.tasks.try_join_next().is_some() {}
    }

    /// Tells all to end, and waits for it. Returns how many were cut off.
    async fn end(mut self) -> usize {
        for task in self.known.values().filter_map(|(_, task)| task.as_ref()) {
            task.send_replace(true);
        }
        let mut cut_off = 0;
        while let Some(ended) = self.tasks.join_next().await {
            cut_off += usize::from(!matches!(ended, Ok(false)));
        }
        cut_off
    }
}

/// Runs a task when the one before has ended, and until it ends, or was told to and did not in time: then it is cut off.
async fn until_told<F>(task: F, before: Option<Ending>, mut told: Stop, grace: Duration) -> bool
where
    F: Future<Output = ()> + Send + 'static,
{
    if let Some(before) = before {
        before.closed().await;
    }
    if *told.borrow() {
        return false;
    }
    let overdue = async {
        stopped(&mut told).await;
        tokio::time::sleep(grace).await;
    };
    tokio::select! {
        () = task => false,
        () = overdue => true,
    }
}

#[cfg(test)]
mod tests;
