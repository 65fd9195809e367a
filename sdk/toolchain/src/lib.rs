//! From an adapter's project to its component: which language it is in, which tools that takes, what of them is missing,
//! and how they are called.
//!
//! A project is a folder with an [`adapter.toml`](Project). Each language is a module with two functions: what is
//! `missing`, and `build`. Nothing here knows the host: what comes out is a file.

mod c;
mod contract;
mod error;
mod javascript;
mod language;
mod manifest;
mod missing;
mod name;
mod platform;
mod product;
mod program;
mod project;
mod python;
mod rust;
mod version;

pub use contract::{NoFit, contract_fits};
pub use error::Error;
pub use language::Language;
pub use missing::{Install, Missing};
pub use name::{BadName, Name};
pub use platform::Platform;
pub use product::Product;
pub use project::{MANIFEST, Project};

/// How a component is built.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// To be used: as fast and as small as the language makes it.
    Use,
    /// To be watched: built sooner, and with the names and lines of its source where the language has them.
    Watch,
}
