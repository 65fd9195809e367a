//! What the gate decided, kept: judging takes a second, a Python adapter many, and the bytes are what they were.
//!
//! A verdict is a sealed file beside the compiled code: about a component, by an edition of the gate. One that is damaged,
//! or was not written by this host, is none, and the gate is asked again.

#[cfg(test)]
mod tests;

use super::gate::Verdict;
use crate::adapter::Digest;
use crate::sealed::{Kind, SealedFolder, Subject};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// What a verdict's file is.
const KIND: Kind = Kind { magic: *b"patio verdict v1", suffix: "verdict" };

/// Bytes of all of them together; what was used longest ago goes first. One has some hundred: these are those of a
/// thousand versions. Half would do as well; with more, an adapter that is made to be refused at length, again and again,
/// would fill a small disk.
const MOST_BYTES: u64 = 1 << 20;

/// Where verdicts are kept. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Verdicts {
    kept: Arc<SealedFolder>,
}

// === impl Verdicts ===

impl Verdicts {
    /// Keeps them in the folder of the compiled code. Hosts may share it: the same gate says the same of the same bytes.
    ///
    /// # Errors
    /// Where the folder cannot be made, or belongs to somebody else, or may be written by others: verdicts in it would be
    /// theirs.
    pub fn inside(cache: &Path) -> io::Result<Self> {
        Ok(Self { kept: Arc::new(SealedFolder::open(cache, KIND, MOST_BYTES)?) })
    }

    /// What an edition of the gate decided about a component.
    pub(super) async fn get(&self, component: Digest, edition: Digest) -> Option<Verdict> {
        let kept = Arc::clone(&self.kept);
        let read = tokio::task::spawn_blocking(move || {
            let content = kept.read(&subject(component, edition)).map_err(io::Error::other)?;
            content.map(|content| serde_json::from_slice(content.bytes()).map_err(io::Error::other)).transpose()
        });
        match read.await.map_err(io::Error::other).and_then(|read| read) {
            Ok(verdict) => verdict,
            Err(error) => {
                tracing::warn!(digest = %component, "the gate is asked again, for its verdict is not usable: {error}");
                None
            }
        }
    }

    /// Keeps a verdict, unless nothing was decided.
    pub(super) async fn put(&self, component: Digest, edition: Digest, verdict: &Verdict) {
        if matches!(verdict, Verdict::Undecided(_)) {
            return;
        }
        let kept = Arc::clone(&self.kept);
        let json = serde_json::to_vec(verdict).map_err(io::Error::other);
        let written = tokio::task::spawn_blocking(move || kept.write(&subject(component, edition), &json?)).await;
        // The adapter is used or refused all the same; the next start asks the gate again.
        if let Err(error) = written.map_err(io::Error::other).and_then(|written| written) {
            tracing::warn!(digest = %component, "the gate's verdict could not be kept ([adapters] cache): {error}");
        }
    }
}

fn subject(component: Digest, edition: Digest) -> Subject {
    Subject { of: *component.bytes(), by: *edition.bytes() }
}
