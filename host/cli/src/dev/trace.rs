//! From the calls that the host looks on at to the terminal, in the order in which they ended.

use super::shown::shown;
use super::stage::VENUE;
use crate::desk::lacks_grants;
use patio_host::adapter::witness::{Account, Onlooker};
use patio_host::notice::Notices;
use patio_host::venue::VenueId;
use patio_toolchain::Project;
use std::sync::Arc;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Calls that wait for the terminal. One that does not keep up (a pager that nobody scrolls) holds up no card machine.
const WAITING: usize = 1000;

/// What is printed.
pub(super) struct Trace {
    folder: String,
    whole: bool,
    notices: Arc<Notices>,
    /// Whether it was told how to grant something here.
    told: bool,
    accounts: Receiver<Arc<Account>>,
    listener: Arc<Listener>,
}

struct Listener(Sender<Arc<Account>>);

// === impl Trace ===

impl Trace {
    /// Of a project; `whole` shows JSON however long it is, and every frame of a trap.
    pub(super) fn new(project: &Project, whole: bool, notices: &Arc<Notices>) -> Self {
        let (sender, accounts) = channel(WAITING);
        let folder = format!("{}/", project.folder.display());
        let (notices, listener) = (Arc::clone(notices), Arc::new(Listener(sender)));
        Self { folder, whole, notices, told: false, accounts, listener }
    }

    /// Who looks on.
    pub(super) fn onlooker(&self) -> Arc<dyn Onlooker> {
        self.listener.clone()
    }

    /// Prints for ever.
    pub(super) async fn print(&mut self) {
        while let Some(account) = self.accounts.recv().await {
            print!("{}", shown(&account, &self.folder, self.whole));
            if !self.told && lacks_grants(&self.notices, VENUE) {
                self.told = true;
                println!("hint: here, `patio dev --allow URL` is what [venues.{VENUE}.allow] http has\n");
            }
        }
    }
}

impl Onlooker for Listener {
    fn wants(&self, _: &VenueId) -> bool {
        true
    }

    fn saw(&self, account: &Arc<Account>) {
        if let Err(TrySendError::Full(account)) = self.0.try_send(Arc::clone(account)) {
            tracing::warn!("a call of {} is not shown: the terminal does not keep up", account.name());
        }
    }
}
