//! What changed, for a point of sale that cannot call out.

use crate::changes::{self, ChangePage};
use crate::model::EposError;
use crate::{Adapter, Result};

/// The host asks from time to time what changed, and tells Dojo.
pub trait Changes: Adapter {
    /// What changed since the mark of the answer before; none at the first time.
    ///
    /// # Errors
    /// The point of sale could not be asked: the same mark comes again.
    fn poll_changes(&self, since: Option<&str>) -> Result<ChangePage>;
}

impl<A: Changes> changes::Guest for A {
    fn poll_changes(since: Option<String>) -> Result<ChangePage, EposError> {
        A::open()?.poll_changes(since.as_deref())
    }
}
