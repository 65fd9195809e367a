//! When the intent is read at Dojo.

use super::{AttentionReason, IntentState, Next, Terms, rank};
use crate::epos::Timestamp;
use crate::ledger::{Outcome, Seq};
use crate::payments::clock::{between, later};
use crate::payments::intent::FailedReading;
use crate::payments::retry;
use std::time::Duration;

/// The first wait where Dojo's answer is behind its own event.
const BEHIND: Duration = Duration::from_secs(5);

// === impl IntentState ===

impl IntentState {
    /// The reading that must come first, where what Dojo said is older than what was heard or done since. Before a retry
    /// it is made when that is due, not hours before: what Dojo says then decides.
    pub(super) fn read_first(&self, retry_at: Timestamp) -> Option<Next> {
        let done = self.tries.iter().filter(|one| !matches!(one.ended, Some((_, Outcome::Applied))));
        let done = done.filter_map(|one| one.ended_seq).max().max(self.ruled_out);
        let heard = self.last_event.map(|(seq, _)| seq).max(self.decision.map(|(seq, ..)| seq));
        let since = done.max(heard)?;
        if self.reading_seq() > since {
            return None;
        }
        let failed: Vec<_> = self.failed_readings.iter().filter(|failed| failed.seq > since).collect();
        Some(self.read_again(&failed, if done > heard { retry_at } else { self.heard_at() }))
    }

    /// What Dojo's list named and no event told: nothing is known of it until it is read.
    pub(super) fn read_what_is_listed(&self, terms: &Terms) -> Option<Next> {
        self.listed.filter(|listed| *listed > self.reading_seq())?;
        if terms.reads_intents {
            return self.read_first(self.heard_at());
        }
        let reason = "there is no [venues.….dojo] any more".to_owned();
        Some(Next::Attention(AttentionReason::Unreadable { reason }))
    }

    /// The reading that must come at a time or later.
    pub(super) fn read_after(&self, due: Timestamp) -> Option<Next> {
        if self.reading.as_ref().is_some_and(|(_, at, _)| *at >= due) {
            return None;
        }
        let failed: Vec<_> = self.failed_readings.iter().filter(|failed| failed.at >= due).collect();
        Some(self.read_again(&failed, due))
    }

    pub(super) fn read_again(&self, failed: &[&FailedReading], first: Timestamp) -> Next {
        let (Some(earliest), Some(last)) = (failed.first(), failed.last()) else {
            return Next::Read { not_before: first };
        };
        let end = later(earliest.at, retry::MONEY_LIFETIME);
        if last.gone || last.at >= end {
            return Next::Attention(AttentionReason::Unreadable { reason: last.reason.clone() });
        }
        Next::Read { not_before: later(last.at, retry::delay(&self.key, failed.len())).min(end) }
    }

    /// An event may overtake what Dojo answers. The wait doubles, as it is as long as was waited already.
    pub(super) fn read_what_is_behind(&self) -> Option<Next> {
        let (told, (_, read_at, reading)) = (self.told.last()?, self.reading.as_ref()?);
        if rank(reading.status) >= rank(told.event.data.payment_status) {
            return None;
        }
        let waited = between(told.at, *read_at);
        if waited >= retry::MONEY_LIFETIME {
            let reason =
                format!("it is {} there, and an event says {}", reading.status, told.event.data.payment_status);
            return Some(Next::Attention(AttentionReason::Unreadable { reason }));
        }
        Some(Next::Read { not_before: later(*read_at, waited.clamp(BEHIND, Duration::from_hours(4))) })
    }

    /// When something was heard last; of what was never heard of, the beginning.
    pub(super) fn heard_at(&self) -> Timestamp {
        let read = || self.reading.as_ref().map(|(_, at, _)| *at);
        self.last_word.map(|(_, at)| at).or_else(read).unwrap_or(Timestamp::EPOCH)
    }

    pub(super) fn event_seq(&self) -> Seq {
        self.last_event.map_or(Seq(0), |(seq, _)| seq)
    }

    pub(super) fn reading_seq(&self) -> Seq {
        self.reading.as_ref().map_or(Seq(0), |(seq, ..)| *seq)
    }
}
