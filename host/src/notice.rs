//! What the operator must see: each notice is one log line, and the last ones are kept for the console.

use crate::epos::Timestamp;
use crate::mask;
use crate::trace::TraceId;
use crate::venue::{AdapterName, VenueId};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// Notices kept: enough to see what happened lately, small enough to be shown whole.
const KEPT: usize = 256;

/// Bytes of a notice at most: several sentences and a trap's backtrace. Adapters choose parts of it, up to megabytes,
/// and all that are kept stay in memory.
const MAX_TEXT_BYTES: usize = 4096;

/// How much a notice matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// For the record.
    Info,
    /// Something works less well than it could.
    Warning,
    /// Something does not work.
    Error,
}

/// One thing the operator must see.
#[derive(Clone, Debug)]
pub struct Notice {
    /// When.
    pub at: Timestamp,
    /// How much it matters.
    pub level: Level,
    /// Which venue, if one.
    pub venue: Option<VenueId>,
    /// Which adapter, if one.
    pub adapter: Option<AdapterName>,
    /// Which request, if one.
    pub trace_id: Option<TraceId>,
    /// Whether it says how a call ended. Whoever shows calls himself shows that with them: its lines have a target
    /// of their own, `patio_host::call`.
    pub ends_call: bool,
    /// What, in a sentence that says what to do.
    pub text: String,
}

/// The last notices.
#[derive(Default)]
pub struct Notices {
    kept: Mutex<VecDeque<Notice>>,
}

// === impl Notice ===

impl Notice {
    /// A notice of now about nothing in particular.
    pub fn new(level: Level, text: impl Into<String>) -> Self {
        let (at, text) = (Timestamp::now(), text.into());
        Self { at, level, venue: None, adapter: None, trace_id: None, ends_call: false, text }
    }

    /// About a venue.
    #[must_use]
    pub fn venue(mut self, venue: &VenueId) -> Self {
        self.venue = Some(venue.clone());
        self
    }

    /// About an adapter.
    #[must_use]
    pub fn adapter(mut self, adapter: &AdapterName) -> Self {
        self.adapter = Some(adapter.clone());
        self
    }

    /// How a call ended.
    #[must_use]
    pub fn ends_call(self) -> Self {
        Self { ends_call: true, ..self }
    }

    /// In a request.
    #[must_use]
    pub fn trace(mut self, trace_id: &TraceId) -> Self {
        self.trace_id = Some(trace_id.clone());
        self
    }
}

// === impl Notices ===

impl Notices {
    /// Logs a notice and keeps it. It may repeat what somebody typed: numbers that look like cards are masked.
    pub fn tell(&self, mut notice: Notice) {
        if let Cow::Owned(masked) = mask::cards(&notice.text) {
            notice.text = masked;
        }
        // Adapters choose parts of what is told of them (the names of their functions, ids, codes of currencies): none
        // begins a line of its own, which would pass for the host's. What is told of a file of ours has several.
        if (notice.venue.is_some() || notice.adapter.is_some()) && notice.text.contains(char::is_control) {
            notice.text = notice.text.replace(char::is_control, " ");
        }
        if notice.text.len() > MAX_TEXT_BYTES {
            notice.text.truncate(notice.text.floor_char_boundary(MAX_TEXT_BYTES));
            notice.text.push('…');
        }
        let venue = notice.venue.as_ref().map(VenueId::as_str);
        let adapter = notice.adapter.as_ref().map(AdapterName::as_str);
        let trace_id = notice.trace_id.as_ref().map(TraceId::as_str);
        let text = notice.text.as_str();
        match notice.level {
            Level::Error if notice.ends_call => {
                tracing::error!(target: "patio_host::call", venue, adapter, trace_id, "{text}")
            }
            Level::Info => tracing::info!(venue, adapter, trace_id, "{text}"),
            Level::Warning => tracing::warn!(venue, adapter, trace_id, "{text}"),
            Level::Error => tracing::error!(venue, adapter, trace_id, "{text}"),
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(notice);
    }

    /// The last notices, oldest first.
    pub fn last(&self) -> Vec<Notice> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_of_an_adapter_is_one_line() {
        let notices = Notices::default();
        let text = "it trapped, in evil\n2026-11-26 ERROR forged\r\x1b[2J";
        notices.tell(Notice::new(Level::Error, text).adapter(&"square".parse().unwrap()));
        notices.tell(Notice::new(Level::Error, text).venue(&"crown".parse().unwrap()));
        for notice in notices.last() {
            assert_eq!(notice.text, "it trapped, in evil 2026-11-26 ERROR forged  [2J");
        }
    }

    #[test]
    fn a_notice_is_cut_where_it_would_fill_memory() {
        let notices = Notices::default();
        notices.tell(Notice::new(Level::Info, format!("x{}", "é".repeat(1 << 20))));
        let kept = &notices.last()[0].text;
        assert!(kept.starts_with("xéé") && kept.ends_with("é…") && kept.len() <= MAX_TEXT_BYTES + 3);
    }

    #[test]
    fn a_card_that_somebody_typed_is_not_told() {
        let notices = Notices::default();
        notices.tell(Notice::new(Level::Info, "order \"4111 1111 1111 1111\" of pi_4111111111111111"));
        assert_eq!(notices.last()[0].text, "order \"**** **** **** 1111\" of pi_4111111111111111");
    }
}
