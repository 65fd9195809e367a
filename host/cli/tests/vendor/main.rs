//! What a vendor types, from nothing to an adapter that serves: the real binary, in a folder of its own.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

mod build;
mod corner;
mod desk;
mod dev;
mod languages;
mod new;
mod served;
mod wit;
