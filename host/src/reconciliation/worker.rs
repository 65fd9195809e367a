//! The worker: reconciles each venue that has access to Dojo, every hour and when its day is over.

use super::calendar::{Calendar, Occasion, Period};
use super::finding::List;
use super::kept::Kept;
use super::report::{Failure, Report};
use super::run::{Agreed, Reconciler, RunError};
use crate::epos::Timestamp;
use crate::metrics::{FindingLabels, Metrics, Name, RunLabels, VenueLabels};
use crate::notice::{Level, Notice, Notices};
use crate::transport::{CurrentVenues, VenueTasks, Venues};
use crate::venue::{Venue, VenueId};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Venues that are reconciled at once: it is in no hurry, and what it asks for must not hold up a payment.
const AT_ONCE: usize = 2;

/// Reconciles all venues.
#[derive(Clone)]
pub struct Worker {
    /// What does it.
    pub reconciler: Reconciler,
    /// The venues that are served.
    pub venues: Arc<CurrentVenues>,
    /// Where the reports are kept.
    pub kept: Arc<Kept>,
    /// Where the operator is told.
    pub notices: Arc<Notices>,
    /// Where they are counted.
    pub metrics: Metrics,
}

/// What a venue's task remembers between its runs.
#[derive(Default)]
struct Memory {
    agreed: Agreed,
    /// The beginning of the day that `agreed` is about.
    day: Option<Timestamp>,
    /// The last day that was reconciled after it was over.
    over: Option<Period>,
    /// How many lines each list had that the operator was told of, of both days.
    told: [[usize; 3]; 2],
    told_failure: bool,
}

// === impl Worker ===

impl Worker {
    /// Works for as long as it is polled: one task for each venue, begun anew where the venue's configuration changed.
    pub async fn watch(self) {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let gone = |venues: &Venues| self.kept.retain(|id| venues.get(id.as_str()).is_some());
        // Without a key there is nothing to compare with.
        let task = |venue: &Arc<Venue>| {
            venue.dojo.as_ref()?;
            Some(self.clone().watch_venue(Arc::clone(venue), Arc::clone(&places)))
        };
        VenueTasks::keep(&self.venues, gone, task).await;
    }

    async fn watch_venue(self, venue: Arc<Venue>, places: Arc<Semaphore>) {
        let calendar = Calendar::of(&venue);
        let mut memory = Memory::default();
        loop {
            // The day that is over comes at the start, when its time has come, and again after it failed.
            let over = calendar.day_over(self.reconciler.clock.now());
            let close = (memory.over != Some(over)).then_some(Occasion::Close);
            for occasion in close.into_iter().chain([Occasion::Hour]) {
                let _place = places.acquire().await;
                self.run(&venue, &calendar, occasion, &mut memory).await;
            }
            let (at, _) = calendar.next_run(self.reconciler.clock.now());
            // The clock wakes us from time to time.
            while self.reconciler.clock.now() < at {
                self.reconciler.clock.sleep_until(at).await;
            }
        }
    }

    async fn run(&self, venue: &Venue, calendar: &Calendar, occasion: Occasion, memory: &mut Memory) {
        let now = self.reconciler.clock.now();
        let period = match occasion {
            Occasion::Hour => calendar.day_so_far(now),
            Occasion::Close => calendar.day_over(now),
        };
        // A day that is over is compared whole, with what the point of sale shows then.
        let mut whole = Agreed::new();
        let agreed = match occasion {
            Occasion::Hour => {
                if memory.day.replace(period.from) != Some(period.from) {
                    memory.agreed.clear();
                }
                &mut memory.agreed
            }
            Occasion::Close => &mut whole,
        };
        let labels = |outcome| RunLabels { venue: Name::Venue(venue.id.clone()), outcome };
        match self.reconciler.run(&venue.id, period, agreed).await {
            Ok(report) => {
                self.metrics.reconciliation_runs.get_or_create(&labels("success")).inc();
                memory.told_failure = false;
                if occasion == Occasion::Close {
                    memory.over = Some(period);
                }
                self.count(&venue.id, occasion, &report);
                self.tell(&venue.id, occasion, &report, memory);
                self.kept.keep(&venue.id, occasion, report);
            }
            Err(error) => {
                self.metrics.reconciliation_runs.get_or_create(&labels("failed")).inc();
                self.failed(venue, &error, memory);
            }
        }
    }

    fn failed(&self, venue: &Venue, error: &RunError, memory: &mut Memory) {
        let reason = venue.redactor.redact(&error.to_string()).into_owned();
        if !std::mem::replace(&mut memory.told_failure, true) {
            let text = format!("venue {:?} is not reconciled: {reason}", venue.id);
            self.notices.tell(Notice::new(Level::Warning, text).venue(&venue.id));
        }
        let at = self.reconciler.clock.now();
        self.kept.keep_failure(&venue.id, Failure { venue: venue.id.to_string(), at, reason });
    }

    fn count(&self, venue: &VenueId, occasion: Occasion, report: &Report) {
        let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let day = match occasion {
            Occasion::Hour => "so_far",
            Occasion::Close => "over",
        };
        let lists = List::ALL.map(|list| (list.name(), report.count(list)));
        for (list, count) in lists.into_iter().chain([("not_compared", report.not_compared.len())]) {
            let labels = FindingLabels { venue: Name::Venue(venue.clone()), day, list };
            self.metrics.reconciliation_findings.get_or_create(&labels).set(number(count));
        }
        let labels = VenueLabels::new(venue);
        let taken_in = u64::try_from(report.taken_in.len()).unwrap_or(u64::MAX);
        self.metrics.reconciliation_taken_in.get_or_create(&labels).inc_by(taken_in);
        self.metrics.reconciliation_last.get_or_create(&labels).set(report.made_at.as_millisecond() / 1000);
    }

    /// Tells the operator what is new: a list that is as long as before was told already.
    fn tell(&self, venue: &VenueId, occasion: Occasion, report: &Report, memory: &mut Memory) {
        let lists = List::ALL.map(|list| report.count(list));
        let [so_far, over] = &mut memory.told;
        let told = match occasion {
            Occasion::Hour => so_far,
            Occasion::Close => over,
        };
        let is_news = std::mem::replace(told, lists) != lists && lists != [0; 3];
        if !is_news && report.taken_in.is_empty() {
            return;
        }
        let level = if is_news { Level::Error } else { Level::Warning };
        let text = format!(
            "venue {venue:?}, payments from {} to {}: {}; the lists are at /reconciliation",
            report.period.from,
            report.period.to,
            report.summary()
        );
        self.notices.tell(Notice::new(level, text).venue(venue));
    }
}
