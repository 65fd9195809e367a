//! The alert webhook: tells somebody else's server that something needs a person.
//!
//! It is a bell, not the list: what needs a person stands in the ledger, and `patio payments list --attention` has it
//! whatever becomes of an alert. So what waits here is in memory, and bounded.

mod alert;
mod limits;
mod sender;
mod signature;
mod waiting;

pub use alert::{Alert, AlertKind};
pub use limits::Limits;
pub use signature::{ALERT_ID, SIGNATURE};

use crate::config;
use crate::notice::{Level, Notice, Notices};
use crate::outgoing::Outgoing;
use sender::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;
use waiting::{Arrived, Waiting};

/// Where the list is that the operator always has.
const LIST: &str = "`patio payments list --attention` has what needs a person";

/// Tells whoever is to be alerted. Cloning shares the queue; it ends with the last clone.
#[derive(Clone, Default)]
pub struct Alerts(Option<Arc<Handle>>);

struct Handle {
    waiting: Arc<Waiting>,
    notices: Arc<Notices>,
    /// Until when what waits may still be sent.
    stop: watch::Sender<Option<Instant>>,
    sender: Mutex<Option<JoinHandle<()>>>,
}

// === impl Alerts ===

impl Alerts {
    /// Starts to send; without settings, alerts go nowhere.
    pub fn start(settings: Option<&config::Alerts>, outgoing: &Outgoing, notices: Arc<Notices>) -> Self {
        Self::start_with(settings, outgoing, notices, Limits::default())
    }

    /// The same under other limits.
    pub fn start_with(
        settings: Option<&config::Alerts>,
        outgoing: &Outgoing,
        notices: Arc<Notices>,
        limits: Limits,
    ) -> Self {
        let Some(settings) = settings else { return Self::default() };
        let Ok(url) = Url::parse(settings.url.expose()) else {
            // The configuration lets none through.
            notices.tell(Notice::new(Level::Error, "[alerts] url is no URL: no alerts are sent"));
            return Self::default();
        };
        if let Err(error) = outgoing.may_reach(&url) {
            notices.tell(Notice::new(Level::Error, format!("alerts will not reach [alerts] url: {error}")));
        }
        let waiting = Arc::new(Waiting::new(limits));
        let (stop, stopped) = watch::channel(None);
        let sender = Sender {
            client: outgoing.client().clone(),
            url,
            secret: settings.secret.clone(),
            limits,
            waiting: Arc::clone(&waiting),
            notices: Arc::clone(&notices),
        };
        let sender = Mutex::new(Some(tokio::spawn(sender.run(stopped))));
        Self(Some(Arc::new(Handle { waiting, notices, stop, sender })))
    }

    /// Hands over an alert. It never waits. One whose id waits already is that one; one too many is dropped, and the
    /// operator is told, once until the queue is empty again.
    pub fn raise(&self, alert: &Alert) {
        let Some(handle) = &self.0 else { return };
        if handle.waiting.arrive(alert, Instant::now()) == Arrived::FirstTooMany {
            let most = handle.waiting.limits().most_waiting;
            let text = format!("{most} alerts wait for [alerts] url, and further ones are dropped: {LIST}");
            handle.notices.tell(Notice::new(Level::Error, text));
        }
    }

    /// Alerts that are not delivered yet.
    pub fn waiting(&self) -> usize {
        self.0.as_ref().map_or(0, |handle| handle.waiting.len())
    }

    /// Tries once more to send each that waits, for at most this long, and takes no new ones. Returns how many are lost;
    /// the operator is told, too.
    pub async fn stop(&self, grace: Duration) -> usize {
        let Some(handle) = &self.0 else { return 0 };
        handle.waiting.close();
        handle.stop.send_replace(Some(Instant::now() + grace));
        let sender = handle.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(sender) = sender else { return 0 };
        // Whatever became of the sender, what still waits is lost.
        let _ = sender.await;
        let lost = handle.waiting.give_all_up();
        if lost > 0 {
            let text = format!("{lost} alerts were not sent before the host stopped: {LIST}");
            handle.notices.tell(Notice::new(Level::Warning, text));
        }
        lost
    }
}
