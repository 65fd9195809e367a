//! What an adapter is lent on the desk: settings and grants that somebody typed, and a store that is gone afterwards.

use patio_host::adapter::{Adapter, Lending, LongLane, Premises, SettingProblem, WayOut};
use patio_host::config::Config;
use patio_host::metrics::LimitHits;
use patio_host::notice::Notices;
use patio_host::store::{MemoryStore, Shelf, Store};
use patio_host::venue::grants::Lan;
use patio_host::venue::{Grants, Limits, Redactor, Secret, VenueId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The venue that there is on a desk.
const VENUE: &str = "desk";

/// Why an adapter cannot be called.
#[derive(Debug, thiserror::Error)]
pub enum LendError {
    /// Its settings do not fit.
    #[error("{}", SettingProblem::join(.0))]
    Settings(Vec<SettingProblem>),
    /// What every venue has by default could not be read: this program's doing.
    #[error("{0}")]
    Defaults(String),
}

/// Lends an adapter what a venue would: its settings, with the defaults of those that are not given; the servers of
/// `grants`, which may be on this machine and its network; the default limits, with as much memory as is said, for on a
/// desk a language runtime need not be configured first.
///
/// # Errors
/// Where the settings do not fit the adapter.
pub fn lend(
    adapter: &Adapter,
    given: &BTreeMap<String, String>,
    grants: Grants,
    memory_bytes: usize,
    notices: &Arc<Notices>,
) -> Result<Lending, LendError> {
    let settings = adapter.description().settings(given).map_err(LendError::Settings)?;
    let secret = adapter.description().settings.iter().filter(|setting| setting.secret);
    let redactor =
        Redactor::new(secret.filter_map(|setting| settings.get(&setting.name)).map(|text| Secret::new(text.as_str())));
    let limits =
        Config::default_limits().map_err(|_| LendError::Defaults("the default limits cannot be read".to_owned()))?;
    let limits = Limits { memory_bytes, ..limits };
    let venue: VenueId = VENUE.parse().map_err(|error| LendError::Defaults(format!("{error}")))?;
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    // A vendor's own machine: the point of sale may well be on it, also by the name `localhost`.
    let networks = ["127.0.0.0/8", "::1"].iter().filter_map(|network| network.parse().ok()).collect();
    let grants = Grants { lan: Lan { is_open: true, networks }, ..grants };
    Ok(Lending {
        way_out: Some(Arc::new(WayOut::new(&venue, adapter.name(), &grants, &limits))),
        premises: Some(Arc::new(Premises::new(&venue, adapter.name(), &grants, 1))),
        store: Some(Shelf::new(&store, &venue, adapter.name(), &limits)),
        venue: Some(venue),
        adapter: adapter.name().clone(),
        settings,
        limits,
        reuse: false,
        redactor,
        notices: Arc::clone(notices),
        long_lane: LongLane::default(),
        limit_hits: LimitHits::none(),
    })
}
