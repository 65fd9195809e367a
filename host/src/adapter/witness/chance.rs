//! Random numbers of a call that is witnessed.

use super::Witness;
use super::note::Source;
use rand::RngCore as _;
use rand_core::TryRng;
use std::convert::Infallible;
use std::sync::Arc;

/// A source of chance that is noted, and in a replay comes from the past.
pub(in crate::adapter) struct Chance {
    witness: Arc<Witness>,
    source: Source,
}

// === impl Chance ===

impl Chance {
    pub(in crate::adapter) fn secure(witness: &Arc<Witness>) -> Self {
        Self { witness: Arc::clone(witness), source: Source::Secure }
    }

    pub(in crate::adapter) fn insecure(witness: &Arc<Witness>) -> Self {
        Self { witness: Arc::clone(witness), source: Source::Insecure }
    }

    fn fill(&self, bytes: &mut [u8]) {
        rand::rng().fill_bytes(bytes);
        self.witness.chance(self.source, bytes);
    }
}

impl TryRng for Chance {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.fill(bytes);
        Ok(())
    }
}
