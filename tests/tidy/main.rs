//! Rules about the repository itself: ARCHITECTURE.md states them, these tests hold them.

mod dependencies;
mod failpoints;
mod layers;
mod names;
mod promises;
mod tree;
mod wit;
