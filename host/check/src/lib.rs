//! The conformance kit: cases that are data, played against an adapter in the sandbox that a host would use.
//!
//! A [`Case`] is a file of `tests/conformance/cases`: steps (calls of the adapter, looks at the point of sale) and what is
//! expected of each. A [`Check`] plays those that fit an adapter and makes a [`Report`] of it.
//!
//! **Invariant:** a case says everything about what is right; this code knows how to ask and how to compare, and no rule
//! of its own beyond the contract that the host holds every answer against.

mod answer;
mod blanks;
mod case;
mod catalogue;
mod class;
mod door;
mod elsewhere;
mod expectation;
mod finding;
mod gate;
mod glob;
mod lend;
mod play;
pub mod report;
mod run;
mod stage;
mod subject;
mod walk;

pub use case::{BadCase, Case, Level, Pos};
pub use catalogue::{Catalogue, CatalogueError};
pub use class::{Budget, Class};
pub use finding::{Finding, Outcome, Verdict};
pub use gate::ConformanceGate;
pub use glob::Glob;
pub use lend::{LendError, lend};
pub use report::Report;
pub use run::{Behind, Check};
