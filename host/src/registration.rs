//! Registration at Dojo: which capabilities of each venue are called, and where.
//!
//! Dojo routes what is registered and nothing else, and keeps only the last list. So the whole list is sent, and only
//! where it says something else than the one before: [`wanted`] says what it holds, [`proposal`] under which names, and
//! [`attempt`] what of it is sent now. A venue whose adapter is not loaded has no list: to register none would take it
//! off the card machines, when it may be back in a second.

mod attempt;
mod fingerprint;
mod kept;
mod memory;
mod names;
mod pause;
mod proposal;
mod record;
mod wanted;
mod worker;

pub use kept::{Kept, Standing};
pub use worker::Worker;
