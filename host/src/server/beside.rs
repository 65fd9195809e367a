//! A reconciliation without a host: what `patio payments reconcile` does where none runs.
//!
//! It reads the ledger, Dojo and the points of sale. The adapters' store belongs to one process at a time, so it is taken
//! for as long as this lasts; where a host has it, that host is to be asked.

use super::dojos::VenueDojos;
use super::tills::VenueTills;
use super::{StartError, adapters, dispatch, sandbox};
use crate::adapter::CompileCommand;
use crate::config::Config;
use crate::ledger::{Ledger, OpenError, SqliteLedger};
use crate::metrics::Metrics;
use crate::notice::Notices;
use crate::outgoing::Outgoing;
use crate::payments::SystemClock;
use crate::reconciliation::{Asked, Reconciler};
use crate::registry::Gate;
use crate::store::{SqliteStore, Store};
use crate::transport::{CurrentVenues, Venues};
use std::sync::Arc;

/// What reconciles without a host.
pub struct Beside {
    /// Answers.
    pub asked: Asked,
    store: Arc<dyn Store>,
    ledger: Arc<dyn Ledger>,
}

// === impl Beside ===

impl Beside {
    /// Opens what a host would; none where a host has it already.
    ///
    /// # Errors
    /// Why that is not possible.
    pub async fn open(
        config: &Config,
        gate: Option<Arc<dyn Gate>>,
        compile: Option<CompileCommand>,
    ) -> Result<Option<Self>, StartError> {
        let ledger: Arc<dyn Ledger> = Arc::new(SqliteLedger::open_read_only(&config.ledger.path)?);
        let store: Arc<dyn Store> = match SqliteStore::open(&SqliteStore::path_beside(&config.ledger.path)) {
            Ok(store) => Arc::new(store),
            Err(OpenError::InUse { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let (notices, (metrics, _)) = (Arc::<Notices>::default(), Metrics::new());
        let registry = adapters(config, gate, compile, sandbox(config)?, &notices, &metrics)?;
        registry.load_all().await;
        let dispatch = Arc::new(dispatch(config, &registry, &store, &notices, &metrics));
        let venues = CurrentVenues::from_pointee(Venues::default().replaced_by(config.venues.values()));
        let venues = Arc::new(venues);
        let reconciler = Reconciler {
            lists: Arc::new(VenueDojos::new(Arc::clone(&venues), Outgoing::new()?)),
            tills: Arc::new(VenueTills { venues: Arc::clone(&venues), dispatch }),
            ledger: Arc::clone(&ledger),
            intake: None,
            clock: Arc::new(SystemClock),
        };
        Ok(Some(Self { asked: Asked::new(reconciler, venues, Arc::default()), store, ledger }))
    }

    /// Lets go of everything.
    pub async fn close(self) {
        self.store.close().await;
        self.ledger.close().await;
    }
}
