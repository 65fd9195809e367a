//! What a version asks for and provides that the one before did not: grants are the venue's and stay as they are, so the
//! difference is what an operator has to decide about.

use crate::adapter::{Adapter, listed, unlike};
use crate::epos::{Capability, CapabilitySet};

/// In words, to stand after "unlike the one before, "; none where there is none.
pub(super) fn between(before: &Adapter, now: &Adapter) -> Option<String> {
    let (old, new) = (before.capabilities(), now.capabilities());
    let mut parts = unlike(before.description(), now.description());
    let provides = [("it provides", new.without(old)), ("it no longer provides", old.without(new))];
    parts.extend(provides.into_iter().filter_map(|(what, capabilities)| capability_list(what, capabilities)));
    if before.tells_changes() != now.tells_changes() {
        parts.push(if now.tells_changes() { "it tells changes" } else { "it no longer tells changes" }.to_owned());
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn capability_list(what: &str, capabilities: CapabilitySet) -> Option<String> {
    let names: Vec<_> = capabilities.iter().map(Capability::name).map(str::to_owned).collect();
    (!names.is_empty()).then(|| format!("{what} {}", listed(&names)))
}
