//! A host that serves, and how it is stopped in order.

use crate::alerts::Alerts;
use crate::ledger::Ledger;
use crate::notice::{Level, Notice, Notices};
use crate::payments::Payments;
use crate::store::Store;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, JoinSet};

/// How long payments that are being settled may still run once no request does: the deadline of a call. With the drain
/// deadline before it, it is short of the 30 s after which Kubernetes kills.
const SETTLE_GRACE: Duration = Duration::from_secs(5);

/// How long an alert that is on its way may still take.
const ALERT_GRACE: Duration = Duration::from_secs(1);

/// A host that serves.
pub struct Running {
    pub(super) notices: Arc<Notices>,
    pub(super) ledger: Arc<dyn Ledger>,
    pub(super) store: Arc<dyn Store>,
    pub(super) payments: Payments,
    pub(super) alerts: Alerts,
    pub(super) reload: Arc<Notify>,
    pub(super) stop_api: watch::Sender<bool>,
    pub(super) stop_console: watch::Sender<bool>,
    pub(super) api: JoinHandle<usize>,
    pub(super) sockets: JoinHandle<usize>,
    pub(super) console: JoinHandle<usize>,
    /// Those that end with the host.
    pub(super) watches: JoinSet<()>,
}

// === impl Running ===

impl Running {
    /// What the operator must see.
    pub const fn notices(&self) -> &Arc<Notices> {
        &self.notices
    }

    /// Reads the configuration's file again, and the secrets that it takes from other files.
    pub fn reload(&self) {
        self.reload.notify_one();
    }

    /// Takes nothing more in, finishes what runs, and closes the ledger last. The console says so until the end.
    pub async fn stop(mut self) {
        self.stop_api.send_replace(true);
        if let Ok(cut_off @ 1..) = self.api.await {
            let text = format!("{cut_off} connections were cut off at the drain deadline");
            self.notices.tell(Notice::new(Level::Warning, text));
        }
        if let Ok(cut_off @ 1..) = self.sockets.await {
            let text = format!("{cut_off} WebSocket connections were cut off at the drain deadline");
            self.notices.tell(Notice::new(Level::Warning, text));
        }
        self.watches.shutdown().await;
        self.payments.stop(SETTLE_GRACE).await;
        // What is lost here is told again at the next start.
        self.alerts.stop(ALERT_GRACE).await;
        self.ledger.close().await;
        self.store.close().await;
        self.stop_console.send_replace(true);
        // Whatever became of the console, nothing is left that depends on it.
        let _ = self.console.await;
    }
}
