//! The sandbox: a WebAssembly component that speaks for one kind of point of sale, under limits.
//!
//! A [`Sandbox`] compiles components and holds what all of them share; an [`Adapter`] is a component that was checked;
//! each call of it runs in an instance of its own, with what its venue lends it.
//!
//! **Invariant:** only this module and `registry` name wasmtime. Nothing that an adapter does makes this code panic.

mod call;
mod clock;
mod compilation;
mod compile;
mod compiled;
mod description;
mod engine;
mod fault;
mod lend;
mod load;
mod long;
mod memory;
mod metered;
mod plain;
mod proof;
mod state;
mod v0_1;
mod warm;
mod wasi;
mod wishes;
pub mod witness;

#[cfg(test)]
mod tests;

pub use call::{Answered, Call, CallError, Said};
pub use compilation::Compilation;
pub use compile::{
    CompileCommand, CompileError, CompileJob, CompileLimits, Compiler, Ended, compile as compile_component,
};
pub use compiled::CompileCache;
pub use description::{Description, Setting, SettingProblem};
pub use engine::{Sandbox, SandboxError, SandboxSettings, SourceLines};
pub use fault::{Fault, Limit};
pub use lend::Lending;
pub use lend::http::WayOut;
pub use lend::premises::Premises;
pub use load::{Adapter, Digest, Interfaces, LoadError};
pub use long::LongLane;
pub use metered::Meter;
pub use plain::acts;
pub use proof::{Proof, Unproven};
pub use v0_1::Misfit;
pub use wishes::{Missing, Never};
pub(crate) use wishes::{listed, unlike};
