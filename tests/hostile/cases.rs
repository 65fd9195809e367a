//! What must happen with each component: a function of its name, in the file of its kind.

mod describing;
mod host_calls;
mod loops;
mod memory;
mod money;
mod network;
mod replies;
mod secrets;
mod time;
mod traps;
mod bombs;
mod versions;

use crate::case::Case;
use bombs::*;
use describing::*;
use host_calls::*;
use loops::*;
use memory::*;
use money::*;
use network::*;
use replies::*;
use secrets::*;
use time::*;
use traps::*;
use versions::*;

/// Every component by name, with its case.
pub(crate) fn all() -> Vec<(&'static str, Case)> {
    let mut all = Vec::new();
    /// A component without a case does not compile.
    macro_rules! add {
        ($name:ident) => {
            all.push((stringify!($name), $name()));
        };
    }
    patio_tests::foreach_hostile!(add);
    all
}
