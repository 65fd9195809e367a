//! A venue's registrations at Dojo, as a part of `/ready`.

use crate::dojo::Way;
use crate::epos::{Capability, CapabilitySet};
use crate::registration::Standing;
use serde::Serialize;
use std::collections::BTreeMap;

/// One of them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RegistrationReport {
    transport: &'static str,
    /// Since when Dojo has it as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    capabilities: Vec<&'static str>,
    /// What Dojo did not take.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lacking: Vec<&'static str>,
    /// Where the last attempt failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Failure>,
}

#[derive(Serialize)]
struct Failure {
    reason: String,
    at: String,
}

// === impl RegistrationReport ===

impl RegistrationReport {
    /// All of a venue's.
    pub(super) fn all(ways: &BTreeMap<Way, Standing>) -> Vec<Self> {
        ways.iter().map(|(way, standing)| Self::of(*way, standing)).collect()
    }

    fn of(way: Way, standing: &Standing) -> Self {
        let names = |set: CapabilitySet| set.iter().map(Capability::name).collect();
        Self {
            transport: way.name(),
            since: standing.since.map(|since| since.to_string()),
            capabilities: names(standing.capabilities),
            lacking: names(standing.lacking),
            failure: standing.failure.clone().map(|(at, reason)| Failure { reason, at: at.to_string() }),
        }
    }
}
