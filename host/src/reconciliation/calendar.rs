//! When a venue is reconciled: every hour, and when its business day is over. Pure: no clock.

use super::SETTLING;
use crate::epos::Timestamp;
use crate::payments::clock::later;
use crate::venue::{Venue, VenueId};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::time::Duration;

const HOUR_MS: i64 = 3_600_000;

/// Days around today in which the close of a day is looked for. A zone's offset is within a day, and once a zone left a
/// whole day out: two would do.
const DAYS: i64 = 3;

/// A venue's business days, and its minute of the hour.
#[derive(Clone, PartialEq, Debug)]
pub struct Calendar {
    zone: TimeZone,
    close_of_day: Time,
    /// Milliseconds after the full hour.
    minute: i64,
}

/// A time: from `from` to just before `to`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Period {
    /// Its first instant.
    pub from: Timestamp,
    /// The first one after it.
    pub to: Timestamp,
}

/// What a run is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Occasion {
    /// The business day so far.
    Hour,
    /// The business day that is over.
    Close,
}

// === impl Calendar ===

impl Calendar {
    /// A venue's.
    pub fn of(venue: &Venue) -> Self {
        Self::new(&venue.id, venue.time_zone.clone(), venue.close_of_day)
    }

    /// The days of a zone. Each venue has a minute of its own, so that a host with many does not ask Dojo about all of
    /// them at once.
    pub fn new(venue: &VenueId, zone: TimeZone, close_of_day: Time) -> Self {
        // The hasher without a key: the minute stays the same after a restart.
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(venue.as_str());
        let minute = i64::try_from(hash % 60).unwrap_or_default() * 60_000;
        Self { zone, close_of_day, minute }
    }

    /// The next run after an instant. A day that is over is reconciled when what happened in it has settled.
    pub fn next_run(&self, now: Timestamp) -> (Timestamp, Occasion) {
        let hour = self.next_hour(now);
        match self.close_after(earlier(now, SETTLING)).map(|close| later(close, SETTLING)) {
            Some(close) if close <= hour => (close, Occasion::Close),
            _ => (hour, Occasion::Hour),
        }
    }

    /// The business day that an instant is in, up to that instant.
    pub fn day_so_far(&self, now: Timestamp) -> Period {
        Period { from: self.close_before(now), to: now }
    }

    /// The last business day that is over and settled.
    pub fn day_over(&self, now: Timestamp) -> Period {
        let to = self.close_before(earlier(now, SETTLING));
        Period { from: self.close_before(earlier(to, Duration::from_millis(1))), to }
    }

    fn next_hour(&self, now: Timestamp) -> Timestamp {
        let since = now.as_millisecond().saturating_sub(self.minute).rem_euclid(HOUR_MS);
        later(now, Duration::from_millis(u64::try_from(HOUR_MS - since).unwrap_or_default()))
    }

    /// The first close of a day after an instant; none at the end of the calendar.
    fn close_after(&self, now: Timestamp) -> Option<Timestamp> {
        self.closes(now).filter(|close| *close > now).min()
    }

    /// The last close of a day that is not after an instant; at the calendar's beginning, a day before the instant.
    fn close_before(&self, now: Timestamp) -> Timestamp {
        let last = self.closes(now).filter(|close| *close <= now).max();
        last.unwrap_or_else(|| earlier(now, Duration::from_hours(24)))
    }

    fn closes(&self, now: Timestamp) -> impl Iterator<Item = Timestamp> {
        let instant = jiff::Timestamp::from_millisecond(now.as_millisecond()).unwrap_or_default();
        let today = instant.to_zoned(self.zone.clone()).date();
        (-DAYS..=DAYS).filter_map(move |days| self.close(today, days))
    }

    /// When clocks are put forward over the time of closing, the day ends that much later; when they are put back over
    /// it, at the first of the two.
    fn close(&self, today: Date, days: i64) -> Option<Timestamp> {
        let date = today.checked_add(jiff::Span::new().days(days)).ok()?;
        let close = self.zone.to_ambiguous_timestamp(date.to_datetime(self.close_of_day)).compatible().ok()?;
        Timestamp::from_millisecond(close.as_millisecond())
    }
}

// === impl Period ===

impl Period {
    /// Whether an instant is in it.
    pub fn contains(&self, instant: Timestamp) -> bool {
        self.from <= instant && instant < self.to
    }
}

/// The instant that much earlier, as far as the calendar goes.
pub(super) fn earlier(from: Timestamp, by: Duration) -> Timestamp {
    let milliseconds = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millisecond(from.as_millisecond().saturating_sub(milliseconds)).unwrap_or(from)
}

#[cfg(test)]
mod tests;
