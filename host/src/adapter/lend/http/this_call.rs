//! What the requests of one call have in common: whose they are, whom to tell, and whether the call goes on.

use super::WayOut;
use crate::adapter::lend::log::Budget;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Refusals and failures that are told of one call: the rest say the same.
const TOLD: usize = 3;

pub(super) struct ThisCall {
    pub(super) way: Arc<WayOut>,
    log: Arc<Budget>,
    over: AtomicBool,
    told: AtomicUsize,
}

// === impl ThisCall ===

impl ThisCall {
    pub(super) fn new(way: &Arc<WayOut>, log: &Arc<Budget>) -> Arc<Self> {
        let (over, told) = (AtomicBool::default(), AtomicUsize::default());
        Arc::new(Self { way: Arc::clone(way), log: Arc::clone(log), over, told })
    }

    /// Nothing of it is finished after this.
    pub(super) fn end(&self) {
        self.over.store(true, Ordering::Release);
    }

    pub(super) fn is_over(&self) -> bool {
        self.over.load(Ordering::Acquire)
    }

    /// Tells the operator why a request failed; the text says whose it is.
    pub(super) fn tell(&self, text: &str, hint: Option<String>) {
        if self.told.fetch_add(1, Ordering::Relaxed) < TOLD {
            let hint = hint.map_or_else(String::new, |hint| format!("; hint: {hint}"));
            self.log.tell_whole(&format!("{text}{hint}"));
        }
    }

    /// The same about a server: `adapter "x" of venue "y" <text>`.
    pub(super) fn tell_of(&self, text: &str, hint: Option<String>) {
        let WayOut { venue, adapter, .. } = self.way.as_ref();
        self.tell(&format!("adapter \"{adapter}\" of venue \"{venue}\" {text}"), hint);
    }

    /// Counts a limit that was met, and tells of it.
    pub(super) fn tell_limit(&self, limit: &'static str, text: &str) {
        self.way.count(limit);
        self.tell_of(text, None);
    }

    pub(super) fn tell_header_limit(&self) {
        let limits = &self.way.limits;
        self.tell_limit(
            "http_headers",
            &format!(
                "was answered with more than {} header fields or {} bytes of them, which limits.http_headers and \
                 limits.http_header_bytes allow",
                limits.http_headers, limits.http_header_bytes
            ),
        );
    }
}
