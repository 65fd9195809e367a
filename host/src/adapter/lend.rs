//! What the host lends an adapter: one file per interface of `wit/deps/host`, and outgoing HTTP, files and sockets.
//!
//! All of WASI 0.2 is linked, since language runtimes import what they never use; what it is given leads
//! nowhere but where its venue's grants let it.

pub(super) mod call;
pub(super) mod files;
pub(super) mod http;
pub(super) mod log;
pub(super) mod premises;
pub(super) mod settings;
pub(super) mod sockets;
pub(super) mod store;

use super::long::LongLane;
use super::state::CallState;
use crate::metrics::LimitHits;
use crate::notice::Notices;
use crate::store::Shelf;
use crate::venue::{AdapterName, Limits, Redactor, VenueId};
use std::collections::BTreeMap;
use std::sync::Arc;
use wasmtime::component::{HasData, Linker};

/// What one venue lends its adapter.
pub struct Lending {
    /// The venue; none while an adapter is only described.
    pub venue: Option<VenueId>,
    /// The adapter.
    pub adapter: AdapterName,
    /// The values of its settings.
    pub settings: BTreeMap<String, String>,
    /// Its durable store; none while an adapter is only described.
    pub store: Option<Shelf>,
    /// Where it may go; none while an adapter is only described.
    pub way_out: Option<Arc<http::WayOut>>,
    /// What of this machine and its network it may use; none while an adapter is only described.
    pub premises: Option<Arc<premises::Premises>>,
    /// How much it may use.
    pub limits: Limits,
    /// Whether an instance answers more than one call.
    pub reuse: bool,
    /// Knows the venue's secrets, to keep them out of every text.
    pub redactor: Redactor,
    /// Where the operator is told.
    pub notices: Arc<Notices>,
    /// Its long calls take turns here: one for all adapters that it ever has.
    pub long_lane: LongLane,
    /// Counts the limits that let a call go on.
    pub limit_hits: LimitHits,
}

/// Gives an interface's functions their call state.
struct Lent;

impl HasData for Lent {
    type Data<'a> = &'a mut CallState;
}

/// Adds everything that is lent.
pub(super) fn link(linker: &mut Linker<CallState>) -> wasmtime::Result<()> {
    wasmtime_wasi::p2::add_to_linker_async(linker)?;
    wasmtime_wasi_http::p2::add_only_http_to_linker_async(linker)?;
    // The same interfaces again, with rules in front of them.
    linker.allow_shadowing(true);
    files::link(linker)?;
    sockets::link(linker)?;
    linker.allow_shadowing(false);
    call::link(linker)?;
    log::link(linker)?;
    settings::link(linker)?;
    store::link(linker)
}
