//! What goes on beside the requests, for as long as the host runs.

use super::Server;
use super::dojos::VenueDojos;
use super::readiness::Readiness;
use super::reload::Reload;
use crate::changes::{Poller, PosEvents};
use crate::notice::{Level, Notice};
use crate::payments::Payments;
use crate::recording::Door;
use crate::registration;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::Notify;
use tokio::task::JoinSet;

// === impl Server ===

impl Server {
    /// Adapters, venues and the configuration are watched; what changed at points of sale is handed on.
    pub(super) fn watches(&self, payments: &Payments, dojos: &Arc<VenueDojos>, asked: &Arc<Notify>) -> JoinSet<()> {
        let mut watches = JoinSet::new();
        watches.spawn(Arc::clone(&self.registry).watch(self.config.adapters.scan_interval));
        let readiness = Readiness {
            venues: Arc::clone(&self.venues),
            dispatch: Arc::clone(&self.dispatch),
            payments: payments.clone(),
            notices: Arc::clone(&self.notices),
            metrics: self.metrics.clone(),
            known: HashMap::new(),
        };
        watches.spawn(readiness.watch());
        let sink = PosEvents::new(dojos.clone(), Arc::clone(&self.notices), self.metrics.clone());
        let poller = Poller {
            venues: Arc::clone(&self.venues),
            dispatch: Arc::clone(&self.dispatch),
            store: Arc::clone(&self.store),
            sink: Arc::new(sink),
            notices: Arc::clone(&self.notices),
            metrics: self.metrics.clone(),
        };
        watches.spawn(poller.watch());
        if let Some(file) = self.file.clone() {
            let (config, tls) = (self.config.clone(), self.tls.clone());
            let (venues, registry) = (Arc::clone(&self.venues), Arc::clone(&self.registry));
            let reload =
                Reload::new(file, config, venues, registry, Arc::clone(&self.notices), tls).within(self.fence.clone());
            watches.spawn(reload.watch(Arc::clone(asked)));
        }
        watches
    }

    /// Lets the host's own user have calls recorded; where that is not possible, the host goes on without.
    pub(super) fn let_record(&self, watches: &mut JoinSet<()>) {
        let notices = Arc::clone(&self.notices);
        match Door::beside(&self.config.ledger.path, self.recordings) {
            Ok(door) => {
                let (onlookers, venues) = (Arc::clone(self.dispatch.onlookers()), Arc::clone(&self.venues));
                watches.spawn(door.keep(onlookers, venues, notices));
            }
            Err(error) => notices.tell(Notice::new(Level::Warning, error.to_string())),
        }
    }

    /// What keeps the venues registered at Dojo.
    pub(super) fn registration(&self, dojos: &Arc<VenueDojos>, kept: &Arc<registration::Kept>) -> registration::Worker {
        registration::Worker {
            venues: Arc::clone(&self.venues),
            dispatch: Arc::clone(&self.dispatch),
            clients: dojos.clone(),
            store: Arc::clone(&self.store),
            kept: Arc::clone(kept),
            notices: Arc::clone(&self.notices),
            metrics: self.metrics.clone(),
        }
    }
}
