//! Which intent is looked at next: by when it is due, in turn between venues, within limits. Pure: it holds what is in
//! memory of the open intents and does nothing itself.
//!
//! A venue whose point of sale is dead fills its own places and no others; venues that have something to do take turns.

use super::settlement::Limits;
use crate::epos::Timestamp;
use crate::ledger::IntentKey;
use crate::venue::VenueId;
use std::collections::{BTreeSet, HashMap, VecDeque};

/// The open intents that this process knows of. As many as the ledger holds open, at some 200 bytes each.
#[derive(Debug)]
pub(super) struct Schedule {
    limits: Limits,
    slots: HashMap<IntentKey, Slot>,
    timers: BTreeSet<(Timestamp, IntentKey)>,
    venues: HashMap<VenueId, Venue>,
    /// Venues that have something ready and a place free, in turn.
    turns: VecDeque<VenueId>,
    running: usize,
}

/// What is to be looked at now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Start {
    pub(super) key: IntentKey,
    /// Whether a retry that is not due yet is wanted all the same.
    pub(super) hurry: bool,
}

#[derive(Debug)]
enum Slot {
    Waiting(Timestamp),
    Ready,
    Running {
        /// When it was asked for again meanwhile.
        again: Option<Timestamp>,
        /// Whether its venue was in a hurry meanwhile: the retry that it asks for is then wanted at once.
        hurry: bool,
    },
}

#[derive(Default, Debug)]
struct Venue {
    ready: VecDeque<Start>,
    running: usize,
    has_turn: bool,
}

// === impl Schedule ===

impl Schedule {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            slots: HashMap::new(),
            timers: BTreeSet::new(),
            venues: HashMap::new(),
            turns: VecDeque::new(),
            running: 0,
        }
    }

    /// Sees to it that an intent is looked at by then. An earlier time stands.
    pub(super) fn at(&mut self, key: IntentKey, due: Timestamp) {
        match self.slots.get_mut(&key) {
            Some(Slot::Ready) => {}
            Some(Slot::Running { again, .. }) => *again = Some(again.map_or(due, |again| again.min(due))),
            Some(Slot::Waiting(earlier)) if *earlier <= due => {}
            Some(Slot::Waiting(later)) => {
                let later = std::mem::replace(later, due);
                self.timers.remove(&(later, key.clone()));
                self.timers.insert((due, key));
            }
            None => {
                self.slots.insert(key.clone(), Slot::Waiting(due));
                self.timers.insert((due, key));
            }
        }
    }

    /// Whether an intent is known here.
    pub(super) fn holds(&self, key: &IntentKey) -> bool {
        self.slots.contains_key(key)
    }

    /// Makes everything of a venue due that waits for its retry.
    pub(super) fn hurry(&mut self, venue: &VenueId) {
        let waiting: Vec<_> = self.timers.iter().filter(|(_, key)| key.venue == *venue).cloned().collect();
        for timer in waiting {
            self.timers.remove(&timer);
            self.make_ready(timer.1, true);
        }
        // What runs now may have begun before there was a reason to hurry.
        for (_, slot) in self.slots.iter_mut().filter(|(key, _)| key.venue == *venue) {
            if let Slot::Running { hurry, .. } = slot {
                *hurry = true;
            }
        }
    }

    /// What is to be looked at now, if anything is due and has a place.
    pub(super) fn start(&mut self, now: Timestamp) -> Option<Start> {
        while self.timers.first().is_some_and(|(due, _)| *due <= now) {
            if let Some((_, key)) = self.timers.pop_first() {
                self.make_ready(key, false);
            }
        }
        if self.running >= self.limits.at_once {
            return None;
        }
        let name = self.turns.pop_front()?;
        let venue = self.venues.get_mut(&name)?;
        venue.has_turn = false;
        let start = venue.ready.pop_front()?;
        venue.running += 1;
        self.running += 1;
        self.slots.insert(start.key.clone(), Slot::Running { again: None, hurry: false });
        self.give_turn(&name);
        Some(start)
    }

    /// Says that an intent was looked at, and when it wants to be looked at again.
    pub(super) fn finished(&mut self, key: IntentKey, next: Option<Timestamp>) {
        let Some(Slot::Running { again, hurry }) = self.slots.remove(&key) else { return };
        self.running = self.running.saturating_sub(1);
        if let Some(venue) = self.venues.get_mut(&key.venue) {
            venue.running = venue.running.saturating_sub(1);
            if venue.running == 0 && venue.ready.is_empty() {
                self.venues.remove(&key.venue);
            }
        }
        self.give_turn(&key.venue);
        match again.into_iter().chain(next).min() {
            Some(_) if hurry => self.make_ready(key, true),
            Some(due) => self.at(key, due),
            None => {}
        }
    }

    /// When something is due next; none where everything that is due waits for a place.
    pub(super) fn next_due(&self) -> Option<Timestamp> {
        self.timers.first().map(|(due, _)| *due)
    }

    fn make_ready(&mut self, key: IntentKey, hurry: bool) {
        self.slots.insert(key.clone(), Slot::Ready);
        let name = key.venue.clone();
        self.venues.entry(name.clone()).or_default().ready.push_back(Start { key, hurry });
        self.give_turn(&name);
    }

    fn give_turn(&mut self, name: &VenueId) {
        if let Some(venue) = self.venues.get_mut(name)
            && !venue.has_turn
            && !venue.ready.is_empty()
            && venue.running < self.limits.at_once_per_venue
        {
            venue.has_turn = true;
            self.turns.push_back(name.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payments::clock::later;
    use std::time::Duration;

    const LIMITS: Limits = Limits { at_once: 4, at_once_per_venue: 2 };

    fn second(second: u64) -> Timestamp {
        later(Timestamp::from_millisecond(0).unwrap(), Duration::from_secs(second))
    }

    fn key(name: &str) -> IntentKey {
        let (venue, _) = name.split_once('/').unwrap();
        IntentKey::new(&venue.parse().unwrap(), name)
    }

    fn schedule(waiting: &[(&str, u64)]) -> Schedule {
        let mut schedule = Schedule::new(LIMITS);
        for (name, due) in waiting {
            schedule.at(key(name), second(*due));
        }
        schedule
    }

    #[track_caller]
    fn check_starts(schedule: &mut Schedule, now: u64, expected: &[&str]) {
        let started: Vec<_> =
            std::iter::from_fn(|| schedule.start(second(now))).map(|start| start.key.intent).collect();
        let started: Vec<_> = started.iter().map(AsRef::as_ref).collect();
        assert_eq!(started, expected);
    }

    #[test]
    fn what_is_due_starts_in_the_order_in_which_it_is_due() {
        let mut schedule = schedule(&[("a/3", 3), ("b/2", 2), ("a/1", 1), ("b/9", 9)]);
        check_starts(&mut schedule, 0, &[]);
        assert_eq!(schedule.next_due(), Some(second(1)));
        check_starts(&mut schedule, 1, &["a/1"]);
        check_starts(&mut schedule, 5, &["b/2", "a/3"]);
        assert_eq!(schedule.next_due(), Some(second(9)));
    }

    #[test]
    fn a_venue_takes_no_more_than_its_places() {
        let mut schedule = schedule(&[("a/1", 0), ("a/2", 0), ("a/3", 0), ("a/4", 0), ("b/1", 0)]);
        check_starts(&mut schedule, 0, &["a/1", "b/1", "a/2"]);
        schedule.finished(key("a/1"), None);
        check_starts(&mut schedule, 0, &["a/3"]);
    }

    #[test]
    fn venues_take_turns_for_the_places_of_all() {
        let mut schedule = schedule(&[
            ("a/1", 0),
            ("a/2", 0),
            ("a/3", 0),
            ("b/1", 0),
            ("b/2", 0),
            ("b/3", 0),
            ("c/1", 0),
            ("d/1", 0),
            ("e/1", 0),
        ]);
        check_starts(&mut schedule, 0, &["a/1", "b/1", "c/1", "d/1"]);
        schedule.finished(key("a/1"), None);
        check_starts(&mut schedule, 0, &["e/1"]);
        schedule.finished(key("b/1"), None);
        check_starts(&mut schedule, 0, &["a/2"]);
    }

    #[test]
    fn an_intent_never_runs_twice_at_once_and_runs_again_when_it_was_asked_for_meanwhile() {
        let mut schedule = schedule(&[("a/1", 0)]);
        check_starts(&mut schedule, 0, &["a/1"]);
        schedule.at(key("a/1"), second(1));
        check_starts(&mut schedule, 1, &[]);
        schedule.finished(key("a/1"), Some(second(60)));
        check_starts(&mut schedule, 1, &["a/1"]);
        schedule.finished(key("a/1"), None);
        assert!(!schedule.holds(&key("a/1")));
        assert!(schedule.venues.is_empty() && schedule.turns.is_empty() && schedule.timers.is_empty());
    }

    #[test]
    fn the_earlier_of_two_times_stands() {
        let mut schedule = schedule(&[("a/1", 5), ("a/1", 3), ("a/1", 9)]);
        check_starts(&mut schedule, 3, &["a/1"]);
        assert_eq!(schedule.next_due(), None);
    }

    #[test]
    fn a_hurry_brings_forward_what_waits_at_one_venue() {
        let mut schedule = schedule(&[("a/1", 50), ("b/1", 50)]);
        schedule.hurry(&"a".parse().unwrap());
        let start = Some(Start { key: key("a/1"), hurry: true });
        assert_eq!(schedule.start(second(0)), start);
        check_starts(&mut schedule, 0, &[]);
        // Also where a try that began before ends after it.
        schedule.hurry(&"a".parse().unwrap());
        schedule.finished(key("a/1"), Some(second(90)));
        assert_eq!(schedule.start(second(0)), start);
        schedule.finished(key("a/1"), Some(second(90)));
        check_starts(&mut schedule, 0, &[]);
        schedule.hurry(&"b".parse().unwrap());
        schedule.start(second(0)).unwrap();
        schedule.finished(key("b/1"), None);
        assert!(!schedule.holds(&key("b/1")));
    }
}
